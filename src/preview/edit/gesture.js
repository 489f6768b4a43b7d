// A press that is held: the pointer is followed until it is let go, wherever the sheets go meanwhile. A sheet that is drawn anew may
// take away the very element that the press began on, and what was drawn must still be written or given up.

/** Follows the pointer of a `pointerdown`: `moved` hears where it goes, `ended` where it is let go; null when it is taken away. */
export function track({ pointerId }, moved, ended) {
  const listen = { pointermove: moved, pointerup: (event) => stop(event), pointercancel: () => stop(null) };
  const heard = (event) => { if (event.pointerId === pointerId) listen[event.type](event); };
  const stop = (event) => { for (const name in listen) removeEventListener(name, heard, true); ended(event); };
  for (const name in listen) addEventListener(name, heard, true);
}
