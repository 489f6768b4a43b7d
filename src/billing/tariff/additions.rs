//! 「加算・減算」 which lines lie inside 区分支給限度基準額 and which outside, and what a line with a rate counts.

use super::dated::{Dated, Table, Written, last_month, month};
use crate::calendar::Month;
use crate::case::values::PerMille;
use crate::embedded::table;
use crate::text::{Sieve, WordList};
use serde::Deserialize;
use std::sync::OnceLock;

/// What an addition means for other additions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AdditionRole {
    /// 処遇改善: counts everything else of its provider and kind.
    Treatment,
    /// 同一建物減算.
    Building,
    /// 特別地域・小規模事業所.
    Area,
    /// 中山間地域等に居住する者.
    Resident,
}

/// Whether an addition is managed by the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// Counted.
    Inside,
    /// 対象外.
    Outside,
}

/// An addition or reduction that the table knows by the words of its サービス内容.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// Any of these in サービス内容.
    words: WordList,
    /// None of these.
    #[serde(default)]
    unless: WordList,
    /// Kinds; empty for all but those of `not_kinds`.
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    not_kinds: Vec<String>,
    #[serde(deserialize_with = "month")]
    from: Month,
    #[serde(default, deserialize_with = "last_month")]
    until: Option<Month>,
    /// Inside or outside the limit.
    pub limit: Limit,
    /// What it means for other additions.
    pub role: Option<AdditionRole>,
    /// Besides the basic codes, the additions that a line with a rate counts.
    #[serde(default)]
    pub counts: Vec<AdditionRole>,
    /// Its usual rates, for checking only.
    #[serde(default)]
    rates: Vec<Written<PerMille>>,
    /// Whether it is charged on an occasion (初回, 退院, 緊急時) and not month after month.
    #[serde(default)]
    pub occasion: bool,
    /// Whether it is one of the month; read by [`Self::is_of_the_month`].
    #[serde(default)]
    monthly: bool,
    /// How certain it is that it lies there, in percent.
    pub certainty: u8,
}

impl Addition {
    /// Its usual rates; empty when it may have any.
    pub fn rates(&self) -> impl ExactSizeIterator<Item = PerMille> {
        self.rates.iter().map(|rate| rate.0)
    }

    /// Whether nothing published says where it lies.
    #[must_use]
    pub const fn is_doubtful(&self) -> bool {
        self.certainty <= 50
    }

    /// Whether a line of it is 1月につき, by its サービス内容 as plain text; codes by the day (日割) are not. How often a
    /// line is counted is said by 算定単位 and the table of kinds alone.
    #[must_use]
    pub fn is_of_the_month(&self, plain_content: &str) -> bool {
        self.monthly && !plain_content.contains("日割")
    }

    fn is(&self, kind: &str, (plain_content, characters): (&str, Sieve), month: Month) -> bool {
        let named = |words: &WordList| words.candidates_of(characters).any(|word| plain_content.contains(word));
        self.is_of(kind, month) && named(&self.words) && !named(&self.unless)
    }

    fn is_of(&self, kind: &str, month: Month) -> bool {
        let has = |kinds: &[String]| kinds.iter().any(|other| other == kind);
        (self.kinds.is_empty() || has(&self.kinds))
            && !has(&self.not_kinds)
            && self.from <= month
            && self.until.is_none_or(|until| month <= until)
    }
}

pub(super) fn table() -> &'static Table<Vec<Addition>> {
    static TABLE: OnceLock<Table<Vec<Addition>>> = OnceLock::new();
    TABLE.get_or_init(|| Table::whole(table!("billing/additions")))
}

pub(super) fn find<'t>(
    table: &'t Table<Vec<Addition>>,
    kind: &str,
    plain_content: &str,
    month: Month,
) -> Dated<Option<&'t Addition>> {
    let content = (plain_content, Sieve::of(plain_content));
    table.at(month).map(|rows| rows.iter().find(|addition| addition.is(kind, content, month)))
}

/// What the table says of a line by its サービス内容 as plain text: nothing, when it is no addition that the table knows.
#[must_use]
pub fn addition(kind: &str, plain_content: &str, month: Month) -> Dated<Option<&'static Addition>> {
    find(table(), kind, plain_content, month)
}

/// The word of an addition outside the limit that a サービス内容, as plain text, misses by one letter. Short words are left out: they
/// are near to too many others.
#[must_use]
pub fn nearly_outside(kind: &str, plain_content: &str, month: Month) -> Option<&'static str> {
    const SHORTEST: usize = 5;
    let content: Vec<char> = plain_content.chars().collect();
    let is_near = |word: &str| {
        let n = word.chars().count();
        let common = word.chars().filter(|c| content.contains(c)).count();
        let is_one_off = |part: &[char]| strsim::damerau_levenshtein(&part.iter().collect::<String>(), word) == 1;
        n >= SHORTEST && common + 1 >= n && (n - 1..=n + 1).any(|n| content.windows(n).any(is_one_off))
    };
    let rows = table().at(month).value.iter().filter(|row| row.limit == Limit::Outside && row.is_of(kind, month));
    rows.flat_map(|row| row.words.iter()).map(String::as_str).find(|word| is_near(word))
}

/// Whether a line is an addition or a reduction by its サービス内容 as plain text: it says so itself, or the table knows it.
#[must_use]
pub fn is_addition(kind: &str, plain_content: &str, month: Month) -> bool {
    crate::service_kind::is_addition(plain_content) || addition(kind, plain_content, month).value.is_some()
}
