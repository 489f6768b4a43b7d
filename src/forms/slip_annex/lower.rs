//! The lower blocks of the annex: 「種類別支給限度管理」 and 「要介護認定期間中の短期入所利用日数」.

use super::super::service_slip::notes::{Cell, Notes, place};
use super::super::service_slip::{thousands, whole};
use super::FORM;
use super::table::Table;
use crate::billing::{KindRow, ShortStay};
use crate::forms::measures::Measures;
use crate::forms::{FormFault, Page};
use crate::source::Span;
use serde_json::{Value, json};

/// The lower blocks, fitted.
pub(super) struct Lower {
    kinds: Vec<(Option<Cell>, [i64; 3])>,
    over: Option<i64>,
    short_stay: Option<ShortStay>,
    per_page: usize,
}

impl Lower {
    /// Fits the names of the kinds.
    pub(super) fn new(table: &Table, measures: &Measures, notes: &mut Notes) -> Result<Self, FormFault> {
        let name = measures.field(FORM.id, "kind_name")?;
        let cells = |kind: &KindRow| {
            (notes.cell(&kind.kind, Span::DETACHED, name), [kind.limit, kind.total, kind.over])
        };
        Ok(Self {
            kinds: table.kinds.iter().map(cells).collect(),
            over: table.total.as_ref().and_then(|total| total.kind_over),
            short_stay: table.short_stay,
            // Two halves; the last line of the right one is 合計.
            per_page: 2 * whole(measures.number(FORM.id, "kind_rows")?) - 1,
        })
    }

    /// How many pages they take.
    pub(super) fn pages(&self) -> usize {
        self.kinds.len().div_ceil(self.per_page).max(1)
    }

    /// Places the blocks of one of their pages; none draws no blocks.
    pub(super) fn place(&self, index: Option<usize>, page: &mut Page, measures: &Measures) -> Result<(), FormFault> {
        let index = index.filter(|index| *index < self.pages());
        page.set("lower", index.is_some());
        let field = measures.field(FORM.id, "kind_figure")?;
        let mut figure = |page: &mut Page, number: i64| page.fitted(&thousands(number), Span::DETACHED, field).0;
        let mut kinds = Vec::new();
        let here = index.and_then(|index| self.kinds.chunks(self.per_page).nth(index)).unwrap_or_default();
        for (name, numbers) in here {
            let name = place(name.as_ref(), page);
            kinds.push(json!({ "name": name, "figures": numbers.map(|number| figure(page, number)) }));
        }
        page.set("kinds", kinds);
        let is_last = index == Some(self.pages() - 1);
        let over = self.over.filter(|_| is_last).map(|over| figure(page, over));
        page.set("kinds_over", over.unwrap_or_default());
        let stay = self.short_stay.filter(|_| index == Some(0));
        let days = stay.map(|stay| [stay.before, stay.current, stay.cumulative].map(|days| figure(page, days)));
        page.set("short_stay", days.map_or(Value::Null, |days| json!(days)));
        Ok(())
    }
}
