//! A line that lost the bracket with which it ends (「曜日: [」, 「- {」), while the one that closes it stands below, alone on its line or
//! at the end of the last entry: what stands between is read as a text or as entries, and told there for what it is not. Which line it
//! was is found by trying.

use super::look::Look;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{SourceFile, Span, indent, to_u32, without_comment};
use std::ops::Range;

/// So far below the first mistake the line that closes is looked for.
const MAX_BELOW: usize = 20;
/// No value or row in brackets goes over more lines.
const MAX_INSIDE: usize = 60;
/// So many headings above it are tried, the nearest first.
const MAX_TRIED: usize = 3;

/// Tells the line where a bracket at its end explains all that is wrong with how the file is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let Look { file, id, .. } = *look;
    let Some(first) = look.first_told(problems).filter(|_| !file.is_in_brackets()) else { return false };
    let mut below = first..=(first + MAX_BELOW).min(file.last_line());
    let Some((end, open)) = below.find_map(|line| Some((line, closed_by(file.line(line))?))) else { return false };
    let copy = |place: Range<usize>, new: &str| {
        let mut copy = file.text().to_owned();
        copy.replace_range(place, new);
        copy
    };
    let end_of_words = |line: usize| file.line_start(line) + to_u32(without_comment(file.line(line)).len());
    let is_read = |line: &usize| {
        let at = end_of_words(*line) as usize;
        look.is_sound(copy(at..at, &format!(" {open}")))
    };
    let above = (end.saturating_sub(MAX_INSIDE).max(1)..end).rev();
    let mut tried = above.filter(|line| heads(file, *line, end)).take(MAX_TRIED);
    let Some(line) = tried.find(is_read) else { return false };
    // One that became a comment is told as that.
    let is_hidden = |text: &str| text.trim_start().starts_with('#') && text.trim_end().ends_with(open);
    if (line + 1..end).any(|inside| is_hidden(file.line(inside))) {
        return false;
    }
    // Without a comma between them it may be the one that closes that is too many.
    let has_comma = (line + 1..end).any(|inside| without_comment(file.line(inside)).ends_with(','));
    let whole = look.words(end);
    let (at, length) = closing_in(file.slice(whole));
    let start = whole.start + to_u32(at);
    let closing = Span { start, end: start + to_u32(length), ..whole };
    if !has_comma && look.is_sound(copy(closing.start as usize..closing.end as usize, "")) {
        return false;
    }
    problems.retain(|one| !look.is_of(one));
    let at = end_of_words(line);
    let behind = file.line_start(line) + to_u32(file.line(line).len());
    // Blanks go, a comment stays behind the bracket.
    let is_blank = file.slice(Span::new(id, at, behind)).trim().is_empty();
    let place = Span::new(id, at, if is_blank { behind } else { at });
    let problem = Problem::new(ProblemCode::Syntax, look.words(line), "この行で始まるはずの括弧がありません")
        .help(format!("行の終わりに「{open}」を書いてください（ほかの行はそのままで読めます）"))
        .related(closing, "ここで閉じられています")
        .fix(Fix::likely(format!("「{open}」を書き足す"), place, format!(" {open}")));
    problems.push(problem);
    true
}

/// The bracket that must have opened what a line closes at its end, and does not open.
fn closed_by(line: &str) -> Option<char> {
    let words = without_comment(line).trim_end_matches(',');
    let (open, close) = match words.chars().next_back()? {
        ']' => ('[', ']'),
        '}' => ('{', '}'),
        _ => return None,
    };
    (words.matches(close).count() == words.matches(open).count() + 1).then_some(open)
}

/// Where the bracket stands that closes at the end of some words, and how long they are from there on without a comment.
fn closing_in(words: &str) -> (usize, usize) {
    let said = without_comment(words);
    let at = said.trim_end_matches(',').len().saturating_sub(1);
    (at, said.len() - at)
}

/// Whether a line may have ended with the bracket that another closes: a key or a dash with nothing behind it, no deeper than that.
fn heads(file: &SourceFile, line: usize, end: usize) -> bool {
    let text = without_comment(file.line(line));
    let body = text.trim();
    (body == "-" || body.ends_with(':') && !body.starts_with('#')) && indent(text) <= indent(file.line(end))
}
