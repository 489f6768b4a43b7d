//! 「サービス利用票別表」 and 「サービス提供票別表」. Cooperates with `templates/forms/slip-annex.typ`.
//!
//! Prints what `billing` computed and computes nothing itself. A provider's copy has that provider's rows and one row for
//! all others; the totals are everybody's on every copy. Totals and the two lower blocks stand on the last page only.
//! The figures of a column are one field with a line a row, so that a page is laid out in a few pieces.

mod figures;
mod lower;
mod table;

use super::measures::{FieldMeasure, Measures};
use super::service_slip::notes::{self, Cell, NoteLine, Notes, place};
use super::service_slip::{Copy, CopyKind, has_equipment_columns, months, thousands, whole};
use super::{Context, Form, FormFault, Page, Sheet, text};
use crate::billing::{AnnexOptions, Mode};
use crate::calendar::{Month, era};
use crate::case::{CaseFile, MonthlyService};
use crate::source::{Field, Span};
use figures::{FIGURES, column, figures};
use lower::Lower;
use serde_json::{Map, Value, json};
use table::{AnnexRow, Table};

/// 「第7表」
pub const FORM: Form = Form {
    id: "slip-annex",
    name: "第7表",
    title: "サービス利用票別表",
    has_data: |case| !case.months.is_empty(),
    sheets: |context| sheets(context, &Copy::of(CopyKind::Client), Mode::Planned, AnnexOptions::default()),
};

/// 「別表（控）」
pub const OFFICE_FORM: Form = Form {
    name: "別表控",
    sheets: |context| sheets(context, &Copy::of(CopyKind::Office), Mode::Planned, AnnexOptions::default()),
    ..FORM
};

/// 「提供票別表」 one for every provider.
pub const PROVIDER_FORM: Form = Form {
    name: "提供票別表",
    title: "サービス提供票別表",
    sheets: |context| sheets(context, &Copy::of(CopyKind::Provider), Mode::Planned, AnnexOptions::default()),
    ..FORM
};

/// Columns of words before the figures; the two for 福祉用具 only where the sheet has them.
const WORDS: [&str; 6] = ["provider", "number", "content", "code", "item", "item_code"];

/// The pages of a copy: every month of the plan, or the one asked for; the blank form when there is none.
///
/// # Errors
/// The annex cannot be computed, or the measures lack something.
pub fn sheets(context: &Context, copy: &Copy, mode: Mode, options: AnnexOptions) -> Result<Vec<Sheet>, FormFault> {
    let months = months(context);
    if months.is_empty() {
        let case = if context.blank { &CaseFile::default() } else { context.case };
        return AnnexSheets { context, kind: copy.kind, case, month: None, table: Table::blank() }.sheets();
    }
    let mut sheets = Vec::new();
    for month in months {
        for provider in copy.prints(month) {
            let table = Table::new(context.case, month, provider, mode, options)?;
            let pages = AnnexSheets { context, kind: copy.kind, case: context.case, month: Some(month), table };
            sheets.extend(pages.sheets()?);
        }
    }
    Ok(sheets)
}

/// The annex of one month for one reader.
struct AnnexSheets<'a> {
    context: &'a Context<'a>,
    kind: CopyKind,
    case: &'a CaseFile,
    month: Option<&'a MonthlyService>,
    table: Table,
}

/// The sizes of the table.
struct Grid<'a> {
    measures: &'a Measures,
    edges: &'a [f64],
    equipment: bool,
    rows: usize,
    pitch: f64,
}

impl<'a> Grid<'a> {
    fn new(measures: &'a Measures, equipment: bool) -> Result<Self, FormFault> {
        let edges = measures.numbers(FORM.id, if equipment { "columns_equipment" } else { "columns" })?;
        let rows = whole(measures.number(FORM.id, "rows")?);
        Ok(Self { measures, edges, equipment, rows, pitch: measures.number(FORM.id, "pitch")? })
    }

    /// The cell of a row in a column, in a style.
    fn cell(&self, style: &str, at: usize) -> Result<FieldMeasure, FormFault> {
        let style = self.measures.field(FORM.id, style)?;
        let edge = |number: usize| self.edges.get(number).copied().unwrap_or_default();
        Ok(FieldMeasure { x: edge(at), w: edge(at + 1) - edge(at), ..style.moved(0.0, self.pitch) })
    }

    /// How many columns of words there are.
    fn words(&self) -> usize {
        if self.equipment { WORDS.len() } else { WORDS.len() - 2 }
    }
}

/// A row with its words fitted.
struct FittedRow<'a> {
    row: &'a AnnexRow,
    cells: Vec<(&'static str, Cell)>,
}

impl<'a> AnnexSheets<'a> {
    fn sheets(&self) -> Result<Vec<Sheet>, FormFault> {
        let measures = self.context.measures;
        let of = self.month.and_then(|month| month.month.value());
        let grid = Grid::new(measures, has_equipment_columns(self.context, of))?;
        let mut notes = Notes::default();
        let head = self.head(measures, &mut notes)?;
        let rows: Vec<_> =
            self.table.rows.iter().map(|row| fit_row(row, &grid, &mut notes)).collect::<Result<_, _>>()?;
        let lower = Lower::new(&self.table, measures, &mut notes)?;
        let note = measures.field(FORM.id, "note")?;
        let lines = notes.lines(note);

        // The last page of rows carries totals and lower blocks; what these have no room for goes on alone.
        let row_pages = pages_of(&rows, grid.rows);
        let note_pages = pages_of(&lines, notes::room(note.h, note));
        let n = row_pages.len() - 1 + lower.pages().max(note_pages.len());
        let mut sheets = Vec::new();
        for index in 0..n {
            let after = (index + 1).checked_sub(row_pages.len());
            let mut page = self.page(&grid, of);
            page.set("page", if n > 1 { json!(format!("（{}/{n}）", index + 1)) } else { Value::Null });
            for (key, cell) in &head {
                let value = place(Some(cell), &mut page);
                page.set(key, value);
            }
            page.set("goes_on", index + 1 < row_pages.len());
            self.rows(&mut page, row_pages.get(index).copied(), after == Some(0), &grid)?;
            lower.place(after, &mut page, measures)?;
            let lines = after.and_then(|after| note_pages.get(after).copied()).unwrap_or_default();
            let notes = notes::place_lines(lines, note.y, note, &mut page);
            page.set("notes", notes);
            sheets.push(page.finish());
        }
        Ok(sheets)
    }

    fn page(&self, grid: &Grid, of: Option<Month>) -> Page {
        let number = if self.kind.is_numbered() { "第７表 " } else { "" };
        let mut page = Page::new(FORM.id, format!("{number}{}", self.kind.annex_title()));
        page.set("badge", if self.kind.is_numbered() { json!("第７表") } else { Value::Null });
        page.set("title", self.kind.annex_title());
        page.set("equipment", grid.equipment);
        page.set("blank", of.is_none());
        page
    }

    /// The head's fields.
    fn head(&self, measures: &Measures, notes: &mut Notes) -> Result<Vec<(&'static str, Cell)>, FormFault> {
        let mut cells = Vec::new();
        let mut put = |key: &'static str, text: &str, span, section: &str| -> Result<(), FormFault> {
            cells.extend(notes.cell(text, span, measures.field(section, key)?).map(|cell| (key, cell)));
            Ok(())
        };
        let issued_on = self.month.map(|month| &month.issued_on);
        let words = format!("作成年月日　{}", text::date_or_blank(issued_on.and_then(Field::value)));
        put("issued_on", &words, issued_on.map_or(Span::DETACHED, Field::span), "sheet")?;
        let of = self.month.map(|month| &month.month);
        let words = of.and_then(Field::value).map_or("令和　　年　　月".to_owned(), era::month);
        put("month", &format!("{words}分"), of.map_or(Span::DETACHED, Field::span), FORM.id)?;
        if let Some(client) = &self.case.client {
            let number = client.insured_number.get().map_or(client.insured_number.text(), |number| &number.0);
            put("insured_number", number, client.insured_number.span(), FORM.id)?;
            put("name", client.name.text(), client.name.span(), FORM.id)?;
        }
        put("remark", self.table.remark.as_deref().unwrap_or_default(), Span::DETACHED, FORM.id)?;
        Ok(cells)
    }

    /// The rows of a page: words cell by cell, figures column by column, totals under the last row.
    fn rows(
        &self,
        page: &mut Page,
        rows: Option<&[FittedRow]>,
        has_totals: bool,
        grid: &Grid,
    ) -> Result<(), FormFault> {
        page.set("ruled", if rows.is_some() { grid.rows } else { 0 });
        page.set("totals", has_totals);
        let rows = rows.unwrap_or_default();
        let lines: Vec<_> = rows.iter().map(|row| row.place(page)).collect();
        page.set("lines", lines);
        let span = self.month.map_or(Span::DETACHED, |month| month.lines.span());
        let printed: Vec<_> = rows.iter().map(|row| figures(&row.row.row)).collect();
        let total = self.table.total.as_ref().filter(|_| has_totals).map(figures);
        let mut columns = Vec::new();
        for at in 0..FIGURES {
            let mut texts: Vec<String> = printed.iter().map(|row| row[at].clone()).collect();
            if let Some(total) = &total {
                texts.resize(grid.rows, String::new());
                texts.push(total[at].clone());
            }
            columns.push(place_column(texts, &grid.cell("figure", grid.words() + at)?, span, page));
        }
        page.set("columns", columns);
        let limit = self.table.limit.filter(|_| has_totals).map(thousands).unwrap_or_default();
        let span = self.month.map_or(Span::DETACHED, |month| month.limit.span());
        let (limit, _) = page.fitted(&limit, span, grid.measures.field(FORM.id, "limit")?);
        page.set("limit", limit);
        Ok(())
    }
}

/// Slices of at most `size`; one empty slice of nothing.
fn pages_of<T>(items: &[T], size: usize) -> Vec<&[T]> {
    if items.is_empty() { vec![items] } else { items.chunks(size.max(1)).collect() }
}

/// A column as one field; a column without a word is none.
fn place_column(mut texts: Vec<String>, field: &FieldMeasure, span: Span, page: &mut Page) -> Value {
    while texts.last().is_some_and(String::is_empty) {
        texts.pop();
    }
    if texts.is_empty() { Value::Null } else { page.place(&column(texts, field), span) }
}

/// Fits the words of a row.
fn fit_row<'a>(row: &'a AnnexRow, grid: &Grid, notes: &mut Notes) -> Result<FittedRow<'a>, FormFault> {
    let of = |text: &'a Option<String>| text.as_deref().unwrap_or_default();
    let words = [
        (of(&row.row.provider), row.span),
        (of(&row.row.provider_number), row.span),
        (of(&row.row.content), row.span),
        (of(&row.row.code), row.span),
        (row.item.0.as_str(), row.item.1),
        (row.item_code.as_str(), row.span),
    ];
    let mut cells = Vec::new();
    for (at, (key, (text, span))) in WORDS.into_iter().zip(words).take(grid.words()).enumerate() {
        cells.extend(notes.cell(text, span, &grid.cell(key, at)?).map(|cell| (key, cell)));
    }
    Ok(FittedRow { row, cells })
}

impl FittedRow<'_> {
    fn place(&self, page: &mut Page) -> Value {
        let cells = self.cells.iter().map(|(key, cell)| ((*key).to_owned(), place(Some(cell), page)));
        Value::Object(cells.collect::<Map<_, _>>())
    }
}
