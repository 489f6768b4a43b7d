//! CP420–CP421, CP424–CP426, CP429: 検討した項目, 検討内容, 結論, 残された課題.

use super::numbers::{begins_again, numbers_in};
use super::says_nothing;
use crate::report::Severity;
use crate::rules::said::{self, excerpt};
use crate::rules::words::plain;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// A section of 第４表 is blank.
pub static MEETING_SECTION_BLANK: Rule = Rule {
    id: "CP420",
    name: "meeting-section-blank",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第4表の{0}が書かれていません",
    looks_at: "第4表の検討した項目・検討内容・結論が書かれているか。検討した項目と検討内容は、一つの欄にまとめてもよいので、両方が空のときだけ伝える。",
    why: "検討した内容や結論を、第三者が読んでも分かるように明確に記載します。",
    wrong: "検討した項目: ''\n検討内容: ''\n結論: ''",
    right: "検討した項目: ① 入浴の方法\n検討内容: ① 通所介護では浴槽の出入りに職員1名が付く。…\n結論: ① 原案のとおりとする。",
    fix: "書かれていない欄を書いてください",
    demand: Demand::Guides,
    check: meeting_section_blank,
};

fn meeting_section_blank(context: &CheckContext, findings: &mut Findings) {
    for meeting in &context.case.meetings {
        let nothing = meeting.topics.is_blank() && meeting.discussion.is_blank();
        let sections = [
            ("検討した項目", &meeting.topics, nothing),
            ("検討内容", &meeting.discussion, nothing),
            ("結論", &meeting.conclusion, meeting.conclusion.is_blank()),
        ];
        let blank: Vec<_> = sections.into_iter().filter(|(.., blank)| *blank).collect();
        let names: Vec<_> = blank.iter().map(|(name, ..)| *name).collect();
        if !blank.is_empty() {
            let place = blank.iter().map(|(_, field, _)| field.span()).find(|span| !span.is_detached());
            findings.report(&MEETING_SECTION_BLANK, place.unwrap_or(meeting.span), &[&said::list(&names)]);
        }
    }
}

/// One of 検討した項目 and 検討内容 has nothing behind its key.
pub static TOPICS_OR_DISCUSSION_EMPTY: Rule = Rule {
    id: "CP429",
    name: "topics-or-discussion-empty",
    severity: Severity::Info,
    certainty: Certainty::Reminder,
    message: "第4表の{0}が空です。{1}にまとめて書いたのかを確かめてください",
    looks_at: "第4表の結論が書かれているのに、「検討した項目」か「検討内容」の一方だけが空でないか。項目そのものを書かなければ、まとめたと見る（書いた方の番号が二度初めから並ぶときを除く）。",
    why: "一つの欄にまとめて書いてもよいのですが、文が消えたのに気付かないことがあります。",
    wrong: "検討した項目: ① 入浴の方法\n検討内容: ''\n結論: ① 原案のとおりとする。",
    right: "検討した項目: ① 入浴の方法\n検討内容: ① 通所介護では浴槽の出入りに職員1名が付く。…\n結論: ① 原案のとおりとする。",
    fix: "書き漏れなら書いてください。まとめて書いたのなら、そのままで構いません",
    demand: Demand::Own("手引きは一つの欄にまとめることを許しますが、消えた文は紙に出るまで分からないため"),
    check: topics_or_discussion_empty,
};

fn topics_or_discussion_empty(context: &CheckContext, findings: &mut Findings) {
    for meeting in context.case.meetings.iter().filter(|meeting| !meeting.conclusion.is_blank()) {
        let (topics, discussion) = (("検討した項目", &meeting.topics), ("検討内容", &meeting.discussion));
        for ((name, field), (other, written)) in [(topics, discussion), (discussion, topics)] {
            if !field.is_blank() || written.is_blank() {
                continue;
            }
            if !field.is_missing() {
                findings
                    .report(&TOPICS_OR_DISCUSSION_EMPTY, field.span(), &[&name, &other])
                    .related(written.span(), other);
            } else if begins_again(written.text()) {
                // Its heading may be lost, and its text run on in the other.
                findings.report(&TOPICS_OR_DISCUSSION_EMPTY, written.span(), &[&name, &other]);
            }
        }
    }
}

/// The topics have no numbers.
pub static TOPICS_WITHOUT_NUMBERS: Rule = Rule {
    id: "CP421",
    name: "topics-without-numbers",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "「検討した項目」に番号がありません",
    looks_at: "「検討した項目」に①②や1. 2.のような番号があるか。",
    why: "番号を付けると、検討内容や結論がどの項目のものかが分かります。",
    wrong: "検討した項目: 入浴の方法、調理の支援の方法、緊急時の対応",
    right: "検討した項目: ① 入浴の方法　② 調理の支援の方法　③ 緊急時の対応",
    fix: "項目ごとに番号を付けてください",
    demand: Demand::Guides,
    check: topics_without_numbers,
};

fn topics_without_numbers(context: &CheckContext, findings: &mut Findings) {
    for meeting in &context.case.meetings {
        // Topics and discussion in one section: the numbers stand in it or not at all.
        let separate = !meeting.topics.is_blank() && !meeting.discussion.is_blank();
        if separate && numbers_in(meeting.topics.text()).is_empty() {
            findings.report(&TOPICS_WITHOUT_NUMBERS, meeting.topics.span(), &[]);
        }
    }
}

/// The discussion says nothing.
pub static DISCUSSION_WITHOUT_SUBSTANCE: Rule = Rule {
    id: "CP424",
    name: "discussion-without-substance",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「検討内容」が「{0}」だけで、何を検討したのかが分かりません",
    looks_at: "「検討内容」の全体が「問題なし」「特になし」「原案どおり」のような言葉だけでないか。",
    why: "サービス内容だけでなく、提供方法・留意点・頻度・時間数・担当者などを具体的に記載します。",
    wrong: "検討内容: 問題なし。",
    right: "検討内容: ① 通所介護では浴槽の出入りに職員1名が付く（週2回、午前中、約30分）。…",
    fix: "項目ごとに、出された意見と確かめたことを具体的に書いてください",
    demand: Demand::Guides,
    check: discussion_without_substance,
};

fn discussion_without_substance(context: &CheckContext, findings: &mut Findings) {
    for meeting in &context.case.meetings {
        if says_nothing(meeting, context.words) {
            findings.report(
                &DISCUSSION_WITHOUT_SUBSTANCE,
                meeting.discussion.span(),
                &[&excerpt(meeting.discussion.text())],
            );
        }
    }
}

/// 残された課題 is blank.
pub static OPEN_ISSUES_BLANK: Rule = Rule {
    id: "CP425",
    name: "open-issues-blank",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第4表の「残された課題（次回の開催時期）」が書かれていません",
    looks_at: "第4表の「残された課題」が書かれているか。",
    why: "残された課題・次回の開催時期を記載します。社会資源の不足や、利用者の希望で利用しなかったサービスも書きます。",
    wrong: "残された課題: ''",
    right: "残された課題: |-\n  特になし。\n  次回：令和7年8月下旬（短期目標の終了時）",
    fix: "残された課題（なければ「特になし」）と、次回の開催時期を書いてください",
    demand: Demand::Guides,
    check: open_issues_blank,
};

fn open_issues_blank(context: &CheckContext, findings: &mut Findings) {
    for meeting in context.case.meetings.iter().filter(|meeting| meeting.open_issues.is_blank()) {
        findings.report(&OPEN_ISSUES_BLANK, meeting.open_issues.span().or(meeting.span), &[]);
    }
}

/// 残された課題 does not say when the next meeting is.
pub static NEXT_MEETING_MISSING: Rule = Rule {
    id: "CP426",
    name: "next-meeting-missing",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「残された課題（次回の開催時期）」に、次回の開催時期が見当たりません",
    looks_at: "「残された課題」に「次回」「更新時」「終了時」や、年月・○か月後などの時期があるか。",
    why: "残された課題とともに、次回の開催時期を記載します。",
    wrong: "残された課題: 特になし",
    right: "残された課題: 特になし。次回：令和7年8月下旬（短期目標の終了時）",
    fix: "「次回：令和7年8月下旬」のように書いてください",
    demand: Demand::Guides,
    check: next_meeting_missing,
};

fn next_meeting_missing(context: &CheckContext, findings: &mut Findings) {
    for text in context.case.meetings.iter().map(|meeting| &meeting.open_issues).filter(|text| !text.is_blank()) {
        if context.words.found("next_time", text).is_none() && !names_month(text.text()) {
            findings.report(&NEXT_MEETING_MISSING, text.span(), &[]);
        }
    }
}

/// Whether a text names a month: a digit before 月, か月後 or ヶ月後.
fn names_month(text: &str) -> bool {
    let text = plain(text);
    let digit_before = |at: usize| text[..at].chars().next_back().is_some_and(|c| c.is_ascii_digit());
    ["月", "か月後", "ヶ月後", "カ月後", "ヵ月後", "週間後"]
        .iter()
        .any(|word| text.match_indices(word).any(|(at, _)| digit_before(at)))
}
