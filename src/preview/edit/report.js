// What came of a command, where it is more than a sentence: names of the files that were written, and what was told.

/** Shows what was answered; focus goes back to `near`. */
export function showReport(title, answer, near) {
  document.querySelector(".report")?.remove();
  const panel = make("div", { className: "card report", role: "dialog", tabIndex: -1 });
  panel.setAttribute("aria-label", title);
  const note = make("p", { className: "note", textContent: answer.message });
  note.dataset.kind = answer.ok ? "" : "bad";
  const done = make("button", { type: "button", className: "main", textContent: "閉じる" });
  const list = (lines) => make("ul", {}, ...lines.map((line) => make("li", { textContent: line })));
  const close = () => { panel.remove(); near.focus(); };
  done.addEventListener("click", close);
  panel.addEventListener("keydown", (event) => { event.stopPropagation(); if (event.key === "Escape") close(); });
  panel.append(make("h3", { textContent: title }), note);
  if (answer.files?.length) panel.append(list(answer.files));
  if (answer.lines?.length) panel.append(list(answer.lines));
  panel.append(make("div", { className: "foot" }, done));
  document.body.append(panel);
  Object.assign(panel.style, { left: `${Math.max(8, (innerWidth - panel.offsetWidth) / 2)}px`, top: "4rem" });
  done.focus();
}
