//! A row's first line that was pasted into another row cuts that row in two: the row above has lost its rest, which stands below the
//! pasted line. What the row above lacks is told at it; here the line with which the next row begins is named beside it, so that who
//! looks sees where the row ends. It knows no table: what rows usually say is asked of the other rows of such lists.

use super::elsewhere::{MAX_ROWS, is_about_missing, name};
use crate::profile::Judgement;
use crate::source::yaml::{Kind, Node};
use crate::source::{FileId, SourceFile, Span};

const NEXT: &str = "ここから次の行です。上の行の続きがこの下にないかを確かめてください";
/// A row of a draft may lack one thing; one that lost its rest lacks more.
const LACKS: usize = 2;

/// What more than four of five rows say is usual: 「事業所」 of a support is not, for a family has none.
const USUAL: (usize, usize) = (4, 5);

/// A row of a list, the row below it, and the list's key.
#[derive(Clone, Copy)]
struct Place<'n> {
    key: &'n str,
    row: &'n Node,
    next: &'n Node,
}

/// Names the next row beside findings about what a row lacks.
pub(super) fn name_next(judgements: &mut [Judgement], root: &Node, file: &SourceFile, id: FileId) {
    let mut cut: Vec<(usize, Place)> = Vec::new();
    for (at, judgement) in judgements.iter().enumerate() {
        let told = &judgement.diagnostic;
        let is_meant = told.span.file == id && !told.span.is_detached() && is_about_missing(&told.message);
        let place = row_of(root, told.span).filter(|_| is_meant);
        cut.extend(place.filter(|place| is_cut(root, place)).map(|place| (at, place)));
    }
    let mut rows: Vec<Span> = cut.iter().map(|(_, place)| place.row.span).collect();
    rows.sort_by_key(|span| span.start);
    rows.dedup();
    // Of a plan that is still to be filled in, no one row is meant.
    if rows.len() > MAX_ROWS {
        return;
    }
    for (at, place) in cut {
        name(&mut judgements[at].diagnostic, file, place.next.first_line_span(), NEXT);
    }
}

/// The innermost row around a place that another one follows.
fn row_of(root: &Node, place: Span) -> Option<Place<'_>> {
    let (mut node, mut key, mut found) = (root, "", None);
    loop {
        node = match &node.kind {
            Kind::Map(_) if node.span == place => break,
            Kind::Map(entries) => {
                let Some(entry) =
                    entries.iter().find(|entry| entry.key_span.contains(place) || entry.value.span.contains(place))
                else {
                    break;
                };
                key = entry.key.as_str();
                &entry.value
            }
            Kind::Seq(items) => {
                let Some(at) = items.iter().position(|item| item.span.contains(place)) else { break };
                let is_row = |node: &&Node| matches!(node.kind, Kind::Map(_));
                let next = items.get(at + 1).filter(is_row);
                found = next.filter(|_| is_row(&&items[at])).map(|next| Place { key, row: &items[at], next });
                &items[at]
            }
            Kind::Null | Kind::Scalar(_) => break,
        };
    }
    found
}

/// Whether a row says its first thing alone while others say more, or lacks several things that others usually say.
fn is_cut(root: &Node, place: &Place) -> bool {
    let mut others = Vec::new();
    rows_under(root, place.key, &mut others);
    others.retain(|row| row.span != place.row.span);
    let has = |row: &Node, key: &str| row.get(key).is_some();
    let mut usual: Vec<&str> = others.iter().flat_map(|row| keys(row)).collect();
    usual.sort_unstable();
    usual.dedup();
    usual.retain(|key| others.iter().filter(|row| has(row, key)).count() * USUAL.1 > others.len() * USUAL.0);
    let lacks = usual.iter().filter(|key| !has(place.row, key)).count();
    lacks >= LACKS || lacks > 0 && keys(place.row).count() == 1
}

fn keys(row: &Node) -> impl Iterator<Item = &str> {
    let entries = if let Kind::Map(entries) = &row.kind { entries.as_slice() } else { &[] };
    entries.iter().map(|entry| entry.key.as_str())
}

/// The rows of all lists under a key.
fn rows_under<'n>(node: &'n Node, key: &str, found: &mut Vec<&'n Node>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                if let (true, Kind::Seq(rows)) = (entry.key == key, &entry.value.kind) {
                    found.extend(rows);
                }
                rows_under(&entry.value, key, found);
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| rows_under(item, key, found)),
        Kind::Null | Kind::Scalar(_) => {}
    }
}
