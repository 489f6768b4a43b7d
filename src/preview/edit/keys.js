// Keys that come faster than the program: while a box is being written or the next one is on its way they are kept, and pressed
// in their order once it is there. Knows no field: who opens boxes says what a key does.
import { say } from "./commit.js";

const KEPT = new Set(["Tab", "Enter", "Escape", "Backspace", "Delete", "ArrowLeft", "ArrowRight", "Home", "End"]);
let held = false;
let press = async () => false;
const waiting = [];

/** Says what a kept key does when its turn comes: `done` gives whether it did something. */
export function whenPressed(done) { press = done; }

/** Does something that takes a moment, and then what was typed meanwhile. */
export async function hold(work) {
  if (held) return work();
  held = true;
  try {
    const result = await work();
    while (waiting.length) { const one = waiting.shift(); if (!(await press(one))) lost(one); }
    return result;
  } finally {
    held = false;
    giveUp();
  }
}

let gone = "";

/** A letter that has no place is told, with those before it. */
function lost({ key }) {
  if (key.length > 1) return;
  gone += key;
  say(`この欄は一つの文ではないので、「${gone}」は書き込まれていません`);
  setTimeout(() => { gone = ""; }, 3000);
}

/** What waits is not pressed any more: the box that it was typed behind could not be left. Its letters are told. */
export function giveUp() {
  const letters = waiting.splice(0).map(({ key }) => key).filter((key) => key.length === 1).join("");
  if (letters) say(`前の欄がまだ書けていないので、「${letters}」は書き込まれていません`);
}

/** Does in a text box what the browser does at a key; whether it is one of those. */
export function typeInto(area, { key }) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const before = from - ([...value.slice(0, from)].at(-1)?.length ?? 0), behind = to + ([...value.slice(to)][0]?.length ?? 0);
  const put = (text, start, end) => { area.setRangeText(text, start, end, "end"); area.dispatchEvent(new InputEvent("input", { bubbles: true })); };
  const go = (at) => area.setSelectionRange(at, at);
  if (key.length === 1) put(key, from, to);
  else if (key === "Enter") put("\n", from, to);
  else if (key === "Backspace") put("", from === to ? before : from, to);
  else if (key === "Delete") put("", from, from === to ? behind : to);
  else if (key === "ArrowLeft") go(before);
  else if (key === "ArrowRight") go(behind);
  else if (key === "Home") go(0);
  else if (key === "End") go(value.length);
  else return false;
  return true;
}

addEventListener("keydown", (event) => {
  // What an input method composes goes where it composes.
  if (!held || !event.isTrusted || event.isComposing || event.keyCode === 229) return;
  const isCommand = (event.ctrlKey || event.metaKey || event.altKey) && event.key !== "Enter";
  if (isCommand || !(event.key.length === 1 || KEPT.has(event.key))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.push({ key: event.key, shift: event.shiftKey, command: event.ctrlKey || event.metaKey });
}, true);
