//! Random values of a plan: trees of records, lists and texts as ugly as may be.

use crate::random::Random;
use careplan::source::edit::Value;

pub const KEYS: &[&str] = &[
    "利用者",
    "氏名",
    "住所",
    "期間",
    "第2表",
    "ニーズ",
    "課題",
    "長期目標",
    "短期目標",
    "サービス",
    "頻度",
    "a",
    "b c",
    "0123",
    "「」",
    "it's",
    "要介護2",
];

const PIECES: &[&str] = &[
    "山田",
    "令和8年4月1日",
    "～",
    " ",
    "  ",
    "　",
    "#",
    " # ",
    ": ",
    "：",
    "-",
    "- ",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    "、",
    "&a",
    "*a",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "\t",
    "𠮷",
    "葛\u{e0100}",
    "か\u{3099}",
    "10%",
    "0001",
    "true",
    "null",
    "~",
    "。",
    "...",
    "---",
    "=",
    "<<",
    "a: b",
    "・",
];

/// A text of a plan, as ugly as may be.
pub fn text(random: &mut Random) -> String {
    match random.below(12) {
        0 => return String::new(),
        1 if random.one_in(40) => return "長い文。".repeat(2_500),
        2..5 => {
            return random
                .pick(&["自宅で暮らしたい", "令和8年4月1日 ～ 令和8年6月30日", "訪問介護", "週2回", "0123456789"])
                .to_string();
        }
        _ => {}
    }
    let mut text = String::new();
    for _ in 0..=random.below(5) {
        text.push_str(random.word(PIECES));
        if random.one_in(6) {
            text.push('\n');
        }
    }
    text
}

/// A value with parts.
pub fn tree(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 3 } else { 6 }) {
        0 if random.one_in(3) => Value::Null,
        0..3 => Value::Text(text(random)),
        3 | 4 => map(random, depth - 1),
        _ => Value::List((0..random.below(4)).map(|_| tree(random, depth - 1)).collect()),
    }
}

/// A record with parts.
pub fn map(random: &mut Random, depth: usize) -> Value {
    let mut keys: Vec<&str> = KEYS.to_vec();
    let n = random.below(5);
    let mut entries = Vec::new();
    for _ in 0..n {
        let key = keys.remove(random.below(keys.len()));
        entries.push((key.to_owned(), tree(random, depth)));
    }
    Value::Map(entries)
}
