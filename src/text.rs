//! Words in texts: where a word stands whole in a plain text, lists of words, which pieces of a text may be words.
//!
//! It knows no word of its own: the lists stand with those who mean something by them (`service_kind`, `rules::words`).

mod finder;
mod list;
mod sieve;

pub use crate::source::{plain, same_name};
pub use finder::{Finder, Found};
pub use list::WordList;
pub use sieve::Sieve;

use crate::source::Field;
use std::borrow::Cow;
use std::ops::Range;

/// A text in which words are looked for: a field keeps its plain form, any other text is made plain each time.
pub trait Spoken {
    /// The text after NFKC, without spaces ([`plain()`]).
    fn spoken(&self) -> Cow<'_, str>;
}

impl Spoken for str {
    fn spoken(&self) -> Cow<'_, str> {
        plain(self).into()
    }
}

impl Spoken for String {
    fn spoken(&self) -> Cow<'_, str> {
        self.as_str().spoken()
    }
}

impl<T> Spoken for Field<T> {
    fn spoken(&self) -> Cow<'_, str> {
        self.plain().into()
    }
}

impl<S: Spoken + ?Sized> Spoken for &S {
    fn spoken(&self) -> Cow<'_, str> {
        (**self).spoken()
    }
}

/// The plain text without what stands in parentheses.
#[must_use]
pub fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = |c: &char| {
        match c {
            '(' | '（' | '［' | '[' | '〔' => depth += 1,
            ')' | '）' | '］' | ']' | '〕' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    text.chars().filter(outside).collect()
}

/// Where a word stands whole in a plain text.
pub fn places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| !word.is_empty() && is_whole(text, at, word))
}

/// Where a person's word stands: a single kanji (妻, 父) only when it is not a part of 夫婦 or 祖父母.
pub fn person_places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    places(text, word).filter(move |&at| is_person(text, at, word))
}

/// How a character joins its neighbours to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Katakana,
    Ascii,
    Other,
}

fn script(c: char) -> Script {
    match c {
        'ァ'..='ヺ' | 'ー' => Script::Katakana,
        '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '々' => Script::Kanji,
        'a'..='z' | 'A'..='Z' => Script::Ascii,
        _ => Script::Other,
    }
}

/// Whether a word at a place is not a part of a longer katakana or ASCII word.
pub fn is_whole(text: &str, at: usize, word: &str) -> bool {
    let joins = |inner: Option<char>, outer: Option<char>| {
        let scripts = inner.map(script).zip(outer.map(script));
        scripts.is_some_and(|(inner, outer)| inner == outer && matches!(inner, Script::Katakana | Script::Ascii))
    };
    let before = text[..at].chars().next_back();
    let after = text[at + word.len()..].chars().next();
    !joins(word.chars().next(), before) && !joins(word.chars().next_back(), after)
}

/// Whether a one-kanji person (妻, 父) stands for itself and not inside a word like 夫婦 or 祖父母.
pub fn is_person(text: &str, at: usize, word: &str) -> bool {
    if word.chars().count() > 1 {
        return true;
    }
    let kanji = |c: Option<char>| c.is_some_and(|c| script(c) == Script::Kanji);
    !kanji(text[..at].chars().next_back()) && !kanji(text[at + word.len()..].chars().next())
}

/// The pieces of a plain text that may be words: two neighbouring kanji, or a whole run of katakana.
pub fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let kind = script(first);
        match kind {
            Script::Kanji => {
                if let Some((next, second)) = chars.peek().filter(|(_, second)| script(*second) == kind) {
                    pieces.push(start..next + second.len_utf8());
                }
            }
            Script::Katakana => {
                let mut end = start + first.len_utf8();
                while let Some((at, next)) = chars.next_if(|(_, next)| script(*next) == kind) {
                    end = at + next.len_utf8();
                }
                if end > start + first.len_utf8() {
                    pieces.push(start..end);
                }
            }
            Script::Ascii | Script::Other => {}
        }
    }
    pieces
}

/// Whether two names are not one, but so alike that one may be a slip of the other.
pub fn is_nearly(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    let shorter = one.chars().count().min(other.chars().count());
    let distance = strsim::damerau_levenshtein(&one, &other);
    shorter >= 4 && (1..=1 + shorter / 8).contains(&distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_pairs_of_kanji_and_whole_katakana() {
        let text = "緊急通報のサービスとデ";
        let pieces: Vec<_> = pieces(text).into_iter().map(|piece| &text[piece]).collect();
        assert_eq!(pieces, ["緊急", "急通", "通報", "サービス"]);
    }
}
