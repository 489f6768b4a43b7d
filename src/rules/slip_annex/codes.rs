//! CP713: the service codes beside a list of the user's own. Without a list (`check --codes`) nothing is said.

use super::Rule;
use crate::calendar::era;
use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings};

/// A code, its units or its name that the list has otherwise.
pub static SERVICE_CODE_DIFFERS_FROM_LIST: Rule = Rule {
    id: "CP713",
    name: "service-code-differs-from-list",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票：{1}",
    looks_at: "careplan check --codes でサービスコードの一覧（CSV）を渡したとき、利用票のサービスコードがその月の一覧にあり、単位数・サービス内容・限度額管理の対象が一覧と同じか。",
    why: "サービスコードと単位数は改定のたびに変わり、総合事業では市町村ごとに違います。",
    wrong: "- {サービス内容: 身体介護２, サービスコード: \"111211\", 単位数: 396}  # 一覧では387",
    right: "- {サービス内容: 身体介護２, サービスコード: \"111211\", 単位数: 387}",
    fix: "サービスコード表を見て、コード・単位数・サービス内容を書き直してください",
    demand: Demand::Guides,
    check: service_code_differs_from_list,
};

fn service_code_differs_from_list(context: &CheckContext, findings: &mut Findings) {
    let Some(codes) = context.codes else { return };
    for slip in context.slips() {
        for warning in codes.check(slip.block) {
            let place = warning.span.or(slip.block.month.span());
            findings.report(&SERVICE_CODE_DIFFERS_FROM_LIST, place, &[&era::month(slip.month), &warning.message]);
        }
    }
}
