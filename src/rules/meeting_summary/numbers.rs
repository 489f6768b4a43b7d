//! CP422–CP423: the numbers of 検討した項目, 検討内容 and 結論 are the same.

use super::says_nothing;
use crate::report::Severity;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// The most topics that a meeting numbers; more is a misread number.
const MOST: u8 = 20;

/// The numbers of a text: ①～⑳ anywhere, 「①～④」 being all four; without them, 1. (1) １） where a line or a phrase begins.
pub(super) fn numbers_in(text: &str) -> BTreeSet<u8> {
    let circled = circled(text);
    if circled.is_empty() { plain_numbers(text) } else { circled }
}

fn circled_value(c: char) -> Option<u8> {
    let first = if ('❶'..='❿').contains(&c) { '❶' } else { '①' };
    let value = u32::from(c).checked_sub(u32::from(first))?;
    u8::try_from(value).ok().map(|value| value + 1).filter(|value| *value <= MOST)
}

fn circled(text: &str) -> BTreeSet<u8> {
    let mut found = BTreeSet::new();
    let mut range_from = None;
    let mut last = None;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if let Some(value) = circled_value(c) {
            found.extend(range_from.take().unwrap_or(value)..=value);
            found.insert(value);
            last = Some(value);
        } else {
            let is_dash = matches!(c, '～' | '〜' | '~' | '-' | '－' | '–' | '―' | 'ー');
            range_from = last.take().filter(|_| is_dash);
        }
    }
    found
}

/// The circled numbers with which a line begins.
fn leading_circled(text: &str) -> BTreeSet<u8> {
    text.lines().filter_map(|line| line.trim_start().chars().next().and_then(circled_value)).collect()
}

/// Whether two lines begin with the first number: two sections stand in one text.
pub(super) fn begins_again(text: &str) -> bool {
    let is_first = |line: &&str| {
        let plain: String = line.trim_start().nfkc().collect();
        line.trim_start().starts_with('①') || leading_number(&plain, false).is_some_and(|(value, _)| value == 1)
    };
    text.lines().filter(is_first).nth(1).is_some()
}

/// 1. 2) (3) １． ア Ⅰ where a line or a sentence begins, or after a space, with what is listed behind: 「Ⅰ～Ⅲ」「ア・イとも」「（1）（2）」.
fn plain_numbers(text: &str) -> BTreeSet<u8> {
    let plain = text.nfkc().collect::<String>().replace(")(", ") (");
    let parts = plain.split(|c: char| c.is_whitespace() || c == '。');
    let marked: BTreeSet<u8> = parts.filter(|part| !part.is_empty()).flat_map(listed_numbers).collect();
    if marked.is_empty() { bare_numbers(text) } else { marked }
}

/// 「1 入浴」: numbers with only a blank behind them where a line or a phrase begins, and 「入浴（1）」 at the end of a line.
/// Any figure may stand so: they are numbers when they count from 1.
fn bare_numbers(text: &str) -> BTreeSet<u8> {
    let value = |digits: &str| digits.parse().ok().filter(|value| (1..=MOST).contains(value));
    let mut found = BTreeSet::new();
    for line in text.lines() {
        for phrase in line.split('\u{3000}') {
            let phrase: String = phrase.nfkc().collect();
            found.extend(phrase.split_whitespace().next().and_then(value));
        }
        let line: String = line.nfkc().collect();
        let last = line.trim_end().strip_suffix(')').and_then(|line| line.rsplit_once('('));
        found.extend(last.and_then(|(_, number)| value(number)));
    }
    if found.contains(&1) { found } else { BTreeSet::new() }
}

/// The numbers with which a word begins.
fn listed_numbers(word: &str) -> BTreeSet<u8> {
    let mut found = BTreeSet::new();
    let (mut rest, mut from) = (word, None);
    while let Some((value, after)) = leading_number(rest, !found.is_empty()) {
        found.extend(from.unwrap_or(value)..=value);
        found.insert(value);
        let Some(next) = after.strip_prefix(['・', '~', '〜', '-', '、']) else { break };
        from = after.starts_with(['~', '〜', '-']).then_some(value);
        rest = next;
    }
    found
}

/// The number that stands first, with what follows it. Digits need a mark of a number behind them; a letter (ア, Ⅰ) must stand
/// alone or be one of a list.
fn leading_number(text: &str, in_list: bool) -> Option<(u8, &str)> {
    let inner = text.strip_prefix('(');
    let rest = inner.unwrap_or(text);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        let (number, after) = rest.split_at(digits);
        let value = number.parse().ok().filter(|value| (1..=MOST).contains(value))?;
        let behind = after.strip_prefix(')').or_else(|| {
            // 「1.5」 is a number, not a mark.
            let behind = after.strip_prefix(['.', '、']).filter(|_| inner.is_none())?;
            (!behind.starts_with(|c: char| c.is_ascii_digit())).then_some(behind)
        })?;
        return Some((value, behind));
    }
    let letters =
        LETTERS.iter().zip(1..).flat_map(|(letters, value)| letters.iter().map(move |letter| (value, *letter)));
    let stands = |letter: &str| {
        rest.strip_prefix(letter).is_some_and(|after| {
            in_list || after.is_empty() || after.starts_with([')', '.', '、', '・', '~', '〜', ':'])
        })
    };
    let (value, letter) = letters.filter(|(_, letter)| stands(letter)).max_by_key(|(_, letter)| letter.len())?;
    let after = &rest[letter.len()..];
    Some((value, after.strip_prefix([')', '.', ':']).unwrap_or(after)))
}

/// Kana, Roman numerals, numerals and letters that number topics, in order. Ⅰ is I after NFKC, so no letter goes that far.
const LETTERS: [&[&str]; 10] = [
    &["ア", "I", "一", "A", "a"],
    &["イ", "II", "二", "B", "b"],
    &["ウ", "III", "三", "C", "c"],
    &["エ", "IV", "四", "D", "d"],
    &["オ", "V", "五", "E", "e"],
    &["カ", "VI", "六", "F", "f"],
    &["キ", "VII", "七", "G", "g"],
    &["ク", "VIII", "八", "H", "h"],
    &["ケ", "IX", "九"],
    &["コ", "X", "十"],
];

/// 「①、③」
fn named<'n>(numbers: impl IntoIterator<Item = &'n u8>) -> String {
    let circle = |number: &u8| char::from_u32(u32::from('①') + u32::from(*number) - 1).unwrap_or('?').to_string();
    said::list(&numbers.into_iter().map(circle).collect::<Vec<_>>())
}

/// 検討した項目 and 検討内容 have other numbers.
pub static TOPIC_NUMBERS_DIFFER: Rule = Rule {
    id: "CP422",
    name: "topic-numbers-differ",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「検討した項目」の番号（{0}）に当たるものが、{1}にありません",
    looks_at: "「検討した項目」の番号と「検討内容」の番号が対応するか。「①～④」は四つと数える。「検討内容」だけにある番号は、行の初めのものを見る。",
    why: "検討内容は、検討した項目の番号に対応させて記載します。",
    wrong: "検討した項目: ① 入浴の方法　② 調理の支援\n検討内容: ① 職員1名が付く。",
    right: "検討した項目: ① 入浴の方法　② 調理の支援\n検討内容: |-\n  ① 職員1名が付く。\n  ② 月・木の10時から行う。",
    fix: "項目ごとに、同じ番号を付けて検討内容を書いてください",
    demand: Demand::Guides,
    check: topic_numbers_differ,
};

fn topic_numbers_differ(context: &CheckContext, findings: &mut Findings) {
    for meeting in context.case.meetings.iter().filter(|meeting| !meeting.discussion.is_blank()) {
        let topics = numbers_in(meeting.topics.text());
        // A discussion that says nothing lacks more than numbers: told as that.
        if topics.is_empty() || says_nothing(meeting, context.words) {
            continue;
        }
        let discussed = numbers_in(meeting.discussion.text());
        let missing: Vec<_> = topics.difference(&discussed).collect();
        let surplus = leading_circled(meeting.discussion.text());
        let surplus: Vec<_> = surplus.difference(&topics).collect();
        if !missing.is_empty() {
            findings
                .report(&TOPIC_NUMBERS_DIFFER, meeting.discussion.span(), &[&named(missing), &"「検討内容」"])
                .related(meeting.topics.span(), "検討した項目");
        } else if !surplus.is_empty() {
            let message = format!("「検討内容」の番号のうち{}に当たるものは「検討した項目」", named(surplus));
            findings
                .report(&TOPIC_NUMBERS_DIFFER, meeting.topics.span(), &[&named(&topics), &message])
                .related(meeting.discussion.span(), "検討内容");
        }
    }
}

/// 結論 lacks numbers of 検討した項目.
pub static CONCLUSION_NUMBERS_DIFFER: Rule = Rule {
    id: "CP423",
    name: "conclusion-numbers-differ",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "「結論」に、検討した項目の{0}に当たる番号がありません",
    looks_at: "「検討した項目」の番号が「結論」にもあるか。「①～④」は四つと数える。",
    why: "どの項目がどう決まったのかが、第三者にも分かるようにします。",
    wrong: "検討した項目: ① 入浴の方法　② 調理の支援\n結論: 原案どおり。",
    right: "結論: ① 原案のとおりとする。② 木曜を90分とする。",
    fix: "項目の番号ごとに結論を書いてください。まとめて「①～④とも原案のとおり」とも書けます",
    demand: Demand::Guides,
    check: conclusion_numbers_differ,
};

fn conclusion_numbers_differ(context: &CheckContext, findings: &mut Findings) {
    for meeting in context.case.meetings.iter().filter(|meeting| !meeting.conclusion.is_blank()) {
        let topics = numbers_in(meeting.topics.text());
        let concluded = numbers_in(meeting.conclusion.text());
        let missing: Vec<_> = topics.difference(&concluded).collect();
        if topics.len() > 1 && !missing.is_empty() {
            findings
                .report(&CONCLUSION_NUMBERS_DIFFER, meeting.conclusion.span(), &[&named(missing)])
                .related(meeting.topics.span(), "検討した項目");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::numbers_in;

    fn numbers(text: &str) -> Vec<u8> {
        numbers_in(text).into_iter().collect()
    }

    #[test]
    fn circled_numbers_and_ranges() {
        assert_eq!(numbers("①～④とも原案のとおり。② は90分"), [1, 2, 3, 4]);
        assert_eq!(numbers("① 入浴　③ 調理"), [1, 3]);
        assert_eq!(numbers("①②は同じ。⑤ 〜 ⑦"), [1, 2, 5, 6, 7]);
        assert_eq!(numbers("⑳"), [20]);
        assert!(numbers("問題なし").is_empty());
    }

    #[test]
    fn numbers_in_brackets_within_a_line() {
        assert_eq!(numbers("（1） 入浴を続ける。（2） 調理は90分"), [1, 2]);
        assert_eq!(numbers("（1）（2） 原案のとおり"), [1, 2]);
        assert_eq!(numbers("一、入浴\n二、調理"), [1, 2]);
        assert_eq!(numbers("A. 入浴\nB. 調理"), [1, 2]);
        assert_eq!(numbers("(a) 入浴 (b) 調理"), [1, 2]);
        assert_eq!(numbers("❶ 入浴　❷ 調理"), [1, 2]);
        assert!(numbers("本人は一人で入浴した。A病院へ").is_empty());
    }

    #[test]
    fn plain_numbers_where_a_phrase_begins() {
        assert_eq!(numbers("１．入浴\n２．調理"), [1, 2]);
        assert_eq!(numbers("(1) 入浴 (2) 調理 3) 薬"), [1, 2, 3]);
        assert!(numbers("1.5倍、週2回、10:00").is_empty());
        assert_eq!(numbers("（１）～（４）のとおり"), [1, 2, 3, 4]);
    }

    #[test]
    fn letters_that_number_topics() {
        assert_eq!(numbers("ア　透析への通院\nイ　食事\nウ　外出"), [1, 2, 3]);
        assert_eq!(numbers("ア・イ・ウとも原案のとおり"), [1, 2, 3]);
        assert_eq!(numbers("Ⅰ 呼吸　Ⅱ 入浴　Ⅳ 夜間"), [1, 2, 4]);
        assert_eq!(numbers("Ⅰ～Ⅲ 原案のとおり"), [1, 2, 3]);
        assert!(numbers("アルコールの問題　IADLの低下　イ草").is_empty());
    }
}
