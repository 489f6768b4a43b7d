//! The first month of a plan that follows another: carried over from the plan before, but by what the new plan says.
//!
//! The plan before has the codes and additions, the new one the services and their weekdays. A service that the new plan names no
//! more does not go on, one that is new gets a line to be filled in; both are told.

use super::lines::Source;
use super::named::{Service, insured_supports};
use super::rhythm::{Found, Recurs, letters};
use super::{Laying, PlannedLine, week};
use crate::calendar::Month;
use crate::calendar::Weekday;
use crate::case::days::DayPattern;
use crate::case::{CaseFile, MonthlyService, ServiceLine};
use crate::service_kind::{self, ServiceKind};
use crate::source::{Span, plain};

/// The last month before one, of a plan or, where it has none, of the plan before it; and that plan. Of a month with two insurers,
/// the slip of the one that 利用者 names.
pub(super) fn last_month(case: &CaseFile, month: Month) -> Option<(&MonthlyService, Option<&CaseFile>)> {
    let insurer = case.client.as_ref().map(|client| client.insurer_number.plain()).unwrap_or_default();
    let is_own = |block: &MonthlyService| {
        insurer.is_empty() || block.insurer_number.is_blank() || block.insurer_number.plain() == insurer
    };
    let newest = |case: &'_ CaseFile| {
        let earlier =
            case.months.iter().enumerate().filter(|(_, block)| block.month.value().is_some_and(|of| of < month));
        earlier.max_by_key(|(at, block)| (block.month.value(), is_own(block), *at)).map(|(at, _)| at)
    };
    if let Some(block) = newest(case).and_then(|at| case.months.get(at)) {
        return Some((block, None));
    }
    let before = case.earlier.plan.as_deref()?;
    let block = before.months.get(newest(before)?)?;
    Some((block, Some(before)))
}

/// Whether a line's service stands in 第2表 of the new plan; what has no kind is a person's to judge.
pub(super) fn is_planned(case: &CaseFile, line: &ServiceLine) -> bool {
    let own = super::named::kind(line).map(ServiceKind::family);
    let provider = line.provider.plain();
    let same = |of: &str| of.trim().is_empty() || plain(of) == provider;
    own.is_none()
        || insured_supports(case)
            .iter()
            .any(|insured| Some(insured.kind.family()) == own && same(insured.support.provider.text()))
}

/// The weekdays that the new plan names for a line, as what recurs.
pub(super) fn by_new_plan(line: &ServiceLine, source: &Source, to: Month) -> Option<Found> {
    // A rental has no weekdays of its own, whatever 第2表 says of its use.
    if super::named::kind(line).is_some_and(|kind| kind.rental) {
        return None;
    }
    let service = Service::of(line);
    // Weekdays are a guess where 第2表 says more of when than they do.
    if !source.said.beyond_weekdays(&service).is_empty() {
        return by_rhythm(source, &service, to);
    }
    let named = |table: &str, days: Option<Vec<Weekday>>| days.map(|days| (table.to_owned(), days));
    let said = &source.said;
    let (table, weekdays) = named("第3表", said.in_week(line)).or_else(|| named("第2表", said.in_plan(&service)))?;
    let uses = match &line.planned.pattern {
        DayPattern::Days(days) => {
            days.first().map(|(_, uses)| *uses).filter(|one| days.iter().all(|(_, uses)| uses == one))
        }
        _ => Some(1),
    }?;
    let way = format!("{table}の曜日（{}）に", letters(weekdays.clone()));
    Some(Found {
        recurs: Recurs::Weekly(weekdays.into_iter().map(|day| (day, uses)).collect()),
        way,
        skipped: Vec::new(),
    })
}

/// What the new 第2表 lays down beyond the week, where it has one support and the slip one line of the service.
fn by_rhythm(source: &Source, service: &Service, to: Month) -> Option<Found> {
    let supports = source.said.supports(service);
    let [insured] = supports.as_slice() else { return None };
    if source.said.lines(service).count() != 1 {
        return None;
    }
    let written = insured.support.frequency.text().trim();
    let rhythm = insured.frequency().rhythm(to, insured.starts).ok()?;
    let fortnightly = rhythm.counted_from_start;
    let skipped = fortnightly.then(|| "隔週は、期間の初めの週から数えました".to_owned()).into_iter().collect();
    Some(Found { recurs: Recurs::Longer(rhythm), way: format!("第2表の「{written}」から"), skipped })
}

/// Lines of services that the plan before did not have, from the week, to be filled in.
pub(super) fn new_services(laying: &mut Laying, block: &MonthlyService) -> Vec<PlannedLine> {
    let case = laying.case;
    let mut aside =
        Laying { case, before: None, month: laying.month, days: laying.days, notes: Vec::new(), ways: Vec::new() };
    let all = week::lines(&mut aside);
    // What the plan before had without a line on its slips (居宅療養管理指導) is not new.
    let planned_before = laying.before.map(insured_supports).unwrap_or_default();
    let known = |line: &PlannedLine| {
        let [content, provider] = ["サービス内容", "事業所"].map(|key| plain(line.get(key).unwrap_or_default()));
        let family = service_kind::in_text(&content).map(ServiceKind::family);
        let on_slip = block
            .lines
            .iter()
            .any(|old| super::named::kind(old).map(ServiceKind::family) == family && old.provider.plain() == provider);
        on_slip
            || planned_before
                .iter()
                .any(|old| Some(old.kind.family()) == family && old.support.provider.plain() == provider)
    };
    let new: Vec<PlannedLine> = all.into_iter().filter(|line| !known(line)).collect();
    for line in &new {
        let [content, provider] = ["サービス内容", "事業所"].map(|key| line.get(key).unwrap_or_default().trim());
        let days = if line.get("予定") == Some("") { "予定の日・" } else { "" };
        let message = format!(
            "{content}（{provider}）は前の計画の利用票になかったので、第2・3表から行を作りました。{days}サービスコード・単位数と、要る加算の行を書いてください"
        );
        laying.note(Span::DETACHED, message);
    }
    new
}
