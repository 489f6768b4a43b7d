//! Shapes at a keystroke, for editors without snippets and for lists: the parts of a key, one item more, a whole plan.

use super::Action;
use crate::lsp::blanks::{self, PLACE};
use crate::lsp::document::Document;
use crate::lsp::outline;
use crate::lsp::shapes::Shape;
use crate::source::edit::TextEdit;
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{SourceFile, Span, line_end_of};

/// What can be filled in on the line of a byte.
pub(super) fn fill(document: &Document, at: u32) -> Vec<Action> {
    let file = document.file();
    let Some(root) = document.checked.case.root.as_ref() else { return whole(file).into_iter().collect() };
    match &root.kind {
        Kind::Null => whole(file).into_iter().collect(),
        _ if document.checked.case.broken => Vec::new(),
        _ => {
            let mut found = Vec::new();
            walk(root, &mut Vec::new(), file, file.line_of(at), &mut found);
            // The innermost first: who stands on a support wants one more of these.
            found.reverse();
            found
        }
    }
}

fn action(title: String, edits: Vec<TextEdit>) -> Action {
    Action { title, kind: "refactor.rewrite", preferred: false, mends: None, edits }
}

/// A whole plan, in a file that has nothing but comments.
fn whole(file: &SourceFile) -> Option<Action> {
    let (text, eol) = (file.text(), line_end_of(file.text()));
    if text.lines().any(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        return None;
    }
    // An editor's empty file may hold an empty line.
    let blank = text.len() - text.trim_end().len();
    let begin = if blank == text.len() { "" } else { eol };
    let lines: Vec<String> = blanks::plan().iter().map(|line| emptied(line)).filter(|line| !line.is_empty()).collect();
    let new = format!("{begin}{}{eol}", lines.join(eol));
    Some(action(
        "計画書の全ての項目を空欄で並べる".to_owned(),
        vec![TextEdit::replace(text.len() - blank..text.len(), new)],
    ))
}

/// A line without its places; the entry that would be named by one is nothing.
fn emptied(line: &str) -> String {
    if line.trim_start().starts_with(PLACE) && line.contains(": {") {
        return String::new();
    }
    line.replace(PLACE, "")
}

fn walk(node: &Node, path: &mut Vec<String>, file: &SourceFile, line: usize, found: &mut Vec<Action>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                path.push(entry.key.clone());
                if file.line_of(entry.key_span.start) == line {
                    found.extend(parts(entry, path, file));
                }
                if let Kind::Seq(items) = &entry.value.kind {
                    found.extend(one_more(entry, items, path, file, line));
                }
                walk(&entry.value, path, file, line, found);
                path.pop();
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| walk(item, path, file, line, found)),
        Kind::Null | Kind::Scalar(_) => {}
    }
}

/// Whether a place is inside braces or brackets.
fn in_flow(file: &SourceFile, at: u32) -> bool {
    outline::around(file, at).in_flow
}

fn line_end(file: &SourceFile, number: usize) -> usize {
    file.line_start(number) as usize + file.line(number).len()
}

/// The column of a byte; none when something else than blanks and dashes stands before it.
fn column(file: &SourceFile, at: u32) -> Option<usize> {
    let start = file.line_start(file.line_of(at)) as usize;
    let before = file.text().get(start..at as usize)?;
    before.bytes().all(|byte| matches!(byte, b' ' | b'-')).then_some(before.len())
}

/// The parts of a key that has none yet.
fn parts(entry: &Entry, path: &[String], file: &SourceFile) -> Option<Action> {
    let empty = match &entry.value.kind {
        Kind::Null => true,
        Kind::Scalar(text) => text.trim().is_empty(),
        Kind::Seq(items) => items.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
    };
    let own = column(file, entry.key_span.start)?;
    let lines = blanks::inside(path).filter(|_| empty && !in_flow(file, entry.key_span.start))?;
    let shape = Shape::at(path)?;
    if !(shape.is_map() || shape.is_list()) {
        return None;
    }
    let lines: Vec<String> = lines.iter().map(|line| emptied(line)).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return None;
    }
    let number = file.line_of(entry.key_span.start);
    let end = line_end(file, number);
    let written = file.slice(entry.value.span);
    let same_line = entry.value.span.end as usize <= end && !written.trim().is_empty();
    let mut edits = Vec::new();
    if same_line {
        edits.push(TextEdit::replace(entry.value.span.start as usize..entry.value.span.end as usize, ""));
    }
    let pad = " ".repeat(own + 2);
    let eol = line_end_of(file.text());
    edits.push(TextEdit::insert(end, format!("{eol}{pad}{}", blanks::indented(&lines, own + 2, eol))));
    Some(action(format!("「{}」の項目を並べる", entry.key), edits))
}

/// One item more, behind the one on whose lines the cursor is, or as the last.
fn one_more(entry: &Entry, items: &[Node], path: &[String], file: &SourceFile, line: usize) -> Option<Action> {
    let first_line = file.line_of(entry.key_span.start);
    let of = |span: Span| (file.line_of(span.start), file.line_of(span.end.saturating_sub(1).max(span.start)));
    let inside = items.iter().find(|item| (of(item.span).0..=of(item.span).1).contains(&line));
    let item = inside.or_else(|| items.last().filter(|_| first_line == line))?;
    let lines = blanks::inside(path)?;
    // Where the dash stands; a list in brackets has none.
    let start = file.line_start(of(item.span).0) as usize;
    let before = file.text().get(start..item.span.start as usize)?;
    let dash = before.rfind('-').filter(|_| before.bytes().all(|byte| matches!(byte, b' ' | b'-')))?;
    let lines: Vec<String> = lines.iter().map(|line| emptied(line)).collect();
    let eol = line_end_of(file.text());
    let end = line_end(file, of(item.span).1);
    let text = format!("{eol}{}{}", " ".repeat(dash), blanks::indented(&lines, dash, eol));
    Some(action(format!("「{}」を一つ加える", entry.key), vec![TextEdit::insert(end, text)]))
}
