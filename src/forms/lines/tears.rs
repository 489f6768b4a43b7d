//! What a line end tears apart: nothing between words, a little within one, much within a katakana word.
//!
//! Words are not looked up: Japanese changes its script where most words begin (kana before kanji, kanji before katakana).

use std::cell::OnceCell;

/// Characters beyond Unicode's rules that a line never begins with, nor the one after 「～」: a period of time stays
/// on one line where it can.
pub(super) const NEVER_FIRST: [char; 2] = ['～', '〜'];

/// Words of these forms that a line may well begin with, though kanji stand before them.
const BEGINNINGS: [&str; 20] = [
    "合計",
    "加算",
    "貸与",
    "販売",
    "付属品",
    "車いす",
    "手すり",
    "事業所",
    "支援センター",
    "支援事業所",
    "支援専門員",
    "専門相談員",
    "生活介護",
    "療養介護",
    "療養管理指導",
    "管理指導",
    "随時対応",
    "協議会",
    "訪問介護看護",
    "相談員",
];

/// Parts of long katakana words, with what must stand before them: where such a word does not fit on a line, it is parted
/// before one of these.
const KATAKANA_PARTS: [(&str, &str); 12] = [
    ("", "センター"),
    ("", "ステーション"),
    ("", "サービス"),
    ("", "ショップ"),
    ("", "クリニック"),
    ("", "ホーム"),
    ("", "ハウス"),
    ("", "ケア"),
    ("リハビリ", "テーション"),
    ("", "マネジメント"),
    ("", "マネジャー"),
    ("", "ワーカー"),
];

/// Kanji that belong to the number behind them: 週2回, 約300m, 第2水曜, 10月14日.
const NUMBER_PREFIXES: &str = "週月年時約第各計昭平令全毎";

/// Letters of the longest katakana word that is kept whole: ケアショップ, デイサービス, ショートステイ.
const LONGEST_WORD: usize = 9;

const KATAKANA_WORD: u32 = 200;
const LONG_KATAKANA_WORD: u32 = 60;
/// Torn at one of its parts, a katakana word is still one, but reads better.
const KATAKANA_PART: u32 = 150;
const LONG_KATAKANA_PART: u32 = 24;
const NUMBER_AND_UNIT: u32 = 40;
const BEFORE_NUMBER: u32 = 34;
const WORD_AND_ENDING: u32 = 34;
const KANJI_WORD: u32 = 30;
const HIRAGANA: u32 = 22;
const KATAKANA_AND_ENDING: u32 = 5;
const OTHER: u32 = 6;
const WORD_EDGE: u32 = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Digit,
    Latin,
    Space,
    Other,
}

/// The costs of a text, made when they are first asked for.
#[derive(Default)]
pub(super) struct Tears(OnceCell<Vec<u32>>);

impl Tears {
    /// What it costs to begin a line with the cluster `at` of a text whose clusters begin at `starts`.
    pub(super) fn before<I: Iterator<Item = usize>>(&self, text: &str, at: usize, starts: impl Fn() -> I) -> u32 {
        let costs = self.0.get_or_init(|| {
            let firsts: Vec<char> = starts().filter_map(|start| text[start..].chars().next()).collect();
            // Their first letter is asked by itself: one comparison, for most letters begin none of them.
            let begins = |start: usize| {
                let (rest, first) = (&text[start..], text.as_bytes()[start..].first_chunk::<3>());
                BEGINNINGS.iter().any(|word| word.as_bytes().first_chunk::<3>() == first && rest.starts_with(word))
            };
            let is_part = |start: usize| {
                let (before, after) = text.split_at(start);
                KATAKANA_PARTS.iter().any(|(last, part)| before.ends_with(last) && after.starts_with(part))
            };
            let cost = |(at, start)| match cost(&firsts, at) {
                KATAKANA_WORD if is_part(start) && is_in(&firsts, at) => KATAKANA_PART,
                LONG_KATAKANA_WORD if is_part(start) => LONG_KATAKANA_PART,
                cost if cost <= KANJI_WORD && begins(start) => 0,
                cost => cost,
            };
            starts().enumerate().map(cost).collect()
        });
        costs.get(at).copied().unwrap_or_default()
    }
}

/// Whether the place before a cluster is within a katakana word.
fn is_in(firsts: &[char], at: usize) -> bool {
    is_in_word(at.checked_sub(1).map(|before| firsts[before]), firsts.get(at).copied())
}

/// Whether a line end stands within a katakana word.
pub(super) fn is_in_word(before: Option<char>, after: Option<char>) -> bool {
    [before, after].into_iter().all(|ch| ch.is_some_and(|ch| script(ch) == Script::Katakana))
}

/// Whether a line end stands within a word that is written in kana alone: うみか／ぜ.
pub(super) fn is_in_kana(before: Option<char>, after: Option<char>) -> bool {
    let hiragana = |ch: Option<char>| ch.is_some_and(|ch| script(ch) == Script::Hiragana);
    is_in_word(before, after) || hiragana(before) && hiragana(after)
}

/// 「①」 and its like: the number of an item that follows.
fn is_number_of_item(ch: char) -> bool {
    matches!(ch, '①'..='⒛' | '❶'..='➓' | '㉑'..='㊿' | '■' | '●' | '◆' | '※')
}

fn script(ch: char) -> Script {
    match ch {
        ' ' | '　' => Script::Space,
        'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ' => Script::Katakana,
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => Script::Hiragana,
        '々' | '〆' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Script::Kanji,
        '0'..='9' | '０'..='９' => Script::Digit,
        'A'..='Z' | 'a'..='z' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => Script::Latin,
        _ => Script::Other,
    }
}

/// The script of a sign among its neighbours: the ノ and ヶ of 青ノ山荘 and 七ヶ浜 are part of a kanji word.
fn script_at(firsts: &[char], at: usize) -> Script {
    let kanji = |at: Option<usize>| at.and_then(|at| firsts.get(at)).is_some_and(|ch| script(*ch) == Script::Kanji);
    let is_between = matches!(firsts[at], 'ノ' | 'ヶ' | 'ケ' | 'ツ') && kanji(at.checked_sub(1)) && kanji(Some(at + 1));
    if is_between { Script::Kanji } else { script(firsts[at]) }
}

/// What joins two figures: 140／90, 第1・3土.
fn is_slash(ch: char) -> bool {
    matches!(ch, '／' | '/' | '・')
}

fn digit(ch: Option<&char>) -> bool {
    ch.is_some_and(|ch| script(*ch) == Script::Digit)
}

fn cost(firsts: &[char], at: usize) -> u32 {
    let Some((before, after)) = at.checked_sub(1).map(|before| (script_at(firsts, before), script_at(firsts, at)))
    else {
        return 0;
    };
    let blank = |at: Option<usize>| at.is_none_or(|at| script(firsts[at]) == Script::Space);
    let is_dot = firsts[at - 1] == '・' && blank(at.checked_sub(2));
    let numbered = |at: Option<usize>| at.is_some_and(|at| is_number_of_item(firsts[at]));
    let is_number = numbered(Some(at - 1)) || before == Script::Space && numbered(at.checked_sub(2));
    match (before, after) {
        // What begins an item stays with it.
        _ if is_dot || is_number => KATAKANA_WORD,
        // Blanks and signs part words by themselves: 。、・「」（）. 140／90 is one number.
        (Script::Space, _) => 0,
        (Script::Digit, Script::Other) if is_slash(firsts[at]) && digit(firsts.get(at + 1)) => NUMBER_AND_UNIT,
        (Script::Other, Script::Digit)
            if is_slash(firsts[at - 1]) && digit(at.checked_sub(2).map(|at| &firsts[at])) =>
        {
            NUMBER_AND_UNIT
        }
        (Script::Other, _) | (_, Script::Other) => OTHER / 3,
        (Script::Katakana, Script::Katakana) => {
            let katakana = |ch: &&char| script(**ch) == Script::Katakana;
            let letters = firsts[..at].iter().rev().take_while(katakana).count()
                + firsts[at..].iter().take_while(katakana).count();
            if letters <= LONGEST_WORD { KATAKANA_WORD } else { LONG_KATAKANA_WORD }
        }
        (Script::Kanji, Script::Kanji) => KANJI_WORD,
        (Script::Kanji, Script::Digit) if NUMBER_PREFIXES.contains(firsts[at - 1]) => BEFORE_NUMBER,
        // 「を」 is always the end of a word.
        (Script::Hiragana, _) if firsts[at - 1] == 'を' => WORD_EDGE,
        (Script::Hiragana, Script::Hiragana) => HIRAGANA,
        (Script::Kanji, Script::Hiragana) => WORD_AND_ENDING,
        (Script::Katakana | Script::Latin, Script::Hiragana) => KATAKANA_AND_ENDING,
        (Script::Digit, Script::Kanji | Script::Katakana | Script::Hiragana | Script::Latin) => NUMBER_AND_UNIT,
        (Script::Hiragana, _) => WORD_EDGE,
        (Script::Kanji | Script::Katakana | Script::Latin, _) => OTHER,
        _ => HIRAGANA,
    }
}
