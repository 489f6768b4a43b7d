//! CP410–CP414: who attended: the client, the family, the others.

use crate::case::ServiceMeeting;
use crate::case::meeting::Attendance;
use crate::report::Severity;
use crate::rules::readings::was_not_held;
use crate::rules::words::{Words, plain};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::{Field, Span};

/// The meetings that were held.
fn held<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = &'a ServiceMeeting> {
    let words = context.words;
    context.case.meetings.iter().filter(move |meeting| !was_not_held(meeting, words))
}

/// Whether a mark says that somebody was not there.
fn is_absence(mark: &Field<String>, words: &Words) -> bool {
    let mark = mark.plain();
    words.list("absent_marks").iter().any(|word| word == mark) || mark.starts_with("欠席")
}

/// A part of 「出席」, and where it stands or would stand.
fn part(meeting: &ServiceMeeting, part: impl Fn(&Attendance) -> &Field<String>) -> (bool, Span) {
    match &meeting.attendance {
        Some(attendance) => (part(attendance).is_blank(), part(attendance).span().or(attendance.span)),
        None => (true, meeting.span),
    }
}

/// Whether the client attended is not marked.
pub static CLIENT_ATTENDANCE_UNMARKED: Rule = Rule {
    id: "CP410",
    name: "client-attendance-unmarked",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "第4表の「利用者・家族の出席」の「本人」に印がありません",
    looks_at: "開いた会議の「出席」の「本人」に、○か欠席の印があるか。備考に本人のことが書かれていれば見ない。",
    why: "会議には本人と家族の出席が基本で、欠席したときはその理由を備考に書きます。",
    wrong: "出席: {本人: '', 家族: ○, 続柄: 長女}",
    right: "出席: {本人: ○, 家族: ○, 続柄: 長女}",
    fix: "出席したら ○ を、欠席したら備考に理由を書いてください",
    demand: Demand::Guides,
    check: client_attendance_unmarked,
};

fn client_attendance_unmarked(context: &CheckContext, findings: &mut Findings) {
    for meeting in held(context) {
        let (blank, place) = part(meeting, |attendance| &attendance.client);
        let explained = ["本人", "利用者"].iter().any(|word| meeting.remarks.text().contains(word));
        if blank && !explained {
            findings.report(&CLIENT_ATTENDANCE_UNMARKED, place, &[]);
        }
    }
}

/// The family is among those who attended, and 「家族」 has no mark.
pub static FAMILY_ATTENDANCE_UNMARKED: Rule = Rule {
    id: "CP411",
    name: "family-attendance-unmarked",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "会議出席者に家族（{0}）がいますが、「利用者・家族の出席」の「家族」に印がありません",
    looks_at: "出席者の職種に続柄（妻、長女など）か「家族」があり欠席でないとき、「出席」の「家族」に印があるか。",
    why: "家族が出席したことが、出席の欄から分かるようにします。",
    wrong: "出席: {本人: ○, 家族: '', 続柄: ''}\n出席者:\n  - {職種: 長女, 氏名: 山田 咲}",
    right: "出席: {本人: ○, 家族: ○, 続柄: 長女}",
    fix: "「家族」に ○ を、「続柄」に続柄を書いてください",
    demand: Demand::Guides,
    check: family_attendance_unmarked,
};

fn family_attendance_unmarked(context: &CheckContext, findings: &mut Findings) {
    let is_family = |role: &str| !context.words.family_in(role).is_empty() || plain(role) == "家族";
    for meeting in held(context) {
        let (blank, place) = part(meeting, |attendance| &attendance.family);
        let member =
            meeting.attendees.iter().find(|attendee| attendee.absence.is_blank() && is_family(attendee.role.text()));
        if let Some(member) = member.filter(|_| blank) {
            findings
                .report(&FAMILY_ATTENDANCE_UNMARKED, place, &[&member.role.text().trim()])
                .related(member.role.span(), "出席した家族");
        }
    }
}

/// The family attended, and 続柄 is blank.
pub static RELATIONSHIP_MISSING: Rule = Rule {
    id: "CP412",
    name: "relationship-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "家族が出席していますが、続柄が書かれていません",
    looks_at: "「出席」の「家族」に印（欠席の印を除く）があるとき、「続柄」が書かれているか。",
    why: "誰の意見だったのかが、後で分かるようにします。",
    wrong: "出席: {本人: ○, 家族: ○, 続柄: ''}",
    right: "出席: {本人: ○, 家族: ○, 続柄: 長女}",
    fix: "出席した家族の続柄を書いてください",
    demand: Demand::Guides,
    check: relationship_missing,
};

fn relationship_missing(context: &CheckContext, findings: &mut Findings) {
    for attendance in held(context).filter_map(|meeting| meeting.attendance.as_ref()) {
        let attended = !attendance.family.is_blank() && !is_absence(&attendance.family, context.words);
        if attended && attendance.relationship.is_blank() {
            findings
                .report(&RELATIONSHIP_MISSING, attendance.relationship.span().or(attendance.span), &[])
                .related(attendance.family.span(), "出席とした印");
        }
    }
}

/// The client was absent, and nobody says why.
pub static CLIENT_ABSENT_WITHOUT_REASON: Rule = Rule {
    id: "CP413",
    name: "client-absent-without-reason",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "本人が欠席していますが、備考に理由がありません",
    looks_at: "「出席」の「本人」が欠席の印のとき、「備考」が書かれているか。",
    why: "参加できなかった人の理由を記載します。",
    wrong: "出席: {本人: ×, 家族: ○, 続柄: 長女}\n備考: ''",
    right: "出席: {本人: ×, 家族: ○, 続柄: 長女}\n備考: 本人は発熱のため欠席（前日に意向を確認）",
    fix: "欠席の理由を備考に書いてください",
    demand: Demand::Guides,
    check: client_absent_without_reason,
};

fn client_absent_without_reason(context: &CheckContext, findings: &mut Findings) {
    for meeting in held(context).filter(|meeting| meeting.remarks.is_blank()) {
        let Some(attendance) = &meeting.attendance else { continue };
        let has_reason = attendance.client.plain().chars().count() > 4;
        if is_absence(&attendance.client, context.words) && !has_reason {
            findings
                .report(&CLIENT_ABSENT_WITHOUT_REASON, attendance.client.span(), &[])
                .related(meeting.remarks.span(), "備考");
        }
    }
}

/// Nobody is listed.
pub static ATTENDEES_MISSING: Rule = Rule {
    id: "CP414",
    name: "attendees-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第4表の会議出席者が一人も書かれていません",
    looks_at: "開いた会議の「出席者」に、所属か氏名の書かれた人がいるか。",
    why: "どの事業所の誰が検討したのかを示す欄です。",
    wrong: "出席者: []",
    right: "出席者:\n  - {所属: デイサービスセンター架空の里, 職種: 生活相談員, 氏名: 国分 健}",
    fix: "出席者の所属・職種・氏名を書いてください。欠席者も理由とともに書きます",
    demand: Demand::Guides,
    check: attendees_missing,
};

fn attendees_missing(context: &CheckContext, findings: &mut Findings) {
    for meeting in held(context) {
        if meeting.attendees.iter().all(|attendee| attendee.affiliation.is_blank() && attendee.name.is_blank()) {
            findings.report(&ATTENDEES_MISSING, meeting.attendees.span().or(meeting.span), &[]);
        }
    }
}
