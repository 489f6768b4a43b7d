//! Changes and values as a care manager would say them.

use super::equal::same_text;
use super::matching::joined;
use super::parts::{Part, has_items};
use super::{Change, ChangeKind, Said, Step};
use crate::calendar::{Nth, Weekday, read, weekday_letter};
use crate::case::DaySet;
use crate::case::days::{DayNumber, DayPattern};
use crate::frequency::{Frequency, Times};
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Read, Reader};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;

/// Longer names are cut where they only say which item is meant.
const NAME: usize = 24;

/// A text longer than this is shown by the sentences that differ.
const LONG: usize = 60;

/// A value in words.
pub(super) fn of(node: &Node, key: &str) -> String {
    match (&node.kind, key) {
        (Kind::Null, _) => String::new(),
        (_, "予定" | "実績") => day_set(node).unwrap_or_else(|| of(node, "")),
        (Kind::Scalar(text), _) => text.trim().to_owned(),
        (Kind::Seq(items), "休み" | "追加" | "30日超") => days(items.iter().map(joined)),
        (Kind::Seq(items), _) => items.iter().map(joined).collect::<Vec<_>>().join("・"),
        (Kind::Map(entries), _) => {
            let said = |entry: &Entry| format!("{}：{}", entry.key, of(&entry.value, &entry.key));
            entries.iter().map(said).collect::<Vec<_>>().join("、")
        }
    }
}

fn days(numbers: impl Iterator<Item = String>) -> String {
    let numbers: Vec<String> = numbers.collect();
    if numbers.is_empty() { String::new() } else { format!("{}日", numbers.join("・")) }
}

/// 「2・9日」「毎週火・金曜」「第2・最終水曜」: days as the plan's own reader understands them, however they are written; none when
/// it does not understand all of it.
fn day_set(node: &Node) -> Option<String> {
    let mut reader = Reader::default();
    let days_read = DaySet::read(node, &mut reader);
    if !reader.problems.is_empty() {
        return None;
    }
    let together = |words: Vec<String>| words.join("・");
    let weekdays = |of: &[Weekday]| together(of.iter().map(|day| weekday_letter(*day).to_owned()).collect());
    Some(match &days_read.pattern {
        DayPattern::None => String::new(),
        DayPattern::Daily => "毎日".to_owned(),
        DayPattern::Weekly(of) => format!("毎週{}曜", weekdays(of)),
        DayPattern::Nth(nths, of) => {
            let first = if matches!(nths.first(), Some(Nth::Number(_))) { "第" } else { "" };
            format!("{first}{}{}曜", together(nths.iter().map(Nth::to_string).collect()), weekdays(of))
        }
        DayPattern::Days(of) if of.is_empty() => "なし".to_owned(),
        DayPattern::Days(of) if of.iter().all(|(_, uses)| *uses == 1) => {
            days(of.iter().map(|(day, _)| day.get().to_string()))
        }
        DayPattern::Days(of) => {
            let one = |(day, uses): &(DayNumber, u8)| match uses {
                1 => format!("{}日", day.get()),
                _ => format!("{}日（{uses}回）", day.get()),
            };
            together(of.iter().map(one).collect())
        }
    })
}

/// The words by which a person knows an item.
pub(super) fn name(node: &Node, part: &Part) -> String {
    let said = known(node, part);
    if said.chars().count() > NAME { said.chars().take(NAME).chain(['…']).collect() } else { said }
}

/// An item that is new or gone, whole: the words it is known by, then all else that it says.
pub(super) fn full(node: &Node, part: &Part) -> String {
    let mut said = known(node, part);
    let Kind::Map(entries) = &node.kind else { return said };
    let used = used(node, part);
    let rest = entries
        .iter()
        .filter(|entry| !used.contains(&entry.key.as_str()) && !super::equal::is_empty(&entry.value, &entry.key));
    let mut plain = Vec::new();
    let mut inner = String::new();
    for entry in rest {
        let key = entry.key.as_str();
        match &entry.value.kind {
            Kind::Seq(items) if has_items(key, items, &[]) => {
                for (at, item) in items.iter().enumerate() {
                    let _ = write!(inner, "／{key}{} {}", at + 1, full(item, super::parts::of(key))); // a string takes everything
                }
            }
            _ if key == "頻度" => said = format!("{said} {}", of(&entry.value, key)),
            _ => plain.push(format!("{key}：{}", one_line(&of(&entry.value, key)))),
        }
    }
    if !plain.is_empty() {
        let _ = write!(said, "（{}）", plain.join("、"));
    }
    said + &inner
}

/// The keys whose values are among the words by which an item is known.
fn used<'k>(node: &Node, part: &'k Part) -> Vec<&'k str> {
    let has = |key: &str| node.get(key).is_some_and(|entry| !super::equal::is_empty(&entry.value, key));
    if has("サービス種別") {
        vec!["サービス種別", "事業所"]
    } else if has("サービスコード") && has("サービス内容") {
        vec!["サービス内容", "事業所"]
    } else {
        part.known_by.to_vec()
    }
}

fn known(node: &Node, part: &Part) -> String {
    let text = |key: &str| node.get(key).map(|entry| of(&entry.value, key)).filter(|text| !text.is_empty());
    // A service is known by its kind, or its name on the slip, and who gives it.
    if let Some(kind) = text("サービス種別").or_else(|| text("サービスコード").and_then(|_| text("サービス内容")))
    {
        return match text("事業所") {
            Some(provider) => format!("{kind}（{provider}）"),
            None => kind,
        };
    }
    let said: Vec<String> = part.known_by.iter().filter_map(|key| text(key)).map(|text| one_line(&text)).collect();
    if said.is_empty() { one_line(&of(node, "")) } else { said.join(" ") }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The change as one sentence, without its table.
pub(super) fn sentence(change: &Change) -> String {
    let (place, what) = (place_words(change), shown(change));
    if place.is_empty() { what.trim_start_matches([' ', '：']).to_owned() } else { format!("{place}{what}") }
}

/// 「：… → …」「 追加：…」: what happened, to stand behind the place.
pub(super) fn shown(change: &Change) -> String {
    let key = last_key(change);
    let said = |said: &Option<Said>| said.as_ref().map_or_else(String::new, |said| shown_text(&said.words, key));
    let (before, after) = (said(&change.before), said(&change.after));
    match change.kind {
        ChangeKind::Changed => match sentences_that_differ(change) {
            Some(sentences) => format!("：{sentences}"),
            None => format!("：{before} → {after}{}", difference(change, key)),
        },
        ChangeKind::Added => format!(" 追加：{after}"),
        ChangeKind::Removed => format!(" 削除：{before}"),
        ChangeKind::Moved => {
            format!("：{}番目から{}番目へ", number(change.before.as_ref()), number(change.after.as_ref()))
        }
    }
}

/// What stood there and what stands there now, each whole; of what moved, the two numbers.
pub(super) fn sides(change: &Change) -> (String, String) {
    let side = |said: Option<&Said>| match (said, change.kind) {
        (Some(_), ChangeKind::Moved) => format!("{}番目", number(said)),
        (Some(said), _) => said.words.clone(),
        (None, _) => String::new(),
    };
    (side(change.before.as_ref()), format!("{}{}", side(change.after.as_ref()), difference(change, last_key(change))))
}

fn number(said: Option<&Said>) -> usize {
    said.and_then(|said| said.number).unwrap_or_default()
}

fn last_key(change: &Change) -> &str {
    match change.place.last() {
        Some(Step::Key(key)) => key,
        _ => "",
    }
}

/// The way to a change, without its table: 「ニーズ1 短期目標1」.
pub(super) fn place_words(change: &Change) -> String {
    let steps = change.place.get(usize::from(matches!(change.place.first(), Some(Step::Key(_))))..).unwrap_or_default();
    let mut shown: Vec<String> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        match (step, steps.get(at + 1)) {
            // 「短期目標1 目標」 says it twice, and 「ニーズ2 課題」 too.
            (Step::Key(key), None) if matches!(key.as_str(), "目標" | "課題") && at > 0 => {}
            // The short-term goal says which long-term goal is meant.
            (Step::Item { list, .. }, Some(Step::Item { list: inner, .. }))
                if list == "長期目標" && inner == "短期目標" => {}
            // What is inside says more than the words of the need around it.
            (Step::Item { list, number, .. }, Some(Step::Item { .. })) if is_numbered(list) => {
                shown.push(format!("{list}{number}"));
            }
            (Step::Item { list, number, .. }, Some(Step::Key(next))) if matches!(next.as_str(), "目標" | "課題") => {
                shown.push(format!("{list}{number}"));
            }
            // Of what is known by its words, the words are what changed.
            (Step::Item { list, .. }, Some(Step::Key(next)))
                if next == "内容" && matches!(list.as_str(), "日常生活" | "週間") =>
            {
                shown.push(list.clone());
            }
            (step, _) => shown.push(place(step)),
        }
    }
    shown.join(" ")
}

/// 「（週1回増）」 of a frequency that counts weeks on both sides; 「（+387）」 of whole numbers.
fn difference(change: &Change, key: &str) -> String {
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return String::new() };
    if key == "頻度" {
        let (Some(before), Some(after)) = (weekly(&before.words), weekly(&after.words)) else { return String::new() };
        return match after.cmp(&before) {
            std::cmp::Ordering::Greater => format!("（週{}回増）", after - before),
            std::cmp::Ordering::Less => format!("（週{}回減）", before - after),
            std::cmp::Ordering::Equal => String::new(),
        };
    }
    let number = |said: &Said| said.words.replace(',', "").parse::<i64>().ok();
    match (number(before), number(after)) {
        (Some(before), Some(after)) if key == "単位数" => format!("（{:+}）", after - before),
        _ => String::new(),
    }
}

/// How often a week: 「週2回（月・木）」 is 2, 毎日 is 7, 「1日2回（月・木）」 is 4; none where it is not the same in every week.
fn weekly(text: &str) -> Option<u16> {
    let frequency = Frequency::read(text);
    if frequency.is_several_a_day || frequency.is_more_than_weekdays() || !frequency.vague.is_empty() {
        return None;
    }
    let only = |times: Times| (times.low == times.high).then_some(times.low);
    let weekdays = || frequency.weekdays_of_every_week().and_then(|days| u16::try_from(days.len()).ok());
    match (frequency.per_day, frequency.per_week) {
        (Some(uses), _) => only(uses)?.checked_mul(weekdays()?),
        (None, Some(times)) => only(times),
        (None, None) => weekdays(),
    }
}

/// Whether people speak of the items of a list by their number.
pub(super) fn is_numbered(list: &str) -> bool {
    matches!(list, "ニーズ" | "長期目標" | "短期目標")
}

fn place(step: &Step) -> String {
    match step {
        Step::Key(key) => key.clone(),
        Step::Item { list, number, name } if name.is_empty() => format!("{list}{number}"),
        Step::Item { list, number, name } if is_numbered(list) => {
            format!("{list}{number}「{name}」")
        }
        Step::Item { name, .. } => name.clone(),
    }
}

/// Sentences stand in quotation marks; dates, numbers and choices do not.
fn shown_text(text: &str, key: &str) -> String {
    let line = one_line(text);
    let is_sentence = matches!(key, "目標" | "課題" | "サービス内容" | "ニーズ" | "長期目標" | "短期目標");
    let is_date = read::date(text).is_ok() || read::period(text).is_ok();
    if !is_date && (is_sentence || line.contains('。')) && !line.starts_with('「') {
        format!("「{line}」")
    } else {
        line
    }
}

/// Of two long texts only the sentences that differ.
fn sentences_that_differ(change: &Change) -> Option<String> {
    let (before, after) = (&change.before.as_ref()?.words, &change.after.as_ref()?.words);
    if before.chars().count().max(after.chars().count()) <= LONG || same_text(before, after) {
        return None;
    }
    let (old, new) = (sentences(before), sentences(after));
    let diff = TextDiff::from_slices(&old, &new);
    let mut said = Vec::new();
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {}
            ChangeTag::Delete => said.push(format!("－「{}」", change.value())),
            ChangeTag::Insert => said.push(format!("＋「{}」", change.value())),
        }
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// A text's sentences: by line ends and 。.
fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '\n']).map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// Whether a text has more than one sentence.
pub(super) fn has_sentences(text: &str) -> bool {
    whole_sentences(text.trim_end()).len() > 1
}

/// A run of sentences of two texts: the same in both, or what stood there and what stands there now.
pub(super) struct Run {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) same: bool,
}

/// Two texts as runs of sentences; put together, each side is its whole text.
pub(super) fn sentence_runs(old: &str, new: &str) -> Vec<Run> {
    let (old, new) = (whole_sentences(old), whole_sentences(new));
    let diff = TextDiff::from_slices(&old, &new);
    let mut runs: Vec<Run> = Vec::new();
    for change in diff.iter_all_changes() {
        let same = change.tag() == ChangeTag::Equal;
        if runs.last().is_none_or(|run| run.same != same) {
            runs.push(Run { before: String::new(), after: String::new(), same });
        }
        if let Some(run) = runs.last_mut() {
            if change.tag() != ChangeTag::Insert {
                run.before.push_str(change.value());
            }
            if change.tag() != ChangeTag::Delete {
                run.after.push_str(change.value());
            }
        }
    }
    runs
}

/// A text's sentences with all that is between them. What closes a quotation belongs to its sentence.
fn whole_sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        if matches!(c, '。' | '\n') {
            while c == '。'
                && chars
                    .next_if(|(_, next)| matches!(next, '」' | '』' | '）' | '\n'))
                    .is_some_and(|(_, next)| next != '\n')
            {}
            let end = chars.peek().map_or(text.len(), |(at, _)| *at);
            found.push(&text[start..end]);
            start = end;
        }
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}
