//! A value that goes on over a line end and is none: of a date, a number, a weekday it is the line that goes on that stands otherwise
//! than it was meant, not the value where it begins that is wrong.

use super::look::words;
use crate::source::{FileId, Problem, ProblemCode, SourceFile};
use std::collections::BTreeSet;

const IN_ONE: &str = "一続きの文と読まれます";

/// Tells such values at the line that goes on, and none where the line above is told already.
pub(super) fn tell_there(problems: &mut Vec<Problem>, id: FileId, file: &SourceFile) {
    let is_of_file = |problem: &Problem| problem.span.file == id;
    let breaking = problems.iter().filter(|problem| is_of_file(problem) && problem.code.breaks_file());
    let broken: BTreeSet<usize> = breaking.map(|problem| file.line_of(problem.span.start)).collect();
    problems.retain_mut(|problem| {
        let is_bad = is_of_file(problem) && problem.code == ProblemCode::BadValue;
        let Some(odd) = is_bad.then(|| odd_line(file, problem)).flatten() else { return true };
        let begins = file.line_of(problem.span.start);
        // No value is wrong, but how the lines stand.
        (problem.code, problem.fix) = (ProblemCode::Syntax, None);
        problem.help = Some(
            "上の行と並ぶ行なら、字下げと「- 」や「項目: 」をそろえてください。続きなら、上の行に続けて書いてください"
                .to_owned(),
        );
        problem.message = if odd > begins {
            format!("この行は上の行の続きと読まれ、{}", problem.message)
        } else {
            format!("下の行がこの行の続きと読まれ、{}", problem.message)
        };
        let (ends, first) = (file.line_of(problem.span.end), problem.span);
        let other = if odd > begins { first } else { words(file, id, ends) };
        problem.related.push((other, IN_ONE.to_owned()));
        problem.span = words(file, id, odd);
        !broken.contains(&begins)
    });
}

/// Whether this is told of such a value.
pub(super) fn is_one(problem: &Problem) -> bool {
    problem.related.iter().any(|(_, words)| words == IN_ONE)
}

/// The line that stands otherwise than those beside it, of a value that goes on over line ends.
fn odd_line(file: &SourceFile, problem: &Problem) -> Option<usize> {
    let text = file.slice(problem.span);
    let (first, last) = (file.line_of(problem.span.start), file.line_of(problem.span.end));
    // In quotes, brackets or below a `|` a person meant it to go on.
    let is_plain = !text.starts_with(['\'', '"', '[', '{', '|', '>']);
    let begins_there = file.line(first).trim_start().len() > text.lines().next().unwrap_or_default().len();
    if !is_plain || !begins_there {
        return None;
    }
    let mut more = (first + 1..=last).filter(|line| !file.line(*line).trim().is_empty());
    let column = |line: usize| file.line(line).find("- ");
    let next = more.next()?;
    // Several items in one column below one that is not in it.
    let all_alike = more.next().is_some_and(|third| column(next).is_some() && column(third) == column(next));
    Some(if all_alike { first } else { next })
}
