//! The next month's slip from the last one or from the week, and its 実績 from its 予定, as text to be added to a plan file.
//!
//! Data in, text out: nothing is read from or written to a disk here, and nothing that a plan does not say is invented. What
//! cannot be known (a service code, the day of consent) is left empty and told. [`insert::insert_block`] adds to a file's text
//! and leaves every other byte as it is.

mod actual;
mod copied;
mod entry_days;
mod follow;
mod head;
pub mod insert;
mod lines;
mod named;
mod pin;
mod renewed;
mod replaced;
mod rhythm;
mod staying;
mod stays;
mod told;
mod week;
mod write;

pub use actual::{ActualBlock, actual_block, actual_change, insert_actual, require_slip};
pub use head::AUGUST;
pub use insert::{blocks_text, insert_block, month_text};
pub use pin::{Pins, change_pins, insert_pins, pins};

use super::stay;
use super::{About, Refusal, RefusalKind, Warning, holidays};
use crate::calendar::{Date, Month, Period, era};
use crate::case::read::from_text;
use crate::case::{CaseFile, Certification, MonthlyService};
use crate::source::Span;

/// 「第６表」 a month that is not in the plan yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthBlock {
    /// The month.
    pub month: Month,
    /// Its keys with their values as YAML writes them; an empty value is to be filled in by hand. サービス is in `lines`.
    pub entries: Vec<(&'static str, String)>,
    /// 「サービス」
    pub lines: Vec<PlannedLine>,
    /// What was left empty, left out, or should be looked at.
    pub notes: Vec<Warning>,
    /// Line by line, from what its days were laid.
    pub ways: Vec<Warning>,
}

impl MonthBlock {
    /// The block as a plan of its own.
    fn read(&self) -> CaseFile {
        from_text("", &self.yaml()).0.file
    }

    /// Fills 作成年月日, the day on which the client agreed to the slip.
    #[must_use]
    pub fn issued_on(mut self, day: Date) -> Self {
        for (_, value) in self.entries.iter_mut().filter(|(key, _)| *key == "作成年月日") {
            *value = era::long(day);
        }
        self.notes.retain(|note| note.about != About::Undated);
        self
    }
}

/// One line of a month that is not in the plan yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedLine {
    /// Its keys with their values as YAML writes them (inside braces).
    pub entries: Vec<(&'static str, String)>,
}

impl PlannedLine {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries.iter().find(|(other, _)| *other == key).map(|(_, value)| value.as_str())
    }

    fn push(&mut self, key: &'static str, value: impl Into<String>) {
        self.entries.push((key, value.into()));
    }
}

/// What the month is laid from and into.
struct Laying<'c> {
    case: &'c CaseFile,
    /// The plan before, where the month that is carried over stands there.
    before: Option<&'c CaseFile>,
    month: Month,
    /// The days of the month that may have services: inside the certification, not before the consent.
    days: (Date, Date),
    notes: Vec<Warning>,
    ways: Vec<Warning>,
}

impl<'c> Laying<'c> {
    /// The plan in which the month that is carried over stands.
    fn source_case(&self) -> &'c CaseFile {
        self.before.unwrap_or(self.case)
    }

    fn note(&mut self, span: Span, message: impl Into<String>) {
        self.notes.push(Warning::new(About::Line, span, message));
    }

    /// Says from what the days of a line were laid.
    fn way(&mut self, span: Span, message: impl Into<String>) {
        self.ways.push(Warning::new(About::Line, span, message));
    }

    /// Whether a part of the month is outside.
    fn starts_late(&self) -> bool {
        self.days.0 > self.month.first_day()
    }

    fn ends_early(&self) -> bool {
        self.days.1 < self.month.last_day()
    }

    fn may_run(&self, day: Date) -> bool {
        self.days.0 <= day && day <= self.days.1
    }
}

/// Lays out a month that the plan does not have: the last earlier month carried over, or else the week of 第3表.
///
/// # Errors
/// When the plan has that month already ([`RefusalKind::MonthExists`]), the month lies outside the certification, or there
/// is nothing to lay out from.
pub fn next_month(case: &CaseFile, month: Month) -> Result<MonthBlock, Refusal> {
    if let Some(block) = case.months.iter().find(|block| block.month.value() == Some(month)) {
        return Err(Refusal::new(
            RefusalKind::MonthExists,
            block.month.span(),
            format!("{}の利用票はもうあります", era::month(month)),
        ));
    }
    let last = renewed::last_month(case, month);
    let (source, before) = last.map_or((None, None), |(block, before)| (Some(block), before));
    let mut laying = Laying { case, before, month, days: open_days(case, month)?, notes: Vec::new(), ways: Vec::new() };
    if let Some(of) = source.filter(|_| before.is_some()).and_then(|block| block.month.value()) {
        let message = format!(
            "前の計画「{}」の{}の利用票から、この計画の第2・3表に合わせて作りました。サービスコード・単位数を確かめてください",
            case.earlier.name.text().trim(),
            era::month(of)
        );
        laying.note(case.earlier.name.span(), message);
    }
    if source.is_none()
        && let Some(why) = &case.earlier.why_unread
    {
        let message = format!(
            "前の計画「{}」を読めないため、その利用票からは写していません（{why}）",
            case.earlier.name.text().trim()
        );
        laying.note(case.earlier.name.span(), message);
    }
    told::outside_certification(&mut laying);
    let entries = head::entries(&mut laying, source);
    let lines = match source {
        Some(block) if !block.lines.is_empty() => lines::lines(&mut laying, block),
        _ => week::lines(&mut laying),
    };
    if lines.is_empty() {
        if let Some(block) = source.filter(|block| !block.lines.is_empty()) {
            return Err(nothing_goes_on(&laying, block));
        }
        return Err(Refusal::new(
            RefusalKind::NothingToLay,
            Span::DETACHED,
            "写せる利用票も、第2・3表の保険給付のサービスもありません",
        )
        .help("第2表か第3表の「週間」にサービスを書くか、第6表を直接書いてください"));
    }
    if !holidays::in_month(month).known && lines.iter().any(|line| line.get("祝日") == Some("休み")) {
        laying.note(
            Span::DETACHED,
            format!("{}は「国民の祝日の表」の期間の外です。祝日を確かめてください", era::month(month)),
        );
    }
    let mut block = MonthBlock { month, entries, lines, notes: laying.notes, ways: laying.ways };
    if let Some(laid) = block.read().months.first() {
        stays::leave_out_visits(case, laid, &mut block);
        stays::mark_past_thirty(case, laid, &mut block);
    }
    Ok(block)
}

/// Why no line of the month that is carried over goes on.
fn nothing_goes_on(laying: &Laying, block: &MonthlyService) -> Refusal {
    let of_line = |note: &&Warning| block.lines.iter().any(|line| line.span.contains(note.span));
    let why: Vec<&str> = laying.notes.iter().filter(of_line).map(|note| note.message.as_str()).collect();
    let from = block.month.value().map(era::month).unwrap_or_default();
    let message = format!("{from}の利用票に、写せる行がありません：{}", why.join("。"));
    Refusal::new(RefusalKind::NothingToLay, block.lines.span(), message)
        .help("続くサービスがあれば「終了」を消してください。なければ、この月の利用票は要りません")
}

/// The first and last day of the month on which services may stand.
fn open_days(case: &CaseFile, month: Month) -> Result<(Date, Date), Refusal> {
    let (first, last) = (month.first_day(), month.last_day());
    let bounds =
        |certification: &&Certification| certification.valid_period.value().filter(|_| certification.is_settled());
    let Some(certification) = case.certifications.nearest(month) else { return Ok((first, last)) };
    let Some(valid) = bounds(&certification) else { return Ok((first, last)) };
    let (open, mut close) = (first.max(valid.start()), valid.end().map_or(last, |end| end.min(last)));
    if open > close {
        let span = certification.valid_period.span();
        return Err(Refusal::new(
            RefusalKind::OutsideCertification,
            span,
            format!("{}は認定の有効期間の外です", era::month(month)),
        )
        .help("認定が更新されたら「認定」を書き直してください。申請中なら「状況: 申請中」と書けば作れます"));
    }
    // The next certification goes on where this one ends.
    while let Some(next) = close.succ_opt().filter(|day| *day <= last).and_then(|day| case.certifications.in_force(day))
    {
        close = bounds(&next).and_then(Period::end).map_or(last, |end| end.min(last));
    }
    Ok((open, close))
}
