//! 「書き込める欄」 where on a page what of the plan is written: a receipt for every field, blank ones included.
//!
//! A form says only which of its fields lies where and which need, meeting or line it belongs to ([`Page::writes`]); what
//! that field writes, and what kind of value it takes, stands once in [`FIELDS`]. Printing needs none of it, so a page
//! gives receipts only where [`Context::writable`] asks for them. Nothing here changes a plan.
//!
//! [`Page::writes`]: super::Page::writes
//! [`Context::writable`]: super::Context::writable

mod table;

pub use table::{FIELDS, SETTINGS};

use super::measures::{Align, FieldMeasure, MM_PER_PT, Valign};
use crate::fonts::{self, UNITS_PER_EM};
use crate::source::edit::{Path, Step};

/// What kind of value a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words on one line.
    Text,
    /// Words on as many lines as it takes.
    Lines,
    /// A date in any form that is read.
    Date,
    /// 「～」 from a date to a date.
    Period,
    /// A month.
    Month,
    /// 「9:30～16:30」
    Time,
    /// A number.
    Number,
    /// 「○」 or nothing.
    Mark,
    /// One of the words.
    Choice(&'static [&'static str]),
    /// Some of the words, as a list.
    Choices(&'static [&'static str]),
    /// Words as a list, one a line.
    List,
    /// The days of a month: how often on each.
    Days,
}

impl Kind {
    /// The word by which the page knows it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Lines => "lines",
            Self::Date => "date",
            Self::Period => "period",
            Self::Month => "month",
            Self::Time => "time",
            Self::Number => "number",
            Self::Mark => "mark",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::List => "list",
            Self::Days => "days",
        }
    }

    /// The words that it may be, where they are few.
    #[must_use]
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Choice(words) | Self::Choices(words) => words,
            _ => &[],
        }
    }
}

/// One line of the table: a field of a form writes a value of the plan. A field that prints several values has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writable {
    /// The form's id; `sheet` for what all forms share.
    pub form: &'static str,
    /// The field, by the form's own name for it.
    pub field: &'static str,
    /// What it writes: keys, `[]` for a position in a list, `{}` for a name among keys.
    pub path: &'static str,
    /// What kind of value.
    pub kind: Kind,
    /// How it is called, as printed beside it.
    pub label: &'static str,
}

impl Writable {
    /// The lines of a form's field, the form's own before those that all share.
    pub fn of(form: &str, field: &str) -> impl Iterator<Item = &'static Self> {
        let own = FIELDS.iter().any(|line| line.form == form && line.field == field);
        let form = if own { form.to_owned() } else { "sheet".to_owned() };
        let field = field.to_owned();
        FIELDS.iter().filter(move |line| line.form == form && line.field == field)
    }

    /// The path with its places filled in, from the left; none where they are too few.
    #[must_use]
    pub fn at(&self, places: &[Step]) -> Option<Path> {
        let mut places = places.iter();
        let mut steps = Vec::new();
        for part in self.path.split('.') {
            let key = part.trim_end_matches("[]");
            match key {
                "{}" => steps.push(places.find(|step| matches!(step, Step::Key(_)))?.clone()),
                key => steps.push(Step::Key(key.to_owned())),
            }
            for _ in 0..part.matches("[]").count() {
                steps.push(places.find(|step| matches!(step, Step::Item(_)))?.clone());
            }
        }
        Some(Path(steps))
    }

    /// Whether a path is one of those that this line writes.
    #[must_use]
    pub fn leads_to(&self, path: &Path) -> bool {
        let mut steps = path.0.iter().peekable();
        for part in self.path.split('.') {
            let key = part.trim_end_matches("[]");
            let fits = matches!(steps.next(), Some(Step::Key(name)) if key == "{}" || name == key);
            let n_items = part.matches("[]").count();
            if !fits || (0..n_items).any(|_| !matches!(steps.next(), Some(Step::Item(_)))) {
                return false;
            }
        }
        steps.next().is_none()
    }
}

/// A receipt: a rectangle of a page and what is written there.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Which field of the page, counted: values of one field have one number.
    pub number: usize,
    /// Left, top, width, height, mm.
    pub rect: [f64; 4],
    /// Usual size of the type, pt.
    pub size: f64,
    /// Line pitch as a multiple of the size.
    pub pitch: f64,
    /// Where its lines stand.
    pub align: Align,
    /// Where all of them stand, from top to bottom.
    pub valign: Valign,
    /// Room left and right inside the rectangle, mm.
    pub pad: f64,
    /// The line of the table.
    pub writes: &'static Writable,
    /// The value of the plan.
    pub path: Path,
    /// The printed word that a click chooses; none for a field that takes any value.
    pub pick: Option<&'static str>,
}

/// The places of printed words that stand in one line of a field, as `choice` of the templates sets them.
#[must_use]
pub fn places_of_words(words: &[&str], field: &FieldMeasure) -> Vec<[f64; 4]> {
    let size = field.sizes.first().copied().unwrap_or_default();
    let width =
        |words: &str| f64::from(fonts::advance(words, field.face.0)) / f64::from(UNITS_PER_EM) * size * MM_PER_PT;
    let free = field.w - words.iter().map(|word| width(word)).sum::<f64>();
    let mut x = match field.align {
        Align::Left => field.x + field.pad,
        Align::Center => field.x + free / 2.0,
        Align::Right => field.x + free - field.pad,
    };
    let place = |word: &&str| {
        let left = x;
        x += width(word);
        [left - 0.5, field.y, x - left + 1.0, field.h]
    };
    words.iter().map(place).collect()
}

/// A surface of a page on which something is drawn with the pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekSurface {
    /// The edges of the seven columns, mm.
    pub columns: Vec<f64>,
    /// The upper line, mm.
    pub top: f64,
    /// Height of an hour, mm.
    pub hour: f64,
}
