//! Entries of 第５表 flowing down the columns of its sheets: left group, right group, next sheet.
//!
//! Heights are whole numbers of units, [`LINE`] of which are a line of text. Short entries stay together; a longer one is
//! broken where the column ends, so that no line stays empty there: who reads on must not wonder whether something was
//! left out. What less than a short entry leaves over makes all rows of the column a little taller. Invariant: every line of every text is printed exactly once, in
//! order, but for the date, which stands again where an entry goes on.

use crate::forms::lines::Line;
use crate::source::Span;

/// Units of a line of text.
pub(super) const LINE: usize = 4;

/// Units over and under the text of a row, together.
const MARGIN: usize = 1;

/// Entries of up to so many lines are not broken.
const KEPT_TOGETHER: usize = 3;

/// Lines of the lowest row: it has room for the date and the time under it.
const LEAST_LINES: usize = 2;

/// A column shorter than this could not hold a part of every entry.
const LEAST_ROOM: usize = row_height(KEPT_TOGETHER + LEAST_LINES);

/// Units of a row of so many lines.
const fn row_height(lines: usize) -> usize {
    lines * LINE + MARGIN
}

/// A text broken for its column.
#[derive(Clone)]
pub(super) struct Flowing {
    /// Its lines; at first all of them, then what is still to be printed.
    pub(super) lines: Vec<Line>,
    /// Where it stands in the plan.
    pub(super) span: Span,
}

impl Flowing {
    /// Takes the next lines, at most `n`.
    fn take(&mut self, n: usize) -> Self {
        let rest = self.lines.split_off(n.min(self.lines.len()));
        Self { lines: std::mem::replace(&mut self.lines, rest), span: self.span }
    }
}

/// One entry of the log.
pub(super) struct Entry {
    /// Which entry of the plan; none for what only goes on here.
    pub(super) at: Option<usize>,
    /// 「R7.5.27」, one line, or nothing.
    pub(super) day: Flowing,
    /// 「（火）14:00」
    pub(super) time: Flowing,
    /// 「項目」
    pub(super) means: Flowing,
    /// 「内容」 and the recorder.
    pub(super) content: Flowing,
}

/// A row of a column: an entry or the part of it that stands here; blank where all is empty.
pub(super) struct Part {
    /// Which entry of the plan.
    pub(super) at: Option<usize>,
    /// Height in units.
    pub(super) height: usize,
    /// Whether it goes on from the column before: 「（続き）」 stands under the date.
    pub(super) continued: bool,
    /// Whether it goes on in the next column.
    pub(super) continues: bool,
    /// The date.
    pub(super) day: Flowing,
    /// Weekday and time.
    pub(super) time: Flowing,
    /// 「項目」
    pub(super) means: Flowing,
    /// 「内容」
    pub(super) content: Flowing,
}

impl Entry {
    /// Lines that the rest of the entry takes.
    fn lines(&self, begun: bool) -> usize {
        let day = 1 + usize::from(begun) + self.time.lines.len();
        day.max(self.means.lines.len()).max(self.content.lines.len()).max(LEAST_LINES)
    }

    /// The part that stands in a row of so many lines.
    fn part(&mut self, lines: usize, begun: bool) -> Part {
        let day = self.day.clone();
        let time = self.time.take(lines.saturating_sub(1 + usize::from(begun)));
        let (means, content) = (self.means.take(lines), self.content.take(lines));
        let continues = [&self.time, &self.means, &self.content].iter().any(|text| !text.lines.is_empty());
        Part { at: self.at, height: row_height(lines), continued: begun, continues, day, time, means, content }
    }
}

/// Fills columns of `room` units; none for no entries. All columns but the last are full.
pub(super) fn columns(entries: Vec<Entry>, room: usize) -> Vec<Vec<Part>> {
    let room = room.max(LEAST_ROOM);
    let mut columns: Vec<Vec<Part>> = Vec::new();
    let mut column: Vec<Part> = Vec::new();
    let mut free = room;
    for mut entry in entries {
        let mut begun = false;
        loop {
            let wanted = entry.lines(begun);
            let fits = row_height(wanted) <= free;
            let may_break = begun || wanted > KEPT_TOGETHER || column.is_empty();
            // The column is filled: something of the entry stands here beyond its date, be it one line that goes on.
            let broken = (free.saturating_sub(MARGIN) / LINE).min(wanted.saturating_sub(1));
            // No single line goes on alone: the one before it goes with it, and the rows here become a little taller.
            let one_left = entry.content.lines.len() == broken + 1 && broken > LEAST_LINES && !column.is_empty();
            let here = if fits { wanted } else { broken - usize::from(one_left) };
            if fits || may_break && here >= LEAST_LINES {
                column.push(entry.part(here, begun));
                free -= row_height(here);
                begun = true;
            }
            if fits {
                break;
            }
            spread(&mut column, free);
            columns.push(std::mem::take(&mut column));
            free = room;
        }
    }
    if !column.is_empty() {
        columns.push(column);
    }
    columns
}

/// Makes all rows of a column taller, so that they fill it.
pub(super) fn spread(column: &mut [Part], free: usize) {
    let n = column.len().max(1);
    for (at, part) in column.iter_mut().enumerate() {
        part.height += free / n + usize::from(at < free % n);
    }
}

/// How many blank rows stand in so many units; what they leave over makes them a little taller.
pub(super) fn blank_rows(free: usize) -> usize {
    free / row_height(LEAST_LINES)
}
