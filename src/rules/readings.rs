//! What a record of 第４・５表 counts as: 「流れ」 ③–⑥, one reading for all who ask (rules, and whoever shows what is due).
//!
//! A reading says what is written, not whether it is enough: that is a rule's business.

use super::context::CheckContext;
use super::words::{Words, plain, same_name};
use crate::calendar::Date;
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
    words.found("contract", entry.content.text()).is_some()
}

/// Whether an entry tells of 「交付」: that the plan (not a draft, not another paper) was handed out.
#[must_use]
pub fn is_delivery(entry: &LogEntry, words: &Words) -> bool {
    let text = plain(entry.content.text());
    let handed_out = text.contains("交付") || words.found_in_plain("delivered", &text).is_some();
    handed_out && words.found_in_plain("plan_papers", &text).is_some() && !text.contains("原案")
}

/// The records of 「交付」 of this plan: from 計画作成日 on, in the order of the log; undated ones too.
#[must_use]
pub fn deliveries<'a>(context: &CheckContext<'a>) -> Vec<&'a LogEntry> {
    let planned = context.planned().map(|(day, _)| day);
    let since = |day: Option<Date>| day.is_none() || planned.is_none() || day >= planned;
    let of_plan = |entry: &&LogEntry| since(entry.day.value()) && is_delivery(entry, context.words);
    context.case.log.iter().filter(of_plan).collect()
}

/// Whether a delivery went to the client or the family.
#[must_use]
pub fn went_to_client(context: &CheckContext, entry: &LogEntry) -> bool {
    let (text, words) = (plain(entry.content.text()), context.words);
    let name = context.case.client.as_ref().map(|client| plain(client.name.text())).unwrap_or_default();
    words.found_in_plain("delivered_to_client", &text).is_some()
        || !words.persons_in(&text).is_empty()
        || !name.is_empty() && text.contains(&name)
}

/// Whether a delivery went to the doctor: by the word, by the name, by the institution.
#[must_use]
pub fn went_to_doctor(context: &CheckContext, entry: &LogEntry) -> bool {
    let text = plain(entry.content.text());
    let names = context.case.physicians.iter().flat_map(|physician| [&physician.name, &physician.institution]);
    let mut names = names.map(|name| plain(name.text())).filter(|name| !name.is_empty());
    context.words.found_in_plain("doctors", &text).is_some()
        || names.any(|name| text.contains(name.as_str()) || same_name(&name, &text))
        || context.doctors().iter().any(|name| text.contains(name.as_str()))
}

/// The providers of 第２表, plain, that deliveries name: who of them got the plan. The longest name wins: 架空市 is not in
/// 架空市社会福祉協議会.
#[must_use]
pub fn providers_given(context: &CheckContext, deliveries: &[&LogEntry]) -> Vec<String> {
    let mut text: String = deliveries.iter().map(|entry| plain(entry.content.text()) + "。").collect();
    let mut names: Vec<String> =
        context.support_lines().iter().map(|line| line.provider.clone()).filter(|name| !name.is_empty()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names.retain(|name| {
        let found = text.contains(name.as_str());
        if found {
            text = text.replace(name.as_str(), "、");
        }
        found
    });
    names
}
