//! CP607–CP608, CP610: months and days inside the certification and 限度額適用期間.

use super::Rule;
use crate::calendar::{Period, era};
use crate::case::InMonth;
use crate::report::Severity;
use crate::rules::context::days_with_uses;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::source::Span;

/// 「有効期間」 of the newest certification and its place; none while a new one is applied for.
fn newest_period(context: &CheckContext) -> Option<(Period, Span)> {
    let certification = context.case.certifications.newest().filter(|newest| newest.is_settled())?;
    Some((certification.valid_period.value()?, certification.valid_period.span()))
}

/// A slip for a month after the certification.
pub static MONTH_AFTER_CERTIFICATION: Rule = Rule {
    id: "CP607",
    name: "month-after-certification",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票は、認定の有効期間（{1}）が終わった後の月のものです",
    looks_at: "利用票の月が、認定の有効期間の終わりより後でないか。申請中のときは見ない。",
    why: "認定の有効期間の後のサービスは、更新の認定があって初めて給付されます。",
    wrong: "認定: {有効期間: 令和7年4月7日 ～ 令和8年4月30日}\n第6表:\n  - 年月: 令和8年5月",
    right: "認定: {有効期間: 令和8年5月1日 ～ 令和10年4月30日}",
    fix: "認定が更新されたら「認定」を書き直してください。結果を待っているときは「状況: 申請中」と書いてください",
    demand: Demand::Guides,
    check: month_after_certification,
};

fn month_after_certification(context: &CheckContext, findings: &mut Findings) {
    let Some((valid, span)) = newest_period(context) else { return };
    for slip in context.slips().iter().filter(|slip| valid.end().is_some_and(|end| end < slip.month.first_day())) {
        findings
            .report(
                &MONTH_AFTER_CERTIFICATION,
                slip.block.month.span(),
                &[&era::month(slip.month), &said::period(valid)],
            )
            .related(span, "認定の有効期間");
    }
}

/// Days of service after the certification's end, or, for a first plan, before its start.
pub static SERVICE_DAY_OUTSIDE_CERTIFICATION: Rule = Rule {
    id: "CP608",
    name: "service-day-outside-certification",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "「{0}」の予定（{1}の{2}）が、認定の有効期間（{3}）の外です",
    looks_at: "月の途中で有効期間が終わる（初回の計画の初めの月では始まる）とき、予定の日がその中か次の認定の中にあるか。毎日の行、申請中のとき、変更日の向こう側の日は見ない。月全体が外なら、月について伝える。",
    why: "有効期間の外のサービスは、保険から給付されません。",
    wrong: "認定: {有効期間: 令和7年4月7日 ～ 令和7年6月20日}\n予定: [3, 6, 24, 27]  # 令和7年6月",
    right: "予定: [3, 6]",
    fix: "予定の日か、認定の有効期間を確かめてください",
    demand: Demand::Guides,
    check: service_day_outside_certification,
};

fn service_day_outside_certification(context: &CheckContext, findings: &mut Findings) {
    let certifications = &context.case.certifications;
    if newest_period(context).is_none() {
        return;
    }
    let first_slip = context.slips().iter().map(|slip| slip.month).min();
    for slip in context.slips() {
        let Some(certification) = certifications.of_month(slip.month).filter(|one| one.is_settled()) else { continue };
        let Some(valid) = certification.valid_period.value() else { continue };
        // Days before the first certification that is written may have been in an earlier one: a first plan had none.
        let from = Some(valid.start()).filter(|_| context.is_first_plan() && first_slip == Some(slip.month));
        let change = InMonth::new(context.case, slip.block).change().and_then(|change| change.day);
        let span = certification.valid_period.span();
        for line in slip.lines.iter().filter(|line| !line.line.planned.is_daily()) {
            let outside = |number: &u32| {
                slip.month.day(*number).is_some_and(|day| {
                    // What lies on the other side of a change of level is of the certification before, or after it.
                    let of_other = change.is_some_and(|change| (day < change) != (valid.start() < change));
                    let before = day < valid.start() && from.is_some();
                    let after = day > valid.start() && !certifications.covers(day);
                    (before || after) && !of_other
                })
            };
            let days: Vec<u32> = days_with_uses(&line.planned).filter(outside).collect();
            if !days.is_empty() {
                let facts: [&dyn std::fmt::Display; 4] =
                    [&line.called(), &era::month(slip.month), &said::day_numbers(&days), &said::period(valid)];
                findings
                    .report(&SERVICE_DAY_OUTSIDE_CERTIFICATION, line.planned_span(), &facts)
                    .related(span, "認定の有効期間");
            }
        }
    }
}

/// A slip for a month outside 限度額適用期間.
pub static MONTH_OUTSIDE_LIMIT_PERIOD: Rule = Rule {
    id: "CP610",
    name: "month-outside-limit-period",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の限度額適用期間（{1}～{2}）に、その月が含まれていません",
    looks_at: "利用票の月が、書かれた「限度額適用期間」の中にあるか。",
    why: "限度額適用期間は、その月に使う区分支給限度基準額の期間です。",
    wrong: "- 年月: 令和8年5月\n  限度額適用期間: 令和7年4月 ～ 令和8年4月",
    right: "- 年月: 令和8年5月\n  限度額適用期間: 令和8年5月 ～ 令和10年4月",
    fix: "被保険者証の新しい期間に書き直してください",
    demand: Demand::Guides,
    check: month_outside_limit_period,
};

fn month_outside_limit_period(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let Some(period) = slip.block.limit_period.value() else { continue };
        if slip.month < period.start || slip.month > period.end {
            let facts: [&dyn std::fmt::Display; 3] =
                [&era::month(slip.month), &era::month(period.start), &era::month(period.end)];
            findings
                .report(&MONTH_OUTSIDE_LIMIT_PERIOD, slip.block.limit_period.span(), &facts)
                .related(slip.block.month.span(), "この利用票の年月");
        }
    }
}
