//! A claim that many lines stand wrong, or lines very wrong, while something else is wrong as well: more likely a line above them is
//! gone (a heading, the first line of a need) or stands elsewhere, and none of them is to be moved. So it sends nobody to move them
//! first: it names the place above, and offers no mending.

use super::super::look::{Look, words};
use super::change::Change;
use super::outline::{dash, indent, up, word};
use crate::source::Problem;

/// So many lines are many,
const MANY: usize = 5;
/// and more columns than this nobody mistypes.
const MAX_COLUMNS: usize = 4;

/// How the help of such a claim begins.
const FIRST: &str = "先に、";

/// Takes the mending from such claims. What comes of them is found with it, so that is done last.
pub(in crate::case::read) fn take_fixes(look: &Look, problems: &mut [Problem]) {
    let is_doubted =
        |one: &&mut Problem| look.is_of(one) && one.help.as_deref().is_some_and(|help| help.starts_with(FIRST));
    for claim in problems.iter_mut().filter(is_doubted) {
        claim.fix = None;
    }
}

/// Whether such a change is doubted where it is not all that is wrong.
pub(super) fn is_wide(look: &Look, change: &Change) -> bool {
    let Look { file, .. } = *look;
    let is_far = change.shift(file).unsigned_abs() > MAX_COLUMNS;
    change.last > change.line && (change.n_lines(file) >= MANY || is_far)
}

/// Sends to what is told above first, or to where a line may be gone. `line` is the first of those that are said to stand wrong.
pub(super) fn doubt(look: &Look, problems: &mut [Problem], line: usize) {
    let file = look.file;
    let line_of = |one: &Problem| file.line_of(one.span.start);
    let above = problems.iter().filter(|one| look.is_of(one)).map(line_of).filter(|told| *told < line).max();
    let (place, what, first) = if let Some(above) = above {
        let first = format!("{FIRST}{above}行目を直してください。それでも読めなければ、");
        (above, "先に、この行を確かめてください", first)
    } else {
        let top = first_of_rows(look, line);
        let first = format!("{FIRST}{top}行目の上に抜けた行がないか確かめてください。なければ、");
        (top, "ここの上に、抜けた行があるのかもしれません", first)
    };
    let Some(claim) = problems.iter_mut().find(|one| look.is_of(one) && line_of(one) == line) else { return };
    claim.help = claim.help.take().map(|help| first + &help);
    let is_named = claim.related.iter().any(|(span, _)| file.line_of(span.start) == place);
    if place != line && !is_named {
        claim.related.insert(0, (words(file, look.id, place), what.to_owned()));
    }
}

/// The first of the rows of a list that begin as this line does.
fn first_of_rows(look: &Look, line: usize) -> usize {
    let file = look.file;
    let own = file.line(line);
    let inside = up(file, line).take_while(|above| indent(file.line(*above)) >= indent(own));
    let beside = inside.filter(|above| indent(file.line(*above)) == indent(own));
    let begins_so = |above: &usize| {
        let above = file.line(*above);
        dash(above).is_empty() == dash(own).is_empty() && word(above) == word(own)
    };
    beside.take_while(begins_so).last().unwrap_or(line)
}
