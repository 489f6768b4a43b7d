//! CP028: a date that lies far from all else, mostly a year or an era that was typed wrongly.
//!
//! Rules that look at the plan on its own newest date would accuse everything but that date; here it is told itself.

use crate::calendar::{Date, Datelike, Month};
use crate::case::certification::RENEWED_BEFORE;
use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule, said};
use crate::source::{Field, Span};

/// Days by which the newest date may be ahead of all others: the next entry of a log is a month away, the same day of a wrong year
/// nearly twelve.
const AHEAD: i64 = 300;
/// Days for which a plan may have been written before it was made: longer than any certification.
const BEFORE: i64 = 5 * 366;
/// Days for which the log may go back before the first plan: who asked for help may have waited.
const LOGGED_BEFORE: i64 = 2 * 366;
/// Days for which a certification may be decided before it begins: renewals are asked for 60 days before.
const CERTIFIED_BEFORE: i64 = 180;
/// So many other dates say where a plan lies in time.
const ENOUGH: usize = 3;

/// A date that lies far from all others.
pub static DATE_FAR_FROM_OTHERS: Rule = Rule {
    id: "CP028",
    name: "date-far-from-others",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}（{1}）は、{2}からかけ離れています",
    looks_at: "記録の日付のうち一番新しいものが、ほかの全ての日付と利用票の月より300日以上も後でないか。各表の作成年月日が計画作成日より5年以上も前でないか（全ての記録がそうなら、計画作成日を言う）。第2表・第3表の作成年月日が、計画作成日より60日を超えて前でないか（第1表も前なら見ない）。ほかの二つの表が計画作成日に作成されているとき、第2表・第3表の作成年月日が、同意の後の、日だけが計画作成日と同じ日でないか（その日の記録があれば見ない）。認定日が有効期間の始めより180日以上も前でないか。各表の日付、計画作成日、初回計画作成日、第6表の届出年月日が、介護保険の始まった平成12年4月より前でないか。第5表の年月日が、初回計画作成日より2年以上も前でないか。",
    why: "年や元号を一つ書き誤ると、様式にそのまま印字されます。一番新しい日付は点検の基準日になるので、ほかの正しい日付が誤りと言われます。",
    wrong: "作成年月日: 令和70年5月27日  # ほかの日付は令和7年",
    right: "作成年月日: 令和7年5月27日",
    fix: "この日付の元号と年を確かめてください",
    demand: Demand::Own(
        "書き誤りを見つけるための規則で、手引きの求めではありません。日付が正しければ、そのままでかまいません",
    ),
    check: date_far_from_others,
};

fn date_far_from_others(context: &CheckContext, findings: &mut Findings) {
    // A date is told once.
    let mut told: Vec<Span> = Vec::new();
    let mut tell = |called: &str, field: &Field<Date>, from: &str, others: &[(&str, Span)]| {
        if told.contains(&field.span()) {
            return;
        }
        told.push(field.span());
        let day = field.value().map(said::day).unwrap_or_default();
        let finding = findings.report(&DATE_FAR_FROM_OTHERS, field.span(), &[&called, &day, &from]);
        for (called, span) in others {
            finding.related(*span, *called);
        }
    };
    if let Some((called, field, next)) = newest_alone(context) {
        tell(called, field, &format!("ほかの日付（一番新しいものは{}）", said::day(next)), &[]);
    }
    let case = context.case;
    if let Some((planned, field)) =
        case.plan_1.as_ref().and_then(|plan| Some((plan.planned_on.value()?, &plan.planned_on)))
    {
        let dated = || case.records().filter_map(|(called, field)| Some((called, field, field.value()?)));
        let is_before = |day: Date| (planned - day).num_days() > BEFORE;
        let newest = dated().map(|(.., day)| day).max();
        let written: Vec<_> = dated().filter(|(called, ..)| called.ends_with("表の作成年月日")).collect();
        if let Some(newest) = newest.filter(|newest| is_before(*newest) && written.len() >= ENOUGH) {
            // Far from all of them is that one day.
            let others: Vec<_> = written.iter().map(|(called, field, _)| (*called, field.span())).collect();
            tell("計画作成日", field, &format!("ほかの日付（一番新しいものは{}）", said::day(newest)), &others);
        } else {
            for (called, written, _) in written.into_iter().filter(|(.., day)| is_before(*day)) {
                let place = ("計画作成日", field.span());
                tell(called, written, &format!("計画作成日（{}）", said::day(planned)), &[place]);
            }
        }
    }
    for (called, field, planned, place) in tables_beside_the_plan(context) {
        tell(called, field, &format!("計画作成日（{}）", said::day(planned)), &[("計画作成日", place)]);
    }
    for certification in case.certifications.all() {
        let Some((day, start)) = certification.certified_on.value().zip(certification.start()) else { continue };
        if (start - day).num_days() > CERTIFIED_BEFORE {
            let place = ("有効期間", certification.valid_period.span());
            tell("認定日", &certification.certified_on, &format!("有効期間の始め（{}）", said::day(start)), &[place]);
        }
    }
    let first = case.plan_1.iter().map(|plan| ("初回計画作成日", &plan.first_planned_on));
    let filed = case.months.iter().map(|block| ("届出年月日", &block.notified_on));
    let Some(begin) = Month::new(2000, 4).map(Month::first_day) else { return };
    let planned = case.plan_1.iter().map(|plan| ("計画作成日", &plan.planned_on));
    let all = first.chain(planned).chain(filed).chain(case.records());
    for (called, field) in all.filter(|(_, field)| field.value().is_some_and(|day| day < begin)) {
        tell(called, field, &format!("介護保険の始まり（{}）", said::day(begin)), &[]);
    }
    let Some((first, day)) =
        case.plan_1.as_ref().and_then(|plan| Some((&plan.first_planned_on, plan.first_planned_on.value()?)))
    else {
        return;
    };
    let is_long_before = |record: Date| (day - record).num_days() > LOGGED_BEFORE;
    // Where all records are, it is the plan's date that is far from them.
    if case.newest_record().is_none_or(is_long_before) {
        return;
    }
    let is_before = |field: &&Field<Date>| field.value().is_some_and(is_long_before);
    for field in case.log.iter().map(|entry| &entry.day).filter(is_before) {
        let place = ("初回計画作成日", first.span());
        tell("第5表の年月日", field, &format!("初回計画作成日（{}）", said::day(day)), &[place]);
    }
}

/// 第２表 and 第３表 with a date that is not of the plan on 第１表: the three are made together. Each with 計画作成日.
fn tables_beside_the_plan<'a>(context: &CheckContext<'a>) -> Vec<(&'static str, &'a Field<Date>, Date, Span)> {
    let case = context.case;
    let Some(first) = &case.plan_1 else { return Vec::new() };
    let (Some(planned), Some(of_first)) = (first.planned_on.value(), first.issued_on.value()) else {
        return Vec::new();
    };
    let second = case.plan_2.as_ref().map(|plan| ("第2表の作成年月日", &plan.issued_on));
    let third = case.week.as_ref().map(|week| ("第3表の作成年月日", &week.issued_on));
    // As long as a renewal is prepared.
    let is_before = |day: Date| (planned - day).num_days() > RENEWED_BEFORE;
    // Where 第１表 is too, it is the plan's date that is odd.
    if is_before(of_first) {
        return Vec::new();
    }
    let consent = context.consent().map(|(day, _)| day);
    // A table that was made anew later has a record of that day, or another day of the month.
    let is_mistyped = |day: Date, other: Option<Date>| {
        let is_known = case.log.iter().map(|entry| &entry.day).chain(case.meetings.iter().map(|one| &one.held_on));
        let together = of_first == planned && other == Some(planned);
        together
            && consent.is_some_and(|consent| day > consent)
            && day.day() == planned.day()
            && !is_known.into_iter().any(|known| known.value() == Some(day))
    };
    let day_of = |table: Option<(&str, &Field<Date>)>| table.and_then(|(_, field)| field.value());
    let both = [(second, day_of(third)), (third, day_of(second))];
    let odd = both.into_iter().filter_map(|(table, other)| {
        let (called, field) = table?;
        let day = field.value()?;
        (is_before(day) || is_mistyped(day, other)).then_some((called, field, planned, first.planned_on.span()))
    });
    odd.collect()
}

/// The newest record, where it lies far behind all other dates, with the newest of those.
fn newest_alone<'a>(context: &CheckContext<'a>) -> Option<(&'static str, &'a Field<Date>, Date)> {
    let case = context.case;
    let records = || case.records().filter_map(|(called, field)| Some((called, field, field.value()?)));
    let (called, field, newest) = records().max_by_key(|(.., day)| *day)?;
    let planned = case.plan_1.iter().filter_map(|plan| plan.planned_on.value());
    let months = case.months.iter().filter_map(|block| block.month.value()).map(Month::first_day);
    let mut others: Vec<Date> =
        records().filter(|(_, other, _)| !std::ptr::eq(*other, field)).map(|(.., day)| day).chain(planned).collect();
    // The month of a slip says alone when it was agreed to.
    let of_a_slip = case
        .months
        .iter()
        .any(|block| std::ptr::eq(field, &raw const block.issued_on) && block.month.value().is_some());
    let enough = of_a_slip || others.len() >= ENOUGH;
    others.extend(months);
    let next = others.into_iter().max()?;
    (enough && (newest - next).num_days() > AHEAD).then_some((called, field, next))
}
