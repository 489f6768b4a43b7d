//! Code rows and the groups of a provider's rows of one kind: what is counted, how often, inside or outside the limit.

use super::model::LineRef;
use super::money;
use super::tariff::AdditionRole;
use crate::case::values::UnitPrice;
use crate::service_kind::ServiceKind;
use crate::source::{Span, plain};

/// What a code row counts.
#[derive(Clone, Debug)]
pub(super) enum Measure {
    /// Units a use.
    Uses { units: i64, discount: Option<(i64, i64)>, uses: i64 },
    /// A rate of other rows.
    Rate { per_mille: i64, base_codes: Vec<String> },
}

/// One printed row of a service code.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the row that another step asks for")]
#[derive(Clone, Debug)]
pub(super) struct CodeRow {
    pub content: String,
    pub code: String,
    pub measure: Measure,
    /// Outside 区分支給限度基準額.
    pub outside: bool,
    pub role: Option<AdditionRole>,
    /// Besides the basic codes, the additions that its rate counts.
    pub counts: &'static [AdditionRole],
    /// A basic code: no addition, no reduction, no rate.
    pub basic: bool,
    /// Counted once a month however many days are marked.
    pub monthly: bool,
    /// Charged for the month and not for a use: a monthly row, and an addition that is 1月につき by law and marked once.
    pub of_the_month: bool,
    /// The insured uses of each day.
    pub by_day: [i64; 31],
    /// 「給付管理単位数」 a use, where the plan gives it.
    pub managed_per_use: Option<i64>,
    /// 「定額利用者負担単価金額」
    pub flat_share: Option<i64>,
    /// 「サービス単位」
    pub total: i64,
    /// Whether a row with a rate has its total.
    pub settled: bool,
    /// Units of this row over a kind's limit or over the limit, where the plan names its code; all over units of an outside row.
    pub over: i64,
    /// Whether the plan allotted units to its code.
    pub allotted: bool,
    pub lines: Vec<LineRef>,
}

impl CodeRow {
    /// 「給付管理単位数」 of the month.
    pub(super) fn managed(&self) -> i64 {
        match (&self.measure, self.managed_per_use) {
            (Measure::Uses { uses, .. }, Some(per_use)) => per_use * uses,
            _ => self.total,
        }
    }

    /// The same code used so many times.
    pub(super) fn with_uses(&self, n: i64) -> Self {
        let mut row = self.clone();
        if let Measure::Uses { uses, .. } = &mut row.measure {
            *uses = n;
        }
        row.total = row.per_use() * n;
        row
    }

    /// Adds another line of the same row.
    pub(super) fn merge(&mut self, other: &Self) {
        self.lines.extend(&other.lines);
        let monthly = self.monthly;
        if let (Measure::Uses { uses, .. }, Measure::Uses { uses: more, .. }) = (&mut self.measure, &other.measure) {
            *uses = if monthly { (*uses).max(*more) } else { *uses + more };
            self.total = self.per_use() * self.uses();
        }
        for (day, more) in self.by_day.iter_mut().zip(other.by_day) {
            *day += more;
        }
        if monthly {
            once(&mut self.by_day);
        }
    }

    /// The units of one use, after discount.
    pub(super) fn per_use(&self) -> i64 {
        match &self.measure {
            Measure::Uses { units, discount, .. } => discount.map_or(*units, |(_, units)| units),
            Measure::Rate { .. } => self.total,
        }
    }

    pub(super) fn uses(&self) -> i64 {
        match &self.measure {
            Measure::Uses { uses, .. } => *uses,
            Measure::Rate { .. } => 1,
        }
    }

    pub(super) fn is_rate(&self) -> bool {
        matches!(self.measure, Measure::Rate { .. })
    }

    pub(super) fn is_treatment(&self) -> bool {
        self.role == Some(AdditionRole::Treatment)
    }

    pub(super) fn span(&self) -> Span {
        self.lines.first().map_or(Span::DETACHED, |line| line.span)
    }

    /// Whether another line of the same code belongs to the same row.
    pub(super) fn merges(&self, other: &Self) -> bool {
        let same_measure = match (&self.measure, &other.measure) {
            (Measure::Uses { units: a, discount: b, .. }, Measure::Uses { units: c, discount: d, .. }) => {
                a == c && b == d
            }
            (Measure::Rate { per_mille: a, base_codes: b }, Measure::Rate { per_mille: c, base_codes: d }) => {
                a == c && b == d
            }
            _ => false,
        };
        same_measure
            && self.code == other.code
            && self.outside == other.outside
            && self.monthly == other.monthly
            && self.managed_per_use == other.managed_per_use
            && self.flat_share == other.flat_share
    }
}

/// One provider's rows of one kind.
#[derive(Clone, Debug)]
pub(super) struct Group<'c> {
    /// The provider's name as サービス事業所 writes it.
    pub provider: &'c str,
    pub number: Option<&'c str>,
    pub kind_code: String,
    pub kind: Option<&'static ServiceKind>,
    pub price: UnitPrice,
    pub rows: Vec<CodeRow>,
    /// 「種類超」 of the managed rows.
    pub kind_over: i64,
    /// 「区分超」 of the managed rows.
    pub over: i64,
    /// Uses past 30 running days of short stay, one a line.
    pub past: Vec<PastRow>,
}

/// 「30日超」 one code's uses past 30 running days.
#[derive(Clone, Debug)]
pub(super) struct PastRow {
    /// The code, with the uses past 30 days as its uses.
    pub row: CodeRow,
}

/// Leaves the first use of a month.
pub(super) fn once(by_day: &mut [i64; 31]) {
    let first = by_day.iter().position(|uses| *uses > 0);
    by_day.iter_mut().enumerate().for_each(|(day, uses)| *uses = i64::from(Some(day) == first));
}

impl Group<'_> {
    pub(super) fn managed(&self) -> impl Iterator<Item = &CodeRow> {
        self.rows.iter().filter(|row| !row.outside)
    }

    /// 「サービス単位」 of the managed rows.
    pub(super) fn managed_total(&self) -> i64 {
        self.managed().map(|row| row.total).sum()
    }

    /// Several managed rows with 定額, whose shares must be told apart.
    pub(super) fn has_several_flat_rows(&self) -> bool {
        let mut flat = self.managed().filter(|row| row.flat_share.is_some());
        flat.next().is_some() && flat.next().is_some()
    }

    /// 「訪問介護」, or the code's two characters when the kind is not known.
    pub(super) fn kind_name(&self) -> &str {
        self.kind.map_or(self.kind_code.as_str(), |kind| kind.name.as_str())
    }
}

/// Takes out the rates of nothing: what they count was not used.
pub(super) fn drop_rates_without_base(group: &mut Group) -> Vec<CodeRow> {
    let mut dropped = Vec::new();
    loop {
        let codes: Vec<(String, bool)> = group.rows.iter().map(|row| (row.code.clone(), row.is_rate())).collect();
        let (kept, without): (Vec<CodeRow>, Vec<CodeRow>) =
            std::mem::take(&mut group.rows).into_iter().partition(|row| match &row.measure {
                Measure::Rate { base_codes, .. } if base_codes.is_empty() => codes.iter().any(|(_, is_rate)| !is_rate),
                Measure::Rate { base_codes, .. } => {
                    codes.iter().any(|(code, _)| *code != row.code && base_codes.contains(code))
                }
                Measure::Uses { .. } => true,
            });
        group.rows = kept;
        if without.is_empty() {
            return dropped;
        }
        dropped.extend(without);
    }
}

/// 「30日超の処遇改善」 the rates of 処遇改善 on the units past 30 running days, as rows of their own.
pub(super) fn add_treatment_past_30(group: &mut Group) {
    let units: i64 = group.past.iter().map(|past| past.row.total).sum();
    for row in group.rows.iter().filter(|row| row.is_treatment() && units != 0) {
        if let Measure::Rate { per_mille, .. } = row.measure {
            let total = money::per_mille(units, per_mille);
            group.past.push(PastRow { row: CodeRow { total, settled: true, ..row.clone() } });
        }
    }
}

/// A code without spaces and full-width letters.
pub(super) fn clean_code(text: &str) -> String {
    let mut code = plain(text);
    code.make_ascii_uppercase();
    code
}
