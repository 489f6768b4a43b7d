//! CP019: the providers of 「サービス事業所」 are different ones.

use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::Field;
use crate::source::read::Named;

/// Two keys that are one name.
pub static PROVIDER_LISTED_TWICE: Rule = Rule {
    id: "CP019",
    name: "provider-listed-twice",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "サービス事業所に「{0}」と「{1}」があり、空白や全角・半角のほかは同じ名前です",
    looks_at: "「サービス事業所」に、空白と全角・半角の違いを除けば同じになる名前が、二つ以上書かれていないか。",
    why: "名前は空白や全角・半角を区別せずに比べるので、同じ事業所とみなされます。番号や地域区分は、先に書かれたほうが印字と計算に使われます。",
    wrong: "サービス事業所:\n  架空福祉用具 高松店: {事業所番号: '3799900013'}\n  架空福祉用具　高松店: {事業所番号: '3799900019'}",
    right: "サービス事業所:\n  架空福祉用具 高松店: {事業所番号: '3799900013'}",
    fix: "同じ事業所なら一つにまとめ、別の事業所なら、名前で区別できるように書いてください",
    demand: Demand::Own(
        "このプログラムは事業所を名前で見分けるので、見分けられない名前を知らせます。手引きの求めではありません",
    ),
    check: provider_listed_twice,
};

fn provider_listed_twice(context: &CheckContext, findings: &mut Findings) {
    let names: Vec<&Field<String>> =
        context.case.providers.get().into_iter().flat_map(Named::iter).map(|(name, _)| name).collect();
    for (at, name) in names.iter().enumerate() {
        if let Some(first) = names[..at].iter().find(|first| first.plain() == name.plain()) {
            let facts: [&dyn std::fmt::Display; 2] = [&first.text(), &name.text()];
            findings.report(&PROVIDER_LISTED_TWICE, name.span(), &facts).related(first.span(), "先に書かれたところ");
        }
    }
}
