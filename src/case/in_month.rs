//! What holds in a month: what its block keeps, else what 認定, 給付率 and 利用者 say for that month.
//!
//! The block wins. Who prints, computes or checks a month asks here and nowhere else, so that they cannot differ.

use super::person::{InsuredNumber, InsurerNumber};
use super::values::Percent;
use super::{CareLevel, CaseFile, Certification, Certifications, MonthlyService};
use crate::calendar::{Date, Month};
use crate::case::by_month::ByMonth;
use crate::case::person::Client;
use crate::source::{Field, List, Span, plain};

/// A change of level within a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelChange {
    /// 「変更後要介護状態区分」
    pub level: Option<CareLevel>,
    /// 「変更日」
    pub day: Option<Date>,
    /// Where the new level stands: in the block, else in 認定.
    pub span: Span,
    /// Whether the block says it.
    pub is_written: bool,
}

/// What holds in one month's block.
#[derive(Clone, Copy, Debug)]
pub struct InMonth<'c> {
    block: &'c MonthlyService,
    client: Option<&'c Client>,
    certifications: &'c Certifications,
    benefit_rate: &'c ByMonth<Percent>,
    blocks: &'c List<MonthlyService>,
}

impl<'c> InMonth<'c> {
    /// What holds in a case's block.
    #[must_use]
    pub const fn new(case: &'c CaseFile, block: &'c MonthlyService) -> Self {
        Self {
            block,
            client: case.client.as_ref(),
            certifications: &case.certifications,
            benefit_rate: &case.benefit_rate,
            blocks: &case.months,
        }
    }

    /// The block.
    #[must_use]
    pub const fn block(&self) -> &'c MonthlyService {
        self.block
    }

    /// 「認定」 all of them.
    #[must_use]
    pub const fn certifications(&self) -> &'c Certifications {
        self.certifications
    }

    /// Which of what a month is computed with its block does not say itself, though the plan knows it today.
    #[must_use]
    pub fn lacks(&self) -> Vec<&'static str> {
        let block = self.block;
        let number_known = self.client.is_some_and(|client| !client.insurer_number.is_blank());
        let insured_known = self.client.is_some_and(|client| !client.insured_number.is_blank());
        let dated = self.benefit_rate.is_dated();
        let missing = [
            ("要介護状態区分", block.level.is_blank()),
            ("給付率", block.benefit_rate.is_blank() && !dated),
            ("保険者番号", block.insurer_number.is_blank() && number_known),
            ("被保険者番号", block.insured_number.is_blank() && insured_known),
        ];
        missing.into_iter().filter(|(_, missing)| *missing).map(|(key, _)| key).collect()
    }

    /// 「認定」 of the month: in force on its first day, else beginning in it, else the nearest.
    #[must_use]
    pub fn certification(&self) -> Option<&'c Certification> {
        match self.block.month.value() {
            Some(month) => self.certifications.nearest(month),
            None => self.certifications.newest(),
        }
    }

    /// 「要介護状態区分」 before any change.
    #[must_use]
    pub fn level(&self) -> Option<CareLevel> {
        self.level_field().and_then(Field::value)
    }

    /// The same, with its place.
    #[must_use]
    pub fn level_field(&self) -> Option<&'c Field<CareLevel>> {
        if !self.block.level.is_blank() {
            return Some(&self.block.level);
        }
        self.certification().map(|certification| &certification.level)
    }

    /// 「変更後要介護状態区分」「変更日」: the block's; where it has neither, a certification that begins within the month with another level.
    #[must_use]
    pub fn change(&self) -> Option<LevelChange> {
        let (level, day) = (&self.block.changed_level, &self.block.level_changed_on);
        if !level.is_blank() || !day.is_blank() {
            let span = level.span().or(day.span());
            return Some(LevelChange { level: level.value(), day: day.value(), span, is_written: true });
        }
        self.certified_change(self.block.month.value()?)
    }

    /// The change of level that 認定 tells of a month.
    #[must_use]
    pub fn certified_change(&self, month: Month) -> Option<LevelChange> {
        let (new, start) = self.certifications.begun_within(month)?;
        let own = if self.block.level.is_blank() {
            self.certifications.in_force(month.first_day())?.level.value()
        } else {
            self.block.level.value()
        };
        let level = new.level.value().filter(|level| own.is_some_and(|own| own != *level))?;
        Some(LevelChange { level: Some(level), day: Some(start), span: new.level.span(), is_written: false })
    }

    /// The block's level (or that after its change) where the certification in force on the month's first day has another one, with
    /// that one; none while it is pending.
    #[must_use]
    pub fn level_beside_certified(&self) -> Option<(&'c Field<CareLevel>, &'c Field<CareLevel>)> {
        let first = self.block.month.value()?.first_day();
        // Of one that could not be read nobody knows whether it is that of the slip.
        if self.certifications.all().iter().any(|one| !one.level.is_blank() && one.level.value().is_none()) {
            return None;
        }
        let certification = self.certifications.in_force(first).filter(|one| one.valid_period.value().is_some())?;
        let certified = certification.settled_level()?;
        let (own, changed) = (&self.block.level, &self.block.changed_level);
        let field = if own.is_blank() { changed } else { own };
        field.value().filter(|level| *level != certified)?;
        let changes = changed.value() == Some(certified) || !changed.is_blank() && changed.value().is_none();
        // A slip that only says the change is right where the next certification begins with it.
        let next = self.block.month.value().and_then(|month| self.certifications.begun_within(month));
        let is_next = next.is_some_and(|(next, _)| next.level.value() == field.value());
        let differs = if own.is_blank() { !is_next } else { !changes };
        differs.then_some((field, &certification.level))
    }

    /// The level that the limit follows from: the heaviest one when it changes on the 2nd or later, on the 1st only the new one.
    #[must_use]
    pub fn limit_level(&self) -> Option<CareLevel> {
        let level = self.limit_level_by_change()?;
        let passed = self.passed_levels().filter_map(|one| one.level.value()).max();
        Some(passed.map_or(level, |passed| level.max(passed)))
    }

    /// The certifications that begin and end within the month, beside the one change that a slip has room for; none where the slip
    /// tells another change than 認定.
    pub fn passed_levels(&self) -> impl Iterator<Item = &'c Certification> {
        let month = self.block.month.value();
        let newest = month.and_then(|month| self.certifications.begun_within(month));
        let written = self.change().filter(|change| change.is_written);
        let differs = written.is_some_and(|change| change.level != newest.and_then(|(new, _)| new.level.value()));
        let passed = month.filter(|_| !differs).map(|month| self.certifications.passed_within(month));
        passed.into_iter().flatten().map(|(one, _)| one)
    }

    fn limit_level_by_change(&self) -> Option<CareLevel> {
        let before = self.level();
        let (Some(LevelChange { level: Some(after), day, .. }), Some(month)) =
            (self.change(), self.block.month.value())
        else {
            return before;
        };
        match day {
            Some(day) if day <= month.first_day() => Some(after),
            Some(day) if day > month.last_day() => before,
            Some(_) | None => before.max(Some(after)),
        }
    }

    /// The day of the month from which the days of short stay belong to a new certification: that of a change of level.
    #[must_use]
    pub fn stays_count_from(&self) -> Option<Date> {
        let month = self.block.month.value()?;
        self.change().filter(|change| change.level.is_some())?.day.filter(|day| Month::of(*day) == month)
    }

    /// 「給付率」
    #[must_use]
    pub fn benefit_rate(&self) -> &'c Field<Percent> {
        if !self.block.benefit_rate.is_blank() {
            return &self.block.benefit_rate;
        }
        match self.block.month.value() {
            Some(month) => self.benefit_rate.at(month),
            None => &self.block.benefit_rate,
        }
    }

    /// Where 「給付率」 is written by months, none of which reaches this one.
    #[must_use]
    pub fn rate_of_other_months(&self) -> Option<Span> {
        (self.benefit_rate.is_dated() && self.benefit_rate().is_blank()).then(|| self.benefit_rate.span())
    }

    /// Where a block keeps a 「給付率」 for itself: it may be the plan's, which slipped into it.
    #[must_use]
    pub fn rate_of_a_block(&self) -> Option<Span> {
        self.blocks.iter().map(|block| &block.benefit_rate).find(|rate| !rate.is_blank()).map(Field::span)
    }

    /// 「保険者番号」
    #[must_use]
    pub fn insurer_number(&self) -> Option<&'c Field<InsurerNumber>> {
        own_or(&self.block.insurer_number, self.client.map(|client| &client.insurer_number))
    }

    /// Whether it is the slip of the insurer with this number.
    #[must_use]
    pub fn is_of_insurer(&self, number: &str) -> bool {
        self.insurer_number().is_some_and(|own| own.plain() == plain(number))
    }

    /// 「保険者名」 the client's only where the block is of that insurer.
    #[must_use]
    pub fn insurer_name(&self) -> Option<&'c Field<String>> {
        let number = |field: &'c Field<InsurerNumber>| field.get().map(|number| &number.0);
        let other = !self.block.insurer_number.is_blank()
            && self.client.is_some_and(|client| number(&client.insurer_number) != number(&self.block.insurer_number));
        own_or(&self.block.insurer_name, self.client.map(|client| &client.insurer_name).filter(|_| !other))
    }

    /// 「被保険者番号」
    #[must_use]
    pub fn insured_number(&self) -> Option<&'c Field<InsuredNumber>> {
        own_or(&self.block.insured_number, self.client.map(|client| &client.insured_number))
    }
}

fn own_or<'c, T>(own: &'c Field<T>, plan: Option<&'c Field<T>>) -> Option<&'c Field<T>> {
    if own.is_blank() { plan } else { Some(own) }
}

impl CaseFile {
    /// 「被保険者番号」 as the slips of a month print it, in digits however they were typed: two where the client moved within it, else the client's own.
    #[must_use]
    pub fn insured_numbers(&self, month: Month) -> String {
        let slips = self.months.iter().filter(|block| block.month.value() == Some(month));
        let mut numbers: Vec<&str> = Vec::new();
        for number in slips.filter_map(|block| InMonth::new(self, block).insured_number()) {
            let number = number.plain();
            if !number.is_empty() && !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        let own = self.client.as_ref().map(|client| client.insured_number.plain());
        numbers.extend(own.filter(|_| numbers.is_empty()));
        numbers.join("・")
    }

    /// The slips of a month that are of another insurer than the client's present one.
    pub fn slips_of_other_insurers(&self, month: Month) -> impl Iterator<Item = InMonth<'_>> {
        let own = self.client.as_ref().map(|client| client.insurer_number.text());
        let slips = self.months.iter().filter(move |block| block.month.value() == Some(month));
        slips.map(|block| InMonth::new(self, block)).filter(move |slip| own.is_some_and(|own| !slip.is_of_insurer(own)))
    }
}
