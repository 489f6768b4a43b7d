//! CP540–CP543: what must be recorded once: plans asked for, offices chosen; what a stay in hospital and a minor change need.

use crate::report::Severity;
use crate::rules::context::{SlipLine, days_with_uses};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// Nobody was asked for the plan of its own service.
pub static INDIVIDUAL_PLANS_NOT_REQUESTED: Rule = Rule {
    id: "CP540",
    name: "individual-plans-not-requested",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "個別サービス計画の提出を各事業所に求めた記録が、第5表に見当たりません",
    looks_at: "計画書を交付した記録があるとき、第5表のどこかに個別サービス計画（訪問介護計画、通所介護計画など）のことが書かれているか。福祉用具販売だけの計画は見ない。",
    why: "計画に位置付けた事業者に個別サービス計画の提出を求め、計画との整合を確かめます。",
    wrong: "内容: 計画書を各事業所へ交付した。",
    right: "内容: 計画書を各事業所へ交付し、個別サービス計画の提出を依頼した。",
    fix: "提出を依頼した（受け取った）ことを、第5表に書いてください",
    demand: Demand::Guides,
    check: individual_plans_not_requested,
};

fn individual_plans_not_requested(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    let serves =
        context.support_lines().iter().any(|line| line.is_covered() && !line.kind.is_some_and(|hit| hit.is_off_slip()));
    let delivered = context.case.log.iter().rfind(|entry| entry.content.text().contains("交付"));
    let Some(delivered) = delivered.filter(|_| serves && context.consent().is_some()) else { return };
    if !context.case.log.iter().any(|entry| words.found("individual_plans", &entry.content).is_some()) {
        findings.report(&INDIVIDUAL_PLANS_NOT_REQUESTED, delivered.content.span(), &[]);
    }
}

/// At the first plan, nothing says that the choice of offices was explained.
pub static CHOICE_OF_OFFICES_NOT_EXPLAINED: Rule = Rule {
    id: "CP541",
    name: "choice-of-offices-not-explained",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "複数の事業所の紹介や選定の理由を求められることを説明した記録が、第5表に見当たりません",
    looks_at: "初回の計画で第5表に記録があるとき、どこかに複数の事業所、選定の理由などの言葉があるか。",
    why: "契約のときに、複数の事業所の紹介や、位置付けた理由の説明を求められることを説明します。説明がないと減算になることがあります。",
    wrong: "内容: 契約を行い、課題分析を行った。",
    right: "内容: 契約・重要事項の説明（複数の事業所の紹介や選定の理由を求められることを含む）を行い、文書に署名を受けた。",
    fix: "説明した日と、文書に署名を受けたことを第5表に書いてください",
    demand: Demand::Guides,
    check: choice_of_offices_not_explained,
};

fn choice_of_offices_not_explained(context: &CheckContext, findings: &mut Findings) {
    let Some(first) = context.case.log.first().filter(|_| context.is_first_plan()) else { return };
    if !context.case.log.iter().any(|entry| context.words.found("choice_of_offices", &entry.content).is_some()) {
        findings.report(&CHOICE_OF_OFFICES_NOT_EXPLAINED, first.content.span().or(first.span), &[]);
    }
}

/// Services used while the records say that the client is in hospital.
pub static SERVICE_DURING_HOSPITAL_STAY: Rule = Rule {
    id: "CP542",
    name: "service-during-hospital-stay",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "入院の記録（{0}）から退院の記録までの間に、「{1}」の実績があります：{2}",
    looks_at: "第5表の入院の記録の翌日から退院の記録の前日までに、第6表の実績があるか。福祉用具と加算の行は見ない。退院の記録がなければ見ない。",
    why: "入院している間の居宅サービスは、原則として給付されません。",
    wrong: "第5表: 6月10日 緊急入院した。6月20日 退院した。\n第6表: 実績: [9, 12, 16, 23]",
    right: "第6表: 実績: [9, 23]",
    fix: "実績の日か、入院・退院の記録の日を確かめてください",
    demand: Demand::Guides,
    check: service_during_hospital_stay,
};

fn service_during_hospital_stay(context: &CheckContext, findings: &mut Findings) {
    for (from, entry, until) in context.hospital_stays() {
        for slip in context.slips() {
            for line in slip.lines.iter().filter(|line| !line.is_equipment() && !line.is_addition()) {
                let inside = |number: &u32| slip.month.day(*number).is_some_and(|day| from < day && day < until);
                let days: Vec<u32> = days_with_uses(&line.actual).filter(inside).collect();
                if !days.is_empty() {
                    let facts: [&dyn std::fmt::Display; 3] =
                        [&said::day(from), &SlipLine::called(line), &said::day_numbers(&days)];
                    findings
                        .report(&SERVICE_DURING_HOSPITAL_STAY, line.line.actual.span.or(line.line.span), &facts)
                        .related(entry.content.span(), "入院の記録");
                }
            }
        }
    }
}

/// 「軽微な変更」 without its ground.
pub static MINOR_CHANGE_WITHOUT_GROUND: Rule = Rule {
    id: "CP543",
    name: "minor-change-without-ground",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の記録（{0}）に軽微な変更とありますが、その根拠や判断が見当たりません",
    looks_at: "「内容」に軽微な変更と書かれているとき、同じ記録に理由・根拠・判断（～のため、目標に変わりなく）が書かれているか。",
    why: "会議を開かずに計画を変えるときは、軽微な変更とした根拠と判断を記載します。",
    wrong: "内容: 通所介護を木曜に変える。軽微な変更とする。",
    right: "内容: 通所介護を6月だけ木曜に変える。本人の通院のためで、回数と目標は変わらず、軽微な変更と判断した。",
    fix: "軽微な変更と判断した根拠を書き添えてください",
    demand: Demand::Guides,
    check: minor_change_without_ground,
};

fn minor_change_without_ground(context: &CheckContext, findings: &mut Findings) {
    for entry in &*context.case.log {
        let text = entry.content.plain();
        let minor = context.words.found_in_plain("minor_change", text).is_some();
        if minor && context.words.found_in_plain("minor_change_reasons", text).is_none() {
            let day = entry.day.value().map(said::day).unwrap_or_default();
            findings.report(&MINOR_CHANGE_WITHOUT_GROUND, entry.content.span(), &[&day]);
        }
    }
}
