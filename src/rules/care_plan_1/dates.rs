//! CP101–CP107: the dates of 第１表 and 「初回・紹介・継続」.

use crate::case::plan::Occasion;
use crate::report::Severity;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// A date of 第１表 is missing.
pub static PLAN_1_DATE_MISSING: Rule = Rule {
    id: "CP101",
    name: "plan-1-date-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第1表の{0}が書かれていません",
    looks_at: "第1表の作成年月日・計画作成（変更）日・初回計画作成日が書かれているか。",
    why: "会議・同意・目標の期間との前後は、この日付で確かめられます。",
    wrong: "第1表:\n  作成年月日: 令和7年5月27日\n  計画作成日: ''",
    right: "第1表:\n  作成年月日: 令和7年5月27日\n  計画作成日: 令和7年5月27日\n  初回計画作成日: 令和7年5月27日",
    fix: "日付を書いてください",
    demand: Demand::Guides,
    check: plan_1_date_missing,
};

fn plan_1_date_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    let dates = [
        ("作成年月日", &plan.issued_on),
        ("居宅サービス計画作成（変更）日", &plan.planned_on),
        ("初回居宅サービス計画作成日", &plan.first_planned_on),
    ];
    for (name, field) in dates.into_iter().filter(|(_, field)| field.is_blank()) {
        findings.report(&PLAN_1_DATE_MISSING, field.span().or(plan.span), &[&name]);
    }
}

/// The occasions that are marked, each once, in the order of the form; none when one could not be read.
fn occasions(context: &CheckContext) -> Option<Vec<Occasion>> {
    let marks = &context.case.plan_1.as_ref()?.occasions;
    let mut marks: Vec<_> =
        marks.iter().filter(|mark| !mark.is_blank()).map(crate::source::Field::value).collect::<Option<_>>()?;
    marks.sort_unstable();
    marks.dedup();
    Some(marks)
}

/// None of 初回・紹介・継続 is marked.
pub static OCCASION_MISSING: Rule = Rule {
    id: "CP102",
    name: "occasion-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第1表の「初回・紹介・継続」のどれにも○がありません",
    looks_at: "第1表の「区分」に、初回・紹介・継続のどれかが書かれているか。",
    why: "初回かどうかで、必要な手順と加算が変わります。",
    wrong: "区分: []",
    right: "区分: [初回]",
    fix: "[初回]、[紹介]、[継続]、[紹介, 継続] のどれかを書いてください",
    demand: Demand::Guides,
    check: occasion_missing,
};

fn occasion_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    if occasions(context).is_some_and(|marks| marks.is_empty()) {
        findings.report(&OCCASION_MISSING, plan.occasions.span().or(plan.span), &[]);
    }
}

/// Marks that exclude each other.
pub static OCCASIONS_CONTRADICT: Rule = Rule {
    id: "CP103",
    name: "occasions-contradict",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "「{0}」に○があります。両方に○が付くのは紹介と継続だけです",
    looks_at: "「区分」が、初回だけ、紹介だけ、継続だけ、紹介と継続のどれかか。",
    why: "初回は、この事業所が初めて支援することを示し、ほかと同時には付きません。",
    wrong: "区分: [初回, 継続]",
    right: "区分: [初回]",
    fix: "初めての支援なら初回だけに、そうでなければ継続（紹介されたときは紹介も）に○を付けてください",
    demand: Demand::Guides,
    check: occasions_contradict,
};

fn occasions_contradict(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    let Some(marks) = occasions(context).filter(|marks| marks.len() > 1) else { return };
    if marks != [Occasion::Referred, Occasion::Continued] {
        let named: Vec<_> = marks.iter().map(|mark| mark.printed()).collect();
        findings.report(&OCCASIONS_CONTRADICT, plan.occasions.span().or(plan.span), &[&named.join("・")]);
    }
}

/// The first plan is younger than this one.
pub static FIRST_PLAN_AFTER_PLAN: Rule = Rule {
    id: "CP104",
    name: "first-plan-after-plan",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "初回計画作成日（{0}）が、計画作成日（{1}）より後です",
    looks_at: "初回居宅サービス計画作成日が、計画作成（変更）日以前か。",
    why: "初回の計画より前に作成した計画はありません。",
    wrong: "計画作成日: 令和7年7月1日\n初回計画作成日: 令和7年8月1日",
    right: "計画作成日: 令和7年7月1日\n初回計画作成日: 令和7年7月1日",
    fix: "二つの日付を確かめてください。初回の計画では同じ日になります",
    demand: Demand::Guides,
    check: first_plan_after_plan,
};

fn first_plan_after_plan(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    let (Some(first), Some(planned)) = (plan.first_planned_on.value(), plan.planned_on.value()) else { return };
    if first > planned {
        findings
            .report(&FIRST_PLAN_AFTER_PLAN, plan.first_planned_on.span(), &[&said::day(first), &said::day(planned)])
            .related(plan.planned_on.span(), "計画作成日");
    }
}

/// 初回, and the two dates differ.
pub static INITIAL_PLAN_DATES_DIFFER: Rule = Rule {
    id: "CP105",
    name: "initial-plan-dates-differ",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "「初回」ですが、計画作成日（{0}）が初回計画作成日（{1}）と違います",
    looks_at: "「初回」だけに○があるとき、計画作成（変更）日と初回計画作成日が同じか。",
    why: "初回の計画を変更したものなら、区分は継続になります。",
    wrong: "区分: [初回]\n計画作成日: 令和7年8月26日\n初回計画作成日: 令和7年5月27日",
    right: "区分: [継続]\n計画作成日: 令和7年8月26日\n初回計画作成日: 令和7年5月27日",
    fix: "区分か、どちらかの日付を直してください",
    demand: Demand::Guides,
    check: initial_plan_dates_differ,
};

fn initial_plan_dates_differ(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    let (Some(first), Some(planned)) = (plan.first_planned_on.value(), plan.planned_on.value()) else { return };
    if first < planned && occasions(context).is_some_and(|marks| marks == [Occasion::Initial]) {
        findings
            .report(&INITIAL_PLAN_DATES_DIFFER, plan.planned_on.span(), &[&said::day(planned), &said::day(first)])
            .related(plan.first_planned_on.span(), "初回計画作成日")
            .related(plan.occasions.span(), "区分");
    }
}

/// 継続, and the two dates are one.
pub static CONTINUED_PLAN_DATES_EQUAL: Rule = Rule {
    id: "CP106",
    name: "continued-plan-dates-equal",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "「継続」ですが、計画作成日と初回計画作成日が同じ日（{0}）です",
    looks_at: "「継続」だけに○があるとき、初回計画作成日が計画作成（変更）日より前か。",
    why: "初回計画作成日は、この事業所が初めて計画を作成した日です。",
    wrong: "区分: [継続]\n計画作成日: 令和7年8月26日\n初回計画作成日: 令和7年8月26日",
    right: "区分: [継続]\n計画作成日: 令和7年8月26日\n初回計画作成日: 令和4年10月3日",
    fix: "初めて作成した日を書くか、区分を直してください",
    demand: Demand::Guides,
    check: continued_plan_dates_equal,
};

fn continued_plan_dates_equal(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    let (Some(first), Some(planned)) = (plan.first_planned_on.value(), plan.planned_on.value()) else { return };
    if first == planned && occasions(context).is_some_and(|marks| marks == [Occasion::Continued]) {
        findings
            .report(&CONTINUED_PLAN_DATES_EQUAL, plan.first_planned_on.span(), &[&said::day(first)])
            .related(plan.planned_on.span(), "計画作成日")
            .related(plan.occasions.span(), "区分");
    }
}

/// The sheet is older than the plan on it.
pub static PLAN_1_ISSUED_BEFORE_PLAN: Rule = Rule {
    id: "CP107",
    name: "plan-1-issued-before-plan",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "第1表の作成年月日（{0}）が、計画作成日（{1}）より前です",
    looks_at: "第1表の作成年月日が、計画作成（変更）日以降か。",
    why: "記載する日付等の整合性をとります。",
    wrong: "作成年月日: 令和7年5月20日\n計画作成日: 令和7年5月27日",
    right: "作成年月日: 令和7年5月27日\n計画作成日: 令和7年5月27日",
    fix: "どちらかの日付が前の計画のままになっていないか確かめてください",
    demand: Demand::Guides,
    check: plan_1_issued_before_plan,
};

fn plan_1_issued_before_plan(context: &CheckContext, findings: &mut Findings) {
    let Some(plan) = &context.case.plan_1 else { return };
    let (Some(issued), Some(planned)) = (plan.issued_on.value(), plan.planned_on.value()) else { return };
    if issued < planned {
        findings
            .report(&PLAN_1_ISSUED_BEFORE_PLAN, plan.issued_on.span(), &[&said::day(issued), &said::day(planned)])
            .related(plan.planned_on.span(), "計画作成日");
    }
}
