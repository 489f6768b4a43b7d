//! Rows and pages of 第２表: which rows of which need stand on which sheet, and how tall each is.
//!
//! A need stays together where that leaves no big gap; else it is broken between service rows, and only a row (or a cell)
//! that is taller than a whole sheet is broken within. On the next sheet the need and the goals are repeated under
//! 「（続き）」. Invariant: every line of every cell is printed at least once, in order.

use std::ops::Range;

use super::table::{Block, Cell, NeedTable, SERVICE, Style};
use crate::forms::lines::Line;
use crate::forms::measures::count;
use crate::source::Span;

/// Slack, mm.
const EPSILON: f64 = 0.01;

/// A need that a sheet of its own could hold begins behind another one, to be broken, only where this part of a sheet is
/// left: less room than that goes into the rows above.
const WORTH_BEGINNING: f64 = 0.3;

/// What is repeated on the next sheet may take this part of it; of what is longer only 「（続き）」 stands there.
const WORTH_REPEATING: f64 = 1.0 / 3.0;

/// Heights of the table's body, mm.
#[derive(Clone, Copy)]
pub(super) struct Heights {
    /// From under the header to the table's end.
    pub(super) room: f64,
    /// The least height of a row.
    pub(super) row: f64,
    /// About the height of a blank row.
    pub(super) blank: f64,
    /// The least space over and under the text of a cell.
    pub(super) pad: f64,
    /// By how much rows grow where there is room.
    pub(super) air: f64,
}

/// One row of a sheet.
pub(super) struct Row {
    /// Height, mm.
    pub(super) height: f64,
    /// Whether a need (or its continuation) begins here.
    pub(super) begins: bool,
    /// The cells whose upper edge is this row's.
    pub(super) cells: Vec<Placed>,
}

/// A cell of a sheet.
pub(super) struct Placed {
    /// Index into the columns.
    pub(super) column: usize,
    /// How many rows it spans on this sheet.
    pub(super) rows: usize,
    /// Size, pt.
    pub(super) size: f64,
    /// What is printed of it here.
    pub(super) lines: Vec<Line>,
    /// Where it stands in the plan.
    pub(super) span: Span,
    /// Whether it, or the need it names, goes on on the next sheet.
    pub(super) continues: bool,
    /// Where its block stands in the plan.
    pub(super) places: Vec<usize>,
}

/// Lays needs out on as many sheets as they take; none for no needs.
pub(super) fn paginate(needs: &[NeedTable], style: &Style, heights: Heights) -> Vec<Vec<Row>> {
    let mut pages: Vec<Vec<Row>> = Vec::new();
    let mut page = Vec::new();
    let mut used = 0.0;
    for need in needs {
        let mut progress = Progress::new(need, style, heights);
        while progress.row < need.rows {
            let left = heights.room - used;
            let rest = progress.row..need.rows;
            let segment = progress.whole(rest, left).or_else(|| {
                if page.is_empty() {
                    return Some(progress.longest(left).unwrap_or_else(|| progress.cut(left)));
                }
                if left < heights.room * WORTH_BEGINNING { None } else { progress.longest(left) }
            });
            if let Some(segment) = segment {
                used += segment.heights.iter().sum::<f64>();
                page.append(&mut progress.print(&segment));
                if progress.row == need.rows {
                    break;
                }
            }
            pages.push(std::mem::take(&mut page));
            used = 0.0;
        }
    }
    if !page.is_empty() {
        pages.push(page);
    }
    pages
}

/// Rows of one need for one sheet.
struct Segment {
    rows: Range<usize>,
    heights: Vec<f64>,
    /// Whether the last row goes on on the next sheet.
    broken: bool,
}

/// How far a need is printed.
struct Progress<'a> {
    need: &'a NeedTable,
    style: &'a Style<'a>,
    heights: Heights,
    /// The next row to print.
    row: usize,
    /// Lines printed, by block and cell; none for blocks that have not begun.
    printed: Vec<Option<Vec<usize>>>,
}

/// What of a cell is still to be printed on this sheet.
struct Pending<'a> {
    mark: bool,
    lines: &'a [Line],
    /// Whether it was printed before and is only repeated: it may give way.
    repeated: bool,
}

impl Pending<'_> {
    fn count(&self) -> usize {
        usize::from(self.mark) + self.lines.len()
    }
}

impl<'a> Progress<'a> {
    fn new(need: &'a NeedTable, style: &'a Style<'a>, heights: Heights) -> Self {
        Self { need, style, heights, row: 0, printed: need.blocks.iter().map(|_| None).collect() }
    }

    /// The segment of exactly these rows with everything in it, if it is not taller than `room`.
    fn whole(&self, rows: Range<usize>, room: f64) -> Option<Segment> {
        let heights = self.row_heights(&rows, |_| true);
        (sum(&heights) <= room + EPSILON).then_some(Segment { rows, heights, broken: false })
    }

    /// The longest segment from the next row on in which every cell is whole.
    fn longest(&self, room: f64) -> Option<Segment> {
        self.grow(|rows| self.whole(rows, room))
    }

    /// A full sheet of what cannot be whole: cells that go on below the sheet are broken; if need be, the row too.
    fn cut(&self, room: f64) -> Segment {
        let flowing = |rows: Range<usize>| {
            let heights = self.row_heights(&rows, |block: &Block| block.rows.end <= rows.end);
            (sum(&heights) <= room + EPSILON).then_some(Segment { rows, heights, broken: false })
        };
        if let Some(mut segment) = self.grow(flowing) {
            let spare = room - sum(&segment.heights);
            if let Some(last) = segment.heights.last_mut() {
                *last += spare.max(0.0);
            }
            return segment;
        }
        Segment { rows: self.row..self.row + 1, heights: vec![room], broken: true }
    }

    fn grow(&self, fits: impl Fn(Range<usize>) -> Option<Segment>) -> Option<Segment> {
        let ends = self.row + 1..=self.need.rows;
        ends.map_while(|end| fits(self.row..end)).last()
    }

    /// Heights of rows: each as tall as its own cells ask for, then all evenly taller where a spanning cell asks for
    /// more. A cell that need not be `whole` asks for one line.
    fn row_heights(&self, rows: &Range<usize>, whole: impl Fn(&Block) -> bool) -> Vec<f64> {
        let mut heights = vec![self.heights.row; rows.len()];
        for level in (0..=SERVICE).rev() {
            for (index, block) in self.blocks_in(rows).filter(|(_, block)| block.level == level) {
                let part = &mut heights[within(&block.rows, rows)];
                let wanted = (0..block.cells.len()).map(|cell| {
                    let pending = self.pending(index, cell);
                    let keep = if whole(block) { pending.count() } else { pending.count().min(1) };
                    self.style.height(&block.cells[cell], keep) + 2.0 * self.heights.pad
                });
                let more = wanted.fold(0.0, f64::max) - sum(part);
                if more > 0.0 {
                    let each = more / count(part.len());
                    for height in part {
                        *height += each;
                    }
                }
            }
        }
        heights
    }

    fn blocks_in(&self, rows: &Range<usize>) -> impl Iterator<Item = (usize, &'a Block)> {
        let rows = rows.clone();
        let meets = move |block: &Block| block.rows.start < rows.end && rows.start < block.rows.end;
        self.need.blocks.iter().enumerate().filter(move |(_, block)| meets(block))
    }

    fn pending(&self, block: usize, cell: usize) -> Pending<'a> {
        let Block { level, cells, .. } = &self.need.blocks[block];
        let cell_lines = &cells[cell].lines;
        let Some(printed) = self.printed[block].as_ref().map(|printed| printed[cell]) else {
            return Pending { mark: false, lines: cell_lines, repeated: false };
        };
        let rest = &cell_lines[printed..];
        if !rest.is_empty() {
            return Pending { mark: cells[cell].prose, lines: rest, repeated: false };
        }
        if *level == SERVICE || cell_lines.is_empty() {
            return Pending { mark: false, lines: &[], repeated: true };
        }
        let tall = self.style.height(&cells[cell], cell_lines.len() + 1) > self.heights.room * WORTH_REPEATING;
        Pending { mark: cells[cell].prose, lines: if tall { &[] } else { cell_lines }, repeated: true }
    }

    /// Prints a segment and moves on behind it.
    fn print(&mut self, segment: &Segment) -> Vec<Row> {
        let mut rows: Vec<Row> =
            segment.heights.iter().map(|&height| Row { height, begins: false, cells: Vec::new() }).collect();
        if let Some(first) = rows.first_mut() {
            first.begins = true;
        }
        let goes_on = segment.broken || segment.rows.end < self.need.rows;
        let blocks: Vec<(usize, &Block)> = self.blocks_in(&segment.rows).collect();
        for (index, block) in blocks {
            let part = within(&block.rows, &segment.rows);
            let height = sum(&segment.heights[part.clone()]) - 2.0 * self.heights.pad;
            let mut printed = self.printed[index].clone().unwrap_or_else(|| vec![0; block.cells.len()]);
            for (at, cell) in block.cells.iter().enumerate() {
                let pending = self.pending(index, at);
                let mut placed = self.place(cell, &pending, height);
                placed.rows = part.len();
                placed.places.clone_from(&block.places);
                if !pending.repeated {
                    printed[at] += placed.lines.len() - usize::from(pending.mark);
                    placed.continues = printed[at] < cell.lines.len();
                }
                placed.continues |= block.level == 0 && goes_on;
                rows[part.start].cells.push(placed);
            }
            self.printed[index] = Some(printed);
        }
        self.row = if segment.broken { segment.rows.start } else { segment.rows.end };
        rows
    }

    /// As much of what is pending as stands in a height; what is only repeated gives way whole.
    fn place(&self, cell: &Cell, pending: &Pending, height: f64) -> Placed {
        let room = self.style.capacity(cell, height);
        let mark = pending.mark.then(|| self.style.mark(cell));
        let lines = match pending.lines {
            lines if pending.count() <= room => lines,
            _ if pending.repeated => &[],
            lines => &lines[..(room - usize::from(pending.mark)).max(1)],
        };
        let lines = mark.into_iter().chain(lines.iter().cloned()).collect();
        Placed {
            column: cell.column,
            rows: 1,
            size: cell.size,
            lines,
            span: cell.span,
            continues: false,
            places: Vec::new(),
        }
    }
}

/// Where `rows` stand within a segment.
fn within(rows: &Range<usize>, segment: &Range<usize>) -> Range<usize> {
    rows.start.max(segment.start) - segment.start..rows.end.min(segment.end) - segment.start
}

fn sum(heights: &[f64]) -> f64 {
    heights.iter().sum()
}
