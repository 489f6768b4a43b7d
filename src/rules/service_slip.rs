//! Rules of 第６表 サービス利用票: its head, its lines against 第２表 and 第３表, its days, 実績 against 予定.
//!
//! What the form computes itself cannot be wrong and is not looked at: 合計回数, weekdays, a limit that is not written.
//! Days that a month does not have are told when they are read. A month of an earlier plan is not held against this one.

mod actual;
mod certification;
mod collisions;
mod days;
mod head;
mod kept;
mod kinds;
mod level;
mod lines;
mod months;
mod most_days;
mod plan;
mod restricted;

pub use actual::*;
pub use certification::*;
pub use collisions::*;
pub use days::*;
pub use head::*;
pub use kept::*;
pub use kinds::*;
pub use level::*;
pub use lines::*;
pub use months::*;
pub use plan::*;
pub use restricted::*;

use super::Rule;
use super::context::{CheckContext, SlipMonth};
use crate::calendar::Month;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &head::SLIP_UNDATED,
    &head::SLIP_DATE_NOT_CONSENT,
    &head::SLIP_NOT_MADE_BEFORE_MONTH,
    &head::SLIP_EMPTY,
    &head::NOTIFICATION_DATE_MISSING,
    &head::NOTIFIED_AFTER_SERVICE_START,
    &certification::MONTH_AFTER_CERTIFICATION,
    &certification::SERVICE_DAY_OUTSIDE_CERTIFICATION,
    &head::SLIP_HEAD_INCOMPLETE,
    &certification::MONTH_OUTSIDE_LIMIT_PERIOD,
    &level::SLIP_LEVEL_DIFFERS,
    &level::LEVEL_CHANGE_INCOMPLETE,
    &level::LIMIT_DIFFERS_FROM_TABLE,
    &kinds::PREVENTIVE_CODE_FOR_CARE_LEVEL,
    &plan::SLIP_SERVICE_NOT_IN_PLAN,
    &plan::SLIP_PROVIDER_NOT_IN_PLAN,
    &plan::PLAN_SERVICE_NOT_ON_SLIP,
    &days::SLIP_DAY_NOT_ON_WEEKDAY,
    &days::WEEKDAY_NOT_ON_SLIP,
    &days::SLIP_USES_EXCEED_FREQUENCY,
    &days::SLIP_TIME_DIFFERS_FROM_WEEK,
    &lines::SLIP_LINE_INCOMPLETE,
    &lines::SLIP_LINE_WITHOUT_DAYS,
    &lines::SERVICE_CODE_MALFORMED,
    &lines::SERVICE_CODE_KIND_UNKNOWN,
    &kinds::SERVICE_CODE_DIFFERS_FROM_CONTENT,
    &lines::RENTAL_WITHOUT_EQUIPMENT_NAME,
    &lines::RENTAL_WITHOUT_EQUIPMENT_CODE,
    &lines::RENTAL_OF_PART_OF_MONTH,
    &collisions::SERVICE_LINE_REPEATED,
    &collisions::SLIP_TIMES_OVERLAP,
    &actual::ACTUAL_FILLED_ON_ISSUE,
    &actual::ACTUAL_BEYOND_PLAN,
    &actual::ACTUAL_ON_OTHER_DAYS,
    &actual::ACTUAL_MISSING_ON_LINE,
    &actual::ACTUAL_NOT_ENTERED,
    &restricted::HOUSEWORK_VISITS_REPORTABLE,
    &restricted::SHORT_STAY_PAST_THIRTY_DAYS,
    &collisions::SERVICE_DURING_SHORT_STAY,
    &restricted::SHORT_STAY_DAY_NOT_PAST_THIRTY,
    &restricted::EQUIPMENT_RESTRICTED_FOR_LEVEL,
    &collisions::SERVICES_EXCLUDE_EACH_OTHER,
    &kept::SLIP_KEEPS_NOTHING,
    &kept::LEVEL_CHANGE_DIFFERS,
    &kept::CERTIFICATION_GAP,
    &kept::STAY_DAYS_OF_EARLIER_CERTIFICATION,
    &kept::SERVICE_WITHOUT_FIGURES,
    &kept::SLIP_DAY_NOT_USED,
    &head::SLIP_WITHOUT_MONTH,
    &months::SLIP_MONTH_NOT_IN_FREQUENCY,
    &months::SLIP_AFTER_SUPPORT_ENDED,
    &kept::SLIP_NUMBER_DIFFERS_FROM_CLIENT,
];

/// Whether a month is one of this plan: for a first plan every month, else the months after 計画作成日's.
fn is_of_this_plan(context: &CheckContext, slip: &SlipMonth) -> bool {
    let planned = context.planned().map(|(day, _)| Month::of(day));
    context.is_first_plan() || planned.is_none_or(|planned| slip.month > planned)
}
