//! What rules look at: the case, the reference date, and what several rules derive from them.

mod lines;
mod slip;
mod week;

pub use lines::{Doer, SupportLine};
pub use slip::{SlipLine, SlipMonth, days_with_uses, uses_in};
pub use week::{HoursOfDay, WeekSlot};

use super::words::Words;
use crate::billing::codes::CodeList;
use crate::calendar::{Date, Month};
use crate::case::CaseFile;
use crate::case::certification::CareLevel;
use crate::case::meeting::ServiceMeeting;
use crate::case::plan::{LongTermGoal, Need, Occasion, ShortTermGoal};
use crate::source::{Field, Span};

/// Everything a rule may look at.
#[derive(Clone, Debug)]
pub struct CheckContext<'a> {
    /// The plan.
    pub case: &'a CaseFile,
    /// 「基準日」 the day on which the plan is looked at.
    pub as_of: Date,
    /// Word lists.
    pub words: &'static Words,
    /// 「サービスコード表」 the user's own list, where there is one.
    pub codes: Option<&'a CodeList>,
    /// The support lines of 第２表, in order.
    lines: Vec<SupportLine<'a>>,
    /// The entries of 第３表の「週間」, in order.
    slots: Vec<WeekSlot<'a>>,
    /// The months of 第６表, in order.
    slips: Vec<SlipMonth<'a>>,
}

impl<'a> CheckContext<'a> {
    /// A context on the date that the plan's own records give: their newest date, never the clock.
    #[must_use]
    pub fn new(case: &'a CaseFile, as_of: Option<Date>) -> Self {
        let as_of = as_of.or_else(|| newest_record(case)).unwrap_or_default();
        let words = Words::embedded();
        let slots =
            case.week.iter().flat_map(|week| week.entries.iter()).map(|entry| WeekSlot::new(entry, words)).collect();
        let (lines, slips) = (lines::support_lines(case, words), slip::months(case, words));
        Self { case, as_of, words, codes: None, lines, slots, slips }
    }

    /// The same, with a list of service codes to compare with.
    #[must_use]
    pub fn with_codes(self, codes: Option<&'a CodeList>) -> Self {
        Self { codes, ..self }
    }

    /// All support lines of 第２表, in order.
    #[must_use]
    pub fn support_lines(&self) -> &[SupportLine<'a>] {
        &self.lines
    }

    /// All entries of 第３表の「週間」 with what their words mean, in order.
    #[must_use]
    pub fn week_slots(&self) -> &[WeekSlot<'a>] {
        &self.slots
    }

    /// All months of 第６表 whose 年月 is known, with what their lines mean, in order.
    #[must_use]
    pub fn slips(&self) -> &[SlipMonth<'a>] {
        &self.slips
    }

    /// All goals of 第２表: each short-term goal with its long-term goal and need.
    pub fn short_goals(&self) -> impl Iterator<Item = (&'a Need, &'a LongTermGoal, &'a ShortTermGoal)> + use<'a> {
        let needs = self.case.plan_2.iter().flat_map(|plan| plan.needs.iter());
        needs.flat_map(|need| {
            need.goals.iter().flat_map(move |long| long.goals.iter().map(move |short| (need, long, short)))
        })
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

    /// The meeting held last; of meetings without a date the last one written.
    #[must_use]
    pub fn newest_meeting(&self) -> Option<&'a ServiceMeeting> {
        self.case.meetings.iter().max_by_key(|meeting| meeting.held_on.value())
    }

    /// The meeting of this plan with its day: the last one up to consent, else the first, from 60 days before 「計画作成日」 to 90 after.
    #[must_use]
    pub fn plan_meeting(&self) -> Option<(&'a ServiceMeeting, Date)> {
        let planned = self.planned().map(|(day, _)| day);
        let consent = self.consent().map(|(day, _)| day);
        let near = |day: Date| planned.is_none_or(|planned| (-60..=90).contains(&(day - planned).num_days()));
        let held = self.case.meetings.iter().filter_map(|meeting| Some((meeting, meeting.held_on.value()?)));
        let held: Vec<_> = held.filter(|(_, day)| near(*day)).collect();
        let until_consent =
            held.iter().filter(|(_, day)| consent.is_none_or(|consent| *day <= consent)).max_by_key(|(_, day)| *day);
        until_consent.or_else(|| held.iter().min_by_key(|(_, day)| *day)).copied()
    }

    /// Whether 第４表 or 第５表 records a doctor's opinion anywhere, or a doctor attended.
    #[must_use]
    pub fn doctor_opinion_recorded(&self) -> bool {
        let says = |text: &str| {
            self.words.found("doctors", text).is_some() && self.words.found("doctor_opinion", text).is_some()
        };
        let attended =
            self.case.meetings.iter().flat_map(|meeting| meeting.attendees.iter()).any(|attendee| {
                attendee.absence.is_blank() && self.words.found("doctors", attendee.role.text()).is_some()
            });
        let meetings = self.case.meetings.iter().flat_map(texts_of);
        attended || meetings.chain(self.case.log.iter().map(|entry| &entry.content)).any(|text| says(text.text()))
    }

    /// 「サービス開始」 the first planned day: of the first month (初回), or of the first month after consent (otherwise).
    #[must_use]
    pub fn first_service_day(&self) -> Option<(Date, Span)> {
        let consent = self.consent().map(|(day, _)| Month::of(day));
        let later_only = !self.has_occasion(Occasion::Initial);
        let months = self.case.months.iter().filter_map(|block| Some((block.month.value()?, block)));
        let (month, block) = months
            .filter(|(month, _)| !later_only || consent.is_none_or(|consent| *month > consent))
            .min_by_key(|(month, _)| *month)?;
        let first = |line: &crate::case::ServiceLine| {
            let counts = crate::billing::days_of(line, month, crate::billing::Mode::Planned);
            let day = counts.iter().position(|&uses| uses > 0)?;
            Some((month.day(u32::try_from(day).ok()? + 1)?, line.planned.span.or(line.span)))
        };
        block.lines.iter().filter_map(first).min_by_key(|(day, _)| *day)
    }
}

/// The long texts of a meeting: what it was about, what was said, what was decided and what is left.
#[must_use]
pub fn texts_of(meeting: &ServiceMeeting) -> [&Field<String>; 4] {
    [&meeting.topics, &meeting.discussion, &meeting.conclusion, &meeting.open_issues]
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
