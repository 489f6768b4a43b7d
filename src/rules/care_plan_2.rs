//! Rules of 第２表 居宅サービス計画書（２）: needs, goals, what is done for them.
//!
//! Not looked at: whether a need is the right one, whether the order of needs is that of priority, whether a goal can be
//! reached. Whether the support lines stand in the week and in the month is told at 第３表 and 第６表.

mod balance;
mod deadlines;
mod equipment;
mod goals;
mod medical;
mod needs;
mod periods;
mod supports;
mod times;

pub use balance::*;
pub use deadlines::*;
pub use equipment::*;
pub use goals::*;
pub use medical::*;
pub use needs::*;
pub use periods::*;
pub use supports::*;
pub use times::*;

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &PLAN_2_UNDATED,
    &PLAN_WITHOUT_NEEDS,
    &NEED_WITHOUT_GOAL_OR_SUPPORT,
    &NEED_OR_GOAL_WITHOUT_WORDS,
    &NEED_NUMBERS_BROKEN,
    &SERVICE_AS_NEED,
    &NEED_NOT_FROM_CLIENT,
    &GOAL_WITHOUT_PERIOD,
    &GOAL_PERIOD_OPEN,
    &GOAL_OUTSIDE_CERTIFICATION,
    &LONG_GOAL_BEFORE_PLAN,
    &SHORT_GOAL_OUTSIDE_LONG_GOAL,
    &LONG_GOAL_STARTS_LATE,
    &LONG_GOAL_EXPIRED,
    &SHORT_GOAL_EXPIRED,
    &SHORT_GOAL_EXPIRED_BEFORE_MONTH,
    &GOAL_ENDS_SOON,
    &SHORT_GOAL_AS_LONG_AS_LONG_GOAL,
    &SHORT_GOAL_LENGTH_UNUSUAL,
    &GOAL_SUBJECT_NOT_CLIENT,
    &SERVICE_AS_LONG_GOAL,
    &SERVICE_AS_SHORT_GOAL,
    &GOAL_REPEATS_SUPPORT,
    &VAGUE_SHORT_GOAL,
    &SHORT_GOAL_NOT_MEASURABLE,
    &SUPPORT_WITHOUT_CONTENT,
    &SUPPORT_WITHOUT_KIND,
    &INSURED_MARK_MISSING,
    &INSURED_MARK_WRONG,
    &INSURED_SUPPORT_WITHOUT_PROVIDER,
    &INSURED_SUPPORT_WITHOUT_FREQUENCY,
    &SUPPORT_WITHOUT_FREQUENCY,
    &VAGUE_FREQUENCY,
    &VAGUE_INFORMAL_FREQUENCY,
    &FREQUENCY_CONTRADICTS_ITSELF,
    &FREQUENCY_PARTLY_READ,
    &SUPPORT_OUTSIDE_GOAL,
    &SUPPORT_KIND_MISSPELT,
    &NO_OWN_EFFORT,
    &NO_INFORMAL_SUPPORT,
    &RENTAL_WITHOUT_REASON,
    &PURCHASE_WITHOUT_REASON,
    &RENTAL_NOT_RECONSIDERED,
    &CHOICE_OF_EQUIPMENT_NOT_EXPLAINED,
    &MEDICAL_SERVICE_WITHOUT_OPINION,
    &PLAN_NOT_GIVEN_TO_DOCTOR,
    &OUTSIDE_DESIGNATED_SERVICES,
];
