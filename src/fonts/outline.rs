//! The shapes of glyphs, as SVG writes paths.

use super::Face;
use std::fmt::Write as _;
use ttf_parser::{GlyphId, OutlineBuilder};

impl Face {
    /// A glyph's outline in [`UNITS_PER_EM`](super::UNITS_PER_EM), y upwards, in commands relative to the glyph's origin:
    /// it is drawn wherever the pen stands. Empty when the glyph paints nothing.
    #[must_use]
    pub fn outline(self, glyph: u16) -> String {
        let mut outline = Outline::default();
        // A glyph without an outline, such as a space, leaves it empty.
        let _ = self.parsed().and_then(|font| font.outline_glyph(GlyphId(glyph), &mut outline));
        outline.path
    }
}

/// The outline and the width of a glyph of any font file; none when it has no such glyph.
#[cfg(all(test, feature = "print"))]
pub(crate) fn drawn(program: &[u8], glyph: u16) -> Option<(String, u16)> {
    let font = ttf_parser::Face::parse(program, 0).ok().filter(|font| glyph < font.number_of_glyphs())?;
    let mut outline = Outline::default();
    let _ = font.outline_glyph(GlyphId(glyph), &mut outline);
    Some((outline.path, font.glyph_hor_advance(GlyphId(glyph))?))
}

#[derive(Default)]
struct Outline {
    path: String,
    start: (i32, i32),
    pen: (i32, i32),
}

impl Outline {
    fn command(&mut self, letter: char, points: &[(f32, f32)]) {
        self.path.push(letter);
        let from = self.pen;
        for (at, &(x, y)) in points.iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "fonts count in whole units below 32,768")]
            let to = (x.round() as i32, y.round() as i32);
            for (number, first) in [(to.0 - from.0, at == 0), (to.1 - from.1, false)] {
                // A minus parts numbers as well as a space does.
                let gap = if first || number < 0 { "" } else { " " };
                let _ = write!(self.path, "{gap}{number}");
            }
            self.pen = to;
        }
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.command('m', &[(x, y)]);
        self.start = self.pen;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.command('l', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.command('q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.command('c', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('z');
        self.pen = self.start;
    }
}
