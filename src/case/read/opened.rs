//! A line that holds nothing but a bracket that opens and was not meant to: all lines below are read as what stands between brackets,
//! and the first that cannot stand there is told, many lines below. Which line it is is found by trying.

use super::look::{Look, is_of_structure, place, places};
use super::unsure::without;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{SourceFile, Span, to_u32, without_comment};
use std::ops::RangeInclusive;

/// So many such lines above a mistake are tried: a plan in brackets has many that are right.
const MAX_TRIED: usize = 12;
/// A bracket is looked for so many lines above.
const MAX_ABOVE: usize = 60;

/// Tells such a line where the plan can be read without it; whether there is one. Else the mistake names the bracket it stands in.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let file = look.file;
    let told = look.told(problems);
    let is_syntax = |one: &&mut Problem| look.is_of(one) && one.code == ProblemCode::Syntax;
    let Some(first) = problems.iter_mut().filter(is_syntax).min_by_key(|one| one.span.start) else { return false };
    let line = file.line_of(first.span.start);
    let is_explained = |lines: &RangeInclusive<usize>| {
        let copy = SourceFile::new("", without(file, lines));
        let left = look.read(&copy).1;
        let left = places(&copy, left.iter().filter(|one| is_of_structure(one.code)));
        // What is wrong elsewhere is another matter.
        left.iter().all(|one| told.contains(one) && one.1 > line)
    };
    let openings = (1..line).rev().filter(|line| opens(file.line(*line))).take(MAX_TRIED);
    let tries = openings.flat_map(|line| {
        let run = signs_around(file, line);
        let own = line..=line;
        std::iter::once(run.clone()).chain((run != own).then_some(own))
    });
    let Some(lines) = tries.into_iter().find(is_explained) else {
        if let Some(bracket) =
            open_above(file, line).filter(|_| first.message.contains("中では") || first.message.contains("値の間"))
        {
            first.related.push((look.words(bracket), "ここで開いている括弧の中と読まれます".to_owned()));
        }
        return false;
    };
    let left = look.read(&SourceFile::new("", without(file, &lines))).1;
    let left = places(file, left.iter());
    problems.retain(|one| !look.is_of(one) || left.contains(&place(file, one)));
    problems.push(told_at(look, &lines));
    true
}

fn told_at(look: &Look, lines: &RangeInclusive<usize>) -> Problem {
    let Look { file, id, .. } = *look;
    let (first, last) = (*lines.start(), *lines.end());
    let (place, to) = (look.words(first), look.words(last));
    let whole = Span::new(id, file.line_start(first), file.line_start(last) + to_u32(file.line(last).len()));
    let (which, title) = if first == last {
        (format!("この行の「{}」", file.slice(place)), "この行を消す")
    } else {
        (format!("この行から{last}行目までの記号"), "これらの行を消す")
    };
    let message = format!("{which}のため、下の行を正しく読めません");
    let help = "余分な行なら消してください（ほかの行はそのままで読めます）";
    let problem = Problem::new(ProblemCode::Syntax, Span { end: to.end, ..place }, message)
        .help(help)
        .fix(Fix::likely(title, whole, ""));
    // 「},{」 above it may have the one that was typed too much.
    let twin = file.said_above(first).next().filter(|above| {
        let words = without_comment(file.line(*above));
        words.ends_with(file.slice(place)) && !words.trim_end_matches(['{', '[']).ends_with(':')
    });
    let problem = match file.said_below(last).next() {
        Some(below) => problem.related(look.words(below), "または、この行の前の行が失われたか、この行の括弧が余分です"),
        None => problem,
    };
    match twin {
        Some(above) => problem.related(look.words(above), "または、この行の終わりの括弧が余分です"),
        None => problem,
    }
}

/// Whether a line holds nothing but brackets that open, behind a dash or not.
fn opens(line: &str) -> bool {
    let body = line.trim();
    let body = body.strip_prefix("- ").unwrap_or(body).trim();
    !body.is_empty() && body.chars().all(|c| matches!(c, '{' | '['))
}

/// The line with those directly around it that hold but signs as well, none of which closes.
fn signs_around(file: &SourceFile, line: usize) -> RangeInclusive<usize> {
    let is_sign = |line: &usize| {
        let body = file.line(*line).trim();
        !body.is_empty() && body.chars().all(|c| c.is_ascii_punctuation() && !matches!(c, ']' | '}' | '#'))
    };
    let first = (1..line).rev().take_while(is_sign).last().unwrap_or(line);
    let last = (line + 1..=file.last_line()).take_while(is_sign).last().unwrap_or(line);
    first..=last
}

/// The line above on which a bracket opens that is not closed before.
fn open_above(file: &SourceFile, line: usize) -> Option<usize> {
    let mut n_closed = 0_usize;
    for above in (1..line).rev().take(MAX_ABOVE) {
        for c in file.line(above).chars().rev() {
            match c {
                '}' | ']' => n_closed += 1,
                '{' | '[' if n_closed == 0 => return Some(above),
                '{' | '[' => n_closed -= 1,
                _ => {}
            }
        }
    }
    None
}
