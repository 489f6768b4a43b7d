//! The embedded fonts: their bytes, which of them can print a character, and how wide it becomes.
//!
//! Four faces are in the binary and no others are ever looked at. Each form prints in its own face; a kanji (with its
//! variation selector, if it has one) that this face lacks is printed in IPAmj Mincho, and one that neither has is an
//! [`Unprintable`]: never a box, never silently the plain form of a variant.
//!
//! Knows nothing of forms, lines or Typst. Widths are exact integers in [`UNITS_PER_EM`] (all four faces share it), so
//! that what is measured here is what Typst draws.

mod missing;
mod outline;

pub use missing::{Unprintable, unprintable};
#[cfg(all(test, feature = "print"))]
pub(crate) use outline::drawn;
pub mod marks;
pub mod twins;
pub mod variants;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};

use crate::source::struck::is_mark;
use crate::source::unseen::is_unseen;
use ttf_parser::GlyphId;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Units of one em in every embedded face; [`advance`] counts in these.
pub const UNITS_PER_EM: u32 = 2048;

static MINCHO: &[u8] = include_bytes!("../fonts/BIZUDMincho-Regular.ttf");
static GOTHIC: &[u8] = include_bytes!("../fonts/BIZUDGothic-Regular.ttf");
static GOTHIC_BOLD: &[u8] = include_bytes!("../fonts/BIZUDGothic-Bold.ttf");
static IPAMJ: &[u8] = include_bytes!("../fonts/ipamjm.ttf");

/// The glyph numbers of each face's characters, as they were asked for: a font's tables are searched once for each, and a
/// plan asks for the same few hundred again and again.
static KNOWN: [[AtomicU16; 0x1_0000]; Face::ALL.len()] =
    [const { [const { AtomicU16::new(UNASKED) }; 0x1_0000] }; Face::ALL.len()];
/// Zero, so that the table takes no place before it is used; no character has glyph 0, and no font that many glyphs.
const UNASKED: u16 = 0;
const MISSING: u16 = u16::MAX;

/// 「書体」 one embedded face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Face {
    /// BIZ UD明朝: the body of every form.
    Mincho,
    /// BIZ UDゴシック: table numbers and small printed labels.
    Gothic,
    /// BIZ UDゴシック Bold: titles.
    GothicBold,
    /// IPAmj明朝: second choice for kanji that the form's own face lacks.
    Ipamj,
}

impl Face {
    /// All faces, in the order in which they are handed to Typst.
    pub const ALL: [Self; 4] = [Self::Mincho, Self::Gothic, Self::GothicBold, Self::Ipamj];

    /// The font file.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Mincho => MINCHO,
            Self::Gothic => GOTHIC,
            Self::GothicBold => GOTHIC_BOLD,
            Self::Ipamj => IPAMJ,
        }
    }

    /// The family name inside the font file.
    #[must_use]
    pub const fn family(self) -> &'static str {
        match self {
            Self::Mincho => "BIZ UDMincho",
            Self::Gothic | Self::GothicBold => "BIZ UDGothic",
            Self::Ipamj => "IPAmjMincho",
        }
    }

    fn parsed(self) -> Option<&'static ttf_parser::Face<'static>> {
        static PARSED: [OnceLock<Option<ttf_parser::Face<'static>>>; 4] = [const { OnceLock::new() }; 4];
        PARSED[self as usize].get_or_init(|| ttf_parser::Face::parse(self.bytes(), 0).ok()).as_ref()
    }

    /// The glyph for a character and the variation selector after it, if any. A selector for which the font says
    /// "the usual glyph" counts as supported; one that the font does not know does not. What a font has for a character of no
    /// meaning is its own affair: some of these glyphs are blank, and PDF/A-2a refuses them all.
    fn glyph(self, ch: char, selector: Option<char>) -> Option<GlyphId> {
        if is_private(ch) {
            return None;
        }
        let font = self.parsed()?;
        if let Some(selector) = selector {
            return font.glyph_variation_index(ch, selector);
        }
        let known = usize::try_from(u32::from(ch)).ok().and_then(|at| KNOWN[self as usize].get(at));
        let Some(known) = known else { return font.glyph_index(ch) };
        match known.load(Ordering::Relaxed) {
            UNASKED => {
                let glyph = font.glyph_index(ch);
                known.store(glyph.map_or(MISSING, |glyph| glyph.0), Ordering::Relaxed);
                glyph
            }
            MISSING => None,
            glyph => Some(GlyphId(glyph)),
        }
    }

    /// Whether it has every character of a text, and none needs to be looked at together with its neighbours.
    fn has_each(self, text: &str) -> bool {
        text.chars().all(|ch| never_joins(ch) && self.glyph(ch, None).is_some())
    }

    fn glyph_advance(self, ch: char, selector: Option<char>) -> Option<u32> {
        self.parsed()?.glyph_hor_advance(self.glyph(ch, selector)?).map(u32::from)
    }

    /// The glyph number and its width in [`UNITS_PER_EM`] of a cluster that needs no shaping: one character, with its
    /// variation selector if it has one, that this face has a glyph for. None for all others.
    #[must_use]
    pub fn plain_glyph(self, cluster: &str) -> Option<(u16, u32)> {
        let mut chars = cluster.chars();
        let (ch, selector) = (chars.next()?, chars.next());
        if chars.next().is_some() || selector.is_some_and(|next| !is_selector(next)) {
            return None;
        }
        if is_combining_mark(ch) || is_unseen(ch) || (ch.is_whitespace() && !matches!(ch, ' ' | '\u{3000}')) {
            return None;
        }
        let glyph = self.glyph(ch, selector)?;
        Some((glyph.0, self.parsed()?.glyph_hor_advance(glyph).map(u32::from)?))
    }

    /// Width of one cluster (a character with its selector and marks that print with it) when this face has all of it.
    fn cluster_advance(self, cluster: &str) -> Option<u32> {
        if let Some(advance) = only_char(cluster).and_then(|ch| self.glyph_advance(ch, None)) {
            return Some(advance);
        }
        let mut chars = cluster.chars().peekable();
        let mut total = 0;
        let mut complete = true;
        while let Some(ch) = chars.next() {
            let selector = chars.next_if(|&next| is_selector(next));
            match self.glyph_advance(ch, selector) {
                // A mark sits on its base, or melts into one glyph with it.
                Some(_) if total > 0 && is_combining_mark(ch) => {}
                Some(advance) => total += advance,
                None => complete = false,
            }
        }
        if complete {
            return Some(total);
        }
        // The shaper composes what it can: か + U+3099 prints with the glyph of が.
        let mut composed = cluster.nfc();
        match (composed.next(), composed.next()) {
            (Some(ch), None) => self.glyph_advance(ch, None),
            _ => None,
        }
    }
}

/// 「外字」 Whether a character is one of those to which everybody gives a meaning of their own.
const fn is_private(ch: char) -> bool {
    matches!(ch, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// Splits a line of text into runs of one face each: `face` wherever it can, else IPAmj Mincho.
///
/// # Errors
/// The first character that neither face has. Line ends and tabs are such characters: take them out first.
pub fn runs(text: &str, face: Face) -> Result<Vec<(&str, Face)>, Unprintable> {
    if face.has_each(text) && !text.is_empty() {
        return Ok(vec![(text, face)]);
    }
    let mut out: Vec<(&str, Face)> = Vec::new();
    let mut start = 0;
    let mut current = face;
    for (at, cluster) in clusters(text) {
        let (next, _) = measure(cluster, face).map_err(|missing| missing.moved_by(at))?;
        if next != current {
            if start < at {
                out.push((&text[start..at], current));
            }
            (start, current) = (at, next);
        }
    }
    if start < text.len() {
        out.push((&text[start..], current));
    }
    Ok(out)
}

/// Whether every cluster of a line of text is one glyph that needs no shaping, see [`Face::plain_glyph`].
#[must_use]
pub fn is_plain(text: &str, face: Face) -> bool {
    let plain = |(run, face): &(&str, Face)| clusters(run).all(|(_, cluster)| face.plain_glyph(cluster).is_some());
    runs(text, face).is_ok_and(|runs| runs.iter().all(plain))
}

/// Width of a line of text in [`UNITS_PER_EM`], each cluster in the face that [`runs`] would choose. What cannot be
/// printed counts as a full width.
#[must_use]
pub fn advance(text: &str, face: Face) -> u32 {
    clusters(text).map(|(_, cluster)| cluster_advance(cluster, face)).sum()
}

/// A width that a line of text does not exceed in any face, without looking at the faces: half an em for ASCII, an em for
/// anything else. None with control characters: line ends and what cannot be printed.
#[must_use]
pub fn at_most(text: &str) -> Option<u32> {
    let mut halves = 0;
    for byte in text.bytes() {
        halves += match byte {
            b' '..=b'~' => 1,
            0x80..0xc0 => 0,
            0xc0.. => 2,
            _ => return None,
        };
    }
    Some(halves * (UNITS_PER_EM / 2))
}

/// Width of one cluster, see [`advance`].
#[must_use]
pub fn cluster_advance(cluster: &str, face: Face) -> u32 {
    if cluster.starts_with(is_mark) {
        return 0;
    }
    measure(cluster, face).map_or(UNITS_PER_EM, |(_, advance)| advance)
}

/// The pieces in which text may be cut: a character with its variation selector and combining marks, and its byte
/// offset.
pub fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let (start, rest) = (next, &text[next..]);
        let mut chars = rest.chars();
        let first = chars.next()?;
        // Between two letters that never join, there is nothing to look up in Unicode's tables.
        let alone = never_joins(first) && chars.next().is_none_or(never_joins);
        let cluster = if alone { &rest[..first.len_utf8()] } else { rest.graphemes(true).next()? };
        next += cluster.len();
        Some((start, cluster))
    })
}

/// Characters that plans are mostly written in, and that are no part of a longer cluster among themselves.
fn never_joins(ch: char) -> bool {
    matches!(ch, '\n' | ' '..='~' | '\u{3000}'..='\u{3029}' | 'ぁ'..='ゖ' | '゛'..='ヿ' | '\u{4e00}'..='\u{9fff}' | '！'..='ﾝ')
}

fn only_char(cluster: &str) -> Option<char> {
    let mut chars = cluster.chars();
    chars.next().filter(|_| chars.as_str().is_empty())
}

/// The face for a cluster and its width there. Letters with marks that are one character are what that character is: the
/// shaper composes them, and where no face has the whole, its parts would be drawn over each other.
fn measure(cluster: &str, face: Face) -> Result<(Face, u32), Unprintable> {
    if let Some(whole) = composed(cluster) {
        let width = |face: Face| face.glyph_advance(whole, None).map(|advance| (face, advance));
        let missing = Unprintable { ch: whole, selector: None, offset: 0 };
        return width(face).or_else(|| width(Face::Ipamj)).ok_or(missing);
    }
    if !only_char(cluster).is_some_and(never_joins)
        && let Some(mark) = marks::misplaced(cluster)
    {
        return Err(mark);
    }
    if let Some(advance) = face.cluster_advance(cluster) {
        return Ok((face, advance));
    }
    if let Some(advance) = Face::Ipamj.cluster_advance(cluster) {
        return Ok((Face::Ipamj, advance));
    }
    Err(missing::first_missing(cluster, face))
}

/// The one character that a letter and its marks are.
fn composed(cluster: &str) -> Option<char> {
    let has_marks = cluster.chars().nth(1).is_some_and(is_combining_mark);
    let mut whole = cluster.nfc();
    let first = has_marks.then(|| whole.next()).flatten()?;
    whole.next().is_none().then_some(first)
}

/// Variation selectors: U+FE00–FE0F and U+E0100–E01EF.
fn is_selector(ch: char) -> bool {
    matches!(ch, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Vec<(&str, Face)> {
        runs(text, Face::Mincho).expect("printable")
    }

    #[test]
    fn all_faces_share_the_em() {
        for face in Face::ALL {
            let font = face.parsed().expect("embedded font");
            assert_eq!(u32::from(font.units_per_em()), UNITS_PER_EM);
        }
    }

    #[test]
    fn kanji_go_to_the_face_that_has_them() {
        assert_eq!(chosen("髙﨑德①㈱神"), [("髙﨑德①㈱神", Face::Mincho)]);
        assert_eq!(chosen("𠮷田"), [("𠮷", Face::Ipamj), ("田", Face::Mincho)]);
        assert_eq!(chosen("大槗様"), [("大", Face::Mincho), ("槗", Face::Ipamj), ("様", Face::Mincho)]);
    }

    #[test]
    fn a_selector_goes_where_the_sequence_is() {
        assert_eq!(chosen("葛\u{E0100}城"), [("葛\u{E0100}城", Face::Mincho)]);
        assert_eq!(chosen("葛\u{E0102}城"), [("葛\u{E0102}", Face::Ipamj), ("城", Face::Mincho)]);
        let missing = runs("京葛\u{E01EF}", Face::Mincho).expect_err("no font has it");
        assert_eq!(missing, Unprintable { ch: '葛', selector: Some('\u{E01EF}'), offset: 3 });
    }

    #[test]
    fn no_character_is_wider_than_is_said() {
        for face in Face::ALL {
            for ch in '\u{80}'..='\u{3ffff}' {
                let wide = face.glyph_advance(ch, None).unwrap_or(0);
                assert!(Some(wide) <= at_most(ch.encode_utf8(&mut [0; 4])), "{face:?} U+{:04X}", u32::from(ch));
            }
            // The second choice is never asked for ASCII: every other face has all of it.
            for ch in (' '..='~').filter(|_| face != Face::Ipamj) {
                assert_eq!(face.glyph_advance(ch, None), at_most(&ch.to_string()), "{face:?} {ch}");
            }
        }
        assert_eq!((at_most("A訪問"), at_most("訪\n問")), (Some(5 * UNITS_PER_EM / 2), None));
    }

    #[test]
    fn clusters_are_those_of_unicode() {
        for ch in '\0'..='\u{1ffff}' {
            for text in [format!("か{ch}a\u{3099}"), format!("{ch}\n{ch}{ch}\u{FE00}神"), format!("\r{ch}\u{200D}{ch}")]
            {
                assert!(clusters(&text).eq(text.grapheme_indices(true)), "U+{:04X}", u32::from(ch));
            }
        }
    }

    #[test]
    fn widths_are_half_or_full() {
        let em = UNITS_PER_EM;
        for (text, halves) in [
            ("あ", 2),
            ("A1-", 3),
            ("ｱﾞ", 2),
            ("　 ", 3),
            ("か\u{3099}", 2),
            ("か\u{309A}", 2),
            ("葛\u{E0100}", 2),
            ("𠮷", 2),
        ] {
            assert_eq!(advance(text, Face::Mincho), halves * em / 2, "{text}");
        }
    }
}
