//! What comes once a plan: ends of certification and goals, ① to ⑦.

use super::{State, Step, What};
use crate::calendar::{Date, Month, Period};
use crate::case::LogEntry;
use crate::case::certification::{ENDS_SOON, RENEWED_BEFORE};
use crate::case::print::ConsentLine;
use crate::rules::CheckContext;
use crate::rules::context::SupportLine;
use crate::rules::readings::{
    Met, certification_end, dated, deliveries, is_assessment, is_contract, long_goals_end, met, of_provider,
    short_goals_end, wants_notification, went_to_client, went_to_doctor,
};

pub(super) fn steps(context: &CheckContext) -> Vec<Step> {
    let mut steps = vec![
        certification(context),
        goals(context, What::LongGoals, long_goals_end(context)),
        goals(context, What::ShortGoals, short_goals_end(context)),
        contract(context),
        notification(context),
        assessment(context),
        draft(context),
        meeting(context),
        consent(context),
    ];
    steps.extend(given(context));
    steps.push(start(context));
    steps
}

/// What lacks in a plan that is not marked 原案 is accused; a draft waits.
fn missing(context: &CheckContext) -> State {
    if context.case.is_draft() { State::Due } else { State::Late }
}

fn certification(context: &CheckContext) -> Step {
    let step = |state, on| Step::new(What::Certification, state, on);
    let Some(certification) = context.case.certifications.newest() else {
        return step(State::Late, None).note("記載なし");
    };
    if !certification.is_settled() {
        return step(State::Due, certification.valid_period.value().and_then(Period::end)).note("申請中");
    }
    match certification_end(context) {
        Some((end, _, left)) => step(by_days(left, RENEWED_BEFORE), Some(end)),
        None if certification.valid_period.is_blank() => step(State::Late, None).note("記載なし"),
        None => step(State::Idle, None),
    }
}

fn goals(context: &CheckContext, what: What, end: Option<Date>) -> Step {
    let state = end.map_or(State::Idle, |end| by_days((end - context.as_of).num_days(), ENDS_SOON));
    Step::new(what, state, end)
}

/// An end by the days that are left to it.
const fn by_days(left: i64, due: i64) -> State {
    match left {
        ..0 => State::Late,
        _ if left <= due => State::Due,
        _ => State::Done,
    }
}

/// The day of the first record of a kind.
fn first(context: &CheckContext, is_one: impl Fn(&LogEntry) -> bool) -> Option<Date> {
    dated(context).filter(|(_, entry)| is_one(entry)).map(|(day, _)| day).min()
}

fn contract(context: &CheckContext) -> Step {
    match first(context, |entry| is_contract(entry, context.words)) {
        Some(day) => Step::done(What::Contract, day, context),
        None if context.is_first_plan() => Step::new(What::Contract, State::Due, None).note("記録なし"),
        // The contract of a plan that goes on stands in the records of an earlier one.
        None => Step::new(What::Contract, State::Idle, None),
    }
}

fn notification(context: &CheckContext) -> Step {
    let step = |state, on| Step::new(What::Notification, state, on);
    let filed = context.slips().iter().filter_map(|slip| slip.block.notified_on.value()).min();
    if context.slips().iter().any(wants_notification) {
        return step(State::Late, None).note("届出年月日の記載なし");
    }
    filed.map_or_else(|| step(State::Due, None), |day| Step::done(What::Notification, day, context))
}

fn assessment(context: &CheckContext) -> Step {
    let planned = context.planned().map(|(day, _)| day);
    let of_plan = dated(context).filter(|(_, entry)| is_assessment(entry, context.words)).map(|(day, _)| day);
    let days: Vec<Date> = of_plan.collect();
    // The last one before this plan; without one, one that came too late (its order is a rule's matter).
    let before = days.iter().filter(|day| planned.is_none_or(|planned| **day <= planned)).max();
    match before.or(days.iter().min()) {
        Some(day) => Step::done(What::Assessment, *day, context),
        // Records that begin after the plan was made cannot tell of it.
        None if first(context, |_| true).is_some_and(|first| planned.is_some_and(|planned| first > planned)) => {
            Step::new(What::Assessment, State::Idle, None)
        }
        None => Step::new(What::Assessment, State::Due, None).note("記録なし"),
    }
}

fn draft(context: &CheckContext) -> Step {
    let unread = context.case.plan_1.as_ref().is_some_and(|plan| !plan.planned_on.is_blank());
    match context.planned() {
        Some((day, _)) => Step::done(What::Draft, day, context),
        None if unread => Step::new(What::Draft, State::Idle, None),
        // Without 第１表 the table is missing, which waits in a draft; its day does not.
        None if context.case.plan_1.is_none() => Step::new(What::Draft, missing(context), None),
        None => Step::new(What::Draft, State::Late, None),
    }
}

fn meeting(context: &CheckContext) -> Step {
    let step = |state| Step::new(What::Meeting, state, None);
    match met(context) {
        Met::On(day) => Step::done(What::Meeting, day, context),
        Met::NotNeeded => step(State::Done).note("開催なし（理由の記録あり）"),
        Met::Unread => step(State::Idle),
        Met::Never => step(missing(context)),
        Met::Undated => step(missing(context)).note("開催日の記載なし"),
        Met::ForAnother(_) if context.planned().is_none() => step(State::Due).note("計画作成日の記載なし"),
        Met::ForAnother(_) => step(missing(context)).note("この計画の会議なし"),
        Met::BeforeCertification(_) => step(missing(context)).note("新しい認定の後の会議なし"),
    }
}

fn consent(context: &CheckContext) -> Step {
    if let Some((day, _)) = context.consent() {
        return Step::done(What::Consent, day, context);
    }
    let step = |state| Step::new(What::Consent, state, None);
    let line = context.case.print.as_ref().and_then(|print| print.consent_line.value());
    let Some(plan) = &context.case.plan_1 else { return step(State::Due) };
    let blank = plan.consent.as_ref().is_none_or(|consent| consent.signed_on.is_blank());
    match (line, blank) {
        (Some(ConsentLine::None), _) => step(State::Idle).note("別の文書"),
        (_, true) => step(missing(context)),
        (_, false) => step(State::Idle),
    }
}

/// 「交付」 to the client, to each provider of an insured service, to the doctor of a medical one.
fn given(context: &CheckContext) -> Vec<Step> {
    let deliveries = deliveries(context);
    let (draft, agreed) = (context.case.is_draft(), context.consent().is_some());
    let step = |what: What, is_receiver: &dyn Fn(&LogEntry) -> bool, accused: bool| {
        let mut to: Vec<&LogEntry> = deliveries.iter().copied().filter(|entry| is_receiver(entry)).collect();
        to.sort_by_key(|entry| entry.day.value());
        match to.iter().find_map(|entry| entry.day.value()) {
            Some(day) => Step::done(what, day, context),
            None if !to.is_empty() => Step::new(what, State::Done, None).note("日付なし"),
            None => Step::new(what, if accused { State::Late } else { State::Due }, None),
        }
    };
    let due = !draft && agreed;
    let mut steps = vec![step(What::GivenToClient, &|entry| went_to_client(context, entry), due)];
    let mut names: Vec<&str> = Vec::new();
    for line in context.support_lines().iter().filter(|line| line.is_covered() && !line.provider.is_empty()) {
        if !names.contains(&line.provider.as_str()) {
            names.push(&line.provider);
            let what = What::GivenToProvider(line.support.provider.text().trim().to_owned());
            steps.push(step(what, &|entry| of_provider(context, entry, &line.provider), due));
        }
    }
    if context.support_lines().iter().any(SupportLine::is_medical) {
        let accused = due || !deliveries.is_empty();
        steps.push(step(What::GivenToDoctor, &|entry| went_to_doctor(context, entry), accused));
    }
    steps
}

fn start(context: &CheckContext) -> Step {
    match context.first_service_day() {
        Some((day, _)) => Step::done(What::Start, day, context),
        // Service of a plan that goes on runs already.
        None if context.slips().iter().any(|slip| slip.month <= Month::of(context.as_of)) => {
            Step::new(What::Start, State::Idle, None)
        }
        None => Step::new(What::Start, State::Due, None),
    }
}
