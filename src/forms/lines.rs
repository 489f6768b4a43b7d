//! Line ends and fitting: how a text fills a field.
//!
//! Lines end where Japanese typesetting allows it (kinsoku, by Unicode's line breaking rules in their strict form);
//! words and numbers such as 087-000-0000 stay whole where they can, and among the places that are left those between words
//! are taken first ([`breaking`]). Every character of the text is on some line:
//! spaces at a line's end hang over the edge instead of vanishing, and what does not fit comes back as
//! [`Fitted::rest`]. Typst draws these lines as they are and never breaks them again.
//!
//! Only three things are changed, by [`clean`]: a tab becomes a full-width space (no face has a glyph for it), line ends at
//! the end of the text go, and a variant that no face has becomes the registered one of the same shape, where there is one.

mod breaking;
mod tears;

use std::borrow::Cow;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use serde_json::{Value, json};

use super::measures::{FieldMeasure, MM_PER_PT, count};
use crate::fonts::{self, Face, UNITS_PER_EM};
use crate::source::struck;
use breaking::{Look, Prepared, TOGETHER};

/// Slack, mm: more than rounding, less than anyone can see.
const EPSILON: f64 = 0.005;

/// Text that goes on on another sheet is not set smaller than this, pt: nothing is gained by it.
pub const GOES_ON_AT: f64 = 8.5;

/// The size of a text that does not fit even at the smallest of these sizes (biggest first).
#[must_use]
pub fn goes_on_at(sizes: &[f64]) -> f64 {
    let readable = sizes.iter().rfind(|&&size| size >= GOES_ON_AT);
    readable.or(sizes.last()).copied().unwrap_or_default()
}

/// 「行」 one printed line, without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    text: String,
    face: Face,
    /// Where it begins in the cleaned text, in bytes.
    start: usize,
}

impl Line {
    /// A line of the program's own making.
    #[must_use]
    pub fn new(text: impl Into<String>, face: Face) -> Self {
        Self { text: text.into(), face, start: 0 }
    }

    /// Its characters.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The face it is measured in.
    #[must_use]
    pub fn face(&self) -> Face {
        self.face
    }

    /// Width in [`UNITS_PER_EM`], spaces at its end included.
    #[must_use]
    pub fn advance(&self) -> u32 {
        fonts::advance(&self.text, self.face)
    }

    /// What the templates draw: a string, or runs `[string, 0 | 1]` where some kanji need the second face.
    #[must_use]
    pub fn to_json(&self) -> Value {
        if struck::has_marks(&self.text) {
            return self.struck_json();
        }
        match fonts::runs(&self.text, self.face) {
            Ok(runs) if runs.iter().any(|&(_, face)| face != self.face) => {
                let run = |&(text, face): &(&str, Face)| json!([text, u8::from(face != self.face)]);
                Value::Array(runs.iter().map(run).collect())
            }
            // An unprintable character is told of before any page is made.
            _ => Value::String(self.text.clone()),
        }
    }
}

impl Line {
    /// Runs `[string, face | 2]`: 2 is added where old words are struck through.
    fn struck_json(&self) -> Value {
        let mut all = Vec::new();
        for (piece, is_struck) in self.struck_pieces() {
            match fonts::runs(piece, self.face) {
                Ok(runs) => all.extend(
                    runs.iter()
                        .map(|&(text, face)| json!([text, u8::from(face != self.face) + 2 * u8::from(is_struck)])),
                ),
                // An unprintable character is told of before any page is made.
                Err(_) => all.push(json!([piece, 2 * u8::from(is_struck)])),
            }
        }
        if all.is_empty() { Value::String(String::new()) } else { Value::Array(all) }
    }

    /// The pieces of the line, and whether each is struck. Blanks at its end are not: they hang over the edge of the field, and a
    /// stroke as long as they are would go through the words of the next one.
    fn struck_pieces(&self) -> Vec<(&str, bool)> {
        let mut pieces = struck::pieces(&self.text);
        let mut kept = Vec::new();
        let mut hangs = true;
        while let Some((piece, is_struck)) = pieces.pop() {
            let ink = if hangs { piece.trim_end_matches([' ', '　']) } else { piece };
            hangs &= ink.is_empty();
            kept.extend(
                [(&piece[ink.len()..], false), (ink, is_struck)].into_iter().filter(|(text, _)| !text.is_empty()),
            );
        }
        kept.reverse();
        kept
    }
}

/// 「割付け」 a text in a field: the size it took, its lines, and what did not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// Size in points, one of the field's steps.
    pub size: f64,
    /// The lines that stand in the field.
    pub lines: Vec<Line>,
    /// The text that goes on elsewhere (続紙), from its first character on.
    pub rest: Option<String>,
    /// Whether the field had to take a smaller size than its first.
    pub shrunk: bool,
}

impl Fitted {
    /// The characters that stand in the field, line ends left out: the receipt for the audit.
    #[must_use]
    pub fn text(&self) -> String {
        let text: String = self.lines.iter().map(Line::text).collect();
        match struck::without_marks(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(plain) => plain,
        }
    }

    /// The field as the templates read it; `at` is its receipt's index.
    #[must_use]
    pub fn to_json(&self, at: usize) -> Value {
        let lines: Vec<Value> = self.lines.iter().map(Line::to_json).collect();
        json!({ "at": at, "size": self.size, "lines": lines })
    }
}

/// Fits a text into a field: the biggest step at which all of it fits; else the beginning of it, see [`goes_on_at`], with
/// the remainder in [`Fitted::rest`].
#[must_use]
pub fn fit(text: &str, field: &FieldMeasure) -> Fitted {
    let text = clean(text);
    let Some((&smallest, _)) = field.sizes.split_last() else {
        return Fitted { size: 0.0, lines: Vec::new(), rest: Some(text.into_owned()), shrunk: false };
    };
    let room = |size: f64| capacity(field.h, size, field.pitch);
    let width = |size: f64| width_units(field.inner_width(), size);
    if let Some(line) = one_line(&text, field.face.0, width(field.sizes[0])) {
        return Fitted { size: field.sizes[0], lines: vec![line], rest: None, shrunk: false };
    }
    if beginning(&text, field.face.0, width(smallest), room(smallest)).is_none() {
        let prepared = Prepared::new(&text, field.face.0);
        for (step, &size) in field.sizes.iter().enumerate() {
            if prepared.needs_more_than(room(size), width(size)) {
                continue;
            }
            let lines = prepared.lines(width(size), Look::Filled);
            if lines.len() <= room(size) {
                return Fitted { size, lines, rest: None, shrunk: step > 0 };
            }
        }
    }
    fit_at(&text, field, goes_on_at(&field.sizes))
}

/// Fits a text into a field at one size: for what goes on from another sheet, and for rows of a common size.
#[must_use]
pub fn fit_at(text: &str, field: &FieldMeasure, size: f64) -> Fitted {
    fit_lines(text, field, size, capacity(field.h, size, field.pitch))
}

/// The text broken for a field at one size, however many lines that takes.
#[must_use]
pub fn lines_at(text: &str, field: &FieldMeasure, size: f64) -> Vec<Line> {
    break_lines(text, field.face.0, width_units(field.inner_width(), size))
}

/// The first `n` lines of a text in a field at one size, and the rest.
#[must_use]
pub fn fit_lines(text: &str, field: &FieldMeasure, size: f64, n: usize) -> Fitted {
    let text = clean(text);
    let width = width_units(field.inner_width(), size);
    let lines = beginning(&text, field.face.0, width, n)
        .unwrap_or_else(|| Prepared::new(&text, field.face.0).lines(width, Look::Filled));
    let shrunk = field.sizes.first().is_some_and(|&first| size < first);
    cut(&text, lines, size, n, shrunk)
}

/// Breaks a text into lines of at most `width` [`UNITS_PER_EM`]. No text is no line.
#[must_use]
pub fn break_lines(text: &str, face: Face, width: u32) -> Vec<Line> {
    let text = clean(text);
    one_line(&text, face, width)
        .map_or_else(|| Prepared::new(&text, face).lines(width, Look::Filled), |line| vec![line])
}

/// The same in as many lines, all of about one length: for names in narrow cells.
#[must_use]
pub fn break_evenly(text: &str, face: Face, width: u32) -> Vec<Line> {
    Prepared::new(&clean(text), face).lines(width, Look::Even)
}

/// Whether a line of a name ends within a word in kana: what is no prose has no endings to begin a line with.
#[must_use]
pub fn tears_a_word(lines: &[Line]) -> bool {
    let tears = |pair: &[Line]| {
        let [this, next] = pair else { return false };
        tears::is_in_kana(this.text.chars().next_back(), next.text.chars().next())
    };
    lines.windows(2).any(tears)
}

/// A text that surely stands on one line: where lines may end does not matter then, and most texts are such.
fn one_line(text: &str, face: Face, width: u32) -> Option<Line> {
    let fits = !text.is_empty() && fonts::at_most(text).is_some_and(|most| most <= width);
    fits.then(|| Line::new(text, face))
}

/// Height of `lines` lines, mm.
#[must_use]
pub fn height(lines: usize, size: f64, pitch: f64) -> f64 {
    count(lines) * size * pitch * MM_PER_PT
}

/// How many lines of a size stand in a height (mm); at least one, so that text always goes on.
#[must_use]
pub fn capacity(height: f64, size: f64, pitch: f64) -> usize {
    let lines = ((height + EPSILON) / (size * pitch * MM_PER_PT)).floor();
    // A page has well under a thousand lines; what is negative or not a number counts as none.
    let whole = (1..1000).take_while(|&n| count(n) <= lines).count();
    whole.max(1)
}

/// A width in mm at a size in points, in [`UNITS_PER_EM`].
#[must_use]
pub fn width_units(width: f64, size: f64) -> u32 {
    let units = ((width + EPSILON) / (size * MM_PER_PT) * f64::from(UNITS_PER_EM)).floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of u32")]
    let units = units.clamp(0.0, f64::from(u32::MAX)) as u32;
    units
}

/// A text as it is printed: tabs as full-width spaces, every line end `\n`, none at the end, variants that print.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = fonts::variants::printable(text.trim_end_matches(['\n', '\r']));
    if text.contains(['\t', '\r']) {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "　"))
    } else {
        text
    }
}

/// More than the first `n` lines of a text that is far longer than that, without looking at all of it: a text that
/// goes on over hundreds of sheets is not measured anew for each. None when the whole text must be looked at.
fn beginning(text: &str, face: Face, width: u32, n: usize) -> Option<Vec<Line>> {
    let narrowest = UNITS_PER_EM / 2;
    let per_line = usize::try_from(width / narrowest).ok()?.saturating_add(4);
    // Lines are chosen together with some that follow them.
    let (end, _) = text.char_indices().nth(n.saturating_add(3 + TOGETHER).saturating_mul(per_line))?;
    let lines = Prepared::new(&text[..end], face).lines(width, Look::Filled);
    // The last line may be broken differently without what follows; and spaces may hang without end.
    (lines.len() > n + 1).then_some(lines)
}

/// Keeps the first `room` lines; what follows becomes the rest.
fn cut(text: &str, mut lines: Vec<Line>, size: f64, room: usize, shrunk: bool) -> Fitted {
    let rest = lines.get(room).map(|line| from(text, line.start, text.len()));
    lines.truncate(room);
    Fitted { size, lines, rest, shrunk }
}

/// A part of a text; one that begins within struck words says so.
fn from(text: &str, start: usize, end: usize) -> String {
    let part = &text[start..end];
    if struck::is_open_at(text, start) { format!("{}{part}", struck::OPEN) } else { part.to_owned() }
}

/// Byte offsets at which a line may begin, by UAX #14 with small kana and the long vowel mark as non-starters.
fn segment(text: &str) -> impl Iterator<Item = usize> {
    LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()).segment_str(text)
}

#[cfg(test)]
mod tests;
