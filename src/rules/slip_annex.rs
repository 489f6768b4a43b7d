//! Rules of 第７表 サービス利用票別表: whether it can be computed, the excess, rates, and the days of short stay.
//!
//! The figures themselves are computed ([`crate::billing`]) and cannot be wrong: 回数, サービス単位, 小計, 合計, 費用総額, 利用者負担,
//! 累積利用日数. What is looked at is what goes into them.

mod codes;
mod computed;
mod numbers;
mod rates;
mod stays;

pub use codes::*;
pub use computed::*;
pub use numbers::*;
pub use rates::*;
pub use stays::*;

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &computed::ANNEX_NOT_COMPUTABLE,
    &computed::EXCESS_NOT_ALLOTTED,
    &computed::ALLOTMENT_DOES_NOT_FIT,
    &computed::LIMIT_EXCEEDED,
    &computed::SLIP_LINE_NOT_IN_ANNEX,
    &rates::ADDITION_RATE_DIFFERS_FROM_TABLE,
    &rates::OUTSIDE_ADDITION_COUNTED,
    &rates::BENEFIT_RATE_UNUSUAL,
    &computed::ANNEX_DOUBTFUL,
    &stays::SHORT_STAY_OVER_HALF,
    &stays::SHORT_STAY_DAYS_BEFORE_DIFFER,
    &stays::SHORT_STAY_DAY_NOT_PLANNED,
    &codes::SERVICE_CODE_DIFFERS_FROM_LIST,
    &computed::ANNEX_LEFT_OUT,
    &numbers::BUSINESS_NUMBER_MISSING,
];
