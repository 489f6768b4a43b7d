//! Changes and values as a care manager would say them.

use super::equal::same_text;
use super::matching::joined;
use super::parts::Part;
use super::{Change, ChangeKind, Said, Step};
use crate::calendar::read;
use crate::source::yaml::{Entry, Kind, Node};
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
        (Kind::Scalar(text), _) => text.trim().to_owned(),
        (Kind::Seq(items), "予定" | "実績" | "休み" | "追加" | "30日超") => days(items.iter().map(joined)),
        (Kind::Seq(items), _) => items.iter().map(joined).collect::<Vec<_>>().join("・"),
        (Kind::Map(entries), "予定" | "実績") => pattern(entries),
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

/// `{曜日: [火, 金]}`, `{第: [2, 4], 曜日: 水}`, `{2: 1, 9: 2}`.
fn pattern(entries: &[Entry]) -> String {
    let find = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| of(&entry.value, ""));
    match (find("第"), find("曜日")) {
        (Some(nths), Some(weekdays)) => format!("第{nths}{weekdays}曜"),
        (None, Some(weekdays)) => format!("毎週{weekdays}曜"),
        _ => {
            let uses = |entry: &Entry| {
                let uses = joined(&entry.value);
                if uses == "1" { format!("{}日", entry.key) } else { format!("{}日（{uses}回）", entry.key) }
            };
            entries.iter().map(uses).collect::<Vec<_>>().join("・")
        }
    }
}

/// The words by which a person knows an item.
pub(super) fn name(node: &Node, part: &Part) -> String {
    let said = known(node, part);
    if said.chars().count() > NAME { said.chars().take(NAME).chain(['…']).collect() } else { said }
}

/// An item that is new or gone: the words it is known by, and how often a service is given.
pub(super) fn full(node: &Node, part: &Part) -> String {
    let text = |key: &str| node.get(key).map(|entry| joined(&entry.value)).filter(|text| !text.is_empty());
    let mut said = known(node, part);
    match (text("サービス種別"), text("サービス内容")) {
        (Some(_), content) => {
            if let Some(frequency) = text("頻度") {
                let _ = write!(said, " {frequency}");
            }
            if let Some(content) = content {
                let _ = write!(said, "：{}", one_line(&content));
            }
        }
        (None, _) => {
            if let Some(content) = text("内容").filter(|content| !said.contains(content.as_str())) {
                let _ = write!(said, "：{}", one_line(&content));
            }
        }
    }
    if text("サービスコード").is_some()
        && let Some(planned) = node.get("予定").map(|entry| of(&entry.value, "予定")).filter(|text| !text.is_empty())
    {
        let _ = write!(said, " {planned}");
    }
    said
}

fn known(node: &Node, part: &Part) -> String {
    let text = |key: &str| node.get(key).map(|entry| of(&entry.value, key)).filter(|text| !text.is_empty());
    // A service is known by its kind, or its name on the slip, and who gives it.
    if let Some(kind) = text("サービス種別").or_else(|| text("サービスコード").and_then(|_| text("サービス内容"))) {
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
    let steps = change.place.get(usize::from(matches!(change.place.first(), Some(Step::Key(_))))..).unwrap_or_default();
    let key = match change.place.last() {
        Some(Step::Key(key)) => key.as_str(),
        _ => "",
    };
    let mut shown: Vec<String> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        match (step, steps.get(at + 1)) {
            // 「短期目標1 目標」 says it twice, and 「ニーズ2 課題」 too.
            (Step::Key(key), None) if matches!(key.as_str(), "目標" | "課題") && at > 0 => {}
            // The short-term goal says which long-term goal is meant.
            (Step::Item { list, .. }, Some(Step::Item { list: inner, .. }))
                if list == "長期目標" && inner == "短期目標" => {}
            // What is inside says more than the words of the need around it.
            (Step::Item { list, number, .. }, Some(Step::Item { .. })) => shown.push(format!("{list}{number}")),
            (Step::Item { list, number, .. }, Some(Step::Key(next))) if matches!(next.as_str(), "目標" | "課題") => {
                shown.push(format!("{list}{number}"));
            }
            (step, _) => shown.push(place(step)),
        }
    }
    let place = shown.join(" ");
    let said = |said: &Option<Said>| said.as_ref().map_or_else(String::new, |said| shown_text(&said.words, key));
    let (before, after) = (said(&change.before), said(&change.after));
    let what = match change.kind {
        ChangeKind::Changed => {
            sentences_that_differ(change).unwrap_or_else(|| format!("{before} → {after}{}", difference(change, key)))
        }
        ChangeKind::Added => format!("追加：{after}"),
        ChangeKind::Removed => format!("削除：{before}"),
        ChangeKind::Moved => {
            let number = |said: &Option<Said>| said.as_ref().and_then(|said| said.number).unwrap_or_default();
            format!("{}番目から{}番目へ", number(&change.before), number(&change.after))
        }
    };
    match (place.is_empty(), change.kind) {
        (true, _) => what,
        (false, ChangeKind::Added | ChangeKind::Removed) => format!("{place} {what}"),
        (false, _) => format!("{place}：{what}"),
    }
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

/// How often a week: 「週2回（月・木）」 is 2, 毎日 is 7.
fn weekly(text: &str) -> Option<u16> {
    let frequency = Frequency::read(text);
    match frequency.per_week {
        Some(times) if times.low == times.high => Some(times.low),
        Some(_) => None,
        None => frequency.weekdays_of_every_week().and_then(|days| u16::try_from(days.len()).ok()),
    }
}

fn place(step: &Step) -> String {
    match step {
        Step::Key(key) => key.clone(),
        Step::Item { list, number, name } if name.is_empty() => format!("{list}{number}"),
        Step::Item { list, number, name } if matches!(list.as_str(), "ニーズ" | "長期目標" | "短期目標") => {
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
    if !is_date && (is_sentence || line.contains('。')) && !line.starts_with('「') { format!("「{line}」") } else { line }
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
