//! A line that says again what its part says already: too much where it stands beside its twin, or where all else is in its place.
//! Where a heading was lost, it is the first line of the part below, and taking it away would take that part's.

use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span};

/// Of such lines, nobody takes away unasked what may be another part's.
pub(super) fn doubt(file: &SourceFile, problems: &mut [Problem], id: FileId) {
    use ProblemCode as Code;
    let is_misplaced = |problem: &Problem| {
        problem.span.file == id
            && (problem.code.breaks_file()
                || matches!(problem.code, Code::UnknownKey | Code::WrongKind)
                || problem.code == Code::DuplicateKey && problem.fix.is_none())
    };
    let is_misplaced = problems.iter().any(is_misplaced);
    let told: Vec<usize> = problems
        .iter()
        .filter(|one| one.span.file == id && one.code != Code::DuplicateKey)
        .map(|one| file.line_of(one.span.start))
        .collect();
    // What another line says again as it should be is not the one too many.
    let is_of_told =
        |problem: &Problem| problem.related.iter().any(|(twin, _)| told.contains(&file.line_of(twin.start)));
    let is_beside = |problem: &Problem| {
        problem.related.first().is_some_and(|(twin, _)| {
            let own = file.line_of(problem.span.start);
            let again = file.line(own).trim();
            let mut between = (file.line_of(twin.start) + 1..own).map(|line| file.line(line).trim());
            between.all(|line| line.is_empty() || line.starts_with('#') || line == again)
        })
    };
    let doubled = problems.iter_mut().filter(|one| one.code == Code::DuplicateKey && one.span.file == id);
    // In a row it may be the line of the row above or below, which lost its own.
    let is_doubtful = |one: &Problem| {
        is_of_told(one) || (is_misplaced || is_in_row(file, file.line_of(one.span.start))) && !is_beside(one)
    };
    for fix in doubled.filter(|one| is_doubtful(one)).filter_map(|one| one.fix.as_mut()) {
        fix.certain = false;
    }
}

/// A heading at the margin that stands twice was typed over another one, perhaps: what is wrong below either may come of it.
pub(super) fn name_headings(file: &SourceFile, problems: &mut [Problem], id: FileId) {
    let is_heading = |line: usize| !file.line(line).starts_with([' ', '-', '#']) && !file.line(line).trim().is_empty();
    let line_of = |span: Span| file.line_of(span.start);
    let doubled = problems.iter().filter(|one| one.code == ProblemCode::DuplicateKey && one.span.file == id);
    let twins: Vec<Span> = doubled
        .flat_map(|one| one.related.iter().map(|(span, _)| *span).chain([one.span]))
        .filter(|span| span.file == id && is_heading(line_of(*span)))
        .collect();
    if twins.is_empty() {
        return;
    }
    for problem in problems.iter_mut().filter(|one| one.code != ProblemCode::DuplicateKey && one.span.file == id) {
        let Some(heading) = (1..=line_of(problem.span)).rev().find(|line| is_heading(*line)) else { continue };
        let is_named =
            problem.related.iter().map(|(span, _)| span).chain([&problem.span]).any(|one| line_of(*one) == heading);
        if let Some(twin) = twins.iter().find(|twin| line_of(**twin) == heading && !is_named) {
            problem.related.push((*twin, "この見出しが二度書かれています".to_owned()));
        }
    }
}

/// Whether a line stands in a row of a list.
fn is_in_row(file: &SourceFile, line: usize) -> bool {
    let column = |line: usize| file.line(line).len() - file.line(line).trim_start_matches([' ', '-']).len();
    let own = column(line);
    let mut above = (1..=line).rev().map(|line| (file.line(line), column(line)));
    // Up to the first line of what it stands in.
    let first = above.find(|(text, column)| *column < own || *column == own && text.trim_start().starts_with("- "));
    first.is_some_and(|(_, column)| column == own)
}
