//! What the plan's own records count as, step by step of 「流れ」 ①–⑧: one reading for all who ask, the rules and the board.
//!
//! A reading says what is written, not whether it is enough: that is a rule's business, and what is due is [`super::steps`]'.

mod delivery;
mod ends;
mod meeting;
mod months;
mod slips;
mod visits;

pub use delivery::{
    deliveries, delivery_in_means, earlier_delivery, is_delivery, is_due as delivery_is_due, of_provider,
    providers_given, went_to_client, went_to_doctor,
};
pub use ends::{certification_end, expired_long, expired_short, long_goals_end, run_out, settled, short_goals_end};
pub use meeting::{Met, met, older_than_certification, was_not_held};
pub use months::{LoggedMonth, dated, due_months, ending, first_month, has_ended, is_excused, logged, out_of_order};
pub use slips::{Entered, entered, is_due as slip_is_due, is_over, lacks_actual, slip_given, wants_notification};
pub use visits::{is_call, is_home_visit, is_video, place_of};

use super::words::Words;
use crate::case::LogEntry;

/// Whether an entry tells of 「課題分析」 that was made: at a visit or an interview, not one that is being arranged.
#[must_use]
pub fn is_assessment(entry: &LogEntry, words: &Words) -> bool {
    let (means, content) = (entry.means.text(), entry.content.text());
    let in_person = means.contains("訪問") || content.contains("訪問") || content.contains("面接");
    in_person && words.found("assessment", content).is_some() && words.found("arranging", content).is_none()
}

/// Whether an entry tells of 「契約・重要事項の説明」.
#[must_use]
pub fn is_contract(entry: &LogEntry, words: &Words) -> bool {
    words.found("contract", &entry.content).is_some()
}
