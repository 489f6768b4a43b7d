//! The dated tables: limits, prices, service kinds, rates of 処遇改善, additions outside the limit, 生活援助 thresholds.
//!
//! They stand beside this file as TOML with their sources and how certain they are; they are read once. Each is checked at
//! load: rows in order of time, every level and area present. Nothing here knows a plan; what a plan writes itself always
//! wins over a table, and a month that a table does not reach is answered with its nearest row and `known: false`.

mod kinds;

pub use kinds::{ServiceKind, kind, kind_in_text, kind_named, kinds, names_kind};

use crate::calendar::Month;
use crate::case::CareLevel;
use crate::case::person::AreaGrade;
use crate::case::values::{PerMille, UnitPrice};
use crate::source::plain;
use crate::source::read::Scalar;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a table says for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// The value of the row that holds in the month, or of the nearest row.
    pub value: T,
    /// Whether the table reaches that month.
    pub known: bool,
}

/// 「1単位の単価」 the column of the price table that a service kind belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum PriceClass {
    /// 70%
    #[serde(rename = "70")]
    Seventy,
    /// 55%
    #[serde(rename = "55")]
    FiftyFive,
    /// 45%
    #[serde(rename = "45")]
    FortyFive,
    /// Always 10.00 yen.
    #[serde(rename = "fixed")]
    Fixed,
}

/// What an addition outside the limit means for other additions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AdditionRole {
    /// 処遇改善: counts everything else of its provider and kind.
    Treatment,
    /// 特別地域・小規模事業所.
    Area,
    /// 中山間地域等に居住する者: counts the area additions too.
    Resident,
}

/// 「対象外の加算」 an addition that is not counted towards the limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// Any of these in サービス内容 (after NFKC).
    words: Vec<String>,
    /// None of these.
    #[serde(default)]
    unless: Vec<String>,
    /// Kinds; empty for all.
    #[serde(default)]
    kinds: Vec<String>,
    /// First month.
    #[serde(deserialize_with = "month")]
    from: Month,
    /// What it means for other additions.
    pub role: Option<AdditionRole>,
    /// Its usual rates.
    #[serde(default, deserialize_with = "rates")]
    pub rates: Vec<PerMille>,
}

/// One row of the table of 処遇改善.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TreatmentRow {
    kinds: Vec<String>,
    rates: BTreeMap<String, String>,
    /// The grades that were read in a published table; all when it is left out.
    read: Option<Vec<String>>,
}

/// One grade of 処遇改善 for a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreatmentGrade {
    /// Its name (NFKC: I, IIイ …); empty where a kind has one grade only.
    pub name: String,
    /// 「加算率」
    pub rate: PerMille,
    /// Whether it was read in a published table.
    pub certain: bool,
}

fn month<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
    let text = String::deserialize(deserializer)?;
    Month::parse(&text).map_err(|bad| serde::de::Error::custom(bad.message))
}

fn rates<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<PerMille>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| PerMille::parse(text).map_err(|bad| serde::de::Error::custom(bad.message))).collect()
}

/// A table whose rows hold from a month on.
#[derive(Debug)]
struct Table<T> {
    periods: Vec<(Month, T)>,
    known_until: Month,
}

impl<T> Table<T> {
    fn at(&self, month: Month) -> Dated<&T> {
        let after = self.periods.partition_point(|(from, _)| *from <= month);
        let value = &self.periods[after.saturating_sub(1)].1;
        Dated { value, known: after > 0 && month <= self.known_until }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable<P> {
    #[serde(rename = "name")]
    _name: String,
    #[serde(deserialize_with = "month")]
    known_until: Month,
    period: Vec<P>,
}

#[derive(Deserialize)]
struct RawPeriod<T> {
    #[serde(deserialize_with = "month")]
    from: Month,
    #[serde(alias = "units", alias = "prices", alias = "row", alias = "uses")]
    rows: T,
}

/// Reads an embedded table; its text is part of the program, so a mistake in it is one of ours and a test finds it.
fn embedded<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn table<R: serde::de::DeserializeOwned, T>(name: &str, text: &str, convert: impl Fn(R) -> T) -> Table<T> {
    let raw: RawTable<RawPeriod<R>> = embedded(name, text);
    let periods: Vec<_> = raw.period.into_iter().map(|period| (period.from, convert(period.rows))).collect();
    assert!(!periods.is_empty() && periods.is_sorted_by(|a, b| a.0 < b.0), "{name}: rows out of order");
    assert!(periods.iter().all(|(from, _)| *from <= raw.known_until), "{name}: known_until before a row");
    Table { periods, known_until: raw.known_until }
}

fn limits() -> &'static Table<Vec<(CareLevel, i64)>> {
    static TABLE: OnceLock<Table<Vec<(CareLevel, i64)>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        table("limits.toml", include_str!("limits.toml"), |units: BTreeMap<String, i64>| {
            let row = CareLevel::ALL.iter().map(|level| (*level, units[level.printed()])).collect::<Vec<_>>();
            assert_eq!(row.len(), units.len(), "limits.toml: a level that does not exist");
            row
        })
    })
}

/// An area and its prices for 70%, 55% and 45%.
type AreaPrices = (AreaGrade, [UnitPrice; 3]);

fn prices() -> &'static Table<Vec<AreaPrices>> {
    static TABLE: OnceLock<Table<Vec<AreaPrices>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        table("prices.toml", include_str!("prices.toml"), |rows: BTreeMap<String, [String; 3]>| {
            let price =
                |text: &String| UnitPrice::parse(text).unwrap_or_else(|bad| panic!("prices.toml: {}", bad.message));
            let row = AreaGrade::ALL
                .iter()
                .map(|area| (*area, rows[area.printed()].each_ref().map(price)))
                .collect::<Vec<_>>();
            assert_eq!(row.len(), rows.len(), "prices.toml: an area that does not exist");
            row
        })
    })
}

fn treatment() -> &'static Table<Vec<TreatmentRow>> {
    static TABLE: OnceLock<Table<Vec<TreatmentRow>>> = OnceLock::new();
    TABLE.get_or_init(|| table("treatment.toml", include_str!("treatment.toml"), |rows| rows))
}

fn housework() -> &'static Table<BTreeMap<String, i64>> {
    static TABLE: OnceLock<Table<BTreeMap<String, i64>>> = OnceLock::new();
    TABLE.get_or_init(|| table("housework.toml", include_str!("housework.toml"), |rows| rows))
}

fn additions() -> &'static [Addition] {
    #[derive(Deserialize)]
    struct Additions {
        addition: Vec<Addition>,
    }
    static TABLE: OnceLock<Vec<Addition>> = OnceLock::new();
    TABLE.get_or_init(|| embedded::<Additions>("additions.toml", include_str!("additions.toml")).addition)
}

/// 「区分支給限度基準額」 of a level in a month, in units.
#[must_use]
pub fn limit(level: CareLevel, month: Month) -> Dated<i64> {
    let row = limits().at(month);
    let value = row.value.iter().find(|(other, _)| *other == level).map_or(0, |(_, units)| *units);
    Dated { value, known: row.known }
}

/// 「1単位の単価」 of an area for a class in a month.
#[must_use]
pub fn price(area: AreaGrade, class: PriceClass, month: Month) -> Dated<UnitPrice> {
    let row = prices().at(month);
    let prices = row.value.iter().find(|(other, _)| *other == area).map(|(_, prices)| prices);
    let value = column(class).and_then(|column| prices.map(|prices| prices[column])).unwrap_or(FIXED_PRICE);
    Dated { value, known: row.known || class == PriceClass::Fixed }
}

/// All prices that a class has anywhere in a month.
#[must_use]
pub fn class_prices(class: PriceClass, month: Month) -> Vec<UnitPrice> {
    match column(class) {
        None => vec![FIXED_PRICE],
        Some(column) => prices().at(month).value.iter().map(|(_, prices)| prices[column]).collect(),
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

/// The addition outside the limit that a line is by its サービス内容 as [`plain`] text, if any.
#[must_use]
pub fn addition(kind: &str, plain_content: &str, month: Month) -> Option<&'static Addition> {
    additions().iter().find(|addition| {
        (addition.kinds.is_empty() || addition.kinds.iter().any(|other| other == kind))
            && addition.words.iter().any(|word| plain_content.contains(word.as_str()))
            && !addition.unless.iter().any(|word| plain_content.contains(word.as_str()))
            && addition.from <= month
    })
}

/// The grades of 処遇改善 that a kind may have in a month, none where it has no such addition; no answer when the table does
/// not speak of the kind.
///
/// # Panics
/// Never: the table is part of the program, and a test reads every rate.
#[must_use]
pub fn treatment_grades(kind: &str, month: Month) -> Option<Dated<Vec<TreatmentGrade>>> {
    let rows = treatment().at(month);
    let row = rows.value.iter().find(|row| row.kinds.iter().any(|other| other == kind))?;
    let rate = |text: &String| PerMille::parse(text).unwrap_or_else(|bad| panic!("treatment.toml: {}", bad.message));
    let was_read = |grade: &String| row.read.as_ref().is_none_or(|read| read.contains(grade));
    let grade = |(name, text): (&String, &String)| TreatmentGrade {
        name: plain(name),
        rate: rate(text),
        certain: was_read(name),
    };
    Some(Dated { value: row.rates.iter().map(grade).collect(), known: rows.known })
}

/// 「生活援助中心型の届出の回数」 for a level in a month; none for levels without one.
#[must_use]
pub fn housework_uses(level: CareLevel, month: Month) -> Option<Dated<i64>> {
    let row = housework().at(month);
    row.value.get(level.printed()).map(|uses| Dated { value: *uses, known: row.known })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every table loads (rows in order, all levels and areas), and every word is written as it is compared.
    #[test]
    fn tables_load() {
        assert_eq!((limits().periods.len(), prices().periods.len()), (2, 1));
        assert_eq!((treatment().periods.len(), housework().periods.len()), (2, 1));
        assert!(kinds().len() > 50, "{}", kinds().len());
        let words = additions().iter().flat_map(|addition| addition.words.iter().chain(&addition.unless));
        for word in words {
            assert_eq!(*word, plain(word));
        }
        for row in treatment().periods.iter().flat_map(|(_, rows)| rows) {
            assert!(row.kinds.iter().all(|code| kind(code).is_some()), "{row:?}");
            assert!(row.rates.values().all(|rate| PerMille::parse(rate).is_ok()));
            assert!(row.read.iter().flatten().all(|grade| row.rates.contains_key(grade)), "{row:?}");
        }
        for addition in additions() {
            assert!(addition.kinds.iter().all(|code| kind(code).is_some()), "{addition:?}");
        }
    }

    /// 単価 = 10 × (1 + 上乗せ率 × 人件費割合), half up to 1/100 yen.
    #[test]
    fn prices_follow_from_their_rates() {
        for (_, rows) in &prices().periods {
            for ((area, prices), extra) in rows.iter().zip([20, 16, 15, 12, 10, 6, 3, 0]) {
                for (price, share) in prices.iter().zip([70, 55, 45]) {
                    // extra% × share% of 1000 (1/100 yen), half up.
                    assert_eq!(price.0, 1000 + (extra * share + 5) / 10, "{area:?}");
                }
            }
        }
    }

    #[test]
    fn a_month_outside_a_table_takes_the_nearest_row() {
        let at = |year, month| limit(CareLevel::Care2, Month::new(year, month).unwrap());
        assert_eq!(at(2010, 1), Dated { value: 19616, known: false });
        assert_eq!(at(2019, 9), Dated { value: 19616, known: true });
        assert_eq!(at(2019, 10), Dated { value: 19705, known: true });
        assert_eq!(at(2027, 3), Dated { value: 19705, known: true });
        assert_eq!(at(2027, 4), Dated { value: 19705, known: false });
    }
}
