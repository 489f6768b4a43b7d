//! What does not fit into a cell of the grids: the cell begins the text and points to a numbered note under the grid of
//! the last page, where it stands whole.

use crate::forms::lines::{self, Fitted, Line};
use crate::forms::measures::{FieldMeasure, MM_PER_PT};
use crate::forms::{NoticeKind, Page};
use crate::source::Span;
use serde_json::{Value, json};

/// A text fitted into its cell, to be placed on one or more pages.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    fitted: Fitted,
    span: Span,
    continued: bool,
}

impl Cell {
    /// Places it on a page, with a receipt of its own.
    pub(crate) fn place(&self, page: &mut Page) -> Value {
        if self.continued {
            page.note(self.span, NoticeKind::Continued("欄外の注"));
        }
        page.place(&self.fitted, self.span)
    }
}

/// Places a cell that may be blank.
pub(crate) fn place(cell: Option<&Cell>, page: &mut Page) -> Value {
    cell.map_or(Value::Null, |cell| cell.place(page))
}

/// The numbered notes of a slip.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    texts: Vec<(String, Span)>,
}

impl Notes {
    /// Fits a text into a cell; what does not fit becomes a note. Nothing to print is no cell.
    pub(crate) fn cell(&mut self, text: &str, span: Span, field: &FieldMeasure) -> Option<Cell> {
        if text.trim().is_empty() {
            return None;
        }
        let fitted = lines::fit(text, field);
        if fitted.rest.is_none() {
            return Some(Cell { fitted, span, continued: false });
        }
        let number = self.number(text, span);
        Some(Cell { fitted: pointing(&fitted, number, field), span, continued: true })
    }

    /// The number of a text's note; a text that is there already is not written twice.
    fn number(&mut self, text: &str, span: Span) -> usize {
        let known = self.texts.iter().position(|(known, _)| known == text);
        known.unwrap_or_else(|| {
            self.texts.push((text.to_owned(), span));
            self.texts.len() - 1
        }) + 1
    }

    /// All notes, broken into lines for a field.
    pub(crate) fn lines(&self, field: &FieldMeasure) -> Vec<NoteLine> {
        let size = size(field);
        let mut out = Vec::new();
        for (index, (text, span)) in self.texts.iter().enumerate() {
            let whole = format!("※{}　{text}", index + 1);
            out.extend(lines::lines_at(&whole, field, size).into_iter().map(|line| NoteLine { index, line, span: *span }));
        }
        out
    }
}

/// One line of the note list.
#[derive(Clone, Debug)]
pub(crate) struct NoteLine {
    index: usize,
    line: Line,
    span: Span,
}

/// How many lines of notes stand in a height, mm; may be none.
pub(crate) fn room(height: f64, field: &FieldMeasure) -> usize {
    if height < size(field) * field.pitch * MM_PER_PT { 0 } else { lines::capacity(height, size(field), field.pitch) }
}

/// Places lines of notes from `y` down: one field for each note or part of one.
pub(crate) fn place_lines(lines: &[NoteLine], y: f64, field: &FieldMeasure, page: &mut Page) -> Value {
    let mut y = y;
    let mut placed = Vec::new();
    for part in lines.chunk_by(|one, other| one.index == other.index) {
        let fitted = Fitted {
            size: size(field),
            lines: part.iter().map(|line| line.line.clone()).collect(),
            rest: None,
            shrunk: false,
        };
        let h = lines::height(part.len(), fitted.size, field.pitch);
        placed.push(json!({ "y": y, "h": h, "field": page.place(&fitted, part[0].span) }));
        y += h;
    }
    Value::Array(placed)
}

fn size(field: &FieldMeasure) -> f64 {
    field.sizes.first().copied().unwrap_or(6.0)
}

/// The beginning of a text that fits together with its pointer to a note.
fn pointing(fitted: &Fitted, number: usize, field: &FieldMeasure) -> Fitted {
    let mut head: Vec<&str> = Vec::new();
    let text = fitted.text();
    head.extend(crate::fonts::clusters(&text).map(|(_, cluster)| cluster));
    loop {
        let short = lines::fit_at(&format!("{}…※{number}", head.concat()), field, fitted.size);
        if short.rest.is_none() || head.pop().is_none() {
            return Fitted { shrunk: fitted.shrunk, rest: None, ..short };
        }
    }
}
