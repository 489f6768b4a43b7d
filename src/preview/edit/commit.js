// Writing an edit and telling what came of it. What can't be written stays where it was typed.
import { answered, write } from "./wire.js";

let coming = Promise.resolve();

/** Done when the page shows what was written here last: whoever opens a field before would do so in view of an older plan. */
export async function settled() {
  await answered();
  await coming;
}

/** Waits until the page shows a plan at least as new as the one that was written. */
export function arrives(hash) {
  if (state.writing?.hash === hash) return Promise.resolve();
  return coming = new Promise((done) => {
    const heard = () => { if (state.writing?.hash === hash) stop(); };
    const stop = () => { document.removeEventListener("shown", heard); clearTimeout(timer); done(); };
    const timer = setTimeout(stop, 3000);
    document.addEventListener("shown", heard);
  });
}

/** Says something beside a field, or at the foot of the window. */
export function say(words, near) {
  const box = $("toast");
  box.replaceChildren(words);
  box.classList.add("shown", "said");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => box.classList.remove("shown", "said"), 8000);
  near?.classList?.add("refused");
  setTimeout(() => near?.classList?.remove("refused"), 2000);
}

let turn = Promise.resolve();

/** Writes edits that come from a click. Gives whether they are written. Clicks may come faster than the sheets: each is written in
 * view of what the one before left. */
export function commit(edits, label, near) {
  return turn = turn.catch(() => {}).then(() => one(edits, label, near));
}

async function one(edits, label, near) {
  await settled();
  const hash = state.writing.hash;
  let answer = await write(edits, { hash, label });
  if (answer.status === 409 && answer.conflict) {
    say(`${answer.message}。いまの画面を見て、もう一度してください`, near);
    return false;
  }
  if (!answer.ok) { say(answer.message || "書けませんでした", near); return false; }
  await arrives(answer.hash);
  return true;
}
