//! Two lines of which each stands in the other's place: a heading below the first line of its part, or above the line that belongs
//! before it. What stands below either is told for itself, and is not wrong. Which two they are is found by trying.

use super::look::Look;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{SourceFile, Span, indent, to_u32, yaml};

/// Tells such lines where putting them right explains all that is wrong with how the plan is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let file = look.file;
    let told = || problems.iter().filter(|one| look.is_of(one));
    // A key that is told once may be wrong for itself.
    let is_clear = |one: &Problem| one.code == ProblemCode::Syntax || yaml::is_of_text(one) || yaml::is_out_of_row(one);
    let is_more = told().count() > 1 || told().any(is_clear);
    let first = told().map(|one| file.line_of(one.span.start)).min().filter(|_| is_more);
    let places = first.map(|first| [first, first - 1, first + 1, first.saturating_sub(2), above_text(file, first)]);
    let line = places.and_then(|places| places.into_iter().find(|line| explains(look, *line)));
    let Some(line) = line else { return false };
    problems.retain(|problem| !look.is_of(problem));
    problems.push(problem(ProblemCode::Syntax, look, line));
    true
}

/// What is told of such lines, the first of which this is.
pub(super) fn problem(code: ProblemCode, look: &Look, line: usize) -> Problem {
    let Look { file, id, .. } = *look;
    let message = "この行と次の行が、逆の順に書かれています";
    let problem = Problem::new(code, look.words(line), message)
        .help("二つの行を入れ替えてください（ほかの行はそのままで読めます）")
        .related(look.words(line + 1), "この行が先のはずです");
    let both = Span::new(id, file.line_start(line), file.line_start(line + 1) + to_u32(file.line(line + 1).len()));
    problem.fix(Fix::likely("二つの行を入れ替える", both, exchanged(file, line)))
}

/// The file with a line and the next one exchanged.
pub(super) fn with_exchanged(file: &SourceFile, line: usize) -> Option<String> {
    if line == 0 || line >= file.last_line() {
        return None;
    }
    let mut text = file.text().to_owned();
    let end = file.line_start(line + 1) as usize + file.line(line + 1).len();
    text.replace_range(file.line_start(line) as usize..end, &exchanged(file, line));
    Some(text)
}

/// Whether a line is a heading, and the one above it is the first of what stands below one: an item, or deeper.
fn is_heading_below(file: &SourceFile, above: usize) -> bool {
    let (first, heading) = (file.line(above), file.line(above + 1));
    let is_item = first.trim_start().starts_with("- ");
    let is_entry = |line: &str| line.contains(": ") || line.trim_end().ends_with(':');
    let is_deeper = indent(first) > indent(heading) || indent(first) == indent(heading) && is_item;
    heading.trim_end().ends_with(':') && is_entry(first) && is_deeper && !first.trim_start().starts_with('#')
}

/// Whether a line is a heading, the next one an entry beside it, and what stands below both deeper: it is the heading's.
fn is_heading_above(file: &SourceFile, heading: usize) -> bool {
    let (own, entry) = (file.line(heading), file.line(heading + 1));
    let is_beside = indent(own) == indent(entry) && !entry.trim_start().starts_with(['-', '#']);
    is_heading(own) && is_beside && entry.contains(": ") && file.indent(heading + 2) > indent(own)
}

/// Whether one of two lines is only the bracket that opens or closes a row, and the other an entry on its wrong side.
fn is_out_of_row(file: &SourceFile, line: usize) -> bool {
    let words = |line: usize| file.line(line).split(" #").next().unwrap_or_default().trim();
    let is_entry = |line: usize| words(line).contains(':') && !words(line).contains(['{', '}']);
    words(line + 1) == "{" && is_entry(line) || matches!(words(line), "}" | "},") && is_entry(line + 1)
}

/// Whether what a line heads stands below it: entries, rows or the lines of a text.
pub(super) fn is_heading(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with([':', '|']) || line.ends_with("|-")
}

/// The line above the one on which a text begins that goes on to a line.
pub(super) fn above_text(file: &SourceFile, line: usize) -> usize {
    let begins = file.said_above(line).find(|above| file.indent(*above) < file.indent(line));
    begins.map_or(0, |begins| begins - 1)
}

/// Whether nothing is wrong with the structure when a line and the next one are exchanged.
fn explains(look: &Look, line: usize) -> bool {
    let file = look.file;
    let Some(text) = with_exchanged(file, line) else { return false };
    if !is_heading_below(file, line) && !is_heading_above(file, line) && !is_out_of_row(file, line) {
        return false;
    }
    look.is_sound(text)
}

/// Two lines in the other order, each with what ends the one in whose place it is put.
fn exchanged(file: &SourceFile, line: usize) -> String {
    let between = (file.line_start(line) as usize + file.line(line).len())..file.line_start(line + 1) as usize;
    [file.line(line + 1), &file.text()[between], file.line(line)].concat()
}
