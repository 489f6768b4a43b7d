//! 「居宅サービス計画書（２）」 Cooperates with `templates/forms/care-plan-2.typ`.
//!
//! One size of type for the whole table: the biggest one that takes no more sheets than the smallest would. Rows are as
//! tall as their texts; [`paging`] decides which rows stand on which sheet. Start reading at [`sheets`].

mod paging;
mod table;

use serde_json::{Value, json};

use super::lines::{self, Fitted};
use super::{Context, Form, FormFault, NoticeKind, Page, Sheet};
use crate::case::Need;
use crate::source::{Field, Span};
use paging::{Heights, Row};
use table::{COLUMNS, SECTION, Style};

/// 「第2表」
pub const FORM: Form = Form {
    id: "care-plan-2",
    name: "第2表",
    title: "居宅サービス計画書（２）",
    has_data: |case| case.plan_2.is_some(),
    sheets,
};

/// All sheets of the plan's needs; without needs one sheet of blank rows.
fn sheets(context: &Context) -> Result<Vec<Sheet>, FormFault> {
    let plan = context.case.plan_2.as_ref().filter(|_| !context.blank);
    let mut needs: Vec<Need> = plan.map(|plan| plan.needs.to_vec()).unwrap_or_default();
    needs.extend(rest_of_name(context)?);
    let heights = heights(context)?;
    let (style, mut pages) = typeset_small_enough(&needs, context, heights)?;
    if pages.is_empty() {
        pages.push(Vec::new());
    }
    let shrunk = context.measures.field(SECTION, COLUMNS[0])?.sizes.first().is_some_and(|&first| style < first);
    let mut sheets = Vec::new();
    for rows in pages {
        let mut page = Page::new(FORM.id, "第２表 居宅サービス計画書（２）");
        // What the name's field cannot hold is in the table, see `rest_of_name`.
        let _rest = page.head(context, plan.map(|plan| &plan.issued_on))?;
        page.set("footnotes", json!(context.options.footnotes));
        let told = needs.first().map_or(Span::DETACHED, |need| need.statement.span());
        if shrunk && sheets.is_empty() {
            page.note(told, NoticeKind::Shrunk(style));
        }
        draw(&mut page, rows, heights);
        sheets.push(page.finish());
    }
    Ok(sheets)
}

/// A name that its field at the head cannot hold goes on in a last row of the table.
fn rest_of_name(context: &Context) -> Result<Option<Need>, FormFault> {
    let Some(client) = context.case.client.as_ref().filter(|_| !context.blank) else { return Ok(None) };
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
    })
}

/// The biggest size at which the needs take no more sheets than at the smallest, and the rows of those sheets.
fn typeset_small_enough(needs: &[Need], context: &Context, heights: Heights) -> Result<(f64, Vec<Vec<Row>>), FormFault> {
    let mut best: Option<(f64, Vec<Vec<Row>>)> = None;
    for &size in &context.measures.field(SECTION, COLUMNS[0])?.sizes {
        let style = Style::new(context.measures, size, needs)?;
        let tables: Vec<_> = needs.iter().map(|need| table::need_table(need, &style)).collect();
        let pages = paging::paginate(&tables, &style, heights);
        if best.as_ref().is_none_or(|(_, fewest)| pages.len() < fewest.len()) {
            best = Some((size, pages));
        }
        if best.as_ref().is_some_and(|(_, fewest)| fewest.len() <= 1) {
            break;
        }
    }
    Ok(best.unwrap_or_default())
}

/// Puts a sheet's rows on its page, and blank ruled rows under them to the table's end.
fn draw(page: &mut Page, rows: Vec<Row>, heights: Heights) {
    let used: f64 = rows.iter().map(|row| row.height).sum();
    let left = heights.room - used;
    let (stretch, blank) = if left < heights.row && !rows.is_empty() {
        (left.max(0.0) / to_f64(rows.len()), Vec::new())
    } else {
        let n = (left / heights.blank).round().max(1.0);
        let n_rows = (1..1000).take_while(|&row| to_f64(row) <= n).count();
        (0.0, vec![left / n; n_rows])
    };
    let mut row_heights = Vec::new();
    let mut begins = Vec::new();
    let mut cells = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        row_heights.push(row.height + stretch);
        if row.begins {
            begins.push(at);
        }
        for cell in row.cells {
            if cell.continues {
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

#[expect(clippy::cast_precision_loss, reason = "counts of rows are small")]
fn to_f64(n: usize) -> f64 {
    n as f64
}
