//! Slips that are known for sure: where all of them mended together leave nothing that is wrong with how the plan is built, no line
//! stands otherwise than it was meant, and none is looked for. Looking takes long where several slips hide one another, and would blame
//! lines that are right.

use super::look::Look;
use super::unsure::edited;
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{SourceFile, Span};

/// Whether several slips, each with what can only have been meant, are all that is wrong with how the plan is built.
pub(super) fn explain_all(look: &Look, problems: &[Problem]) -> bool {
    let is_mistake = |one: &&Problem| one.span.file == look.id && !one.code.is_remark();
    let told: Vec<&Problem> = problems.iter().filter(is_mistake).collect();
    // A key that stands twice, or a mark of another width, may be the work of a line that was moved or lost.
    let is_slip = |one: &&Problem| matches!(one.code, ProblemCode::UnknownKey | ProblemCode::Syntax);
    if !told.iter().all(is_slip) || !told.iter().any(|one| one.code == ProblemCode::UnknownKey) {
        return false;
    }
    let certain = |one: &&Problem| one.fix.as_deref().filter(|fix| fix.certain).map(|fix| fix.edits.clone());
    let edits: Option<Vec<Vec<(Span, String)>>> = told.iter().map(certain).collect();
    let Some(edits) = edits.filter(|edits| edits.len() > 1).map(|edits| edits.concat()) else { return false };
    // How far a line is indented says nothing for sure of where it belongs.
    !edits.iter().any(|edit| is_of_indent(look.file, edit)) && look.is_sound(edited(look.file, edits))
}

/// Whether an edit changes nothing but blanks.
fn is_of_indent(file: &SourceFile, (span, text): &(Span, String)) -> bool {
    let old = file.text().get(span.start as usize..span.end as usize).unwrap_or_default();
    old.trim().is_empty() && text.trim().is_empty()
}
