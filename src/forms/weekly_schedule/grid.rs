//! The week's grid in millimetres, and the services cut into pieces of one day each.
//!
//! Knows times and columns, no texts. Pieces that overlap stand side by side; a piece shorter than a line of text counts
//! as long as one line, so that two short visits in a row never print over each other.

use super::super::measures::{MeasureFault, Measures};
use crate::calendar::{TimeOfDay, TimeRange};
use crate::case::WeeklySchedule;
use crate::source::Field;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Minutes that a piece takes at least: the height of one line of text.
const SHORTEST: u16 = 30;

/// Services side by side in one column; in a narrower lane not even a number would be readable.
const MOST_LANES: usize = 7;

/// 「週間の枠」 the edges of the day columns and the scale of the hours.
#[derive(Clone, Debug)]
pub struct Grid {
    columns: Vec<f64>,
    top: f64,
    hour: f64,
}

impl Grid {
    /// The grid whose rows leave room for notes under the table.
    ///
    /// # Errors
    /// The measures lack the grid.
    pub fn read(measures: &Measures) -> Result<Self, MeasureFault> {
        Self::with_rows(measures, "row")
    }

    /// The grid whose rows use that room, too.
    ///
    /// # Errors
    /// The measures lack the grid.
    pub fn without_notes(measures: &Measures) -> Result<Self, MeasureFault> {
        Self::with_rows(measures, "row_without_notes")
    }

    fn with_rows(measures: &Measures, row: &str) -> Result<Self, MeasureFault> {
        let form = super::FORM.id;
        let columns = measures.numbers(form, "columns")?;
        // Bands, hours, seven days, activities: eleven edges.
        if columns.len() != 11 {
            return Err(MeasureFault::Unreadable(format!("{form}.columns: 縦線は11本です")));
        }
        let row = measures.number(form, row)?;
        Ok(Self { columns: columns.to_vec(), top: measures.number(form, "top")?, hour: row / 2.0 })
    }

    /// Height on the page of a time of day, mm.
    #[must_use]
    pub fn y(&self, minutes: u16) -> f64 {
        self.top + f64::from(minutes) / 60.0 * self.hour
    }

    /// The upper line of the grid, mm.
    #[must_use]
    pub const fn top(&self) -> f64 {
        self.top
    }

    /// The bottom line of the grid, mm.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y(DAY)
    }

    /// Height of one hour, mm.
    #[must_use]
    pub const fn hour(&self) -> f64 {
        self.hour
    }

    /// Left edge and width of a day's column, mm; Monday is 0.
    #[must_use]
    pub fn day(&self, day: usize) -> (f64, f64) {
        let (left, right) = (self.columns[2 + day], self.columns[3 + day]);
        (left, right - left)
    }
}

/// Which part of a service a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it, or what lies before midnight.
    First,
    /// What lies after midnight, on the day after.
    AfterMidnight,
}

/// 「枠」 a service on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Index of the entry in the plan.
    pub entry: usize,
    /// Column, Monday is 0.
    pub day: usize,
    /// Start, minutes since midnight.
    pub start: u16,
    /// End, minutes since midnight.
    pub end: u16,
    /// Which part.
    pub part: Part,
}

impl Piece {
    /// The minutes that it takes up on the sheet: at least a line of text, and never past the day's end.
    #[must_use]
    pub fn room(&self) -> (u16, u16) {
        let start = self.start.min(DAY - SHORTEST);
        (start, self.end.max(start + SHORTEST))
    }
}

/// All pieces of a week, by day and time. Entries without weekday or time have none.
#[must_use]
pub fn pieces(week: &WeeklySchedule) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (entry, service) in week.entries.iter().enumerate() {
        let Some(time) = service.time.value() else { continue };
        let mut days: Vec<usize> = service.weekdays.iter().filter_map(Field::value).map(column).collect();
        days.sort_unstable();
        days.dedup();
        pieces.extend(days.into_iter().flat_map(|day| of_day(entry, day, time)));
    }
    pieces.sort_by_key(|piece| (piece.day, piece.start, piece.entry));
    pieces
}

/// Column of a weekday, Monday is 0.
fn column(weekday: crate::calendar::Weekday) -> usize {
    weekday.num_days_from_monday() as usize
}

fn of_day(entry: usize, day: usize, time: TimeRange) -> impl Iterator<Item = Piece> {
    time.parts().into_iter().map(move |(after, start, end)| Piece {
        entry,
        day: if after { (day + 1) % 7 } else { day },
        start: TimeOfDay::minutes(start),
        end: TimeOfDay::minutes(end),
        part: if after { Part::AfterMidnight } else { Part::First },
    })
}

/// A piece beside those that it overlaps: it takes `span` of `of` lanes from lane `lane` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The piece.
    pub piece: Piece,
    /// Its first lane, 0 is the leftmost.
    pub lane: usize,
    /// How many lanes it is wide.
    pub span: usize,
    /// How many lanes the column has around it.
    pub of: usize,
}

impl Lane {
    /// Whether two pieces share some of the column's width.
    #[must_use]
    pub const fn beside(&self, other: &Self) -> bool {
        let (left, right) = (self.lane * other.of, (self.lane + self.span) * other.of);
        let (other_left, other_right) = (other.lane * self.of, (other.lane + other.span) * self.of);
        left < other_right && other_left < right
    }
}

/// Puts the pieces of one day (sorted by time) side by side where they overlap. Those for which the column is too narrow
/// come back apart.
#[must_use]
pub fn lanes(pieces: &[Piece]) -> (Vec<Lane>, Vec<Piece>) {
    let (mut placed, mut crowded) = (Vec::new(), Vec::new());
    let mut rest = pieces;
    while let Some(first) = rest.first() {
        // All that hangs together by overlapping, one with the next.
        let mut end = first.room().1;
        let mut n = 1;
        while let Some(piece) = rest.get(n).filter(|piece| piece.room().0 < end) {
            end = end.max(piece.room().1);
            n += 1;
        }
        let (cluster, after) = rest.split_at(n);
        rest = after;
        share(cluster, &mut placed, &mut crowded);
    }
    (placed, crowded)
}

/// Gives each piece of a cluster the first free lane, then widens it over the lanes that stay free beside it.
fn share(cluster: &[Piece], placed: &mut Vec<Lane>, crowded: &mut Vec<Piece>) {
    let mut ends: Vec<u16> = Vec::new();
    let mut given: Vec<(usize, Piece)> = Vec::new();
    for piece in cluster {
        let (start, end) = piece.room();
        match ends.iter().position(|&lane_end| lane_end <= start) {
            Some(lane) => {
                ends[lane] = end;
                given.push((lane, *piece));
            }
            None if ends.len() < MOST_LANES => {
                ends.push(end);
                given.push((ends.len() - 1, *piece));
            }
            None => crowded.push(*piece),
        }
    }
    let of = ends.len();
    for &(lane, piece) in &given {
        let (start, end) = piece.room();
        let taken =
            |beside: &usize| given.iter().any(|(other, p)| other == beside && p.room().0 < end && start < p.room().1);
        let right = (lane + 1..of).find(taken).unwrap_or(of);
        placed.push(Lane { piece, lane, span: right - lane, of });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(entry: usize, start: u16, end: u16) -> Piece {
        Piece { entry, day: 0, start, end, part: Part::First }
    }

    fn shares(pieces: &[Piece]) -> Vec<(usize, usize, usize)> {
        lanes(pieces).0.iter().map(|lane| (lane.lane, lane.span, lane.of)).collect()
    }

    #[test]
    fn only_what_overlaps_shares_the_column() {
        assert_eq!(shares(&[piece(0, 540, 600), piece(1, 600, 660)]), [(0, 1, 1), (0, 1, 1)]);
        assert_eq!(shares(&[piece(0, 540, 660), piece(1, 600, 720)]), [(0, 1, 2), (1, 1, 2)]);
        // The third begins when the first has ended: it takes over that lane.
        assert_eq!(
            shares(&[piece(0, 540, 600), piece(1, 540, 720), piece(2, 660, 700)]),
            [(0, 1, 2), (1, 1, 2), (0, 1, 2)]
        );
        // A piece beside which a lane stays free is as wide as both.
        let three = [piece(0, 480, 600), piece(1, 480, 540), piece(2, 480, 540), piece(3, 545, 600)];
        assert_eq!(shares(&three), [(0, 1, 3), (1, 1, 3), (2, 1, 3), (1, 2, 3)]);
    }

    #[test]
    fn short_visits_in_a_row_stand_side_by_side() {
        assert_eq!(shares(&[piece(0, 480, 490), piece(1, 490, 520)]), [(0, 1, 2), (1, 1, 2)]);
        assert_eq!(piece(0, 1430, 1440).room(), (1410, 1440));
    }

    #[test]
    fn a_crowd_is_told_apart() {
        let pieces: Vec<Piece> = (0..9).map(|entry| piece(entry, 480, 540)).collect();
        let (placed, crowded) = lanes(&pieces);
        assert_eq!((placed.len(), crowded.len()), (7, 2));
    }
}
