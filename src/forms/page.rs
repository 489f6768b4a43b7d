//! Building one page: texts are fitted, given their receipts, and what happened to them is noted.

use super::lines::{self, Fitted};
use super::measures::{FieldMeasure, MeasureFault};
use super::placed::{Layer, Placed, Stencil};
use super::writable::{Slot, WeekSurface, Writable, places_of_words};
use super::{Context, PlacedText, Sheet, text};
use crate::calendar::Date;
use crate::fonts;
use crate::source::edit::Step;
use crate::source::{Field, Span, struck};
use serde_json::{Map, Value};

/// The mark of a plan that waits for consent.
pub(super) const DRAFT: &str = "（原案）";

/// Something worth telling about a field of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Where the text stands in the plan.
    pub span: Span,
    /// What happened.
    pub kind: NoticeKind,
}

/// What can happen to a text on its way to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum NoticeKind {
    /// Printed smaller than usual, in points.
    Shrunk(f64),
    /// Goes on elsewhere, e.g. 「別紙」 or 「次の用紙」.
    Continued(&'static str),
    /// A character that no font of ours has: nothing may be printed.
    Unprintable(fonts::Unprintable),
    /// Shows old words struck through (見え消し): these.
    Struck(String),
}

/// A page in the making.
#[derive(Clone, Debug)]
pub struct Page {
    form: &'static str,
    title: String,
    data: Map<String, Value>,
    stencil: Option<Stencil>,
    texts: Vec<PlacedText>,
    notices: Vec<Notice>,
    /// Receipts for what is written here; none where nobody asks for them.
    slots: Option<Vec<Slot>>,
    week: Option<WeekSurface>,
    /// Positions that all its fields belong to: the meeting, the month.
    places: Vec<Step>,
}

impl Page {
    /// An empty page of a form.
    #[must_use]
    pub fn new(form: &'static str, title: impl Into<String>) -> Self {
        Self {
            form,
            title: title.into(),
            data: Map::new(),
            stencil: None,
            texts: Vec::new(),
            notices: Vec::new(),
            slots: None,
            week: None,
            places: Vec::new(),
        }
    }

    /// An empty page of 第１～３表: one that bears 「（原案）」 before the client agreed. `suffix` says that it goes on.
    #[must_use]
    pub fn of_plan(context: &Context, form: &'static str, title: &str, suffix: &str) -> Self {
        let draft = context.case.is_draft();
        let mark = if draft { DRAFT } else { "" };
        let mut page = Self::new(form, format!("{title}{mark}{suffix}"));
        if draft {
            page.set("draft", DRAFT);
        }
        page
    }

    /// Gives receipts for what is written on this page, where they are asked for; all its fields belong to `places`.
    pub(super) fn be_writable(&mut self, context: &Context, places: &[usize]) {
        self.slots = (context.writable && !context.select.blank).then(Vec::new);
        self.places = places.iter().map(|place| Step::Item(*place)).collect();
    }

    /// Whether receipts for what is written here are asked for.
    pub(super) const fn is_writable(&self) -> bool {
        self.slots.is_some()
    }

    /// A receipt: what `field` of the table writes is written in this rectangle. `places` are the positions behind those
    /// of the page.
    pub(super) fn writes(&mut self, field: &str, places: &[usize], at: &FieldMeasure) {
        self.write_as(field, places, None, at);
    }

    /// Receipts for printed words that a click chooses; each word with the value that it stands for, if any.
    pub(super) fn chooses(
        &mut self,
        field: &str,
        places: &[usize],
        words: &[(&str, Option<&'static str>)],
        at: &FieldMeasure,
    ) {
        if !self.is_writable() {
            return;
        }
        let printed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        for ([x, y, w, h], (_, value)) in places_of_words(&printed, at).into_iter().zip(words) {
            if value.is_some() {
                self.write_as(field, places, *value, &FieldMeasure { x, y, w, h, ..at.clone() });
            }
        }
    }

    /// As [`Self::writes`], behind a name among keys.
    pub(super) fn writes_of(&mut self, field: &str, name: &str, places: &[usize], at: &FieldMeasure) {
        if self.is_writable() {
            self.places.push(Step::Key(name.to_owned()));
            self.write_as(field, places, None, at);
            self.places.pop();
        }
    }

    /// As [`Self::writes`]: one field that writes the rows of lists, too. Of each list, by its field of the table, so many
    /// rows and a blank one.
    pub(super) fn writes_with_rows(&mut self, field: &str, lists: &[(&str, usize)], at: &FieldMeasure) {
        self.write_as(field, &[], None, at);
        let Some(number) = self.slots.as_ref().and_then(|slots| slots.last()).map(|slot| slot.number) else { return };
        for (list, n) in lists {
            for row in 0..=*n {
                self.receipts(number, list, &[row], None, at);
            }
        }
    }

    fn write_as(&mut self, field: &str, places: &[usize], pick: Option<&'static str>, at: &FieldMeasure) {
        let number = self.slots.as_ref().and_then(|slots| slots.last()).map_or(0, |slot| slot.number + 1);
        self.receipts(number, field, places, pick, at);
    }

    /// The receipts of the lines of the table for a field, under one number.
    fn receipts(
        &mut self,
        number: usize,
        field: &str,
        places: &[usize],
        pick: Option<&'static str>,
        at: &FieldMeasure,
    ) {
        let Some(slots) = &mut self.slots else { return };
        let places: Vec<Step> =
            self.places.iter().cloned().chain(places.iter().map(|place| Step::Item(*place))).collect();
        let lines: Vec<&Writable> = Writable::of(self.form, field).collect();
        debug_assert!(!lines.is_empty(), "{} has no field {field}", self.form);
        for writes in lines {
            let path = writes.at(&places);
            debug_assert!(path.is_some(), "{}: {} needs more places", writes.field, writes.path);
            let Some(path) = path else { continue };
            let (size, pitch) = (at.sizes.first().copied().unwrap_or_default(), at.pitch);
            slots.push(Slot {
                number,
                rect: [at.x, at.y, at.w, at.h],
                size,
                pitch,
                align: at.align,
                valign: at.valign,
                pad: at.pad,
                writes,
                path,
                pick,
            });
        }
    }

    /// The week on which services are drawn.
    pub(super) fn week(&mut self, week: WeekSurface) {
        self.week = self.is_writable().then_some(week);
    }

    /// Sets a value that is no text of the plan: a mark, a number, a printed word.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.data.insert(key.to_owned(), value.into());
    }

    /// A value that was set; null when it was not.
    pub(super) fn value(&self, key: &str) -> &Value {
        self.data.get(key).unwrap_or(&Value::Null)
    }

    /// Values that were set.
    pub(super) fn values(&self, keys: &[&str]) -> Vec<Value> {
        keys.iter().map(|key| self.value(key).clone()).collect()
    }

    /// Fits a text into a field under `key`; what does not fit comes back.
    #[must_use = "the rest must be printed elsewhere"]
    pub fn put(&mut self, key: &str, text: &str, span: Span, field: &FieldMeasure) -> Option<String> {
        let (value, rest) = self.fitted(text, span, field);
        self.data.insert(key.to_owned(), value);
        rest
    }

    /// Fits a plan's text as written under `key`.
    #[must_use = "the rest must be printed elsewhere"]
    pub fn put_field<T>(&mut self, key: &str, value: &Field<T>, field: &FieldMeasure) -> Option<String> {
        self.put(key, value.text(), value.span(), field)
    }

    /// Fits a text and gives the JSON of the field and the rest; for fields inside rows.
    pub fn fitted(&mut self, text: &str, span: Span, field: &FieldMeasure) -> (Value, Option<String>) {
        if text.trim().is_empty() {
            return (Value::Null, None);
        }
        let fitted = lines::fit(text, field);
        let value = self.place(&fitted, span);
        (value, fitted.rest)
    }

    /// The head that 第１～５表 share, under `issued_on`, `name` and `honorific`: 作成年月日 (without a date the blanks to
    /// write it in), the client's name and the form of address. What the name's field cannot hold comes back.
    ///
    /// # Errors
    /// The measures lack a field of the head.
    pub fn head(&mut self, context: &Context, issued_on: Option<&Field<Date>>) -> Result<Option<String>, MeasureFault> {
        let measures = context.measures;
        let issued_on = issued_on.filter(|_| !context.select.blank);
        let words = format!("作成年月日　{}", text::date_or_blank(issued_on.and_then(Field::value)));
        let span = issued_on.map_or(Span::DETACHED, Field::span);
        let whole = self.put("issued_on", &words, span, measures.field("sheet", "issued_on")?);
        debug_assert_eq!(whole, None, "a date always fits");
        self.set("honorific", context.options.honorific.printed());
        let name = measures.field("sheet", "name")?;
        self.set("name", Value::Null);
        if self.is_writable() {
            let annex = self.data.contains_key("annex");
            let own = |key| measures.field(self.form, key).ok().filter(|_| !annex);
            let at = |key| own(key).map_or_else(|| measures.field("sheet", key), Ok);
            let (name, honorific, issued_on) = (at("name")?, at("honorific")?, measures.field("sheet", "issued_on")?);
            self.writes("issued_on", &[], issued_on);
            self.writes("name", &[], name);
            self.writes("honorific", &[], honorific);
        }
        let client = context.case.client.as_ref().filter(|_| !context.select.blank);
        Ok(client.and_then(|client| self.put_field("name", &client.name, name)))
    }

    /// Places what was fitted before, with its receipt.
    pub fn place(&mut self, fitted: &Fitted, span: Span) -> Value {
        let at = self.receipt(fitted, span);
        fitted.to_json(at)
    }

    /// The receipt of what was fitted before: its index. Tells what is worth telling about the text.
    pub fn receipt(&mut self, fitted: &Fitted, span: Span) -> usize {
        let text = fitted.text();
        for unprintable in fonts::unprintable(&text, fonts::Face::Mincho) {
            self.note(span, NoticeKind::Unprintable(unprintable));
        }
        // Blanks in which a date is written by hand are as small as they are meant to be.
        if fitted.shrunk && !text::is_blanks(&text) {
            self.note(span, NoticeKind::Shrunk(fitted.size));
        }
        let old: String = fitted
            .lines
            .iter()
            .flat_map(|line| struck::pieces(line.text()))
            .filter(|(_, struck)| *struck)
            .map(|(text, _)| text)
            .collect();
        if !old.is_empty() {
            self.notices.push(Notice { span, kind: NoticeKind::Struck(old) });
        }
        self.texts.push(PlacedText { text, span });
        self.texts.len() - 1
    }

    /// Makes the page a stencil: from the back, the layers of `templates/forms/layers.typ` that lie under its texts.
    pub fn layers(&mut self, layers: Vec<Layer>) {
        self.set("layers", layers.iter().map(Layer::to_json).collect::<Vec<_>>());
        self.stencil.get_or_insert_default().layers = layers;
    }

    /// Adds placed texts under `key`, with that much space between characters, mm.
    pub fn texts(&mut self, key: &'static str, tracking: f64, placed: Placed) {
        self.stencil.get_or_insert_default().texts.push(placed.into_group(key, tracking));
    }

    /// Notes what is worth telling; words of the program's own are never told about, but for what cannot be printed: a text of
    /// the plan may be put together with them.
    pub fn note(&mut self, span: Span, kind: NoticeKind) {
        let is_told = !span.is_detached() || matches!(kind, NoticeKind::Unprintable(_));
        let notice = Notice { span, kind };
        if is_told && !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// The finished page.
    #[must_use]
    pub fn finish(self) -> Sheet {
        Sheet {
            form: self.form,
            title: self.title,
            data: Value::Object(self.data),
            stencil: self.stencil,
            texts: self.texts,
            foot: None,
            about: None,
            fax: false,
            notices: self.notices,
            slots: self.slots.unwrap_or_default(),
            week: self.week,
        }
    }
}
