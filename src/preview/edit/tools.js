// What the commands do, as buttons: print, next month, 実績 from 予定, a new meeting, a new entry of the log; and the panel for what is
// printed nowhere as such.
import { act } from "./wire.js";
import { arrives, say } from "./commit.js";
import { leave } from "./field.js";
import { pathWords } from "./slots.js";
import { leaveCard, showCard } from "./card.js";

const bar = make("div", { role: "group", id: "tools" });
bar.setAttribute("aria-label", "計画の操作");
$("zoom").before(bar);

function tool(words, title, work) {
  const button = make("button", { type: "button", textContent: words, title });
  button.addEventListener("click", async () => { if ((await leave()) && (await leaveCard())) work(button); });
  bar.append(button);
  return button;
}

async function run(name, button, body = {}) {
  button.disabled = true;
  const answer = await act(name, body);
  button.disabled = false;
  say(answer.message || (answer.ok ? "できました" : "できませんでした"));
  if (answer.ok && answer.hash) await arrives(answer.hash);
  return answer;
}

tool("印刷", "PDFを計画書のそばに書きます", async (button) => {
  const answer = await run("print", button);
  if (answer.ok) $("tab-pdf").click();
});
tool("次の月", "最後の月から、次の月の利用票を作ります", (button) => run("month", button));
tool("実績", "予定から実績を書き起こします", (button) => run("actual", button));
tool("会議", "サービス担当者会議（第4表）を一つ加えます", (button) => run("meeting", button));
tool("経過", "支援経過（第5表）の記録を一つ加えます（きょうの日付と記載者）", (button) => run("log", button));
tool("設定", "様式、原案、敬称、同意欄、給付率など", () => showCard(state.writing.settings, "計画の設定", null));

document.addEventListener("fix", async ({ detail }) => {
  if ((await leave()) && (await leaveCard())) run("fix", make("button"), { rule: detail.rule, fix: detail.fix, line: detail.line });
});

// A finding leads to its field, or says where it stands.
document.addEventListener("pointed", ({ detail }) => {
  const inside = (path) => path === detail.path || path.startsWith(`${detail.path}.`) || path.startsWith(`${detail.path}[`);
  const field = [...document.querySelectorAll(".slot")].find((one) => detail.path && one.own.parts.some((part) => inside(pathWords(part.path))));
  if (field) { field.scrollIntoView({ block: "center" }); field.focus({ preventScroll: true }); } else say(`${detail.message}（${detail.place}）`);
});

/** Nothing more to show than what is always there; a plan that can't be written says why. */
export function showTools() {
  document.documentElement.classList.toggle("blocked", Boolean(state.writing.blocked));
  for (const button of bar.children) button.disabled = Boolean(state.writing.blocked);
}
