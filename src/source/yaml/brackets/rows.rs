//! Rows of a list that stand in brackets and go over several lines: 「- {」 with a field on each line below it, or a row that was wrapped.
//! What is wrong with one of them YAML tells at the next, or where the row begins. So each row is looked at for itself.

use super::line::Line;
use super::odd::Odd;
use super::{MAX_LINES, MAX_ODD, Region, is_read, misfit, read};
use crate::source::{SourceFile, without_comment};
use std::ops::RangeInclusive;

/// No row goes over more lines.
const MAX_ROW: usize = 400;

/// How many lists above what was told are looked at: the line below the rows, or the first row of the next list,
const MAX_ABOVE: usize = 4;
/// and how many lines above that stand in none.
const MAX_BETWEEN: usize = 40;

/// The rows around a line, or before it, that have odd lines, and those: of what stands in them YAML may tell below them.
pub(super) fn odd_lines(file: &SourceFile, at: usize) -> Option<Region> {
    let mut place = at;
    let (mut n_lists, mut n_lines) = (0, 0);
    while n_lists < MAX_ABOVE && n_lines < MAX_BETWEEN {
        let rows = rows_of(file, place).unwrap_or_default();
        n_lists += usize::from(!rows.is_empty());
        n_lines += usize::from(rows.is_empty());
        let odd: Vec<(usize, Odd)> = rows.iter().flat_map(|row| odd_of(file, row)).take(MAX_ODD).collect();
        let first = rows.first().map_or(place, |row| *row.start());
        if let Some(last) = rows.last().filter(|_| !odd.is_empty()) {
            return Some((first..=at.max(*last.end()), odd));
        }
        place = (1..first).rev().take(MAX_ROW).find(|line| file.says(*line))?;
    }
    None
}

/// The rows of the list in which a line stands, if one of them is in brackets and goes over several lines.
fn rows_of(file: &SourceFile, at: usize) -> Option<Vec<RangeInclusive<usize>>> {
    let holds = |row: &RangeInclusive<usize>| row.contains(&at) && in_brackets(file, row);
    let row = (1..=at)
        .rev()
        .take(MAX_ROW)
        .filter(|line| begins_row(file, *line))
        .map(|start| start..=end_of(file, start))
        .find(holds)?;
    let depth = file.indent(*row.start());
    let is_in_list =
        |line: &usize| !file.says(*line) || !ends_row(file, *line, depth) || begins_item(file, *line, depth);
    let first = (1..=*row.start())
        .rev()
        .take(MAX_LINES)
        .take_while(is_in_list)
        .filter(|line| begins_item(file, *line, depth))
        .last();
    let mut rows = Vec::new();
    let mut next = Some(first.unwrap_or(*row.start()));
    while let Some(start) = next {
        let row = start..=end_of(file, start);
        next = (row.end() + 1..)
            .take(MAX_ROW)
            .find(|line| file.says(*line))
            .filter(|line| begins_item(file, *line, depth));
        rows.push(row);
    }
    // Without dashes it is a list in brackets, and behind the bracket of one a dash is the odd one.
    // A dash alone is the beginning of none where the others have theirs before no bracket.
    let is_lone = |row: &RangeInclusive<usize>| file.line(*row.start()).trim() == "-";
    let has_dash = rows.iter().any(|row| file.line(*row.start()).trim_start().starts_with('-') && !is_lone(row))
        || rows.iter().all(is_lone);
    let first = rows.first().map_or(at, |row| *row.start());
    let above = file.said_above(first).next();
    let is_in_bracket = above.is_some_and(|above| file.line(above).trim_end().ends_with('['));
    rows.retain(|row| in_brackets(file, row));
    // Where no other row has both, a bracket alone is none that lost its dash.
    let is_dashed = |row: &RangeInclusive<usize>| file.line(*row.start()).trim_start().starts_with('-');
    (has_dash && rows.iter().any(is_dashed) && !is_in_bracket).then_some(rows)
}

/// The last line of the row that begins at a line.
fn end_of(file: &SourceFile, start: usize) -> usize {
    let depth = file.indent(start);
    let inside = |line: &usize| !file.says(*line) || !ends_row(file, *line, depth);
    let lines = (start + 1..).take(MAX_ROW).take_while(inside);
    lines.filter(|line| file.says(*line)).last().unwrap_or(start)
}

/// Whether a line is not of a row that stands so deep: it is no deeper, and neither a bracket nor a line that went astray.
fn ends_row(file: &SourceFile, line: usize, depth: usize) -> bool {
    let text = file.line(line).trim();
    let is_entry = text.contains(": ") || text.ends_with([':', '{']) || is_dashed(text);
    file.indent(line) <= depth && is_entry && !text.starts_with(['}', ']'])
}

/// Whether an item of a list begins on a line, behind a dash or a sign in its place.
fn begins_item(file: &SourceFile, line: usize, depth: usize) -> bool {
    file.indent(line) == depth && begins_row(file, line)
}

fn begins_row(file: &SourceFile, line: usize) -> bool {
    let text = file.line(line).trim();
    is_dashed(text) || behind_sign(text).is_some()
}

/// Whether a line begins with a dash; one before nothing but the bracket that closes a row begins none.
fn is_dashed(text: &str) -> bool {
    let is_closer = |rest: &str| rest.starts_with(['}', ']']) && !rest.contains(char::is_alphanumeric);
    text == "-" || text.starts_with("- ") && !is_closer(text[1..].trim_start())
}

/// What stands at the beginning of a row in the place of a dash, and the bracket behind it: 「■ {」.
fn behind_sign(text: &str) -> Option<&str> {
    let bracket = text
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '{' | '-' | '}' | ']' | ',' | '"' | '\''));
    bracket.starts_with('{').then_some(bracket)
}

/// Whether a row goes over several lines and has a bracket for all of them, or has lost it.
fn in_brackets(file: &SourceFile, row: &RangeInclusive<usize>) -> bool {
    let lines = || row.clone().filter(|line| file.says(*line)).map(|line| without_comment(file.line(line)).trim());
    let Some(first) = lines().next() else { return false };
    let words = first.trim_start_matches(['-', ' ']);
    let is_open = words.starts_with(['{', '｛']) || is_round(words) || behind_sign(words).is_some();
    if is_open {
        return lines().count() > 1 && (!first.ends_with('}') || is_closed_again(lines()));
    }
    let n_commas = lines().filter(|line| line.ends_with(',')).count();
    let is_closed = lines().next_back().is_some_and(|line| line.ends_with(['}', '｝']));
    // A bracket that is lost stood before the first of its entries, each with its comma, or is another sign.
    let begins_so = !first.contains(char::is_alphanumeric) || first.ends_with(',');
    let has_list = lines().skip(1).any(|line| line.starts_with("- "));
    is_closed && !has_list && n_commas > 0 && (n_commas + 1) * 2 >= lines().count() && begins_so
}

/// Whether more is closed than opened, and something stands before the last that closes: the row was closed too early.
fn is_closed_again<'l>(mut lines: impl Iterator<Item = &'l str> + Clone) -> bool {
    let n = |bracket: char| lines.clone().map(|line| line.matches(bracket).count()).sum::<usize>();
    let is_too_many = n('}') > n('{');
    is_too_many && lines.all(|line| !line.starts_with(['}', ']', '#']))
}

/// Whether a row begins with a round bracket that should be another.
fn is_round(words: &str) -> bool {
    words.starts_with(['(', '（']) && (words.chars().count() == 1 || words.contains(": "))
}

/// The lines of a row that are odd by themselves; where none is, the first that does not fit the others.
fn odd_of(file: &SourceFile, row: &RangeInclusive<usize>) -> Vec<(usize, Odd)> {
    let numbers: Vec<usize> = row.clone().filter(|line| file.says(*line)).collect();
    let first = *row.start();
    let mut odd = Vec::new();
    let mut lines = Vec::new();
    for number in numbers {
        match of_row(file, number, number == first) {
            Ok(line) => lines.push((number, line)),
            Err(what) => odd.push((number, what)),
        }
    }
    if odd.is_empty() {
        odd.extend(lost_bracket(file, &lines).or_else(|| misfit(&lines, true)));
    }
    // A line below it that is no deeper may have gone astray, or be the one that is wrong.
    let is_deeper =
        |line: &usize| file.indent(*line) > file.indent(first) || file.line(*line).trim().starts_with(['}', ']']);
    let own = row.clone().rev().find(|line| file.says(*line) && is_deeper(line)).unwrap_or(first);
    if odd.is_empty() || is_read(file, &(first..=own)) { Vec::new() } else { odd }
}

/// What a line of a row says.
pub(super) fn of_row(file: &SourceFile, number: usize, is_first: bool) -> Result<Line, Odd> {
    let text = file.line(number);
    let words = text.trim_start_matches(if is_first { [' ', '-'] } else { [' ', '\t'] });
    let begins = text.len() - words.len();
    let words = words.trim_end();
    let round = words.trim_end_matches(',');
    if let Some(c) = words.chars().next() {
        // 「- -{」 is no list in a list.
        if is_first && text[..begins].ends_with("--") || is_first && text[..begins].ends_with(" -") && c == '{' {
            return Err(Odd::Sign(begins - 1));
        }
        if is_first && is_round(words) {
            return Err(Odd::Round(begins, c, '{'));
        }
        if matches!(round, ")" | "）") {
            return Err(Odd::Round(begins, c, '}'));
        }
    }
    let behind = words.trim_start_matches(['-', ' ']);
    if !is_first && words.starts_with("- ") && !behind.is_empty() && !behind.starts_with(['{', '[', '}', ']']) {
        return Err(Odd::Dash(begins, words.len() - behind.len()));
    }
    if is_first
        && !text.trim_start().starts_with('-')
        && let Some(bracket) = behind_sign(words)
    {
        return Err(Odd::NoDash(words.len() - bracket.len()));
    }
    read(file, number, is_first)
}

/// A row whose bracket is closed and was never opened: it should have been where the row begins.
fn lost_bracket(file: &SourceFile, lines: &[(usize, Line)]) -> Option<(usize, Odd)> {
    let (first, _) = lines.first()?;
    if file.line(*first).trim_start_matches([' ', '-']).starts_with(['{', '[']) {
        return None;
    }
    let mut open = 0;
    for (number, line) in lines {
        if line.closed.len() > open {
            return Some((*first, Odd::NotOpened(*number)));
        }
        open = open + line.opened.len() - line.closed.len();
    }
    None
}
