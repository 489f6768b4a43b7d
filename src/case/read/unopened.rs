//! A file in brackets that lost the first of them, or has another sign in its place: without it its lines are read as something else,
//! and told at the brackets that close.

use super::look::{Look, is_of_structure, place, places};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{SourceFile, Span, to_u32};

/// A first line of no more characters holds nothing but a sign.
const MAX_SIGNS: usize = 3;

/// Tells that the bracket is missing where it explains all that is wrong with how the file is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let Look { file, id, .. } = *look;
    let closes = file.text().trim_end().ends_with("\n}") && !file.text().trim_start().starts_with('{');
    let has_syntax = problems.iter().any(|one| look.is_of(one) && one.code == ProblemCode::Syntax);
    let last = file.last_line();
    let first = (1..=last).find(|line| !file.line(*line).trim().is_empty());
    let Some(line) = first.filter(|_| closes && has_syntax) else { return false };
    let text = file.line(line);
    let is_sign = text.trim().chars().count() <= MAX_SIGNS && !text.contains(char::is_alphanumeric);
    // A key without quotes at the margin may head a part in brackets.
    if !is_sign && !text.trim_start().starts_with('"') && file.indent(line) == 0 {
        return false;
    }
    let start = file.line_start(line);
    let place = Span::new(id, start, start + if is_sign { to_u32(text.len()) } else { 0 });
    let mut copy = file.text().to_owned();
    copy.replace_range(place.start as usize..place.end as usize, "{");
    let copy = SourceFile::new("", copy);
    let left = look.read(&copy).1;
    if left.iter().any(|problem| is_of_structure(problem.code)) {
        return false;
    }
    let left = places(&copy, left.iter());
    problems.retain(|problem| problem.span.file != id || left.contains(&self::place(file, problem)));
    let problem = Problem::new(ProblemCode::Syntax, look.words(line), "ファイルの初めに「{」がありません")
        .help("初めに半角の「{」を書いてください（ほかの行はそのままで読めます）");
    problems.push(problem.fix(Fix::likely("「{」を書き足す", place, "{")));
    true
}
