//! 「印字できない文字」 what no embedded face can print, and its place in a text.

use super::{Face, clusters, is_selector, measure};
use crate::source::unseen::is_unseen;
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// 「印字できない文字」 a character, or a kanji with a variation selector, that no embedded face can print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unprintable {
    /// The character.
    pub ch: char,
    /// The variation selector after it, when it is the sequence that is missing.
    pub selector: Option<char>,
    /// Where it stands in the text, in bytes.
    pub offset: usize,
}

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = u32::from(self.ch);
        match self.selector {
            Some(selector) => write!(
                f,
                "「{}」の異体字 U+{code:04X} U+{:04X} は、埋め込みの書体にありません",
                self.ch,
                u32::from(selector)
            ),
            None if self.ch.is_control() || is_unseen(self.ch) => {
                write!(f, "目に見えない文字 U+{code:04X} は印字できません")
            }
            None if is_combining_mark(self.ch) => {
                write!(f, "前の文字に重ねる記号 U+{code:04X}（◌{}）は、この文字には印字できません", self.ch)
            }
            None => write!(f, "文字「{}」(U+{code:04X}) は、埋め込みの書体にありません", self.ch),
        }
    }
}

/// Every character of `text` that neither `face` nor IPAmj Mincho can print; line ends and tabs are left alone.
#[must_use]
pub fn unprintable(text: &str, face: Face) -> Vec<Unprintable> {
    if face.has_each(text) {
        return Vec::new();
    }
    clusters(text)
        .filter(|(_, cluster)| !matches!(*cluster, "\n" | "\r\n" | "\r" | "\t"))
        .filter_map(|(at, cluster)| measure(cluster, face).err().map(|missing| missing.moved_by(at)))
        .collect()
}

/// The voiced and semi-voiced marks of kana, which the faces hold at their own place beside any letter.
const KANA_MARKS: [char; 2] = ['\u{3099}', '\u{309A}'];

/// A mark that melts into no letter. The shaper would put it over its letter as a glyph of its own, and a reader of the PDF
/// would find the letter twice.
pub(super) fn loose_mark(cluster: &str) -> Option<Unprintable> {
    let is_loose = |ch: &char| is_combining_mark(*ch) && !is_selector(*ch) && !KANA_MARKS.contains(ch);
    if !cluster.chars().any(|ch| is_loose(&ch)) {
        return None;
    }
    let ch = cluster.nfc().find(is_loose)?;
    let offset = cluster.find(ch).unwrap_or_default();
    Some(Unprintable { ch, selector: None, offset })
}

/// Names the first part of a cluster that is missing from both faces; the first character when only the mixture is.
pub(super) fn first_missing(cluster: &str, face: Face) -> Unprintable {
    let mut chars = cluster.char_indices().peekable();
    let mut first = None;
    while let Some((offset, ch)) = chars.next() {
        let selector = chars.next_if(|&(_, next)| is_selector(next)).map(|(_, next)| next);
        let found = Unprintable { ch, selector, offset };
        let lacks = |face: Face| face.glyph(ch, selector).is_none();
        if lacks(face) && lacks(Face::Ipamj) {
            let plain_missing = face.glyph(ch, None).is_none() && Face::Ipamj.glyph(ch, None).is_none();
            return Unprintable { selector: selector.filter(|_| !plain_missing), ..found };
        }
        first.get_or_insert(found);
    }
    first.unwrap_or(Unprintable { ch: '\u{FFFD}', selector: None, offset: 0 })
}

impl Unprintable {
    pub(super) fn moved_by(self, bytes: usize) -> Self {
        Self { offset: self.offset + bytes, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_face_has_is_named() {
        let missing = unprintable("あ😀い\u{200B}う\n\tえ한", Face::Mincho);
        let found: Vec<_> = missing.iter().map(|m| (m.ch, m.offset)).collect();
        assert_eq!(found, [('😀', 3), ('\u{200B}', 10), ('한', 21)]);
    }

    #[test]
    fn a_mark_prints_where_it_melts_into_its_letter() {
        let found = |text: &str| unprintable(text, Face::Mincho).iter().map(|m| (m.ch, m.offset)).collect::<Vec<_>>();
        for text in ["cafe\u{301}", "か\u{3099}", "か\u{309A}", "a\u{3099}", "\u{309A}", "葛\u{E0100}"] {
            assert_eq!(found(text), [], "{text}");
        }
        assert_eq!(found("リ\u{301}ハ"), [('\u{301}', 3)]);
        assert_eq!(found("a\u{304}\u{300}"), [('\u{300}', 3)]);
        assert_eq!(found("\u{301}"), [('\u{301}', 0)]);
    }
}
