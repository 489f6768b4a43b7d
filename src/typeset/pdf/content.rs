//! What a page says: rules, curves and runs of text as the operators of a content stream.
//!
//! Only what our forms are made of can be said: black, opaque, upright, and white without an edge to cover rules with.
//! Anything else is refused with none, never drawn otherwise than it looks, and then the document is written by Typst's
//! exporter.

use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Name, Str};
use typst::layout::{Abs, Em, Point, Transform};
use typst::text::TextItem;
use typst::visualize::{Color, CurveItem, FillRule, FixedStroke, Geometry, LineCap, LineJoin, Paint, Shape};

use super::font::{Fonts, Subset};
use crate::typeset::walk::at;

/// Differences of advances below this, em, are rounding.
const EPSILON: f64 = 1e-6;

/// The operators of a page, in its own coordinates: points from the lower left corner.
pub(super) struct Stream {
    content: Content,
    height: Abs,
    /// The font and size that are set, so that they are not set again.
    font: Option<(&'static str, f32)>,
    spacing: f32,
    in_text: bool,
}

impl Stream {
    pub(super) fn new(height: Abs) -> Self {
        Self { content: Content::new(), height, font: None, spacing: 0.0, in_text: false }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.leave_text();
        self.content.finish().into_vec()
    }

    fn point(&self, point: Point) -> (f32, f32) {
        (short(point.x), short(self.height - point.y))
    }

    fn leave_text(&mut self) {
        if std::mem::take(&mut self.in_text) {
            self.content.end_text();
        }
    }

    /// A run of text whose baseline begins at the origin of `place`.
    pub(super) fn text(&mut self, text: &TextItem, place: Transform, fonts: &mut Fonts) -> Option<()> {
        let is_straight = text.glyphs.iter().all(|glyph| glyph.y_offset == Em::zero() && glyph.y_advance == Em::zero());
        if !is_upright(place) || !is_black(&text.fill) || text.stroke.is_some() || !is_straight {
            return None;
        }
        let subset = fonts.of(text)?;
        let place = at(place, Abs::zero(), Abs::zero());
        if !std::mem::replace(&mut self.in_text, true) {
            self.content.begin_text();
        }
        let size = short(text.size);
        if self.font != Some((subset.name, size)) {
            self.font = Some((subset.name, size));
            self.content.set_font(Name(subset.name.as_bytes()), size);
        }
        let (x, y) = self.point(place);
        let mut codes = Vec::with_capacity(2 * text.glyphs.len());
        // How much farther than its own width a glyph moves, em: the same for all but the last when letters are spaced.
        let mut extra: Option<f64> = None;
        let mut is_even = true;
        let last = text.glyphs.len().saturating_sub(1);
        for (index, glyph) in text.glyphs.iter().enumerate() {
            let code = subset.code(glyph.id, text_of(text, index))?;
            codes.extend(code.to_be_bytes());
            let more = glyph.x_advance.get() - subset.width(code);
            is_even &= glyph.x_offset.get().abs() < EPSILON;
            if index < last {
                is_even &= (extra.unwrap_or(more) - more).abs() < EPSILON;
                extra = extra.or(Some(more));
            }
        }
        let spacing = if is_even { extra.unwrap_or(0.0) } else { 0.0 };
        let spacing = short(spacing * text.size);
        if (self.spacing - spacing).abs() > f32::EPSILON {
            self.spacing = spacing;
            self.content.set_char_spacing(spacing);
        }
        self.content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
        if is_even {
            self.content.show(Str(&codes));
        } else {
            self.apart(text, &codes, subset);
        }
        Some(())
    }

    /// Glyphs that do not follow each other by their own widths: closed up punctuation.
    fn apart(&mut self, text: &TextItem, codes: &[u8], subset: &Subset) {
        let mut positioned = self.content.show_positioned();
        let mut items = positioned.items();
        let mut run: Vec<u8> = Vec::new();
        // Thousandths of an em by which the pen stands too far right.
        let mut behind = 0.0;
        for (glyph, code) in text.glyphs.iter().zip(codes.chunks_exact(2)) {
            let before = behind - glyph.x_offset.get() * 1000.0;
            if before.abs() > 0.5 {
                if !run.is_empty() {
                    items.show(Str(&run));
                    run.clear();
                }
                items.adjust(rounded(before));
                behind -= before;
            }
            run.extend(code);
            let width = subset.width(u16::from_be_bytes([code[0], code[1]]));
            behind += (width - glyph.x_advance.get()) * 1000.0;
        }
        items.show(Str(&run));
    }

    /// A rule, curve or box whose origin `place` brings to the page.
    pub(super) fn shape(&mut self, shape: &Shape, place: Transform) -> Option<()> {
        let is_white = shape.stroke.is_none() && shape.fill.as_ref().is_some_and(|fill| is(fill, &Color::WHITE));
        let is_filled_plainly =
            shape.fill.as_ref().is_none_or(|fill| is_white || is_black(fill)) && shape.fill_rule == FillRule::NonZero;
        let is_ruled_plainly = shape.stroke.as_ref().is_none_or(|stroke| is_black(&stroke.paint));
        if !is_upright(place) || !is_filled_plainly || !is_ruled_plainly {
            return None;
        }
        self.leave_text();
        if is_white {
            self.content.set_fill_gray(1.0);
        }
        let on_page = |point: Point| at(place, point.x, point.y);
        if let Some(stroke) = &shape.stroke {
            self.stroke(stroke);
        }
        match &shape.geometry {
            Geometry::Line(to) => {
                self.move_to(on_page(Point::zero()));
                self.line_to(on_page(*to));
            }
            Geometry::Rect(size) => {
                let (x, y) = self.point(on_page(Point::with_y(size.y)));
                self.content.rect(x, y, short(size.x), short(size.y));
            }
            Geometry::Curve(curve) => {
                for item in &curve.0 {
                    match *item {
                        CurveItem::Move(to) => self.move_to(on_page(to)),
                        CurveItem::Line(to) => self.line_to(on_page(to)),
                        CurveItem::Cubic(a, b, to) => {
                            let ((ax, ay), (bx, by)) = (self.point(on_page(a)), self.point(on_page(b)));
                            let (x, y) = self.point(on_page(to));
                            self.content.cubic_to(ax, ay, bx, by, x, y);
                        }
                        CurveItem::Close => {
                            self.content.close_path();
                        }
                    }
                }
            }
        }
        match (shape.fill.is_some(), shape.stroke.is_some()) {
            (true, true) => self.content.fill_nonzero_and_stroke(),
            (true, false) => self.content.fill_nonzero(),
            (false, true) => self.content.stroke(),
            (false, false) => self.content.end_path(),
        };
        // The black that everything else is written in.
        if is_white {
            self.content.set_fill_gray(0.0);
        }
        Some(())
    }

    fn stroke(&mut self, stroke: &FixedStroke) {
        self.content.set_line_width(short(stroke.thickness));
        self.content.set_line_cap(match stroke.cap {
            LineCap::Butt => LineCapStyle::ButtCap,
            LineCap::Round => LineCapStyle::RoundCap,
            LineCap::Square => LineCapStyle::ProjectingSquareCap,
        });
        self.content.set_line_join(match stroke.join {
            LineJoin::Miter => LineJoinStyle::MiterJoin,
            LineJoin::Round => LineJoinStyle::RoundJoin,
            LineJoin::Bevel => LineJoinStyle::BevelJoin,
        });
        self.content.set_miter_limit(ratio(stroke.miter_limit.get()));
        let dash = stroke.dash.as_ref();
        let (array, phase) = dash.map_or((Vec::new(), Abs::zero()), |dash| (dash.array.clone(), dash.phase));
        self.content.set_dash_pattern(array.into_iter().map(fine), fine(phase));
    }

    fn move_to(&mut self, point: Point) {
        let (x, y) = self.point(point);
        self.content.move_to(x, y);
    }

    fn line_to(&mut self, point: Point) {
        let (x, y) = self.point(point);
        self.content.line_to(x, y);
    }

    /// Brackets what `draw` writes, so that nothing of its state is left for what follows.
    pub(super) fn apart_from_the_rest(&mut self, draw: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.content.save_state();
        let drawn = draw(self);
        self.leave_text();
        self.content.restore_state();
        drawn
    }
}

/// Whether nothing is turned, mirrored, slanted or scaled: only moved.
fn is_upright(place: Transform) -> bool {
    Transform { tx: Abs::zero(), ty: Abs::zero(), ..place }.is_identity()
}

/// Whether it is the black that a page begins with: opaque, and of no colour space of its own.
fn is_black(paint: &Paint) -> bool {
    is(paint, &Color::BLACK)
}

/// Whether it is this colour, opaque.
fn is(paint: &Paint, wanted: &Color) -> bool {
    // Two colours are equal to Typst when only their opacity differs.
    matches!(paint, Paint::Solid(color) if color == wanted && color.alpha().is_some_and(|alpha| alpha >= 1.0))
}

/// What a glyph stands for. Glyphs that share a cluster, a letter and its mark, share its characters: each is read once.
fn text_of(item: &TextItem, index: usize) -> &str {
    let range = item.glyphs[index].range();
    let cluster = &item.text[range.clone()];
    let before = item.glyphs[..index].iter().rev().take_while(|other| other.range() == range).count();
    let is_last = item.glyphs.get(index + 1).is_none_or(|next| next.range() != range);
    let start = cluster.char_indices().nth(before).map_or(0, |(at, _)| at);
    let end = cluster[start..].chars().next().map_or(start, |ch| start + ch.len_utf8());
    if is_last { &cluster[start..] } else { &cluster[start..end] }
}

/// Points with three decimals: a third of a micrometre.
#[expect(clippy::cast_possible_truncation, reason = "lengths on a page")]
fn short(length: Abs) -> f32 {
    ((length.to_pt() * 1000.0).round() / 1000.0) as f32
}

/// Points with six decimals: a dash is laid down hundreds of times along a line, and what is rounded off each adds up.
#[expect(clippy::cast_possible_truncation, reason = "lengths on a page")]
fn fine(length: Abs) -> f32 {
    ((length.to_pt() * 1e6).round() / 1e6) as f32
}

#[expect(clippy::cast_possible_truncation, reason = "a limit of a few")]
fn ratio(number: f64) -> f32 {
    number as f32
}

#[expect(clippy::cast_possible_truncation, reason = "thousandths of an em")]
fn rounded(number: f64) -> f32 {
    number.round() as f32
}
