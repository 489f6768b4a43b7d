//! What is told of days that were laid: holidays that took some, tables that say otherwise, rentals of a part of a month.

use super::Laying;
use super::lines::{Laid, Source};
use super::named::{Service, is_basic, kind};
use super::rhythm::{letters, listed};
use crate::billing::holidays;
use crate::calendar::{Date, Datelike, Month, Weekday, era};
use crate::case::ServiceLine;
use crate::case::days::DayPattern;
use crate::case::month::HolidayRule;
use crate::service_kind;

/// Day numbers do not show which of them a holiday took: that is told.
pub(super) fn holidays_taken(laying: &mut Laying, line: &ServiceLine, weekdays: &[(Weekday, u8)]) {
    let falls = |day: &Date| weekdays.iter().any(|(weekday, _)| *weekday == day.weekday());
    let closed = line.holidays.value() == Some(HolidayRule::Closed);
    let off: Vec<Date> = laying.month.days().filter(|day| closed && falls(day) && holidays::is_holiday(*day)).collect();
    if !off.is_empty() {
        let message = format!("「{}」は祝日を休みにしました：{}", line.content.text().trim(), listed(&off));
        laying.note(line.holidays.span().or(line.span), message);
    }
}

/// Where 第2・3表 name other weekdays than the lines of a service have, both are told, and what 第2表 says besides weekdays
/// (第3水, 8月まで); once a service.
pub(super) fn disagreements(laying: &mut Laying, source: &Source, lines: &[&ServiceLine], laid: &[Option<Laid>]) {
    let mut told: Vec<Service> = Vec::new();
    for line in lines.iter().filter(|line| is_basic(line, source.from) && !kind(line).is_some_and(|kind| kind.rental)) {
        let service = Service::of(line);
        if told.contains(&service) {
            continue;
        }
        let own =
            lines.iter().zip(laid).filter(|(other, _)| is_basic(other, source.from) && Service::of(other) == service);
        let days: Option<Vec<Vec<Weekday>>> =
            own.map(|(_, laid)| laid.as_ref().and_then(|laid| laid.weekdays.clone())).collect();
        told.push(service.clone());
        let others = source.said.other_providers(&service);
        if !others.is_empty() && !others.contains(&"") {
            let message = format!(
                "{}の事業所「{}」は、第2表のこのサービスの事業所（{}）にありません。利用票のとおりに写したので、確かめてください",
                line.called(),
                line.provider.text().trim(),
                others.join("、")
            );
            laying.note(line.provider.span().or(line.span), message);
        }
        let Some(days) = days else { continue };
        let days = letters(days.concat());
        let tables = [("第3表", source.said.week_of(&service)), ("第2表", source.said.in_plan(&service))];
        for (table, named) in tables.into_iter().filter_map(|(table, named)| Some((table, named?))) {
            let named = letters(named);
            if named != days {
                let message = format!(
                    "{}の曜日は利用票では{days}、{table}では{named}です。利用票のとおりに置いたので、確かめてください",
                    line.called()
                );
                laying.note(line.planned.span.or(line.span), message);
            }
        }
        for insured in source.said.beyond_weekdays(&service) {
            let message = format!(
                "{}は、第2表では「{}」です。曜日（{days}）だけで置いたので、確かめてください",
                line.called(),
                insured.support.frequency.text().trim()
            );
            laying.note(insured.support.frequency.span(), message);
        }
    }
}

/// A rental that began or ended in mid-month: its 単位数 may be that of a part of a month, and is copied as it was typed.
pub(super) fn part_of_month(laying: &mut Laying, line: &ServiceLine, from: Month) {
    if !kind(line).is_some_and(|kind| kind.rental) || !line.addition_rate.is_blank() {
        return;
    }
    let name = line.called();
    let within = |day: &Date| Month::of(*day) == from && *day > from.first_day();
    let begun = line.starts_on.value().filter(within).or_else(|| first_marked(line, from).filter(within));
    let is_half = line.half_month.value().is_some_and(|yes| yes.0);
    if is_half {
        laying.way(line.half_month.span(), format!("{name}の「半月」は写していません（1か月分の単位数で算定します）"));
    } else if let Some(day) = begun {
        let units = line.units.text().trim();
        let message = format!(
            "{name}は{}に始まりました。単位数（{units}）は書かれているとおりに写したので、1か月分かどうか確かめてください",
            era::long(day)
        );
        laying.note(line.units.span().or(line.span), message);
    }
    let last = laying.month.last_day();
    if let Some(end) = line.ends_on.value().filter(|end| Month::of(*end) == laying.month && *end < last) {
        let message =
            format!("{name}は{}に終わります。半月で算定するときは「半月: はい」と書いてください", era::long(end));
        laying.note(line.ends_on.span(), message);
    }
}

/// The days of the month that no certification covers have nothing: told once, since every line is cut there.
pub(super) fn outside_certification(laying: &mut Laying) {
    let Some(certification) = laying.case.certifications.nearest(laying.month) else { return };
    let span = certification.valid_period.span();
    let (open, close) = laying.days;
    if laying.starts_late() {
        let message = format!("認定の有効期間が{}からなので、その前の日には予定を置いていません", era::long(open));
        laying.note(span, message);
    }
    if laying.ends_early() {
        let message = format!(
            "認定の有効期間が{}までなので、その後の日には予定を置いていません。認定が更新されたら「認定」に書き足し、残りの日の予定を書いてください",
            era::long(close)
        );
        laying.note(span, message);
    }
}

/// A code by the day is that of a month that began or ended in its middle: the next one mostly has the code of a month.
pub(super) fn by_day(laying: &mut Laying, line: &ServiceLine) {
    if service_kind::is_by_day(line.content.plain()) {
        let message = format!(
            "{}は日割りのサービスコードと単位数（{}）のまま写しました。{}を通して利用するなら、月額のものに書き直してください",
            line.called(),
            line.units.text().trim(),
            era::month(laying.month)
        );
        laying.note(line.code.span().or(line.span), message);
    }
}

/// The first of several marked days.
fn first_marked(line: &ServiceLine, month: Month) -> Option<Date> {
    match &line.planned.pattern {
        DayPattern::Days(days) if days.len() > 1 => {
            days.iter().filter_map(|(day, _)| month.day(u32::from(day.get()))).min()
        }
        _ => None,
    }
}
