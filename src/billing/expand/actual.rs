//! 「実績」 begun from 予定, for correction: only lines that have none are filled.

use super::insert::{
    Edit, after_line, apply, cannot_add, colon_after, column, line_end, month_node, offset, read, same, split_mark,
    with_line_feeds,
};
use super::write::day_numbers;
use crate::billing::uses::{Mode, days_of};
use crate::billing::{Refusal, RefusalKind, tariff};
use crate::calendar::{Month, era};
use crate::case::days::{DayNumber, DayPattern};
use crate::case::{CaseFile, ServiceLine};
use crate::source::Span;
use crate::source::yaml::{Entry, Kind, Node};

/// The 実績 of a month's lines, as they are to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActualBlock {
    /// The month.
    pub month: Month,
    /// Position among the month's lines, and the days as YAML writes them.
    pub lines: Vec<(usize, String)>,
}

/// What 実績 would be if everything went as planned, for the lines without one.
///
/// # Errors
/// When the plan has no slip for the month.
pub fn actual_block(case: &CaseFile, month: Month) -> Result<ActualBlock, Refusal> {
    let block = case.months.iter().find(|block| block.month.value() == Some(month)).ok_or_else(|| {
        Refusal::new(RefusalKind::Missing, Span::DETACHED, format!("{}の利用票がありません", era::month(month)))
            .help("先に予定の利用票を作ってください")
    })?;
    let open =
        |line: &ServiceLine| line.actual.is_missing() && line.addition_rate.is_blank() && !line.planned.is_missing();
    let lines = block
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| open(line))
        .map(|(at, line)| (at, days_text(line, month)))
        .collect();
    Ok(ActualBlock { month, lines })
}

/// The planned days as they came out, one by one; a rental of the whole month stays 毎日.
fn days_text(line: &ServiceLine, month: Month) -> String {
    let counts = days_of(line, month, Mode::Planned);
    let days: Vec<(DayNumber, u8)> =
        (1..).zip(counts).filter(|(_, uses)| *uses > 0).map(|(day, uses)| (DayNumber(day), uses)).collect();
    let equipment = line.code.text().trim().get(..2).and_then(tariff::kind).is_some_and(|kind| kind.equipment);
    if equipment
        && line.planned.pattern == DayPattern::Daily
        && u32::try_from(days.len()).is_ok_and(|days| days == month.n_days())
    {
        return "毎日".to_owned();
    }
    day_numbers(&days)
}

/// Writes them into a plan's text; every other byte stays.
///
/// # Errors
/// When the text cannot be read, or a line cannot be filled without touching anything else.
pub fn insert_actual(original: &str, block: &ActualBlock) -> Result<String, Refusal> {
    with_line_feeds(original, |original| insert_into(original, block))
}

fn insert_into(original: &str, block: &ActualBlock) -> Result<String, Refusal> {
    let (mark, text) = split_mark(original);
    let Some(root) = read(text)? else { return Err(cannot_add()) };
    let lines = lines_of(&root, block.month).ok_or_else(cannot_add)?;
    let eol = line_end(text);
    let mut edits = Vec::new();
    for (at, days) in &block.lines {
        let line = lines.get(*at).ok_or_else(cannot_add)?;
        edits.extend(edit(text, line, days, eol)?);
    }
    let new = apply(text, edits);
    let after = read(&new)?.ok_or_else(cannot_add)?;
    if !is_old_with_actual(&root, &after, block) {
        return Err(cannot_add());
    }
    Ok(format!("{mark}{new}"))
}

fn lines_of(root: &Node, month: Month) -> Option<&[Node]> {
    match &month_node(root, month)?.get("サービス")?.value.kind {
        Kind::Seq(lines) => Some(lines),
        _ => None,
    }
}

/// How one line gets its 実績; none when it has one.
fn edit(text: &str, line: &Node, days: &str, eol: &str) -> Result<Option<Edit>, Refusal> {
    if let Some(entry) = line.get("実績") {
        return match &entry.value.kind {
            Kind::Null => {
                colon_after(text, entry).map(|at| Some(Edit::insert(at, format!(" {days}")))).ok_or_else(cannot_add)
            }
            Kind::Scalar(empty) if empty.trim().is_empty() => Ok(Some(Edit {
                from: offset(entry.value.span.start),
                to: offset(entry.value.span.end),
                text: days.to_owned(),
            })),
            _ => Ok(None),
        };
    }
    let Some(planned) = line.get("予定") else { return Ok(None) };
    let end = offset(planned.value.span.end);
    if text[offset(line.span.start)..].starts_with('{') {
        return Ok(Some(Edit::insert(end, format!(", 実績: {days}"))));
    }
    let indent = " ".repeat(column(text, offset(planned.key_span.start)));
    Ok(Some(after_line(text, end, &format!("{indent}実績: {days}{eol}"), eol)))
}

/// Whether a tree is another with 実績 more on the block's lines and nothing else changed.
fn is_old_with_actual(old: &Node, new: &Node, block: &ActualBlock) -> bool {
    let (Some(before), Some(after)) = (lines_of(old, block.month), lines_of(new, block.month)) else { return false };
    let without = |line: &Node| match &line.kind {
        Kind::Map(entries) => entries.iter().filter(|entry| entry.key != "実績").cloned().collect::<Vec<Entry>>(),
        _ => Vec::new(),
    };
    let same_entries = |a: &[Entry], b: &[Entry]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(&a.value, &b.value))
    };
    let lines_kept = before.len() == after.len()
        && before.iter().zip(after).enumerate().all(|(at, (a, b))| {
            let filled = block.lines.iter().any(|(line, _)| *line == at);
            if filled { b.get("実績").is_some() && same_entries(&without(a), &without(b)) } else { same(a, b) }
        });
    lines_kept && same(&without_lines(old, block.month), &without_lines(new, block.month))
}

/// The tree without the lines of a month.
fn without_lines(root: &Node, month: Month) -> Node {
    let mut root = root.clone();
    if let Kind::Map(entries) = &mut root.kind {
        for entry in entries.iter_mut().filter(|entry| entry.key == "第6表") {
            let Kind::Seq(items) = &mut entry.value.kind else { continue };
            for item in items {
                let is_month = item.get("年月").is_some_and(|found| match &found.value.kind {
                    Kind::Scalar(text) => {
                        <Month as crate::source::read::Scalar>::parse(text).is_ok_and(|found| found == month)
                    }
                    _ => false,
                });
                if let Kind::Map(entries) = &mut item.kind
                    && is_month
                {
                    entries.retain(|entry| entry.key != "サービス");
                }
            }
        }
    }
    root
}
