//! Findings that look at each other's rows: a mistyped value lets a rule accuse another value of its row, or a row that is compared with
//! it. What is told of the value itself is named there, so that nobody mends the wrong line.

use crate::profile::Judgement;
use crate::report::{Label, Severity};
use crate::source::yaml::{Kind, Node};
use crate::source::{FileId, SourceFile, Span};

/// So many findings are named beside one at most.
const MAX_NAMED: usize = 3;
/// More findings have no one cause.
const MAX_FINDINGS: usize = 200;
/// What stands for one thing that two rules miss on two sides, or what one rule counts and another has found not whole.
const PAIRS: &[(&str, &str)] = &[
    ("CP307", "CP304"),
    ("CP304", "CP307"),
    ("CP624", "CP630"),
    // A day that was not understood is no day of the plan.
    ("CP305", "CP239"),
    // A row under the code of another kind is not counted as what it is, and the rows beside it seem alone.
    ("CP637", "CP632"),
    ("CP637", "CP633"),
    ("CP637", "CP634"),
    ("CP652", "CP620"),
    ("CP652", "CP634"),
    ("CP624", "CP620"),
    ("CP624", "CP634"),
    ("CP621", "CP635"),
    ("CP624", "CP635"),
    ("CP701", "CP634"),
    ("CP702", "CP634"),
    ("CP702", "CP620"),
];

/// Names beside each finding what is told of other lines of the rows that it looks at.
pub(super) fn name_findings(judgements: &mut [Judgement], root: &Node, file: &SourceFile, id: FileId) {
    let is_told = |one: &Judgement| {
        let told = &one.diagnostic;
        told.span.file == id && !told.span.is_detached() && told.severity > Severity::Info && one.waived.is_none()
    };
    // Of each the place that it is told at, and all that it names.
    let told: Vec<(&'static str, Vec<Span>)> = judgements
        .iter()
        .filter(|one| is_told(one))
        .map(|one| (one.rule.id, one.diagnostic.places().collect()))
        .collect();
    if told.len() > MAX_FINDINGS {
        return;
    }
    for judgement in judgements.iter_mut().filter(|one| is_told(one)) {
        let rule = judgement.rule.id;
        let places: Vec<Span> = judgement.diagnostic.places().filter(|place| place.file == id).collect();
        let rows: Vec<Span> = places.iter().filter_map(|place| row_around(root, *place)).collect();
        let mut lines: Vec<usize> = places.iter().map(|place| file.line_of(place.start)).collect();
        let is_of_it = |(other, places): &&(&'static str, Vec<Span>)| {
            PAIRS.contains(&(rule, other)) || rows.iter().any(|row| places.iter().any(|place| row.contains(*place)))
        };
        for place in told.iter().filter(is_of_it).map(|(_, places)| places[0]) {
            let line = file.line_of(place.start);
            if !lines.contains(&line) && lines.len() < places.len() + MAX_NAMED {
                lines.push(line);
                let message = "この行にも指摘があります".to_owned();
                judgement.diagnostic.related.push(Label { span: place, message });
            }
        }
    }
}

/// The row of a list around a place: the innermost item that holds values alone.
fn row_around(root: &Node, place: Span) -> Option<Span> {
    let (mut node, mut row) = (root, None);
    loop {
        node = match &node.kind {
            Kind::Map(entries) => {
                &entries.iter().find(|entry| entry.key_span.contains(place) || entry.value.span.contains(place))?.value
            }
            Kind::Seq(items) => {
                let item = items.iter().find(|item| item.span.contains(place))?;
                row = Some(item);
                item
            }
            Kind::Null | Kind::Scalar(_) => break,
        };
        if let Some(row) = row
            && is_row(row)
        {
            return Some(row.span);
        }
    }
    None
}

/// Whether an item is a map of values, with no rows of its own.
fn is_row(item: &Node) -> bool {
    let holds_rows = |node: &Node| match &node.kind {
        Kind::Seq(items) => items.iter().any(|item| matches!(item.kind, Kind::Map(_))),
        _ => false,
    };
    matches!(&item.kind, Kind::Map(entries) if !entries.iter().any(|entry| holds_rows(&entry.value)))
}
