//! 「介護職員等処遇改善加算」 its rates by kind, grade and month, each with its certainty, and how a line names its grade.

use super::dated::{Dated, Table, Written, last_month};
use crate::calendar::Month;
use crate::case::values::PerMille;
use crate::embedded::table;
use crate::source::plain;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A rate of which nobody needs to be told that it is unsure, in percent.
const CERTAIN: u8 = 95;

/// One row: kinds with the same rates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TreatmentRow {
    pub kinds: Vec<String>,
    pub rates: BTreeMap<GradeName, Written<PerMille>>,
    pub certainty: u8,
    /// The last month of these grades, when they end before their period.
    #[serde(default, deserialize_with = "last_month")]
    pub until: Option<Month>,
}

/// What a grade is called in the file, and as [`grade_of`] gives it: made once, since every annex asks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(from = "String")]
pub(super) struct GradeName {
    written: String,
    name: String,
}

impl From<String> for GradeName {
    fn from(written: String) -> Self {
        Self { name: grade(&written).0, written }
    }
}

/// One grade of 処遇改善 for a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreatmentGrade {
    /// Its name as [`grade_of`] gives it (I, IIイ, V14 …); empty where a kind has one grade only.
    pub name: String,
    /// 「加算率」
    pub rate: PerMille,
    /// Whether published material bears it out.
    pub certain: bool,
    /// Its last month, when that is past already.
    pub ended: Option<Month>,
}

pub(super) fn table() -> &'static Table<Vec<TreatmentRow>> {
    static TABLE: OnceLock<Table<Vec<TreatmentRow>>> = OnceLock::new();
    TABLE.get_or_init(|| Table::whole(table!("billing/treatment")))
}

/// The grades of 処遇改善 that a kind has or had in a month's period, none where it has no such addition; no answer when the
/// table does not speak of the kind.
#[must_use]
pub fn treatment_grades(kind: &str, month: Month) -> Option<Dated<Vec<TreatmentGrade>>> {
    grades(table(), kind, month)
}

pub(super) fn grades(table: &Table<Vec<TreatmentRow>>, kind: &str, month: Month) -> Option<Dated<Vec<TreatmentGrade>>> {
    table.at(month).and_then(|rows| {
        let rows: Vec<&TreatmentRow> = rows.iter().filter(|row| row.kinds.iter().any(|other| other == kind)).collect();
        let of_row = |row: &TreatmentRow| -> Vec<TreatmentGrade> {
            let certain = row.certainty >= CERTAIN;
            let ended = row.until.filter(|until| *until < month);
            let grade = |(name, rate): (&GradeName, &Written<PerMille>)| TreatmentGrade {
                name: name.name.clone(),
                rate: rate.0,
                certain,
                ended,
            };
            row.rates.iter().map(grade).collect()
        };
        (!rows.is_empty()).then(|| rows.into_iter().flat_map(of_row).collect())
    })
}

/// The grade that a サービス内容 names after 「加算」: 「訪問介護処遇改善加算Ⅰ２」 and 「…加算（Ⅰ）ロ」 are both Iロ; empty when it names none.
#[must_use]
pub fn grade_of(content: &str) -> String {
    let clean = plain(content);
    clean.rsplit_once("加算").map_or(String::new(), |(_, rest)| grade(rest).0)
}

/// The grade at the beginning of a text, and what follows it.
fn grade(text: &str) -> (String, String) {
    let clean: String = plain(text).chars().filter(|c| !matches!(c, '(' | ')' | '・' | '-')).collect();
    let roman_end = clean.len() - clean.trim_start_matches(['I', 'V', 'X']).len();
    let (roman, rest) = clean.split_at(roman_end);
    let digits_end = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, after) = rest.split_at(digits_end);
    let (part, rest) = match (roman, number, after.chars().next()) {
        ("", ..) => return (String::new(), clean),
        ("V", number, _) => (number, after),
        (_, "1", _) => ("イ", after),
        (_, "2", _) => ("ロ", after),
        (_, "", Some('イ')) => ("イ", &after['イ'.len_utf8()..]),
        (_, "", Some('ロ')) => ("ロ", &after['ロ'.len_utf8()..]),
        (_, other, _) => (other, after),
    };
    (format!("{roman}{part}"), rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_as_people_write_them() {
        let grades = [
            ("訪問介護処遇改善加算Ⅰ", "I"),
            ("訪問介護処遇改善加算Ⅰ１", "Iイ"),
            ("訪問介護処遇改善加算Ⅰイ", "Iイ"),
            ("訪問介護処遇改善加算（Ⅰ）ロ", "Iロ"),
            ("介護職員等処遇改善加算(Ⅱロ)", "IIロ"),
            ("訪問介護処遇改善加算Ⅱ２", "IIロ"),
            ("訪問介護処遇改善加算Ⅲ", "III"),
            ("訪問介護処遇改善加算Ⅴ１４", "V14"),
            ("訪問介護処遇改善加算Ⅴ(7)", "V7"),
            ("訪問看護処遇改善加算", ""),
            ("ベースアップ等支援加算", ""),
        ];
        for (content, name) in grades {
            assert_eq!(grade_of(content), name, "{content}");
        }
    }
}
