//! A row over several lines that has lost both of its braces, beside rows that have theirs: YAML reads it, and takes the comma at the
//! end of each of its lines for one of the text. It is told once, and its braces are put in the copy.

use super::mend::{Edit, Mending};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span, to_u32};

/// A row of a form has fewer fields.
const MOST: usize = 40;
/// So far off another row of the list is looked for.
const NEAR: usize = 80;
/// More of them were never meant in braces.
const MAX_ROWS: usize = 20;

/// Tells such rows, and mends them in the copy.
pub(super) fn told(id: FileId, file: &SourceFile, mending: &mut Mending) -> Vec<Problem> {
    if !file.text().contains("- {") || mending.has_edits() {
        return Vec::new();
    }
    let last = file.last_line();
    let rows: Vec<(usize, usize)> =
        (1..=last).filter_map(|line| Some((line, last_field(file, line)?))).take(MAX_ROWS).collect();
    let told = rows.into_iter().map(|(first, end)| {
        let (open, brace) = opening(file, first);
        let close = file.line_start(end) as usize + file.line(end).trim_end().len();
        mending.edits.extend([Edit::new(open, 0, brace), Edit::new(close, 0, "}")]);
        let at = |at: usize| Span::new(id, to_u32(at), to_u32(at));
        let dash = file.line_start(first) as usize + file.indent(first);
        let own = Span::new(id, to_u32(dash), to_u32(dash + file.line(first).trim().len()));
        let edits = vec![(at(open), brace.to_owned()), (at(close), "}".to_owned())];
        let message = format!("ここから{end}行目までの行が {{ }} で囲まれていません");
        let fix = Fix { title: "全体を { } で囲む".to_owned(), edits, certain: false };
        let help =
            "初めに「{」、終わりに「}」を書いてください。囲まないときは、行の終わりの「,」をすべて消してください";
        Problem::new(ProblemCode::Syntax, own, message).help(help).fix(fix)
    });
    let told = told.collect();
    mending.settle();
    told
}

/// Where the brace of a row belongs, and how it is put there.
fn opening(file: &SourceFile, first: usize) -> (usize, &'static str) {
    let dash = file.line_start(first) as usize + file.indent(first);
    let words = file.line(first).trim()[1..].trim_start();
    if words.is_empty() { (dash + 1, " {") } else { (dash + file.line(first).trim().len() - words.len(), "{") }
}

/// The last field of a row that begins at a line and has a comma behind each but that, where another row beside it has its brace.
fn last_field(file: &SourceFile, first: usize) -> Option<usize> {
    let depth = file.indent(first);
    let own = file.line(first).trim().strip_prefix('-')?;
    let is_field = |text: &str| {
        let key = text.split_once(": ").map_or("", |(key, _)| key);
        !key.is_empty() && !key.contains(['{', '}', '[', ']', ',', '-', '#', '「', '。', '、'])
    };
    let is_first = own.is_empty() || own.starts_with(' ') && own.ends_with(',') && is_field(own.trim());
    if !is_first {
        return None;
    }
    let inside = first + 1;
    let within = file.indent(inside);
    let is_inside = |line: &usize| within > depth && file.indent(*line) == within && is_field(file.line(*line).trim());
    let last = (inside..).take(MOST).take_while(is_inside).last()?;
    let is_comma = |line: usize| file.line(line).trim_end().ends_with(',');
    let is_row = (last > inside || !own.is_empty()) && (inside..last).all(is_comma) && !is_comma(last);
    // The line below it is another row, or of none.
    let next = (last + 1..).take(MOST).find(|line| !file.line(*line).trim().is_empty());
    let is_ended = next.is_none_or(|next| file.indent(next) <= depth);
    let is_beside = |line: usize| file.indent(line) == depth && file.line(line).trim().starts_with("- {");
    let is_of_list = |line: &usize| file.indent(*line) >= depth || file.line(*line).trim().is_empty();
    let above = || (1..first).rev().take(NEAR).take_while(is_of_list).any(is_beside);
    let below = || (last + 1..).take(NEAR).take_while(is_of_list).any(is_beside);
    (is_row && is_ended && (above() || below())).then_some(last)
}
