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
  // This is the plan now, also where one has gone back to it: what was made of it once is none of it.
  own.delete(hash);
  // A plan that can't be drawn leaves the page as it was, and in view of that plan what follows is written.
  const isThere = () => state.writing?.hash === hash || !state.current;
  if (isThere()) return Promise.resolve();
  return coming = new Promise((done) => {
    const heard = () => { if (isThere()) stop(); };
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

/** What own hands made of a plan: hashes by the hash of the plan before. */
const own = new Map();

/** Remembers that edits in view of a plan (`hash`) were written: whoever pressed before they were shown has seen no other's. `drawn`
 * are the hashes of what the sheets showed while they were typed. */
export function wrote(edits, hash, answer, drawn = []) {
  // Rows that were added, moved or removed stand elsewhere now: who clicked before has seen another plan.
  const stays = edits.every((edit) => "set" in edit || "days" in edit);
  own.delete(answer.hash);
  if (!stays || answer.of !== hash) return;
  for (const seen of [hash, ...drawn]) if (seen !== answer.hash) own.set(seen, answer.hash);
}

/** Why edits can't be written: another wrote there, or the page can't show what was written. */
export const met = (answer) => (state.current ? answer.message : "いまの計画書は印字できず、画面に出ているのはその前のものなので、ここに書くと何が消えるか分かりません");

/** Writes edits that come from a click, in view of the plan that was looked at (`seen`): what another program saved since is theirs, and
 * the program refuses what would go over it. Gives whether they are written. Clicks may come faster than the sheets: what the ones
 * before left is no other's, and edits that are made of what stands there (a function) are made when their turn comes. */
export function commit(edits, label, near, seen = state.writing.hash) {
  waiting += 1;
  return turn = turn.catch(() => {}).then(() => one(edits, label, near, seen));
}

/** How many clicks are on their way to the file. */
let waiting = 0;
addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });

async function one(made, label, near, seen) {
  await settled();
  let hash = seen;
  // What the page can't show nobody has seen, whoever wrote it.
  while (state.current && own.has(hash)) hash = own.get(hash);
  const edits = typeof made === "function" ? made() : made;
  const answer = await write(edits, { hash, label }).finally(() => { waiting -= 1; });
  if (answer.status === 409 && answer.conflict) {
    say(`${met(answer)}。${state.current ? "いまの画面を見て" : "先に上の知らせのところを直して"}、もう一度してください`, near);
    return false;
  }
  if (!answer.ok) { say(answer.message || "書けませんでした", near); return false; }
  wrote(edits, hash, answer);
  await arrives(answer.hash);
  return true;
}
