//! What is told about the word under the cursor: of a key what belongs there and who demands it, of a date what day it is, of
//! a line of the slip its money, of a rule what it looks at.

use super::about::about;
use super::document::Document;
use super::outline;
use crate::billing::{self, AnnexOptions, BillingInput, Mode, RowKind};
use crate::calendar::read::age;
use crate::calendar::{Date, Datelike, Month, Period, era, weekday_letter};
use crate::case::{CaseFile, MonthlyService};
use crate::frequency::Frequency;
use crate::rules::{self, CheckContext};
use crate::service_kind;
use crate::source::Span;
use crate::source::read::Scalar;
use std::fmt::Write;

/// What is shown, in Markdown.
#[must_use]
pub(super) fn hover(document: &Document, offset: u32) -> Option<String> {
    let around = outline::around(document.file(), offset);
    if !around.in_value
        && let Some(key) = &around.key
    {
        return about_key(&around.path, key);
    }
    let (text, span) = document.text_at(offset)?;
    if around.path.last().is_some_and(|key| key == "例外") || around.key.as_deref() == Some("規則") {
        return about_rule(text);
    }
    // A plan just begun has none: then nobody is so old, and nothing has so many days left.
    let as_of = CheckContext::new(&document.checked.case.file, None).day();
    if let Ok(day) = Date::parse(text) {
        return Some(about_date(day, as_of, around.key.as_deref()));
    }
    if let Ok(period) = Period::parse(text) {
        return Some(about_period(period, as_of));
    }
    if around.key.as_deref() == Some("頻度") {
        let case = &document.checked.case.file;
        let start = start_of_goal(case, span).or_else(|| case.plan_1.as_ref()?.planned_on.value());
        return about_frequency(case, text, as_of, start).or_else(|| about_key(&around.path, "頻度"));
    }
    about_line(&document.checked.case.file, span).or_else(|| about_key(&around.path, around.key.as_deref()?))
}

fn about_key(path: &[String], key: &str) -> Option<String> {
    let about = about(path, key)?;
    let mut text = format!("**{key}**\n\n{}", about.says);
    if !about.choices.is_empty() {
        let _ = write!(text, "\n\n書ける言葉：{}", about.choices.join("、")); // a string takes everything
    }
    if let Some(example) = about.example {
        let _ = write!(text, "\n\n例：`{key}: {example}`"); // a string takes everything
    }
    for (guide, clause) in about.clauses {
        let _ = write!(text, "\n\n> {} {}：{}", guide.cited_as, clause.at, clause.says); // a string takes everything
    }
    Some(text)
}

fn about_rule(id: &str) -> Option<String> {
    let rule = rules::find(id)?;
    Some(format!(
        "**{} {}**（{}・{}）\n\n{}\n\n{}\n\n直し方：{}",
        rule.id,
        rule.name,
        rule.severity.printed(),
        rule.certainty.printed(),
        rule.looks_at,
        rule.why,
        rule.fix
    ))
}

fn about_date(day: Date, as_of: Option<Date>, key: Option<&str>) -> String {
    let mut text = format!("{}（{}） {}", era::long(day), weekday_letter(day.weekday()), day.format("%Y-%m-%d"));
    if let Some(as_of) = as_of.filter(|_| key == Some("生年月日")) {
        let _ = write!(text, "\n\n{}歳（{}）", age(day, as_of), era::long(as_of)); // a string takes everything
    }
    text
}

/// The first day of the short-term goal around a place.
fn start_of_goal(case: &CaseFile, span: Span) -> Option<Date> {
    let needs = case.plan_2.iter().flat_map(|plan| plan.needs.iter());
    let mut shorts = needs.flat_map(|need| need.goals.iter()).flat_map(|long| long.goals.iter());
    Some(shorts.find(|short| short.span.contains(span))?.period.value()?.start())
}

/// The days that a frequency means, in the newest month of the slip, else in the month of the check, else where its goal begins; or
/// why none can be known.
fn about_frequency(case: &CaseFile, text: &str, as_of: Option<Date>, start: Option<Date>) -> Option<String> {
    let newest = case.months.iter().filter_map(|block| block.month.value()).max();
    let month = newest.or_else(|| as_of.or(start).map(Month::of))?;
    let said = Frequency::read(text);
    if said.is_blank {
        return None;
    }
    let rhythm = match said.rhythm(month, start) {
        Ok(rhythm) => rhythm,
        Err(unlaid) => return Some(format!("{}：{}、日は決まりません", era::month(month), unlaid.reason())),
    };
    let days: Vec<String> = month
        .days()
        .filter(|day| rhythm.days.falls_on(*day))
        .map(|day| format!("{}（{}）", day.day(), weekday_letter(day.weekday())))
        .collect();
    let holidays = if rhythm.closed_on_holidays { "、祝日を除く" } else { "" };
    Some(format!("{}：{}（{}日{holidays}）", era::month(month), days.join("、"), days.len()))
}

fn about_period(period: Period, as_of: Option<Date>) -> String {
    let day = |day: Date| format!("{}（{}）", era::long(day), weekday_letter(day.weekday()));
    let end = period.end().map(day).unwrap_or_default();
    let mut text = format!("{} ～ {end}", day(period.start()));
    if let Some(days) = period.days() {
        let _ = write!(text, "\n\n{days}日間"); // a string takes everything
    }
    if let Some((as_of, left)) = as_of.and_then(|as_of| Some((as_of, days_left(period, as_of)?))) {
        let _ = write!(text, "。{}から数えて{left}", era::long(as_of)); // a string takes everything
    }
    text
}

/// 「残り 30 日」, 「期限切れ」
#[must_use]
pub(super) fn days_left(period: Period, as_of: Date) -> Option<String> {
    let left = (period.end()? - as_of).num_days();
    Some(if left < 0 { "期限切れ".to_owned() } else { format!("残り{left}日") })
}

/// Of a line of the slip: its units, its kind, what all lines of this kind and provider cost, what the limit leaves.
fn about_line(case: &CaseFile, span: Span) -> Option<String> {
    let block = case.months.iter().find(|block| block.span.contains(span))?;
    let at = block.lines.iter().position(|line| line.span.contains(span))?;
    let annex = billing::annex(&BillingInput::new(case, block), Mode::Planned, AnnexOptions::default()).ok()?;
    let row_at = annex.rows.iter().position(|row| row.lines.iter().any(|line| line.at == at))?;
    let row = &annex.rows[row_at];
    let unit = row.discounted_units.or(row.units);
    let mut text = match (unit, row.uses, row.service_units) {
        (Some(unit), Some(uses), Some(units)) => format!("{unit}単位 × {uses}回 = {units}単位"),
        (_, _, Some(units)) => format!("{units}単位"),
        _ => row.uses.map(|uses| format!("{uses}回")).unwrap_or_default(),
    };
    let kind = row.service_kind.as_deref().and_then(service_kind::kind);
    if let Some(kind) = kind {
        let _ = write!(text, "（{}）", kind.name); // a string takes everything
    }
    let whole = annex.rows[row_at..].iter().find(|sum| sum.provider == row.provider && sum.total_cost.is_some());
    if let Some(sum) = whole {
        let share = sum.client_share.unwrap_or_default() + sum.self_paid.unwrap_or_default();
        let _ = write!(
            text,
            "\n\n{}：{}単位、費用総額 {}円、利用者負担 {share}円",
            sum.provider.as_deref().unwrap_or_default(),
            sum.service_units.unwrap_or_default(),
            sum.total_cost.unwrap_or_default(),
        ); // a string takes everything
    }
    let managed = annex.total().and_then(|row| row.managed_units).unwrap_or_default();
    let _ = write!(text, "\n\n区分支給限度基準額 {}単位、残り {}単位", annex.limit, annex.limit - managed); // a string takes everything
    Some(text)
}

/// 「13回 5,148単位」 of each line of a month, by its number; with yen where the annex gives the line a row of its own.
#[must_use]
pub(super) fn line_figures(case: &CaseFile, block: &MonthlyService) -> Vec<(usize, String)> {
    let Ok(annex) = billing::annex(&BillingInput::new(case, block), Mode::Planned, AnnexOptions::default()) else {
        return Vec::new();
    };
    let mut figures = Vec::new();
    for row in annex.rows.iter().filter(|row| row.kind != RowKind::Subtotal && row.kind != RowKind::Total) {
        let Some(line) = row.lines.first() else { continue };
        let uses = row.uses.map(|uses| format!("{uses}回")).unwrap_or_default();
        let units = row.service_units.map(|units| format!(" {units}単位")).unwrap_or_default();
        let yen = row.total_cost.map(|yen| format!(" {yen}円")).unwrap_or_default();
        figures.push((line.at, format!("{uses}{units}{yen}").trim().to_owned()));
    }
    figures
}

/// 「合計 15,000単位 161,000円」 of a month.
#[must_use]
pub(super) fn month_figures(case: &CaseFile, block: &MonthlyService) -> Option<String> {
    let annex = billing::annex(&BillingInput::new(case, block), Mode::Planned, AnnexOptions::default()).ok()?;
    let total = annex.total()?;
    let (units, yen) = (total.service_units?, total.total_cost.unwrap_or_default());
    let share = total.client_share.unwrap_or_default() + total.self_paid.unwrap_or_default();
    Some(format!("合計 {units}単位 {yen}円 利用者負担 {share}円"))
}
