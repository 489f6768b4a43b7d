//! A TrueType program without all that a printed page does not need: instructions for coarse screens, names.
//!
//! They are a third of a document, and of the time that its fonts take to compress. Only tables that ISO 32000-1, 9.9, asks
//! of an embedded program stay. What is not as expected is left as it is: the program is right with them, too.

/// The tables that stay, in the order of their names.
const KEPT: [[u8; 4]; 6] = [*b"glyf", *b"head", *b"hhea", *b"hmtx", *b"loca", *b"maxp"];

/// Where `head` says how `loca` counts, and where the check sum of the whole file stands.
const LOCA_FORMAT: usize = 50;
const CHECK_SUM: usize = 8;

/// Bits of a composite glyph's parts.
const WORDS: u16 = 0x1;
const SCALE: u16 = 0x8;
const MORE: u16 = 0x20;
const TWO_SCALES: u16 = 0x40;
const MATRIX: u16 = 0x80;
const INSTRUCTIONS: u16 = 0x100;

/// The program without instructions; as it came when it is not what a subset of ours is.
pub(super) fn bare(program: Vec<u8>) -> Vec<u8> {
    stripped(&program).unwrap_or(program)
}

fn stripped(program: &[u8]) -> Option<Vec<u8>> {
    let [glyf, head, hhea, hmtx, loca, maxp] = KEPT.map(|tag| table(program, tag));
    let (glyf, loca) = (glyf?, loca?);
    let mut head = head?.to_vec();
    let is_long = number(&head, LOCA_FORMAT)? == 1;
    let place = |index: usize| -> Option<usize> {
        if is_long {
            let bytes = loca.get(4 * index..4 * index + 4)?;
            usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
        } else {
            Some(2 * usize::from(number(loca, 2 * index)?))
        }
    };
    let n = loca.len() / if is_long { 4 } else { 2 };
    let mut outlines = Vec::with_capacity(glyf.len());
    let mut places = Vec::with_capacity(4 * n);
    for index in 0..n {
        places.extend(u32::try_from(outlines.len()).ok()?.to_be_bytes());
        if index + 1 < n {
            let own = glyf.get(place(index)?..place(index + 1)?)?;
            if !own.is_empty() {
                glyph(own, &mut outlines)?;
                outlines.resize(outlines.len().next_multiple_of(4), 0);
            }
        }
    }
    head.get_mut(LOCA_FORMAT..LOCA_FORMAT + 2)?.copy_from_slice(&[0, 1]);
    head.get_mut(CHECK_SUM..CHECK_SUM + 4)?.fill(0);
    let mut file = joined(&[&outlines, &head, hhea?, hmtx?, &places, maxp?])?;
    let whole = 0xB1B0_AFBA_u32.wrapping_sub(sum(&file));
    let at = file.windows(4).position(|tag| tag == b"head").and_then(|entry| file.get(entry + 8..entry + 12))?;
    let at = usize::try_from(u32::from_be_bytes(at.try_into().ok()?)).ok()? + CHECK_SUM;
    file.get_mut(at..at + 4)?.copy_from_slice(&whole.to_be_bytes());
    Some(file)
}

/// Writes a glyph without its instructions.
fn glyph(own: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let contours = i16::from_be_bytes(own.get(..2)?.try_into().ok()?);
    if let Ok(contours) = usize::try_from(contours) {
        let instructions = 10 + 2 * contours;
        let length = usize::from(number(own, instructions)?);
        out.extend(own.get(..instructions)?);
        out.extend([0, 0]);
        out.extend(own.get(instructions + 2 + length..)?);
        return Some(());
    }
    out.extend(own.get(..10)?);
    let mut at = 10;
    loop {
        let flags = number(own, at)?;
        let words = if flags & WORDS == 0 { 2 } else { 4 };
        let scales = match flags {
            flags if flags & SCALE != 0 => 2,
            flags if flags & TWO_SCALES != 0 => 4,
            flags if flags & MATRIX != 0 => 8,
            _ => 0,
        };
        let end = at + 4 + words + scales;
        out.extend((flags & !INSTRUCTIONS).to_be_bytes());
        out.extend(own.get(at + 2..end)?);
        at = end;
        if flags & MORE == 0 {
            return Some(());
        }
    }
}

/// A font file of the kept tables.
fn joined(tables: &[&[u8]; KEPT.len()]) -> Option<Vec<u8>> {
    // Six tables: the search fields of the format.
    let mut file = [&[0, 1, 0, 0][..], &[0, 6], &[0, 64], &[0, 2], &[0, 32]].concat();
    let mut at = file.len() + 16 * tables.len();
    for (tag, table) in KEPT.iter().zip(tables) {
        file.extend(tag);
        for number in [sum(table), u32::try_from(at).ok()?, u32::try_from(table.len()).ok()?] {
            file.extend(number.to_be_bytes());
        }
        at += table.len().next_multiple_of(4);
    }
    for table in tables {
        file.extend(*table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    Some(file)
}

fn table(program: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let n = usize::from(number(program, 4)?);
    let entry = program.get(12..12 + 16 * n)?.chunks_exact(16).find(|entry| entry.starts_with(&tag))?;
    let [offset, length] =
        [8, 12].map(|at| entry.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes));
    let (offset, length) = (usize::try_from(offset?).ok()?, usize::try_from(length?).ok()?);
    program.get(offset..offset + length)
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// The sum of a table's words.
fn sum(bytes: &[u8]) -> u32 {
    let word =
        |chunk: &[u8]| chunk.iter().chain([0; 3].iter()).take(4).fold(0, |word, byte| (word << 8) | u32::from(*byte));
    bytes.chunks(4).map(word).fold(0, u32::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::{Face, drawn};
    use subsetter::GlyphRemapper;

    #[test]
    fn every_outline_and_width_stays_as_it_was() {
        for face in Face::ALL {
            // Some thousands of each.
            let glyphs: Vec<u16> =
                (1..u16::MAX).step_by(7).filter(|glyph| drawn(face.bytes(), *glyph).is_some()).collect();
            let mut remapper = GlyphRemapper::new();
            let mapped: Vec<u16> = glyphs.iter().map(|glyph| remapper.remap(*glyph)).collect();
            let program = subsetter::subset(face.bytes(), 0, &remapper).expect("a subset");
            let before = program.len();
            let bare = bare(program);
            assert!(bare.len() < before, "{}: {} of {before}", face.family(), bare.len());
            assert_eq!(sum(&bare), 0xB1B0_AFBA, "the check sum of the whole");
            assert!(glyphs.len() > 1000, "{}: {}", face.family(), glyphs.len());
            for (glyph, mapped) in glyphs.into_iter().zip(mapped).step_by(3) {
                assert_eq!(drawn(face.bytes(), glyph), drawn(&bare, mapped), "{} {glyph}", face.family());
            }
        }
    }

    #[test]
    fn what_is_no_font_stays_as_it_is() {
        for program in [&b""[..], b"OTTO", &[0; 200]] {
            assert_eq!(bare(program.to_vec()), program);
        }
    }
}
