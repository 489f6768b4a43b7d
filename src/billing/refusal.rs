//! Why there is no annex, and what does not stop it: sentences with their places.

use crate::source::{Field, Span};

/// Something that does not stop the computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A Japanese sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What it speaks of.
    pub about: About,
}

/// What a warning speaks of: the rules tell some of it in words of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A line that is not in the annex, or whose days do not fit.
    Line,
    /// A day that a line names and that comes to nothing.
    Days,
    /// A 加算率 beside the tables.
    Rate,
    /// 区分支給限度基準額 beside its table.
    Limit,
    /// 作成年月日 of a month that was laid out, which is still to be given.
    Undated,
    /// August, in which every client's 負担割合証 is a new one: the same for everybody.
    August,
    /// A month that does not keep what it was computed with.
    NotKept,
    /// A level beside that of 認定.
    Level,
    /// A change of level that 認定 tells differently.
    Change,
    /// 「前月までの短期入所利用日数」 of an earlier certification.
    StayDays,
    /// What of a line is reckoned as it is written and can hardly be meant.
    Doubt,
    /// What the figures rest on: a table's end, a price of the plan's own, an allotment, a choice that was made.
    Figures,
}

impl Warning {
    pub(super) fn new(about: About, span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, about }
    }
}

/// Why there is no annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which kind of reason.
    pub kind: RefusalKind,
    /// A Japanese sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to write.
    pub help: Option<String>,
    /// Other places that it may come from, each with a few words.
    pub related: Vec<(Span, String)>,
}

impl Refusal {
    pub(super) fn new(kind: RefusalKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span, help: None, related: Vec::new() }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }

    /// The same with what is known of lines and days that do not count: where a sum does not fit, one of those may be why.
    pub(super) fn with_doubts(self, warnings: &[Warning]) -> Self {
        let doubts =
            warnings.iter().filter(|warning| matches!(warning.about, About::Line | About::Days | About::Doubt));
        doubts.fold(self, |refusal, doubt| refusal.related(doubt.span, doubt.message.clone()))
    }
}

/// Kinds of reasons for which there is no annex, or no new month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// 公費 is not computed.
    PublicExpense,
    /// Something is written that cannot be understood.
    Unreadable,
    /// Something is not written that is needed.
    Missing,
    /// What is written can be read and cannot be: a half month of no rental, rates that count each other.
    Impossible,
    /// No 実績 at all.
    NothingActual,
    /// Nobody was named for the units over a limit.
    Excess {
        /// How many.
        over: i64,
    },
    /// The allotment does not fit.
    Allotment,
    /// The plan has that month already.
    MonthExists,
    /// The month lies outside the certification.
    OutsideCertification,
    /// Neither an earlier month nor a week to lay out from.
    NothingToLay,
}

/// A field's value; refused when something is written there that could not be read.
pub(super) fn readable<T: Copy>(field: &Field<T>, key: &str) -> Result<Option<T>, Refusal> {
    match field.value() {
        None if !field.is_blank() => Err(Refusal::new(
            RefusalKind::Unreadable,
            field.span(),
            format!("{key}「{}」が読めないので、別表を計算できません", field.text().trim()),
        )),
        value => Ok(value),
    }
}
