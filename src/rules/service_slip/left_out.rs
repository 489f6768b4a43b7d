//! CP627–CP628: days that are named and do not get onto the slip.

use super::Rule;
use crate::billing::left_out;
use crate::calendar::era;
use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings};

/// A day of 予定, 追加 or 振替 that is not laid.
pub static SLIP_DAY_LEFT_OUT: Rule = Rule {
    id: "CP627",
    name: "slip-day-left-out",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」の{2}は、利用票にも別表にも入りません",
    looks_at: "日付を一つずつ書いた「予定」と「追加」の日が「開始」から「終了」までにあるか。「振替」の元の日に予定があり、替わりの日が「開始」から「終了」までにあるか。行の全体が月の外なら別の規則（CP705）で伝える。",
    why: "書かれた日が印字も計算もされず、利用者と事業所が違う予定を思い描くことになります。",
    wrong: "予定: [2, 9]\n追加: [25]\n終了: 令和7年6月20日",
    right: "予定: [2, 9]\n追加: [18]\n終了: 令和7年6月20日",
    fix: "日か、「開始」「終了」を直してください。使わない日なら消してください",
    demand: Demand::Guides,
    check: slip_day_left_out,
};

fn slip_day_left_out(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for line in slip.lines.iter().filter(|line| !slip.block.is_left_over(line.line)) {
            for out in left_out(line.line, slip.month) {
                let facts: [&dyn std::fmt::Display; 3] = [&era::month(slip.month), &line.called(), &out.what];
                findings.report(&SLIP_DAY_LEFT_OUT, out.span, &facts);
            }
        }
    }
}

/// 終了 before 開始.
pub static SLIP_LINE_ENDS_BEFORE_START: Rule = Rule {
    id: "CP628",
    name: "slip-line-ends-before-start",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」の終了（{2}）が、開始（{3}）より前です",
    looks_at: "利用票の行の「終了」が「開始」より前でないか。",
    why: "一日も入らない行になります。",
    wrong: "開始: 令和7年6月9日\n終了: 令和7年6月3日",
    right: "開始: 令和7年6月3日\n終了: 令和7年6月9日",
    fix: "開始と終了を直してください",
    demand: Demand::Guides,
    check: slip_line_ends_before_start,
};

fn slip_line_ends_before_start(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for line in &slip.lines {
            let (Some(start), Some(end)) = (line.line.starts_on.value(), line.line.ends_on.value()) else { continue };
            if end < start {
                let facts: [&dyn std::fmt::Display; 4] =
                    [&era::month(slip.month), &line.called(), &era::long(end), &era::long(start)];
                findings
                    .report(&SLIP_LINE_ENDS_BEFORE_START, line.line.ends_on.span(), &facts)
                    .related(line.line.starts_on.span(), "開始");
            }
        }
    }
}
