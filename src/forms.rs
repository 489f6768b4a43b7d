//! The forms: from a case to pages of words.
//!
//! A form here decides wording, order, line ends and page ends; it knows the size of each field (from
//! `templates/measures.json`, the file that the templates draw from) and nothing else about drawing.
//! It never judges: a defective plan must still print. Start reading at [`FORMS`].

pub mod boxes;
pub mod care_plan_1;
pub mod care_plan_2;
pub mod copies;
pub mod delivery_list;
pub mod lines;
pub mod measures;
pub mod meeting_summary;
pub mod packet_cover;
pub mod page;
pub mod placed;
pub mod service_slip;
pub mod slip_annex;
pub mod support_log;
pub mod text;
pub mod unprintable;
pub mod weekly_schedule;

pub use page::{Notice, NoticeKind, Page};
pub use placed::Stencil;

use crate::billing::{AnnexOptions, Mode};
use crate::calendar::Month;
use crate::case::CaseFile;
use crate::case::print::{ConsentLine, Honorific};
use crate::source::Span;
use measures::{MeasureFault, Measures};
use serde_json::Value;

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
    /// A line at the foot of the page, outside the form: which page of a packet it is. A field as `put` draws it.
    pub foot: Option<Value>,
    /// What is worth telling about the page: shrunken and continued fields, characters that no font has.
    pub notices: Vec<Notice>,
}

impl Sheet {
    /// An empty page: so that what follows begins on the front of a leaf.
    #[must_use]
    pub fn blank() -> Self {
        let mut page = Page::new("blank", "");
        page.layers(Vec::new());
        page.finish()
    }

    /// Drops what only Typst's layout reads, where the page can be set without it: for those who hold many pages at once.
    pub fn lighten(&mut self) {
        let lines = |stencil: &Stencil| stencil.texts.iter().flat_map(|group| &group.texts).all(placed::Ink::is_plain);
        if self.foot.is_none() && self.stencil.as_ref().is_some_and(lines) {
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

/// 「様式」 one of the official forms.
pub struct Form {
    /// Id: the name of the template, of snapshots and of the README row.
    pub id: &'static str,
    /// The name by which it is asked for: 第1表, 提供票.
    pub name: &'static str,
    /// The printed title.
    pub title: &'static str,
    /// Whether the plan has anything to print on it.
    pub has_data: fn(&CaseFile) -> bool,
    /// All its pages for a case: one or more a meeting or month. A case without data gives the blank form.
    pub sheets: fn(&Context) -> Result<Vec<Sheet>, FormFault>,
}

/// The seven forms in their order.
pub const FORMS: &[Form] = &[
    care_plan_1::FORM,
    care_plan_2::FORM,
    weekly_schedule::FORM,
    meeting_summary::FORM,
    support_log::FORM,
    service_slip::FORM,
    slip_annex::FORM,
];

/// Further copies, printed only when they are asked for.
pub const COPIES: &[Form] = &[copies::OFFICE, copies::PROVIDER];

/// All that can be asked for by name: the seven forms and the copies.
pub fn all_forms() -> impl Iterator<Item = &'static Form> {
    FORMS.iter().chain(COPIES)
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
    /// Only this month of 第６・７表.
    pub month: Option<Month>,
    /// The blank form, whatever the plan holds.
    pub blank: bool,
    /// Of 提供票: only this provider's.
    pub provider: Option<&'a str>,
    /// How 第７表 is computed.
    pub annex: AnnexOptions,
    /// 「予定」 or 「実績」: what 第７表 is computed from. 第６表 has lines for both.
    pub mode: Mode,
}

impl<'a> Context<'a> {
    /// The whole plan, as the profile and the office want it.
    #[must_use]
    pub fn new(case: &'a CaseFile, options: &'a FormOptions, measures: &'a Measures) -> Self {
        let (annex, mode) = (AnnexOptions::default(), Mode::Planned);
        Self { case, options, measures, month: None, blank: false, provider: None, annex, mode }
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
        /// Whether this is no mistake of the plan, so that its other tables may be printed without this one (公費).
        others_print: bool,
    },
}
