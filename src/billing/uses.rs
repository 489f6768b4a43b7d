//! 「予定・実績」 on which days a line is used in a month, with holidays, days off, moved and extra days, start and end applied.
//!
//! One function for the slip, the annex and the rules alike, so that they cannot differ.

use super::holidays;
use crate::calendar::{Datelike, Month};
use crate::case::ServiceLine;
use crate::case::days::{DayCounts, DayPattern, DaySet};
use crate::case::month::HolidayRule;
use std::ops::RangeInclusive;

/// Which of a line's two rows is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// 「予定」
    #[default]
    Planned,
    /// 「実績」
    Actual,
}

impl Mode {
    /// The days as written.
    #[must_use]
    pub fn written(self, line: &ServiceLine) -> &DaySet {
        match self {
            Self::Planned => &line.planned,
            Self::Actual => &line.actual,
        }
    }
}

/// The number of uses on each day of a month; index 0 is the 1st.
///
/// 「祝日」「休み」「振替」「追加」「開始」「終了」 say how a plan is laid over a month. 実績 written as day numbers is what happened,
/// and stands as written; 実績 written as 毎日, 曜日 or 第n is laid like 予定.
#[must_use]
pub fn days_of(line: &ServiceLine, month: Month, mode: Mode) -> DayCounts {
    let written = mode.written(line);
    let laid = written.counts(month);
    if mode == Mode::Actual && matches!(written.pattern, DayPattern::None | DayPattern::Days(_)) {
        return laid;
    }
    let runs = running_days(line, month);
    let cut = |mut counts: DayCounts| {
        (1..=31).filter(|number| !runs.contains(number)).for_each(|number| set(&mut counts, number, 0));
        counts
    };
    let laid = cut(laid);
    let mut counts = laid;
    if line.holidays.value() == Some(HolidayRule::Closed) {
        for day in holidays::in_month(month).value {
            set(&mut counts, day.day(), 0);
        }
    }
    for (day, _) in &line.off_days.days {
        set(&mut counts, u32::from(day.get()), 0);
    }
    // A use may be moved away from a holiday or a day off: what counts is what the pattern says of that day. All are taken away
    // before one is put down: a map has no order, and a day may give its use and get another's.
    for (from, ..) in &line.moved_days.moves {
        set(&mut counts, u32::from(from.get()), 0);
    }
    for (from, to, _) in &line.moved_days.moves {
        add(&mut counts, u32::from(to.get()), get(&laid, u32::from(from.get())));
    }
    for (day, _) in &line.extra_days.days {
        add(&mut counts, u32::from(day.get()), 1);
    }
    cut(counts)
}

/// The day numbers of a month from 「開始」 to 「終了」.
pub(super) fn running_days(line: &ServiceLine, month: Month) -> RangeInclusive<u32> {
    let (first, last) = (month.first_day(), month.last_day());
    let start = line.starts_on.value().map_or(first, |start| start.max(first));
    let end = line.ends_on.value().map_or(last, |end| end.min(last));
    if start > end { RangeInclusive::new(1, 0) } else { start.day()..=end.day() }
}

/// The uses on one day.
#[must_use]
pub fn get(counts: &DayCounts, number: u32) -> u8 {
    index(number).map_or(0, |at| counts[at])
}

fn set(counts: &mut DayCounts, number: u32, uses: u8) {
    if let Some(at) = index(number) {
        counts[at] = uses;
    }
}

fn add(counts: &mut DayCounts, number: u32, uses: u8) {
    set(counts, number, get(counts, number).saturating_add(uses));
}

fn index(number: u32) -> Option<usize> {
    usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < 31)
}

/// The uses of a month, split into those that are insured and those on days past 30 running days of short stay.
pub(super) fn totals(line: &ServiceLine, counts: &DayCounts) -> (i64, i64) {
    let (mut insured, mut past) = (0, 0);
    for (number, uses) in (1..).zip(counts) {
        if *uses > 0 && line.past_30_days.has(number) {
            past += i64::from(*uses);
        } else {
            insured += i64::from(*uses);
        }
    }
    (insured, past)
}
