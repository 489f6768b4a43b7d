//! Values as YAML text, in the habits of a file: its line ends, its indents, its quotes.

use super::value::Value;
use std::fmt::Write;

/// How a file is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habit {
    pub(super) eol: &'static str,
    /// Blanks by which a map stands deeper than its key.
    pub(super) step: usize,
    /// Blanks by which the dashes of a list stand deeper than their key.
    pub(super) dash: usize,
    /// Whether texts are put in quotes throughout: where the style of a person would be misread.
    pub(super) cautious: bool,
}

/// A value in block style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// On the line of its key or dash.
    Inline(String),
    /// A sign on the line of its key or dash, and lines below.
    Below { sign: String, lines: String },
}

impl Habit {
    /// A value under a key in column `column`. Lines carry their indent and have no line end at their end.
    pub(super) fn under_key(self, value: &Value, column: usize) -> Written {
        match value {
            Value::Map(entries) if !entries.is_empty() => {
                let indent = column + self.step;
                let lines = format!("{}{}", pad(indent), self.entries(entries, indent));
                Written::Below { sign: String::new(), lines }
            }
            Value::List(items) if !items.is_empty() => {
                let indent = column + self.dash;
                let lines = format!("{}{}", pad(indent), self.items(items, indent));
                Written::Below { sign: String::new(), lines }
            }
            Value::Text(text) => self.text(text, column + self.step),
            Value::Null => Written::Inline(String::new()),
            _ => Written::Inline(flow(value, false)),
        }
    }

    /// A value behind a dash in column `column`, its parts in column `inner`; a map begins on the line of the dash.
    pub(super) fn behind_dash(self, value: &Value, inner: usize) -> Written {
        match value {
            Value::Map(entries) if !entries.is_empty() => Written::Inline(self.entries(entries, inner)),
            Value::List(items) if !items.is_empty() => Written::Inline(self.items(items, inner)),
            Value::Text(text) => self.text(text, inner),
            Value::Null => Written::Inline(String::new()),
            _ => Written::Inline(flow(value, false)),
        }
    }

    /// `key: value` in column `column`; the first line without its indent.
    pub(super) fn entry(self, key: &str, value: &Value, column: usize) -> String {
        match self.under_key(value, column) {
            Written::Inline(text) if text.is_empty() => format!("{key}:"),
            Written::Inline(text) => format!("{key}: {text}"),
            Written::Below { sign, lines } if sign.is_empty() => format!("{key}:{}{lines}", self.eol),
            Written::Below { sign, lines } => format!("{key}: {sign}{}{lines}", self.eol),
        }
    }

    /// `- value` with the dash in column `column`; the first line without its indent.
    pub(super) fn item(self, value: &Value, column: usize) -> String {
        match self.behind_dash(value, column + 2) {
            Written::Inline(text) if text.is_empty() => "-".to_owned(),
            Written::Inline(text) => format!("- {text}"),
            Written::Below { sign, lines } => format!("- {sign}{}{lines}", self.eol),
        }
    }

    fn entries(self, entries: &[(String, Value)], column: usize) -> String {
        let between = format!("{}{}", self.eol, pad(column));
        entries
            .iter()
            .map(|(key, value)| self.entry(&scalar(key, false), value, column))
            .collect::<Vec<_>>()
            .join(&between)
    }

    fn items(self, items: &[Value], column: usize) -> String {
        let between = format!("{}{}", self.eol, pad(column));
        items.iter().map(|item| self.item(item, column)).collect::<Vec<_>>().join(&between)
    }

    fn text(self, text: &str, indent: usize) -> Written {
        if self.cautious {
            return Written::Inline(if text.contains(|c: char| !c.is_alphanumeric()) {
                double(text)
            } else {
                scalar(text, false)
            });
        }
        match self.literal(text, indent) {
            Some(lines) if text.contains('\n') => Written::Below { sign: "|-".to_owned(), lines },
            _ => Written::Inline(scalar(text, false)),
        }
    }

    /// The lines of a `|-` block, where one can hold the text.
    pub(super) fn literal(self, text: &str, indent: usize) -> Option<String> {
        let unfit = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || special(c);
        if text.trim().is_empty() || text.contains(unfit) || text.ends_with('\n') || text.starts_with([' ', '\t']) {
            return None;
        }
        let pad = pad(indent);
        let line = |line: &str| if line.is_empty() { String::new() } else { format!("{pad}{line}") };
        Some(text.split('\n').map(line).collect::<Vec<_>>().join(self.eol))
    }
}

pub(super) fn pad(indent: usize) -> String {
    " ".repeat(indent)
}

/// A value on one line, as it may stand inside brackets; `json`: with JSON's quotes.
pub(super) fn flow(value: &Value, json: bool) -> String {
    match value {
        Value::Flow(inner) => flow(inner, json),
        Value::Null if json => "null".to_owned(),
        Value::Null => "~".to_owned(),
        Value::Text(text) if json => double(text),
        Value::Text(text) => scalar(text, true),
        Value::List(items) => {
            format!("[{}]", items.iter().map(|item| flow(item, json)).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let entry = |(key, value): &(String, Value)| flow_entry(&flow_key(key, json), value, json);
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

pub(super) fn flow_key(key: &str, json: bool) -> String {
    if json { double(key) } else { scalar(key, true) }
}

pub(super) fn flow_entry(key: &str, value: &Value, json: bool) -> String {
    format!("{key}: {}", flow(value, json))
}

/// A text on one line: plain where nothing in it could be taken for YAML's own signs, else in quotes.
pub(super) fn scalar(text: &str, in_flow: bool) -> String {
    // Other readers would take a long number for one and drop its zeros.
    let number = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" => "\"\"".to_owned(),
        _ if number => double(text),
        _ if is_plain(text, in_flow) => text.to_owned(),
        _ => single(text).unwrap_or_else(|| double(text)),
    }
}

/// Whether a text may stand without quotes and mean itself, to this reader and to others: everywhere, or only outside brackets.
/// The one place that knows which signs are YAML's own.
#[must_use]
pub fn is_plain(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let starts_word = match first {
        '-' | '?' | ':' => text[first.len_utf8()..].starts_with(|c: char| !c.is_whitespace() && !",[]{}".contains(c)),
        _ => !",[]{}#&*!|>'\"%@`=".contains(first),
    };
    starts_word
        && text.trim() == text
        && !text.starts_with(['\u{3000}', '：', '－', '［', '｛', '＃'])
        && !is_yamls_own(text)
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !text.contains(": ")
        && !text.contains(":\u{3000}")
        && !text.ends_with(':')
        && !text.contains(" #")
        && !text.contains(|c: char| c.is_control() || special(c))
        && !(in_flow && (text.contains([',', '[', ']', '{', '}', '#', '，']) || !has_clock_colons(text)))
}

/// Whether a word means nothing, yes, no or an endless number to YAML, to this reader or to others.
#[must_use]
pub fn is_yamls_own(text: &str) -> bool {
    let words = ["~", "null", "true", "false", "yes", "no", "on", "off", ".inf", "+.inf", "-.inf", ".nan"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether every colon stands before a digit, as in 9:30: inside brackets no reader takes that for a key.
fn has_clock_colons(text: &str) -> bool {
    text.split(':').skip(1).all(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Line ends of other kinds and marks of byte order, which some readers take for more than letters.
fn special(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A text in single quotes, where they can hold it.
pub(super) fn single(text: &str) -> Option<String> {
    (!text.contains(|c: char| c.is_control() || special(c))).then(|| format!("'{}'", text.replace('\'', "''")))
}

/// A text in double quotes, which hold everything.
#[must_use]
pub fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || special(c) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c)); // a string takes everything
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
