//! What can be wrong with a plan. A rule says what can be detected; who demands it is the guides' business ([`crate::guide`]).
//!
//! Rules look at the case and nothing else: not at how it is printed, not at which prefecture reads it, never at a clock
//! (the reference date comes with the [`CheckContext`]). A rule that cannot see enough says nothing: a finding means
//! "this can be shown", silence means "nothing could be shown". Start reading at [`TABLES`], then at one of the tables.

pub mod context;
mod findings;
mod order;

pub mod care_plan_1;
pub mod care_plan_2;
pub mod draft;
pub mod meeting_summary;
pub mod office;
pub mod readings;
pub mod said;
pub mod service_slip;
pub mod slip_annex;
pub mod steps;
pub mod support_log;
pub mod waivers;
pub mod weekly_schedule;
pub mod whole_file;
pub mod words;

pub use context::CheckContext;
pub use findings::{Finding, Findings};

use crate::calendar::{Month, era};
use crate::report::Severity;

/// How sure a rule can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// 「確実」 arithmetic, presence, order: may be an error.
    Exact,
    /// 「推定」 rests on wording or on matching names: at most a warning.
    Heuristic,
    /// 「確認」 cannot be decided by a program: told as a reminder, never counted.
    Reminder,
}

impl Certainty {
    /// The English word, for machines.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Heuristic => "heuristic",
            Self::Reminder => "reminder",
        }
    }

    /// The Japanese word, for people.
    #[must_use]
    pub const fn printed(self) -> &'static str {
        match self {
            Self::Exact => "確実",
            Self::Heuristic => "推定",
            Self::Reminder => "確認",
        }
    }
}

/// 「根拠」 who demands what a rule looks after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// The clauses of the guides that cite the rule. Which they are stands in the guides' ledgers alone ([`crate::guide`]);
    /// a test asks that there is one.
    Guides,
    /// Nobody but this project; its reason, as `careplan rules` prints it.
    Own(&'static str),
}

/// 「規則」 one thing that can be wrong. The texts are what `careplan rules CP214` prints.
#[derive(Debug)]
pub struct Rule {
    /// `CP` + table digit + two digits; never reused.
    pub id: &'static str,
    /// The defect, in kebab-case; reads well after "allow".
    pub name: &'static str,
    /// How grave.
    pub severity: Severity,
    /// How sure.
    pub certainty: Certainty,
    /// The message, a Japanese sentence; `{0}`, `{1}` … stand for the finding's facts.
    pub message: &'static str,
    /// 「何を見るか」
    pub looks_at: &'static str,
    /// 「なぜ」
    pub why: &'static str,
    /// 「誤った例」 a piece of a plan, or words.
    pub wrong: &'static str,
    /// 「正しい例」
    pub right: &'static str,
    /// 「直し方」 one sentence; the `fix` of JSON.
    pub fix: &'static str,
    /// Who demands it.
    pub demand: Demand,
    /// Looks at a case and reports what it finds.
    pub check: fn(&CheckContext, &mut Findings),
}

/// The tables' rules in the order of their ids.
pub const TABLES: &[&[&Rule]] = &[
    whole_file::RULES,
    waivers::RULES,
    care_plan_1::RULES,
    care_plan_2::RULES,
    weekly_schedule::RULES,
    meeting_summary::RULES,
    support_log::RULES,
    service_slip::RULES,
    slip_annex::RULES,
    office::RULES,
];

/// 「欠番」 ids of rules that are no more, each with the reason: they are never given to another rule, because a plan's 「例外」
/// and an office's notes may still name them. `tests/rules/ids.txt` remembers every id that ever was.
pub const RETIRED: &[(&str, &str)] = &[];

/// All rules in the order of their ids.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().flat_map(|table| table.iter().copied())
}

/// The rule with that id or name.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    // An input method may write it in wide letters.
    let id = crate::source::plain(id);
    all().find(|rule| rule.id.eq_ignore_ascii_case(&id) || *rule.name == *id)
}

/// Asks every rule. Findings come in the order of their places.
#[must_use]
pub fn check(context: &CheckContext) -> Vec<Finding> {
    let mut findings = Findings::default();
    let is_draft = context.case.is_draft();
    for rule in all().filter(|rule| !(is_draft && draft::waits(rule))) {
        (rule.check)(context, &mut findings);
    }
    if let Some(place) = context.day_span() {
        // What is not found on no day rests on the 基準日; who reads it looks for the line that says it.
        let mut without = Findings::default();
        let undated = context.undated();
        findings.rules().into_iter().for_each(|rule| (rule.check)(&undated, &mut without));
        findings.point_to(place, "基準日になっている日付", |finding| !without.have(finding));
        if let Some(month) = context.month_of_actual(place) {
            findings.point_to(month, "基準日になっている実績の年月", |finding| !without.have(finding));
        }
    }
    if let Some(place) = context.doubtful_occasion() {
        // What is not found where 区分 says the other rests on it.
        let mut without = Findings::default();
        let turned = context.turned();
        findings.rules().into_iter().for_each(|rule| (rule.check)(&turned, &mut without));
        findings.point_to(place, "区分（第1表の日付と合いません）", |finding| !without.have(finding));
    }
    if !findings.rules().is_empty() {
        for (month, place, why) in service_slip::doubtful_months(context) {
            findings.point_to(place, &why, |finding| finding.facts.iter().any(|fact| names_month(fact, month)));
        }
    }
    findings.sorted()
}

/// Whether words name a month, and not a day of it.
fn names_month(words: &str, month: Month) -> bool {
    let name = era::month(month);
    let mut named = words.match_indices(&name).map(|(at, name)| &words[at + name.len()..]);
    named.any(|after| !after.starts_with(|next: char| next.is_ascii_digit()))
}
