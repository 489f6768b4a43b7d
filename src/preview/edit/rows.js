// Rows of lists: below, again, up, down, away.
import { commit } from "./commit.js";
import { leave } from "./field.js";
import { keyOf, rowWords, standing } from "./slots.js";
import { showMenu } from "./menu.js";
import { addBlock } from "./week.js";

const names = { "ニーズ": "ニーズ", "長期目標": "長期目標", "短期目標": "短期目標", "援助": "援助内容", "週間": "枠", "日常生活": "活動", "第4表": "会議", "出席者": "出席者", "第5表": "記録", "第6表": "利用票の月", "サービス": "行" };

/** What a new row has in it, so that it stands on the form. */
const BEGUN = { "ニーズ": { "課題": "", "長期目標": [{ "目標": "", "期間": "", "短期目標": [{ "目標": "", "期間": "", "援助": [{ "サービス内容": "" }] }] }] }, "長期目標": { "目標": "", "期間": "", "短期目標": [{ "目標": "", "期間": "", "援助": [{ "サービス内容": "" }] }] }, "短期目標": { "目標": "", "期間": "", "援助": [{ "サービス内容": "" }] }, "援助": { "サービス内容": "" }, "日常生活": { "時刻": "", "内容": "" }, "第4表": { "開催日": "" }, "出席者": { "所属": "", "職種": "", "氏名": "" }, "第5表": { "年月日": "", "項目": "", "内容": "" }, "第6表": { "年月": "", "サービス": [] }, "サービス": { "提供時間帯": "", "サービス内容": "", "事業所": "" } };

/** The menu of the rows that a field belongs to, the innermost first. */
export async function rowMenu(button) {
  if (!button || !(await leave())) return;
  button = standing(button);
  if (!button) return;
  const { path } = button.own.parts[0];
  // The menu may stay open for long: what it does, it does to the rows that it was opened on.
  const seen = state.writing.hash;
  const sections = [];
  for (let at = path.length - 1; at >= 0; at -= 1) {
    if (typeof path[at] !== "number") continue;
    const list = path.slice(0, at), row = path.slice(0, at + 1), key = path[at - 1], name = names[key] ?? "行", n = path[at];
    const write = (words, edit) => [words, () => commit([edit], words, button, seen)];
    sections.push({ title: rowWords(row), items: [
      // A block without a day and a time would stand nowhere: it is filled in first.
      key === "週間" ? [`下に${name}を加える`, () => addBlock(button, n + 1)] : write(`下に${name}を加える`, { add: list, at: n + 1, value: BEGUN[key] ?? {} }),
      // A month stands once in a plan.
      ...(key === "第6表" ? [] : [write(`この${name}をもう一つ`, { copy: row })]),
      ...(n > 0 ? [write(`この${name}を上へ`, { move: list, from: n, to: n - 1 })] : []),
      ...(n + 1 < rowsOf(list) ? [write(`この${name}を下へ`, { move: list, from: n, to: n + 1 })] : []),
      write(`この${name}を消す`, { remove: row }),
    ] });
  }
  showMenu("行の操作", button, sections);
}

/** How many rows a list has. What is blank on the sheets and not in the plan has no value, not even an empty one. */
function rowsOf(list) {
  const key = keyOf(list);
  const inside = [...document.querySelectorAll(".slot")].flatMap((slot) => slot.own.parts)
    .filter(({ path, value }) => value !== null && path.length > list.length && keyOf(path.slice(0, list.length)) === key);
  return inside.reduce((most, { path }) => Math.max(most, path[list.length] + 1), 0);
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
