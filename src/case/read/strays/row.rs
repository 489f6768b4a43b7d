//! A bracket over lines that has its row: what is wrong there is the other bracket, or a comma, and not that it stands there.

use super::Stray;
use crate::source::{SourceFile, indent, without_comment};

/// Whether a bracket alone, or at the end of a line, has a row to it: it is not one too many.
pub(super) fn is_of_one(file: &SourceFile, stray: &Stray) -> bool {
    const NEAR: usize = 24;
    let own = file.line(stray.line);
    let is_opening = match own.get(stray.place.clone()).map(|sign| sign.trim_matches([' ', ','])) {
        Some("{" | "[") => true,
        Some("}" | "]") => false,
        _ => return false,
    };
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    if !is_opening {
        // The lines above end with commas, as those of a row do.
        let mut above = (1..stray.line).rev().map(|line| file.line(line)).filter(says);
        let (last, before) = (above.next().unwrap_or_default(), above.next().unwrap_or_default());
        let is_last = indent(last) == indent(before) && before.trim_end().ends_with(',') && !last.contains(['{', '}']);
        return is_last || is_pair(file, stray.line);
    }
    let below = (stray.line + 1..stray.line + NEAR).map(|line| file.line(line));
    let mut below = below.filter(says).take_while(|line| indent(line) >= indent(own)).map(without_comment);
    // One of the first two has lost its comma.
    if below.clone().take(2).any(|entry| entry.ends_with(',')) {
        return true;
    }
    // Also closed with another sign, or with nothing but the comma behind it.
    let is_alone = |line: &str| line.trim().chars().all(|c| "}]｝］)）,".contains(c));
    let mut depth = 0usize;
    below.any(|line| {
        let is_closed = is_alone(line) && depth == 0;
        if is_alone(line) {
            depth = depth.saturating_sub(1);
        } else if line.trim_end().ends_with(['{', '[']) {
            depth += 1;
        }
        is_closed
    })
}

/// Whether a bracket that closes stands in the column of the one that it closes, with all between them deeper.
fn is_pair(file: &SourceFile, line: usize) -> bool {
    const MOST: usize = 60;
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let own = file.line(line);
    let mut above = (1..line).rev().take(MOST).map(|line| file.line(line)).filter(says);
    let wanted = if own.trim_start().starts_with('}') { '{' } else { '[' };
    let opener = above.find(|line| indent(line) <= indent(own));
    // With a key it may be closed at the end of a line already.
    opener.is_some_and(|line| indent(line) == indent(own) && line.trim_end().ends_with(wanted) && !line.contains(':'))
}
