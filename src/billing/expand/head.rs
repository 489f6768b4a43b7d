//! The keys of a new month itself: what it keeps of 認定, 給付率 and 利用者, and what the month before hands on.
//!
//! A month keeps what it was computed with, and a new one never takes that from the month before: 認定 and 負担割合証 say it.

use super::write::{quoted, scalar};
use super::{About, Laying, Warning, stay};
use crate::calendar::{Date, Month, Period, era};
use crate::case::in_month::LevelChange;
use crate::case::{CareLevel, Certification, InMonth, MonthlyService};
use crate::source::Span;

/// What is told of every month of August.
pub const AUGUST: &str = "8月は負担割合証が新しくなる月です。給付率を確かめてください";

/// The keys of the month itself.
pub(super) fn entries(laying: &mut Laying, source: Option<&MonthlyService>) -> Vec<(&'static str, String)> {
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
    numbers(laying, source, &mut entries);
    let level = level(laying, source, &mut entries);
    let changed = source.and_then(|block| limits_are_of_another(laying, block, level));
    if let Some(block) = source.filter(|block| !block.limit.is_blank()) {
        if let Some(what) = changed {
            laying.note(block.limit.span(), format!("{what}が変わったので、区分支給限度基準額は写していません"));
        } else {
            entries.push(("区分支給限度基準額", scalar(block.limit.text())));
        }
    }
    limit_period(laying, source, &mut entries);
    stay_days_before(laying, source, level, &mut entries);
    benefit_rate(laying, source, &mut entries);
    if let Some(block) = source {
        kind_limits(laying, block, changed, &mut entries);
        carry_choices(laying, block, &mut entries);
    }
    entries
}

/// The certification of the new month.
fn certification<'c>(laying: &Laying<'c>) -> Option<&'c Certification> {
    laying.case.certifications.nearest(laying.month)
}

/// 「保険者番号」「保険者名」「被保険者番号」 as 利用者 says them.
fn numbers(laying: &mut Laying, source: Option<&MonthlyService>, entries: &mut Vec<(&'static str, String)>) {
    let Some(client) = &laying.case.client else { return };
    let texts = [
        (
            "保険者番号",
            client.insurer_number.text(),
            source.map(|block| (block.insurer_number.text(), block.insurer_number.span())),
        ),
        ("保険者名", client.insurer_name.text(), None),
        (
            "被保険者番号",
            client.insured_number.text(),
            source.map(|block| (block.insured_number.text(), block.insured_number.span())),
        ),
    ];
    for (key, text, before) in texts {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        entries.push((key, if key == "保険者名" { scalar(text) } else { quoted(text) }));
        if let Some((old, span)) = before.filter(|(old, _)| !old.trim().is_empty() && old.trim() != text) {
            laying.note(span, format!("{key}は、利用者の{text}としました（前の利用票は{}）", old.trim()));
        }
    }
}

/// 「要介護状態区分」 of 認定 on the month's first day; a change that an earlier slip tells counts until 認定 says so.
fn level(
    laying: &mut Laying,
    source: Option<&MonthlyService>,
    entries: &mut Vec<(&'static str, String)>,
) -> Option<CareLevel> {
    let certification = certification(laying);
    let certified = certification.and_then(|certification| certification.level.value());
    let since = certification.and_then(Certification::start);
    let told =
        last_change(laying).filter(|(change, day)| since.is_none_or(|since| since < *day) && change.level != certified);
    let (level, span) = told.map_or_else(
        || (certified, certification.map_or(Span::DETACHED, |certification| certification.level.span())),
        |(change, _)| (change.level, change.span),
    );
    let Some(level) = level else {
        entries.push(("要介護状態区分", String::new()));
        laying.note(span, "要介護状態区分は空です。被保険者証で確かめてください");
        return None;
    };
    entries.push(("要介護状態区分", level.printed().to_owned()));
    let before = source
        .map(|block| InMonth::new(laying.source_case(), block))
        .and_then(|held| held.change().and_then(|change| change.level).or(held.level()));
    if told.is_some() {
        let message = format!(
            "要介護状態区分は、前の利用票の変更後の{}としました。「認定」はまだ{}です。書き直してください",
            level.printed(),
            certified.map_or("空", CareLevel::printed)
        );
        laying.note(span, message);
    } else if let Some(before) = before.filter(|before| *before != level) {
        let message =
            format!("要介護状態区分は、認定の{}としました（前の利用票は{}）", level.printed(), before.printed());
        laying.note(span, message);
    }
    if let Some(LevelChange { level: Some(after), day: Some(day), span, .. }) = certified_change(laying, level) {
        entries.push(("変更後要介護状態区分", after.printed().to_owned()));
        entries.push(("変更日", era::long(day)));
        laying.note(span, format!("月の途中（{}）で要介護状態区分が{}に変わります", era::long(day), after.printed()));
    }
    Some(level)
}

/// The change of level within the month that 認定 tells.
fn certified_change(laying: &Laying, level: CareLevel) -> Option<LevelChange> {
    let certifications = &laying.case.certifications;
    certifications.in_force(laying.month.first_day())?;
    let (new, day) = certifications.begun_within(laying.month)?;
    let after = new.level.value().filter(|after| *after != level);
    after.map(|_| LevelChange { level: after, day: Some(day), span: new.level.span(), is_written: false })
}

/// The last change of level that the slips before this month tell, with its day.
fn last_change(laying: &Laying) -> Option<(LevelChange, Date)> {
    let of = |block: &MonthlyService| {
        let month = block.month.value().filter(|month| *month < laying.month)?;
        let change = InMonth::new(laying.case, block).change().filter(|change| change.is_written)?;
        change.level?;
        let day = change.day.unwrap_or(month.last_day());
        (day <= month.last_day()).then_some((change, day))
    };
    laying.case.months.iter().filter_map(of).max_by_key(|(_, day)| *day)
}

/// What has changed so that the limits of the month before are those of another card: 認定 or 保険者; none where they hold on.
fn limits_are_of_another(laying: &Laying, block: &MonthlyService, level: Option<CareLevel>) -> Option<&'static str> {
    let before = InMonth::new(laying.source_case(), block);
    let within = level.is_some_and(|level| certified_change(laying, level).is_some());
    if before.change().is_some() || before.level() != level || within || is_new_certification(laying, block) {
        return Some("認定");
    }
    let insurer = laying.case.client.as_ref().map(|client| client.insurer_number.plain());
    let of_before = block.insurer_number.plain();
    insurer
        .is_some_and(|insurer| !insurer.is_empty() && !of_before.is_empty() && insurer != of_before)
        .then_some("保険者")
}

/// Whether the certification began after the first day of the month that is carried over.
fn is_new_certification(laying: &Laying, block: &MonthlyService) -> bool {
    let starts = certification(laying).and_then(Certification::start);
    matches!((starts, block.month.value()), (Some(start), Some(from)) if start > from.last_day())
}

/// 「給付率」 as the plan says it for the month.
fn benefit_rate(laying: &mut Laying, source: Option<&MonthlyService>, entries: &mut Vec<(&'static str, String)>) {
    let month = laying.month;
    let case = laying.case;
    let rate = case.benefit_rate.at(month);
    let Some(percent) = rate.value() else {
        entries.push(("給付率", String::new()));
        laying.note(rate.span(), "給付率は空です。負担割合証を見て、計画の「給付率」かこの月に書いてください");
        return;
    };
    entries.push(("給付率", percent.0.to_string()));
    let before = source.and_then(|block| InMonth::new(laying.source_case(), block).benefit_rate().value());
    if let Some(before) = before.filter(|before| *before != percent) {
        laying.note(rate.span(), format!("給付率は、計画の{}％としました（前の利用票は{}％）", percent.0, before.0));
    }
    if month.month() == 8 {
        laying.notes.push(Warning::new(About::August, rate.span(), AUGUST));
    }
}

/// 「限度額適用期間」 as long as the month lies in it and no certification began since; else that of the certification.
fn limit_period(laying: &mut Laying, source: Option<&MonthlyService>, entries: &mut Vec<(&'static str, String)>) {
    let valid = certification(laying).and_then(|certification| certification.valid_period.value());
    let since = valid.map(|valid| Month::of(valid.start()));
    let carried = source.filter(|block| {
        block.limit_period.value().is_some_and(|period| {
            period.start <= laying.month
                && laying.month <= period.end
                && since.is_none_or(|since| since <= period.start || since > laying.month)
        })
    });
    if let Some(block) = carried {
        entries.push(("限度額適用期間", scalar(block.limit_period.text())));
        return;
    }
    // While a renewal is pending, the period of the last certification is over and the next one not known.
    let covers = |valid: &Period| {
        Month::of(valid.start()) <= laying.month && valid.end().is_none_or(|end| laying.month <= Month::of(end))
    };
    let derived = valid.filter(covers).and_then(|valid| {
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

/// 「前月までの短期入所利用日数」 those of the month before and its own days; a new certification begins at 0, also one that
/// begins with another level within the month: the form's box is the new one's.
fn stay_days_before(
    laying: &mut Laying,
    source: Option<&MonthlyService>,
    level: Option<CareLevel>,
    entries: &mut Vec<(&'static str, String)>,
) {
    if level.is_some_and(|level| certified_change(laying, level).is_some()) {
        return entries.push(("前月までの短期入所利用日数", "0".to_owned()));
    }
    let Some((block, from)) = source.and_then(|block| Some((block, block.month.value()?))) else {
        entries.push(("前月までの短期入所利用日数", String::new()));
        laying.note(Span::DETACHED, "前月までの短期入所利用日数は空です");
        return;
    };
    let has_actual = block.lines.iter().any(|line| !line.actual.is_missing());
    if has_actual && !stay::is_actual(block, from) {
        let message = format!("{}の短期入所に実績がないので、予定の日で数えました", era::month(from));
        laying.note(block.short_stay_days_before.span().or(block.month.span()), message);
    }
    let starts = certification(laying).and_then(Certification::start);
    let changed = InMonth::new(laying.source_case(), block).stays_count_from();
    let counted = |day: &&Date| starts.is_none_or(|start| start <= **day) && changed.is_none_or(|start| start <= **day);
    let days = stay::days_used(block, from, true);
    let own = days.iter().filter(counted).count();
    let restarted = changed.is_some() || starts.is_some_and(|start| start > from.first_day());
    let is_new = restarted || starts.is_some_and(|start| start == from.first_day());
    let written = block.short_stay_days_before.value().map(|days| usize::from(days.0)).filter(|_| !restarted);
    let Some(before) = written.or(is_new.then_some(0)) else {
        entries.push(("前月までの短期入所利用日数", String::new()));
        let message = format!("前月までの短期入所利用日数は空です（{}の利用票にないので）", era::month(from));
        return laying.note(block.short_stay_days_before.span().or(block.month.span()), message);
    };
    entries.push(("前月までの短期入所利用日数", (before + own).to_string()));
}

/// 「種類支給限度基準額」 A town sets them by level, and they stand on the same card as the level.
fn kind_limits(
    laying: &mut Laying,
    block: &MonthlyService,
    changed: Option<&str>,
    entries: &mut Vec<(&'static str, String)>,
) {
    if block.kind_limits.is_empty() {
        return;
    }
    let limits: Vec<String> = block
        .kind_limits
        .iter()
        .map(|(kind, units)| format!("{}: {}", scalar(kind.text()), scalar(units.text())))
        .collect();
    let limits = limits.join(", ");
    let Some(what) = changed else {
        return entries.push(("種類支給限度基準額", format!("{{{limits}}}")));
    };
    let span = block.kind_limits.span().or(block.month.span());
    let message = format!(
        "{what}が変わったので、種類支給限度基準額（{limits}）は写していません。被保険者証に定めがあれば書いてください"
    );
    laying.note(span, message);
}

/// Choices that hold until somebody changes them.
fn carry_choices(laying: &mut Laying, block: &MonthlyService, entries: &mut Vec<(&'static str, String)>) {
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
