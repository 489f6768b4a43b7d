//! Lines of a text whose heading (「意向と課題分析: |-」) is gone: a full-width colon of one of its sentences looks like a key's then. What
//! stands before that colon is no key of the format, and the line above it is a sentence.

use super::look::Look;
use super::meant::is_key;
use crate::source::problem::{Problem, ProblemCode};

/// Tells the first line of such a text in the place of the colon.
pub(super) fn tell(look: &Look, problems: &mut Vec<Problem>) {
    let file = look.file;
    let is_entry = |line: usize| {
        let text = file.line(line).trim_end();
        text.contains(": ") || text.ends_with([':', '|', '-', '>'])
    };
    let is_sentence = |line: usize| file.says(line) && !is_entry(line) && file.line(line).contains(['。', '：', '「']);
    let is_colon = |one: &Problem| {
        let line = file.line_of(one.span.start);
        let word = file.line(line).split('：').next().unwrap_or_default().trim_start_matches([' ', '-', '　']);
        one.span.file == look.id
            && one.code == ProblemCode::FullWidth
            && file.slice(one.span) == "："
            && !is_key(word)
            && file.line(line).contains(['。', '「'])
    };
    let beside = |line: usize, other: usize| file.indent(other) == file.indent(line) && is_sentence(other);
    let found: Vec<(usize, usize)> = problems
        .iter()
        .filter(|one| is_colon(one))
        .filter_map(|one| {
            let line = file.line_of(one.span.start);
            let above = (1..line).rev().take_while(|above| beside(line, *above)).last();
            // It may be the first of them itself.
            let goes_on = || line < file.last_line() && beside(line, line + 1);
            let ends = || file.line(line).trim_end().ends_with(['。', '」']);
            let first = above.or_else(|| (ends() || goes_on()).then_some(line))?;
            let last = (line..=file.last_line()).take_while(|below| beside(line, *below)).last().unwrap_or(line);
            Some((first, last))
        })
        .collect();
    for (first, last) in found {
        let is_inside = |one: &Problem| (first..=last).contains(&file.line_of(one.span.start));
        let is_colon = |one: &Problem| one.code == ProblemCode::FullWidth && one.span.file == look.id && is_inside(one);
        problems.retain(|one| !is_colon(one));
        // What else is told at its first line says more.
        let is_told = problems.iter().any(|one| look.is_of(one) && file.line_of(one.span.start) == first);
        if is_told {
            continue;
        }
        let message = format!("この行から{last}行目までは文ですが、どの項目の文かわかりません");
        let told = Problem::new(ProblemCode::Syntax, look.words(first), message).help(
            "この行の上に「項目: |-」の行（「意向と課題分析: |-」など）がないか確かめ、抜けていれば書いてください",
        );
        let above = file.said_above(first).next();
        problems.push(match above {
            Some(above) => told.related(look.words(above), "この行の下に、項目の行が抜けているのかもしれません"),
            None => told,
        });
    }
}
