//! Fixes of dates and periods: what another date of the plan says.

use super::site::{Site, set};
use crate::calendar::{Date, Month, Period, era};
use crate::case::certification::Certification;
use crate::case::meeting::ServiceMeeting;
use crate::case::month::MonthlyService;
use crate::case::plan::{CarePlan1, CarePlan2, LongTermGoal, ShortTermGoal, Support};
use crate::case::week::WeeklySchedule;
use crate::source::edit::{Change, Path, Step, Value};

fn consent_or_plan(site: &Site) -> Option<Date> {
    site.context.consent().or(site.context.planned()).map(|(day, _)| day)
}

fn valid(site: &Site) -> Option<Period> {
    site.case.certification.as_ref()?.valid_period.value()
}

/// 「認定日」 = the first day of 「有効期間」.
pub(super) fn certified_on(site: &Site) -> Option<Vec<Change>> {
    set(Path::default().key("認定").key("認定日"), site.date(valid(site)?.start()), Certification::KEYS)
}

/// 第１表の「作成年月日」 = consent, else the plan's date.
pub(super) fn plan_1_issued(site: &Site) -> Option<Vec<Change>> {
    set(Path::default().key("第1表").key("作成年月日"), site.date(consent_or_plan(site)?), CarePlan1::KEYS)
}

/// 「初回計画作成日」 = 「計画作成日」.
pub(super) fn first_planned(site: &Site) -> Option<Vec<Change>> {
    let (day, _) = site.context.planned()?;
    set(Path::default().key("第1表").key("初回計画作成日"), site.date(day), CarePlan1::KEYS)
}

/// 第２・３表の「作成年月日」 = 第１表's.
pub(super) fn issued_as_plan_1(site: &Site) -> Option<Vec<Change>> {
    let day = site.case.plan_1.as_ref()?.issued_on.value().or_else(|| consent_or_plan(site))?;
    let (table, order) = match site.path.0.first()? {
        Step::Key(key) if key == "第2表" => (key, CarePlan2::KEYS),
        Step::Key(key) if key == "第3表" => (key, WeeklySchedule::KEYS),
        _ => return None,
    };
    set(Path::default().key(table.as_str()).key("作成年月日"), site.date(day), order)
}

/// A goal's period inside the one above it: 短期 in 長期, 長期 in the certification; missing: from the plan's date on.
pub(super) fn goal_period(site: &Site) -> Option<Vec<Change>> {
    let path = site.key("期間");
    let goal = site.part("期間");
    let short = goal.0.iter().any(|step| *step == Step::Key("短期目標".to_owned()));
    let above = if short { Path(goal.0[..goal.0.len() - 2].to_vec()).key("期間") } else { Path::default() };
    let outer: Period = if short { site.read(&above).or_else(|| valid(site))? } else { valid(site)? };
    let from = match site.context.planned() {
        Some((planned, _)) if !short && planned > outer.start() => planned,
        _ => outer.start(),
    };
    let period = match site.read::<Period>(&path) {
        None => Period::new(from, outer.end()),
        Some(own) => {
            let begins = own.start().max(outer.start());
            let end = match (own.end(), outer.end()) {
                (Some(own), Some(outer)) => Some(own.min(outer)),
                (own, outer) => own.or(outer),
            };
            Period::new(begins, end)
        }
    }?;
    set(path, site.period(period), if short { ShortTermGoal::KEYS } else { LongTermGoal::KEYS })
}

/// A goal's period from 「計画作成日」 on.
pub(super) fn goal_from_plan(site: &Site) -> Option<Vec<Change>> {
    let path = site.key("期間");
    let own: Period = site.read(&path)?;
    let (planned, _) = site.context.planned()?;
    set(path, site.period(Period::new(planned, own.end())?), LongTermGoal::KEYS)
}

/// 「援助」の期間 = its short-term goal's.
pub(super) fn support_period(site: &Site) -> Option<Vec<Change>> {
    let support = site.part("期間");
    let goal = Path(support.0.get(..support.0.len().checked_sub(2)?)?.to_vec());
    let period: Period = site.read(&goal.key("期間"))?;
    set(site.key("期間"), site.period(period), Support::KEYS)
}

/// 第４表の「作成年月日」 = the day of the meeting.
pub(super) fn meeting_issued(site: &Site) -> Option<Vec<Change>> {
    let (meeting, at) = site.item_of("第4表")?;
    let meetings = &site.case.meetings;
    let held = meetings.get(at)?.held_on.value()?;
    // Of a head with several gaps only the date is known.
    let wrong = meetings[at].issued_on.value().is_none_or(|issued| issued < held);
    if wrong { set(meeting.key("作成年月日"), site.date(held), ServiceMeeting::KEYS) } else { None }
}

/// 第６表の「作成年月日」 = consent.
pub(super) fn slip_issued(site: &Site) -> Option<Vec<Change>> {
    let (month, _) = site.item_of("第6表")?;
    let (consent, _) = site.context.consent()?;
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
