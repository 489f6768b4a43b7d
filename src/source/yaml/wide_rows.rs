//! Rows in full-width braces among rows that have theirs: `｛曜日: [木], 内容: 通所介護｝,`. YAML takes either brace for a text, and tells
//! the rows around it. Both are told at once, and mended in the copy.

use super::mend::{Edit, Mending};
use super::slips;
use crate::source::problem::Problem;
use crate::source::{FileId, SourceFile, Span, to_u32};

/// More of them are told line by line.
const MAX_ROWS: usize = 20;

/// Tells such rows, and mends them in the copy.
pub(super) fn told(id: FileId, file: &SourceFile, mending: &mut Mending) -> Vec<Problem> {
    if !file.text().contains('｛') || mending.has_edits() {
        return Vec::new();
    }
    let last = file.last_line();
    let rows = (1..=last).filter_map(|line| Some((line, braces(file, line)?))).take(MAX_ROWS);
    let told = rows.filter_map(|(line, [open, close])| {
        let start = file.line_start(line);
        let mut problem = slips::bracket(file.line(line).get(open..)?)?.problem(id, start + to_u32(open));
        let width = '｝'.len_utf8();
        mending.edits.extend([(open, "{"), (close, "}")].map(|(at, to)| Edit::new(start as usize + at, width, to)));
        let fix = problem.fix.as_mut()?;
        "半角の { } に直す".clone_into(&mut fix.title);
        let place = |at: usize| Span::new(id, start + to_u32(at), start + to_u32(at + width));
        fix.edits = vec![(place(open), "{".to_owned()), (place(close), "}".to_owned())];
        Some(problem)
    });
    let told = told.collect();
    mending.settle();
    told
}

/// Where the braces of such a row stand on its line, if the line above or below it is a row in braces.
fn braces(file: &SourceFile, line: usize) -> Option<[usize; 2]> {
    let text = file.line(line);
    let row = row(text);
    let inside = row.trim_end_matches(',').strip_prefix('｛')?.strip_suffix('｝')?;
    let n = |c: char| inside.matches(c).count();
    let is_row = inside.contains(": ") && n('[') == n(']') && n('{') == n('}') && n('｛') + n('｝') == 0;
    let open = text.trim_end().len() - row.len();
    let beside = |other: usize| {
        let other = file.line(other);
        row_begins(other) == open && row_ends(other)
    };
    (is_row && (line > 1 && beside(line - 1) || beside(line + 1)))
        .then_some([open, open + '｛'.len_utf8() + inside.len()])
}

/// A line behind its dash.
fn row(line: &str) -> &str {
    let body = line.trim();
    body.strip_prefix("- ").map_or(body, str::trim_start)
}

fn row_begins(line: &str) -> usize {
    line.trim_end().len() - row(line).len()
}

/// Whether a line is a row in braces.
fn row_ends(line: &str) -> bool {
    let row = row(line).trim_end_matches(',');
    row.starts_with(['{', '｛']) && row.ends_with(['}', '｝']) && row.contains(": ")
}
