//! A value of another kind than its key has, on a line below it: the key may be the one that is wrong, and is named.

use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Problem, ProblemCode, SourceFile, Span};

/// Names the keys of such values.
pub(super) fn name(root: &Node, file: &SourceFile, problems: &mut [Problem]) {
    let line_of = |span: Span| file.line_of(span.start);
    for problem in problems.iter_mut().filter(|one| one.code == ProblemCode::WrongKind) {
        let Some(owner) = owner_of(root, problem.span).filter(|owner| owner.key_span.file == problem.span.file) else {
            continue;
        };
        let told: Vec<usize> =
            problem.related.iter().map(|(span, _)| *span).chain([problem.span]).map(line_of).collect();
        if !told.contains(&line_of(owner.key_span)) {
            problem.related.push((owner.key_span, format!("「{}」の値として読まれます", owner.key)));
        }
    }
}

/// The entry whose value begins at a place.
fn owner_of(node: &Node, place: Span) -> Option<&Entry> {
    match &node.kind {
        Kind::Map(entries) => {
            let own = || entries.iter().find(|entry| entry.value.span.start == place.start);
            entries.iter().find_map(|entry| owner_of(&entry.value, place)).or_else(own)
        }
        Kind::Seq(items) => items.iter().find_map(|item| owner_of(item, place)),
        Kind::Null | Kind::Scalar(_) => None,
    }
}
