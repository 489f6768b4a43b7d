//! 「サービスの枠」 the text of each piece: in its box where it fits, else a number there and the text in the list below.
//!
//! The box stands at the service's exact time. Where its text needs more height, a dashed flap reaches on into free time
//! around it; solid edges and a bar at the left always show the true time. Every text is either whole in the box or whole
//! in the list.

use super::super::lines::{self, Fitted, Line};
use super::super::measures::{FieldMeasure, MeasureFault, Measures, count};
use super::grid::{Grid, Lane, Part, lanes, pieces};
use crate::calendar::TimeRange;
use crate::case::WeeklySchedule;
use crate::fonts;
use crate::source::struck;

/// Slack, mm.
const SLACK: f64 = 0.005;

/// Air that a text should have above and below together, mm, where there is room.
const AIR: f64 = 0.6;

/// The line pitch of a text that has room.
const EASY_PITCH: f64 = 1.2;

/// A rectangle, mm: left, top, width, height.
pub type Rect = [f64; 4];

/// A ruled line, mm: from x, y to x, y.
pub type Segment = [f64; 4];

/// A box on the sheet.
#[derive(Clone, Debug)]
pub struct Block {
    /// Index of the entry in the plan.
    pub entry: usize,
    /// Column, Monday is 0.
    pub day: usize,
    /// The white box with its flap.
    pub all: Rect,
    /// The part of it that is the service's time.
    pub time: Rect,
    /// Where the text stands.
    pub inner: Rect,
    /// Line pitch of the text, as a multiple of its size.
    pub pitch: f64,
    /// The text in it.
    pub text: Fitted,
}

impl Block {
    /// Whether a flap reaches beyond the service's time.
    #[must_use]
    pub fn has_flap(&self) -> bool {
        self.all[3] > self.time[3] + 0.01
    }

    /// The edges of the time.
    #[must_use]
    pub fn solid(&self) -> Vec<Segment> {
        let [x, y, w, h] = self.time;
        let [_, all_y, _, all_h] = self.all;
        let mut edges = vec![[x, y, x, y + h], [x + w, y, x + w, y + h]];
        // No rule runs through the text where it goes on into the flap.
        edges.extend((all_y > y - 0.01).then_some([x, y, x + w, y]));
        edges.extend((all_y + all_h < y + h + 0.01).then_some([x, y + h, x + w, y + h]));
        edges
    }

    /// The edges of the flap, below the time or above it.
    #[must_use]
    pub fn dashed(&self) -> Vec<Segment> {
        let [x, y, w, h] = self.time;
        let [_, top, _, all_h] = self.all;
        let (bottom, right) = (top + all_h, x + w);
        let mut edges = Vec::new();
        if top < y - 0.01 {
            edges.extend([[x, top, x, y], [right, top, right, y], [x, top, right, top]]);
        }
        if bottom > y + h + 0.01 {
            edges.extend([[x, y + h, x, bottom], [right, y + h, right, bottom], [x, bottom, right, bottom]]);
        }
        edges
    }

    /// The bar at the left of the time.
    #[must_use]
    pub const fn bar(&self) -> Rect {
        let [x, y, _, h] = self.time;
        [x, y, self.inner[0] - x, h]
    }
}

/// What became of the services of a week.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    /// The boxes, by day and time.
    pub boxes: Vec<Block>,
    /// The entries whose text goes to the list, in the order of their numbers: number 1 is the first.
    pub numbered: Vec<usize>,
}

impl Blocks {
    fn number(&mut self, entry: usize) -> usize {
        let at = self.numbered.iter().position(|&other| other == entry).unwrap_or_else(|| {
            self.numbered.push(entry);
            self.numbered.len() - 1
        });
        at + 1
    }
}

/// The form's own measures of a box.
struct Style<'a> {
    grid: &'a Grid,
    text: &'a FieldMeasure,
    /// Between a column's edge and a box, mm.
    gap: f64,
    /// Width of the bar, mm.
    bar: f64,
    /// How far a box may reach beyond its time, mm.
    reach: f64,
}

/// Lays out all services of a week that have a weekday and a time.
///
/// # Errors
/// The measures lack a figure of the boxes.
pub fn lay_out(week: &WeeklySchedule, grid: &Grid, measures: &Measures) -> Result<Blocks, MeasureFault> {
    let form = super::FORM.id;
    let style = Style {
        grid,
        text: measures.field(form, "block")?,
        gap: measures.number(form, "block_gap")?,
        bar: measures.number(form, "block_bar")?,
        reach: measures.number(form, "block_reach")?,
    };
    let all = pieces(week);
    let mut blocks = Blocks::default();
    for day in all.chunk_by(|a, b| a.day == b.day) {
        let (placed, crowded) = lanes(day);
        let mut drawn: Vec<(Lane, Block)> = Vec::new();
        for (i, lane) in placed.iter().enumerate() {
            let block = style.block(week, lane, &placed[i + 1..], &drawn, &mut blocks);
            drawn.push((*lane, block));
        }
        for i in (0..drawn.len()).rev() {
            let (lane, y) = (drawn[i].0, drawn[i].1.all[1]);
            let below = drawn.iter().filter(|(other, block)| other.beside(&lane) && block.all[1] > y);
            let floor = below.map(|(_, block)| block.all[1]).fold(grid.bottom(), f64::min);
            style.ease(&mut drawn[i].1, floor);
        }
        blocks.boxes.extend(drawn.into_iter().map(|(_, block)| block));
        for piece in crowded {
            blocks.number(piece.entry);
        }
    }
    Ok(blocks)
}

impl Style<'_> {
    fn block(
        &self,
        week: &WeeklySchedule,
        lane: &Lane,
        later: &[Lane],
        drawn: &[(Lane, Block)],
        blocks: &mut Blocks,
    ) -> Block {
        let (x, w) = self.across(lane);
        let piece = &lane.piece;
        let (top, end) = (self.grid.y(piece.start), self.grid.y(piece.end));
        // The space above and below that nothing else takes.
        let below = later.iter().filter(|other| lane.beside(other)).map(|other| self.grid.y(other.piece.room().0));
        let floor = below.fold(self.grid.bottom(), f64::min);
        let above = drawn.iter().filter(|(other, _)| lane.beside(other)).map(|(_, block)| block.all[1] + block.all[3]);
        let ceiling = above.fold(self.grid.top(), f64::max);
        let height = end - top;
        let room = (floor - ceiling).min(height + self.reach).max(height);

        let service = &week.entries[piece.entry];
        let width = w - self.bar - 2.0 * self.text.pad;
        let words = Words { time: service.time.value(), part: piece.part, content: service.content.text() };
        let fitting = Fitting { field: self.text, width };
        let text = fitting.whole(&words, height, room).unwrap_or_else(|| {
            let number = blocks.number(piece.entry);
            fitting.numbered(&words, &circled(number), height, room)
        });

        // It grows downwards as far as it can, then upwards.
        let need = lines::height(text.lines.len(), text.size, self.text.pitch);
        let need = if need <= height + SLACK { height } else { need };
        let bottom = (top + need).min(floor.max(end));
        let y = (bottom - need).max(ceiling).min(top);
        let h = bottom - y;
        Block {
            entry: piece.entry,
            day: piece.day,
            all: [x, y, w, h],
            time: [x, top, w, height],
            inner: [x + self.bar, y, w - self.bar, h],
            pitch: self.text.pitch,
            text,
        }
    }

    /// Gives the lines of a box air: wider spaced in a box with room, and a longer flap where nothing is below.
    fn ease(&self, block: &mut Block, floor: f64) {
        let em_lines = lines::height(block.text.lines.len().max(1), block.text.size, 1.0);
        let [_, y, _, h] = block.all;
        let h = if block.has_flap() { (em_lines * EASY_PITCH + AIR).min(floor - y).max(h) } else { h };
        (block.all[3], block.inner[3]) = (h, h);
        block.pitch = ((h - AIR) / em_lines).clamp(self.text.pitch, EASY_PITCH);
    }

    /// Left edge and width of a box, mm.
    fn across(&self, lane: &Lane) -> (f64, f64) {
        let (left, width) = self.grid.day(lane.piece.day);
        let one = (width - self.gap) / count(lane.of);
        (left + self.gap + one * count(lane.lane), one * count(lane.span) - self.gap)
    }
}

/// The words of a piece.
struct Words<'a> {
    time: Option<TimeRange>,
    part: Part,
    content: &'a str,
}

impl Words<'_> {
    /// The time as printed, on one line; a piece after midnight says when it began. Of what is gone it is struck too.
    fn time(&self) -> String {
        self.struck(&self.plain_time())
    }

    fn struck(&self, words: &str) -> String {
        if struck::is_gone(self.content) { struck::gone(words) } else { words.to_owned() }
    }

    fn plain_time(&self) -> String {
        let printed = self.time.map(|time| time.to_string()).unwrap_or_default();
        match self.part {
            Part::First => printed,
            Part::AfterMidnight => format!("前日{}", printed.replace('翌', "")),
        }
    }

    /// The time in two lines, for narrow boxes.
    fn broken_time(&self) -> Vec<String> {
        let time = self.plain_time();
        match time.split_once('～') {
            Some((start, end)) => vec![self.struck(&format!("{start}～")), self.struck(end)],
            None => vec![self.struck(&time)],
        }
    }

    /// The kind of service, before the particulars in parentheses, and the particulars.
    fn head(&self) -> Option<(&str, &str)> {
        let at = self.content.find(['（', '('])?;
        let (head, rest) = self.content.split_at(at);
        (!head.trim().is_empty() && !head.contains('\n')).then_some((head, rest))
    }
}

/// Tries words in a box of one width.
struct Fitting<'a> {
    field: &'a FieldMeasure,
    width: f64,
}

impl Fitting<'_> {
    /// The whole text: at its time if it can, else in what is free around it.
    fn whole(&self, words: &Words, height: f64, room: f64) -> Option<Fitted> {
        let content = lines::clean(words.content);
        let time = words.time();
        let wordings = || {
            let head = words.head().map(|(head, rest)| (vec![time.clone()], format!("{head}\n{rest}")));
            let broken = words.broken_time();
            let broken_head = words.head().map(|(head, rest)| (broken.clone(), format!("{head}\n{rest}")));
            [
                head,
                Some((vec![time.clone()], content.to_string())),
                Some((Vec::new(), format!("{time} {content}"))).filter(|_| !content.is_empty()),
                broken_head,
                Some((broken, content.to_string())),
            ]
            .into_iter()
            .flatten()
        };
        let smallest = self.field.sizes.last().copied()?;
        let at_its_time = self.field.sizes.iter().find_map(|&size| {
            wordings().find_map(|(fixed, flowing)| self.fitted(&fixed, &flowing, &time, size, height))
        });
        at_its_time.or_else(|| {
            let all = wordings().filter_map(|(fixed, flowing)| self.fitted(&fixed, &flowing, &time, smallest, room));
            all.min_by_key(|fitted| fitted.lines.len())
        })
    }

    /// A number, and as much of time and kind of service as there is room for.
    fn numbered(&self, words: &Words, number: &str, height: f64, room: f64) -> Fitted {
        let size = self.field.sizes.last().copied().unwrap_or_default();
        let time = format!("{number}{}", words.time());
        let broken: Vec<String> = words
            .broken_time()
            .into_iter()
            .enumerate()
            .map(|(i, line)| if i == 0 { format!("{number}{line}") } else { line })
            .collect();
        let head = words.head().map(|(head, _)| head.trim_end());
        let wordings = [
            head.map(|head| (vec![time.clone(), head.to_owned()], String::new())),
            head.map(|head| (vec![format!("{time} {head}")], String::new())),
            head.map(|head| (broken.clone(), head.to_owned())),
            Some((vec![time.clone()], String::new())),
            head.map(|head| (vec![format!("{number}{head}")], String::new())),
            Some((broken, String::new())),
            head.map(|head| (Vec::new(), format!("{number}{head}"))),
            Some((vec![number.to_owned()], String::new())),
        ];
        let mut tried = wordings.iter().flatten();
        let found = tried.find_map(|(fixed, flowing)| {
            [height, room].into_iter().find_map(|room| self.fitted(fixed, flowing, "", size, room))
        });
        // In the narrowest lane a number of three digits has no room either: the list says day and time.
        found.unwrap_or(Fitted { size, lines: Vec::new(), rest: None, shrunk: false })
    }

    /// Lines that must stand whole, then text that may be broken; none when it does not fit. `whole` may not be broken
    /// either, wherever it stands.
    fn fitted(&self, fixed: &[String], flowing: &str, whole: &str, size: f64, room: f64) -> Option<Fitted> {
        let face = self.field.face.0;
        let width = lines::width_units(self.width, size);
        let fits = |text: &str| fonts::advance(text, face) <= width;
        if !fixed.iter().all(|line| fits(line)) || (fixed.is_empty() && !fits(whole)) {
            return None;
        }
        let mut all: Vec<Line> = fixed.iter().map(|line| Line::new(line.as_str(), face)).collect();
        all.extend(lines::break_lines(flowing, face, width));
        // A character may be wider than a narrow lane.
        if !all.iter().all(|line| fits(line.text().trim_end())) {
            return None;
        }
        let air = if self.field.sizes.last() == Some(&size) { 0.0 } else { AIR };
        let enough = lines::height(all.len(), size, self.field.pitch) + air <= room + SLACK;
        // The size of a box's text follows from its time; that is the form's way, not a shrunken field.
        enough.then_some(Fitted { size, lines: all, rest: None, shrunk: false })
    }
}

/// 「①」 up to 50; beyond that the number itself.
#[must_use]
pub fn circled(number: usize) -> String {
    let base = match number {
        1..=20 => 0x2460 - 1,
        21..=35 => 0x3251 - 21,
        36..=50 => 0x32B1 - 36,
        _ => return number.to_string(),
    };
    u32::try_from(base + number).ok().and_then(char::from_u32).map_or_else(|| number.to_string(), String::from)
}
