//! A line that was put between a heading and what stands below it: what is below is then read as another's, or not at all. That it is
//! this line is found by trying: without it, everything can be read.
//!
//! Knows nothing of what a plan has: how a copy is read is the caller's.

use super::odd_line::{Reading, is_of_structure, words};
use super::swapped::{above_text, is_heading};
use crate::source::problem::{Problem, ProblemCode, quoted};
use crate::source::{FileId, SourceFile};

/// Tells such a line where its loss explains all that is wrong with how the plan is built; whether it does.
pub(super) fn tell_there(file: &SourceFile, problems: &mut Vec<Problem>, id: FileId, read: &Reading) -> bool {
    let is_of = |problem: &Problem| problem.span.file == id && is_of_structure(problem.code);
    let told = problems.iter().filter(|one| is_of(one)).map(|one| file.line_of(one.span.start));
    let Some(first) = told.min() else { return false };
    let headings = [first, first - 1, first.saturating_sub(2), above_text(file, first)];
    let is_one = |heading: &usize| *heading > 0 && is_between(file, *heading) && explains(file, heading + 1, read);
    let Some(heading) = headings.into_iter().find(is_one) else { return false };
    problems.retain(|problem| !is_of(problem));
    let name = quoted(file.line(heading).trim());
    let message = format!("この行が、見出し{name}とその中身の間に入っています");
    let problem = Problem::new(ProblemCode::Syntax, words(file, id, heading + 1), message)
        .help("この行を消すか、書くべき所へ移してください（ほかの行はそのままで読めます）")
        .related(words(file, id, heading), "見出し")
        .related(words(file, id, heading + 2), "ここからがその中身です");
    problems.push(problem);
    true
}

/// Whether the line below a heading stands beside it, or deeper than what follows, which is the heading's.
fn is_between(file: &SourceFile, heading: usize) -> bool {
    let [own, line, below] = [heading, heading + 1, heading + 2].map(|line| file.indent(line));
    let is_apart = line == own || line > below;
    is_heading(file.line(heading)) && is_apart && below > own && file.says(heading + 1) && file.says(heading + 2)
}

/// Whether nothing is wrong with the structure without a line, and it is not just indented otherwise than the one below it.
fn explains(file: &SourceFile, line: usize, read: &Reading) -> bool {
    let is_read = |new: String| {
        let mut text = file.text().to_owned();
        text.replace_range(file.line_start(line) as usize..file.line_start(line + 1) as usize, &new);
        !read(&SourceFile::new("", text)).1.iter().any(|problem| is_of_structure(problem.code))
    };
    let beside = format!("{}{}\n", " ".repeat(file.indent(line + 1)), file.line(line).trim());
    is_read(String::new()) && !is_read(beside)
}
