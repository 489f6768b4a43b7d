//! The week of 第3表, with the providers and frequencies of 第2表, laid over a month.

use super::entry_days::{Entry, EntryDays, entry_days, is_alike, named, says_more};
use super::named::{Insured, insured_supports, kind_of, provider_for};
use super::rhythm::letters;
use super::write::{day_numbers, pattern, quoted, scalar};
use super::{Laying, PlannedLine};
use crate::calendar::{Date, Weekday, era};
use crate::case::days::{DayNumber, DayPattern};
use crate::case::plan::Support;
use crate::case::week::WeekEntry;
use crate::frequency::{Days, Rhythm, Unlaid};
use crate::service_kind;
use crate::source::{Field, Span};

/// The lines of a month from the week.
pub(super) fn lines(laying: &mut Laying) -> Vec<PlannedLine> {
    start_at_consent(laying);
    let case = laying.case;
    let insured = insured_supports(case);
    let entries = case.week.iter().flat_map(|week| week.entries.iter());
    let week: Vec<Entry> = entries.filter_map(|entry| insured_entry(laying, entry, &insured)).collect();
    let days: Vec<EntryDays> = week.iter().map(|entry| entry_days(entry, &week, &insured)).collect();
    let mut lines: Vec<PlannedLine> =
        week.iter().zip(&days).map(|(entry, days)| week_line(laying, entry, days)).collect();
    for support in &insured {
        let goods_or_works = support.kind.unlisted && !support.kind.is_medical_guidance();
        let in_week = !support.kind.equipment && is_in_week(&week, support);
        if !goods_or_works && (!in_week || is_beside(laying, support, &days)) {
            let line = support_line(laying, support);
            // Several supports of one service are one line; every rented thing is its own.
            if support.kind.equipment || !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    tell_other_weekdays(laying, &week, &days, &insured);
    if !lines.is_empty() {
        laying.note(
            Span::DETACHED,
            "週間サービス計画表から作りました。処遇改善加算などの加算の行は、必要なものを書き加えてください",
        );
    }
    lines
}

/// Whether an entry of the week is this support: of its kind, by its provider. Where either names no provider the one may be the
/// other; that the line has none is told.
fn is_in_week(week: &[Entry], support: &Insured) -> bool {
    week.iter().any(|entry| entry.is_of(support))
}

/// 「月1回（第2火）」 beside visits of every week: a line of its own. Where it has no days (月1回), that no entry is laid by it is told.
fn is_beside(laying: &mut Laying, insured: &Insured, days: &[EntryDays]) -> bool {
    let said = insured.frequency();
    if !says_more(said) || !said.has_number() || days.iter().any(|days| is_laid(insured, days)) {
        return false;
    }
    let has_days = said.rhythm(laying.month, insured.starts).is_ok();
    if !has_days {
        let message = format!(
            "「{}」の第2表の頻度「{}」は第3表にないので、その予定は置いていません。要るときは行を書き加えてください",
            insured.kind.name,
            insured.support.frequency.text().trim()
        );
        laying.note(insured.support.frequency.span(), message);
    }
    has_days
}

/// Whether an entry is laid by a support, or cannot be laid because of it.
fn is_laid(insured: &Insured, days: &EntryDays) -> bool {
    match days {
        EntryDays::Weekly { .. } => false,
        EntryDays::ByPlan(other) => is_alike(other, insured),
        EntryDays::Open(others) => others.iter().any(|other| is_alike(other, insured)),
    }
}

/// Where both tables name weekdays of a service and not the same ones, both are told, once a service.
fn tell_other_weekdays(laying: &mut Laying, week: &[Entry], days: &[EntryDays], insured: &[Insured]) {
    for (at, entry) in week.iter().enumerate().filter(|(_, entry)| !entry.kind.is_some_and(|kind| kind.rental)) {
        if week[..at].iter().any(|other| other.is_of_service(entry)) {
            continue;
        }
        // What has a line of its own (月1回（第2火）) is not the week's.
        let supports = insured.iter().filter(|insured| entry.is_of(insured)).filter_map(|insured| {
            let said = insured.frequency();
            let weekdays = if said.is_choice { Vec::new() } else { named(said) };
            (!says_more(said) || days.iter().any(|days| is_laid(insured, days))).then_some(weekdays)
        });
        let named: Vec<Vec<Weekday>> = supports.collect();
        let own = week.iter().filter(|other| other.is_of_service(entry));
        let (own, of_plan) = (own.flat_map(|other| other.weekdays.clone()).collect(), letters(named.concat()));
        let own = letters(own);
        if !named.is_empty() && !own.is_empty() && named.iter().all(|days| !days.is_empty()) && own != of_plan {
            let name = entry.name();
            let message = format!("「{name}」の曜日は、第3表では{own}、第2表では{of_plan}です。確かめてください");
            laying.note(entry.written.span, message);
        }
    }
}

/// Nothing stands before the day on which the plan was agreed to.
fn start_at_consent(laying: &mut Laying) {
    let consent = laying
        .case
        .plan_1
        .as_ref()
        .and_then(|plan| plan.consent.as_ref())
        .and_then(|consent| consent.signed_on.value());
    if let Some(day) = consent.filter(|day| laying.days.0 < *day && *day <= laying.days.1) {
        laying.days.0 = day;
        laying.note(Span::DETACHED, format!("同意の日（{}）より前の日には予定を入れていません", era::long(day)));
    }
}

/// An entry of the week with its provider; none when the insurance does not pay for it.
fn insured_entry<'c>(laying: &Laying, entry: &'c WeekEntry, insured: &[Insured]) -> Option<Entry<'c>> {
    let kind = kind_of(entry);
    let ready = !entry.provider.is_blank() || !entry.code.is_blank() || !entry.units.is_blank();
    let planned = insured.iter().any(|support| Some(&support.kind.code) == kind.map(|kind| &kind.code));
    let has_plan = laying.case.plan_2.is_some();
    // A provider alone makes no line of what is no kind of the insurance (配食).
    let is_unknown = kind.is_none() && entry.code.is_blank() && entry.units.is_blank();
    let unplanned = !ready && has_plan && !planned;
    let at_own_cost = entry.code.is_blank() && service_kind::is_week_paid_otherwise(&entry.content);
    if is_unknown || unplanned || at_own_cost {
        return None;
    }
    let weekdays: Vec<Weekday> = entry.weekdays.iter().filter_map(Field::value).collect();
    let provider = if entry.provider.is_blank() {
        provider_for(kind, &weekdays, entry, insured)
    } else {
        entry.provider.text().trim().to_owned()
    };
    Some(Entry { written: entry, kind, provider, weekdays })
}

/// An entry of the week as a line.
fn week_line(laying: &mut Laying, of_week: &Entry, days: &EntryDays) -> PlannedLine {
    let (entry, name) = (of_week.written, of_week.name());
    let mut line = PlannedLine::default();
    if !entry.time.is_blank() {
        line.push(
            "提供時間帯",
            entry.time.value().map_or_else(|| scalar(entry.time.text()), |time| scalar(&time.to_string())),
        );
    }
    fill(&mut line, &name, entry.code.text(), &of_week.provider, entry.units.text());
    let told: &[&str] = match days {
        EntryDays::Weekly { closed_on_holidays } => {
            if *closed_on_holidays {
                line.push("祝日", "休み");
            }
            let weekdays = of_week.weekdays.clone();
            line.push("予定", if weekdays.is_empty() { String::new() } else { pattern(&DayPattern::Weekly(weekdays)) });
            bounds(laying, &mut line);
            &[]
        }
        EntryDays::ByPlan(insured) => {
            by_frequency(laying, &mut line, insured);
            &["予定"]
        }
        EntryDays::Open(supports) => {
            let words = |insured: &&Insured| format!("「{}」", insured.support.frequency.text().trim());
            let said = match supports.as_slice() {
                [] => format!("第3表に「{}」とあり", entry.content.text().trim()),
                supports => format!("第2表の頻度が{}で", supports.iter().map(words).collect::<String>()),
            };
            laying.note(
                entry.span,
                format!("「{name}」は、{said}、第3表の曜日のどの日かが決められないので、予定は空です"),
            );
            line.push("予定", String::new());
            &["予定"]
        }
    };
    tell_empty(laying, entry.span, &name, &line, told);
    line
}

/// A support that does not stand in the week as a line, by its frequency.
fn support_line(laying: &mut Laying, insured: &Insured) -> PlannedLine {
    let Insured { support, kind, .. } = insured;
    let mut line = PlannedLine::default();
    fill(&mut line, &kind.name, "", support.provider.text().trim(), "");
    if kind.equipment {
        line.push("用具名称", String::new());
    }
    by_frequency(laying, &mut line, insured);
    // Why 予定 is empty has been told.
    tell_empty(laying, support.span, &kind.name, &line, &["予定"]);
    line
}

/// 「予定」 of a line as 第2表 says it; empty and told where that says no days.
fn by_frequency(laying: &mut Laying, line: &mut PlannedLine, of: &Insured) {
    let Insured { support, kind, .. } = of;
    let rhythm = if kind.equipment {
        // A rental is there every day, however its use is written.
        Ok(Rhythm { days: Days::Daily, uses: 1, closed_on_holidays: false, counted_from_start: false })
    } else {
        of.frequency().rhythm(laying.month, of.starts)
    };
    let mut is_pattern = false;
    let days = match rhythm {
        Ok(rhythm) => {
            if rhythm.counted_from_start {
                laying.note(
                    support.frequency.span(),
                    format!("「{}」の隔週は、期間の初めの週から数えました。確かめてください", kind.name),
                );
            }
            if rhythm.closed_on_holidays {
                line.push("祝日", "休み");
            }
            let written = as_pattern(&rhythm);
            is_pattern = written.is_some();
            written.map_or_else(|| day_numbers(&numbers(laying, &rhythm)), |written| pattern(&written))
        }
        Err(unlaid) => {
            tell_unlaid(laying, support, &kind.name, &unlaid);
            String::new()
        }
    };
    line.push("予定", days);
    if is_pattern {
        bounds(laying, line);
    }
}

/// The rhythm as a pattern that next month can be laid out by; none when it is days of this month only.
pub(super) fn as_pattern(rhythm: &Rhythm) -> Option<DayPattern> {
    if rhythm.uses != 1 {
        return None;
    }
    match &rhythm.days {
        Days::Daily => Some(DayPattern::Daily),
        Days::Weekly(weekdays) => Some(DayPattern::Weekly(weekdays.clone())),
        Days::Nth(nths, weekdays) => Some(DayPattern::Nth(nths.clone(), weekdays.clone())),
        Days::Dates(_) => None,
    }
}

/// The days of the month, as far as services may run.
fn numbers(laying: &Laying, rhythm: &Rhythm) -> Vec<(DayNumber, u8)> {
    let falls = |day: &Date| rhythm.days.falls_on(*day) && laying.may_run(*day);
    laying.month.days().filter(falls).map(|day| (DayNumber::of(day), rhythm.uses)).collect()
}

/// Tells why a frequency could not be laid on the calendar.
fn tell_unlaid(laying: &mut Laying, support: &Support, name: &str, unlaid: &Unlaid) {
    let written = support.frequency.text().trim();
    let said = if written.is_empty() { String::new() } else { format!("「{written}」は") };
    let span = support.frequency.span().or(support.span);
    laying.note(span, format!("「{name}」の頻度{said}、{}、予定は空です", unlaid.reason()));
}

fn fill(line: &mut PlannedLine, name: &str, code: &str, provider: &str, units: &str) {
    line.push("サービス内容", scalar(name));
    line.push("サービスコード", if code.trim().is_empty() { String::new() } else { quoted(code.trim()) });
    line.push("事業所", if provider.is_empty() { String::new() } else { scalar(provider) });
    line.push("単位数", if units.trim().is_empty() { String::new() } else { scalar(units) });
}

/// The certification's or the consent's ends, where the pattern would run over them.
fn bounds(laying: &Laying, line: &mut PlannedLine) {
    if laying.starts_late() {
        line.push("開始", era::long(laying.days.0));
    }
    if laying.ends_early() {
        line.push("終了", era::long(laying.days.1));
    }
}

/// Tells which keys of a line are empty.
fn tell_empty(laying: &mut Laying, span: Span, name: &str, line: &PlannedLine, told: &[&str]) {
    let empty = line.entries.iter().filter(|(key, value)| value.is_empty() && !told.contains(key));
    let empty: Vec<&str> = empty.map(|(key, _)| *key).collect();
    if !empty.is_empty() {
        laying.note(span, format!("「{name}」の{}は空です", empty.join("・")));
    }
}
