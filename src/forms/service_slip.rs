//! 「サービス利用票（兼居宅サービス計画）」 and 「サービス提供票」. Cooperates with `templates/forms/service-slip.typ`.
//!
//! One view for the client's copy, the office's 控 and a provider's 提供票: see [`CopyKind`]. A month's lines fill pages of
//! a fixed number of pairs of rows; the last page carries the notes for what its cells could not hold. 実績 that is not
//! written yet prints blank. Must not compute money; which days are used comes from `billing`, for all who ask alike.

mod copy;
mod header;
pub(crate) mod notes;
mod rows;

pub use copy::{Copy, CopyKind, providers};
pub(crate) use copy::lines_for;

use super::lines::{Fitted, Line};
use super::measures::{FieldMeasure, Measures};
use super::{Context, Form, FormFault, Page, Sheet};
use crate::calendar::{Datelike, Month, Weekday, weekday_letter};
use crate::case::{CaseFile, MonthlyService};
use crate::fonts::Face;
use crate::source::Span;
use header::Header;
use notes::{Cell, NoteLine, Notes, place};
use rows::{Marks, SlipRow};
use serde_json::{Value, json};

/// 「第6表」
pub const FORM: Form = Form {
    id: "service-slip",
    name: "第6表",
    title: "サービス利用票（兼居宅サービス計画）",
    has_data: |case| !case.months.is_empty(),
    sheets: |context| sheets(context, &Copy::of(CopyKind::Client)),
};

/// 「利用票（控）」
pub const OFFICE_FORM: Form = Form {
    name: "利用票控",
    sheets: |context| sheets(context, &Copy::of(CopyKind::Office)),
    ..FORM
};

/// 「提供票」 one for every provider.
pub const PROVIDER_FORM: Form = Form {
    name: "提供票",
    title: "サービス提供票",
    sheets: |context| sheets(context, &Copy::of(CopyKind::Provider)),
    ..FORM
};

/// The month from which the sheets have the columns 用具名称 and TAISコード.
const EQUIPMENT_SINCE: (i32, u32) = (2025, 4);

/// The pages of a copy: every month of the plan, or the one asked for; the blank form when there is none.
///
/// # Errors
/// The measures lack something.
pub fn sheets(context: &Context, copy: &Copy) -> Result<Vec<Sheet>, FormFault> {
    let months = months(context);
    if months.is_empty() {
        let case = if context.blank { &CaseFile::default() } else { context.case };
        return Slip { context, kind: copy.kind, case, month: None, provider: None }.sheets();
    }
    let mut sheets = Vec::new();
    for month in months {
        for provider in copy.prints(month) {
            let slip = Slip { context, kind: copy.kind, case: context.case, month: Some(month), provider };
            sheets.extend(slip.sheets()?);
        }
    }
    Ok(sheets)
}

/// The months to print.
pub(crate) fn months<'a>(context: &Context<'a>) -> Vec<&'a MonthlyService> {
    let asked = |month: &&MonthlyService| context.month.is_none_or(|asked| month.month.value() == Some(asked));
    context.case.months.iter().filter(|_| !context.blank).filter(asked).collect()
}

/// Whether a month's sheets have the columns for 福祉用具; a sheet without a month is of the newest kind.
pub(crate) fn has_equipment_columns(context: &Context, month: Option<Month>) -> bool {
    let (year, number) = EQUIPMENT_SINCE;
    context.options.equipment_columns && month.is_none_or(|month| (month.year(), month.month()) >= (year, number))
}

/// 「1,234」
pub(crate) fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// One slip: a month for one reader.
struct Slip<'a> {
    context: &'a Context<'a>,
    kind: CopyKind,
    case: &'a CaseFile,
    month: Option<&'a MonthlyService>,
    provider: Option<&'a str>,
}

/// A pair of rows with its words fitted.
struct FittedRow<'a> {
    row: SlipRow<'a>,
    cells: Vec<(&'static str, Cell)>,
}

/// The sizes of the grid.
struct Grid<'a> {
    measures: &'a Measures,
    columns: &'a [f64],
    rows: usize,
    top: f64,
    pitch: f64,
    bottom: f64,
    notes: &'a FieldMeasure,
}

impl<'a> Grid<'a> {
    fn new(measures: &'a Measures, equipment: bool) -> Result<Self, FormFault> {
        let number = |key| measures.number(FORM.id, key);
        let columns = measures.numbers(FORM.id, if equipment { "columns_equipment" } else { "columns" })?;
        Ok(Self {
            measures,
            columns,
            rows: whole(number("rows")?),
            top: number("body_y")?,
            pitch: number("pitch")?,
            bottom: number("bottom")?,
            notes: measures.field(FORM.id, "note")?,
        })
    }

    /// A cell of the left columns, its style by name.
    fn cell(&self, style: &str, column: usize) -> Result<FieldMeasure, FormFault> {
        let style = self.measures.field(FORM.id, style)?;
        let edge = |number: usize| self.columns.get(number).copied().unwrap_or_default();
        Ok(FieldMeasure { x: edge(column), w: edge(column + 1) - edge(column), ..style.moved(0.0, self.pitch) })
    }

    /// How many lines of notes stand under that many pairs of rows.
    fn note_lines(&self, rows: usize) -> usize {
        notes::room(self.bottom - self.note_top(rows), self.notes)
    }

    fn note_top(&self, rows: usize) -> f64 {
        self.top + small(rows) * self.pitch + 1.0
    }
}

/// A count in the measures.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
pub(crate) fn whole(number: f64) -> usize {
    number.max(1.0) as usize
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows on a page")]
fn small(number: usize) -> f64 {
    number as f64
}

/// What one page of a slip holds: how many pairs of rows are ruled, which of them are used, and the notes under them.
#[derive(Debug)]
struct Plan {
    ruled: usize,
    rows: std::ops::Range<usize>,
    notes: std::ops::Range<usize>,
}

/// Lays rows and lines of notes out over pages: notes stand under the last rows, on fewer ruled rows where they need
/// the room, and go on alone where that is not enough.
fn plan(rows: usize, notes: usize, grid: &Grid) -> Vec<Plan> {
    let mut pages: Vec<Plan> = Vec::new();
    let mut first = 0;
    while first < rows || pages.is_empty() {
        let last = rows.min(first + grid.rows);
        pages.push(Plan { ruled: grid.rows, rows: first..last, notes: 0..0 });
        first = last;
    }
    let mut next = 0;
    while next < notes {
        let is_fresh = pages.last().is_none_or(|page| !page.notes.is_empty());
        if is_fresh {
            pages.push(Plan { ruled: 0, rows: rows..rows, notes: 0..0 });
        }
        let Some(page) = pages.last_mut() else { return pages };
        while page.ruled > page.rows.len() && grid.note_lines(page.ruled) < notes - next {
            page.ruled -= 1;
        }
        let room = grid.note_lines(page.ruled).max(usize::from(page.ruled == 0));
        if room == 0 {
            pages.push(Plan { ruled: 0, rows: rows..rows, notes: 0..0 });
            continue;
        }
        page.notes = next..notes.min(next + room);
        next = page.notes.end;
    }
    pages
}

impl<'a> Slip<'a> {
    fn sheets(&self) -> Result<Vec<Sheet>, FormFault> {
        let measures = self.context.measures;
        let of = self.month.and_then(|month| month.month.value());
        let equipment = has_equipment_columns(self.context, of);
        let grid = Grid::new(measures, equipment)?;
        let mut notes = Notes::default();
        let header = Header::new(self.case, self.month, self.kind, self.context.options, measures, &mut notes)?;
        let lines = self.month.map(|month| lines_for(month, self.provider)).unwrap_or_default();
        let rows = rows::rows(&lines, of);
        let rows: Vec<_> =
            rows.into_iter().map(|row| fit_row(row, equipment, &grid, &mut notes)).collect::<Result<_, _>>()?;
        let note_lines = notes.lines(grid.notes);
        let pages = plan(rows.len(), note_lines.len(), &grid);
        let n = pages.len();
        let sheet = |(index, plan): (usize, &Plan)| {
            let mut page = self.page(equipment, of);
            page.set("page", if n > 1 { json!(format!("（{}/{n}）", index + 1)) } else { Value::Null });
            header.place(&mut page);
            self.grid(&mut page, plan, &rows, &note_lines, &grid)?;
            Ok(page.finish())
        };
        pages.iter().enumerate().map(sheet).collect()
    }

    /// A page with what does not depend on lines.
    fn page(&self, equipment: bool, of: Option<Month>) -> Page {
        let number = if self.kind.is_numbered() { "第６表 " } else { "" };
        let mut page = Page::new(FORM.id, format!("{number}{}", self.kind.slip_title()));
        page.set("badge", if self.kind.is_numbered() { json!("第６表") } else { Value::Null });
        page.set("title", self.kind.slip_title());
        page.set("direction", self.kind.direction());
        page.set("confirmed", self.kind.is_confirmed());
        page.set("seal", self.context.options.insurer_seal);
        page.set("equipment", equipment);
        page.set("days", of.map_or(31, Month::n_days));
        let weekdays = of.map(|month| month.days().map(|day| weekday_letter(day.weekday())).collect::<String>());
        page.set("weekdays", weekdays.unwrap_or_default());
        let sundays = of.map(|month| month.days().filter(|day| day.weekday() == Weekday::Sun).map(|day| day.day0()));
        page.set("sundays", sundays.into_iter().flatten().collect::<Vec<_>>());
        page
    }

    fn grid(
        &self,
        page: &mut Page,
        plan: &Plan,
        rows: &[FittedRow],
        note_lines: &[NoteLine],
        grid: &Grid,
    ) -> Result<(), FormFault> {
        let used = &rows[plan.rows.clone()];
        let lines = used.iter().map(|row| row.place(page, grid)).collect::<Result<Vec<_>, _>>()?;
        page.set("ruled", plan.ruled);
        page.set("lines", lines);
        let y = grid.note_top(plan.ruled);
        let notes = notes::place_lines(&note_lines[plan.notes.clone()], y, grid.notes, page);
        page.set("notes", notes);
        Ok(())
    }
}

/// Fits the words of a pair of rows.
fn fit_row<'a>(
    row: SlipRow<'a>,
    equipment: bool,
    grid: &Grid,
    notes: &mut Notes,
) -> Result<FittedRow<'a>, FormFault> {
    let line = row.line;
    let mut cells = Vec::new();
    let mut put = |key, text: &str, span, column| -> Result<(), FormFault> {
        cells.extend(notes.cell(text, span, &grid.cell(key, column)?).map(|cell| (key, cell)));
        Ok(())
    };
    let time = line.time.value().map(|time| time.to_string().replace('～', "～\n")).unwrap_or_default();
    put("time", &time, line.time.span(), 0)?;
    let content = if row.past_30_days { format!("30日超　{}", line.content.text()) } else { line.content.text().to_owned() };
    put("content", &content, line.content.span(), 1)?;
    put("provider", line.provider.text(), line.provider.span(), 2)?;
    if equipment {
        put("item", line.equipment.text(), line.equipment.span(), 3)?;
        let codes = [&line.tais_code, &line.notified_code].map(|code| code.text().trim());
        let span = if line.tais_code.is_blank() { line.notified_code.span() } else { line.tais_code.span() };
        put("code", codes.join("\n").trim(), span, 4)?;
    }
    Ok(FittedRow { row, cells })
}

impl FittedRow<'_> {
    fn place(&self, page: &mut Page, grid: &Grid) -> Result<Value, FormFault> {
        let mut out = serde_json::Map::new();
        for (key, cell) in &self.cells {
            out.insert((*key).to_owned(), place(Some(cell), page));
        }
        let line = self.row.line;
        out.insert("planned".to_owned(), place_marks(&self.row.planned, line.planned.span, page, grid)?);
        out.insert("actual".to_owned(), place_marks(&self.row.actual, line.actual.span, page, grid)?);
        Ok(Value::Object(out))
    }
}

/// The marks of a row of days: one run of full-width digits over the days, larger numbers by their day, arrows, total.
fn place_marks(marks: &Marks, span: Span, page: &mut Page, grid: &Grid) -> Result<Value, FormFault> {
    let measures = grid.measures;
    let total = marks.total.map(|total| total.to_string()).unwrap_or_default();
    let (total, _) = page.fitted(&total, span, measures.field(FORM.id, "total")?);
    if marks.lasting {
        return Ok(json!({ "run": null, "wide": [], "arrows": marks.stretches(), "total": total }));
    }
    let digit = |uses: &u8| match uses {
        1..=9 => char::from_u32(u32::from('０') + u32::from(*uses)).unwrap_or('　'),
        _ => '　',
    };
    let run: String = marks.days.iter().map(digit).collect();
    let run = run.trim_end_matches('　');
    let run = if run.is_empty() {
        Value::Null
    } else {
        let size = measures.field(FORM.id, "day")?.sizes.first().copied().unwrap_or(8.0);
        let lines = vec![Line::new(run, Face::Mincho)];
        page.place(&Fitted { size, lines, rest: None, shrunk: false }, span)
    };
    let field = measures.field(FORM.id, "wide_day")?.moved(0.0, grid.pitch / 2.0);
    let wide = marks.days.iter().enumerate().filter(|(_, uses)| **uses > 9);
    let wide: Vec<_> = wide.map(|(day, uses)| (day, page.fitted(&uses.to_string(), span, &field).0)).collect();
    Ok(json!({ "run": run, "wide": wide, "arrows": [], "total": total }))
}
