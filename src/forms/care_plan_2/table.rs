//! The cells of 第２表 with their lines, before any page is thought of.
//!
//! A need becomes [`Block`]s over its service rows: the need itself over all of them, a long-term goal over those of its
//! short-term goals, a short-term goal over its services, a service over one row. Each level has its columns.
//! Invariant: the blocks of a level cover every row exactly once, and stand in reading order.

use std::ops::Range;

use crate::calendar::Period;
use crate::case::Need;
use crate::case::plan::{LongTermGoal, ShortTermGoal, Support};
use crate::fonts::{self, Face};
use crate::forms::lines::{self, Line};
use crate::forms::measures::{FieldMeasure, MeasureFault, Measures};
use crate::forms::text;
use crate::source::{Field, Span, struck};

/// Section of the measures.
pub(super) const SECTION: &str = "care-plan-2";

/// The columns from left to right, by their keys in the measures.
pub(super) const COLUMNS: [&str; 11] = [
    "need",
    "long_goal",
    "long_period",
    "short_goal",
    "short_period",
    "content",
    "covered",
    "kind",
    "provider",
    "frequency",
    "period",
];

/// The level of service rows; 0 is the need, 1 and 2 are its goals.
pub(super) const SERVICE: usize = 3;

/// The first column of each level.
const FIRST_COLUMN: [usize; 4] = [0, 1, 3, 5];

/// 「ニーズ一つ」 all that stands in the table about one need.
pub(super) struct NeedTable {
    /// How many service rows it has, at least one.
    pub(super) rows: usize,
    /// Its cells.
    pub(super) blocks: Vec<Block>,
}

/// Cells that span the same rows.
pub(super) struct Block {
    /// The rows, counted from the need's first.
    pub(super) rows: Range<usize>,
    /// 0 need, 1 long-term goal, 2 short-term goal, 3 service.
    pub(super) level: usize,
    /// One a column of the level.
    pub(super) cells: Vec<Cell>,
    /// Where it stands in the plan: need, long-term goal, short-term goal, service; as many as its level has.
    pub(super) places: Vec<usize>,
}

/// A text broken for its column.
pub(super) struct Cell {
    /// Index into [`COLUMNS`].
    pub(super) column: usize,
    /// Size, pt.
    pub(super) size: f64,
    /// All its lines.
    pub(super) lines: Vec<Line>,
    /// Where it stands in the plan.
    pub(super) span: Span,
    /// Whether it is a sentence, which says 「（続き）」 where it goes on; else it is a period or a mark.
    pub(super) prose: bool,
}

/// The columns' measures at one size of type.
pub(super) struct Style<'m> {
    columns: [&'m FieldMeasure; 11],
    /// Size of all texts, pt.
    pub(super) size: f64,
    /// Size of periods, pt: the biggest at which none of them is broken.
    period_size: f64,
}

/// 「期間」 widths of the widest line of all periods in the columns that hold them, in units of the em.
#[derive(Clone, Copy, Default)]
pub(super) struct WidestPeriods([u32; 3]);

/// The columns that hold periods.
const PERIOD_COLUMNS: [usize; 3] = [2, 4, 10];

impl WidestPeriods {
    /// Measures the periods of all needs.
    pub(super) fn of(needs: &[Need]) -> Self {
        let mut widest = Self::default();
        for long in needs.iter().flat_map(|need| &need.goals) {
            widest.measure(0, &period_words(&long.period, Some(&long.first_period)));
            for short in &long.goals {
                let words = period_words(&short.period, None);
                widest.measure(1, &words);
                widest.measure(2, &words);
                for support in &short.supports {
                    widest.measure(2, &period_words(&support.period, None));
                }
            }
        }
        widest
    }

    fn measure(&mut self, column: usize, words: &str) {
        let width = words.lines().map(|line| fonts::advance(line, Face::Mincho)).max().unwrap_or_default();
        self.0[column] = self.0[column].max(width);
    }
}

impl<'m> Style<'m> {
    /// The style of a size, for a plan with these periods.
    pub(super) fn new(measures: &'m Measures, size: f64, periods: WidestPeriods) -> Result<Self, MeasureFault> {
        let mut columns = [measures.field(SECTION, COLUMNS[0])?; 11];
        for (column, key) in columns.iter_mut().zip(COLUMNS) {
            *column = measures.field(SECTION, key)?;
        }
        let mut sizes = columns[PERIOD_COLUMNS[0]].sizes.iter().filter(|&&step| step <= size);
        let smallest = sizes.clone().next_back();
        let whole = |&&step: &&f64| {
            let room = PERIOD_COLUMNS.map(|column| lines::width_units(columns[column].inner_width(), step));
            room.iter().zip(periods.0).all(|(&room, widest)| widest <= room)
        };
        let period_size = sizes.find(whole).or(smallest).copied().unwrap_or(size);
        Ok(Self { columns, size, period_size })
    }

    /// Height of a cell's lines, mm.
    pub(super) fn height(&self, cell: &Cell, lines: usize) -> f64 {
        lines::height(lines, cell.size, self.columns[cell.column].pitch)
    }

    /// How many lines of a cell stand in a height (mm); at least one.
    pub(super) fn capacity(&self, cell: &Cell, height: f64) -> usize {
        lines::capacity(height, cell.size, self.columns[cell.column].pitch)
    }

    /// The line that says that a cell goes on from another sheet.
    pub(super) fn mark(&self, cell: &Cell) -> Line {
        Line::new("（続き）", self.columns[cell.column].face.0)
    }

    fn prose(&self, column: usize, field: &Field<String>) -> Cell {
        let lines = lines::lines_at(field.text(), self.columns[column], self.size);
        Cell { column, size: self.size, lines, span: field.span(), prose: true }
    }

    fn narrow(&self, column: usize, field: &Field<String>) -> Cell {
        let lines = text::narrow_lines(field.text(), self.columns[column], self.size);
        Cell { column, size: self.size, lines, span: field.span(), prose: true }
    }

    fn period(&self, column: usize, period: &Field<Period>, first: Option<&Field<Period>>) -> Cell {
        let span = first.map_or(period.span(), |first| period.span().or(first.span()));
        self.period_words(column, &period_words(period, first), span)
    }

    fn period_words(&self, column: usize, words: &str, span: Span) -> Cell {
        let lines = lines::lines_at(words, self.columns[column], self.period_size);
        Cell { column, size: self.period_size, lines, span, prose: false }
    }
}

/// 「R8.4.1～R9.3.31」 and, under it in brackets, the period that was set at first.
fn period_words(period: &Field<Period>, first: Option<&Field<Period>>) -> String {
    let words = text::short_period(period);
    match first.map(text::short_period).filter(|first| !first.is_empty()) {
        Some(first) => format!("{}\n({})", words.trim_end(), first.trim_end()).trim_start().to_owned(),
        None => words,
    }
}

/// Breaks all texts of a need, the plan's `at`-th.
pub(super) fn need_table(at: usize, need: &Need, style: &Style) -> NeedTable {
    let mut table = NeedTable { rows: 0, blocks: Vec::new() };
    let whole = table.open(&[at], vec![style.prose(0, &need.statement)]);
    for (i, long) in or_blank(&need.goals, &LongTermGoal::default()).iter().enumerate() {
        let cells = vec![style.prose(1, &long.statement), style.period(2, &long.period, Some(&long.first_period))];
        let long_block = table.open(&[at, i], cells);
        for (j, short) in or_blank(&long.goals, &ShortTermGoal::default()).iter().enumerate() {
            let cells = vec![style.prose(3, &short.statement), style.period(4, &short.period, None)];
            let short_block = table.open(&[at, i, j], cells);
            for (k, support) in or_blank(&short.supports, &Support::default()).iter().enumerate() {
                let service = table.open(&[at, i, j, k], service_cells(support, short, style));
                table.rows += 1;
                table.close(service);
            }
            table.close(short_block);
        }
        table.close(long_block);
    }
    table.close(whole);
    table
}

/// A goal or need without anything under it still has a row.
fn or_blank<'a, T>(list: &'a [T], blank: &'a T) -> &'a [T] {
    if list.is_empty() { std::slice::from_ref(blank) } else { list }
}

fn service_cells(support: &Support, short: &ShortTermGoal, style: &Style) -> Vec<Cell> {
    // A service holds for its goal's time unless it says otherwise; a blank row stays blank.
    let own = !support.period.is_blank() || short.supports.is_empty();
    let period = if own { &support.period } else { &short.period };
    // A row that is gone took its goal's time with it.
    let is_gone = struck::is_gone(support.content.text()) && !struck::has_marks(period.text());
    let period = if is_gone {
        style.period_words(10, &struck::gone(&text::short_period(period)), period.span())
    } else {
        style.period(10, period, None)
    };
    let mark = text::said(&support.covered, |covered| if covered.0 { "○".to_owned() } else { String::new() }, "");
    // The column has room for the mark alone.
    let mark = mark.split(struck::NOTE).next().unwrap_or_default();
    let mark = lines::lines_at(mark, style.columns[6], style.size);
    vec![
        style.prose(5, &support.content),
        Cell { column: 6, size: style.size, lines: mark, span: support.covered.span(), prose: false },
        style.narrow(7, &support.kind),
        style.prose(8, &support.provider),
        style.narrow(9, &support.frequency),
        period,
    ]
}

impl NeedTable {
    /// Begins a block at the next row.
    fn open(&mut self, places: &[usize], cells: Vec<Cell>) -> usize {
        let level = places.len() - 1;
        debug_assert_eq!(cells.first().map(|cell| cell.column), Some(FIRST_COLUMN[level]));
        self.blocks.push(Block { rows: self.rows..self.rows, level, cells, places: places.to_vec() });
        self.blocks.len() - 1
    }

    /// Ends a block behind the last row.
    fn close(&mut self, block: usize) {
        self.blocks[block].rows.end = self.rows;
    }
}
