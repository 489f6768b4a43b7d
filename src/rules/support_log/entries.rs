//! CP501–CP504, CP509–CP510, CP516: what every entry has, and their order.

use crate::calendar::{Date, TimeOfDay, time};
use crate::case::LogEntry;
use crate::report::Severity;
use crate::rules::order::{self, Stray};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::Span;
use crate::source::read::Scalar;

/// A plan that was agreed to, and no records at all.
pub static LOG_EMPTY: Rule = Rule {
    id: "CP501",
    name: "log-empty",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "計画への同意（{0}）がありますが、第5表（居宅介護支援経過）の記録が一件もありません",
    looks_at: "第1表に同意日があるとき、第5表に記録が一件でもあるか。",
    why: "アセスメント、照会、会議、説明と同意、交付、毎月の訪問は、経過の記録で示します。",
    wrong: "第5表: []",
    right: "第5表:\n  - 年月日: 令和7年5月9日\n    項目: 訪問（自宅）\n    内容: 契約・重要事項の説明を行い、課題分析を行った。",
    fix: "第5表に、受付からの経過を書いてください",
    demand: Demand::Guides,
    check: log_empty,
};

fn log_empty(context: &CheckContext, findings: &mut Findings) {
    let Some((consent, span)) = context.consent() else { return };
    if context.case.log.is_empty() {
        findings.report(&LOG_EMPTY, context.case.log.span().or(span), &[&said::day(consent)]);
    }
}

/// An entry without a date.
pub static LOG_ENTRY_UNDATED: Rule = Rule {
    id: "CP502",
    name: "log-entry-undated",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "支援経過の記録に年月日がありません",
    looks_at: "第5表の一件ごとに「年月日」があるか。",
    why: "いつのことかが分からない記録では、経過を示せません。",
    wrong: "- 年月日: ''\n  項目: 電話（受信）\n  内容: 長女より相談があった。",
    right: "- 年月日: 令和7年6月4日\n  項目: 電話（受信）\n  内容: 長女より相談があった。",
    fix: "「年月日」を書いてください",
    demand: Demand::Guides,
    check: log_entry_undated,
};

fn log_entry_undated(context: &CheckContext, findings: &mut Findings) {
    for entry in context.case.log.iter().filter(|entry| entry.day.is_blank()) {
        findings.report(&LOG_ENTRY_UNDATED, entry.day.span().or(entry.span), &[]);
    }
}

/// An entry that says nothing.
pub static LOG_ENTRY_WITHOUT_CONTENT: Rule = Rule {
    id: "CP503",
    name: "log-entry-without-content",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "支援経過の記録（{0}）に内容がありません{1}",
    looks_at: "第5表の一件ごとに「内容」があり、その記録の項目・記載者・時刻・年月日と同じ言葉、日付・時刻、「〃」「同上」や記号だけではないか。",
    why: "把握したこと、判断したこと、持ち越された課題を、誰もが理解できるように記載します。",
    wrong: "- 年月日: 令和7年6月24日\n  項目: 訪問（自宅）\n  内容: ''",
    right: "- 年月日: 令和7年6月24日\n  項目: 訪問（自宅）\n  内容: モニタリング。入浴は週2回、転倒なし。目標を続ける。",
    fix: "「内容」を書いてください",
    demand: Demand::Guides,
    check: log_entry_without_content,
};

fn log_entry_without_content(context: &CheckContext, findings: &mut Findings) {
    for entry in &*context.case.log {
        let means = || Some(said::excerpt(entry.means.text())).filter(|means| !means.is_empty());
        let day = entry.day.value().map(said::day).or_else(means).unwrap_or_else(|| "年月日なし".to_owned());
        if entry.content.is_blank() {
            findings.report(&LOG_ENTRY_WITHOUT_CONTENT, entry.content.span().or(entry.span), &[&day, &""]);
        } else if is_ditto(entry.content.plain()) {
            let only = format!("（「{}」だけが書かれています）", said::excerpt(entry.content.text()));
            findings.report(&LOG_ENTRY_WITHOUT_CONTENT, entry.content.span(), &[&day, &only]);
        } else if let Some((span, name)) = repeated(entry) {
            let only = format!("（{name}「{}」だけが書かれています）", said::excerpt(entry.content.text()));
            findings.report(&LOG_ENTRY_WITHOUT_CONTENT, entry.content.span(), &[&day, &only]).related(span, name);
        }
    }
}

/// Whether a content says but that it is the one above, or nothing but signs: each record is read for itself.
fn is_ditto(content: &str) -> bool {
    matches!(content.trim_end_matches('。'), "同上" | "同左" | "同じ") || !content.contains(char::is_alphanumeric)
}

/// What 「内容」 says and nothing more: another value of the record, a day or a time.
fn repeated(entry: &LogEntry) -> Option<(Span, &'static str)> {
    let content = &entry.content;
    let others = [
        ("項目", entry.means.plain(), entry.means.span()),
        ("記載者", entry.recorder.plain(), entry.recorder.span()),
        ("時刻", entry.time.plain(), entry.time.span()),
        ("年月日", entry.day.plain(), entry.day.span()),
    ];
    let same = others.into_iter().find(|(_, text, _)| *text == content.plain());
    let is_day = || Date::parse(content.text()).is_ok();
    let is_time = || time::time(content.text()).is_ok() || time::range(content.text()).is_ok();
    same.map(|(name, _, span)| (span, name))
        .or_else(|| is_day().then_some((entry.day.span(), "日付")))
        .or_else(|| is_time().then_some((entry.time.span(), "時刻")))
}

/// Entries that are not in the order of time.
pub static LOG_OUT_OF_ORDER: Rule = Rule {
    id: "CP504",
    name: "log-out-of-order",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "支援経過の記録（{0}）が、それより{1}の記録（{2}）の{3}に書かれています",
    looks_at: "第5表の記録が、年月日（同じ日は時刻）の順に並んでいるか。",
    why: "支援経過は時系列で記載します。",
    wrong: "- 年月日: 令和7年8月20日\n- 年月日: 令和7年7月20日",
    right: "- 年月日: 令和7年7月20日\n- 年月日: 令和7年8月20日",
    fix: "記録を年月日と時刻の順に並べてください。年月日の書き誤りでないかも確かめてください",
    demand: Demand::Guides,
    check: log_out_of_order,
};

/// 「10:30」 the beginning when a range is written.
pub(crate) fn time_of(entry: &LogEntry) -> Option<TimeOfDay> {
    let text = entry.time.text();
    time::time(text.split(['～', '〜', '~', '-', '－']).next().unwrap_or(text)).ok()
}

fn when(entry: &LogEntry, with_time: bool) -> String {
    let day = entry.day.value().map(said::day).unwrap_or_default();
    match time_of(entry).filter(|_| with_time) {
        Some(time) => format!("{day} {time}"),
        None => day,
    }
}

fn log_out_of_order(context: &CheckContext, findings: &mut Findings) {
    let dated: Vec<(Date, &LogEntry)> =
        context.case.log.iter().filter_map(|entry| Some((entry.day.value()?, entry))).collect();
    let days: Vec<Date> = dated.iter().map(|(day, _)| *day).collect();
    let entries: Vec<&LogEntry> = dated.iter().map(|(_, entry)| *entry).collect();
    let by_day = order::strays(&days);
    for stray in &by_day {
        tell_stray(*stray, &entries, false, findings);
    }
    // Of one day, those that say a time; one whose day is out of order is told already.
    let is_told = |at: usize| by_day.iter().any(|stray| stray.at == at);
    let in_order = dated.iter().enumerate().filter(|(at, _)| !is_told(*at)).map(|(_, one)| *one).collect::<Vec<_>>();
    for of_day in in_order.chunk_by(|(a, _), (b, _)| a == b) {
        let timed: Vec<(TimeOfDay, &LogEntry)> =
            of_day.iter().filter_map(|(_, entry)| Some((time_of(entry)?, *entry))).collect();
        let times: Vec<TimeOfDay> = timed.iter().map(|(time, _)| *time).collect();
        let entries: Vec<&LogEntry> = timed.iter().map(|(_, entry)| *entry).collect();
        for stray in order::strays(&times) {
            tell_stray(stray, &entries, true, findings);
        }
    }
}

fn tell_stray(stray: Stray, entries: &[&LogEntry], same_day: bool, findings: &mut Findings) {
    let (entry, other) = (entries[stray.at], entries[stray.other]);
    let span = if same_day { entry.time.span() } else { entry.day.span() };
    let (than, side) = if stray.is_below() { ("後", "下") } else { ("前", "上") };
    let facts: [&dyn std::fmt::Display; 4] = [&when(entry, same_day), &than, &when(other, same_day), &side];
    let finding = findings.report(&LOG_OUT_OF_ORDER, span, &facts);
    finding.related(entry.day.span(), "この記録の年月日").related(other.day.span(), format!("{than}の記録"));
    if same_day {
        finding.related(other.time.span(), format!("{than}の記録の時刻"));
    }
}

/// Entries without a time of day; told once.
pub static LOG_ENTRY_WITHOUT_TIME: Rule = Rule {
    id: "CP509",
    name: "log-entry-without-time",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "支援経過の記録{0}件のうち{1}件に時刻がありません",
    looks_at: "第5表の一件ごとに「時刻」があるか（内容に「10時」「10:30」などと書いてあればよい）。",
    why: "日時（時間）まで書くと、いつの判断かが分かります。",
    wrong: "- 年月日: 令和7年6月4日\n  項目: 電話（受信）",
    right: "- 年月日: 令和7年6月4日\n  時刻: '11:00'\n  項目: 電話（受信）",
    fix: "「時刻」を書いてください",
    demand: Demand::Guides,
    check: log_entry_without_time,
};

fn log_entry_without_time(context: &CheckContext, findings: &mut Findings) {
    let says_hour = |text: &str| {
        let text = crate::rules::words::plain(text);
        text.char_indices().any(|(at, c)| matches!(c, '時' | ':') && text[..at].ends_with(|c: char| c.is_ascii_digit()))
    };
    let timeless = |entry: &&LogEntry| entry.time.is_blank() && !says_hour(entry.content.text());
    tell_once(context, findings, &LOG_ENTRY_WITHOUT_TIME, timeless);
}

/// Entries without the recorder's name; told once.
pub static LOG_ENTRY_WITHOUT_RECORDER: Rule = Rule {
    id: "CP510",
    name: "log-entry-without-recorder",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "支援経過の記録{0}件のうち{1}件に記載者がありません",
    looks_at: "第5表の一件ごとに「記載者」があるか。",
    why: "誰が対応し、誰が書いたかを残します。紙に署名するときは、書かなくても差し支えありません。",
    wrong: "- 年月日: 令和7年6月4日\n  内容: うみかぜ 仏生氏より報告があった。",
    right: "- 年月日: 令和7年6月4日\n  内容: うみかぜ 仏生氏より報告があった。\n  記載者: 栗林",
    fix: "「記載者」を書いてください",
    demand: Demand::Guides,
    check: log_entry_without_recorder,
};

fn log_entry_without_recorder(context: &CheckContext, findings: &mut Findings) {
    tell_once(context, findings, &LOG_ENTRY_WITHOUT_RECORDER, |entry| entry.recorder.is_blank());
}

/// One finding for all entries that lack something: how many there are, and how many lack it.
fn tell_once(context: &CheckContext, findings: &mut Findings, rule: &'static Rule, lacks: impl Fn(&&LogEntry) -> bool) {
    let written: Vec<_> = context.case.log.iter().filter(|entry| !entry.content.is_blank()).collect();
    let lacking: Vec<_> = written.iter().copied().filter(lacks).collect();
    let Some((first, others)) = lacking.split_first() else { return };
    let finding = findings.report(rule, first.span, &[&written.len(), &lacking.len()]);
    for other in others.iter().take(3) {
        finding.related(other.day.span(), "この記録も");
    }
}

/// A time that no clock shows.
pub static LOG_TIME_IMPOSSIBLE: Rule = Rule {
    id: "CP516",
    name: "log-time-impossible",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "支援経過の記録の時刻（{0}）は、ない時刻です",
    looks_at: "第5表の「時刻」に数字で書かれた時刻が、0:00から24:00までか。範囲なら、終わりが始まりより後か。「10時頃」「午前」などの文は見ない。",
    why: "いつの記録かが分からず、同じ日の記録の順も確かめられません。",
    wrong: "- 年月日: 令和7年6月4日\n  時刻: '25:61'",
    right: "- 年月日: 令和7年6月4日\n  時刻: '15:16'",
    fix: "時刻を確かめて書き直してください",
    demand: Demand::Own("書き写しの誤りが、そのまま印字されるため"),
    check: log_time_impossible,
};

fn log_time_impossible(context: &CheckContext, findings: &mut Findings) {
    for entry in context.case.log.iter().filter(|entry| time::is_impossible(entry.time.text())) {
        findings.report(&LOG_TIME_IMPOSSIBLE, entry.time.span(), &[&said::excerpt(entry.time.text())]);
    }
}
