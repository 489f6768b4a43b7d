//! How facts are said in messages: dates, periods, weekdays, quotations. One way for all tables.
//!
//! Knows the calendar and nothing of plans.

use crate::calendar::{Date, Period, Weekday, era, weekday_letter};

/// The most characters of the writer's own words that a message repeats.
const EXCERPT: usize = 24;

/// 「令和7年5月27日」
#[must_use]
pub fn day(day: Date) -> String {
    era::long(day)
}

/// 「令和7年5月27日～令和7年8月31日」; an open period ends in 「～」.
#[must_use]
pub fn period(period: Period) -> String {
    format!("{}～{}", era::long(period.start()), period.end().map(era::long).unwrap_or_default())
}

/// 「月・木」 in the order of the week.
#[must_use]
pub fn weekdays(days: &[Weekday]) -> String {
    let mut days = days.to_vec();
    days.sort_by_key(Weekday::num_days_from_monday);
    days.dedup();
    days.iter().map(|&day| weekday_letter(day)).collect::<Vec<_>>().join("・")
}

/// The beginning of the writer's own words, on one line.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut kept: String = text.chars().take(EXCERPT).collect();
    if text.chars().count() > EXCERPT {
        kept.push('…');
    }
    kept
}

/// 「起床、朝食、就寝」
#[must_use]
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("、")
}

/// The most days that a message lists.
const LISTED_DAYS: usize = 8;

/// 「4日・18日」 the numbers of days of one month; many are cut short.
#[must_use]
pub fn day_numbers(days: &[u32]) -> String {
    let listed = days.iter().take(LISTED_DAYS).map(|day| format!("{day}日")).collect::<Vec<_>>().join("・");
    if days.len() > LISTED_DAYS { format!("{listed}ほか（計{}日）", days.len()) } else { listed }
}
