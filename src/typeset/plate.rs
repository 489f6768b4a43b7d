//! Plates: the pieces that are the same under many pages, laid out by Typst once and kept for all jobs of an engine; and
//! the pages that are made of them.
//!
//! The store may forget any plate at any time, for another job needs room. So a job never asks it twice: it holds the
//! plates that it saw ([`Held`]) until its pages are written. Must not know how a plate is drawn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use typst::foundations::Smart;
use typst::layout::{Abs, Frame, Point, Size};
use typst::text::TextItem;
use typst_layout::Page;

use super::Fault;
use super::pdf::background::{self, Background};

/// How many plates are kept: far more than the forms have, for arrows and page numbers differ.
const ROOM: usize = 5000;

/// How many whole sheets are kept: those of a long plan.
pub(super) const SHEETS: usize = 64;

/// A plate, as laid out by Typst.
pub(super) struct Plate {
    /// The whole page's frame.
    pub(super) frame: Frame,
    /// The text on it.
    pub(super) text: String,
    /// Whether the page itself has a colour or a bleed.
    is_page_plain: bool,
    /// Whether it lies under many pages: then its bytes are made once, fonts of their own included. A sheet that is on one
    /// page only is written with the fonts of its document.
    pub(super) is_under_many: bool,
    /// Whether our writer can write all that is on it, once that was asked.
    is_plain: OnceLock<bool>,
    /// What it is in a PDF, once it was asked for.
    background: OnceLock<Result<Background, Fault>>,
}

impl Plate {
    /// A layer of a form, `text` being its words.
    pub(super) fn under_many(page: &Page, text: String) -> Self {
        Self { is_under_many: true, text, ..Self::of_one_page(page) }
    }

    /// A whole sheet.
    pub(super) fn of_one_page(page: &Page) -> Self {
        let is_page_plain = matches!(page.fill, Smart::Auto | Smart::Custom(None))
            && page.bleed.iter().all(|bleed| *bleed == Abs::zero());
        let frame = page.frame.clone();
        let (is_plain, background) = (OnceLock::new(), OnceLock::new());
        Self { frame, text: String::new(), is_page_plain, is_under_many: false, is_plain, background }
    }

    /// Whether our own writer can say all that is on it; if not, its pages are Typst's.
    pub(super) fn can_be_written(&self) -> bool {
        *self.is_plain.get_or_init(|| self.is_page_plain && background::can_be_written(&self.frame))
    }

    /// What the plate is under the pages of a PDF.
    ///
    /// # Errors
    /// A face is broken, or there is something on it that cannot be written.
    pub(super) fn background(&self) -> Result<&Background, Fault> {
        self.background.get_or_init(|| Background::new(&self.frame)).as_ref().map_err(Clone::clone)
    }
}

/// A page: its plates from the back, and its texts over them.
pub(super) struct SetPage {
    pub(super) plates: Vec<Arc<Plate>>,
    pub(super) texts: Vec<(Point, TextItem)>,
    pub(super) title: String,
}

impl SetPage {
    /// The page's size: that of its plates.
    pub(super) fn size(&self) -> Size {
        self.plates.first().map_or_else(|| Size::new(Abs::mm(297.0), Abs::mm(210.0)), |plate| plate.frame.size())
    }

    /// The form that it shares with other pages, if it has one, and the plates that are its own.
    pub(super) fn parts(&self) -> (Option<&Arc<Plate>>, &[Arc<Plate>]) {
        match self.plates.split_first() {
            Some((form, own)) if form.is_under_many => (Some(form), own),
            _ => (None, &self.plates),
        }
    }
}

/// The plates of an engine, by form, name and arguments.
pub(super) struct Plates {
    known: Mutex<HashMap<String, Arc<Plate>>>,
    room: usize,
}

impl Default for Plates {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl Plates {
    /// A store that keeps at most `room` plates, or those of one job if they are more.
    pub(super) fn with_room(room: usize) -> Self {
        Self { known: Mutex::default(), room }
    }

    /// The plates of these keys that the caller has seen or that are known, for it to hold as long as it needs them, and the keys
    /// of the others.
    pub(super) fn held<'a>(&self, keys: impl Iterator<Item = &'a str>, seen: &Seen) -> Held<'a> {
        let mut held = Held::default();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            match seen.get(key).or_else(|| known.get(key)) {
                Some(plate) => drop(held.plates.insert(key, Arc::clone(plate))),
                None => held.missing.push(key),
            }
        }
        held
    }

    /// Keeps what was drawn for the missing keys, in their order: for the caller in any case, for others while there is room.
    pub(super) fn keep(&self, held: &mut Held<'_>, drawn: Vec<Plate>) {
        let fresh: Vec<_> = held.missing.drain(..).zip(drawn.into_iter().map(Arc::new)).collect();
        held.plates.extend(fresh.iter().cloned());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + fresh.len() > self.room {
            known.retain(|key, _| held.plates.contains_key(key.as_str()));
        }
        known.extend(fresh.into_iter().map(|(key, plate): (&str, _)| (key.to_owned(), plate)));
    }
}

/// The plates that a document has been made with so far, by their keys: meanwhile another job may have drawn a key anew.
pub(super) type Seen = HashMap<String, Arc<Plate>>;

/// The plates that a job saw.
#[derive(Default)]
pub(super) struct Held<'a> {
    plates: HashMap<&'a str, Arc<Plate>>,
    /// Keys that nobody has drawn yet, in the order in which they were asked for.
    pub(super) missing: Vec<&'a str>,
}

impl Held<'_> {
    /// Remembers the plates for the pages that follow.
    pub(super) fn remember(&self, seen: &mut Seen) {
        let new = self.plates.iter().filter(|(key, _)| !seen.contains_key(**key));
        let new: Vec<_> = new.map(|(key, plate)| ((*key).to_owned(), Arc::clone(plate))).collect();
        seen.extend(new);
    }

    /// A plate that was seen or drawn.
    ///
    /// # Errors
    /// It is neither: a page is never made without it.
    pub(super) fn plate(&self, key: &str) -> Result<Arc<Plate>, Vec<Fault>> {
        self.plates.get(key).map(Arc::clone).ok_or_else(|| vec![Fault::no_plate(key)])
    }
}
