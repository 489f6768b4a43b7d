//! The way from a plan's text to PDF, for every command, for tests and for other programs: reading, checking, deciding the
//! pages, drawing them.
//!
//! [`Loaded::read`] reads, [`Checked::new`] asks the rules, [`pages()`] decides every page to its last word, [`draw()`] has
//! them typeset and audited. Whatever stands in the way is a [`Stop`]. In which order a plan is asked is decided in one
//! place: mistakes of reading come first ([`Checked::whole`]), then what `questions` lists. Must not touch files, the
//! clock or the terminal: whoever calls brings bytes and gets bytes.

mod absent;
mod against;
mod beside;
mod checked;
mod covers;
mod elsewhere;
mod file_end;
mod mend;
mod next_row;
mod pages;
mod questions;
mod reckoned;
mod stop;

pub use against::Against;
pub use checked::{Checked, Loaded};
pub use mend::{EDITION, Mended, Offer, mend};
pub use pages::{draw, measures, newest_date, notices, pages, printable};
pub use questions::{ended_before, missing_month, month_command, no_slip, no_slip_of, permit};
pub use stop::{Cause, Stop};

use crate::billing::{AnnexOptions, Mode};
use crate::calendar::{Date, Month};
use crate::case::CaseFile;
use crate::forms::{Form, Selection, Sheet};
use crate::report::{Diagnostic, Severity};
use crate::typeset::Engine;

/// 「印刷の注文」 what is wanted of a plan; by default everything that it has data for.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub struct Wish {
    /// The tables; all that the plan has data for when empty.
    pub tables: Vec<&'static Form>,
    /// Only this month of 第６・７表.
    pub month: Option<Which<Month>>,
    /// Of a month with two slips: only that of the insurer with this number.
    pub insurer: Option<String>,
    /// Only this meeting of 第４表, by the day on which it was held.
    pub meeting: Option<Which<Date>>,
    /// Only the entries of 第５表 from this day on.
    pub log_since: Option<Date>,
    /// Marks 第６・７表 as 原案, too; the plan is made one by [`Loaded::as_draft`].
    pub draft: bool,
    /// The blank sheets.
    pub blank: bool,
    /// PDF/UA.
    pub accessible: bool,
    /// In type that can be read after a FAX.
    pub fax: bool,
    /// Of 提供票: only this provider's.
    pub provider: Option<String>,
    /// How 第７表 is computed.
    pub annex: AnnexOptions,
    /// 「予定」 or 「実績」: what 第７表 is computed from.
    pub mode: Mode,
    /// Leaves out a named table that is not computed here (公費), and tells it, as of a whole plan.
    pub lenient: bool,
    /// Refuses what the guide forbids, from this severity on.
    pub strict: Option<Severity>,
    /// Receipts for what can be written on the pages: see [`crate::forms::writable`].
    pub writable: bool,
    /// Prints a month with lines that say no day, marked 「予定未記入」, and does not refuse it.
    pub allow_empty: bool,
    /// Refuses a 第７表 whose figures cannot be computed because something is missing; a draft of it is printed without them.
    pub with_figures: bool,
}

/// Which of several that a plan has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<T> {
    /// The newest.
    Latest,
    /// This one, whether the plan has it or not.
    This(T),
}

impl<T: Copy + Ord> Which<T> {
    /// The one that is meant; none when the newest is asked of none.
    pub fn among(self, all: impl Iterator<Item = T>) -> Option<T> {
        match self {
            Self::Latest => all.max(),
            Self::This(one) => Some(one),
        }
    }
}

impl Wish {
    /// What of the plan is printed.
    #[must_use]
    pub fn selection(&self, case: &CaseFile) -> Selection<'_> {
        let months = || case.months.iter().filter_map(|month| month.month.value());
        let meetings = || case.meetings.iter().filter_map(|meeting| meeting.held_on.value());
        Selection {
            month: self.month.and_then(|month| month.among(months())),
            meeting: self.meeting.and_then(|meeting| meeting.among(meetings())),
            log_since: self.log_since,
            insurer: self.insurer.as_deref(),
            slip: None,
            draft: self.draft && case.is_draft(),
            blank: self.blank,
            provider: self.provider.as_deref(),
        }
    }
}

/// Pages, decided to the last word and not yet drawn.
#[derive(Debug)]
pub struct Pages {
    /// The pages.
    pub sheets: Vec<Sheet>,
    /// The title of the document: names of forms.
    pub title: String,
    /// The document's date.
    pub date: Date,
    /// What is worth telling: shrunken and continued fields.
    pub told: Vec<Diagnostic>,
    /// What of it the paper does not show, so that it is told even where many are printed: a use that is not counted, figures
    /// that are not there, a text that these sheets have no field for.
    pub not_on_paper: Vec<Diagnostic>,
}

/// A plan's pages as one PDF, with an engine of its own: for who prints one plan. Who prints many keeps an [`Engine`] and
/// asks for [`pages()`] and [`draw()`].
///
/// # Errors
/// The plan's content forbids it, or we made a fault: see [`Cause`].
pub fn pdf(checked: &Checked, wish: &Wish) -> Result<Vec<u8>, Stop> {
    let pages = pages(checked, wish, None)?;
    let engine = Engine::new(None).map_err(|fault| Stop::faults(&[fault], false))?;
    draw(&engine, &pages, wish, false)?.pdf().map_err(|faults| Stop::faults(&faults, false))
}
