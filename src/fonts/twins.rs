//! Signs that no embedded face has, and the nearest one that prints: what a writer would choose when told.

use super::{Face, is_selector};
use unicode_normalization::UnicodeNormalization;

/// Signs as phones and word processors write them, and their printable twins.
const TWINS: &[(&str, char)] = &[
    ("☐◻⬜", '□'),
    ("◼⬛", '■'),
    ("☑✅✔🗸", '✓'),
    ("☒✖✕✗✘❌❎⨯", '×'),
    ("⚠", '▲'),
    ("❤🖤💛💚💙💜🧡💗💓", '♥'),
    ("▪◾", '■'),
    ("▫◽", '□'),
    ("►▸▶🞂", '▶'),
    ("◄◂", '◀'),
    ("▴", '▲'),
    ("▾", '▼'),
    ("⦅", '（'),
    ("⦆", '）'),
    ("⟨〈", '〈'),
    ("⟩〉", '〉'),
    ("➡➔➜➝➞⟶⇾➤", '→'),
    ("⬅⟵", '←'),
    ("⬆", '↑'),
    ("⬇", '↓'),
    ("⭐✭✮🌟", '★'),
    ("✩✰", '☆'),
    ("⭕⚪", '○'),
    ("⬤⚫🔴🔵🟢🟡", '●'),
    ("❗❕", '！'),
    ("❓❔", '？'),
    ("📞📱", '☎'),
    ("🎵🎶", '♪'),
    ("‣⁃‧∙", '・'),
    ("⋯", '…'),
    ("✱✲✳❋", '＊'),
    ("➊❶", '❶'),
    ("⁻‑‒", '-'),
    ("🈚", '無'),
    ("㊙", '㊙'),
    ("☛", '☞'),
];

/// The nearest character that prints for one that does not; none when there is none that a reader would take for it.
#[must_use]
pub fn twin(ch: char) -> Option<char> {
    let prints = |c: &char| [Face::Mincho, Face::Ipamj].iter().any(|face| face.glyph(*c, None).is_some());
    let listed = TWINS.iter().find(|(signs, _)| signs.contains(ch) && !is_selector(ch)).map(|(_, twin)| *twin);
    // Another way to write the same: compatibility ideographs, blanks of other widths.
    let mut same = std::iter::once(ch).nfkc();
    let normal = same.next().filter(|_| same.next().is_none());
    let blank = ch.is_whitespace().then_some(' ');
    listed.into_iter().chain(normal).chain(blank).filter(|twin| *twin != ch).find(prints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_twin_prints() {
        for (signs, wanted) in TWINS {
            for sign in signs.chars().filter(|sign| sign != wanted) {
                let missing = Face::Mincho.glyph(sign, None).is_none() && Face::Ipamj.glyph(sign, None).is_none();
                assert!(!missing || twin(sign) == Some(*wanted), "{sign} {wanted} {:?}", twin(sign));
            }
        }
        for (sign, wanted) in [
            ('☐', '□'),
            ('☑', '✓'),
            ('✔', '✓'),
            ('✖', '×'),
            ('⚠', '▲'),
            ('❤', '♥'),
            ('▪', '■'),
            ('►', '▶'),
            ('⦅', '（'),
            ('⦆', '）'),
            ('\u{2009}', ' '),
        ] {
            assert_eq!(twin(sign), Some(wanted), "{sign}");
        }
        assert_eq!(twin('😀'), None);
        assert_eq!(twin('한'), None);
    }
}
