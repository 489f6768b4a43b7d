//! What was laid out, as lines of text: for tests, and for people who ask where something stands.

use std::fmt::Write as _;

use typst::layout::{Abs, Point, Transform};
use typst::text::FontInstance;
use typst::visualize::{CurveItem, Geometry, Shape};
use typst_layout::PagedDocument;

use super::walk::{Item, at, walk};
use crate::fonts::Face;

/// One line a text item: page, x, y, size, face, string.
pub(super) fn texts(document: &PagedDocument) -> String {
    let mut out = String::new();
    for (number, page) in (1..).zip(document.pages()) {
        walk(&page.frame, &mut |item, place| {
            if let Item::Text(text) = item {
                let Point { x, y } = at(place, Abs::zero(), Abs::zero());
                let (x, y) = (tenths(x), tenths(y));
                let size = text.size.to_pt();
                let face = short_name(&text.font);
                let _ = writeln!(out, "{number} {x:>5} {y:>5} {size:>5.2} {face} {}", text.text);
            }
        });
    }
    out
}

/// One glyph where it stands.
#[derive(Clone, Debug)]
pub struct PlacedGlyph {
    /// Page, face, glyph number and size (pt) in words: what must be the same.
    pub what: String,
    /// Left end of its baseline, mm.
    pub x: f64,
    /// Its baseline, mm.
    pub y: f64,
}

/// Every glyph, as exactly as it was laid out.
pub(super) fn glyphs(document: &PagedDocument) -> Vec<PlacedGlyph> {
    let mut out = Vec::new();
    for (number, page) in (1..).zip(document.pages()) {
        walk(&page.frame, &mut |item, place| {
            if let Item::Text(text) = item {
                let mut pen = Abs::zero();
                for glyph in &text.glyphs {
                    let at = at(place, pen + glyph.x_offset.at(text.size), -glyph.y_offset.at(text.size));
                    let what = format!("{number} {} {} {:.3}", short_name(&text.font), glyph.id, text.size.to_pt());
                    out.push(PlacedGlyph { what, x: at.x.to_mm(), y: at.y.to_mm() });
                    pen += glyph.x_advance.at(text.size);
                }
            }
        });
    }
    out
}

/// The embedded face that a text is set in.
pub(super) fn face_of(font: &FontInstance) -> Option<Face> {
    let info = font.info();
    let bold = info.variant.weight.to_number() > 500;
    let same = |face: &Face| face.family() == info.family.as_str() && bold == (*face == Face::GothicBold);
    Face::ALL.into_iter().find(same)
}

fn short_name(font: &FontInstance) -> &'static str {
    match face_of(font) {
        Some(Face::Mincho) => "M",
        Some(Face::Gothic) => "G",
        Some(Face::GothicBold) => "B",
        Some(Face::Ipamj) => "J",
        None => "?",
    }
}

/// One line a straight rule, curve or box.
pub(super) fn rules(document: &PagedDocument) -> String {
    let mut out = String::new();
    for (number, page) in (1..).zip(document.pages()) {
        walk(&page.frame, &mut |item, place| {
            if let Item::Shape(shape) = item {
                shape_lines(&mut out, number, shape, place);
            }
        });
    }
    out
}

fn shape_lines(out: &mut String, page: usize, shape: &Shape, place: Transform) {
    let stroke = match &shape.stroke {
        Some(stroke) => {
            let dashed = if stroke.dash.is_some() { " dashed" } else { "" };
            format!("{:.0}{dashed}", stroke.thickness.to_mm() * 100.0)
        }
        None => "filled".to_owned(),
    };
    let mut line = |kind: &str, a: Point, b: Point| {
        let (ax, ay, bx, by) = (tenths(a.x), tenths(a.y), tenths(b.x), tenths(b.y));
        let _ = writeln!(out, "{page} {kind} {ax:>5} {ay:>5} {bx:>5} {by:>5} {stroke}");
    };
    let on_page = |point: Point| at(place, point.x, point.y);
    match &shape.geometry {
        Geometry::Line(to) => line("line", on_page(Point::zero()), on_page(*to)),
        Geometry::Rect(size) => line("rect", on_page(Point::zero()), on_page(size.to_point())),
        Geometry::Curve(curve) => {
            if curve.0.iter().any(|item| matches!(item, CurveItem::Cubic(..))) {
                let size = curve.bbox(None);
                line("curve", on_page(size.min), on_page(size.max));
                return;
            }
            let (mut start, mut here) = (Point::zero(), Point::zero());
            for item in &curve.0 {
                match *item {
                    CurveItem::Move(to) => (start, here) = (to, to),
                    CurveItem::Line(to) => {
                        line("line", on_page(here), on_page(to));
                        here = to;
                    }
                    CurveItem::Close => line("line", on_page(here), on_page(start)),
                    CurveItem::Cubic(..) => {}
                }
            }
        }
    }
}

/// Tenths of a millimetre, without a negative zero.
fn tenths(length: Abs) -> String {
    let tenths = (length.to_mm() * 10.0).round() + 0.0;
    format!("{tenths}")
}
