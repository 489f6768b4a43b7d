//! A line that says again what its part says already: too much where it stands beside its twin, and no other row lacks it.
//! Where a heading was lost, it is the first line of the part below, and taking it away would take that part's.

use super::look::words;
use super::meant::is_key;
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span, words_at};

/// More of them nobody typed.
const MAX_LOOKED_AT: usize = 50;

/// Of such lines, nobody takes away unasked what may be another part's.
pub(super) fn doubt(file: &SourceFile, problems: &mut [Problem], id: FileId) {
    use ProblemCode as Code;
    let told: Vec<usize> = problems
        .iter()
        .filter(|one| one.span.file == id && one.code != Code::DuplicateKey)
        .map(|one| file.line_of(one.span.start))
        .collect();
    // What another line says again as it should be is not the one too many.
    let is_of_told =
        |problem: &Problem| problem.related.iter().any(|(twin, _)| told.contains(&file.line_of(twin.start)));
    let is_beside = |problem: &Problem| {
        problem.related.first().is_some_and(|(twin, _)| {
            let own = file.line_of(problem.span.start);
            let again = file.line(own).trim();
            let mut between = (file.line_of(twin.start) + 1..own).map(|line| file.line(line).trim());
            between.all(|line| line.is_empty() || line.starts_with('#') || line == again)
        })
    };
    let doubled = problems.iter_mut().filter(|one| one.code == Code::DuplicateKey && one.span.file == id);
    // Elsewhere it may be the line of another row or part, which lost its own; in a row, what is left of the next one.
    let is_doubtful =
        |one: &Problem| is_of_told(one) || !is_beside(one) || is_of_row(file, file.line_of(one.span.start));
    for fix in doubled.filter(|one| is_doubtful(one)).filter_map(|one| one.fix.as_mut()) {
        fix.certain = false;
    }
    // Where the row beside it lacks the key, the two lines between the rows stand in each other's place, or it is that row's line.
    let is_asked = |one: &&mut Problem| one.fix.as_ref().is_some_and(|fix| !fix.certain);
    let doubled = problems.iter_mut().filter(|one| one.code == Code::DuplicateKey && one.span.file == id);
    for problem in
        doubled.filter(is_asked).take(MAX_LOOKED_AT).filter(|one| is_lacked_beside(file, file.line_of(one.span.start)))
    {
        problem.fix = None;
    }
}

/// Whether the row above or below the one of a line has no line with its key.
fn is_lacked_beside(file: &SourceFile, line: usize) -> bool {
    let words = |line: usize| file.line(line).trim_start_matches([' ', '-']);
    let column = |line: usize| words_at(file.line(line));
    let key_of = |line: usize| words(line).split(':').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
    let (key, own) = (key_of(line), column(line));
    // A row begins with its dash, or below the heading that names it.
    let begins = |line: usize| {
        let is_dashed = column(line) == own && file.indent(line) < own;
        let heading = words(line).trim_end().strip_suffix(':');
        is_dashed || column(line) < own && heading.is_some_and(|name| !is_key(name.trim_matches(['"', '\''])))
    };
    let is_part = |above: &usize| !file.says(*above) || column(*above) >= own || begins(*above);
    let Some(first) = (1..=line).rev().take_while(is_part).find(|line| file.says(*line) && begins(*line)) else {
        return false;
    };
    let depth = file.indent(first);
    let is_beside = |line: &usize| !file.says(*line) || file.indent(*line) >= depth;
    let has = |row: &[usize]| row.iter().any(|line| column(*line) == own && key_of(*line) == key);
    let starts = |line: &usize| file.says(*line) && begins(*line) && file.indent(*line) == depth;
    let above: Vec<usize> = (1..first).rev().take_while(is_beside).collect();
    let above_start = above.iter().position(starts);
    let mut below = (line + 1..=file.last_line()).take_while(is_beside).skip_while(|line| !starts(line));
    let below_start = below.next();
    let below: Vec<usize> = below_start.into_iter().chain(below.take_while(|line| !starts(line))).collect();
    above_start.is_some_and(|start| !has(&above[..=start])) || !below.is_empty() && !has(&below)
}

/// A key whose end became a comment (「日常生 #活:」): what is left of it has no colon, and where it is spelt out the comment goes.
pub(super) fn end_of_key(file: &SourceFile, problems: &mut [Problem], id: FileId) {
    for problem in problems.iter_mut().filter(|one| one.code == ProblemCode::UnknownKey && one.span.file == id) {
        let Some(fix) = problem.fix.as_mut() else { continue };
        let [(span, wanted)] = fix.edits.as_mut_slice() else { continue };
        let end = file.line_start(file.line_of(span.end)) as usize + file.line(file.line_of(span.end)).trim_end().len();
        let Some(behind) = file.text().get(span.end as usize..end) else { continue };
        if !behind.trim_start().starts_with('#') || *span != problem.span {
            continue;
        }
        fix.certain = false;
        // A heading ends with its colon, and so does the comment that was its end.
        if behind.ends_with(':') && !behind.contains("# ") {
            span.end = crate::source::to_u32(end);
            wanted.push(':');
        }
    }
}

/// Several keys in a row that stand twice are one mistake: two rows became one, or one stands in another. Told at the first.
pub(super) fn tell_once(file: &SourceFile, problems: &mut Vec<Problem>, id: FileId) {
    let is_one = |one: &Problem| one.code == ProblemCode::DuplicateKey && one.span.file == id && one.fix.is_none();
    let line_of = |problem: &Problem| file.line_of(problem.span.start);
    let mut told: Vec<Problem> = Vec::new();
    for problem in problems.drain(..) {
        let goes_on = |last: &Problem| {
            let above = last.related.iter().map(|(span, _)| file.line_of(span.start)).max().unwrap_or_default();
            is_one(last) && is_one(&problem) && line_of(&problem) <= line_of(last).max(above) + 1
        };
        match told.last_mut().filter(|last| goes_on(last)) {
            Some(last) => {
                last.related.push((problem.span, "この項目も二度書かれています".to_owned()));
                last.related.extend(problem.related);
            }
            None => told.push(problem),
        }
    }
    *problems = told;
}

/// A heading at the margin that stands twice was typed over another one, perhaps: what is wrong below either may come of it.
pub(super) fn name_headings(file: &SourceFile, problems: &mut [Problem], id: FileId) {
    let is_heading = |line: usize| !file.line(line).starts_with([' ', '-', '#']) && !file.line(line).trim().is_empty();
    let line_of = |span: Span| file.line_of(span.start);
    let doubled = problems.iter().filter(|one| one.code == ProblemCode::DuplicateKey && one.span.file == id);
    let twins: Vec<Span> = doubled
        .flat_map(|one| one.related.iter().map(|(span, _)| *span).chain([one.span]))
        .filter(|span| span.file == id && is_heading(line_of(*span)))
        .collect();
    if twins.is_empty() {
        return;
    }
    for problem in problems.iter_mut().filter(|one| one.code != ProblemCode::DuplicateKey && one.span.file == id) {
        let Some(heading) = (1..=line_of(problem.span)).rev().find(|line| is_heading(*line)) else { continue };
        let is_named =
            problem.related.iter().map(|(span, _)| span).chain([&problem.span]).any(|one| line_of(*one) == heading);
        if let Some(twin) = twins.iter().find(|twin| line_of(**twin) == heading && !is_named) {
            problem.related.push((*twin, "この見出しが二度書かれています".to_owned()));
        }
    }
}

/// A heading of a row that stands twice may be the next row's, whose first line is gone: deleted, or written over.
pub(super) fn name_lost_rows(file: &SourceFile, problems: &mut [Problem], id: FileId) {
    for problem in problems.iter_mut().filter(|one| one.code == ProblemCode::DuplicateKey && one.span.file == id) {
        let line = file.line_of(problem.span.start);
        let is_heading = file.line(line).trim_end().ends_with(':');
        let Some(key) = row_above(file, line).filter(|key| is_heading && is_key(key)) else { continue };
        let Some(above) = file.said_above(line).next() else { continue };
        let lost = format!("「- {key}: …」");
        let help = format!("{lost}の行が抜けたのなら、この行の上に書き足してください");
        problem.help = Some(problem.help.take().map_or_else(|| help.clone(), |old| format!("{old}。{help}")));
        problem
            .related
            .push((words(file, id, above), format!("この下か、この行の代わりに、{lost}があったのかもしれません")));
    }
}

/// A line that says again what the one above it says may have been written over a heading: what is missed directly below came of that.
pub(super) fn name_written_over(file: &SourceFile, problems: &mut [Problem], id: FileId) {
    let line_of = |span: Span| file.line_of(span.start);
    let is_doubled = |one: &&Problem| one.code == ProblemCode::DuplicateKey && one.span.file == id;
    let is_again = |one: &&Problem| {
        file.said_above(line_of(one.span)).next().is_some_and(|above| file.line(above) == file.line(line_of(one.span)))
    };
    let doubled: Vec<(Span, Vec<usize>)> = problems
        .iter()
        .filter(is_doubled)
        .filter(is_again)
        .map(|one| (one.span, one.related.iter().map(|(span, _)| line_of(*span)).chain([line_of(one.span)]).collect()))
        .collect();
    for problem in problems.iter_mut().filter(|one| one.code == ProblemCode::UnknownKey && one.span.file == id) {
        let above = file.said_above(line_of(problem.span)).next();
        let written = doubled.iter().find(|(_, lines)| above.is_some_and(|above| lines.contains(&above)));
        let words = "この行は上の行と同じです。見出しの代わりに書かれたのかもしれません";
        problem.related.extend(written.map(|(span, _)| (*span, words.to_owned())));
    }
}

/// The key with which the row begins in which a line stands as one of its own; none where it is that line's.
fn row_above(file: &SourceFile, line: usize) -> Option<&str> {
    let own = file.indent(line);
    let first = file.said_above(line).find(|above| file.indent(*above) < own)?;
    let text = file.line(first);
    let body = text.trim_start().strip_prefix("- ")?;
    let is_its_row = text.len() - body.trim_start().len() == own;
    let key = body.split_once(':').map(|(key, _)| key.trim().trim_matches(['"', '\'']))?;
    (is_its_row && !file.line(line).trim_start().starts_with(key)).then_some(key)
}

/// Whether a line is one of a row, or of a provider, whose name is the heading: such stand one below the other, and where the first lines
/// of one are lost, the others are read in the one above it.
fn is_of_row(file: &SourceFile, line: usize) -> bool {
    let column = |line: usize| words_at(file.line(line));
    let own = column(line);
    let mut above = file.said_above(line + 1);
    let Some(first) = above.find(|above| column(*above) < own || file.indent(*above) < own) else { return false };
    column(first) == own || !is_key(file.line(first).trim().trim_end_matches(':').trim_end().trim_matches(['"', '\'']))
}
