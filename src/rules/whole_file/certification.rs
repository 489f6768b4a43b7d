//! CP006–CP010 and CP016: what the insurance card says, and that its parts agree.

use crate::calendar::{Datelike, Period};
use crate::case::certification::{Certification, CertificationStatus};
use crate::report::Severity;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// A part of the certification is missing.
pub static CERTIFICATION_DETAIL_MISSING: Rule = Rule {
    id: "CP006",
    name: "certification-detail-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "認定の{0}が書かれていません",
    looks_at: "認定の状況（認定済・申請中）が書かれているか。申請中でなければ、認定日・有効期間（その終わりも）・要介護状態区分も書かれているか。",
    why: "有効期間と要介護状態区分がないと、目標の期間も限度額も定まりません。",
    wrong: "認定:\n  状況: 認定済\n  認定日: 令和7年4月7日",
    right: "認定:\n  状況: 認定済\n  認定日: 令和7年4月7日\n  有効期間: 令和7年4月7日 ～ 令和8年4月30日\n  要介護状態区分: 要介護2",
    fix: "被保険者証から写してください。結果を待っているときは「状況: 申請中」と書きます",
    demand: Demand::Guides,
    check: certification_detail_missing,
};

fn certification_detail_missing(context: &CheckContext, findings: &mut Findings) {
    if context.case.certifications.all().is_empty() {
        findings.report(
            &CERTIFICATION_DETAIL_MISSING,
            context.case.span,
            &[&"内容（状況、認定日、有効期間、要介護状態区分）"],
        );
    }
    context.case.certifications.all().iter().for_each(|certification| tell_missing(certification, findings));
}

fn tell_missing(certification: &Certification, findings: &mut Findings) {
    let mut missing = Vec::new();
    let mut place = crate::source::Span::DETACHED;
    let fields = [
        ("状況（認定済・申請中）", certification.status.is_blank(), certification.status.span()),
        ("認定日", certification.certified_on.is_blank(), certification.certified_on.span()),
        ("有効期間", certification.valid_period.is_blank(), certification.valid_period.span()),
        ("要介護状態区分", certification.level.is_blank(), certification.level.span()),
    ];
    let n_asked = if certification.status.value() == Some(CertificationStatus::Applied) { 1 } else { fields.len() };
    for (name, _, span) in fields.into_iter().take(n_asked).filter(|(_, blank, _)| *blank) {
        missing.push(name);
        place = place.or(span);
    }
    // A period is read without its end, too, as those of goals are.
    let period = &certification.valid_period;
    if n_asked > 1 && period.value().is_some_and(|period| period.end().is_none()) {
        missing.push("有効期間の終わり");
        place = place.or(period.span());
    }
    if !missing.is_empty() {
        findings.report(&CERTIFICATION_DETAIL_MISSING, place.or(certification.span), &[&said::list(&missing)]);
    }
}

/// 申請中, and a period is stated.
pub static PERIOD_WHILE_APPLIED: Rule = Rule {
    id: "CP007",
    name: "period-while-applied",
    severity: Severity::Info,
    certainty: Certainty::Reminder,
    message: "申請中ですが、認定の有効期間（{0}）が書かれています。今の認定のものか、結果が出ているのかを確かめてください",
    looks_at: "認定の状況が申請中のとき、有効期間が空か。区分変更の申請では、今の認定の有効期間を書くことがある。",
    why: "結果が出た後も申請中のままでは、暫定の計画に見えます。",
    wrong: "状況: 申請中\n有効期間: 令和7年4月7日 ～ 令和8年4月30日",
    right: "状況: 認定済\n有効期間: 令和7年4月7日 ～ 令和8年4月30日",
    fix: "結果が出ていれば「認定済」に、新規の申請中なら有効期間を空にしてください",
    demand: Demand::Guides,
    check: period_while_applied,
};

fn period_while_applied(context: &CheckContext, findings: &mut Findings) {
    let Some(certification) = context.case.certifications.newest() else { return };
    let Some(period) = certification.valid_period.value() else { return };
    if certification.status.value() == Some(CertificationStatus::Applied) {
        findings
            .report(&PERIOD_WHILE_APPLIED, certification.valid_period.span(), &[&said::period(period)])
            .related(certification.status.span(), "申請中");
    }
}

/// A period longer than any certification's, or shorter.
pub static CERTIFICATION_LENGTH_UNUSUAL: Rule = Rule {
    id: "CP008",
    name: "certification-length-unusual",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "認定の有効期間（{0}）は{1}です。普通は3か月から48か月です",
    looks_at: "認定の有効期間が、3か月から48か月（月の途中から始まるときは、その月を加える）の間か。",
    why: "年の書き誤りで、目標の期間や更新の時期がすべてずれます。",
    wrong: "有効期間: 令和7年4月7日 ～ 令和17年4月30日",
    right: "有効期間: 令和7年4月7日 ～ 令和8年4月30日",
    fix: "被保険者証の有効期間を確かめてください",
    demand: Demand::Guides,
    check: certification_length_unusual,
};

/// The shortest certification, three months, in days; February makes them short.
const SHORTEST_DAYS: i64 = 88;
/// The longest certification in months.
const LONGEST_MONTHS: i32 = 48;

fn certification_length_unusual(context: &CheckContext, findings: &mut Findings) {
    // Of a history only the last period was not cut short by the next certification.
    let Some(field) = context.case.certifications.newest().map(|certification| &certification.valid_period) else {
        return;
    };
    let Some((period, end)) = field.value().and_then(|period| Some((period, period.end()?))) else { return };
    let start = period.start();
    let month = |day: crate::calendar::Date| day.year() * 12 + day.month0().cast_signed();
    let months = month(end) - month(start) + i32::from(start.day() == 1);
    let days = period.days().unwrap_or(0);
    if days < SHORTEST_DAYS {
        findings.report(&CERTIFICATION_LENGTH_UNUSUAL, field.span(), &[&said::period(period), &format!("{days}日間")]);
    } else if months > LONGEST_MONTHS {
        findings.report(
            &CERTIFICATION_LENGTH_UNUSUAL,
            field.span(),
            &[&said::period(period), &format!("約{months}か月")],
        );
    }
}

/// 認定日 is not the first day of the period.
pub static CERTIFIED_ON_DIFFERS_FROM_START: Rule = Rule {
    id: "CP009",
    name: "certified-on-differs-from-start",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "認定日（{0}）が、有効期間の始まり（{1}）と違います",
    looks_at: "認定日が認定の始期（初回は申請日）と同じか。被保険者証の認定年月日を印字するシステムでは、違っていてもよい。",
    why: "第1表の認定日には、認定の始期を書きます。",
    wrong: "認定日: 令和7年5月2日\n有効期間: 令和7年4月7日 ～ 令和8年4月30日",
    right: "認定日: 令和7年4月7日\n有効期間: 令和7年4月7日 ～ 令和8年4月30日",
    fix: "認定の始期を書いてください。被保険者証の認定年月日であれば、直さなくてもかまいません",
    demand: Demand::Guides,
    check: certified_on_differs_from_start,
};

fn certified_on_differs_from_start(context: &CheckContext, findings: &mut Findings) {
    for certification in context.case.certifications.all() {
        let (Some(day), Some(period)) = (certification.certified_on.value(), certification.valid_period.value()) else {
            continue;
        };
        if day != period.start() && !is_after(day, period) {
            findings
                .report(
                    &CERTIFIED_ON_DIFFERS_FROM_START,
                    certification.certified_on.span(),
                    &[&said::day(day), &said::day(period.start())],
                )
                .related(certification.valid_period.span(), "認定の有効期間");
        }
    }
}

fn is_after(day: crate::calendar::Date, period: Period) -> bool {
    period.end().is_some_and(|end| day > end)
}

/// 認定日 lies after the period has ended.
pub static CERTIFIED_AFTER_PERIOD: Rule = Rule {
    id: "CP010",
    name: "certified-after-period",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "認定日（{0}）が、有効期間（{1}）の終わった後になっています",
    looks_at: "認定日が有効期間の終わりより後でないか。",
    why: "認定日か有効期間のどちらかが、前の認定か書き誤りです。",
    wrong: "認定日: 令和8年5月1日\n有効期間: 令和7年4月7日 ～ 令和8年4月30日",
    right: "認定日: 令和8年5月1日\n有効期間: 令和8年5月1日 ～ 令和10年4月30日",
    fix: "被保険者証の認定日と有効期間を確かめてください",
    demand: Demand::Guides,
    check: certified_after_period,
};

fn certified_after_period(context: &CheckContext, findings: &mut Findings) {
    for certification in context.case.certifications.all() {
        let (Some(day), Some(period)) = (certification.certified_on.value(), certification.valid_period.value()) else {
            continue;
        };
        if is_after(day, period) {
            findings
                .report(
                    &CERTIFIED_AFTER_PERIOD,
                    certification.certified_on.span(),
                    &[&said::day(day), &said::period(period)],
                )
                .related(certification.valid_period.span(), "認定の有効期間");
        }
    }
}

/// A level that these forms do not cover.
pub static LEVEL_NOT_COVERED: Rule = Rule {
    id: "CP016",
    name: "level-not-covered",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "要介護状態区分が「{0}」です。居宅サービス計画書の様式は、要介護1～要介護5の方のものです",
    looks_at: "認定の要介護状態区分が要介護1～要介護5か。",
    why: "要支援・事業対象者の計画は、介護予防サービス・支援計画書の様式で作ります。",
    wrong: "要介護状態区分: 要支援2",
    right: "要介護状態区分: 要介護1",
    fix: "区分を確かめるか、介護予防の様式を使ってください",
    demand: Demand::Guides,
    check: level_not_covered,
};

fn level_not_covered(context: &CheckContext, findings: &mut Findings) {
    let Some(field) = context.certification().map(|certification| &certification.level) else { return };
    if let Some(level) = field.value().filter(|level| level.care_number().is_none()) {
        findings.report(&LEVEL_NOT_COVERED, field.span(), &[&level.printed()]);
    }
}
