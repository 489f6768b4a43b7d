//! CP710–CP712: 要介護認定期間中の短期入所利用日数.

use super::Rule;
use crate::billing::stay;
use crate::calendar::era;
use crate::case::InMonth;
use crate::report::Severity;
use crate::rules::context::{SlipMonth, days_with_uses, texts_of};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings};

/// 「当月の利用日数」 by 実績 where the stays have any.
fn days_of_month(context: &CheckContext, slip: &SlipMonth) -> i64 {
    let from = InMonth::new(context.case, slip.block).stays_count_from();
    let days = stay::days_used(slip.block, slip.month, true);
    let counted = days.iter().filter(|day| from.is_none_or(|from| from <= **day)).count();
    i64::try_from(counted).unwrap_or(0)
}

/// 「前月までの利用日数」 as it counts: 0 where the level changes in the month.
fn days_before(context: &CheckContext, slip: &SlipMonth) -> Option<i64> {
    let restarts = InMonth::new(context.case, slip.block).stays_count_from().is_some();
    let written = slip.block.short_stay_days_before.value().map(|days| i64::from(days.0));
    if restarts { Some(0) } else { written }
}

fn has_stays(slip: &SlipMonth) -> bool {
    slip.lines.iter().any(|line| stay::is_short_stay(line.line))
}

/// More than half of the certification in short stays.
pub static SHORT_STAY_OVER_HALF: Rule = Rule {
    id: "CP710",
    name: "short-stay-over-half",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}までの短期入所の累積利用日数（{1}日）が、認定の有効期間（{2}日）の半数を超えています。特に必要とする理由が見当たりません",
    looks_at: "前月までの利用日数と当月の日数（30日超の日を除く）の合計が、認定の有効期間の日数の半分を超えないか。第1表・第4表・第5表に、半数を超えること・特に必要・やむを得ないことが短期入所とともに書かれていれば見ない。",
    why: "短期入所は、特に必要と認められる場合を除き、有効期間の概ね半数を超えないように計画します。",
    wrong: "前月までの短期入所利用日数: 190  # 有効期間は365日",
    right: "検討内容: 短期入所の日数が有効期間の半数を超えるが、妻の入院中で特に必要と認める。",
    fix: "日数を減らすか、特に必要な理由を計画と第4表に書いてください（市町村への届出を確かめてください）",
    demand: Demand::Guides,
    check: short_stay_over_half,
};

fn short_stay_over_half(context: &CheckContext, findings: &mut Findings) {
    let plan = context.case.plan_1.iter().flat_map(|plan| [&plan.assessment, &plan.policy]);
    let mut texts = plan
        .chain(context.case.meetings.iter().flat_map(texts_of))
        .chain(context.case.log.iter().map(|entry| &entry.content));
    let words = context.words;
    let explains = |text: &str| {
        words.found("half_exceeded_reasons", text).is_some()
            && words.kinds_in(text).iter().any(|hit| hit.kind.is_some_and(|kind| kind.short_stay))
    };
    if texts.any(|text| explains(text.text())) {
        return;
    }
    for slip in context.slips().iter().filter(|slip| has_stays(slip)) {
        // The box is of the certification in force at the month's end: the new one where the level changes.
        let certifications = &context.case.certifications;
        let at_end = certifications.in_force(slip.month.last_day()).or(certifications.in_force(slip.month.first_day()));
        let Some((certification, valid)) = at_end.and_then(|one| Some((one, one.valid_period.value()?))) else {
            continue;
        };
        let (Some(all), Some(before)) = (valid.days(), days_before(context, slip)) else { continue };
        let used = before + days_of_month(context, slip);
        if used > all / 2 {
            let facts: [&dyn std::fmt::Display; 3] = [&era::month(slip.month), &used, &all];
            findings
                .report(
                    &SHORT_STAY_OVER_HALF,
                    slip.block.short_stay_days_before.span().or(slip.block.month.span()),
                    &facts,
                )
                .related(certification.valid_period.span(), "認定の有効期間");
        }
    }
}

/// 前月までの利用日数 that does not follow from the month before.
pub static SHORT_STAY_DAYS_BEFORE_DIFFER: Rule = Rule {
    id: "CP711",
    name: "short-stay-days-before-differ",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の前月までの短期入所利用日数（{1}日）が、{2}の前月までの日数と実績の合計（{3}日）と違います",
    looks_at: "続く二つの月が同じ認定の有効期間の中にあり、前の月の短期入所に実績があるか短期入所の予定がないとき、前の月の累積と合うか。",
    why: "累積利用日数は、有効期間の概ね半数を確かめる元になります。",
    wrong: "- 年月: 令和7年6月\n  前月までの短期入所利用日数: 10\n  # 6月の実績は3日\n- 年月: 令和7年7月\n  前月までの短期入所利用日数: 10",
    right: "- 年月: 令和7年7月\n  前月までの短期入所利用日数: 13",
    fix: "前の月の累積利用日数を書いてください",
    demand: Demand::Guides,
    check: short_stay_days_before_differ,
};

fn short_stay_days_before_differ(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let insurer = |slip: &SlipMonth| {
            InMonth::new(context.case, slip.block).insurer_number().map_or("", |number| number.text()).to_owned()
        };
        let before_it = |other: &&SlipMonth| other.month.next() == slip.month && insurer(other) == insurer(slip);
        let Some(earlier) = context.slips().iter().rfind(before_it) else { continue };
        let (own, before) = (&slip.block.short_stay_days_before, &earlier.block.short_stay_days_before);
        let (Some(written), Some(start)) = (own.value(), days_before(context, earlier)) else { continue };
        let restarts = |slip: &SlipMonth| InMonth::new(context.case, slip.block).stays_count_from();
        let counted_from = restarts(earlier).unwrap_or(earlier.month.first_day());
        let period = |day| context.case.certifications.in_force(day).and_then(|one| one.valid_period.value());
        let now = period(slip.month.first_day());
        let same_period = now.is_some_and(|now| now.contains(counted_from)) && restarts(slip).is_none();
        let sum = start + days_of_month(context, earlier);
        let is_actual = stay::is_actual(earlier.block, earlier.month);
        if same_period && is_actual && i64::from(written.0) != sum {
            let facts: [&dyn std::fmt::Display; 4] =
                [&era::month(slip.month), &written.0, &era::month(earlier.month), &sum];
            let finding = findings.report(&SHORT_STAY_DAYS_BEFORE_DIFFER, own.span(), &facts);
            finding.related(before.span(), "前の月");
            for stay in earlier.lines.iter().filter(|line| stay::is_short_stay(line.line)) {
                finding.related(stay.line.code.span().or(stay.content_span()), "数えた短期入所の行");
            }
        }
    }
}

/// 30日超 on a day without 予定.
pub static SHORT_STAY_DAY_NOT_PLANNED: Rule = Rule {
    id: "CP712",
    name: "short-stay-day-not-planned",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」の30日超の日に、予定も実績もありません：{2}",
    looks_at: "「30日超」に書いた日が、予定か実績にもあるか。",
    why: "30日超の日は、予定の中の全額自己負担の日です。予定にない日は計算に入りません。",
    wrong: "- {予定: [1, 2, 3], 30日超: [4]}",
    right: "- {予定: [1, 2, 3, 4], 30日超: [4]}",
    fix: "30日超の日を予定にも書くか、30日超から消してください",
    demand: Demand::Guides,
    check: short_stay_day_not_planned,
};

fn short_stay_day_not_planned(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for line in &slip.lines {
            let used: Vec<u32> = days_with_uses(&line.planned).chain(days_with_uses(&line.actual)).collect();
            let loose: Vec<u32> = line
                .line
                .past_30_days
                .days
                .iter()
                .map(|(day, _)| u32::from(day.get()))
                .filter(|day| !used.contains(day))
                .collect();
            if !loose.is_empty() {
                let facts: [&dyn std::fmt::Display; 3] =
                    [&era::month(slip.month), &line.called(), &said::day_numbers(&loose)];
                findings.report(&SHORT_STAY_DAY_NOT_PLANNED, line.line.past_30_days.span, &facts);
            }
        }
    }
}
