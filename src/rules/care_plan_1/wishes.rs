//! CP110–CP114: 「利用者及び家族の生活に対する意向を踏まえた課題分析の結果」.

use crate::report::Severity;
use crate::rules::said;
use crate::rules::words::plain;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::Field;

/// The text, when there is one.
fn written<'a>(context: &CheckContext<'a>) -> Option<&'a Field<String>> {
    context.case.plan_1.as_ref().map(|plan| &plan.assessment).filter(|text| !text.is_blank())
}

/// Nothing is written.
pub static WISHES_MISSING: Rule = Rule {
    id: "CP110",
    name: "wishes-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第1表の「利用者及び家族の生活に対する意向を踏まえた課題分析の結果」が書かれていません",
    looks_at: "第1表の「意向と課題分析」が書かれているか。",
    why: "どのような生活をしたいか、何を解決するのかが、計画全体の出発点になります。",
    wrong: "意向と課題分析: ''",
    right: "意向と課題分析: |-\n  本人：「この家で一人で、料理を続けたい。」\n  長女：「自宅での暮らしを支えたい。」\n  課題分析の結果：両膝の痛みで立ち上がりが不安定であり、…",
    fix: "本人と家族の意向を分けて書き、課題分析の結果を続けてください",
    demand: Demand::Guides,
    check: wishes_missing,
};

fn wishes_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    if plan.assessment.is_blank() {
        findings.report(&WISHES_MISSING, plan.assessment.span().or(plan.span), &[]);
    }
}

/// Wishes, and no analysis.
pub static ANALYSIS_MISSING: Rule = Rule {
    id: "CP111",
    name: "analysis-missing",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「意向と課題分析」に、課題分析の結果に当たる言葉が見当たりません",
    looks_at: "「意向と課題分析」に、「課題分析の結果」「アセスメント」「必要がある」「見込み」「できている」など、分析の結果を述べる言葉があるか。",
    why: "意向だけでなく、持っている力や生活環境の評価を含む課題分析の結果を書く欄です。",
    wrong: "意向と課題分析: 本人・家族とも特に希望なし。デイサービスを利用したい。",
    right: "意向と課題分析: |-\n  本人：「…」\n  課題分析の結果：座って行えば調理ができる。浴室の環境を整え、脚の筋力を保てば、入浴を続けられる見込みがある。",
    fix: "「課題分析の結果：」に続けて、できること・できないこととその訳、解決すべき課題を書いてください",
    demand: Demand::Guides,
    check: analysis_missing,
};

fn analysis_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(text) = written(context) else { return };
    if context.words.found("analysis", text).is_none() {
        findings.report(&ANALYSIS_MISSING, text.span(), &[]);
    }
}

/// The client does not speak.
pub static CLIENT_WISH_MISSING: Rule = Rule {
    id: "CP112",
    name: "client-wish-missing",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「意向と課題分析」に、本人の意向が見当たりません",
    looks_at: "「意向と課題分析」に「本人」「利用者」または利用者の氏名があるか。",
    why: "どのような生活をしたいかは、まず本人の言葉で書きます。",
    wrong: "意向と課題分析: 長女：「自宅での暮らしを支えたい。」課題分析の結果：…",
    right: "意向と課題分析: 本人：「この家で暮らしたい。」長女：「支えたい。」課題分析の結果：…",
    fix: "「本人：」として、本人の意向を書いてください。聞き取れないときは、そのことと様子を書きます",
    demand: Demand::Guides,
    check: client_wish_missing,
};

fn client_wish_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(text) = written(context) else { return };
    let name = context.case.client.as_ref().map_or("", |client| client.name.text());
    let names_client = name.split_whitespace().any(|part| text.text().contains(part));
    if context.words.found("client_speaks", text).is_none() && !names_client {
        findings.report(&CLIENT_WISH_MISSING, text.span(), &[]);
    }
}

/// There is a family, and it does not speak.
pub static FAMILY_WISH_MISSING: Rule = Rule {
    id: "CP113",
    name: "family-wish-missing",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "家族（{0}）がいますが、「意向と課題分析」に家族の意向が見当たりません",
    looks_at: "「家族」か第4表の家族の出席に家族があるとき、「意向と課題分析」に「家族」または続柄（妻、長女など）・氏名があるか。",
    why: "家族の意向も、本人の意向と区別して書きます。",
    wrong: "家族:\n  - {続柄: 長女}\n第1表:\n  意向と課題分析: 本人：「…」課題分析の結果：…",
    right: "意向と課題分析: 本人：「…」長女：「…」課題分析の結果：…",
    fix: "「長女：」のように、家族の意向を書いてください",
    demand: Demand::Guides,
    check: family_wish_missing,
};

fn family_wish_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(text) = written(context) else { return };
    let words = context.words;
    let members = context.case.family.iter().map(|member| (&member.relationship, &member.name));
    let attendances = context.case.meetings.iter().filter_map(|meeting| meeting.attendance.as_ref());
    let attended = attendances.map(|attendance| (&attendance.relationship, &attendance.relationship));
    let family: Vec<_> = members.chain(attended).filter(|(kin, name)| !kin.is_blank() || !name.is_blank()).collect();
    let Some((kin, name)) = family.first() else { return };
    let plain_text = text.plain();
    let named = |field: &Field<String>| {
        !field.is_blank() && field.text().split_whitespace().any(|part| plain_text.contains(&plain(part)))
    };
    let speaks = !words.family_in(text).is_empty() || words.found_in_plain("family_lines", plain_text).is_some();
    if !speaks && !family.iter().any(|(kin, name)| named(kin) || named(name)) {
        let who = if kin.is_blank() { name.text() } else { kin.text() };
        findings
            .report(&FAMILY_WISH_MISSING, text.span(), &[&said::excerpt(who)])
            .related(kin.span().or(name.span()), "家族");
    }
}

/// Client and family are told in one breath.
pub static WISHES_NOT_APART: Rule = Rule {
    id: "CP114",
    name: "wishes-not-apart",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "「意向と課題分析」で、本人と家族の意向が一つにまとめられています（「{0}」）",
    looks_at: "「本人・家族とも」「本人及び家族は」のように、本人と家族をまとめた言い方がないか。",
    why: "意向が異なるときは、各々の主訴を区別して記載します。",
    wrong: "意向と課題分析: 本人・家族とも特に希望なし。",
    right: "意向と課題分析: |-\n  本人：「この家で暮らしたい。」\n  長女：「転倒が心配。」",
    fix: "意向が同じでも、それぞれの言葉で分けて書いてください",
    demand: Demand::Guides,
    check: wishes_not_apart,
};

fn wishes_not_apart(context: &CheckContext, findings: &mut Findings) {
    let Some(text) = written(context) else { return };
    if let Some(word) = context.words.found("in_one_breath", text) {
        findings.report(&WISHES_NOT_APART, text.span(), &[&word]);
    }
}
