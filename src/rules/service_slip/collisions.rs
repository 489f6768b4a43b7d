//! CP638–CP639, CP652, CP655: lines of the slip against each other.

use super::{Rule, has_doubtful_code};
use crate::billing::stay;
use crate::calendar::{Date, era};
use crate::report::Severity;
use crate::rules::context::{SlipLine, SlipMonth, days_with_uses};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::service_kind::{self, ServiceKind};

/// The same service by the same office at the same time on the same day, twice.
pub static SERVICE_LINE_REPEATED: Rule = Rule {
    id: "CP638",
    name: "service-line-repeated",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票に、同じ事業所・サービスコード・{3}の行が二つあり、予定の日が重なっています（「{1}」：{2}）",
    looks_at: "事業所、サービスコード、提供時間帯が同じ行に、同じ日の予定がないか。福祉用具は、離れた二つの行の用具名称・TAISコード・単位数も同じとき。時間帯のないほかの行は見ない。",
    why: "同じサービスを二重に数えることになります。",
    wrong: "- {提供時間帯: 10:00～11:00, サービスコード: \"111211\", 予定: [2, 9]}\n- {提供時間帯: 10:00～11:00, サービスコード: \"111211\", 予定: [9, 16]}",
    right: "- {提供時間帯: 10:00～11:00, サービスコード: \"111211\", 予定: [2, 9, 16]}",
    fix: "一つの行にまとめてください（別のサービスなら、どちらかの行のサービスコードが誤りです）。二人で訪問するときは、そのサービスコードを使います。同じ用具を二つ借りているのなら、そのままで構いません",
    demand: Demand::Guides,
    check: service_line_repeated,
};

fn common_days(one: &SlipLine, other: &SlipLine) -> Vec<u32> {
    days_with_uses(&one.planned).filter(|day| days_with_uses(&other.planned).any(|also| also == *day)).collect()
}

/// Every pair of lines of a month, the later one second.
fn pairs<'s, 'a>(slip: &'s SlipMonth<'a>) -> impl Iterator<Item = (&'s SlipLine<'a>, &'s SlipLine<'a>)> {
    slip.lines
        .iter()
        .enumerate()
        .flat_map(|(at, later)| slip.lines.iter().take(at).map(move |earlier| (earlier, later)))
}

fn is_repeated(earlier: &SlipLine, later: &SlipLine) -> bool {
    let same_code = !later.code.is_empty()
        && earlier.code == later.code
        && earlier.provider == later.provider
        && !later.is_equipment();
    same_code && later.line.time.value().is_some() && earlier.line.time.value() == later.line.time.value()
}

/// Whether a rental is written twice, with other rows between: rows side by side are told where they are read.
fn is_rented_twice(slip: &SlipMonth, earlier: &SlipLine, later: &SlipLine) -> bool {
    let (one, other) = (earlier.line, later.line);
    let at = |line: &SlipLine| slip.lines.iter().position(|row| std::ptr::eq(row, line)).unwrap_or_default();
    later.is_rental()
        && !later.code.is_empty()
        && earlier.code == later.code
        && earlier.provider == later.provider
        && !other.equipment.is_blank()
        && one.equipment.plain() == other.equipment.plain()
        && one.tais_code.plain() == other.tais_code.plain()
        && one.units.text() == other.units.text()
        && at(later) > at(earlier) + 1
}

fn service_line_repeated(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for (earlier, later) in pairs(slip) {
            let same = if is_repeated(earlier, later) {
                "時間帯"
            } else if is_rented_twice(slip, earlier, later) {
                "用具"
            } else {
                continue;
            };
            let days = common_days(earlier, later);
            if !days.is_empty() {
                let facts: [&dyn std::fmt::Display; 4] =
                    [&era::month(slip.month), &later.called(), &said::day_numbers(&days), &same];
                findings
                    .report(&SERVICE_LINE_REPEATED, later.planned_span(), &facts)
                    .related(earlier.planned_span(), "初めの行の予定");
            }
        }
    }
}

/// Two services at the same time on one day of the month.
pub static SLIP_TIMES_OVERLAP: Rule = Rule {
    id: "CP639",
    name: "slip-times-overlap",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票で、「{1}」（{2}）と「{3}」（{4}）の時間が重なっています：{5}",
    looks_at: "種類か事業所の違う二つの行（加算と福祉用具を除く）か、一つの事業所の二つの通所の行の提供時間帯が、同じ日に重なっていないか。第3表で重なっていれば、そちらで伝える。",
    why: "一人の利用者が同じ時間に二つのサービスを受けることは、原則としてできません。",
    wrong: "- {提供時間帯: 9:30～16:30, サービス内容: 通所介護Ⅰ５２, 予定: [3]}\n- {提供時間帯: 14:00～15:00, サービス内容: 訪問看護Ⅰ３, 予定: [3]}",
    right: "- {提供時間帯: 17:00～18:00, サービス内容: 訪問看護Ⅰ３, 予定: [3]}",
    fix: "どちらかの日か時間を直してください",
    demand: Demand::Guides,
    check: slip_times_overlap,
};

fn slip_times_overlap(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for (earlier, later) in pairs(slip) {
            let (Some(one), Some(other)) = (earlier.line.time.value(), later.line.time.value()) else { continue };
            let serves = |line: &SlipLine| !line.is_addition() && !line.is_equipment();
            let different = !(earlier.goes_with(later) && (!is_day_service(later) || is_repeated(earlier, later)))
                && serves(earlier)
                && serves(later)
                && earlier.kind.is_some()
                && later.kind.is_some();
            // Over midnight, only the evening is looked at.
            let clash = one.parts().first().zip(other.parts().first()).is_some_and(|(a, b)| a.1 < b.2 && b.1 < a.2);
            let days = if different && clash { common_days(earlier, later) } else { Vec::new() };
            // Two of one kind have the same entries of the week.
            let is_told = |a, b: &SlipLine| !b.goes_with(a) && overlaps_in_week(context, a, b);
            if days.is_empty() || is_told(earlier, later) {
                continue;
            }
            let facts: [&dyn std::fmt::Display; 6] =
                [&era::month(slip.month), &earlier.called(), &one, &later.called(), &other, &said::day_numbers(&days)];
            let finding = findings
                .report(&SLIP_TIMES_OVERLAP, later.line.time.span(), &facts)
                .related(earlier.line.time.span(), "重なっている行");
            // An addition whose name is mistyped counts as a service.
            for line in [earlier, later].into_iter().filter(|_| earlier.goes_with(later)) {
                finding.related(line.line.content.span(), "加算なら、名称に誤りがないか確かめてください");
            }
        }
    }
}

/// Two helpers may come at once; nobody is at two day services of one provider.
fn is_day_service(line: &SlipLine) -> bool {
    service_kind::kind(line.kind_code()).is_some_and(|kind| kind.name.contains("通所"))
}

/// Whether the week has the two services at the same time already.
fn overlaps_in_week(context: &CheckContext, one: &SlipLine, other: &SlipLine) -> bool {
    let hours = |line: &SlipLine| {
        let of_kind = context
            .week_slots()
            .iter()
            .filter(|slot| line.kind.is_some_and(|kind| slot.kinds.iter().any(|hit| hit.may_be(&kind))));
        of_kind.flat_map(crate::rules::context::WeekSlot::hours).collect::<Vec<_>>()
    };
    let others = hours(other);
    hours(one).iter().any(|a| others.iter().any(|b| a.weekday == b.weekday && a.start < b.end && b.start < a.end))
}

/// A visit or a day service in the middle of a short stay.
pub static SERVICE_DURING_SHORT_STAY: Rule = Rule {
    id: "CP652",
    name: "service-during-short-stay",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票で、短期入所の途中の日に「{1}」の予定があります：{2}",
    looks_at: "短期入所の入所日と退所日を除く途中の日に、訪問・通所のサービスの予定がないか。福祉用具と居宅療養管理指導、加算の行は見ない。",
    why: "短期入所を利用している間の訪問・通所のサービスは、給付されません。",
    wrong: "- {サービス内容: 短期入所生活介護, サービスコード: \"212111\", 予定: [6, 7, 8]}\n- {サービス内容: 通所介護Ⅰ５２, サービスコード: \"152442\", 予定: [3, 7, 10]}",
    right: "- {サービス内容: 通所介護Ⅰ５２, サービスコード: \"152442\", 予定: [3, 10]}",
    fix: "どちらかの予定の日を直してください（「休み」に書くこともできます）",
    demand: Demand::Guides,
    check: service_during_short_stay,
};

fn service_during_short_stay(context: &CheckContext, findings: &mut Findings) {
    let stays = stay::planned_days(context.case);
    let inside = |day: Date| stay::is_inside(&stays, day);
    for slip in context.slips() {
        let serves = |line: &&SlipLine| {
            !line.is_equipment()
                && !line.is_addition()
                && !stay::is_short_stay(line.line)
                && !line.kind_code().is_empty()
                && !service_kind::kind(line.kind_code()).is_some_and(ServiceKind::is_medical_guidance)
        };
        for line in slip.lines.iter().filter(serves) {
            let days: Vec<u32> =
                days_with_uses(&line.planned).filter(|day| slip.month.day(*day).is_some_and(inside)).collect();
            if !days.is_empty() {
                let facts: [&dyn std::fmt::Display; 3] =
                    [&era::month(slip.month), &line.called(), &said::day_numbers(&days)];
                let finding = findings.report(&SERVICE_DURING_SHORT_STAY, line.planned_span(), &facts);
                for stay in slip.lines.iter().filter(|line| stay::is_short_stay(line.line) && !line.is_addition()) {
                    finding.related(stay.planned_span(), "短期入所の予定");
                    if has_doubtful_code(context, slip, stay) || is_of_other_service(context, stay) {
                        finding.related(stay.line.code.span(), "種類の疑わしいサービスコード");
                    }
                }
                finding.related(slip.block.month.span(), "この利用票の年月");
            }
        }
    }
}

/// Whether the office of a stay has services in 第２表, and no stay among them: the code may be that of another kind.
fn is_of_other_service(context: &CheckContext, stay: &SlipLine) -> bool {
    let mut kinds = context
        .support_lines()
        .iter()
        .filter(|support| !stay.provider.is_empty() && support.provider == stay.provider)
        .filter_map(|support| service_kind::kind(support.kind?.code()))
        .peekable();
    kinds.peek().is_some() && !kinds.any(|kind| kind.short_stay)
}

/// Kinds of service that cannot be used in the same time.
pub static SERVICES_EXCLUDE_EACH_OTHER: Rule = Rule {
    id: "CP655",
    name: "services-exclude-each-other",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票に、{1}と併せて利用できない「{2}」（{3}）があります",
    looks_at: "小規模多機能、看護小規模多機能、グループホーム、特定施設、定期巡回の行があるとき、その初めの日から終わりの日までに、併せて利用できない種類の予定がないか。",
    why: "これらのサービスを利用している間は、限られた種類のほかは保険から給付されません。",
    wrong: "- {サービスコード: \"731113\", 予定: 毎日}\n- {サービスコード: \"152442\", 予定: {曜日: 火}}",
    right: "（通所介護の行を消す）",
    fix: "どちらかを消すか、月の途中で替わるときは「開始」「終了」を書いてください",
    demand: Demand::Guides,
    check: services_exclude_each_other,
};

fn services_exclude_each_other(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let mut told: Vec<crate::source::Span> = Vec::new();
        for line in slip.lines.iter().filter(|line| !line.is_addition()) {
            let (Some(from), Some(until)) =
                (days_with_uses(&line.planned).next(), days_with_uses(&line.planned).last())
            else {
                continue;
            };
            let Some(kind) = service_kind::kind(line.kind_code()) else { continue };
            let excludes = |other: &SlipLine| kind.excludes(other.kind_code(), other.line.content.text());
            let clashes = |other: &&SlipLine| {
                !other.is_addition()
                    && !other.kind_code().is_empty()
                    && excludes(other)
                    && days_with_uses(&other.planned).any(|day| from <= day && day <= until)
            };
            for other in slip.lines.iter().filter(clashes) {
                // 小規模多機能 and グループホーム exclude each other: told once.
                if told.contains(&other.line.span) || told.contains(&line.line.span) {
                    continue;
                }
                told.push(other.line.span);
                let kind = kind.name.as_str();
                let other_kind = crate::service_kind::kind(other.kind_code()).map_or("", |kind| kind.name.as_str());
                let facts: [&dyn std::fmt::Display; 4] = [&era::month(slip.month), &kind, &other.called(), &other_kind];
                findings
                    .report(&SERVICES_EXCLUDE_EACH_OTHER, other.line.code.span(), &facts)
                    .related(line.line.code.span(), "併せて利用できないサービス")
                    .related(slip.block.month.span(), "この利用票の年月");
            }
        }
    }
}
