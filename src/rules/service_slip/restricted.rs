//! CP650–CP651, CP653–CP654: what is allowed only up to a number, or only with a reason: 生活援助 visits, 30 days of short stay,
//! equipment for light levels.

use super::Rule;
use crate::billing::stay::{self, CountedDay};
use crate::billing::tariff;
use crate::calendar::{Datelike, Month, era};
use crate::case::{CareLevel, InMonth};
use crate::report::Severity;
use crate::rules::context::{SlipLine, SlipMonth, days_with_uses, uses_in};
use crate::rules::said;
use crate::rules::words::plain;
use crate::rules::{Certainty, CheckContext, Demand, Finding, Findings};

/// 「要介護状態区分」 of a month: its own, else the certification's.
fn level_of(context: &CheckContext, slip: &SlipMonth) -> Option<CareLevel> {
    InMonth::new(context.case, slip.block).level()
}

/// 生活援助中心型 as often as must be reported to the town.
pub static HOUSEWORK_VISITS_REPORTABLE: Rule = Rule {
    id: "CP650",
    name: "housework-visits-reportable",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の生活援助中心型の訪問介護が{1}回あり、{2}の届出の回数（{3}回）以上ですが、届出の記録が見当たりません",
    looks_at: "生活援助中心型（サービスコード117…）の予定の合計が、要介護1～5の27・34・43・38・31回以上のとき、第1表・第4表・第5表に市町村への届出が書かれているか。身体介護に続く生活援助は数えない。",
    why: "この回数以上の生活援助を位置付けるときは、必要な理由を計画に書き、翌月末までに市町村へ届け出ます。",
    wrong: "- {サービスコード: \"117111\", 予定: {曜日: [月, 火, 水, 木, 金, 土, 日]}}  # 要介護1で毎日",
    right: "第5表: 内容: 生活援助が月30回となる理由を計画に書き、架空市へ届け出た。",
    fix: "必要な理由を計画に書いて市町村へ届け出、そのことを第5表に書いてください",
    demand: Demand::Guides,
    check: housework_visits_reportable,
};

fn housework_visits_reportable(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    let plan = context.case.plan_1.iter().flat_map(|plan| [&plan.assessment, &plan.policy]);
    let meetings = context.case.meetings.iter().flat_map(crate::rules::context::texts_of);
    let mut texts = plan.chain(meetings).chain(context.case.log.iter().map(|entry| &entry.content));
    if texts.any(|text| text.text().contains("生活援助") && words.found("housework_reported", text).is_some()) {
        return;
    }
    for slip in context.slips() {
        let lines: Vec<_> =
            slip.lines.iter().filter(|line| line.code.starts_with("117") && !line.is_addition()).collect();
        let uses: u32 = lines.iter().map(|line| uses_in(&line.planned)).sum();
        let (Some(level), Some(first)) = (level_of(context, slip), lines.first()) else { continue };
        let Some(most) = tariff::housework_uses(level, slip.month) else { continue };
        if i64::from(uses) >= most.value {
            let facts: [&dyn std::fmt::Display; 4] = [&era::month(slip.month), &uses, &level.printed(), &most.value];
            let finding = findings.report(&HOUSEWORK_VISITS_REPORTABLE, first.planned_span(), &facts);
            for line in lines.iter().skip(1) {
                finding.related(line.planned_span(), "合わせて数えた予定");
            }
            if let Some(level) = InMonth::new(context.case, slip.block).level_field() {
                finding.related(level.span(), "要介護状態区分");
            }
        }
    }
}

/// The 31st running day of short stay, not marked as self-paid.
pub static SHORT_STAY_PAST_THIRTY_DAYS: Rule = Rule {
    id: "CP651",
    name: "short-stay-past-thirty-days",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}は短期入所の連続31日目ですが、30日超（全額自己負担）とされていません",
    looks_at: "月をまたいで短期入所の日（実績のある月は実績）を数え、連続31日目が「30日超」に書かれているか。31日目の次の日から数え直す。前の計画の利用票からも続けて数え、始まりが利用票にない連続は、書かれた「30日超」の次の日から数え直す。",
    why: "短期入所は、前月の利用も合わせて連続して30日を超えないように計画します。31日目は保険から給付されません。",
    wrong: "- 年月: 令和7年3月  # 20日から31日まで\n- 年月: 令和7年4月  # 1日から19日まで\n  サービス:\n    - {予定: [1, 2, …, 19]}",
    right: "    - {予定: [1, 2, …, 19], 30日超: [19]}",
    fix: "予定を30日以内にするか、31日目を「30日超」に書いてください",
    demand: Demand::Guides,
    check: short_stay_past_thirty_days,
};

fn short_stay_past_thirty_days(context: &CheckContext, findings: &mut Findings) {
    for counted in stay::thirty_firsts(context.case) {
        let day = counted.day;
        let number = day.day();
        let Some(slip) = context.slips().iter().find(|slip| slip.month == Month::of(day)) else {
            continue;
        };
        let stays: Vec<&SlipLine> = slip.lines.iter().filter(|line| stay::is_short_stay(line.line)).collect();
        let uses = |line: &&&SlipLine| {
            [&line.planned, &line.actual].iter().any(|counts| days_with_uses(counts).any(|day| day == number))
        };
        let Some(line) = stays.iter().find(uses) else { continue };
        if !stays.iter().any(|line| line.line.past_30_days.has(number)) {
            let span = if line.line.planned.is_missing() {
                line.line.actual.span.or(line.planned_span())
            } else {
                line.planned_span()
            };
            let finding = findings.report(&SHORT_STAY_PAST_THIRTY_DAYS, span, &[&said::day(day)]);
            name_first_day(context, finding, &counted);
        }
    }
}

/// Names the rows in which a count of days begins: a day lost there moves every 31st that follows.
fn name_first_day(context: &CheckContext, finding: &mut Finding, counted: &CountedDay) {
    let CountedDay { first, gap_after, .. } = *counted;
    let after = |day| format!("（{}の後に利用のない日があります）", said::day(day));
    let words = format!("{}から数えました{}", said::day(first), gap_after.map(after).unwrap_or_default());
    let slips = context.slips().iter().filter(|slip| slip.month == Month::of(first));
    for line in slips.flat_map(|slip| &slip.lines).filter(|line| stay::is_short_stay(line.line)) {
        let is_actual = !line.line.actual.is_missing();
        let days = if is_actual { &line.actual } else { &line.planned };
        if days_with_uses(days).any(|day| day == first.day()) {
            finding.related(if is_actual { line.line.actual.span } else { line.planned_span() }, words.clone());
        }
    }
}

/// A day written as self-paid that is not the 31st running day.
pub static SHORT_STAY_DAY_NOT_PAST_THIRTY: Rule = Rule {
    id: "CP653",
    name: "short-stay-day-not-past-thirty",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}は30日超（全額自己負担）とされていますが、利用票では{1}から数えて連続{2}日目です",
    looks_at: "「30日超」に書かれた日が、短期入所の連続31日目か。月をまたいで（実績のある月は実績で）数え、連続の始まりが利用票にあるときだけ見る。実績を入れた後や、間の月を後から作った後に、前に書いた「30日超」が残っていないか。",
    why: "連続30日までは保険から給付されます。31日目でない日を30日超とすると、利用者が全額を負担してしまいます。",
    wrong: "- 年月: 令和7年6月\n  サービス:\n    - {予定: [10, 11, 12, 13], 30日超: [12]}  # 連続3日目",
    right: "    - {予定: [10, 11, 12, 13]}",
    fix: "予定・実績の日を確かめ、31日目でない日を「30日超」から消してください",
    demand: Demand::Guides,
    check: short_stay_day_not_past_thirty,
};

fn short_stay_day_not_past_thirty(context: &CheckContext, findings: &mut Findings) {
    for wrong in stay::not_past_thirty(context.case) {
        let facts: [&dyn std::fmt::Display; 3] = [&said::day(wrong.day), &said::day(wrong.first), &wrong.nth];
        let slips = context.slips().iter().filter(|slip| slip.month == Month::of(wrong.day));
        let written = slips.flat_map(|slip| &slip.lines).filter(|line| stay::is_short_stay(line.line));
        let mut written = written.filter(|line| line.line.past_30_days.has(wrong.day.day()));
        if let Some(line) = written.next() {
            let finding = findings.report(&SHORT_STAY_DAY_NOT_PAST_THIRTY, line.line.past_30_days.span, &facts);
            for other in written {
                finding.related(other.line.past_30_days.span, "同じ日の30日超");
            }
            name_first_day(context, finding, &wrong);
        }
    }
}

/// Equipment that light levels do not rent, and no record of the exception.
pub static EQUIPMENT_RESTRICTED_FOR_LEVEL: Rule = Rule {
    id: "CP654",
    name: "equipment-restricted-for-level",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票の「{1}」（{2}）は、{3}の方は原則として借りられない用具ですが、例外とした判断の記録が見当たりません",
    looks_at: "要支援1・2、要介護1の方の福祉用具貸与に、車いす、特殊寝台、床ずれ防止用具、体位変換器、徘徊感知機器、移動用リフト（自動排泄処理装置は要介護3まで）とその付属品があるとき、第1表・第4表・第5表に例外の判断（医師の所見、確認申請など）が書かれているか。いちばん新しい月を見る。",
    why: "軽度の方のこれらの用具は、状態像と医師の所見を会議で確かめ、市町村に確認した場合に限られます。",
    wrong: "要介護1　サービス内容: 特殊寝台貸与",
    right: "検討内容: ② 医師の所見（起き上がりができない日がある）により、特殊寝台の例外給付を架空市に確認した。",
    fix: "例外に当たるとした判断を第4表に、医師の所見と市町村への確認を第5表に書いてください",
    demand: Demand::Guides,
    check: equipment_restricted_for_level,
};

fn equipment_restricted_for_level(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    let Some(slip) = context.slips().iter().max_by_key(|slip| slip.month) else { return };
    let Some(level) = level_of(context, slip) else { return };
    let light = level <= CareLevel::Care1;
    let lists: &[&str] = match level {
        _ if light => &["restricted_equipment", "restricted_waste_equipment"],
        CareLevel::Care2 | CareLevel::Care3 => &["restricted_waste_equipment"],
        _ => return,
    };
    let rented = slip.lines.iter().filter(|line| line.is_rental() && !line.is_addition());
    let restricted: Vec<(&SlipLine, &str)> = rented
        .filter_map(|line| {
            let name = plain(&format!("{}／{}", line.line.content.text(), line.line.equipment.text()));
            Some((line, lists.iter().find_map(|list| words.found_in_plain(list, &name))?))
        })
        .collect();
    if restricted.is_empty() {
        return;
    }
    let plan = context.case.plan_1.iter().flat_map(|plan| [&plan.assessment, &plan.policy]);
    let meetings = context.case.meetings.iter().flat_map(crate::rules::context::texts_of);
    let mut texts = plan.chain(meetings).chain(context.case.log.iter().map(|entry| &entry.content));
    if texts.any(|text| words.found("restricted_exceptions", text).is_some()) {
        return;
    }
    for (line, word) in restricted {
        let facts: [&dyn std::fmt::Display; 4] = [&era::month(slip.month), &line.called(), &word, &level.printed()];
        let finding = findings.report(&EQUIPMENT_RESTRICTED_FOR_LEVEL, line.content_span(), &facts);
        if let Some(level) = InMonth::new(context.case, slip.block).level_field() {
            finding.related(level.span(), "要介護状態区分");
        }
    }
}
