//! Rows behind a bracket that was never closed: the first of them is told, and each later one that begins with a bracket alone is right.

use super::look::Look;
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{Span, yaml};

/// Puts what is told of such later rows beside the first.
pub(super) fn tell_once(look: &Look, problems: &mut Vec<Problem>) {
    let file = look.file;
    let line_of = |one: &Problem| file.line_of(one.span.start);
    let is_own = |one: &Problem| one.span.file == look.id && one.code == ProblemCode::Syntax;
    let Some(first) = problems.iter().find(|one| is_own(one) && yaml::is_dash_in_brackets(one)).map(line_of) else {
        return;
    };
    let row = file.line(first).trim();
    let is_alike = |line: usize| file.indent(line) == file.indent(first) && file.line(line).trim() == row;
    let comes_of_it =
        |one: &Problem| is_own(one) && line_of(one) > first && matches!(row, "- {" | "- [") && is_alike(line_of(one));
    let later: Vec<Span> = problems.iter().filter(|one| comes_of_it(one)).map(|one| one.span).collect();
    problems.retain(|one| !comes_of_it(one));
    if let Some(told) = problems.iter_mut().find(|one| is_own(one) && line_of(one) == first) {
        told.take(later.into_iter().map(|span| (span, "ここも、そのために読めません".to_owned())));
    }
}
