//! CP230–CP234, CP241 and CP242: support lines: complete, ※１ and ※２ as they should be, inside the goal's period, their kind
//! as it is spelt.

use super::periods::reaches_out;
use crate::report::Severity;
use crate::rules::context::{Doer, SupportLine};
use crate::rules::said::{self, excerpt};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::service_kind::misspelt;

/// A support line without what is done.
pub static SUPPORT_WITHOUT_CONTENT: Rule = Rule {
    id: "CP230",
    name: "support-without-content",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "援助（{0}）のサービス内容が書かれていません",
    looks_at: "援助の行に「サービス内容」があるか。",
    why: "何をするのか、何に気をつけるのかが、サービス事業者に伝わりません。",
    wrong: "- サービス内容: ''\n  サービス種別: 通所介護",
    right: "- サービス内容: 浴槽のまたぎの見守りと背中の洗身の介助\n  サービス種別: 通所介護",
    fix: "何をするのか、何に気をつけるのかを書いてください",
    demand: Demand::Guides,
    check: support_without_content,
};

fn support_without_content(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines().iter().filter(|line| line.support.content.is_blank()) {
        let name = if line.support.kind.is_blank() { "種別なし".to_owned() } else { line.called() };
        findings.report(&SUPPORT_WITHOUT_CONTENT, line.support.content.span().or(line.support.span), &[&name]);
    }
}

/// A support line without who does it.
pub static SUPPORT_WITHOUT_KIND: Rule = Rule {
    id: "CP231",
    name: "support-without-kind",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "援助「{0}」のサービス種別が書かれていません",
    looks_at: "援助の行に「サービス種別」（家族や本人の行では誰か）があるか。",
    why: "どのサービスが、または誰が行うのかが分かりません。",
    wrong: "- サービス内容: 庭の手入れの手伝い\n  頻度: 週1回（土）",
    right: "- サービス内容: 庭の手入れの手伝い\n  サービス種別: 近隣（隣家の方）\n  頻度: 週1回（土）",
    fix: "サービスの種別、または「本人」「家族（長女）」のように行う人を書いてください",
    demand: Demand::Guides,
    check: support_without_kind,
};

fn support_without_kind(context: &CheckContext, findings: &mut Findings) {
    for line in
        context.support_lines().iter().filter(|line| line.support.kind.is_blank() && !line.support.content.is_blank())
    {
        findings.report(
            &SUPPORT_WITHOUT_KIND,
            line.support.kind.span().or(line.support.span),
            &[&excerpt(line.support.content.text())],
        );
    }
}

/// An insured kind of service without its ○.
pub static INSURED_MARK_MISSING: Rule = Rule {
    id: "CP232",
    name: "insured-mark-missing",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」は介護保険の給付の対象ですが、※1（保険給付）に○がありません",
    looks_at: "介護保険のサービスの種別の行に「保険給付: ○」があるか。医療保険・自費と書き添えた行は見ない。",
    why: "保険給付の対象かどうかは、利用者の負担と給付管理に関わります。",
    wrong: "- サービス種別: 福祉用具貸与\n  事業所: 架空福祉用具 高松店",
    right: "- サービス種別: 福祉用具貸与\n  保険給付: ○\n  事業所: 架空福祉用具 高松店",
    fix: "「保険給付: ○」を書いてください。介護保険によらないときは、種別に（医療保険）（自費）などと書き添えてください",
    demand: Demand::Guides,
    check: insured_mark_missing,
};

fn insured_mark_missing(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines() {
        // What can't be read is a mistake of reading, not a missing mark.
        let covered = &line.support.covered;
        let unmarked = covered.is_blank() || covered.value().is_some() && !line.support.is_covered();
        if unmarked && line.doer == Doer::Other && line.is_insured_kind() {
            findings
                .report(&INSURED_MARK_MISSING, line.kind_span(), &[&line.called()])
                .related(covered.span(), "保険給付");
        }
    }
}

/// An ○ where insurance does not pay.
pub static INSURED_MARK_WRONG: Rule = Rule {
    id: "CP233",
    name: "insured-mark-wrong",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」は介護保険の給付の対象ではないようですが、※1（保険給付）に○があります",
    looks_at: "本人・家族の行、介護保険にない種別の行、医療保険・自費と書き添えた行に「保険給付: ○」がないか。",
    why: "保険給付の対象でないものに○を付けると、利用者の負担を誤って説明することになります。",
    wrong: "- サービス種別: 配食サービス\n  保険給付: ○",
    right: "- サービス種別: 配食サービス",
    fix: "○を消すか、サービス種別を確かめてください",
    demand: Demand::Guides,
    check: insured_mark_wrong,
};

fn insured_mark_wrong(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines().iter().filter(|line| line.is_covered()) {
        let other_kind = line.kind.is_some_and(|hit| !hit.is_insured());
        if line.doer != Doer::Other || other_kind || line.outside_insurance().is_some() {
            findings
                .report(&INSURED_MARK_WRONG, line.support.covered.span(), &[&line.called()])
                .related(line.kind_span(), "サービス種別");
        }
    }
}

/// An insured line without its provider.
pub static INSURED_SUPPORT_WITHOUT_PROVIDER: Rule = Rule {
    id: "CP234",
    name: "insured-support-without-provider",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "保険給付の対象の「{0}」に、※2（事業所）が書かれていません",
    looks_at: "「保険給付: ○」の行に「事業所」があるか。",
    why: "どの事業所が行うのかは、利用者が選び、同意する内容です。",
    wrong: "- サービス種別: 通所介護\n  保険給付: ○",
    right: "- サービス種別: 通所介護\n  保険給付: ○\n  事業所: デイサービスセンター架空の里",
    fix: "サービスを行う事業所の名前を書いてください",
    demand: Demand::Guides,
    check: insured_support_without_provider,
};

fn insured_support_without_provider(context: &CheckContext, findings: &mut Findings) {
    for line in context
        .support_lines()
        .iter()
        .filter(|line| line.is_covered() && line.doer == Doer::Other && line.support.provider.is_blank())
    {
        findings.report(
            &INSURED_SUPPORT_WITHOUT_PROVIDER,
            line.support.provider.span().or(line.support.span),
            &[&line.called()],
        );
    }
}

/// A support line whose period reaches out of its goal's.
pub static SUPPORT_OUTSIDE_GOAL: Rule = Rule {
    id: "CP241",
    name: "support-outside-goal",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "援助「{0}」の期間（{1}）が{2}の期間（{3}）の外にあります",
    looks_at: "援助の期間が、その短期目標（期間がなければ長期目標）の期間の中にあるか。中で短いものは見ない。",
    why: "援助は短期目標を達成するためのものなので、期間も短期目標と連動させます。",
    wrong: "短期目標:\n  - 期間: 令和7年5月27日 ～ 令和7年8月31日\n    援助:\n      - 期間: 令和7年5月27日 ～ 令和7年12月31日",
    right: "援助:\n  - 期間: 令和7年5月27日 ～ 令和7年8月31日",
    fix: "援助の期間を短期目標の期間に合わせてください。同じ期間なら書かなくてもかまいません",
    demand: Demand::Guides,
    check: support_outside_goal,
};

fn support_outside_goal(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines() {
        let Some(period) = line.support.period.value() else { continue };
        let (what, goal) = if line.short.period.is_blank() {
            ("長期目標", &line.long.period)
        } else {
            ("短期目標", &line.short.period)
        };
        if let Some(outer) = goal.value().filter(|outer| reaches_out(period, *outer)) {
            findings
                .report(
                    &SUPPORT_OUTSIDE_GOAL,
                    line.support.period.span(),
                    &[&line.called(), &said::period(period), &what, &said::period(outer)],
                )
                .related(goal.span(), format!("{what}の期間"));
        }
    }
}

/// A kind with its ○ that is none of the insurance's but for its spelling.
pub static SUPPORT_KIND_MISSPELT: Rule = Rule {
    id: "CP242",
    name: "support-kind-misspelt",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "サービス種別「{0}」は「{1}」の書き誤りではありませんか",
    looks_at: "「保険給付: ○」の行の「サービス種別」が、介護保険のサービスのどの名前・略した名前とも違い、一文字か二文字だけ違う名前があるか。（ ）の中は見ない。医療保険・自費と書き添えた行は見ない。",
    why: "書き誤った種別はそのまま第2表に印字され、ほかの表の同じサービスとも結び付きません。",
    wrong: "- サービス種別: 訪介問護\n  保険給付: ○",
    right: "- サービス種別: 訪問介護\n  保険給付: ○",
    fix: "サービス種別を直してください",
    demand: Demand::Own("種別の書き誤りは、ほかの表と比べる規則を黙らせたまま紙に残るため"),
    check: support_kind_misspelt,
};

fn support_kind_misspelt(context: &CheckContext, findings: &mut Findings) {
    let is_meant = |line: &&SupportLine| line.is_covered() && line.doer == Doer::Other;
    for line in context.support_lines().iter().filter(is_meant).filter(|line| line.outside_insurance().is_none()) {
        let near = misspelt(&line.support.kind);
        if !near.is_empty() {
            let facts: [&dyn std::fmt::Display; 2] = [&excerpt(line.support.kind.text()), &near.join("」「")];
            findings.report(&SUPPORT_KIND_MISSPELT, line.kind_span(), &facts);
        }
    }
}
