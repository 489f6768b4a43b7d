//! Slips of typing that people who write Japanese make: a full-width colon, comma, bracket, dash or space where YAML wants
//! the ASCII one, a no-break space from Word or a web page, and a colon or dash without its space.
//!
//! YAML takes many of them for plain text, so they are looked for only where a text is not what its place wants.

mod brackets;
mod colons;
mod doubts;

use super::mend::Mend;
use crate::source::problem::{Problem, ProblemCode};
use crate::source::unseen::{self, is_odd_blank};
use crate::source::{FileId, Fix, Span, to_u32};
pub(super) use brackets::{bracket, closing_bracket, comma, comma_before_key, is_text_in_brackets};
pub(super) use colons::{colon, for_a_colon, mark_for_colon, wide_colon};
pub(in crate::source) use colons::{instead_of_colon, sign_for_colon};
use colons::{is_colon, is_wide_colon};
pub(super) use doubts::goes_on;
pub(in crate::source) use doubts::{Doubts, Stray};

/// One slip: its place in the text it was looked for in, and how to tell and mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::source) struct Slip {
    at: usize,
    length: usize,
    /// What should stand there.
    wanted: &'static str,
    code: ProblemCode,
    message: String,
    help: String,
    /// Whether the writer can have meant something else.
    is_doubtful: bool,
    /// What is changed together with it: the bracket that closes, the commas between.
    also: Vec<(usize, usize, &'static str)>,
}

impl Slip {
    /// A full-width character that should be ASCII.
    fn full_width(at: usize, found: char, wanted: &'static str, help: &str) -> Self {
        let name = match found {
            '　' => "全角の空白が使われています".to_owned(),
            _ if is_odd_blank(found) => {
                format!("空白に見える文字 {} が使われています", unseen::shown(found))
            }
            _ if is_wide_colon(found) && found != '：' => {
                format!("コロンに見える別の記号「{found}」{} が使われています", unseen::shown(found))
            }
            _ => format!("全角の「{found}」が使われています"),
        };
        let message = format!("{name}。YAMLの記号と空白は半角で書きます");
        Self {
            at,
            length: found.len_utf8(),
            wanted,
            code: ProblemCode::FullWidth,
            message,
            help: help.to_owned(),
            is_doubtful: false,
            also: Vec::new(),
        }
    }

    fn no_space(at: usize, mark: &str, wanted: &'static str, help: &str) -> Self {
        let message = format!("「{mark}」の後に半角の空白がありません");
        let (code, help) = (ProblemCode::Syntax, help.to_owned());
        Self { at, length: 1, wanted, code, message, help, is_doubtful: false, also: Vec::new() }
    }

    /// The same slip in a text that begins `by` bytes earlier.
    pub(super) fn shifted(self, by: usize) -> Self {
        let also = self.also.iter().map(|(at, length, wanted)| (at + by, *length, *wanted)).collect();
        Self { at: self.at + by, also, ..self }
    }

    /// The same of a colon that was typed more than once, or with blanks that are none of YAML's.
    fn from(self, at: usize, length: usize) -> Self {
        Self { at, length, wanted: ": ", ..self }
    }

    /// The same, where the writer may have meant something else.
    pub(super) fn doubtful_if(self, is_doubtful: bool) -> Self {
        Self { is_doubtful: self.is_doubtful || is_doubtful, ..self }
    }

    /// Where it stands.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// As something to tell.
    pub(in crate::source) fn problem(&self, id: FileId, text_start: u32) -> Problem {
        let start = text_start + to_u32(self.at);
        let span = Span::new(id, start, start + to_u32(self.length));
        let title = format!("「{}」に直す", self.wanted);
        let mut fix = Fix { certain: self.mend().certain, ..Fix::certain(title, span, self.wanted) };
        fix.edits.extend(self.also.iter().map(|(at, length, wanted)| {
            let start = text_start + to_u32(*at);
            (Span::new(id, start, start + to_u32(*length)), (*wanted).to_owned())
        }));
        Problem::new(self.code, span, self.message.clone()).help(self.help.clone()).fix(fix)
    }

    /// How it is mended.
    pub(super) fn mend(&self) -> Mend {
        let mut mend = Mend::certain(self.at, self.length, self.wanted);
        mend.edits.extend(self.also.iter().map(|(at, length, wanted)| (*at, *length, (*wanted).to_owned())));
        // The lines below may be in line with what stands behind the dash now.
        if self.wanted == "- " || self.is_doubtful { mend.doubtful() } else { mend }
    }
}

/// What a key can look like: a short word without marks of a sentence.
pub(super) fn is_key(text: &str) -> bool {
    let mark = |c: char| c.is_whitespace() || "、。，．「」『』【】（）()[]{}\"'#&*!|>%@`,/".contains(c);
    (1..=20).contains(&text.chars().count())
        && !text.contains(mark)
        && !text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// A line that looks like `key: value` or `- item`, with a slip in it; and the key.
pub(super) fn in_line(line: &str) -> Option<(String, Slip)> {
    let line = line.trim_end();
    let body = line.trim_start_matches([' ', '\t']);
    let start = line.len() - body.len();
    if let Some(slip) = dash(body) {
        let rest = body.trim_start_matches(|c| matches!(c, '-' | '－' | '・') || is_blank(c));
        let key = rest.split(is_colon).next().unwrap_or_default();
        return Some((key.to_owned(), slip.shifted(start)));
    }
    if let Some(blank) = body.chars().next().filter(|c| is_odd_blank(*c)) {
        let rest = body.trim_start_matches(is_blank);
        let key = rest.split(is_colon).next().filter(|key| key.len() < rest.len() && is_key(key))?;
        return Some((key.to_owned(), space(start, blank)));
    }
    let items = body.trim_start_matches("- ").trim_start();
    let start = start + body.len() - items.len();
    colon(items).map(|(key, slip)| (key, slip.shifted(start)))
}

/// A slip in what YAML took for a key. Where that has a value, too, one of its two colons is too many: 「結:論: 原案のとおり」.
pub(in crate::source) fn in_key(key: &str, has_value: bool) -> Option<Slip> {
    let rest = key.trim_start_matches(is_odd_blank);
    match key.chars().next()? {
        blank if is_odd_blank(blank) && is_key(rest) => Some(space(0, blank)),
        '＃' => Some(hash(0)),
        '｛' | '［' => bracket(key).map(|slip| slip.doubtful_if(true)),
        _ => dash(key)
            .or_else(|| colon(key).map(|(_, slip)| slip.doubtful_if(has_value)))
            .or_else(|| closing_bracket(key)),
    }
}

/// Whether what stands behind a sign is an entry itself: 「論: 原案のとおり」 behind 「結:」.
pub(super) fn is_entry(rest: &str) -> bool {
    let rest = rest.trim_end();
    let key = rest.split_once(": ").map(|(key, _)| key).or_else(|| rest.strip_suffix(':'));
    key.is_some_and(is_key)
}

/// Whether the rest of a line is one value that YAML can read: a text in quotes, or one that needs none.
pub(super) fn is_whole_value(rest: &str) -> bool {
    let rest = rest.trim_end();
    if let Some(mark) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return rest[1..].strip_suffix(mark).is_some_and(|inside| !inside.contains([mark, '\\']));
    }
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '「' | '『' | '（' | '(' | '【' | '〒');
    let is_plain = !rest.contains(": ") && !rest.contains(" #") && !rest.ends_with(':');
    rest.starts_with(begins) && is_plain && rest.matches('"').count().is_multiple_of(2)
}

/// A dash of a list that is full-width, or has no space behind it.
pub(super) fn dash(body: &str) -> Option<Slip> {
    let help = "一覧の項目は「- 」（半角のハイフンと半角の空白）で始めてください";
    let mut chars = body.chars();
    match (chars.next()?, chars.next()) {
        (wide @ ('－' | '−' | '‐' | '‑' | '–' | '—' | '―' | '─' | '━' | '﹣' | 'ー' | 'ｰ'), Some(blank))
            if is_blank(blank) =>
        {
            Some(Slip::full_width(0, wide, "-", help))
        }
        ('－', Some(_)) if looks_like_entry(body) => Some(Slip::full_width(0, '－', "- ", help)),
        // What the keyboard gives for a list in prose.
        ('・', Some(after)) if after == '{' || looks_like_entry(body) => Some(Slip::full_width(0, '・', "- ", help)),
        ('-', Some('{')) => Some(Slip::no_space(0, "-", "- ", help)),
        ('-', Some(blank)) if is_odd_blank(blank) => Some(Slip::full_width(1, blank, " ", help)),
        ('-', Some(after)) if !after.is_ascii() && looks_like_entry(body) => Some(Slip::no_space(0, "-", "- ", help)),
        _ => None,
    }
}

/// Whether a key and a colon follow a dash.
fn looks_like_entry(body: &str) -> bool {
    let rest = body.trim_start_matches(['-', '－', '・']);
    let key = rest.split(is_colon).next().unwrap_or_default();
    is_key(key)
}

/// A blank that is none of YAML's where indentation or a separating space stands.
pub(super) fn space(at: usize, found: char) -> Slip {
    Slip::full_width(at, found, if found == '　' { "  " } else { " " }, "半角の空白に置き換えてください")
}

/// A blank as it was meant.
fn is_blank(c: char) -> bool {
    c == ' ' || is_odd_blank(c)
}

/// A full-width `＃` that may have been meant to begin a comment: as one, the line is gone, so nobody makes it that unasked.
pub(super) fn hash(at: usize) -> Slip {
    let help = "コメントは半角の「#」で始めてください。コメントでなければ、「＃」を消してください";
    Slip::full_width(at, '＃', "#", help).doubtful_if(true)
}
