//! Rules of 第１表 居宅サービス計画書（１）: its dates and choices, wishes and analysis, policy, housework, consent.
//!
//! Not looked at: whether the analysis is right, whether the policy answers the needs. A missing signature means
//! "to be signed on paper" and is no finding.

pub mod consent;
pub mod dates;
pub mod earlier;
pub mod housework;
pub mod policy;
pub mod wishes;

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &dates::PLAN_1_DATE_MISSING,
    &dates::OCCASION_MISSING,
    &dates::OCCASIONS_CONTRADICT,
    &dates::FIRST_PLAN_AFTER_PLAN,
    &dates::INITIAL_PLAN_DATES_DIFFER,
    &dates::CONTINUED_PLAN_DATES_EQUAL,
    &dates::PLAN_1_ISSUED_BEFORE_PLAN,
    &wishes::WISHES_MISSING,
    &wishes::ANALYSIS_MISSING,
    &wishes::CLIENT_WISH_MISSING,
    &wishes::FAMILY_WISH_MISSING,
    &wishes::WISHES_NOT_APART,
    &policy::COMMITTEE_OPINION_BLANK,
    &policy::POLICY_MISSING,
    &policy::EMERGENCY_NOT_FORESEEN,
    &policy::EMERGENCY_WITHOUT_CONTACT,
    &housework::HOUSEWORK_REASON_MISSING,
    &housework::HOUSEWORK_REASON_MISSING_BY_WORDS,
    &housework::HOUSEWORK_REASON_WITHOUT_WORDS,
    &housework::HOUSEWORK_REASON_WITHOUT_SERVICE,
    &housework::LIVES_ALONE_WITH_FAMILY,
    &consent::CONSENT_MISSING,
    &consent::DRAFT_WITH_CONSENT,
    &earlier::EARLIER_PLAN_UNREAD,
    &earlier::TEXT_AS_IN_EARLIER_PLAN,
    &earlier::NEED_DROPPED_SILENTLY,
    &earlier::EARLIER_PLAN_OF_ANOTHER_CLIENT,
    &earlier::EARLIER_PLAN_IS_ITSELF,
];
