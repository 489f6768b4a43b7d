//! Rules of 第３表 週間サービス計画表: what stands in the week, the day, and beyond the week, against 第２表 and in itself.
//!
//! Not looked at: whether the hours suit the client. A time whose end lies before its start is told when it is read.

mod beyond_week;
mod day;
mod entries;
mod hours;
mod matching;
mod services;

pub use beyond_week::*;
pub use day::*;
pub use entries::*;
pub use hours::*;
pub use services::*;

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &WEEK_UNDATED,
    &WEEK_EMPTY,
    &WEEK_ENTRY_INCOMPLETE,
    &WEEKLY_SERVICE_NOT_IN_WEEK,
    &WEEKDAYS_DIFFER_FROM_PLAN,
    &TIMES_A_WEEK_DIFFER_FROM_PLAN,
    &WEEK_ENTRY_NOT_IN_PLAN,
    &BEYOND_WEEK_BLANK,
    &SERVICE_NOT_BEYOND_WEEK,
    &DAILY_ACTIVITIES_MISSING,
    &DAILY_ACTIVITIES_INCOMPLETE,
    &CARER_NOT_IN_DAY,
    &DAILY_ACTIVITIES_OUT_OF_ORDER,
    &ACTIVITY_INCOMPLETE,
    &SERVICES_OVERLAP,
    &VISITS_CLOSE_TOGETHER,
    &WEEKEND_WITHOUT_SUPPORT,
    &WEEK_ENTRY_WITHOUT_CONTENT,
];
