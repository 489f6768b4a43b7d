//! 「サービス種類」 and how a plan's words name them.

use super::{PriceClass, embedded};
use crate::source::plain;
use serde::Deserialize;
use std::sync::OnceLock;

/// 「サービス種類」
#[expect(clippy::struct_excessive_bools, reason = "they are the columns of the table")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceKind {
    /// The first two characters of its service codes.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its column of the price table; none when the plan must write the price.
    pub class: Option<PriceClass>,
    /// Never inside 区分支給限度基準額.
    #[serde(default)]
    pub outside: bool,
    /// Not printed in the annex (居宅療養管理指導 only when asked).
    #[serde(default)]
    pub unlisted: bool,
    /// 福祉用具貸与: one a line and month.
    #[serde(default)]
    pub equipment: bool,
    /// 短期入所.
    #[serde(default)]
    pub short_stay: bool,
    /// Other ways in which plans write it.
    #[serde(default)]
    pub words: Vec<String>,
}

impl ServiceKind {
    /// 「居宅療養管理指導」 printed only when asked.
    #[must_use]
    pub fn is_medical_guidance(&self) -> bool {
        matches!(self.code.as_str(), "31" | "34")
    }
}

/// All service kinds, in the order of their codes.
///
/// # Panics
/// Never: the table is part of the program, and a test reads it.
#[must_use]
pub fn kinds() -> &'static [ServiceKind] {
    #[derive(Deserialize)]
    struct Kinds {
        kind: Vec<ServiceKind>,
    }
    static TABLE: OnceLock<Vec<ServiceKind>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let kinds: Kinds = embedded("kinds.toml", include_str!("../kinds.toml"));
        assert!(kinds.kind.is_sorted_by(|a, b| a.code < b.code), "kinds.toml: codes out of order");
        kinds.kind
    })
}

/// The kind with that two-character code.
#[must_use]
pub fn kind(code: &str) -> Option<&'static ServiceKind> {
    let kinds = kinds();
    kinds.binary_search_by(|kind| kind.code.as_str().cmp(code)).ok().map(|at| &kinds[at])
}

/// The kind that a plan names: its name, or its two-character code.
#[must_use]
pub fn kind_named(text: &str) -> Option<&'static ServiceKind> {
    let clean = plain(text);
    kind(&clean.to_ascii_uppercase()).or_else(|| kinds().iter().find(|kind| plain(&kind.name) == clean))
}

/// The kind that a free text speaks of: the longest name or word found in it wins.
#[must_use]
pub fn kind_in_text(text: &str) -> Option<&'static ServiceKind> {
    let clean = plain(text);
    let names = kinds()
        .iter()
        .flat_map(|kind| std::iter::once(&kind.name).chain(&kind.words).map(move |name| (plain(name), kind)));
    names.filter(|(name, _)| clean.contains(name.as_str())).max_by_key(|(name, _)| name.len()).map(|(_, kind)| kind)
}

/// Whether a plan's word means a kind: its code, its name, or, where no kind has just that name, the beginning of it
/// (短期入所療養介護 for the three of them).
#[must_use]
pub fn names_kind(text: &str, code: &str) -> bool {
    if let Some(kind) = kind_named(text) {
        return kind.code == code;
    }
    let clean = plain(text);
    let begins = || kind(code).is_some_and(|kind| plain(&kind.name).starts_with(&clean));
    !clean.is_empty() && (clean.eq_ignore_ascii_case(code) || begins())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_by_name_code_and_in_texts() {
        let name = |kind: Option<&ServiceKind>| kind.map(|kind| kind.code.clone()).unwrap_or_default();
        assert_eq!(name(kind_named("訪問介護")), "11");
        assert_eq!(name(kind_named("2a")), "2A");
        assert_eq!(name(kind_named("短期入所療養介護(介護医療院)")), "2A");
        assert_eq!(name(kind_named("訪問")), "");
        assert_eq!(name(kind_in_text("定期巡回・随時対応型訪問介護看護")), "76");
        assert_eq!(name(kind_in_text("デイサービス（入浴）")), "15");
        assert_eq!(name(kind_in_text("特定福祉用具販売")), "41");
        assert_eq!(name(kind_in_text("配食・安否確認")), "");
        assert!(names_kind("訪問介護", "11") && names_kind("11", "11") && !names_kind("訪問介護", "13"));
        assert!(names_kind("短期入所療養介護", "2A") && names_kind("訪問型サービス", "A4") && !names_kind("", "11"));
    }
}
