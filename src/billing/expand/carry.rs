//! The keys of the last month, carried over; its lines are carried in `lines`.

use super::write::scalar;
use super::{About, Laying, Warning, stay};
use crate::billing::uses::Mode;
use crate::calendar::{Date, Month, era};
use crate::case::{CareLevel, MonthlyService};
use crate::source::Span;

/// The keys of the month itself.
pub(super) fn month_entries(laying: &mut Laying, source: Option<&MonthlyService>) -> Vec<(&'static str, String)> {
    let month = laying.month;
    let mut entries = vec![("年月", era::month(month)), ("作成年月日", String::new())];
    laying.notes.push(Warning::new(
        About::Undated,
        Span::DETACHED,
        "作成年月日は空です。利用者等が同意した日を書いてください",
    ));
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
