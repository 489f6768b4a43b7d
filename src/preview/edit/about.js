// 「この欄」: beside the sheets, what belongs into the field under the cursor, who says so, and what is wrong with it.
import { tell } from "./wire.js";
import { nameOf, pathWords, wordsOf } from "./slots.js";

const panel = make("section", { id: "about", hidden: true });
panel.setAttribute("aria-label", "この欄について");
document.querySelector("aside").prepend(panel);

let shown = null, timer = 0;
/** What was told already, by the keys of a path: it does not depend on the plan. */
const known = new Map();
const keysOf = (path) => path.filter((step) => typeof step === "string").join(".");

/** What is told about values: {says, example, clauses, words}, in their order. */
export async function about(paths) {
  const answer = await tell("about", { paths });
  const all = answer.ok ? answer.about : paths.map(() => null);
  all.forEach((one, at) => { if (one) known.set(keysOf(paths[at]), one); });
  return all.map((one) => one ?? { clauses: [], words: [] });
}

/** What becomes of a text: its size, and where it goes on. */
export function fateOf(part) {
  const path = pathWords(part.path);
  const fates = (state.writing?.fates ?? []).filter((fate) => fate.path === path || path.startsWith(`${fate.path}[`) || path.startsWith(`${fate.path}.`));
  const size = fates.find((fate) => fate.size)?.size, place = fates.find((fate) => fate.goes_on)?.goes_on;
  const whole = fates.some((fate) => fate.path !== path) ? "この表は" : "";
  return { size, words: [size ? `${whole}${size}ポイントに縮めて印字します` : "", place ? `入りきらない分は${place}に続けて印字します` : ""].filter(Boolean).join("　") };
}

/** Shows what is told about a field; another one a little later, so that who walks over many fields asks for few. */
export function showAbout(button) {
  clearTimeout(timer);
  if (!button?.own) return;
  timer = setTimeout(async () => {
    const { parts } = button.own, path = parts[0].path;
    if (!known.has(keysOf(path))) await about(parts.map((part) => part.path));
    shown = button;
    draw();
  }, 120);
}

function draw() {
  if (!shown?.own) return;
  const { parts } = shown.own, told = known.get(keysOf(parts[0].path));
  const mine = (finding) => finding.path && parts.some((part) => pathWords(part.path) === finding.path);
  const found = state.findings.filter(mine);
  const fate = parts.filter((part) => wordsOf(part) !== "").map((part) => fateOf(part).words).find(Boolean);
  const rows = [make("h2", { textContent: nameOf(shown.page, shown.own) })];
  if (told?.says) rows.push(make("p", { textContent: told.says.replace(/^「[^」]*」\s*/, "") }));
  if (told?.example) rows.push(make("p", { className: "example", textContent: `例：${told.example}` }));
  if (fate) rows.push(make("p", { className: "fate", textContent: fate }));
  for (const finding of found) {
    const line = make("p", { className: finding.severity }, make("small", { textContent: `${finding.printed} ${finding.rule}` }), finding.message);
    if (finding.fix) {
      const fix = make("button", { type: "button", className: "fix", textContent: `直す：${finding.fix}` });
      fix.addEventListener("mousedown", (event) => event.preventDefault());
      fix.addEventListener("click", () => document.dispatchEvent(new CustomEvent("fix", { detail: finding })));
      line.append(fix);
    }
    rows.push(line);
  }
  for (const { guide, at, says } of told?.clauses ?? []) rows.push(make("blockquote", {}, make("small", { textContent: `${guide}　${at}` }), says));
  panel.replaceChildren(...rows);
  panel.hidden = rows.length < 2;
}

document.addEventListener("focusin", (event) => { if (event.target.classList?.contains("slot")) showAbout(event.target); });
document.addEventListener("shown", () => { if (shown && !shown.isConnected) shown = null; draw(); });
