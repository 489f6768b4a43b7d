//! The three rows at the head of the slip.

mod held;

pub(crate) use held::birthday;

use super::copy::CopyKind;
use super::grid::Texts;
use super::notes::{Cell, Notes};
use crate::calendar::{Date, era};
use crate::case::certification::{CareLevel, CertificationStatus};
use crate::case::person::Sex;
use crate::case::{CaseFile, InMonth, MonthlyService};
use crate::fonts::{self, Face, UNITS_PER_EM};
use crate::forms::measures::{Align, FieldMeasure, MM_PER_PT, Measures};
use crate::forms::placed::Placed;
use crate::forms::{FormFault, FormOptions, Page, text};
use crate::source::{Field, Span};
use held::{Held, limit};
use serde_json::{Map, Value};

/// The form's section of `measures.json`.
const SECTION: &str = "service-slip";

/// The head of a slip, fitted: every page of the slip carries it.
pub(super) struct Header {
    cells: Vec<(&'static str, Cell)>,
    /// Numbers in digit boxes.
    digits: Vec<(&'static str, Cell)>,
    /// Space between digits that stand in the middle of their boxes, mm.
    digit_gap: f64,
    marks: Map<String, Value>,
    /// What is written where.
    slots: Vec<(&'static str, FieldMeasure)>,
    choices: Vec<(&'static str, Words, FieldMeasure)>,
    /// Where the limit is written, with who bears what lies above it: how many allotments there are of 予定 and 実績.
    limit: Option<(FieldMeasure, usize, usize)>,
}

/// Printed words, each with the value that it stands for.
type Words = &'static [(&'static str, Option<&'static str>)];

const STATUS: Words = &[("認定済", Some("認定済")), ("　・　", None), ("申請中", Some("申請中"))];
const SEX: Words = &[("男", Some("男")), ("・", None), ("女", Some("女"))];
const LEVELS: Words = &[
    ("1", Some("要介護1")),
    ("　", None),
    ("2", Some("要介護2")),
    ("　", None),
    ("3", Some("要介護3")),
    ("　", None),
    ("4", Some("要介護4")),
    ("　", None),
    ("5", Some("要介護5")),
];

/// Where the cells of a row stand: edges from `measures.json`.
struct Row<'a> {
    measures: &'a Measures,
    edges: &'a [f64],
    y: (f64, f64),
}

impl Row<'_> {
    /// The field in a style between two edges, as high as the row.
    fn field(&self, style: &str, from: usize, to: usize) -> Result<FieldMeasure, FormFault> {
        let style = self.measures.field(SECTION, style)?;
        let (left, right) = (edge(self.edges, from), edge(self.edges, to));
        Ok(FieldMeasure { x: left, w: right - left, ..style.moved(self.y.0, self.y.1 - self.y.0) })
    }

    /// The same for what must stay on one line: as high as the style says, in the middle of `y`.
    fn line(&self, style: &str, from: usize, to: usize, y: (f64, f64)) -> Result<FieldMeasure, FormFault> {
        let h = self.measures.field(SECTION, style)?.h;
        Ok(self.field(style, from, to)?.moved((y.0 + y.1 - h) / 2.0, h))
    }
}

/// An edge by its number; a list that is too short gives an empty cell, which nothing fits into.
fn edge(edges: &[f64], number: usize) -> f64 {
    edges.get(number).or(edges.last()).copied().unwrap_or_default()
}

impl Header {
    /// Fits the head of a month's slip.
    pub(super) fn new(
        case: &CaseFile,
        month: Option<&MonthlyService>,
        kind: CopyKind,
        options: &FormOptions,
        measures: &Measures,
        notes: &mut Notes,
    ) -> Result<Self, FormFault> {
        let side = if kind.is_confirmed() { "client" } else { "provider" };
        let ys = measures.numbers(SECTION, "header_y")?;
        let row = |key: &str, n: usize| -> Result<Row, FormFault> {
            let edges = measures.numbers(SECTION, key)?;
            Ok(Row { measures, edges, y: (edge(ys, n), edge(ys, n + 1)) })
        };
        let rows = [row(&format!("row1_{side}"), 0)?, row(&format!("row2_{side}"), 1)?, row("row3", 2)?];
        let mut header = Self {
            cells: Vec::new(),
            digits: Vec::new(),
            digit_gap: 0.0,
            marks: Map::new(),
            slots: Vec::new(),
            choices: Vec::new(),
            limit: None,
        };
        header.head_line(case, month, measures, notes)?;
        header.insurer_and_office(case, month, &rows[0], notes)?;
        header.client(case, month, &rows[1], options.insurer_seal, notes)?;
        header.level_and_limit(case, month, &rows[2], notes)?;
        Ok(header)
    }

    /// Places the head on a page.
    pub(super) fn place(&self, page: &mut Page, texts: &mut Texts) {
        let mut head = Map::new();
        for (key, cell) in &self.cells {
            head.insert((*key).to_owned(), cell.place(page, &mut texts.placed, 0.0).into());
        }
        page.set("head", head);
        let (mut digits, mut numbers) = (Placed::default(), Map::new());
        for (key, cell) in &self.digits {
            numbers.insert((*key).to_owned(), cell.place(page, &mut digits, 0.0).into());
        }
        page.texts("digits", self.digit_gap, digits);
        page.set("numbers", numbers);
        for (key, value) in &self.marks {
            page.set(key, value.clone());
        }
        for (key, field) in &self.slots {
            page.writes(key, &[], field);
        }
        if let Some((field, planned, actual)) = &self.limit {
            page.writes_with_rows("limit", &[("allotment", *planned), ("actual_allotment", *actual)], field);
        }
        for (key, words, field) in &self.choices {
            page.chooses(key, &[], words, field);
        }
    }

    fn slot(&mut self, key: &'static str, field: &FieldMeasure) {
        self.slots.push((key, field.clone()));
    }

    fn put(&mut self, key: &'static str, text: &str, span: Span, field: &FieldMeasure, notes: &mut Notes) {
        self.cells.extend(notes.cell(text, span, field).map(|cell| (key, cell)));
    }

    fn mark(&mut self, key: &str, value: impl Into<Value>) {
        self.marks.insert(key.to_owned(), value.into());
    }

    fn head_line(
        &mut self,
        case: &CaseFile,
        month: Option<&MonthlyService>,
        measures: &Measures,
        notes: &mut Notes,
    ) -> Result<(), FormFault> {
        let certification =
            month.map_or(case.certifications.newest(), |month| InMonth::new(case, month).certification());
        let status = certification.and_then(|certification| certification.status.value());
        self.mark("certified", status == Some(CertificationStatus::Certified));
        self.mark("applied", status == Some(CertificationStatus::Applied));
        let of = month.map(|month| &month.month);
        let name = of.and_then(Field::value).map_or("令和　　年　　月".to_owned(), era::month);
        let span = of.map_or(Span::DETACHED, Field::span);
        self.put("month", &format!("{name}分"), span, measures.field(SECTION, "month")?, notes);
        self.slot("month", measures.field(SECTION, "month")?);
        self.choices.push(("status", STATUS, measures.field(SECTION, "status")?.clone()));
        Ok(())
    }

    fn insurer_and_office(
        &mut self,
        case: &CaseFile,
        month: Option<&MonthlyService>,
        row: &Row,
        notes: &mut Notes,
    ) -> Result<(), FormFault> {
        // What a month has of its own it prints, and is written there.
        let of_month =
            |is_own: fn(&MonthlyService) -> bool, own, plan| if month.is_some_and(is_own) { own } else { plan };
        let number = of_month(|month| !month.insurer_number.is_blank(), "month_insurer_number", "insurer_number");
        let name = of_month(|month| !month.insurer_name.is_blank(), "month_insurer_name", "insurer_name");
        self.slot(number, &row.field("digits", 1, 2)?);
        self.slot(name, &row.field("value", 3, 4)?);
        self.slot("issued_on", &row.field("date", 7, 8)?);
        let whole = row.field("office", 5, 6)?;
        let lower = row.measures.number(SECTION, "manager_height")?;
        let middle = whole.x + whole.w * row.measures.number(SECTION, "manager_share")?;
        let name = FieldMeasure { h: whole.h - lower, ..whole.clone() };
        let style = row.field("manager", 5, 6)?.moved(whole.y + whole.h - lower, lower);
        let manager = FieldMeasure { w: middle - whole.x, ..style.clone() };
        let phone = FieldMeasure { x: middle, w: whole.x + whole.w - middle, ..style };
        for (key, field) in [("office", &name), ("manager", &manager), ("phone", &phone)] {
            self.slot(key, field);
        }
        let held = Held::new(case, month);
        if let Some(field) = held.insurer_number {
            let number = field.get().map_or(field.text(), |number| &number.0);
            self.number("insurer_number", number, field.span(), 6, row, notes)?;
        }
        if let Some(name) = held.insurer_name {
            self.put("insurer_name", name.text(), name.span(), &row.field("value", 3, 4)?, notes);
        }
        if let Some(office) = case.office.get() {
            self.put("office", office.name.text(), office.name.span(), &name, notes);
            self.put("manager", office.care_manager.text(), office.care_manager.span(), &manager, notes);
            let text = if office.phone.is_blank() { String::new() } else { format!("TEL {}", office.phone.text()) };
            self.put("phone", &text, office.phone.span(), &phone, notes);
        }
        self.date("issued_on", month.map(|month| &month.issued_on), &row.line("date", 7, 8, row.y)?, notes);
        Ok(())
    }

    fn client(
        &mut self,
        case: &CaseFile,
        month: Option<&MonthlyService>,
        row: &Row,
        has_seal: bool,
        notes: &mut Notes,
    ) -> Result<(), FormFault> {
        let right = if has_seal { 4 } else { 6 };
        let whole = row.field("name", 3, right)?;
        let upper = row.measures.number(SECTION, "kana_height")?;
        let address = row.measures.number(SECTION, "honorific_width")?;
        let kana = FieldMeasure { h: upper, ..row.field("kana", 3, right)? };
        let name = FieldMeasure { y: whole.y + upper, h: whole.h - upper, w: whole.w - address, ..whole };
        let is_own = month.is_some_and(|month| !month.insured_number.is_blank());
        self.slot(if is_own { "month_insured_number" } else { "insured_number" }, &row.field("digits", 1, 2)?);
        self.slot("kana", &kana);
        self.slot("name", &name);
        self.slot("notified_on", &row.field("date", 7, 8)?);
        if let Some(field) = Held::new(case, month).insured_number {
            let number = field.get().map_or(field.text(), |number| &number.0);
            self.number("insured_number", number, field.span(), 10, row, notes)?;
        }
        if let Some(client) = &case.client {
            self.put("kana", client.kana.text(), client.kana.span(), &kana, notes);
            self.put("name", client.name.text(), client.name.span(), &name, notes);
        }
        self.date("notified_on", month.map(|month| &month.notified_on), &row.line("date", 7, 8, row.y)?, notes);
        Ok(())
    }

    fn level_and_limit(
        &mut self,
        case: &CaseFile,
        month: Option<&MonthlyService>,
        row: &Row,
        notes: &mut Notes,
    ) -> Result<(), FormFault> {
        let third = (row.y.1 - row.y.0) / 3.0;
        let half = (row.y.1 - row.y.0) / 2.0;
        self.write_level_and_limit(month, row)?;
        let born = case.client.as_ref().map(|client| &client.born_on);
        let (era_name, words) = born.and_then(Field::value).map_or((None, text::date_or_blank(None)), birthday);
        self.mark("born_in", era_name.map_or(Value::Null, Value::from));
        let span = born.map_or(Span::DETACHED, Field::span);
        self.put("born_on", &words, span, &row.line("date", 1, 2, (row.y.0 + half, row.y.1))?, notes);
        let sex = case.client.as_ref().and_then(|client| client.sex.value());
        self.mark("male", sex == Some(Sex::Male));
        self.mark("female", sex == Some(Sex::Female));

        let level = Held::new(case, month).level;
        let change = month.and_then(|month| InMonth::new(case, month).change());
        let rows = [
            ("level", level.and_then(Field::value), level.map(Field::span)),
            ("changed_level", change.and_then(|change| change.level), change.map(|change| change.span)),
        ];
        for (number, (key, level, span)) in (0_u8..).zip(rows) {
            self.mark(key, level.and_then(CareLevel::care_number).map_or(Value::Null, Value::from));
            // The form has numbers for 要介護 only: another level stands there in words, and none is ringed.
            let words = level.filter(|level| level.care_number().is_none()).map(CareLevel::printed);
            self.mark(&format!("{key}_in_words"), words.is_some());
            if let Some(words) = words {
                let top = row.y.0 + f64::from(number) * third;
                let line = row.line("date", 5, 6, (top, top + third))?;
                let field = FieldMeasure { w: line.w / 2.0, ..line };
                self.put(key, words, span.unwrap_or(Span::DETACHED), &field, notes);
            }
        }
        let field = row.line("date", 5, 6, (row.y.0 + 2.0 * third, row.y.1))?;
        let words = text::date_or_blank(change.and_then(|change| change.day));
        let written = month.map_or(Span::DETACHED, |month| month.level_changed_on.span());
        self.put("changed_on", &words, written.or(change.map_or(Span::DETACHED, |change| change.span)), &field, notes);

        if let Some((words, span)) = limit(case, month) {
            let field = row.field("limit", 7, 8)?;
            let unit = row.measures.number(SECTION, "unit_width")?;
            self.put("limit", &words, span, &FieldMeasure { w: field.w - unit, ..field }, notes);
        }
        let period = month.map(|month| &month.limit_period);
        let words = period
            .and_then(Field::value)
            .map_or("　　　年　　月から\n　　　年　　月まで".to_owned(), |period| {
                format!("{}から\n{}まで", era::month(period.start), era::month(period.end))
            });
        self.put(
            "limit_period",
            &words,
            period.map_or(Span::DETACHED, Field::span),
            &row.field("period", 9, 10)?,
            notes,
        );
        let days = month.map(|month| &month.short_stay_days_before);
        let restarts = month.is_some_and(|month| InMonth::new(case, month).stays_count_from().is_some());
        let written = days.and_then(Field::value).map(|days| days.0.to_string()).unwrap_or_default();
        // 別表 says the same: the days are those of the certification that begins with the change.
        let words = if restarts { "0".to_owned() } else { written };
        let field = row.field("limit", 11, 12)?;
        let unit = row.measures.number(SECTION, "day_width")?;
        let span = days.map_or(Span::DETACHED, Field::span);
        self.put("days_before", &words, span, &FieldMeasure { w: field.w - unit, ..field }, notes);
        Ok(())
    }

    fn write_level_and_limit(&mut self, month: Option<&MonthlyService>, row: &Row) -> Result<(), FormFault> {
        let third = (row.y.1 - row.y.0) / 3.0;
        self.slot("born_on", &row.field("date", 1, 2)?);
        self.choices.push(("sex", SEX, row.field("choice", 3, 4)?));
        // A month that has a level of its own prints that one.
        let of_month = month.is_some_and(|month| !month.level.is_blank());
        let level = row.field("choice", 5, 6)?;
        self.choices.push((if of_month { "month_level" } else { "level" }, LEVELS, level.moved(row.y.0, third)));
        self.choices.push(("changed_level", LEVELS, level.moved(row.y.0 + third, third)));
        self.slot("changed_on", &row.field("date", 5, 6)?.moved(row.y.0 + 2.0 * third, third));
        let n = |list: fn(&MonthlyService) -> usize| month.map_or(0, list);
        let (planned, actual) = (n(|month| month.allotments.len()), n(|month| month.actual_allotments.len()));
        self.limit = Some((row.field("limit", 7, 8)?, planned, actual));
        self.slot("limit_period", &row.field("period", 9, 10)?);
        self.slot("days_before", &row.field("limit", 11, 12)?);
        Ok(())
    }

    /// A number in digit boxes, its last digit in the last box; one that is too long stands across them.
    fn number(
        &mut self,
        key: &'static str,
        number: &str,
        span: Span,
        boxes: u32,
        row: &Row,
        notes: &mut Notes,
    ) -> Result<(), FormFault> {
        let style = row.field("digits", 1, 2)?;
        let size = style.sizes.first().copied().unwrap_or_default();
        let n = fonts::advance(number, Face::Mincho) / (UNITS_PER_EM / 2);
        if n > boxes || number.len() != n as usize || n == 0 {
            let field = row.field("long_number", 1, 2)?;
            self.put(key, number, span, &field, notes);
            return Ok(());
        }
        let w = style.w / 10.0;
        let x = style.x + style.w - f64::from(n) * w;
        let pad = (w - size * MM_PER_PT / 2.0) / 2.0;
        let field = FieldMeasure { x, w: f64::from(n) * w, pad, align: Align::Left, ..style };
        self.digit_gap = 2.0 * pad;
        self.digits.extend(notes.cell(number, span, &field).map(|cell| (key, cell)));
        Ok(())
    }

    fn date(&mut self, key: &'static str, day: Option<&Field<Date>>, field: &FieldMeasure, notes: &mut Notes) {
        let words = text::date_or_blank(day.and_then(Field::value));
        self.put(key, &words, day.map_or(Span::DETACHED, Field::span), field, notes);
    }
}
