//! CP715: 事業所番号 that 給付管理票 prints and nobody has written.

use super::Rule;
use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use std::collections::BTreeSet;

/// A provider of the slip, or the office, without its number.
pub static BUSINESS_NUMBER_MISSING: Rule = Rule {
    id: "CP715",
    name: "business-number-missing",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の事業所番号が書かれていません。給付管理票などの番号の欄が空欄になります",
    looks_at: "利用票に保険給付のサービスの行があるとき、その事業所（サービス事業所に書かれたもの）と居宅介護支援事業所の事業所番号が書かれているか。桁の違いはCP004が見る。",
    why: "番号のない給付管理票は、国民健康保険団体連合会から返戻されます。",
    wrong: "サービス事業所:\n  ヘルパーステーションうみかぜ: {地域区分: 7級地}",
    right: "サービス事業所:\n  ヘルパーステーションうみかぜ: {事業所番号: \"3799900011\", 地域区分: 7級地}",
    fix: "指定通知書や重要事項説明書にある10桁の番号を書いてください",
    demand: Demand::Own(
        "番号は給付管理票（様式第十一）の欄で、手引きの文ではありません。印刷の前に分かるように知らせます",
    ),
    check: business_number_missing,
};

fn business_number_missing(context: &CheckContext, findings: &mut Findings) {
    let lines = context.slips().iter().flat_map(|slip| &slip.lines);
    let used: BTreeSet<&str> = lines
        .filter(|line| !line.code.is_empty() || line.kind.is_some_and(|hit| hit.is_insured()))
        .filter(|line| !line.kind.is_some_and(|hit| hit.is_off_slip()))
        .map(|line| line.line.provider.text().trim())
        .collect();
    if used.is_empty() {
        return;
    }
    if let Some(office) = context.case.office.get().filter(|office| office.number.is_blank()) {
        findings.report(&BUSINESS_NUMBER_MISSING, office.number.span().or(office.span), &[&"居宅介護支援事業所"]);
    }
    let Some(providers) = context.case.providers.get() else { return };
    // Several spellings on the slip are one provider.
    let mut told = BTreeSet::new();
    for name in used {
        let Some(provider) = providers.get(name).filter(|provider| provider.number.is_blank()) else { continue };
        let place = provider.number.span().or(provider.span);
        if told.insert((place.file.0, place.start)) {
            findings.report(&BUSINESS_NUMBER_MISSING, place, &[&format!("「{name}」")]);
        }
    }
}
