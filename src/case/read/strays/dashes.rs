//! The dash that begins a row, alone on its line or not, with what was typed at it or lost beside it: a line end, a blank, a sign.

use super::super::look::Look;
use super::{Kind, Stray};
use crate::source::unseen::is_odd_blank;
use crate::source::{SourceFile, indent, line_end_of};
use std::collections::BTreeSet;

/// A dash with more than this beside it is a text.
const MAX_BESIDE: usize = 6;
/// In how many columns a dash is put that was pulled up to the line above.
const MAX_COLUMNS: usize = 2;

/// What may be wrong with the dash of a line.
pub(super) fn of_line(look: &Look, line: usize) -> Vec<Stray> {
    let file = look.file;
    let text = file.line(line).trim_end();
    let body = text.trim_start();
    let begins = text.len() - body.len();
    let stray = |at: usize, length: usize, instead: &str, kind: Kind| Stray {
        instead: instead.to_owned(),
        kind,
        ..Stray::sign(line, at, length)
    };
    let is_key = |words: &str| look.is_key(words.split(':').next().unwrap_or_default().trim_matches(['"', '\'']));
    let mut found = Vec::new();
    // A sign before all blanks of the line, or over the first of them.
    if let Some(first) = text.chars().next().filter(|c| *c != '#' && !c.is_whitespace() && !c.is_control()) {
        let behind = &text[first.len_utf8()..];
        let words = behind.trim_start_matches(' ');
        if behind.starts_with("  ") && (is_key(words) || words.starts_with("- ") && first != '-') {
            let blank = if first == '-' { "- ".len() } else { first.len_utf8() };
            found.extend([
                Stray::sign(line, 0, first.len_utf8()),
                if first == '-' { Stray::sign(line, 0, blank) } else { stray(0, blank, " ", Kind::Sign) },
            ]);
        }
    }
    if let Some(behind) = body.strip_prefix('-').filter(|behind| is_key(behind)) {
        found.push(stray(begins, 1, "- ", Kind::Told));
        found.extend((!behind.is_empty()).then(|| below(file, line)).flatten().map(|next| {
            let instead = format!("{}{}", line_end_of(file.text()), " ".repeat(next));
            stray(begins + 1, 0, &instead, Kind::EndBehind)
        }));
    }
    let lone: BTreeSet<usize> = file
        .text()
        .lines()
        .filter(|line| line.trim() == "-")
        .map(|line| line.len() - line.trim_start().len())
        .collect();
    let Some(next) = below(file, line).filter(|_| !lone.is_empty()) else { return found };
    if let Some(behind) = body.strip_prefix('-')
        && indent(behind) > begins.max(1)
    {
        found.push(stray(begins + 1, 0, line_end_of(file.text()), Kind::EndBehind));
    }
    if let Some(before) = body.strip_suffix('-').map(str::trim_end).filter(|before| !before.ends_with(['|', '>'])) {
        let at = begins + before.len();
        let columns = lone.range(..next).rev().take(MAX_COLUMNS).filter(|_| !before.is_empty());
        found.extend(columns.map(|column| {
            let instead = format!("{}{}-", line_end_of(file.text()), " ".repeat(*column));
            stray(at, text.len() - at, &instead, Kind::EndBefore(*column))
        }));
    }
    // The dash of the row stands above already.
    let is_second = (1..line).rev().map(|line| file.line(line).trim()).find(|line| !line.is_empty()) == Some("-");
    if let Some(words) = body.strip_prefix("- ").filter(|words| is_second && is_key(words)) {
        found.push(Stray::sign(line, begins, body.len() - words.len()));
    }
    let is_short = body.len() > 1 && body.chars().count() <= MAX_BESIDE && !body.contains(':');
    if next > begins && is_short && !is_value_of_list(file, line) {
        found.extend(body.strip_prefix('-').map(|behind| Stray::sign(line, begins + 1, behind.len())));
        found.extend(body.strip_suffix('-').map(|before| Stray::sign(line, begins, before.len())));
    }
    if body == "-" {
        let odd = text[..begins].char_indices().find(|(_, c)| is_odd_blank(*c));
        found.extend(odd.map(|(at, c)| stray(at, c.len_utf8(), "", Kind::Told)));
    }
    found
}

/// Whether a line is an item with a number, or with a few words as those beside it have: none that begins a row.
fn is_value_of_list(file: &SourceFile, line: usize) -> bool {
    let value = |line: &str| line.trim().strip_prefix("- ").map(|value| value.trim().to_owned());
    let column = file.indent(line);
    let is_inside = |other: &usize| !file.says(*other) || file.indent(*other) >= column;
    let above = (1..line).rev().take_while(is_inside);
    let below = (line + 1..=file.last_line()).take_while(is_inside);
    let mut beside = above.chain(below).filter(|other| file.says(*other) && file.indent(*other) == column);
    value(file.line(line)).is_some_and(|own| own.chars().all(|c| c.is_ascii_digit()))
        || value(file.line(line)).is_some()
            && beside.any(|other| value(file.line(other)).is_some_and(|other| !other.contains(':')))
}

/// How deep the next line stands that says something.
fn below(file: &SourceFile, line: usize) -> Option<usize> {
    let last = file.last_line();
    let mut below = (line + 1..=last).map(|line| file.line(line));
    below.find(|line| !line.trim().is_empty()).map(indent)
}
