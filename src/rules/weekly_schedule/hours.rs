//! CP320–CP321: hours of services in the week against each other.

use crate::report::Severity;
use crate::rules::context::{HoursOfDay, WeekSlot};
use crate::rules::said::{self, excerpt};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::service_kind::ServiceKind;

/// Two services at the same time.
pub static SERVICES_OVERLAP: Rule = Rule {
    id: "CP320",
    name: "services-overlap",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}曜日の「{1}」（{2}）と「{3}」（{4}）の時間が重なっています",
    looks_at: "「週間」の介護保険のサービスどうしの時間が、同じ曜日に重なっていないか（日をまたぐものは翌日も）。「2人」「同行」「一緒に訪問」などと書いた枠は見ない。",
    why: "一人の利用者が同じ時間に二つのサービスを受けることは、原則としてできません。",
    wrong: "- {曜日: [水], 時間: '12:30～15:00', 内容: 通所介護（入浴）}\n- {曜日: [水], 時間: '13:30～14:30', 内容: 訪問看護（血圧の観察）}",
    right: "- {曜日: [水], 時間: '15:30～16:30', 内容: 訪問看護（血圧の観察）}",
    fix: "どちらかの時間か曜日を直してください",
    demand: Demand::Guides,
    check: services_overlap,
};

fn services_overlap(context: &CheckContext, findings: &mut Findings) {
    let together = |slot: &WeekSlot| context.words.found("two_at_once", &slot.entry.content).is_some();
    let services: Vec<_> = context
        .week_slots()
        .iter()
        .filter(|slot| slot.kinds.iter().any(|hit| hit.is_insured() && !hit.is_equipment()) && !together(slot))
        .map(|slot| (slot, slot.hours()))
        .collect();
    for (at, (later, later_hours)) in services.iter().enumerate() {
        for (earlier, earlier_hours) in &services[..at] {
            let clash = |a: &HoursOfDay| {
                earlier_hours.iter().any(|b| a.weekday == b.weekday && a.start < b.end && b.start < a.end)
            };
            let days: Vec<_> = later_hours.iter().filter(|hours| clash(hours)).map(|hours| hours.weekday).collect();
            if days.is_empty() {
                continue;
            }
            let (one, other) = (&earlier.entry, &later.entry);
            let facts: [&dyn std::fmt::Display; 5] = [
                &said::weekdays(&days),
                &excerpt(one.content.text()),
                &one.time.text().trim(),
                &excerpt(other.content.text()),
                &other.time.text().trim(),
            ];
            findings.report(&SERVICES_OVERLAP, other.time.span(), &facts).related(one.time.span(), "重なっている枠");
        }
    }
}

/// The least minutes between two visits of home help.
const BETWEEN_VISITS: u16 = 120;

/// Two visits of home help with less than two hours between them.
pub static VISITS_CLOSE_TOGETHER: Rule = Rule {
    id: "CP321",
    name: "visits-close-together",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}曜日の訪問介護（{1} と {2}）の間が2時間未満です。一回の訪問として合算しなければならないことがあります",
    looks_at: "「週間」の同じ曜日の訪問介護の間が、2時間以上あいているか。",
    why: "おおむね2時間未満の間隔で行う訪問介護は、例外に当たらなければ、所要時間を合算して一回とします。",
    wrong: "- {曜日: [月], 時間: '10:00～11:00', 内容: 訪問介護（調理）}\n- {曜日: [月], 時間: '12:00～12:30', 内容: 訪問介護（服薬の確認）}",
    right: "- {曜日: [月], 時間: '13:00～13:30', 内容: 訪問介護（服薬の確認）}",
    fix: "間隔を2時間以上にするか、例外（緊急時、看取り期など）に当たるかを確かめてください",
    demand: Demand::Guides,
    check: visits_close_together,
};

fn visits_close_together(context: &CheckContext, findings: &mut Findings) {
    // The rule of two hours is about insured visits.
    let insured = context.week_slots().iter().filter(|slot| !slot.is_paid_otherwise);
    let visits = insured.filter(|slot| slot.kinds.iter().any(|hit| hit.kind.is_some_and(ServiceKind::is_home_help)));
    let mut visits: Vec<_> = visits.flat_map(|slot| slot.hours().into_iter().map(move |hours| (hours, slot))).collect();
    visits.sort_by_key(|(hours, _)| (hours.weekday.num_days_from_monday(), hours.start));
    let mut told: Vec<(crate::source::Span, crate::source::Span)> = Vec::new();
    for pair in visits.windows(2) {
        let [(first, first_slot), (second, second_slot)] = pair else { continue };
        let spans = (first_slot.entry.time.span(), second_slot.entry.time.span());
        let gap = second.start.minutes().checked_sub(first.end.minutes());
        // A visit over midnight is one visit in two parts.
        let same_entry = first_slot.entry.span == second_slot.entry.span;
        if first.weekday == second.weekday
            && !same_entry
            && gap.is_some_and(|gap| gap < BETWEEN_VISITS)
            && !told.contains(&spans)
        {
            told.push(spans);
            let facts: [&dyn std::fmt::Display; 3] = [
                &said::weekdays(&[first.weekday]),
                &first_slot.entry.time.text().trim(),
                &second_slot.entry.time.text().trim(),
            ];
            findings.report(&VISITS_CLOSE_TOGETHER, spans.1, &facts).related(spans.0, "前の訪問");
        }
    }
}
