//! Rows of a list that hardly are what was meant: two that say the same, one below the other (the second was copied, and not written
//! over), several that were pasted again, and one in which nothing is left.

use super::look::is_of_structure;
use crate::source::yaml::{Kind, Node};
use crate::source::{Problem, ProblemCode, Span};

/// Keys of lists whose rows are seldom the same twice. Of what is rented or bought there may be two.
const LISTS: [&str; 13] = [
    "家族",
    "主治医",
    "緊急連絡先",
    "第4表",
    "第5表",
    "出席者",
    "サービス",
    "ニーズ",
    "長期目標",
    "短期目標",
    "援助",
    "週間",
    "日常生活",
];

/// Of so many rows, and no more, it is told that they stand there again.
const MAX_COPIED: usize = 8;

/// Tells such rows of a plan. Where its structure is not sound, rows are not what they seem.
pub(super) fn tell(root: &Node, problems: &mut Vec<Problem>) {
    if !problems.iter().any(|problem| is_of_structure(problem.code)) {
        look(root, problems);
    }
}

/// A row of which nothing is left beside its dash, among others.
fn emptied<'n>(rows: &'n [Node], problems: &[Problem]) -> impl Iterator<Item = Problem> + use<'n> {
    // A list of such rows waits to be filled in.
    let is_one = |row: &&Node| matches!(row.kind, Kind::Null | Kind::Scalar(_)) && !says_something(row);
    let is_written = rows.iter().any(says_something);
    let told: Vec<Span> = problems.iter().map(|one| one.span).collect();
    rows.iter().filter(move |row| is_written && is_one(row) && !told.contains(&row.span)).map(|row| {
        Problem::new(ProblemCode::EmptyRow, row.first_line_span(), "一覧の中に、何も書かれていない所があります")
            .help("要らなければ消し、書くことがあれば書いてください")
    })
}

fn look(node: &Node, problems: &mut Vec<Problem>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                if let (true, Kind::Seq(rows)) = (LISTS.contains(&entry.key.as_str()), &entry.value.kind) {
                    problems.extend(rows.windows(2).filter_map(twin));
                    problems.extend(copied(rows));
                }
                look(&entry.value, problems);
            }
        }
        Kind::Seq(items) => {
            let empty: Vec<Problem> = emptied(items, problems).collect();
            problems.extend(empty);
            for item in items {
                look(item, problems);
            }
        }
        Kind::Null | Kind::Scalar(_) => {}
    }
}

fn twin(rows: &[Node]) -> Option<Problem> {
    let [above, row] = rows else { return None };
    let is_twin = matches!(row.kind, Kind::Map(_)) && says_something(row) && is_same(above, row);
    is_twin.then(|| {
        Problem::new(ProblemCode::TwinRow, row.first_line_span(), "上の行と同じ内容です")
            .help("写しなら消してください。同じ物が二つあるのなら、そのままで構いません")
            .related(above.first_line_span(), "上の行")
    })
}

/// Several rows that stand once more below themselves: a block was pasted twice.
fn copied(rows: &[Node]) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let is_again = |n: &usize| {
            let (Some(first), Some(again)) = (rows.get(at..at + n), rows.get(at + n..at + 2 * n)) else { return false };
            // Two that are the same are told as that.
            let is_one = first.windows(2).all(|pair| is_same(&pair[0], &pair[1]));
            !is_one
                && first.iter().all(says_something)
                && first.iter().zip(again).all(|(one, other)| is_same(one, other))
        };
        let Some(n) = (2..=MAX_COPIED).find(is_again) else {
            at += 1;
            continue;
        };
        let message = format!("ここからの{n}件は、上の{n}件と同じ内容です");
        let problem = Problem::new(ProblemCode::TwinRow, rows[at + n].first_line_span(), message)
            .help("二度貼り付けたものなら、ここからの写しを消してください")
            .related(rows[at].first_line_span(), "上の一件目");
        found.push(problem);
        at += n;
    }
    found
}

/// Rows that wait to be filled in are all the same.
fn says_something(node: &Node) -> bool {
    match &node.kind {
        Kind::Null => false,
        Kind::Scalar(text) => !text.trim().is_empty(),
        Kind::Seq(items) => items.iter().any(says_something),
        Kind::Map(entries) => entries.iter().any(|entry| says_something(&entry.value)),
    }
}

/// Whether two values are the same, wherever they stand; entries in any order.
fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Scalar(one), Kind::Scalar(other)) => one == other,
        (Kind::Seq(one), Kind::Seq(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Kind::Map(one), Kind::Map(all)) => {
            let is_in_other =
                |(key, value): (&str, &Node)| other.get(key).is_some_and(|entry| is_same(value, &entry.value));
            one.len() == all.len() && one.iter().all(|entry| is_in_other((&entry.key, &entry.value)))
        }
        _ => false,
    }
}
