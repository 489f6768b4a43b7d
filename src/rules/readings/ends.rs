//! When the certification and the goals end.

use crate::calendar::{Date, Period};
use crate::case::Certification;
use crate::case::plan::{LongTermGoal, ShortTermGoal};
use crate::rules::context::CheckContext;
use crate::source::{Field, Span};

/// The period of a certification that is settled, and its place.
#[must_use]
pub fn settled(certification: Option<&Certification>) -> Option<(Period, Span)> {
    let certification = certification.filter(|certification| certification.is_settled())?;
    Some((certification.valid_period.value()?, certification.valid_period.span()))
}

/// The last day of the newest certification with its place and the days from the reference date to it.
#[must_use]
pub fn certification_end(context: &CheckContext) -> Option<(Date, Span, i64)> {
    let (period, span) = settled(context.case.certifications.newest())?;
    let end = period.end()?;
    Some((end, span, (end - context.as_of).num_days()))
}

/// A period that has run out on a day.
#[must_use]
pub fn run_out(field: &Field<Period>, on: Date) -> Option<Period> {
    field.value().filter(|period| period.end().is_some_and(|end| end < on))
}

/// Whether another goal beside it carries on: its period is open or ends on the day or later.
fn carries_on(field: &Field<Period>, on: Date) -> bool {
    field.value().is_some_and(|period| period.end().is_none_or(|end| end >= on))
}

/// The long-term goals of which none beside them carries on.
#[must_use]
pub fn expired_long<'a>(context: &CheckContext<'a>) -> Vec<(&'a LongTermGoal, Period)> {
    let needs = context.case.plan_2.iter().flat_map(|plan| plan.needs.iter());
    needs
        .filter(|need| !need.goals.iter().any(|goal| carries_on(&goal.period, context.as_of)))
        .flat_map(|need| need.goals.iter())
        .filter_map(|goal| Some((goal, run_out(&goal.period, context.as_of)?)))
        .collect()
}

/// The short-term goals that have run out on a day, under long-term goals that have not, and that no other one follows.
#[must_use]
pub fn expired_short<'a>(context: &CheckContext<'a>, on: Date) -> Vec<(&'a ShortTermGoal, Period)> {
    let needs = context.case.plan_2.iter().flat_map(|plan| plan.needs.iter());
    needs
        .flat_map(|need| need.goals.iter())
        .filter(|long| {
            run_out(&long.period, on).is_none() && !long.goals.iter().any(|short| carries_on(&short.period, on))
        })
        .flat_map(|long| long.goals.iter())
        .filter_map(|short| Some((short, run_out(&short.period, on)?)))
        .collect()
}

/// When goals that follow one another have all ended; none when one of them is open or no period is known.
fn last_end<'f>(periods: impl Iterator<Item = &'f Field<Period>>) -> Option<Date> {
    let periods: Vec<Period> = periods.filter_map(Field::value).collect();
    periods.iter().map(|period| period.end()).collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// The day on which the first need is without a long-term goal: it lies before the reference date exactly when
/// [`expired_long`] finds one.
#[must_use]
pub fn long_goals_end(context: &CheckContext) -> Option<Date> {
    let needs = context.case.plan_2.iter().flat_map(|plan| plan.needs.iter());
    needs.filter_map(|need| last_end(need.goals.iter().map(|goal| &goal.period))).min()
}

/// The day on which the first long-term goal that still runs is without a short-term goal: it lies before the reference date
/// exactly when [`expired_short`] finds one.
#[must_use]
pub fn short_goals_end(context: &CheckContext) -> Option<Date> {
    let longs = context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
    let running = longs.filter(|long| run_out(&long.period, context.as_of).is_none());
    running.filter_map(|long| last_end(long.goals.iter().map(|short| &short.period))).min()
}
