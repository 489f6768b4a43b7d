//! Rules of 第５表 居宅介護支援経過: the entries, how they are written, the delivery of the plan, the monthly visit.
//!
//! Not looked at: whether what is recorded is true, or enough. Whether events come in their order (受付 to サービス開始) is told
//! for the whole file. An entry without a date is told once and is then left out of everything that counts months.

mod changes;
mod delivery;
pub(crate) mod entries;
mod events;
mod means;
mod monitoring;
mod wording;

pub use changes::*;
pub use delivery::*;
pub use entries::*;
pub use events::*;
pub use means::*;
pub use monitoring::*;
pub use wording::*;

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &entries::LOG_EMPTY,
    &entries::LOG_ENTRY_UNDATED,
    &entries::LOG_ENTRY_WITHOUT_CONTENT,
    &entries::LOG_OUT_OF_ORDER,
    &means::LOG_ENTRY_WITHOUT_MEANS,
    &means::LOG_MEANS_UNCLEAR,
    &means::VISIT_WITHOUT_PLACE,
    &means::CALL_WITHOUT_DIRECTION,
    &entries::LOG_ENTRY_WITHOUT_TIME,
    &entries::LOG_ENTRY_WITHOUT_RECORDER,
    &wording::LOG_REFERS_ONLY_TO_SHEET,
    &wording::LOG_REFERS_TO_SHEETS_OFTEN,
    &wording::ABBREVIATION_IN_LOG,
    &wording::VAGUE_WORD_IN_LOG,
    &wording::LOG_ENTRY_REPEATED,
    &entries::LOG_TIME_IMPOSSIBLE,
    &delivery::DELIVERY_NOT_RECORDED,
    &delivery::DELIVERY_TO_CLIENT_NOT_RECORDED,
    &delivery::DELIVERY_TO_PROVIDER_NOT_RECORDED,
    &monitoring::MONTH_WITHOUT_RECORD,
    &monitoring::MONTH_WITHOUT_HOME_VISIT,
    &monitoring::MONITORING_RESULT_NOT_RECORDED,
    &monitoring::VIDEO_MONITORING_TWICE,
    &monitoring::VIDEO_MONITORING_WITHOUT_AGREEMENT,
    &events::INDIVIDUAL_PLANS_NOT_REQUESTED,
    &events::CHOICE_OF_OFFICES_NOT_EXPLAINED,
    &events::SERVICE_DURING_HOSPITAL_STAY,
    &events::MINOR_CHANGE_WITHOUT_GROUND,
    &changes::CHANGED_WITHOUT_MEETING,
    &changes::CHANGE_NOT_IN_LOG,
    &changes::CHANGE_MORE_THAN_MINOR,
    &changes::CHANGE_INCOMPLETE,
];

/// A text without what stands in 「 」: what others said is not the writer's wording.
pub(in crate::rules) fn without_quotations(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = |c: &char| match c {
        '「' | '『' => {
            depth += 1;
            false
        }
        '」' | '』' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    text.chars().filter(outside).collect()
}
