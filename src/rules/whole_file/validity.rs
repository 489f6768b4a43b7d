//! CP011–CP015: the plan and the reference date lie inside the certification.

use crate::case::certification::{CertificationStatus, ENDS_SOON, RENEWED_BEFORE};
use crate::report::Severity;
use crate::rules::readings::{certification_end, settled};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// The plan was made after the certification, or long before it.
pub static PLAN_OUTSIDE_CERTIFICATION: Rule = Rule {
    id: "CP011",
    name: "plan-outside-certification",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "計画作成日（{0}）が、認定の有効期間（{1}）の外にあります",
    looks_at: "認定済のとき、計画作成（変更）日が有効期間の中にあるか。更新の前の60日以内に作成した計画はよい。",
    why: "有効でない認定の下で作成した計画になります。",
    wrong: "認定:\n  有効期間: 令和7年4月7日 ～ 令和8年4月30日\n第1表:\n  計画作成日: 令和8年5月10日",
    right: "第1表:\n  計画作成日: 令和7年5月27日",
    fix: "新しい認定の内容を写したか、日付を確かめてください",
    demand: Demand::Guides,
    check: plan_outside_certification,
};

fn plan_outside_certification(context: &CheckContext, findings: &mut Findings) {
    let (Some((planned, place)), Some((period, period_span))) = (context.planned(), settled(context.certification()))
    else {
        return;
    };
    let too_early = (period.start() - planned).num_days() > RENEWED_BEFORE;
    if too_early || period.end().is_some_and(|end| planned > end) {
        findings
            .report(&PLAN_OUTSIDE_CERTIFICATION, place, &[&said::day(planned), &said::period(period)])
            .related(period_span, "認定の有効期間");
    }
}

/// The certification has ended on the reference date.
pub static CERTIFICATION_EXPIRED: Rule = Rule {
    id: "CP012",
    name: "certification-expired",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "認定の有効期間（{0}）が、基準日（{1}）にはもう過ぎています",
    looks_at: "認定済のとき、有効期間の終わりが基準日より前でないか。",
    why: "有効期間を過ぎると、更新の結果を待つ間は申請中であり、認定済のまま給付を受けられません。",
    wrong: "有効期間: 令和6年4月1日 ～ 令和7年3月31日  # 基準日は令和7年6月24日",
    right: "有効期間: 令和7年4月1日 ～ 令和9年3月31日",
    fix: "新しい認定の内容を写すか、結果を待っているときは「状況: 申請中」と書いてください",
    demand: Demand::Guides,
    check: certification_expired,
};

fn certification_expired(context: &CheckContext, findings: &mut Findings) {
    let Some((period, span)) = settled(context.case.certifications.newest()) else { return };
    if certification_end(context).is_some_and(|(.., left)| left < 0) {
        findings.report(&CERTIFICATION_EXPIRED, span, &[&said::period(period), &said::day(context.as_of)]);
    }
}

/// The certification ends within 30 days.
pub static CERTIFICATION_ENDS_WITHIN_30_DAYS: Rule = Rule {
    id: "CP013",
    name: "certification-ends-within-30-days",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "認定の有効期間が{0}に終わります（基準日 {1} から{2}日）",
    looks_at: "認定済のとき、有効期間の終わりが基準日から30日以内に来るか。",
    why: "更新の申請と、更新に伴う課題分析・担当者会議・計画の作成が要ります。",
    wrong: "有効期間: 令和6年7月1日 ～ 令和7年6月30日  # 基準日は令和7年6月24日",
    right: "（更新の結果を写す）有効期間: 令和7年7月1日 ～ 令和9年6月30日",
    fix: "更新の申請が済んでいるか確かめ、更新後の計画の準備をしてください",
    demand: Demand::Guides,
    check: certification_ends_within_30_days,
};

fn certification_ends_within_30_days(context: &CheckContext, findings: &mut Findings) {
    // Whoever renewed need not be told to.
    if context.followed_on.is_some() {
        return;
    }
    if let Some((end, span, left)) = certification_end(context).filter(|(.., left)| (0..=ENDS_SOON).contains(left)) {
        findings.report(&CERTIFICATION_ENDS_WITHIN_30_DAYS, span, &[&said::day(end), &said::day(context.as_of), &left]);
    }
}

/// The certification ends within 60 days.
pub static CERTIFICATION_ENDS_WITHIN_60_DAYS: Rule = Rule {
    id: "CP014",
    name: "certification-ends-within-60-days",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "認定の有効期間が{0}に終わります（基準日 {1} から{2}日）。更新の申請ができる時期です",
    looks_at: "認定済のとき、有効期間の終わりが基準日から31日～60日の間に来るか。",
    why: "更新の申請は、有効期間の終わる60日前からできます。",
    wrong: "有効期間: 令和6年8月1日 ～ 令和7年7月31日  # 基準日は令和7年6月24日",
    right: "（更新を申請し、そのことを第5表に書く）",
    fix: "更新の申請を利用者と確かめてください",
    demand: Demand::Guides,
    check: certification_ends_within_60_days,
};

fn certification_ends_within_60_days(context: &CheckContext, findings: &mut Findings) {
    // Whoever renewed need not be told to.
    if context.followed_on.is_some() {
        return;
    }
    if let Some((end, span, left)) =
        certification_end(context).filter(|(.., left)| (ENDS_SOON + 1..=RENEWED_BEFORE).contains(left))
    {
        findings.report(&CERTIFICATION_ENDS_WITHIN_60_DAYS, span, &[&said::day(end), &said::day(context.as_of), &left]);
    }
}

/// 申請中 for longer than an application takes.
pub static APPLICATION_OUTLIVED: Rule = Rule {
    id: "CP015",
    name: "application-outlived",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "計画作成日（{0}）から{1}日たっても申請中のままです（基準日 {2}）",
    looks_at: "認定の状況が申請中のとき、計画作成日から基準日まで60日を超えていないか。",
    why: "認定の結果が出たら、暫定の計画を確かめ、認定の内容を写します。",
    wrong: "状況: 申請中  # 計画作成日は令和7年2月1日、基準日は令和7年6月24日",
    right: "状況: 認定済",
    fix: "結果が出ていれば認定の内容を写し、計画を見直したことを第5表に書いてください",
    demand: Demand::Guides,
    check: application_outlived,
};

fn application_outlived(context: &CheckContext, findings: &mut Findings) {
    let Some(status) = context.case.certifications.newest().map(|certification| &certification.status) else { return };
    let Some((planned, planned_span)) =
        context.planned().filter(|_| status.value() == Some(CertificationStatus::Applied))
    else {
        return;
    };
    let days = (context.as_of - planned).num_days();
    if days > RENEWED_BEFORE {
        findings
            .report(&APPLICATION_OUTLIVED, status.span(), &[&said::day(planned), &days, &said::day(context.as_of)])
            .related(planned_span, "計画作成日");
    }
}
