//! CP140, CP141: 「居宅サービス計画書原案について説明を受け、同意します。」 Its order among the events is told with the whole file.

use crate::case::print::ConsentLine;
use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// No day of consent.
pub static CONSENT_MISSING: Rule = Rule {
    id: "CP140",
    name: "consent-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第1表の同意の日付が書かれていません",
    looks_at: "第1表の「同意」に日付があるか。別の文書で同意を確かめられるとして「印字」の「同意欄」を「なし」にした計画は見ない。署名がないのは、紙に署名してもらうものと見る。",
    why: "計画は、利用者または家族に説明し、文書により利用者の同意を得て決まります。",
    wrong: "同意: {日付: '', 署名: ''}",
    right: "同意: {日付: 令和7年5月27日, 署名: ''}",
    fix: "同意を得た日を書いてください。まだ得ていなければ、得てから書きます",
    demand: Demand::Guides,
    check: consent_missing,
};

fn consent_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    let elsewhere =
        context.case.print.as_ref().is_some_and(|print| print.consent_line.value() == Some(ConsentLine::None));
    if elsewhere {
        return;
    }
    match &plan.consent {
        Some(consent) if consent.signed_on.is_blank() => {
            findings.report(&CONSENT_MISSING, consent.signed_on.span().or(consent.span), &[]);
        }
        Some(_) => {}
        None => {
            findings.report(&CONSENT_MISSING, plan.span, &[]);
        }
    }
}

/// A draft that says it was agreed to.
pub static DRAFT_WITH_CONSENT: Rule = Rule {
    id: "CP141",
    name: "draft-with-consent",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "原案（同意を得る前）なのに、同意の日付（{0}）が書かれています",
    looks_at: "計画書の初めの「原案: はい」（または --draft）と、第1表の「同意」の日付が、どちらもあるか。",
    why: "同意を得た計画は、もう原案ではありません。原案のままにすると、（原案）と印字され、会議や交付の点検も待たされます。",
    wrong: "原案: はい  # 第1表 同意: {日付: 令和7年5月27日}",
    right: "（同意を得たら「原案」の行を消す）",
    fix: "同意を得ていれば「原案」の行を消し、まだなら同意の日付を消してください",
    demand: Demand::Own("原案と同意は、同じ計画に同時にはありえない。印刷する表の題名と、待たせる点検が、ここで決まる"),
    check: draft_with_consent,
};

fn draft_with_consent(context: &CheckContext, findings: &mut Findings) {
    let consent = context.case.plan_1.as_ref().and_then(|plan| plan.consent.as_ref());
    let signed = consent.map(|consent| &consent.signed_on).filter(|day| context.case.is_draft() && !day.is_blank());
    if let Some(signed) = signed {
        findings.report(&DRAFT_WITH_CONSENT, signed.span(), &[&signed.text().trim()]);
    }
}
