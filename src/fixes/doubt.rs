//! Which dates and months of a plan may be mistyped themselves: nothing is copied from such a one, and nothing put in order by it.
//!
//! It looks at the plan's own dates only, and says nothing of which value would be right.

use super::Site;
use crate::calendar::{Date, Month};

/// Days within which some other date of the plan lies: it is made, agreed to and written down in weeks.
const NEAR: i64 = 150;
/// So many other dates say where a plan lies in time.
const ENOUGH: usize = 3;
/// Days by which one row of a log is out of its place that hardly was put there late.
const FAR_IN_LOG: i64 = 20;

/// The dates of the plan's own records and 「計画作成日」.
fn dates(site: &Site) -> Vec<Date> {
    let planned = site.case.plan_1.iter().filter_map(|plan| plan.planned_on.value());
    site.case.records().filter_map(|(_, field)| field.value()).chain(planned).collect()
}

/// Whether a date of the plan lies far from all others, as a wrong year or era does.
pub(super) fn is_far(site: &Site, day: Date) -> bool {
    let mut others = dates(site);
    if let Some(own) = others.iter().position(|other| *other == day) {
        others.swap_remove(own);
    }
    others.len() >= ENOUGH && others.iter().all(|other| (*other - day).num_days().abs() > NEAR)
}

/// Whether a date may be copied over another one: not when it is far from the rest, nor when more places have the old one.
pub(super) fn may_replace(site: &Site, new: Date, old: Option<Date>) -> bool {
    let dates = dates(site);
    let places = |day: Date| dates.iter().filter(|other| **other == day).count();
    !is_far(site, new) && old.is_none_or(|old| places(old) <= places(new))
}

/// Whether 「計画作成日」 is a day on which nothing else was done, or later than the consent to the plan, or that day is far.
pub(super) fn is_planned_doubtful(site: &Site, planned: Date) -> bool {
    let records: Vec<Date> = site.case.records().filter_map(|(_, field)| field.value()).collect();
    let is_alone = records.len() >= ENOUGH && !records.contains(&planned);
    let consent = site.context.consent().map(|(day, _)| day);
    is_alone || is_far(site, planned) || consent.is_some_and(|day| day < planned || is_far(site, day))
}

/// Whether the months of the slips do not follow one another, or one of them is far from all dates.
pub(super) fn are_months_doubtful(site: &Site) -> bool {
    let months: Vec<Month> = site.case.months.iter().filter_map(|block| block.month.value()).collect();
    let follow = months.windows(2).all(|two| matches!(two, [one, next] if one.next() == *next));
    !follow || months.iter().any(|month| is_far(site, month.first_day()))
}

/// Whether one row of a log is far from its neighbours, all others being in order.
pub(super) fn is_row_doubtful(site: &Site, days: &[Date]) -> bool {
    let is_alone = |at: usize| {
        let rest = || days.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, day)| *day);
        let neighbours = at.checked_sub(1).into_iter().chain([at + 1]).filter_map(|at| days.get(at));
        let is_apart = neighbours.map(|day| (*day - days[at]).num_days().abs()).min().is_some_and(|n| n > FAR_IN_LOG);
        is_apart && rest().is_sorted()
    };
    days.iter().any(|day| is_far(site, *day)) || days.len() > 2 && (0..days.len()).any(is_alone)
}
