//! CP401–CP406: a meeting was held when it must be, and its head is complete.

use crate::calendar::time;
use crate::report::Severity;
use crate::rules::readings::{Met, met, older_than_certification, was_not_held};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// A plan without 第４表.
pub static MEETING_MISSING: Rule = Rule {
    id: "CP401",
    name: "meeting-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第4表（サービス担当者会議の要点）がありません",
    looks_at: "第1表があるとき、第4表が一つでもあるか。",
    why: "新規・更新・区分変更の認定のときと、計画を変更するときは、担当者会議を必ず開きます。",
    wrong: "第4表: []",
    right: "第4表:\n  - 開催日: 令和7年5月27日\n    開催場所: 利用者の自宅\n    …",
    fix: "会議の要点を書いてください。開かなかったときは、その理由と照会した意見を書きます",
    demand: Demand::Guides,
    check: meeting_missing,
};

fn meeting_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    let meetings = &context.case.meetings;
    if meetings.is_empty() {
        findings.report(&MEETING_MISSING, meetings.span().or(plan.planned_on.span()).or(plan.span), &[]);
    }
}

/// Meetings, and none for this plan.
pub static MEETING_NOT_FOR_PLAN: Rule = Rule {
    id: "CP402",
    name: "meeting-not-for-plan",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "計画作成日（{0}）の計画のための担当者会議が、第4表に見当たりません（書かれている会議：{1}）",
    looks_at: "計画作成日の前60日から後90日の間に開いた会議があるか。軽微な変更とした記録があれば見ない。",
    why: "計画を変更するときは、担当者会議を開いて意見を聴きます。",
    wrong: "第1表:\n  計画作成日: 令和7年8月26日\n第4表:\n  - 開催日: 令和6年8月20日",
    right: "第4表:\n  - 開催日: 令和7年8月26日",
    fix: "この計画のための会議の要点を書いてください。軽微な変更なら、その根拠を第5表に書いてください",
    demand: Demand::Guides,
    check: meeting_not_for_plan,
};

fn meeting_not_for_plan(context: &CheckContext, findings: &mut Findings) {
    let Some((planned, planned_span)) = context.planned() else { return };
    let days: Vec<_> = context
        .case
        .meetings
        .iter()
        .filter_map(|meeting| Some((meeting.held_on.value()?, meeting.held_on.span())))
        .collect();
    let Some((_, place)) = days.iter().max_by_key(|(day, _)| *day) else { return };
    if matches!(met(context), Met::ForAnother(_)) {
        let held: Vec<_> = days.iter().map(|(day, _)| said::day(*day)).collect();
        findings
            .report(&MEETING_NOT_FOR_PLAN, *place, &[&said::day(planned), &said::list(&held)])
            .related(planned_span, "計画作成日");
    }
}

/// A new certification, and no meeting since.
pub static MEETING_OLDER_THAN_CERTIFICATION: Rule = Rule {
    id: "CP403",
    name: "meeting-older-than-certification",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "認定の有効期間が{0}に始まっていますが、最後の担当者会議（{1}）はその60日前より前です",
    looks_at: "認定の有効期間の始まりの60日前より後に、担当者会議が開かれているか。",
    why: "更新・区分変更の認定のときは、担当者会議を必ず開きます。",
    wrong: "認定:\n  有効期間: 令和7年4月1日 ～ 令和9年3月31日\n第4表:\n  - 開催日: 令和6年10月1日",
    right: "第4表:\n  - 開催日: 令和7年3月20日",
    fix: "新しい認定を受けての会議の要点を書いてください",
    demand: Demand::Guides,
    check: meeting_older_than_certification,
};

fn meeting_older_than_certification(context: &CheckContext, findings: &mut Findings) {
    let (Some((held, start)), Some(meeting)) = (older_than_certification(context), context.newest_meeting()) else {
        return;
    };
    let finding = findings.report(
        &MEETING_OLDER_THAN_CERTIFICATION,
        meeting.held_on.span(),
        &[&said::day(start), &said::day(held)],
    );
    if let Some(certification) = context.certification() {
        finding.related(certification.valid_period.span(), "認定の有効期間");
    }
}

/// The head of 第４表 is incomplete.
pub static MEETING_HEAD_INCOMPLETE: Rule = Rule {
    id: "CP404",
    name: "meeting-head-incomplete",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第4表の{0}が書かれていません",
    looks_at: "第4表の作成年月日・開催日・開催場所・開催時間・開催回数が書かれているか。会議を開かなかったと書かれていれば、作成年月日だけを見る。",
    why: "開催月日等の必要事項は全て記載します。",
    wrong: "開催日: 令和7年7月15日\n開催場所: ''\n開催時間: ''\n開催回数: ''",
    right: "開催日: 令和7年7月15日\n開催場所: 利用者の自宅\n開催時間: 14:00～15:00\n開催回数: 第1回",
    fix: "書かれていない項目を書いてください",
    demand: Demand::Guides,
    check: meeting_head_incomplete,
};

fn meeting_head_incomplete(context: &CheckContext, findings: &mut Findings) {
    for meeting in &context.case.meetings {
        let fields = [
            ("作成年月日", meeting.issued_on.is_blank(), meeting.issued_on.span()),
            ("開催日", meeting.held_on.is_blank(), meeting.held_on.span()),
            ("開催場所", meeting.venue.is_blank(), meeting.venue.span()),
            ("開催時間", meeting.time.is_blank(), meeting.time.span()),
            ("開催回数", meeting.ordinal.is_blank(), meeting.ordinal.span()),
        ];
        let n_asked = if was_not_held(meeting, context.words) { 1 } else { fields.len() };
        let missing: Vec<_> = fields.into_iter().take(n_asked).filter(|(_, blank, _)| *blank).collect();
        let names: Vec<_> = missing.iter().map(|(name, ..)| *name).collect();
        if !missing.is_empty() {
            let place = missing.iter().map(|(.., span)| *span).find(|span| !span.is_detached());
            findings.report(&MEETING_HEAD_INCOMPLETE, place.unwrap_or(meeting.span), &[&said::list(&names)]);
        }
    }
}

/// The record is older than the meeting.
pub static MEETING_ISSUED_BEFORE_HELD: Rule = Rule {
    id: "CP405",
    name: "meeting-issued-before-held",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "第4表の作成年月日（{0}）が、開催日（{1}）より前です",
    looks_at: "第4表の作成年月日が開催日以降か。",
    why: "会議の要点は、会議の後に作成します。",
    wrong: "作成年月日: 令和7年5月20日\n開催日: 令和7年5月27日",
    right: "作成年月日: 令和7年5月27日\n開催日: 令和7年5月27日",
    fix: "二つの日付を確かめてください",
    demand: Demand::Guides,
    check: meeting_issued_before_held,
};

fn meeting_issued_before_held(context: &CheckContext, findings: &mut Findings) {
    for meeting in &context.case.meetings {
        let (Some(issued), Some(held)) = (meeting.issued_on.value(), meeting.held_on.value()) else { continue };
        if issued < held {
            findings
                .report(&MEETING_ISSUED_BEFORE_HELD, meeting.issued_on.span(), &[&said::day(issued), &said::day(held)])
                .related(meeting.held_on.span(), "開催日");
        }
    }
}

/// A time that no clock shows.
pub static MEETING_TIME_IMPOSSIBLE: Rule = Rule {
    id: "CP406",
    name: "meeting-time-impossible",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "第4表の開催時間（{0}）に、ない時刻があるか、終わりが始まりより後ではありません",
    looks_at: "第4表の「開催時間」に数字で書かれた時刻が、0:00から24:00までで、終わりが始まりより後か。「午後2時から」などの文は見ない。",
    why: "会議がいつ開かれたかが分かりません。",
    wrong: "開催時間: 15:00～14:00",
    right: "開催時間: 14:00～15:00",
    fix: "時刻を確かめて書き直してください",
    demand: Demand::Own("書き写しの誤りが、そのまま印字されるため"),
    check: meeting_time_impossible,
};

fn meeting_time_impossible(context: &CheckContext, findings: &mut Findings) {
    for meeting in context.case.meetings.iter().filter(|meeting| time::is_impossible(meeting.time.text())) {
        findings.report(&MEETING_TIME_IMPOSSIBLE, meeting.time.span(), &[&said::excerpt(meeting.time.text())]);
    }
}
