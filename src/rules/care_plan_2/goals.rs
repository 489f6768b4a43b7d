//! CP222–CP227: the words of goals: the client is their subject, they are no service, and they can be measured.

use crate::report::Severity;
use crate::rules::context::Doer;
use crate::rules::said::excerpt;
use crate::rules::words::{Words, person_places, plain, without_parentheses};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::Field;

/// 「家族の負担軽減」「ヘルパーが見守る」 a goal that somebody else is to reach.
pub static GOAL_SUBJECT_NOT_CLIENT: Rule = Rule {
    id: "CP222",
    name: "goal-subject-not-client",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}「{1}」の主語が、利用者ではなく「{2}」になっています",
    looks_at: "目標の文に、家族・介護者・職員などに「が」「は」を続けた主語や、「家族の負担軽減」のような言い方がないか。",
    why: "目標は利用者が達成するものです。家族や支援者がすることは、援助内容に書きます。",
    wrong: "目標: ヘルパーがしっかり見守る",
    right: "目標: 手すりと入浴用いすを使い、週2回、転ばずに入浴できる",
    fix: "利用者を主語にして、利用者がどうなるのかを書いてください",
    demand: Demand::Guides,
    check: goal_subject_not_client,
};

fn goal_subject_not_client(context: &CheckContext, findings: &mut Findings) {
    for (what, statement) in goals(context) {
        if let Some(subject) = other_subject(statement.plain(), context.words) {
            findings.report(&GOAL_SUBJECT_NOT_CLIENT, statement.span(), &[&what, &excerpt(statement.text()), &subject]);
        }
    }
}

/// All goals in order, each with what it is called.
fn goals<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = (&'static str, &'a Field<String>)> + use<'a> {
    let longs = context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
    longs.flat_map(|long| {
        std::iter::once(("長期目標", &long.statement))
            .chain(long.goals.iter().map(|short| ("短期目標", &short.statement)))
    })
}

/// Somebody other than the client who is the subject of a goal's plain text.
fn other_subject<'w>(text: &str, words: &'w Words) -> Option<&'w str> {
    if ["本人が", "本人は", "利用者が", "利用者は"].iter().any(|client| text.contains(client)) {
        return None;
    }
    let is_subject = |subject: &str, after: &str| {
        let Some(rest) = words.list("subject_marks").iter().find_map(|mark| after.strip_prefix(mark.as_str())) else {
            return false;
        };
        // 「職員がそばにいれば」「娘が作った食事を」「妻が付き添い、…」: a scene in the client's goal, not its subject.
        let is_scene = words.found_in_plain("scenes", rest).is_some() || relative_clause(rest);
        let is_kin = words.list("kin").iter().any(|kin| kin == subject);
        !is_scene && (!is_kin || words.found_in_plain("carer_verbs", rest).is_some())
    };
    let relieved = |after: &str| {
        let rest = after.strip_prefix('の').unwrap_or_default();
        words
            .candidates("relief_of_carers", rest)
            .any(|relief| rest.find(relief).is_some_and(|at| rest[..at].chars().count() <= 8))
    };
    let named = words.candidates("goal_subjects", text).find(|subject| {
        person_places(text, subject).any(|at| {
            let after = &text[at + subject.len()..];
            is_subject(subject, after) || relieved(after)
        })
    });
    let burden = || {
        let reliefs = words.candidates("relief_of_carers", text);
        reliefs.into_iter().find(|relief| relief.starts_with("介護") && text.contains(relief))
    };
    named.or_else(burden)
}

/// Whether a past tense goes on with a noun: 作った食事, 準備した食材.
fn relative_clause(text: &str) -> bool {
    let is_noun = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c) || ('ァ'..='ヺ').contains(&c);
    text.match_indices('た').any(|(at, past)| text[at + past.len()..].chars().next().is_some_and(is_noun))
}

/// The insured service that a goal's text names and uses: 「デイサービスを継続して利用する」「介助を受けることができる」.
fn service_used(statement: &str, words: &Words) -> Option<String> {
    let text = plain(statement);
    if other_subject(&text, words).is_some() {
        return None;
    }
    let text = without_parentheses(&text);
    let used = |mut rest: &str| {
        // 「を継続して」「に休まず」 may stand between the service and its use, and nothing else.
        while let Some(after) =
            words.list("uses_service_between").iter().find_map(|between| rest.strip_prefix(between.as_str()))
        {
            rest = after;
        }
        words.list("uses_service").iter().any(|usage| rest.starts_with(usage.as_str()))
    };
    let services = words.kinds_in(&text).into_iter().filter(|hit| hit.is_insured() && !hit.is_equipment());
    let service = services.into_iter().find(|hit| used(text.get(hit.end()..).unwrap_or_default()));
    if let Some(hit) = service {
        return Some(hit.word.to_owned());
    }
    let means = |rest: &str| {
        ["を受けて", "を受けな", "を受けつ", "を受け、", "を受けず", "を受けなが"]
            .iter()
            .any(|part| rest.starts_with(part))
    };
    let received = |act: &str| {
        text.match_indices(act).any(|(at, _)| {
            let rest = &text[at + act.len()..];
            (rest.starts_with("を受け") && !means(rest) || rest.starts_with("が受け")) && rest.chars().count() <= 12
        })
    };
    words.candidates("care_acts", &text).find(|act| received(act)).map(str::to_owned)
}

/// 「デイサービスを継続して利用する」 as a long-term goal.
pub static SERVICE_AS_LONG_GOAL: Rule = Rule {
    id: "CP223",
    name: "service-as-long-goal",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "長期目標「{0}」が、サービス（{1}）を利用すること自体を目標にしています",
    looks_at: "長期目標の文に、介護保険のサービスの名前と「利用する」「受ける」「通う」などの言葉がないか。",
    why: "サービスは目標を達成するための手段です。手段を目標にすると、達成したかどうかを評価できません。",
    wrong: "目標: デイサービスを継続して利用する",
    right: "目標: 自宅の浴室で、一人で安全に入浴できる",
    fix: "そのサービスを使って、利用者がどうなることを目指すのかを書いてください",
    demand: Demand::Guides,
    check: service_as_long_goal,
};

fn service_as_long_goal(context: &CheckContext, findings: &mut Findings) {
    for (_, statement) in goals(context).filter(|(what, _)| *what == "長期目標") {
        if let Some(service) = service_used(statement.text(), context.words) {
            findings.report(&SERVICE_AS_LONG_GOAL, statement.span(), &[&excerpt(statement.text()), &service]);
        }
    }
}

/// 「訪問介護を利用する」 as a short-term goal.
pub static SERVICE_AS_SHORT_GOAL: Rule = Rule {
    id: "CP224",
    name: "service-as-short-goal",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "短期目標「{0}」が、サービス（{1}）を利用すること自体を目標にしています",
    looks_at: "短期目標の文に、介護保険のサービスの名前と「利用する」「受ける」「通う」などの言葉がないか。",
    why: "サービスは目標を達成するための手段です。手段を目標にすると、達成したかどうかを評価できません。",
    wrong: "目標: 週2回、デイサービスに通うことができる",
    right: "目標: 手すりと入浴用いすを使い、週2回、転ばずに入浴できる",
    fix: "そのサービスを使って、利用者が何をできるようになるのかを書いてください",
    demand: Demand::Guides,
    check: service_as_short_goal,
};

fn service_as_short_goal(context: &CheckContext, findings: &mut Findings) {
    for (_, statement) in goals(context).filter(|(what, _)| *what == "短期目標") {
        if let Some(service) = service_used(statement.text(), context.words) {
            findings.report(&SERVICE_AS_SHORT_GOAL, statement.span(), &[&excerpt(statement.text()), &service]);
        }
    }
}

/// How alike two texts must be to be the same, of 1.
const ALIKE: f64 = 0.8;

/// A goal that says what a support line says.
pub static GOAL_REPEATS_SUPPORT: Rule = Rule {
    id: "CP225",
    name: "goal-repeats-support",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}「{1}」が、援助のサービス内容「{2}」とほぼ同じ文です",
    looks_at: "目標の文が、その目標のための援助（本人の取組みを除く）の「サービス内容」とほぼ同じでないか。",
    why: "行うこと（サービス内容）と、その結果どうなるか（目標）は別のものです。",
    wrong: "目標: 浴槽のまたぎの見守りと背中の洗身の介助\n援助:\n  - サービス内容: 浴槽のまたぎの見守りと背中の洗身の介助",
    right: "目標: 手すりと入浴用いすを使い、週2回、転ばずに入浴できる",
    fix: "その援助によって利用者がどうなるのかを、目標に書いてください",
    demand: Demand::Guides,
    check: goal_repeats_support,
};

fn goal_repeats_support(context: &CheckContext, findings: &mut Findings) {
    let mut told = Vec::new();
    for line in context.support_lines().iter().filter(|line| line.doer != Doer::Client) {
        for (what, statement) in [("長期目標", &line.long.statement), ("短期目標", &line.short.statement)] {
            let is_new = |context: &CheckContext| {
                !told.contains(&statement.span()) && service_used(statement.text(), context.words).is_none()
            };
            if is_alike(statement.text(), line.support.content.text()) && is_new(context) {
                told.push(statement.span());
                findings
                    .report(
                        &GOAL_REPEATS_SUPPORT,
                        statement.span(),
                        &[&what, &excerpt(statement.text()), &excerpt(line.support.content.text())],
                    )
                    .related(line.support.content.span(), "サービス内容");
            }
        }
    }
}

fn is_alike(one: &str, other: &str) -> bool {
    let (a, b) = (one.chars().count(), other.chars().count());
    // Texts of very different length can't be alike: spares comparing them letter by letter.
    let similar_length = a.min(b) >= 5 && a.min(b) * 5 >= a.max(b) * 4;
    similar_length && strsim::normalized_levenshtein(&plain(one), &plain(other)) >= ALIKE
}

/// A short-term goal with a word that everybody understands differently.
pub static VAGUE_SHORT_GOAL: Rule = Rule {
    id: "CP226",
    name: "vague-short-goal",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "短期目標「{0}」の「{1}」は、人によって受け取り方が違います",
    looks_at: "短期目標の文に「しっかり」「安心して」「頑張る」「なるべく」などの言葉がないか。",
    why: "短期目標は、具体的で、誰でも同じイメージができるように書きます。",
    wrong: "目標: しっかり歩けるようになる",
    right: "目標: 歩行器を使い、週3回、15分ほど庭に出て水やりができる",
    fix: "回数、時間、場所、使う物などで言い換えてください",
    demand: Demand::Guides,
    check: vague_short_goal,
};

fn vague_short_goal(context: &CheckContext, findings: &mut Findings) {
    for (_, statement) in goals(context).filter(|(what, _)| *what == "短期目標") {
        if let Some(word) = context.words.found("vague_goal", statement) {
            findings.report(&VAGUE_SHORT_GOAL, statement.span(), &[&excerpt(statement.text()), &word]);
        }
    }
}

/// A short-term goal in which nothing can be measured.
pub static SHORT_GOAL_NOT_MEASURABLE: Rule = Rule {
    id: "CP227",
    name: "short-goal-not-measurable",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "短期目標「{0}」に、達成したかどうかを確かめる手がかり（数・回数・場所・使う物など）がありません",
    looks_at: "短期目標の文に、数や頻度、場所、使う物、「一人で」「転ばずに」など、評価の手がかりになる言葉があるか。",
    why: "短期目標は、評価できるものでなければなりません。",
    wrong: "目標: 歩行の能力が上がる",
    right: "目標: 4点つえで、自宅の周り（約100m）を転ばずに歩くことができる",
    fix: "いつ、どこで、どのくらいできればよいのかを書いてください",
    demand: Demand::Guides,
    check: short_goal_not_measurable,
};

fn short_goal_not_measurable(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    for (_, statement) in goals(context).filter(|(what, statement)| *what == "短期目標" && !statement.is_blank()) {
        let text = statement.plain();
        let in_words = || ["measures", "number_words"].iter().any(|list| words.found_in_plain(list, text).is_some());
        let measurable = text.chars().any(|c| c.is_ascii_digit()) || in_words();
        if measurable {
            continue;
        }
        // A goal that must be written anew for another reason is told once.
        let repeats = || {
            let lines = context
                .support_lines()
                .iter()
                .filter(|line| line.doer != Doer::Client && line.short.statement.span() == statement.span());
            lines.into_iter().any(|line| is_alike(statement.text(), line.support.content.text()))
        };
        let told = words.found_in_plain("vague_goal", text).is_some()
            || other_subject(text, words).is_some()
            || service_used(text, words).is_some()
            || repeats();
        if !told {
            findings.report(&SHORT_GOAL_NOT_MEASURABLE, statement.span(), &[&excerpt(statement.text())]);
        }
    }
}
