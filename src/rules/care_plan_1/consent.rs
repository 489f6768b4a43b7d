//! CP140: 「居宅サービス計画書原案について説明を受け、同意します。」 Its order among the events is told with the whole file.

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
