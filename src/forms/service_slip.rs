//! 「サービス利用票（兼居宅サービス計画）」 and 「サービス提供票」. Cooperates with `templates/forms/service-slip.typ`.
//!
//! One view for the client's copy, the office's 控 and a provider's 提供票: see [`CopyKind`]. A month's lines fill pages of
//! a fixed number of pairs of rows; the last page carries the notes for what its cells could not hold. 実績 that is not
//! written yet prints blank. Must not compute money; which days are used comes from `billing`, for all who ask alike.

mod copy;
mod grid;
mod header;
mod known;
pub(crate) mod notes;
mod rows;

pub(crate) use copy::lines_for;
pub use copy::{Copy, CopyKind, providers};
pub(crate) use grid::item_codes;

use super::placed::Layer;
use super::{Context, Form, FormFault, LeftOut, Page, Sheet};
use crate::calendar::{Datelike, Month, Weekday, weekday_letter};
use crate::case::delivery::TableName;
use crate::case::{CaseFile, MonthlyService, ServiceLine};
use crate::source::Field;
use grid::{FittedRow, Grid, Texts};
use header::Header;
pub(crate) use header::birthday;
use notes::Notes;
use serde_json::{Value, json};

/// 「第6表」
pub const FORM: Form = Form {
    batch_name: Some("利用票"),
    is_monthly: true,
    has_data: |case, select| select.months(case).next().is_some(),
    issued_on: |case, select| select.months(case).filter_map(|month| month.issued_on.value()).max(),
    left_out: equipment_left_out,
    sheets: |context| sheets(context, &Copy::of(CopyKind::Client)),
    ..Form::plan("service-slip", TableName::Slip.printed(), "サービス利用票（兼居宅サービス計画）")
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
        let case = if context.select.blank { &CaseFile::default() } else { context.case };
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
    context.select.months(context.case).collect()
}

/// Whether a month's sheets have the columns for 福祉用具; a sheet without a month is of the newest kind.
pub(crate) fn has_equipment_columns(context: &Context, month: Option<Month>) -> bool {
    let (year, number) = EQUIPMENT_SINCE;
    context.options.equipment_columns && month.is_none_or(|month| (month.year(), month.month()) >= (year, number))
}

/// What 福祉用具 is called where the sheets have no columns for it.
pub(crate) fn equipment_left_out(context: &Context) -> Vec<LeftOut> {
    let narrow = months(context).into_iter().filter(|month| !has_equipment_columns(context, month.month.value()));
    let lines: Vec<&ServiceLine> = narrow.flat_map(|month| lines_for(month, context.select.provider)).collect();
    let texts = |what, field: fn(&ServiceLine) -> &Field<String>| {
        let fields = lines.iter().map(move |line| field(line)).filter(|field| !field.is_blank());
        fields.map(move |field| LeftOut { what, span: field.span() }).collect::<Vec<_>>()
    };
    [
        texts("福祉用具の用具名称", |line| &line.equipment),
        texts("福祉用具のTAISコード", |line| &line.tais_code),
        texts("福祉用具の届出コード", |line| &line.notified_code),
    ]
    .concat()
}

/// What lies under the texts of a page.
fn layers(page: &Page) -> Vec<Layer> {
    const FORM: [&str; 10] =
        ["badge", "title", "direction", "confirmed", "seal", "equipment", "ruled", "days", "weekdays", "sundays"];
    let mut layers = vec![
        Layer::new("form", page.values(&FORM)),
        Layer::new("status", page.values(&["certified", "applied"])),
        Layer::new("era", page.values(&["born_in"])),
        Layer::new("sex", page.values(&["male", "female"])),
        Layer::new("level", vec![page.value("level").clone(), json!(0), page.value("level_in_words").clone()]),
        Layer::new(
            "level",
            vec![page.value("changed_level").clone(), json!(1), page.value("changed_level_in_words").clone()],
        ),
    ];
    let number = page.value("page");
    layers.extend((!number.is_null()).then(|| Layer::new("page", vec![number.clone()])));
    let arrows = page.value("arrows").as_array().into_iter().flatten();
    layers.extend(arrows.filter_map(Value::as_array).map(|arrow| Layer::new("arrow", arrow.clone())));
    layers
}

/// One slip: a month for one reader.
struct Slip<'a> {
    context: &'a Context<'a>,
    kind: CopyKind,
    case: &'a CaseFile,
    month: Option<&'a MonthlyService>,
    provider: Option<&'a str>,
}

/// A count in the measures.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
pub(crate) fn whole(number: f64) -> usize {
    number.max(1.0) as usize
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

impl Slip<'_> {
    fn sheets(&self) -> Result<Vec<Sheet>, FormFault> {
        let measures = self.context.measures;
        let of = self.month.and_then(|month| month.month.value());
        let equipment = has_equipment_columns(self.context, of);
        let grid = Grid::new(measures, equipment)?;
        let mut notes = Notes::default();
        let header = Header::new(self.case, self.month, self.kind, self.context.options, measures, &mut notes)?;
        let lines = self.month.map(|month| lines_for(month, self.provider)).unwrap_or_default();
        let rows = rows::rows(&lines, of).into_iter().map(|row| FittedRow::new(row, &grid, &mut notes));
        let rows: Vec<_> = rows.collect();
        let note_lines = notes.lines(grid.notes);
        let pages = plan(rows.len(), note_lines.len(), &grid);
        let n = pages.len();
        let sheet = |(index, plan): (usize, &Plan)| {
            let mut page = self.page(equipment, of);
            page.be_writable(self.context, &[self.at()]);
            // The title fills its line: 「（原案）」 stands before the sheet's number.
            let number = if n > 1 { format!("（{}/{n}）", index + 1) } else { String::new() };
            let number = format!("{}{number}", self.context.select.draft_mark());
            page.set("page", if number.is_empty() { Value::Null } else { number.into() });
            let mut texts = Texts::default();
            header.place(&mut page, &mut texts);
            if page.is_writable() {
                self.write(&mut page, &rows[plan.rows.clone()], plan.ruled, &grid);
            }
            let used = rows[plan.rows.clone()].iter().enumerate();
            let lines: Vec<_> = used.map(|(index, row)| texts.row(&mut page, row, index, &grid)).collect();
            page.set("ruled", plan.ruled);
            page.set("lines", lines);
            let (lines, y) = (&note_lines[plan.notes.clone()], grid.note_top(plan.ruled));
            let notes = notes::place(lines, y, grid.notes, &mut page, &mut texts.placed);
            page.set("notes", notes);
            texts.finish(&mut page, &grid);
            page.layers(layers(&page));
            Sheet { about: of.map(Month::first_day), ..page.finish() }
        };
        Ok(pages.iter().enumerate().map(sheet).collect())
    }

    /// Which of the plan's months; without one, the next.
    fn at(&self) -> usize {
        let all = &self.case.months;
        let ours = |month: &MonthlyService| self.month.is_some_and(|own| std::ptr::eq(own, month));
        all.iter().position(ours).unwrap_or(all.len())
    }

    /// Receipts for what is written in a page's rows; a blank pair is the month's next line.
    fn write(&self, page: &mut Page, rows: &[FittedRow], ruled: usize, grid: &Grid) {
        let lines = self.month.map_or(&[][..], |month| &month.lines);
        for index in 0..ruled {
            let own = rows.get(index).and_then(|row| lines.iter().position(|line| std::ptr::eq(line, row.line())));
            grid.write(page, index, own.unwrap_or(lines.len()));
        }
    }

    /// A page with what does not depend on lines.
    fn page(&self, equipment: bool, of: Option<Month>) -> Page {
        let number = if self.kind.is_numbered() { "第６表 " } else { "" };
        let mut page =
            Page::new(FORM.id, format!("{number}{}{}", self.kind.slip_title(), self.context.select.draft_mark()));
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
}
