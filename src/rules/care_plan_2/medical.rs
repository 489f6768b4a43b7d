//! CP249–CP250: medical services need the doctor's opinion, and the doctor gets the plan.
//!
//! Whether the opinion stands where it belongs (第４表の検討内容) is told at 第４表, when it stands only in 第５表.

use crate::report::Severity;
use crate::rules::context::SupportLine;
use crate::rules::readings::{deliveries, went_to_doctor};
use crate::rules::said;
use crate::rules::support_log::name_uncounted;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

fn medical_lines<'c, 'a>(context: &'c CheckContext<'a>) -> Vec<&'c SupportLine<'a>> {
    context.support_lines().iter().filter(|line| line.is_medical()).collect()
}

/// The kinds of medical service, each once.
fn kinds(lines: &[&SupportLine]) -> String {
    let mut names: Vec<&str> = lines.iter().filter_map(|line| line.kind.map(|hit| hit.name)).collect();
    names.dedup();
    said::list(&names)
}

/// A medical service, and nowhere a doctor's opinion.
pub static MEDICAL_SERVICE_WITHOUT_OPINION: Rule = Rule {
    id: "CP249",
    name: "medical-service-without-opinion",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "医療系サービス（{0}）について、主治医の意見を確かめた記録が第4表にも第5表にも見当たりません",
    looks_at: "訪問看護、訪問・通所リハビリテーション、居宅療養管理指導、短期入所療養介護などがあるとき、第4表か第5表に主治医・医師の意見・指示・照会が書かれているか、医師が会議に出席しているか。",
    why: "医療系サービスは、医師が必要と認めたときに限って位置付けます。",
    wrong: "検討内容: ③ 訪問看護を週1回とする。",
    right: "検討内容: ③ 主治医の意見：「訪問看護を週1回行い、血圧と服薬を確認すること。」",
    fix: "主治医に意見を求め、その内容を第4表の検討内容と第5表に書いてください",
    demand: Demand::Guides,
    check: medical_service_without_opinion,
};

fn medical_service_without_opinion(context: &CheckContext, findings: &mut Findings) {
    let case = context.case;
    let lines = medical_lines(context);
    let Some(first) = lines.first() else { return };
    if case.meetings.is_empty() && case.log.is_empty() || context.doctor_opinion_recorded() {
        return;
    }
    let finding = findings.report(&MEDICAL_SERVICE_WITHOUT_OPINION, first.kind_span(), &[&kinds(&lines)]);
    for line in lines.iter().skip(1) {
        finding.related(line.kind_span(), "この医療系サービスも");
    }
    if let Some(meeting) = context.newest_meeting() {
        finding.related(meeting.discussion.span().or(meeting.span), "検討内容");
    }
}

/// A medical service, and the plan was given to others but not to the doctor.
pub static PLAN_NOT_GIVEN_TO_DOCTOR: Rule = Rule {
    id: "CP250",
    name: "plan-not-given-to-doctor",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "医療系サービス（{0}）がありますが、計画書を主治医に交付した記録が第5表に見当たりません",
    looks_at: "医療系サービスがあるとき、第5表の交付の記録（計画作成日以降）に主治医・医師か、その医療機関の名前があるか。交付の記録が一つもなければ、第5表の規則で伝える。",
    why: "意見を求めた医師には、作成した計画書を交付します。",
    wrong: "内容: 計画書を各事業所へ交付した。",
    right: "内容: 計画書を各事業所へ交付した。主治医（架空整形外科 三野医師）にも交付した。",
    fix: "主治医に計画書を交付し、そのことを第5表に書いてください",
    demand: Demand::Guides,
    check: plan_not_given_to_doctor,
};

fn plan_not_given_to_doctor(context: &CheckContext, findings: &mut Findings) {
    let lines = medical_lines(context);
    let Some(first) = lines.first() else { return };
    let deliveries = deliveries(context);
    let Some(delivery) = deliveries.last() else { return };
    if deliveries.iter().any(|entry| went_to_doctor(context, entry)) {
        return;
    }
    let finding = findings.report(&PLAN_NOT_GIVEN_TO_DOCTOR, first.kind_span(), &[&kinds(&lines)]);
    finding.related(delivery.content.span(), "交付の記録");
    name_uncounted(context, finding);
}
