// Rows of lists: below, again, up, down, away.
import { commit } from "./commit.js";
import { leave } from "./field.js";
import { rowWords } from "./slots.js";

const names = { "ニーズ": "ニーズ", "長期目標": "長期目標", "短期目標": "短期目標", "援助": "援助内容", "週間": "枠", "日常生活": "活動", "第4表": "会議", "出席者": "出席者", "第5表": "記録", "第6表": "利用票の月", "サービス": "行" };

/** What a new row has in it, so that it stands on the form. */
const BEGUN = { "ニーズ": { "課題": "", "長期目標": [{ "目標": "", "期間": "", "短期目標": [{ "目標": "", "期間": "", "援助": [{ "サービス内容": "" }] }] }] }, "長期目標": { "目標": "", "期間": "", "短期目標": [{ "目標": "", "期間": "", "援助": [{ "サービス内容": "" }] }] }, "短期目標": { "目標": "", "期間": "", "援助": [{ "サービス内容": "" }] }, "援助": { "サービス内容": "" }, "週間": { "曜日": [], "時間": "", "内容": "" }, "日常生活": { "時刻": "", "内容": "" }, "第4表": { "開催日": "" }, "出席者": { "所属": "", "職種": "", "氏名": "" }, "第5表": { "年月日": "", "項目": "", "内容": "" }, "第6表": { "年月": "", "サービス": [] }, "サービス": { "提供時間帯": "", "サービス内容": "", "事業所": "" } };

/** The menu of the rows that a field belongs to, the innermost first. */
export async function rowMenu(button) {
  if (!button || !(await leave())) return;
  document.querySelector(".menu")?.remove();
  const { path } = button.own.parts[0];
  const menu = make("div", { className: "menu", role: "menu" });
  menu.setAttribute("aria-label", "行の操作");
  const item = (words, work) => {
    const one = make("button", { type: "button", role: "menuitem", textContent: words });
    one.addEventListener("click", () => { close(); work(); });
    menu.append(one);
  };
  for (let at = path.length - 1; at >= 0; at -= 1) {
    if (typeof path[at] !== "number") continue;
    const list = path.slice(0, at), row = path.slice(0, at + 1), key = path[at - 1], name = names[key] ?? "行", n = path[at];
    menu.append(make("h4", { textContent: rowWords(row) }));
    item(`下に${name}を加える`, () => commit([{ add: list, at: n + 1, value: BEGUN[key] ?? {} }], `${name}を加える`, button));
    item(`この${name}をもう一つ`, () => commit([{ copy: row }], `${name}をもう一つ`, button));
    if (n > 0) item("上へ", () => commit([{ move: list, from: n, to: n - 1 }], `${name}を上へ`, button));
    item("下へ", () => commit([{ move: list, from: n, to: n + 1 }], `${name}を下へ`, button));
    item(`この${name}を消す`, () => commit([{ remove: row }], `${name}を消す`, button));
  }
  if (!menu.children.length) return;
  const close = () => { menu.remove(); removeEventListener("mousedown", outside, true); };
  const outside = (event) => { if (!menu.contains(event.target)) close(); };
  addEventListener("mousedown", outside, true);
  menu.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const all = [...menu.querySelectorAll("button")], here = all.indexOf(document.activeElement);
    if (event.key === "Escape") { close(); button.focus(); }
    if (event.key === "ArrowDown") { event.preventDefault(); all[(here + 1) % all.length].focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); all[(here + all.length - 1) % all.length].focus(); }
  });
  document.body.append(menu);
  const box = button.getBoundingClientRect();
  Object.assign(menu.style, { left: `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`, top: `${Math.max(8, Math.min(box.bottom, innerHeight - menu.offsetHeight - 8))}px` });
  menu.querySelector("button").focus();
}

// A quiet handle beside the field under the pointer or the cursor.
const handle = make("button", { type: "button", className: "handle", textContent: "⋮", title: "行の操作（右クリックでも）", tabIndex: -1 });
handle.setAttribute("aria-label", "行の操作");
handle.addEventListener("click", () => rowMenu(handle.of));
function offer(button) {
  if (!button?.own?.parts[0].path.some((step) => typeof step === "number")) { handle.remove(); return; }
  handle.of = button;
  if (handle.parentElement !== button.page) button.page.append(handle);
  const { own: slot } = button;
  place(handle, Math.max(2, slot.x - 3.2), slot.y, 3.2, Math.min(slot.h, 6), 297, 210);
}
document.addEventListener("focusin", (event) => { if (event.target.classList?.contains("slot")) offer(event.target); });
document.addEventListener("pointerover", (event) => { const slot = event.target.closest?.(".slot"); if (slot) offer(slot); });
