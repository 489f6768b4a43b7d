//! Layouts that hardly anybody writes: rows whose dash and whose bracket have a line each, and commas that begin their lines. What looks
//! at brackets and rows takes them for slips, so where such a plan cannot be read it is looked at as if the bracket stood behind the
//! dash, and the comma at the end of the line above; the lines keep their numbers.

use super::look::{Look, Looker};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{SourceFile, Span, without_comment};

/// Tells what is odd in the file laid out as usual, instead of what came of it; whether it was another way. `looker` finds the odd lines of a
/// copy.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>, looker: Looker) -> bool {
    let Look { file, id, .. } = *look;
    // A sign that is told in full width may be one of a text that nothing was wrong with.
    let is_sign = |one: &Problem| matches!(one.code, ProblemCode::Syntax | ProblemCode::FullWidth);
    let is_looked_at = problems.iter().any(|one| look.is_of(one) && is_sign(one));
    let Some(copy) = is_looked_at.then(|| relaid(file)).flatten() else { return false };
    let (_, mut found) = look.read(&copy);
    looker(&look.at(&copy), &mut found);
    found.retain(|one| look.is_of(one));
    let is_syntax = |one: &Problem| look.is_of(one) && one.code == ProblemCode::Syntax;
    let is_same = !problems.iter().any(is_syntax) && look.told(problems) == look.at(&copy).told(&found);
    if found.is_empty() || is_same {
        return false;
    }
    problems.retain(|one| !look.is_of(one));
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

/// The file with each bracket that has its line for itself behind the dash above it, and each comma that begins a line at the end of the
/// one above; none where nothing is laid out so.
fn relaid(file: &SourceFile) -> Option<SourceFile> {
    let mut lines: Vec<String> = file.lines().map(str::to_owned).collect();
    let mut is_other = false;
    // One alone is a slip.
    let has_commas = lines.iter().filter(|line| line.trim_start().starts_with(',')).nth(1).is_some();
    for at in 1..lines.len() {
        let (above, line) = (lines[at - 1].trim_end().to_owned(), lines[at].clone());
        let is_row = above.trim() == "-" && matches!(line.trim(), "{" | "[") && line.find(['{', '[']) > above.find('-');
        // Behind what it parts from its line; a comment between them says nothing.
        let said = (0..at).rev().find(|above| file.says(above + 1));
        let comma = line.trim_start().strip_prefix(',').zip(said).filter(|_| has_commas);
        if is_row {
            lines[at - 1] = format!("{above} {}", line.trim());
            lines[at] = String::new();
        } else if let Some((rest, said)) = comma {
            let end = without_comment(&lines[said]).len();
            lines[said].insert(end, ',');
            lines[at] = format!("{} {rest}", &line[..line.len() - line.trim_start().len()]);
        }
        is_other |= is_row || comma.is_some();
    }
    is_other.then(|| SourceFile::new(file.name(), lines.join("\n")))
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
