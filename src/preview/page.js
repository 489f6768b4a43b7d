// The live page: is sent the newest state with every save, exchanges only the pieces of pictures that changed, and shows
// where a printed field came from. Stores nothing; the address may say ?editor=vscode.
const editors = { vscode: "vscode://file/", vscodium: "vscodium://file/", cursor: "cursor://file/", zed: "zed://file/", idea: "idea://open?file=", sublime: "subl://open?url=file://" };
const editor = new URLSearchParams(location.search).get("editor");
const svg = "http://www.w3.org/2000/svg";
let state = { generation: 0, printed: 0, printed_of: "", pages: [], findings: [] };
let toastTimer = 0;
// Whole pictures are drawn one after the other.
let turn = Promise.resolve();

function link(at) {
  const base = editors[editor];
  if (!base || !at.file) return null;
  const path = encodeURI(at.file.replaceAll("\\", "/"));
  if (editor === "idea") return `${base}${path}&line=${at.line}`;
  if (editor === "sublime") return `${base}${path}&line=${at.line}`;
  return `${base}${path.replace(/^\//, "")}:${at.line}:${at.column}`.replace("file/", "file//");
}

async function tell(at, words) {
  let copied = false;
  try { await navigator.clipboard.writeText(at.place); copied = true; } catch { /* not allowed: the words still show the place */ }
  const href = link(at);
  const place = href ? make("a", { href, textContent: at.place }) : make("strong", { textContent: at.place });
  $("toast").replaceChildren(words, " ", place, copied ? "（コピーしました）" : "");
  $("toast").classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("shown"), 6000);
  if (href) location.href = href;
}

const percent = (value, whole) => `${(value / whole) * 100}%`;

// Lays an element over a page: a rectangle in any unit of which the page has so many.
function place(element, x, y, w, h, width, height) {
  Object.assign(element.style, { left: percent(x, width), top: percent(y, height), width: percent(w, width), height: percent(h, height) });
}

function outline(page, field, kind) {
  const box = make("div", { className: `outline ${kind}` });
  place(box, field.x, field.y, field.w, field.h, 297, 210);
  page.append(box);
  return box;
}

function clear(kind) {
  document.querySelectorAll(kind ? `.outline.${kind}` : ".outline").forEach((box) => box.remove());
}

// The smallest field under the pointer.
function fieldAt(page, event) {
  const box = page.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * 297, y = ((event.clientY - box.top) / box.height) * 210;
  const hit = (page.model?.fields ?? []).filter((f) => f.place && x >= f.x && x <= f.x + f.w && y >= f.y && y <= f.y + f.h);
  return hit.sort((a, b) => a.w * a.h - b.w * b.h)[0];
}

function makePage() {
  const page = make("figure", { className: "page" });
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("role", "img");
  page.append(picture);
  page.addEventListener("pointermove", (event) => {
    if (state.writing) return;
    const field = fieldAt(page, event);
    if (field === page.hovered) return;
    page.hovered = field;
    clear("hover");
    if (field) { outline(page, field, "hover"); page.title = `${field.path}\n${field.place}`; } else page.title = "";
  });
  page.addEventListener("pointerleave", () => { page.hovered = undefined; clear("hover"); });
  page.addEventListener("click", (event) => {
    if (state.writing) return;
    const field = fieldAt(page, event);
    if (field) tell(field, `${field.path} — `);
  });
  return page;
}

// The elements of a piece of SVG.
function read(markup) {
  const text = markup.startsWith("<svg") ? markup : `<svg xmlns="${svg}">${markup}</svg>`;
  return new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
}

// Brings a page's picture to what the model says: by its patch when it has the picture that this belongs to, else whole.
function draw(page, model) {
  page.wanted = model.hash;
  if (page.drawn === model.hash) return null;
  if (!model.patch || model.patch.from !== page.drawn) return turn = turn.catch(() => {}).then(() => drawWhole(page, model));
  const picture = page.firstChild;
  const old = [...picture.children].slice(model.patch.head, picture.children.length - model.patch.tail);
  const next = picture.children[model.patch.head + old.length] ?? null;
  const fresh = [...read(model.patch.pieces).children];
  old.forEach((piece) => piece.remove());
  fresh.forEach((piece) => picture.insertBefore(piece, next));
  page.drawn = model.hash;
  afterPaint(() => tint(page, old, fresh));
  return null;
}

// One page after the other, and each is painted before the next is read: the first is there long before the last.
async function drawWhole(page, model) {
  if (page.wanted !== model.hash || page.drawn === model.hash) return;
  const response = await fetch(`pages/${model.hash}.svg`);
  if (!response.ok) return; // Gone already: a newer state is on its way.
  const whole = read(await response.text());
  if (page.wanted !== model.hash) return;
  const picture = page.firstChild;
  picture.setAttribute("viewBox", whole.getAttribute("viewBox"));
  picture.replaceChildren(...whole.children);
  if (page.drawn) afterPaint(() => tint(page, [], []));
  page.drawn = model.hash;
  await new Promise((painted) => setTimeout(painted));
}

const afterPaint = (work) => requestAnimationFrame(() => setTimeout(work));

// Shows for a moment what changed: the texts that were not there before, or the whole page.
function tint(page, old, fresh) {
  const known = new Set(old.map((piece) => piece.outerHTML));
  const changed = fresh.filter((piece) => piece.isConnected && piece.getAttribute("fill") !== "none" && !known.has(piece.outerHTML));
  const whole = page.getBoundingClientRect();
  const boxes = changed.length ? changed.map((piece) => piece.getBoundingClientRect()) : [whole];
  for (const box of boxes.filter((box) => box.width > 0)) {
    const mark = make("div", { className: "tint" });
    place(mark, box.left - whole.left - 2, box.top - whole.top - 2, box.width + 4, box.height + 4, whole.width, whole.height);
    mark.addEventListener("animationend", () => mark.remove());
    page.append(mark);
  }
}

// Shows the pages; done when all pictures stand.
function showPages(pages) {
  const main = $("pages");
  while (main.children.length > pages.length) main.lastChild.remove();
  return Promise.all(pages.map((model, at) => {
    let page = main.children[at];
    if (!page) {
      page = makePage();
      page.id = `page-${at + 1}`;
      page.classList.toggle("mm", $("grid").getAttribute("aria-pressed") === "true");
      main.append(page);
    }
    page.model = model;
    page.firstChild.setAttribute("aria-label", `${model.table} ${model.title}（${at + 1}ページ）`);
    return draw(page, model);
  }));
}

function showTables(pages) {
  const names = [];
  pages.forEach((page, at) => {
    const before = pages[at - 1];
    if (page.table !== before?.table || page.part !== before?.part) names.push([`${page.table} ${page.part}`.trim(), page.title, at]);
  });
  const key = JSON.stringify(names);
  if ($("tables").dataset.key === key) return;
  $("tables").dataset.key = key;
  $("tables").replaceChildren(...names.map(([table, title, at]) => {
    const button = make("button", { type: "button", textContent: table, title });
    button.addEventListener("click", () => $(`page-${at + 1}`)?.scrollIntoView({ behavior: "smooth", block: "start" }));
    return button;
  }));
}

function showFindings(findings) {
  const groups = new Map();
  for (const finding of findings) {
    const name = finding.table || "全体";
    groups.set(name, [...(groups.get(name) ?? []), finding]);
  }
  const count = (severity) => findings.filter((finding) => finding.severity === severity).length;
  $("count").textContent = findings.length ? `誤り ${count("error")}・注意 ${count("warning")}・情報 ${count("info")}` : "ありません";
  $("findings").replaceChildren(...[...groups].flatMap(([name, list]) => [
    make("h3", { textContent: name }),
    make("ul", {}, ...list.map((finding) => {
      const button = make("button", { type: "button", className: finding.severity },
        make("small", { textContent: `${finding.printed} ${finding.rule}　${finding.place}` }), finding.message,
        ...finding.notes.map((note) => make("small", { textContent: note })));
      button.addEventListener("click", () => point(finding));
      if (!finding.fix || !state.writing) return make("li", {}, button);
      const fix = make("button", { type: "button", className: "fix", textContent: `直す：${finding.fix}` });
      fix.addEventListener("click", () => document.dispatchEvent(new CustomEvent("fix", { detail: finding })));
      return make("li", {}, button, fix);
    })),
  ]));
}

// Outlines what a finding is about: its own field, or the fields inside what it is about.
function point(finding) {
  clear("found");
  const inside = (path) => path === finding.path || path.startsWith(`${finding.path}.`) || path.startsWith(`${finding.path}[`);
  let target;
  for (const page of $("pages").children) {
    for (const field of page.model.fields.filter((field) => finding.path && inside(field.path))) {
      const box = outline(page, field, "found");
      target ??= box;
    }
  }
  target ??= [...$("pages").children].find((page) => page.model.table === finding.table);
  target?.scrollIntoView({ behavior: "smooth", block: "center" });
  if (state.writing) { document.dispatchEvent(new CustomEvent("pointed", { detail: finding })); return; }
  if (finding.place) tell(finding, `${finding.message} — `);
}

function show(next) {
  const root = document.documentElement;
  const known = next.generation === state.generation, printed = next.printed !== state.printed;
  state = next;
  // The pictures first: only these are waited for.
  showPages(next.pages).then(() => {
    if (state.generation === next.generation && root.dataset.drawn !== String(next.generation)) root.dataset.drawn = next.generation;
  }, () => { /* not reached: asked for again when the connection is back */ });
  $("status").textContent = next.rendered_at ? `${next.rendered_at}　${next.millis} ms　${next.pages.length}ページ` : "";
  if (!$("pdf").hidden) { if (printed) showPdf(); else tellPdf(); }
  if (known) return;
  clear("found");
  $("name").textContent = next.name || "careplan";
  document.title = next.name ? `${next.name} — careplan` : "careplan";
  $("pages").classList.toggle("stale", !next.current && next.pages.length > 0);
  $("banner").hidden = !next.banner;
  $("banner").textContent = next.banner;
  showTables(next.pages);
  showFindings(next.findings);
  document.dispatchEvent(new Event("shown"));
}

// A list as it was, with what was exchanged in it.
const exchanged = (list = [], { head, tail, new: fresh }) => [...list.slice(0, head), ...fresh, ...list.slice(list.length - tail)];

// A state from what is new in it: what is absent is as it was in the state that the news go on from.
function whole(news) {
  const pages = news.pages.map((page, at) => {
    const last = news.since ? state.pages[at] ?? {} : {};
    return { ...page, fields: page.fields ?? last.fields ?? [], slots: page.slots ? exchanged(last.slots, page.slots) : last.slots ?? [] };
  });
  return { ...news, pages, findings: news.findings ?? state.findings, writing: news.writing ?? (news.since ? state.writing : undefined) };
}

function hear(news) {
  if (!news.since || news.since === state.generation) show(whole(news));
  else if (news.generation > state.generation) refresh(); // What it goes on from never came here.
}

const lost = (words) => { $("status").textContent = words; };

// The newest state comes by itself; it is asked for where an event may have been lost.
async function refresh() {
  try {
    const response = await fetch("state");
    if (response.status === 403) lost("このページは古いアドレスです。careplan watch が表示したアドレスを開いてください");
    if (response.status === 404) lost("この利用者のページはありません。一覧から開いてください");
    if (!response.ok) return;
    const next = await response.json();
    // A session that begins has nothing to show yet.
    if (next.generation >= state.generation && (next.rendered_at || next.banner)) show(next);
  } catch { lost("つながりません（careplan watch は動いていますか）"); }
}

function zoom(to) {
  $("pages").dataset.zoom = to;
  document.querySelectorAll("#zoom button").forEach((button) => button.setAttribute("aria-pressed", button.dataset.zoom === to));
}

function grid() {
  const on = $("grid").getAttribute("aria-pressed") !== "true";
  $("grid").setAttribute("aria-pressed", on);
  document.querySelectorAll(".page").forEach((page) => page.classList.toggle("mm", on));
}

function showPdf() {
  const pdf = state.printed ? [make("iframe", { src: `current.pdf?${state.printed}`, title: "PDF" })] : [];
  $("pdf").replaceChildren(make("p", { role: "status" }), ...pdf);
  tellPdf();
}

// Whoever writes on the page prints when they wish: what lies there may be older than what is shown. Else every state is printed.
function tellPdf() {
  const { printed, printed_of: of, writing } = state;
  const isOld = writing && printed && (writing.is_draft || writing.hash !== of);
  const words = isOld ? "このPDFを印刷したあとで、計画書が変わりました。「印刷」を押すと、いまの計画書のPDFになります" : printed ? "" : writing ? "まだ印刷していません。「印刷」を押すと、ここに出ます" : "まだPDFがありません";
  const line = $("pdf").querySelector("p");
  line.textContent = words;
  line.hidden = !words;
}

function tab(pdf) {
  $("pdf").hidden = !pdf;
  $("pages").hidden = pdf;
  $("tab-pdf").setAttribute("aria-selected", pdf);
  $("tab-pages").setAttribute("aria-selected", !pdf);
  if (pdf) showPdf(); else $("pdf").replaceChildren();
}

document.querySelectorAll("#zoom button").forEach((button) => button.addEventListener("click", () => zoom(button.dataset.zoom)));
$("grid").addEventListener("click", grid);
$("theme").addEventListener("click", theme);
$("tab-pages").addEventListener("click", () => tab(false));
$("tab-pdf").addEventListener("click", () => tab(true));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
  const move = (by) => {
    const pages = [...$("pages").children];
    const at = pages.findIndex((page) => page.getBoundingClientRect().bottom > 120);
    pages[Math.max(0, at + by)]?.scrollIntoView({ block: "start" });
  };
  const keys = { 0: () => zoom("fit"), 1: () => zoom("100"), 2: () => zoom("150"), g: grid, d: theme, j: () => move(1), k: () => move(-1), p: () => tab($("pdf").hidden), Escape: () => { clear(); $("toast").classList.remove("shown"); } };
  keys[event.key]?.();
});
zoom("fit");
listen("state", hear, lost, refresh);
