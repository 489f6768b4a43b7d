//! Line ends and fitting: how a text fills a field.
//!
//! Lines end where Japanese typesetting allows it (kinsoku, by Unicode's line breaking rules in their strict form);
//! words and numbers such as 087-000-0000 stay whole where they can. Every character of the text is on some line:
//! spaces at a line's end hang over the edge instead of vanishing, and what does not fit comes back as
//! [`Fitted::rest`]. Typst draws these lines as they are and never breaks them again.
//!
//! Only three things are changed, by [`clean`]: a tab becomes a full-width space (no face has a glyph for it), line ends at
//! the end of the text go, and a variant that no face has becomes the registered one of the same shape, where there is one.

use std::borrow::Cow;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use serde_json::{Value, json};

use super::measures::{FieldMeasure, MM_PER_PT, count};
use crate::fonts::{self, Face, UNITS_PER_EM};
use crate::source::struck;

/// Slack, mm: more than rounding, less than anyone can see.
const EPSILON: f64 = 0.005;

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
        for (piece, is_struck) in struck::pieces(&self.text) {
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

/// Fits a text into a field: the biggest step at which all of it fits; else the smallest, with the remainder in
/// [`Fitted::rest`].
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
    let lines = if let Some(lines) = beginning(&text, field.face.0, width(smallest), room(smallest)) {
        lines
    } else {
        let prepared = Prepared::new(&text, field.face.0);
        for (step, &size) in field.sizes.iter().enumerate() {
            let lines = prepared.lines(width(size));
            if lines.len() <= room(size) {
                return Fitted { size, lines, rest: None, shrunk: step > 0 };
            }
        }
        prepared.lines(width(smallest))
    };
    cut(&text, lines, smallest, room(smallest), field.sizes.len() > 1)
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
    let lines =
        beginning(&text, field.face.0, width, n).unwrap_or_else(|| Prepared::new(&text, field.face.0).lines(width));
    let shrunk = field.sizes.first().is_some_and(|&first| size < first);
    cut(&text, lines, size, n, shrunk)
}

/// Breaks a text into lines of at most `width` [`UNITS_PER_EM`]. No text is no line.
#[must_use]
pub fn break_lines(text: &str, face: Face, width: u32) -> Vec<Line> {
    let text = clean(text);
    one_line(&text, face, width).map_or_else(|| Prepared::new(&text, face).lines(width), |line| vec![line])
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
    let (end, _) = text.char_indices().nth(n.saturating_add(3).saturating_mul(per_line))?;
    let lines = Prepared::new(&text[..end], face).lines(width);
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

/// A text measured once, to be broken for several widths.
struct Prepared<'a> {
    text: &'a str,
    face: Face,
    clusters: Vec<Cluster>,
}

#[derive(Clone, Copy)]
struct Cluster {
    start: usize,
    advance: u32,
    kind: Kind,
    /// Whether a line may begin with this cluster.
    may_begin: bool,
    /// Whether it goes on with a katakana word, which no line should tear.
    in_word: bool,
    /// Whether it is a hyphen, which gets no line of its own.
    is_hyphen: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ink,
    Space,
    LineEnd,
}

impl<'a> Prepared<'a> {
    fn new(text: &'a str, face: Face) -> Self {
        let mut breaks = segment(text).peekable();
        let mut before = None;
        let clusters = fonts::clusters(text)
            .map(|(start, cluster)| {
                while breaks.next_if(|&at| at < start).is_some() {}
                let allowed = breaks.peek() == Some(&start);
                let may_begin = allowed && !cluster.starts_with(NEVER_FIRST) && before != Some('～');
                let in_word = before.is_some_and(is_katakana) && cluster.starts_with(is_katakana);
                let is_hyphen = cluster == "-";
                if cluster.starts_with(struck::is_mark) {
                    // It has no room of its own, and stays with what is before it.
                    return Cluster {
                        start,
                        advance: 0,
                        kind: Kind::Space,
                        may_begin: false,
                        in_word: false,
                        is_hyphen: false,
                    };
                }
                before = cluster.chars().next_back();
                let (advance, kind) = match cluster {
                    "\n" => (0, Kind::LineEnd),
                    " " | "　" => (fonts::cluster_advance(cluster, face), Kind::Space),
                    _ => (fonts::cluster_advance(cluster, face), Kind::Ink),
                };
                Cluster { start, advance, kind, may_begin, in_word, is_hyphen }
            })
            .collect();
        Self { text, face, clusters }
    }

    /// Breaks the text; no katakana word is torn where keeping it whole costs no line.
    fn lines(&self, width: u32) -> Vec<Line> {
        let plain = self.broken(width, false);
        if plain.len() < 2 || !self.clusters.iter().any(|cluster| cluster.in_word) {
            return plain;
        }
        let whole = self.broken(width, true);
        if whole.len() <= plain.len() { whole } else { plain }
    }

    fn broken(&self, width: u32, keeps_words: bool) -> Vec<Line> {
        let mut lines = Vec::new();
        if self.clusters.is_empty() {
            return lines;
        }
        let mut next = 0;
        loop {
            let first = next;
            let end = self.line_end(first, width, keeps_words);
            lines.push(self.line(first, end));
            match self.clusters.get(end) {
                None => return lines,
                Some(cluster) if cluster.kind == Kind::LineEnd => {
                    next = end + 1;
                    if next == self.clusters.len() {
                        // `clean` takes line ends off the end of the text; be right without it too.
                        lines.push(self.line(next, next));
                        return lines;
                    }
                }
                Some(_) => next = end,
            }
        }
    }

    /// Index of the cluster after the line that begins with cluster `first`.
    fn line_end(&self, first: usize, width: u32, keeps_words: bool) -> usize {
        let mut total = 0;
        let (mut allowed, mut edge) = (None, None);
        for (i, cluster) in self.clusters.iter().enumerate().skip(first) {
            if cluster.kind == Kind::LineEnd {
                return i;
            }
            let alone = i == first + 1 && self.clusters[first].is_hyphen;
            if i > first && cluster.may_begin && !alone {
                allowed = Some(i);
                // A word longer than that, or one that fills the line, is torn like any text.
                if !cluster.in_word {
                    edge = Some((i, total));
                } else if edge.is_some_and(|(at, _)| i - at >= LONGEST_WORD) {
                    edge = None;
                }
            }
            total += cluster.advance;
            // Spaces may hang over the edge: nobody sees them, but none is lost.
            if total > width && cluster.kind == Kind::Ink {
                // A word wider than the field is cut where it must be.
                let torn = allowed.unwrap_or_else(|| i.max(first + 1));
                let torn = if allowed.is_none() && cluster.is_hyphen && i > first + 1 { i - 1 } else { torn };
                return match edge {
                    Some((at, filled)) if keeps_words && at < torn && filled >= width / 3 => at,
                    _ => torn,
                };
            }
        }
        self.clusters.len()
    }

    fn line(&self, first: usize, end: usize) -> Line {
        let offset = |i: usize| self.clusters.get(i).map_or(self.text.len(), |cluster| cluster.start);
        let text = from(self.text, offset(first), offset(end));
        Line { text, face: self.face, start: offset(first) }
    }
}

/// Letters of the longest katakana word that is kept whole: ケアショップ, デイサービス, ショートステイ.
const LONGEST_WORD: usize = 9;

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ')
}

/// Characters beyond Unicode's rules that a line never begins with, nor the one after 「～」: a period of time stays
/// on one line where it can.
const NEVER_FIRST: [char; 2] = ['～', '〜'];

/// Byte offsets at which a line may begin, by UAX #14 with small kana and the long vowel mark as non-starters.
fn segment(text: &str) -> impl Iterator<Item = usize> {
    LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()).segment_str(text)
}

#[cfg(test)]
mod tests;
