//! What a month keeps of what it was computed with, and what is told where it does not.
//!
//! One place for the annex, for slips that are printed without it, and for the rules.

use super::uses::{self, Mode};
use super::{About, Warning, days_of, unused_days};
use crate::calendar::{Date, Datelike, Month, Period, era};
use crate::case::days::DayPattern;
use crate::case::{CareLevel, InMonth, ServiceLine};
use crate::service_kind::{self, ServiceKind};

/// The command that adds to older months what they were computed with, for messages; a macro, so that words of rules may hold it.
macro_rules! pin_command {
    () => {
        "careplan month 計画書 --pin --write"
    };
}
pub(crate) use pin_command;

/// What is told of a month's own values.
#[must_use]
pub fn told(held: &InMonth) -> Vec<Warning> {
    let Some(month) = held.block().month.value() else { return Vec::new() };
    let told = [
        not_kept(held, month),
        level_differs(held, month),
        change_differs(held, month),
        change_not_kept(held, month),
        changes_twice(held, month),
        pending_within(held, month),
        stay_days_replaced(held),
    ];
    let told = told.into_iter().flatten().chain(left_over(held)).chain(unused_days(held, month));
    told.chain(ended_with_card(held, month)).collect()
}

/// Lines of a service that is not there in this month: they are neither printed nor reckoned, and their provider gets nothing.
fn left_over(held: &InMonth) -> impl Iterator<Item = Warning> {
    let block = held.block();
    block.lines.iter().filter(|line| block.is_left_over(line)).map(|line| {
        let why = match (line.addition_rate.is_blank(), line.ends_on.value(), line.starts_on.value()) {
            (false, ..) => format!("率をかける{}の基本のサービスがこの月にない", line.provider.text().trim()),
            (true, Some(end), _) => format!("終了（{}）がこの月より前な", era::long(end)),
            (true, None, start) => {
                format!("開始（{}）がこの月より後な", start.map(era::long).unwrap_or_default())
            }
        };
        // Its base may stand there, under a code of another kind.
        let is_beside = |other: &ServiceLine| {
            other.addition_rate.is_blank() && !other.code.is_blank() && other.provider.plain() == line.provider.plain()
        };
        let beside = !line.addition_rate.is_blank() && block.lines.iter().any(is_beside);
        let first = if beside {
            "この事業所のほかの行のサービスコードの種類（初めの2桁）を確かめ、"
        } else {
            ""
        };
        let message = format!(
            "{}は、{why}ので、利用票・提供票・別表に入れていません。{first}要らなければ行を消してください",
            line.called()
        );
        Warning::new(About::Line, line.span, message)
    })
}

/// Days of a line that come to nothing.
fn unused_days(held: &InMonth, month: Month) -> impl Iterator<Item = Warning> {
    let block = held.block();
    let lines = block.lines.iter().filter(|line| !block.is_left_over(line));
    lines.flat_map(move |line| {
        let told = unused_days::of(line, month).into_iter();
        told.map(move |(span, why)| {
            Warning::new(About::Days, span, format!("{}の{}：{why}", era::month(month), line.called()))
        })
    })
}

/// Patterns that end within the month with a certification after which another one goes on: what was left out of the other half is asked about.
fn ended_with_card(held: &InMonth, month: Month) -> impl Iterator<Item = Warning> {
    let block = held.block();
    let lines = block.lines.iter().filter(|line| !block.is_left_over(line));
    lines.filter_map(move |line| {
        let end = end_of_card(held, month, line)?;
        let message = format!(
            "{}の{}は{}で終わっていますが、その日は認定の有効期間の終わりで、次の日から次の認定が続いています。サービスも続くなら「終了」を消してください",
            era::month(month),
            line.called(),
            era::long(end)
        );
        Some(Warning::new(About::Days, line.ends_on.span(), message))
    })
}

/// 「終了」 within the month of a line that recurs, where it may be the card's end only: `month` ends lines so while nobody knows of the
/// renewal. None where another line of its kind begins after it (the code of the next level, the next provider).
pub(super) fn end_of_card(held: &InMonth, month: Month, line: &ServiceLine) -> Option<Date> {
    let end = line.ends_on.value().filter(|end| Month::of(*end) == month && *end < month.last_day())?;
    let kind = |line: &ServiceLine| service_kind::of_service_code(line.code.text());
    let of_kind = |other: &&ServiceLine| match kind(line) {
        Some(own) if own.rental => other.code.plain() == line.code.plain(),
        own => kind(other).map(ServiceKind::family) == own.map(ServiceKind::family),
    };
    let begins_after = |other: &ServiceLine| {
        let counts = days_of(other, month, Mode::Planned);
        let first = month.days().find(|day| uses::get(&counts, day.day()) > 0);
        first.is_some_and(|first| end < first)
    };
    let is_pattern = !matches!(line.planned.pattern, DayPattern::Days(_));
    let has_heir = || held.block().lines.iter().filter(of_kind).any(begins_after);
    (is_pattern && held.certifications().go_on_after(end) && !has_heir()).then_some(end)
}

/// A month outside all certifications that does not say itself with what it was computed.
fn not_kept(held: &InMonth, month: Month) -> Option<Warning> {
    let missing = held.lacks();
    let certification = held.certification().filter(|certification| certification.is_settled())?;
    let valid = certification.valid_period.value()?;
    if missing.is_empty() {
        return None;
    }
    let of = era::month(month);
    let outside = if held.certifications().of_month(month).is_none() {
        format!("{of}は認定の有効期間（{}）の外", printed(valid))
    } else {
        let early = held.block().level.is_blank().then(|| day_before(held, month, valid.start())).flatten()?;
        format!("{}は認定の有効期間（{}）の前", era::long(early), printed(valid))
    };
    let level = held.level().map_or("空", CareLevel::printed);
    let rate = held.benefit_rate().value().map_or("空".to_owned(), |rate| format!("{}％", rate.0));
    let message = format!(
        "{outside}ですが、{of}の利用票に{}が書かれていません。今の認定と計画の値（{level}、給付率{rate}）によるので、その月の額と違うことがあります。前の認定を「認定」に並べて書くか、その月の値を利用票に書いてください（{}）",
        missing.join("・"),
        pin_command!()
    );
    Some(Warning::new(About::NotKept, held.block().month.span(), message))
}

/// The first day of the month with a use before `start`; lines of every day (rentals) stand for the month.
fn day_before(held: &InMonth, month: Month, start: Date) -> Option<Date> {
    let used = |day: &Date| {
        held.block().lines.iter().any(|line| {
            [Mode::Planned, Mode::Actual]
                .into_iter()
                .any(|mode| !mode.written(line).is_daily() && uses::get(&days_of(line, month, mode), day.day()) > 0)
        })
    };
    month.days().take_while(|day| *day < start).find(used)
}

/// A level that the card in force says otherwise, as when it comes after the month was made: the slip's counts.
fn level_differs(held: &InMonth, month: Month) -> Option<Warning> {
    let (own, certified) = held.level_beside_certified().filter(|_| !held.block().level.is_blank())?;
    let message = format!(
        "{}の利用票の要介護状態区分（{}）が、認定（{}）と違います。利用票のとおりに計算・印刷します",
        era::month(month),
        own.value()?.printed(),
        certified.value()?.printed()
    );
    Some(Warning::new(About::Level, own.span(), message))
}

/// A change of level that the slip and 認定 tell differently: the slip's counts.
fn change_differs(held: &InMonth, month: Month) -> Option<Warning> {
    let written = held.change().filter(|change| change.is_written)?;
    let (new, start) = held.certifications().begun_within(month)?;
    let (level, day, certified) = (written.level?, written.day?, new.level.value()?);
    if level == certified && day == start {
        return None;
    }
    let message = format!(
        "{}の利用票の変更（{}から{}）が、認定（{}から{}）と違います。利用票のとおりに計算・印刷します",
        era::month(month),
        era::long(day),
        level.printed(),
        era::long(start),
        certified.printed()
    );
    Some(Warning::new(About::Change, written.span, message))
}

/// A change of level that only the present card tells, the one before it being overwritten: the next card takes it away. While
/// both cards stand in the plan there is no hurry until the month is over, which its 実績 say.
fn change_not_kept(held: &InMonth, month: Month) -> Option<Warning> {
    let change = held.change().filter(|change| !change.is_written)?;
    let has_actual = held.block().lines.iter().any(|line| !line.actual.is_missing());
    if held.certifications().in_force(month.first_day()).is_some() && !has_actual {
        return None;
    }
    let message = format!(
        "{}の利用票に変更後要介護状態区分と変更日がないので、今の認定（{}から{}）によって印字・計算します。次の認定を書くと消えるので、利用票に書き残してください（{}）",
        era::month(month),
        change.day.map(era::long).unwrap_or_default(),
        change.level.map_or("空", CareLevel::printed),
        pin_command!()
    );
    Some(Warning::new(About::Change, held.block().month.span(), message))
}

/// More changes of level than the one that a slip has room for.
fn changes_twice(held: &InMonth, month: Month) -> Option<Warning> {
    let first = held.passed_levels().next()?;
    let (last, _) = held.certifications().begun_within(month)?;
    let changes: Vec<String> = held
        .passed_levels()
        .chain([last])
        .filter_map(|one| Some(format!("{}から{}", era::long(one.start()?), one.level.value()?.printed())))
        .collect();
    let message = format!(
        "{}の途中で認定が{}回変わります（{}）。利用票に書ける変更は1回なので、限度額はいちばん重い{}のものとし、変更後の欄には最後の変更を書きます。保険者に確かめてください",
        era::month(month),
        changes.len(),
        changes.join("、"),
        held.limit_level().map_or("空", CareLevel::printed)
    );
    Some(Warning::new(About::Change, first.level.span().or(first.valid_period.span()), message))
}

/// A certification that ends within the month while the next one is only applied for.
fn pending_within(held: &InMonth, month: Month) -> Option<Warning> {
    if held.change().is_some_and(|change| change.is_written) {
        return None;
    }
    let all = held.certifications();
    let end = all.in_force(month.first_day())?.valid_period.value()?.end().filter(|end| *end < month.last_day())?;
    let next = all.in_force(end.succ_opt()?).filter(|next| !next.is_settled())?;
    let message = format!(
        "認定の有効期間が{}に終わり、その次の日からは申請中です。{}は月を通して{}として計算・印刷します。認定の結果が出たら「認定」に書き足してください",
        era::long(end),
        era::month(month),
        held.level().map_or("空", CareLevel::printed)
    );
    Some(Warning::new(About::Change, next.status.span(), message))
}

/// 「前月までの短期入所利用日数」 that belongs to the certification before the change.
fn stay_days_replaced(held: &InMonth) -> Option<Warning> {
    let day = held.stays_count_from()?;
    let field = &held.block().short_stay_days_before;
    let written = field.value().filter(|days| days.0 > 0)?;
    let message = format!(
        "月の途中（{}）で認定が変わったので、前月までの短期入所利用日数は{}ではなく0、当月はその日からの日数を印字します",
        era::long(day),
        written.0
    );
    Some(Warning::new(About::StayDays, field.span(), message))
}

fn printed(period: Period) -> String {
    format!("{}～{}", era::long(period.start()), period.end().map(era::long).unwrap_or_default())
}
