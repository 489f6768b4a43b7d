// 第3表 with the pointer: a new block is drawn on free hours, the edges of one that is there are dragged.
import { draft, forget } from "./wire.js";
import { commit, settled } from "./commit.js";
import { showCard, leaveCard } from "./card.js";
import { leave } from "./field.js";
import { track } from "./gesture.js";

const days = [..."月火水木金土日"];
const STEP = 15;
const clock = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

function whereAt(page, event) {
  const { week } = page.model, box = page.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * 297, y = ((event.clientY - box.top) / box.height) * 210;
  const day = week.columns.findIndex((left, at) => x >= left && x < week.columns[at + 1]);
  const minutes = Math.round(((y - week.top) / week.hour) * 60 / STEP) * STEP;
  return { day: Math.max(0, Math.min(6, day < 0 ? (x < week.columns[0] ? 0 : 6) : day)), minutes: Math.max(0, Math.min(24 * 60, minutes)) };
}

function rectangle(page, element, from, to) {
  const { week } = page.model;
  const [a, b] = [Math.min(from.day, to.day), Math.max(from.day, to.day)];
  const [start, end] = span(from, to);
  place(element, week.columns[a], week.top + (start / 60) * week.hour, week.columns[b + 1] - week.columns[a], ((end - start) / 60) * week.hour, 297, 210);
}

function span(from, to) {
  const start = Math.min(from.minutes, to.minutes), end = Math.max(from.minutes, to.minutes);
  return end - start < STEP ? [Math.min(start, 23 * 60), Math.min(start, 23 * 60) + 60] : [start, end];
}

/** The surface under the blocks of a page that has a week. */
export function showWeek(page) {
  const { week } = page.model;
  if (!week) { page.surface?.remove(); page.surface = null; return; }
  if (!page.surface) {
    const surface = make("div", { className: "surface", role: "button", tabIndex: 0 });
    surface.setAttribute("aria-label", "第3表　枠を加える");
    page.surface = surface;
    page.layer.prepend(surface);
    let from = null, shape = null;
    surface.addEventListener("pointerdown", async (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      event.preventDefault();
      from = whereAt(page, event);
      surface.setPointerCapture(event.pointerId);
      shape = surface.parentElement.appendChild(make("div", { className: "drawn" }));
      rectangle(page, shape, from, from);
    });
    surface.addEventListener("pointermove", (event) => { if (from) rectangle(page, shape, from, whereAt(page, event)); });
    const end = (event) => {
      if (!from) return;
      const to = whereAt(page, event), begin = from;
      from = null;
      const drawn = shape.getBoundingClientRect();
      shape.remove();
      newBlock(page, begin, to, drawn);
    };
    surface.addEventListener("pointerup", end);
    surface.addEventListener("click", (event) => { if (event.pointerType === "touch") { const at = whereAt(page, event); newBlock(page, at, at, new DOMRect(event.clientX, event.clientY, 1, 1)); } });
    surface.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      const box = surface.getBoundingClientRect();
      newBlock(page, { day: 0, minutes: 9 * 60 }, { day: 0, minutes: 10 * 60 }, new DOMRect(box.left, box.top + box.height * 9 / 24, 1, 1));
    });
    surface.addEventListener("pointercancel", () => { from = null; shape?.remove(); });
  }
  const right = week.columns[7];
  place(page.surface, week.columns[0], week.top, right - week.columns[0], week.hour * 24, 297, 210);
}

/** A card for a block that is drawn. */
function newBlock(page, from, to, drawn) {
  const [start, end] = span(from, to);
  const chosen = days.slice(Math.min(from.day, to.day), Math.max(from.day, to.day) + 1);
  return addBlock({ getBoundingClientRect: () => drawn, focus: () => page.surface.focus({ preventScroll: true }) }, page.model.week.n, chosen, `${clock(start)}～${clock(end)}`);
}

/** A card for a block that is not there yet: it is drawn as it would stand, and written with the card. */
export async function addBlock(near, at, chosen = [], time = "") {
  if (!(await leave()) || !(await leaveCard())) return;
  await settled();
  const list = ["第3表", "週間"];
  const part = (key, kind, value, words) => ({ path: [...list, at, key], kind, label: key, value, words });
  const parts = [part("内容", "lines", ""), part("曜日", "choices", chosen, days), part("時間", "time", time), part("事業所", "text", "")];
  showCard(parts, "第3表　新しい枠", near, (value) => ({ add: list, at, value: { "曜日": [], "時間": "", "内容": "", ...value } }));
}

/** The edges of a block: dragging them moves its beginning or end. */
export function edges(button) {
  if (button.own.field !== "block" || button.edges) return;
  button.edges = true;
  let drag = null;
  const near = (event) => {
    const box = button.getBoundingClientRect();
    return event.clientY - box.top < 5 ? "start" : box.bottom - event.clientY < 5 ? "end" : "";
  };
  const time = () => button.own.parts.find((part) => part.kind === "time");
  const read = () => /^(\d+):(\d+)～(翌)?(\d+):(\d+)$/.exec(String(time()?.value ?? "").replace(/[〜~]/, "～").replace(/\s/g, ""));
  button.addEventListener("pointermove", (event) => {
    if (!drag) button.style.cursor = near(event) && button.page.model.week ? "ns-resize" : "";
  });
  function dragged(event) {
    if (!drag || !button.isConnected || !button.page.model.week) return;
    const { minutes } = whereAt(button.page, event);
    const [start, end] = drag.side === "start" ? [Math.min(minutes, drag.end - STEP), drag.end] : [drag.start, Math.max(minutes, drag.start + STEP)];
    const text = `${clock(start)}～${clock(end)}`;
    if (text === drag.text) return;
    drag.text = text;
    drag.moved = true;
    draft([{ set: drag.path, value: text }], drag.hash);
  }
  button.addEventListener("pointerdown", (event) => {
    const side = near(event), found = read();
    if (!side || !found || found[3] || event.button !== 0 || !button.page.model.week) return;
    event.preventDefault();
    // What is open elsewhere would hear nothing of a press whose default is prevented.
    leave();
    leaveCard();
    button.setPointerCapture(event.pointerId);
    drag = { side, start: Number(found[1]) * 60 + Number(found[2]), end: Number(found[4]) * 60 + Number(found[5]), moved: false, path: time().path, hash: state.writing.hash };
    track(event, dragged, letGo);
  });
  async function letGo(event) {
    const { moved, text, path, hash } = drag;
    drag = null;
    if (!moved) return;
    if (!event) { forget(); return; }
    button.dragged = true;
    if (!(await commit([{ set: path, value: text }], "時間", button, hash))) forget();
  }
  button.addEventListener("click", (event) => { if (button.dragged) { button.dragged = false; event.stopImmediatePropagation(); } }, true);
}
