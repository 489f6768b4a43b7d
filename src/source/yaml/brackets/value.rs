//! A value in brackets that goes over several lines behind its key: 「曜日: [月, 火,」 with more of it below. YAML tells where it begins.

use super::line::Line;
use super::{MAX_ODD, Region, is_read, misfit, rows};
use crate::source::{SourceFile, words_at};

/// No value goes over more lines.
const MAX_VALUE: usize = 1_000;
/// A longer line was not typed by one hand.
const MAX_LINE: usize = 2_000;

/// The lines of such a value around a line, or above it, and those of them that are odd.
pub(super) fn odd_lines(file: &SourceFile, at: usize) -> Option<Region> {
    let (first, bracket) = (1..=at).rev().take(MAX_VALUE).find_map(|line| Some((line, begins(file.line(line))?)))?;
    let depth = words_at(file.line(first));
    let inside = |line: &usize| {
        let text = file.line(*line).trim();
        !file.says(*line) || file.indent(*line) > depth || text.starts_with(['}', ']'])
    };
    let below = (first + 1..).take(MAX_VALUE).take_while(inside);
    let last = below.filter(|line| file.says(*line)).last()?;
    let text = file.line(first).trim_end();
    let mut lines = vec![(first, Line::of(&text[bracket..], bracket, depth).ok()?)];
    let mut odd = Vec::new();
    for number in (first + 1..=last).filter(|line| file.says(*line)) {
        match rows::of_row(file, number, false) {
            Ok(line) => lines.push((number, line)),
            Err(what) => odd.push((number, what)),
        }
    }
    if odd.is_empty() {
        odd = misfit(&lines, true).into_iter().collect();
    }
    let is_odd = !odd.is_empty() && odd.len() <= MAX_ODD && !is_read(file, &(first..=last));
    is_odd.then_some((first..=at.max(last), odd))
}

/// Where the bracket of a value begins that its line does not close.
fn begins(line: &str) -> Option<usize> {
    let key = words_at(line);
    let colon = key + line[key..].find(": ")?;
    let value = line[colon + 1..].trim();
    let is_value = value.starts_with(['[', '{']) && !line[key..].starts_with(['#', '{', '[', '"', '\'']);
    if !is_value || value.len() > MAX_LINE {
        return None;
    }
    let at = line.trim_end().len() - value.len();
    Line::of(value, at, key).ok()?.is_open().then_some(at)
}
