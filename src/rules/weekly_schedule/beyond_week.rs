//! CP310–CP311: 「週単位以外のサービス」.

use super::matching::stands_for;
use crate::report::Severity;
use crate::rules::said::excerpt;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// 「週単位以外のサービス」 is blank.
pub static BEYOND_WEEK_BLANK: Rule = Rule {
    id: "CP310",
    name: "beyond-week-blank",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第3表の「週単位以外のサービス」が空です。ないときは「なし」と書きます",
    looks_at: "第3表の「週単位以外」に、サービスか「なし」が書かれているか。",
    why: "空のままでは、書き忘れたのか、ないのかが分かりません。",
    wrong: "週単位以外: ''",
    right: "週単位以外: なし",
    fix: "福祉用具、短期入所、居宅療養管理指導、通院などを書くか、「なし」と書いてください",
    demand: Demand::Guides,
    check: beyond_week_blank,
};

fn beyond_week_blank(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    if week.non_weekly_services.is_blank() {
        findings.report(&BEYOND_WEEK_BLANK, week.non_weekly_services.span().or(week.span), &[]);
    }
}

/// A service that is not of every week, and 「週単位以外のサービス」 does not name it.
pub static SERVICE_NOT_BEYOND_WEEK: Rule = Rule {
    id: "CP311",
    name: "service-not-beyond-week",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "第2表の「{0}」（{1}）が、第3表の「週単位以外のサービス」に見当たりません",
    looks_at: "福祉用具・住宅改修と、隔週・月単位・1回限りの援助（本人と家族のすることを除く）が「週単位以外」に書かれているか。種別・内容・事業所のどれか一語が共通すればよい。",
    why: "隔週や月単位のサービスは、週間の表ではなくこの欄で利用者に示します。",
    wrong: "第2表: サービス種別: 短期入所生活介護、頻度: 月1回（2泊3日）\n第3表: 週単位以外: なし",
    right: "週単位以外: 短期入所生活介護（月1回2泊3日：第3金～日）",
    fix: "「週単位以外」にこのサービスを書いてください",
    demand: Demand::Guides,
    check: service_not_beyond_week,
};

fn service_not_beyond_week(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    let text = week.non_weekly_services.text();
    if week.non_weekly_services.is_blank() {
        return;
    }
    let kinds = context.words.kinds_in(text);
    let text_said = context.words.said(text);
    for line in context.support_lines().iter().filter(|line| line.belongs_beyond_week()) {
        let named = line.kind.is_some_and(|kind| kinds.iter().any(|hit| hit.may_be(&kind)));
        // What is always there (緊急通報装置) may stand in the week or in the day as well.
        let elsewhere = || {
            let in_day = week.activities.iter().any(|activity| line.shares(&context.words.said(&activity.content)));
            line.frequency.always && (in_day || context.week_slots().iter().any(|slot| stands_for(slot, line, context)))
        };
        if !named && !line.shares(&text_said) && !elsewhere() {
            findings
                .report(
                    &SERVICE_NOT_BEYOND_WEEK,
                    line.kind_span(),
                    &[&line.called(), &excerpt(line.support.frequency.text())],
                )
                .related(line.support.frequency.span(), "頻度")
                .related(week.non_weekly_services.span(), "週単位以外のサービス");
        }
    }
}
