//! The words of `words.toml`.

use crate::embedded::table;
use crate::source::plain;
use serde::Deserialize;
use std::sync::OnceLock;

/// Lists of words, each with the longest word first.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Words without number or weekday: 適宜.
    pub(super) vague: Vec<String>,
    /// Words that may stand beside and change nothing: 程度.
    pub(super) remarks: Vec<String>,
    /// Of these, how many times of a day they name: 朝夕 is two.
    pub(super) hours: std::collections::BTreeMap<String, usize>,
    /// Words that take days away without saying which: 年末年始.
    pub(super) limits: Vec<String>,
}

impl Words {
    /// How many times of a day a word names.
    pub(super) fn hours_in(&self, word: &str) -> usize {
        self.hours.get(word).copied().unwrap_or(0)
    }

    /// The embedded lists.
    pub(super) fn embedded() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| {
            let mut words: Self = table!("frequency/words");
            for list in [&mut words.vague, &mut words.remarks, &mut words.limits] {
                for word in &mut *list {
                    *word = plain(word);
                }
                list.sort_by_key(|word| std::cmp::Reverse(word.len()));
            }
            words
        })
    }
}
