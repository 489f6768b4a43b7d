//! Fixes of the periods in 第２表: 短期目標 in 長期目標, both in the certification, 援助 in its goal.

use super::dates::valid;
use super::doubt::is_planned_doubtful;
use super::site::Site;
use crate::calendar::{Date, Period};
use crate::case::plan::{LongTermGoal, ShortTermGoal, Support};
use crate::source::Span;
use crate::source::edit::Change;
use chrono::{Datelike, Days, Months};

/// 「期間」 of a part of the plan, changed.
fn put(site: &Site, part: Span, period: Period, order: &[&str]) -> Change {
    Change::put(site.at(part).key("期間"), site.period(period), order)
}

/// A period inside another one; none when they have no day in common. An end that is left open reaches out of nothing.
fn inside(own: Period, outer: Period) -> Option<Period> {
    let end = own.end().map(|end| outer.end().map_or(end, |outer| end.min(outer)));
    Period::new(own.start().max(outer.start()), end)
}

/// Whether a period is of use: one that is over would only be told as that.
fn lasts(site: &Site, period: Period) -> bool {
    period.end().is_none_or(|end| end >= site.context.as_of)
}

/// A long-term goal with its period, and what of its short-term goals and supports reaches out of it.
fn long_goal(site: &Site, long: &LongTermGoal, period: Period) -> Option<Vec<Change>> {
    let mut changes = vec![put(site, long.span, period, LongTermGoal::KEYS)];
    for short in &long.goals {
        let Some(own) = short.period.value() else { continue };
        let new = inside(own, period)?;
        if new != own {
            changes.extend(short_goal(site, short, new)?);
        }
    }
    lasts(site, period).then_some(changes)
}

/// A short-term goal with its period, and what of its supports reaches out of it.
fn short_goal(site: &Site, short: &ShortTermGoal, period: Period) -> Option<Vec<Change>> {
    let mut changes = vec![put(site, short.span, period, ShortTermGoal::KEYS)];
    for support in &short.supports {
        let Some(own) = support.period.value() else { continue };
        let new = inside(own, period)?;
        if new != own {
            changes.push(put(site, support.span, new, Support::KEYS));
        }
    }
    lasts(site, period).then_some(changes)
}

/// The period that most other goals of this kind have, if it may stand here.
fn as_others(site: &Site, periods: impl Iterator<Item = Period>, fits: impl Fn(Period) -> bool) -> Option<Period> {
    let all: Vec<Period> = periods.filter(|period| fits(*period) && lasts(site, *period)).collect();
    all.iter().copied().max_by_key(|period| all.iter().filter(|other| *other == period).count())
}

/// What a long-term goal should be, from a day on.
fn long_from(site: &Site, start: Option<Date>) -> Option<Period> {
    let valid = valid(site)?;
    let planned = site.context.planned().map(|(day, _)| day);
    let start = start.or(planned).map_or(valid.start(), |day| day.max(valid.start()));
    let longs = site.goals().map(|(long, _)| long).filter_map(|long| long.period.value());
    let fits =
        |period: Period| period.start() == start && period.end().is_some() && inside(period, valid) == Some(period);
    as_others(site, longs, fits).or_else(|| Period::new(start, valid.end()))
}

/// What a short-term goal should be, from a day on: as its neighbours, else about half a year, shorter than the long-term goal.
fn short_from(site: &Site, long: &LongTermGoal, start: Option<Date>) -> Option<Period> {
    let outer = long.period.value().or_else(|| valid(site))?;
    let start = start.unwrap_or(outer.start()).max(outer.start());
    let shorts = site.goals().filter_map(|(_, short)| short?.period.value());
    let fits =
        |period: Period| period.start() == start && period.end().is_some() && inside(period, outer) == Some(period);
    let after = |months| start.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1));
    let shorter = |end: &Date| outer.end().is_none_or(|outer| *end < outer);
    let end = [6, 3, 1].into_iter().filter_map(after).find(shorter);
    as_others(site, shorts, fits).or_else(|| Period::new(start, end.or(outer.end())))
}

/// A goal's period as it should be; an open end gets its end.
pub(super) fn written(site: &Site) -> Option<Vec<Change>> {
    let (long, short) = site.goal()?;
    // A goal that stands there twice is one line too many.
    let is_twin = |own: &ShortTermGoal| {
        let text = own.statement.text().trim();
        !text.is_empty() && long.goals.iter().filter(|other| other.statement.text().trim() == text).count() > 1
    };
    if short.is_some_and(is_twin) {
        return None;
    }
    match short {
        Some(short) => short_goal(site, short, short_from(site, long, short.period.value().map(Period::start))?),
        None => long_goal(site, long, long_from(site, long.period.value().map(Period::start))?),
    }
}

/// Whether several long-term goals reach out of the certification by the same end or beginning: rather than each of them, 「有効期間」 is
/// mistyped.
fn is_valid_doubtful(site: &Site, valid: Period) -> bool {
    let longs = || site.goals().filter(|(_, short)| short.is_none()).filter_map(|(long, _)| long.period.value());
    // A certification ends with a month: one that does is right, and the goals are too long.
    let ends_with_month = |end: Date| end.succ_opt().is_some_and(|next| next.day() == 1);
    let odd_end = valid.end().filter(|end| !ends_with_month(*end));
    let late = |period: &Period| period.end().filter(|end| odd_end.is_some_and(|valid| *end > valid));
    let early = |period: &Period| Some(period.start()).filter(|start| *start < valid.start());
    let is_shared = |days: Vec<Date>| days.iter().any(|day| days.iter().filter(|other| *other == day).count() > 1);
    is_shared(longs().filter_map(|period| late(&period)).collect())
        || is_shared(longs().filter_map(|period| early(&period)).collect())
}

/// A goal inside the certification.
pub(super) fn in_certification(site: &Site) -> Option<Vec<Change>> {
    let (valid, (long, short)) = (valid(site)?, site.goal()?);
    if is_valid_doubtful(site, valid) {
        return None;
    }
    match short {
        Some(short) => short_goal(site, short, inside(short.period.value()?, valid)?),
        None => long_goal(site, long, inside(long.period.value()?, valid)?),
    }
}

/// A short-term goal inside its long-term goal.
pub(super) fn in_long_goal(site: &Site) -> Option<Vec<Change>> {
    let (long, short) = site.goal()?;
    let short = short?;
    short_goal(site, short, inside(short.period.value()?, long.period.value()?)?)
}

/// A long-term goal from 「計画作成日」 on, or from the certification's first day when that comes later.
pub(super) fn from_plan(site: &Site) -> Option<Vec<Change>> {
    let (long, _) = site.goal()?;
    let (planned, _) = site.context.planned().filter(|(day, _)| !is_planned_doubtful(site, *day))?;
    let start = valid(site).map_or(planned, |valid| valid.start().max(planned));
    long_goal(site, long, Period::new(start, long.period.value()?.end())?)
}

/// 「援助」 as long as its goal.
pub(super) fn support(site: &Site) -> Option<Vec<Change>> {
    let (long, short) = site.goal()?;
    let support = short?.supports.iter().find(|support| support.span.contains(site.span))?;
    let period = short?.period.value().or(long.period.value())?;
    Some(vec![put(site, support.span, period, Support::KEYS)])
}
