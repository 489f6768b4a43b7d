//! A heading of which a line end came in between (「ヘルパーステーションうみか」 and below it 「ぜ:」): its beginning is read as a text,
//! its end as a part of another name, and what stands below as too deep. Which line it was is found by trying.

use super::look::Look;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span, to_u32};

/// So far above the first mistake and below it such a line is looked for.
const MAX_BESIDE: usize = 2;

/// Tells such a line where joining it with the next explains all that is wrong with how the file is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let Look { file, id, .. } = *look;
    let Some(first) = look.first_told(problems) else { return false };
    let mut lines = first.saturating_sub(MAX_BESIDE).max(1)..=first + MAX_BESIDE;
    // A key of the format is whole, with blanks before its colon, too.
    let is_whole = |line: &str| look.is_key(line.trim().trim_end_matches(':').trim_end());
    let is_one = |line: &usize| {
        let next = file.line(line + 1);
        is_beginning(file.line(*line)) && is_end(next) && !is_whole(next)
    };
    let is_read = |line: &usize| {
        let mut copy = file.text().to_owned();
        let end = end_of(file, id, *line);
        copy.replace_range(end.start as usize..end.end as usize, "");
        look.is_sound(copy)
    };
    // A name that the plan has elsewhere is whole, and above it stands a note.
    let is_note = |line: &usize| {
        let next = file.line(line + 1).trim().trim_end_matches(':').trim_end();
        let joined = file.line(*line).trim().to_owned() + next;
        file.text().matches(next).count() > 1 && !file.text().contains(joined.as_str())
    };
    let Some(line) = lines.find(|line| is_one(line) && !is_note(line) && is_read(line)) else { return false };
    let is_there = |one: &Problem| one.span.file == id && (line..=line + 1).contains(&file.line_of(one.span.start));
    problems.retain(|one| !look.is_of(one) && !is_there(one));
    let message = "見出しの途中で改行されているので、前後の行を正しく読めません";
    let problem = Problem::new(ProblemCode::Syntax, look.words(line), message)
        .help("次の行とつないで、一行にしてください（ほかの行はそのままで読めます）")
        .related(look.words(line + 1), "見出しの続き")
        .fix(Fix::likely("次の行とつなぐ", end_of(file, id, line), ""));
    problems.push(problem);
    true
}

/// From the end of a line's words to the first word of the next line.
fn end_of(file: &SourceFile, id: FileId, line: usize) -> Span {
    let next = file.line(line + 1);
    let end = file.line_start(line) + to_u32(file.line(line).trim_end().len());
    Span::new(id, end, file.line_start(line + 1) + to_u32(next.len() - next.trim_start().len()))
}

/// Whether a line is a word alone.
fn is_beginning(line: &str) -> bool {
    let text = line.trim();
    !text.is_empty() && !text.contains(':') && !text.starts_with(['-', '#', '{', '}', '[', ']', '"', '\''])
}

/// Whether a line may be the end of a heading.
fn is_end(line: &str) -> bool {
    let text = line.trim();
    text.ends_with(':') && !text.starts_with(['-', '#', '{', '[', '"', '\'']) && text.matches(':').count() == 1
}
