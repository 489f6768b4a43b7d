//! Adding to a plan's text and leaving every other byte as it is: comments, line ends, a missing last line end, a byte order mark.
//!
//! The place is found in the YAML tree, the text is put there, and the result is read again: unless the old plan is in it
//! unchanged with just the month more, nothing is given back.

use super::MonthBlock;
use crate::billing::{Refusal, RefusalKind};
use crate::calendar::Month;
use crate::source::read::Scalar;
use crate::source::yaml::{self, Kind, Node};
use crate::source::{FileId, SourceFile, Span};

const KEY: &str = "第6表";

/// A piece of text that takes the place of another (mostly of nothing).
pub(super) struct Edit {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
}

impl Edit {
    pub(super) fn insert(at: usize, text: String) -> Self {
        Self { from: at, to: at, text }
    }
}

/// Adds a month to a plan's text. A plan that has the month already comes back as it was.
///
/// # Errors
/// When the text cannot be read, or the month cannot be added without touching anything else.
pub fn insert_block(original: &str, block: &MonthBlock) -> Result<String, Refusal> {
    with_line_feeds(original, |original| insert_into(original, block))
}

fn insert_into(original: &str, block: &MonthBlock) -> Result<String, Refusal> {
    let (mark, text) = split_mark(original);
    let root = read(text)?;
    if root.as_ref().is_some_and(|root| month_node(root, block.month).is_some()) {
        return Ok(original.to_owned());
    }
    let eol = line_end(text);
    let edit = match root.as_ref().and_then(|root| root.get(KEY)) {
        Some(entry) => beside_months(text, root.as_ref(), entry, block, eol)?,
        None => at_the_end(text, root.as_ref(), block, eol),
    };
    let new = apply(text, vec![edit]);
    let after = read(&new)?;
    if !is_old_with_month(root.as_ref(), after.as_ref(), block.month) {
        return Err(cannot_add());
    }
    Ok(format!("{mark}{new}"))
}

/// A month's block of a plan's text as it stands there, with the key above it.
#[must_use]
pub fn month_text(original: &str, month: Month) -> Option<String> {
    let old_ends = original.contains('\r') && !original.contains('\n');
    let original = &if old_ends { original.replace('\r', "\n") } else { original.to_owned() };
    let (_, text) = split_mark(original);
    let root = read(text).ok()??;
    let node = month_node(&root, month)?;
    let (start, end) = (offset(node.span.start), offset(node.span.end));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let from = if text[line_start..start].trim_matches([' ', '-']).is_empty() { line_start } else { start };
    let eol = line_end(text);
    let body = &text[from..end];
    let dash = if from == start { "  - " } else { "" };
    Some(format!("{KEY}:{eol}{dash}{body}{eol}"))
}

/// Does something to a text whose lines end in CR alone, as on old machines, as if they ended in LF.
pub(super) fn with_line_feeds(
    original: &str,
    change: impl FnOnce(&str) -> Result<String, Refusal>,
) -> Result<String, Refusal> {
    if original.contains('\n') || !original.contains('\r') {
        return change(original);
    }
    change(&original.replace('\r', "\n")).map(|new| new.replace('\n', "\r"))
}

/// The byte order mark and the rest.
pub(super) fn split_mark(text: &str) -> (&str, &str) {
    text.strip_prefix('\u{feff}').map_or(("", text), |rest| ("\u{feff}", rest))
}

/// The tree of a text that is whole.
pub(super) fn read(text: &str) -> Result<Option<Node>, Refusal> {
    let tree = crate::case::read::tree(FileId(0), &SourceFile::new("", text));
    if tree.broken {
        return Err(Refusal::new(RefusalKind::Unreadable, Span::DETACHED, "計画書を読めないので、書き加えられません"));
    }
    Ok(tree.root)
}

/// The line end that a text uses.
pub(super) fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.from));
    let mut new = text.to_owned();
    for edit in edits {
        new.replace_range(edit.from..edit.to, &edit.text);
    }
    new
}

pub(super) fn offset(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// The item of a month.
pub(super) fn month_node(root: &Node, month: Month) -> Option<&Node> {
    let Kind::Seq(items) = &root.get(KEY)?.value.kind else { return None };
    items.iter().find(|item| month_of(item) == Some(month))
}

fn month_of(item: &Node) -> Option<Month> {
    match &item.get("年月")?.value.kind {
        Kind::Scalar(text) => Month::parse(text).ok(),
        _ => None,
    }
}

/// Where the line that holds a byte ends, before its line end.
fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |found| at + found)
}

/// A block put on lines of its own after the line on which what ends before byte `at` ends.
pub(super) fn after_line(text: &str, at: usize, lines: &str, eol: &str) -> Edit {
    let end = end_of_line(text, text[..at].trim_end().len());
    if end == text.len() {
        // The file ends without a line end, and so it stays.
        return Edit::insert(end, format!("{eol}{}", lines.trim_end_matches(['\r', '\n'])));
    }
    Edit::insert(end + 1, lines.to_owned())
}

/// The column of a byte.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - text[..at].rfind('\n').map_or(0, |found| found + 1)
}

/// The month beside those that are there, or in the place of an empty list.
fn beside_months(
    text: &str,
    root: Option<&Node>,
    entry: &yaml::Entry,
    block: &MonthBlock,
    eol: &str,
) -> Result<Edit, Refusal> {
    let key_column = column(text, offset(entry.key_span.start));
    let in_braces = root.is_some_and(|root| text[offset(root.span.start)..].starts_with('{'));
    let (start, end) = (offset(entry.value.span.start), offset(entry.value.span.end));
    match &entry.value.kind {
        Kind::Seq(items) if text[start..].starts_with('[') => match items.last() {
            Some(last) => Ok(Edit::insert(
                offset(last.span.end),
                format!(",{eol}{}{}", " ".repeat(key_column + 4), block.flow_item(key_column + 6, eol)),
            )),
            None if in_braces => Ok(Edit::insert(start + 1, block.flow_item(key_column + 4, eol))),
            None => empty_value(text, entry, &text[start..end], key_column, block, eol),
        },
        Kind::Seq(items) => {
            let before = items
                .iter()
                .filter(|item| month_of(item).is_some_and(|month| month < block.month))
                .max_by_key(|item| month_of(item));
            let Some(before) = before.or(items.last()) else { return Err(cannot_add()) };
            let first = offset(items[0].span.start);
            let dash = text[..first].trim_end();
            let indent = if dash.ends_with('-') { column(text, dash.len() - 1) } else { key_column + 2 };
            Ok(after_line(text, offset(before.span.end), &block.item(indent, eol), eol))
        }
        Kind::Null | Kind::Scalar(_) if in_braces => {
            let colon = colon_after(text, entry).ok_or_else(cannot_add)?;
            Ok(Edit::insert(colon, format!(" [{}]", block.flow_item(key_column + 4, eol))))
        }
        Kind::Null => {
            let colon = colon_after(text, entry).ok_or_else(cannot_add)?;
            let rest = &text[colon..end_of_line(text, colon)];
            let word = rest.split('#').next().unwrap_or(rest).trim();
            empty_value(text, entry, word, key_column, block, eol)
        }
        Kind::Scalar(_) => empty_value(text, entry, &text[start..end], key_column, block, eol),
        Kind::Map(_) => Err(cannot_add()),
    }
}

/// The list in block style in the place of a value that says that there is none.
fn empty_value(
    text: &str,
    entry: &yaml::Entry,
    word: &str,
    key_column: usize,
    block: &MonthBlock,
    eol: &str,
) -> Result<Edit, Refusal> {
    let colon = colon_after(text, entry).ok_or_else(cannot_add)?;
    let empty_list = word.starts_with('[') && word.ends_with(']');
    let says_none = empty_list || matches!(word, "" | "~" | "null" | "Null" | "NULL" | "\"\"" | "''");
    if !says_none {
        return Err(cannot_add());
    }
    let line = end_of_line(text, colon);
    let lines = block.item(key_column + 2, eol);
    let Some(found) = text[colon..line].find(word).filter(|_| !word.is_empty()) else {
        return Ok(after_line(text, colon, &lines, eol));
    };
    // `第6表: []  # まだない` keeps its comment on the key's line.
    let (from, to) = (colon + text[colon..colon + found].trim_end().len(), colon + found + word.len());
    let rest = &text[to..line];
    let inserted = after_line(text, to, &lines, eol);
    let tail = &text[line..inserted.from];
    Ok(Edit { from, to: inserted.from, text: format!("{rest}{tail}{}", inserted.text) })
}

/// The byte after the colon of an entry's key.
pub(super) fn colon_after(text: &str, entry: &yaml::Entry) -> Option<usize> {
    let from = offset(entry.key_span.end);
    text[from..end_of_line(text, from)].find(':').map(|found| from + found + 1)
}

/// The key and its first month at the end of the plan.
fn at_the_end(text: &str, root: Option<&Node>, block: &MonthBlock, eol: &str) -> Edit {
    let first_key = root.and_then(|root| match &root.kind {
        Kind::Map(entries) => entries.first(),
        _ => None,
    });
    if let Some(root) = root.filter(|root| text[offset(root.span.start)..].starts_with('{')) {
        let close = offset(root.span.end).saturating_sub(1);
        let filled = text[..close].trim_end();
        let comma = if filled.ends_with(',') || first_key.is_none() { "" } else { "," };
        return Edit::insert(filled.len(), format!("{comma}{eol}  {KEY}: [{}]", block.flow_item(4, eol)));
    }
    let indent = first_key.map_or(0, |entry| column(text, offset(entry.key_span.start)));
    let lines = format!("{}{KEY}:{eol}{}", " ".repeat(indent), block.item(indent + 2, eol));
    // A line of three dots ends the document: what comes after it is not read.
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "..." {
            return Edit::insert(at, lines);
        }
        at += line.len();
    }
    if text.is_empty() || text.ends_with('\n') {
        Edit::insert(text.len(), lines)
    } else {
        after_line(text, text.len(), &lines, eol)
    }
}

/// Whether a tree is another with one month more and nothing else changed.
fn is_old_with_month(old: Option<&Node>, new: Option<&Node>, month: Month) -> bool {
    let entries = |node: Option<&Node>| match node.map(|node| node.kind.clone()) {
        Some(Kind::Map(entries)) => entries,
        _ => Vec::new(),
    };
    let (old_entries, new_entries) = (entries(old), entries(new));
    let others = |entries: &[yaml::Entry]| entries.iter().filter(|entry| entry.key != KEY).cloned().collect::<Vec<_>>();
    let (a, b) = (others(&old_entries), others(&new_entries));
    let same_rest = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.key == b.key && same(&a.value, &b.value));
    let items = |entries: &[yaml::Entry]| match entries
        .iter()
        .find(|entry| entry.key == KEY)
        .map(|entry| entry.value.kind.clone())
    {
        Some(Kind::Seq(items)) => items,
        _ => Vec::new(),
    };
    let (before, mut after) = (items(&old_entries), items(&new_entries));
    let Some(at) = after.iter().position(|item| month_of(item) == Some(month)) else { return false };
    after.remove(at);
    same_rest && before.len() == after.len() && before.iter().zip(&after).all(|(a, b)| same(a, b))
}

/// Whether two trees say the same, wherever they stand.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Scalar(a), Kind::Scalar(b)) => a == b,
        (Kind::Seq(a), Kind::Seq(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Kind::Map(a), Kind::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(&a.value, &b.value))
        }
        _ => false,
    }
}

pub(super) fn cannot_add() -> Refusal {
    Refusal::new(RefusalKind::Unreadable, Span::DETACHED, "この計画書の書き方では、ほかを変えずに書き加えられません")
        .help("--write を付けずに実行し、出てきた文を第6表に写してください")
}
