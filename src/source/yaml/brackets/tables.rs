//! A file in brackets with a whole table on each line: 「"認定": {…},」. Its brackets close each other within the line, so one of which
//! they do not is the one that is wrong, wherever YAML stumbled.

use super::MAX_ODD;
use super::line::Line;
use super::odd::Odd;

/// So many lines with brackets of their own show that all are meant so.
const MIN_WHOLE: usize = 3;

/// The lines whose brackets do not close each other, where nearly all others are whole.
pub(super) fn unpaired(lines: &[(usize, Line)]) -> Vec<(usize, Odd)> {
    let [_, tables @ .., _] = lines else { return Vec::new() };
    // The last line may hold a table and the bracket that closes all, or has lost either.
    let column = tables.first().map_or(0, |(_, line)| line.column);
    let is_whole = |line: &&(usize, Line)| line.1.is_whole() && line.1.column == column;
    let n_tables = tables.iter().filter(is_whole).filter(|(_, line)| line.has_pair).count();
    let odd: Vec<&(usize, Line)> = tables.iter().filter(|line| !is_whole(line)).collect();
    if n_tables < MIN_WHOLE || n_tables < odd.len() * MIN_WHOLE || odd.len() > MAX_ODD {
        return Vec::new();
    }
    // A table that was wrapped is open on one line and closed on another.
    let n_opened: usize = odd.iter().map(|(_, line)| line.opened.len()).sum();
    let n_closed: usize = odd.iter().map(|(_, line)| line.closed.len()).sum();
    if n_opened == n_closed {
        return Vec::new();
    }
    let is_unpaired = |line: &Line| line.opened.len() != line.closed.len();
    odd.into_iter().filter(|(_, line)| is_unpaired(line)).map(|(n, line)| (*n, Odd::Unpaired(line.comment))).collect()
}
