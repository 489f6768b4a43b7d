//! One list of words, ready to be looked for.

use super::plain;
use super::sieve::Sieve;
use serde::Deserialize;
use std::ops::Deref;

/// A list: its words as [`plain`] text, the longest first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordList {
    words: Vec<String>,
    /// The characters of each word.
    sieves: Vec<Sieve>,
}

impl WordList {
    /// The words whose every character is in a plain text, the longest first.
    pub fn candidates(&self, text: &str) -> impl Iterator<Item = &str> {
        self.candidates_of(Sieve::of(text))
    }

    /// The same by the text's characters alone, for many lists that are looked for in one text.
    pub fn candidates_of(&self, characters: Sieve) -> impl Iterator<Item = &str> {
        let words = self.words.iter().zip(&self.sieves);
        words.filter(move |(_, word)| characters.may_hold(word)).map(|(word, _)| word.as_str())
    }
}

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        let mut words: Vec<String> = words.iter().map(|word| plain(word)).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self { sieves: words.iter().map(|word| Sieve::of(word)).collect(), words }
    }
}

impl Deref for WordList {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.words
    }
}
