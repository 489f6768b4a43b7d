//! Rows of a list in brackets that have lost their braces: `[職種: 妻, 氏名: 山田]` are two rows to YAML, each of one value; and single
//! values that stand between rows in braces, out of the one that they belong to.

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

/// A row in braces.
fn is_row(item: &Node) -> bool {
    matches!(item.kind, Kind::Map(_)) && bare(item).is_none()
}

/// Tells such rows of a list that ends. Where no row has braces, one of a single value is read as it was meant.
pub(super) fn told(frame: &Frame) -> Vec<Problem> {
    let Content::Seq(items) = &frame.content else { return Vec::new() };
    if !frame.open.flow {
        return Vec::new();
    }
    let mut found: Vec<Problem> = rows(items).into_iter().filter_map(|row| parted(&row)).collect();
    let is_bare = |at: usize| items.get(at).is_some_and(|item| bare(item).is_some());
    for (at, item) in items.iter().enumerate() {
        let is_alone = !is_bare(at + 1) && !at.checked_sub(1).is_some_and(is_bare);
        if let Some(entry) = bare(item).filter(|_| is_alone) {
            let above = at.checked_sub(1).and_then(|at| items.get(at));
            found.extend(out_of_row(entry, [above, items.get(at + 1)]));
        }
    }
    found
}

/// The values of a row that are read as rows.
fn parted(row: &[&Entry]) -> Option<Problem> {
    let [first, .., last] = row else { return None };
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
}

/// What is told of a value that is in no row.
const OUT_OF_ROW: &str = "がどの行の { } の中にもないので、これだけで一行と読まれます";

/// Whether this tells such a value.
pub(in crate::source::yaml) fn is_out_of_row(problem: &Problem) -> bool {
    problem.message.ends_with(OUT_OF_ROW)
}

/// A single value beside rows in braces, of the rows above and below it: it slipped out of the one that lacks it.
fn out_of_row(entry: &Entry, beside: [Option<&Node>; 2]) -> Option<Problem> {
    // The heading of a part that rows stand in is another slip.
    let holds_rows = match &entry.value.kind {
        Kind::Map(_) => true,
        Kind::Seq(items) => items.iter().any(|item| matches!(item.kind, Kind::Map(_))),
        Kind::Scalar(_) | Kind::Null => false,
    };
    let rows = beside.into_iter().flatten().filter(|row| is_row(row));
    // Where both rows have it, it is a row of a single value.
    let lacking: Vec<&Node> = rows.filter(|row| row.get(&entry.key).is_none()).collect();
    if lacking.is_empty() || holds_rows {
        return None;
    }
    let place = Span { end: entry.value.span.end.max(entry.key_span.end), ..entry.key_span };
    let message = format!("「{}」{OUT_OF_ROW}", entry.key);
    let help =
        "[ ] の中の行の項目なら、その行の「{」と「}」の間に移してください。これだけの行なら、{ } で囲んでください";
    let problem = Problem::new(ProblemCode::WrongKind, place, message).help(help);
    Some(lacking.into_iter().fold(problem, |problem, row| {
        problem.related(row.first_line_span(), format!("この行には「{}」がありません", entry.key))
    }))
}
