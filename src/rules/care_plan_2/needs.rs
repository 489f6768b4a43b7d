//! CP201–CP207: the sheet's date, and needs: that they are there, complete, numbered in order, and the client's own.

use crate::report::Severity;
use crate::rules::said::excerpt;
use crate::rules::words::{Words, places, plain, without_parentheses};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::service_kind::KindHit;
use crate::source::Field;

/// 第２表の「作成年月日」 is blank.
pub static PLAN_2_UNDATED: Rule = Rule {
    id: "CP201",
    name: "plan-2-undated",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第2表の作成年月日が書かれていません",
    looks_at: "第2表の「作成年月日」が書かれているか。",
    why: "どの時点の計画かが分からないと、同意や会議の記録と突き合わせられません。",
    wrong: "第2表:\n  作成年月日: ''",
    right: "第2表:\n  作成年月日: 令和7年5月27日",
    fix: "第2表を作成した日を書いてください",
    demand: Demand::Guides,
    check: plan_2_undated,
};

fn plan_2_undated(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_2 else { return };
    if plan.issued_on.is_blank() {
        findings.report(&PLAN_2_UNDATED, plan.issued_on.span().or(plan.span), &[]);
    }
}

/// 第２表 has no need at all.
pub static PLAN_WITHOUT_NEEDS: Rule = Rule {
    id: "CP202",
    name: "plan-without-needs",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第2表に生活全般の解決すべき課題（ニーズ）が一つも書かれていません",
    looks_at: "第2表に「ニーズ」が一つ以上あるか。",
    why: "課題がなければ、目標も援助も、何のためのものかを示せません。",
    wrong: "第2表:\n  ニーズ: []",
    right: "第2表:\n  ニーズ:\n    - 課題: 安心して入浴したい。\n      長期目標: …",
    fix: "課題分析で分かった課題を、優先順位の高い順に書いてください",
    demand: Demand::Guides,
    check: plan_without_needs,
};

fn plan_without_needs(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_2 else { return };
    if plan.needs.is_empty() {
        findings.report(&PLAN_WITHOUT_NEEDS, plan.needs.span().or(plan.span), &[]);
    }
}

/// A need without goals, or a goal without what is done for it.
pub static NEED_WITHOUT_GOAL_OR_SUPPORT: Rule = Rule {
    id: "CP203",
    name: "need-without-goal-or-support",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}に{1}が一つも書かれていません",
    looks_at: "課題ごとに長期目標、長期目標ごとに短期目標、短期目標ごとに援助が一つ以上あるか。",
    why: "課題・目標・援助はひと続きのもので、どれが欠けても、何をどうするのかが伝わりません。",
    wrong: "- 課題: 安心して入浴したい。\n  長期目標: []",
    right: "- 課題: 安心して入浴したい。\n  長期目標:\n    - 目標: 自宅の浴室で、一人で安全に入浴できる\n      短期目標: …",
    fix: "欠けている目標または援助を書いてください。長期と短期に分けられないときは、同じ目標を両方に書きます",
    demand: Demand::Guides,
    check: need_without_goal_or_support,
};

fn need_without_goal_or_support(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_2 else { return };
    for (at, need) in plan.needs.iter().enumerate() {
        let nth_need = format!("{}番目の課題", at + 1);
        if need.goals.is_empty() {
            // A need without words and goals is an empty line: told once, as a need without words.
            if !need.statement.is_blank() {
                let name = named("課題", &nth_need, &need.statement);
                let span = need.goals.span().or(need.span);
                findings.report(&NEED_WITHOUT_GOAL_OR_SUPPORT, span, &[&name, &"長期目標"]);
            }
            continue;
        }
        for (at, long) in need.goals.iter().enumerate() {
            let nth_long = format!("{nth_need}の{}番目の長期目標", at + 1);
            if long.goals.is_empty() {
                let name = named("長期目標", &nth_long, &long.statement);
                let span = long.goals.span().or(long.span);
                findings.report(&NEED_WITHOUT_GOAL_OR_SUPPORT, span, &[&name, &"短期目標"]);
            }
            for (at, short) in long.goals.iter().enumerate().filter(|(_, short)| short.supports.is_empty()) {
                let name = named("短期目標", &format!("{nth_long}の{}番目の短期目標", at + 1), &short.statement);
                let span = short.supports.span().or(short.span);
                findings.report(&NEED_WITHOUT_GOAL_OR_SUPPORT, span, &[&name, &"援助"]);
            }
        }
    }
}

/// 「課題「膝が…」」, or 「2番目の課題」 when it has no words.
fn named(what: &str, nth: &str, statement: &Field<String>) -> String {
    if statement.is_blank() { nth.to_owned() } else { format!("{what}「{}」", excerpt(statement.text())) }
}

/// A need or a goal without its words.
pub static NEED_OR_GOAL_WITHOUT_WORDS: Rule = Rule {
    id: "CP204",
    name: "need-or-goal-without-words",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の文が書かれていません",
    looks_at: "「課題」「長期目標」「短期目標」の文が空でないか。",
    why: "何を解決し、どうなることを目指すのかが書かれていないと、計画を評価できません。",
    wrong: "- 目標: ''\n  期間: 令和7年5月27日 ～ 令和7年8月31日",
    right: "- 目標: 手すりと入浴用いすを使い、週2回、転ばずに入浴できる\n  期間: 令和7年5月27日 ～ 令和7年8月31日",
    fix: "課題または目標の文を書いてください",
    demand: Demand::Guides,
    check: need_or_goal_without_words,
};

fn need_or_goal_without_words(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_2 else { return };
    for (at, need) in plan.needs.iter().enumerate() {
        let nth = format!("{}番目の課題", at + 1);
        if need.statement.is_blank() {
            findings.report(&NEED_OR_GOAL_WITHOUT_WORDS, need.statement.span().or(need.span), &[&nth]);
        }
        for (at, long) in need.goals.iter().enumerate() {
            let nth = format!("{nth}の{}番目の長期目標", at + 1);
            if long.statement.is_blank() {
                findings.report(&NEED_OR_GOAL_WITHOUT_WORDS, long.statement.span().or(long.span), &[&nth]);
            }
            for (at, short) in long.goals.iter().enumerate().filter(|(_, short)| short.statement.is_blank()) {
                let nth = format!("{nth}の{}番目の短期目標", at + 1);
                findings.report(&NEED_OR_GOAL_WITHOUT_WORDS, short.statement.span().or(short.span), &[&nth]);
            }
        }
    }
}

/// Needs carry numbers, but not 1, 2, 3 …
pub static NEED_NUMBERS_BROKEN: Rule = Rule {
    id: "CP205",
    name: "need-numbers-broken",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}番目の課題の番号が{1}です。番号を付けるときは、1から順に付けます",
    looks_at: "課題の文の初めの番号（①、1. など）が、1から順に、欠けも重なりもなく並んでいるか。どの課題にも番号がなければ見ない。",
    why: "課題の番号は優先順位を表し、会議の記録などからも番号で指されます。",
    wrong: "- 課題: ① 安心して入浴したい。\n- 課題: ③ 薬を飲み忘れずに暮らしたい。",
    right: "- 課題: ① 安心して入浴したい。\n- 課題: ② 薬を飲み忘れずに暮らしたい。",
    fix: "番号を付け直すか、すべての番号を消してください",
    demand: Demand::Guides,
    check: need_numbers_broken,
};

fn need_numbers_broken(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_2 else { return };
    let numbers: Vec<_> = plan.needs.iter().map(|need| number_of(need.statement.text())).collect();
    if numbers.iter().all(Option::is_none) {
        return;
    }
    let numbered = plan.needs.iter().zip(&numbers).zip(1_u32..);
    let first_wrong =
        numbered.filter(|((need, _), _)| !need.statement.is_blank()).find(|((_, number), at)| **number != Some(*at));
    if let Some(((need, number), at)) = first_wrong {
        let found = number.map_or("なし".to_owned(), |number| number.to_string());
        findings.report(&NEED_NUMBERS_BROKEN, need.statement.span(), &[&at, &found]);
    }
}

/// The number that a need begins with: ①, 1., （1）; a number that belongs to the sentence (1日2食) is none.
fn number_of(statement: &str) -> Option<u32> {
    let text = statement.trim_start();
    let first = text.chars().next()?;
    if let '①'..='⑳' | '⑴'..='⒇' = first {
        let base = if first <= '⑳' { '①' } else { '⑴' };
        return Some(u32::from(first) - u32::from(base) + 1);
    }
    let is_open = matches!(first, '(' | '（');
    let digits: String = text
        .chars()
        .skip(usize::from(is_open))
        .take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
        .collect();
    let after = text.chars().nth(digits.chars().count() + usize::from(is_open))?;
    let ends = if is_open {
        matches!(after, ')' | '）')
    } else {
        matches!(after, '.' | '．' | '、' | ')' | '）' | ':' | '：' | ' ' | '　')
    };
    plain(&digits).parse().ok().filter(|_| ends)
}

/// 「入浴介助が必要」「デイを使いたい」 a service or a care act stands where a need should.
pub static SERVICE_AS_NEED: Rule = Rule {
    id: "CP206",
    name: "service-as-need",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "課題「{0}」が、サービスや介護の行為（{1}）を求める文になっています",
    looks_at: "課題の文が、サービスの名前や介護の行為に「が必要」「を利用したい」などを続けた形で終わっていないか。",
    why: "実際に行うケアやサービスを課題にすると、何を解決するのかが分からず、ほかの方法を考えられなくなります。",
    wrong: "課題: 入浴介助が必要",
    right: "課題: 膝の痛みや転ぶ心配をせずに、安心して入浴したい。",
    fix: "サービスを使って何ができるようになりたいのかを、利用者の言葉で書いてください",
    demand: Demand::Guides,
    check: service_as_need,
};

fn service_as_need(context: &CheckContext, findings: &mut Findings) {
    for need in context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()) {
        let text = need.statement.plain();
        if let Some(word) = care_asked_for(text, context.words) {
            findings.report(&SERVICE_AS_NEED, need.statement.span(), &[&excerpt(need.statement.text()), &word]);
        }
    }
}

/// At most so many characters may follow the service for it to be what the sentence asks for.
const PREDICATE: usize = 12;

/// The service or care act that a sentence of the plain text ends in asking for.
fn care_asked_for(text: &str, words: &Words) -> Option<String> {
    let asks = |rest: &str, list: &str| {
        rest.chars().count() <= PREDICATE && words.list(list).iter().any(|ask| rest.starts_with(ask.as_str()))
    };
    let act = |sentence: &str, acts: &str, list: &str| {
        let asked = |act: &&str| places(sentence, act).any(|at| asks(&sentence[at + act.len()..], list));
        words.candidates(acts, sentence).find(asked).map(str::to_owned)
    };
    text.split('。').find_map(|sentence| {
        let after = |hit: &KindHit| sentence.get(hit.end()..).unwrap_or_default().to_owned();
        let kinds = words.kinds_in(sentence).into_iter().filter(KindHit::is_insured);
        let kind = kinds.into_iter().find(|hit| asks(&after(hit), "asks_for_care")).map(|hit| hit.word.to_owned());
        kind.or_else(|| act(sentence, "care_acts", "asks_for_care"))
            .or_else(|| act(sentence, "household_acts", "needs_it"))
    })
}

/// A need that does not end in 「〜したい」「〜の状態である」.
pub static NEED_NOT_FROM_CLIENT: Rule = Rule {
    id: "CP207",
    name: "need-not-from-client",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "課題「{0}」が、「～したい」「～できるようになりたい」「～の状態である」の形で書かれていません",
    looks_at: "課題の文が「たい」または「状態である」で終わるか。",
    why: "課題は利用者の側から、解決できる形で書きます。",
    wrong: "課題: 入浴介助が必要",
    right: "課題: 膝の痛みや転ぶ心配をせずに、安心して入浴したい。",
    fix: "「～したい」「～できるようになりたい」「～の状態である」の形に書き換えてください",
    demand: Demand::Guides,
    check: need_not_from_client,
};

fn need_not_from_client(context: &CheckContext, findings: &mut Findings) {
    for need in context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).filter(|need| !need.statement.is_blank())
    {
        let text = without_parentheses(need.statement.plain());
        let ends_well = |sentence: &str| {
            context.words.list("need_endings").iter().any(|ending| sentence.ends_with(ending.as_str()))
        };
        if !text.split(['。', '.']).any(|sentence| ends_well(sentence.trim_end_matches(['」', '』', '!', '、']))) {
            findings.report(&NEED_NOT_FROM_CLIENT, need.statement.span(), &[&excerpt(need.statement.text())]);
        }
    }
}
