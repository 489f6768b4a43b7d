//! ⑥ 「交付」 what counts as handing out the plan, and to whom.

use crate::calendar::Date;
use crate::case::LogEntry;
use crate::rules::context::CheckContext;
use crate::rules::words::{Words, same_name};
use crate::source::Span;
use std::cmp::Reverse;

/// What is still a draft, where it stands before what was done with it.
const DRAFT: &str = "原案";

/// 「項目」 is a word or two; what is so long is a text.
const LONG_MEANS: usize = 15;

/// Whether an entry tells of 「交付」: that the plan (not a draft, not another paper) was handed out, and not only will be.
#[must_use]
pub fn is_delivery(entry: &LogEntry, words: &Words) -> bool {
    let text = entry.content.plain();
    if !words.list("delivered").iter().any(|word| text.contains(word.as_str())) {
        return false;
    }
    let mut papers = String::new();
    // 「計画書の原案について説明し」: what stands before 原案 in its clause is the draft's.
    for clause in text.split(['。', '、']) {
        papers.push_str(clause.rsplit_once(DRAFT).map_or(clause, |(_, after)| after));
        papers.push('。');
    }
    // 「原案を説明し、同意を得て交付した」: what was handed out after consent is no draft any more.
    let agreed = text.contains(DRAFT) && text.contains("同意");
    (agreed || words.found_in_plain("plan_papers", &papers).is_some()) && hands_out(&papers, words)
}

/// Whether a text says that something was handed out.
fn hands_out(text: &str, words: &Words) -> bool {
    let not_yet = words.list("not_yet_delivered");
    let done = |word: &String| {
        text.match_indices(word.as_str()).any(|(at, word)| {
            let (before, after) = (&text[..at], &text[at + word.len()..]);
            !before.ends_with('未') && !not_yet.iter().any(|end| after.starts_with(end.as_str()))
        })
    };
    words.list("delivered").iter().any(done)
}

/// The records of 「交付」 of this plan: from 計画作成日 on, in the order of the log; undated ones too.
#[must_use]
pub fn deliveries<'a>(context: &CheckContext<'a>) -> Vec<&'a LogEntry> {
    let numbers = context.deliveries.get_or_init(|| {
        let planned = context.planned().map(|(day, _)| day);
        let since = |day: Option<Date>| day.is_none() || planned.is_none() || day >= planned;
        let of_plan = |entry: &LogEntry| since(entry.day.value()) && is_delivery(entry, context.words);
        let log = context.case.log.iter().enumerate();
        log.filter(|(_, entry)| of_plan(entry)).map(|(number, _)| number).collect()
    });
    numbers.iter().map(|number| &context.case.log[*number]).collect()
}

/// The last record of 「交付」 that is of another plan for its day, with 計画作成日 behind that.
pub fn earlier_delivery<'a>(context: &CheckContext<'a>) -> Option<(&'a LogEntry, Span)> {
    let (planned, span) = context.planned()?;
    let is_before = |entry: &&LogEntry| entry.day.value().is_some_and(|day| day < planned);
    let deliveries = context.case.log.iter().filter(is_before).filter(|entry| is_delivery(entry, context.words));
    Some((deliveries.max_by_key(|entry| entry.day.value())?, span))
}

/// The records whose 「項目」 tells of 「交付」 as only 「内容」 does: the two may be in each other's place.
pub fn delivery_in_means<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = &'a LogEntry> {
    let words = context.words;
    let log = context.case.log.iter().filter(|entry| !entry.content.is_blank());
    log.filter(move |entry| entry.means.plain().chars().count() >= LONG_MEANS && hands_out(entry.means.plain(), words))
}

/// Whether 「交付」 can be asked for: the client agreed, and records are kept.
#[must_use]
pub fn is_due(context: &CheckContext) -> bool {
    context.consent().is_some() && !context.case.log.is_empty()
}

/// Whether a delivery went to the client or the family.
#[must_use]
pub fn went_to_client(context: &CheckContext, entry: &LogEntry) -> bool {
    let (text, words) = (entry.content.plain(), context.words);
    let name = context.case.client.as_ref().map(|client| client.name.plain()).unwrap_or_default();
    words.found_in_plain("delivered_to_client", text).is_some()
        || !words.persons_in(&text).is_empty()
        || !name.is_empty() && text.contains(name)
}

/// Whether a delivery went to the doctor: by the word, by the name, by the institution.
#[must_use]
pub fn went_to_doctor(context: &CheckContext, entry: &LogEntry) -> bool {
    let text = entry.content.plain();
    let names = context.case.physicians.iter().flat_map(|physician| [&physician.name, &physician.institution]);
    let mut names = names.map(crate::source::read::Field::plain).filter(|name| !name.is_empty());
    context.words.found_in_plain("doctors", text).is_some()
        || names.any(|name| text.contains(name) || same_name(name, text))
        || context.doctors().iter().any(|name| text.contains(name.as_str()))
}

/// Whether a delivery names a provider of 第２表 (plain).
#[must_use]
pub fn of_provider(context: &CheckContext, entry: &LogEntry, provider: &str) -> bool {
    providers_given(context, &[entry]).iter().any(|name| name == provider)
}

/// The providers of 第２表, plain, that deliveries name: who of them got the plan. The longest name wins: 架空市 is not in
/// 架空市社会福祉協議会.
#[must_use]
pub fn providers_given(context: &CheckContext, deliveries: &[&LogEntry]) -> Vec<String> {
    let mut text: String = deliveries.iter().flat_map(|entry| [entry.content.plain(), "。"]).collect();
    let mut names: Vec<String> =
        context.support_lines().iter().map(|line| line.provider.clone()).filter(|name| !name.is_empty()).collect();
    names.sort_by(|a, b| (Reverse(a.len()), a).cmp(&(Reverse(b.len()), b)));
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
