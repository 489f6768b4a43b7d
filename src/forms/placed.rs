//! Texts placed line by line: for sheets of many small texts, 第６・７表. Cooperates with `templates/kit/placed.typ`.
//!
//! A template that is told a line's very place has nothing to compute: such a sheet is laid out in a third of the time
//! that fields take. Everything else (receipts, second face) is as for fields.

use super::Page;
use super::lines::{Fitted, Line};
use super::measures::{Align, FieldMeasure, MM_PER_PT, Valign};
use crate::fonts::{self, Face, UNITS_PER_EM};
use crate::source::Span;
use serde_json::{Value, json};

/// 「下敷き」 a page as fixed pictures under placed texts: the engine lays each picture out once and keeps it.
#[derive(Clone, Debug, Default)]
pub struct Stencil {
    /// The pictures, from the back.
    pub layers: Vec<Layer>,
    /// The texts over them.
    pub texts: Vec<Group>,
}

/// A picture: a function of `templates/forms/layers.typ` and its arguments. Those that hardly ever differ come first.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The function's name among those of the form.
    pub name: &'static str,
    /// Its arguments.
    pub args: Vec<Value>,
}

impl Layer {
    /// A layer.
    #[must_use]
    pub fn new(name: &'static str, args: Vec<Value>) -> Self {
        Self { name, args }
    }

    /// `[name, [argument, …]]` for the template.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!([self.name, self.args])
    }
}

/// Placed texts of one kind.
#[derive(Clone, Debug)]
pub struct Group {
    /// The template's name for them.
    pub key: &'static str,
    /// Space between characters, mm.
    pub tracking: f64,
    /// The texts, in the order in which they are read.
    pub texts: Vec<Ink>,
}

impl Group {
    /// The list as `kit/placed.typ` draws it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.texts.iter().map(Ink::to_json).collect()
    }
}

/// A text with the place of its every line, in Mincho.
#[derive(Clone, Debug)]
pub struct Ink {
    /// The index of its receipt.
    pub at: usize,
    /// The field: left, top, width, height, mm.
    pub field: [f64; 4],
    /// Points.
    pub size: f64,
    /// Each line's upper left corner, mm, and the line.
    pub lines: Vec<(f64, f64, Line)>,
}

impl Ink {
    /// Whether nothing in it needs shaping.
    pub(super) fn is_plain(&self) -> bool {
        self.lines.iter().all(|(_, _, line)| fonts::is_plain(line.text(), line.face()))
    }

    /// `[at, x, y, w, h, size, [[x, y, line], …]]`
    pub(crate) fn to_json(&self) -> Value {
        let [x, y, w, h] = self.field;
        let lines: Vec<Value> = self.lines.iter().map(|(x, y, line)| json!([x, y, line.to_json()])).collect();
        json!([self.at, x, y, w, h, self.size, lines])
    }
}

/// The placed texts of a page, in the order in which they are read.
#[derive(Clone, Debug, Default)]
pub struct Placed {
    texts: Vec<Ink>,
}

impl Placed {
    /// Places a fitted text in its field, with a receipt; its number in the list.
    pub fn push(&mut self, page: &mut Page, fitted: &Fitted, span: Span, field: &FieldMeasure) -> usize {
        let at = page.receipt(fitted, span);
        self.texts.push(ink(fitted, at, field));
        self.texts.len() - 1
    }

    /// Fits and places a text that is sure to fit, such as a figure; none when it is blank.
    pub fn fit(&mut self, page: &mut Page, text: &str, span: Span, field: &FieldMeasure) -> Option<usize> {
        (!text.is_empty()).then(|| self.push(page, &super::lines::fit(text, field), span, field))
    }

    /// The texts as a page keeps them.
    #[must_use]
    pub(super) fn into_group(self, key: &'static str, tracking: f64) -> Group {
        Group { key, tracking, texts: self.texts }
    }
}

/// Where the lines of a text stand.
pub(super) fn ink(fitted: &Fitted, at: usize, field: &FieldMeasure) -> Ink {
    let em = fitted.size * MM_PER_PT;
    let pitch = em * field.pitch;
    let height = (1..=fitted.lines.len()).fold(0.0, |height, _| height + pitch);
    let top = match field.valign {
        Valign::Top => field.y,
        Valign::Middle => field.y + (field.h - height) / 2.0,
        Valign::Bottom => field.y + field.h - height,
    };
    let mut y = top + (pitch - em) / 2.0;
    let mut lines = Vec::with_capacity(fitted.lines.len());
    for line in &fitted.lines {
        let free = || field.w - ink_width(line, field.face.0) * em;
        let x = match field.align {
            Align::Left => field.x + field.pad,
            Align::Center => field.x + free() / 2.0,
            Align::Right => field.x + free() - field.pad,
        };
        lines.push((short(x), short(y), line.clone()));
        y += pitch;
    }
    Ink { at, field: [field.x, field.y, field.w, field.h].map(short), size: fitted.size, lines }
}

/// Width of a line's ink in em: spaces at its end push nothing.
fn ink_width(line: &Line, face: Face) -> f64 {
    f64::from(fonts::advance(line.text().trim_end_matches([' ', '　']), face)) / f64::from(UNITS_PER_EM)
}

/// Thousandths of a millimetre are enough.
fn short(mm: f64) -> f64 {
    (mm * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::measures::FieldFace;

    #[test]
    fn lines_stand_where_their_field_says() {
        let field = FieldMeasure {
            x: 10.0,
            y: 20.0,
            w: 30.0,
            h: 10.0,
            sizes: vec![72.0 / 25.4 * 2.0],
            pitch: 1.5,
            align: Align::Right,
            valign: Valign::Middle,
            face: FieldFace(Face::Mincho),
            pad: 1.0,
        };
        let mut page = Page::new("service-slip", "");
        let mut placed = Placed::default();
        placed.fit(&mut page, "あい ", Span::DETACHED, &field);
        // 2 mm an em: two of them end 1 mm before the right edge; the line of 3 mm stands in the middle of 10.
        assert_eq!(placed.into_group("texts", 0.0).to_json()[0][6], json!([[35.0, 24.0, "あい "]]));
    }
}
