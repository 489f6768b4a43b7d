//! 「サービス利用票別表」 and 「サービス提供票別表」. Cooperates with `templates/forms/slip-annex.typ`.
//!
//! Prints what `billing` computed and computes nothing itself. A provider's copy has that provider's rows and one row for
//! all others; the totals are everybody's on every copy. Totals and the two lower blocks stand on the last page only.
//! A row's figures are one run of text, so that a page is laid out in a few pieces.

mod figures;
mod grid;
mod lower;
mod table;

use super::measures::Measures;
use super::placed::{Layer, Placed};
use super::service_slip::notes::{self, Cell, Notes};
use super::service_slip::{Copy, CopyKind, has_equipment_columns, months};
use super::{Context, Form, FormFault, Page, Sheet, service_slip, text};
use crate::calendar::{Month, era};
use crate::case::delivery::TableName;
use crate::case::{CaseFile, InMonth, MonthlyService};
use crate::source::{Field, Span, thousands};
use grid::{FittedRow, Grid};
use lower::Lower;
use serde_json::{Map, Value, json};
use table::Table;

/// 「第7表」
pub const FORM: Form = Form {
    id: "slip-annex",
    name: TableName::Annex.printed(),
    title: "サービス利用票別表",
    batch_name: Some("別表"),
    has_annex: true,
    sheets: |context| sheets(context, &Copy::of(CopyKind::Client)),
    ..service_slip::FORM
};

/// The pages of a copy: every month of the plan, or the one asked for; the blank form when there is none.
///
/// # Errors
/// The annex cannot be computed, or the measures lack something.
pub fn sheets(context: &Context, copy: &Copy) -> Result<Vec<Sheet>, FormFault> {
    let months = months(context);
    if months.is_empty() {
        let case = if context.select.blank { &CaseFile::default() } else { context.case };
        return AnnexSheets { context, kind: copy.kind, case, month: None, table: Table::blank() }.sheets();
    }
    let mut sheets = Vec::new();
    for month in months {
        for provider in copy.prints(month) {
            let table = match Table::new(context, month, provider) {
                // 控 and 提供票 bear the slip, too: its days are wanted where the annex is not computed here (公費).
                Err(FormFault::Refused { others_print: true, .. }) if copy.kind != CopyKind::Client => continue,
                made => made?,
            };
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

impl AnnexSheets<'_> {
    fn sheets(&self) -> Result<Vec<Sheet>, FormFault> {
        let measures = self.context.measures;
        let of = self.month.and_then(|month| month.month.value());
        let equipment = has_equipment_columns(self.context, of);
        let grid = Grid::new(measures, equipment)?;
        let mut notes = Notes::default();
        let head = self.head(measures, &mut notes)?;
        let rows: Vec<_> = self.table.rows.iter().map(|row| FittedRow::new(row, &grid, &mut notes)).collect();
        let lower = Lower::new(&self.table, measures, &mut notes)?;
        let note = measures.field(FORM.id, "note")?;
        let lines = notes.lines(note);

        let field = |key| measures.field(FORM.id, key);
        let is_own = self.month.is_some_and(|month| !month.insured_number.is_blank());
        let number = if is_own { "month_insured_number" } else { "insured_number" };
        let slots = [
            ("issued_on", measures.field("sheet", "issued_on")?),
            ("month", field("month")?),
            (number, field("insured_number")?),
            ("name", field("name")?),
        ];

        // The last page of rows carries totals and lower blocks; what these have no room for goes on alone.
        let room = Room { last: grid.rows, before_more: grid.rows_before_more };
        let row_pages = row_pages(&rows, room, |rows, at| rows[at].begins(rows.get(at.wrapping_sub(1))));
        let note_pages = pages_of(&lines, notes::room(note.h, note));
        let n = row_pages.len() - 1 + lower.pages().max(note_pages.len());
        let sheet = |index: usize| {
            let after = (index + 1).checked_sub(row_pages.len());
            let mut page = self.page(equipment, of);
            page.be_writable(self.context, &[self.at()]);
            for (key, field) in &slots {
                page.writes(key, &[], field);
            }
            let mut placed = Placed::default();
            page.set("page", if n > 1 { json!(format!("（{}/{n}）", index + 1)) } else { Value::Null });
            page.set("goes_on", index + 1 < row_pages.len());
            let head =
                head.iter().map(|(key, cell)| ((*key).to_owned(), cell.place(&mut page, &mut placed, 0.0).into()));
            let head: Map<_, _> = head.collect();
            page.set("head", head);
            self.rows(&mut page, &mut placed, row_pages.get(index).copied(), after == Some(0), &grid);
            let lower = lower.place(after, &mut page, &mut placed);
            page.set("lower", lower);
            let lines = after.and_then(|after| note_pages.get(after).copied()).unwrap_or_default();
            let notes = notes::place(lines, note.y, note, &mut page, &mut placed);
            page.set("notes", notes);
            page.texts("texts", 0.0, placed);
            page.layers(layers(&page));
            Sheet { about: of.map(Month::first_day), ..page.finish() }
        };
        Ok((0..n).map(sheet).collect())
    }

    /// Which of the plan's months; without one, the next.
    fn at(&self) -> usize {
        let all = &self.case.months;
        let ours = |month: &MonthlyService| self.month.is_some_and(|own| std::ptr::eq(own, month));
        all.iter().position(ours).unwrap_or(all.len())
    }

    fn page(&self, equipment: bool, of: Option<Month>) -> Page {
        let number = if self.kind.is_numbered() { "第７表 " } else { "" };
        let mut page =
            Page::new(FORM.id, format!("{number}{}{}", self.kind.annex_title(), self.context.select.draft_mark()));
        page.set("badge", if self.kind.is_numbered() { json!("第７表") } else { Value::Null });
        page.set("title", format!("{}{}", self.kind.annex_title(), self.context.select.draft_mark()));
        page.set("equipment", equipment);
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
        let remarks = [self.insurer(), self.table.remark.clone()];
        let remarks: Vec<String> = remarks.into_iter().flatten().collect();
        put("remark", &remarks.join("　"), Span::DETACHED, FORM.id)?;
        let client = self.case.client.as_ref();
        let number = match self.month {
            Some(month) => InMonth::new(self.case, month).insured_number(),
            None => client.map(|client| &client.insured_number),
        };
        if let Some(number) = number {
            put("insured_number", number.get().map_or(number.text(), |number| &number.0), number.span(), FORM.id)?;
        }
        if let Some(client) = client {
            put("name", client.name.text(), client.name.span(), FORM.id)?;
        }
        Ok(cells)
    }

    /// Which insurer's annex it is, where the month has two: no cell of the form says it.
    fn insurer(&self) -> Option<String> {
        let month = self.month?;
        let several = self.case.months.iter().filter(|other| other.month.value() == month.month.value()).count() > 1;
        let number = InMonth::new(self.case, month).insurer_number().filter(|_| several)?;
        Some(format!("※　保険者番号 {}", number.text().trim()))
    }

    /// The rows of a page, and under the last page's the totals.
    fn rows(&self, page: &mut Page, placed: &mut Placed, rows: Option<&[FittedRow]>, has_totals: bool, grid: &Grid) {
        // No blank rows where the table goes on.
        page.set("ruled", rows.map_or(0, |rows| if has_totals { grid.rows } else { rows.len() }));
        page.set("totals", has_totals);
        let rows = rows.unwrap_or_default().iter().enumerate();
        let lines: Vec<_> = rows.map(|(index, row)| row.place(page, placed, index, grid)).collect();
        page.set("lines", lines);
        let limit = self.table.limit.filter(|_| has_totals).map(thousands).unwrap_or_default();
        let span = self.month.map_or(Span::DETACHED, |month| month.limit.span());
        let limit = placed.fit(page, &limit, span, &grid.limit);
        let total = self.table.total.as_ref().filter(|_| has_totals);
        let span = self.month.map_or(Span::DETACHED, |month| month.lines.span());
        let total = total.map(|total| grid.figures(page, placed, total, grid.rows, span));
        page.set("total", json!({ "limit": limit, "figures": total }));
    }
}

/// What lies under the texts of a page.
fn layers(page: &Page) -> Vec<Layer> {
    let mut form = page.values(&["badge", "title", "equipment", "ruled", "totals", "goes_on"]);
    form.push((!page.value("lower").is_null()).into());
    let number = page.value("page");
    let number = (!number.is_null()).then(|| Layer::new("page", vec![number.clone()]));
    [Layer::new("form", form)].into_iter().chain(number).collect()
}

/// How many rows pages have: `last` with the totals, `before_more` where more follow.
#[derive(Clone, Copy)]
struct Room {
    last: usize,
    before_more: usize,
}

impl Room {
    /// How many rows the fullest page takes of so many, if more follow.
    fn fullest(self, rows: usize) -> usize {
        self.before_more.min(rows.saturating_sub(1)).max(1)
    }

    fn pages(self, rows: usize) -> usize {
        if rows <= self.last.max(1) { 1 } else { 1 + self.pages(rows - self.fullest(rows)) }
    }
}

/// Rows by pages, on as few as they need, the last with at least one. Where that costs no page a page ends with a provider's
/// last row (`begins` is 2 for a row that begins a provider's), else at least before a row that is no sum of rows above it (1).
fn row_pages<T>(rows: &[T], room: Room, begins: impl Fn(&[T], usize) -> u8) -> Vec<&[T]> {
    let (mut pages, mut rest) = (Vec::new(), rows);
    while rest.len() > room.last.max(1) {
        let fullest = room.fullest(rest.len());
        let least = room.pages(rest.len() - fullest);
        let cuts = (1..=fullest).filter(|cut| room.pages(rest.len() - cut) == least);
        let cut = cuts.max_by_key(|cut| (begins(rest, *cut), *cut)).unwrap_or(fullest);
        let (page, more) = rest.split_at(cut);
        pages.push(page);
        rest = more;
    }
    pages.push(rest);
    pages
}

/// Slices of at most `size`; one empty slice of nothing.
fn pages_of<T>(items: &[T], size: usize) -> Vec<&[T]> {
    if items.is_empty() { vec![items] } else { items.chunks(size.max(1)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of providers, each with a sum at its end.
    fn cut(providers: &[usize], room: Room) -> Vec<usize> {
        let rows: Vec<(usize, bool)> =
            providers.iter().enumerate().flat_map(|(of, n)| (1..=*n).map(move |row| (of, row == *n))).collect();
        let begins = |rows: &[(usize, bool)], at: usize| match (rows[at - 1].0 == rows[at].0, rows[at].1) {
            (false, _) => 2,
            (true, false) => 1,
            (true, true) => 0,
        };
        row_pages(&rows, room, begins).iter().map(|page| page.len()).collect()
    }

    #[test]
    fn a_page_ends_with_a_provider_where_that_costs_no_page() {
        let room = Room { last: 15, before_more: 22 };
        assert_eq!(cut(&[11, 8], room), [11, 8]);
        assert_eq!(cut(&[15], room), [15]);
        // One provider alone: its sum does not stand alone on a page.
        assert_eq!(cut(&[16], room), [14, 2]);
        assert_eq!(cut(&[23], room), [21, 2]);
        // A page more would be needed to part them at the provider.
        assert_eq!(cut(&[2, 35], room), [22, 15]);
        for n in 1..80 {
            let pages = cut(&[3, n, 2], room);
            assert_eq!((pages.iter().sum::<usize>(), pages.len()), (n + 5, room.pages(n + 5)), "{pages:?}");
        }
    }
}
