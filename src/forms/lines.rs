//! Line ends and fitting: how a text fills a field.
//!
//! Lines end where Japanese typesetting allows it (kinsoku, by Unicode's line breaking rules in their strict form);
//! words and numbers such as 087-000-0000 stay whole where they can. Every character of the text is on some line:
//! spaces at a line's end hang over the edge instead of vanishing, and what does not fit comes back as
//! [`Fitted::rest`]. Typst draws these lines as they are and never breaks them again.
//!
//! Only two things are changed, by [`clean`]: a tab becomes a full-width space (no face has a glyph for it), and line
//! ends at the end of the text go.

use std::borrow::Cow;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use serde_json::{Value, json};

use super::measures::{FieldMeasure, MM_PER_PT};
use crate::fonts::{self, Face, UNITS_PER_EM};

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

    /// Width in [`UNITS_PER_EM`], spaces at its end included.
    #[must_use]
    pub fn advance(&self) -> u32 {
        fonts::advance(&self.text, self.face)
    }

    /// What the templates draw: a string, or runs `[string, 0 | 1]` where some kanji need the second face.
    #[must_use]
    pub fn to_json(&self) -> Value {
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
        self.lines.iter().map(Line::text).collect()
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
    let prepared = Prepared::new(&text, field.face.0);
    let mut last = None;
    for (step, &size) in field.sizes.iter().enumerate() {
        let lines = prepared.lines(width_units(field.inner_width(), size));
        let room = capacity(field.h, size, field.pitch);
        if lines.len() <= room {
            return Fitted { size, lines, rest: None, shrunk: step > 0 };
        }
        last = Some((step, size, lines, room));
    }
    let Some((step, size, lines, room)) = last else {
        return Fitted { size: 0.0, lines: Vec::new(), rest: Some(text.into_owned()), shrunk: false };
    };
    cut(&text, lines, size, room, step > 0)
}

/// Fits a text into a field at one size: for what goes on from another sheet, and for rows of a common size.
#[must_use]
pub fn fit_at(text: &str, field: &FieldMeasure, size: f64) -> Fitted {
    let text = clean(text);
    let lines = Prepared::new(&text, field.face.0).lines(width_units(field.inner_width(), size));
    let shrunk = field.sizes.first().is_some_and(|&first| size < first);
    cut(&text, lines, size, capacity(field.h, size, field.pitch), shrunk)
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
    let lines = Prepared::new(&text, field.face.0).lines(width_units(field.inner_width(), size));
    let shrunk = field.sizes.first().is_some_and(|&first| size < first);
    cut(&text, lines, size, n, shrunk)
}

/// Breaks a text into lines of at most `width` [`UNITS_PER_EM`]. No text is no line.
#[must_use]
pub fn break_lines(text: &str, face: Face, width: u32) -> Vec<Line> {
    Prepared::new(&clean(text), face).lines(width)
}

/// Height of `lines` lines, mm.
#[must_use]
pub fn height(lines: usize, size: f64, pitch: f64) -> f64 {
    to_f64(lines) * size * pitch * MM_PER_PT
}

/// How many lines of a size stand in a height (mm); at least one, so that text always goes on.
#[must_use]
pub fn capacity(height: f64, size: f64, pitch: f64) -> usize {
    let lines = ((height + EPSILON) / (size * pitch * MM_PER_PT)).floor();
    // A page has well under a thousand lines; what is negative or not a number counts as none.
    let whole = (1..1000).take_while(|&n| to_f64(n) <= lines).count();
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

/// A text as it is printed: tabs as full-width spaces, every line end `\n`, none at the end.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim_end_matches(['\n', '\r']);
    if text.contains(['\t', '\r']) {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "　"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Keeps the first `room` lines; what follows becomes the rest.
fn cut(text: &str, mut lines: Vec<Line>, size: f64, room: usize, shrunk: bool) -> Fitted {
    let rest = lines.get(room).map(|line| text[line.start..].to_owned());
    lines.truncate(room);
    Fitted { size, lines, rest, shrunk }
}

#[expect(clippy::cast_precision_loss, reason = "counts of lines are small")]
fn to_f64(n: usize) -> f64 {
    n as f64
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
                before = cluster.chars().next_back();
                let (advance, kind) = match cluster {
                    "\n" => (0, Kind::LineEnd),
                    " " | "　" => (fonts::cluster_advance(cluster, face), Kind::Space),
                    _ => (fonts::cluster_advance(cluster, face), Kind::Ink),
                };
                Cluster { start, advance, kind, may_begin }
            })
            .collect();
        Self { text, face, clusters }
    }

    fn lines(&self, width: u32) -> Vec<Line> {
        let mut lines = Vec::new();
        if self.clusters.is_empty() {
            return lines;
        }
        let mut next = 0;
        loop {
            let first = next;
            let end = self.line_end(first, width);
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
    fn line_end(&self, first: usize, width: u32) -> usize {
        let mut total = 0;
        let mut allowed = None;
        for (i, cluster) in self.clusters.iter().enumerate().skip(first) {
            if cluster.kind == Kind::LineEnd {
                return i;
            }
            if i > first && cluster.may_begin {
                allowed = Some(i);
            }
            total += cluster.advance;
            // Spaces may hang over the edge: nobody sees them, but none is lost.
            if total > width && cluster.kind == Kind::Ink {
                // A word wider than the field is cut where it must be.
                return allowed.unwrap_or_else(|| i.max(first + 1));
            }
        }
        self.clusters.len()
    }

    fn line(&self, first: usize, end: usize) -> Line {
        let offset = |i: usize| self.clusters.get(i).map_or(self.text.len(), |cluster| cluster.start);
        let text = self.text[offset(first)..offset(end)].to_owned();
        Line { text, face: self.face, start: offset(first) }
    }
}

/// Characters beyond Unicode's rules that a line never begins with, nor the one after 「～」: a period of time stays
/// on one line where it can.
const NEVER_FIRST: [char; 2] = ['～', '〜'];

/// Byte offsets at which a line may begin, by UAX #14 with small kana and the long vowel mark as non-starters.
fn segment(text: &str) -> impl Iterator<Item = usize> {
    LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()).segment_str(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::forms::measures::{Align, FieldFace, Valign};

    fn broken(text: &str, halves: u32) -> Vec<String> {
        let lines = break_lines(text, Face::Mincho, halves * UNITS_PER_EM / 2);
        lines.into_iter().map(|line| line.text).collect()
    }

    fn field(w: f64, h: f64) -> FieldMeasure {
        FieldMeasure {
            x: 0.0,
            y: 0.0,
            w,
            h,
            sizes: vec![9.0, 8.0, 7.0],
            pitch: 1.4,
            align: Align::Left,
            valign: Valign::Top,
            face: FieldFace(Face::Mincho),
            pad: 0.0,
        }
    }

    #[test]
    fn kinsoku() {
        assert_eq!(broken("あいう。え", 6), ["あい", "う。え"]);
        assert_eq!(broken("あい「う」え", 6), ["あい", "「う」", "え"]);
        assert_eq!(broken("サービス", 4), ["サー", "ビス"]);
        assert_eq!(broken("いらっしゃる", 6), ["いらっ", "しゃる"]);
        assert_eq!(broken("9:30～16:30", 8), ["9:30～16", ":30"]);
        assert_eq!(broken("毎週 9:30～16:30", 11), ["毎週 ", "9:30～16:30"]);
    }

    #[test]
    fn words_and_numbers_stay_whole() {
        assert_eq!(broken("電話087-000-0000へ", 14), ["電話", "087-000-0000へ"]);
        assert_eq!(broken("電話087-000-0000へ", 8), ["電話", "087-000-", "0000へ"]);
        assert_eq!(broken("abcdefgh", 4), ["abcd", "efgh"]);
    }

    #[test]
    fn line_ends_spaces_and_tabs() {
        assert_eq!(broken("あ\n\nい\n", 6), ["あ", "", "い"]);
        assert_eq!(broken("　あ  い　　うえ", 6), ["　あ  ", "い　　", "うえ"]);
        assert_eq!(broken("あ\tい\r\nう", 10), ["あ　い", "う"]);
        assert_eq!(broken("", 6), [""; 0]);
    }

    #[test]
    fn fitting_shrinks_then_continues() {
        // 20 mm at 9 pt: 6 characters; at 7 pt: 8. 10 mm: 2 lines at 9 pt, 2 at 8, 2 at 7.
        let fitted = |text: &str| fit(text, &field(20.0, 9.0));
        assert!(!fitted("一二三四五六").shrunk);
        let whole = fitted("一二三四五六七八九十一二三四");
        assert_eq!((whole.size, whole.lines.len(), whole.rest), (8.0, 2, None));
        let long = fitted("一二三四五六七八九十一二三四五六七八九十");
        assert_eq!(long.size, 7.0);
        assert_eq!(long.rest.as_deref(), Some("七八九十"));
        assert_eq!(long.text(), "一二三四五六七八九十一二三四五六");
    }

    #[test]
    fn a_second_face_shows_in_the_json() {
        assert_eq!(Line::new("大槗様", Face::Mincho).to_json(), json!([["大", 0], ["槗", 1], ["様", 0]]));
        assert_eq!(Line::new("大橋様", Face::Mincho).to_json(), json!("大橋様"));
        assert_eq!(Line::new("", Face::Mincho).to_json(), json!(""));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_too_wide(
            text in "[ 　ぁ-んァ-ヶ一-三、。「」（）ー・～0-9a-z\\-:\n𠮷]{0,200}",
            halves in 2u32..40,
        ) {
            let width = halves * UNITS_PER_EM / 2;
            let lines = break_lines(&text, Face::Mincho, width);
            let joined: String = lines.iter().map(Line::text).collect();
            prop_assert_eq!(joined, clean(&text).replace('\n', ""));
            for line in &lines {
                let ink = line.text().trim_end_matches([' ', '　']);
                prop_assert!(fonts::advance(ink, Face::Mincho) <= width, "{:?}", line);
            }
        }

        #[test]
        fn the_rest_goes_on_where_the_field_ends(text in "[あ-ん、。\n]{0,300}", w in 5.0f64..60.0, h in 4.0f64..30.0) {
            let fitted = fit(&text, &field(w, h));
            let rest = fitted.rest.clone().unwrap_or_default();
            let all = fitted.text() + &rest.replace('\n', "");
            prop_assert_eq!(all, clean(&text).replace('\n', ""));
            prop_assert!(height(fitted.lines.len(), fitted.size, 1.4) <= h.max(fitted.size * 1.4 * MM_PER_PT) + 0.01);
        }
    }
}
