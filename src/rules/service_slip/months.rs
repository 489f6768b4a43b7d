//! CP667–CP668: a service in a month of the year that 第２表 does not give it, a slip after the support has ended; and whether the
//! slip's days tell that its 年月 is another month.

use super::days::groups;
use super::{Rule, is_of_this_plan};
use crate::calendar::{Date, Month, era};
use crate::report::Severity;
use crate::rules::context::{SlipMonth, SupportLine};
use crate::rules::readings::ending;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::source::Span;

/// So many days of a slip say by their weekdays of which month it is.
const ENOUGH_DAYS: usize = 4;

/// What is said of 「年月」 beside a finding that rests on it.
pub(super) fn of_month(context: &CheckContext, slip: &SlipMonth) -> String {
    other_month(context, slip).unwrap_or_else(|| "この利用票の年月".to_owned())
}

/// The last day on which the plan was changed, with its place.
pub(super) fn last_change(context: &CheckContext) -> Option<(Date, Span)> {
    let changes = context.case.changes.iter().map(|change| &change.changed_on);
    changes.filter_map(|day| Some((day.value()?, day.span()))).max_by_key(|(day, _)| *day)
}

/// The months that the plan as it stands is about: not those before a change of it.
pub(super) fn slips_of_plan<'c, 'a>(context: &'c CheckContext<'a>) -> impl Iterator<Item = &'c SlipMonth<'a>> {
    let changed = last_change(context);
    let is_since = move |slip: &&SlipMonth| changed.is_none_or(|(changed, _)| changed < slip.month.first_day());
    context.slips().iter().filter(move |slip| is_of_this_plan(context, slip)).filter(is_since)
}

/// The slips whose days fit the plan's weekdays in another month, with what is said of their 「年月」: one mistyped month makes every
/// row of the slip wrong, and nothing of the 年月 itself.
pub(in crate::rules) fn doubtful_months(context: &CheckContext) -> Vec<(Month, Span, String)> {
    let doubtful = |slip: &SlipMonth| Some((slip.month, slip.block.month.span(), other_month(context, slip)?));
    context.slips().iter().filter_map(doubtful).collect()
}

fn other_month(context: &CheckContext, slip: &SlipMonth) -> Option<String> {
    let groups = groups(context, slip);
    let amiss_in = |month: Month| {
        let sums = groups.iter().map(|group| group.days_amiss(month));
        sums.fold((0, 0), |(all, amiss), (days, wrong)| (all + days, amiss + wrong))
    };
    let (days, amiss) = amiss_in(slip.month);
    if days < ENOUGH_DAYS || amiss * 2 < days {
        return None;
    }
    // One number was mistyped: another month of the year, or the month of another year.
    let issued = slip.block.issued_on.value().map(|day| Month::of(day).next());
    let of_year = (1..=12).filter_map(|number| Month::new(slip.month.year(), number));
    let of_years = [slip.month.year() - 1, slip.month.year() + 1].into_iter();
    let of_years = of_years.filter_map(|year| Month::new(year, slip.month.month()));
    let mut near: Vec<Month> = of_year.chain(of_years).collect();
    near.sort_by_key(|month| (month.first_day() - slip.month.first_day()).num_days().abs());
    let is_free = |month: &Month| !context.slips().iter().any(|other| other.month == *month);
    let found = issued.into_iter().chain(near).filter(is_free).find(|month| amiss_in(*month).1 == 0)?;
    let and = if issued == Some(found) { "も作成年月日も" } else { "は" };
    Some(format!("この利用票の年月（予定の日の曜日{and}、{}なら計画に合います）", era::month(found)))
}

/// 予定 in a month outside those that 頻度 names.
pub static SLIP_MONTH_NOT_IN_FREQUENCY: Rule = Rule {
    id: "CP667",
    name: "slip-month-not-in-frequency",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票に「{1}」の予定がありますが、第2表の頻度（{2}）では、この月にはありません",
    looks_at: "第2表の頻度に月があるとき（「8月まで」「7～9月」「1回（6月）」）、その月の外の利用票に予定がないか。「8月まで」は期間の初めの後の8月まで。「6月から」と、読み取れない言葉のある頻度は見ない。",
    why: "終わったはずのサービスを利用票に写し続けると、計画にない利用になります。",
    wrong: "第2表: 頻度: 週1回（水、8月まで）\n第6表: 年月: 令和7年12月、予定: {曜日: 水}",
    right: "第2表: 頻度: 週1回（水）",
    fix: "終わったサービスの行を消すか、続けるのなら計画を変更してください",
    demand: Demand::Own(
        "手引きは、月ごとに計画から利用票を書き起こす仕事を前提にしています。データでは前の月の行を写せるので、終わったサービスが残ることを知らせます",
    ),
    check: slip_month_not_in_frequency,
};

fn slip_month_not_in_frequency(context: &CheckContext, findings: &mut Findings) {
    for slip in slips_of_plan(context) {
        for group in groups(context, slip) {
            let over = group.supports.iter().all(|support| is_over(support, slip.month));
            let (Some(line), Some(support)) = (group.first().filter(|_| over), group.supports.first()) else {
                continue;
            };
            let frequency = said::excerpt(support.support.frequency.text());
            findings
                .report(
                    &SLIP_MONTH_NOT_IN_FREQUENCY,
                    line.planned_span(),
                    &[&era::month(slip.month), &group.kind_name(), &frequency],
                )
                .related(support.support.frequency.span(), "第2表の頻度")
                .related(slip.block.month.span(), of_month(context, slip));
        }
    }
}

fn is_over(support: &SupportLine, month: Month) -> bool {
    let period = support.support.period.value().or(support.short.period.value());
    let starts = period.map(|period| Month::of(period.start()));
    support.frequency.not_understood.is_empty() && support.frequency.is_in_month(month, starts) == Some(false)
}

/// A slip for a month after the one in which 第５表 says that the support ended.
pub static SLIP_AFTER_SUPPORT_ENDED: Rule = Rule {
    id: "CP668",
    name: "slip-after-support-ended",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票がありますが、第5表に支援の終了の記録（{1}）があります",
    looks_at: "利用票の月が、第5表に死亡、契約の終了、支援の終了、施設入所などの記録がある月より後でないか。",
    why: "支援の終わった人の利用票・提供票を作ると、そのまま事業所に送られます。",
    wrong: "第5表: 6月12日 永眠された。死亡のため支援を終了する。\n第6表: 年月: 令和7年8月",
    right: "第6表: 年月: 令和7年6月",
    fix: "支援が終わっていれば、その月の利用票を消してください。続いているときは、終わったのが何かを第5表に書いてください",
    demand: Demand::Own(
        "手引きは、終わった人の利用票を考えていません。全員の月をまとめて作ると、終わった人の分も印刷されて事業所に届くことがあるので、知らせます",
    ),
    check: slip_after_support_ended,
};

fn slip_after_support_ended(context: &CheckContext, findings: &mut Findings) {
    let Some((day, entry)) = ending(context) else { return };
    for slip in context.slips().iter().filter(|slip| slip.month > Month::of(day)) {
        let facts: [&dyn std::fmt::Display; 2] = [&era::month(slip.month), &said::day(day)];
        findings
            .report(&SLIP_AFTER_SUPPORT_ENDED, slip.block.month.span(), &facts)
            .related(entry.content.span(), "支援の終了の記録");
    }
}
