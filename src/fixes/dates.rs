//! Fixes of dates: what another date of the plan says.

use super::doubt::{are_months_doubtful, is_far, may_replace};
use super::site::{Site, set};
use crate::calendar::{Date, Month, Period, era};
use crate::case::certification::Certification;
use crate::case::meeting::ServiceMeeting;
use crate::case::month::MonthlyService;
use crate::case::plan::{CarePlan1, CarePlan2, Occasion};
use crate::case::week::WeeklySchedule;
use crate::source::edit::{Change, Path, Step, Value};

fn consent_or_plan(site: &Site) -> Option<Date> {
    site.context.consent().or(site.context.planned()).map(|(day, _)| day)
}

pub(super) fn valid(site: &Site) -> Option<Period> {
    site.context.certification()?.valid_period.value()
}

/// 「認定日」 = the first day of 「有効期間」.
pub(super) fn certified_on(site: &Site) -> Option<Vec<Change>> {
    let part = site.at(site.context.certification()?.span);
    set(part.key("認定日"), site.date(valid(site)?.start()), Certification::KEYS)
}

/// 第１表の「作成年月日」 = consent, else the plan's date.
pub(super) fn plan_1_issued(site: &Site) -> Option<Vec<Change>> {
    let day = consent_or_plan(site)?;
    let old = site.case.plan_1.as_ref()?.issued_on.value();
    // Three tables that agree are not wrong one by one.
    let second = site.case.plan_2.as_ref().and_then(|plan| plan.issued_on.value());
    let third = site.case.week.as_ref().and_then(|week| week.issued_on.value());
    let agree = old.is_some() && second == old && third == old;
    (!agree && may_replace(site, day, old))
        .then(|| set(Path::default().key("第1表").key("作成年月日"), site.date(day), CarePlan1::KEYS))?
}

/// The dates of 第１表 that are missing, each from the others; none when one of them cannot be known.
pub(super) fn plan_1_dates(site: &Site) -> Option<Vec<Change>> {
    let plan = site.case.plan_1.as_ref()?;
    let planned = plan.planned_on.value().or(plan.issued_on.value()).filter(|day| !is_far(site, *day))?;
    let first = || if site.context.has_occasion(Occasion::Initial) { Some(planned) } else { None };
    let wanted = [
        ("作成年月日", plan.issued_on.is_blank(), consent_or_plan(site)),
        ("計画作成日", plan.planned_on.is_blank(), Some(planned)),
        ("初回計画作成日", plan.first_planned_on.is_blank(), first()),
    ];
    let path = Path::default().key("第1表");
    let missing = wanted.into_iter().filter(|(_, blank, _)| *blank);
    missing.map(|(key, _, day)| Some(Change::put(path.key(key), site.date(day?), CarePlan1::KEYS))).collect()
}

/// 「初回計画作成日」 = 「計画作成日」.
pub(super) fn first_planned(site: &Site) -> Option<Vec<Change>> {
    let (day, _) = site.context.planned().filter(|(day, _)| !is_far(site, *day))?;
    set(Path::default().key("第1表").key("初回計画作成日"), site.date(day), CarePlan1::KEYS)
}

/// 第２・３表の「作成年月日」 = 第１表's.
pub(super) fn issued_as_plan_1(site: &Site) -> Option<Vec<Change>> {
    let day = site
        .case
        .plan_1
        .as_ref()?
        .issued_on
        .value()
        .or_else(|| consent_or_plan(site))
        .filter(|day| !is_far(site, *day))?;
    let (table, order) = match site.path.0.first()? {
        Step::Key(key) if key == "第2表" => (key, CarePlan2::KEYS),
        Step::Key(key) if key == "第3表" => (key, WeeklySchedule::KEYS),
        _ => return None,
    };
    set(Path::default().key(table.as_str()).key("作成年月日"), site.date(day), order)
}

/// 第４表の「作成年月日」 = the day of the meeting.
pub(super) fn meeting_issued(site: &Site) -> Option<Vec<Change>> {
    let meeting = site.meeting()?;
    let held = meeting.held_on.value().filter(|held| may_replace(site, *held, meeting.issued_on.value()))?;
    set(site.at(meeting.span).key("作成年月日"), site.date(held), ServiceMeeting::KEYS)
}

/// The one of 第４表's two dates that is missing = the other; none when more is missing than that.
pub(super) fn meeting_head(site: &Site) -> Option<Vec<Change>> {
    let meeting = site.meeting()?;
    let more = [meeting.venue.is_blank(), meeting.time.is_blank(), meeting.ordinal.is_blank()];
    if more.contains(&true) {
        return None;
    }
    let (key, day) = match (meeting.issued_on.value(), meeting.held_on.value()) {
        (None, Some(held)) => ("作成年月日", held),
        (Some(issued), None) => ("開催日", issued),
        _ => return None,
    };
    if is_far(site, day) {
        return None;
    }
    set(site.at(meeting.span).key(key), site.date(day), ServiceMeeting::KEYS)
}

/// 第６表の「作成年月日」 = consent.
pub(super) fn slip_issued(site: &Site) -> Option<Vec<Change>> {
    let (month, at) = site.item_of("第6表")?;
    let (consent, _) = site.context.consent()?;
    // Which slip is the first one, the months say.
    if are_months_doubtful(site) || !may_replace(site, consent, site.case.months.get(at)?.issued_on.value()) {
        return None;
    }
    set(month.key("作成年月日"), site.date(consent), MonthlyService::KEYS)
}

/// 「届出年月日」 as another month has it.
pub(super) fn notified_as_others(site: &Site) -> Option<Vec<Change>> {
    let day = site.case.months.iter().find_map(|month| month.notified_on.value())?;
    let lacking = site.case.months.iter().enumerate().filter(|(_, month)| month.notified_on.is_blank());
    let path = |at: usize| Path::default().key("第6表").item(at).key("届出年月日");
    Some(lacking.map(|(at, _)| Change::put(path(at), site.date(day), MonthlyService::KEYS)).collect())
}

/// 「限度額適用期間」 from the months of the certification.
pub(super) fn limit_period(site: &Site) -> Option<Vec<Change>> {
    let (month, _) = site.item_of("第6表")?;
    let valid = valid(site)?;
    let text = format!("{} ～ {}", era::month(Month::of(valid.start())), era::month(Month::of(valid.end()?)));
    set(month.key("限度額適用期間"), Value::text(text), MonthlyService::KEYS)
}
