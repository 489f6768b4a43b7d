//! A month, or its 実績, put into a plan's text. How a text is changed without touching anything else is
//! [`crate::source::edit`]'s business; here stands what goes where.

use super::MonthBlock;
use crate::billing::{Refusal, RefusalKind};
use crate::calendar::Month;
use crate::case::CaseFile;
use crate::source::edit::{self, Change, Path, Value};
use crate::source::read::Scalar;
use crate::source::yaml::{Kind, Node};
use crate::source::{FileId, SourceFile, Span, line_end_of};

pub(super) const KEY: &str = "第6表";

/// Adds a month to a plan's text. A plan that has the month already comes back as it was.
///
/// # Errors
/// When the text cannot be read, or the month cannot be added without touching anything else.
pub fn insert_block(original: &str, block: &MonthBlock) -> Result<String, Refusal> {
    let root = read(original)?;
    let months = root.as_ref().map(month_items).unwrap_or_default();
    if months.iter().any(|item| month_of(item) == Some(block.month)) {
        return Ok(original.to_owned());
    }
    let earlier = months
        .iter()
        .enumerate()
        .filter(|(_, item)| month_of(item).is_some_and(|month| month < block.month))
        .max_by_key(|(_, item)| month_of(item));
    let at = earlier.map_or(months.len(), |(at, _)| at + 1);
    let value = item(block).ok_or_else(cannot_add)?;
    let path = Path::default().key(KEY);
    let missing = root.as_ref().is_none_or(|root| root.get(KEY).is_none());
    let change = if missing {
        Change::put(path, Value::List(vec![value]), CaseFile::KEYS)
    } else {
        Change::InsertItem { list: path, at, value }
    };
    changed(original, &[change])
}

/// A month's block (both, where it has two) of a plan's text as it stands there, with the key above it.
#[must_use]
pub fn month_text(original: &str, month: Month) -> Option<String> {
    let root = read(original).ok()??;
    let items = month_items(&root).iter().enumerate();
    let at: Vec<usize> = items.filter(|(_, item)| month_of(item) == Some(month)).map(|(at, _)| at).collect();
    blocks_text(original, &at)
}

/// Blocks of a plan's text as they stand there, by their positions, with the key above them; none where there are none.
#[must_use]
pub fn blocks_text(original: &str, positions: &[usize]) -> Option<String> {
    // On a terminal a bare CR writes one line over the other.
    let (eol, original) = match line_end_of(original) {
        "\r" => ("\n", &original.replace("\r\n", "\n").replace('\r', "\n")),
        eol => (eol, &original.to_owned()),
    };
    let text = without_mark(original);
    let root = read(original).ok()??;
    let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    let block = |node: &Node| {
        let (start, end) = (byte(node.span.start), byte(node.span.end));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let from = if text[line_start..start].trim_matches([' ', '-']).is_empty() { line_start } else { start };
        let dash = if from == start { "  - " } else { "" };
        format!("{dash}{}{eol}", &text[from..end])
    };
    let blocks: String = positions.iter().filter_map(|at| month_items(&root).get(*at)).map(block).collect();
    (!blocks.is_empty()).then(|| format!("{KEY}:{eol}{blocks}"))
}

/// Changes made together, or a refusal with advice.
pub(super) fn changed(original: &str, changes: &[Change]) -> Result<String, Refusal> {
    edit::edit(original, changes).map(|edited| edited.text).map_err(|refused| {
        Refusal::new(RefusalKind::Unreadable, Span::DETACHED, refused.message)
            .help("careplan month を --write を付けずに実行し、出てきた文を第6表に写してください")
    })
}

/// The tree of a text that is whole.
pub(super) fn read(original: &str) -> Result<Option<Node>, Refusal> {
    let tree = crate::case::read::tree(FileId(0), &SourceFile::new("", without_mark(original)));
    if tree.broken {
        return Err(Refusal::new(RefusalKind::Unreadable, Span::DETACHED, "計画書を読めないので、書き加えられません"));
    }
    Ok(tree.root)
}

/// A value as it is written in a line of the slip.
pub(super) fn line_value(yaml: &str) -> Option<Value> {
    let root = read(yaml).ok()??;
    Some(in_lines(Value::from(&root)))
}

pub(super) fn cannot_add() -> Refusal {
    Refusal::new(RefusalKind::Unreadable, Span::DETACHED, "この計画書の書き方では、ほかを変えずに書き加えられません")
        .help("careplan month を --write を付けずに実行し、出てきた文を第6表に写してください")
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

pub(super) fn month_items(root: &Node) -> &[Node] {
    match root.get(KEY).map(|entry| &entry.value.kind) {
        Some(Kind::Seq(items)) => items,
        _ => &[],
    }
}

pub(super) fn month_of(item: &Node) -> Option<Month> {
    match &item.get("年月")?.value.kind {
        Kind::Scalar(text) => Month::parse(text).ok(),
        _ => None,
    }
}

/// The block as a value: one line of the slip on one line of the file.
fn item(block: &MonthBlock) -> Option<Value> {
    let root = read(&block.yaml()).ok()??;
    let Value::Map(entries) = Value::from(month_items(&root).first()?) else { return None };
    let styled = |(key, value): (String, Value)| match value {
        Value::List(lines) if key == "サービス" => (key, Value::List(lines.into_iter().map(in_lines).collect())),
        value => (key, in_lines(value)),
    };
    Some(Value::Map(entries.into_iter().map(styled).collect()))
}

fn in_lines(value: Value) -> Value {
    if matches!(value, Value::List(_) | Value::Map(_)) { value.flow() } else { value }
}
