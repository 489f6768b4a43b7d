//! 「見え消し」 a plan printed with the words of the plan before it struck through.
//!
//! 第１～３表 show them; records are added to and never struck, the figures of a month are agreed to anew. What changed and
//! could not be shown so (a ring, a place in the week) is told, never left out in silence.

use crate::calendar::{Date, era, read};
use crate::case::CaseFile;
use crate::case::read::read_tree;
use crate::changes::{StruckText, strike};
use crate::forms::{Form, NoticeKind, Sheet, care_plan_1, care_plan_2, weekly_schedule};
use crate::report::{Diagnostic, Severity};
use crate::source::Span;
use crate::source::yaml::Node;

/// The forms that show what was.
const STRUCK: [&str; 3] = [care_plan_1::FORM.id, care_plan_2::FORM.id, weekly_schedule::FORM.id];

/// A plan with the old words in it.
#[derive(Clone, Debug)]
pub struct Against {
    pub(super) case: CaseFile,
    texts: Vec<StruckText>,
}

impl Against {
    /// The new plan's tree beside the old one's, both whole ([`crate::changes::whole`]); `changed_on` is printed behind each
    /// change.
    #[must_use]
    pub fn new(old: &Node, new: &Node, changed_on: Option<Date>) -> Self {
        let note = changed_on.map(|day| format!("（{}）", era::short(day))).unwrap_or_default();
        let struck = strike(old, new, &note);
        Self { case: read_tree(&struck.root), texts: struck.texts }
    }

    /// How many texts show what they were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is nothing to strike.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The old words.
    pub fn old_words(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|text| text.old.as_str())
    }

    /// Whether a form shows what was.
    pub(super) fn strikes(form: &Form) -> bool {
        STRUCK.contains(&form.id)
    }

    /// The changes whose old words did not arrive on any sheet, of the forms that were printed.
    pub(super) fn not_struck(&self, sheets: &[Sheet], forms: &[&Form]) -> Vec<Diagnostic> {
        // What stands on a form that is not printed now is no concern of this print.
        let shows = |text: &&StruckText| forms.iter().any(|form| form.id == form_of(text.table));
        let mut arrived: Vec<(Span, String)> = Vec::new();
        for notice in sheets.iter().flat_map(|sheet| &sheet.notices) {
            let NoticeKind::Struck(old) = &notice.kind else { continue };
            match arrived.iter_mut().find(|(span, _)| *span == notice.span) {
                Some((_, text)) => text.push_str(&plain(old)),
                None => arrived.push((notice.span, plain(old))),
            }
        }
        let missing = |text: &&StruckText| {
            let old = plain(&text.old);
            let is_there =
                |(span, words): &(Span, String)| words.contains(&old) || !text.span.is_detached() && *span == text.span;
            // Dates are printed in another way than they are written; of what is gone no place tells which they are.
            let is_day = read::period(&text.old).is_ok() || read::date(&text.old).is_ok();
            let is_untraceable = text.span.is_detached() && is_day;
            !(old.is_empty() || is_untraceable || arrived.iter().any(is_there))
        };
        let told = |text: &StruckText| {
            let now = if text.now.is_empty() { "（なし）" } else { &text.now };
            let words = format!("見え消しにできない欄です。新しい内容だけを印字します：{} → {now}", text.old);
            Diagnostic::new(Severity::Info, text.span, words)
        };
        self.texts.iter().filter(shows).filter(missing).map(told).collect()
    }
}

/// The form on which a part of the plan is printed.
fn form_of(table: &str) -> &'static str {
    match table {
        "第2表" => care_plan_2::FORM.id,
        "第3表" => weekly_schedule::FORM.id,
        // 利用者, 事業所 and 認定 stand at the head of 第１表.
        _ => care_plan_1::FORM.id,
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
