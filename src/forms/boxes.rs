//! 「大枠」 the big boxes of 第１・４表, and the 別紙 (続紙) on which their texts go on.
//!
//! The boxes of a page share its height and stand on one grid of rows, so that the dotted writing lines of all boxes
//! have one pitch. As long as every text fits the blank form's rows the page looks like the blank form; then the rules
//! between the boxes move to where the texts need them, then the rows come closer, then the text becomes smaller. What
//! does not fit even at the smallest size comes back and goes to a 別紙, and the box ends with a row for the mark
//! 「（続き）」; then nothing is gained by small text, and all of it stays at [`lines::GOES_ON_AT`]. A field of the head that is
//! too long goes the same way ([`Annex`]).
//!
//! Knows neither cases nor templates. Invariant: the texts of all pages, one after another, are the whole text.

use super::lines::{self, Fitted};
use super::measures::{FieldMeasure, MM_PER_PT, MeasureFault, Measures, count};
use super::{NoticeKind, Page, Sheet};
use crate::source::{Field, Span};
use serde_json::{Value, json};

/// Rounding slack, mm.
const EPSILON: f64 = 0.01;

/// 「大枠の本文」 a text that stands in a big box of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxText {
    /// Which box: the template knows its label by this.
    pub key: &'static str,
    /// The text, or what is left of it.
    pub text: String,
    /// Where it stands in the plan.
    pub span: Span,
    /// Whether its beginning stands on an earlier page.
    pub resumed: bool,
}

impl BoxText {
    /// The text of a box of the form itself.
    #[must_use]
    pub fn new(key: &'static str, field: &Field<String>) -> Self {
        Self { key, text: field.text().to_owned(), span: field.span(), resumed: false }
    }

    fn lines(&self, field: &FieldMeasure, size: f64) -> usize {
        if self.text.trim().is_empty() { 0 } else { lines::lines_at(&self.text, field, size).len() }
    }
}

/// 「大枠の並び」 boxes one below the other.
#[derive(Clone, Debug)]
pub struct Stack<'a> {
    /// Edges and type of all boxes; their y and h are computed. Its pitch is the closest that rows may come.
    pub field: &'a FieldMeasure,
    /// Upper edge of the first box, mm.
    pub top: f64,
    /// Lower edge of the last box, mm.
    pub bottom: f64,
    /// How many rows each box has on the blank form; empty on a 別紙, which has no blank form.
    pub rows: &'a [f64],
    /// The height that each box must have for its label, mm; the last entry holds for all further boxes.
    pub least: &'a [f64],
    /// Whether a further sheet follows whatever fits here: then the text does not become small.
    pub goes_on: bool,
}

/// Rows of one height, and the size of the text in them.
#[derive(Clone, Copy, Debug)]
struct Grid {
    size: f64,
    rows: usize,
    /// Height of a row, mm.
    row: f64,
}

/// How many rows a box gets, and how many of them its text takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Share {
    rows: usize,
    needed: usize,
}

impl Stack<'_> {
    /// Puts all boxes on a page, under `boxes`; what does not fit comes back.
    #[must_use = "the rest must be printed elsewhere"]
    pub fn lay(&self, page: &mut Page, boxes: Vec<BoxText>) -> Vec<BoxText> {
        let (grid, shares, _) = self.shares(&boxes);
        self.place(page, grid, boxes, &shares)
    }

    /// Puts as many boxes on a page as it can hold, in their order; what does not fit comes back.
    #[must_use = "the rest must be printed elsewhere"]
    pub fn lay_some(&self, page: &mut Page, mut boxes: Vec<BoxText>) -> Vec<BoxText> {
        let (grid, shares, whole) = self.shares(&boxes);
        if whole {
            return self.place(page, grid, boxes, &shares);
        }
        // One box after the other: whole ones first, the last may go on.
        let mut left = grid.rows;
        let mut shares = Vec::new();
        for (i, text) in boxes.iter().enumerate() {
            let needed = text.lines(self.field, grid.size);
            let least = self.least_rows(i, grid.row);
            if left < least && i > 0 {
                break;
            }
            let rows = needed.max(least).min(left);
            shares.push(Share { rows, needed });
            left -= rows;
        }
        if let Some(last) = shares.last_mut() {
            last.rows += left;
        }
        let later = boxes.split_off(shares.len());
        let mut rest = self.place(page, grid, boxes, &shares);
        rest.extend(later);
        rest
    }

    /// The grids that are tried: the blank form's own, then closer rows, then smaller sizes.
    fn grids(&self) -> impl Iterator<Item = Grid> {
        let height = self.bottom - self.top;
        let closest = |size| lines::capacity(height, size, self.field.pitch);
        let blank = whole(self.rows.iter().sum());
        let first = self.field.sizes.first().filter(|_| !self.rows.is_empty());
        let first = first.map(|&size| (size, blank.min(closest(size))));
        let closer: Vec<_> = self.field.sizes.iter().map(|&size| (size, closest(size))).collect();
        first.into_iter().chain(closer).map(move |(size, rows)| Grid { size, rows, row: height / count(rows) })
    }

    /// The first grid in which all texts fit, else the closest one in which text that goes on is set; how its rows are
    /// shared, and whether all fit.
    fn shares(&self, boxes: &[BoxText]) -> (Grid, Vec<Share>, bool) {
        let weights: Vec<usize> = (0..boxes.len()).map(|i| self.blank_rows(i)).collect();
        let mut last = (Grid { size: 0.0, rows: 1, row: self.bottom - self.top }, Vec::new(), false);
        let goes_on_at = lines::goes_on_at(&self.field.sizes);
        for grid in self.grids() {
            let is_small = grid.size < goes_on_at;
            if is_small && self.goes_on {
                break;
            }
            let needs: Vec<usize> = boxes.iter().map(|text| text.lines(self.field, grid.size)).collect();
            let least: Vec<usize> = (0..boxes.len()).map(|i| self.least_rows(i, grid.row)).collect();
            let rows = share(&needs, &least, &weights, grid.rows);
            let fits =
                rows.iter().zip(&needs).all(|(rows, needed)| needed <= rows) && rows.iter().sum::<usize>() <= grid.rows;
            let shares = rows.iter().zip(&needs).map(|(&rows, &needed)| Share { rows, needed }).collect();
            if fits {
                return (grid, shares, true);
            }
            if !is_small {
                last = (grid, shares, false);
            }
        }
        last
    }

    fn blank_rows(&self, i: usize) -> usize {
        whole(self.rows.get(i).copied().unwrap_or(1.0))
    }

    fn least_rows(&self, i: usize, row: f64) -> usize {
        let least = self.least.get(i).or(self.least.last()).copied().unwrap_or_default();
        (1..100).find(|&n| count(n) * row + EPSILON >= least).unwrap_or(1)
    }

    fn place(&self, page: &mut Page, grid: Grid, boxes: Vec<BoxText>, shares: &[Share]) -> Vec<BoxText> {
        let mut placed = Vec::new();
        let mut rest = Vec::new();
        let mut above = 0;
        let first_size = self.field.sizes.first().copied().unwrap_or(grid.size);
        for (i, (text, share)) in boxes.into_iter().zip(shares).enumerate() {
            let continued = share.needed > share.rows;
            // The last row of a box that goes on holds the mark.
            let room = if continued { share.rows.saturating_sub(1).max(1) } else { share.rows };
            let mut fitted = lines::fit_lines(&text.text, self.field, grid.size, room);
            // All boxes of a page are of one size: only those that made it smaller are told about.
            fitted.shrunk &= text.lines(self.field, first_size) > self.blank_rows(i);
            placed.push(json!({
                "key": text.key,
                "y": mm(self.top + count(above) * grid.row),
                "h": mm(count(share.rows) * grid.row),
                "rows": share.rows,
                "row": mm(grid.row),
                "pitch": mm(grid.row / (grid.size * MM_PER_PT)),
                "text": text_value(page, &fitted, text.span),
                "resumed": text.resumed,
                "continued": continued,
            }));
            if page.is_writable() {
                let (y, h) = (self.top + count(above) * grid.row, count(share.rows) * grid.row);
                let pitch = grid.row / (grid.size * MM_PER_PT);
                let at = FieldMeasure { sizes: vec![grid.size], pitch, ..self.field.moved(y, h) };
                page.writes(text.key, &[], &at);
            }
            above += share.rows;
            if let Some(left) = fitted.rest {
                page.note(text.span, NoticeKind::Continued("別紙"));
                rest.extend(rest_of(text.key, &left, text.span));
            }
        }
        page.set("boxes", placed);
        rest
    }
}

/// 「別紙へ送るもの」 what the fields of a head could not hold.
#[derive(Clone, Debug)]
pub struct Annex {
    /// Width of the mark 「（続き）」 at the end of a field, mm.
    mark: f64,
    /// What goes on the 別紙 so far.
    pub boxes: Vec<BoxText>,
}

impl Annex {
    /// Nothing yet.
    ///
    /// # Errors
    /// The measures of the form have no `mark`.
    pub fn new(measures: &Measures, form: &str) -> Result<Self, MeasureFault> {
        Ok(Self { mark: measures.number(form, "mark")?, boxes: Vec::new() })
    }

    /// Fits a text into a field of the head; its rest goes to the 別紙, under the same key.
    pub fn put(&mut self, page: &mut Page, key: &'static str, text: &str, span: Span, field: &FieldMeasure) {
        let value = self.fitted(page, key, text, span, field);
        page.set(key, value);
    }

    /// A finished 別紙: what was shrunk or goes on was told of on the first sheet.
    pub fn sheet(page: Page) -> Sheet {
        let mut sheet = page.finish();
        sheet.notices.retain(|notice| matches!(notice.kind, NoticeKind::Unprintable(_) | NoticeKind::Struck(_)));
        sheet
    }

    /// Sends what a field could not hold to the 別紙; the field ends with the mark.
    pub fn goes_on(&mut self, page: &mut Page, key: &'static str, rest: Option<String>, span: Span) {
        if let Some(left) = rest {
            page.note(span, NoticeKind::Continued("別紙"));
            self.boxes.extend(rest_of(key, &left, span));
        }
    }

    /// As [`Self::put`], for fields inside rows: gives the JSON of the field.
    pub fn fitted(
        &mut self,
        page: &mut Page,
        key: &'static str,
        text: &str,
        span: Span,
        field: &FieldMeasure,
    ) -> Value {
        if text.trim().is_empty() {
            return Value::Null;
        }
        let fitted = lines::fit(text, field);
        if fitted.rest.is_none() {
            return page.place(&fitted, span);
        }
        // Room for the mark: at least half of a narrow field stays for the text.
        let marked = FieldMeasure { w: (field.w - self.mark).max(field.w / 2.0 + field.pad), ..field.clone() };
        let fitted = lines::fit(text, &marked);
        let mut value = page.place(&fitted, span);
        value["continued"] = Value::Bool(true);
        self.goes_on(page, key, fitted.rest, span);
        value
    }
}

/// What goes on elsewhere: blank lines at its beginning are not repeated on the new page.
fn rest_of(key: &'static str, left: &str, span: Span) -> Option<BoxText> {
    let text = left.trim_start_matches(['\n', '\r']);
    (!text.trim().is_empty()).then(|| BoxText { key, text: text.to_owned(), span, resumed: true })
}

fn text_value(page: &mut Page, fitted: &Fitted, span: Span) -> Value {
    if fitted.text().trim().is_empty() { Value::Null } else { page.place(fitted, span) }
}

/// Shares `total` rows: each box gets its least, then what it needs, then the rest in the proportion of `weights`.
fn share(needs: &[usize], least: &[usize], weights: &[usize], total: usize) -> Vec<usize> {
    let mut given = least.to_vec();
    let spare = total.saturating_sub(given.iter().sum());
    for _ in 0..spare {
        let smallest = |a: &usize, b: &usize| (given[*a] * weights[*b]).cmp(&(given[*b] * weights[*a]));
        let unmet = (0..given.len()).filter(|&i| given[i] < needs[i]).min_by(smallest);
        let Some(next) = unmet.or_else(|| (0..given.len()).min_by(smallest)) else { break };
        given[next] += 1;
    }
    given
}

/// Micrometres are enough, and keep the JSON readable.
pub(super) fn mm(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// A count that the measures give as a number; at least one.
fn whole(number: f64) -> usize {
    (1..200).take_while(|&n| count(n) <= number + EPSILON).last().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_the_blank_form_then_the_need() {
        let weights = [8, 4, 10];
        assert_eq!(share(&[0, 0, 0], &[3, 2, 2], &weights, 22), weights);
        assert_eq!(share(&[8, 1, 10], &[3, 2, 2], &weights, 22), weights);
        assert_eq!(share(&[10, 1, 10], &[3, 2, 2], &weights, 22), [10, 2, 10]);
        // Too little for all: whoever needs little gets it, the others share.
        assert_eq!(share(&[60, 1, 60], &[3, 2, 2], &weights, 22), [9, 2, 11]);
    }
}
