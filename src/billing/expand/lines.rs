//! The lines of the last month, carried over and laid over the new calendar.
//!
//! First it is decided which lines go on (`staying`), then the services are laid by their rhythm (`rhythm`), then the additions
//! by the visits they belong to (`follow`). What a line says besides its days is copied as it was typed (`copied`).

use super::copied::carried;
use super::follow::{self, Followed, Uses};
use super::named::{Said, Service, is_basic};
use super::replaced::without_replaced;
use super::rhythm::{self, Found, Recurs, Sight};
use super::staying::staying;
use super::write::{day_numbers, pattern};
use super::{Laying, PlannedLine, renewed, stay, told};
use crate::billing::holidays;
use crate::billing::uses::{Mode, days_of};
use crate::calendar::{Date, Datelike, Month, Weekday, era};
use crate::case::days::{DayList, DayNumber, DayPattern, MovedDays};
use crate::case::month::HolidayRule;
use crate::case::{MonthlyService, ServiceLine};
use crate::source::{Field, Span};

/// The lines of the month before, laid over the new month.
pub(super) fn lines(laying: &mut Laying, block: &MonthlyService) -> Vec<PlannedLine> {
    let Some(from) = block.month.value() else { return Vec::new() };
    let stays = stay::days_in(block, from, Mode::Planned, false);
    let left = without_replaced(laying, block, from);
    let block = left.as_ref().unwrap_or(block);
    let closed = closed_by_plan(laying, block, from);
    let block = closed.as_ref().unwrap_or(block);
    let staying = staying(laying, block, from);
    let case = laying.case;
    let source = Source { said: Said::of(case, block, from), stays, from };
    let basic = |line: &ServiceLine| is_basic(line, from);
    let mut laid: Vec<Option<Laid>> =
        staying.iter().map(|line| basic(line).then(|| service(laying, line, &source))).collect();
    let visits: Vec<Visits> = staying
        .iter()
        .zip(&laid)
        .filter_map(|(line, laid)| Some(Visits { line, before: uses_in(line, from), new: laid.as_ref()?.uses.clone() }))
        .collect();
    for (line, laid) in staying.iter().zip(&mut laid) {
        if laid.is_none() && line.addition_rate.is_blank() {
            *laid = Some(addition(laying, line, &source, &visits));
        }
    }
    told::disagreements(laying, &source, &staying, &laid);
    for line in &staying {
        told::part_of_month(laying, line, from);
    }
    let mut lines: Vec<PlannedLine> =
        staying.iter().zip(&laid).map(|(line, laid)| carried(laying, line, laid.as_ref())).collect();
    if laying.before.is_some() {
        lines.extend(renewed::new_services(laying, block));
    }
    lines
}

/// The month before with 「祝日: 休み」 on the lines that say nothing of holidays, where 第2表 says it (水曜（祝日は休み）); none where
/// there is no such line.
fn closed_by_plan(laying: &mut Laying, block: &MonthlyService, from: Month) -> Option<MonthlyService> {
    let said = Said::of(laying.case, block, from);
    let is_closed = |line: &ServiceLine| {
        let supports = said.supports(&Service::of(line));
        let all = !supports.is_empty() && supports.iter().all(|insured| insured.frequency().closed_on_holidays);
        all && line.holidays.is_blank() && is_basic(line, from)
    };
    let lines: Vec<usize> = (0..block.lines.len()).filter(|at| is_closed(&block.lines[*at])).collect();
    let mut block = (!lines.is_empty()).then(|| block.clone())?;
    for at in lines {
        let line = &mut block.lines[at];
        line.holidays = Field::of(HolidayRule::Closed, HolidayRule::Closed.printed());
        laying.way(line.span, format!("{}は、第2表が祝日を除いているので「祝日: 休み」としました", line.called()));
    }
    Some(block)
}

/// The month that is carried over.
pub(super) struct Source<'c> {
    pub(super) said: Said<'c>,
    /// Its days of short stay.
    stays: Vec<Date>,
    pub(super) from: Month,
}

/// A service's days before and now: what its additions go along with.
struct Visits<'c> {
    line: &'c ServiceLine,
    before: Uses,
    new: Uses,
}

/// 「予定」 of a line in the new month.
pub(super) struct Laid {
    /// As YAML writes it; empty where it cannot be said.
    pub(super) text: String,
    pub(super) is_pattern: bool,
    /// The days that it comes to.
    uses: Uses,
    /// The weekdays it recurs on, for comparing with 第2・3表; none where it recurs otherwise.
    pub(super) weekdays: Option<Vec<Weekday>>,
}

/// A service by its own pattern, or by the rhythm of its days.
fn service(laying: &mut Laying, line: &ServiceLine, source: &Source) -> Laid {
    if let Some(found) = laying.before.and_then(|_| renewed::by_new_plan(line, source, laying.month)) {
        return by_found(laying, line, &found);
    }
    let laid = match &line.planned.pattern {
        DayPattern::Days(days) => by_rhythm(laying, line, source, days, true),
        DayPattern::None => empty(laying, line, line.span, "前の月の予定も空です"),
        _ => own_pattern(laying, line),
    };
    if laid.is_pattern && laid.uses.is_empty() {
        let month = era::month(laying.month);
        let message = format!("{}の予定に当たる日が、{month}には一日もありません。確かめてください", line.called());
        laying.note(line.planned.span, message);
    }
    laid
}

fn by_rhythm(laying: &mut Laying, line: &ServiceLine, source: &Source, days: &[(DayNumber, u8)], basic: bool) -> Laid {
    let certified = &laying.case.certifications;
    // While a renewal is pending, days go on behind the old period: it excuses nothing then.
    let bounds = uses_in(line, source.from).iter().all(|(day, _)| certified.covers(*day));
    let sight = Sight {
        line,
        from: source.from,
        to: laying.month,
        certified: Some(certified).filter(|_| bounds),
        stays: &source.stays,
        basic,
        said: &source.said,
    };
    match rhythm::find(&sight, days) {
        Ok(found) => by_found(laying, line, &found),
        Err(why) => empty(laying, line, line.planned.span.or(line.span), &why),
    }
}

/// A pattern stays as it is written.
fn own_pattern(laying: &mut Laying, line: &ServiceLine) -> Laid {
    laying.way(
        line.planned.span,
        format!("{}の予定は、前の月の書き方（毎日・曜日・第n）のとおりに置きました", line.called()),
    );
    let weekdays = match &line.planned.pattern {
        DayPattern::Weekly(weekdays) => Some(weekdays.clone()),
        _ => None,
    };
    Laid {
        text: pattern(&line.planned.pattern),
        is_pattern: true,
        uses: pattern_uses(laying, line, &line.planned.pattern),
        weekdays,
    }
}

fn by_found(laying: &mut Laying, line: &ServiceLine, found: &Found) -> Laid {
    let name = line.called();
    laying.way(line.planned.span, format!("{name}の予定は、{}置きました", found.way));
    for skipped in &found.skipped {
        laying.note(line.planned.span, format!("{name}：{skipped}。確かめてください"));
    }
    let numbers =
        |uses: &Uses| day_numbers(&uses.iter().map(|(day, uses)| (DayNumber::of(*day), *uses)).collect::<Vec<_>>());
    match &found.recurs {
        Recurs::Weekly(weekdays) => {
            let uses = weekly_uses(laying, line, weekdays);
            told::holidays_taken(laying, line, weekdays);
            let days: Vec<Weekday> = weekdays.iter().map(|(weekday, _)| *weekday).collect();
            // A month without such a day is no reason to forget them.
            let is_pattern = uses.is_empty();
            let text = if is_pattern { pattern(&DayPattern::Weekly(days.clone())) } else { numbers(&uses) };
            Laid { text, is_pattern, uses, weekdays: Some(days) }
        }
        Recurs::Longer(rhythm) => {
            let month = laying.month;
            let falls = |day: &Date| rhythm.days.falls_on(*day) && runs(laying, line, *day);
            let uses: Uses = month.days().filter(falls).map(|day| (day, rhythm.uses)).collect();
            match super::week::as_pattern(rhythm) {
                Some(written) => Laid { text: pattern(&written), is_pattern: true, uses, weekdays: None },
                None => Laid { text: numbers(&uses), is_pattern: false, uses, weekdays: None },
            }
        }
        Recurs::Daily => {
            let uses = pattern_uses(laying, line, &DayPattern::Daily);
            Laid { text: pattern(&DayPattern::Daily), is_pattern: true, uses, weekdays: None }
        }
    }
}

/// An addition: with the visits of its service, on the first or last day, else by a rhythm of its own.
fn addition(laying: &mut Laying, line: &ServiceLine, source: &Source, visits: &[Visits]) -> Laid {
    let days = match &line.planned.pattern {
        DayPattern::Days(days) => days,
        DayPattern::None => return empty(laying, line, line.span, "前の月の予定も空です"),
        _ => return own_pattern(laying, line),
    };
    let before = uses_in(line, source.from);
    let of_service: Vec<&Visits> =
        visits.iter().filter(|visits| Service::of(visits.line) == Service::of(line)).collect();
    if !of_service.is_empty() && of_service.iter().all(|visits| visits.new.is_empty() && !visits.before.is_empty()) {
        return empty(laying, line, line.planned.span, "基本のサービスの予定が決まりません");
    }
    let same_hours = |visits: &&&Visits| line.time.value().is_some() && visits.line.time.value() == line.time.value();
    let joined = Visits {
        line,
        before: joined(of_service.iter().map(|visits| &visits.before)),
        new: joined(of_service.iter().map(|visits| &visits.new)),
    };
    let candidates = of_service.iter().filter(same_hours).chain(&of_service).copied().chain([&joined]);
    let along = candidates.into_iter().find_map(|visits| follow::along(&before, &visits.before, &visits.new));
    match along.or_else(|| follow::at_the_edge(&before, source.from, laying.month)) {
        Some(followed) => by_visits(laying, line, followed),
        None => by_rhythm(laying, line, source, days, false),
    }
}

fn by_visits(laying: &mut Laying, line: &ServiceLine, Followed { days, way }: Followed) -> Laid {
    laying.way(line.planned.span, format!("{}の予定は、{way}置きました", line.called()));
    let month = laying.month;
    let uses: Uses = days.iter().filter_map(|(day, uses)| Some((month.day(u32::from(day.get()))?, *uses))).collect();
    Laid { text: day_numbers(&days), is_pattern: false, uses, weekdays: None }
}

/// The days of several lines together.
fn joined<'v>(all: impl Iterator<Item = &'v Uses>) -> Uses {
    let mut days: Uses = Vec::new();
    for (day, uses) in all.flatten() {
        match days.iter_mut().find(|(other, _)| other == day) {
            Some((_, sum)) => *sum = sum.saturating_add(*uses),
            None => days.push((*day, *uses)),
        }
    }
    days.sort_unstable();
    days
}

fn empty(laying: &mut Laying, line: &ServiceLine, span: Span, why: &str) -> Laid {
    laying.note(span, format!("{}の予定は曜日からは決まらないので空です（{why}）。日を書いてください", line.called()));
    Laid { text: String::new(), is_pattern: false, uses: Vec::new(), weekdays: None }
}

/// The days on which a line is planned.
pub(super) fn uses_in(line: &ServiceLine, month: Month) -> Uses {
    let counts = days_of(line, month, Mode::Planned);
    month.days().zip(counts).filter(|(_, uses)| *uses > 0).collect()
}

/// Whether a line may run on a day of the new month.
fn runs(laying: &Laying, line: &ServiceLine, day: Date) -> bool {
    laying.may_run(day)
        && line.starts_on.value().is_none_or(|start| start <= day)
        && line.ends_on.value().is_none_or(|end| day <= end)
        && !(line.holidays.value() == Some(HolidayRule::Closed) && holidays::is_holiday(day))
}

fn pattern_uses(laying: &Laying, line: &ServiceLine, pattern: &DayPattern) -> Uses {
    // What changed one day of the month before is not carried.
    let mut line = ServiceLine {
        off_days: DayList::default(),
        extra_days: DayList::default(),
        moved_days: MovedDays::default(),
        ..line.clone()
    };
    line.planned.pattern = pattern.clone();
    uses_in(&line, laying.month).into_iter().filter(|(day, _)| laying.may_run(*day)).collect()
}

/// Weekdays laid over the new month.
fn weekly_uses(laying: &Laying, line: &ServiceLine, weekdays: &[(Weekday, u8)]) -> Uses {
    let uses = |day: &Date| weekdays.iter().find(|(weekday, _)| *weekday == day.weekday()).map(|(_, uses)| *uses);
    laying.month.days().filter(|day| runs(laying, line, *day)).filter_map(|day| Some((day, uses(&day)?))).collect()
}
