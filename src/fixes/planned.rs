//! 「予定」 of the slip from the week and from 第２表.
//!
//! What the slip says of one service and provider changes together: its lines at their hours, and the additions that go with them.

use super::doubt::are_months_doubtful;
use super::site::Site;
use crate::calendar::{Datelike, Period, TimeRange, Weekday};
use crate::case::month::ServiceLine;
use crate::rules::CheckContext;
use crate::rules::context::{SlipLine, SlipMonth, SupportLine, WeekSlot, days_with_uses, uses_in};
use crate::source::edit::{Change, Value};
use crate::source::yaml::Kind;

/// The month and line around the finding.
fn found<'s>(site: &'s Site) -> Option<(&'s SlipMonth<'s>, &'s SlipLine<'s>)> {
    let of = |slip: &'s SlipMonth<'s>| slip.lines.iter().find(|line| line.line.span.contains(site.span));
    site.context.slips().iter().find_map(|slip| Some((slip, of(slip)?)))
}

/// CP631: the days of a line that has none.
pub(super) fn of_line(site: &Site) -> Option<Vec<Change>> {
    let (slip, line) = found(site)?;
    let days = days_of(site.context, slip, line)?;
    Some(vec![put(site, line, &days)])
}

/// CP623, CP624: the days of all lines of the finding's service and provider.
pub(super) fn of_service(site: &Site) -> Option<Vec<Change>> {
    let (slip, found) = found(site)?;
    if are_months_doubtful(site) || !is_vouched_for(site, slip, found) {
        return None;
    }
    let lines: Vec<&SlipLine> = slip
        .lines
        .iter()
        .filter(|line| line.goes_with(found) && !line.is_rate() && !line.line.content.is_blank())
        .collect();
    let used = |line: &SlipLine| days_with_uses(&line.planned).collect::<Vec<u32>>();
    let mains: Vec<&SlipLine> = lines.iter().copied().filter(|line| !line.is_addition()).collect();
    let mut changes = Vec::new();
    for line in &lines {
        let own = used(line);
        // An addition is used with the line whose days it has; one that counts once a month stays where it is.
        let main = if line.is_addition() {
            if own.len() <= 1 {
                continue;
            }
            mains.iter().find(|main| used(main) == own)?
        } else {
            line
        };
        let days = days_of(site.context, slip, main)?;
        // How often on a day only the plan says, and which of several days was meant by one that is wrong nobody.
        let n_wrong = own.iter().filter(|day| !days.contains(day)).count();
        let n_missing = days.iter().filter(|day| !own.contains(day)).count();
        if uses_in(&line.planned) as usize > own.len() || n_wrong > 0 && n_missing > n_wrong {
            return None;
        }
        if days != own {
            changes.push(put(site, line, &days));
        }
    }
    Some(changes).filter(|changes| !changes.is_empty())
}

/// Whether the month is the right one as far as days of the week tell: where they fit for no service, it was mistyped rather than
/// each of them.
fn is_vouched_for(site: &Site, slip: &SlipMonth, found: &SlipLine) -> bool {
    let by_day = |line: &&SlipLine| match site.node(&site.at(line.line.planned.span)).map(|node| &node.kind) {
        Some(Kind::Seq(_)) => true,
        Some(Kind::Map(entries)) => !entries.iter().any(|entry| entry.key == "曜日"),
        _ => false,
    };
    let fits = |line: &SlipLine, own: bool| {
        let used: Vec<u32> = days_with_uses(&line.planned).collect();
        let days = days_of(site.context, slip, line)?;
        let n_fitting = used.iter().filter(|day| days.contains(day)).count();
        Some(!used.is_empty() && if own { n_fitting * 2 >= used.len() } else { n_fitting == used.len() })
    };
    let mut own = slip.lines.iter().filter(|line| line.goes_with(found) && !line.is_addition());
    let mut others = slip.lines.iter().filter(|line| !line.goes_with(found)).filter(by_day);
    own.any(|line| fits(line, true) == Some(true)) || others.any(|line| fits(line, false) == Some(true))
}

fn put(site: &Site, line: &SlipLine, days: &[u32]) -> Change {
    let days = Value::List(days.iter().map(|day| Value::text(day.to_string())).collect()).flow();
    Change::put(site.at(line.line.span).key("予定"), days, ServiceLine::KEYS)
}

/// The days of a line: those of the week's entry at its hours, else those that 第２表 says of a service at one hour only.
fn days_of(context: &CheckContext, slip: &SlipMonth, line: &SlipLine) -> Option<Vec<u32>> {
    let kind = line.kind.filter(|_| !line.is_equipment() && !line.is_rate() && !line.is_addition())?;
    let own = |support: &&SupportLine| {
        support.is_insured_kind()
            && support.kind.is_some_and(|hit| hit.may_be(&kind))
            && support.provider == line.provider
    };
    let supports: Vec<&SupportLine> = context.support_lines().iter().filter(own).collect();
    // 「第5水は休み」「8月まで」: weekdays alone are a guess.
    if supports.iter().any(|support| support.frequency.says_more_than_its_weekdays()) {
        return None;
    }
    let said: Option<Vec<_>> = supports.iter().map(|support| support.frequency.weekdays_of_every_week()).collect();
    let said = said.map(|days| days.concat()).filter(|days| !days.is_empty());
    // Lines at several hours share the weekdays of 第２表: which of them is whose, the week's entries say.
    let time = line.line.time.plain();
    let at_hours = |slot: &&WeekSlot| {
        !slot.is_paid_otherwise
            && slot.kinds.iter().any(|hit| hit.may_be(&kind))
            && !time.is_empty()
            && slot.entry.time.plain() == time
    };
    let in_week: Vec<Weekday> =
        context.week_slots().iter().filter(at_hours).filter_map(WeekSlot::weekdays).flatten().collect();
    let alone = slip.lines.iter().filter(|other| !other.is_addition() && !other.is_rate() && other.goes_with(line));
    let weekdays = match said {
        // Where the two differ it is told there, and which is right is not known.
        Some(said) if !in_week.is_empty() && !in_week.iter().all(|day| said.contains(day)) => return None,
        _ if !in_week.is_empty() => in_week,
        Some(said) if alone.count() == 1 => said,
        _ => return None,
    };
    // In the month in which the service begins, from its first day on.
    let begins = supports.iter().filter_map(|support| support.short.period.value()).map(Period::start).min();
    let falls =
        |day: &crate::calendar::Date| weekdays.contains(&day.weekday()) && begins.is_none_or(|first| *day >= first);
    let days: Vec<u32> = slip.month.days().filter(falls).map(|day| day.day()).collect();
    let free =
        !days.is_empty() && !slip.lines.iter().any(|other| !other.goes_with(line) && collide(line, other, &days));
    free.then_some(days)
}

/// Whether another line has hours in common with a line on one of these days.
fn collide(line: &SlipLine, other: &SlipLine, days: &[u32]) -> bool {
    let (Some(own), Some(others)) = (line.line.time.value(), other.line.time.value()) else { return false };
    overlap(own, others) && days_with_uses(&other.planned).any(|day| days.contains(&day))
}

fn overlap(one: TimeRange, other: TimeRange) -> bool {
    one.parts().into_iter().any(|(next, start, end)| {
        other.parts().into_iter().any(|(other_next, from, until)| next == other_next && start < until && from < end)
    })
}
