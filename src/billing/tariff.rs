//! The dated tables: limits, prices, rates of 処遇改善, additions inside and outside the limit, 生活援助 thresholds.
//!
//! They stand beside this file as TOML with their names, periods, sources and how certain they are; they are read once.
//! Nothing here knows a plan; what a plan writes itself always wins over a table. A month that a table does not reach is
//! answered with its nearest period and `known: false`; a row that a period lacks is no answer. The caller tells both.

mod additions;
mod dated;
mod treatment;

pub use additions::{Addition, AdditionRole, Limit, addition, is_addition, nearly_outside};
pub use dated::Dated;
pub use treatment::{TreatmentGrade, grade_of, treatment_grades};

use crate::calendar::Month;
use crate::case::CareLevel;
use crate::case::person::AreaGrade;
use crate::case::values::UnitPrice;
use crate::embedded::table;
use crate::service_kind::PriceClass;
use dated::{Table, Written};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Level → units.
type Limits = Table<BTreeMap<String, i64>>;
/// Area → its prices for 70%, 55% and 45%.
type Prices = Table<BTreeMap<String, [Written<UnitPrice>; 3]>>;

fn limits() -> &'static Limits {
    static TABLE: OnceLock<Limits> = OnceLock::new();
    TABLE.get_or_init(|| Table::whole(table!("billing/limits")))
}

fn prices() -> &'static Prices {
    static TABLE: OnceLock<Prices> = OnceLock::new();
    TABLE.get_or_init(|| Table::whole(table!("billing/prices")))
}

fn housework() -> &'static Limits {
    static TABLE: OnceLock<Limits> = OnceLock::new();
    TABLE.get_or_init(|| Table::whole(table!("billing/housework")))
}

/// Which table, for sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TableName {
    Limits,
    Prices,
    Treatment,
    Additions,
}

impl TableName {
    /// 「区分支給限度基準額の表」 as the file names itself.
    pub(super) fn printed(self) -> &'static str {
        match self {
            Self::Limits => &limits().name,
            Self::Prices => &prices().name,
            Self::Treatment => &treatment::table().name,
            Self::Additions => &additions::table().name,
        }
    }
}

/// 「区分支給限度基準額」 of a level in a month, in units; no answer when the table lacks the level.
#[must_use]
pub fn limit(level: CareLevel, month: Month) -> Option<Dated<i64>> {
    limit_in(limits(), level, month)
}

fn limit_in(table: &Limits, level: CareLevel, month: Month) -> Option<Dated<i64>> {
    table.at(month).and_then(|units| units.get(level.printed()).copied())
}

/// 「1単位の単価」 of an area for a class in a month; no answer when the table lacks the area.
#[must_use]
pub fn price(area: AreaGrade, class: PriceClass, month: Month) -> Option<Dated<UnitPrice>> {
    price_in(prices(), area, class, month)
}

fn price_in(table: &Prices, area: AreaGrade, class: PriceClass, month: Month) -> Option<Dated<UnitPrice>> {
    let Some(column) = column(class) else { return Some(Dated { value: FIXED_PRICE, known: true }) };
    table.at(month).and_then(|rows| rows.get(area.printed()).map(|prices| prices[column].0))
}

/// All prices that a class has anywhere in a month.
#[must_use]
pub fn class_prices(class: PriceClass, month: Month) -> Dated<Vec<UnitPrice>> {
    match column(class) {
        None => Dated { value: vec![FIXED_PRICE], known: true },
        Some(column) => prices().at(month).map(|rows| rows.values().map(|prices| prices[column].0).collect()),
    }
}

/// 10.00 yen.
const FIXED_PRICE: UnitPrice = UnitPrice(1000);

const fn column(class: PriceClass) -> Option<usize> {
    match class {
        PriceClass::Seventy => Some(0),
        PriceClass::FiftyFive => Some(1),
        PriceClass::FortyFive => Some(2),
        PriceClass::Fixed => None,
    }
}

/// 「生活援助中心型の届出の回数」 for a level in a month; none for levels without one.
#[must_use]
pub fn housework_uses(level: CareLevel, month: Month) -> Option<Dated<i64>> {
    limit_in(housework(), level, month)
}

#[cfg(test)]
mod tests;
