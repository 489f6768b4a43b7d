//! CP216–CP221: goals whose time has run out, runs out soon, or is of an odd length.

use crate::calendar::{Date, Period, era};
use crate::case::certification::ENDS_SOON;
use crate::case::plan::{LongTermGoal, ShortTermGoal};
use crate::report::Severity;
use crate::rules::readings::{expired_long, expired_short, run_out};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::{Field, Span};

/// A long-term goal that has run out on the reference date.
pub static LONG_GOAL_EXPIRED: Rule = Rule {
    id: "CP216",
    name: "long-goal-expired",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "長期目標の期間（{0}）が、基準日（{1}）にはもう過ぎています",
    looks_at: "長期目標の終期が基準日より前でないか。同じ課題に、続く長期目標があれば見ない。",
    why: "期間の切れた目標のままサービスを続けると、何を目指しているのかを示せません。",
    wrong: "期間: 令和6年5月27日 ～ 令和7年4月30日  # 基準日は令和7年6月24日",
    right: "期間: 令和7年5月27日 ～ 令和8年4月30日",
    fix: "目標を評価し、計画を見直して、新しい期間を定めてください",
    demand: Demand::Guides,
    check: long_goal_expired,
};

fn long_goal_expired(context: &CheckContext, findings: &mut Findings) {
    for (goal, period) in expired_long(context) {
        findings.report(&LONG_GOAL_EXPIRED, goal.period.span(), &[&said::period(period), &said::day(context.as_of)]);
    }
}

/// A short-term goal that has run out on the reference date.
pub static SHORT_GOAL_EXPIRED: Rule = Rule {
    id: "CP217",
    name: "short-goal-expired",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "短期目標の期間（{0}）が、基準日（{1}）にはもう過ぎています",
    looks_at: "短期目標の終期が基準日より前でないか。同じ長期目標に、続く短期目標があれば見ない。長期目標も過ぎていれば、長期目標で伝える。",
    why: "短期目標の終わりは、評価と見直しの時期です。切れたまま続けると、計画のないサービスに見えます。",
    wrong: "期間: 令和7年2月1日 ～ 令和7年4月30日  # 基準日は令和7年6月24日",
    right: "期間: 令和7年5月27日 ～ 令和7年8月31日",
    fix: "短期目標を評価し、新しい目標または期間を定めて、第2表を作り直してください",
    demand: Demand::Guides,
    check: short_goal_expired,
};

fn short_goal_expired(context: &CheckContext, findings: &mut Findings) {
    for (goal, period) in expired_short(context, context.as_of) {
        findings.report(&SHORT_GOAL_EXPIRED, goal.period.span(), &[&said::period(period), &said::day(context.as_of)]);
    }
}

/// A short-term goal that has run out before the newest month of 第６表 begins.
pub static SHORT_GOAL_EXPIRED_BEFORE_MONTH: Rule = Rule {
    id: "CP218",
    name: "short-goal-expired-before-month",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "短期目標の期間（{0}）が終わった後の{1}の利用票が作られています",
    looks_at: "第6表のいちばん新しい月の初日に、短期目標の期間が残っているか。続く短期目標があれば見ない。",
    why: "期間の切れた目標の下で、次の月のサービスを予定することはできません。",
    wrong: "期間: 令和7年5月27日 ～ 令和7年8月31日\n# …\n第6表:\n  - 年月: 令和7年9月",
    right: "期間: 令和7年9月1日 ～ 令和7年11月30日\n# …\n第6表:\n  - 年月: 令和7年9月",
    fix: "利用票を作る前に短期目標を評価し、新しい期間を定めてください",
    demand: Demand::Guides,
    check: short_goal_expired_before_month,
};

fn short_goal_expired_before_month(context: &CheckContext, findings: &mut Findings) {
    let months = context.case.months.iter().filter_map(|block| Some((block.month.value()?, block.month.span())));
    let Some((month, month_span)) = months.max_by_key(|(month, _)| *month) else { return };
    if month.first_day() <= context.as_of {
        return;
    }
    for (goal, period) in expired_short(context, month.first_day())
        .into_iter()
        .filter(|(goal, _)| run_out(&goal.period, context.as_of).is_none())
    {
        findings
            .report(&SHORT_GOAL_EXPIRED_BEFORE_MONTH, goal.period.span(), &[&said::period(period), &era::month(month)])
            .related(month_span, "利用票の月");
    }
}

/// Goals that end within 30 days.
pub static GOAL_ENDS_SOON: Rule = Rule {
    id: "CP219",
    name: "goal-ends-soon",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}の期間が{1}に終わります（基準日{2}から{3}日後）",
    looks_at: "長期目標・短期目標の終期が、基準日から30日以内に来るか。",
    why: "設定期間が切れる前に、評価と担当者会議の準備が要ります。",
    wrong: "期間: 令和7年4月1日 ～ 令和7年6月30日  # 基準日は令和7年6月24日",
    right: "（評価を済ませ、新しい期間を定める）",
    fix: "目標の評価と、次の期間の準備をしてください",
    demand: Demand::Guides,
    check: goal_ends_soon,
};

fn goal_ends_soon(context: &CheckContext, findings: &mut Findings) {
    // The next plan has the next goals.
    if context.followed_on.is_some() {
        return;
    }
    let soon = |field: &Field<Period>| {
        let end = field.value()?.end()?;
        let left = (end - context.as_of).num_days();
        (0..=ENDS_SOON).contains(&left).then_some((end, left, field.span()))
    };
    let longs = context.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
    let mut ends: Vec<(&str, Date, i64, Vec<Span>)> = Vec::new();
    let mut add = |what, (end, left, span)| match ends.iter_mut().find(|(known, day, ..)| *known == what && *day == end)
    {
        Some((.., spans)) => spans.push(span),
        None => ends.push((what, end, left, vec![span])),
    };
    for long in longs {
        // A sibling that goes on, and a long-term goal that ends on the same day, say it already.
        let long_end = soon(&long.period);
        if let Some(found) = long_end {
            add("長期目標", found);
        }
        let followed = |end: Date| {
            long.goals
                .iter()
                .any(|other| other.period.value().is_some_and(|period| period.end().is_none_or(|last| last > end)))
        };
        for found in long.goals.iter().filter_map(|short| soon(&short.period)) {
            if !followed(found.0) && long_end.is_none_or(|(end, ..)| end != found.0) {
                add("短期目標", found);
            }
        }
    }
    for (what, end, left, spans) in ends {
        let Some((first, others)) = spans.split_first() else { continue };
        let finding =
            findings.report(&GOAL_ENDS_SOON, *first, &[&what, &said::day(end), &said::day(context.as_of), &left]);
        for other in others {
            finding.related(*other, "同じ日に終わります");
        }
    }
}

/// A short-term goal as long as its long-term goal.
pub static SHORT_GOAL_AS_LONG_AS_LONG_GOAL: Rule = Rule {
    id: "CP220",
    name: "short-goal-as-long-as-long-goal",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "短期目標の期間（{0}）が長期目標の期間と同じです",
    looks_at: "短期目標の期間が長期目標の期間より短いか。長期と短期に同じ目標を書いたとき（分けられないとき）は見ない。",
    why: "短期目標は長期目標を達成するための段階で、期間も段階的にします。",
    wrong: "長期目標:\n  - 期間: 令和7年5月27日 ～ 令和8年4月30日\n    短期目標:\n      - 期間: 令和7年5月27日 ～ 令和8年4月30日",
    right: "短期目標:\n  - 期間: 令和7年5月27日 ～ 令和7年8月31日",
    fix: "短期目標の期間を、概ね3か月を目安に定めてください",
    demand: Demand::Guides,
    check: short_goal_as_long_as_long_goal,
};

fn short_goal_as_long_as_long_goal(context: &CheckContext, findings: &mut Findings) {
    for (_, long, short) in context.short_goals().filter(|(_, long, short)| is_as_long(long, short)) {
        let Some(period) = short.period.value() else { continue };
        findings
            .report(&SHORT_GOAL_AS_LONG_AS_LONG_GOAL, short.period.span(), &[&said::period(period)])
            .related(long.period.span(), "長期目標の期間");
    }
}

fn is_as_long(long: &LongTermGoal, short: &ShortTermGoal) -> bool {
    let same_period =
        short.period.value().is_some_and(|period| period.end().is_some() && long.period.value() == Some(period));
    same_period && long.statement.plain() != short.statement.plain()
}

/// Fewer days than a month, more days than six: about three months are meant.
const USUAL_DAYS: std::ops::RangeInclusive<i64> = 28..=190;

/// A short-term goal of less than one month or more than six.
pub static SHORT_GOAL_LENGTH_UNUSUAL: Rule = Rule {
    id: "CP221",
    name: "short-goal-length-unusual",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "短期目標の期間（{0}）は{1}日間で、目安の概ね3か月から大きく離れています",
    looks_at: "短期目標の期間が1か月より短くないか、約6か月より長くないか。",
    why: "短期目標の期間は概ね3か月が目安です。課題によって長短があってよいものです。",
    wrong: "期間: 令和7年5月27日 ～ 令和8年3月31日  # 長期目標は令和8年4月30日まで",
    right: "期間: 令和7年5月27日 ～ 令和7年8月31日",
    fix: "この長さにした訳がなければ、概ね3か月を目安に定めてください",
    demand: Demand::Guides,
    check: short_goal_length_unusual,
};

fn short_goal_length_unusual(context: &CheckContext, findings: &mut Findings) {
    for (_, long, short) in context.short_goals() {
        let Some(period) = short.period.value() else { continue };
        if let Some(days) = period.days().filter(|days| !USUAL_DAYS.contains(days) && !is_as_long(long, short)) {
            findings.report(&SHORT_GOAL_LENGTH_UNUSUAL, short.period.span(), &[&said::period(period), &days]);
        }
    }
}
