//! The lower blocks of the annex: 「種類別支給限度管理」 and 「要介護認定期間中の短期入所利用日数」.

use super::FORM;
use super::table::Table;
use crate::billing::ShortStay;
use crate::forms::measures::count;
use crate::forms::measures::{FieldMeasure, Measures};
use crate::forms::placed::Placed;
use crate::forms::service_slip::notes::{Cell, Notes};
use crate::forms::service_slip::whole;
use crate::forms::{FormFault, Page};
use crate::source::Span;
use crate::source::thousands;
use serde_json::{Value, json};

/// The lower blocks, fitted.
pub(super) struct Lower<'a> {
    kinds: Vec<(Option<Cell>, [Option<i64>; 3])>,
    over: Option<i64>,
    short_stay: Option<ShortStay>,
    /// Lines of each half of the block of kinds, and their edges.
    rows: usize,
    top: f64,
    pitch: f64,
    edges: &'a [f64],
    figure: &'a FieldMeasure,
    stay: Vec<FieldMeasure>,
}

impl<'a> Lower<'a> {
    /// Fits the names of the kinds.
    pub(super) fn new(table: &Table, measures: &'a Measures, notes: &mut Notes) -> Result<Self, FormFault> {
        let (rows, ys) = (measures.number(FORM.id, "kind_rows")?, measures.numbers(FORM.id, "kind_y")?);
        let [top, bottom] = [1, 2].map(|n| ys.get(n).copied().unwrap_or_default());
        let pitch = (bottom - top) / rows;
        let edges = measures.numbers(FORM.id, "kind_edges")?;
        let rows = whole(rows);
        let name = measures.field(FORM.id, "kind_name")?.moved(top, pitch);
        let figure = measures.field(FORM.id, "kind_figure")?;
        let mut kinds = Vec::new();
        for (index, kind) in table.kinds.iter().enumerate() {
            let half = if index % (2 * rows - 1) < rows { 0 } else { 4 };
            let field = FieldMeasure { x: edge(edges, half), ..name.clone() };
            let numbers = [Some(kind.limit), Some(kind.total), Some(kind.over).filter(|over| *over > 0)];
            kinds.push((notes.cell(&kind.kind, Span::DETACHED, &field), numbers));
        }
        let (stays, stay_y) = (measures.numbers(FORM.id, "stay_edges")?, measures.numbers(FORM.id, "stay_y")?);
        let stay = measures.field(FORM.id, "stay")?.moved(edge(stay_y, 1), edge(stay_y, 2) - edge(stay_y, 1));
        let stay = stays.windows(2).map(|x| FieldMeasure { x: x[0], w: x[1] - x[0], ..stay.clone() }).collect();
        let over = table.total.as_ref().and_then(|total| total.kind_over);
        Ok(Self { kinds, over, short_stay: table.short_stay, rows, top, pitch, edges, figure, stay })
    }

    /// The last line of the right half is 合計.
    fn per_page(&self) -> usize {
        2 * self.rows - 1
    }

    /// How many pages they take.
    pub(super) fn pages(&self) -> usize {
        self.kinds.len().div_ceil(self.per_page()).max(1)
    }

    /// Places the blocks of one of their pages; none draws no blocks. Which text is which, for those who need it as a
    /// table.
    pub(super) fn place(&self, index: Option<usize>, page: &mut Page, placed: &mut Placed) -> Value {
        let Some(index) = index.filter(|index| *index < self.pages()) else { return Value::Null };
        let figure = |page: &mut Page, placed: &mut Placed, number: i64, column: usize, row: usize| {
            let (x, right) = (edge(self.edges, column), edge(self.edges, column + 1));
            let field = self.figure.moved(self.top + count(row) * self.pitch, self.pitch);
            placed.fit(page, &thousands(number), Span::DETACHED, &FieldMeasure { x, w: right - x, ..field })
        };
        let mut kinds = Vec::new();
        let here = self.kinds.chunks(self.per_page()).nth(index).unwrap_or_default();
        for (at, (name, numbers)) in here.iter().enumerate() {
            let (half, row) = (at / self.rows * 4, at % self.rows);
            let name = name.as_ref().map(|cell| cell.place(page, placed, count(row) * self.pitch));
            let numbers = [0, 1, 2].map(|n| figure(page, placed, numbers[n]?, half + 1 + n, row));
            kinds.push(json!({ "name": name, "figures": numbers }));
        }
        let over = self.over.filter(|_| index + 1 == self.pages());
        let over = over.and_then(|over| figure(page, placed, over, 7, self.rows - 1));
        let stay = self.short_stay.filter(|_| index == 0);
        let days = stay.map(|stay| [stay.before, stay.current, stay.cumulative]).into_iter().flatten();
        let days = self.stay.iter().zip(days);
        let days = days.map(|(field, days)| placed.fit(page, &days.to_string(), Span::DETACHED, field));
        json!({ "kinds": kinds, "over": over, "days": days.collect::<Vec<_>>() })
    }
}

fn edge(edges: &[f64], number: usize) -> f64 {
    edges.get(number).or(edges.last()).copied().unwrap_or_default()
}
