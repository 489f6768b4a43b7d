//! The week of 第3表, with the providers and frequencies of 第2表, laid over a month.

use super::named::{Insured, insured_supports, kind_of, provider_for};
use super::write::{day_numbers, pattern, quoted, scalar};
use super::{Laying, PlannedLine};
use crate::calendar::{Date, Weekday, era};
use crate::case::days::{DayNumber, DayPattern};
use crate::case::plan::Support;
use crate::case::week::WeekEntry;
use crate::frequency::{Days, Frequency, Rhythm, Unlaid};
use crate::source::{Field, Span, plain};

/// The lines of a month from the week.
pub(super) fn lines(laying: &mut Laying) -> Vec<PlannedLine> {
    start_at_consent(laying);
    let insured = insured_supports(laying.case);
    let mut lines = Vec::new();
    let mut in_week: Vec<(&str, String)> = Vec::new();
    let case = laying.case;
    for entry in case.week.iter().flat_map(|week| week.entries.iter()) {
        let Some((line, provider)) = week_line(laying, entry, &insured) else { continue };
        in_week.extend(kind_of(entry).map(|kind| (kind.code.as_str(), plain(&provider))));
        lines.push(line);
    }
    for support in &insured {
        let goods_or_works = support.kind.unlisted && !support.kind.is_medical_guidance();
        if !goods_or_works && (support.kind.equipment || !is_in_week(&in_week, support)) {
            let line = support_line(laying, support);
            // Several supports of one service are one line; every rented thing is its own.
            if support.kind.equipment || !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    if !lines.is_empty() {
        laying.note(
            Span::DETACHED,
            "週間サービス計画表から作りました。処遇改善加算などの加算の行は、必要なものを書き加えてください",
        );
    }
    lines
}

/// Whether a line of the week is this support: of its kind, by its provider. Where either names no provider the one may be the
/// other; that the line has none is told.
fn is_in_week(in_week: &[(&str, String)], support: &Insured) -> bool {
    let own = support.support.provider.plain();
    let of_kind = in_week.iter().filter(|(code, _)| *code == support.kind.code);
    of_kind.into_iter().any(|(_, provider)| own.is_empty() || provider.is_empty() || *provider == own)
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

/// An entry of the week as a line, and its provider; none when the insurance does not pay for it.
fn week_line(laying: &mut Laying, entry: &WeekEntry, insured: &[Insured]) -> Option<(PlannedLine, String)> {
    let kind = kind_of(entry);
    let ready = !entry.provider.is_blank() || !entry.code.is_blank() || !entry.units.is_blank();
    let planned = insured.iter().any(|support| Some(&support.kind.code) == kind.map(|kind| &kind.code));
    let has_plan = laying.case.plan_2.is_some();
    if kind.is_none() && !ready || !ready && has_plan && !planned || entry.content.text().contains("医療保険") {
        return None;
    }
    let weekdays: Vec<Weekday> = entry.weekdays.iter().filter_map(Field::value).collect();
    let name = kind.map_or_else(|| entry.content.text().trim().to_owned(), |kind| kind.name.clone());
    let provider = if entry.provider.is_blank() {
        provider_for(kind, &weekdays, entry, insured)
    } else {
        entry.provider.text().trim().to_owned()
    };
    let mut line = PlannedLine::default();
    if !entry.time.is_blank() {
        line.push(
            "提供時間帯",
            entry.time.value().map_or_else(|| scalar(entry.time.text()), |time| scalar(&time.to_string())),
        );
    }
    fill(&mut line, &name, entry.code.text(), &provider, entry.units.text());
    line.push("予定", if weekdays.is_empty() { String::new() } else { pattern(&DayPattern::Weekly(weekdays)) });
    bounds(laying, &mut line);
    tell_empty(laying, entry.span, &name, &line, &[]);
    Some((line, provider))
}

/// A support that does not stand in the week as a line, by its frequency.
fn support_line(laying: &mut Laying, insured: &Insured) -> PlannedLine {
    let Insured { support, kind, starts } = insured;
    let mut line = PlannedLine::default();
    fill(&mut line, &kind.name, "", support.provider.text().trim(), "");
    if kind.equipment {
        line.push("用具名称", String::new());
    }
    let rhythm = if kind.equipment {
        // A rental is there every day, however its use is written.
        Ok(Rhythm { days: Days::Daily, uses: 1, closed_on_holidays: false, counted_from_start: false })
    } else {
        Frequency::read(support.frequency.text()).rhythm(laying.month, *starts)
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
        bounds(laying, &mut line);
    }
    // Why 予定 is empty has been told.
    tell_empty(laying, support.span, &kind.name, &line, &["予定"]);
    line
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
