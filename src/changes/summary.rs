//! Changes as a care manager sums them up: what happened alike to several is said once, records that stayed with the old
//! plan are counted.

use super::words::{is_numbered, sentence, shown};
use super::{Change, ChangeKind, Step};

/// So many items of a record that are new or gone are told one by one; more are counted.
const ONE_BY_ONE: usize = 3;

/// The sentences of all changes under the tables they belong to, in order. Every change is in exactly one of them.
#[must_use]
pub fn summary(changes: &[Change]) -> Vec<(&str, Vec<String>)> {
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    let mut told = vec![false; changes.len()];
    for (at, change) in changes.iter().enumerate() {
        if told[at] {
            continue;
        }
        let further = (at + 1..changes.len()).filter(|&other| are_alike(change, &changes[other]));
        let alike: Vec<usize> = std::iter::once(at).chain(further).collect();
        let is_record = is_record(change);
        let words = match alike.len() {
            1 => None,
            n if is_record => (n > ONE_BY_ONE).then(|| counted(change, n, &changes[alike[n - 1]])),
            n => Some(together(change, n)),
        };
        match parts.last_mut() {
            Some((part, _)) if *part == change.part() => {}
            _ => parts.push((change.part(), Vec::new())),
        }
        let line = if let Some(words) = words {
            for &other in &alike {
                told[other] = true;
            }
            words
        } else {
            told[at] = true;
            sentence(change)
        };
        if let Some((_, lines)) = parts.last_mut() {
            lines.push(line);
        }
    }
    parts
}

/// Whether an entry of 第４～６表 came or went whole.
fn is_record(change: &Change) -> bool {
    matches!(change.part(), "第4表" | "第5表" | "第6表")
        && change.place.len() == 1
        && matches!(change.kind, ChangeKind::Added | ChangeKind::Removed)
}

/// Whether the same happened to two: to goals and services the same value, to records their coming or going.
fn are_alike(one: &Change, other: &Change) -> bool {
    if one.part() != other.part() || one.kind != other.kind {
        return false;
    }
    if is_record(one) || is_record(other) {
        return is_record(one) && is_record(other);
    }
    let (Some(Step::Key(key)), Some(Step::Key(other_key))) = (one.place.last(), other.place.last()) else {
        return false;
    };
    let words =
        |change: &Change| [&change.before, &change.after].map(|said| said.as_ref().map(|said| said.words.clone()));
    let list = |change: &Change| match change.place.iter().rev().nth(1) {
        Some(Step::Item { list, .. }) if is_numbered(list) => Some(list.clone()),
        _ => None,
    };
    key == other_key && list(one).is_some() && list(one) == list(other) && words(one) == words(other)
}

/// 「長期目標4件の期間：… → …」
fn together(change: &Change, n: usize) -> String {
    let list = match change.place.iter().rev().nth(1) {
        Some(Step::Item { list, .. }) => list.as_str(),
        _ => "",
    };
    let key = match change.place.last() {
        Some(Step::Key(key)) => key.as_str(),
        _ => "",
    };
    format!("{list}{n}件の{key}{}", shown(change))
}

/// 「記録8件がなくなりました（令和7年5月9日 … ～ 令和7年6月24日 …）」
fn counted(first: &Change, n: usize, last: &Change) -> String {
    let name = |change: &Change| {
        let said = change.after.as_ref().or(change.before.as_ref());
        let words = said.map(|said| said.words.trim_start_matches('「')).unwrap_or_default();
        words.split(['（', ' ']).next().unwrap_or_default().to_owned()
    };
    let what = if first.kind == ChangeKind::Added { "加わりました" } else { "なくなりました" };
    format!("{n}件が{what}（{}～{}）", name(first), name(last))
}
