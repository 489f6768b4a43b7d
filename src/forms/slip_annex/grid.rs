//! The table of the annex: its sizes, and the words and figures of its rows.

use super::FORM;
use super::figures::{figures, narrow, one_line, run};
use super::table::AnnexRow;
use crate::billing::{Row, RowKind};
use crate::forms::measures::count;
use crate::forms::measures::{Align, FieldMeasure, MM_PER_PT, Measures};
use crate::forms::placed::Placed;
use crate::forms::service_slip::notes::{Cell, Notes};
use crate::forms::service_slip::whole;
use crate::forms::{FormFault, Page};
use crate::source::Span;
use serde_json::{Value, json};

/// Columns of words before the figures; the last two only where the sheet has them.
const WORDS: [&str; 6] = ["provider", "number", "content", "code", "item", "item_code"];

/// The sizes of the table.
pub(super) struct Grid {
    /// Fields of [`WORDS`] in the first row.
    words: Vec<FieldMeasure>,
    /// Fields of the figures in the first row, and their widths in half ems.
    figures: Vec<FieldMeasure>,
    widths: Vec<usize>,
    /// Rows on the page with the totals.
    pub(super) rows: usize,
    /// Rows on a page after which more follow: it has no totals and no lower blocks.
    pub(super) rows_before_more: usize,
    pitch: f64,
    /// 「区分支給限度基準額」 in the last row.
    pub(super) limit: FieldMeasure,
}

impl Grid {
    pub(super) fn new(measures: &Measures, equipment: bool) -> Result<Self, FormFault> {
        let of = |key: &str| if equipment { format!("{key}_equipment") } else { key.to_owned() };
        let (top, pitch) = (measures.number(FORM.id, "body_y")?, measures.number(FORM.id, "pitch")?);
        let rows = whole(measures.number(FORM.id, "rows")?);
        let rows_before_more = whole(measures.number(FORM.id, "rows_before_more")?);
        let style = |key: &str, x: f64, right: f64| -> Result<FieldMeasure, FormFault> {
            Ok(FieldMeasure { x, w: right - x, ..measures.field(FORM.id, key)?.moved(top, pitch) })
        };
        let edges = measures.numbers(FORM.id, &of("word_edges"))?;
        let columns = WORDS.iter().zip(edges.windows(2));
        let words = columns.map(|(key, edges)| style(key, edges[0], edges[1])).collect::<Result<Vec<_>, _>>()?;
        let first = measures.field(FORM.id, "figure")?.sizes.first().copied().unwrap_or_default();
        let half = first * MM_PER_PT / 2.0;
        let mut x = edges.last().copied().unwrap_or_default();
        let (mut widths, mut fields) = (Vec::new(), Vec::new());
        for &halves in measures.numbers(FORM.id, &of("figure_halves"))? {
            fields.push(style("figure", x, x + halves * half)?);
            widths.push(whole(halves));
            x += halves * half;
        }
        // The limit spans what lies between its label and 回数.
        let edge = |n: usize| fields.get(n).map_or(0.0, |field| field.x);
        let left = words.get(4).map_or(edge(0), |field| field.x);
        let limit = style("limit", left, edge(3))?;
        let limit = limit.moved(top + count(rows) * pitch, pitch);
        Ok(Self { words, figures: fields, widths, rows, rows_before_more, pitch, limit })
    }

    /// The figures of the row `index` of a page: one run, the blanks it leaves out at its beginning, and apart what is
    /// too wide for it.
    pub(super) fn figures(&self, page: &mut Page, placed: &mut Placed, row: &Row, index: usize, span: Span) -> Value {
        let texts = figures(row);
        let (blanks, text, apart) = run(&texts, &self.widths);
        let down = |field: &FieldMeasure| field.moved(field.y + count(index) * self.pitch, self.pitch);
        let mut alone = Vec::new();
        for (column, figure) in apart {
            if let Some(field) = self.figures.get(column).map(down) {
                alone.push((column, placed.push(page, &narrow(figure, &field), span, &field)));
            }
        }
        let first = self.figures.first().filter(|_| !text.is_empty()).map(down);
        let run = first.map(|first| {
            let size = first.sizes.first().copied().unwrap_or_default();
            let half = size * MM_PER_PT / 2.0;
            // Half a blank on either side of a column.
            let x = first.x + (count(blanks) + 0.5) * half;
            let field = FieldMeasure { x, w: count(text.len()) * half, align: Align::Left, pad: 0.0, ..first };
            placed.push(page, &one_line(&text, size, field.face.0), span, &field)
        });
        json!({ "run": run, "blanks": blanks, "apart": alone })
    }
}

/// A row with its words fitted.
pub(super) struct FittedRow<'a> {
    row: &'a AnnexRow,
    words: Vec<Option<Cell>>,
}

impl<'a> FittedRow<'a> {
    /// Fits the words of a row.
    pub(super) fn new(row: &'a AnnexRow, grid: &Grid, notes: &mut Notes) -> Self {
        let of = |text: &'a Option<String>| text.as_deref().unwrap_or_default();
        let texts = [
            (of(&row.row.provider), row.span),
            (of(&row.row.provider_number), row.span),
            (of(&row.row.content), row.span),
            (of(&row.row.code), row.span),
            (row.item.0.as_str(), row.item.1),
            (row.item_code.as_str(), row.span),
        ];
        let cells = grid.words.iter().zip(texts);
        let words = cells.map(|(field, (text, span))| notes.cell(text, span, field)).collect();
        Self { row, words }
    }

    /// How well a page begins with this row, which follows another: 2 where a provider's rows begin, 0 for a sum.
    pub(super) fn begins(&self, before: Option<&Self>) -> u8 {
        let (row, before) = (&self.row.row, before.map(|before| &before.row.row));
        let is_sum = matches!(row.kind, RowKind::Subtotal | RowKind::PastThirtyDaysSubtotal);
        if before.is_none_or(|before| before.provider != row.provider) { 2 } else { u8::from(!is_sum) }
    }

    /// Places the row `index` of a page; which text is which, for those who need it as a table.
    pub(super) fn place(&self, page: &mut Page, placed: &mut Placed, index: usize, grid: &Grid) -> Value {
        let dy = count(index) * grid.pitch;
        let words = self.words.iter().map(|cell| cell.as_ref().map(|cell| cell.place(page, placed, dy)));
        let words: Vec<_> = words.collect();
        if let (Some(name), Some(number)) = (&self.row.row.provider, grid.words.get(1)) {
            page.writes_of("provider", name, &[], &number.moved(number.y + dy, number.h));
        }
        json!({ "words": words, "figures": grid.figures(page, placed, &self.row.row, index, self.row.span) })
    }
}
