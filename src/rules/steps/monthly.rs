//! What comes every month: ⑧ the visit and what it found, the slip of the next month, 実績 of the last one.

use super::{State, Step, What};
use crate::calendar::{Date, Month};
use crate::rules::CheckContext;
use crate::rules::context::{SlipMonth, uses_in};
use crate::rules::readings::{
    Entered, LoggedMonth, due_months, entered, first_month, has_ended, is_excused, is_over, logged, slip_given,
    slip_is_due,
};

pub(super) fn steps(context: &CheckContext, month: Month) -> Vec<Step> {
    let mut steps = past(context, month);
    steps.push(visit(context, month));
    for month in [month, month.next()] {
        steps.extend(slip(context, month));
    }
    steps.extend(actuals(context, month));
    steps
}

/// 「4月、6月」
fn list(months: &[Month]) -> String {
    months.iter().map(|month| format!("{}月", month.month())).collect::<Vec<_>>().join("、")
}

fn seen(context: &CheckContext, month: &LoggedMonth) -> Option<Date> {
    month.home_visit(context).or_else(|| month.video(context)).and_then(|entry| entry.day.value())
}

/// The full months behind the reference date, the looked-at one left to itself.
fn past(context: &CheckContext, month: Month) -> Vec<Step> {
    let due = due_months(context);
    let behind = || due.iter().filter(|logged| logged.month != month);
    let of = |what: What, lacking: Vec<Month>| match lacking.as_slice() {
        [] if due.is_empty() => Step::new(what, State::Idle, None),
        [] => Step::new(what, State::Done, None),
        lacking => {
            let late = if context.case.is_draft() { State::Due } else { State::Late };
            Step::new(what, late, None).note(list(lacking))
        }
    };
    let unseen = behind().filter(|logged| seen(context, logged).is_none()).map(|logged| logged.month).collect();
    let without_result = |logged: &&LoggedMonth| {
        logged.home_visit(context).is_some_and(|visit| !visit.content.is_blank()) && !logged.has_result(context)
    };
    let blank = due.iter().filter(without_result).map(|logged| logged.month).collect();
    vec![of(What::PastVisits, unseen), of(What::Results, blank)]
}

fn visit(context: &CheckContext, month: Month) -> Step {
    let logged = logged(context, month);
    let what = What::Visit(month);
    if let Some(day) = seen(context, &logged) {
        let video = logged.home_visit(context).is_none();
        return Step::done(what, day, context).note(if video { "テレビ電話等" } else { "" });
    }
    if has_ended(context).is_some_and(|ended| ended <= month) {
        return Step::new(what, State::Idle, None).note("支援の終了");
    }
    if is_excused(context, month) {
        return Step::new(what, State::Idle, None).note("入院など");
    }
    if first_month(context).is_none_or(|first| month < first) {
        return Step::new(what, State::Idle, None);
    }
    let late = month.last_day() < context.as_of && !context.case.is_draft();
    Step::new(what, if late { State::Late } else { State::Due }, Some(month.last_day()))
}

fn of_month<'c, 'a>(context: &'c CheckContext<'a>, month: Month) -> Option<&'c SlipMonth<'a>> {
    context.slips().iter().find(|slip| slip.month == month)
}

fn slip(context: &CheckContext, month: Month) -> [Step; 3] {
    let (made, agreed, given) = (What::SlipMade(month), What::SlipAgreed(month), What::SlipGiven(month));
    let until = Some(month.previous().last_day());
    if has_ended(context).is_some_and(|ended| ended < month) {
        return [made, agreed, given].map(|what| Step::new(what, State::Idle, None).note("支援の終了"));
    }
    let block = of_month(context, month).filter(|slip| !slip.lines.is_empty());
    let Some(slip) = block else {
        // A month in hospital, or before the first service, has no slip; nobody accuses what is not there.
        let asked = context.slips().iter().any(|slip| slip.month < month) && !is_excused(context, month);
        let state = if asked { State::Due } else { State::Idle };
        let undated = of_month(context, month).is_some_and(|slip| {
            slip.block.issued_on.is_blank() && slip_is_due(context, slip) && !context.case.is_draft()
        });
        let agreed_state = if undated { State::Late } else { state };
        return [Step::new(made, state, until), Step::new(agreed, agreed_state, until), Step::new(given, state, until)];
    };
    let signed = &slip.block.issued_on;
    let agreed = match signed.value() {
        Some(day) => Step::done(agreed, day, context),
        None if !signed.is_blank() => Step::new(agreed, State::Idle, None),
        None if slip_is_due(context, slip) && !context.case.is_draft() => Step::new(agreed, State::Late, until),
        None => Step::new(agreed, State::Due, until),
    };
    let given = match slip_given(context, month).and_then(|entry| entry.day.value()) {
        Some(day) => Step::done(given, day, context),
        None => Step::new(given, State::Due, until),
    };
    [Step::new(made, State::Done, None), agreed, given]
}

/// 実績 of the months up to the looked-at one: those that are not whole, else the last month's.
fn actuals(context: &CheckContext, month: Month) -> Vec<Step> {
    let ended = |slip: &&SlipMonth| slip.month < Month::of(context.looked_on).max(month) && !slip.lines.is_empty();
    let step = |slip: &SlipMonth| {
        let (what, how) = (What::Actual(slip.month), entered(slip));
        let until = slip.month.next().day(10);
        let draft = context.case.is_draft();
        match how {
            Entered::Whole => Step::new(what, State::Done, None),
            Entered::Partly if !draft && slip.lines.iter().any(|line| uses_in(&line.actual) > 0) => {
                Step::new(what, State::Late, until).note("一部の行")
            }
            Entered::Nothing if !draft && is_over(context, slip.month) => Step::new(what, State::Late, until),
            Entered::Partly | Entered::Nothing => Step::new(what, State::Due, until),
        }
    };
    let mut steps: Vec<Step> = context.slips().iter().filter(ended).map(step).collect();
    steps.sort_by(|a, b| a.what.cmp(&b.what));
    let last = steps.iter().rposition(|_| true);
    let mut at = 0;
    steps.retain(|step| {
        at += 1;
        step.state != State::Done || Some(at - 1) == last
    });
    steps
}
