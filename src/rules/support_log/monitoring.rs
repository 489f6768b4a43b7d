//! CP530–CP534: the monthly visit at home, what came of it, and visits by video.
//!
//! Full months that end before the reference date are looked at, from the first month of service (初回), or from the month
//! after the first record. A month for whose missing visit the records give a reason (入院 …) is left out.

use crate::calendar::{Month, era};
use crate::report::Severity;
use crate::rules::readings::{LoggedMonth, dated, due_months, is_video, out_of_order};
use crate::rules::{Certainty, CheckContext, Demand, Finding, Findings, Rule};
use crate::source::Span;

/// The place of the last record before a month, or of the whole table.
fn place_before(context: &CheckContext, month: Month) -> Span {
    let before = dated(context).filter(|(day, _)| *day < month.first_day()).max_by_key(|(day, _)| *day);
    before.map_or(context.case.log.span(), |(_, entry)| entry.day.span())
}

/// Names what makes a month's records missed besides: a day that is out of its order, and the 年月 with which a first plan begins.
fn name_days(context: &CheckContext, finding: &mut Finding, month: Month) {
    for entry in out_of_order(context) {
        finding.related(entry.day.span(), "前後の記録の順に合わない年月日");
    }
    let begins = context.first_service_day().filter(|_| context.is_first_plan()).map(|(day, _)| Month::of(day));
    if let Some(slip) = context.slips().iter().find(|slip| begins == Some(slip.month) && month == slip.month) {
        finding.related(slip.block.month.span(), "サービスを始めた月");
    }
}

/// 「令和7年7月～令和7年9月」
fn run_of(first: Month, last: Month) -> String {
    if first == last { era::month(first) } else { format!("{}～{}", era::month(first), era::month(last)) }
}

/// Months without any record.
pub static MONTH_WITHOUT_RECORD: Rule = Rule {
    id: "CP530",
    name: "month-without-record",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の支援経過の記録が一件もありません。少なくとも月に一度の居宅での面接（モニタリング）を示せません",
    looks_at: "サービスを始めた月（初回でなければ最初の記録の翌月）から基準日の前の月まで、どの月にも記録があるか。その月か前の月の記録に入院・入所などがある月と、支援の終了の後は見ない。短期入所、「入院することなく」、入所の申込みは、入院・入所と読まない。",
    why: "少なくとも1月に1回、利用者の居宅で面接し、その内容と結果を記録します。記録がないと減算になることがあります。",
    wrong: "- 年月日: 令和7年6月24日\n# …\n- 年月日: 令和7年8月20日",
    right: "- 年月日: 令和7年7月22日\n  項目: 訪問（自宅）\n  内容: モニタリング。…",
    fix: "その月の訪問の記録を書いてください。訪問できない特段の事情があったときは、そのことを書いてください",
    demand: Demand::Guides,
    check: month_without_record,
};

fn month_without_record(context: &CheckContext, findings: &mut Findings) {
    let empty: Vec<Month> =
        due_months(context).into_iter().filter(|month| month.entries.is_empty()).map(|month| month.month).collect();
    for run in empty.chunk_by(|one, other| one.next() == *other) {
        if let (Some(first), Some(last)) = (run.first(), run.last()) {
            let finding =
                findings.report(&MONTH_WITHOUT_RECORD, place_before(context, *first), &[&run_of(*first, *last)]);
            name_days(context, finding, *first);
        }
    }
}

/// A month with records, and no visit at home among them.
pub static MONTH_WITHOUT_HOME_VISIT: Rule = Rule {
    id: "CP531",
    name: "month-without-home-visit",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の記録に、利用者の居宅への訪問（モニタリング）が見当たりません",
    looks_at: "サービスを始めた月（初回でなければ最初の記録の翌月）から基準日の前の月まで、記録のある月に居宅への訪問があるか。テレビ電話による面接は隔月まで認める。入院などの記録がある月は見ない（CP530と同じ）。",
    why: "少なくとも1月に1回、利用者の居宅で面接し、記録します。",
    wrong: "- 年月日: 令和7年8月20日\n  項目: モニタリング",
    right: "- 年月日: 令和7年8月20日\n  項目: 訪問（自宅）",
    fix: "居宅を訪問した日の記録を書いてください。訪問できない事情があったときは、そのことを書いてください",
    demand: Demand::Guides,
    check: month_without_home_visit,
};

fn month_without_home_visit(context: &CheckContext, findings: &mut Findings) {
    for month in due_months(context) {
        let Some(last) = month.entries.last() else { continue };
        if month.home_visit(context).is_none() && month.video(context).is_none() {
            let place = last.means.span().or(last.span);
            let finding = findings
                .report(&MONTH_WITHOUT_HOME_VISIT, place, &[&era::month(month.month)])
                .related(last.day.span(), "この記録の年月日")
                .related(last.content.span(), "この記録の内容");
            name_days(context, finding, month.month);
        }
    }
}

/// A month with a visit, and nothing that was found.
pub static MONITORING_RESULT_NOT_RECORDED: Rule = Rule {
    id: "CP532",
    name: "monitoring-result-not-recorded",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}は訪問の記録がありますが、モニタリングの結果が見当たりません",
    looks_at: "居宅への訪問がある月の記録のどれかに、モニタリング、目標、達成、実施状況、意向、変化などの言葉があるか。",
    why: "訪問して面接するだけでなく、モニタリングの結果を月に一度は記録します。",
    wrong: "項目: 訪問（自宅）\n内容: 利用票に署名を受けた。",
    right: "項目: 訪問（自宅）\n内容: モニタリング。入浴は週2回、転倒なし。目標を続ける。利用票に署名を受けた。",
    fix: "目標の達成の度合い、サービスの実施状況、本人の意向と変化を書いてください",
    demand: Demand::Guides,
    check: monitoring_result_not_recorded,
};

fn monitoring_result_not_recorded(context: &CheckContext, findings: &mut Findings) {
    for month in due_months(context) {
        if let Some(visit) = month.home_visit(context).filter(|visit| !visit.content.is_blank())
            && !month.has_result(context)
        {
            let finding =
                findings.report(&MONITORING_RESULT_NOT_RECORDED, visit.content.span(), &[&era::month(month.month)]);
            name_days(context, finding, month.month);
        }
    }
}

/// Two months running by video.
pub static VIDEO_MONITORING_TWICE: Rule = Rule {
    id: "CP533",
    name: "video-monitoring-twice",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}と{1}に続けて、居宅への訪問がなくテレビ電話等の面接だけです。訪問は少なくとも2か月に1回必要です",
    looks_at: "続く2か月の両方に、居宅への訪問がなく、項目がテレビ電話・ビデオ・オンラインの記録だけがないか。",
    why: "テレビ電話等を活用するときも、少なくとも2か月に1回は居宅を訪問して面接します。",
    wrong: "- 年月日: 令和7年7月22日\n  項目: テレビ電話\n- 年月日: 令和7年8月20日\n  項目: テレビ電話",
    right: "- 年月日: 令和7年8月20日\n  項目: 訪問（自宅）",
    fix: "2か月目は居宅を訪問してください。訪問していれば、その記録を書いてください",
    demand: Demand::Guides,
    check: video_monitoring_twice,
};

fn video_monitoring_twice(context: &CheckContext, findings: &mut Findings) {
    for pair in due_months(context).windows(2) {
        let [one, other] = pair else { continue };
        let only_video = |month: &LoggedMonth| month.home_visit(context).is_none() && month.video(context).is_some();
        if one.month.next() == other.month
            && only_video(one)
            && only_video(other)
            && let (Some(first), Some(second)) = (one.video(context), other.video(context))
        {
            findings
                .report(
                    &VIDEO_MONITORING_TWICE,
                    second.means.span(),
                    &[&era::month(one.month), &era::month(other.month)],
                )
                .related(first.means.span(), "前の月の面接");
        }
    }
}

/// Visits by video, and no agreement to them.
pub static VIDEO_MONITORING_WITHOUT_AGREEMENT: Rule = Rule {
    id: "CP534",
    name: "video-monitoring-without-agreement",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "テレビ電話等による面接（{0}）がありますが、文書による利用者の同意と、主治医・担当者の合意の記録が見当たりません",
    looks_at: "項目がテレビ電話・ビデオ・オンラインの記録があるとき、第4表か第5表に、それについての同意・合意が書かれているか。",
    why: "テレビ電話等を活用した面接は、文書による利用者の同意と、サービス担当者会議等での主治医・担当者の合意がある場合に限られます。",
    wrong: "- 年月日: 令和7年7月22日\n  項目: テレビ電話\n  内容: モニタリング。",
    right: "検討内容: ⑤ 月1回おきにテレビ電話で面接することについて、本人の文書による同意と、主治医・各担当者の合意を得た。",
    fix: "同意と合意を得て、第4表か第5表に書いてください",
    demand: Demand::Guides,
    check: video_monitoring_without_agreement,
};

fn video_monitoring_without_agreement(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    let Some((day, first)) = dated(context).find(|(_, entry)| is_video(entry, words)) else { return };
    let meetings = context.case.meetings.iter().flat_map(crate::rules::context::texts_of);
    let agreed = |text: &str| {
        text.split('。')
            .any(|part| words.found("log_video", part).is_some() && words.found("log_video_agreed", part).is_some())
    };
    if !meetings.chain(context.case.log.iter().map(|entry| &entry.content)).any(|text| agreed(text.text())) {
        findings.report(&VIDEO_MONITORING_WITHOUT_AGREEMENT, first.means.span(), &[&crate::rules::said::day(day)]);
    }
}
