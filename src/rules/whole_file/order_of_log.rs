//! CP020–CP021, CP026–CP027: 契約 ≤ アセスメント ≤ 原案, 同意 ≤ 交付 ≤ サービス開始, by what 第５表 records.
//!
//! Only what is recorded is compared: a log that does not tell of an event is the log's own matter.

use crate::calendar::Date;
use crate::case::LogEntry;
use crate::report::Severity;
use crate::rules::readings::{is_assessment, is_contract, is_delivery};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// The entries with their days, the earliest first.
fn dated<'a>(context: &CheckContext<'a>, is_one: impl Fn(&LogEntry) -> bool) -> Vec<(Date, &'a LogEntry)> {
    let mut entries: Vec<_> = context
        .case
        .log
        .iter()
        .filter(|entry| is_one(entry))
        .filter_map(|entry| Some((entry.day.value()?, entry)))
        .collect();
    entries.sort_by_key(|(day, _)| *day);
    entries
}

/// The assessment was made before the contract.
pub static ASSESSMENT_BEFORE_CONTRACT: Rule = Rule {
    id: "CP020",
    name: "assessment-before-contract",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "課題分析の記録（{0}）が、契約・重要事項の説明の記録（{1}）より前です",
    looks_at: "初回の計画で、第5表の契約・重要事項の説明の最初の記録が、課題分析（アセスメント）の最初の記録以前か。",
    why: "契約と重要事項の説明をしてから、課題分析に進みます。",
    wrong: "第5表:\n  - {年月日: 令和7年5月9日, 項目: 訪問（自宅）, 内容: 課題分析を行った。}\n  - {年月日: 令和7年5月12日, 項目: 訪問（自宅）, 内容: 重要事項を説明し、契約した。}",
    right: "第5表:\n  - {年月日: 令和7年5月9日, 項目: 訪問（自宅）, 内容: 重要事項を説明して契約し、課題分析を行った。}",
    fix: "記録の年月日を確かめてください",
    demand: Demand::Guides,
    check: assessment_before_contract,
};

fn assessment_before_contract(context: &CheckContext, findings: &mut Findings) {
    if !context.is_first_plan() {
        return;
    }
    let contracts = dated(context, |entry| is_contract(entry, context.words));
    let assessments = dated(context, |entry| is_assessment(entry, context.words));
    let (Some((contracted, contract)), Some((assessed, assessment))) = (contracts.first(), assessments.first()) else {
        return;
    };
    if assessed < contracted {
        findings
            .report(
                &ASSESSMENT_BEFORE_CONTRACT,
                assessment.day.span(),
                &[&said::day(*assessed), &said::day(*contracted)],
            )
            .related(contract.day.span(), "契約・重要事項の説明の記録");
    }
}

/// The assessment was made after the plan.
pub static ASSESSMENT_AFTER_PLAN: Rule = Rule {
    id: "CP021",
    name: "assessment-after-plan",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "課題分析の最初の記録（{0}）が、計画作成日（{1}）より後です",
    looks_at: "第5表に計画作成日までの記録があるとき、課題分析（アセスメント）の最初の記録が計画作成日以前か。",
    why: "計画の原案は、課題分析の結果から作成します。",
    wrong: "第1表:\n  計画作成日: 令和7年5月27日\n第5表:\n  - {年月日: 令和7年6月2日, 項目: 訪問（自宅）, 内容: 課題分析を行った。}",
    right: "第5表:\n  - {年月日: 令和7年5月9日, 項目: 訪問（自宅）, 内容: 課題分析を行った。}",
    fix: "課題分析を行った日の記録を確かめてください",
    demand: Demand::Guides,
    check: assessment_after_plan,
};

fn assessment_after_plan(context: &CheckContext, findings: &mut Findings) {
    let Some((planned, planned_span)) = context.planned() else { return };
    let told_before = context.case.log.iter().any(|entry| entry.day.value().is_some_and(|day| day <= planned));
    let assessments = dated(context, |entry| is_assessment(entry, context.words));
    let Some((assessed, entry)) = assessments.first().filter(|(day, _)| told_before && *day > planned) else { return };
    findings
        .report(&ASSESSMENT_AFTER_PLAN, entry.day.span(), &[&said::day(*assessed), &said::day(planned)])
        .related(planned_span, "計画作成日");
}

/// The plan was handed out before consent.
pub static DELIVERY_BEFORE_CONSENT: Rule = Rule {
    id: "CP026",
    name: "delivery-before-consent",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "計画書の交付の記録（{0}）が、同意日（{1}）より前です",
    looks_at: "第5表の計画書の交付の記録が、計画作成日から同意日の前日までにしかないことがないか。原案の配布は見ない。",
    why: "交付するのは、利用者が同意した計画書です。",
    wrong: "同意: {日付: 令和7年6月2日}\n第5表:\n  - {年月日: 令和7年5月28日, 項目: FAX（送信）, 内容: 計画書を各事業所へ交付した。}",
    right: "同意: {日付: 令和7年5月27日}",
    fix: "同意日と交付の記録の年月日を確かめてください",
    demand: Demand::Guides,
    check: delivery_before_consent,
};

fn delivery_before_consent(context: &CheckContext, findings: &mut Findings) {
    let (Some((consent, consent_span)), Some((planned, _))) = (context.consent(), context.planned()) else { return };
    let deliveries = dated(context, |entry| is_delivery(entry, context.words));
    let Some((day, entry)) = deliveries.iter().rev().find(|(day, _)| *day >= planned).filter(|(day, _)| *day < consent)
    else {
        return;
    };
    findings
        .report(&DELIVERY_BEFORE_CONSENT, entry.day.span(), &[&said::day(*day), &said::day(consent)])
        .related(consent_span, "同意日");
}

/// The plan was handed out after service had begun.
pub static DELIVERY_AFTER_FIRST_SERVICE: Rule = Rule {
    id: "CP027",
    name: "delivery-after-first-service",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "計画書の交付の記録（{0}）が、サービスの開始（{1}）より後です",
    looks_at: "同意日以降の最初の交付の記録が、第6表の最初の予定の日（継続の計画では同意の翌月以降）以前か。",
    why: "計画書の説明・同意・交付を済ませてから、サービスの利用を始めます。",
    wrong: "第5表:\n  - {年月日: 令和7年6月10日, 項目: FAX（送信）, 内容: 計画書を各事業所へ交付した。}\n第6表:\n  - 年月: 令和7年6月  # 予定は2日から",
    right: "第5表:\n  - {年月日: 令和7年5月28日, 項目: FAX（送信）, 内容: 計画書を各事業所へ交付した。}",
    fix: "サービスの開始までに交付し、その日を書いてください",
    demand: Demand::Guides,
    check: delivery_after_first_service,
};

fn delivery_after_first_service(context: &CheckContext, findings: &mut Findings) {
    let (Some((consent, consent_span)), Some((start, start_span))) = (context.consent(), context.first_service_day())
    else {
        return;
    };
    let deliveries = dated(context, |entry| is_delivery(entry, context.words));
    let Some((day, entry)) = deliveries.iter().find(|(day, _)| *day >= consent) else { return };
    // Consent itself after the start is told by its own rule.
    if *day > start && consent <= start {
        let finding = findings
            .report(&DELIVERY_AFTER_FIRST_SERVICE, entry.day.span(), &[&said::day(*day), &said::day(start)])
            .related(start_span, "いちばん早い予定の日")
            .related(consent_span, "同意日（これより前の交付は数えません）");
        if let Some(span) = context.start_of_row(start_span) {
            finding.related(span, "その行の開始");
        }
    }
}
