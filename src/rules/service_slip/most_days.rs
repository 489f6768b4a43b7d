//! How many days a month can have by what 第２表 says of a service.

use crate::calendar::{Nth, Weekday};
use crate::frequency::Frequency;
use crate::rules::context::SupportLine;

/// The most weeks that a month touches.
const WEEKS: usize = 5;

/// The most days of a month.
const DAYS: usize = 31;

/// The most days that a line of 第２表 has in a month; none where it does not say so, or says several things.
pub(super) fn most_days(support: &SupportLine) -> Option<usize> {
    let frequency = &support.frequency;
    if support.is_at_least() {
        return None;
    }
    let other = frequency.in_all.is_some()
        || frequency.daily
        || frequency.always
        || frequency.is_mixed
        || !frequency.not_understood.is_empty();
    if other {
        return None;
    }
    let days = frequency.nights.map_or(1, |nights| usize::from(nights) + 1);
    match (frequency.per_week, frequency.per_month) {
        (Some(week), None) if frequency.every_months.is_none() => Some(usize::from(week.high) * WEEKS * days),
        (None, Some(month)) if frequency.every_months.is_none() => Some(usize::from(month.high) * days),
        (None, None) if !frequency.weekly => most_beyond_week(frequency),
        _ => None,
    }
}

/// The same of a rhythm without a number for each week or month: 隔週（水）, 第2・第4水, 3か月に1回.
fn most_beyond_week(frequency: &Frequency) -> Option<usize> {
    // A stay may have begun in the month before.
    let nights = frequency.nights.or(frequency.stay.map(|stay| stay.nights)).map_or(0, usize::from);
    let days_of = |times: usize| times * (nights + 1) + nights;
    let per_round = frequency.per_round.map(|times| usize::from(times.high));
    let weekdays = frequency.weekdays.len();
    let of_nths = |nths: &[Nth], weekdays: &[Weekday]| nths.len() * weekdays.len().max(1);
    if !frequency.nths.is_empty() {
        // 「毎週火、第2水」「隔週、第2水」: which of them holds is not said.
        let is_alone = weekdays == 0 && frequency.every_weeks.is_none() && frequency.every_days.is_none();
        let groups = &frequency.nth_groups;
        let times = if groups.is_empty() {
            of_nths(&frequency.nths, &frequency.nth_weekdays)
        } else {
            groups.iter().map(|(nths, weekdays)| of_nths(nths, weekdays)).sum()
        };
        return is_alone.then(|| days_of(times));
    }
    match (frequency.every_days, frequency.every_weeks, frequency.every_months) {
        (Some(every @ 2..), None, None) if weekdays == 0 => Some(days_of(DAYS.div_ceil(every.into()))),
        (None, Some(every @ 2..), None) => {
            Some(days_of(WEEKS.div_ceil(every.into()) * per_round.unwrap_or(weekdays.max(1))))
        }
        // 「隔月（火・金）」 may be every week of such a month.
        (None, None, Some(2..)) if weekdays == 0 || per_round.is_some() => Some(days_of(per_round.unwrap_or(1))),
        _ => None,
    }
}
