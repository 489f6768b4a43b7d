//! Bending plans: blocks of YAML are dropped, doubled, moved and mixed, values and characters exchanged for what people,
//! Excel, macOS and FAX machines leave in files.

use crate::random::Random;
use unicode_normalization::UnicodeNormalization;

/// Values as they stand behind a colon.
const VALUES: &[&str] = &[
    "",
    "~",
    "[]",
    "{}",
    "なし",
    "はい",
    "0",
    "-1",
    "1",
    "2.5",
    "99999999999999999999",
    "令和7年6月1日",
    "R7.6.31",
    "昭和64年1月8日",
    "令和99年13月40日",
    "2025-06-01",
    "2025/6/1",
    "元年",
    "令和7年4月1日 ～ 令和8年3月31日",
    "令和8年4月1日 ～ 令和7年3月31日",
    "～",
    "毎日",
    "第1週 月",
    "週2回",
    "月・水・金",
    "月1回",
    "隔週火",
    "随時",
    "9:00～10:00",
    "22:00～6:00",
    "25:00～26:00",
    "10:00～10:00",
    "要介護5",
    "要支援1",
    "申請中",
    "[1, 2, 31]",
    "{曜日: [月, 水]}",
    "{曜日: [日], 除く: [1]}",
    "{日: [1, 15]}",
    "90",
    "70",
    "100",
    "'0000000000'",
    "'111111'",
    "'9999999999'",
    "1級地",
    "その他",
    "&a x",
    "*a",
    "!!str 1",
    "|-\n    一\n    二",
    "\"\\t\\u0000\"",
    "'文'",
    "「」",
    "office.yaml",
    "../../etc/passwd",
    "true",
    "2025-02",
    "令和7年2月",
    "12",
    "31",
    "初回",
    "[初回, 継続]",
];

/// Characters as they stand in texts.
const CHARACTERS: &[&str] = &[
    " ",
    "　",
    "\t",
    "\u{AD}",
    "\u{200B}",
    "\u{FEFF}",
    "\u{200D}",
    "\u{202E}",
    "\u{2028}",
    "\u{E0100}",
    "\u{FE00}",
    "か\u{3099}",
    "e\u{302}\u{301}",
    "ﾊﾟ",
    "ｶﾞ",
    "①",
    "㈱",
    "髙",
    "﨑",
    "𠮷",
    "葛\u{E0100}",
    "邉\u{E0108}",
    "🦜",
    "👨\u{200d}👩\u{200d}👧",
    "א",
    "ك",
    "ไ",
    "ﬁ",
    "Å",
    "\u{7}",
    "\\",
    "\"",
    "'",
    ":",
    ": ",
    " #",
    "#",
    "- ",
    "|",
    ">",
    "%",
    "@",
    "`",
    "&",
    "*",
    "!",
    "{",
    "}",
    "[",
    "]",
    ",",
    "、",
    "。",
    "「",
    "」",
    "～",
    "〜",
    "−",
    "―",
    "ー",
    "―",
    "⸺",
    "…",
    "：",
    "＃",
    "（",
    "）",
    "\u{3000}\u{3000}",
    "  ",
    "\u{301}",
    "゛",
    "々",
    "ゝ",
];

/// Pieces of YAML as people mistype it.
const PIECES: &[&str] = &[
    "\n", "\n  ", "\n    ", "\n\t", "- ", "-", "－", "［", "］", "：", "? ", "<<: ", "&a ", "*a", "---\n", "...\n",
    "\r", "\r\n", "|\n", ">-\n", "'", "\"", "[", "]", "{", "}", ", ", "# ",
];

/// Some changes to a plan. `gentle` ones leave most plans readable.
pub fn mutate(random: &mut Random, corpus: &[String], gentle: bool) -> String {
    let mut text = random.pick(corpus).clone();
    for _ in 0..=random.below(4) {
        let kind = random.below(if gentle { 9 } else { 15 });
        text = match kind {
            0 => on_block(random, &text, |_, _| String::new()),
            1 => on_block(random, &text, |_, block| block.repeat(2)),
            2 => swapped(random, &text),
            3 | 4 => in_value(random, &text, with_character),
            5 => in_value(random, &text, |random, value| value.repeat(2 + random.below(30))),
            6 => in_value(random, &text, digits),
            7 => {
                let value = *random.pick(VALUES);
                in_value(random, &text, |_, _| value.to_owned())
            }
            8 => spliced(random, &text, corpus),
            9 => on_block(random, &text, |random, block| block.repeat(2 + random.below(40))),
            10 => renamed(random, &text),
            11 => at_character(random, &text, |random, rest| rest.chars().skip(random.below(20)).collect()),
            12 => {
                let piece = *random.pick(PIECES);
                at_character(random, &text, |_, rest| format!("{piece}{rest}"))
            }
            13 => whole(random, &text),
            _ => at_character(
                random,
                &text,
                |random, rest| if random.one_in(4) { String::new() } else { rest.to_owned() },
            ),
        };
        if text.len() > 200_000 {
            break;
        }
    }
    text
}

/// The lines of a block: one line and those below it that are further in.
fn block(lines: &[&str], at: usize) -> usize {
    let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let own = depth(lines[at]);
    let inner = |line: &&&str| line.trim().is_empty() || depth(line) > own;
    at + 1 + lines[at + 1..].iter().take_while(inner).count()
}

fn on_block(random: &mut Random, text: &str, change: impl Fn(&mut Random, &str) -> String) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return String::new();
    }
    let at = random.below(lines.len());
    let end = block(&lines, at);
    let changed = change(random, &lines[at..end].concat());
    lines[..at].concat() + &changed + &lines[end..].concat()
}

fn swapped(random: &mut Random, text: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return String::new();
    }
    let at = random.below(lines.len());
    let middle = block(&lines, at);
    if middle >= lines.len() {
        return text.to_owned();
    }
    let end = block(&lines, middle);
    [&lines[..at], &lines[middle..end], &lines[at..middle], &lines[end..]].map(<[&str]>::concat).concat()
}

/// A block of another plan in the place of one here, as far in.
fn spliced(random: &mut Random, text: &str, corpus: &[String]) -> String {
    let other: Vec<&str> = random.pick(corpus).split_inclusive('\n').collect();
    let at = random.below(other.len());
    let taken = other[at..block(&other, at)].concat();
    on_block(random, text, |random, block| {
        let depth = |text: &str| text.len() - text.trim_start_matches(' ').len();
        let (from, to) = (depth(&taken), depth(block));
        let moved: String =
            taken.split_inclusive('\n').map(|line| " ".repeat(to) + line.get(from..).unwrap_or(line)).collect();
        if random.one_in(2) { moved } else { block.to_owned() + &moved }
    })
}

/// The value of a line `key: value`.
fn in_value(random: &mut Random, text: &str, change: impl FnOnce(&mut Random, &str) -> String) -> String {
    let starts: Vec<usize> = text.match_indices(": ").map(|(at, _)| at + 2).collect();
    if starts.is_empty() {
        return text.to_owned();
    }
    let start = *random.pick(&starts);
    let end = text[start..].find(['\n', ',', '}']).map_or(text.len(), |at| start + at);
    let value = change(random, &text[start..end]);
    format!("{}{value}{}", &text[..start], &text[end..])
}

fn with_character(random: &mut Random, value: &str) -> String {
    let at = random.below(value.chars().count() + 1);
    let at = value.char_indices().nth(at).map_or(value.len(), |(at, _)| at);
    let many = if random.one_in(20) { 1 + random.below(300) } else { 1 };
    format!("{}{}{}", &value[..at], random.pick(CHARACTERS).repeat(many), &value[at..])
}

fn digits(random: &mut Random, value: &str) -> String {
    let digit = |c: char, random: &mut Random| {
        if c.is_ascii_digit() && random.one_in(2) {
            char::from(b'0' + u8::try_from(random.below(10)).unwrap())
        } else {
            c
        }
    };
    value.chars().map(|c| digit(c, random)).collect()
}

fn renamed(random: &mut Random, text: &str) -> String {
    let keys: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start_matches([' ', '-']).split_once(':').map(|(key, _)| key))
        .collect();
    if keys.is_empty() {
        return text.to_owned();
    }
    let (from, to) = (*random.pick(&keys), *random.pick(&keys));
    if from.is_empty() { text.to_owned() } else { text.replacen(from, to, 1) }
}

fn at_character(random: &mut Random, text: &str, change: impl Fn(&mut Random, &str) -> String) -> String {
    let at = random.below(text.chars().count() + 1);
    let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
    let changed = change(random, &text[at..]);
    text[..at].to_owned() + &changed
}

/// What happens to a whole file on its way.
fn whole(random: &mut Random, text: &str) -> String {
    match random.below(8) {
        0 => text.replace('\n', "\r\n"),
        1 => text.replace('\n', "\r"),
        2 => format!("\u{FEFF}{text}"),
        3 => text.trim_end().to_owned(),
        4 => text.nfd().collect(),
        5 => text.nfkc().collect(),
        6 => text.replace("  ", "\t"),
        _ => text.replace(": ", "： "),
    }
}
