//! CP706–CP708: rates: of additions, of what is outside the limit, of the benefit.

use super::Rule;
use crate::billing::{About, Mode, tariff};
use crate::calendar::era;
use crate::case::values::Percent;
use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::source::Field;

/// A rate of an addition that is not the table's.
pub static ADDITION_RATE_DIFFERS_FROM_TABLE: Rule = Rule {
    id: "CP706",
    name: "addition-rate-differs-from-table",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}",
    looks_at: "処遇改善加算と、特別地域加算などの率が、その月の表の値のどれかと同じか。",
    why: "率を誤ると、費用総額と利用者負担を誤ります。",
    wrong: "- {サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: \"116275\", 加算率: 25.4%}",
    right: "- {サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: \"116275\", 加算率: 24.5%}",
    fix: "サービスコード表で率を確かめてください",
    demand: Demand::Guides,
    check: addition_rate_differs_from_table,
};

fn addition_rate_differs_from_table(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let Ok(annex) = slip.annex(Mode::Planned) else { continue };
        for warning in annex.warnings.iter().filter(|warning| warning.about == About::Rate) {
            let finding = findings.report(&ADDITION_RATE_DIFFERS_FROM_TABLE, warning.span, &[&warning.message]);
            // The table's row is chosen by the words and the month.
            finding.related(slip.block.month.span(), "年月");
            for line in slip.lines.iter().filter(|line| line.line.addition_rate.span() == warning.span) {
                finding.related(line.content_span(), "サービス内容");
            }
        }
    }
}

/// An addition that is never inside the limit, written as inside.
pub static OUTSIDE_ADDITION_COUNTED: Rule = Rule {
    id: "CP707",
    name: "outside-addition-counted",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票の「{1}」は区分支給限度額の管理の対象外の加算ですが、「対象外: いいえ」と書かれています",
    looks_at: "処遇改善加算、特別地域加算など、区分支給限度額の管理の対象外の加算の行に「対象外: いいえ（false）」と書かれていないか。",
    why: "対象外の加算を限度額に数えると、超過の単位数を誤ります。",
    wrong: "- {サービス内容: 訪問介護処遇改善加算Ⅰ, 加算率: 24.5%, 対象外: いいえ}",
    right: "- {サービス内容: 訪問介護処遇改善加算Ⅰ, 加算率: 24.5%}",
    fix: "「対象外」を消してください（書かなければ、対象外として計算します）",
    demand: Demand::Guides,
    check: outside_addition_counted,
};

fn outside_addition_counted(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for line in slip.lines.iter().filter(|line| line.line.outside_limit.value().is_some_and(|outside| !outside.0)) {
            let content = line.line.content.plain();
            let found = tariff::addition(line.kind_code(), content, slip.month).value;
            if found.is_some_and(|addition| addition.limit == tariff::Limit::Outside) {
                findings.report(
                    &OUTSIDE_ADDITION_COUNTED,
                    line.line.outside_limit.span(),
                    &[&era::month(slip.month), &line.called()],
                );
            }
        }
    }
}

/// A 給付率 that nobody has.
pub static BENEFIT_RATE_UNUSUAL: Rule = Rule {
    id: "CP708",
    name: "benefit-rate-unusual",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "給付率（{0}％）は、90・80・70のどれでもありません",
    looks_at: "計画と月ごとの給付率が、90（1割負担）・80（2割）・70（3割）、または給付制限のときの60か。",
    why: "給付率は負担割合証から決まり、利用者負担の額を左右します。",
    wrong: "給付率: 10",
    right: "給付率: 90",
    fix: "負担割合証を見て、1割なら90、2割なら80、3割なら70と書いてください",
    demand: Demand::Guides,
    check: benefit_rate_unusual,
};

fn benefit_rate_unusual(context: &CheckContext, findings: &mut Findings) {
    let own = context.slips().iter().map(|slip| &slip.block.benefit_rate);
    let unusual = |field: &&Field<Percent>| field.value().is_some_and(|rate| !matches!(rate.0, 90 | 80 | 70 | 60));
    for field in own.chain(context.case.benefit_rate.iter()).filter(unusual) {
        let rate = field.value().map_or(0, |rate| rate.0);
        findings.report(&BENEFIT_RATE_UNUSUAL, field.span(), &[&rate]);
    }
}
