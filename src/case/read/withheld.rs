//! What the line below a value says of how that is mended: where it cannot be read, the value may go on there, and loses no sign; where
//! entries stand in it, deeper, the value is none, and nobody parts it from its key unasked.

use super::look::{Look, is_of_structure};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{Fix, indent, words_at};

/// Takes such fixes back, and names the line with which a text may go on.
pub(super) fn take_back(look: &Look, problems: &mut [Problem]) {
    let Look { file, id, .. } = *look;
    let told: Vec<usize> = look.told(problems).into_iter().map(|(_, line)| line).collect();
    let next = |line: usize| file.said_below(line).next();
    for problem in problems.iter_mut().filter(|one| one.span.file == id) {
        let line = file.line_of(problem.span.start);
        let Some(below) = next(line) else { continue };
        if problem.code == ProblemCode::EndSign && told.contains(&below) {
            problem.fix = None;
            problem.related.push((look.words(below), "文が、この行に続くように見えます".to_owned()));
        }
        if is_of_structure(problem.code) && has_parts(look, line, below) {
            let parts = |fix: &&mut Box<Fix>| matches!(&fix.edits[..], [(place, text)] if text == ": " && is_before_value(file.text(), place.end));
            problem.fix.iter_mut().filter(parts).for_each(|fix| fix.certain = false);
        }
    }
}

/// Whether a value stands behind a place of a line.
fn is_before_value(text: &str, at: u32) -> bool {
    let rest = text.get(at as usize..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim();
    !rest.is_empty() && !rest.starts_with(['|', '>', '#', '{', '[', '&', '*'])
}

/// Whether an entry or an item stands deeper on the line below.
fn has_parts(look: &Look, line: usize, below: usize) -> bool {
    let (own, below) = (look.file.line(line), look.file.line(below));
    let column = words_at(own);
    let word = below.trim_start();
    let key = word.split(':').next().unwrap_or_default();
    indent(below) > column && (word.starts_with("- ") || key.len() < word.len() && look.is_key(key))
}
