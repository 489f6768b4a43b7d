//! The lines of the last month, laid over the new calendar.

use super::write::{day_numbers, pattern, quoted, scalar};
use super::{Laying, PlannedLine, stay};
use crate::billing::holidays;
use crate::calendar::{Date, Datelike, Month, Weekday, era};
use crate::case::days::{DayNumber, DayPattern};
use crate::case::month::HolidayRule;
use crate::case::{MonthlyService, ServiceLine};
use crate::source::Field;

/// The lines of the month before, laid over the new month.
pub(super) fn lines(laying: &mut Laying, block: &MonthlyService) -> Vec<PlannedLine> {
    let Some(from) = block.month.value() else { return Vec::new() };
    let mut lines = Vec::new();
    for line in &block.lines {
        if line.ends_on.value().is_some_and(|end| end < laying.month.first_day()) {
            laying.note(
                line.span,
                format!(
                    "「{}」は{}に終わったので写していません",
                    line.content.text().trim(),
                    era::long(line.ends_on.value().unwrap_or_default())
                ),
            );
            continue;
        }
        lines.push(carried(laying, line, from));
    }
    lines
}

fn carried(laying: &mut Laying, line: &ServiceLine, from: Month) -> PlannedLine {
    let mut carried = PlannedLine::default();
    let mut copy = |key: &'static str, text: &str, quote: bool| {
        if !text.trim().is_empty() {
            carried.push(key, if quote { quoted(text.trim()) } else { scalar(text) });
        }
    };
    copy("提供時間帯", line.time.text(), false);
    copy("サービス内容", line.content.text(), false);
    copy("サービスコード", line.code.text(), true);
    copy("事業所", line.provider.text(), false);
    copy("算定単位", line.counted_per.text(), false);
    copy("単位数", line.units.text(), false);
    copy("割引後率", line.discounted_rate.text(), false);
    copy("加算率", line.addition_rate.text(), false);
    if !line.base_codes.is_empty() {
        let codes: Vec<String> = line.base_codes.iter().map(|code| quoted(code.text().trim())).collect();
        carried.push("算定対象", format!("[{}]", codes.join(", ")));
    }
    let mut copy = |key: &'static str, text: &str| {
        if !text.trim().is_empty() {
            carried.push(key, scalar(text));
        }
    };
    copy("対象外", line.outside_limit.text());
    copy("給付管理単位数", line.managed_units.text());
    copy("定額", line.flat_share.text());
    copy("用具名称", line.equipment.text());
    copy("TAISコード", line.tais_code.text());
    copy("届出コード", line.notified_code.text());
    if line.addition_rate.is_blank() {
        days(laying, line, from, &mut carried);
    }
    if let Some(rule) = line.holidays.value() {
        carried.push("祝日", rule.printed());
    }
    bounds(laying, line, &mut carried);
    carried
}

/// 「開始」「終了」 what of them still lies ahead, and the certification's ends where a pattern would run over them.
fn bounds(laying: &Laying, line: &ServiceLine, carried: &mut PlannedLine) {
    let is_pattern = !matches!(line.planned.pattern, DayPattern::Days(_) | DayPattern::None);
    let text_or_day =
        |field: &Field<Date>, day: Date| if field.value() == Some(day) { scalar(field.text()) } else { era::long(day) };
    // A stay keeps its first day: whether 30 days have passed is seen from it.
    let start = line.starts_on.value().filter(|start| *start >= laying.month.first_day() || stay::is_short_stay(line));
    let start = if is_pattern && laying.starts_late() {
        Some(start.map_or(laying.days.0, |start| start.max(laying.days.0)))
    } else {
        start
    };
    if let Some(start) = start {
        carried.push("開始", text_or_day(&line.starts_on, start));
    }
    let end = line.ends_on.value();
    let end = if is_pattern && laying.ends_early() {
        Some(end.map_or(laying.days.1, |end| end.min(laying.days.1)))
    } else {
        end
    };
    if let Some(end) = end {
        carried.push("終了", text_or_day(&line.ends_on, end));
    }
}

/// 「予定」 A pattern stays; bare day numbers are carried when they are whole weekdays.
fn days(laying: &mut Laying, line: &ServiceLine, from: Month, carried: &mut PlannedLine) {
    let written = match &line.planned.pattern {
        DayPattern::Days(days) => {
            if let Some(weekdays) = whole_weekdays(laying, line, days, from) {
                tell_holidays(laying, line, &weekdays);
                day_numbers(&laid(laying, line, &weekdays))
            } else {
                let message = format!("「{}」の予定は曜日からは決まらないので空です", line.content.text().trim());
                laying.note(line.planned.span.or(line.span), message);
                String::new()
            }
        }
        DayPattern::None => {
            laying.note(line.span, format!("「{}」の予定は空です", line.content.text().trim()));
            String::new()
        }
        other => pattern(other),
    };
    carried.push("予定", written);
}

/// The weekdays, with their uses, that bare day numbers are the whole of in their month.
fn whole_weekdays(
    laying: &Laying,
    line: &ServiceLine,
    days: &[(DayNumber, u8)],
    from: Month,
) -> Option<Vec<(Weekday, u8)>> {
    let runs = |day: Date| {
        line.starts_on.value().is_none_or(|start| start <= day)
            && line.ends_on.value().is_none_or(|end| day <= end)
            && laying.case.certifications.covers(day)
    };
    let closed = |day: Date| line.holidays.value() == Some(HolidayRule::Closed) && holidays::is_holiday(day);
    let uses_on =
        |day: Date| days.iter().find(|(number, _)| u32::from(number.get()) == day.day()).map(|(_, uses)| *uses);
    let mut weekdays: Vec<(Weekday, u8)> = Vec::new();
    for (number, uses) in days {
        let weekday = from.day(u32::from(number.get()))?.weekday();
        match weekdays.iter().find(|(other, _)| *other == weekday) {
            Some((_, other)) if other != uses => return None,
            Some(_) => {}
            None => weekdays.push((weekday, *uses)),
        }
    }
    let whole = |within: &dyn Fn(Date) -> bool| {
        weekdays.iter().all(|(weekday, uses)| {
            let all: Vec<Date> = from.days().filter(|day| day.weekday() == *weekday && within(*day)).collect();
            all.len() >= 2
                && all.iter().all(|day| uses_on(*day) == Some(*uses) || uses_on(*day).is_none() && closed(*day))
        })
    };
    (!weekdays.is_empty() && (whole(&|_| true) || whole(&runs))).then_some(weekdays)
}

/// Day numbers do not show which of them a holiday took: that is told.
fn tell_holidays(laying: &mut Laying, line: &ServiceLine, weekdays: &[(Weekday, u8)]) {
    let falls = |day: &Date| weekdays.iter().any(|(weekday, _)| *weekday == day.weekday());
    let closed = line.holidays.value() == Some(HolidayRule::Closed);
    let off: Vec<String> = laying
        .month
        .days()
        .filter(|day| closed && falls(day) && holidays::is_holiday(*day))
        .map(|day| format!("{}日", day.day()))
        .collect();
    if !off.is_empty() {
        let message = format!("「{}」は祝日を休みにしました：{}", line.content.text().trim(), off.join("、"));
        laying.note(line.holidays.span(), message);
    }
}

/// Weekdays laid over the new month, as day numbers.
fn laid(laying: &Laying, line: &ServiceLine, weekdays: &[(Weekday, u8)]) -> Vec<(DayNumber, u8)> {
    let runs = |day: Date| {
        laying.may_run(day)
            && line.starts_on.value().is_none_or(|start| start <= day)
            && line.ends_on.value().is_none_or(|end| day <= end)
            && !(line.holidays.value() == Some(HolidayRule::Closed) && holidays::is_holiday(day))
    };
    let uses = |day: &Date| weekdays.iter().find(|(weekday, _)| *weekday == day.weekday()).map(|(_, uses)| *uses);
    laying.month.days().filter(|day| runs(*day)).filter_map(|day| Some((DayNumber::of(day), uses(&day)?))).collect()
}
