//! CP022–CP025: 原案 ≤ 担当者会議 ≤ 同意 ≤ サービス開始, by the dates of the tables. 届出 ≤ サービス開始 is told at 第６表.

use crate::calendar::{Date, Month};
use crate::report::Severity;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::Span;

/// The meeting of this plan was held before the draft was made.
pub static MEETING_BEFORE_PLAN: Rule = Rule {
    id: "CP022",
    name: "meeting-before-plan",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "担当者会議の開催日（{0}）が、計画作成日（{1}）より前です",
    looks_at: "計画作成日の前60日以内に開いた会議だけがあり、計画作成日以降（同意日まで）の会議がないとき、会議が計画作成日より前になっていないか。",
    why: "担当者会議では、作成した計画の原案について意見を聴きます。",
    wrong: "第1表:\n  計画作成日: 令和7年5月27日\n第4表:\n  - 開催日: 令和7年5月20日",
    right: "第4表:\n  - 開催日: 令和7年5月27日",
    fix: "計画作成日には原案を作成した日を書き、会議の開催日を確かめてください",
    demand: Demand::Guides,
    check: meeting_before_plan,
};

fn meeting_before_plan(context: &CheckContext, findings: &mut Findings) {
    let (Some((planned, planned_span)), Some((meeting, held))) = (context.planned(), context.plan_meeting()) else {
        return;
    };
    if held < planned {
        findings
            .report(&MEETING_BEFORE_PLAN, meeting.held_on.span(), &[&said::day(held), &said::day(planned)])
            .related(planned_span, "計画作成日");
    }
}

/// Consent was given before the draft was made.
pub static CONSENT_BEFORE_PLAN: Rule = Rule {
    id: "CP023",
    name: "consent-before-plan",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "同意日（{0}）が、計画作成日（{1}）より前です",
    looks_at: "同意日が計画作成（変更）日以降か。",
    why: "まだない計画に同意することはできません。",
    wrong: "計画作成日: 令和7年5月27日\n同意: {日付: 令和7年5月20日}",
    right: "計画作成日: 令和7年5月27日\n同意: {日付: 令和7年5月27日}",
    fix: "計画作成日と同意日を確かめてください。計画を変更したときは、変更した計画への同意日を書きます",
    demand: Demand::Guides,
    check: consent_before_plan,
};

fn consent_before_plan(context: &CheckContext, findings: &mut Findings) {
    let (Some((consent, place)), Some((planned, planned_span))) = (context.consent(), context.planned()) else {
        return;
    };
    if consent < planned {
        findings
            .report(&CONSENT_BEFORE_PLAN, place, &[&said::day(consent), &said::day(planned)])
            .related(planned_span, "計画作成日");
    }
}

/// Consent was given before the meeting.
pub static CONSENT_BEFORE_MEETING: Rule = Rule {
    id: "CP024",
    name: "consent-before-meeting",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "同意日（{0}）が、担当者会議の開催日（{1}）より前です",
    looks_at: "この計画のための会議（計画作成日の前60日から後90日の間）が、同意日までに開かれているか。",
    why: "同意日は、サービス担当者会議以降であり、サービス利用開始以前とされています。",
    wrong: "同意: {日付: 令和7年7月3日}\n第4表:\n  - 開催日: 令和7年7月15日",
    right: "同意: {日付: 令和7年7月15日}\n第4表:\n  - 開催日: 令和7年7月15日",
    fix: "会議の後に、会議の意見を入れた計画を説明して同意を得てください",
    demand: Demand::Guides,
    check: consent_before_meeting,
};

fn consent_before_meeting(context: &CheckContext, findings: &mut Findings) {
    let (Some((consent, place)), Some((meeting, held))) = (context.consent(), context.plan_meeting()) else { return };
    if consent < held {
        findings
            .report(&CONSENT_BEFORE_MEETING, place, &[&said::day(consent), &said::day(held)])
            .related(meeting.held_on.span(), "会議の開催日");
    }
}

/// The first planned day of an initial plan; of others the start of service is not known from the file.
fn start_of_initial(context: &CheckContext) -> Option<(Date, Span)> {
    let plan = context.case.plan_1.as_ref()?;
    let (first, planned) = (plan.first_planned_on.value(), plan.planned_on.value());
    let changed = first.is_some() && planned.is_some() && first < planned;
    context.first_service_day().filter(|_| context.is_first_plan() && !changed)
}

/// Service begins before consent.
pub static CONSENT_AFTER_FIRST_SERVICE: Rule = Rule {
    id: "CP025",
    name: "consent-after-first-service",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "同意日（{0}）が、サービスの開始（{1}）より後です",
    looks_at: "初回の計画で、第6表のいちばん早い予定の日が同意日以降か。",
    why: "同意日は、サービス担当者会議以降であり、サービス利用開始以前とされています。",
    wrong: "同意: {日付: 令和7年6月5日}\n第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - {サービス内容: 身体介護２, 予定: [2, 9]}",
    right: "同意: {日付: 令和7年5月27日}",
    fix: "同意を得てからサービスを始めてください。日付の書き誤りがないか確かめてください",
    demand: Demand::Guides,
    check: consent_after_first_service,
};

/// The month of the slip in which a day stands: a wrong one makes all of its days wrong.
fn month_of(context: &CheckContext, day: Date) -> Option<(Span, String)> {
    let slip = context.slips().iter().find(|slip| slip.month == Month::of(day))?;
    Some((slip.block.month.span(), "この利用票の年月".to_owned()))
}

fn consent_after_first_service(context: &CheckContext, findings: &mut Findings) {
    let (Some((consent, place)), Some((start, start_span))) = (context.consent(), start_of_initial(context)) else {
        return;
    };
    if consent > start {
        let finding = findings
            .report(&CONSENT_AFTER_FIRST_SERVICE, place, &[&said::day(consent), &said::day(start)])
            .related(start_span, "いちばん早い予定の日")
            .related_all(&month_of(context, start));
        if let Some(span) = context.start_of_row(start_span) {
            finding.related(span, "その行の開始");
        }
    }
}
