//! Words with what they mean, found in a text from left to right.

use super::{Sieve, is_whole, plain};
use std::collections::BTreeMap;

/// Words and their meanings; at each place of a text the longest word wins.
#[derive(Clone, Debug)]
pub struct Finder<T> {
    /// The first characters of all words.
    firsts: Sieve,
    /// First character of a word → the words that begin with it as [`plain`] text, the longest first.
    index: BTreeMap<char, Vec<(String, T)>>,
}

impl<T> Default for Finder<T> {
    fn default() -> Self {
        Self { firsts: Sieve::default(), index: BTreeMap::new() }
    }
}

/// A word that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'f, T> {
    /// The word.
    pub word: &'f str,
    /// What it means.
    pub meaning: &'f T,
    /// Where it begins in the plain text, in bytes.
    pub start: usize,
}

impl<'w, T> FromIterator<(&'w str, T)> for Finder<T> {
    fn from_iter<I: IntoIterator<Item = (&'w str, T)>>(words: I) -> Self {
        let mut index: BTreeMap<char, Vec<(String, T)>> = BTreeMap::new();
        for (word, meaning) in words {
            let word = plain(word);
            if let Some(first) = word.chars().next() {
                index.entry(first).or_default().push((word, meaning));
            }
        }
        for found in index.values_mut() {
            found.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Self { firsts: index.keys().collect(), index }
    }
}

impl<T> Finder<T> {
    /// The words in a [`plain`] text, in the order of the text.
    #[must_use]
    pub fn in_plain(&self, text: &str) -> Vec<Found<'_, T>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let hit = self
                .beginning_with(first)
                .iter()
                .find(|(word, _)| text[at..].starts_with(word.as_str()) && is_whole(text, at, word));
            if let Some((word, meaning)) = hit {
                found.push(Found { word, meaning, start: at });
                at += word.len();
            } else {
                at += first.len_utf8();
            }
        }
        found
    }

    /// The words that begin with a character, the longest first.
    #[must_use]
    pub fn beginning_with(&self, first: char) -> &[(String, T)] {
        if self.firsts.may_have(first) { self.index.get(&first).map_or(&[], Vec::as_slice) } else { &[] }
    }
}
