//! A page as a picture in pieces, for the live page: where one text changes, one piece changes, and only that has to be
//! sent, read and painted again.
//!
//! Typst's own SVG defines every glyph once for each size and refers to it: small in number of glyphs, but half a megabyte
//! a page, and browsers are slow with references. Here a run of text is one path in the font's own whole units. What our
//! forms never use (gradients, clips, pictures; an office's own templates may) is left to Typst's SVG, the page in one
//! piece.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use typst::foundations::Smart;
use typst::layout::{Abs, Frame, FrameItem, Point, Ratio, Transform};
use typst::text::TextItem;
use typst::visualize::{CurveItem, FillRule, FixedStroke, Geometry, LineCap, LineJoin, Paint, Shape};
use typst_layout::Page;

use super::dump::face_of;
use super::export;
use crate::fonts::{Face, UNITS_PER_EM};

/// 「画面の絵」 one page for the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Elements of SVG, one each, in the order in which they are painted; lengths are in points from the page's top left.
    pub pieces: Vec<Arc<str>>,
    view: String,
}

impl Picture {
    /// The whole picture as an SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        let pieces = self.pieces.concat();
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{}\">{pieces}</svg>", self.view)
    }
}

/// Draws, and remembers the outlines of the glyphs that it has drawn.
#[derive(Default)]
pub(super) struct Pen {
    outlines: Mutex<HashMap<(Face, u16), Arc<str>>>,
}

impl Pen {
    /// The page in pieces; in a single one when it holds what is not drawn here.
    pub(super) fn draw(&self, page: &Page) -> Picture {
        let size = page.frame.size();
        let view = format!("0 0 {} {}", number(size.x), number(size.y));
        let mut pieces = Vec::new();
        let plain = matches!(page.fill, Smart::Auto | Smart::Custom(None));
        if !plain || self.frame(&page.frame, Transform::identity(), &mut pieces).is_none() {
            // Typst gives the size in points, which are a third larger than the units of a picture.
            pieces = vec![format!("<g transform=\"scale(.75)\">{}</g>", export::svg(page)).into()];
        }
        Picture { pieces, view }
    }

    /// None when something in it is not drawn here.
    fn frame(&self, frame: &Frame, outer: Transform, pieces: &mut Vec<Arc<str>>) -> Option<()> {
        for (place, item) in frame.items() {
            let here = outer.pre_concat(Transform::translate(place.x, place.y));
            match item {
                FrameItem::Group(group) if group.clip.is_none() => {
                    self.frame(&group.frame, here.pre_concat(group.transform), pieces)?;
                }
                FrameItem::Text(text) => pieces.push(self.text(text, here)?.into()),
                FrameItem::Shape(shape, _) => pieces.push(draw_shape(shape, here)?.into()),
                FrameItem::Tag(_) | FrameItem::Link(..) => {}
                FrameItem::Group(_) | FrameItem::Image(..) => return None,
            }
        }
        Some(())
    }

    fn text(&self, text: &TextItem, place: Transform) -> Option<String> {
        let Paint::Solid(color) = &text.fill else { return None };
        if text.stroke.is_some() {
            return None;
        }
        let face = face_of(&text.font)?;
        let units = f64::from(UNITS_PER_EM);
        let mut outlines = self.outlines.lock().unwrap_or_else(PoisonError::into_inner);
        let mut path = String::new();
        let (mut x, mut y) = (0.0, 0.0);
        for glyph in &text.glyphs {
            let outline = outlines.entry((face, glyph.id)).or_insert_with(|| face.outline(glyph.id).into());
            if !outline.is_empty() {
                let at = |whole: f64, own: f64| ((whole + own) * units).round();
                let _ = write!(path, "M{} {}", at(x, glyph.x_offset.get()), at(y, glyph.y_offset.get()));
                path.push_str(outline);
            }
            x += glyph.x_advance.get();
            y += glyph.y_advance.get();
        }
        // Fonts count upwards, pages downwards.
        let scale = Ratio::new(text.size.to_pt() / units);
        let matrix = matrix(place.pre_concat(Transform::scale(scale, -scale)));
        Some(format!("<path fill=\"{}\"{matrix} d=\"{path}\"/>", color.to_hex()))
    }
}

fn draw_shape(shape: &Shape, place: Transform) -> Option<String> {
    let mut out = String::from("<path");
    match &shape.fill {
        Some(Paint::Solid(color)) => {
            let _ = write!(out, " fill=\"{}\"", color.to_hex());
            if shape.fill_rule == FillRule::EvenOdd {
                out.push_str(" fill-rule=\"evenodd\"");
            }
        }
        Some(_) => return None,
        None => out.push_str(" fill=\"none\""),
    }
    if let Some(stroke) = &shape.stroke {
        draw_stroke(&mut out, stroke)?;
    }
    out.push_str(&matrix(place));
    out.push_str(" d=\"");
    draw_geometry(&mut out, &shape.geometry);
    out.push_str("\"/>");
    Some(out)
}

fn draw_stroke(out: &mut String, stroke: &FixedStroke) -> Option<()> {
    let Paint::Solid(color) = &stroke.paint else { return None };
    let cap = match stroke.cap {
        LineCap::Butt => "butt",
        LineCap::Round => "round",
        LineCap::Square => "square",
    };
    let join = match stroke.join {
        LineJoin::Miter => "miter",
        LineJoin::Round => "round",
        LineJoin::Bevel => "bevel",
    };
    let _ = write!(
        out,
        " stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"{cap}\" stroke-linejoin=\"{join}\" stroke-miterlimit=\"{}\"",
        color.to_hex(),
        number(stroke.thickness),
        stroke.miter_limit.get()
    );
    if let Some(dash) = &stroke.dash {
        let lengths: Vec<String> = dash.array.iter().map(|length| number(*length).to_string()).collect();
        let phase = number(dash.phase);
        let _ = write!(out, " stroke-dashoffset=\"{phase}\" stroke-dasharray=\"{}\"", lengths.join(" "));
    }
    Some(())
}

fn draw_geometry(out: &mut String, geometry: &Geometry) {
    let pair = |point: Point| format!("{} {}", number(point.x), number(point.y));
    let _ = match geometry {
        Geometry::Line(end) => write!(out, "M0 0L{}", pair(*end)),
        Geometry::Rect(size) => {
            let (w, h) = (number(size.x), number(size.y));
            write!(out, "M0 0V{h}H{w}V0Z")
        }
        Geometry::Curve(curve) => {
            if !matches!(curve.0.first(), Some(CurveItem::Move(_))) {
                out.push_str("M0 0");
            }
            curve.0.iter().try_for_each(|item| match *item {
                CurveItem::Move(to) => write!(out, "M{}", pair(to)),
                CurveItem::Line(to) => write!(out, "L{}", pair(to)),
                CurveItem::Cubic(a, b, to) => write!(out, "C{} {} {}", pair(a), pair(b), pair(to)),
                CurveItem::Close => write!(out, "Z"),
            })
        }
    };
}

/// A length in points, to a ten-thousandth: as fine as anything that is printed.
fn number(length: Abs) -> f64 {
    (length.to_pt() * 1e4).round() / 1e4
}

/// The attribute that brings an element to its place; empty when it is there.
fn matrix(place: Transform) -> String {
    if place.is_identity() {
        return String::new();
    }
    let [a, b, c, d] = [place.sx, place.ky, place.kx, place.sy].map(|ratio| (ratio.get() * 1e8).round() / 1e8);
    format!(" transform=\"matrix({a} {b} {c} {d} {} {})\"", number(place.tx), number(place.ty))
}
