//! What rules look at: the case, the reference date, and what several rules derive from them.

mod lines;
mod slip;
mod week;

pub use lines::{Doer, SupportLine};
pub use slip::{SlipLine, SlipMonth, days_with_uses, uses_in};
pub use week::{HoursOfDay, WeekSlot};

use super::support_log::without_quotations;
use super::words::{Words, plain};
use crate::billing::codes::CodeList;
use crate::billing::{Mode, days_of};
use crate::calendar::{Date, Month};
use crate::case::certification::{CareLevel, RENEWED_BEFORE};
use crate::case::meeting::ServiceMeeting;
use crate::case::plan::{LongTermGoal, Need, Occasion, ShortTermGoal};
use crate::case::{CaseFile, Certification, InMonth, LogEntry, MonthlyService, ServiceLine};
use crate::source::{Field, Span};
use std::cell::OnceCell;

/// A meeting later than so many days after 「計画作成日」 is another plan's: a quarter of a year, as long as a short-term goal.
const MEETING_AFTER: i64 = 90;
/// What may follow a doctor's name.
const DOCTOR_TITLES: &[&str] = &["医師", "先生", "Dr", "院長"];
/// What shows that the words that follow are somebody's own.
const SPEAKING: &[&str] = &[":", "「", "より", "から", "が「", "は「", "によ"];

/// Everything a rule may look at.
#[derive(Clone, Debug)]
pub struct CheckContext<'a> {
    /// The plan.
    pub case: &'a CaseFile,
    /// 「基準日」 the day on which the plan is looked at; of a plan that another one follows, its own last day. Where nobody knows
    /// one it is before all days ([`CheckContext::day`]), so that nothing is late.
    pub as_of: Date,
    is_dated: bool,
    /// Whether 「区分」 is read as if it said the other of 初回 and 継続.
    is_turned: bool,
    /// Where a record of the plan says the 基準日, and not the caller.
    day_span: Option<Span>,
    /// The day on which somebody looks: the same, or later where another plan has followed.
    pub looked_on: Date,
    /// The first day of the plan that follows this one, where that has begun.
    pub followed_on: Option<Date>,
    /// Word lists.
    pub words: &'static Words,
    /// 「サービスコード表」 the user's own list, where there is one.
    pub codes: Option<&'a CodeList>,
    /// A month that was laid out for this print and stands in no file.
    pub made: Option<Month>,
    /// The support lines of 第２表, in order.
    lines: Vec<SupportLine<'a>>,
    /// The entries of 第３表の「週間」, in order.
    slots: Vec<WeekSlot<'a>>,
    /// The months of 第６表, in order.
    slips: Vec<SlipMonth<'a>>,
    /// The surnames (or undivided names) of the doctors whom 「主治医」 and the meetings name, plain.
    doctors: Vec<String>,
    /// Which entries of the log are records of 「交付」, found when a rule first asks (`readings::deliveries`).
    pub(super) deliveries: OnceCell<Vec<usize>>,
}

impl<'a> CheckContext<'a> {
    /// A context on the date that the plan's own records give: their newest date, never the clock.
    #[must_use]
    pub fn new(case: &'a CaseFile, as_of: Option<Date>) -> Self {
        let record = newest_record(case).filter(|_| as_of.is_none());
        let day = as_of.or(record.map(|(day, _)| day));
        let as_of = day.unwrap_or_default();
        let words = Words::embedded();
        let slots =
            case.week.iter().flat_map(|week| week.entries.iter()).map(|entry| WeekSlot::new(entry, words)).collect();
        let (lines, slips) = (lines::support_lines(case, words), slip::months(case, words));
        let doctors = doctors(case, words);
        Self {
            case,
            as_of,
            is_dated: day.is_some(),
            is_turned: false,
            day_span: record.map(|(_, span)| span),
            looked_on: as_of,
            followed_on: None,
            words,
            codes: None,
            made: None,
            lines,
            slots,
            slips,
            doctors,
            deliveries: OnceCell::new(),
        }
    }

    /// 「基準日」, where the caller or a record of the plan says one: a plan just begun or renewed has none, and a rule that says what
    /// somebody is on that day has nothing to say.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.is_dated.then_some(self.as_of)
    }

    /// The record of the plan that says 「基準日」: none where the caller says it, or the plan that follows.
    #[must_use]
    pub const fn day_span(&self) -> Option<Span> {
        self.day_span
    }

    /// The same on no day: nothing has begun, and nothing is late.
    pub(super) fn undated(&self) -> Self {
        let as_of = Date::default();
        Self { as_of, looked_on: as_of, is_dated: false, day_span: None, followed_on: None, ..self.clone() }
    }

    /// The same, where another plan of the client begins on a day: what is asked of a plan day by day is asked up to then, and
    /// only what comes behind a month (実績) as of today.
    #[must_use]
    pub fn followed(mut self, on: Option<Date>) -> Self {
        if let Some(on) = on.filter(|on| *on <= self.as_of) {
            self.followed_on = Some(on);
            self.day_span = None;
            self.as_of = on.pred_opt().unwrap_or(on);
        }
        self
    }

    /// The same, with a list of service codes to compare with.
    #[must_use]
    pub fn with_codes(self, codes: Option<&'a CodeList>) -> Self {
        Self { codes, ..self }
    }

    /// The same, with a month that was laid out for this print.
    #[must_use]
    pub fn with_made(self, made: Option<Month>) -> Self {
        Self { made, ..self }
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

    /// Whether this is the client's first plan here: marked 「初回」, or made on the day of the first plan and not marked
    /// 「継続」 (「紹介」 by another office alone).
    #[must_use]
    pub fn is_first_plan(&self) -> bool {
        let same_day = self.case.plan_1.as_ref().is_some_and(|plan| {
            plan.planned_on.value().is_some() && plan.planned_on.value() == plan.first_planned_on.value()
        });
        let is_first = self.has_occasion(Occasion::Initial) || same_day && !self.has_occasion(Occasion::Continued);
        is_first != self.is_turned
    }

    /// The mark of 「区分」 that the dates of 第１表 contradict: 初回 on another day than the first plan's, 継続 on that day.
    pub(super) fn doubtful_occasion(&self) -> Option<Span> {
        let plan = self.case.plan_1.as_ref()?;
        let is_first_day = plan.planned_on.value()? == plan.first_planned_on.value()?;
        let wrong = if is_first_day { Occasion::Continued } else { Occasion::Initial };
        Some(plan.occasions.iter().find(|mark| mark.value() == Some(wrong))?.span())
    }

    /// The same, were it a first plan where it is none, and none where it is one.
    pub(super) fn turned(&self) -> Self {
        Self { is_turned: !self.is_turned, ..self.clone() }
    }

    /// 「認定」 the one that the plan is made for.
    #[must_use]
    pub fn certification(&self) -> Option<&'a Certification> {
        self.case.certification_of_plan(self.day())
    }

    /// 「要介護状態区分」 of that certification.
    #[must_use]
    pub fn level(&self) -> Option<CareLevel> {
        self.certification()?.level.value()
    }

    /// The meeting held last; of meetings without a date the last one written.
    #[must_use]
    pub fn newest_meeting(&self) -> Option<&'a ServiceMeeting> {
        self.case.meetings.iter().max_by_key(|meeting| meeting.held_on.value())
    }

    /// The meeting of this plan with its day: the last one up to consent, else the first, from [`RENEWED_BEFORE`] days
    /// before 「計画作成日」 to `MEETING_AFTER` days after.
    #[must_use]
    pub fn plan_meeting(&self) -> Option<(&'a ServiceMeeting, Date)> {
        let planned = self.planned().map(|(day, _)| day);
        let consent = self.consent().map(|(day, _)| day);
        let near = |day: Date| {
            planned.is_none_or(|planned| (-RENEWED_BEFORE..=MEETING_AFTER).contains(&(day - planned).num_days()))
        };
        let held = self.case.meetings.iter().filter_map(|meeting| Some((meeting, meeting.held_on.value()?)));
        let held: Vec<_> = held.filter(|(_, day)| near(*day)).collect();
        let until_consent =
            held.iter().filter(|(_, day)| consent.is_none_or(|consent| *day <= consent)).max_by_key(|(_, day)| *day);
        until_consent.or_else(|| held.iter().min_by_key(|(_, day)| *day)).copied()
    }

    /// Whether 第４表 or 第５表 records a doctor's opinion anywhere, or a doctor attended.
    #[must_use]
    pub fn doctor_opinion_recorded(&self) -> bool {
        let attended = self
            .case
            .meetings
            .iter()
            .flat_map(|meeting| meeting.attendees.iter())
            .any(|attendee| attendee.absence.is_blank() && self.words.found("doctors", &attendee.role).is_some());
        let meetings = self.case.meetings.iter().flat_map(texts_of);
        let mut texts = meetings.chain(self.case.log.iter().map(|entry| &entry.content));
        attended || texts.any(|text| self.says_doctor_opinion(text.text()))
    }

    /// The days on which the records say that the client went into hospital, and came out.
    #[must_use]
    pub fn hospital_stays(&self) -> Vec<(Date, &'a LogEntry, Date)> {
        let mut stays = Vec::new();
        let mut open: Option<(Date, &LogEntry)> = None;
        for entry in &*self.case.log {
            let Some(day) = entry.day.value() else { continue };
            let text = without_quotations(entry.content.text());
            let goes_in = self.words.found("hospital_in", &text).is_some();
            let comes_out = self.words.found("hospital_out", &text).is_some();
            match open {
                Some((from, first)) if comes_out => {
                    stays.push((from, first, day));
                    open = None;
                }
                // One record of both tells of the past.
                None if goes_in && !comes_out => open = Some((day, entry)),
                _ => {}
            }
        }
        stays
    }

    /// Whether a text tells what a doctor thinks: the word for a doctor or the name of one, with a word for an opinion or
    /// with the doctor's own words (三野医師：「…」).
    #[must_use]
    pub fn says_doctor_opinion(&self, text: &str) -> bool {
        let text = plain(text);
        let opinion = self.words.found_in_plain("doctor_opinion", &text).is_some();
        let speaks = |name: &String| {
            let mut after = text.match_indices(name.as_str()).map(|(at, name)| &text[at + name.len()..]);
            after.any(|after| {
                let titled = DOCTOR_TITLES.iter().find_map(|title| after.strip_prefix(title));
                let quoted = SPEAKING.iter().any(|mark| titled.unwrap_or(after).starts_with(mark));
                quoted || opinion && titled.is_some()
            })
        };
        opinion && self.words.found_in_plain("doctors", &text).is_some() || self.doctors.iter().any(speaks)
    }

    /// The surnames (or undivided names) of the doctors whom 「主治医」 and the meetings name, plain.
    #[must_use]
    pub fn doctors(&self) -> &[String] {
        &self.doctors
    }

    /// 「開始」 of the row whose 予定 is at a place: a wrong one makes other days the first.
    pub(super) fn start_of_row(&self, planned: Span) -> Option<Span> {
        let mut lines = self.case.months.iter().flat_map(|block| block.lines.iter());
        let line = lines.find(|line| line.planned.span.or(line.span) == planned)?;
        Some(line.starts_on.span()).filter(|span| !span.is_detached())
    }

    /// 「年月」 of the slip that has a row with 実績 at a place.
    pub(super) fn month_of_actual(&self, actual: Span) -> Option<Span> {
        let has = |block: &&MonthlyService| block.lines.iter().any(|line| line.actual.span == actual);
        Some(self.case.months.iter().find(has)?.month.span())
    }

    /// 「サービス開始」 the first planned day: of the first month (初回), or of the first month after consent (otherwise).
    #[must_use]
    pub fn first_service_day(&self) -> Option<(Date, Span)> {
        let consent = self.consent().map(|(day, _)| Month::of(day));
        let later_only = !self.is_first_plan();
        let months = self.case.months.iter().filter_map(|block| Some((block.month.value()?, block)));
        let (month, block) = months
            .filter(|(month, _)| !later_only || consent.is_none_or(|consent| *month > consent))
            .min_by_key(|(month, _)| *month)?;
        // Days of 要支援 before the change are of another plan, by another office.
        let held = InMonth::new(self.case, block);
        let of_support = held.level().is_some_and(|level| level.care_number().is_none());
        let from = held.change().filter(|_| of_support).and_then(|change| change.day);
        let first = |line: &ServiceLine| {
            let counts = days_of(line, month, Mode::Planned);
            let days = days_with_uses(&counts).filter_map(|day| month.day(day));
            let day = days.into_iter().find(|day| from.is_none_or(|from| from <= *day))?;
            Some((day, line.planned.span.or(line.span)))
        };
        block.lines.iter().filter_map(first).min_by_key(|(day, _)| *day)
    }
}

fn doctors(case: &CaseFile, words: &Words) -> Vec<String> {
    let attendees = case.meetings.iter().flat_map(|meeting| meeting.attendees.iter());
    let attending =
        attendees.filter(|attendee| words.found("doctors", &attendee.role).is_some()).map(|attendee| &attendee.name);
    let names = case.physicians.iter().map(|physician| &physician.name).chain(attending);
    names.flat_map(|name| family_names(name.text())).collect()
}

/// What somebody is called by: the family name. Where no blank parts it from the other, what may be it.
#[must_use]
pub fn family_names(name: &str) -> Vec<String> {
    let mut parts = name.split_whitespace();
    match (parts.next(), parts.next()) {
        (Some(family), Some(_)) => vec![plain(family)],
        (Some(whole), None) => {
            let whole = plain(whole);
            let ends = whole.char_indices().map(|(at, _)| at).skip(2).take(2);
            ends.map(|end| whole[..end].to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

/// The long texts of a meeting: what it was about, what was said, what was decided and what is left.
#[must_use]
pub fn texts_of(meeting: &ServiceMeeting) -> [&Field<String>; 4] {
    [&meeting.topics, &meeting.discussion, &meeting.conclusion, &meeting.open_issues]
}

/// The newest date among the plan's own records, with its place; a month whose 実績 is being entered is a record too, see
/// [`with_entered_months`].
fn newest_record(case: &CaseFile) -> Option<(Date, Span)> {
    let records = case.records().filter_map(|(_, field)| Some((field.value()?, field.span())));
    with_entered_months(case, records.reduce(newer))
}

/// The newer of two; of one day the first.
fn newer(one: (Date, Span), other: (Date, Span)) -> (Date, Span) {
    if other.0 > one.0 { other } else { one }
}

/// Moves the newest record on to the last day with 実績 of its own month or of the month after it, month by month: who enters a
/// month writes it before anything else of that time stands in the records. 実績 beyond a gap proves nothing.
fn with_entered_months(case: &CaseFile, newest: Option<(Date, Span)>) -> Option<(Date, Span)> {
    let last_used = |block: &MonthlyService| {
        let month = block.month.value()?;
        let used = |line: &ServiceLine| {
            let counts = days_of(line, month, Mode::Actual);
            let last = days_with_uses(&counts).last()?;
            Some((month.day(last)?, line.actual.span))
        };
        Some((month, block.lines.iter().filter_map(used).reduce(newer)?))
    };
    let mut entered: Vec<(Month, (Date, Span))> = case.months.iter().filter_map(last_used).collect();
    entered.sort_unstable_by_key(|(month, (day, _))| (*month, *day));
    entered.into_iter().fold(newest, |newest, (month, used)| match newest {
        Some(newest) if month > Month::of(newest.0).next() => Some(newest),
        Some(newest) => Some(newer(newest, used)),
        None => Some(used),
    })
}
