//! CP243, CP244 and CP251: 第２表 as a whole: the client's own part, the family's and the neighbourhood's, and the kinds
//! of service that the committee designated.

use crate::report::Severity;
use crate::rules::context::{Doer, SupportLine};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// Nothing in the plan is the client's own to do.
pub static NO_OWN_EFFORT: Rule = Rule {
    id: "CP243",
    name: "no-own-effort",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "第2表に、利用者本人が取り組むことが書かれていません",
    looks_at: "第2表の援助に、種別が「本人」の行か、本人が行うと書いたサービス内容が一つでもあるか。",
    why: "利用者が自分で取り組むことを書くと、持っている力を生かした計画になります。",
    wrong: "（援助が訪問介護と通所介護の行だけの計画）",
    right: "- サービス内容: 毎朝、膝の体操を10分行う\n  サービス種別: 本人\n  頻度: 毎日",
    fix: "利用者が自分で行うことを、サービス種別「本人」の行として書いてください",
    demand: Demand::Guides,
    check: no_own_effort,
};

fn no_own_effort(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_2 else { return };
    let said_inside =
        |text: &str| ["本人が", "本人は", "本人も", "利用者が", "利用者は"].iter().any(|words| text.contains(words));
    let own = |line: &SupportLine| line.doer == Doer::Client || said_inside(line.support.content.text());
    if !context.support_lines().is_empty() && !context.support_lines().iter().any(own) {
        findings.report(&NO_OWN_EFFORT, plan.needs.span().or(plan.span), &[]);
    }
}

/// Nothing in the plan is done by the family, the neighbourhood or outside insurance.
pub static NO_INFORMAL_SUPPORT: Rule = Rule {
    id: "CP244",
    name: "no-informal-support",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "第2表に、家族による援助や保険給付以外のサービスが一つも書かれていません",
    looks_at: "第2表の援助に、家族の行か、保険給付の対象でない行（地域の支援、配食、通院など）が一つでもあるか。",
    why: "介護保険のサービスだけでなく、家族や地域の支えも含めて生活全体を支える計画にします。",
    wrong: "（すべての行が「保険給付: ○」の計画）",
    right: "- サービス内容: 庭の手入れの手伝いと話し相手\n  サービス種別: 近隣（隣家の方）\n  頻度: 週1回（土）",
    fix: "家族や地域の人がしていること、保険給付以外のサービスがあれば書いてください",
    demand: Demand::Guides,
    check: no_informal_support,
};

fn no_informal_support(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_2 else { return };
    // An insured kind without its ○ is another rule's business, and no informal support.
    let informal = |line: &SupportLine| match line.doer {
        Doer::Client => false,
        Doer::Family => true,
        Doer::Other => !line.is_covered() && !line.is_insured_kind() && !line.support.kind.is_blank(),
    };
    if !context.support_lines().is_empty() && !context.support_lines().iter().any(informal) {
        findings.report(&NO_INFORMAL_SUPPORT, plan.needs.span().or(plan.span), &[]);
    }
}

/// The committee designated kinds of service, and the plan has another one.
pub static OUTSIDE_DESIGNATED_SERVICES: Rule = Rule {
    id: "CP251",
    name: "outside-designated-services",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」は、指定されたサービスの種類（{1}）にありません",
    looks_at: "「審査会意見」の「サービスの種類の指定：」に種類の名前があるとき、保険給付の対象の行がその種類か。",
    why: "種類の指定があると、指定されたもの以外のサービスには保険給付がされません。",
    wrong: "認定:\n  審査会意見: サービスの種類の指定：訪問看護\n# …\n- サービス種別: 通所介護\n  保険給付: ○",
    right: "- サービス種別: 訪問看護\n  保険給付: ○",
    fix: "被保険者証の指定を確かめ、指定された種類のサービスに変えるか、利用者に説明して変更の申請を検討してください",
    demand: Demand::Guides,
    check: outside_designated_services,
};

fn outside_designated_services(context: &CheckContext, findings: &mut Findings) {
    let Some(certification) = context.certification() else { return };
    let opinion = certification.committee_opinion.plain();
    let Some((_, designated)) = opinion.split_once("種類の指定") else { return };
    let designated = designated.split('。').next().unwrap_or_default();
    let kinds = context.words.kinds_in(designated);
    let none = ["なし", "無し", "ありません", "特になし"].iter().any(|word| designated.contains(word));
    if none || kinds.is_empty() {
        return;
    }
    let names = said::list(&kinds.iter().map(|hit| hit.name).collect::<Vec<_>>());
    for line in context.support_lines().iter().filter(|line| line.is_covered()) {
        if line.kind.is_some_and(|hit| hit.is_insured() && !kinds.iter().any(|kind| kind.may_be(&hit))) {
            findings
                .report(&OUTSIDE_DESIGNATED_SERVICES, line.kind_span(), &[&line.called(), &names])
                .related(certification.committee_opinion.span(), "サービスの種類の指定");
        }
    }
}
