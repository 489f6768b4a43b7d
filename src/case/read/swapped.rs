//! Two lines of which each stands in the other's place: a heading below the first line of its part. What stands below either is told
//! for itself, and is not wrong. Which two they are is found by trying.
//!
//! Knows nothing of what a plan has: how a copy is read is the caller's.

use super::odd_line::{Reading, is_of_structure, words};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span, to_u32};

/// Tells such lines where putting them right explains all that is wrong with how the plan is built; whether it does.
pub(super) fn tell_there(file: &SourceFile, problems: &mut Vec<Problem>, id: FileId, read: &Reading) -> bool {
    let is_of = |problem: &Problem| problem.span.file == id && is_of_structure(problem.code);
    let told: Vec<usize> = problems.iter().filter(|one| is_of(one)).map(|one| file.line_of(one.span.start)).collect();
    // What is told once may be wrong for itself.
    let Some(first) = told.iter().min().copied().filter(|_| told.len() > 1) else { return false };
    let Some(line) = [first, first - 1].into_iter().find(|line| explains(file, *line, read)) else { return false };
    problems.retain(|problem| !is_of(problem));
    let message = "この行と次の行が、逆の順に書かれています";
    let problem = Problem::new(ProblemCode::Syntax, words(file, id, line), message)
        .help("二つの行を入れ替えてください（ほかの行はそのままで読めます）")
        .related(words(file, id, line + 1), "この行が先のはずです");
    let both = Span::new(id, file.line_start(line), file.line_start(line + 1) + to_u32(file.line(line + 1).len()));
    problems.push(problem.fix(Fix::likely("二つの行を入れ替える", both, exchanged(file, line))));
    true
}

/// Whether nothing is wrong with the structure when a line and the next one are exchanged.
fn explains(file: &SourceFile, line: usize, read: &Reading) -> bool {
    let says = |line: usize| !file.line(line).trim().is_empty();
    if line == 0 || line >= file.line_of(to_u32(file.text().len())) || !says(line) || !says(line + 1) {
        return false;
    }
    let mut text = file.text().to_owned();
    let end = file.line_start(line + 1) as usize + file.line(line + 1).len();
    text.replace_range(file.line_start(line) as usize..end, &exchanged(file, line));
    !read(&SourceFile::new("", text)).1.iter().any(|problem| is_of_structure(problem.code))
}

/// Two lines in the other order, each with what ends the one in whose place it is put.
fn exchanged(file: &SourceFile, line: usize) -> String {
    let between = (file.line_start(line) as usize + file.line(line).len())..file.line_start(line + 1) as usize;
    [file.line(line + 1), &file.text()[between], file.line(line)].concat()
}
