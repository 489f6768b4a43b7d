//! CP017: services whose own planner makes the plan: what these sheets say would be said by the wrong office.

use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::service_kind::{self, Planner, ServiceKind};
use crate::source::Span;

/// Who makes the plan of a kind of service, by which clause, and what that means for the sheets. Clauses are named by their headings:
/// the numbers of the articles stand in none of the texts that the project has read.
struct Told {
    /// Whose plan it is, as the table of kinds says; kinds for short use (短期利用) are planned by the care manager.
    of: Planner,
    who: &'static str,
    clause: &'static str,
    sheets: &'static str,
}

const PLANNERS: &[Told] = &[
    Told {
        of: Planner::SmallMultifunctional,
        who: "登録した小規模多機能型居宅介護事業所の介護支援専門員",
        clause: "指定地域密着型サービス基準の「居宅サービス計画の作成」",
        sheets: "居宅サービス計画書（第1表～第7表）はその事業所が作ります。居宅介護支援事業所が利用票・別表（第6表・第7表）を作るのは、月の途中で登録した、または登録を終えた月だけです",
    },
    Told {
        of: Planner::NursingMultifunctional,
        who: "登録した看護小規模多機能型居宅介護事業所の介護支援専門員",
        clause: "指定地域密着型サービス基準の「居宅サービス計画の作成」の準用",
        sheets: "居宅サービス計画書（第1表～第7表）はその事業所が作ります。居宅介護支援事業所が利用票・別表（第6表・第7表）を作るのは、月の途中で登録した、または登録を終えた月だけです",
    },
    Told {
        of: Planner::GroupHome,
        who: "グループホームの計画作成担当者",
        clause: "指定地域密着型サービス基準の「認知症対応型共同生活介護計画の作成」",
        sheets: "要るのは認知症対応型共同生活介護計画で、居宅サービス計画書と利用票・別表は作りません（入居・退居の月の、ほかのサービスの利用票を除く）",
    },
    Told {
        of: Planner::Residence,
        who: "特定施設の計画作成担当者",
        clause: "指定居宅サービス等基準の「特定施設サービス計画の作成」",
        sheets: "要るのは特定施設サービス計画で、居宅サービス計画書と利用票・別表は作りません（入居・退居の月の、ほかのサービスの利用票を除く）",
    },
    Told {
        of: Planner::LocalResidence,
        who: "地域密着型特定施設の計画作成担当者",
        clause: "指定地域密着型サービス基準の「地域密着型特定施設サービス計画の作成」",
        sheets: "要るのは地域密着型特定施設サービス計画で、居宅サービス計画書と利用票・別表は作りません（入居・退居の月の、ほかのサービスの利用票を除く）",
    },
];

/// A plan for a service whose own planner makes it.
pub static PLAN_MADE_BY_PROVIDER: Rule = Rule {
    id: "CP017",
    name: "plan-made-by-provider",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」の計画は、{1}が作ります（{2}）。{3}",
    looks_at: "第2表に小規模多機能、看護小規模多機能、グループホーム、特定施設（短期利用を除く）の行があるか。第2表になければ、第6表に、ほかの居宅サービスのない月の行があるか。一度だけ伝える。",
    why: "だれが計画を作るかで、使う紙も給付管理も違います。居宅介護支援事業所の計画書のままでは、作り直しになります。",
    wrong: "- {サービス種別: 小規模多機能型居宅介護, 保険給付: ○, 頻度: 通い週4回}",
    right: "（小規模多機能の事業所の介護支援専門員に引き継ぐ。月の途中で登録した月の利用票には、登録の日からの行を書く）",
    fix: "その事業所に計画の作成を引き継いでください。その事業所の介護支援専門員として作っているのなら、「例外」に理由を書いてください",
    demand: Demand::Own(
        "手引きは居宅介護支援事業所の計画書について書かれ、これらのサービスには触れません。だれの計画かを間違えると初めから作り直しになるので、基準のどの定めかを添えて先に知らせます",
    ),
    check: plan_made_by_provider,
};

fn plan_made_by_provider(context: &CheckContext, findings: &mut Findings) {
    for planner in PLANNERS {
        let is_one = |code: &str| service_kind::kind(code).is_some_and(|kind| kind.planner == Some(planner.of));
        let is_guidance = |code: &str| service_kind::kind(code).is_some_and(ServiceKind::is_medical_guidance);
        let in_plan = context.support_lines().iter().filter(|line| {
            let short_use =
                line.support.content.text().contains("短期利用") || line.support.kind.text().contains("短期利用");
            line.kind.is_some_and(|hit| is_one(hit.code())) && !short_use
        });
        let mut places: Vec<(String, Span)> = in_plan.map(|line| (line.called(), line.kind_span())).collect();
        if places.is_empty() {
            // A month with other services is the month of a move: its slip is the care manager's.
            let alone = context.slips().iter().filter(|slip| {
                let mut services = slip.lines.iter().filter(|line| !line.is_addition() && !line.is_equipment());
                services.all(|line| is_one(line.kind_code()) || is_guidance(line.kind_code()))
            });
            let lines = alone.flat_map(|slip| &slip.lines).filter(|line| is_one(line.kind_code()));
            places = lines.map(|line| (line.called(), line.content_span())).collect();
        }
        let mut places = places.into_iter();
        let Some((called, first)) = places.next() else { continue };
        let Told { who, clause, sheets, .. } = planner;
        let finding = findings.report(&PLAN_MADE_BY_PROVIDER, first, &[&called, who, clause, sheets]);
        for (_, other) in places {
            finding.related(other, "この行も");
        }
    }
}
