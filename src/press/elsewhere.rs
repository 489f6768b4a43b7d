//! What one table misses in another may stand there in a row of which a part is empty, or the file may end before it. Those places are
//! named beside the finding.

use super::absent::parts_around;
use super::file_end;
use crate::case::CaseFile;
use crate::case::read::PROVIDERS;
use crate::case::read::comments::{COMMENT, key_of_row};
use crate::profile::Judgement;
use crate::report::{Diagnostic, Label};
use crate::source::edit::Step;
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{FileId, Problem, ProblemCode, SourceFile, Sources, Span, to_u32};

/// Said of a key with nothing behind it,
pub(super) const EMPTY: &str = "この項目の値が空です";
/// and of a row that lacks something.
const LACKING: &str = "ここに書かれていないものがあります";
/// Of a row that stands twice.
const TWIN: &str = "同じ行が二つあります";
/// Of a plan that is still to be filled in, no one place is meant.
pub(super) const MAX_ROWS: usize = 3;

/// Names the places of which a finding about another table may come.
/// `remarks` are those of reading.
pub(super) fn name_lines(
    judgements: &mut [Judgement],
    root: &Node,
    file: &SourceFile,
    id: FileId,
    remarks: &[Problem],
) {
    let mut rows: Vec<(Span, &str)> = Vec::new();
    let mut emptied = Vec::new();
    emptied_in_rows(root, false, &mut emptied);
    rows.extend(emptied.into_iter().map(|span| (span, EMPTY)));
    let lacking = judgements.iter().map(|one| &one.diagnostic);
    let lacks = |one: &&Diagnostic| is_about_missing(&one.message);
    let lacking = lacking.filter(lacks).filter(|one| is_in_row(root, one.span, id));
    rows.extend(lacking.map(|one| (one.span, LACKING)));
    rows.sort_by_key(|(span, _)| span.start);
    rows.dedup_by_key(|(span, _)| file.line_of(span.start));
    if rows.len() > MAX_ROWS {
        rows.clear();
    }
    let twins: Vec<(Span, &str)> =
        remarks.iter().filter(|one| one.code == ProblemCode::TwinRow).map(|one| (one.span, TWIN)).collect();
    for judgement in judgements.iter_mut().filter(|one| one.diagnostic.span.file == id) {
        let diagnostic = &mut judgement.diagnostic;
        let rows = rows.iter().filter(|_| is_about_another_table(&diagnostic.message));
        let part = part_meant(root, file, id, &diagnostic.message);
        let twins = twins.iter().filter(|_| is_of_rows(&diagnostic.message)).take(MAX_ROWS).copied();
        let run_on = run_on(root, file, diagnostic);
        for (span, message) in rows.copied().chain(part).chain(twins).chain(run_on).collect::<Vec<_>>() {
            name(diagnostic, file, span, message);
        }
    }
}

/// The second line of a value in the part where something is missing: it may be the one that lost its key.
fn run_on(root: &Node, file: &SourceFile, diagnostic: &Diagnostic) -> Option<(Span, &'static str)> {
    if !diagnostic.message.contains("書かれていません") {
        return None;
    }
    let Kind::Map(entries) = &parts_around(root, diagnostic.span).last()?.kind else { return None };
    let id = diagnostic.span.file;
    entries.iter().find_map(|entry| {
        let (first, last) =
            (file.line_of(entry.value.span.start), file.line_of(entry.value.span.end.saturating_sub(1)));
        let is_plain = matches!(&entry.value.kind, Kind::Scalar(_))
            && !file.slice(entry.value.span).starts_with(['\'', '"'])
            && first == file.line_of(entry.key_span.start);
        let line = (first + 1..=last).find(|line| is_plain && !file.line(*line).trim().is_empty())?;
        let text = file.line(line);
        let start = file.line_start(line);
        let place =
            Span::new(id, start + to_u32(text.len() - text.trim_start().len()), start + to_u32(text.trim_end().len()));
        Some((place, "この行は、上の行の続きと読まれます"))
    })
}

/// Names the lines of an office's file that are comments and would say what is missed.
pub(super) fn name_comments(judgements: &mut [Judgement], sources: &Sources, plan: FileId) {
    for (id, file) in sources.iter().filter(|(id, _)| *id != plan) {
        for judgement in judgements.iter_mut() {
            let diagnostic = &mut judgement.diagnostic;
            let is_about = diagnostic.span.file == id || diagnostic.message.contains(PROVIDERS);
            let is_missed = |words: &str| {
                let key = key_of_row(words).unwrap_or_default().trim();
                key.chars().count() > 1 && diagnostic.message.contains(key)
            };
            let is_one = |line: &usize| file.line(*line).trim_start().strip_prefix('#').is_some_and(is_missed);
            let last = file.last_line();
            let lines: Vec<usize> = (1..=last).filter(|_| is_about).filter(is_one).take(MAX_ROWS).collect();
            for line in lines {
                let text = file.line(line);
                let start = file.line_start(line) + to_u32(text.len() - text.trim_start().len());
                let place = Span::new(id, start, file.line_start(line) + to_u32(text.trim_end().len()));
                name(diagnostic, file, place, COMMENT);
            }
        }
    }
}

/// Adds a place of whose line nothing is said yet.
pub(super) fn name(diagnostic: &mut Diagnostic, file: &SourceFile, span: Span, message: &str) {
    let line = file.line_of(span.start);
    let is_told = diagnostic.places().any(|place| place.file == span.file && file.line_of(place.start) == line);
    if !is_told {
        diagnostic.related.push(Label { span, message: message.to_owned() });
    }
}

/// Names the key that a finding misses where it is read as a part of the text above it. `remarks` are those of reading.
pub(super) fn name_swallowed(judgements: &mut [Judgement], sources: &Sources, remarks: &[Problem]) {
    for remark in remarks.iter().filter(|one| one.code == ProblemCode::SwallowedKey) {
        let Some(file) = sources.get(remark.span.file) else { continue };
        // The key stands alone on its line or behind words of the text, and may be in quotes.
        let key = file.slice(remark.span).trim_matches(['"', '\'']);
        // 「生活援助中心型の算定理由」 is 「算定理由」 in a sentence.
        let short = key.rsplit('の').next().unwrap_or(key);
        let diagnostics = judgements.iter_mut().map(|judgement| &mut judgement.diagnostic);
        let is_of_file = |one: &Diagnostic| one.span.file == remark.span.file && !key.is_empty();
        // One table may miss in another what the text took in.
        let says = |one: &Diagnostic| one.related.iter().any(|label| label.message.contains(key));
        let is_about =
            |one: &Diagnostic| one.message.contains(short) || says(one) || is_about_another_table(&one.message);
        for diagnostic in diagnostics.filter(|one| is_of_file(one) && is_about(one)) {
            name(diagnostic, file, remark.span, "この行は、上の文の一部と読まれます");
        }
    }
}

/// Names the line that a value above takes in beside what is missed in its part, or was not found with the value that it became.
/// `remarks` are those of reading.
pub(super) fn name_goes_on(judgements: &mut [Judgement], root: &Node, sources: &Sources, remarks: &[Problem]) {
    for remark in remarks.iter().filter(|one| one.code == ProblemCode::GoesOn) {
        let Some(file) = sources.get(remark.span.file) else { continue };
        let part = parts_around(root, remark.span).last().map(|part| part.span);
        let diagnostics = judgements.iter_mut().map(|judgement| &mut judgement.diagnostic);
        for diagnostic in diagnostics.filter(|one| one.span.file == remark.span.file) {
            let is_here = part.is_some_and(|part| diagnostic.places().any(|place| part.contains(place)));
            let is_missed = is_about_missing(&diagnostic.message) || diagnostic.message.contains("ありません");
            if is_here && is_missed || is_about_another_table(&diagnostic.message) {
                name(diagnostic, file, remark.span, "この行は、上の値の続きと読まれます");
            }
        }
    }
}

/// Before which part, or behind which end, the one that is missed would stand; the providers, where one is missed among them.
fn part_meant(root: &Node, file: &SourceFile, id: FileId, message: &str) -> Option<(Span, &'static str)> {
    let Kind::Map(entries) = &root.kind else { return None };
    let part = |key: &str| entries.iter().find(|entry: &&Entry| entry.key == key);
    if message.contains("サービス事業所にありません") {
        let named = |entry: &Entry| (entry.key_span, "事業所は、ここに並んでいます");
        return part(PROVIDERS).map(named).or_else(|| file_end::of(file, id));
    }
    let order = |key: &str| CaseFile::KEYS.iter().position(|other| *other == key);
    let is_table = |key: &str| key.starts_with('第') && key.ends_with('表');
    let is_missed = |key: &&&str| is_table(key) && message.contains(**key) && part(key).is_none();
    let missed = CaseFile::KEYS.iter().find(is_missed)?;
    if !["ありません", "見当たりません"].iter().any(|words| message.contains(words)) {
        return None;
    }
    let next = entries.iter().find(|entry| is_table(&entry.key) && order(&entry.key) > order(missed));
    next.map(|entry| (entry.key_span, "この前にあるはずです")).or_else(|| file_end::of(file, id))
}

/// Whether a sentence says that something is not written.
pub(super) fn is_about_missing(message: &str) -> bool {
    ["書かれていません", "がありません"].iter().any(|words| message.contains(words))
}

/// Whether a sentence counts the rows of a slip.
fn is_of_rows(message: &str) -> bool {
    message.contains("利用票") && ["超えて", "違います", "重な"].iter().any(|words| message.contains(words))
}

/// Whether a sentence compares one table with another, or says that a waiver has nothing to set aside.
fn is_about_another_table(message: &str) -> bool {
    ["見当たりません", "違います", "一日もありません", "に当たる指摘は"].iter().any(|words| message.contains(words))
}

/// Whether a place stands in a row of a list.
fn is_in_row(root: &Node, place: Span, id: FileId) -> bool {
    place.file == id && root.steps_to(place).0.iter().any(|step| matches!(step, Step::Item(_)))
}

/// The keys in rows of lists with nothing behind them.
fn emptied_in_rows(node: &Node, in_row: bool, found: &mut Vec<Span>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                if in_row && is_empty(&entry.value) {
                    found.push(entry.key_span);
                }
                emptied_in_rows(&entry.value, false, found);
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| emptied_in_rows(item, true, found)),
        Kind::Null | Kind::Scalar(_) => {}
    }
}

/// Whether nothing is written there.
pub(super) fn is_empty(node: &Node) -> bool {
    matches!(&node.kind, Kind::Null) || matches!(&node.kind, Kind::Scalar(text) if text.trim().is_empty())
}
