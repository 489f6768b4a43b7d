//! 「会議出席者」 three attendees a row, as many rows as it takes.
//!
//! A cell shrinks first; then its row becomes higher, up to a limit; what is longer still goes on in a row below.

use crate::case::meeting::Attendee;
use crate::fonts::UNITS_PER_EM;
use crate::forms::Page;
use crate::forms::boxes::mm;
use crate::forms::lines;
use crate::forms::measures::{FieldMeasure, MeasureFault, Measures, count};
use crate::source::Span;
use serde_json::{Value, json};

/// Attendees in one row.
const ACROSS: usize = 3;

/// Rows of the blank form.
const BLANK_ROWS: usize = 3;

/// Type becomes this small, pt, so that （職種） has a line of its own.
const LEAST_FOR_A_ROLE: f64 = 7.5;

/// So many of the narrowest characters take the room of one kanji, and as many again to be sure.
const NARROW: usize = 8;

/// What stays free over and under the text of a cell together, mm: no line touches a rule.
const AIR: f64 = 1.2;

/// The words of one cell.
#[derive(Clone, Debug, Default)]
struct Cell {
    text: String,
    span: Span,
    /// Whose it is, among the plan's attendees; of a cell that is blank, the next one's.
    attendee: usize,
}

/// A row of the table: 所属（職種） and 氏名 by turns.
#[derive(Clone, Debug)]
pub(super) struct Row {
    cells: Vec<Cell>,
    /// Height, mm.
    h: f64,
}

impl Row {
    /// Where its first words stand in the plan.
    pub(super) fn span(&self) -> Span {
        self.cells.iter().map(|cell| cell.span).find(|span| !span.is_detached()).unwrap_or_default()
    }
}

/// How the table is made.
pub(super) struct Table {
    /// 所属（職種） and 氏名.
    columns: [FieldMeasure; 2],
    /// Left edge, mm.
    left: f64,
    header_h: f64,
    /// Least height of a row, mm.
    row_h: f64,
    /// How high a row may become, mm.
    highest: f64,
}

impl Table {
    /// The table of all attendees, and its rows: at least those of the blank form.
    pub(super) fn new(
        measures: &Measures,
        form: &str,
        attendees: &[Attendee],
    ) -> Result<(Self, Vec<Row>), MeasureFault> {
        let label = measures.field(form, "label")?;
        // More rows than the blank form has are closer, so that the boxes below keep their room.
        let close = attendees.len() > ACROSS * BLANK_ROWS;
        let row_h = measures.number(form, if close { "attendees_close_row_h" } else { "attendees_row_h" })?;
        let cell = inner(measures.field(form, "attendee")?, 0.0, row_h);
        let common = measures.number(form, "attendees_common")?;
        let mut cells: Vec<[Cell; 2]> =
            attendees.iter().enumerate().map(|(at, attendee)| words(at, attendee)).collect();
        let column = |i: usize| shrunk_together(&cell, cells.iter().map(|pair| pair[i].text.as_str()), common);
        let columns = [column(0), column(1)];
        for (attendee, [post, _]) in attendees.iter().zip(&mut cells) {
            role_on_its_own_line(attendee, post, &columns[0]);
        }
        let table = Self {
            columns,
            left: label.x + label.w,
            header_h: measures.number(form, "attendees_header_h")?,
            row_h,
            highest: measures.number(form, "attendees_highest_h")?,
        };
        let mut rows = Vec::new();
        let next = Cell { attendee: attendees.len(), ..Cell::default() };
        for chunk in cells.chunks(ACROSS) {
            let mut row = chunk.concat();
            row.resize(2 * ACROSS, next.clone());
            table.add(row, &mut rows);
        }
        while rows.len() < BLANK_ROWS {
            rows.push(Row { cells: vec![next.clone(); 2 * ACROSS], h: row_h });
        }
        Ok((table, rows))
    }

    /// Adds a row high enough for its cells, and rows below it for what no row can hold.
    fn add(&self, mut cells: Vec<Cell>, rows: &mut Vec<Row>) {
        loop {
            let tails: Vec<String> = cells
                .iter_mut()
                .zip(self.columns.iter().cycle())
                .map(|(cell, field)| {
                    let mut clean = lines::clean(&cell.text).into_owned();
                    let tail = clean.split_off(self.more_than_a_row(&clean, field));
                    cell.text = clean;
                    tail
                })
                .collect();
            let needed = cells.iter().zip(self.columns.iter().cycle()).map(|(cell, field)| needed(&cell.text, field));
            let h = needed.fold(self.row_h, f64::max).min(self.highest);
            let mut rest = Vec::new();
            for ((cell, field), tail) in cells.iter_mut().zip(self.columns.iter().cycle()).zip(tails) {
                let left = lines::fit(&cell.text, &inner(field, 0.0, h)).rest.unwrap_or_default();
                cell.text.truncate(cell.text.len() - left.len());
                let text = (left + &tail).trim_start_matches('\n').to_owned();
                rest.push(Cell { text, span: cell.span, attendee: cell.attendee });
            }
            rows.push(Row { cells, h });
            if rest.iter().all(|cell| cell.text.trim().is_empty()) {
                return;
            }
            cells = rest;
        }
    }

    /// Where a text may be cut because no row holds as much: what stands behind it changes nothing of the row. Without this a text
    /// of a whole book is broken anew for every row.
    fn more_than_a_row(&self, text: &str, field: &FieldMeasure) -> usize {
        let size = field.sizes.last().copied().unwrap_or(LEAST_FOR_A_ROLE);
        let ems = lines::width_units(field.w, size).div_ceil(UNITS_PER_EM);
        let most = NARROW * usize::try_from(ems).unwrap_or(1) * lines::capacity(self.highest, size, field.pitch);
        text.char_indices().nth(most).map_or(text.len(), |(at, _)| at)
    }

    /// How many of the rows stand in a height, the header included.
    pub(super) fn fitting(&self, rows: &[Row], height: f64) -> usize {
        let mut used = self.header_h;
        rows.iter()
            .take_while(|row| {
                used += row.h;
                used <= height + 0.01
            })
            .count()
    }

    /// Puts the table on a page under `attendees`; gives its lower edge.
    pub(super) fn put(&self, page: &mut Page, top: f64, rows: Vec<Row>, continued: bool) -> f64 {
        let mut heights = vec![json!(self.header_h)];
        let mut cells: Vec<Value> = Vec::new();
        let mut below = top + self.header_h;
        for row in rows {
            // The height was chosen so that nothing is left over.
            let mut place = |(cell, field): (&Cell, &FieldMeasure)| {
                page.fitted(&cell.text, cell.span, &inner(field, below, row.h)).0
            };
            cells.push(row.cells.iter().zip(self.columns.iter().cycle()).map(&mut place).collect());
            for (at, (cell, field)) in row.cells.iter().zip(self.columns.iter().cycle()).enumerate() {
                let name = if at % 2 == 0 { "attendee_post" } else { "attendee_name" };
                let x = self.left + count(at) * field.w;
                page.writes(name, &[cell.attendee], &FieldMeasure { x, ..field.moved(below, row.h) });
            }
            heights.push(json!(mm(row.h)));
            below += row.h;
        }
        page.set("attendees", json!({ "y": mm(top), "heights": heights, "rows": cells, "continued": continued }));
        below
    }
}

/// The cells of a column are of one size as long as none needs less than `common`; beyond that each shrinks alone.
fn shrunk_together<'t>(cell: &FieldMeasure, texts: impl Iterator<Item = &'t str>, common: f64) -> FieldMeasure {
    let steps = cell.sizes.iter().position(|&size| size <= common).unwrap_or(0);
    let step =
        texts.map(|text| cell.sizes.iter().take(steps).take_while(|&&size| !fits(text, cell, size)).count()).max();
    FieldMeasure { sizes: cell.sizes[step.unwrap_or(0)..].to_vec(), ..cell.clone() }
}

/// A line ends before （職種） where that costs no further line, or keeps a name whole.
fn role_on_its_own_line(attendee: &Attendee, post: &mut Cell, field: &FieldMeasure) {
    if attendee.affiliation.is_blank() || attendee.role.is_blank() {
        return;
    }
    let apart = format!("{}\n（{}）", attendee.affiliation.text(), attendee.role.text());
    let size = field.sizes.iter().copied().find(|&size| fits(&post.text, field, size));
    let count = |text: &str, size| lines::lines_at(text, field, size).len();
    // What stands in one line stays there; a little smaller type is worth it.
    let Some((size, lines)) = size.map(|size| (size, count(&post.text, size))).filter(|(_, lines)| *lines > 1) else {
        return;
    };
    let smaller = || field.sizes.iter().copied().filter(|&step| step <= size && step >= LEAST_FOR_A_ROLE.min(size));
    // A name that would be torn has the row's whole height for one line more.
    let is_torn = lines::tears_a_word(&lines::lines_at(&post.text, field, size));
    if smaller().any(|size| count(&apart, size) <= lines || is_torn && fits(&apart, field, size)) {
        post.text = apart;
    }
}

fn fits(text: &str, field: &FieldMeasure, size: f64) -> bool {
    lines::lines_at(text, field, size).len() <= lines::capacity(field.h, size, field.pitch)
}

/// The height that a text needs: the row's least, if it fits there at any size.
fn needed(text: &str, field: &FieldMeasure) -> f64 {
    let size = field.sizes.last().copied().unwrap_or(7.0);
    if fits(text, field, size) {
        return field.h + AIR;
    }
    lines::height(lines::lines_at(text, field, size).len(), size, field.pitch) + AIR
}

/// Where the text of a cell stands in a row.
fn inner(field: &FieldMeasure, y: f64, h: f64) -> FieldMeasure {
    field.moved(y + AIR / 2.0, h - AIR)
}

/// 「所属（職種）」 and 「氏名」 of an attendee; an absent one with the reason.
fn words(at: usize, attendee: &Attendee) -> [Cell; 2] {
    let (affiliation, role) = (&attendee.affiliation, &attendee.role);
    let text = match (affiliation.is_blank(), role.is_blank()) {
        (false, false) => format!("{}（{}）", affiliation.text(), role.text()),
        (false, true) => affiliation.text().to_owned(),
        (true, _) => role.text().to_owned(),
    };
    let post = Cell { text, span: affiliation.span().or(role.span()), attendee: at };
    let (name, absence) = (&attendee.name, &attendee.absence);
    let text = match (name.is_blank(), absence.is_blank()) {
        (_, true) => name.text().to_owned(),
        (false, false) => format!("{}\n（欠席：{}）", name.text(), absence.text()),
        (true, false) => format!("（欠席：{}）", absence.text()),
    };
    [post, Cell { text, span: name.span().or(absence.span()), attendee: at }]
}
