//! Keys as they are meant: ＦＡＸ, ﾌﾘｶﾞﾅ and the 「が」 of two characters that macOS writes are the keys that they look like.

use super::{Entry, Kind, Node};
use crate::source::plain;
use crate::source::problem::{Problem, ProblemCode, quoted};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

impl Node {
    /// Gives every key that is known after NFKC, and only so, its known spelling. Names that writers choose themselves are
    /// keys too, and stay as they are. A key that thereby stands twice is told and kept once.
    pub fn spell_keys(&mut self, known: &dyn Fn(&str) -> bool, problems: &mut Vec<Problem>) {
        match &mut self.kind {
            Kind::Map(entries) => {
                for entry in entries.iter_mut() {
                    entry.value.spell_keys(known, problems);
                }
                if entries.iter().any(|entry| spelling(&entry.key, known).is_some()) {
                    spell(entries, known, problems);
                }
            }
            Kind::Seq(items) => {
                for item in items {
                    item.spell_keys(known, problems);
                }
            }
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
}

fn spell(entries: &mut Vec<Entry>, known: &dyn Fn(&str) -> bool, problems: &mut Vec<Problem>) {
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    for mut entry in entries.drain(..) {
        if let Some(meant) = spelling(&entry.key, known) {
            entry.key = meant;
        }
        match kept.iter().find(|other| other.key == entry.key) {
            Some(first) => {
                let message = format!("{}が二度書かれています", quoted(&entry.key));
                let problem = Problem::new(ProblemCode::DuplicateKey, entry.key_span, message);
                problems.push(
                    problem.help("どちらか一方にまとめてください").related(first.key_span, "最初に書かれたところ"),
                );
            }
            None => kept.push(entry),
        }
    }
    *entries = kept;
}

/// Whether a key as it is written may be meant by a key of the format.
pub(in crate::source) fn may_mean(written: &str, key: &str) -> bool {
    written == key || spelling(written, &|meant| meant == key).is_some()
}

/// The known spelling of a key that is not written so.
fn spelling(key: &str, known: &dyn Fn(&str) -> bool) -> Option<String> {
    if plain::is_surely_plain(key) || key.is_ascii() || is_nfkc_quick(key.chars()) == IsNormalized::Yes {
        return None;
    }
    let meant: String = key.nfkc().collect();
    (meant != key && known(&meant)).then_some(meant)
}
