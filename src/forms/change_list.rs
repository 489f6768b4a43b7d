//! 「新旧対照表」 what differs between two plans, side by side. Cooperates with `templates/forms/change-list.typ`.
//!
//! One size of type; a row is as high as its longest cell and goes on on the next page where it must. What differs is
//! decided elsewhere. Start reading at [`sheets`].

use super::lines::{self, Fitted, Line};
use super::measures::FieldMeasure;
use super::packet_cover::Part;
use super::{Context, FormFault, Page, Sheet};
use crate::source::Span;
use serde_json::{Value, json};

/// The form's id.
pub const ID: &str = "change-list";

/// The printed title.
pub const TITLE: &str = "居宅サービス計画 新旧対照表";

/// The columns, each with its field of the measures.
const COLUMNS: [&str; 4] = ["part", "place", "before", "after"];

/// One difference.
#[derive(Clone, Debug)]
pub struct Row {
    /// 「第2表」
    pub part: String,
    /// 「ニーズ1 短期目標1」
    pub place: String,
    /// 「変更前」
    pub before: String,
    /// 「変更後」
    pub after: String,
    /// Its place in the new plan; detached when it is gone there.
    pub span: Span,
}

/// The pages of the list; `head` says which plans are compared.
///
/// # Errors
/// The measures lack something, or a name is longer than its place.
pub fn sheets(context: &Context, head: &str, rows: &[Row]) -> Result<Vec<Sheet>, FormFault> {
    let fields = COLUMNS.map(|key| context.measures.field(ID, key));
    let [part, place, before, after] = fields;
    let fields = [part?, place?, before?, after?];
    let size = fields[0].sizes.first().copied().unwrap_or_default();
    let unit = lines::height(1, size, fields[0].pitch);
    let room = lines::capacity(context.measures.number(ID, "room")?, size, fields[0].pitch);
    let pad = context.measures.number(ID, "row_pad")?;
    let mut sheets = Vec::new();
    for parts in pages(rows, fields, size, room, pad / unit) {
        let mut page = Page::new(ID, TITLE);
        let mut cells = Part { page: &mut page, measures: context.measures, section: ID };
        cells.client(context, None)?;
        cells.put("from", head, Span::DETACHED)?;
        let mut printed = Vec::new();
        for part in parts {
            let height = lines::height(part.lines, size, fields[0].pitch) + pad;
            let mut row = json!({ "height": height });
            for (key, lines) in COLUMNS.iter().zip(part.cells) {
                row[*key] = placed(&mut page, lines, size, part.span);
            }
            printed.push(row);
        }
        page.set("rows", printed);
        sheets.push(page.finish());
    }
    Sheet::number(&mut sheets);
    Ok(sheets)
}

fn placed(page: &mut Page, lines: Vec<Line>, size: f64, span: Span) -> Value {
    if lines.is_empty() {
        return Value::Null;
    }
    page.place(&Fitted { size, lines, rest: None, shrunk: false }, span)
}

/// A row, or the part of it that stands on a page.
struct Piece {
    cells: [Vec<Line>; 4],
    lines: usize,
    span: Span,
}

/// Deals the rows out to pages of `room` lines; `pad` is the space of a row beyond its lines, in lines.
fn pages(rows: &[Row], fields: [&FieldMeasure; 4], size: f64, room: usize, pad: f64) -> Vec<Vec<Piece>> {
    let mut pages: Vec<Vec<Piece>> = vec![Vec::new()];
    // In thousandths of a line, so that sums are exact.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a pad is a small part of a line")]
    let pad = (pad * 1000.0).ceil() as usize;
    let mut free = room * 1000;
    for row in rows {
        let texts = [&row.part, &row.place, &row.before, &row.after];
        let mut cells: [Vec<Line>; 4] = std::array::from_fn(|at| lines::lines_at(texts[at], fields[at], size));
        loop {
            let wanted = cells.iter().map(Vec::len).max().unwrap_or_default().max(1);
            let here = free.saturating_sub(pad) / 1000;
            let fits = wanted <= here;
            // A row that a page of its own can hold is not broken.
            if !fits && (wanted * 1000 + pad <= room * 1000 || here < 2) && free < room * 1000 {
                pages.push(Vec::new());
                free = room * 1000;
                continue;
            }
            let lines = wanted.min(here.max(1));
            let rest = cells.each_mut().map(|cell| cell.split_off(lines.min(cell.len())));
            let cells_here = std::mem::replace(&mut cells, rest);
            if let Some(page) = pages.last_mut() {
                page.push(Piece { cells: cells_here, lines, span: row.span });
            }
            free = free.saturating_sub(lines * 1000 + pad);
            if cells.iter().all(Vec::is_empty) {
                break;
            }
        }
    }
    pages
}
