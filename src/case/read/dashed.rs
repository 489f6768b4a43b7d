//! Rows whose dash and whose bracket have a line each. What looks at brackets and rows takes the line with the dash for a row of its own,
//! so where such a plan cannot be read it is looked at as if the bracket stood behind the dash; the lines keep their numbers.
//!
//! Knows nothing of what a plan has: how a copy is read, and what is looked for in it, is the caller's.

use super::odd_line::{Reading, is_of_structure};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span};

/// Tells what is odd in the file with each bracket behind its dash, instead of what came of it; whether there are such rows. `look` finds
/// the odd lines of a copy.
pub(super) fn tell_there(
    file: &SourceFile,
    problems: &mut Vec<Problem>,
    id: FileId,
    read: &Reading,
    look: &dyn Fn(&SourceFile, &mut Vec<Problem>),
) -> bool {
    let is_of = |one: &Problem| one.span.file == id && is_of_structure(one.code);
    let has_syntax = problems.iter().any(|one| is_of(one) && one.code == ProblemCode::Syntax);
    let Some(copy) = has_syntax.then(|| joined(file)).flatten() else { return false };
    let (_, mut found) = read(&copy);
    look(&copy, &mut found);
    found.retain(is_of);
    if found.is_empty() {
        return false;
    }
    problems.retain(|one| !is_of(one));
    problems.extend(found.into_iter().map(|mut one| {
        one.span = in_file(file, &copy, one.span);
        one.related.iter_mut().for_each(|(span, _)| *span = in_file(file, &copy, *span));
        // On a line that is another in the copy, the change is another, too.
        let is_same = |span: Span| {
            let lines = copy.line_of(span.start)..=copy.line_of(span.end);
            span.file == id && lines.into_iter().all(|line| copy.line(line) == file.line(line))
        };
        one.fix = one.fix.take().filter(|fix| fix.edits.iter().all(|(span, _)| is_same(*span)));
        for (span, _) in one.fix.iter_mut().flat_map(|fix| fix.edits.iter_mut()) {
            *span = in_file(file, &copy, *span);
        }
        one
    }));
    true
}

/// The file with each bracket that has its line for itself behind the dash above it; none where there is no such row.
fn joined(file: &SourceFile) -> Option<SourceFile> {
    let lines: Vec<&str> = file.text().split('\n').collect();
    let is_row = |at: usize| {
        let below = lines.get(at + 1).copied().unwrap_or_default();
        lines[at].trim() == "-" && matches!(below.trim(), "{" | "[") && below.find(['{', '[']) > lines[at].find('-')
    };
    let begins: Vec<bool> = (0..lines.len()).map(is_row).collect();
    if !begins.contains(&true) {
        return None;
    }
    let line = |(at, line): (usize, &&str)| match at.checked_sub(1).is_some_and(|above| begins[above]) {
        true => String::new(),
        false if begins[at] => format!("{} {}", line.trim_end(), lines[at + 1].trim()),
        false => (*line).to_owned(),
    };
    let joined: Vec<String> = lines.iter().enumerate().map(line).collect();
    Some(SourceFile::new(file.name(), joined.join("\n")))
}

/// The place in the file of one in the copy: on the same line, as far as that goes.
fn in_file(file: &SourceFile, copy: &SourceFile, span: Span) -> Span {
    let place = |at: u32| {
        let line = copy.line_of(at);
        let own = file.line(line);
        let column = (at - copy.line_start(line)) as usize;
        let end = own.len().min(column);
        let end = (0..=end).rev().find(|end| own.is_char_boundary(*end)).unwrap_or_default();
        file.line_start(line) + crate::source::to_u32(end)
    };
    let start = place(span.start);
    Span { start, end: place(span.end).max(start), ..span }
}
