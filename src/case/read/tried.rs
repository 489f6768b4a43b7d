//! What would be changed unasked is tried: a change that leaves a mistake on its line, or brings another one beside it, is for a person
//! to choose. Of an indentation the depth at which the file can be read is proposed instead.

use super::look::{Look, Told, is_of_structure, place, places};
use super::unsure::edited;
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{Fix, SourceFile, Span};
use std::collections::BTreeSet;

/// So many changes are tried; of more mistakes than this the first show what is meant.
const MAX_TRIED: usize = 20;
/// What is told so many lines beside a change came of it; further down, it came to light because reading goes on.
const MAX_BESIDE: usize = 12;

type Edits = Vec<(Span, String)>;

/// Leaves to a person what does not make the file the better.
pub(super) fn tell(look: &Look, problems: &mut [Problem]) {
    use ProblemCode as Code;
    let Look { file, id, .. } = *look;
    let is_certain = |one: &Problem| one.span.file == id && one.fix.as_ref().is_some_and(|fix| fix.certain);
    let is_tried = |one: &Problem| matches!(one.code, Code::Syntax | Code::FullWidth | Code::Tab) && is_certain(one);
    if !problems.iter().any(is_tried) {
        return;
    }
    // What is told no more came of another mistake, and must go with it.
    let kept = places(file, problems.iter());
    let told: Vec<Told> = left(look).into_iter().map(|(one, _)| one).filter(|one| kept.contains(one)).collect();
    // What else is changed unasked on the same lines is another slip of them.
    let fixes: Vec<Edits> =
        problems.iter().filter(|one| is_certain(one)).filter_map(|one| Some(one.fix.as_ref()?.edits.clone())).collect();
    let with_others = |edits: &Edits| -> Edits {
        let lines = lines(file, edits);
        let others = fixes.iter().filter(|other| *other != edits && !lines.is_disjoint(&self::lines(file, other)));
        edits.iter().chain(others.flatten()).filter(|(span, _)| span.file == id).cloned().collect()
    };
    for problem in problems.iter_mut().filter(|one| is_tried(one)).take(MAX_TRIED) {
        let Some(fix) = problem.fix.as_deref_mut() else { continue };
        let is_better = |edits: &Edits| is_better(look, with_others(edits), &told);
        if is_better(&fix.edits) {
            continue;
        }
        fix.certain = false;
        if let Some((depth, edits)) = other_depths(file, fix).into_iter().find(|(_, edits)| is_better(edits)) {
            *fix = Fix { title: format!("字下げを半角{depth}文字にする"), edits, certain: false };
            problem.help = Some(format!("この行の字下げを、半角の空白 {depth} 文字に置き換えてください"));
        }
    }
}

/// What is told of a copy, and whether each would be changed unasked itself.
fn left(look: &Look) -> Vec<(Told, bool)> {
    let file = look.file;
    let (_, problems) = look.read(file);
    let is_certain = |one: &Problem| one.fix.as_ref().is_some_and(|fix| fix.certain);
    // A value that cannot be read is another matter, but where it was put in quotes.
    let is_left = |one: &&Problem| is_of_structure(one.code) || one.code == ProblemCode::BadValue;
    problems.iter().filter(is_left).map(|one| (place(file, one), is_certain(one))).collect()
}

fn lines(file: &SourceFile, edits: &Edits) -> BTreeSet<usize> {
    edits.iter().map(|(span, _)| file.line_of(span.start)).collect()
}

/// Whether nothing is told any more of the lines of a change, and nothing of those beside but other mistakes that are told.
fn is_better(look: &Look, edits: Edits, told: &[Told]) -> bool {
    let file = look.file;
    let lines = lines(file, &edits);
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return true };
    let beside = first.saturating_sub(MAX_BESIDE)..=last + MAX_BESIDE;
    let makes_text = edits.iter().any(|(_, new)| new.contains(['\'', '"']));
    let edits_part = edits.iter().any(|(_, new)| new.starts_with(','));
    let left = left(&look.at(&SourceFile::new("", edited(file, edits))));
    // A slip that is known by itself was there before, hidden by this one.
    let is_of_it = |one: &Told, is_slip: bool| beside.contains(&one.1) && !is_slip && !told.contains(one);
    let is_counted = |one: &Told| is_of_structure(one.0) || makes_text && lines.contains(&one.1);
    // What a comma parts are two values: where neither can be read, it was none.
    let is_bad = |one: &&(Told, bool)| one.0.0 == ProblemCode::BadValue && lines.contains(&one.0.1);
    if edits_part && left.iter().filter(is_bad).nth(1).is_some() {
        return false;
    }
    !left.iter().any(|(one, is_slip)| is_counted(one) && (lines.contains(&one.1) || is_of_it(one, *is_slip)))
}

/// The same change of an indentation with other depths: what looks like a blank is one too many, or the line is one of those beside it.
fn other_depths(file: &SourceFile, fix: &Fix) -> Vec<(usize, Edits)> {
    let [(span, blanks)] = &fix.edits[..] else { return Vec::new() };
    let line = file.line_of(span.start);
    let start = file.line_start(line);
    let before = file.text().get(start as usize..span.start as usize).unwrap_or_default();
    if !(before.trim_matches(' ').is_empty() && blanks.trim_matches(' ').is_empty()) {
        return Vec::new();
    }
    let mut depths = vec![before.len(), file.indent(line.saturating_sub(1)), file.indent(line + 1)];
    depths.dedup();
    let whole = Span { start, ..*span };
    depths.into_iter().map(|depth| (depth, vec![(whole, " ".repeat(depth))])).collect()
}
