//! CP427–CP428: what the meeting must have judged: medical services by the doctor's opinion, restricted equipment by its need.

use super::meeting_of_plan;
use crate::case::certification::CareLevel;
use crate::case::meeting::Attendee;
use crate::report::Severity;
use crate::rules::context::texts_of;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::service_kind;

/// The doctor's opinion is recorded, but not in 検討内容.
pub static DOCTOR_OPINION_NOT_IN_MEETING: Rule = Rule {
    id: "CP427",
    name: "doctor-opinion-not-in-meeting",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "医療系サービス（{0}）がありますが、第4表の「検討内容」に主治医の意見が見当たりません",
    looks_at: "医療系サービスがあり、主治医の意見がほかの所（第5表など）に記録されているとき、会議の「検討内容」（検討した項目・結論を含む）にもあるか。「主治医」や出席者の医師の名前で「三野医師：…」のように書かれていてもよい。どこにもなければ、第2表の規則で伝える。",
    why: "医療系サービス利用の場合、主治医の意見及び医療系サービスについての検討内容を記載します。",
    wrong: "検討内容: ③ 訪問看護を週1回とする。\n第5表: 主治医より回答。訪問看護を指示。",
    right: "検討内容: ③ 主治医の意見：「訪問看護を週1回行い、血圧と服薬を確認すること。」",
    fix: "主治医の意見と、それを受けて検討したことを検討内容に書いてください",
    demand: Demand::Guides,
    check: doctor_opinion_not_in_meeting,
};

fn doctor_opinion_not_in_meeting(context: &CheckContext, findings: &mut Findings) {
    let Some(meeting) = meeting_of_plan(context).filter(|meeting| !meeting.discussion.is_blank()) else { return };
    let mut kinds: Vec<&str> = context
        .support_lines()
        .iter()
        .filter(|line| line.is_medical())
        .filter_map(|line| line.kind.map(|hit| hit.name))
        .collect();
    kinds.dedup();
    let texts = [&meeting.topics, &meeting.discussion, &meeting.conclusion];
    let in_meeting = texts.iter().any(|text| context.says_doctor_opinion(text.text()));
    if !kinds.is_empty() && !in_meeting && context.doctor_opinion_recorded() {
        let finding =
            findings.report(&DOCTOR_OPINION_NOT_IN_MEETING, meeting.discussion.span(), &[&said::list(&kinds)]);
        // 「三野医師：…」 is looked for by these names.
        let is_doctor = |attendee: &&Attendee| context.words.found("doctors", &attendee.role).is_some();
        for attendee in meeting.attendees.iter().filter(is_doctor) {
            finding.related(attendee.name.span(), "この医師の氏名を検討内容に探しました");
        }
        for physician in &*context.case.physicians {
            finding.related(physician.name.span(), "この医師の氏名を検討内容に探しました");
        }
    }
}

/// Equipment that a light level of care does not get as a rule, and no judgement of its need.
pub static RESTRICTED_EQUIPMENT_NOT_JUDGED: Rule = Rule {
    id: "CP428",
    name: "restricted-equipment-not-judged",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}で「{1}」の貸与がありますが、例外として必要と判断した検討が第4表に見当たりません",
    looks_at: "要支援・要介護1（自動排泄処理装置は要介護3まで）で、車いす・特殊寝台・床ずれ防止用具・体位変換器・徘徊感知機器・移動用リフトの貸与があるとき（第6表に福祉用具貸与の行があれば第6表で見る）、第4表に「軽度者」「例外」「医師の所見」などの検討があるか。",
    why: "原則として対象にならない用具は、状態像と医師の所見により、会議で必要と判断したときに限って貸与できます。",
    wrong: "認定: 要介護1\n第2表: サービス内容: 特殊寝台を使う。理由：…\n第4表: 検討内容: ① 特殊寝台を借りる。",
    right: "検討内容: ① 主治医の所見：「起き上がりが困難な状態。」軽度者の例外給付として特殊寝台が必要と判断した。",
    fix: "医師の所見と、必要と判断した検討を第4表に書いてください。保険者への確認が要ることもあります",
    demand: Demand::Guides,
    check: restricted_equipment_not_judged,
};

fn restricted_equipment_not_judged(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    let (Some(level), Some(meeting)) = (context.level(), meeting_of_plan(context)) else { return };
    // Rentals that stand in 第６表 are judged there, by their codes.
    let mut slip_lines = context.case.months.iter().flat_map(|month| month.lines.iter());
    if slip_lines.any(|line| service_kind::of_service_code(line.code.text()).is_some_and(|kind| kind.rental)) {
        return;
    }
    let list = match level {
        CareLevel::Eligible | CareLevel::Support1 | CareLevel::Support2 | CareLevel::Care1 => "restricted_equipment",
        CareLevel::Care2 | CareLevel::Care3 => "restricted_waste_equipment",
        CareLevel::Care4 | CareLevel::Care5 => return,
    };
    let judged = texts_of(meeting).iter().any(|text| words.found("restricted_exceptions", text).is_some());
    let rentals = context
        .support_lines()
        .iter()
        .filter(|line| line.is_covered() && line.kind.is_some_and(|hit| hit.kind.is_some_and(|kind| kind.rental)));
    let found = rentals.filter_map(|line| {
        // What it is needed for may name other equipment: 「手すりを置く。理由：車いすから…」.
        let content = line.support.content.plain();
        let named = content.split("理由").next().unwrap_or_default();
        Some((words.found_in_plain(list, named)?, line.support.content.span()))
    });
    for (equipment, place) in found.filter(|_| !judged) {
        let finding = findings.report(&RESTRICTED_EQUIPMENT_NOT_JUDGED, place, &[&level.printed(), &equipment]);
        finding.related(meeting.discussion.span().or(meeting.span), "検討内容");
        if let Some(certification) = context.certification() {
            finding.related(certification.level.span(), "要介護状態区分");
        }
    }
}
