// The board: a line for each client, the most urgent first; is sent the lines that changed. A click opens the client's page.
// What is looked for stays with this entry of the window's history, and is stored nowhere else.
const rows = new Map();
let frame = { generation: 0, columns: [], offices: [] };
const marks = { late: "遅れ", due: "これから", done: "済", none: "見ないもの" };

const cell = (className, ...words) => make("td", { className }, ...words);
const count = (found) => (found.some(Boolean) ? `誤${found[0]}・注${found[1]}・情${found[2]}` : "なし");

function showHeadings() {
  const names = [frame.who, "要介護", "急ぎ", ...frame.columns, "指摘", "遅れ・これから", "担当", "ファイル"];
  const key = JSON.stringify(names);
  if ($("headings").dataset.key === key) return;
  $("headings").dataset.key = key;
  const kinds = { "要介護": "level", "急ぎ": "urgent", "指摘": "found", "遅れ・これから": "all", "担当": "manager", "ファイル": "file" };
  $("headings").replaceChildren(...names.map((textContent) => make("th", { scope: "col", className: kinds[textContent] ?? "", textContent })));
}

// Brings a row to what its line says; its link stays, and with it the place of who uses the keyboard.
function dress(row, line) {
  row.line = line;
  row.dataset.urgency = line.urgency;
  row.plain = [line.who, line.kana, line.number, line.manager].join("\n").normalize("NFKC").replace(/\s/g, "").toLowerCase();
  const head = row.firstChild ?? row.appendChild(make("th", { scope: "row" }, make("a", { href: `clients/${line.id}/` })));
  head.firstChild.textContent = line.who;
  const under = [line.kana, line.who === line.number ? "" : line.number].filter(Boolean).join("　") || line.file;
  const others = line.others.map(({ id, words }) => make("small", {}, make("a", { href: `clients/${id}/`, textContent: words })));
  head.replaceChildren(head.firstChild, ...(under ? [make("small", { textContent: under })] : []), ...others);
  const cells = line.problem ? [make("td", { className: "problem", colSpan: frame.columns.length, textContent: `計画書を読めません：${line.problem}` })]
    : line.cells.map(({ state, short, long }) => {
      const one = make("td", { textContent: short, title: long });
      one.dataset.state = state;
      return one;
    });
  while (row.children.length > 1) row.lastChild.remove();
  row.append(cell("level", line.level, ...(line.draft ? [make("small", { textContent: "原案" })] : [])), cell("urgent", line.urgent), ...cells,
    cell("found", count(line.findings)), cell("all", line.words), cell("manager", line.manager), cell("file", line.file));
}

// A row comes, changes, or moves: below the one above it.
function place(above, line) {
  const known = rows.get(line.id), row = known ?? make("tr");
  const focused = known?.contains(document.activeElement);
  rows.set(line.id, row);
  dress(row, line);
  const before = above ? rows.get(above) : null;
  const next = before ? before.nextSibling : $("lines").firstChild;
  if (next !== row && (row.previousSibling !== before || !known)) $("lines").insertBefore(row, next);
  if (focused) row.querySelector("a").focus({ preventScroll: true });
  return row;
}

const wanted = () => ({ words: $("words").value.normalize("NFKC").replace(/\s/g, "").toLowerCase(), due: $("due").value, found: $("found").value });

function matches({ plain, line }, { words, due, found }) {
  const urgent = { "": true, late: ["broken", "expired", "late"].includes(line.urgency), due: line.urgency !== "none" }[due];
  const [errors, warnings] = line.findings;
  // What nobody can read is never left out for what it might say.
  const told = { "": true, error: errors > 0, warning: errors + warnings > 0 }[found] || Boolean(line.problem);
  return urgent && told && plain.includes(words);
}

// How many stand here. A list that is not everybody's, or may be old, says so on paper too, where no filter is to be seen.
function say(words, warning = "") {
  $("status").textContent = words;
  $("part").textContent = warning && `${warning}（${words}）`;
}

function sift() {
  const now = wanted();
  let shown = 0;
  for (const row of rows.values()) {
    row.hidden = !matches(row, now);
    if (!row.hidden) shown += 1;
  }
  const some = now.words || now.due || now.found;
  $("all").hidden = !some;
  say(frame.waiting ? `読んでいます… 残り ${frame.waiting} 人` : some ? `${rows.size} 人のうち ${shown} 人` : `${rows.size} 人`, some || frame.waiting ? "一部の人だけの一覧です" : "");
  $("none").hidden = shown > 0 || frame.waiting > 0;
  $("none").textContent = rows.size ? "当てはまる人はいません" : `計画書（.yaml）がまだありません。${frame.writes ? "「新しい利用者」で作れます" : "フォルダーに置かれると、ここに出ます"}`;
}

const keep = () => history.replaceState({ words: $("words").value, due: $("due").value, found: $("found").value, y: $("pane").scrollTop }, "");

// What all plans show together; whoever opened it finds it open.
function showTold(told) {
  $("told").hidden = told.length === 0;
  const warnings = told.filter(({ printed }) => printed === "注意").length;
  $("told").querySelector("summary").textContent = `計画書どうしを比べた指摘：${told.length}件${warnings ? `（注意 ${warnings}）` : ""}`;
  $("told").querySelector("ul").replaceChildren(...told.map(({ id, printed, rule, words, place }) => {
    const where = id ? [make("a", { href: `clients/${id}/`, textContent: place }), " "] : [];
    return make("li", {}, make("strong", { textContent: `${printed}${rule ? ` ${rule}` : ""}` }), " ", ...where, words);
  }));
}

function show(change) {
  const first = frame.generation === 0;
  frame = change;
  showHeadings();
  if (change.whole) {
    const stay = new Set(change.lines.map(([, line]) => line.id));
    for (const [id, row] of rows) if (!stay.has(id)) { row.remove(); rows.delete(id); }
  }
  for (const id of change.gone) { rows.get(id)?.remove(); rows.delete(id); }
  const fresh = change.lines.map(([above, line]) => {
    const same = change.whole && JSON.stringify(rows.get(line.id)?.line) === JSON.stringify(line);
    const row = place(above, line);
    return same ? null : row;
  }).filter(Boolean);
  $("name").textContent = `${change.name} の一覧`;
  document.title = `${change.name} の一覧 — careplan`;
  $("day").textContent = change.day;
  $("banner").hidden = !change.banner;
  $("banner").textContent = change.banner;
  $("totals").replaceChildren(...change.totals.map((textContent) => make("li", { textContent })));
  showTold(change.told);
  $("new").hidden = !change.writes;
  sift();
  if (first) $("pane").scrollTop = history.state?.y ?? 0;
  else if (!change.waiting) tell(fresh, change.gone.length);
  document.documentElement.dataset.drawn = change.generation;
}

// Shows for a moment which lines changed, and says it to who cannot see that.
function tell(fresh, gone) {
  for (const row of fresh) { row.classList.remove("fresh"); requestAnimationFrame(() => row.classList.add("fresh")); }
  const words = fresh.length > 3 ? [`${fresh.length}人の行`] : fresh.map((row) => `${row.line.who}の行（${row.line.urgent || "急ぎなし"}）`);
  const went = gone ? [`${gone}人の行がなくなりました`] : [];
  const said = [...(words.length ? [`${words.join("、")}が変わりました`] : []), ...went];
  if (said.length) $("news").textContent = said.join("。");
}

const lost = (words) => say(words, "いまの一覧ではないかもしれません");

async function refresh() {
  try {
    const response = await fetch("state");
    if (response.status === 403) lost("このページは古いアドレスです。careplan が表示したアドレスを開いてください");
  } catch { lost("つながりません（careplan は動いていますか）"); }
}

// The row before or after the one whose link has the cursor; the first when none has.
function step(by) {
  const seen = [...$("lines").children].filter((row) => !row.hidden);
  const at = seen.findIndex((row) => row.contains(document.activeElement));
  const to = at < 0 ? 0 : Math.max(0, Math.min(seen.length - 1, at + by));
  seen[to]?.querySelector("a").focus();
}

// 新しい利用者
const begin = $("begin"), form = begin.querySelector("form");
const fields = Object.fromEntries([...form.elements].filter((one) => one.name).map((one) => [one.name, one]));

// Whether the user was told that somebody has this number; what is typed anew is asked anew.
let sameNumber = false;

function openBegin() {
  form.reset();
  sameNumber = false;
  $("begin-note").textContent = "";
  const last = [...rows.values()].map((row) => row.line.manager).find(Boolean) ?? "";
  fields.office_file.replaceChildren(...frame.offices.map((value) => make("option", { value, textContent: `${value}（事業所のファイル）` })), make("option", { value: "", textContent: "この計画書に書く" }));
  fields.manager.value = last;
  hint();
  begin.showModal();
}

function hint() {
  for (const one of form.querySelectorAll("[data-own]")) one.hidden = fields.office_file.value !== "";
  const number = fields.number.value.normalize("NFKC").replace(/\s/g, "");
  const same = number ? [...rows.values()].filter((row) => row.line.number === number) : [];
  const name = (fields.file.value.trim() || number).replace(/\.ya?ml$/i, "");
  const words = [name ? `「${name}.yaml」を作ります` : "被保険者番号がまだなら、ファイルの名前を書いてください"];
  if (same.length) words.unshift(`この被保険者番号の計画書がもうあります（${same.map((row) => row.line.who).join("、")}）`);
  $("begin-hint").textContent = words.join("。");
}

async function makePlan() {
  const said = Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.value]));
  said.same_number = sameNumber;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const headers = { "Content-Type": "application/json", "X-Careplan": "1" };
    const response = await fetch("do/new", { method: "POST", headers, body: JSON.stringify(said) });
    const text = await response.text();
    let answer = {};
    try { answer = JSON.parse(text); } catch { answer = { message: text }; }
    if (response.ok) { keep(); location.href = `clients/${answer.id}/`; return; }
    sameNumber = answer.same_number === true;
    $("begin-note").textContent = answer.message;
  } catch { $("begin-note").textContent = "careplan につながりません。書いたものはこのまま残っています"; }
  button.disabled = false;
}

form.addEventListener("submit", (event) => { event.preventDefault(); makePlan(); });
form.addEventListener("input", () => { sameNumber = false; hint(); });
$("begin-stop").addEventListener("click", () => begin.close());
$("new").addEventListener("click", openBegin);
$("theme").addEventListener("click", theme);
$("paper").addEventListener("click", () => print());
$("filters").addEventListener("input", () => { sift(); keep(); });
$("filters").addEventListener("reset", () => setTimeout(() => { sift(); keep(); }));
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("lines").addEventListener("click", (event) => {
  const row = event.target.closest("tr");
  if (!row || event.target.closest("a") || String(getSelection())) return;
  row.querySelector("a").click();
});
addEventListener("pagehide", keep);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || begin.open) return;
  if (event.target.closest?.("input, textarea, select")) {
    if (event.key === "Escape" && event.target === $("words")) { $("words").value = ""; sift(); keep(); }
    if (event.key === "ArrowDown" && event.target === $("words")) { event.preventDefault(); step(0); }
    return;
  }
  const keys = { ArrowDown: () => step(1), ArrowUp: () => step(-1), j: () => step(1), k: () => step(-1), "/": () => $("words").focus(), d: theme, n: () => { if (frame.writes) openBegin(); } };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
if (history.state) for (const id of ["words", "due", "found"]) $(id).value = history.state[id] ?? "";
listen("board", show, lost, refresh);
