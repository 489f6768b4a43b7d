// What the commands do, as buttons: print, packets, check, next month, 実績 from 予定, a new meeting, a new entry of the log; the switch
// 「原案」; and the panel for what is printed nowhere as such.
import { act } from "./wire.js";
import { arrives, say } from "./commit.js";
import { leave } from "./field.js";
import { pathWords } from "./slots.js";
import { leaveCard, showCard } from "./card.js";
import { commit } from "./commit.js";
import { showMenu } from "./menu.js";
import { showReport } from "./report.js";

const bar = make("div", { role: "group", id: "tools" });
bar.setAttribute("aria-label", "計画の操作");
$("zoom").before(bar);

/** A button; one that begins another group stands a little apart. */
function tool(words, title, work) {
  const button = make("button", { type: "button", textContent: words, title });
  let busy = false;
  button.addEventListener("click", async ({ detail }) => {
    // A double click is one wish, and so is a second one before the page shows what came of the first.
    if (busy || detail > 1) return;
    busy = true;
    try { if ((await leave()) && (await leaveCard())) await work(button); } finally { busy = false; }
  });
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
/** The same; what was told line by line stays until it is closed. */
async function runAndTell(title, name, button, body) {
  const answer = await run(name, button, body);
  if (answer.lines?.length) showReport(title, answer, button);
}

tool("印刷", "PDFを計画書のそばに書きます", async (button) => {
  const answer = await run("print", button);
  if (answer.ok) $("tab-pdf").click();
});
/** A packet for one kind of receiver, or for everybody. */
async function packet(button, receiver, title) {
  const answer = await run("packet", button, { for: receiver, draft: isDraft() });
  showReport(title, answer, button);
}

tool("交付", "渡す相手ごとの一組（送付状つき）を、計画書のそばに書きます", (button) => {
  const item = (words, receiver) => [words, () => packet(button, receiver, words)];
  showMenu("交付する一組", button, [{ title: isDraft() ? "原案の一組を作ります" : "だれに渡しますか", items: [
    item("利用者の一組（説明と署名に）", "利用者"), item("事業所ごとの一組（提供票）", "事業所"), item("主治医の一組", "主治医"),
    item("保険者の一組", "保険者"), item("控えの一組", "控"), item("全員の一組と交付先一覧", "全員")] }]);
});
tool("点検", "手引きに照らして点検します", async (button) => {
  await runAndTell("点検", "check", button);
  $("findings").scrollIntoView({ block: "start" });
});
tool("次の月", "最後の月から、次の月の利用票を作ります", (button) => runAndTell("次の月", "month", button));
tool("実績", "予定から実績を書き起こします", (button) => {
  const months = [...new Set(state.pages.filter((page) => page.table === "第6表" && page.part).map((page) => page.part))];
  const begin = (body) => runAndTell("実績", "actual", button, body);
  if (months.length < 2) { begin(); return; }
  showMenu("実績の月", button, [{ title: "どの月の実績ですか", items: months.map((month) => [month, () => begin({ month })]) }]);
});
tool("会議", "サービス担当者会議（第4表）を一つ加えます", (button) => run("meeting", button));
tool("経過", "支援経過（第5表）の記録を一つ加えます（きょうの日付と記載者）", (button) => run("log", button));
const draftSwitch = tool("原案", "同意を得る前の原案にします。もう一度押すと、同意を得た計画書になります", (button) => {
  const edit = isDraft() ? { remove: ["原案"] } : { set: ["原案"], value: "はい" };
  return commit([edit], isDraft() ? "原案をやめる" : "原案", button);
});
const isPerson = (part) => part.path.some((step) => typeof step === "number");
tool("関係者", "家族、主治医、緊急連絡先。様式に欄はなく、点検と交付に使います", () => {
  showCard(state.writing.settings.filter(isPerson), "家族・主治医・緊急連絡先", null);
});
tool("設定", "様式、敬称、同意欄、給付率など", () => showCard(state.writing.settings.filter((part) => !isPerson(part)), "計画の設定", null));

// Groups: what is written beside the plan, the month, what is added, what the plan is.
for (const button of bar.children) if (["次の月", "会議", "原案"].includes(button.textContent)) button.dataset.apart = "";

/** Whether the client has not agreed yet. */
function isDraft() {
  const value = state.writing.settings.find((part) => part.path.join() === "原案")?.value;
  return typeof value === "string" && value.trim() !== "" && value.trim() !== "いいえ";
}

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
  draftSwitch.setAttribute("aria-pressed", isDraft());
}
