//! A line that is gone: a heading, or the first line of a row, in whose place a blank line stands where such lines have none above
//! them otherwise: somebody took the words and left the line. What stood in it is then read as a part of what is above, and told far
//! from there, once for each of its lines. Which line it was is found by trying: a heading under which the format has what stands
//! below, or a line above such a one elsewhere in the plan.
//!
//! What a plan has is the caller's to tell: `homes` names the parts in which a key stands.

use super::odd_line::{Reading, is_of_structure, words};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span, to_u32};
use std::collections::BTreeSet;

/// How many copies are read in all.
const MAX_TRIES: usize = 48;
/// So many lines above the first mistake the line may be gone,
const MAX_ABOVE: usize = 60;
/// or below it: a text that goes on, or a row that was closed, is told where it begins.
const MAX_BELOW: usize = 4;
/// So many places are looked at, the nearest first.
const MAX_PLACES: usize = 4;
/// So many columns are tried for a heading.
const MAX_COLUMNS: usize = 4;
/// So many lines of the plan are tried that stand above such a line elsewhere.
const MAX_COPIES: usize = 3;

/// A line that may be gone.
struct Lost {
    text: String,
    /// As it is named: the heading with its colon, or the beginning of a row.
    name: String,
    is_heading: bool,
}

/// Tells the line that is gone where that explains all that is wrong with how the plan is built; whether it does.
pub(super) fn tell_there(
    file: &SourceFile,
    problems: &mut Vec<Problem>,
    id: FileId,
    read: &Reading,
    homes: &dyn Fn(&str) -> Vec<String>,
) -> bool {
    let is_of = |problem: &Problem| problem.span.file == id && is_of_structure(problem.code);
    let told = problems.iter().filter(|one| is_of(one)).map(|one| file.line_of(one.span.start)).min();
    let Some(told) = told.filter(|_| !file.is_in_brackets()) else { return false };
    let mut n_left = MAX_TRIES;
    for below in places(file, told) {
        let mut all = lost_above(file, below, homes);
        all.truncate(n_left);
        n_left -= all.len();
        let explains = |lost: &Lost| {
            let (range, text) = edit(file, below, &lost.text);
            let mut copy = file.text().to_owned();
            copy.replace_range(range.start as usize..range.end as usize, &text);
            read(&SourceFile::new("", copy)).1.iter().all(|problem| !is_of_structure(problem.code))
        };
        let mut names = BTreeSet::new();
        all.retain(|lost| !names.contains(&lost.name) && explains(lost) && names.insert(lost.name.clone()));
        if all.is_empty() {
            continue;
        }
        problems.retain(|problem| !is_of(problem));
        problems.push(problem(file, id, below, &all));
        return true;
    }
    false
}

/// What is told, at the line below.
fn problem(file: &SourceFile, id: FileId, below: usize, all: &[Lost]) -> Problem {
    let names: Vec<String> = all.iter().map(|lost| format!("「{}」", lost.name)).collect();
    let names = names.join("または");
    let what = if all.iter().all(|lost| lost.is_heading) {
        format!("見出し{names}")
    } else {
        format!("{names}のような行")
    };
    let message = format!("この行の上の空いた行（{}行目）に、{what}があったはずです", below - 1);
    // Of several, each has its own column.
    let column = match all {
        [one] => format!("字下げを半角{}文字にして", indent(&one.text)),
        _ => "どれかを".to_owned(),
    };
    let help = format!("空いた行に{column}書いてください（ほかの行はそのままで読めます）");
    let told = Problem::new(ProblemCode::Syntax, words(file, id, below), message).help(help);
    match all {
        [one] if one.is_heading => {
            let (span, text) = edit(file, below, &one.text);
            told.fix(Fix::likely(format!("「{}」を書き足す", one.name), Span::new(id, span.start, span.end), text))
        }
        _ => told,
    }
}

/// The blank line in whose place the line is put, and that.
fn edit(file: &SourceFile, below: usize, text: &str) -> (std::ops::Range<u32>, String) {
    let blank = file.line_start(below - 1);
    (blank..blank + to_u32(file.line(below - 1).len()), text.to_owned())
}

/// The lines above which one may be gone, the nearest to the mistake first.
fn places(file: &SourceFile, told: usize) -> Vec<usize> {
    let last = file.line_of(to_u32(file.text().len()));
    let around = told.saturating_sub(MAX_ABOVE).max(2)..=(told + MAX_BELOW).min(last);
    let is_one = |line: &usize| says(file, *line) && is_gap(file, *line) && !is_usual(file, *line);
    let mut places: Vec<usize> = around.filter(is_one).collect();
    places.sort_by_key(|line| line.abs_diff(told));
    places.truncate(MAX_PLACES);
    places
}

fn is_gap(file: &SourceFile, line: usize) -> bool {
    line > 1 && file.line(line - 1).trim().is_empty()
}

/// Whether other lines that begin as this one does have a blank line above them, too.
fn is_usual(file: &SourceFile, line: usize) -> bool {
    let own = file.line(line);
    let is_alike = |other: &str| indent(other) == indent(own) && is_item(other) == is_item(own);
    let last = file.line_of(to_u32(file.text().len()));
    (2..=last).any(|other| other != line && is_gap(file, other) && says(file, other) && is_alike(file.line(other)))
}

/// The lines that may be gone above one.
fn lost_above(file: &SourceFile, below: usize, homes: &dyn Fn(&str) -> Vec<String>) -> Vec<Lost> {
    let own = file.line(below);
    let key = key_at(file, below);
    if key.is_empty() {
        return Vec::new();
    }
    let mut lost = Vec::new();
    // What stands above such a line elsewhere begins a row, or a part of one.
    let last = file.line_of(to_u32(file.text().len()));
    let is_alike = |line: &usize| {
        let other = file.line(*line);
        indent(other) == indent(own) && is_item(other) == is_item(own) && key_at(file, *line) == key
    };
    let mut seen = BTreeSet::new();
    for other in (2..=last).filter(|line| *line != below && is_alike(line) && says(file, line - 1)) {
        let text = file.line(other - 1).trim_end();
        let is_heading = text.ends_with(':');
        let words = self::key(text);
        if !words.is_empty() && seen.insert((indent(text), is_item(text), words)) && seen.len() <= MAX_COPIES {
            let dash = if is_item(text) { "- " } else { "" };
            let name = if is_heading { format!("{dash}{words}:") } else { format!("{dash}{words}: …") };
            lost.push(Lost { text: text.to_owned(), name, is_heading });
        }
    }
    let columns: BTreeSet<usize> = file.text().lines().filter(|line| !line.trim().is_empty()).map(indent).collect();
    let most = if is_item(own) { indent(own) + 1 } else { indent(own) };
    let columns: Vec<usize> = columns.range(..most).rev().take(MAX_COLUMNS).copied().collect();
    for home in homes(key) {
        lost.extend(columns.iter().map(|column| Lost {
            text: format!("{}{home}:", " ".repeat(*column)),
            name: format!("{home}:"),
            is_heading: true,
        }));
    }
    lost
}

/// Whether a line says something to YAML.
fn says(file: &SourceFile, line: usize) -> bool {
    let text = file.line(line).trim();
    !text.is_empty() && !text.starts_with('#')
}

fn is_item(line: &str) -> bool {
    let body = line.trim();
    body == "-" || body.starts_with("- ")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The first key of a line, or below the dash and the bracket that stand alone on it.
fn key_at(file: &SourceFile, line: usize) -> &str {
    let is_alone = matches!(file.line(line).trim(), "-" | "{" | "[" | "- {" | "- [");
    key(file.line(if is_alone { line + 1 } else { line }))
}

/// The first key of a line; none of what is no entry.
fn key(line: &str) -> &str {
    let body = line.trim_start_matches([' ', '-', '{', '[']);
    let Some((key, rest)) = body.split_once(':') else { return "" };
    if rest.is_empty() || rest.starts_with(' ') { key.trim_matches(['"', '\'']) } else { "" }
}
