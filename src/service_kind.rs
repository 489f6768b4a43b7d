//! 「サービス種類」 the one table of service kinds: how each is called, counted, priced, and what the rules must know of it.
//!
//! `kinds.toml` has a row a kind, joined to everything else by its code (the first two characters of a service code). It knows
//! no plan. What is no kind of the insurance (配食, 通院 …) stands there too, by its words alone. Which of them a text names: `spoken.rs`; which it
//! may mean that is misspelt: `misspelt.rs`.

mod coming;
mod misspelt;
mod otherwise;
mod spoken;

use crate::calendar::Month;
use crate::case::ServiceLine;
pub use crate::case::month::CountedPer;
use crate::embedded::table;
use crate::source::plain;
use crate::source::read::Scalar;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use coming::{Coming, coming};
pub use misspelt::misspelt;
pub use otherwise::{is_week_paid_otherwise, paid_otherwise};
pub use spoken::{KindHit, first_in, in_text, kinds_in, spoken_names};

/// What a preventive kind's name has before that of its like.
const PREVENTIVE: &str = "介護予防";

/// 「サービス種類」 one row of the table.
#[expect(clippy::struct_excessive_bools, reason = "they are the columns of the table")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceKind {
    /// The first two characters of its service codes.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Official short names and former names.
    #[serde(default)]
    pub short: Vec<String>,
    /// Words of daily speech (訪看, デイ, DS …).
    #[serde(default)]
    pub words: Vec<String>,
    /// 「略称」 words by which the code table calls its codes.
    #[serde(default)]
    code_words: Vec<String>,
    /// Names of others of its family by which it may be called too.
    #[serde(default)]
    also: Vec<String>,
    /// The family of kinds that may be called by the same word; empty when it is alone.
    #[serde(default)]
    group: String,
    /// A benefit of the insurance that a care plan lays down (○ in 第２表): not 総合事業, not 居宅介護支援 itself.
    #[serde(default = "yes")]
    pub insured: bool,
    /// 「医療系サービス」 needs the doctor's opinion.
    #[serde(default)]
    pub medical: bool,
    /// Equipment or building work: it has no hours and never stands in the week.
    #[serde(default)]
    pub equipment: bool,
    /// 「福祉用具貸与」 a line is one a month, however many days are marked; lines are never merged.
    #[serde(default)]
    pub rental: bool,
    /// 「短期入所」 its days are counted (連続30日, 認定期間の半数).
    #[serde(default)]
    pub short_stay: bool,
    /// Its column of the price table; none when the plan must write the price.
    pub class: Option<PriceClass>,
    /// 「算定単位」 of its basic codes.
    #[serde(default, deserialize_with = "read_counted_per")]
    pub per: Option<CountedPer>,
    /// Words of those of its codes that are 1月につき in a kind that is otherwise not.
    #[serde(default)]
    monthly: Vec<String>,
    /// Words of those of its codes that are not 1月につき in a kind that otherwise is.
    #[serde(default)]
    not_monthly: Vec<String>,
    /// Whether its additions are 1月につき like its basic codes.
    #[serde(default)]
    monthly_additions: bool,
    /// Never inside 「区分支給限度基準額」.
    #[serde(default)]
    pub outside: bool,
    /// Not printed in the annex (居宅療養管理指導 only when asked).
    #[serde(default)]
    pub unlisted: bool,
    /// 「地域密着型サービス」
    #[serde(default)]
    pub local: bool,
    /// It is made of other kinds, and its lines may be called by their names.
    #[serde(default)]
    pub made_of_others: bool,
    /// Who makes the plan in place of the care manager.
    pub planner: Option<Planner>,
    /// The kinds that may be used in the same time; empty when all may.
    #[serde(default)]
    alongside: Vec<String>,
    /// The kinds that may not be used in the same time.
    #[serde(default)]
    not_alongside: Vec<String>,
    /// It is a medical service only where nursing is a part of it.
    #[serde(default)]
    pub nursing_aside: bool,
    /// 「特定事業所集中減算」 one corporation may not have too much of it.
    #[serde(default)]
    pub concentrated: bool,
    /// Its first month.
    #[serde(deserialize_with = "month")]
    pub from: Month,
    /// Its last month; none while it goes on.
    #[serde(default, deserialize_with = "last_month")]
    pub until: Option<Month>,
}

/// Who makes the plan of a service whose own office does (CP017).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Planner {
    /// 小規模多機能
    SmallMultifunctional,
    /// 看護小規模多機能
    NursingMultifunctional,
    /// グループホーム
    GroupHome,
    /// 特定施設
    Residence,
    /// 地域密着型特定施設
    LocalResidence,
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

const fn yes() -> bool {
    true
}

fn month<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
    let text = String::deserialize(deserializer)?;
    Month::parse(&text).map_err(|bad| serde::de::Error::custom(bad.message))
}

fn read_counted_per<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<CountedPer>, D::Error> {
    let text = String::deserialize(deserializer)?;
    CountedPer::parse(&text).map(Some).map_err(|bad| serde::de::Error::custom(bad.message))
}

fn last_month<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Month>, D::Error> {
    month(deserializer).map(Some)
}

impl ServiceKind {
    /// Its name without what stands in parentheses: 「短期入所療養介護」.
    #[must_use]
    pub fn called(&self) -> &str {
        self.name.split('（').next().unwrap_or(&self.name)
    }

    /// The name that kinds which may be called by the same word share.
    #[must_use]
    pub fn family(&self) -> &str {
        if self.group.is_empty() { self.called() } else { &self.group }
    }

    /// 「介護予防…」 a benefit for 要支援, which 要介護 never has.
    #[must_use]
    pub fn is_preventive(&self) -> bool {
        self.insured && self.name.contains(PREVENTIVE)
    }

    /// The kind of 要介護 that a preventive one is the like of; of any other itself.
    fn of_care(&self) -> &Self {
        let like = self.name.replacen(PREVENTIVE, "", 1);
        kinds().iter().find(|kind| kind.name == like).unwrap_or(self)
    }

    /// 「居宅療養管理指導」 printed only when asked.
    #[must_use]
    pub fn is_medical_guidance(&self) -> bool {
        self.family() == "居宅療養管理指導"
    }

    /// 「訪問介護」
    #[must_use]
    pub fn is_home_help(&self) -> bool {
        self.code == "11"
    }

    /// 「訪問入浴介護」
    #[must_use]
    pub fn is_home_bath(&self) -> bool {
        self.code == "12"
    }

    /// Whether a line of another kind, by that kind's code and its サービス内容, may not be used in the same time.
    #[must_use]
    pub fn excludes(&self, other: &str, content: &str) -> bool {
        let is_in = |codes: &[String]| codes.iter().any(|code| code == other);
        // Getting in and out of a car (通院等乗降介助) is no visit that the rounds take the place of.
        let is_visit = || !content.contains("乗降");
        let only_some = !self.alongside.is_empty();
        other != self.code && (only_some && !is_in(&self.alongside) || is_in(&self.not_alongside) && is_visit())
    }

    /// Whether it existed in a month.
    #[must_use]
    pub fn exists_in(&self, month: Month) -> bool {
        self.from <= month && self.until.is_none_or(|until| month <= until)
    }

    /// 「算定単位」 of one of its lines, by its サービス内容 as [`plain`] text; none when the table does not say (総合事業).
    #[must_use]
    pub fn counted_per(&self, plain_content: &str) -> Option<CountedPer> {
        let named = |words: &[String]| words.iter().any(|word| plain_content.contains(word.as_str()));
        if self.per != Some(CountedPer::Month) {
            return if named(&self.monthly) { Some(CountedPer::Month) } else { self.per };
        }
        let counted_otherwise = named(&self.not_monthly) || is_addition(plain_content) && !self.monthly_additions;
        (!counted_otherwise).then_some(CountedPer::Month)
    }
}

/// 「算定単位」 of a line: what it says itself, else what the table says of its code.
#[must_use]
pub fn counted_per(line: &ServiceLine) -> Option<CountedPer> {
    let by_table = || of_service_code(line.code.text())?.counted_per(line.content.plain());
    line.counted_per.value().or_else(by_table)
}

/// Whether a line is an addition or a reduction by its サービス内容, and no basic code.
#[must_use]
pub fn is_addition(content: &str) -> bool {
    content.contains("加算") || content.contains("減算")
}

/// Whether a line is charged by the days of a month that somebody was served for a part of only (「…・日割」).
#[must_use]
pub fn is_by_day(plain_content: &str) -> bool {
    plain_content.contains("日割")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinds {
    #[serde(rename = "name")]
    _name: String,
    other: BTreeMap<String, Vec<String>>,
    paid_otherwise: otherwise::PaidOtherwise,
    kind: Vec<ServiceKind>,
    coming: Vec<Coming>,
}

impl Kinds {
    fn embedded() -> &'static Self {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        KINDS.get_or_init(|| {
            let mut kinds: Self = table!("service_kind/kinds");
            let plain_all = |words: &mut Vec<String>| words.iter_mut().for_each(|word| *word = plain(word));
            for kind in &mut kinds.kind {
                plain_all(&mut kind.monthly);
                plain_all(&mut kind.not_monthly);
                plain_all(&mut kind.also);
            }
            kinds
        })
    }
}

/// All service kinds, in the order of their codes.
///
/// # Panics
/// Never: the table is part of the program, and a test reads it.
#[must_use]
pub fn kinds() -> &'static [ServiceKind] {
    &Kinds::embedded().kind
}

/// The kind with that two-character code.
#[must_use]
pub fn kind(code: &str) -> Option<&'static ServiceKind> {
    let kinds = kinds();
    kinds.binary_search_by(|kind| kind.code.as_str().cmp(code)).ok().map(|at| &kinds[at])
}

/// Whether a code has the shape of one: two signs of the kind, four of the item. Of the item only the first may be a letter (C201,
/// D201), but those of 総合事業 (A…) are given by each municipality.
#[must_use]
pub fn is_service_code(code: &str) -> bool {
    let letters = code.chars().skip(3).any(|c| !c.is_ascii_digit()) || matches!(code.chars().nth(2), Some('I' | 'O'));
    is_six_signs(code) && (code.starts_with(['A', 'a']) || !letters)
}

/// Whether it is as long as a code: what a list of codes has is taken as it is.
#[must_use]
pub fn is_six_signs(code: &str) -> bool {
    code.len() == 6 && code.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The kind of a service code: by its first two characters.
#[must_use]
pub fn of_service_code(code: &str) -> Option<&'static ServiceKind> {
    kind(plain(code).to_ascii_uppercase().get(..2)?)
}

/// The kind that a plan names: one of its names, or its two-character code.
#[must_use]
pub fn named(text: &str) -> Option<&'static ServiceKind> {
    let clean = plain(text);
    let names = |kind: &&ServiceKind| std::iter::once(&kind.name).chain(&kind.short).any(|name| plain(name) == clean);
    kind(&clean.to_ascii_uppercase()).or_else(|| kinds().iter().find(names))
}

/// Whether a plan's word means a kind: its code, one of its names, or, where no kind has just that name, the beginning of it
/// (短期入所療養介護 for the three of them).
#[must_use]
pub fn names_kind(text: &str, code: &str) -> bool {
    if let Some(kind) = named(text) {
        return kind.code == code;
    }
    let clean = plain(text);
    let begins = || kind(code).is_some_and(|kind| plain(&kind.name).starts_with(&clean));
    !clean.is_empty() && (clean.eq_ignore_ascii_case(code) || begins())
}

/// Whether a plan's word means any kind.
#[must_use]
pub fn is_any_kind(text: &str) -> bool {
    kinds().iter().any(|kind| names_kind(text, &kind.code))
}

#[cfg(test)]
mod tests;
