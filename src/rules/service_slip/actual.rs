//! CP640–CP644: 実績 against 予定.

use super::Rule;
use crate::calendar::{Month, era};
use crate::report::Severity;
use crate::rules::context::{SlipLine, SlipMonth, days_with_uses, uses_in};
use crate::rules::readings::{Entered, entered, is_over, lacks_actual};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings};

fn has_actual(slip: &SlipMonth) -> bool {
    slip.lines.iter().any(|line| uses_in(&line.actual) > 0)
}

/// Whether the month has not begun on the reference date.
fn is_ahead(context: &CheckContext, month: Month) -> bool {
    context.as_of < month.first_day()
}

/// 実績 in a month that has not begun.
pub static ACTUAL_FILLED_ON_ISSUE: Rule = Rule {
    id: "CP640",
    name: "actual-filled-on-issue",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}はまだ始まっていません（基準日 {1}）が、利用票に実績が書かれています",
    looks_at: "基準日にまだ始まっていない月の利用票に、実績がないか。基準日を指定しなければ、計画書の中のいちばん新しい記録の月とその翌月（続けて実績のある月）は、いま入力している月と見る。",
    why: "利用票は、予定の欄を作成し、実績の欄は空欄で交付します。",
    wrong: "- 年月: 令和7年7月\n  サービス:\n    - {予定: [7, 14], 実績: [7, 14]}  # 基準日は令和7年6月24日",
    right: "- 年月: 令和7年7月\n  サービス:\n    - {予定: [7, 14]}",
    fix: "実績を消し、月が終わってから書いてください",
    demand: Demand::Guides,
    check: actual_filled_on_issue,
};

fn actual_filled_on_issue(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips().iter().filter(|slip| is_ahead(context, slip.month)) {
        let mut filled = slip.lines.iter().filter(|line| uses_in(&line.actual) > 0);
        let Some(first) = filled.next() else { continue };
        let finding = findings.report(
            &ACTUAL_FILLED_ON_ISSUE,
            first.line.actual.span,
            &[&era::month(slip.month), &said::day(context.as_of)],
        );
        finding.related(slip.block.month.span(), "年月");
        for other in filled.take(3) {
            finding.related(other.line.actual.span, "この実績も");
        }
    }
}

/// The lines whose 実績 can be compared with their 予定.
fn compared<'c, 'a>(context: &'c CheckContext<'a>) -> impl Iterator<Item = (Month, &'c SlipLine<'a>)> {
    let slips = context.slips().iter().filter(|slip| !is_ahead(context, slip.month));
    slips
        .flat_map(|slip| slip.lines.iter().map(|line| (slip.month, line)))
        .filter(|(_, line)| !line.is_rate() && !line.is_equipment() && !line.line.actual.is_missing())
}

/// More 実績 than 予定.
pub static ACTUAL_BEYOND_PLAN: Rule = Rule {
    id: "CP641",
    name: "actual-beyond-plan",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」の実績（{2}回）が、予定（{3}回）より多くなっています",
    looks_at: "行ごとに、実績の回数が予定の回数を超えないか。福祉用具と加算率の行は見ない。",
    why: "計画外のサービスを提供するときは、居宅サービス計画を変更し、利用票などを作り直します。",
    wrong: "- {サービス内容: 身体介護２, 予定: [2, 9, 16, 23], 実績: [2, 9, 12, 16, 23]}",
    right: "- {サービス内容: 身体介護２, 予定: [2, 9, 12, 16, 23], 実績: [2, 9, 12, 16, 23]}",
    fix: "計画を変更した利用票に作り直すか、実績を確かめてください",
    demand: Demand::Guides,
    check: actual_beyond_plan,
};

fn actual_beyond_plan(context: &CheckContext, findings: &mut Findings) {
    for (month, line) in compared(context) {
        let (actual, planned) = (uses_in(&line.actual), uses_in(&line.planned));
        if actual > planned {
            let facts: [&dyn std::fmt::Display; 4] = [&era::month(month), &line.called(), &actual, &planned];
            findings.report(&ACTUAL_BEYOND_PLAN, line.line.actual.span, &facts).related(line.planned_span(), "予定");
        }
    }
}

/// 実績 on days that were not planned, no more in all.
pub static ACTUAL_ON_OTHER_DAYS: Rule = Rule {
    id: "CP642",
    name: "actual-on-other-days",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」に、予定のない日の実績があります：{2}",
    looks_at: "実績の回数が予定の回数以下の行で、予定のない日に実績がないか。福祉用具と加算率の行は見ない。",
    why: "日を替えたときは、そのことが第5表から分かるようにしておきます。",
    wrong: "- {予定: [2, 9, 16], 実績: [2, 10, 16]}",
    right: "（第5表に「9日を10日に替えた」と書く）",
    fix: "日を替えた訳を第5表に書いてあるか、実績の日に誤りがないかを確かめてください",
    demand: Demand::Guides,
    check: actual_on_other_days,
};

fn actual_on_other_days(context: &CheckContext, findings: &mut Findings) {
    for (month, line) in compared(context).filter(|(_, line)| uses_in(&line.actual) <= uses_in(&line.planned)) {
        let planned: Vec<u32> = days_with_uses(&line.planned).collect();
        let days: Vec<u32> = days_with_uses(&line.actual).filter(|day| !planned.contains(day)).collect();
        if !days.is_empty() {
            let facts: [&dyn std::fmt::Display; 3] = [&era::month(month), &line.called(), &said::day_numbers(&days)];
            findings.report(&ACTUAL_ON_OTHER_DAYS, line.line.actual.span, &facts).related(line.planned_span(), "予定");
        }
    }
}

/// A line without 実績 in a month where others have theirs.
pub static ACTUAL_MISSING_ON_LINE: Rule = Rule {
    id: "CP643",
    name: "actual-missing-on-line",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」に実績がありません（ほかの行には実績があります）",
    looks_at: "実績を書いた月に、予定があって実績の書かれていない行がないか。一度も利用しなかったときは「実績: []」と書く。加算率の行は見ない。",
    why: "実績のない行は、実績の別表と給付管理に入りません。",
    wrong: "- {サービス内容: 身体介護２, 予定: [2, 9], 実績: [2, 9]}\n- {サービス内容: 手すり貸与, 予定: 毎日}",
    right: "- {サービス内容: 手すり貸与, 予定: 毎日, 実績: 毎日}",
    fix: "実績を書いてください。利用しなかったときは「実績: []」と書いてください",
    demand: Demand::Guides,
    check: actual_missing_on_line,
};

fn actual_missing_on_line(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips().iter().filter(|slip| has_actual(slip) && !is_ahead(context, slip.month)) {
        for line in slip.lines.iter().filter(|line| lacks_actual(line)) {
            findings.report(
                &ACTUAL_MISSING_ON_LINE,
                line.line.actual.span.or(line.content_span()),
                &[&era::month(slip.month), &line.called()],
            );
        }
    }
}

/// A month that is long over, and no 実績.
pub static ACTUAL_NOT_ENTERED: Rule = Rule {
    id: "CP644",
    name: "actual-not-entered",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}は終わっていますが（基準日 {1}）、利用票に実績が書かれていません",
    looks_at: "翌月の10日を過ぎた基準日に、月の利用票のどの行にも実績がないことがないか。",
    why: "1月が終わったら、速やかに事業者ごとに確かめた実績を記載し、給付管理と一致させます。",
    wrong: "- 年月: 令和7年6月\n  サービス:\n    - {予定: [2, 9]}  # 基準日は令和7年7月22日",
    right: "- 年月: 令和7年6月\n  サービス:\n    - {予定: [2, 9], 実績: [2, 9]}",
    fix: "事業所の報告を確かめて実績を書いてください（careplan month --actual で予定から始められます）",
    demand: Demand::Guides,
    check: actual_not_entered,
};

fn actual_not_entered(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips().iter().filter(|slip| !slip.lines.is_empty()) {
        if is_over(context, slip.month) && entered(slip) == Entered::Nothing {
            findings.report(
                &ACTUAL_NOT_ENTERED,
                slip.block.month.span(),
                &[&era::month(slip.month), &said::day(context.looked_on)],
            );
        }
    }
}
