//! 「結合文字」 marks that stand on the letter before them, as macOS and copied text bring them along.
//!
//! A letter and its mark print where they are one character of Unicode (か + U+3099 is が) or one glyph of the embedded
//! faces ([`JOINED`]). Of all others the shaper would draw letter and mark over each other, with the mark at a place that
//! no face knows, and give the text twice to whoever copies it: they are refused.

use super::{Unprintable, is_selector};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters with a mark that have no code point of their own, but a glyph: those of JIS X 0213.
const JOINED: [&str; 22] = [
    "か\u{309A}",
    "き\u{309A}",
    "く\u{309A}",
    "け\u{309A}",
    "こ\u{309A}",
    "カ\u{309A}",
    "キ\u{309A}",
    "ク\u{309A}",
    "ケ\u{309A}",
    "コ\u{309A}",
    "セ\u{309A}",
    "ツ\u{309A}",
    "ト\u{309A}",
    "ㇷ\u{309A}",
    "æ\u{300}",
    "ɔ\u{300}",
    "ɔ\u{301}",
    "ʌ\u{300}",
    "ʌ\u{301}",
    "ə\u{300}",
    "ə\u{301}",
    "ɚ\u{300}",
];

/// Marks, and the sign that looks like them behind a letter instead of on it.
const BESIDE: [(char, char); 9] = [
    ('\u{3099}', '゛'),
    ('\u{309A}', '゜'),
    ('\u{300}', '`'),
    ('\u{301}', '´'),
    ('\u{302}', '^'),
    ('\u{303}', '~'),
    ('\u{304}', '￣'),
    ('\u{308}', '¨'),
    ('\u{327}', '¸'),
];

/// Whether a character is a mark that stands on the one before it; selectors of variants are none.
#[must_use]
pub fn is_mark(ch: char) -> bool {
    is_combining_mark(ch) && !is_selector(ch)
}

/// The sign to write behind a letter in place of a mark on it.
#[must_use]
pub fn beside(mark: char) -> Option<char> {
    BESIDE.iter().find(|(known, _)| *known == mark).map(|(_, sign)| *sign)
}

/// The letters with marks that print though they are several characters.
pub fn joined() -> impl Iterator<Item = &'static str> {
    JOINED.into_iter()
}

/// The mark of a cluster that cannot be printed, with what it stands on; none where all of the cluster can be.
pub(super) fn misplaced(cluster: &str) -> Option<Unprintable> {
    if !cluster.contains(is_mark) {
        return None;
    }
    let whole: String = cluster.nfc().collect();
    if JOINED.contains(&whole.as_str()) {
        return None;
    }
    // Where all marks are composed with their letters (か + U+3099 + U+FF9E), what is left is no mark's fault.
    let (at, mark) = whole.char_indices().rev().find(|(_, ch)| is_mark(*ch))?;
    Some(match whole[..at].chars().next_back() {
        Some(letter) => Unprintable { ch: letter, selector: Some(mark), offset: 0 },
        None => Unprintable { ch: mark, selector: None, offset: 0 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::{Face, unprintable};

    #[test]
    fn what_stands_for_a_mark_prints() {
        for (mark, sign) in BESIDE {
            assert!(is_mark(mark));
            assert_eq!(unprintable(&sign.to_string(), Face::Mincho), [], "{sign}");
        }
        for letter in joined() {
            assert_eq!(unprintable(letter, Face::Mincho), [], "{letter}");
        }
    }

    #[test]
    fn only_marks_that_make_one_glyph_print() {
        for text in ["か\u{3099}", "か\u{309A}", "が", "æ\u{300}", "e\u{301}", "ｶﾞ", "葛\u{E0100}", "か\u{3099}\u{FF9E}"]
        {
            assert_eq!(unprintable(text, Face::Mincho), [], "{text}");
        }
        for (text, ch, mark) in [
            ("イ\u{301}", 'イ', Some('\u{301}')),
            ("e\u{301}\u{302}", 'é', Some('\u{302}')),
            ("が\u{3099}", 'が', Some('\u{3099}')),
            ("あ\u{3099}", 'あ', Some('\u{3099}')),
            ("葛\u{E0100}\u{3099}", '\u{E0100}', Some('\u{3099}')),
            ("\u{301}", '\u{301}', None),
            (" \u{3099}", ' ', Some('\u{3099}')),
        ] {
            let found = unprintable(&format!("藤{}", if ch == '\u{301}' { "" } else { text }), Face::Mincho);
            let found = if ch == '\u{301}' { unprintable(text, Face::Mincho) } else { found };
            assert_eq!(found.iter().map(|it| (it.ch, it.selector)).collect::<Vec<_>>(), [(ch, mark)], "{text}");
        }
    }
}
