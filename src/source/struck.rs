//! 「見え消し」 a text that shows what it was: the old words to be struck through, the new ones, and when it was changed.
//!
//! The three parts are held apart by characters that Unicode has for notes between the lines and that no file may hold
//! (reading refuses them). Lines and pages carry them along like any character; they take no room and are never printed.
//! Only [`crate::changes`] makes such texts.

use memchr::memmem;
use std::borrow::Cow;

/// Before the old words.
pub const OPEN: char = '\u{FFF9}';
/// Behind the old words.
pub const CLOSE: char = '\u{FFFB}';
/// Before the note that says when; [`CLOSE`] stands behind it too.
pub const NOTE: char = '\u{FFFA}';

/// The parts of such a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The old words; empty when the whole is new.
    pub old: &'a str,
    /// The new words; empty when the whole is gone.
    pub now: &'a str,
    /// 「（R7.6.1）」
    pub note: &'a str,
}

/// Puts a text together. Such texts may follow each other, with plain text between them.
#[must_use]
pub fn text(parts: Parts) -> String {
    let Parts { old, now, note } = parts;
    format!("{OPEN}{old}{CLOSE}{now}{NOTE}{note}{CLOSE}")
}

/// Whether a character is one of the marks.
#[must_use]
pub const fn is_mark(c: char) -> bool {
    matches!(c, OPEN | CLOSE | NOTE)
}

/// Whether a text has marks.
#[must_use]
pub fn has_marks(text: &str) -> bool {
    // All three begin with the bytes EF BF; few plans have any that do.
    memmem::find(text.as_bytes(), b"\xef\xbf").is_some() && text.contains(is_mark)
}

/// The parts of a text that changed as a whole; none for a plain one.
#[must_use]
pub fn parts(text: &str) -> Option<Parts<'_>> {
    let (old, rest) = text.strip_prefix(OPEN)?.split_once(CLOSE)?;
    let (now, note) = rest.strip_suffix(CLOSE)?.split_once(NOTE)?;
    (!has_marks(note)).then_some(Parts { old, now, note })
}

/// What a text says now: without old words and notes.
#[must_use]
pub fn now(text: &str) -> Cow<'_, str> {
    if !has_marks(text) {
        return text.into();
    }
    let mut now = String::new();
    let mut skipped = false;
    for c in text.chars() {
        match c {
            OPEN | NOTE => skipped = true,
            CLOSE => skipped = false,
            c if !skipped => now.push(c),
            _ => {}
        }
    }
    now.into()
}

/// Whether a text is nothing but old words.
#[must_use]
pub fn is_gone(text: &str) -> bool {
    has_marks(text) && now(text).trim().is_empty()
}

/// A text that is nothing but old words.
#[must_use]
pub fn gone(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{OPEN}{text}{CLOSE}") }
}

/// All its characters without the marks: what arrives on paper.
#[must_use]
pub fn without_marks(text: &str) -> Cow<'_, str> {
    if has_marks(text) { text.replace(is_mark, "").into() } else { text.into() }
}

/// The pieces of a line, each with whether it is struck. A line that begins within old words begins with [`OPEN`].
#[must_use]
pub fn pieces(line: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let (mut start, mut struck) = (0, false);
    for (at, mark) in line.char_indices().filter(|(_, c)| is_mark(*c)) {
        if start < at {
            pieces.push((&line[start..at], struck));
        }
        struck = mark == OPEN;
        start = at + mark.len_utf8();
    }
    if start < line.len() {
        pieces.push((&line[start..], struck));
    }
    pieces
}

/// Whether the text goes on within old words at a place: what begins there must begin with [`OPEN`].
#[must_use]
pub fn is_open_at(text: &str, at: usize) -> bool {
    has_marks(&text[..at]) && text[..at].rfind(OPEN) > text[..at].rfind(CLOSE)
}

#[cfg(test)]
mod tests {
    use super::{Parts, gone, is_gone, is_open_at, now, parts, pieces, text, without_marks};

    #[test]
    fn parts_come_back() {
        for (old, new, note) in [("週2回", "週3回", "（R7.6.1）"), ("", "新しい", ""), ("古い", "", "（R7.6.1）")]
        {
            let whole = text(Parts { old, now: new, note });
            assert_eq!(parts(&whole), Some(Parts { old, now: new, note }));
            assert_eq!(now(&whole), new);
            assert_eq!(without_marks(&whole), format!("{old}{new}{note}"));
        }
        assert_eq!((parts("週2回"), now("週2回")), (None, "週2回".into()));
        let two =
            ["同じ文。", &text(Parts { old: "古い。", now: "新しい。", note: "（日）" }), "同じ文。", &gone("古い。")]
                .concat();
        assert_eq!((parts(&two), now(&two)), (None, "同じ文。新しい。同じ文。".into()));
        assert!(is_gone(&gone("古い。")) && !is_gone(&two) && !is_gone(""));
    }

    #[test]
    fn a_line_knows_what_of_it_is_struck() {
        let whole = text(Parts { old: "前の文", now: "後の文", note: "（日）" });
        assert_eq!(pieces(&whole), [("前の文", true), ("後の文", false), ("（日）", false)]);
        let within = whole.find('文').unwrap();
        assert!(is_open_at(&whole, within) && !is_open_at(&whole, whole.len()));
    }
}
