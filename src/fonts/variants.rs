//! 「異体字」 variation sequences: which of those that no face has are certainly the same shape as one that prints, and which
//! variants of a kanji do print.
//!
//! Input methods of macOS and Windows write the sequences of Adobe-Japan1, IPAmj Mincho has those of Moji_Joho. The table
//! joins only what published tables say is one shape; its head tells how. Everything else is refused, never guessed.

use super::{Face, is_selector};
use memchr::memmem::Finder;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The table, see its head.
const TABLE: &str = include_str!("variants.tsv");

/// A kanji with a selector behind it.
pub type Sequence = (char, char);

static SAME_SHAPE: LazyLock<HashMap<Sequence, String>> = LazyLock::new(|| {
    let chars = |codes: &str| -> Option<String> {
        codes.split(' ').map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)).collect()
    };
    let line = |line: &str| {
        let mut columns = line.split('\t');
        let (from, to) = (chars(columns.next()?)?, chars(columns.next()?)?);
        let mut from = from.chars();
        Some(((from.next()?, from.next()?), to))
    };
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(line).collect()
});

/// What prints with the shape of a sequence that no face has; none when no published table says so.
#[must_use]
pub fn same_shape(sequence: Sequence) -> Option<&'static str> {
    SAME_SHAPE.get(&sequence).map(String::as_str)
}

/// All sequences of the table.
pub fn known() -> impl Iterator<Item = (Sequence, &'static str)> {
    SAME_SHAPE.iter().map(|(from, to)| (*from, to.as_str()))
}

/// Whether a face has a sequence.
#[must_use]
pub fn prints((ch, selector): Sequence) -> bool {
    [Face::Mincho, Face::Ipamj].iter().any(|face| face.glyph(ch, Some(selector)).is_some())
}

/// The sequences of a text that print as another of the same shape, each once, with what stands for them.
#[must_use]
pub fn replaced(text: &str) -> Vec<(Sequence, &'static str)> {
    let mut found: Vec<(Sequence, &'static str)> = Vec::new();
    for sequence in sequences(text).map(|(_, sequence)| sequence).filter(|sequence| !prints(*sequence)) {
        let new = same_shape(sequence).filter(|_| !found.iter().any(|(known, _)| *known == sequence));
        found.extend(new.map(|to| (sequence, to)));
    }
    found
}

/// A text with every sequence that no face has, but whose shape prints, as what prints.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    let mut printed = Cow::Borrowed(text);
    for ((ch, selector), to) in replaced(text) {
        printed = Cow::Owned(printed.replace(&String::from_iter([ch, selector]), to));
    }
    printed
}

/// The sequences of a text and where they stand.
fn sequences(text: &str) -> impl Iterator<Item = (usize, Sequence)> {
    let text = if may_have_selectors(text.as_bytes()) { text } else { "" };
    let pairs = text.char_indices().zip(text.chars().skip(1));
    pairs.filter(|(_, next)| is_selector(*next)).map(|((at, ch), next)| (at, (ch, next)))
}

/// Whether a text may have selectors, which begin with the bytes EF B8 or F3 A0: a glance before the slow look.
fn may_have_selectors(bytes: &[u8]) -> bool {
    static BEGINNINGS: LazyLock<[Finder; 2]> = LazyLock::new(|| [b"\xef\xb8", b"\xf3\xa0"].map(Finder::new));
    BEGINNINGS.iter().any(|beginning| beginning.find(bytes).is_some())
}

/// The selectors with which a kanji prints, in the order of their numbers.
#[must_use]
pub fn selectors_of(ch: char) -> Vec<char> {
    ('\u{E0100}'..='\u{E01EF}').filter(|selector| prints((ch, *selector))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::{runs, unprintable};

    #[test]
    fn the_table_is_needed_and_prints() {
        assert_eq!(known().count(), TABLE.lines().filter(|line| !line.starts_with('#')).count());
        assert!(known().count() > 3000);
        for (sequence, to) in known() {
            assert!(!prints(sequence), "{sequence:?} prints itself");
            assert!(runs(to, Face::Mincho).is_ok(), "{to} does not print");
            let (ch, _) = sequence;
            let base = to.chars().next().unwrap_or_default();
            // Another character stands only for a shape that has a code point of its own.
            assert!(base == ch || to.chars().count() == 1, "{sequence:?} {to}");
        }
    }

    #[test]
    fn a_sequence_of_the_same_shape_is_printed_and_no_other() {
        let (sequence, to) = known().find(|(_, to)| to.chars().count() == 2).expect("one");
        let text = format!("大{}{}様", sequence.0, sequence.1);
        assert_eq!(printable(&text), format!("大{to}様"));
        assert!(unprintable(&printable(&text), Face::Mincho).is_empty());
        assert_eq!(printable("葛\u{E0100}城"), "葛\u{E0100}城");
        // No table says which Moji_Joho shape these are.
        for text in ["邉\u{E0101}", "近\u{E0101}", "斎\u{E0101}", "藤\u{E0101}"] {
            assert_eq!((printable(text).as_ref(), unprintable(text, Face::Mincho).len()), (text, 1));
        }
        assert_eq!(selectors_of('近'), ['\u{E0100}', '\u{E0102}', '\u{E0103}']);
    }
}
