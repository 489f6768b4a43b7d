//! 「別紙」 the sheets that take what the schedule could not hold: one table under the same head.
//!
//! Rows stand under the name of what they continue. A row stays whole where it fits on one page; one that is longer than
//! a page goes on with its mark repeated.

use serde_json::{Value, json};

use super::super::lines::{self, Fitted};
use super::super::measures::{FieldMeasure, MeasureFault, Measures};
use super::super::{Context, Page, Sheet, text};
use crate::case::WeeklySchedule;
use crate::source::Span;

/// A row of the 別紙.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it continues, e.g. 「主な日常生活上の活動」.
    pub section: &'static str,
    /// Its number in the schedule, or nothing.
    pub mark: String,
    /// Weekdays and time, or nothing: then the text takes the row's whole width.
    pub when: String,
    /// Where the time stands in the plan.
    pub when_span: Span,
    /// The text.
    pub text: String,
    /// The place in the plan.
    pub span: Span,
}

/// Heights and fields of the table.
struct Style<'a> {
    top: f64,
    bottom: f64,
    heading: f64,
    pad: f64,
    when: &'a FieldMeasure,
    text: &'a FieldMeasure,
    wide: &'a FieldMeasure,
}

impl<'a> Style<'a> {
    fn read(measures: &'a Measures) -> Result<Self, MeasureFault> {
        let form = super::FORM.id;
        Ok(Self {
            top: measures.number(form, "appendix_top")?,
            bottom: measures.number(form, "appendix_bottom")?,
            heading: measures.number(form, "appendix_heading")?,
            pad: measures.number(form, "appendix_pad")?,
            when: measures.field(form, "appendix_when")?,
            text: measures.field(form, "appendix_text")?,
            wide: measures.field(form, "appendix_wide")?,
        })
    }
}

/// All sheets that the items need; none for no items.
///
/// # Errors
/// The measures lack a field of the table.
pub fn sheets(items: Vec<Item>, context: &Context, week: Option<&WeeklySchedule>) -> Result<Vec<Sheet>, MeasureFault> {
    let style = Style::read(context.measures)?;
    let mut sheets = Vec::new();
    let mut items = items.into_iter().peekable();
    let mut section = "";
    while items.peek().is_some() {
        let mut page = super::page(CONTINUED, context, week)?.0;
        let mut table = Table { style: &style, y: style.top, rows: Vec::new(), section: "", before: section };
        while let Some(item) = items.next() {
            let rest = table.add(item, &mut page);
            section = table.section;
            if let Some(rest) = rest {
                items = std::iter::once(rest).chain(items).collect::<Vec<_>>().into_iter().peekable();
                break;
            }
        }
        page.set("annex", format!("別紙{}", text::full_width(sheets.len() + 1)));
        page.set("rows", Value::Array(table.rows));
        sheets.push(page.finish());
    }
    Ok(sheets)
}

/// The table of one sheet.
struct Table<'a> {
    style: &'a Style<'a>,
    /// Where the next row begins, mm.
    y: f64,
    rows: Vec<Value>,
    section: &'static str,
    /// The section in which the sheet before ended.
    before: &'static str,
}

impl Table<'_> {
    /// Adds a row; what must stand on the next sheet comes back.
    fn add(&mut self, item: Item, page: &mut Page) -> Option<Item> {
        let style = self.style;
        let heading = if item.section == self.section { 0.0 } else { style.heading };
        let wide = item.when.is_empty() && item.mark.is_empty();
        let field = if wide { style.wide } else { style.text };
        let size = field.sizes.first().copied().unwrap_or_default();
        let when = lines::lines_at(&item.when, style.when, size);
        let text = lines::lines_at(&item.text, field, size);
        let one = lines::height(1, size, field.pitch);
        let need = lines::height(when.len().max(text.len()).max(1), size, field.pitch) + 2.0 * style.pad;
        let left = style.bottom - self.y - heading;
        if need <= left {
            self.row(&item, heading, need, page, &lines::fit_lines(&item.text, field, size, text.len().max(1)));
            return None;
        }
        let whole_page = style.bottom - style.top - style.heading;
        let fresh = self.rows.is_empty();
        if !fresh && (need <= whole_page || left < 4.0 * one) {
            return Some(item);
        }
        let n = lines::capacity(left - 2.0 * style.pad, size, field.pitch);
        let fitted = lines::fit_lines(&item.text, field, size, n);
        self.row(&item, heading, left, page, &fitted);
        let when =
            if item.when.is_empty() || item.when.ends_with(CONTINUED) { item.when } else { item.when + CONTINUED };
        fitted.rest.map(|text| Item { when, text, ..item })
    }

    fn row(&mut self, item: &Item, heading: f64, h: f64, page: &mut Page, text: &Fitted) {
        if heading > 0.0 {
            let goes_on = self.before == item.section && !item.section.ends_with(CONTINUED);
            let words = if goes_on { format!("{}{CONTINUED}", item.section) } else { item.section.to_owned() };
            self.rows.push(json!({ "h": heading, "heading": words }));
            self.y += heading;
            self.section = item.section;
        }
        let text = if text.lines.is_empty() { Value::Null } else { page.place(text, item.span) };
        let row = if item.when.is_empty() && item.mark.is_empty() {
            json!({ "h": super::round(h), "wide": text })
        } else {
            let style = self.style.when;
            let when = style.moved(0.0, h - 2.0 * self.style.pad);
            let (when, rest) = page.fitted(&item.when, item.when_span, &when);
            debug_assert_eq!(rest, None, "the row is as high as its time");
            json!({ "h": super::round(h), "mark": item.mark, "when": when, "text": text })
        };
        self.rows.push(row);
        self.y += h;
    }
}

/// What a row that goes on is called.
const CONTINUED: &str = "（続き）";
