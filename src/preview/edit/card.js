// A card for a field that prints several values: each with its label, all written together.
import { write, draft, forget } from "./wire.js";
import { arrives, met, say, settled, wrote } from "./commit.js";
import { leave } from "./field.js";
import { chosen, fits, keyOf, lineOf, nameOf, said, standing, wordsIn, wordsOf } from "./slots.js";
import { rowMenu } from "./rows.js";
import { about, showAbout } from "./about.js";
import { hold } from "./keys.js";

let card = null;

/** What stands there and can only be read here. */
const onlyRead = (part) => make("div", {},
  make("output", { textContent: wordsOf(part) }), make("small", { textContent: "ここでは直せない形です。計画書のファイルで直してください" }));

function input(part) {
  if (part.kind === "choice") {
    const select = make("select");
    const words = ["", ...(part.words ?? [])];
    const now = wordsOf(part);
    if (!words.includes(now)) words.push(now);
    select.append(...words.map((word) => make("option", { value: word, textContent: word || "（空欄）", selected: word === now })));
    return select;
  }
  if (part.kind === "choices") {
    const now = chosen(part);
    const words = [...part.words, ...now.filter((word) => !part.words.includes(word))];
    const group = make("div", { className: "choices", role: "group" });
    group.append(...words.map((word) => {
      const button = make("button", { type: "button", textContent: word });
      button.setAttribute("aria-pressed", now.includes(word));
      button.addEventListener("click", () => { button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true"); typed(); });
      return button;
    }));
    return group;
  }
  const text = Array.isArray(part.value) ? lineOf(part.value) : part.value ?? "";
  // An input would drop the ends of lines.
  const isLong = part.kind === "lines" || text.includes("\n");
  const area = make(isLong ? "textarea" : "input", { value: text });
  if (isLong) area.rows = Math.max(3, Math.min(12, text.split("\n").reduce((rows, line) => rows + 1 + Math.floor(line.length / 18), 0)));
  area.autocomplete = "off";
  return area;
}

function valueOf(part, element) {
  if (part.kind === "choices") return [...element.querySelectorAll("[aria-pressed=true]")].map((button) => button.textContent);
  if (part.kind === "list") return wordsIn(element.value);
  return element.value;
}

const heldIn = ({ part, element }) => keyOf(valueOf(part, element));

/** Only what was typed is written: what a box shows need not be what the plan says. */
const isTyped = (one) => heldIn(one) !== one.was;

function edits() {
  if (card.row) return [card.row(Object.fromEntries(card.parts.map(({ part, element }) => [part.path.at(-1), valueOf(part, element)]).filter(([, value]) => value.length)))];
  return card.parts.filter(isTyped)
    .map(({ part, element }) => { const value = valueOf(part, element); return { set: part.path, value: Array.isArray(value) && !value.length ? "" : value }; });
}

function told(mine, words, isBad) {
  mine.note.textContent = words;
  mine.note.dataset.kind = isBad ? "bad" : "";
}

async function typed() {
  const mine = card, wanted = edits();
  if (!wanted.length && !mine.drawn) return;
  mine.drawn = true;
  const answer = await draft(wanted, mine.hash);
  if (answer?.hash) mine.looks.add(answer.hash);
  if (card === mine && answer) told(mine, answer.ok ? answer.said?.words ?? "" : answer.message, !answer.ok || answer.said?.ok === false);
}

/** A label that tells rows of lists apart, where a card has several: 「超過の割り振り2　事業所」. */
function labelIn(values, part) {
  const rowAt = ({ path }) => path.findLastIndex((step) => typeof step === "number");
  const least = Math.min(...values.map(rowAt)), at = rowAt(part);
  const rows = new Set(values.map((one) => keyOf(one.path.slice(0, rowAt(one) + 1))));
  const isRow = at > least || (at > 0 && rows.size > 1 && values.every((one) => rowAt(one) === at));
  return isRow ? `${part.path[at - 1]}${part.path[at] + 1}　${part.label}` : part.label;
}

/** Opens the card of a field; several fields of a plan may share one. */
export const openCard = (button, title) => hold(() => begin(button, title));

async function begin(button, title) {
  if (!(await leave()) || !(await leaveCard())) return;
  await settled();
  const now = standing(button);
  if (now) showCard(now.own.parts, title ?? nameOf(now.page, now.own), now);
}

/** Shows a card with these values. Where they are those of a row that is not there yet, `row` makes its edit of them: nothing is
 * written before the card is. */
export function showCard(values, title, button, row) {
  const form = make("form", { className: "card", role: "dialog" });
  form.setAttribute("aria-label", title);
  const note = make("p", { className: "note", role: "status" });
  note.setAttribute("aria-live", "polite");
  const shown = values.map((part, at) => {
    const writes = fits(part), element = writes ? input(part) : onlyRead(part);
    element.id = `part-${at}`;
    const isGroup = part.kind === "choices" || !writes;
    const label = make(isGroup ? "span" : "label", { textContent: labelIn(values, part) });
    if (!isGroup) label.htmlFor = element.id;
    else if (writes) element.setAttribute("aria-label", part.label);
    const row = make("div", { className: "row" }, label, element);
    row.dataset.key = keyOf(part.path);
    return { part, element, row, writes, was: writes && keyOf(valueOf(part, element)) };
  });
  const parts = shown.filter(({ writes }) => writes);
  // A panel of its own has nothing else to show; beside a field the usual values are enough at first.
  const usual = button ? 6 : shown.length, few = shown.slice(0, usual), rest = shown.slice(usual);
  const done = make("button", { type: "submit", textContent: "書き込む", className: "main" });
  const stop = make("button", { type: "button", textContent: "やめる" });
  const foot = make("div", { className: "foot" }, done, stop);
  form.append(make("h3", { textContent: title }), ...few.map(({ row }) => row));
  if (rest.length) form.append(make("details", { open: rest.some(({ part }) => wordsOf(part) !== "") }, make("summary", { textContent: "くわしく" }), ...rest.map(({ row }) => row)));
  if (button?.own && !row && values[0].path.some((step) => typeof step === "number")) {
    const more = make("button", { type: "button", textContent: "行の操作 ⋯" });
    more.addEventListener("click", async () => { if (await leaveCard()) rowMenu(button); });
    foot.append(more);
  }
  // Below the buttons: what is told while somebody presses one must not move it away from under the pointer.
  form.append(foot, note);
  document.body.append(form);
  card = { form, parts, note, button, row, hash: state.writing.hash, looks: new Set() };
  form.addEventListener("submit", (event) => { event.preventDefault(); leaveCard(); });
  stop.addEventListener("click", giveUp);
  form.addEventListener("compositionstart", () => { card.composing = true; });
  form.addEventListener("compositionend", () => { card.composing = false; typed(); });
  form.addEventListener("input", () => { card.typed = true; if (!card.composing) typed(); });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) { if (event.key === "Enter") event.preventDefault(); return; }
    if (event.key === "Escape") { event.preventDefault(); giveUp(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); leaveCard(); }
  });
  placeCard();
  (parts[0]?.element ?? stop).focus({ preventScroll: true });
  if (button?.own) showAbout(button);
  if (row) typed();
  propose(parts);
}

/** Words that the values may be completed from, where a value is one line. */
async function propose(parts) {
  const asked = parts.filter(({ element }) => element.matches("input"));
  if (!asked.length) return;
  const told = await about(asked.map(({ part }) => part.path));
  asked.forEach(({ element, row }, at) => {
    const { words } = told[at];
    if (!words.length || !row.isConnected) return;
    const list = make("datalist", { id: `${element.id}-words` }, ...words.map(({ word, what }) => make("option", { value: word, label: what })));
    row.append(list);
    element.setAttribute("list", list.id);
  });
}

function placeCard() {
  const { form, button } = card;
  const at = button?.getBoundingClientRect() ?? { left: innerWidth / 2 - 180, bottom: 80, top: 80 };
  const height = form.offsetHeight, width = form.offsetWidth;
  const top = at.bottom + height + 8 < innerHeight ? at.bottom + 4 : Math.max(8, Math.min(at.top - height - 4, innerHeight - height - 8));
  Object.assign(form.style, { left: `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`, top: `${Math.max(8, top)}px` });
}

function giveUp() {
  const { form, drawn, button } = card;
  card = null;
  form.remove();
  if (drawn) forget();
  goBack(button);
}

/** The cursor goes back to where the card was opened, unless it has gone elsewhere meanwhile. */
function goBack(button) {
  if (!card && [null, document.body].includes(document.activeElement)) button?.focus?.({ preventScroll: true });
}

/** Writes what the card holds. Gives whether it is written. */
export async function leaveCard() {
  if (!card) return true;
  const mine = card;
  return mine.leaving ??= writeCard(mine).finally(() => { mine.leaving = null; });
}

async function writeCard(mine) {
  const wanted = edits();
  if (!wanted.length) { giveUp(); return true; }
  const written = mine.parts.map(heldIn);
  const answer = await write(wanted, { hash: mine.hash, label: mine.parts[0].part.label, force: mine.force });
  if (answer.status === 409 && answer.moved) {
    // Another row stands there now: whoever presses again still means the one that was seen.
    told(mine, `${met(answer)}。ここには書けません。「やめる」を押し、いまの画面を見て、もう一度してください`, true);
    return false;
  }
  if (answer.status === 409 && answer.conflict) {
    const theirs = answer.conflict.theirs;
    told(mine, `${met(answer)}。いまの値：${said(theirs)}　もう一度「書き込む」を押すと、自分の値にします`, true);
    mine.hash = answer.hash;
    mine.force = true;
    return false;
  }
  if (!answer.ok) { told(mine, answer.message || "書けませんでした", true); say(mine.note.textContent); return false; }
  wrote(wanted, mine.hash, answer, mine.looks);
  if (card === mine && mine.parts.some((one, at) => heldIn(one) !== written[at])) {
    // More was typed while it was written: that is not written yet. A row that was new is there now.
    mine.parts.forEach((one, at) => { one.was = written[at]; });
    Object.assign(mine, { row: null, hash: answer.hash, force: false, drawn: true });
    typed();
    return false;
  }
  if (card === mine) card = null;
  mine.form.remove();
  await arrives(answer.hash);
  goBack(mine.button);
  return true;
}

const isElsewhere = (event) => card && !card.form.contains(event.target) && !event.target.closest("#toast, .menu");

// A row of which nothing was typed was drawn by mistake: a click elsewhere gives it up, and does no more. What it was meant for stands
// on the sheet as it is with that row, and will stand elsewhere in a moment.
addEventListener("pointerdown", (event) => {
  if (!isElsewhere(event) || !card.row || card.typed) return;
  giveUp();
  const names = ["pointerup", "mousedown", "mouseup", "click", "contextmenu"];
  const stop = (one) => { one.preventDefault(); one.stopImmediatePropagation(); };
  stop(event);
  names.forEach((name) => addEventListener(name, stop, true));
  const end = () => names.forEach((name) => removeEventListener(name, stop, true));
  // At once and not in a moment: under load the next press comes first. This one is heard by nobody that is added now.
  ["pointerdown", "keydown"].forEach((name) => addEventListener(name, end, { capture: true, once: true }));
}, true);
addEventListener("mousedown", (event) => { if (isElsewhere(event)) leaveCard(); }, true);
addEventListener("beforeunload", (event) => { if (card && (card.row ? card.typed : edits().length)) event.preventDefault(); });
