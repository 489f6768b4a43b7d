//! 「机」 where what is written on the page becomes a change of the plan's file.
//!
//! One at a time: whoever asks waits for the one before. The file is read anew for each edit, so that what others save is
//! never written over; its state before the session stays beside it as `plan.yaml~`.

use super::seen::States;
use super::sight::{Sight, Whole, stale};
use super::{about, command, deeds};
use crate::cli::files::backup::backup_of;
use crate::cli::files::change::change;
use crate::cli::load::from_bytes;
use crate::cli::names::hex;
use crate::cli::status::Failure;
use crate::cli::watch::Wake;
use crate::preview::{Answer, Desk as Asked, Preview};
use crate::profile::Profile;
use crate::source::Problem;
use crate::source::edit::Refused;
use crate::writing::{Done, History, Wish, conflict, is_other_client, kind_at, path_to_json, said, to_json, write};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a draft is shown that nobody speaks of any more: its window is gone.
const FORGOTTEN: Duration = Duration::from_mins(1);

/// What one session writes.
pub(in crate::cli) struct Desk {
    pub(super) plan: PathBuf,
    pub(super) preview: Arc<Preview>,
    state: Arc<Mutex<Memory>>,
    wake: Sender<Wake>,
}

/// What is remembered of the writing on a plan. It may outlive a desk: who comes back to a client's page can still go back
/// and forth, and is told what others wrote meanwhile.
#[derive(Default)]
pub(in crate::cli) struct Memory {
    /// For pages that saw an old state.
    states: States,
    /// The same for drafts, which come at every letter: a window beside the one in which somebody types shows them, too.
    drafts: States,
    history: History,
    pub(super) whole: Whole,
    /// Whether the state before the session lies beside the plan.
    kept: bool,
    draft: Option<Draft>,
    /// What was written last.
    written: String,
}

/// What is being typed: the plan as it would be.
struct Draft {
    text: String,
    /// The plan that it was made of. Of another it would hide what others saved.
    of: String,
    since: Instant,
}

/// A change that can be taken back: what it is called, and which page made it.
#[derive(Clone, Copy)]
struct Step<'s> {
    label: &'s str,
    by: &'s str,
}

/// How a page names itself: every window of the same plan by another name.
fn page(body: &Json) -> &str {
    body["page"].as_str().unwrap_or_default()
}

const MEANWHILE: &str = "同じときにほかで計画書が書き換えられたので、書きませんでした。いまの画面を見て、まだ要るときは、もう一度してください";
const UNSEEN: &str = "ほかの画面で書かれたところが、この画面にはまだ出ていないので、戻しませんでした。いまの画面を見て、もう一度押してください";

/// The hash by which a page names the plan that it saw.
pub(super) fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))[..32].to_owned()
}

impl Asked for Desk {
    fn answer(&self, name: &str, body: &Json) -> Answer {
        let answered = match name {
            "edit" => self.edit(body),
            "draft" => self.draft(body),
            "undo" => self.go(false, body),
            "redo" => self.go(true, body),
            "fix" => deeds::fix(self, body),
            "print" => deeds::print(self, body),
            "packet" => command::packet(self, body),
            "check" => command::check(self),
            "month" => deeds::month(self, body),
            "actual" => deeds::actual(self, body),
            "about" => about::about(self, body),
            "meeting" => deeds::meeting(self, body),
            "log" => deeds::log(self, body),
            _ => Err(Answer { status: 404, body: json!({ "message": "そのような操作はありません" }) }),
        };
        answered.unwrap_or_else(|refused| refused)
    }
}

/// An answer that says why not.
pub(super) fn refusal(status: u16, message: impl Into<String>) -> Answer {
    Answer { status, body: json!({ "message": message.into() }) }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        refusal(422, refused.message)
    }
}

impl From<Failure> for Answer {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Changed { .. } => refusal(409, MEANWHILE),
            failure => refusal(500, failure.to_string()),
        }
    }
}

impl Desk {
    pub(in crate::cli) fn new(
        plan: &Path,
        preview: Arc<Preview>,
        wake: Sender<Wake>,
        memory: Arc<Mutex<Memory>>,
    ) -> Self {
        Self { plan: plan.to_owned(), preview, state: memory, wake }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, Memory> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The plan as it lies on the disk, for one of the buttons.
    pub(super) fn now(&self, body: &Json) -> Result<String, Answer> {
        Ok(self.sight(&mut self.state(), body)?.now)
    }

    /// Remembers a state of the plan that is shown, and gives its hash.
    pub(in crate::cli) fn shows(&self, text: &str) -> String {
        let (mut state, name) = (self.state(), hash(text));
        // The page may lag behind what was written here since: an older state is no news of the file.
        if state.seen(&name).is_none() && !state.whole.finds(text) {
            state.meets(text);
        }
        state.remember(&name, text)
    }

    /// Remembers a draft that is shown, and gives its hash: rows may stand elsewhere in it than in the plan.
    pub(in crate::cli) fn shows_draft(&self, text: &str) -> String {
        let name = hash(text);
        self.state().drafts.remember(&name, text);
        name
    }

    /// What is being typed into the plan that lies on the disk, drawn instead of it.
    pub(in crate::cli) fn drafted(&self, on_disk: &[u8]) -> Option<Vec<u8>> {
        let mut state = self.state();
        let stands = |draft: &Draft| draft.of.as_bytes() == on_disk && draft.since.elapsed() <= FORGOTTEN;
        state.draft = state.draft.take().filter(stands);
        state.draft.as_ref().map(|draft| draft.text.clone().into_bytes())
    }

    /// Whether the file is as it was written here, so that it cannot be in the middle of a save.
    pub(in crate::cli) fn wrote(&self, bytes: &[u8]) -> bool {
        // Nothing was written yet: an empty file is none of ours.
        !bytes.is_empty() && self.state().written.as_bytes() == bytes
    }

    /// What would be taken back and done again.
    pub(in crate::cli) fn labels(&self) -> (String, String) {
        let state = self.state();
        let label = |step: Option<&Done>| step.map(|step| step.label.clone()).unwrap_or_default();
        (label(state.history.last()), label(state.history.next()))
    }

    fn edit(&self, body: &Json) -> Result<Answer, Answer> {
        let wishes = wishes(body)?;
        let mut state = self.state();
        let Sight { base, now } = self.sight_of_writer(&mut state, body)?;
        let force = body["force"] == true;
        if let Some(conflict) = conflict(&base, &now, &wishes).filter(|conflict| !force || conflict.moved) {
            state.draft = None;
            self.wakes();
            let body = json!({
                "message": conflict.message,
                "conflict": { "path": path_to_json(&conflict.path), "theirs": to_json(&conflict.theirs) },
                "moved": conflict.moved,
                "hash": state.remember(&hash(&now), &now),
            });
            return Err(Answer { status: 409, body });
        }
        let new = write(&now, &wishes)?;
        let label = body["label"].as_str().unwrap_or_default();
        self.put(&mut state, &now, &new, Some(Step { label, by: page(body) }))
    }

    /// Writes a plan that was made of what lay on the disk, for what a page asked (`body`). Used by all that write.
    ///
    /// # Errors
    /// 409 where something else lies there now, 422 where it would not be read any more, 500 where it cannot be written.
    pub(super) fn give(&self, body: &Json, now: &str, new: &str, label: &str) -> Result<Answer, Answer> {
        self.put(&mut self.state(), now, new, Some(Step { label, by: page(body) }))
    }

    fn put(&self, state: &mut Memory, now: &str, new: &str, step: Option<Step>) -> Result<Answer, Answer> {
        state.draft = None;
        if now != new {
            if step.is_some() {
                self.still_reads(now, new)?;
            }
            // Somebody may have put it away meanwhile.
            state.kept &= backup_of(&self.plan).exists();
            let kept = (!state.kept).then(|| state.whole.worth_keeping(now).as_bytes());
            change(&self.plan, now.as_bytes(), new.as_bytes(), kept).map_err(|failure| {
                self.wakes();
                Answer::from(failure)
            })?;
            state.kept = true;
            state.whole.is(new);
            new.clone_into(&mut state.written);
            if let Some(Step { label, by }) = step {
                let before = state.states.shared(&hash(now), now);
                let after = state.states.remember(&hash(new), new);
                state.history.push(Done { before, after, label: label.to_owned(), by: by.to_owned() });
            }
        }
        let name = state.remember(&hash(new), new);
        self.wakes();
        Ok(Answer { status: 200, body: json!({ "hash": name, "of": hash(now) }) })
    }

    /// That the new text has no mistake of reading that the old one had not.
    fn still_reads(&self, now: &str, new: &str) -> Result<(), Answer> {
        let problems = |text: &str| {
            let read = from_bytes(&self.plan, text.as_bytes()).case;
            let edition = Profile::of(&read.file).err();
            read.problems.into_iter().chain(edition).collect::<Vec<Problem>>()
        };
        let mut known: Vec<Problem> = problems(now);
        for problem in problems(new) {
            let same = |other: &Problem| other.code == problem.code && other.message == problem.message;
            let Some(at) = known.iter().position(same) else {
                let help = problem.help.map(|help| format!("。{help}")).unwrap_or_default();
                return Err(refusal(422, format!("{}{help}", problem.message)));
            };
            known.swap_remove(at);
        }
        Ok(())
    }

    fn draft(&self, body: &Json) -> Result<Answer, Answer> {
        if body["edits"].as_array().is_some_and(Vec::is_empty) {
            self.state().draft = None;
            self.wakes();
            return Ok(Answer { status: 200, body: json!({}) });
        }
        let wishes = wishes(body)?;
        let told = wishes.iter().find_map(|wish| match wish {
            Wish::Set { path, value: crate::source::edit::Value::Text(text) } => {
                kind_at(path).map(|kind| said(kind, text))
            }
            _ => None,
        });
        // What cannot be read yet is not drawn, and nothing is wrong with it: somebody is typing.
        if told.as_ref().is_some_and(|said| !said.ok) {
            return Ok(Answer { status: 200, body: json!({ "said": told }) });
        }
        let mut state = self.state();
        let Sight { base, now } = self.sight(&mut state, body)?;
        // What would not be written there is not drawn there either.
        state.draft = match conflict(&base, &now, &wishes) {
            Some(_) => None,
            None => Some(Draft { text: write(&now, &wishes)?, of: now, since: Instant::now() }),
        };
        self.wakes();
        // By the hash the page knows what it shows as what was typed on it.
        let drawn = state.draft.as_ref().map(|draft| hash(&draft.text));
        Ok(Answer { status: 200, body: json!({ "said": told, "hash": drawn }) })
    }

    fn go(&self, forth: bool, body: &Json) -> Result<Answer, Answer> {
        let mut state = self.state();
        let Sight { base, now } = self.sight_of_writer(&mut state, body)?;
        let step = if forth { state.history.next() } else { state.history.last() };
        // Another window's step that this one does not show yet: its button spoke of the step before.
        if base != now && step.is_some_and(|step| step.by != page(body)) {
            return Err(stale(&mut state, &now, UNSEEN));
        }
        let new = if forth { state.history.forth(&now) } else { state.history.back(&now) }?;
        let answer = self.put(&mut state, &now, &new, None)?;
        if forth {
            state.history.went_forth(page(body));
        } else {
            state.history.went_back(page(body));
        }
        drop(state);
        self.wakes();
        Ok(answer)
    }

    fn wakes(&self) {
        // The loop has ended: nobody draws any more.
        let _ = self.wake.send(Wake::Changed);
    }
}

impl Memory {
    /// A plan that is there. Where it is another client's than the one that was written, that one's steps are none of it, and what
    /// it was lies nowhere yet.
    pub(super) fn meets(&mut self, now: &str) {
        if is_other_client(&self.written, now) {
            self.history = History::default();
            self.kept = false;
        }
    }

    /// The plan that a page saw; none where it is not remembered any more.
    pub(super) fn seen(&self, asked: &str) -> Option<&str> {
        self.states.get(asked).or_else(|| self.drafts.get(asked)).map(|text| &**text)
    }

    pub(super) fn remember(&mut self, name: &str, text: &str) -> String {
        self.states.remember(name, text);
        name.to_owned()
    }
}

/// The most edits of one request.
const MOST: usize = 200;

fn wishes(body: &Json) -> Result<Vec<Wish>, Answer> {
    let edits = body["edits"].as_array().filter(|edits| (1..=MOST).contains(&edits.len()));
    let read = edits.and_then(|edits| edits.iter().map(Wish::read).collect::<Option<Vec<_>>>());
    read.ok_or_else(|| refusal(400, "読めない要求です"))
}
