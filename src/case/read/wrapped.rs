//! Parts in brackets that go over several lines. What is wrong with the lines around one, or with how it stands as a whole, YAML tells
//! somewhere in the next; so the file is read once more with each such part on its first line. Where that tells of other lines, those
//! are told: what is wrong within a part is found by looking at its own lines, and stays as it is.

use super::look::{Look, Looker};
use super::unsure;
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{SourceFile, Span, quote_behind_closer, to_u32, without_comment};
use std::ops::RangeInclusive;

/// Tells the lines that are odd when each part in brackets is one of them, instead of what came of them. `looker` finds those of a copy.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>, looker: Looker) {
    let file = look.file;
    let has_syntax = problems.iter().any(|one| look.is_of(one) && one.code == ProblemCode::Syntax);
    // A quote behind a bracket is told for sure where each line is one of its own.
    let has_quote = |one: &Problem| quote_behind_closer(file.line(file.line_of(one.span.start))).is_some();
    let is_sure = problems.iter().any(|one| look.is_of(one) && has_quote(one));
    let has_syntax = has_syntax && !is_sure;
    let Some(folded) = has_syntax.then(|| Folded::of(file)).flatten() else { return };
    let copy = &folded.copy;
    let (_, mut found) = look.read(copy);
    looker(&look.at(copy), &mut found);
    found.retain(|one| look.is_of(one));
    let mut lines: Vec<RangeInclusive<usize>> = Vec::new();
    for one in &found {
        let spans = std::iter::once(one.span).chain(one.related.iter().map(|(span, _)| *span));
        lines.extend(spans.map(|span| folded.part_at(copy.line_of(span.start))));
        lines.extend(unsure::named_lines(one));
    }
    let is_known = |one: &Problem| lines.iter().any(|lines| lines.contains(&file.line_of(one.span.start)));
    if found.is_empty() || problems.iter().filter(|one| look.is_of(one)).all(is_known) {
        return;
    }
    problems.retain(|one| !look.is_of(one));
    let in_file = |span: Span| folded.place_in(file, span);
    problems.extend(found.into_iter().map(|mut one| {
        let part = folded.part_at(copy.line_of(one.span.start));
        one.span = in_file(one.span);
        one.related.iter_mut().for_each(|(span, _)| *span = in_file(*span));
        // What is changed in the copy are other places in the file.
        one.fix = None;
        if part.start() < part.end() && one.code == ProblemCode::Syntax {
            unsure::name_lines(&mut one, &part);
        }
        one
    }));
}

/// The file with each part in brackets on its first line; none where no part goes over several lines, or one is not closed.
struct Folded {
    copy: SourceFile,
    /// The lines of each part.
    parts: Vec<RangeInclusive<usize>>,
    /// Where in the copy each line of the file begins, in their order.
    begins: Vec<u32>,
}

impl Folded {
    fn of(file: &SourceFile) -> Option<Self> {
        if file.is_in_brackets() {
            return None;
        }
        let (parts, is_whole) = parts(file);
        if !is_whole || parts.is_empty() {
            return None;
        }
        let (mut written, mut columns): (Vec<String>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
        for (at, line) in file.lines().enumerate() {
            let part = parts.iter().find(|part| part.contains(&(at + 1)) && *part.start() != at + 1);
            if let Some(part) = part {
                let first = part.start() - 1;
                written[first].push(' ');
                columns.push((first, written[first].len()));
                written[first].push_str(without_comment(line).trim());
                written.push(String::new());
            } else {
                let is_first = parts.iter().any(|part| *part.start() == at + 1);
                written.push(if is_first { without_comment(line) } else { line }.to_owned());
                columns.push((at, 0));
            }
        }
        let copy = SourceFile::new(file.name(), written.join("\n"));
        let begins = columns.into_iter().map(|(line, column)| copy.line_start(line + 1) + to_u32(column)).collect();
        Some(Self { copy, parts, begins })
    }

    /// The lines of the part in which a line of the copy stands; that alone where it stands in none.
    fn part_at(&self, line: usize) -> RangeInclusive<usize> {
        self.parts.iter().find(|part| part.contains(&line)).cloned().unwrap_or(line..=line)
    }

    /// The place in the file of one in the copy.
    fn place_in(&self, file: &SourceFile, span: Span) -> Span {
        // Blank lines, too, begin somewhere: of those in one place, the first has the words.
        let begin = self.begins.iter().copied().filter(|begin| *begin <= span.start).max().unwrap_or_default();
        let at = self.begins.iter().position(|other| *other == begin).unwrap_or_default();
        let text = file.line(at + 1);
        // The first line of a part has its blanks in the copy, too.
        let is_first = self.copy.line_start(self.copy.line_of(begin)) == begin;
        let blanks = if is_first { 0 } else { to_u32(text.len() - text.trim_start().len()) };
        let line = file.line_start(at + 1);
        let end = line + to_u32(text.trim_end().len());
        let start = (line + blanks + (span.start - begin)).min(end);
        Span::new(span.file, start, (start + (span.end - span.start)).min(end).max(start))
    }
}

/// The lines of the parts in brackets that go over several lines, and whether all are closed.
pub(super) fn parts(file: &SourceFile) -> (Vec<RangeInclusive<usize>>, bool) {
    let mut parts = Vec::new();
    // Where the part begins that is open, and how many brackets are.
    let (mut first, mut depth) = (0, 0_usize);
    for (at, line) in file.lines().enumerate() {
        let body = without_comment(line).trim();
        let n_closed = body.chars().take_while(|c| matches!(c, '}' | ']')).count();
        let n_opened = body.chars().rev().take_while(|c| matches!(c, '{' | '[')).count();
        if depth == 0 {
            // What closes where none is open is of a part above: something in it was closed too often.
            if n_closed > 0 {
                return (parts, false);
            }
            (first, depth) = (at, n_opened);
            continue;
        }
        let Some(left) = (depth + n_opened).checked_sub(n_closed) else { return (parts, false) };
        depth = left;
        if depth == 0 {
            parts.push(first + 1..=at + 1);
        }
    }
    (parts, depth == 0)
}
