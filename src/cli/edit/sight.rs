//! The plan as it lies on the disk and as the page saw it, for whoever is about to write into it.
//!
//! Another program may be saving it at this moment: what is there then is empty, or only its beginning, and whoever writes into
//! that keeps the rest from ever arriving. Another plan may lie under its name. Neither is written into unseen.

use super::desk::{Desk, Memory, hash, refusal};
use crate::cli::files;
use crate::cli::watch::looks_torn;
use crate::preview::Answer;
use crate::source::FileId;
use crate::source::parse::{MAX_BYTES, too_large};
use crate::source::yaml::Kind;
use crate::writing::{is_other_client, tree};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// For how long a plan must stay as it is that looks like a part of what it was.
const SETTLED: Duration = Duration::from_secs(10);

const SAVING: &str = "計画書がほかのプログラムで保存されている途中のようなので（前より短くなっています）、書きませんでした。少し待って、画面を確かめてから、もう一度してください";
const UNKNOWN: &str =
    "この画面が見ていた計画書は古すぎて、いまのものと比べられません。いまの画面を見て、もう一度してください";
const OTHER: &str = "この画面を見ている間に、計画書がほかの利用者のものに替わったので、書きませんでした。書きかけの文は写しておいて、Esc（または「やめる」）でやめてから、いまの画面を見てください";

/// What a page saw, and what is there now.
pub(super) struct Sight {
    pub(super) base: String,
    pub(super) now: String,
}

/// The whole plan that was seen last, and since when something is there that looks like a part of one.
#[derive(Default)]
pub(super) struct Whole {
    text: String,
    doubt: Option<(String, Instant)>,
}

impl Whole {
    /// A plan that was written here.
    pub(super) fn is(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        self.doubt = None;
    }

    /// A plan that was found; whether it may still be in the middle of a save.
    pub(super) fn finds(&mut self, text: &str) -> bool {
        if !is_part(text, &self.text) {
            self.is(text);
            return false;
        }
        match &self.doubt {
            Some((doubted, since)) if doubted == text => since.elapsed() < SETTLED,
            _ => {
                self.doubt = Some((text.to_owned(), Instant::now()));
                true
            }
        }
    }

    /// What is worth keeping of what is there: where it looks like a part of the whole, the whole.
    pub(super) fn worth_keeping<'t>(&'t self, now: &'t str) -> &'t str {
        if self.doubt.is_some() { &self.text } else { now }
    }
}

/// Whether a text may be the part of a plan that has been saved so far: a beginning of it, or without some of its tables.
fn is_part(text: &str, whole: &str) -> bool {
    text != whole && !whole.is_empty() && (looks_torn(text.as_bytes(), whole.as_bytes()) || lacks_tables(text, whole))
}

/// Whether a plan that can be read is without some of the tables that it had; another client's may well have fewer.
pub(in crate::cli) fn lacks_tables(text: &str, whole: &str) -> bool {
    let tables = |text: &str| -> Option<BTreeSet<String>> {
        match tree(text)?.kind {
            Kind::Map(entries) => Some(entries.into_iter().map(|entry| entry.key).collect()),
            _ => None,
        }
    };
    // What cannot be read is told as that, and not written into in any case.
    let fewer = tables(text).zip(tables(whole)).is_some_and(|(there, known)| !there.is_superset(&known));
    fewer && !is_other_client(whole, text)
}

impl Desk {
    /// What lies on the disk, and what the page saw of it when it asked; who names no plan has seen what there is.
    ///
    /// # Errors
    /// It is too large, in another encoding, perhaps in the middle of a save, or another client's; or the page saw a plan
    /// that is not remembered any more.
    pub(super) fn sight(&self, state: &mut Memory, body: &Json) -> Result<Sight, Answer> {
        let bytes = files::read(&self.plan)?;
        if bytes.len() > MAX_BYTES {
            let size = files::size(&self.plan);
            return Err(refusal(422, too_large(FileId(0), size).message));
        }
        let now = String::from_utf8(bytes).map_err(|error| match error.utf8_error().error_len() {
            None => refusal(409, SAVING),
            Some(_) => refusal(422, "計画書の文字コードがUTF-8ではないので、書けません。UTF-8で保存し直してください"),
        })?;
        let may_be_part = state.whole.finds(&now);
        let base = body.get("hash").and_then(Json::as_str).map(|asked| state.seen(asked).map(str::to_owned));
        let Some(base) = base.unwrap_or_else(|| Some(now.clone())) else {
            return Err(stale(state, &now, UNKNOWN));
        };
        if is_other_client(&base, &now) {
            return Err(stale(state, &now, OTHER));
        }
        if may_be_part {
            return Err(stale(state, &now, SAVING));
        }
        state.meets(&now);
        Ok(Sight { base, now })
    }

    /// The same for who writes: one that names no state has seen none.
    ///
    /// # Errors
    /// As of [`Desk::sight`].
    pub(super) fn sight_of_writer(&self, state: &mut Memory, body: &Json) -> Result<Sight, Answer> {
        let unseen = json!({ "hash": "" });
        self.sight(state, if body["hash"].is_string() { body } else { &unseen })
    }
}

/// 409 with the state that is there now, which the page will show.
pub(super) fn stale(state: &mut Memory, now: &str, message: &str) -> Answer {
    Answer { status: 409, body: json!({ "message": message, "moved": true, "hash": state.remember(&hash(now), now) }) }
}

#[cfg(test)]
mod tests {
    use super::Whole;

    #[test]
    fn a_part_is_doubted_and_the_whole_kept() {
        let whole = "利用者:\n  氏名: 甲\n第1表:\n  援助の方針: 乙\n第5表: []\n";
        let saved = whole.replace('乙', "丙");
        for end in (0..saved.len()).filter(|end| saved.is_char_boundary(*end)) {
            let mut seen = Whole::default();
            assert!(!seen.finds(whole));
            assert!(seen.finds(&saved[..end]) && seen.finds(&saved[..end]), "{end}");
            assert_eq!(seen.worth_keeping(&saved[..end]), whole);
            assert!(!seen.finds(&saved));
            assert_eq!(seen.worth_keeping(&saved), saved);
        }
        // Whoever bears another name is another client, whose plan may well have fewer tables.
        let mut seen = Whole::default();
        assert!(!seen.finds(whole) && !seen.finds("利用者:\n  氏名: 丁\n"));
        let mut seen = Whole::default();
        assert!(!seen.finds("") && !seen.finds("利用者: {}\n"), "the first one that is seen");
        seen.is("");
        assert_eq!(seen.worth_keeping("x"), "x");
    }
}
