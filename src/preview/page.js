// The live page: asks for the newest state whenever a generation is told, replaces only pages whose picture changed,
// and shows where a printed field came from. Stores nothing; the address may say ?editor=vscode.
"use strict";
const $ = (id) => document.getElementById(id);
const editors = { vscode: "vscode://file/", vscodium: "vscodium://file/", cursor: "cursor://file/", zed: "zed://file/", idea: "idea://open?file=", sublime: "subl://open?url=file://" };
const editor = new URLSearchParams(location.search).get("editor");
let state = { generation: 0, pages: [], findings: [] };
let busy = false, again = false, toastTimer = 0;

const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
};

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

function outline(page, field, kind) {
  const box = make("div", { className: `outline ${kind}` });
  Object.assign(box.style, { left: percent(field.x, 297), top: percent(field.y, 210), width: percent(field.w, 297), height: percent(field.h, 210) });
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
  page.style.margin = "0";
  page.append(make("img", { alt: "" }));
  page.addEventListener("pointermove", (event) => {
    const field = fieldAt(page, event);
    if (field === page.hovered) return;
    page.hovered = field;
    clear("hover");
    if (field) { outline(page, field, "hover"); page.title = `${field.path}\n${field.place}`; } else page.title = "";
  });
  page.addEventListener("pointerleave", () => { page.hovered = undefined; clear("hover"); });
  page.addEventListener("click", (event) => {
    const field = fieldAt(page, event);
    if (field) tell(field, `${field.path} — `);
  });
  return page;
}

function showPages(pages) {
  const main = $("pages");
  const first = main.children.length === 0;
  while (main.children.length > pages.length) main.lastChild.remove();
  pages.forEach((model, at) => {
    let page = main.children[at];
    if (!page) { page = makePage(); main.append(page); }
    const image = page.firstChild;
    const changed = page.hash !== undefined && page.hash !== model.hash;
    page.model = model;
    page.id = `page-${at + 1}`;
    image.alt = `${model.table} ${model.title}（${at + 1}ページ）`;
    if (page.hash === model.hash) return;
    page.hash = model.hash;
    // The new picture is loaded beside the old one and swapped when it is ready: no blank moment, no jump.
    const fresh = make("img", { alt: image.alt, src: `pages/${model.hash}.svg` });
    fresh.decode().catch(() => {}).then(() => {
      if (page.hash !== model.hash) return;
      page.firstChild.replaceWith(fresh);
      page.dataset.shown = model.hash;
      if (changed && !first) { page.classList.remove("changed"); void page.offsetWidth; page.classList.add("changed"); }
    });
  });
}

function showTables(pages) {
  const names = [];
  pages.forEach((page, at) => { if (page.table !== pages[at - 1]?.table) names.push([page.table, page.title, at]); });
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
      return make("li", {}, button);
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
  if (finding.place) tell(finding, `${finding.message} — `);
}

function show(next) {
  const pdfOpen = !$("pdf").hidden;
  const changed = next.pages.some((page, at) => page.hash !== state.pages[at]?.hash) || next.pages.length !== state.pages.length;
  state = next;
  $("name").textContent = next.name || "careplan";
  document.title = next.name ? `${next.name} — careplan` : "careplan";
  $("status").textContent = next.rendered_at ? `${next.rendered_at}　${next.millis} ms　${next.pages.length}ページ` : "";
  $("pages").classList.toggle("stale", !next.current && next.pages.length > 0);
  $("banner").hidden = next.current;
  $("banner").textContent = next.banner;
  showTables(next.pages);
  showPages(next.pages);
  showFindings(next.findings);
  document.documentElement.dataset.generation = next.generation;
  if (pdfOpen && changed) showPdf();
}

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  do {
    again = false;
    try {
      const response = await fetch("state");
      if (response.ok) {
        const next = await response.json();
        // A page fetched its pictures from a snapshot that may be gone by now: the newest generation wins.
        if (next.generation >= state.generation || next.generation === 1) show(next);
      }
    } catch { $("status").textContent = "つながりません（careplan watch は動いていますか）"; }
  } while (again);
  busy = false;
}

function connect() {
  const source = new EventSource("events");
  source.addEventListener("generation", refresh);
  source.addEventListener("open", refresh);
  source.addEventListener("error", () => {
    $("status").textContent = "つながりが切れました。つなぎ直しています…";
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  });
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

function theme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
}

function showPdf() {
  $("pdf").replaceChildren(make("iframe", { src: `current.pdf?${state.generation}`, title: "PDF" }));
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
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = (by) => {
    const pages = [...$("pages").children];
    const at = pages.findIndex((page) => page.getBoundingClientRect().bottom > 120);
    pages[Math.max(0, at + by)]?.scrollIntoView({ block: "start" });
  };
  const keys = { 0: () => zoom("fit"), 1: () => zoom("100"), 2: () => zoom("150"), g: grid, d: theme, j: () => move(1), k: () => move(-1), p: () => tab($("pdf").hidden), Escape: () => { clear(); $("toast").classList.remove("shown"); } };
  keys[event.key]?.();
});
if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.theme = "dark";
zoom("fit");
connect();
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
