//! 「印字できない文字」 what no embedded face can print, and its place in a text.

use super::{Face, clusters, is_private, is_selector, marks, measure};
use crate::source::unseen::is_unseen;
use std::fmt;

/// 「印字できない文字」 a character, or a kanji with a variation selector, that no embedded face can print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unprintable {
    /// The character.
    pub ch: char,
    /// The variation selector after it, or the mark upon it, when it is the two together that are missing.
    pub selector: Option<char>,
    /// Where it stands in the text, in bytes.
    pub offset: usize,
}

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = u32::from(self.ch);
        match self.selector {
            Some(mark) if marks::is_mark(mark) => {
                write!(f, "「{}」に重ねる記号 U+{:04X} は印字できません", self.ch, u32::from(mark))
            }
            Some(selector) => write!(
                f,
                "「{}」の異体字 U+{code:04X} U+{:04X} は、埋め込みの書体にありません",
                self.ch,
                u32::from(selector)
            ),
            None if self.ch.is_control() || is_unseen(self.ch) => {
                write!(f, "目に見えない文字 U+{code:04X} は印字できません")
            }
            None if is_private(self.ch) => {
                write!(f, "外字（私用領域の文字）U+{code:04X} は、機械ごとに違う字になるので印字できません")
            }
            None if marks::is_mark(self.ch) => write!(f, "前の文字に重ねる記号 U+{code:04X} は印字できません"),
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

    /// What prints leaves ink on the paper: a blank in the place of a letter is a letter lost.
    #[test]
    fn only_blanks_print_without_ink() {
        for face in Face::ALL {
            let blank: Vec<String> = ('\u{21}'..=char::MAX)
                .filter(|ch| !ch.is_whitespace() && !marks::is_mark(*ch))
                .filter_map(|ch| Some((ch, face.plain_glyph(ch.encode_utf8(&mut [0; 4]))?.0)))
                .filter(|(_, glyph)| face.outline(*glyph).is_empty())
                .map(|(ch, _)| format!("U+{:04X}", u32::from(ch)))
                .collect();
            assert!(blank.is_empty(), "{face:?}: {blank:?}");
        }
        // Some faces have glyphs of their own for these, and two of them are blank.
        for ch in ['\u{E000}', '\u{F860}', '\u{F87F}', '\u{F8FF}', '\u{F0000}', '\u{10FFFD}'] {
            let missing = unprintable(&format!("左{ch}右"), Face::Mincho);
            assert_eq!(missing.len(), 1, "U+{:04X}", u32::from(ch));
            assert!(missing[0].to_string().contains("外字"), "{}", missing[0]);
        }
    }
}
