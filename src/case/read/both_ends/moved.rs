//! A line that was moved, or a few: where the plan stops being one they stand or are missed, and the other of both is where it is one
//! again. Put back, they make it whole.

use super::super::look::Look;
use super::super::unsure::edited;
use super::is_whole;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{Span, to_u32};
use std::ops::RangeInclusive;

/// So many lines are moved at once.
const MOST: usize = 4;
/// Of a larger file each try takes its time.
const MAX_FILE: usize = 1 << 16;

/// Lines, and the line above which they were.
struct Move {
    lines: RangeInclusive<usize>,
    above: usize,
}

/// The mistake at the moved lines; `stop` is the line at which a plan stops being one, `below` the last above its right end.
pub(super) fn find(look: &Look, stop: usize, below: usize) -> Option<Problem> {
    if look.file.text().len() > MAX_FILE {
        return None;
    }
    let mut ways = (1..=MOST).map(|n| sound_moves(look, stop, below, n)).find(|ways| !ways.is_empty())?;
    // Lines move no further than need be.
    ways.sort_by_key(|(one, ..)| one.distance());
    if ways.iter().any(|(.., text)| *text != ways[0].2) {
        return several(look, &ways);
    }
    let (Move { lines, above }, edits, _) = ways.swap_remove(0);
    let what = match (lines.start(), lines.end()) {
        (first, last) if first == last => "この行".to_owned(),
        (first, last) => format!("{first}行目から{last}行目"),
    };
    let message = format!("{what}は、ここには入りません。{above}行目の上にあったようです");
    let beside = above.min(look.file.last_line());
    Some(
        Problem::new(ProblemCode::Syntax, look.words(*lines.start()), message)
            .help("動かした行なら、元の所へ戻してください。ほかの行はそのままで、計画書として読めます")
            .related(look.words(beside), "このあたりです")
            .fix(Fix { title: format!("{above}行目の上へ戻す"), edits, certain: false }),
    )
}

/// All lines that may have been moved, told at the first of the ways: of two rows, one would get what is the other's, so nothing is proposed.
fn several(look: &Look, ways: &[Way]) -> Option<Problem> {
    let (nearest, ..) = ways.first()?;
    let first = ways.iter().map(|(one, ..)| *one.span().start()).min()?;
    let last = ways.iter().map(|(one, ..)| *one.span().end()).max()?;
    let message = format!("{first}行目から{last}行目までの順が入れ替わっているようです");
    Some(Problem::new(ProblemCode::Syntax, look.words(*nearest.span().start()), message).help(
        "どの行が動いたかは、内容を見ないとわかりません。それぞれの行がどの項目のものか、確かめて並べ直してください",
    ))
}

/// A move, what makes it, and the text that comes of it.
type Way = (Move, Vec<(Span, String)>, String);

/// Those moves of so many lines that make the plan whole.
fn sound_moves(look: &Look, stop: usize, below: usize, n: usize) -> Vec<Way> {
    let is_sound = |(.., text): &Way| is_whole(look, text) && look.is_sound(text.clone());
    let way = |one: Move| {
        let edits = edits(look, &one)?;
        let text = edited(look.file, edits.clone());
        Some((one, edits, text))
    };
    moves(stop, below, n).filter_map(way).filter(is_sound).collect()
}

impl Move {
    /// The lines that it goes over, its own among them.
    fn span(&self) -> RangeInclusive<usize> {
        let Self { lines, above } = self;
        *lines.start().min(above)..=(*lines.end()).max(above.saturating_sub(1))
    }

    /// Over how many lines it goes.
    fn distance(&self) -> usize {
        let down = self.above.saturating_sub(*self.lines.end() + 1);
        down.max(self.lines.start().saturating_sub(self.above))
    }
}

/// All moves of so many lines that would break a plan at these two places: from below to where it stops, and the other way.
fn moves(stop: usize, below: usize, n: usize) -> impl Iterator<Item = Move> {
    let near = |line: usize| line.saturating_sub(1).max(1)..=line + 1;
    let up = near(stop)
        .flat_map(move |first| (below..=below + 2).map(move |above| Move { lines: first..=first + n - 1, above }));
    let down = near(below)
        .filter(move |last| *last >= n)
        .flat_map(move |last| near(stop).map(move |above| Move { lines: last + 1 - n..=last, above }));
    up.filter(|one| one.above > *one.lines.end() + 1).chain(down.filter(|one| one.above < *one.lines.start()))
}

/// What takes the lines away, and puts them back; none where one of the places is no whole line.
fn edits(look: &Look, Move { lines, above }: &Move) -> Option<Vec<(Span, String)>> {
    let (file, text) = (look.file, look.file.text());
    let start = |line: usize| {
        let is_behind = line == file.last_line() + 1 && text.ends_with('\n');
        if is_behind { Some(to_u32(text.len())) } else { (line <= file.last_line()).then(|| file.line_start(line)) }
    };
    let (first, end, back) = (start(*lines.start())?, start(lines.end() + 1)?, start(*above)?);
    let moved = Span::new(look.id, first, end);
    Some(vec![(moved, String::new()), (Span::new(look.id, back, back), file.slice(moved).to_owned())])
}
