//! Months of 第６表 with what their lines' codes and words mean, and on which days they are used.

use crate::billing::tariff::is_addition;
use crate::billing::{Annex, AnnexOptions, BillingInput, Mode, Reckoned, Refusal, Warning, days_of, kept};
use crate::calendar::Month;
use crate::case::days::DayCounts;
use crate::case::{CaseFile, MonthlyService, ServiceLine};
use crate::rules::said::excerpt;
use crate::rules::words::Words;
use crate::service_kind;
use crate::service_kind::KindHit;
use crate::source::Span;
use std::sync::OnceLock;

/// A month of 第６表 whose 年月 is known.
#[derive(Clone, Debug)]
pub struct SlipMonth<'a> {
    /// The month's block.
    pub block: &'a MonthlyService,
    /// 「年月」
    pub month: Month,
    /// Its lines, in order.
    pub lines: Vec<SlipLine<'a>>,
    planned: Reckoned<'a>,
    actual: Reckoned<'a>,
    /// What billing tells of its own values, once a rule asked for it.
    told: OnceLock<Vec<Warning>>,
}

impl SlipMonth<'_> {
    /// Its annex, computed as the form computes it, once a rule asks for it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn annex(&self, mode: Mode) -> Result<&Annex, &Refusal> {
        match mode {
            Mode::Planned => self.planned.annex(),
            Mode::Actual => self.actual.annex(),
        }
    }

    /// What billing tells of its own values, with or without an annex: each of half a dozen rules picks its kind.
    pub fn told(&self) -> &[Warning] {
        self.told.get_or_init(|| kept::told(&self.planned.input.held))
    }
}

/// A line of 第６表.
#[derive(Clone, Debug)]
pub struct SlipLine<'a> {
    /// The line.
    pub line: &'a ServiceLine,
    /// 「サービスコード」 without spaces and full-width letters; empty when blank.
    pub code: String,
    /// The kind of service, by the code, else by 「サービス内容」.
    pub kind: Option<KindHit<'static>>,
    /// 「事業所」 as plain text.
    pub provider: String,
    /// Whether its サービス内容 is that of an addition or a reduction.
    named_addition: bool,
    /// 「予定」 uses on each day.
    pub planned: DayCounts,
    /// 「実績」 uses on each day.
    pub actual: DayCounts,
}

impl<'a> SlipLine<'a> {
    fn new(line: &'a ServiceLine, month: Month, words: &'static Words) -> Self {
        let mut code = line.code.plain().to_owned();
        code.make_ascii_uppercase();
        let by_code = service_kind::kind(kind_code(&code)).and_then(KindHit::of);
        let kind = by_code.or_else(|| words.insured_kind_of(&line.content));
        let days = |mode| days_of(line, month, mode);
        let (planned, actual) = (days(Mode::Planned), days(Mode::Actual));
        let named_addition = is_addition(kind_code(&code), line.content.plain(), month);
        Self { line, code, kind, named_addition, provider: line.provider.plain().to_owned(), planned, actual }
    }

    /// 「サービス種類」 the first two characters of the code; empty when there is none, or what stands there is no code.
    #[must_use]
    pub fn kind_code(&self) -> &str {
        kind_code(&self.code)
    }

    /// Whether it is counted by a rate (処遇改善加算): it needs no days.
    #[must_use]
    pub fn is_rate(&self) -> bool {
        !self.line.addition_rate.is_blank()
    }

    /// Whether it is an addition or a reduction: it goes with another line and has no hours of its own.
    #[must_use]
    pub fn is_addition(&self) -> bool {
        self.is_rate() || self.named_addition || self.line.units.value().is_some_and(|units| units.0 < 0)
    }

    /// Whether it is rented equipment, by its code.
    #[must_use]
    pub fn is_rental(&self) -> bool {
        service_kind::kind(self.kind_code()).is_some_and(|kind| kind.rental)
    }

    /// Whether it is equipment (rented, bought) or building work: it has no hours, and counts one a month.
    #[must_use]
    pub fn is_equipment(&self) -> bool {
        self.is_rental() || self.kind.is_some_and(|hit| hit.is_equipment())
    }

    /// Whether two lines are of one kind (or of kinds called alike) and of one office.
    #[must_use]
    pub fn goes_with(&self, other: &Self) -> bool {
        self.provider == other.provider && matches!((self.kind, other.kind), (Some(a), Some(b)) if a.may_be(&b))
    }

    /// What it is called in messages: 「サービス内容」, else the code.
    #[must_use]
    pub fn called(&self) -> String {
        let name = if self.line.content.is_blank() { &self.line.code } else { &self.line.content };
        if name.is_blank() { "この行".to_owned() } else { excerpt(name.text()) }
    }

    /// The place of 「予定」, or of what stands for it: 「追加」, or the line's name.
    #[must_use]
    pub fn planned_span(&self) -> Span {
        self.line.planned.span.or(self.line.extra_days.span).or(self.content_span())
    }

    /// The place of 「サービス内容」, or of the line when it is missing.
    #[must_use]
    pub fn content_span(&self) -> Span {
        self.line.content.span().or(self.line.span)
    }
}

/// What has not the shape of a code is told as that (CP632): whatever rested on its first characters would only follow from it.
fn kind_code(code: &str) -> &str {
    code.get(..2).filter(|_| service_kind::is_service_code(code)).unwrap_or_default()
}

/// The numbers of the days with uses.
pub fn days_with_uses(counts: &DayCounts) -> impl Iterator<Item = u32> + '_ {
    (1..).zip(counts).filter(|(_, uses)| **uses > 0).map(|(number, _)| number)
}

/// The uses of a month.
#[must_use]
pub fn uses_in(counts: &DayCounts) -> u32 {
    counts.iter().map(|uses| u32::from(*uses)).sum()
}

/// All months of 第６表 whose 年月 could be read.
pub(super) fn months<'a>(case: &'a CaseFile, words: &'static Words) -> Vec<SlipMonth<'a>> {
    let known = case.months.iter().filter_map(|block| Some((block, block.month.value()?)));
    known
        .map(|(block, month)| {
            let reckoned = |mode| Reckoned::new(BillingInput::new(case, block), mode, AnnexOptions::default());
            SlipMonth {
                block,
                month,
                lines: block.lines.iter().map(|line| SlipLine::new(line, month, words)).collect(),
                planned: reckoned(Mode::Planned),
                actual: reckoned(Mode::Actual),
                told: OnceLock::new(),
            }
        })
        .collect()
}
