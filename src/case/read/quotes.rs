//! What is written in quotes stays in quotes when it is mended: JSON knows no key and no text without them.

use crate::source::{Fix, Problem, ProblemCode, Sources, Span};

/// Puts what mends a text in quotes into the same quotes.
pub(super) fn keep(problems: &mut [Problem], sources: &Sources) {
    let of_words = |problem: &&mut Problem| matches!(problem.code, ProblemCode::BadValue | ProblemCode::UnknownKey);
    for problem in problems.iter_mut().filter(of_words) {
        let Some(Fix { edits, .. }) = problem.fix.as_deref_mut() else { continue };
        for (span, text) in edits.iter_mut().filter(|(span, _)| *span == problem.span) {
            if let Some(mark) = quotes_around(*span, sources).filter(|mark| !text.starts_with(*mark)) {
                let inner = if mark == '"' {
                    text.replace('\\', "\\\\").replace('"', "\\\"")
                } else {
                    text.replace('\'', "''")
                };
                *text = format!("{mark}{inner}{mark}");
            }
        }
    }
}

/// The quotes in which all of a place stands; of a key that lost its first one, where others have theirs, those too.
fn quotes_around(span: Span, sources: &Sources) -> Option<char> {
    let file = sources.get(span.file)?;
    let written = file.slice(span);
    let has_half = |mark: char| {
        let keys = format!("{mark}:");
        let is_key = file.text()[span.end as usize..].starts_with(':');
        is_key && file.text().matches(&keys).nth(1).is_some() && written.ends_with(mark)
    };
    ['"', '\'']
        .into_iter()
        .find(|mark| written.len() > 1 && written.ends_with(*mark) && (written.starts_with(*mark) || has_half(*mark)))
}
