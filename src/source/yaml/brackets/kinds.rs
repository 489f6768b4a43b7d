//! Which bracket does not hold what stands in it. A bracket that is lost, or is the other one, shows only where it is closed, a page further
//! down; but what stands below it tells which it must be (entries stand in `{`, rows in `[`), and how deep it stands whether one more was
//! between them.

use super::line::Line;
use super::odd::Odd;
use std::collections::BTreeMap;

/// A bracket at the end of its line, what stands directly in it, and what closes that.
struct Held<'l> {
    opener: &'l (usize, Line),
    child: &'l (usize, Line),
    closer: &'l (usize, Line),
}

impl Held<'_> {
    /// How much deeper what it holds stands.
    const fn step(&self) -> usize {
        self.child.1.column - self.opener.1.column
    }

    /// Whether what closes it stands where nothing was opened.
    const fn is_closed_between(&self) -> bool {
        self.closer.1.column > self.opener.1.column
    }
}

/// The place of the bracket that does not hold what stands in it, of those opened no further down than a line.
pub(super) fn first_wrong(lines: &[(usize, Line)], last: usize) -> Option<(usize, Odd)> {
    let held: Vec<Held> = (0..lines.len()).filter_map(|nth| held(lines, nth)).collect();
    let mut steps: BTreeMap<usize, usize> = BTreeMap::new();
    for one in &held {
        *steps.entry(one.step()).or_default() += 1;
    }
    let usual = steps.into_iter().max_by_key(|(_, count)| *count).map(|(step, _)| step)?;
    // Where brackets close deeper than they open, that is how somebody writes.
    let n_between = held.iter().filter(|one| one.is_closed_between()).count();
    let is_habit = n_between * 2 > held.len() && held.len() > 2;
    held.iter().take_while(|one| one.child.0 <= last).find_map(|one| {
        let (bracket, closing) = (*one.opener.1.opened.last()?, *one.closer.1.closed.first()?);
        let wanted = if one.child.1.is_entry() { '{' } else { '[' };
        let is_wanted = (closing == ']') == (wanted == '[');
        if one.is_closed_between() && one.closer.1.column < one.child.1.column {
            let is_deeper = one.step() > usual && one.closer.1.column + usual == one.child.1.column;
            let is_lost = is_wanted && (bracket != wanted || is_deeper && !is_habit);
            let lost = Odd::LostBefore(one.closer.0, bracket == '[' && wanted == '{');
            return is_lost.then_some((one.child.0, lost));
        }
        (is_wanted && bracket != wanted).then_some((one.opener.0, Odd::OtherOpening(one.closer.0, bracket, wanted)))
    })
}

/// What a line holds that ends with a bracket.
fn held(lines: &[(usize, Line)], nth: usize) -> Option<Held<'_>> {
    let opener = lines.get(nth)?;
    let child = lines.get(nth + 1)?;
    let is_held = opener.1.ends_with_bracket()
        && opener.1.opened.len() == 1
        && child.1.n_first_closed == 0
        && child.1.column > opener.1.column;
    if !is_held {
        return None;
    }
    let column = child.1.column;
    let mut beside = &child.1;
    let mut closer = None;
    for line in &lines[nth + 2..] {
        // What closes all may stand below the rows, where none of them is open.
        let is_below = line.1.column == column && line.1.n_first_closed > 0 && beside.opened.is_empty();
        if line.1.column < column || is_below {
            closer = Some(line);
            break;
        }
        if line.1.column == column {
            beside = &line.1;
        }
    }
    let closer = closer?;
    (closer.1.n_first_closed > 0 && closer.1.column >= opener.1.column).then_some(Held { opener, child, closer })
}
