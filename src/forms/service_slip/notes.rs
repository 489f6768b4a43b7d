//! What does not fit into a cell of the grids: the cell begins the text and points to a numbered note under the grid of
//! the last page, where it stands whole.

use super::known;
use crate::fonts;
use crate::forms::lines::{self, Fitted, Line};
use crate::forms::measures::{FieldMeasure, MM_PER_PT};
use crate::forms::placed::Placed;
use crate::forms::{NoticeKind, Page};
use crate::source::Span;

/// What stays free over and under the lines of a cell together, mm: no line touches a rule.
const AIR: f64 = 0.6;

/// Text becomes this small, pt, to keep a word on one line.
const LEAST_FOR_A_WORD: f64 = 7.0;

/// The line pitch of a text that has room, as a multiple of its size.
const EASY_PITCH: f64 = 1.1;

/// A text fitted into its cell, to be placed on one or more pages.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    fitted: Fitted,
    span: Span,
    field: FieldMeasure,
    continued: bool,
}

impl Cell {
    /// Places it on a page, `dy` mm below its field, with a receipt of its own.
    pub(crate) fn place(&self, page: &mut Page, placed: &mut Placed, dy: f64) -> usize {
        if self.continued {
            page.note(self.span, NoticeKind::Continued("欄外の注"));
        }
        let field = self.field.moved(self.field.y + dy, self.field.h);
        placed.push(page, &self.fitted, self.span, &field)
    }
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
        let fitted = known::fitted(text, field, || {
            let fitted = lines::fit(text, &keeping_off(field));
            if fitted.rest.is_some() { fitted } else { balanced(text, fitted, field) }
        });
        let cell = |fitted: Fitted, continued| Some(Cell { field: eased(field, &fitted), fitted, span, continued });
        if fitted.rest.is_some() {
            let number = self.number(text, span);
            return cell(pointing(&fitted, number, field), true);
        }
        cell(fitted, false)
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
        let mut out = Vec::new();
        for (index, (text, span)) in self.texts.iter().enumerate() {
            let whole = lines::lines_at(&format!("※{}　{text}", index + 1), field, size(field));
            out.extend(whole.into_iter().map(|line| NoteLine { index, line, span: *span }));
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

/// The part of a field of several lines in which they may stand.
fn keeping_off(field: &FieldMeasure) -> FieldMeasure {
    let line = lines::height(1, size(field), field.pitch);
    FieldMeasure { h: (field.h - AIR).max(line.min(field.h)), ..field.clone() }
}

/// The field with its lines as far apart as it has room for.
fn eased(field: &FieldMeasure, fitted: &Fitted) -> FieldMeasure {
    let closest = lines::height(fitted.lines.len().max(1), fitted.size, 1.0);
    let pitch = ((field.h - AIR) / closest).min(EASY_PITCH).max(field.pitch);
    FieldMeasure { pitch, ..field.clone() }
}

/// How many lines of notes stand in a height, mm; may be none.
pub(crate) fn room(height: f64, field: &FieldMeasure) -> usize {
    let line = size(field) * field.pitch * MM_PER_PT;
    if height < line { 0 } else { lines::capacity(height, size(field), field.pitch) }
}

/// Places lines of notes from `y` down: one text for each note or part of one.
pub(crate) fn place(
    lines: &[NoteLine],
    y: f64,
    field: &FieldMeasure,
    page: &mut Page,
    placed: &mut Placed,
) -> Vec<usize> {
    let mut y = y;
    let mut numbers = Vec::new();
    for part in lines.chunk_by(|one, other| one.index == other.index) {
        let lines = part.iter().map(|line| line.line.clone()).collect();
        let fitted = Fitted { size: size(field), lines, rest: None, shrunk: false };
        let h = lines::height(part.len(), fitted.size, field.pitch);
        numbers.push(placed.push(page, &fitted, part[0].span, &field.moved(y, h)));
        y += h;
    }
    numbers
}

fn size(field: &FieldMeasure) -> f64 {
    field.sizes.first().copied().unwrap_or(6.0)
}

/// The same text in as many lines of about the same length, ended where words end: no cell ends with a single character on
/// a line.
fn balanced(text: &str, fitted: Fitted, field: &FieldMeasure) -> Fitted {
    if fitted.lines.len() < 2 || text.contains('\n') {
        return fitted;
    }
    let (n, n_fit) = (fitted.lines.len(), fitted.size);
    let evenly = |size: f64| lines::break_evenly(text, field.face.0, lines::width_units(field.inner_width(), size));
    // A little smaller where that keeps a word whole; smaller than can be read after a FAX it is not worth it.
    let sizes = field.sizes.iter().copied().filter(|&size| size < n_fit && size >= LEAST_FOR_A_WORD);
    let mut tried = std::iter::once(n_fit).chain(sizes).map(|size| (size, evenly(size)));
    let whole = tried.find(|(_, lines)| lines.len() <= n && !lines::tears_a_word(lines));
    let (size, lines) = whole.unwrap_or_else(|| (n_fit, evenly(n_fit)));
    if lines.len() <= n { Fitted { size, lines, ..fitted } } else { fitted }
}

/// The beginning of a text that fits together with its pointer to a note.
fn pointing(fitted: &Fitted, number: usize, field: &FieldMeasure) -> Fitted {
    let text = fitted.text();
    let mut head: Vec<&str> = fonts::clusters(&text).map(|(_, cluster)| cluster).collect();
    loop {
        let short = lines::fit_at(&format!("{}…※{number}", head.concat()), field, fitted.size);
        if short.rest.is_none() || head.pop().is_none() {
            return Fitted { shrunk: fitted.shrunk, rest: None, ..short };
        }
    }
}
