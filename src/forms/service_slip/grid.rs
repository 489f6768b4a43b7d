//! The grid of the slip: its sizes, and the words and marks of its lines.

use super::notes::{self, Cell, Notes};
use super::rows::{Marks, SlipRow};
use super::{FORM, whole};
use crate::case::ServiceLine;
use crate::forms::lines::{Fitted, Line};
use crate::forms::measures::count;
use crate::forms::measures::{FieldMeasure, MM_PER_PT, Measures};
use crate::forms::placed::Placed;
use crate::forms::{FormFault, Page};
use crate::source::Span;
use serde_json::{Value, json};

/// Columns of words; the last two only where the sheet has them.
const WORDS: [&str; 5] = ["time", "content", "provider", "item", "code"];

/// The sizes of the grid.
pub(super) struct Grid<'a> {
    /// Fields of [`WORDS`] in the first pair of rows.
    words: Vec<FieldMeasure>,
    /// A run of one character a day, a figure too wide for it, and a line's total.
    run: FieldMeasure,
    wide: FieldMeasure,
    total: FieldMeasure,
    /// Pairs of rows on a page.
    pub(super) rows: usize,
    top: f64,
    pitch: f64,
    bottom: f64,
    /// The notes under the grid.
    pub(super) notes: &'a FieldMeasure,
}

impl<'a> Grid<'a> {
    pub(super) fn new(measures: &'a Measures, equipment: bool) -> Result<Self, FormFault> {
        let number = |key| measures.number(FORM.id, key);
        let edges = measures.numbers(FORM.id, if equipment { "columns_equipment" } else { "columns" })?;
        let (top, pitch) = (number("body_y")?, number("pitch")?);
        let style = |key: &str, x: f64, right: f64, h: f64| -> Result<FieldMeasure, FormFault> {
            Ok(FieldMeasure { x, w: right - x, ..measures.field(FORM.id, key)?.moved(top, h) })
        };
        let columns = WORDS.iter().zip(edges.windows(2)).take(if equipment { 5 } else { 3 });
        let words = columns.map(|(key, edges)| style(key, edges[0], edges[1], pitch)).collect::<Result<_, _>>()?;
        let (days_x, day_w, total_x) = (number("days_x")?, number("day_w")?, number("total_x")?);
        let run = style("day", days_x, total_x, pitch / 2.0)?;
        let em = run.sizes.first().copied().unwrap_or_default() * MM_PER_PT;
        Ok(Self {
            words,
            run: FieldMeasure { pad: (day_w - em) / 2.0, ..run },
            wide: style("wide_day", days_x, days_x + day_w, pitch / 2.0)?,
            total: style("total", total_x, number("right")?, pitch / 2.0)?,
            rows: whole(number("rows")?),
            top,
            pitch,
            bottom: number("bottom")?,
            notes: measures.field(FORM.id, "note")?,
        })
    }

    /// How many lines of notes stand under that many pairs of rows.
    pub(super) fn note_lines(&self, rows: usize) -> usize {
        notes::room(self.bottom - self.note_top(rows), self.notes)
    }

    /// Receipts for the pair of rows `index` of a page, which is a line of the month.
    pub(super) fn write(&self, page: &mut Page, index: usize, line: usize) {
        let dy = count(index) * self.pitch;
        for (key, field) in WORDS.iter().zip(&self.words) {
            page.writes(key, &[line], &field.moved(field.y + dy, field.h));
        }
        for (key, dy) in [("planned", dy), ("actual", dy + self.pitch / 2.0)] {
            let days = FieldMeasure { w: count(31) * self.wide.w, ..self.run.moved(self.run.y + dy, self.run.h) };
            page.writes(key, &[line], &days);
        }
    }

    /// Where notes begin under that many pairs of rows.
    pub(super) fn note_top(&self, rows: usize) -> f64 {
        self.top + count(rows) * self.pitch + 1.0
    }
}

/// A pair of rows with its words fitted.
pub(super) struct FittedRow<'a> {
    row: SlipRow<'a>,
    words: Vec<Option<Cell>>,
}

impl<'a> FittedRow<'a> {
    /// The month's line that it prints.
    pub(super) const fn line(&self) -> &'a ServiceLine {
        self.row.line
    }

    /// Fits the words of a pair of rows.
    pub(super) fn new(row: SlipRow<'a>, grid: &Grid, notes: &mut Notes) -> Self {
        let line = row.line;
        let time = line.time.value().map(|time| time.to_string().replace('～', "～\n")).unwrap_or_default();
        let content = if row.past_30_days {
            format!("30日超　{}", line.content.text())
        } else {
            line.content.text().to_owned()
        };
        let codes = item_codes(line);
        let texts = [
            (time.as_str(), line.time.span()),
            (&content, line.content.span()),
            (line.provider.text(), line.provider.span()),
            (line.equipment.text(), line.equipment.span()),
            (codes.as_str(), line.tais_code.span().or(line.notified_code.span())),
        ];
        let cells = grid.words.iter().zip(texts);
        let words = cells.map(|(field, (text, span))| notes.cell(text, span, field)).collect();
        Self { row, words }
    }
}

/// 「TAISコード・届出コード」 of a line, broken behind the company's number: so that it can be read after a FAX, too.
pub(crate) fn item_codes(line: &ServiceLine) -> String {
    let codes = [&line.tais_code, &line.notified_code].map(|code| code.text().trim().replacen('-', "-\n", 1));
    codes.join("\n").trim().to_owned()
}

/// The texts of a page: those with a place of their own, and the runs over the days.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) placed: Placed,
    pub(super) runs: Placed,
    arrows: Vec<Value>,
}

impl Texts {
    /// Places the pair of rows `index` of a page; which text is which, for those who need it as a table.
    pub(super) fn row(&mut self, page: &mut Page, row: &FittedRow, index: usize, grid: &Grid) -> Value {
        let dy = count(index) * grid.pitch;
        let mut word = |cell: &Option<Cell>| cell.as_ref().map(|cell| cell.place(page, &mut self.placed, dy));
        let words: Vec<_> = row.words.iter().map(&mut word).collect();
        let line = row.row.line;
        let days = if line.is_unplanned() { UNPLANNED.to_owned() } else { run_of(&row.row.planned) };
        let span = line.planned.span.or(line.span);
        let planned = self.marks(page, (&row.row.planned, &days), span, 2 * index, grid);
        let actual =
            self.marks(page, (&row.row.actual, &run_of(&row.row.actual)), line.actual.span, 2 * index + 1, grid);
        json!({ "words": words, "planned": planned, "actual": actual })
    }

    /// Places the marks of a row: one run of full-width digits over the days, larger numbers by their day, arrows, total.
    fn marks(&mut self, page: &mut Page, (marks, run): (&Marks, &str), span: Span, row: usize, grid: &Grid) -> Value {
        let dy = count(row) * grid.pitch / 2.0;
        let down = |field: &FieldMeasure| field.moved(field.y + dy, field.h);
        self.arrows.extend(marks.arrows.iter().map(|(first, last)| json!([row, first, last])));
        let run = self.run(page, run, span, &down(&grid.run));
        let mut wide = Vec::new();
        for (day, uses) in marks.days.iter().enumerate().filter(|(_, uses)| **uses > 9) {
            let field = down(&FieldMeasure { x: grid.wide.x + count(day) * grid.wide.w, ..grid.wide.clone() });
            wide.push((day, self.placed.fit(page, &uses.to_string(), span, &field)));
        }
        let total = marks.total.map(|total| total.to_string()).unwrap_or_default();
        let total = self.placed.fit(page, &total, span, &down(&grid.total));
        json!({ "run": run, "wide": wide, "total": total })
    }

    fn run(&mut self, page: &mut Page, run: &str, span: Span, field: &FieldMeasure) -> Option<usize> {
        let size = field.sizes.first().copied().filter(|_| !run.is_empty())?;
        let fitted = Fitted { size, lines: vec![Line::new(run, field.face.0)], rest: None, shrunk: false };
        Some(self.runs.push(page, &fitted, span, field))
    }

    /// Hands all of it to the page.
    pub(super) fn finish(self, page: &mut Page, grid: &Grid) {
        page.texts("texts", 0.0, self.placed);
        page.texts("runs", 2.0 * grid.run.pad, self.runs);
        page.set("arrows", self.arrows);
    }
}

/// 「予定未記入」 across the day cells of a line that says no day; within the shortest month.
const UNPLANNED: &str = "　　　予　　　　定　　　　未　　　　記　　　　入";

/// One full-width character a day, up to the last day with a mark.
fn run_of(marks: &Marks) -> String {
    let digit = |uses: &u8| match uses {
        1..=9 => char::from_u32(u32::from('０') + u32::from(*uses)).unwrap_or('　'),
        _ => '　',
    };
    let run: String = marks.days.iter().map(digit).collect();
    run.trim_end_matches('　').to_owned()
}
