//! What rules look at: the case, the reference date, and what several rules derive from them.

use super::frequency::Frequency;
use super::words::{KindHit, Words, plain, without_parentheses};
use crate::calendar::{Date, Month};
use crate::case::CaseFile;
use crate::case::certification::CareLevel;
use crate::case::plan::{LongTermGoal, Need, Occasion, ShortTermGoal, Support};
use crate::source::Span;

/// Everything a rule may look at.
#[derive(Clone, Debug)]
pub struct CheckContext<'a> {
    /// The plan.
    pub case: &'a CaseFile,
    /// 「基準日」 the day on which the plan is looked at.
    pub as_of: Date,
    /// Word lists.
    pub words: &'static Words,
    /// The support lines of 第２表, in order.
    lines: Vec<SupportLine<'a>>,
}

/// A support line of 第２表 with everything above it and what its words mean.
#[derive(Clone, Debug)]
pub struct SupportLine<'a> {
    /// 「ニーズ」
    pub need: &'a Need,
    /// 「長期目標」
    pub long: &'a LongTermGoal,
    /// 「短期目標」
    pub short: &'a ShortTermGoal,
    /// 「援助」
    pub support: &'a Support,
    /// The kind of service that 「サービス種別」 names.
    pub kind: Option<KindHit<'static>>,
    /// Who does it, by 「サービス種別」.
    pub doer: Doer,
    /// 「頻度」 as it was understood.
    pub frequency: Frequency,
}

/// Who does what a support line says, by the words of 「サービス種別」.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doer {
    /// 「本人」
    Client,
    /// 「家族（長女）」「妻」
    Family,
    /// A provider, a neighbour, a town: anybody else.
    Other,
}

impl SupportLine<'_> {
    /// Whether 「※１」 has its ○.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.support.covered.value().is_some_and(|covered| covered.0)
    }

    /// Whether the words say a service of long-term care insurance: an insured kind, not by another insurance or at one's own cost.
    #[must_use]
    pub fn is_insured_kind(&self, words: &Words) -> bool {
        self.kind.is_some_and(|hit| hit.kind.insured) && words.found("outside_insurance", self.support.kind.text()).is_none()
    }

    /// Whether it is a medical service (医療系サービス) of long-term care insurance; 定期巡回 and 看多機 only with nursing.
    #[must_use]
    pub fn is_medical(&self, words: &Words) -> bool {
        let nursing = |hit: KindHit| !matches!(hit.kind.code.as_str(), "76" | "77") || self.support.content.text().contains("看護");
        self.kind.is_some_and(|hit| hit.kind.medical && nursing(hit)) && self.is_insured_kind(words)
    }

    /// The place of 「サービス種別」, or of the line when it is missing.
    #[must_use]
    pub fn kind_span(&self) -> Span {
        self.support.kind.span().or(self.support.span)
    }

    /// What the line is called in messages: 「サービス種別」, else the beginning of 「サービス内容」.
    #[must_use]
    pub fn called(&self) -> String {
        let name = if self.support.kind.is_blank() { &self.support.content } else { &self.support.kind };
        super::said::excerpt(name.text())
    }
}

impl<'a> CheckContext<'a> {
    /// A context on the date that the plan's own records give: their newest date, never the clock.
    #[must_use]
    pub fn new(case: &'a CaseFile, as_of: Option<Date>) -> Self {
        let as_of = as_of.or_else(|| newest_record(case)).unwrap_or_default();
        let words = Words::embedded();
        Self { case, as_of, words, lines: support_lines(case, words) }
    }

    /// All support lines of 第２表, in order.
    #[must_use]
    pub fn support_lines(&self) -> &[SupportLine<'a>] {
        &self.lines
    }

    /// All goals of 第２表: each short-term goal with its long-term goal and need.
    pub fn short_goals(&self) -> impl Iterator<Item = (&'a Need, &'a LongTermGoal, &'a ShortTermGoal)> + use<'a> {
        let needs = self.case.plan_2.iter().flat_map(|plan| plan.needs.iter());
        needs.flat_map(|need| need.goals.iter().flat_map(move |long| long.goals.iter().map(move |short| (need, long, short))))
    }

    /// 「同意日」 and its place.
    #[must_use]
    pub fn consent(&self) -> Option<(Date, Span)> {
        let consent = self.case.plan_1.as_ref()?.consent.as_ref()?;
        Some((consent.signed_on.value()?, consent.signed_on.span()))
    }

    /// 「計画作成日」 and its place.
    #[must_use]
    pub fn planned(&self) -> Option<(Date, Span)> {
        let plan = self.case.plan_1.as_ref()?;
        Some((plan.planned_on.value()?, plan.planned_on.span()))
    }

    /// Whether 第１表 carries a mark.
    #[must_use]
    pub fn has_occasion(&self, occasion: Occasion) -> bool {
        self.case.plan_1.as_ref().is_some_and(|plan| plan.occasions.iter().any(|mark| mark.value() == Some(occasion)))
    }

    /// 「要介護状態区分」 of the certification.
    #[must_use]
    pub fn level(&self) -> Option<CareLevel> {
        self.case.certification.as_ref()?.level.value()
    }

    /// 「サービス開始」 the first planned day: of the first month (初回), or of the first month after consent (otherwise).
    #[must_use]
    pub fn first_service_day(&self) -> Option<(Date, Span)> {
        let consent = self.consent().map(|(day, _)| Month::of(day));
        let later_only = !self.has_occasion(Occasion::Initial);
        let months = self.case.months.iter().filter_map(|block| Some((block.month.value()?, block)));
        let (month, block) = months.filter(|(month, _)| !later_only || consent.is_none_or(|consent| *month > consent)).min_by_key(|(month, _)| *month)?;
        let first = |line: &crate::case::ServiceLine| {
            let counts = line.planned.counts(month);
            let day = counts.iter().position(|&uses| uses > 0)?;
            Some((month.day(u32::try_from(day).ok()? + 1)?, line.planned.span))
        };
        block.lines.iter().filter_map(first).min_by_key(|(day, _)| *day)
    }
}

/// All support lines with what their words mean.
fn support_lines<'a>(case: &'a CaseFile, words: &'static Words) -> Vec<SupportLine<'a>> {
    let mut lines = Vec::new();
    for need in case.plan_2.iter().flat_map(|plan| plan.needs.iter()) {
        for long in &need.goals {
            for short in &long.goals {
                for support in &short.supports {
                    let kind = words.kind_of(support.kind.text());
                    let doer = doer(support.kind.text(), words);
                    let frequency = Frequency::read(support.frequency.text(), words);
                    lines.push(SupportLine { need, long, short, support, kind, doer, frequency });
                }
            }
        }
    }
    lines
}

/// Who does it: a line is the client's or the family's when its 「サービス種別」 begins with their word.
fn doer(kind: &str, words: &Words) -> Doer {
    let text = plain(kind);
    let begins = |list: &str| words.list(list).iter().any(|word| text.starts_with(word.as_str()));
    let of_family = |name: &&str| !matches!(*name, "隣人" | "友人" | "民生委員" | "ボランティア");
    let outside = without_parentheses(&text);
    if words.kind_of(&outside).is_some() {
        Doer::Other
    } else if begins("client_lines") {
        Doer::Client
    } else if begins("family_groups") {
        Doer::Other
    } else if begins("family_lines") || words.persons_in(&outside).iter().any(of_family) {
        Doer::Family
    } else {
        Doer::Other
    }
}

/// The newest date among the plan's own records: 第５表, 開催日, 同意, 作成年月日; not period ends, not planned days.
#[must_use]
pub(crate) fn newest_record(case: &CaseFile) -> Option<Date> {
    let plan_1 = case.plan_1.iter().flat_map(|plan| {
        let consent = plan.consent.as_ref().and_then(|consent| consent.signed_on.value());
        [plan.issued_on.value(), consent]
    });
    let others = [
        case.plan_2.as_ref().and_then(|plan| plan.issued_on.value()),
        case.week.as_ref().and_then(|week| week.issued_on.value()),
    ];
    let meetings = case.meetings.iter().flat_map(|meeting| [meeting.issued_on.value(), meeting.held_on.value()]);
    let log = case.log.iter().map(|entry| entry.day.value());
    let months = case.months.iter().map(|block| block.issued_on.value());
    plan_1.chain(others).chain(meetings).chain(log).chain(months).flatten().max()
}
