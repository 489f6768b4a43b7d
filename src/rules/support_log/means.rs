//! CP505–CP508: 「項目」, by which means something was learned, where, and who began.

use crate::case::LogEntry;
use crate::report::Severity;
use crate::rules::readings::{is_call, is_video, place_of};
use crate::rules::said::{day, excerpt};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

fn when(entry: &LogEntry) -> String {
    entry.day.value().map(day).unwrap_or_default()
}

/// An entry whose 項目 is blank.
pub static LOG_ENTRY_WITHOUT_MEANS: Rule = Rule {
    id: "CP505",
    name: "log-entry-without-means",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "支援経過の記録（{0}）に項目（情報収集の手段）がありません",
    looks_at: "第5表の一件ごとに「項目」があるか。",
    why: "訪問・電話・FAX・メールなど、情報を得た手段を記載します。",
    wrong: "- 年月日: 令和7年6月4日\n  内容: 訪問介護より報告があった。",
    right: "- 年月日: 令和7年6月4日\n  項目: 電話（受信）\n  内容: 訪問介護より報告があった。",
    fix: "「項目」に、訪問（自宅）、電話（受信）、FAX（送信）などと書いてください",
    demand: Demand::Guides,
    check: log_entry_without_means,
};

fn log_entry_without_means(context: &CheckContext, findings: &mut Findings) {
    for entry in context.case.log.iter().filter(|entry| entry.means.is_blank() && !entry.content.is_blank()) {
        findings.report(&LOG_ENTRY_WITHOUT_MEANS, entry.means.span().or(entry.span), &[&when(entry)]);
    }
}

/// 「モニタリング」: what for, not by which means.
pub static LOG_MEANS_UNCLEAR: Rule = Rule {
    id: "CP506",
    name: "log-means-unclear",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の項目「{0}」からは、情報を得た手段（訪問・電話・FAX・メールなど）が分かりません",
    looks_at: "「項目」に、訪問、電話、FAX、メール、会議、来所、郵送などの手段があるか。",
    why: "何のためかでなく、どうやって把握したかを記載します。目的は内容に書けます。",
    wrong: "項目: モニタリング",
    right: "項目: 訪問（自宅）\n内容: モニタリング。入浴は週2回、転倒なし。",
    fix: "「項目」に手段と場所（訪問（自宅）など）を書き、目的は「内容」に書いてください",
    demand: Demand::Guides,
    check: log_means_unclear,
};

fn log_means_unclear(context: &CheckContext, findings: &mut Findings) {
    for entry in context.case.log.iter().filter(|entry| !entry.means.is_blank()) {
        let means = entry.means.plain();
        let known = ["log_means", "log_video", "log_home"]
            .iter()
            .any(|list| context.words.found_in_plain(list, means).is_some());
        if !known {
            findings.report(&LOG_MEANS_UNCLEAR, entry.means.span(), &[&excerpt(entry.means.text())]);
        }
    }
}

/// 「訪問」 without a place.
pub static VISIT_WITHOUT_PLACE: Rule = Rule {
    id: "CP507",
    name: "visit-without-place",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の項目「{0}」（{1}）に、訪問先がありません",
    looks_at: "「項目」の訪問に、自宅や事業所などの訪問先が添えられているか（内容に自宅とあればよい）。",
    why: "居宅での面接であったかどうかが、訪問先から分かります。",
    wrong: "項目: 訪問",
    right: "項目: 訪問（自宅）",
    fix: "「訪問（自宅）」「訪問（事業所の名前）」のように、訪問先を書いてください",
    demand: Demand::Guides,
    check: visit_without_place,
};

fn visit_without_place(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    for entry in &*context.case.log {
        let means = entry.means.plain();
        let visit =
            words.found_in_plain("log_visits", means).is_some() && !is_call(entry, words) && !is_video(entry, words);
        let placed = words.found("log_home", &entry.content).is_some() || !place_of(means, words).is_empty();
        if visit && !placed {
            findings.report(&VISIT_WITHOUT_PLACE, entry.means.span(), &[&excerpt(entry.means.text()), &when(entry)]);
        }
    }
}

/// 「電話」 without 発信 or 受信.
pub static CALL_WITHOUT_DIRECTION: Rule = Rule {
    id: "CP508",
    name: "call-without-direction",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の項目「{0}」（{1}）から、発信（送信）か受信かが分かりません",
    looks_at: "「項目」の電話・FAX・メールに、発信・送信・受信（「長女より」「事業所へ」など）が添えられているか。",
    why: "こちらから連絡したのか、連絡を受けたのかが分かるように記載します。",
    wrong: "項目: 電話",
    right: "項目: 電話（受信）",
    fix: "「電話（受信）」「FAX（送信）」のように書いてください",
    demand: Demand::Guides,
    check: call_without_direction,
};

fn call_without_direction(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    for entry in context.case.log.iter().filter(|entry| is_call(entry, words)) {
        if words.found("log_directions", &entry.means).is_none() {
            findings.report(&CALL_WITHOUT_DIRECTION, entry.means.span(), &[&excerpt(entry.means.text()), &when(entry)]);
        }
    }
}
