//! CP120–CP123: 「介護認定審査会の意見及びサービスの種類の指定」 and 「総合的な援助の方針」.

use crate::case::certification::CertificationStatus;
use crate::report::Severity;
use crate::rules::words::plain;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::Field;

/// The committee's opinion is blank.
pub static COMMITTEE_OPINION_BLANK: Rule = Rule {
    id: "CP120",
    name: "committee-opinion-blank",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "「介護認定審査会の意見及びサービスの種類の指定」が空です。ないときは「なし」と書きます",
    looks_at: "認定の「審査会意見」に、意見か「なし」が書かれているか。申請中の計画は見ない。",
    why: "空のままでは、被保険者証を確かめたのかが分かりません。",
    wrong: "審査会意見: ''",
    right: "審査会意見: なし",
    fix: "被保険者証を確かめ、記載があれば写し、なければ「なし」と書いてください",
    demand: Demand::Guides,
    check: committee_opinion_blank,
};

fn committee_opinion_blank(context: &CheckContext, findings: &mut Findings) {
    let Some(certification) = context.certification() else { return };
    if certification.committee_opinion.is_blank() && certification.status.value() != Some(CertificationStatus::Applied)
    {
        findings.report(&COMMITTEE_OPINION_BLANK, certification.committee_opinion.span().or(certification.span), &[]);
    }
}

/// The policy is blank.
pub static POLICY_MISSING: Rule = Rule {
    id: "CP121",
    name: "policy-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第1表の「総合的な援助の方針」が書かれていません",
    looks_at: "第1表の「援助の方針」が書かれているか。",
    why: "チームが何を目指してどう支えるのかを、利用者と家族を含む皆が確かめる欄です。",
    wrong: "援助の方針: ''",
    right: "援助の方針: |-\n  「この家で暮らし続けたい」という思いがかなうよう、できることを続けられるようにチームで支えます。…",
    fix: "課題（ニーズ）に対して、チームがどのような援助を行うかを書いてください",
    demand: Demand::Guides,
    check: policy_missing,
};

fn policy_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    if plan.policy.is_blank() {
        findings.report(&POLICY_MISSING, plan.policy.span().or(plan.span), &[]);
    }
}

/// The policy, when there is one.
fn written<'a>(context: &CheckContext<'a>) -> Option<&'a Field<String>> {
    context.case.plan_1.as_ref().map(|plan| &plan.policy).filter(|policy| !policy.is_blank())
}

/// The policy does not speak of emergencies.
pub static EMERGENCY_NOT_FORESEEN: Rule = Rule {
    id: "CP122",
    name: "emergency-not-foreseen",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "「総合的な援助の方針」に、緊急時の対応が見当たりません",
    looks_at: "「援助の方針」に、緊急・急変・119番・体調が悪化したときなどの言葉があるか。",
    why: "起こりうる緊急事態、その対応機関と連絡先、対応の方法を書いておくことが望まれます。",
    wrong: "援助の方針: 自立支援を行う。",
    right: "援助の方針: …【緊急時】転んで動けないときは119番通報のうえ、長女（090-0000-0001）へ連絡する。",
    fix: "どのような場合を緊急と考え、誰に連絡し、どう対応するかを書いてください",
    demand: Demand::Guides,
    check: emergency_not_foreseen,
};

fn emergency_not_foreseen(context: &CheckContext, findings: &mut Findings) {
    let Some(policy) = written(context) else { return };
    if context.words.found("emergency", policy).is_none() {
        findings.report(&EMERGENCY_NOT_FORESEEN, policy.span(), &[]);
    }
}

/// The policy speaks of emergencies, and names no number to call.
pub static EMERGENCY_WITHOUT_CONTACT: Rule = Rule {
    id: "CP123",
    name: "emergency-without-contact",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "「総合的な援助の方針」の緊急時の対応に、連絡先の電話番号が見当たりません",
    looks_at: "「援助の方針」に緊急時の対応があるとき、電話番号（119などの番号を除く）か「別紙」の案内があるか。",
    why: "緊急のときに、その場で連絡できるようにするためです。",
    wrong: "援助の方針: …【緊急時】長女に連絡する。",
    right: "援助の方針: …【緊急時】長女 山田 咲（090-0000-0001）へ連絡する。",
    fix: "対応機関と家族の連絡先を書いてください",
    demand: Demand::Guides,
    check: emergency_without_contact,
};

fn emergency_without_contact(context: &CheckContext, findings: &mut Findings) {
    let Some(policy) = written(context) else { return };
    let elsewhere = policy.text().contains("別紙") || policy.text().contains("連絡先一覧");
    if context.words.found("emergency", policy).is_some() && !elsewhere && !names_phone(policy.text()) {
        findings.report(&EMERGENCY_WITHOUT_CONTACT, policy.span(), &[]);
    }
}

/// Whether a text names a telephone number: nine digits or more, with or without hyphens and parentheses.
fn names_phone(text: &str) -> bool {
    let mut digits = 0;
    for c in plain(text).chars() {
        match c {
            '0'..='9' => digits += 1,
            '-' | '(' | ')' | '‐' | '−' | 'ー' | '―' | '–' => {}
            _ => digits = 0,
        }
        if digits >= 9 {
            return true;
        }
    }
    false
}
