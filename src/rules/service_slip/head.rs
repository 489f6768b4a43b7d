//! CP601–CP606, CP609, CP666: the head of the slip: 作成年月日, 届出年月日, what the card says.

use super::{Rule, of_month};
use crate::calendar::{Month, era};
use crate::report::Severity;
use crate::rules::context::SlipMonth;
use crate::rules::readings::{slip_is_due, wants_notification};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::source::Field;

/// A slip without 作成年月日.
pub static SLIP_UNDATED: Rule = Rule {
    id: "CP601",
    name: "slip-undated",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票に作成年月日（利用者等が同意した日）がありません",
    looks_at: "第6表の月ごとに「作成年月日」があるか。基準日にまだ始まっていない月は、実績が書かれるまで見ない（利用者の同意はこれから得る）。batch --expand で作った月も見ない。",
    why: "利用票の作成年月日は、利用者等が同意した日を記載します。",
    wrong: "- 年月: 令和7年6月\n  作成年月日: ''",
    right: "- 年月: 令和7年6月\n  作成年月日: 令和7年5月27日",
    fix: "利用者に説明し、同意を得た日を書いてください",
    demand: Demand::Guides,
    check: slip_undated,
};

fn slip_undated(context: &CheckContext, findings: &mut Findings) {
    // Nobody can have agreed yet to a month that was laid out for this print.
    let is_asked = |slip: &&SlipMonth| context.made != Some(slip.month) && slip_is_due(context, slip);
    for slip in context.slips().iter().filter(|slip| slip.block.issued_on.is_blank()).filter(is_asked) {
        findings.report(
            &SLIP_UNDATED,
            slip.block.issued_on.span().or(slip.block.month.span()),
            &[&era::month(slip.month)],
        );
    }
}

/// Whether a slip is that of the plan's first month: made for the month of consent or the next, and no slip before it is.
fn is_first_of_plan(context: &CheckContext, slip: &SlipMonth) -> bool {
    let Some((consent, _)) = context.consent() else { return false };
    let consent = Month::of(consent);
    let of_plan = |month: Month| month == consent.next() || month == consent && context.is_first_plan();
    of_plan(slip.month) && !context.slips().iter().any(|other| of_plan(other.month) && other.month < slip.month)
}

/// The slip of the plan's first month bears another date than the consent.
pub static SLIP_DATE_NOT_CONSENT: Rule = Rule {
    id: "CP602",
    name: "slip-date-not-consent",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の作成年月日（{1}）が、計画への同意日（{2}）と違います",
    looks_at: "初回の計画の最初の月の利用票の作成年月日が、同意日と同じか。変更した計画では、翌月の利用票が同意日より前に作られていないか。",
    why: "作成年月日は、利用者等が同意した日を記載します。印刷日が印字されるときも、同意日が分かるようにします。",
    wrong: "第1表: 同意: {日付: 令和7年5月27日}\n第6表: 作成年月日: 令和7年5月29日",
    right: "第6表: 作成年月日: 令和7年5月27日",
    fix: "作成年月日を同意日に合わせてください。利用票に別の日に同意を得たのなら、計画への同意日も確かめてください",
    demand: Demand::Guides,
    check: slip_date_not_consent,
};

fn slip_date_not_consent(context: &CheckContext, findings: &mut Findings) {
    let Some((consent, span)) = context.consent() else { return };
    for slip in context.slips().iter().filter(|slip| is_first_of_plan(context, slip)) {
        let Some(issued) = slip.block.issued_on.value() else { continue };
        let initial = context.is_first_plan();
        if initial && issued != consent || issued < consent {
            let facts: [&dyn std::fmt::Display; 3] = [&era::month(slip.month), &said::day(issued), &said::day(consent)];
            findings
                .report(&SLIP_DATE_NOT_CONSENT, slip.block.issued_on.span(), &facts)
                .related(span, "同意日")
                .related(slip.block.month.span(), "この利用票の年月");
        }
    }
}

/// A slip that was not made in the month before.
pub static SLIP_NOT_MADE_BEFORE_MONTH: Rule = Rule {
    id: "CP603",
    name: "slip-not-made-before-month",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票の作成年月日（{1}）が、前の月の中にありません",
    looks_at: "利用票の作成年月日が、サービスを利用する月の前の月の中にあるか。計画への同意日と同じならよい。",
    why: "作成年月日は、原則としてサービスを利用する月の前の月の中になります。",
    wrong: "- 年月: 令和7年9月\n  作成年月日: 令和7年9月5日",
    right: "- 年月: 令和7年9月\n  作成年月日: 令和7年8月27日",
    fix: "前の月の訪問のときに利用票を説明し、その同意日を書いてください。月の途中で計画を変えたときは、その同意日を書いてください",
    demand: Demand::Guides,
    check: slip_not_made_before_month,
};

fn slip_not_made_before_month(context: &CheckContext, findings: &mut Findings) {
    let agreed = context.consent();
    let consent = agreed.map(|(day, _)| day);
    for slip in context.slips() {
        let Some(issued) = slip.block.issued_on.value() else { continue };
        let told = is_first_of_plan(context, slip)
            && consent.is_some()
            && (context.is_first_plan() || consent.is_some_and(|consent| issued < consent));
        if Month::of(issued) != slip.month.previous() && Some(issued) != consent && !told {
            let finding = findings
                .report(
                    &SLIP_NOT_MADE_BEFORE_MONTH,
                    slip.block.issued_on.span(),
                    &[&era::month(slip.month), &said::day(issued)],
                )
                .related(slip.block.month.span(), of_month(context, slip));
            // In its own month a slip is made on the day of consent.
            let in_month = Month::of(issued) == slip.month;
            if let Some((_, span)) = agreed.filter(|_| in_month) {
                finding.related(span, "同意日");
            }
            if let Some(plan) = context.case.plan_1.as_ref().filter(|_| in_month && agreed.is_none()) {
                let signed = plan.consent.as_ref().map(|consent| consent.signed_on.span().or(consent.span));
                finding.related(signed.unwrap_or_default().or(plan.span), "第1表に同意の日付がありません");
            }
        }
    }
}

/// A slip without a single service.
pub static SLIP_EMPTY: Rule = Rule {
    id: "CP604",
    name: "slip-empty",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票に、サービスが一つも書かれていません",
    looks_at: "第6表の月ごとに、「サービス」の行があるか。",
    why: "利用票には、居宅サービス計画を基に、月単位のサービスと事業所を記載します。",
    wrong: "- 年月: 令和7年9月\n  サービス: []",
    right: "- 年月: 令和7年9月\n  サービス:\n    - {提供時間帯: 10:00～11:00, サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: ヘルパーステーションうみかぜ, 単位数: 387, 予定: {曜日: 月}}",
    fix: "サービスの行を書くか、この月を消してください",
    demand: Demand::Guides,
    check: slip_empty,
};

fn slip_empty(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips().iter().filter(|slip| slip.lines.is_empty()) {
        findings.report(&SLIP_EMPTY, slip.block.lines.span().or(slip.block.month.span()), &[&era::month(slip.month)]);
    }
}

/// No slip says when 居宅サービス計画作成依頼届出書 was filed; told once.
pub static NOTIFICATION_DATE_MISSING: Rule = Rule {
    id: "CP605",
    name: "notification-date-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票に届出年月日（居宅サービス計画作成依頼届出書を出した日）がありません",
    looks_at: "第6表の月ごとに「届出年月日」があるか。足りない月が二つ以上あっても一度だけ伝える。",
    why: "届出がサービスの開始までに済んでいることを、届出年月日で示します。",
    wrong: "- 年月: 令和7年6月\n  作成年月日: 令和7年5月27日",
    right: "- 年月: 令和7年6月\n  作成年月日: 令和7年5月27日\n  届出年月日: 令和7年5月12日",
    fix: "「届出年月日」を書いてください",
    demand: Demand::Guides,
    check: notification_date_missing,
};

fn notification_date_missing(context: &CheckContext, findings: &mut Findings) {
    let mut lacking = context.slips().iter().filter(|slip| wants_notification(slip));
    let Some(first) = lacking.next() else { return };
    let finding = findings.report(
        &NOTIFICATION_DATE_MISSING,
        first.block.notified_on.span().or(first.block.month.span()),
        &[&era::month(first.month)],
    );
    for other in lacking.take(3) {
        finding.related(other.block.month.span(), "この月も");
    }
}

/// 届出 after the first day of service.
pub static NOTIFIED_AFTER_SERVICE_START: Rule = Rule {
    id: "CP606",
    name: "notified-after-service-start",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "届出年月日（{0}）が、サービスの最初の予定日（{1}）より後です",
    looks_at: "届出年月日が、サービスを始める日（初回は最初の予定日、初回でなければ同意の翌月からの最初の予定日。要支援から要介護に変わった月は、変更日から）より後でないか。",
    why: "居宅サービス計画作成依頼の届出は、サービスを始めるまでに出します。",
    wrong: "届出年月日: 令和7年6月10日\n# 最初の予定は令和7年6月2日",
    right: "届出年月日: 令和7年5月12日",
    fix: "届出年月日と予定の日を確かめてください",
    demand: Demand::Guides,
    check: notified_after_service_start,
};

fn notified_after_service_start(context: &CheckContext, findings: &mut Findings) {
    let first = context.first_service_day();
    notified_after_month(context, first.map(|(start, _)| Month::of(start)), findings);
    let Some((start, start_span)) = first else { return };
    let Some(slip) = context.slips().iter().find(|slip| slip.month == Month::of(start)) else { return };
    if let Some(notified) = slip.block.notified_on.value().filter(|notified| *notified > start) {
        let finding = findings
            .report(
                &NOTIFIED_AFTER_SERVICE_START,
                slip.block.notified_on.span(),
                &[&said::day(notified), &said::day(start)],
            )
            .related(start_span, "最初の予定")
            .related(slip.block.month.span(), "この利用票の年月");
        if let Some(span) = context.start_of_row(start_span) {
            finding.related(span, "その行の開始");
        }
    }
}

/// A slip of another month than the first has the day of that one: it lies before the month, whatever is planned in it.
fn notified_after_month(context: &CheckContext, first: Option<Month>, findings: &mut Findings) {
    for slip in context.slips().iter().filter(|slip| Some(slip.month) != first) {
        let end = slip.month.last_day();
        if let Some(notified) = slip.block.notified_on.value().filter(|notified| *notified > end) {
            findings
                .report(
                    &NOTIFIED_AFTER_SERVICE_START,
                    slip.block.notified_on.span(),
                    &[&said::day(notified), &format!("{}まで", era::month(slip.month))],
                )
                .related(slip.block.month.span(), "この利用票の年月");
        }
    }
}

/// The head lacks what the card says.
pub static SLIP_HEAD_INCOMPLETE: Rule = Rule {
    id: "CP609",
    name: "slip-head-incomplete",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票に、{1}がありません",
    looks_at: "第6表の月ごとに「限度額適用期間」があるか（申請中は見ない）。短期入所の行がある月は「前月までの短期入所利用日数」もあるか。",
    why: "利用票には、必要事項を全て記載します。前月までの短期入所利用日数は、30日と有効期間の半数を確かめる元になります。",
    wrong: "- 年月: 令和7年9月\n  作成年月日: 令和7年8月26日\n  # 限度額適用期間がない",
    right: "- 年月: 令和7年9月\n  限度額適用期間: 令和6年8月 ～ 令和9年7月\n  前月までの短期入所利用日数: 0",
    fix: "被保険者証などで確かめて書いてください。短期入所の利用がなければ0と書きます",
    demand: Demand::Guides,
    check: slip_head_incomplete,
};

fn slip_head_incomplete(context: &CheckContext, findings: &mut Findings) {
    // Before the certification comes nobody knows for how long the limit holds.
    let is_pending = context.case.certifications.newest().is_some_and(|newest| !newest.is_settled());
    for slip in context.slips() {
        let stays = slip.lines.iter().any(|line| crate::billing::stay::is_short_stay(line.line));
        let mut missing = Vec::new();
        if slip.block.limit_period.is_blank() && !is_pending {
            missing.push("限度額適用期間");
        }
        if stays && slip.block.short_stay_days_before.is_blank() {
            missing.push("前月までの短期入所利用日数");
        }
        if !missing.is_empty() {
            // A key with nothing behind it is the place.
            let period = Some(&slip.block.limit_period).filter(|field| field.is_blank()).map(Field::span);
            let days = Some(&slip.block.short_stay_days_before).filter(|field| field.is_blank()).map(Field::span);
            let place = period.unwrap_or_default().or(days.unwrap_or_default()).or(slip.block.month.span());
            findings.report(&SLIP_HEAD_INCOMPLETE, place, &[&era::month(slip.month), &said::list(&missing)]);
        }
    }
}

/// A slip with lines that does not say of which month it is.
pub static SLIP_WITHOUT_MONTH: Rule = Rule {
    id: "CP666",
    name: "slip-month-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第6表の{0}番目の利用票に年月がありません",
    looks_at: "「サービス」の行がある利用票に「年月」があるか。",
    why: "何月分か分からないと、予定の日も別表も決まりません。",
    wrong: "第6表:\n  - 作成年月日: 令和7年5月27日",
    right: "第6表:\n  - 年月: 令和7年6月\n    作成年月日: 令和7年5月27日",
    fix: "「年月: 令和7年6月」のように書いてください",
    demand: Demand::Own(
        "紙の利用票には必ず何月分かが書かれています。データで抜けると、日も額もない利用票になるので知らせます",
    ),
    check: slip_without_month,
};

fn slip_without_month(context: &CheckContext, findings: &mut Findings) {
    for (number, block) in (1_usize..).zip(context.case.months.iter()) {
        if block.month.is_blank() && !block.lines.is_empty() {
            findings.report(&SLIP_WITHOUT_MONTH, block.month.span().or(block.span), &[&number]);
        }
    }
}
