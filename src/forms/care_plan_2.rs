//! 「居宅サービス計画書（２）」 Cooperates with `templates/forms/care-plan-2.typ`.
//!
//! One size of type for the whole table: the biggest at which one sheet holds all of it; where that would be small print,
//! or no size does, the biggest that takes the fewest sheets and is still easy to read. Rows are as
//! tall as their texts; [`paging`] decides which rows stand on which sheet. Start reading at [`sheets`].

mod paging;
mod table;

use serde_json::{Value, json};

use super::lines::{self, Fitted};
use super::measures::{FieldMeasure, count};
use super::{Context, Form, FormFault, NoticeKind, Page, Sheet};
use crate::case::Need;
use crate::case::delivery::TableName;
use crate::source::{Field, Span};
use paging::{Heights, Row};
use table::{COLUMNS, SECTION, Style, WidestPeriods};

/// 「第2表」
pub const FORM: Form = Form {
    has_data: |case, _| case.plan_2.is_some(),
    issued_on: |case, _| case.plan_2.as_ref()?.issued_on.value(),
    sheets,
    ..Form::plan("care-plan-2", TableName::Plan2.printed(), "居宅サービス計画書（２）")
};

/// All sheets of the plan's needs; without needs one sheet of blank rows.
fn sheets(context: &Context) -> Result<Vec<Sheet>, FormFault> {
    let plan = context.case.plan_2.as_ref().filter(|_| !context.select.blank);
    let mut needs: Vec<Need> = plan.map(|plan| plan.needs.to_vec()).unwrap_or_default();
    let n_needs = needs.len();
    needs.extend(rest_of_name(context)?);
    let heights = heights(context)?;
    let (size, mut pages) = typeset_small_enough(&needs, context, heights)?;
    if pages.is_empty() {
        pages.push(Vec::new());
    }
    let usual = context.measures.field(SECTION, COLUMNS[0])?.sizes.first().copied().unwrap_or(size);
    // A need that goes on over several sheets is told of once.
    let mut told = Vec::new();
    let mut sheets = Vec::new();
    let n = pages.len();
    for (at, rows) in pages.into_iter().enumerate() {
        let mut page = Page::of_plan(context, FORM.id, "第２表 居宅サービス計画書（２）", "");
        page.be_writable(context, &[]);
        // What the name's field cannot hold is in the table, see `rest_of_name`.
        let rest = page.head(context, plan.map(|plan| &plan.issued_on))?;
        page.set("footnotes", json!(context.options.footnotes));
        if sheets.is_empty() {
            if size < usual {
                page.note(plan.map_or(Span::DETACHED, |plan| plan.needs.span()), NoticeKind::Shrunk(size));
            }
            if let Some(client) = context.case.client.as_ref().filter(|_| rest.is_some()) {
                page.note(client.name.span(), NoticeKind::Continued("表の終わりの行"));
            }
        }
        let is_last = at + 1 == n;
        if page.is_writable() {
            write(&mut page, &rows, heights, is_last, n_needs, size, context)?;
        }
        draw(&mut page, rows, heights, is_last, &mut told);
        sheets.push(page.finish());
    }
    Sheet::number(&mut sheets);
    Ok(sheets)
}

/// A name that its field at the head cannot hold goes on in a last row of the table.
fn rest_of_name(context: &Context) -> Result<Option<Need>, FormFault> {
    let Some(client) = context.case.client.as_ref().filter(|_| !context.select.blank) else { return Ok(None) };
    let rest = lines::fit(client.name.text(), context.measures.field("sheet", "name")?).rest;
    Ok(rest.map(|rest| {
        let words = format!("利用者名（続き）：{rest}");
        Need { statement: Field::of(words.clone(), words), ..Need::default() }
    }))
}

fn heights(context: &Context) -> Result<Heights, FormFault> {
    let number = |key| context.measures.number(SECTION, key);
    Ok(Heights {
        room: number("bottom")? - number("top")?,
        row: number("row")?,
        blank: number("blank_row")?,
        pad: number("cell_pad")?,
        air: number("air")?,
    })
}

/// Text is not set smaller than this to save a second sheet, pt.
const WORTH_ONE_SHEET: f64 = 8.0;

/// The biggest size at which one sheet holds all needs, else the one that goes on; and the rows of the sheets.
fn typeset_small_enough(
    needs: &[Need],
    context: &Context,
    heights: Heights,
) -> Result<(f64, Vec<Vec<Row>>), FormFault> {
    let mut best: Option<(f64, Vec<Vec<Row>>)> = None;
    let periods = WidestPeriods::of(needs);
    let sizes = &context.measures.field(SECTION, COLUMNS[0])?.sizes;
    let goes_on_at = lines::goes_on_at(sizes);
    for &size in sizes.iter().filter(|&&size| size >= WORTH_ONE_SHEET.min(goes_on_at)) {
        let style = Style::new(context.measures, size, periods)?;
        let tables: Vec<_> = needs.iter().enumerate().map(|(at, need)| table::need_table(at, need, &style)).collect();
        let pages = paging::paginate(&tables, &style, heights);
        if pages.len() <= 1 {
            return Ok((size, pages));
        }
        if size >= goes_on_at && best.as_ref().is_none_or(|(_, fewest)| pages.len() < fewest.len()) {
            best = Some((size, pages));
        }
    }
    Ok(best.unwrap_or_default())
}

/// What the room that is left makes of a sheet's rows: by how much each is airier, and on the last sheet the heights of
/// blank ruled rows to the table's end. No row is blank where the table goes on.
fn spread(rows: &[Row], heights: Heights, is_last: bool) -> (f64, Vec<f64>) {
    let used: f64 = rows.iter().map(|row| row.height).sum();
    let left = (heights.room - used).max(0.0);
    let n_rows = count(rows.len().max(1));
    let air = (left / n_rows).min(heights.air);
    match left - air * n_rows {
        left if rows.is_empty() => (0.0, blank_rows(left + air, heights)),
        left if is_last && left >= heights.row => (air, blank_rows(left, heights)),
        _ => (left / n_rows, Vec::new()),
    }
}

/// Receipts for what is written in a sheet's cells. Blank rows are those of the plan's next need.
fn write(
    page: &mut Page,
    rows: &[Row],
    heights: Heights,
    is_last: bool,
    n_needs: usize,
    size: f64,
    context: &Context,
) -> Result<(), FormFault> {
    let (air, blank) = spread(rows, heights, is_last);
    let mut tops = vec![context.measures.number(SECTION, "top")?];
    for height in rows.iter().map(|row| row.height + air).chain(blank) {
        tops.push(tops[tops.len() - 1] + height);
    }
    let mut put = |column: &str, places: &[usize], from: usize, to: usize| -> Result<(), FormFault> {
        let field = context.measures.field(SECTION, column)?;
        let at = FieldMeasure { sizes: vec![size], ..field.moved(tops[from], tops[to] - tops[from]) };
        page.writes(column, places, &at);
        Ok(())
    };
    for (at, row) in rows.iter().enumerate() {
        for cell in row.cells.iter().filter(|cell| cell.places.first().is_some_and(|need| *need < n_needs)) {
            put(COLUMNS[cell.column], &cell.places, at, at + cell.rows)?;
        }
    }
    for at in rows.len()..tops.len() - 1 {
        for column in COLUMNS {
            put(column, &[n_needs, 0, 0, 0], at, at + 1)?;
        }
    }
    Ok(())
}

/// Puts a sheet's rows on its page.
fn draw(page: &mut Page, rows: Vec<Row>, heights: Heights, is_last: bool, told: &mut Vec<Span>) {
    let (air, blank) = spread(&rows, heights, is_last);
    page.set("pad", heights.pad + air.min(heights.air) / 2.0);
    let mut row_heights = Vec::new();
    let mut begins = Vec::new();
    let mut cells = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        row_heights.push(row.height + air);
        if row.begins {
            begins.push(at);
        }
        for cell in row.cells {
            if cell.continues && !told.contains(&cell.span) {
                told.push(cell.span);
                page.note(cell.span, NoticeKind::Continued("次の用紙"));
            }
            let fitted = Fitted { size: cell.size, lines: cell.lines, rest: None, shrunk: false };
            let text = if fitted.lines.is_empty() { Value::Null } else { page.place(&fitted, cell.span) };
            cells.push(json!({ "column": COLUMNS[cell.column], "row": at, "rows": cell.rows, "text": text }));
        }
    }
    for height in blank {
        let at = row_heights.len();
        begins.push(at);
        row_heights.push(height);
        cells.extend(COLUMNS.map(|column| json!({ "column": column, "row": at, "rows": 1, "text": null })));
    }
    page.set("rows", row_heights);
    page.set("begins", begins);
    page.set("cells", cells);
}

/// Heights of blank rows that fill `left` exactly.
fn blank_rows(left: f64, heights: Heights) -> Vec<f64> {
    let n = (1..1000).take_while(|&n| (count(n) - 0.5) * heights.blank <= left).count().max(1);
    vec![left / count(n); n]
}
