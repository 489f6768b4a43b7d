//! The forms: from a case to pages of words.
//!
//! A form here decides wording, order, line ends and page ends; it knows the size of each field (from
//! `templates/measures.json`, the file that the templates draw from) and nothing else about drawing.
//! It never judges: a defective plan must still print. Start reading at [`FORMS`].

pub mod benefit_management;
pub mod board;
pub mod boxes;
pub mod care_plan_1;
pub mod care_plan_2;
pub mod change_list;
pub mod copies;
pub mod delivery_list;
pub mod lines;
pub mod measures;
pub mod meeting_summary;
pub mod packet_cover;
pub mod page;
pub mod placed;
pub mod provider_cover;
pub mod service_slip;
pub mod slip_annex;
pub mod support_log;
pub mod text;
pub mod unprintable;
pub mod weekly_schedule;
pub mod writable;

pub use page::{Notice, NoticeKind, Page};
pub use placed::{Ink, Stencil};

use crate::billing::{Annex, AnnexOptions, BillingInput, Mode, Reckoned, Refusal, RefusalKind};
use crate::calendar::{Date, Month};
use crate::case::print::{ConsentLine, Honorific};
use crate::case::{CareLevel, CaseFile, InMonth, LogEntry, MonthlyService, ServiceMeeting};
use crate::source::Span;
use measures::{MeasureFault, Measures};
use serde_json::Value;
use std::borrow::Cow;
use writable::{Slot, WeekSurface};

/// 「帳票一枚」 one printed page of a form.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The form's id: the name of its template, e.g. `care-plan-1`.
    pub form: &'static str,
    /// Title for bookmarks and metadata, e.g. 「第１表 居宅サービス計画書（１）」. Never holds a client's name.
    pub title: String,
    /// What the template draws; with the texts of the stencil it is served to it as a virtual JSON file, see [`Sheet::view`].
    pub data: Value,
    /// The page as layers and placed texts, where the form is made that way: such pages can be set without Typst's layout.
    pub stencil: Option<Stencil>,
    /// Every text of the plan that must be found on the page; a field's `at` in `data` is an index into this list.
    pub texts: Vec<PlacedText>,
    /// A line at the foot of the page, outside the form: which page of a packet it is.
    pub foot: Option<Ink>,
    /// What it is about where a table has sheets for several: the first day of its month, or the day of its meeting.
    pub about: Option<Date>,
    /// Whether it is made to be read after a FAX: all of it in type of [`measures::FAX_LEAST`] or more.
    pub fax: bool,
    /// What is worth telling about the page: shrunken and continued fields, characters that no font has.
    pub notices: Vec<Notice>,
    /// What of the plan is written where; empty unless [`Context::writable`] asks for it.
    pub slots: Vec<Slot>,
    /// The week on which services are drawn.
    pub week: Option<WeekSurface>,
}

impl Sheet {
    /// An empty page: so that what follows begins on the front of a leaf.
    #[must_use]
    pub fn blank() -> Self {
        let mut page = Page::new("blank", "");
        page.layers(Vec::new());
        page.finish()
    }

    /// Numbers the sheets of one table, where it has several: 「（1/3）」 beside its number.
    pub(crate) fn number(sheets: &mut [Self]) {
        let n = sheets.len();
        for (index, sheet) in sheets.iter_mut().enumerate().filter(|_| n > 1) {
            sheet.data["page"] = format!("（{}/{n}）", index + 1).into();
        }
    }

    /// Drops what only Typst's layout reads, where the page can be set without it: for those who hold many pages at once.
    pub fn lighten(&mut self) {
        let lines = |stencil: &Stencil| stencil.texts.iter().flat_map(|group| &group.texts).all(Ink::is_plain);
        if self.foot.as_ref().is_none_or(Ink::is_plain) && self.stencil.as_ref().is_some_and(lines) {
            self.data = Value::Null;
        }
    }

    /// All that the template reads: the data and the placed texts.
    #[must_use]
    pub fn view(&self) -> Value {
        let mut view = self.data.clone();
        for group in self.stencil.iter().flat_map(|stencil| &stencil.texts) {
            view[group.key] = group.to_json();
        }
        view
    }
}

/// A text of the plan that was placed on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedText {
    /// The characters as they must arrive in the laid-out page, line ends left out.
    pub text: String,
    /// Where they stand in the plan; detached for words that are the program's own.
    pub span: Span,
}

/// 「様式」 one of the official forms, or a further copy of one, with all that others ask about it.
pub struct Form {
    /// Id: the name of the template, of snapshots and of the README row.
    pub id: &'static str,
    /// The table that it prints, by which it is asked for.
    pub name: &'static str,
    /// The printed title.
    pub title: &'static str,
    /// What a list of documents says behind the title: 「（控）」.
    pub mark: &'static str,
    /// Whether it is printed unless tables are named.
    pub printed: Printed,
    /// The name by which a batch asks for it (`--copies`); none where a batch does not print it.
    pub batch_name: Option<&'static str>,
    /// Whether it belongs to a month of 第６表.
    pub is_monthly: bool,
    /// Whether it prints what 第７表 computes.
    pub has_annex: bool,
    /// Whether each provider has sheets of its own.
    pub per_provider: bool,
    /// Whether it is for a client of this level.
    pub covers: fn(CareLevel) -> bool,
    /// Whether the plan has anything to print on it.
    pub has_data: fn(&CaseFile, &Selection) -> bool,
    /// 「作成年月日」 the newest of what is printed.
    pub issued_on: fn(&CaseFile, &Selection) -> Option<Date>,
    /// What of its part of the plan this edition has no field for: told, since it is on no sheet.
    pub left_out: fn(&Context) -> Vec<LeftOut>,
    /// All its pages for a case: one or more a meeting or month. A case without data gives the blank form.
    pub sheets: fn(&Context) -> Result<Vec<Sheet>, FormFault>,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A text of the plan that a form has no field for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is, as messages call it.
    pub what: &'static str,
    /// Where it stands.
    pub span: Span,
}

/// When a form is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// With the whole plan.
    ByDefault,
    /// Only when it is asked for by name.
    WhenAsked,
}

/// All that can be asked for: the seven forms in their order, then the further copies. A form is its module and its line
/// here.
pub const FORMS: &[Form] = &[
    care_plan_1::FORM,
    care_plan_2::FORM,
    weekly_schedule::FORM,
    meeting_summary::FORM,
    support_log::FORM,
    service_slip::FORM,
    slip_annex::FORM,
    copies::OFFICE,
    copies::PROVIDER,
    benefit_management::FORM,
];

/// What a whole plan is printed on.
pub fn by_default() -> impl Iterator<Item = &'static Form> {
    FORMS.iter().filter(|form| form.printed == Printed::ByDefault)
}

impl Form {
    /// The form of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMS.iter().find(|form| form.name == name)
    }

    /// All its pages for a case, marked as made for FAX where they are.
    ///
    /// # Errors
    /// As [`Self::sheets`].
    pub fn pages(&self, context: &Context) -> Result<Vec<Sheet>, FormFault> {
        let mut sheets = (self.sheets)(context)?;
        for sheet in &mut sheets {
            sheet.fax |= context.fax;
        }
        Ok(sheets)
    }

    /// What the sheets of 居宅サービス計画 have in common; a form says what it does otherwise.
    #[must_use]
    pub const fn plan(id: &'static str, name: &'static str, title: &'static str) -> Self {
        Self {
            id,
            name,
            title,
            mark: "",
            printed: Printed::ByDefault,
            batch_name: None,
            is_monthly: false,
            has_annex: false,
            per_provider: false,
            covers: |level| level.care_number().is_some(),
            has_data: |_, _| false,
            issued_on: |_, _| None,
            left_out: |_| Vec::new(),
            sheets: |_| Ok(Vec::new()),
        }
    }
}

/// 「印刷する部分」 what of a plan is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection<'a> {
    /// Only this month of 第６・７表.
    pub month: Option<Month>,
    /// Of a month with two slips: only that of this insurer.
    pub insurer: Option<&'a str>,
    /// Only the slip that stands at this place: a month may have two.
    pub slip: Option<Span>,
    /// The blank form, whatever the plan holds.
    pub blank: bool,
    /// Of 提供票: only this provider's.
    pub provider: Option<&'a str>,
    /// Only the meetings that were held on this day.
    pub meeting: Option<Date>,
    /// Only the log's entries from this day on; those without a day stay.
    pub log_since: Option<Date>,
    /// Whether 第６・７表 are marked 「（原案）」 (第１～３表 ask the plan).
    pub draft: bool,
}

impl Selection<'_> {
    /// What stands behind the titles of 第６・７表.
    pub(crate) const fn draft_mark(&self) -> &'static str {
        if self.draft { page::DRAFT } else { "" }
    }

    /// The meetings of a plan that are printed.
    pub fn meetings<'c>(&self, case: &'c CaseFile) -> impl Iterator<Item = &'c ServiceMeeting> {
        let Self { meeting, blank, .. } = *self;
        let asked = move |held: &&ServiceMeeting| meeting.is_none_or(|day| held.held_on.value() == Some(day));
        case.meetings.iter().filter(move |_| !blank).filter(asked)
    }

    /// The entries of a plan's log that are printed.
    pub fn log<'c>(&self, case: &'c CaseFile) -> impl Iterator<Item = &'c LogEntry> {
        let Self { log_since, blank, .. } = *self;
        let asked =
            move |entry: &&LogEntry| log_since.is_none_or(|since| entry.day.value().is_none_or(|day| day >= since));
        case.log.iter().filter(move |_| !blank).filter(asked)
    }

    /// The months of a plan that are printed.
    pub fn months<'c>(&self, case: &'c CaseFile) -> impl Iterator<Item = &'c MonthlyService> {
        let Self { month, insurer, slip, blank, .. } = *self;
        let asked = move |block: &&MonthlyService| {
            month.is_none_or(|asked| block.month.value() == Some(asked))
                && slip.is_none_or(|place| block.span == place)
                && insurer.is_none_or(|asked| InMonth::new(case, block).is_of_insurer(asked))
        };
        case.months.iter().filter(move |_| !blank).filter(asked)
    }
}

/// What a form is made from.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The plan.
    pub case: &'a CaseFile,
    /// What the profile and the office chose.
    pub options: &'a FormOptions,
    /// Sizes of fields.
    pub measures: &'a Measures,
    /// What of the plan is printed.
    pub select: Selection<'a>,
    /// How 第７表 is computed.
    pub annex: AnnexOptions,
    /// 「予定」 or 「実績」: what 第７表 is computed from. 第６表 has lines for both.
    pub mode: Mode,
    /// Annexes of the plan that may be computed already.
    pub reckoned: &'a [Reckoned<'a>],
    /// Whether the sheets go by FAX: then the measures are those, see [`Self::for_fax`].
    pub fax: bool,
    /// Whether pages give receipts for what can be written on them.
    pub writable: bool,
}

impl<'a> Context<'a> {
    /// The whole plan, as the profile and the office want it.
    #[must_use]
    pub fn new(case: &'a CaseFile, options: &'a FormOptions, measures: &'a Measures) -> Self {
        let (annex, mode) = (AnnexOptions::default(), Mode::Planned);
        let select = Selection::default();
        Self { case, options, measures, select, annex, mode, reckoned: &[], fax: false, writable: false }
    }

    /// The same for sheets that go by FAX.
    #[must_use]
    pub fn for_fax(&self) -> Self {
        Self { measures: self.measures.for_fax(), fax: true, ..*self }
    }

    /// What 第７表 of a month says.
    ///
    /// # Errors
    /// The refusal of [`crate::billing::annex()`].
    pub fn annex_of(&self, input: &BillingInput) -> Result<Cow<'a, Annex>, Refusal> {
        Reckoned::among(self.reckoned, input, self.mode, self.annex)
    }
}

/// 「様式の版」 what differs between editions and offices; data, never a copied template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormOptions {
    /// 「敬称」 behind the name on 第１～５表.
    pub honorific: Honorific,
    /// 「同意欄」 of 第１表.
    pub consent_line: ConsentLine,
    /// 「用具名称」「TAISコード」 columns of 第６・７表, in force from service month 令和7年4月.
    pub equipment_columns: bool,
    /// 「保険者確認印」 cell of 第６表 (the sheets of 令和3・4年).
    pub insurer_seal: bool,
    /// 「※１」「※２」 footnotes of 第２表.
    pub footnotes: [&'static str; 2],
}

/// Why a form could not be made: our own fault, or a figure that may not be printed.
#[derive(Debug, thiserror::Error)]
pub enum FormFault {
    /// The measures do not fit the form.
    #[error(transparent)]
    Measure(#[from] MeasureFault),
    /// 第７表 cannot be computed; the sentence says why and what to write.
    #[error("{message}")]
    Refused {
        /// What is wrong, a Japanese sentence.
        message: String,
        /// How to mend it.
        help: Option<String>,
        /// The place in the plan.
        span: Span,
        /// Other places that it may come from.
        related: Vec<(Span, String)>,
        /// Whether this is no mistake of the plan, so that its other tables may be printed without this one (公費).
        others_print: bool,
    },
}

impl From<Refusal> for FormFault {
    fn from(refusal: Refusal) -> Self {
        let Refusal { kind, message, span, help, related } = refusal;
        Self::Refused { message, help, span, related, others_print: kind == RefusalKind::PublicExpense }
    }
}
