// Back and forth over what was written in this session; the program remembers it, so it outlives the page.
import { act } from "./wire.js";
import { arrives, say } from "./commit.js";
import { leave, openBox } from "./field.js";
import { leaveCard } from "./card.js";

const back = make("button", { type: "button", id: "undo", textContent: "↶ 元に戻す" });
const forth = make("button", { type: "button", id: "redo", textContent: "↷ やり直す" });
back.addEventListener("click", () => go("undo"));
forth.addEventListener("click", () => go("redo"));
$("zoom").before(make("div", { role: "group" }, back, forth));

async function go(name) {
  if (!(await leave()) || !(await leaveCard())) return;
  const answer = await act(name);
  if (!answer.ok) { say(answer.message || "できませんでした"); return; }
  await arrives(answer.hash);
}

/** What can be taken back and done again. */
export function showUndo() {
  const { undo, redo } = state.writing;
  for (const [button, words] of [[back, undo], [forth, redo]]) {
    button.disabled = !words;
    button.title = words;
  }
}

addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || openBox() || event.target.closest?.("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) { event.preventDefault(); go("undo"); }
  if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); go("redo"); }
});
