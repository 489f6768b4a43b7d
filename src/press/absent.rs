//! What is told as missing may stand in the plan after all: a key with nothing behind it, or a line that was made a comment. The finding
//! stands where the value is missed; these lines are named beside it.

use super::elsewhere::{EMPTY, is_empty};
use crate::case::read::comments::{COMMENT, key_of_row};
use crate::case::schema;
use crate::profile::Judgement;
use crate::report::{Diagnostic, Label};
use crate::source::yaml::{Kind, Node};
use crate::source::{FileId, Problem, ProblemCode, SourceFile, Span, to_u32};

/// How many parts, each in the next, are looked through from the place of a finding outwards.
const MAX_PARTS: usize = 3;
/// How many letters of a key a sentence says at least.
const CALLED_BY: usize = 4;
/// The last value of a part may have a comment behind it.
const BEYOND: usize = 1;
/// Said of what is one behind a value.
const LOST: &str = "ここはコメントと読まれ、印字されません";
/// So many comments of a row are named at most.
const MAX_COMMENTS: usize = 3;

/// Names the empty keys and the comments that a finding about something missing is about. `remarks` are those of reading.
pub(super) fn name_lines(
    judgements: &mut [Judgement],
    root: &Node,
    file: &SourceFile,
    id: FileId,
    remarks: &[Problem],
) {
    let lost: Vec<Span> = remarks.iter().filter(|one| one.code == ProblemCode::LostText).map(|one| one.span).collect();
    let mut rows_in_comments = rows_in_comments(root, file, id);
    rows_in_comments.extend(lost.iter().filter(|span| span.file == id && file.slice(**span).starts_with("- ")));
    for judgement in judgements.iter_mut().filter(|one| one.diagnostic.span.file == id) {
        let diagnostic = &mut judgement.diagnostic;
        name_comments(diagnostic, root, file, id);
        name_lost_text(diagnostic, root, file, remarks);
        if !is_about_absence(&diagnostic.message) {
            continue;
        }
        // 「算定理由」 of 生活援助中心型の算定理由: a long key is called by its end.
        let end = |key: &str| key.char_indices().rev().nth(CALLED_BY - 1).map_or(0, |(at, _)| at);
        let is_meant = |key: &str| key.chars().count() > 1 && diagnostic.message.contains(&key[end(key)..]);
        let parts = parts_around(root, diagnostic.span);
        let found = parts.iter().rev().take(MAX_PARTS).find_map(|part| {
            let mut lines = lines_of(part, file, id, &is_meant);
            lines.extend(lost_of(part, file, &lost, &is_meant));
            (!lines.is_empty()).then_some(lines)
        });
        let told = told_lines(diagnostic, file, id);
        let is_new = |span: &Span| !told.contains(&file.line_of(span.start));
        let named = found.into_iter().flatten().filter(|(span, _)| is_new(span));
        diagnostic.related.extend(named.map(|(span, message)| Label { span, message: message.to_owned() }));
        // What one table misses in another may have been made a comment there.
        let told = told_lines(diagnostic, file, id);
        let is_new = |span: &Span| !told.contains(&file.line_of(span.start));
        if !diagnostic.related.iter().any(|label| label.message == COMMENT) {
            let rows = rows_in_comments.iter().copied().filter(is_new).take(MAX_COMMENTS);
            diagnostic.related.extend(rows.map(|span| Label { span, message: COMMENT.to_owned() }));
        }
    }
}

/// The lines that are comments and look like a row of a list, or a part of one.
fn rows_in_comments(root: &Node, file: &SourceFile, id: FileId) -> Vec<Span> {
    let is_known = |key: &str| schema::homes().iter().any(|(known, _)| known == key);
    let is_row = |words: &str| key_of_row(words).is_some_and(is_known);
    comments_of(root, file, id).filter(|(_, words)| is_row(words)).map(|(span, _)| span).collect()
}

/// Names the comments in the rows that a finding looks at which would be a key that the row lacks, or an item of its lists.
fn name_comments(diagnostic: &mut Diagnostic, root: &Node, file: &SourceFile, id: FileId) {
    let mut told = told_lines(diagnostic, file, id);
    let row = |place| {
        let parts = parts_around(root, place);
        parts.last().copied().filter(|_| parts.len() > 1)
    };
    let places = diagnostic.places().filter(|span| span.file == id && !span.is_detached());
    let rows: Vec<&Node> = places.filter_map(row).collect();
    for row in rows {
        let comments = comments_of(row, file, id).filter(|(_, words)| is_part_of(row, words));
        for (span, _) in comments.take(MAX_COMMENTS) {
            if !told.contains(&file.line_of(span.start)) {
                told.push(file.line_of(span.start));
                diagnostic.related.push(Label { span, message: COMMENT.to_owned() });
            }
        }
    }
}

/// Names what is read as a comment behind a text that a finding looks at.
fn name_lost_text(diagnostic: &mut Diagnostic, root: &Node, file: &SourceFile, remarks: &[Problem]) {
    let texts: Vec<Span> = diagnostic.places().filter_map(|place| text_around(root, place)).collect();
    let is_behind = |lost: Span, text: Span| {
        lost.file == text.file
            && file.text().get(text.end as usize..lost.start as usize).is_some_and(|between| between.trim().is_empty())
    };
    let lost = remarks.iter().filter(|one| one.code == ProblemCode::LostText).map(|one| one.span);
    for span in lost.filter(|lost| texts.iter().any(|text| is_behind(*lost, *text))) {
        diagnostic.related.push(Label { span, message: LOST.to_owned() });
    }
}

/// The text that a place stands in.
fn text_around(root: &Node, place: Span) -> Option<Span> {
    let part = *parts_around(root, place).last()?;
    let Kind::Map(entries) = &part.kind else { return None };
    entries.iter().map(|entry| entry.value.span).find(|span| span.contains(place))
}

/// The lines that a finding stands at or names.
fn told_lines(diagnostic: &Diagnostic, file: &SourceFile, id: FileId) -> Vec<usize> {
    diagnostic.places().filter(|span| span.file == id).map(|span| file.line_of(span.start)).collect()
}

/// Whether a comment would be a part of a row: a key of the format that it lacks, or an item of a list.
fn is_part_of(row: &Node, words: &str) -> bool {
    let is_item = words.starts_with("- ") || words.starts_with('"') && !words.contains(':');
    let key = words.split([':', '：']).next().unwrap_or_default().trim_matches(['"', '\'', ' ', '-']);
    is_item || schema::homes().iter().any(|(known, _)| known == key) && row.get(key).is_none()
}

/// Whether a sentence says that something is not there.
fn is_about_absence(message: &str) -> bool {
    ["ありません", "書かれていません", "空です", "見当たりません", "わかりません"]
        .iter()
        .any(|words| message.contains(words))
}

/// The maps around a place, the outermost first.
pub(super) fn parts_around(root: &Node, place: Span) -> Vec<&Node> {
    let mut parts = Vec::new();
    let mut node = Some(root);
    while let Some(here) = node {
        node = match &here.kind {
            Kind::Map(entries) => {
                parts.push(here);
                let around = |span: Span| span.start <= place.start && place.start < span.end.max(span.start + 1);
                entries
                    .iter()
                    .find(|entry| around(entry.key_span) || around(entry.value.span))
                    .map(|entry| &entry.value)
            }
            Kind::Seq(items) => items
                .iter()
                .find(|item| item.span.start <= place.start && place.start < item.span.end.max(item.span.start + 1)),
            Kind::Null | Kind::Scalar(_) => None,
        };
    }
    parts
}

/// The lines of a part that would say what is meant.
fn lines_of(part: &Node, file: &SourceFile, id: FileId, is_meant: &dyn Fn(&str) -> bool) -> Vec<(Span, &'static str)> {
    let Kind::Map(entries) = &part.kind else { return Vec::new() };
    let empty = entries.iter().filter(|entry| is_empty(&entry.value) && is_meant(&entry.key));
    let mut lines: Vec<(Span, &'static str)> = empty.map(|entry| (entry.key_span, EMPTY)).collect();
    lines.extend(comments_of(part, file, id).filter_map(|(span, words)| {
        let (key, _) = words.trim_start_matches([' ', '-', '#']).split_once(':')?;
        is_meant(key.trim_matches(['"', '\'', ' '])).then_some((span, COMMENT))
    }));
    lines
}

/// What a part has in comments that would say what is meant.
fn lost_of(
    part: &Node,
    file: &SourceFile,
    lost: &[Span],
    is_meant: &dyn Fn(&str) -> bool,
) -> Vec<(Span, &'static str)> {
    let lines = file.line_of(part.span.start)..=file.line_of(part.span.end);
    let is_here = |span: &&Span| span.file == part.span.file && lines.contains(&file.line_of(span.start));
    let says = |span: &&Span| key_of_row(file.slice(**span)).is_some_and(is_meant);
    lost.iter().filter(is_here).filter(says).map(|span| (*span, LOST)).collect()
}

/// The lines of a part that are comments, and what they say.
fn comments_of<'f>(part: &Node, file: &'f SourceFile, id: FileId) -> impl Iterator<Item = (Span, &'f str)> + use<'f> {
    let first = file.line_of(part.span.start).saturating_sub(1).max(1);
    let last = file.line_of(part.span.end) + BEYOND;
    (first..=last).filter_map(move |number| {
        let line = file.line(number);
        let words = line.trim_start_matches([' ', '\t', '-']).strip_prefix('#')?;
        let start = file.line_start(number) + to_u32(line.len() - line.trim_start().len());
        let end = file.line_start(number) + to_u32(line.trim_end().len());
        Some((Span::new(id, start, end), words.trim()))
    })
}
