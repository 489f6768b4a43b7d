//! A part of a plan that was put among the lines of another, as a whole: what stands below it is then read as its own. That it is this
//! part is found by trying: it can be read for itself, and the plan without it.

use super::look::{Look, is_of_structure};
use super::odd_line::begins_on;
use super::slid::heading_of_part;
use crate::source::SourceFile;
use crate::source::problem::{Problem, ProblemCode};

/// So many lines above the first mistake the part may end: those between can be read in it.
const MAX_ABOVE: usize = 40;
/// A part of fewer lines is none that was moved as a whole: the lines below it may as well have gone astray.
const MIN_LINES: usize = 8;
/// It may begin so many lines above where it ends.
const MAX_LINES: usize = 200;

/// Tells such a part where its loss explains all that is wrong with how the plan is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let file = look.file;
    // Between brackets it is held by its own.
    let Some(first) = look.first_told(problems).filter(|_| !file.is_in_brackets()) else { return false };
    let lines = first.saturating_sub(MAX_LINES).max(1)..first;
    let Some(heading) = lines.rev().find(|line| heading_of_part(look, *line).is_some()) else { return false };
    let is_above = (1..heading).any(|line| file.says(line));
    // Below a part that stands where it should another one begins; and what goes on must not vanish in a text.
    let goes_on = |line: usize| file.says(line) && file.indent(line) > 0;
    let is_read_without = |last: usize| {
        let copy = SourceFile::new("", part(file, heading, last, false));
        let (root, left) = look.read(&copy);
        !left.iter().any(|one| is_of_structure(one.code)) && root.is_some_and(|root| begins_on(&root, &copy, heading))
    };
    let lasts = (heading + MIN_LINES - 1).max(first.saturating_sub(MAX_ABOVE))..=first;
    let is_one =
        |last: &usize| goes_on(last + 1) && is_read_without(*last) && look.is_sound(part(file, heading, *last, true));
    let Some(last) = lasts.into_iter().find(|last| is_above && is_one(last)) else { return false };
    let message = format!("この行から{last}行目までが、ほかの表の途中に入っています");
    let problem = Problem::new(ProblemCode::Syntax, look.words(heading), message)
        .help("これらの行を、その表の前か後に移してください（ほかの行はそのままで読めます）")
        .related(look.words(last + 1), "その表は、ここから続くはずです");
    problems.retain(|problem| !look.is_of(problem));
    problems.push(problem);
    true
}

/// The text without some lines, or those alone.
fn part(file: &SourceFile, first: usize, last: usize, is_alone: bool) -> String {
    let (start, end) = (file.line_start(first) as usize, file.line_start(last + 1) as usize);
    let text = file.text();
    if is_alone { text[start..end].to_owned() } else { [&text[..start], &text[end..]].concat() }
}
