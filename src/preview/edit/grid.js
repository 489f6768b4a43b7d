// The days of a line of 第6表: a click or a drag writes 1, then 2, then nothing; by keyboard, arrows and figures.
import { draft, forget } from "./wire.js";
import { commit } from "./commit.js";
import { leave } from "./field.js";
import { leaveCard } from "./card.js";
import { track } from "./gesture.js";

/** The row of which something is drawn and not written yet. */
let drawn = null;
addEventListener("beforeunload", (event) => { if (drawn) event.preventDefault(); });

// A row whose sheet was drawn anew hears no key any more that would end it: what was drawn on it is written.
document.addEventListener("shown", () => setTimeout(() => { if (drawn && !drawn.isConnected) drawn.grid.end(); }));

const next = (uses) => (uses === 0 ? 1 : uses === 1 ? 2 : 0);

/** The grid of a button whose field is a row of days. */
export function gridAt(button) {
  if (button.own.parts[0].kind !== "days") return null;
  return button.grid ??= makeGrid(button);
}

function makeGrid(button) {
  const cell = make("i", { className: "cell" });
  button.append(cell);
  // `mine` is being drawn on what was looked at (`look`: the plan's hash, the row's path and days, which the sheet shows no more
  // once the draft is drawn); `sent` is written and not on the sheet yet.
  let day = 0, drag = null, mine = null, look = null, sent = null;
  const part = () => button.own.parts[0];
  const counts = () => { const all = [...(sent ?? part().counts ?? [])]; while (all.length < 31) all.push(0); return all; };
  const n = () => part().counts?.length ?? 31;
  const dayAt = (event) => {
    const box = button.getBoundingClientRect();
    return Math.max(0, Math.min(n() - 1, Math.floor(((event.clientX - box.left) / box.width) * 31)));
  };
  function point() {
    Object.assign(cell.style, { left: `${(day / 31) * 100}%`, width: `${100 / 31}%` });
    const uses = (mine ?? counts())[day];
    button.setAttribute("aria-description", `${day + 1}日 ${uses ? `${uses}回` : "なし"}`);
  }
  function paint(days, uses) {
    if (!mine) seen();
    drawn = button;
    mine ??= [...look.counts];
    const before = mine.join();
    days.forEach((one) => { mine[one] = uses; });
    if (mine.join() !== before) draft([{ days: look.path, counts: mine }], look.hash);
  }
  function seen() {
    look = { hash: state.writing.hash, path: part().path, label: part().label, counts: counts() };
  }
  async function done() {
    const wanted = mine;
    mine = drawn = null;
    if (!wanted || wanted.join() === look.counts.join()) { if (wanted) forget(); return; }
    sent = wanted;
    const done = await commit([{ days: look.path, counts: wanted }], look.label, button, look.hash);
    if (sent === wanted) sent = null;
    if (!done) forget();
  }
  button.addEventListener("pointerdown", async (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    button.focus({ preventScroll: true });
    day = dayAt(event);
    const begun = drag = { from: day, uses: next(counts()[day]) };
    point();
    track(event, dragged, letGo);
    if (!(await leave()) || !(await leaveCard())) { drag = null; return; }
    if (drag !== begun) return;
    if (button.isConnected) button.setPointerCapture(event.pointerId);
    paint([day], drag.uses);
  });
  // Where the row has gone the pointer points at nothing of it any more: what was drawn until then stays.
  function dragged(event) {
    if (!drag || !button.isConnected) return;
    day = dayAt(event);
    point();
    const days = [];
    for (let one = Math.min(drag.from, day); one <= Math.max(drag.from, day); one += 1) days.push(one);
    paint(days, drag.uses);
  }
  function letGo(event) {
    if (!drag) return;
    if (!event) { drag = mine = drawn = null; forget(); return; }
    if (!mine) paint([button.isConnected ? dayAt(event) : drag.from], drag.uses);
    drag = null;
    done();
  }
  button.addEventListener("pointermove", (event) => { if (!drag) { day = dayAt(event); point(); } });
  button.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -31, End: 31 };
    if (event.key in moves) {
      event.preventDefault();
      day = Math.max(0, Math.min(n() - 1, day + moves[event.key]));
      if (event.shiftKey) paint([day], (mine ?? counts())[day - moves[event.key]] ?? 1);
    } else if (event.key === " " || event.key === "Enter") { event.preventDefault(); paint([day], next((mine ?? counts())[day])); done(); }
    else if (/^[0-9]$/.test(event.key)) { event.preventDefault(); paint([day], Number(event.key)); done(); }
    else if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); paint([day], 0); done(); }
    else return;
    event.stopPropagation();
    point();
  });
  button.addEventListener("keyup", (event) => { if (event.key === "Shift" && mine && !drag) done(); });
  button.addEventListener("blur", () => { if (mine && !drag) done(); });
  button.setAttribute("aria-roledescription", "日ごとの回数（左右の矢印で日を選び、1・2・0）");
  point();
  return { focus: () => { button.focus(); point(); }, refresh: point, end: () => { if (mine && !drag) done(); } };
}
