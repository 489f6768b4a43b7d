//! Which lines of brackets belong together, and the two that hold them: the one that ends with the bracket that opens all, and the one that
//! closes it. Either bracket may be lost or be another, and a line between them may have gone astray.

use super::MAX_LINES;
use super::odd::Odd;
use crate::source::{SourceFile, to_u32, without_comment, words_at};
use std::ops::RangeInclusive;

/// What is typed in the place of `[` and `{`.
const LIKE_OPENING: [char; 9] = ['(', '（', '［', '｛', '【', '「', '『', '〔', '〈'];
/// What is typed in the place of `]` and `}`.
const LIKE_CLOSING: [char; 9] = [')', '）', '］', '｝', '】', '」', '』', '〕', '〉'];

/// The lines of brackets that are open over several lines around a place: the whole file, or those that stand deeper than the line where
/// they begin, which ends with a bracket, and the line that closes them.
pub(super) fn region(file: &SourceFile, at: usize) -> Option<RangeInclusive<usize>> {
    let last = file.line_of(to_u32(file.text().trim_end().len()));
    if last > MAX_LINES {
        return None;
    }
    if file.is_in_brackets() {
        let first = (1..=last).find(|line| file.says(*line))?;
        return (first < last).then_some(first..=last);
    }
    let mut least = usize::MAX;
    let mut found = None;
    for line in file.said_above(at + 1) {
        let (column, text) = (file.indent(line), without_comment(file.line(line)).trim());
        if column < least || line == at {
            if opens(text) || lost_bracket(file, line, last) {
                found = Some(line);
            }
            if !closes(text) && !is_astray(text) {
                least = column;
            }
            if least == 0 {
                break;
            }
        }
    }
    let first = found?;
    let end = end_of(file, first, last)?;
    let rows = || (first + 1..=end).map(|line| without_comment(file.line(line)).trim()).filter(|line| !line.is_empty());
    // Entries of a list or a part that a bracket was typed before: they have no commas.
    let n_commas =
        rows().filter(|row| row.ends_with([',', '{', '[']) || row.starts_with(['{', '[']) || closes(row)).count();
    (rows().count() > 1 && n_commas * 2 >= rows().count() && !rows().any(|row| row.starts_with("- ")))
        .then_some(first..=end)
}

/// The last line between the brackets that a line begins, or the one that closes them.
fn end_of(file: &SourceFile, first: usize, last: usize) -> Option<usize> {
    let text = file.line(first);
    // What a key of a row opens ends before the next key beside it, not where the row does.
    let depth = if text.contains(": ") { words_at(text) } else { file.indent(first) };
    let inside = |line: &usize| {
        let text = without_comment(file.line(*line)).trim();
        !file.says(*line)
            || file.indent(*line) > depth
            || file.indent(*line) == depth && closes(text)
            || is_astray(text)
    };
    let mut end = None;
    for line in (first + 1..=last).take_while(inside).filter(|line| file.says(*line)) {
        let text = without_comment(file.line(line)).trim();
        // What is astray belongs to the brackets only where they go on below it.
        if file.indent(line) > depth || closes(text) {
            end = Some(line);
        }
        // 「}, {」 goes on with the next row.
        if file.indent(line) == depth && closes(text) && !text.ends_with(['{', '[']) {
            break;
        }
    }
    end
}

/// Whether a line ends with the bracket that opens what stands below it.
fn opens(text: &str) -> bool {
    let begins = text.trim_start_matches("- ");
    text.ends_with(['[', '{']) && (begins.contains(": ") || begins.len() == 1)
}

/// Whether a line begins with a bracket that closes, or is another alone.
fn closes(text: &str) -> bool {
    text.starts_with([']', '}']) || alone(text).is_some()
}

/// A bracket alone on its line that closes and is none of YAML's.
pub(in super::super) fn alone(text: &str) -> Option<char> {
    let mut chars = text.trim_end_matches(['，', '、', ',']).chars();
    chars.next().filter(|c| LIKE_CLOSING.contains(c) && chars.next().is_none())
}

/// Whether a line is neither an entry nor an item, nor a bracket: between brackets it may stand wherever it does.
fn is_astray(text: &str) -> bool {
    let key = text.split_once(": ").map(|(key, _)| key).or_else(|| text.strip_suffix(':'));
    let is_entry = key.is_some_and(|key| !key.contains(['{', '[']));
    !is_entry && !closes(text) && !opens(text) && !text.starts_with("- ") && !text.contains('：')
}

/// Whether a line has lost the bracket that opens what is closed below, or has another for it.
fn lost_bracket(file: &SourceFile, line: usize, last: usize) -> bool {
    let text = without_comment(file.line(line)).trim();
    let is_key = text.trim_end_matches(LIKE_OPENING).trim_end().ends_with([':', '：']);
    let mut below = (line + 1..=last).filter(|below| file.says(*below));
    let is_row = |row: usize| file.indent(row) > file.indent(line) && !file.line(row).trim().starts_with("- ");
    let is_list = |row: usize| {
        file.line(row).trim().starts_with('{') || text.ends_with(LIKE_OPENING) || are_fields(file, line, row, last)
    };
    let count = |row: usize, brackets: [char; 2]| file.line(row).matches(brackets).count();
    let is_closed = |end: usize| count(end, [']', '}']) > count(end, ['[', '{']);
    let is_dashed = |row: usize| text.starts_with('-') && !are_fields(file, line, row, last);
    let Some(row) = below
        .next()
        .filter(|row| is_key && !text.starts_with('#') && is_row(*row) && is_list(*row) && !is_dashed(*row))
    else {
        return false;
    };
    // A bracket alone below its key that is closed in its own column is the one that opens all.
    let is_own = |end: usize| file.line(row).trim().len() == 1 && file.indent(end) >= file.indent(row);
    end_of(file, line, last).is_some_and(|end| is_closed(end) && !is_own(end))
}

/// Whether all from a row on ends as fields in brackets do, down to a line that is the bracket that closes them.
fn are_fields(file: &SourceFile, line: usize, row: usize, last: usize) -> bool {
    let Some(end) = end_of(file, line, last).filter(|end| *end > row) else { return false };
    let texts: Vec<&str> =
        (row..=end).filter(|line| file.says(*line)).map(|line| without_comment(file.line(line)).trim()).collect();
    let [fields @ .., close] = texts.as_slice() else { return false };
    let goes_on = |pair: &[&str]| pair[0].ends_with([',', '{', '[']) || pair[1].starts_with(['}', ']']);
    let n_commas = fields.iter().filter(|text| text.ends_with(',')).count();
    matches!(*close, "}" | "]" | "}," | "],") && n_commas > 0 && texts.windows(2).all(goes_on)
}

/// The line that begins all and what is odd in it: its bracket is lost, another, or a comment below it.
pub(super) fn odd_opening(file: &SourceFile, region: &RangeInclusive<usize>) -> Option<(usize, Odd)> {
    let (first, end) = (*region.start(), *region.end());
    let text = without_comment(file.line(first));
    let last = text.chars().next_back()?;
    let wanted = if file.line(end).trim_end_matches([' ', ',']).ends_with(']') { '[' } else { '{' };
    let below = || (first + 1..=end).find(|line| !file.line(*line).trim().is_empty());
    let is_hidden = |line: &usize| {
        let hidden = file.line(*line).trim().strip_prefix('#').map(str::trim);
        hidden.is_some_and(|hidden| matches!(hidden, "{" | "["))
    };
    let odd = match last {
        ':' => match below().filter(is_hidden) {
            Some(hidden) => return Some((hidden, Odd::Hidden(end))),
            None => Some(Odd::NotOpened(end)),
        },
        // In full width it is told as that.
        '［' | '｛' => None,
        _ => LIKE_OPENING.contains(&last).then(|| Odd::Round(text.len() - last.len_utf8(), last, wanted)),
    };
    odd.map(|odd| (first, odd))
}

/// What is odd in a line that closes: its bracket is another.
pub(super) fn odd_closing(file: &SourceFile, first: usize, line: usize) -> Option<Odd> {
    let text = without_comment(file.line(line));
    let found = alone(text.trim()).filter(|c| !matches!(c, '］' | '｝'))?;
    let is_opener = |above: &usize| {
        let text = without_comment(file.line(*above));
        file.indent(*above) <= file.indent(line) && text.ends_with(['[', '{'])
    };
    let opener = (first..line).rev().find(is_opener)?;
    let wanted = if without_comment(file.line(opener)).ends_with('[') { ']' } else { '}' };
    Some(Odd::Round(text.find(found)?, found, wanted))
}
