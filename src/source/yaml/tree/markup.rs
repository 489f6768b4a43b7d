//! Signs of a web page or mail in a text (`<br>`, `&nbsp;`): somebody copied them with it, and they are printed. So are letters that a
//! program wrote by their numbers (`\u3054`) where the text has lost the quotes in which they are read as letters.
//! 「血圧<160」, 「A&B」 and 「<主治医>」 are none.

use super::Builder;
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use serde_saphyr::granit_parser::ScalarStyle;
use std::ops::Range;

/// Tags that end a line or a cell of a table, so that words are apart there.
const APART: [&str; 18] = [
    "br",
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "table",
    "tbody",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "pre",
    "blockquote",
];

/// Tags within a line.
const WITHIN: [&str; 16] =
    ["span", "font", "b", "i", "u", "s", "a", "strong", "em", "img", "nobr", "wbr", "o:p", "html", "body", "center"];

/// In capitals, shorter ones are words of care: HR is a heart rate.
const IN_CAPITALS: [&str; 8] = ["BR", "TD", "TR", "DIV", "SPAN", "FONT", "TABLE", "STRONG"];

/// The names of signs, and what they stand for.
const SIGNS: [(&str, char); 30] = [
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("yen", '¥'),
    ("copy", '©'),
    ("reg", '®'),
    ("middot", '·'),
    ("bull", '•'),
    ("hellip", '…'),
    ("times", '×'),
    ("divide", '÷'),
    ("plusmn", '±'),
    ("deg", '°'),
    ("larr", '←'),
    ("rarr", '→'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("colon", ':'),
    ("sup2", '²'),
    ("frac12", '½'),
];

/// What such a sign stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    Nothing,
    Blank,
    Sign(char),
}

/// Where such signs stand in a text.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Meant)> {
    let mut found: Vec<(Range<usize>, Meant)> = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr3(b'<', b'&', b'\\', &text.as_bytes()[at..]).map(|next| at + next) {
        let one = match text.as_bytes()[next] {
            b'<' => tag(&text[next..]),
            b'&' => sign(&text[next..]),
            _ => number(&text[next..]).or_else(|| line_end(&text[..next], &text[next..])),
        };
        at = next + one.map_or(1, |(length, _)| length);
        found.extend(one.map(|(_, meant)| (next..at, meant)));
    }
    found
}

/// A tag at the beginning of a text: how long it is.
fn tag(text: &str) -> Option<(usize, Meant)> {
    const MOST: usize = 200;
    // Of a text of nothing but such signs, each is looked at without all behind it.
    let near = &text.as_bytes()[..text.len().min(MOST)];
    let end = memchr::memchr(b'>', near).filter(|end| !text[1..*end].contains(['<', '\n', '\r']))?;
    let inner = &text[1..end];
    if inner.starts_with("!--") {
        return inner.ends_with("--").then_some((end + 1, Meant::Nothing));
    }
    let (bare, closes) = (inner.trim_start_matches('/'), inner.contains('/'));
    let name = bare.split([' ', '/']).next()?;
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    let is_apart = APART.iter().any(is);
    let is_tag = (is_apart || WITHIN.iter().any(is))
        && (closes || IN_CAPITALS.contains(&name) || !name.contains(|c: char| c.is_ascii_uppercase()));
    is_tag.then_some((end + 1, if is_apart { Meant::Blank } else { Meant::Nothing }))
}

/// The name or number of a sign at the beginning of a text: how long it is.
fn sign(text: &str) -> Option<(usize, Meant)> {
    const LONGEST: usize = 8;
    let length = text[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(text.len() - 1);
    let name = &text[1..=length];
    let meant = |c: char| if c.is_whitespace() { Meant::Blank } else { Meant::Sign(c) };
    // Of this one alone nobody thinks anything else.
    let is_ended = text[1 + length..].starts_with(';');
    if length > LONGEST || !is_ended && name != "nbsp" {
        return None;
    }
    let length = 1 + length + usize::from(is_ended);
    if let Some(number) = name.strip_prefix('#') {
        let digits = number.strip_prefix(['x', 'X']);
        let code = digits.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
        let c = char::from_u32(code?).filter(|c| !c.is_control())?;
        // A blank that is as wide as a letter stays so.
        return Some((length, if c == '　' { Meant::Sign(c) } else { meant(c) }));
    }
    SIGNS.iter().find(|(known, _)| *known == name).map(|(_, c)| (length, meant(*c)))
}

/// A letter by its number at the beginning of a text: `\u3054`.
fn number(text: &str) -> Option<(usize, Meant)> {
    const LENGTH: usize = 6;
    let digits = text.get(..LENGTH)?.strip_prefix("\\u").filter(|digits| !digits.starts_with('+'))?;
    let letter = char::from_u32(u32::from_str_radix(digits, 16).ok()?).filter(|c| !c.is_control())?;
    Some((LENGTH, Meant::Sign(letter)))
}

/// `\n` behind a Japanese letter: a program wrote a line end so, in quotes that the text has lost. 「C:\new」 is a folder.
fn line_end(before: &str, text: &str) -> Option<(usize, Meant)> {
    const LINE_END: &str = "\\n";
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let is_one = text.starts_with(LINE_END) && !text[LINE_END.len()..].starts_with(is_word);
    (is_one && before.ends_with(|c: char| !c.is_ascii())).then_some((LINE_END.len(), Meant::Blank))
}

/// What should stand in the place of such a sign. At an end it was copied too much.
fn instead(text: &str, place: &Range<usize>, meant: Meant, style: ScalarStyle) -> String {
    let ends = |rest: Option<char>| rest.is_none_or(char::is_whitespace);
    let (before, behind) = (text[..place.start].chars().next_back(), text[place.end..].chars().next());
    let is_end = before.is_none() || behind.is_none() || before == Some('\n') || matches!(behind, Some('\n' | '\r'));
    match meant {
        Meant::Nothing => String::new(),
        Meant::Blank if ends(before) || ends(behind) => String::new(),
        Meant::Blank => " ".to_owned(),
        Meant::Sign('<' | '>' | '&' | '"' | '\'' | ':' | '　') if is_end => String::new(),
        Meant::Sign('"') if style == ScalarStyle::DoubleQuoted => "\\\"".to_owned(),
        Meant::Sign('\'') if style == ScalarStyle::SingleQuoted => "''".to_owned(),
        // These would be signs of YAML's.
        Meant::Sign('\\') if style == ScalarStyle::DoubleQuoted => "\\\\".to_owned(),
        Meant::Sign(c @ ('#' | ':' | ',' | '[' | ']' | '{' | '}')) if style == ScalarStyle::Plain => {
            char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c).to_string()
        }
        Meant::Sign(c) => c.to_string(),
    }
}

impl Builder<'_> {
    /// Tells such signs of a text, all at once. `place` is the text without its quotes.
    pub(super) fn markup(&self, place: &Range<usize>, style: ScalarStyle) -> Option<Problem> {
        let text = self.text.get(place.clone())?;
        let mut found = find(text);
        if style == ScalarStyle::DoubleQuoted {
            found.retain(|(one, _)| !text[one.clone()].starts_with('\\'));
        }
        let (first, _) = found.first()?;
        let span = |one: &Range<usize>| self.mending.span(self.id, place.start + one.start, place.start + one.end);
        let edit = |(one, meant): &(Range<usize>, Meant)| (span(one), instead(text, one, *meant, style));
        let edits: Vec<_> = found.iter().map(edit).collect();
        let said = &text[first.clone()];
        let is_number = said.starts_with('\\');
        let has_line_ends = found.iter().any(|(one, _)| text[one.clone()].starts_with("\\n"));
        let title = match (edits.as_slice(), found.len()) {
            ([(_, new)], 1) if new.is_empty() => format!("「{said}」を消す"),
            ([(_, new)], 1) if new == " " => format!("「{said}」を空白に直す"),
            ([(_, new)], 1) => format!("「{said}」を「{new}」に直す"),
            _ if is_number => "番号を文字に直す".to_owned(),
            _ => "ウェブページの記号を消すか、文字に直す".to_owned(),
        };
        let more = if found.len() > 1 { format!("（ほかに {} か所）", found.len() - 1) } else { String::new() };
        let (what, help) = if said.starts_with("\\n") {
            ("改行の印", "文の全体を \"…\" で囲むと、改行として読まれます")
        } else if is_number {
            ("文字の番号", "文の全体を \"…\" で囲むと、文字として読まれます")
        } else {
            ("ウェブページの記号", "写した文に混ざったものなら、消すか、正しい文字に書き換えてください")
        };
        let message = format!("{}は{what}で、そのまま印字されます{more}", quoted(said));
        let problem = Problem::new(ProblemCode::Markup, span(first), message).help(help);
        // Without quotes no line end can be written within a value.
        Some(if has_line_ends { problem } else { problem.fix(Fix { title, edits, certain: false }) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Meant, find};

    #[test]
    fn signs_of_a_page_are_found() {
        for (text, meant) in [
            ("&nbsp;", Meant::Blank),
            ("&nbsp", Meant::Blank),
            ("&amp;", Meant::Sign('&')),
            ("&#39;", Meant::Sign('\'')),
            ("&#x2014;", Meant::Sign('—')),
            ("&#12288;", Meant::Sign('　')),
            ("<br>", Meant::Blank),
            ("<BR />", Meant::Blank),
            ("</p>", Meant::Blank),
            ("<td class=\"a\">", Meant::Blank),
            ("<span style='x'>", Meant::Nothing),
            ("<!-- 写し -->", Meant::Nothing),
            ("\\u3054", Meant::Sign('ご')),
            ("\\u30FB", Meant::Sign('・')),
            ("\\n", Meant::Blank),
        ] {
            assert_eq!(find(&format!("夜{text}朝")), [(3..3 + text.len(), meant)], "{text}");
        }
    }

    #[test]
    fn words_and_comparisons_are_none() {
        for text in [
            "血圧<160",
            "80<血圧>160",
            "A&B",
            "A&B;",
            "R&D",
            "<主治医>",
            "<A>案",
            "<PT>",
            "<HR>",
            "<P>",
            "<TEL>",
            "x < b > c",
            "&",
            "&;",
            "&#;",
            "&#0;",
            "a<b",
            "<>",
            "<bの>",
            "＜br＞",
            "&nbspは",
            "\\",
            "C:\\users",
            "C:\\n",
            "夜\\nobr",
            "\\u12",
            "\\u+123",
            "\\u0007",
        ] {
            let expected = usize::from(text == "&nbspは");
            assert_eq!(find(text).len(), expected, "{text}");
        }
    }
}
