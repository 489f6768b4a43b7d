//! Comments that look like a part of the plan, directly above what cannot be read: somebody may have set aside one line too many or
//! too few. Which of several that is, nobody knows; so they are named.

use super::behind_remark;
use super::look::Look;
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, SourceFile};

/// How many lines above a mistake (and below it) a comment may have to do with it.
const NEAR: usize = 8;
/// So many are named.
const MAX_NAMED: usize = 4;

/// Said of a line that is one.
pub(crate) const COMMENT: &str = "この行はコメントになっています";

/// The plans that `careplan new` writes: what stands in their comments is no text of the writer's.
const BLANK: [&str; 2] = [include_str!("../../cli/new/plan.yaml"), include_str!("../../cli/new/office.yaml")];

/// Whether a comment is one of the blank plan.
pub(super) fn is_of_blank_plan(words: &str) -> bool {
    words.starts_with('#') && BLANK.iter().any(|plan| plan.lines().any(|line| line.trim_end().ends_with(words)))
}

/// Takes back that a text ends at a comment which the blank plan has behind the value.
pub(super) fn keep_those_of_blank_plan(file: &SourceFile, problems: &mut Vec<Problem>, id: FileId) {
    problems.retain(|one| {
        one.code != ProblemCode::LostText || one.span.file != id || !is_of_blank_plan(file.slice(one.span).trim())
    });
}

/// The key with which a row begins that is a comment, of the words behind its sign.
pub(crate) fn key_of_row(words: &str) -> Option<&str> {
    let row = words.trim_start_matches([' ', '-', '{', '"', '\'']);
    row.split_once([':', '"', '\'']).map(|(key, _)| key)
}

/// Names such comments beside each mistake of the structure.
pub(super) fn name(look: &Look, problems: &mut [Problem]) {
    let file = look.file;
    let is_part = |line: &usize| {
        let Some(said) = file.line(*line).trim_start().strip_prefix('#') else {
            return behind_remark::holds_entry(look, file.line(*line));
        };
        key_of_row(said).is_some_and(|key| look.is_key(key)) || said.trim_start().starts_with("- {")
    };
    for problem in problems.iter_mut().filter(|one| look.is_of(one)) {
        let at = file.line_of(problem.span.start);
        let named: Vec<usize> = problem.related.iter().map(|(span, _)| file.line_of(span.start)).chain([at]).collect();
        let near = at.saturating_sub(NEAR).max(1)..=at + NEAR;
        let comments: Vec<usize> = near.filter(is_part).filter(|line| !named.contains(line)).collect();
        // The nearest one, and those beside it.
        let Some(nearest) = comments.iter().min_by_key(|line| line.abs_diff(at)).copied() else { continue };
        let run = comments.into_iter().filter(|line| line.abs_diff(nearest) < MAX_NAMED).take(MAX_NAMED);
        problem.related.extend(run.map(|line| (look.words(line), COMMENT.to_owned())));
    }
}
