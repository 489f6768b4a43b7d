//! A bracket alone on its line that is one too many, where another may be meant as well: of two that close, either may go, and one that
//! opens may have lost the other. Both are named.

use super::super::look::Look;
use super::Stray;
use crate::source::SourceFile;
use crate::source::problem::Problem;

/// Said of the bracket that may go as well,
const OR: &str = "余分なのは、この行の閉じ括弧かもしれません";
/// and of the line behind which one may be lost.
const OR_LOST: &str = "この行の後で、閉じ括弧が失われたのかもしれません";

/// What is told of such a bracket.
pub(super) fn problem(look: &Look, stray: &Stray) -> Problem {
    let file = look.file;
    let told = || stray.problem(look);
    let text = file.line(stray.line);
    match text.trim().trim_end_matches(',') {
        "}" | "]" if is_whole(stray, text) => {
            before_another(look, stray).or_else(|| beside_doubled(look, stray)).unwrap_or_else(told)
        }
        "{" | "[" if is_whole(stray, text) => match last_inside(file, stray.line) {
            Some(last) => told().related(look.words(last), OR_LOST),
            None => told(),
        },
        _ => told(),
    }
}

/// The same at the line below it, which closes with it and another, and stands where that other was opened.
fn before_another(look: &Look, stray: &Stray) -> Option<Problem> {
    let file = look.file;
    let bracket = file.line(stray.line).trim().chars().next()?;
    let below = file.said_below(stray.line).next()?;
    let text = file.line(below);
    let closes = text.trim().strip_prefix(bracket)?.trim_end_matches(',');
    let at = file.indent(below);
    (matches!(closes, "}" | "]") && at < file.indent(stray.line))
        .then(|| Stray::sign(below, at, 1).problem(look).related(look.words(stray.line), OR))
}

/// Whether all that a line says goes.
fn is_whole(stray: &Stray, text: &str) -> bool {
    text.get(stray.place.clone()).is_some_and(|sign| sign.trim() == text.trim())
}

/// The same at the line beside it that closes more than it opens, behind another bracket: either may go, and the plan is read the same.
fn beside_doubled(look: &Look, stray: &Stray) -> Option<Problem> {
    let file = look.file;
    let bracket = file.line(stray.line).trim().chars().next()?;
    let above = file.said_above(stray.line).next();
    let below = file.said_below(stray.line).next();
    let is_doubled = |line: &usize| is_doubled(file.line(*line), bracket);
    let is_ended = |line: &usize| closes_entry(file.line(*line), bracket);
    let doubled = above.filter(|line| is_doubled(line) || is_ended(line)).or_else(|| below.filter(is_doubled))?;
    // The one that has its line for itself is meant where what it closes was opened so.
    let depth = file.indent(stray.line);
    let opener = file.said_above(stray.line).find(|line| file.indent(*line) <= depth)?;
    if !file.line(opener).trim_end().ends_with(['{', '[']) {
        return Some(stray.problem(look).related(look.words(doubled), OR));
    }
    let at = file.line(doubled).trim_end().trim_end_matches(',').len() - 1;
    Some(Stray::sign(doubled, at, 1).problem(look).related(look.words(stray.line), OR))
}

/// Whether a line ends with such a bracket behind another, and closes more than it opens.
fn is_doubled(line: &str, bracket: char) -> bool {
    let body = line.trim().trim_end_matches(',');
    let n = |brackets: [char; 2]| body.matches(brackets).count();
    body.strip_suffix(bracket).is_some_and(|before| before.ends_with(['}', ']'])) && n(['}', ']']) > n(['{', '['])
}

/// Whether a line is an entry with a bracket at its end that it does not open.
fn closes_entry(line: &str, bracket: char) -> bool {
    let body = line.trim().trim_end_matches(',');
    let n = |brackets: [char; 2]| body.matches(brackets).count();
    body.ends_with(bracket) && !body.starts_with(['{', '[', '-']) && n(['}', ']']) > n(['{', '['])
}

/// The last line that stands deeper than a bracket that opens; none where one that closes follows.
fn last_inside(file: &SourceFile, line: usize) -> Option<usize> {
    let depth = file.indent(line);
    let inside = file.said_below(line).take_while(|below| file.indent(*below) > depth).last()?;
    let next = file.said_below(inside).next();
    next.is_none_or(|next| !file.line(next).trim_start().starts_with(['}', ']'])).then_some(inside)
}
