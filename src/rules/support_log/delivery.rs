//! CP520–CP522: to whom the plan was given.
//!
//! Whether the doctor got it is told at 第２表 (medical services).

use crate::report::Severity;
use crate::rules::context::SupportLine;
use crate::rules::readings::{
    deliveries, delivery_in_means, delivery_is_due, earlier_delivery, providers_given, went_to_client,
};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Finding, Findings, Rule};

/// A plan that was agreed to, and no delivery at all.
pub static DELIVERY_NOT_RECORDED: Rule = Rule {
    id: "CP520",
    name: "delivery-not-recorded",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "計画への同意（{0}）がありますが、計画書を交付した記録が第5表に見当たりません",
    looks_at: "同意日と第5表の記録があるとき、計画作成日以降の「内容」に、計画書の交付（渡した、送付した）が書かれているか。",
    why: "計画書をいつ、誰に、どのような状況で交付したかを記載します。",
    wrong: "内容: 計画書を説明し、同意を得た。",
    right: "内容: 居宅サービス計画書（第1～3表、第6・7表）を説明し、同意を得て本人に交付した。",
    fix: "利用者と各事業所に交付し、そのことを第5表に書いてください",
    demand: Demand::Guides,
    check: delivery_not_recorded,
};

fn delivery_not_recorded(context: &CheckContext, findings: &mut Findings) {
    let Some((consent, span)) = context.consent() else { return };
    if delivery_is_due(context) && deliveries(context).is_empty() {
        let place = context.case.log.last().map_or(span, |entry| entry.span);
        let finding = findings.report(&DELIVERY_NOT_RECORDED, place, &[&said::day(consent)]);
        finding.related(span, "同意日");
        name_uncounted(context, finding);
    }
}

/// Names the records of 「交付」 that do not count: what was handed out before 計画作成日 belongs to another plan, unless one of the
/// two days is wrong, and no one looks for it in 「項目」.
pub(in crate::rules) fn name_uncounted(context: &CheckContext, finding: &mut Finding) {
    if let Some((entry, planned)) = earlier_delivery(context) {
        finding.related(planned, "計画作成日").related(entry.day.span(), "計画作成日より前の交付の記録");
    }
    for entry in delivery_in_means(context) {
        finding.related(entry.means.span(), "交付のことが「項目」に書かれています");
    }
}

/// The plan was given to others, and nothing says that the client got it.
pub static DELIVERY_TO_CLIENT_NOT_RECORDED: Rule = Rule {
    id: "CP521",
    name: "delivery-to-client-not-recorded",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "計画書を利用者・家族に交付した記録が、第5表に見当たりません",
    looks_at: "交付の記録のどれかに、本人・利用者・家族・続柄・利用者の氏名があるか。",
    why: "利用者・家族に交付したことが確認できる内容にします。",
    wrong: "内容: 計画書を次の各事業所へ交付した。・デイサービスセンター架空の里",
    right: "内容: 計画書を説明し、同意を得て本人に交付した。",
    fix: "利用者に交付した日と状況を、第5表に書いてください",
    demand: Demand::Guides,
    check: delivery_to_client_not_recorded,
};

fn delivery_to_client_not_recorded(context: &CheckContext, findings: &mut Findings) {
    let deliveries = deliveries(context);
    let Some(first) = deliveries.first().filter(|_| delivery_is_due(context)) else { return };
    if !deliveries.iter().any(|entry| went_to_client(context, entry)) {
        name_uncounted(context, findings.report(&DELIVERY_TO_CLIENT_NOT_RECORDED, first.content.span(), &[]));
    }
}

/// A provider of an insured service of which no delivery says that it got the plan.
pub static DELIVERY_TO_PROVIDER_NOT_RECORDED: Rule = Rule {
    id: "CP522",
    name: "delivery-to-provider-not-recorded",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "計画書を事業所に交付した記録が、第5表に見当たりません：{0}",
    looks_at: "第2表で保険給付の対象（○）の行の事業所が、交付の記録に一つずつ名前で出てくるか。名前は空白と全角・半角の違いを除いて比べる。",
    why: "各サービス事業所ごとに交付したことが確認できる内容にします。",
    wrong: "内容: 計画書を各事業所へ交付した。",
    right: "内容: 計画書を次の各事業所へ交付した。・デイサービスセンター架空の里　・ヘルパーステーションうみかぜ",
    fix: "交付した事業所の名前を、第2表に書いたとおりに第5表に書いてください",
    demand: Demand::Guides,
    check: delivery_to_provider_not_recorded,
};

fn delivery_to_provider_not_recorded(context: &CheckContext, findings: &mut Findings) {
    let deliveries = deliveries(context);
    let Some(last) = deliveries.last().filter(|_| delivery_is_due(context)) else { return };
    let given = providers_given(context, &deliveries);
    let mut missing: Vec<&SupportLine> = Vec::new();
    for line in context.support_lines().iter().filter(|line| line.is_covered() && !line.provider.is_empty()) {
        if !given.contains(&line.provider) && !missing.iter().any(|other| other.provider == line.provider) {
            missing.push(line);
        }
    }
    let Some(first) = missing.first() else { return };
    let names: Vec<&str> = missing.iter().map(|line| line.support.provider.text().trim()).collect();
    let finding =
        findings.report(&DELIVERY_TO_PROVIDER_NOT_RECORDED, first.support.provider.span(), &[&said::list(&names)]);
    finding.related(last.content.span(), "交付の記録");
    name_uncounted(context, finding);
}
