//! 「サービス利用票別表」 as data: rows of cells, each cell absent where the form is blank.

use super::refusal::Warning;
use crate::calendar::Month;
use crate::case::values::UnitPrice;
use crate::source::{Span, same_name};

/// 「サービス利用票別表」
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// The month.
    pub month: Month,
    /// The printed rows; the last is 合計.
    pub rows: Vec<Row>,
    /// 「区分支給限度基準額」 units.
    pub limit: i64,
    /// Units over the limit, after those over the kinds' limits.
    pub excess: i64,
    /// 「要介護認定期間中の短期入所利用日数」
    pub short_stay: ShortStay,
    /// 「種類別支給限度管理」
    pub kinds: Vec<KindRow>,
    /// What differs from the tables, or was left out.
    pub warnings: Vec<Warning>,
}

impl Annex {
    /// 「合計」
    #[must_use]
    pub fn total(&self) -> Option<&Row> {
        self.rows.last().filter(|row| row.kind == RowKind::Total)
    }

    /// 「提供票別表」 one provider's rows, and what all other providers have together.
    #[must_use]
    pub fn of_provider(&self, name: &str) -> (Vec<&Row>, Row) {
        let (own, others): (Vec<&Row>, Vec<&Row>) = self
            .rows
            .iter()
            .filter(|row| row.kind != RowKind::Total)
            .partition(|row| row.provider.as_deref().is_some_and(|provider| same_name(provider, name)));
        (own, Row::total_of(others.iter().copied()))
    }
}

/// 「種別」 what a row of the annex is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// 明細: one of several service codes; the money stands on the subtotal.
    #[default]
    Detail,
    /// 小計
    Subtotal,
    /// 明細・小計: the only service code of its provider and kind.
    Single,
    /// 対象外: outside 区分支給限度基準額.
    Outside,
    /// 30日超: one service code's uses past 30 running days; the money stands on its subtotal.
    PastThirtyDays,
    /// 30日超合計
    PastThirtyDaysSubtotal,
    /// 30日超 of a code outside 区分支給限度基準額, with its own money.
    PastThirtyDaysOutside,
    /// 合計
    Total,
}

impl RowKind {
    /// The word in the JSON.
    #[must_use]
    pub const fn printed(self) -> &'static str {
        match self {
            Self::Detail => "明細",
            Self::Subtotal => "小計",
            Self::Single => "明細・小計",
            Self::Outside => "対象外",
            Self::PastThirtyDays | Self::PastThirtyDaysSubtotal | Self::PastThirtyDaysOutside => "30日超",
            Self::Total => "合計",
        }
    }

    /// Whether a figure of it, by its name in [`Row::numbers`], is printed in parentheses: the total does not add it.
    #[must_use]
    pub fn has_parenthesised(self, name: &str) -> bool {
        match name {
            "サービス単位" => !matches!(self, Self::Detail | Self::Single | Self::Total),
            "給付管理単位数" => self == Self::Subtotal,
            "区分内" => matches!(self, Self::Detail | Self::Outside),
            // Of 定額, whose rows show what each has of the limit and of the share; the subtotal is what counts.
            "区分超" | "種類超" | "利用者負担" => self == Self::Detail,
            _ => false,
        }
    }

    /// Whether it carries the money of managed units.
    #[must_use]
    pub const fn is_managed_money(self) -> bool {
        matches!(self, Self::Subtotal | Self::Single)
    }
}

/// The line of the slip that a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRef {
    /// Its position among the month's lines.
    pub at: usize,
    /// Its place.
    pub span: Span,
}

/// One printed row; a cell that is blank on the form is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// 「種別」
    pub kind: RowKind,
    /// 「事業所名」
    pub provider: Option<String>,
    /// 「事業所番号」
    pub provider_number: Option<String>,
    /// The two characters of the service kind.
    pub service_kind: Option<String>,
    /// 「サービス内容／種類」
    pub content: Option<String>,
    /// 「サービスコード」
    pub code: Option<String>,
    /// 「単位数」
    pub units: Option<i64>,
    /// 「割引後・率％」
    pub discounted_rate: Option<i64>,
    /// 「割引後・単位数」
    pub discounted_units: Option<i64>,
    /// 「回数」
    pub uses: Option<i64>,
    /// 「サービス単位／金額」
    pub service_units: Option<i64>,
    /// 「給付管理単位数」
    pub managed_units: Option<i64>,
    /// 「種類支給限度基準を超える単位数」
    pub kind_over: Option<i64>,
    /// 「種類支給限度基準内単位数」
    pub kind_within: Option<i64>,
    /// 「区分支給限度基準を超える単位数」
    pub over: Option<i64>,
    /// 「区分支給限度基準内単位数」
    pub within: Option<i64>,
    /// 「単位数単価」
    pub price: Option<UnitPrice>,
    /// 「費用総額」 yen.
    pub total_cost: Option<i64>,
    /// 「給付率」 percent.
    pub benefit_rate: Option<i64>,
    /// 「保険／事業費請求額」 yen.
    pub insurer_share: Option<i64>,
    /// 「定額利用者負担単価金額」 yen.
    pub flat_price: Option<i64>,
    /// 「利用者負担（保険／事業対象分）」 yen.
    pub client_share: Option<i64>,
    /// 「利用者負担（全額負担分）」 yen.
    pub self_paid: Option<i64>,
    /// The lines it comes from; none for 合計.
    pub lines: Vec<LineRef>,
}

impl Row {
    /// 「合計」 Units of the managed rows, yen of all.
    pub(super) fn total_of<'r>(rows: impl Iterator<Item = &'r Self>) -> Self {
        let mut total = Row { kind: RowKind::Total, ..Row::default() };
        let zero = |cells: [&mut Option<i64>; 6]| cells.into_iter().for_each(|cell| *cell = Some(0));
        zero([
            &mut total.service_units,
            &mut total.managed_units,
            &mut total.within,
            &mut total.total_cost,
            &mut total.insurer_share,
            &mut total.client_share,
        ]);
        let add = |cell: &mut Option<i64>, more: Option<i64>| {
            if let Some(more) = more {
                *cell = Some(cell.unwrap_or(0) + more);
            }
        };
        for row in rows {
            if row.kind.is_managed_money() {
                add(&mut total.service_units, row.service_units);
                add(&mut total.managed_units, row.managed_units);
                add(&mut total.kind_over, row.kind_over);
                add(&mut total.kind_within, row.kind_within);
                add(&mut total.over, row.over);
                add(&mut total.within, row.within);
            }
            // The share on a row of 定額 is a part of its subtotal's.
            if row.kind != RowKind::Detail {
                add(&mut total.total_cost, row.total_cost);
                add(&mut total.insurer_share, row.insurer_share);
                add(&mut total.client_share, row.client_share);
                add(&mut total.self_paid, row.self_paid);
            }
        }
        total
    }
}

impl Row {
    /// All number cells under their names, in the order of the form; 単価 in 1/100 yen.
    #[must_use]
    pub fn numbers(&self) -> [(&'static str, Option<i64>); 17] {
        [
            ("単位数", self.units),
            ("割引後率", self.discounted_rate),
            ("割引後単位数", self.discounted_units),
            ("回数", self.uses),
            ("サービス単位", self.service_units),
            ("給付管理単位数", self.managed_units),
            ("種類超", self.kind_over),
            ("種類内", self.kind_within),
            ("区分超", self.over),
            ("区分内", self.within),
            ("単価", self.price.map(|price| i64::from(price.0))),
            ("費用総額", self.total_cost),
            ("給付率", self.benefit_rate),
            ("請求額", self.insurer_share),
            ("定額単価", self.flat_price),
            ("利用者負担", self.client_share),
            ("全額負担", self.self_paid),
        ]
    }
}

/// 「種類別支給限度管理」 one kind with a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRow {
    /// 「サービス種類」
    pub kind: String,
    /// 「種類支給限度基準額」
    pub limit: i64,
    /// 「合計単位数」
    pub total: i64,
    /// 「種類支給限度基準を超える単位数」
    pub over: i64,
}

/// 「要介護認定期間中の短期入所利用日数」
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShortStay {
    /// 「前月までの利用日数」
    pub before: i64,
    /// 「当月の計画利用日数」
    pub current: i64,
    /// 「累積利用日数」
    pub cumulative: i64,
}
