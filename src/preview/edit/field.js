// The text of a field in its place: typed in the form's size, drawn while it is typed, written when it is left. A redraw never
// touches the box itself, so that the composing of Japanese is not interrupted.
import { write, draft, forget } from "./wire.js";
import { arrives, met, say, settled, wrote } from "./commit.js";
import { buttonOf, isTyped, keyOf, nameOf, open, said as sayValue, standing } from "./slots.js";
import { giveUp, hold, typeInto, whenPressed } from "./keys.js";
import { calendar } from "./calendar.js";
import { rowMenu } from "./rows.js";
import { wordList } from "./words.js";
import { about, fateOf, showAbout } from "./about.js";

let box = null;

/** The box that is open: its field, its text. */
export const openBox = () => box;

const isLong = (part) => part.kind === "lines";
const isDate = (part) => part.kind === "date" || part.kind === "period" || part.kind === "month";

/** The field whose box is on its way. */
let coming = null;

/** Opens the box of a field, with the letter that was typed on it. One that is open is written first. */
export const openField = (button, letter = "") => hold(() => begin(button, letter));

async function begin(button, letter) {
  if (coming === button.dataset.key) return;
  coming = button.dataset.key;
  try {
    if (box && !(await leave())) { giveUp(); return; }
    await settled();
  } finally {
    coming = null;
  }
  button = standing(button);
  if (!button) return;
  const { own: slot, page } = button, part = slot.parts[0];
  const text = typeof part.value === "string" ? part.value : "";
  const area = make("textarea", { className: "field", value: text + letter, rows: 1, spellcheck: false });
  area.setAttribute("aria-label", nameOf(page, slot));
  area.setAttribute("aria-describedby", "field-note");
  area.autocomplete = "off";
  const note = make("div", { id: "field-note", className: "note", role: "status" });
  note.setAttribute("aria-live", "polite");
  const more = make("button", { type: "button", className: "more", textContent: "⋯", title: "行の操作" });
  more.setAttribute("aria-label", "行の操作");
  more.addEventListener("mousedown", (event) => event.preventDefault());
  more.addEventListener("click", async () => { const at = box?.button; if (await leave()) rowMenu(at); });
  const fate = make("div", { className: "note fate", role: "status" });
  fate.setAttribute("aria-live", "polite");
  const words = wordList(area, (word) => { area.value = word; area.focus(); grow(); typed(); });
  const frame = make("div", { className: "writing", role: "region" }, area, make("div", { className: "below" }, note, fate, words.list));
  frame.setAttribute("aria-label", "書き込み");
  if (part.path.some((step) => typeof step === "number")) frame.append(more);
  if (isDate(part) && part.kind !== "month") frame.append(calendarButton(part));
  document.body.append(frame);
  box = { frame, area, note, button, page, slot, part, was: text, hash: state.writing.hash, composing: false, leaving: false, key: keyOf(part.path), words, fate, looks: new Set() };
  listen(area);
  const opened = box;
  showAbout(button);
  about([part.path]).then(([told]) => { if (box === opened) know(told); });
  follow();
  area.focus({ preventScroll: true });
  area.setSelectionRange(area.value.length, area.value.length);
  if (letter) { typed(); return; }
  told(isLong(part) ? "Ctrl+Enter か、欄の外で書き込み　Esc でやめる" : "Enter で書き込み　Esc でやめる", "hint");
}

/** What is told of a field that was opened: words to complete from, and what stands there already. */
function know({ words, said: meant }) {
  if (words.length) box.words.know(words);
  if (!meant?.words || box.drawn) return;
  box.iso = meant.iso;
  told(meant.words, "");
}

function calendarButton(part) {
  const button = make("button", { type: "button", className: "day", textContent: "暦" });
  button.setAttribute("aria-label", "カレンダーから選ぶ");
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => calendar(box, (text) => {
    const { area } = box;
    // Of a period the beginning is chosen, then the end; one that has both is begun anew.
    const [begin, end] = area.value.split(/[～〜~]/).map((one) => one.trim());
    area.value = part.kind === "period" && begin && !end ? `${begin} ～ ${text}` : text;
    area.focus();
    typed();
  }));
  return button;
}

function listen(area) {
  area.addEventListener("compositionstart", () => { box.composing = true; });
  area.addEventListener("compositionend", () => { box.composing = false; box.words.draw(); typed(); });
  area.addEventListener("input", () => { grow(); if (!box.composing) { box.words.draw(); typed(); } });
  area.addEventListener("keydown", key);
  area.addEventListener("blur", () => setTimeout(() => {
    // The window that is left is no field that is left.
    if (box?.area === area && document.hasFocus() && !box.frame.contains(document.activeElement)) leave();
  }));
}

function key(event) {
  event.stopPropagation();
  if (event.isComposing || event.keyCode === 229 || box.words.key(event) || event.altKey) return;
  const one = { key: event.key, shift: event.shiftKey, command: event.ctrlKey || event.metaKey };
  if (!ends(one)) return;
  event.preventDefault();
  hold(() => end(one));
}

/** Whether a key ends the writing of a box. */
const ends = ({ key, command }) => key === "Escape" || key === "Tab" || (key === "Enter" && (!isLong(box.part) || command));

async function end({ key, shift }) {
  if (key === "Escape") { give(); return; }
  const mine = box;
  if (await leave()) await next(mine.key, mine.page, key === "Tab" ? (shift ? -1 : 1) : 0);
  else giveUp();
}

// A key that was kept is pressed: in the box, on the field that has the cursor, or in the card that has come.
whenPressed(async (one) => {
  const at = document.activeElement;
  if (box) {
    if (ends(one)) { await end(one); return true; }
    return typeInto(box.area, one);
  }
  if (at?.matches("input, textarea")) return one.key.length === 1 && typeInto(at, one);
  const button = at?.classList.contains("slot") ? at : null;
  if (!button) return false;
  if (one.key === "Tab") await next(button.dataset.key, button.page, one.shift ? -1 : 1, true);
  else if (one.key === "Enter") await open(button);
  else if (one.key.length === 1 && isTyped(button.own)) await begin(button, one.key);
  else if (one.key === " ") button.click();
  else return !button.dispatchEvent(new KeyboardEvent("keydown", { key: one.key, shiftKey: one.shift, bubbles: true, cancelable: true }));
  return true;
});

/** The field before or behind one, in the form's order. */
async function next(at, page, by, isHere = false) {
  // Who has gone on meanwhile is not called back.
  if (box || (!isHere && document.activeElement && document.activeElement !== document.body)) return;
  const all = [...document.querySelectorAll(".slot")].filter((slot) => slot.tabIndex === 0);
  const here = all.indexOf(buttonOf(at, page));
  const to = all[here + by];
  if (!to) return;
  to.focus();
  if (by) to.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (by && isTyped(to.own)) await begin(to, "");
}

const edit = () => [{ set: box.part.path, value: box.area.value }];

/** What was typed is drawn; the file is not touched. */
async function typed() {
  const mine = box;
  if (mine.area.value === mine.was && !mine.drawn) { told("", ""); return; }
  mine.drawn = true;
  const answer = await draft(edit(), mine.hash);
  if (answer?.hash) mine.looks.add(answer.hash);
  if (box !== mine || !answer) return;
  if (!answer.ok) { told(answer.message, "bad"); return; }
  const said = answer.said ?? {};
  mine.iso = said.iso ?? "";
  told(said.words ?? "", said.ok === false ? "bad" : "");
}

/** Keeps a draft alive while somebody thinks. */
setInterval(() => { if (box?.drawn && !box.composing && !box.leaving) draft(edit(), box.hash); }, 20000);

function told(words, kind) {
  if (!box) return;
  box.note.textContent = words;
  box.note.dataset.kind = kind;
  follow();
}

/** Gives up: the plan stays as it was. */
function give() {
  const { key: at, page, drawn } = box;
  close();
  if (drawn) forget();
  buttonOf(at, page)?.focus();
}

function close() {
  const { frame } = box;
  box = null;
  frame.remove();
}

/** Writes what the box holds. Gives whether it is written; if not, the box stays with its text. */
export async function leave({ force = false } = {}) {
  if (!box) return true;
  const mine = box;
  if (mine.leaving) return mine.leaving;
  if (mine.area.value === mine.was) {
    close();
    if (mine.drawn) await forget();
    return true;
  }
  const text = mine.area.value;
  mine.leaving = (async () => {
    const made = edit(), hash = force || mine.hash;
    const answer = await write(made, { hash, label: mine.part.label, force: Boolean(force) });
    mine.leaving = false;
    if (answer.status === 409 && answer.conflict) { choose(mine, answer); return false; }
    if (!answer.ok) {
      if (box === mine) { told(answer.message || "書けませんでした", "bad"); mine.area.focus({ preventScroll: true }); }
      return false;
    }
    wrote(made, hash, answer, mine.looks);
    if (box === mine && mine.area.value !== text) {
      // More was typed while it was written: that is not written yet.
      Object.assign(mine, { was: text, hash: answer.hash, drawn: true });
      typed();
      return false;
    }
    if (box === mine) close();
    await arrives(answer.hash);
    return true;
  })();
  return mine.leaving;
}

/** Two texts for one field: the writer chooses, nothing is lost. */
function choose(mine, answer) {
  const theirs = sayValue(answer.conflict.theirs);
  mine.frame.querySelector(".choice")?.remove();
  const own = make("button", { type: "button", textContent: "自分の文にする" });
  const other = make("button", { type: "button", textContent: "ほかの文を残す" });
  const both = make("button", { type: "button", textContent: "両方をつなげる" });
  const panel = make("div", { className: "choice", role: "alertdialog" },
    make("strong", { textContent: met(answer) }),
    make("small", { textContent: "いま計画書にある文" }), make("pre", { textContent: theirs || "（空欄）" }),
    make("div", {}, own, other, both));
  panel.setAttribute("aria-label", met(answer));
  own.addEventListener("click", () => leave({ force: answer.hash }));
  other.addEventListener("click", () => { say(`書きかけの文：${mine.area.value}`); give(); });
  both.addEventListener("click", () => { mine.area.value = `${theirs}\n${mine.area.value}`; leave({ force: answer.hash }); });
  // A list or months in the place of the text are no text to go on with.
  if (theirs !== (answer.conflict.theirs ?? "")) both.remove();
  if (answer.moved) { own.remove(); both.remove(); other.textContent = "やめる（書いた文は控えに出ます）"; }
  mine.frame.append(panel);
  follow();
  (answer.moved ? other : own).focus();
}

/** As high as its text, in the size of the form; a field whose lines stand in its middle has them there. */
function grow() {
  const { area, slot, least = 0 } = box;
  Object.assign(area.style, { height: "0", paddingTop: "0" });
  const text = area.scrollHeight, free = Math.max(least - text, 0);
  area.style.paddingTop = `${slot.valign === "middle" ? free / 2 : slot.valign === "bottom" ? free : 0}px`;
  area.style.height = `${Math.max(text, least)}px`;
}

/** Keeps the box over its field, wherever that goes. */
export function follow() {
  if (!box) return;
  const fresh = buttonOf(box.key, box.page);
  if (fresh) { box.button = fresh; box.page = fresh.page; box.slot = fresh.own; }
  const { frame, area, button, page, slot } = box;
  if (!button.isConnected) return;
  const at = button.getBoundingClientRect(), unit = page.getBoundingClientRect().width / 297;
  const fate = fateOf(box.part);
  box.fate.textContent = box.area.value.trim() ? fate.words : "";
  const size = Math.max((fate.size ?? slot.size) * 25.4 / 72 * unit, 9);
  const left = Math.min(at.left, innerWidth - 60);
  Object.assign(frame.style, { left: `${left}px`, top: `${at.top}px`, width: `${Math.max(at.width, Math.min(120, innerWidth - left - 8))}px` });
  Object.assign(area.style, { fontSize: `${size}px`, lineHeight: String(slot.pitch), textAlign: slot.align, paddingLeft: `${slot.pad * unit}px`, paddingRight: `${slot.pad * unit}px` });
  box.least = at.height;
  grow();
}

for (const name of ["scroll", "resize"]) addEventListener(name, follow, { capture: true, passive: true });
new ResizeObserver(follow).observe($("pages"));
addEventListener("beforeunload", (event) => { if (box && box.area.value !== box.was) event.preventDefault(); });
