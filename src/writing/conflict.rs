//! Two people at one plan: whether what somebody saw when beginning to write still stands there.
//!
//! A change elsewhere in the plan is none of the writer's business. A change of the very value, or of the row that the
//! value belongs to, is shown to the writer, who chooses.

use super::{Wish, parse, tree, value_at};
use crate::case::read::from_text;
use crate::source::edit::{Path, Step, Value};

/// What stands against a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Where.
    pub path: Path,
    /// What stands there now.
    pub theirs: Value,
    /// Why, a Japanese sentence.
    pub message: String,
    /// Whether the row itself is another, so that the value must not be written there.
    pub moved: bool,
}

/// What stands against wishes that were made in view of `base` and are to be written into `now`.
#[must_use]
pub fn conflict(base: &str, now: &str, wishes: &[Wish]) -> Option<Conflict> {
    if base == now {
        return None;
    }
    if parse(now).broken {
        return None; // nothing is written into it, and why is told
    }
    // A plan that holds nothing has none of the rows that were seen.
    let read = |text: &str| tree(text).as_ref().map_or(Value::Null, Value::from);
    let (before, after) = (read(base), read(now));
    wishes.iter().find_map(|wish| {
        let path = wish.path();
        let (was, is) = (value_at(base, path), value_at(now, path));
        let against = |moved: bool, message: &str| {
            Some(Conflict { path: path.clone(), theirs: is.clone(), message: message.to_owned(), moved })
        };
        if !same_rows(&before, &after, path) {
            return against(true, "書いている間に、この行がほかで書き換えられたか、動かされたか、消されました");
        }
        if was != is {
            return against(false, "書いている間に、同じ欄がほかで書き換えられました");
        }
        None
    })
}

/// Whether two states are certainly plans of two clients.
#[must_use]
pub fn is_other_client(base: &str, now: &str) -> bool {
    let client = |text: &str| from_text("", text).0.file.identity();
    base != now && client(base).is_other_than(&client(now))
}

/// Whether every row on the way to a value is the one that it was: as many rows in its list; none of them more like it than the one
/// that stands in its place, and none that was seen more like that one than it. Neighbours have much in common (the provider,
/// 保険給付), so equal entries prove little: the row that the value itself belongs to says what it said, word for word. Who is
/// asked once too often loses nothing; a reason for absence at another name is a wrong paper.
fn same_rows(before: &Value, after: &Value, path: &Path) -> bool {
    (0..path.0.len()).all(|n| {
        let Step::Item(at) = path.0[n] else { return true };
        let rows = |value: &Value| match value.at(&path.0[..n]) {
            Some(Value::List(items)) => items.clone(),
            _ => Vec::new(),
        };
        let (was, are) = (rows(before), rows(after));
        let (Some(row), Some(there)) = (was.get(at), are.get(at)) else { return was.len() == are.len() };
        let best = |one: &Value, rows: &[Value]| rows.iter().map(|other| shared(one, other)).max().unwrap_or_default();
        let here = shared(row, there);
        let alike = here == best(row, &are) && here == best(there, &was) && (here > 0 || entries(row) <= 1);
        let is_last = !path.0[n + 1..].iter().any(|step| matches!(step, Step::Item(_)));
        let says_so = path.0.get(n + 1).filter(|_| is_last).is_none_or(|own| says_the_same(row, there, own));
        was.len() == are.len() && alike && says_so
    })
}

/// Whether all words of a row that were seen still stand there; those of the value's own key are another question.
fn says_the_same(row: &Value, there: &Value, own: &Step) -> bool {
    let (Value::Map(row), Value::Map(there)) = (row, there) else { return row == there };
    let words = row.iter().filter(|(key, value)| *own != Step::Key(key.clone()) && matches!(value, Value::Text(_)));
    words.into_iter().all(|entry| there.contains(entry))
}

/// How much two rows have in common: equal entries, however deep; a row that is a text is equal or not.
fn shared(one: &Value, other: &Value) -> usize {
    match (one, other) {
        (Value::Null, _) | (_, Value::Null) => 0,
        (Value::Map(one), Value::Map(other)) => {
            let in_other = |key: &str| other.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            one.iter().filter_map(|(key, value)| Some(shared(value, in_other(key)?))).sum()
        }
        (Value::List(one), Value::List(other)) => one.iter().zip(other).map(|(one, other)| shared(one, other)).sum(),
        _ => usize::from(one == other),
    }
}

/// How much a row says.
fn entries(row: &Value) -> usize {
    match row {
        Value::Null => 0,
        Value::Map(entries) => entries.iter().filter(|(_, value)| !matches!(value, Value::Null)).count(),
        _ => 1,
    }
}
