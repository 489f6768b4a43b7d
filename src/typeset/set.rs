//! Sets a line of text without Typst's layout: the same glyphs at the same places, in a hundredth of the time.
//!
//! Only what needs no shaping: each cluster is one glyph of its face. Typst's rules for Japanese punctuation are followed
//! (`typst-layout`, `inline/shaping.rs` and `inline/line.rs` of 0.15): neighbours close up, and an opening bracket at the
//! beginning of a line loses its empty half. A test compares both ways, character by character.

use typst::layout::{Abs, Em, Point};
use typst::syntax::Span;
use typst::text::{FontInstance, Glyph, Lang, Region, TextItem};
use typst::visualize::{Color, Paint};

use super::world::Shared;
use crate::fonts::{self, Face, UNITS_PER_EM};
use crate::forms::lines::Line;

/// The top edge of a line's box over its baseline, em; as `kit/system.typ` sets it.
const TOP_EDGE: f64 = 0.88;

/// How the ink of a punctuation mark stands in its em: what it can lose on its left and on its right, halves of its width.
fn slack(ch: char, width: f64) -> Option<(f64, f64)> {
    // Quotation marks are Latin ones too: they are Japanese as long as they are full-width.
    let full = is_full(width);
    match ch {
        '，' | '。' | '．' | '、' | '：' | '；' | '》' | '）' | '』' | '」' | '】' | '〗' | '〕' | '〉' | '］'
        | '｝' => Some((0.0, 0.5)),
        '”' | '’' if full => Some((0.0, 0.5)),
        '《' | '（' | '『' | '「' | '【' | '〖' | '〔' | '〈' | '［' | '｛' => Some((0.5, 0.0)),
        '“' | '‘' if full => Some((0.5, 0.0)),
        '・' | '·' => Some((0.25, 0.25)),
        // They count as punctuation, but keep their width.
        '？' | '！' => Some((0.0, 0.0)),
        _ => None,
    }
}

fn is_full(width: f64) -> bool {
    (width - 1.0).abs() < f64::EPSILON
}

/// Brackets that open: their ink stands at the right.
fn is_opening(ch: char) -> bool {
    slack(ch, 1.0).is_some_and(|(left, right)| left > right)
}

/// A glyph in the making, em.
struct Shaped {
    ch: char,
    glyph: Glyph,
    advance: f64,
    offset: f64,
    /// What punctuation may still lose, on the left and on the right.
    slack: Option<(f64, f64)>,
}

/// Sets a line whose upper left corner is `corner` (mm): its runs of one face, each with the left end of its baseline.
/// None when a part of it needs shaping.
pub(super) fn line(
    shared: &Shared,
    line: &Line,
    corner: (f64, f64),
    size: f64,
    tracking: f64,
) -> Option<Vec<(Point, TextItem)>> {
    let size = Abs::pt(size);
    let (mut x, y) = (Abs::mm(corner.0), Abs::mm(corner.1) + TOP_EDGE * size);
    let tracking = Abs::mm(tracking) / size;
    let mut out = Vec::with_capacity(1);
    for (index, (run, face)) in fonts::runs(line.text(), line.face()).ok()?.into_iter().enumerate() {
        let mut shaped = shape(run, face)?;
        track(&mut shaped, tracking);
        close_up(&mut shaped);
        if index == 0
            && let Some(first) = shaped.first_mut()
            && let Some((left, _)) = first.slack.filter(|_| is_opening(first.ch))
        {
            first.offset -= left;
            first.advance -= left;
        }
        let width: f64 = shaped.iter().map(|shaped| shaped.advance).sum();
        let font = shared.face(face)?.clone();
        out.push((Point::new(x, y), item(font, run, size, shaped)));
        x += width * size;
    }
    Some(out)
}

fn shape(run: &str, face: Face) -> Option<Vec<Shaped>> {
    let mut out = Vec::with_capacity(run.len() / 3 + 1);
    for (start, cluster) in fonts::clusters(run) {
        let (id, advance) = face.plain_glyph(cluster)?;
        let ch = cluster.chars().next()?;
        let advance = f64::from(advance) / f64::from(UNITS_PER_EM);
        let range = u16::try_from(start).ok()?..u16::try_from(start + cluster.len()).ok()?;
        let glyph = Glyph {
            id,
            x_advance: Em::zero(),
            x_offset: Em::zero(),
            y_advance: Em::zero(),
            y_offset: Em::zero(),
            range,
            span: (Span::detached(), 0),
        };
        out.push(Shaped { ch, glyph, advance, offset: 0.0, slack: None });
    }
    Some(out)
}

/// Adds the space between characters, and asks what punctuation can lose.
fn track(shaped: &mut [Shaped], tracking: f64) {
    let last = shaped.len().saturating_sub(1);
    for (index, shaped) in shaped.iter_mut().enumerate() {
        if index < last {
            shaped.advance += tracking;
        }
        let width = shaped.advance;
        shaped.slack = slack(shaped.ch, width).map(|(left, right)| (left * width, right * width));
    }
}

/// Neighbouring punctuation marks share their empty halves.
fn close_up(shaped: &mut [Shaped]) {
    for index in 1..shaped.len() {
        let (before, after) = shaped.split_at_mut(index);
        let (Some(this), Some(next)) = (before.last_mut(), after.first_mut()) else { continue };
        let delta = this.advance / 2.0;
        if let (Some(own), Some(other)) = (&mut this.slack, &mut next.slack)
            && (!matches!(this.ch, '“' | '”' | '‘' | '’') || is_full(this.advance))
            && own.1 + other.0 >= delta
        {
            let mine = own.1.min(delta);
            this.advance -= mine;
            own.1 -= mine;
            next.offset -= delta - mine;
            next.advance -= delta - mine;
            other.0 -= delta - mine;
        }
    }
}

fn item(font: FontInstance, run: &str, size: Abs, shaped: Vec<Shaped>) -> TextItem {
    let glyph =
        |shaped: Shaped| Glyph { x_advance: Em::new(shaped.advance), x_offset: Em::new(shaped.offset), ..shaped.glyph };
    TextItem {
        font,
        size,
        fill: Paint::Solid(Color::BLACK),
        stroke: None,
        lang: Lang::JAPANESE,
        region: "jp".parse::<Region>().ok(),
        text: run.into(),
        glyphs: shaped.into_iter().map(glyph).collect(),
    }
}
