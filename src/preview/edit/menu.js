// A menu beside something: sections of words and what they do; by pointer and by keyboard.

let shown = null;

/** Shows a menu. `sections` are {title, items: [[words, work]]}; focus goes back to `near` when nothing is chosen. */
export function showMenu(label, near, sections) {
  shown?.();
  const menu = make("div", { className: "menu", role: "menu" });
  menu.setAttribute("aria-label", label);
  const outside = (event) => { if (!menu.contains(event.target)) close(); };
  const close = () => { menu.remove(); removeEventListener("mousedown", outside, true); shown = null; };
  for (const { title, items } of sections) {
    if (title) menu.append(make("h4", { textContent: title }));
    for (const [words, work] of items) {
      const one = make("button", { type: "button", role: "menuitem", textContent: words });
      one.addEventListener("click", () => { close(); work(); });
      menu.append(one);
    }
  }
  if (!menu.querySelector("button")) return;
  shown = close;
  addEventListener("mousedown", outside, true);
  menu.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const all = [...menu.querySelectorAll("button")], here = all.indexOf(document.activeElement);
    if (event.key === "Escape") { close(); near.focus(); }
    if (event.key === "ArrowDown") { event.preventDefault(); all[(here + 1) % all.length].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); all[(here + all.length - 1) % all.length].focus(); }
  });
  document.body.append(menu);
  const box = near.getBoundingClientRect();
  Object.assign(menu.style, { left: `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`, top: `${Math.max(8, Math.min(box.bottom, innerHeight - menu.offsetHeight - 8))}px` });
  menu.querySelector("button").focus();
}
