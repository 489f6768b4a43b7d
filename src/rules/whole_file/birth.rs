//! CP018: a day of birth with which nobody can be insured: mostly an era that was chosen wrongly.

use crate::calendar::Period;
use crate::calendar::read::age;
use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule, said};

/// From what age on there is an insured person, and up to what age one is believed.
const AGES: std::ops::RangeInclusive<i32> = 40..=119;

/// A client who is younger than an insured person can be, or older than anybody.
pub static BIRTH_DATE_IMPOSSIBLE: Rule = Rule {
    id: "CP018",
    name: "birth-date-impossible",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "生年月日（{0}）では、{1}に{2}歳です",
    looks_at: "基準日（記録がまだなければ認定の有効期間の始め）の年齢が、40歳（第2号被保険者になる年齢）より下か、120歳以上にならないか。",
    why: "元号の取り違え（昭和と令和、明治）は、どの表にもそのまま印字されます。",
    wrong: "生年月日: 令和18年3月12日",
    right: "生年月日: 昭和18年3月12日",
    fix: "生年月日の元号と年を確かめてください",
    demand: Demand::Own("被保険者が40歳以上であることは介護保険法の定めで、手引きの文ではありません"),
    check: birth_date_impossible,
};

fn birth_date_impossible(context: &CheckContext, findings: &mut Findings) {
    let born_on = context.case.client.as_ref().map(|client| &client.born_on);
    let Some((field, born)) = born_on.and_then(|field| Some((field, field.value()?))) else { return };
    // Of a plan without a day of its own, the day on which the certification begins.
    let certified = || context.certification()?.valid_period.value().map(Period::start);
    let Some(day) = context.day().or_else(certified) else { return };
    let age = age(born, day);
    if !AGES.contains(&age) {
        let facts: [&dyn std::fmt::Display; 3] = [&said::day(born), &said::day(day), &age];
        findings.report(&BIRTH_DATE_IMPOSSIBLE, field.span(), &facts);
    }
}
