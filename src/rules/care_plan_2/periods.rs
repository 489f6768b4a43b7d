//! CP210–CP215: periods of goals: that they are there, and nested (短期 in 長期 in 認定), from the plan's date on.

use crate::calendar::{Datelike, Period};
use crate::case::certification::CertificationStatus;
use crate::report::Severity;
use crate::rules::context::texts_of;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::{Field, Span};

/// Whether a period reaches out of another one; an end that is left open reaches nowhere.
pub(super) fn reaches_out(inner: Period, outer: Period) -> bool {
    let after_end = outer.end().is_some_and(|last| inner.start() > last || inner.end().is_some_and(|end| end > last));
    inner.start() < outer.start() || after_end
}

/// A goal without its period.
pub static GOAL_WITHOUT_PERIOD: Rule = Rule {
    id: "CP210",
    name: "goal-without-period",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}「{1}」の期間が書かれていません",
    looks_at: "長期目標と短期目標に「期間」があるか。",
    why: "いつまでに達成するのかがないと、評価の時期が決まりません。",
    wrong: "- 目標: 自宅の浴室で、一人で安全に入浴できる\n  期間: ''",
    right: "- 目標: 自宅の浴室で、一人で安全に入浴できる\n  期間: 令和7年5月27日 ～ 令和8年4月30日",
    fix: "始期と終期を書いてください。終期を定められないときは「令和7年5月27日 ～」と始期だけを書きます",
    demand: Demand::Guides,
    check: goal_without_period,
};

fn goal_without_period(context: &CheckContext, findings: &mut Findings) {
    let mut tell = |what: &str, statement: &Field<String>, period: &Field<Period>, span: Span| {
        if period.is_blank() && !statement.is_blank() {
            findings.report(&GOAL_WITHOUT_PERIOD, period.span().or(span), &[&what, &said::excerpt(statement.text())]);
        }
    };
    for long in context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter()) {
        tell("長期目標", &long.statement, &long.period, long.span);
        for short in &long.goals {
            tell("短期目標", &short.statement, &short.period, short.span);
        }
    }
}

/// A goal without an end.
pub static GOAL_PERIOD_OPEN: Rule = Rule {
    id: "CP211",
    name: "goal-period-open",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}「{1}」の期間（{2}）に終わりの日がありません",
    looks_at: "長期目標と短期目標の期間に終期があるか。",
    why: "終期は、定められないときに限って書かないことができます。",
    wrong: "期間: 令和7年5月27日 ～",
    right: "期間: 令和7年5月27日 ～ 令和7年8月31日",
    fix: "終期を定められるときは書いてください",
    demand: Demand::Guides,
    check: goal_period_open,
};

fn goal_period_open(context: &CheckContext, findings: &mut Findings) {
    let mut open: Vec<(&str, &Field<String>, &Field<Period>)> = Vec::new();
    for long in context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter()) {
        open.push(("長期目標", &long.statement, &long.period));
        open.extend(long.goals.iter().map(|short| ("短期目標", &short.statement, &short.period)));
    }
    open.retain(|(_, _, field)| field.value().is_some_and(|period| period.end().is_none()));
    // An office that leaves ends open leaves most of them open: told once.
    let Some((what, statement, field)) = open.first() else { return };
    let Some(period) = field.value() else { return };
    let finding = findings.report(
        &GOAL_PERIOD_OPEN,
        field.span(),
        &[what, &said::excerpt(statement.text()), &said::period(period)],
    );
    for (what, _, field) in open.iter().skip(1) {
        finding.related(field.span(), format!("この{what}も"));
    }
}

/// A goal that reaches out of the certification.
pub static GOAL_OUTSIDE_CERTIFICATION: Rule = Rule {
    id: "CP212",
    name: "goal-outside-certification",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の期間（{1}）が認定の有効期間（{2}）の外にあります",
    looks_at: "長期目標の期間（書かれていなければ短期目標の期間）が、認定の有効期間の中にあるか。申請中の計画と、更新の前に作成した計画の始期は見ない。",
    why: "認定の有効期間の先では、要介護状態区分もサービスも変わり得ます。",
    wrong: "認定:\n  有効期間: 令和7年4月7日 ～ 令和8年4月30日\n# …\n期間: 令和7年5月27日 ～ 令和8年9月30日",
    right: "期間: 令和7年5月27日 ～ 令和8年4月30日",
    fix: "目標の期間を認定の有効期間の中に収めてください",
    demand: Demand::Guides,
    check: goal_outside_certification,
};

fn goal_outside_certification(context: &CheckContext, findings: &mut Findings) {
    let Some(certification) = context.certification() else { return };
    let Some(valid) = certification.valid_period.value() else { return };
    if certification.status.value() == Some(CertificationStatus::Applied) {
        return;
    }
    let planned = context.planned().map(|(day, _)| day);
    let mut tell = |what: &str, field: &Field<Period>| {
        let Some(period) = field.value() else { return };
        // A plan for a renewal is made before it begins; its goals may begin with the plan.
        let made_before = planned.is_some_and(|planned| planned < valid.start() && planned <= period.start());
        let begins_outside = period.start() < valid.start() && !made_before;
        let ends_outside =
            valid.end().is_some_and(|last| period.start() > last || period.end().is_some_and(|end| end > last));
        if begins_outside || ends_outside {
            let facts: [&dyn std::fmt::Display; 3] = [&what, &said::period(period), &said::period(valid)];
            let finding = findings.report(&GOAL_OUTSIDE_CERTIFICATION, field.span(), &facts);
            finding.related(certification.valid_period.span(), "認定の有効期間");
            if let Some((_, planned)) = context.planned().filter(|_| context.case.certifications.all().len() > 1) {
                finding.related(planned, "計画作成日（認定はこの日で選びました）");
            }
        }
    };
    for long in context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter()) {
        if long.period.value().is_some() {
            tell("長期目標", &long.period);
        } else {
            long.goals.iter().for_each(|short| tell("短期目標", &short.period));
        }
    }
}

/// A long-term goal that begins before the plan was made.
pub static LONG_GOAL_BEFORE_PLAN: Rule = Rule {
    id: "CP213",
    name: "long-goal-before-plan",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "長期目標の期間（{0}）が、計画作成日（{1}）より前に始まっています",
    looks_at: "長期目標の始期が、第1表の計画作成（変更）日より前でないか。",
    why: "始期は計画作成日と整合させます。作成する前の日から始まる目標は、後から作った計画に見えます。",
    wrong: "第1表:\n  計画作成日: 令和7年5月27日\n# …\n期間: 令和7年5月1日 ～ 令和8年4月30日",
    right: "期間: 令和7年5月27日 ～ 令和8年4月30日",
    fix: "始期を計画作成日以降にしてください。前の計画から続く目標は、当初の期間を「当初期間」に書けます",
    demand: Demand::Guides,
    check: long_goal_before_plan,
};

fn long_goal_before_plan(context: &CheckContext, findings: &mut Findings) {
    let Some((planned, planned_span)) = context.planned() else { return };
    for long in context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter()) {
        let Some(period) = long.period.value().filter(|period| period.start() < planned) else { continue };
        findings
            .report(&LONG_GOAL_BEFORE_PLAN, long.period.span(), &[&said::period(period), &said::day(planned)])
            .related(planned_span, "計画作成日");
    }
}

/// A short-term goal that reaches out of its long-term goal.
pub static SHORT_GOAL_OUTSIDE_LONG_GOAL: Rule = Rule {
    id: "CP214",
    name: "short-goal-outside-long-goal",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "短期目標の期間（{0}）が長期目標の期間（{1}）の外にあります",
    looks_at: "短期目標の期間が、その長期目標の期間の中にあるか。",
    why: "短期目標は、長期目標を達成するまでの段階です。",
    wrong: "長期目標:\n  - 期間: 令和7年5月27日 ～ 令和8年3月31日\n    短期目標:\n      - 期間: 令和7年5月27日 ～ 令和8年5月31日",
    right: "長期目標:\n  - 期間: 令和7年5月27日 ～ 令和8年3月31日\n    短期目標:\n      - 期間: 令和7年5月27日 ～ 令和7年8月31日",
    fix: "短期目標の期間を長期目標の期間の中に収めてください",
    demand: Demand::Guides,
    check: short_goal_outside_long_goal,
};

fn short_goal_outside_long_goal(context: &CheckContext, findings: &mut Findings) {
    for (_, long, short) in context.short_goals() {
        let (Some(outer), Some(inner)) = (long.period.value(), short.period.value()) else { continue };
        if reaches_out(inner, outer) {
            findings
                .report(
                    &SHORT_GOAL_OUTSIDE_LONG_GOAL,
                    short.period.span(),
                    &[&said::period(inner), &said::period(outer)],
                )
                .related(long.period.span(), "長期目標の期間");
        }
    }
}

/// A plan for somebody who is still in hospital is made at most so many days before the discharge.
const DAYS_TO_DISCHARGE: i64 = 31;

/// A plan that begins with a month is agreed to at most so many days before.
const DAYS_TO_NEXT_MONTH: i64 = 10;

/// Whether the plan tells of a discharge: in 第１表, at a meeting or in the records.
fn says_discharge(context: &CheckContext) -> bool {
    let plan = context.case.plan_1.iter().flat_map(|plan| [&plan.assessment, &plan.policy]);
    let meetings = context.case.meetings.iter().flat_map(texts_of);
    let mut texts = plan.chain(meetings).chain(context.case.log.iter().map(|entry| &entry.content));
    texts.any(|text| context.words.found("discharge", text).is_some())
}

/// A long-term goal that begins neither with the plan nor with the certification.
pub static LONG_GOAL_STARTS_LATE: Rule = Rule {
    id: "CP215",
    name: "long-goal-starts-late",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "長期目標の期間（{0}）の始まりが、計画作成日（{1}）より後です",
    looks_at: "長期目標の始期が計画作成（変更）日と同じか。認定の始まりより前に作成した計画では、認定の始まりと同じでもよい。同意の日まで、または同意から10日以内の月の初めに始まるときと、退院・退所のことが書かれていて31日後までに始まるときは見ない。",
    why: "始期は計画作成日と整合させます。後の日から始めるときは、その訳が分かるようにします。",
    wrong: "第1表:\n  計画作成日: 令和7年5月27日\n# …\n期間: 令和7年6月10日 ～ 令和8年4月30日",
    right: "期間: 令和7年5月27日 ～ 令和8年4月30日",
    fix: "始期を計画作成日に合わせるか、後の日から始まる訳を確かめてください",
    demand: Demand::Guides,
    check: long_goal_starts_late,
};

fn long_goal_starts_late(context: &CheckContext, findings: &mut Findings) {
    let Some((planned, planned_span)) = context.planned() else { return };
    let valid_from =
        context.certification().and_then(|certification| certification.valid_period.value()).map(Period::start);
    let with_certification = |start| valid_from == Some(start) && valid_from > Some(planned);
    let after_discharge = says_discharge(context);
    let consent = context.consent();
    let agreed = consent.map(|(day, _)| day);
    // Where the day of consent is missing, that is told; the goals may well begin with it.
    if agreed.is_none() && !context.case.is_draft() {
        return;
    }
    let late = |period: &Period| {
        let start = period.start();
        // A plan is made before it is agreed to, and services mostly begin with a month.
        let with_consent = agreed.is_some_and(|agreed| {
            start <= agreed || start.day() == 1 && (start - agreed).num_days() <= DAYS_TO_NEXT_MONTH
        });
        let at_discharge = after_discharge && (start - planned).num_days() <= DAYS_TO_DISCHARGE;
        start > planned && !with_certification(start) && !at_discharge && !with_consent
    };
    let longs = context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
    let mut late = longs.filter_map(|long| Some((long.period.value().filter(late)?, long.period.span())));
    // The goals of a plan mostly share their start: told once.
    let Some((period, span)) = late.next() else { return };
    let finding = findings.report(&LONG_GOAL_STARTS_LATE, span, &[&said::period(period), &said::day(planned)]);
    finding.related(planned_span, "計画作成日");
    if let Some((_, span)) = consent {
        finding.related(span, "同意日");
    }
    for (_, other) in late {
        finding.related(other, "この長期目標も");
    }
}
