//! What the annex of a month says, in the order in which it is printed: computed, or as far as a draft goes.

use crate::billing::{self, Annex, BillingInput, KindRow, Mode, RefusalKind, Row, RowKind, ShortStay};
use crate::case::{MonthlyService, ServiceLine};
use crate::forms::service_slip::item_codes;
use crate::forms::{Context, FormFault};
use crate::source::{Span, same_name};

/// What is printed for a month.
pub(super) struct Table {
    /// The rows but 合計.
    pub(super) rows: Vec<AnnexRow>,
    /// 「合計」 over all providers.
    pub(super) total: Option<Row>,
    /// 「区分支給限度基準額」
    pub(super) limit: Option<i64>,
    /// 「種類別支給限度管理」
    pub(super) kinds: Vec<KindRow>,
    /// 「短期入所利用日数」
    pub(super) short_stay: Option<ShortStay>,
    /// What is told on the sheet: why a draft has no money yet, or that the figures are those of 実績.
    pub(super) remark: Option<String>,
}

/// A row with what the slip's line knows and the annex does not: the item of 福祉用具.
pub(super) struct AnnexRow {
    /// The figures.
    pub(super) row: Row,
    /// 「用具名称」 and its place.
    pub(super) item: (String, Span),
    /// 「TAISコード・届出コード」
    pub(super) item_code: String,
    /// Where the line stands in the plan.
    pub(super) span: Span,
}

impl Table {
    /// An empty table: the blank form.
    pub(super) fn blank() -> Self {
        Self { rows: Vec::new(), total: None, limit: None, kinds: Vec::new(), short_stay: None, remark: None }
    }

    /// The table of a month, for one provider or for all.
    ///
    /// # Errors
    /// The annex is refused for another reason than that something is not written yet.
    pub(super) fn new(context: &Context, month: &MonthlyService, provider: Option<&str>) -> Result<Self, FormFault> {
        let input = BillingInput::new(context.case, month);
        match context.annex_of(&input) {
            Ok(annex) => {
                // No cell of the form tells 予定 from 実績, and two sheets of one month must not be taken for each other.
                let remark = (context.mode == Mode::Actual).then(|| "※　実績から計算".to_owned());
                Ok(Self { remark, ..Self::computed(&annex, month, provider) })
            }
            // A draft prints: what is missing is left blank, and the sheet says so. Who writes on the sheets sees all of them,
            // whatever stops the reckoning: else nobody could mend it there.
            Err(refusal) if refusal.kind == RefusalKind::Missing || context.writable => Ok(Self {
                limit: input.limit().map(|(units, _)| units),
                ..Self::draft(&input, provider, &refusal.message)
            }),
            Err(refusal) => Err(refusal.into()),
        }
    }

    fn computed(annex: &Annex, month: &MonthlyService, provider: Option<&str>) -> Self {
        let total = annex.total().cloned();
        let rows = match provider {
            None => annex.rows.iter().filter(|row| row.kind != RowKind::Total).cloned().collect(),
            Some(name) => {
                let (own, others) = annex.of_provider(name);
                let are_there = annex.rows.iter().any(|row| row.kind != RowKind::Total && !own.contains(&row));
                let mut rows: Vec<Row> = own.into_iter().cloned().collect();
                if are_there {
                    let names = |text: &str| Some(text.to_owned());
                    rows.push(Row { provider: names("他事業所"), content: names("他事業所合計"), ..others });
                }
                rows
            }
        };
        let rows = rows.into_iter().map(|row| AnnexRow::new(row, month)).collect();
        Self {
            rows,
            total,
            limit: Some(annex.limit),
            kinds: annex.kinds.clone(),
            short_stay: Some(annex.short_stay),
            remark: None,
        }
    }

    /// The lines as far as they are written, without money.
    fn draft(input: &BillingInput, provider: Option<&str>, why: &str) -> Self {
        let lines = input.month.lines.iter().enumerate();
        let own = |line: &ServiceLine| provider.is_none_or(|provider| same_name(line.provider.text(), provider));
        let shown = lines.filter(|(_, line)| own(line) && !input.month.is_left_over(line));
        let rows = shown.map(|(at, line)| AnnexRow::new(draft_row(input, at, line), input.month)).collect();
        Self { rows, remark: Some(format!("※　計算していません：{why}")), ..Self::blank() }
    }
}

fn draft_row(input: &BillingInput, at: usize, line: &ServiceLine) -> Row {
    let known = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    let number = input.providers.and_then(|providers| providers.get(line.provider.text())?.number.get().cloned());
    Row {
        kind: RowKind::Detail,
        provider: known(line.provider.text()),
        provider_number: number.map(|number| number.0),
        content: known(line.content.text()),
        code: known(line.code.text()),
        units: line.units.value().map(|units| i64::from(units.0)),
        lines: vec![billing::LineRef { at, span: line.span }],
        ..Row::default()
    }
}

impl AnnexRow {
    fn new(row: Row, month: &MonthlyService) -> Self {
        let line = |at: usize| month.lines.get(at);
        let first = row.lines.first().and_then(|reference| line(reference.at));
        // A subtotal speaks of several items and names none.
        let item = first.filter(|_| {
            !matches!(row.kind, RowKind::Subtotal | RowKind::PastThirtyDaysSubtotal) && row.lines.len() == 1
        });
        let codes = item.map(item_codes);
        Self {
            item: item.map(|line| (line.equipment.text().to_owned(), line.equipment.span())).unwrap_or_default(),
            item_code: codes.unwrap_or_default(),
            span: row.lines.first().map_or(Span::DETACHED, |reference| reference.span),
            row,
        }
    }
}
