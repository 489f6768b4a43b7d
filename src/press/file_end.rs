//! A file that was cut off ends within a table, and what stood below is missed in that table and in the plan: the end is named beside
//! such findings. Whether it was cut off nobody can see; that the file ends there is true.

use super::elsewhere::name;
use crate::profile::Judgement;
use crate::source::yaml::{Kind, Node};
use crate::source::{FileId, SourceFile, Span, to_u32};

/// Rules that miss what stands at the end of a table, or a part of the plan.
const OF_ENDS: &[&str] =
    &["CP001", "CP002", "CP005", "CP006", "CP243", "CP244", "CP310", "CP315", "CP316", "CP414", "CP420", "CP425"];

/// Names the end of the file beside what is missed in its last part, or at the margin.
pub(super) fn name_end(judgements: &mut [Judgement], root: &Node, file: &SourceFile, id: FileId) {
    let Kind::Map(entries) = &root.kind else { return };
    let (Some(last), Some((place, words))) = (entries.iter().max_by_key(|entry| entry.key_span.start), of(file, id))
    else {
        return;
    };
    // Between brackets a file that was cut off is not read at all.
    if file.text().trim_end().ends_with(['}', ']']) && file.text().trim_start().starts_with('{') {
        return;
    }
    for judgement in judgements.iter_mut().filter(|one| OF_ENDS.contains(&one.rule.id)) {
        let span = judgement.diagnostic.span;
        let is_within = span.start >= last.key_span.start;
        let is_of_plan = entries.iter().all(|entry| span.end <= entry.key_span.start || span == root.span)
            || span.start == root.span.start && span.end >= last.key_span.start;
        if span.file == id && !span.is_detached() && (is_within || is_of_plan) {
            name(&mut judgement.diagnostic, file, place, words);
        }
    }
}

/// The last line of a file.
pub(super) fn of(file: &SourceFile, id: FileId) -> Option<(Span, &'static str)> {
    let end = file.text().trim_end();
    let start = end.rfind('\n').map_or(0, |at| at + 1);
    let line = &end[start..];
    let place = Span::new(id, to_u32(end.len() - line.trim_start().len()), to_u32(end.len()));
    (!line.is_empty()).then_some((place, "ファイルは、ここで終わっています"))
}
