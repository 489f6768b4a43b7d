//! Rows of a list in brackets that have lost their braces: `[職種: 妻, 氏名: 山田]` are two rows to YAML, each of one value.

use super::{Content, Frame};
use crate::source::Span;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::yaml::{Entry, Kind, Node};

/// The only entry of an item that has no braces: it begins where its key does.
fn bare(item: &Node) -> Option<&Entry> {
    let Kind::Map(entries) = &item.kind else { return None };
    let [entry] = entries.as_slice() else { return None };
    (entry.key_span.file == item.span.file && entry.key_span.start == item.span.start).then_some(entry)
}

/// A row of a form has fewer values.
const MOST: usize = 40;

/// Entries that stand beside each other without braces, as the rows that they were: where a key comes again, another begins.
fn rows(items: &[Node]) -> Vec<Vec<&Entry>> {
    let mut rows: Vec<Vec<&Entry>> = Vec::new();
    let mut goes_on = false;
    for item in items {
        let Some(entry) = bare(item) else {
            goes_on = false;
            continue;
        };
        match rows
            .last_mut()
            .filter(|row| goes_on && row.len() < MOST && row.iter().all(|other| other.key != entry.key))
        {
            Some(row) => row.push(entry),
            None => rows.push(vec![entry]),
        }
        goes_on = true;
    }
    rows
}

/// Tells such rows of a list that ends. A row of a single value is read as it was meant.
pub(super) fn told(frame: &Frame) -> Vec<Problem> {
    let Content::Seq(items) = &frame.content else { return Vec::new() };
    if !frame.open.flow {
        return Vec::new();
    }
    let problem = |row: Vec<&Entry>| {
        let [first, .., last] = row.as_slice() else { return None };
        let place = first.key_span;
        let end = last.value.span.end.max(last.key_span.end);
        let whole = Span { end, ..place };
        let ends = [place.start, end].map(|at| Span { start: at, end: at, ..place });
        let message = format!(
            "「{}」から「{}」までが {{ }} で囲まれていないので、{} 行に分かれて読まれます",
            first.key,
            last.key,
            row.len()
        );
        let edits = ends.into_iter().zip(["{".to_owned(), "}".to_owned()]).collect();
        let fix = Fix { title: "全体を { } で囲む".to_owned(), edits, certain: false };
        let help = "[ ] の中の一行は { 項目: 値, 項目: 値 } のように囲んでください";
        Some(Problem::new(ProblemCode::WrongKind, whole, message).help(help).fix(fix))
    };
    rows(items).into_iter().filter_map(problem).collect()
}
