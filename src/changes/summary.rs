//! Changes as a care manager sums them up: what happened alike to several is said once, a need that is new or gone by its goals and
//! services, and records by their days: those that stayed with the plan before are only counted.

use super::words::{is_numbered, sentence, shown};
use super::{Change, ChangeKind, Step};

/// So many items of a record that are new or gone are told one by one; more are counted.
const ONE_BY_ONE: usize = 3;

/// The sentences of all changes under the tables they belong to, in order. Every change is in exactly one of them.
#[must_use]
pub fn summary(changes: &[Change]) -> Vec<(&str, Vec<String>)> {
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    let mut told = vec![false; changes.len()];
    let is_next = is_next_plan(changes);
    for (at, change) in changes.iter().enumerate() {
        if told[at] {
            continue;
        }
        let further = (at + 1..changes.len()).filter(|&other| are_alike(change, &changes[other]));
        let alike: Vec<usize> = std::iter::once(at).chain(further).collect();
        let all = || alike.iter().map(|at| &changes[*at]);
        let words = match alike.len() {
            _ if is_record(change) => records(&all().collect::<Vec<_>>(), is_next),
            1 => brief(change),
            _ if is_day_of_making(change) => Some(made(&all().collect::<Vec<_>>())),
            _ if of_support(change).is_some() => Some(one_service(&all().collect::<Vec<_>>())),
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

/// Whether the new plan follows the old one, whose records stay with it.
fn is_next_plan(changes: &[Change]) -> bool {
    changes.iter().any(|change| change.part() == "前の計画" && change.after.is_some())
}

/// Whether an entry of 第４～６表 came or went whole.
fn is_record(change: &Change) -> bool {
    matches!(change.part(), "第4表" | "第5表" | "第6表")
        && change.place.len() == 1
        && matches!(change.kind, ChangeKind::Added | ChangeKind::Removed)
}

/// Whether a day of 第１～３表 says when the plan was made: 計画作成日, 作成年月日, 同意.
fn is_day_of_making(change: &Change) -> bool {
    let key = last_key(change);
    let of_consent = key == "日付" && matches!(change.place.get(1), Some(Step::Key(key)) if key == "同意");
    matches!(change.part(), "第1表" | "第2表" | "第3表")
        && (matches!(key, "計画作成日" | "作成年月日") || of_consent)
        && matches!(change.kind, ChangeKind::Changed | ChangeKind::Removed)
}

fn last_key(change: &Change) -> &str {
    match change.place.last() {
        Some(Step::Key(key)) => key,
        _ => "",
    }
}

/// Whether the same happened to two: to goals and services the same value, to records their coming or going, to the days of
/// making the same day.
fn are_alike(one: &Change, other: &Change) -> bool {
    let words =
        |change: &Change| [&change.before, &change.after].map(|said| said.as_ref().map(|said| said.words.clone()));
    if is_day_of_making(one) && is_day_of_making(other) {
        return words(one) == words(other);
    }
    if one.part() != other.part() || one.kind != other.kind {
        return false;
    }
    if is_record(one) || is_record(other) {
        return is_record(one) && is_record(other);
    }
    let (key, other_key) = (last_key(one), last_key(other));
    let list = |change: &Change| match change.place.iter().rev().nth(1) {
        Some(Step::Item { list, .. }) if is_numbered(list) => Some(list.clone()),
        // One service may stand under several needs.
        Some(Step::Item { list, name, .. }) if list == "援助" => Some(name.clone()),
        _ => None,
    };
    !key.is_empty() && key == other_key && list(one).is_some() && list(one) == list(other) && words(one) == words(other)
}

/// 「長期目標4件の期間：… → …」
fn together(change: &Change, n: usize) -> String {
    let list = match change.place.iter().rev().nth(1) {
        Some(Step::Item { list, .. }) => list.as_str(),
        _ => "",
    };
    format!("{list}{n}件の{}{}", last_key(change), shown(change))
}

/// The name of the service of 第２表 whose key changed.
fn of_support(change: &Change) -> Option<&str> {
    match change.place.iter().rev().nth(1) {
        Some(Step::Item { list, name, .. }) if list == "援助" => Some(name),
        _ => None,
    }
}

/// 「通所介護（なぎさ） 頻度：週2回（月・木） → 週3回（月・水・木）（週1回増）（ニーズ1・2）」
fn one_service(all: &[&Change]) -> String {
    let Some(first) = all.first() else { return String::new() };
    let need = |change: &&Change| {
        change.place.iter().find_map(|step| match step {
            Step::Item { list, number, .. } if list == "ニーズ" => Some(number.to_string()),
            _ => None,
        })
    };
    let mut needs: Vec<String> = all.iter().filter_map(need).collect();
    needs.dedup();
    let name = of_support(first).unwrap_or_default();
    format!("{name} {}{}（ニーズ{}）", last_key(first), shown(first), needs.join("・"))
}

/// 「計画作成日（第1～3表の作成年月日、同意も）：… → …」: one day stands in several places.
fn made(all: &[&Change]) -> String {
    let tables: Vec<&str> = ["第1表", "第2表", "第3表"]
        .into_iter()
        .filter(|table| all.iter().any(|change| change.part() == *table && last_key(change) == "作成年月日"))
        .collect();
    let mut places = Vec::new();
    if all.iter().any(|change| last_key(change) == "計画作成日") {
        places.push("計画作成日".to_owned());
    }
    if !tables.is_empty() {
        places.push(format!("{}の作成年月日", tables.join("・")));
    }
    if all.iter().any(|change| last_key(change) == "日付") {
        places.push("同意の日".to_owned());
    }
    format!("{}{}", places.join("、"), all.first().map(|change| shown(change)).unwrap_or_default())
}

/// Records that came or went, by their days. A few of a plan that goes on are told one by one; slips of months never, for
/// their lines are the plan's services laid over a calendar.
fn records(all: &[&Change], is_next: bool) -> Option<String> {
    let first = all.first()?;
    if !is_next && first.part() != "第6表" && all.len() <= ONE_BY_ONE {
        return None;
    }
    let name = |change: &&Change| {
        let said = change.after.as_ref().or(change.before.as_ref());
        let words = said.map(|said| said.words.trim_start_matches('「')).unwrap_or_default();
        words.split(['（', ' ', '／', '」']).next().unwrap_or_default().to_owned()
    };
    let names: Vec<String> = all.iter().map(name).collect();
    let what = match first.part() {
        "第4表" => format!("{}の会議", names.join("、")),
        "第6表" => format!("{}の利用票", names.join("、")),
        _ => match names.as_slice() {
            [one] => format!("記録1件（{one}）"),
            several => format!("記録{}件（{}～{}）", several.len(), names[0], several[several.len() - 1]),
        },
    };
    Some(match (first.kind, is_next) {
        (ChangeKind::Added, _) => format!("{what}が加わりました"),
        (_, true) => format!("{what}は前の計画のものです"),
        (_, false) => format!("{what}がなくなりました"),
    })
}

/// A need that is new or gone, by its goals and who serves it; what they say in full is told to programs and on paper.
fn brief(change: &Change) -> Option<String> {
    let is_need = last_key(change) == "ニーズ" && change.part() == "第2表";
    let said = match change.kind {
        ChangeKind::Added => change.after.as_ref(),
        ChangeKind::Removed => change.before.as_ref(),
        ChangeKind::Changed | ChangeKind::Moved => None,
    }
    .filter(|_| is_need)?;
    let mut parts = said.words.split('／');
    let need = parts.next()?;
    let mut goals = Vec::new();
    let mut supports = Vec::new();
    for part in parts {
        // 「短期目標1 …（期間：…）」「援助2 訪問看護（…） 週1回（水）（サービス内容：…）」
        let (what, words) = part.split_once(' ').unwrap_or((part, ""));
        if what.starts_with("短期目標") {
            goals.push(format!("「{}」", before_details(words, "（期間：")));
        } else if what.starts_with("援助") {
            supports.push(before_details(words, "（サービス内容：").to_owned());
        } else if !what.starts_with("長期目標") {
            // The sign stands in a text of the plan: nothing is taken apart then.
            return None;
        }
    }
    let inner: Vec<String> = [("短期目標", goals), ("援助", supports)]
        .into_iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(what, all)| format!("{what}：{}", all.join("、")))
        .collect();
    let verb = change.kind.word();
    Some(format!("ニーズ {verb}：「{}」（{}）", before_details(need, "（"), inner.join("／")))
}

fn before_details<'t>(words: &'t str, details: &str) -> &'t str {
    words.split_once(details).map_or(words, |(before, _)| before).trim()
}
