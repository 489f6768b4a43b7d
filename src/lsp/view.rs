//! The plan at a glance: its outline, what can be folded, figures behind lines, other files, buttons above tables.

use super::document::Document;
use super::hover::{days_left, line_figures, month_figures};
use crate::calendar::{Date, Datelike, Period, weekday_letter};
use crate::rules::CheckContext;
use crate::source::Span;
use crate::source::read::Scalar;
use crate::source::yaml::{Entry, Kind, Node};

/// One part of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    /// What it is called.
    pub(super) name: String,
    /// The whole part.
    pub(super) span: Span,
    /// Its name in the file.
    pub(super) head: Span,
    /// The parts in it.
    pub(super) children: Vec<Symbol>,
}

/// The tables, needs, goals, meetings, records and months.
#[must_use]
pub(super) fn symbols(document: &Document) -> Vec<Symbol> {
    let Some(Kind::Map(entries)) = document.checked.case.root.as_ref().map(|root| &root.kind) else {
        return Vec::new();
    };
    entries.iter().map(|entry| symbol(entry, 0)).collect()
}

fn symbol(entry: &Entry, depth: usize) -> Symbol {
    let end = entry.value.span.end.max(entry.key_span.end);
    let children = if depth < 6 { parts(&entry.value, depth) } else { Vec::new() };
    Symbol { name: entry.key.clone(), span: Span { end, ..entry.key_span }, head: entry.key_span, children }
}

/// Keys whose values are lists or maps; items of lists by their first text.
fn parts(node: &Node, depth: usize) -> Vec<Symbol> {
    match &node.kind {
        Kind::Map(entries) => {
            let big = entries.iter().filter(|entry| {
                matches!(&entry.value.kind, Kind::Seq(items) if !items.is_empty())
                    || matches!(&entry.value.kind, Kind::Map(_))
            });
            big.map(|entry| symbol(entry, depth + 1)).collect()
        }
        Kind::Seq(items) => items
            .iter()
            .filter(|item| matches!(item.kind, Kind::Map(_)))
            .map(|item| {
                let head = item.first_line_span();
                Symbol { name: first_text(item), span: item.span, head, children: parts(item, depth + 1) }
            })
            .collect(),
        Kind::Null | Kind::Scalar(_) => Vec::new(),
    }
}

fn first_text(node: &Node) -> String {
    let Kind::Map(entries) = &node.kind else { return String::new() };
    let text = entries.iter().find_map(|entry| match &entry.value.kind {
        Kind::Scalar(text) if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    });
    let line = text.and_then(|text| text.lines().next()).unwrap_or("（空欄）");
    line.chars().take(30).collect()
}

/// Lines (from 1) that can be folded: the first and the last.
#[must_use]
pub(super) fn folds(document: &Document) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Vec<Symbol> = symbols(document);
    while let Some(symbol) = open.pop() {
        let file = document.file();
        let (first, last) = (file.line_of(symbol.span.start), file.line_of(symbol.span.end.saturating_sub(1)));
        if last > first {
            found.push((first, last));
        }
        open.extend(symbol.children);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Words that are shown behind places of the plan: weekdays, days left, uses, units and yen.
#[must_use]
pub(super) fn hints(document: &Document) -> Vec<(u32, String)> {
    let case = &document.checked.case.file;
    let context = CheckContext::new(case, None);
    let valid = context.certification().map(|certification| certification.valid_period.span());
    let mut hints: Vec<(u32, String)> = document
        .texts()
        .into_iter()
        .filter_map(|(text, span)| {
            if let Ok(day) = Date::parse(text) {
                return Some((span.end, format!("（{}）", weekday_letter(day.weekday()))));
            }
            let left = days_left(Period::parse(text).ok().filter(|_| valid == Some(span))?, context.day()?)?;
            Some((span.end, left))
        })
        .collect();
    for block in &case.months {
        for (at, figures) in line_figures(case, block) {
            if let Some(line) = block.lines.get(at) {
                hints.push((line.span.end, figures));
            }
        }
        hints.extend(month_figures(case, block).map(|figures| (block.month.span().end, figures)));
    }
    hints.sort_unstable();
    hints
}

/// Places that name other files, with the names.
#[must_use]
pub(super) fn links(document: &Document) -> Vec<(Span, String)> {
    let named = |(text, span): (&str, Span)| {
        document.checked.case.links.iter().any(|link| link == text.trim()).then(|| (span, text.trim().to_owned()))
    };
    document.texts().into_iter().filter_map(named).collect()
}

/// The keys of the tables: above each of them the editor may print or show the plan.
#[must_use]
pub(super) fn tables(document: &Document) -> Vec<(Span, String)> {
    let Some(Kind::Map(entries)) = document.checked.case.root.as_ref().map(|root| &root.kind) else {
        return Vec::new();
    };
    let table = |entry: &&Entry| entry.key.starts_with('第') && entry.key.ends_with('表');
    entries.iter().filter(table).map(|entry| (entry.key_span, entry.key.clone())).collect()
}
