//! CP417–CP419: every provider of the plan was there or was asked, and whoever was absent gave a reason and an opinion.

use super::meeting_of_plan;
use crate::case::ServiceMeeting;
use crate::case::meeting::Attendee;
use crate::report::Severity;
use crate::rules::context::family_names;
use crate::rules::readings::was_not_held;
use crate::rules::said;
use crate::rules::words::{Words, is_nearly, plain, without_parentheses};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::Span;

/// Whether two names are those of one office: equal, or equal without the corporation before it or the words in （ ）.
fn same_office(one: &str, other: &str, words: &Words) -> bool {
    let (one, other) = (without_parentheses(&plain(one)), without_parentheses(&plain(other)));
    let (long, short) = if one.len() < other.len() { (other, one) } else { (one, other) };
    let corporation = |long: &str| words.list("corporations").iter().any(|word| long.starts_with(word.as_str()));
    !short.is_empty() && (long == short || long.ends_with(&short) && corporation(&long))
}

/// Whether a text names an office, and not another one whose name only contains it.
fn names_office(text: &str, name: &str, others: &[String]) -> bool {
    let (text, name) = (plain(text), plain(name));
    let covered = |at: usize| {
        let longer = others.iter().filter(|other| other.len() > name.len() && other.contains(&name));
        longer.into_iter().any(|other| {
            text.match_indices(other.as_str()).any(|(from, _)| from <= at && at + name.len() <= from + other.len())
        })
    };
    !name.is_empty() && text.match_indices(&name).any(|(at, _)| !covered(at))
}

/// All names of offices that the file knows, plain.
fn known_names(context: &CheckContext) -> Vec<String> {
    let attendees =
        context.case.meetings.iter().flat_map(|meeting| meeting.attendees.iter()).map(|attendee| &attendee.affiliation);
    let providers = context.support_lines().iter().map(|line| &line.support.provider);
    attendees.chain(providers).map(|name| name.plain().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// A provider of the plan that neither attended nor is listed absent.
pub static PROVIDER_NOT_IN_MEETING: Rule = Rule {
    id: "CP417",
    name: "provider-not-in-meeting",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」が、担当者会議の出席者にも欠席者にも見当たりません",
    looks_at: "第2表の「保険給付: ○」の行の事業所が、この計画のための会議の出席者（欠席者を含む）にいるか、備考・検討した項目・検討内容に名前があるか。名前は空白を除いて比べる。",
    why: "計画に位置付けた全ての事業所に出席してもらい、欠席した事業所には照会して意見を聞きます。",
    wrong: "第2表: 事業所: 架空訪看\n第4表:\n  出席者:\n    - {職種: 介護支援専門員, 氏名: 栗林 みどり}",
    right: "出席者:\n  - {所属: 架空訪看, 職種: 看護師, 氏名: 飯山 舞}",
    fix: "出席者に書いてください。欠席したときは「欠席」に理由を書き、照会した意見を検討内容に書きます。出席しているのに見当たらないときは、所属を第2表の事業所名にそろえてください",
    demand: Demand::Guides,
    check: provider_not_in_meeting,
};

fn provider_not_in_meeting(context: &CheckContext, findings: &mut Findings) {
    let Some(meeting) = meeting_of_plan(context).filter(|meeting| !meeting.attendees.is_empty()) else { return };
    let known = known_names(context);
    let mut missing: Vec<(String, &str, Vec<Span>)> = Vec::new();
    for line in context.support_lines().iter().filter(|line| line.is_covered() && !line.support.provider.is_blank()) {
        let name = line.support.provider.text();
        let listed =
            meeting.attendees.iter().any(|attendee| same_office(attendee.affiliation.text(), name, context.words));
        let told = || {
            [&meeting.remarks, &meeting.topics, &meeting.discussion]
                .iter()
                .any(|text| names_office(text.text(), name, &known))
        };
        if listed || told() {
            continue;
        }
        match missing.iter_mut().find(|(other, ..)| *other == plain(name)) {
            Some((.., places)) => places.push(line.support.provider.span()),
            None => missing.push((plain(name), name, vec![line.support.provider.span()])),
        }
    }
    let strangers = strangers(context, meeting);
    for (_, name, places) in missing {
        let Some((first, others)) = places.split_first() else { continue };
        let finding = findings.report(&PROVIDER_NOT_IN_MEETING, *first, &[&name.trim()]);
        finding.related(meeting.attendees.span(), "会議出席者");
        for attendee in meeting.attendees.iter().filter(|one| is_nearly(one.affiliation.text(), name)) {
            finding.related(attendee.affiliation.span(), "よく似た名前です");
        }
        for stranger in &strangers {
            finding.related(*stranger, "この出席者の所属は、第2表のどの事業所とも合いません");
        }
        for place in others {
            finding.related(*place, "この行も");
        }
    }
}

/// Attendees of whom nobody can say for which provider they came: whose 所属 is empty, or none of the plan's. Not who is of the
/// office itself or of the family, and no doctor, whom a plan need not name elsewhere.
#[must_use]
pub fn strangers(context: &CheckContext, meeting: &ServiceMeeting) -> Vec<Span> {
    let is_of_plan = |attendee: &Attendee| {
        let name = attendee.affiliation.text();
        context.support_lines().iter().any(|line| same_office(name, line.support.provider.text(), context.words))
    };
    let is_known_by_role =
        |one: &Attendee| ["介護支援専門員", "医師"].iter().any(|role| one.role.text().contains(role));
    let comes_from_outside = |one: &&Attendee| !is_known_by_role(one) && !one.affiliation.span().is_detached();
    let unknown = meeting.attendees.iter().filter(comes_from_outside).filter(|one| !is_of_plan(one));
    unknown.map(|one| one.affiliation.span()).take(3).collect()
}

/// What an absent attendee is called.
fn called(attendee: &Attendee) -> String {
    let parts: Vec<_> = [&attendee.affiliation, &attendee.name, &attendee.role]
        .iter()
        .filter(|part| !part.is_blank())
        .take(2)
        .map(|part| part.text().trim().to_owned())
        .collect();
    said::excerpt(&parts.join(" "))
}

/// Those whose absence is written, meeting by meeting.
fn absent<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = (&'a ServiceMeeting, &'a Attendee)> {
    context
        .case
        .meetings
        .iter()
        .flat_map(|meeting| meeting.attendees.iter().map(move |attendee| (meeting, attendee)))
        .filter(|(_, attendee)| !attendee.absence.is_blank())
}

/// An absence without its reason.
pub static ABSENT_WITHOUT_REASON: Rule = Rule {
    id: "CP418",
    name: "absent-without-reason",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "欠席した「{0}」の、欠席の理由が書かれていません",
    looks_at: "出席者の「欠席」が、「欠席」「○」「はい」のような印だけでなく、理由になっているか。「欠席」と書かれたまま空の行も見る（どの行もそうなら、ひな形と見る）。備考が書かれていれば見ない。",
    why: "会議に参加できなかった人の理由を記載します。",
    wrong: "- {所属: 架空整形外科, 職種: 医師, 氏名: 三野 学, 欠席: ○}",
    right: "- {所属: 架空整形外科, 職種: 医師, 氏名: 三野 学, 欠席: 診療のため}",
    fix: "「欠席」に理由を書いてください。出席したのなら「欠席」の項目を消してください",
    demand: Demand::Guides,
    check: absent_without_reason,
};

fn absent_without_reason(context: &CheckContext, findings: &mut Findings) {
    for (_, attendee) in absent(context).filter(|(meeting, _)| meeting.remarks.is_blank()) {
        let reason = attendee.absence.plain();
        if context.words.list("absence_without_reason").iter().any(|word| word == reason) {
            findings.report(&ABSENT_WITHOUT_REASON, attendee.absence.span(), &[&called(attendee)]);
        }
    }
    // A reason that was lost behind its key would make the absent one a participant, on paper too.
    for meeting in context.case.meetings.iter().filter(|meeting| meeting.remarks.is_blank()) {
        let is_emptied = |attendee: &&Attendee| !attendee.absence.is_missing() && attendee.absence.is_blank();
        let emptied: Vec<&Attendee> = meeting.attendees.iter().filter(is_emptied).collect();
        for attendee in emptied.iter().filter(|_| emptied.len() < meeting.attendees.len()) {
            findings.report(&ABSENT_WITHOUT_REASON, attendee.absence.span(), &[&called(attendee)]);
        }
    }
}

/// An absence, and nothing that the absent one said.
pub static ABSENT_WITHOUT_OPINION: Rule = Rule {
    id: "CP419",
    name: "absent-without-opinion",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "欠席した「{0}」に照会した内容や意見が、第4表に見当たりません",
    looks_at: "欠席者（本人・家族を除く）の所属・氏名・職種に当たる言葉が、備考・検討した項目・検討内容のどれかにあるか。",
    why: "欠席予定者には会議までに意見を聞き、専門的意見として会議で紹介します。",
    wrong: "出席者:\n  - {所属: ヘルパーステーションうみかぜ, 氏名: 仏生 かおり, 欠席: 訪問の予定}\n検討内容: ① 入浴の方法を確かめた。",
    right: "検討内容: ① …うみかぜ 仏生氏（書面）：「木曜の訪問を90分とすれば、買い物と掃除ができる。」",
    fix: "照会した日と、回答された意見を書いてください。書いてあれば、欠席した方の職種や氏名が抜けていないか確かめてください",
    demand: Demand::Guides,
    check: absent_without_opinion,
};

fn absent_without_opinion(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    for (meeting, attendee) in absent(context) {
        let role = attendee.role.text();
        if was_not_held(meeting, words)
            || plain(role) == "本人"
            || !words.family_in(role).is_empty()
            || attendee.affiliation.is_blank() && attendee.name.is_blank()
        {
            continue;
        }
        let texts = format!("{}／{}／{}", meeting.remarks.text(), meeting.topics.text(), meeting.discussion.text());
        let in_texts = plain(&texts);
        let named = family_names(attendee.name.text()).iter().any(|name| in_texts.contains(name.as_str()));
        let is_doctor = words.found("doctors", role).is_some();
        let doctor_told = is_doctor && words.found("doctors", &texts).is_some();
        if !named && !doctor_told && !words.shared(attendee.affiliation.text(), &texts) && !words.shared(role, &texts) {
            findings
                .report(&ABSENT_WITHOUT_OPINION, attendee.absence.span(), &[&called(attendee)])
                .related(attendee.role.span(), "職種")
                .related(attendee.affiliation.span(), "所属")
                .related(attendee.name.span(), "氏名")
                .related(meeting.discussion.span(), "検討内容");
        }
    }
}
