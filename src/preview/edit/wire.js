// The way to the program: one request after the other, drafts only the newest. Knows no field and no form.

/** By which the program knows this window from others that show the same plan. */
const page = crypto.getRandomValues(new Uint32Array(2)).join("-");

/** What the program answered: {status, ok, …}. Never throws: a lost connection is an answer, too. */
async function post(name, body, keepalive = false) {
  try {
    const response = await fetch(`do/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Careplan": "1" },
      body: JSON.stringify({ page, ...body }),
      keepalive,
    });
    const text = await response.text();
    let said = {};
    try { said = JSON.parse(text); } catch { said = { message: text }; }
    return { message: "", ...said, status: response.status, ok: response.ok };
  } catch {
    return { status: 0, ok: false, message: "careplan につながりません。書いた文はこのまま残っています" };
  }
}

let turn = Promise.resolve();
let waiting = null;

/** Whether the program may be drawing what is not written. */
let isDrawn = false;

/** Asks in turn: an edit never overtakes the draft before it. */
function ask(name, body) {
  const answer = turn.then(() => post(name, body()));
  turn = answer.catch(() => {});
  return answer;
}

let written = Promise.resolve();

/** Done when the program has answered the edit that was sent last. */
export const answered = () => written;

/** Writes edits, seen on the plan whose hash is `hash`. A draft that waits is dropped. */
export function write(edits, { hash, label = "", force = false, keep = false }) {
  waiting?.heard(null);
  waiting = null;
  isDrawn = false;
  return written = ask("edit", () => ({ hash, edits, label, force, keep }));
}

/** Shows what the sheets would look like; of several that wait only the newest is asked for. */
export function draft(edits, hash) {
  const first = !waiting;
  isDrawn = true;
  const mine = { edits, hash, heard: null };
  mine.answer = new Promise((heard) => { mine.heard = heard; });
  if (waiting) waiting.heard(null);
  waiting = mine;
  if (first) {
    turn = turn.then(async () => {
      const newest = waiting;
      waiting = null;
      if (newest) newest.heard(await post("draft", { hash: newest.hash, edits: newest.edits }));
    }).catch(() => {});
  }
  return mine.answer;
}

// A draft dies with its window: the next one shows what is written. Whoever stays, for a page asks before it goes, types on.
const LEFT = "careplan-left-a-draft";
addEventListener("pagehide", () => {
  if (!isDrawn) return;
  post("draft", { edits: [] }, true);
  try { sessionStorage.setItem(LEFT, "1"); } catch { /* A browser that keeps nothing: the program forgets by itself after a minute. */ }
});

/** Gives up what was being typed. */
export function forget() {
  waiting?.heard(null);
  waiting = null;
  isDrawn = false;
  return ask("draft", () => ({ edits: [] }));
}

// What a page asks while it goes may be overtaken by what it asked before, or lost: the page that comes after it in its window asks again.
try {
  if (sessionStorage.getItem(LEFT)) {
    sessionStorage.removeItem(LEFT);
    forget();
  }
} catch { /* As above. */ }

/** Back, forth, and what the commands do, in view of the plan that is shown. */
export const act = (name, body = {}) => ask(name, () => ({ hash: state.writing?.hash, ...body }));

/** Asks what changes nothing: it waits for nobody. */
export const tell = (name, body) => post(name, body);
