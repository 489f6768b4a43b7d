//! A row in two pieces: a dash too many before one of its keys. Each piece lacks what the other has, and neither is wrong in itself.

use super::look::words;
use super::meant::is_key;
use super::odd_line::keys;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::yaml::{Kind, Node};
use crate::source::{SourceFile, Span, indent, to_u32};

/// No list that one hand typed has more rows.
const MAX_ROWS: usize = 500;

/// Tells the dashes of rows that have no key in common with the row above, nor with any other of their list; whether there are any.
pub(super) fn tell(root: &Node, file: &SourceFile, problems: &mut Vec<Problem>) -> bool {
    let before = problems.len();
    let mut to_do = vec![root];
    while let Some(node) = to_do.pop() {
        match &node.kind {
            Kind::Map(entries) => to_do.extend(entries.iter().map(|entry| &entry.value)),
            Kind::Seq(rows) => {
                to_do.extend(rows);
                let rows = &rows[..rows.len().min(MAX_ROWS)];
                // A row in which something was told was not read as it was written.
                let is_told = |row: &Node| problems[..before].iter().any(|one| row.span.contains(one.span));
                let pairs = rows.windows(2).filter_map(|pair| Some((&pair[0], &pair[1], dash_of(&pair[1], file)?)));
                let pairs = pairs.filter(|(above, below, _)| !is_told(above) && !is_told(below));
                let mut torn: Vec<_> = pairs.filter(|(above, below, _)| are_one(above, below, rows)).collect();
                // A piece that fits neither the row above nor the one below is of the one below: a row begins with the same key.
                let next: Vec<Span> = torn.iter().map(|(above, ..)| above.span).collect();
                torn.retain(|(_, below, _)| !next.contains(&below.span));
                let torn: Vec<Problem> = torn
                    .into_iter()
                    .map(|(above, below, dash)| {
                        let message = "この行の「- 」で、上の行から続くまとまりが二つに分かれています";
                        let help = "上の行と一つのまとまりなら、「- 」を消して、上の項目と字下げをそろえてください";
                        let is_alone = file.slice(dash).trim() == "-" && file.slice(dash).ends_with(['\n', '\r']);
                        let blanks =
                            if is_alone { String::new() } else { " ".repeat((dash.end - dash.start) as usize) };
                        let place = if is_alone {
                            words(file, dash.file, file.line_of(dash.start))
                        } else {
                            Span { end: below.first_line_span().end, ..dash }
                        };
                        Problem::new(ProblemCode::Syntax, place, message)
                            .help(help)
                            .related(above.first_line_span(), "ここから続くまとまりです")
                            .fix(Fix::likely("「- 」を消す", dash, blanks))
                    })
                    .collect();
                problems.extend(torn);
            }
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
    problems.len() > before
}

/// Whether two rows are the pieces of one: what all other rows have, the one has in part and the other the rest.
fn are_one(above: &Node, below: &Node, rows: &[Node]) -> bool {
    let (first, second) = (keys(above), keys(below));
    let are_disjoint = !first.is_empty() && !second.is_empty() && first.is_disjoint(&second);
    let all_known = || first.iter().chain(&second).all(|key| is_key(key));
    // Where a row has no key in common with any other, which of them are of one no row can tell.
    let others = || rows.iter().filter(|row| row.span != above.span && row.span != below.span);
    are_disjoint && all_known() && others().all(|row| !keys(row).is_disjoint(&first) || !keys(row).is_disjoint(&second))
}

/// The dash before a row, with the blanks behind it; where it stands alone on the line above, with that line.
fn dash_of(row: &Node, file: &SourceFile) -> Option<Span> {
    let own = file.line_of(row.span.start);
    let start = file.line_start(own);
    let before = file.slice(Span { start, end: row.span.start, ..row.span });
    let indent = indent(before);
    let dash = before.trim_start_matches(' ');
    if dash.is_empty() {
        let above = (1..own).rev().find(|line| !file.line(*line).trim().is_empty())?;
        let is_alone = file.line(above).trim() == "-";
        let line = Span { start: file.line_start(above), end: file.line_start(above + 1), ..row.span };
        return is_alone.then_some(line);
    }
    let with_blanks = Span { start: start + to_u32(indent), end: row.span.start, ..row.span };
    (dash.starts_with("- ") && dash[1..].trim().is_empty()).then_some(with_blanks)
}
