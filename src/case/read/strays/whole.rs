//! A line of which nothing was meant but its words, or nothing at all: a sign stands over the indentation of a text, or the bracket that
//! begins a row was typed twice, or for itself.

use super::{Kind, Stray};
use crate::source::{SourceFile, indent};

/// A sign before a line of a text, in its indentation: 「:    文」. Typed over a blank, that comes back.
pub(super) fn over_indent(file: &SourceFile, line: usize, sign: char) -> Option<Stray> {
    let text = file.line(line);
    let begins = indent(text);
    let rest = text[begins..].strip_prefix(sign)?;
    // Those begin an item, a comment, a text, brackets, or a line of words.
    let is_meant = "-#\"'[{・|>｜".contains(sign) || rest.trim_start().starts_with(['}', ']', '{', '[', '-']);
    if is_meant || !rest.starts_with("  ") {
        return None;
    }
    let near = [line.saturating_sub(1), line + 1].map(|near| file.indent(near));
    let column = begins + indent(rest);
    let one = Stray { kind: Kind::InText, ..Stray::sign(line, begins, sign.len_utf8()) };
    let is_over_blank = near.contains(&(column + 1));
    if near.contains(&column) { Some(one) } else { is_over_blank.then(|| Stray { instead: " ".to_owned(), ..one }) }
}

/// A line that begins a row where the next begins the same, or the list is at its end.
pub(super) fn row_of_nothing(file: &SourceFile, line: usize) -> Option<Stray> {
    let text = file.line(line);
    let below = (line + 1..=file.last_line()).map(|below| file.line(below)).find(|below| !below.trim().is_empty());
    let is_nothing = below.is_none_or(|below| below.trim_end() == text.trim_end() || indent(below) < indent(text));
    is_nothing.then(|| Stray { kind: Kind::Line, ..Stray::sign(line, 0, text.len()) })
}
