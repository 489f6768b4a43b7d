//! What the plan knows by itself: its providers, persons, dates, periods and the texts that it has already.

use super::Proposal;
use crate::calendar::{Date, Period, era};
use crate::case::CaseFile;
use crate::case::plan::Support;
use crate::case::read::Case;
use crate::lsp::blanks;
use crate::lsp::document::Document;
use crate::lsp::outline::Around;
use crate::rules::CheckContext;
use crate::service_kind;
use crate::source::edit::{double, is_plain};
use crate::source::yaml::{Kind, Node};
use chrono::{Days, Months};

/// 「援助」 all of 第２表.
pub(super) fn supports(case: &CaseFile) -> impl Iterator<Item = &Support> {
    let needs = case.plan_2.iter().flat_map(|plan| plan.needs.iter());
    needs.flat_map(|need| need.goals.iter()).flat_map(|long| long.goals.iter()).flat_map(|short| short.supports.iter())
}

/// The names under 「サービス事業所」.
fn listed(case: &CaseFile) -> Vec<String> {
    let listed =
        case.providers.get().map(|providers| providers.iter().map(|(name, _)| name.text().trim().to_owned()).collect());
    listed.unwrap_or_default()
}

/// The providers of supports and of the slip.
fn used(case: &CaseFile) -> Vec<String> {
    let lines = case.months.iter().flat_map(|block| block.lines.iter()).map(|line| line.provider.text());
    let all = supports(case).map(|support| support.provider.text()).chain(lines);
    let mut names: Vec<String> = Vec::new();
    for name in all.map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The names that 「事業所」 may have: those of the office's file, then those that the plan uses.
fn provider_names(case: &CaseFile) -> impl Iterator<Item = String> {
    listed(case).into_iter().chain(used(case))
}

/// 「事業所」 of this plan and of the office's file.
pub(super) fn providers(case: &CaseFile) -> Vec<Proposal> {
    provider_names(case).map(|name| Proposal::word(name, "サービス事業所")).collect()
}

/// The map whose keys are names.
pub(super) const NAMED: [&str; 1] = ["サービス事業所"];

/// 「サービス事業所」 those that the plan uses and that do not stand there, then one to be named.
pub(super) fn entries(document: &Document, around: &Around) -> Vec<Proposal> {
    let case = &document.good().file;
    let known = listed(case);
    let missing = used(case).into_iter().filter(|name| !known.contains(name) && !around.beside.contains(name));
    let parts = format!("{{事業所番号: '{place}', 地域区分: {place}}}", place = blanks::PLACE);
    let entry = |name: String| {
        let key = if is_plain(&name, false) { name.clone() } else { double(&name) };
        let insert = format!("{key}: {parts}");
        Proposal { label: name.clone(), filter: name, insert, ..Proposal::word("", "第2表・第6表の事業所") }
    };
    let unnamed = Proposal::yaml("事業所を一つ", format!("{}: {parts}", blanks::PLACE), "名前、事業所番号、地域区分");
    missing.map(entry).chain([unnamed]).collect()
}

/// 「サービス種別」 of this plan, of persons, and all kinds of service.
pub(super) fn kinds(case: &CaseFile) -> Vec<Proposal> {
    let used = supports(case).map(|support| support.kind.text().trim().to_owned()).filter(|name| !name.is_empty());
    let family = case.family.iter().map(|member| format!("家族（{}）", member.relationship.text().trim()));
    let known = service_kind::kinds().iter().map(|kind| kind.name.clone());
    used.chain(["本人".to_owned()])
        .chain(family)
        .chain(["家族".to_owned()])
        .chain(known)
        .map(|name| Proposal::word(name, "サービス種別"))
        .collect()
}

/// Everybody whom the plan names.
pub(super) fn persons(case: &CaseFile) -> Vec<Proposal> {
    let client = case.client.iter().map(|client| (client.name.text(), "利用者"));
    let family = case.family.iter().map(|member| (member.name.text(), "家族"));
    let doctors = case.physicians.iter().map(|doctor| (doctor.name.text(), "主治医"));
    let office = case.office.get().into_iter().map(|office| (office.care_manager.text(), "介護支援専門員"));
    let writers = case.log.iter().map(|entry| (entry.recorder.text(), "記載者"));
    let attendees = case.meetings.iter().flat_map(|meeting| meeting.attendees.iter());
    let attendees = attendees.map(|attendee| (attendee.name.text(), "出席者"));
    let all = client.chain(family).chain(doctors).chain(office).chain(writers).chain(attendees);
    let all = all.filter(|(name, _)| !name.trim().is_empty());
    all.map(|(name, what)| Proposal::word(name.trim(), what)).collect()
}

/// 「続柄」 of the family.
pub(super) fn relationships(case: &CaseFile) -> Vec<Proposal> {
    let of_family = case.family.iter().map(|member| member.relationship.text().trim().to_owned());
    of_family.filter(|text| !text.is_empty()).map(|text| Proposal::word(text, "家族")).collect()
}

/// Days that the plan has already, today first.
pub(super) fn dates(case: &CaseFile, today: Date) -> Vec<Proposal> {
    let plan = case.plan_1.as_ref();
    let consent = plan.and_then(|plan| plan.consent.as_ref()).and_then(|consent| consent.signed_on.value());
    let all = [
        (Some(today), "今日"),
        (plan.and_then(|plan| plan.planned_on.value()), "計画作成日"),
        (plan.and_then(|plan| plan.issued_on.value()), "第1表の作成年月日"),
        (consent, "同意日"),
        (case.meetings.last().and_then(|meeting| meeting.held_on.value()), "開催日"),
        (case.months.iter().find_map(|month| month.notified_on.value()), "届出年月日"),
    ];
    // A day that is several things is one proposal.
    let mut found: Vec<(Date, String)> = Vec::new();
    for (day, what) in all.into_iter().filter_map(|(day, what)| Some((day?, what))) {
        match found.iter_mut().find(|(known, _)| *known == day) {
            Some((_, told)) => *told = format!("{told}、{what}"),
            None => found.push((day, what.to_owned())),
        }
    }
    found.into_iter().map(|(day, what)| Proposal::word(era::long(day), what)).collect()
}

fn long(period: Period) -> String {
    let end = period.end().map(era::long).unwrap_or_default();
    format!("{} ～ {end}", era::long(period.start()))
}

/// 「期間」 of goals: as other goals, from the day of the plan to the end of the certification, and months from then on.
pub(super) fn periods(case: &CaseFile, today: Date) -> Vec<Proposal> {
    let valid =
        CheckContext::new(case, None).certification().and_then(|certification| certification.valid_period.value());
    let goals = case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
    let mut found = Vec::new();
    for goal in goals {
        let shorts = goal.goals.iter().filter(|short| short.period.value().is_some());
        found.extend(shorts.map(|short| Proposal::word(short.period.text().trim(), "短期目標の期間")));
        if goal.period.value().is_some() {
            found.push(Proposal::word(goal.period.text().trim(), "長期目標の期間"));
        }
    }
    let planned = case.plan_1.as_ref().and_then(|plan| plan.planned_on.value()).unwrap_or(today);
    let start = valid.map_or(planned, |valid| planned.max(valid.start()));
    let end = valid.and_then(Period::end);
    if let Some(whole) = end.and_then(|end| Period::new(start, Some(end))) {
        found.push(Proposal::word(long(whole), "計画作成日から認定の終わりまで"));
    }
    for months in [3, 6, 12] {
        let last = start.checked_add_months(Months::new(months)).and_then(|day| day.checked_sub_days(Days::new(1)));
        let inside = last.filter(|last| end.is_none_or(|end| *last <= end));
        if let Some(period) = inside.and_then(|last| Period::new(start, Some(last))) {
            found.push(Proposal::word(long(period), format!("計画作成日から{months}か月")));
        }
    }
    found
}

/// Texts that the same table already has under the same key.
pub(super) fn written(case: &Case, table: &str, key: &str) -> Vec<Proposal> {
    let texts = case.root.iter().flat_map(|root| texts_under(root.get(table).map_or(root, |entry| &entry.value), key));
    texts.map(|text| Proposal::word(text, "この計画書の言葉")).collect()
}

/// The texts of one line under a key, anywhere below a node: fifty at most.
fn texts_under<'n>(node: &'n Node, key: &str) -> Vec<&'n str> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match &node.kind {
            Kind::Seq(items) => open.extend(items),
            Kind::Map(entries) => {
                for entry in entries {
                    match &entry.value.kind {
                        Kind::Scalar(text) if entry.key == key && !text.contains('\n') && !text.trim().is_empty() => {
                            found.push(text.trim());
                        }
                        _ => open.push(&entry.value),
                    }
                }
            }
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
    found.truncate(50);
    found
}
