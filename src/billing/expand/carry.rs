//! The last month carried over: its keys and its lines, laid over the new calendar.

use super::write::{day_numbers, pattern, quoted, scalar};
use super::{Laying, PlannedLine, stay};
use crate::billing::holidays;
use crate::billing::uses::Mode;
use crate::calendar::{Date, Datelike, Month, Weekday, era};
use crate::case::days::{DayNumber, DayPattern};
use crate::case::month::HolidayRule;
use crate::case::{CareLevel, MonthlyService, ServiceLine};
use crate::source::{Field, Span};

/// The keys of the month itself.
pub(super) fn month_entries(laying: &mut Laying, source: Option<&MonthlyService>) -> Vec<(&'static str, String)> {
    let month = laying.month;
    let mut entries = vec![("年月", era::month(month)), ("作成年月日", String::new())];
    laying.note(Span::DETACHED, "作成年月日は空です。利用者等が同意した日を書いてください");
    match source {
        Some(block) if !block.notified_on.is_blank() => entries.push(("届出年月日", scalar(block.notified_on.text()))),
        _ => {
            entries.push(("届出年月日", String::new()));
            laying.note(Span::DETACHED, "届出年月日は空です");
        }
    }
    if let Some(from) = source.and_then(|block| block.month.value())
        && from != month.previous()
    {
        laying.note(
            source.map_or(Span::DETACHED, |block| block.month.span()),
            format!("前の月の利用票がないので、{}から写しました", era::month(from)),
        );
    }
    let level_changed = level(laying, source, &mut entries);
    if let Some(block) = source.filter(|block| !block.limit.is_blank()) {
        if level_changed || is_new_certification(laying, block) {
            laying.note(block.limit.span(), "認定が変わったので、区分支給限度基準額は写していません");
        } else {
            entries.push(("区分支給限度基準額", scalar(block.limit.text())));
        }
    }
    limit_period(laying, source, &mut entries);
    stay_days_before(laying, source, &mut entries);
    if let Some(block) = source {
        carry_choices(laying, block, &mut entries);
    }
    if month.month() == 8 {
        let span = source.map_or(laying.case.benefit_rate.span(), |block| {
            block.benefit_rate.span().or(laying.case.benefit_rate.span())
        });
        laying.note(span, "8月は負担割合証が新しくなる月です。給付率を確かめてください");
    }
    entries
}

/// 「要介護状態区分」 written when it is not the certification's; says whether it changed since the month before.
fn level(laying: &mut Laying, source: Option<&MonthlyService>, entries: &mut Vec<(&'static str, String)>) -> bool {
    let Some(block) = source else { return false };
    let certified: Option<CareLevel> =
        laying.case.certification.as_ref().and_then(|certification| certification.level.value());
    let new_certification = is_new_certification(laying, block);
    let changed = block.changed_level.value().filter(|_| {
        let last = block.month.value().map(Month::last_day);
        block.level_changed_on.value().is_none_or(|day| last.is_none_or(|last| day <= last))
    });
    let own = changed.or(block.level.value()).filter(|_| !new_certification);
    if let Some(own) = own.filter(|own| Some(*own) != certified) {
        entries.push(("要介護状態区分", own.printed().to_owned()));
        laying.note(
            block.changed_level.span().or(block.level.span()),
            format!("要介護状態区分を{}としました。「認定」も改めたら消してください", own.printed()),
        );
    }
    changed.is_some()
}

/// Whether the certification began after the first day of the month that is carried over.
fn is_new_certification(laying: &Laying, block: &MonthlyService) -> bool {
    let starts = laying
        .case
        .certification
        .as_ref()
        .and_then(|certification| certification.valid_period.value())
        .map(crate::calendar::Period::start);
    matches!((starts, block.month.value()), (Some(start), Some(from)) if start > from.last_day())
}

/// 「限度額適用期間」 as long as the month lies in it; else that of the certification.
fn limit_period(laying: &mut Laying, source: Option<&MonthlyService>, entries: &mut Vec<(&'static str, String)>) {
    let carried = source.filter(|block| {
        block.limit_period.value().is_some_and(|period| period.start <= laying.month && laying.month <= period.end)
    });
    if let Some(block) = carried {
        entries.push(("限度額適用期間", scalar(block.limit_period.text())));
        return;
    }
    let valid = laying.case.certification.as_ref().and_then(|certification| certification.valid_period.value());
    let derived = valid.and_then(|valid| {
        valid.end().map(|end| format!("{} ～ {}", era::month(Month::of(valid.start())), era::month(Month::of(end))))
    });
    let what = if derived.is_some() {
        "認定の有効期間から書きました。被保険者証で確かめてください"
    } else {
        "空です"
    };
    laying.note(Span::DETACHED, format!("限度額適用期間は{what}"));
    entries.push(("限度額適用期間", derived.unwrap_or_default()));
}

/// 「前月までの短期入所利用日数」 those of the month before and its own days; a new certification begins at 0.
fn stay_days_before(laying: &mut Laying, source: Option<&MonthlyService>, entries: &mut Vec<(&'static str, String)>) {
    let Some((block, from)) = source.and_then(|block| Some((block, block.month.value()?))) else {
        entries.push(("前月までの短期入所利用日数", String::new()));
        laying.note(Span::DETACHED, "前月までの短期入所利用日数は空です");
        return;
    };
    let has_actual = block.lines.iter().any(|line| !line.actual.is_missing());
    let mode = if has_actual { Mode::Actual } else { Mode::Planned };
    let starts = laying
        .case
        .certification
        .as_ref()
        .and_then(|certification| certification.valid_period.value())
        .map(crate::calendar::Period::start);
    let counted = |day: &&Date| starts.is_none_or(|start| start <= **day);
    let days = stay::days_in(block, from, mode, true);
    let own = days.iter().filter(counted).count();
    let restarted = starts.is_some_and(|start| start > from.first_day());
    let before = if restarted { 0 } else { block.short_stay_days_before.value().map_or(0, |days| usize::from(days.0)) };
    entries.push(("前月までの短期入所利用日数", (before + own).to_string()));
}

/// Choices that hold until somebody changes them.
fn carry_choices(laying: &mut Laying, block: &MonthlyService, entries: &mut Vec<(&'static str, String)>) {
    if !block.benefit_rate.is_blank() {
        entries.push(("給付率", scalar(block.benefit_rate.text())));
    }
    if !block.kind_limits.is_empty() {
        let limits: Vec<String> = block
            .kind_limits
            .iter()
            .map(|(kind, units)| format!("{}: {}", scalar(kind.text()), scalar(units.text())))
            .collect();
        entries.push(("種類支給限度基準額", format!("{{{}}}", limits.join(", "))));
    }
    if let Some(choice) = block.treatment_excess.value() {
        entries.push(("処遇改善の超過分", choice.printed().to_owned()));
    }
    if let Some(choice) = block.use_excess.value() {
        entries.push(("サ提強の超過", choice.printed().to_owned()));
    }
    if !block.treatment_past_30_days.is_blank() {
        entries.push(("30日超の処遇改善", scalar(block.treatment_past_30_days.text())));
    }
    if !block.allotments.is_empty() || !block.kind_allotments.is_empty() {
        laying.note(
            block.allotments.span().or(block.kind_allotments.span()),
            "超過の割り振りは写していません。超過があれば書き直してください",
        );
    }
}

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
    let certified = laying.case.certification.as_ref().and_then(|certification| certification.valid_period.value());
    let runs = |day: Date| {
        line.starts_on.value().is_none_or(|start| start <= day)
            && line.ends_on.value().is_none_or(|end| day <= end)
            && certified.is_none_or(|valid| valid.contains(day))
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
