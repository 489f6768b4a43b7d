// A small calendar beside a date.

const eraOf = (day) => new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { era: "long", year: "numeric", month: "long" }).format(day);
/** A month in the era's years; one in which an era begins has two. */
function eras(month) {
  const last = new Date(month.getFullYear(), month.getMonth() + 1, 0);
  return [...new Set([eraOf(month), eraOf(last)])].join("・");
}
const printed = (day) => new Intl.DateTimeFormat("ja-JP-u-ca-japanese", { era: "long", year: "numeric", month: "numeric", day: "numeric" }).formatToParts(day)
  .filter((part) => part.type !== "literal").reduce((all, { type, value }) => all + ({ era: value, year: `${value}年`, month: `${value}月`, day: `${value}日` }[type] ?? ""), "").replace(/年年/, "年").replace(/月月/, "月").replace(/日日/, "日").replace(/([^0-9])1年/, "$1元年");

/** Opens under a box; `take` is given the chosen day as it is printed. */
export function calendar(box, take) {
  const open = box.frame.querySelector(".calendar");
  if (open) { open.remove(); return; }
  const chosen = box.iso ? new Date(`${box.iso}T00:00`) : null;
  let month = new Date(chosen ?? Date.now());
  month.setDate(1);
  const panel = make("div", { className: "calendar", role: "dialog" });
  panel.setAttribute("aria-label", "カレンダー");
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); panel.remove(); box.area.focus(); }
  });
  const step = (by) => { month = new Date(month.getFullYear(), month.getMonth() + by, 1); draw(); };
  function button(words, label, work) {
    const one = make("button", { type: "button", textContent: words });
    one.setAttribute("aria-label", label);
    one.addEventListener("click", work);
    return one;
  }
  function draw() {
    const head = make("div", { className: "head" }, button("◀◀", "前の年", () => step(-12)), button("◀", "前の月", () => step(-1)), make("strong", { textContent: eras(month) }), button("▶", "次の月", () => step(1)), button("▶▶", "次の年", () => step(12)));
    const days = make("div", { className: "days" }, ...[..."月火水木金土日"].map((word) => make("span", { textContent: word })));
    const blanks = (month.getDay() + 6) % 7;
    for (let at = 0; at < blanks; at += 1) days.append(make("span"));
    for (let day = new Date(month); day.getMonth() === month.getMonth(); day.setDate(day.getDate() + 1)) {
      const own = new Date(day);
      const one = button(String(own.getDate()), printed(own), () => { panel.remove(); take(printed(own)); });
      if (chosen && own.getTime() === chosen.getTime()) one.setAttribute("aria-current", "date");
      days.append(one);
    }
    panel.replaceChildren(head, days);
  }
  draw();
  box.frame.append(panel);
}
