//! CP550–CP553: a plan that was changed, and what the records say of it.

use crate::calendar::Date;
use crate::case::{CaseFile, LogEntry, PlanChange};
use crate::changes::{are_versions, share_of_words};
use crate::report::Severity;
use crate::rules::care_plan_1::earlier::kinds;
use crate::rules::said;
use crate::rules::words::plain;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::Span;

/// 第２表 is another one than before, with neither a meeting since nor a word of a minor change.
pub static CHANGED_WITHOUT_MEETING: Rule = Rule {
    id: "CP550",
    name: "changed-without-meeting",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "前の計画から{0}が変わりましたが、その後の担当者会議も、軽微な変更とした記録もありません",
    looks_at: "「前の計画」を読め、第4表があるとき、第2表のサービス（種別・事業所・頻度）か目標が前の計画と違うのに、前の計画作成日より後の会議がなく、「変更」にも第5表にも軽微な変更の記載がないか。",
    why: "計画を変えるときは担当者会議を開くか、軽微な変更と判断した根拠を記録します。",
    wrong: "（訪問介護を週2回から週3回に変えたのに、第4表は前の計画のときのまま）",
    right: "変更: [{日付: 令和7年7月1日, 内容: 訪問介護の曜日を月から火へ, 軽微: はい, 理由: 通院日の変更のため}]",
    fix: "担当者会議を開いて第4表に書くか、軽微な変更ならその根拠を「変更」と第5表に書いてください",
    demand: Demand::Own(
        "計画の変更には会議か、軽微な変更とした判断の記録が要るため（令和3年 介護保険最新情報Vol.959）",
    ),
    check: changed_without_meeting,
};

fn changed_without_meeting(context: &CheckContext, findings: &mut Findings) {
    let case = context.case;
    let (Some(before), Some(plan)) = (case.earlier.plan.as_deref(), &case.plan_2) else { return };
    if case.meetings.is_empty() {
        return; // That there is none at all is told where meetings are looked at.
    }
    let since = planned(before);
    let met = case
        .meetings
        .iter()
        .filter_map(|meeting| meeting.held_on.value())
        .any(|day| since.is_none_or(|since| day > since));
    let minor = case.changes.iter().any(is_minor) || entries_of_minor_changes(context).next().is_some();
    if met || minor {
        return;
    }
    let changed = changed(before, case);
    if !changed.is_empty() {
        let finding = findings.report(&CHANGED_WITHOUT_MEETING, plan.span, &[&said::list(&changed)]);
        if let Some(meeting) = context.newest_meeting() {
            finding.related(meeting.held_on.span().or(meeting.span), "最後の担当者会議の開催日");
        }
    }
}

fn planned(case: &CaseFile) -> Option<Date> {
    case.plan_1.as_ref()?.planned_on.value()
}

fn is_minor(change: &PlanChange) -> bool {
    change.minor.value().is_some_and(|minor| minor.0)
}

fn entries_of_minor_changes<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = &'a LogEntry> {
    let words = context.words;
    let since = context.case.earlier.plan.as_deref().and_then(planned);
    let is_later = move |entry: &&LogEntry| since.is_none() || entry.day.value() > since;
    context.case.log.iter().filter(is_later).filter(move |entry| words.found("minor_change", &entry.content).is_some())
}

/// 「サービス」「目標」: what of 第２表 differs.
fn changed(before: &CaseFile, after: &CaseFile) -> Vec<&'static str> {
    let mut changed = Vec::new();
    if services(before) != services(after) {
        changed.push("サービス");
    }
    if goals(before).map(plain).collect::<Vec<_>>() != goals(after).map(plain).collect::<Vec<_>>() {
        changed.push("目標");
    }
    changed
}

/// Kind, provider and frequency of each support, in an order of their own.
fn services(case: &CaseFile) -> Vec<[&str; 3]> {
    let mut all: Vec<[&str; 3]> = case
        .supports()
        .map(|support| [&support.kind, &support.provider, &support.frequency].map(crate::source::read::Field::plain))
        .collect();
    all.sort_unstable();
    all
}

/// The sentences of all goals.
fn goals(case: &CaseFile) -> impl Iterator<Item = &str> {
    let long = case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
    long.flat_map(|goal| {
        std::iter::once(goal.statement.text()).chain(goal.goals.iter().map(|short| short.statement.text()))
    })
}

/// A change that the log does not know.
pub static CHANGE_NOT_IN_LOG: Rule = Rule {
    id: "CP551",
    name: "change-not-in-log",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の変更「{1}」が、第5表に見当たりません",
    looks_at: "「変更」の日付の日以降の第5表の「内容」に、変更という言葉とともに、変更の内容の言葉の3分の1以上が出てくるか（同じ日の記録なら、変更という言葉だけでよい）。",
    why: "軽微な変更の根拠や判断を、支援経過に記載します。",
    wrong: "変更: [{日付: 令和7年6月20日, 内容: 訪問介護の曜日を月から火へ, 軽微: はい}]（第5表に記録がない）",
    right: "内容: 訪問介護の曜日を月から火に変更した。通院日が変わったためで、目標と回数は変わらず、軽微な変更と判断した。",
    fix: "変更の内容と、軽微とした根拠を、第5表のその日に書いてください",
    demand: Demand::Own("軽微な変更は、根拠と判断を第5表に残して初めて説明できるため"),
    check: change_not_in_log,
};

fn change_not_in_log(context: &CheckContext, findings: &mut Findings) {
    for change in context.case.changes.iter().filter(|change| !change.content.is_blank()) {
        let on = change.changed_on.value();
        let is_told = context.case.log.iter().any(|entry| {
            let (day, text) = (entry.day.value(), entry.content.text());
            let speaks = text.contains("変更") || text.contains("変え");
            speaks && (day.is_some() && day == on || day >= on && share_of_words(change.content.text(), text) >= 333)
        });
        if !is_told {
            let day = on.map_or_else(|| "日付のない".to_owned(), said::day);
            let day = day.trim_end_matches('の');
            findings.report(&CHANGE_NOT_IN_LOG, place(change), &[&day, &said::excerpt(change.content.text())]);
        }
    }
}

fn place(change: &PlanChange) -> Span {
    change.content.span().or(change.span)
}

/// 「軽微」, and yet a level, a kind of service or a goal is another.
pub static CHANGE_MORE_THAN_MINOR: Rule = Rule {
    id: "CP552",
    name: "change-more-than-minor",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "軽微な変更とありますが、前の計画から変わったものがあります：{0}",
    looks_at: "「変更」に軽微とあり、「前の計画」を読めるとき、要介護状態区分、保険給付のサービス種別、目標が前の計画と違うか。",
    why: "介護保険最新情報Vol.959の九つの例は例示であり、軽微かどうかは変更の内容ごとに判断します。",
    wrong: "変更: [{内容: 訪問看護を加える, 軽微: はい}]",
    right: "変更: [{内容: 訪問介護の曜日を月から火へ, 軽微: はい, 理由: 通院日が変わったため}]",
    fix: "担当者会議が要らない変更か、確かめてください（軽微と判断した根拠があれば、そのままでかまいません）",
    demand: Demand::Own("軽微かどうかを決めるのは人であり、ここでは見直す所を示すだけのため（Vol.959）"),
    check: change_more_than_minor,
};

fn change_more_than_minor(context: &CheckContext, findings: &mut Findings) {
    let Some(before) = context.case.earlier.plan.as_deref() else { return };
    let Some(change) = context.case.changes.iter().find(|change| is_minor(change)) else { return };
    let mut more = Vec::new();
    let level = |case: &CaseFile| case.printed_certification().and_then(|certification| certification.level.value());
    if let (Some(old), Some(new)) = (level(before), level(context.case))
        && old != new
    {
        more.push(format!("要介護状態区分（{} → {}）", old.printed(), new.printed()));
    }
    let (old, new) = (kinds(before), kinds(context.case));
    let come = new.iter().filter(|(kind, _)| !old.iter().any(|(other, _)| other == kind));
    more.extend(come.map(|(_, said)| format!("新しいサービス種別（{said}）")));
    let known: Vec<&str> = goals(before).collect();
    for goal in goals(context.case).filter(|goal| !goal.trim().is_empty()) {
        if !known.iter().any(|old| plain(old) == plain(goal)) {
            let what =
                if known.iter().any(|old| are_versions(old, goal)) { "変わった目標" } else { "新しい目標" };
            more.push(format!("{what}（{}）", said::excerpt(goal)));
        }
    }
    if !more.is_empty() {
        findings.report(&CHANGE_MORE_THAN_MINOR, place(change), &[&said::list(&more)]);
    }
}

/// An entry of 「変更」 that does not say when or what.
pub static CHANGE_INCOMPLETE: Rule = Rule {
    id: "CP553",
    name: "change-incomplete",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}番目の変更に、{1}が書かれていません",
    looks_at: "「変更」の一件ごとに、日付と内容があるか。",
    why: "いつ何を変えたのかが分からず、第5表の記録とも比べられません。",
    wrong: "変更: [{日付: 令和7年6月20日, 内容: '', 軽微: はい}]",
    right: "変更: [{日付: 令和7年6月20日, 内容: 訪問介護の曜日を月から火へ, 軽微: はい, 理由: 通院日の変更のため}]",
    fix: "変更した日と内容を書いてください。要らなければ、この一件を消してください",
    demand: Demand::Own("内容のない変更は、ほかの規則から見えなくなるため"),
    check: change_incomplete,
};

fn change_incomplete(context: &CheckContext, findings: &mut Findings) {
    for (at, change) in context.case.changes.iter().enumerate() {
        let (day, content) = (&change.changed_on, &change.content);
        let parts = [("日付", day.is_blank(), day.span()), ("内容", content.is_blank(), content.span())];
        let missing: Vec<_> = parts.into_iter().filter(|(_, blank, _)| *blank).collect();
        let names: Vec<_> = missing.iter().map(|(name, ..)| *name).collect();
        if !missing.is_empty() {
            let place = missing.iter().fold(Span::DETACHED, |place, (.., span)| place.or(*span));
            findings.report(&CHANGE_INCOMPLETE, place.or(change.span), &[&(at + 1), &said::list(&names)]);
        }
    }
}
