// Fields over the pages: a button for each, in the order of the form, labelled by table, label and row.
import { leave, openField } from "./field.js";
import { leaveCard, openCard } from "./card.js";
import { gridAt } from "./grid.js";
import { showWeek, edges } from "./week.js";
import { rowMenu } from "./rows.js";
import { commit, say } from "./commit.js";
import { track } from "./gesture.js";

/** Which row a path belongs to, in words: 「2番目のニーズ」. */
export function rowWords(path) {
  const names = { "ニーズ": "ニーズ", "長期目標": "長期目標", "短期目標": "短期目標", "援助": "援助", "週間": "枠", "日常生活": "活動", "第4表": "会議", "出席者": "出席者", "第5表": "記録", "第6表": "月", "サービス": "行" };
  const words = [];
  path.forEach((step, at) => { if (typeof step === "number") words.push(`${names[path[at - 1]] ?? "行"}${step + 1}`); });
  return words.join("・");
}

/** A path as one text, to find it again. */
export const keyOf = (path) => JSON.stringify(path);

/** A value in words. */
export function wordsOf(part) {
  if (part.kind === "days") return daysWords(part.counts ?? []);
  return said(part.value);
}

/** What stands in the plan, in words, whatever its form. */
export function said(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(said).join("・");
  return typeof value === "object" ? Object.entries(value).map(([key, one]) => `${key}：${said(one)}`).join("、") : value;
}

const isText = (value) => value === null || value === undefined || typeof value === "string";

/** A list as it is typed on one line, and back. */
export const lineOf = (words) => words.join("、");
export const wordsIn = (line) => line.split(/[、,，・\s]+/).filter(Boolean);

/** The words that a value of several says: a list, or one word that stands without brackets. */
export const chosen = ({ value }) => (Array.isArray(value) ? value : value ? [value] : []);

/** Whether a box can hold a value as it stands in the plan. What it can't hold is shown and never written: months of 「給付率」, say,
 * where the box takes one figure. */
export function fits({ kind, value }) {
  if (isText(value)) return true;
  if (!Array.isArray(value) || !value.every((word) => typeof word === "string")) return false;
  return kind === "choices" || (kind === "list" && keyOf(wordsIn(lineOf(value))) === keyOf(value));
}

function daysWords(counts) {
  const days = counts.flatMap((uses, at) => (uses ? [uses > 1 ? `${at + 1}日${uses}回` : `${at + 1}日`] : []));
  return days.join("、");
}

/** How a field is called: table, label, row. */
export const nameOf = (page, slot) =>
  [page.model.table, slot.parts[0].label, rowWords(slot.parts[0].path)].filter(Boolean).join("　");

/** Whether a printed word is the one that the plan says. */
function isChosen(slot) {
  const { value } = slot.parts[0];
  return Array.isArray(value) ? value.includes(slot.pick) : value === slot.pick;
}

/** The field of a button as it stands there now: the sheet may have been drawn anew since it was pressed. */
const fresh = (button) => (buttonOf(button.dataset.key, button.page) ?? button).own;

async function choose(button) {
  // What the hand meant is decided by what it saw when it pressed; which words stand beside is asked when it is written.
  const { is, hash } = look(button, isChosen(button.own));
  const edit = () => {
    const slot = fresh(button), part = slot.parts[0];
    if (part.kind !== "choices") return { set: part.path, value: is ? "" : slot.pick };
    const now = chosen(part), others = now.filter((word) => !part.words.includes(word));
    return { set: part.path, value: [...part.words.filter((word) => (word === slot.pick ? !is : now.includes(word))), ...others] };
  };
  await press(edit, button, hash);
}

async function toggle(button) {
  const { is, hash } = look(button, Boolean(button.own.parts[0].value));
  const edit = () => ({ set: fresh(button).parts[0].path, value: is ? "" : "○" });
  await press(edit, button, hash);
}

/** Writes what was pressed, behind the box or the card that the pointer left: the press comes before the box has lost the cursor. */
async function press(edit, button, hash) {
  if (!(await leave()) || !(await leaveCard())) return;
  await commit(() => [edit()], button.own.parts[0].label, button, hash);
}

/** What stood there when the pointer went down on a button, and in view of which plan; by keyboard, what stands there now. */
function look(button, is) {
  const seen = button.look ?? { is, hash: state.writing.hash };
  button.look = null;
  return seen;
}

/** Whether a field is written in a box of its own, so that who comes to it can begin to type. */
export const isTyped = ({ pick, parts: [part, ...more] }) =>
  !pick && !more.length && fits(part) && !["days", "mark", "choice", "choices", "list"].includes(part.kind);

/** Opens a field for writing, by its button. */
export function open(button) {
  const { own: slot } = button;
  const part = slot.parts[0];
  if (slot.pick) return choose(button);
  if (part.kind === "days") return gridAt(button)?.focus();
  if (part.kind === "mark" && (!part.value || part.value === "○")) return toggle(button);
  if (slot.parts.length > 1 || !fits(part) || part.kind === "choice" || part.kind === "choices" || part.kind === "list") return openCard(button);
  return openField(button);
}

function make1(page, slot) {
  const button = make("button", { type: "button", className: "slot" });
  button.page = page;
  button.addEventListener("click", (event) => { event.stopPropagation(); open(button); });
  button.addEventListener("pointerdown", (event) => {
    const { own } = button, { left, top } = button.getBoundingClientRect();
    // No click comes of a press whose field went away under it. (Days end their gesture by themselves.)
    const end = (up) => {
      const now = button.getBoundingClientRect(), stays = button.isConnected && Math.hypot(now.left - left, now.top - top) < 2;
      if (up && !stays && !button.contains(up.target)) say("押している間に紙面が変わりました。いまの画面を見て、もう一度してください");
    };
    if (own.parts[0].kind !== "days") track(event, () => {}, end);
    button.look = { is: own.pick ? isChosen(own) : Boolean(own.parts[0].value), hash: state.writing.hash };
  });
  button.addEventListener("keydown", () => { button.look = null; });
  button.addEventListener("contextmenu", (event) => { event.preventDefault(); rowMenu(button); });
  button.addEventListener("keydown", (event) => {
    if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) { event.preventDefault(); rowMenu(button); }
    else if (event.key === "Delete" && !slot.pick) { event.preventDefault(); clearField(button); }
    else if (event.ctrlKey || event.metaKey || event.altKey || button.own.parts[0].kind === "days") return;
    // What is typed on a field is typed into it; what an input method begins goes on in the box.
    else if (isTyped(button.own) && (event.key === "Process" || event.keyCode === 229)) openField(button);
    else if (event.key.length === 1 && event.key !== " ") {
      event.stopPropagation();
      if (isTyped(button.own)) { event.preventDefault(); openField(button, event.key); }
    }
  });
  return button;
}

function clearField(button) {
  const parts = button.own.parts.filter((part) => part.kind !== "days" && fits(part) && wordsOf(part) !== "");
  if (parts.length) commit(parts.map((part) => ({ set: part.path, value: "" })), `${parts[0].label}を消す`, button);
}

const idOf = (slot) => keyOf(slot.parts[0].path) + slot.pick;
const kindOf = (slot) => (slot.pick ? "pick" : slot.parts[0].kind);

function dress(button, page, slot, known) {
  button.own = slot;
  place(button, slot.x, slot.y, slot.w, slot.h, 297, 210);
  const part = slot.parts[0], name = nameOf(page, slot);
  const value = slot.pick ? slot.pick : slot.parts.map(wordsOf).filter(Boolean).join("　");
  button.setAttribute("aria-label", slot.pick ? `${name}：${slot.pick}` : `${name}：${value || "空欄"}`);
  button.title = "";
  button.dataset.kind = kindOf(slot);
  button.dataset.key = idOf(slot);
  button.classList.toggle("blank", !slot.pick && value === "");
  if (slot.pick || part.kind === "mark") button.setAttribute("aria-pressed", slot.pick ? isChosen(slot) : Boolean(part.value));
  else button.removeAttribute("aria-pressed");
  const marks = state.findings.filter((finding) => finding.path && slot.parts.some((one) => pathWords(one.path) === finding.path));
  button.dataset.found = marks.length ? marks[0].severity : "";
  if (marks.length) { button.title = marks.map((mark) => mark.message).join("\n"); button.setAttribute("aria-description", button.title); } else button.removeAttribute("aria-description");
  // A blank row of which there are several is passed by Tab once.
  button.tabIndex = known.has(button.dataset.key) ? -1 : 0;
  known.add(button.dataset.key);
  if (part.kind === "days") gridAt(button)?.refresh();
  edges(button);
}

/** A path as the program prints it: 第2表.ニーズ[0].課題 */
export const pathWords = (path) => path.map((step, at) => (typeof step === "number" ? `[${step}]` : at ? `.${step}` : step)).join("");

/** Brings the buttons of all pages to what the state says. A button is its field's for as long as it lives: whoever presses one,
 * or stands on it, never finds it to be another's, wherever the sheets go. */
export function showSlots() {
  const at = document.activeElement?.classList.contains("slot") ? document.activeElement : null;
  for (const page of $("pages").children) {
    const slots = page.model?.slots ?? [];
    const key = JSON.stringify([slots, state.findings.map((finding) => [finding.path, finding.message])]);
    if (page.slotsKey === key) continue;
    page.slotsKey = key;
    page.layer ??= page.appendChild(make("div", { className: "slots" }));
    const known = new Set();
    const there = Map.groupBy(page.layer.querySelectorAll(":scope > .slot"), ({ dataset }) => dataset.kind + dataset.key);
    const buttons = slots.map((slot) => there.get(kindOf(slot) + idOf(slot))?.shift() ?? make1(page, slot));
    for (const rest of there.values()) rest.forEach((button) => button.remove());
    let next = page.layer.querySelector(":scope > .slot");
    buttons.forEach((button, n) => {
      // A button that stays where it is keeps its focus.
      if (button === next) next = button.nextElementSibling; else page.layer.insertBefore(button, next);
      dress(button, page, slots[n], known);
    });
    showWeek(page);
  }
  // The cursor goes with its field onto another sheet.
  if (at && document.activeElement === document.body) buttonOf(at.dataset.key, at.page)?.focus({ preventScroll: true });
}

/** The button of a field as it stands now: a sheet that was drawn meanwhile may show it elsewhere, or no more, which is told. */
export function standing(button) {
  const now = buttonOf(button.dataset.key, button.page);
  if (!now) say("この欄は、いまの画面にはもうありません");
  return now;
}

/** The button of a path, if a page shows it. */
export function buttonOf(key, page) {
  const inside = page?.isConnected ? page : document;
  const selector = `.slot[data-key=${CSS.escape(key)}]`;
  return inside.querySelector(selector) ?? document.querySelector(selector);
}
