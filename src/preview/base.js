// What the live page and the board share: words for elements, light and dark, and how the newest state comes.
"use strict";
const $ = (id) => document.getElementById(id);

const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
};

function theme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
}
if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.theme = "dark";

// Takes what comes under a name as long as somebody can see the page. A browser opens six connections to one program: hidden
// pages must not hold them, and a client's session ends when nobody looks. Seen again, a page is sent the newest state first.
function listen(name, take, lost, refresh) {
  let source = null, timer = 0;
  const close = () => { clearTimeout(timer); source?.close(); source = null; };
  const open = () => {
    close();
    source = new EventSource("events");
    source.addEventListener(name, (event) => take(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      lost("つながりが切れました。つなぎ直しています…");
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(() => { refresh(); open(); }, 1000);
    });
  };
  const look = () => { if (document.hidden) close(); else if (!source) open(); };
  document.addEventListener("visibilitychange", look);
  look();
}
