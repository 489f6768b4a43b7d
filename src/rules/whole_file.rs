//! Rules across the tables: the head that all of them share, the certification, the order of events, and characters.
//!
//! Not looked at: whether what the head says is what the insurance card says. Goals and slip days outside the
//! certification are told at 第２表 and 第６表.

pub mod birth;
pub mod certification;
pub mod header;
pub mod letters;
pub mod order;
pub mod order_of_log;
pub mod planner;
pub mod providers;
pub mod shapes;
pub mod stray;
mod texts;
pub mod unnamed;
pub mod validity;

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &header::PLAN_TABLE_MISSING,
    &header::CLIENT_DETAIL_MISSING,
    &header::INSURANCE_DETAIL_MISSING,
    &header::NUMBER_MALFORMED,
    &header::OFFICE_DETAIL_MISSING,
    &certification::CERTIFICATION_DETAIL_MISSING,
    &certification::PERIOD_WHILE_APPLIED,
    &certification::CERTIFICATION_LENGTH_UNUSUAL,
    &certification::CERTIFIED_ON_DIFFERS_FROM_START,
    &certification::CERTIFIED_AFTER_PERIOD,
    &validity::PLAN_OUTSIDE_CERTIFICATION,
    &validity::CERTIFICATION_EXPIRED,
    &validity::CERTIFICATION_ENDS_WITHIN_30_DAYS,
    &validity::CERTIFICATION_ENDS_WITHIN_60_DAYS,
    &validity::APPLICATION_OUTLIVED,
    &certification::LEVEL_NOT_COVERED,
    &planner::PLAN_MADE_BY_PROVIDER,
    &birth::BIRTH_DATE_IMPOSSIBLE,
    &providers::PROVIDER_LISTED_TWICE,
    &order_of_log::ASSESSMENT_BEFORE_CONTRACT,
    &order_of_log::ASSESSMENT_AFTER_PLAN,
    &order::MEETING_BEFORE_PLAN,
    &order::CONSENT_BEFORE_PLAN,
    &order::CONSENT_BEFORE_MEETING,
    &order::CONSENT_AFTER_FIRST_SERVICE,
    &order_of_log::DELIVERY_BEFORE_CONSENT,
    &order_of_log::DELIVERY_AFTER_FIRST_SERVICE,
    &stray::DATE_FAR_FROM_OTHERS,
    &shapes::VALUE_OF_ANOTHER_SHAPE,
    &unnamed::PERSON_UNNAMED,
    &letters::PLACEHOLDER_LEFT,
    &letters::CHARACTERS_OUTSIDE_MS932,
];
