//! The safety net below all that looks for the line that was meant: a mistake that neither its own mending nor the loss of its line
//! mends may stand elsewhere. Then the lines are named among which it must be, and nobody is sent to a wrong one. What vanishes with
//! another came of that one, and is named there.
//!
//! Knows nothing of what a plan has: how a copy is read is the caller's.

use super::odd_line::{Reading, is_of_structure};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span};
use std::ops::RangeInclusive;

/// So many mistakes are looked at, in the order of the file.
const MAX_LOOKED_AT: usize = 4;
/// More than that is told of no one line.
const MAX_TOLD: usize = 60;
/// So many lines to either side may be meant,
const MAX_BESIDE: usize = 12;
/// and so many of them that stand no deeper.
const MAX_ROWS: usize = 3;

/// A mistake as it is known again in a copy.
type Told = (ProblemCode, usize);

/// Says of each mistake of syntax that may stand elsewhere where that is, and puts what comes of one beside it.
pub(super) fn tell(file: &SourceFile, problems: &mut Vec<Problem>, id: FileId, read: &Reading) {
    let is_of = |one: &Problem| one.span.file == id && is_of_structure(one.code);
    let place = |one: &Problem| (one.code, file.line_of(one.span.start));
    let told: Vec<Told> = problems.iter().filter(|one| is_of(one)).map(place).collect();
    if told.len() > MAX_TOLD {
        return;
    }
    let mut followers: Vec<Told> = Vec::new();
    let mut n_left = MAX_LOOKED_AT;
    for nth in 0..problems.len() {
        let one = &problems[nth];
        let own = place(one);
        if !is_of(one) || one.code != ProblemCode::Syntax || followers.contains(&own) || n_left == 0 {
            continue;
        }
        n_left -= 1;
        let around = around(file, own.1);
        let left = left_without(file, one, read);
        let is_mended = |left: &Vec<Told>| {
            left.iter().all(|left| told.contains(left)) && !left.iter().any(|(_, line)| around.contains(line))
        };
        let left = left.into_iter().find(is_mended);
        let comes_of_it = |other: &Told| match &left {
            Some(left) => !left.contains(other),
            None => around.contains(&other.1),
        };
        let gone = |other: &&Told| **other != own && comes_of_it(other) && !followers.contains(other);
        let gone: Vec<Told> = told.iter().filter(gone).copied().collect();
        let places: Vec<Span> = problems
            .iter()
            .filter(|other| is_of(other) && gone.contains(&place(other)))
            .map(|other| other.span)
            .collect();
        let named = places.into_iter().map(|span| (span, "ここも、そのために読めません".to_owned()));
        problems[nth].related.extend(named);
        followers.extend(gone);
        if left.is_none() {
            name_lines(&mut problems[nth], &around);
        }
    }
    problems.retain(|one| !is_of(one) || !followers.contains(&place(one)));
}

/// What is left of the mistakes when one is mended as it says, and when its line is not there.
fn left_without(file: &SourceFile, problem: &Problem, read: &Reading) -> Vec<Vec<Told>> {
    let mut copies = Vec::new();
    if let Some(fix) = &problem.fix {
        let mut edits: Vec<_> = fix.edits.iter().filter(|(span, _)| span.file == problem.span.file).collect();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = file.text().to_owned();
        for (span, new) in edits {
            text.replace_range(span.start as usize..span.end as usize, new);
        }
        copies.push(text);
    }
    let line = file.line_of(problem.span.start);
    let start = file.line_start(line) as usize;
    let mut text = file.text().to_owned();
    text.replace_range(start..start + file.line(line).len(), "");
    copies.push(text);
    let left = |text: String| {
        let copy = SourceFile::new("", text);
        let (_, problems) = read(&copy);
        let left = problems.iter().filter(|one| is_of_structure(one.code));
        left.map(|one| (one.code, copy.line_of(one.span.start))).collect()
    };
    copies.into_iter().map(left).collect()
}

/// The lines among which the mistake must be: from the row or the part before the one where it is told, to the end of that.
fn around(file: &SourceFile, line: usize) -> RangeInclusive<usize> {
    let indent = |line: usize| file.line(line).len() - file.line(line).trim_start_matches(' ').len();
    let says = |line: &usize| !file.line(*line).trim().is_empty();
    let own = indent(line);
    let above = (line.saturating_sub(MAX_BESIDE).max(1)..line).rev().filter(says);
    let first = above.clone().filter(|above| indent(*above) <= own).nth(MAX_ROWS - 1).or_else(|| above.last());
    let last = line + MAX_BESIDE;
    let below: Vec<usize> = (line + 1..=last).filter(says).collect();
    let end = below.iter().find(|below| indent(**below) <= own).or(below.last());
    first.unwrap_or(line)..=end.copied().unwrap_or(line)
}

fn name_lines(problem: &mut Problem, lines: &RangeInclusive<usize>) {
    let elsewhere = format!("そこに誤りがなければ、{}行目から{}行目までを確かめてください", lines.start(), lines.end());
    problem.help = Some(match problem.help.take() {
        Some(help) => format!("{help}。{elsewhere}"),
        None => elsewhere,
    });
}
