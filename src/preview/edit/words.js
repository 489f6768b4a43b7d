// Words that a text may be completed from: those of this plan and those that are usual there, as an editor proposes them.
// They stand under the box; arrows choose, Enter takes, and who types on need not look at them.

const MOST = 8;

/** A list for a box: `area` is typed in, `take` is given the chosen word. */
export function wordList(area, take) {
  const list = make("ul", { className: "words", id: "field-words", role: "listbox", hidden: true });
  list.setAttribute("aria-label", "候補");
  let all = [], shown = [], at = -1;

  function draw() {
    const typed = area.value.trim();
    shown = area.value.includes("\n") ? [] : all.filter(({ word }) => word !== typed && word.includes(typed)).slice(0, MOST);
    at = -1;
    list.hidden = !shown.length;
    list.replaceChildren(...shown.map(({ word, what }, n) => {
      const one = make("li", { id: `field-word-${n}`, role: "option" }, word, make("small", { textContent: what }));
      one.setAttribute("aria-selected", "false");
      one.addEventListener("pointerdown", (event) => event.preventDefault());
      one.addEventListener("mousedown", (event) => event.preventDefault());
      one.addEventListener("click", () => choose(n));
      return one;
    }));
    area.removeAttribute("aria-activedescendant");
  }

  function point(to) {
    at = (to + shown.length + 1) % (shown.length + 1);
    if (at === shown.length) at = -1;
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", n === at));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) area.removeAttribute("aria-activedescendant");
    else area.setAttribute("aria-activedescendant", `field-word-${at}`);
  }

  function choose(n) {
    const { word } = shown[n];
    hide();
    take(word);
  }

  function hide() {
    list.hidden = true;
    shown = [];
    at = -1;
    area.removeAttribute("aria-activedescendant");
  }

  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  return {
    list,
    /** Which words there are; they come a little later than the box. */
    know: (words) => { all = words; draw(); },
    draw,
    hide,
    /** Takes a key that is the list's; gives whether it was. */
    key(event) {
      if (!shown.length) return false;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        point(event.key === "ArrowDown" ? at + 1 : at < 0 ? shown.length - 1 : at - 1);
        return true;
      }
      if (at < 0) return false;
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); choose(at); return true; }
      if (event.key === "Escape") { event.preventDefault(); point(-1); return true; }
      return false;
    },
  };
}
