//! Texts too long for one field: nobody typed them, and laying them out would take minutes.

use super::{Kind, Node};
use crate::source::{Problem, ProblemCode};

/// The longest text of one field, in characters: some thirty sheets.
pub const MAX_CHARACTERS: usize = 100_000;

/// The most lines of one field: some hundred sheets.
pub const MAX_LINES: usize = 5_000;

/// Tells every text that is longer than a field may be.
pub(super) fn texts(node: &Node, problems: &mut Vec<Problem>) {
    match &node.kind {
        Kind::Scalar(text) => problems.extend(told(node, text)),
        Kind::Seq(items) => items.iter().for_each(|item| texts(item, problems)),
        Kind::Map(entries) => entries.iter().for_each(|entry| texts(&entry.value, problems)),
        Kind::Null => {}
    }
}

fn told(node: &Node, text: &str) -> Option<Problem> {
    // Bytes first: no text of so few is too long.
    if text.len() < MAX_LINES {
        return None;
    }
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let characters = if text.len() > MAX_CHARACTERS { text.chars().count() } else { text.len() };
    let message = if characters > MAX_CHARACTERS {
        format!("この欄の文は {characters} 文字あり、長すぎます。一つの欄に書けるのは 100,000 文字までです")
    } else if lines > MAX_LINES {
        format!("この欄の文は {lines} 行あり、長すぎます。一つの欄に書けるのは 5,000 行までです")
    } else {
        return None;
    };
    let problem = Problem::new(ProblemCode::TooLarge, node.first_line_span(), message);
    Some(problem.help("別のものを貼り付けていないか確かめ、要るところだけを残してください"))
}
