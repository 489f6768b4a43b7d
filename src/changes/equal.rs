//! Whether two values mean the same, however they are written.

use crate::calendar::{Month, read};
use crate::case::DaySet;
use crate::case::values::YesNo;
use crate::source::read::{Scalar, words};
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Read, Reader};

/// Lists whose order says nothing, and which may be written as one text: 月・木.
const SETS: [&str; 7] = ["曜日", "区分", "休み", "追加", "30日超", "第", "算定対象"];

/// Whether nothing is said under a key: no value, an empty text, an empty list. 「予定: []」 says that there is no day.
pub(super) fn is_empty(node: &Node, key: &str) -> bool {
    match &node.kind {
        Kind::Seq(_) | Kind::Map(_) if super::parts::is_days(key) => days(node).is_missing(),
        Kind::Null => true,
        Kind::Scalar(text) => text.trim().is_empty(),
        Kind::Seq(items) => items.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
    }
}

/// Whether two values under a key mean the same; one that is missing and one that is empty do.
pub(super) fn same(a: Option<&Node>, b: Option<&Node>, key: &str) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => both_same(a, b, key),
        (Some(one), None) | (None, Some(one)) => is_empty(one, key),
        (None, None) => true,
    }
}

fn both_same(a: &Node, b: &Node, key: &str) -> bool {
    match (&a.kind, &b.kind) {
        _ if is_empty(a, key) && is_empty(b, key) => true,
        (Kind::Scalar(a), Kind::Scalar(b)) if a.trim() == b.trim() => true,
        (Kind::Scalar(_) | Kind::Seq(_), Kind::Scalar(_) | Kind::Seq(_)) if SETS.contains(&key) => set(a) == set(b),
        (Kind::Scalar(a), Kind::Scalar(b)) => same_text(a, b),
        (Kind::Seq(a), Kind::Seq(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| both_same(a, b, "")),
        (Kind::Map(a), Kind::Map(b)) => {
            // An empty entry says no more than a missing one, and the order of keys says nothing.
            let is_said = |entry: &&Entry| !is_empty(&entry.value, &entry.key);
            a.iter().filter(is_said).count() == b.iter().filter(is_said).count()
                && a.iter().filter(is_said).all(|entry| {
                    b.iter().any(|other| other.key == entry.key && both_same(&entry.value, &other.value, &entry.key))
                })
        }
        _ => false,
    }
}

/// The words of a list or of a text that stands for one, in an order of their own.
fn set(node: &Node) -> Vec<String> {
    let mut said: Vec<String> = match &node.kind {
        Kind::Seq(items) => items.iter().map(super::matching::joined).collect(),
        Kind::Scalar(text) => words(text).into_iter().map(str::to_owned).collect(),
        Kind::Null | Kind::Map(_) => Vec::new(),
    };
    for word in &mut said {
        let bare = word.trim_end_matches(['日', '曜']);
        // 「日」 alone is Sunday, not a day's number; a blank item is none of both.
        if !bare.is_empty() {
            *word = bare.to_owned();
        } else if !word.is_empty() {
            "日".clone_into(word);
        }
    }
    said.sort_unstable();
    said
}

/// The days of a month under 「予定」 or 「実績」, however they are written.
pub(super) fn days(node: &Node) -> DaySet {
    DaySet::read(node, &mut Reader::default())
}

/// Whether two ways of writing days are the same days of a month. 「毎日」 is an arrow and counts once: never the same. Days of
/// which one cannot be read, or is none of the month's, are compared as they are written.
pub(super) fn same_days(a: &Node, b: &Node, month: Month) -> bool {
    let Some((a, b)) = whole_days(a, month).zip(whole_days(b, month)) else { return false };
    a.is_missing() == b.is_missing() && a.is_daily() == b.is_daily() && a.counts(month) == b.counts(month)
}

/// Days that are all read and all in the month.
fn whole_days(node: &Node, month: Month) -> Option<DaySet> {
    let mut reader = Reader::default();
    let days = DaySet::read(node, &mut reader);
    (reader.problems.is_empty() && days.days_outside(month).next().is_none()).then_some(days)
}

/// A day, month or period in the one way in which equal ones are equal texts; any other text as it is.
pub(super) fn canonical(text: &str) -> String {
    let day = read::date(text).map(|day| day.to_string());
    let month = || read::month(text).map(|month| month.to_string());
    let period = || read::period(text).map(|period| format!("{period:?}"));
    day.or_else(|_| month()).or_else(|_| period()).unwrap_or_else(|_| text.trim().to_owned())
}

/// Whether two texts are the same words or the same date, month, period or time.
pub(super) fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    let both = |same: Option<bool>| same == Some(true);
    a == b
        || both(YesNo::parse(a).ok().zip(YesNo::parse(b).ok()).map(|(a, b)| a == b))
        || both(read::date(a).ok().zip(read::date(b).ok()).map(|(a, b)| a == b))
        || both(read::period(a).ok().zip(read::period(b).ok()).map(|(a, b)| a == b))
        || both(read::month(a).ok().zip(read::month(b).ok()).map(|(a, b)| a == b))
        || both(read::month_period(a).ok().zip(read::month_period(b).ok()).map(|(a, b)| a == b))
        || both(crate::calendar::time::range(a).ok().zip(crate::calendar::time::range(b).ok()).map(|(a, b)| a == b))
}

/// How alike two texts are, from 0 to 1000; 1000 only when they mean the same.
pub(super) fn likeness(a: &str, b: &str) -> u32 {
    if same_text(a, b) {
        return 1000;
    }
    Pairs::of(a).likeness(&Pairs::of(b))
}

/// How much of a sentence's words a longer text has, of 1000.
pub(super) fn share_of_words(sentence: &str, text: &str) -> u32 {
    let (sentence, text) = (Pairs::of(sentence), Pairs::of(text));
    let all = u32::try_from(sentence.0.len()).unwrap_or(u32::MAX);
    (sentence.shared(&text) * 1000).checked_div(all).unwrap_or_default()
}

/// A text's pairs of characters, in order: linear to compare, and Japanese needs no words for it.
pub(super) struct Pairs(Vec<(char, char)>);

impl Pairs {
    pub(super) fn of(text: &str) -> Self {
        let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let mut pairs: Vec<(char, char)> = characters.windows(2).map(|pair| (pair[0], pair[1])).collect();
        if let [one] = characters[..] {
            pairs.push((one, one));
        }
        pairs.sort_unstable();
        Self(pairs)
    }

    /// How alike, from 0 to 999.
    pub(super) fn likeness(&self, other: &Self) -> u32 {
        let all = u32::try_from(self.0.len() + other.0.len()).unwrap_or(u32::MAX);
        (self.shared(other) * 2000).checked_div(all).unwrap_or_default().min(999)
    }

    /// How many pairs both have.
    fn shared(&self, other: &Self) -> u32 {
        let (a, b) = (&self.0, &other.0);
        let (mut shared, mut i, mut j) = (0_u32, 0, 0);
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    i += 1;
                    j += 1;
                }
            }
        }
        shared
    }
}
