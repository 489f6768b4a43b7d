//! Where texts in quotes stand that go on over line ends: their lines look like a plan's and are none.
//!
//! It is asked of files in which something is wrong, perhaps a quote that was lost: no text is taken to go on into lines that stand no
//! deeper than its own, nor into one that begins an entry there.

use super::SourceFile;
use std::ops::Range;

/// The places of all texts in quotes, in order.
#[must_use]
pub(crate) fn in_quotes(file: &SourceFile) -> Vec<Range<usize>> {
    let text = file.text();
    let mut found = Vec::new();
    let mut at = 0;
    let (mut before, mut previous) = ('\n', '\n');
    while let Some(c) = text[at..].chars().next() {
        let begins = matches!(before, '\n' | ':' | '-' | ',' | '[' | '{') && !previous.is_alphanumeric();
        if matches!(c, '"' | '\'')
            && begins
            && let Some(end) = end_of(file, at, c)
        {
            found.push(at..end);
            (before, previous) = (c, c);
            at = end;
            continue;
        }
        if c == '#' && previous.is_whitespace() {
            at += text[at..].find('\n').unwrap_or(text.len() - at);
            continue;
        }
        if c == '\n' || !c.is_whitespace() {
            before = c;
        }
        previous = c;
        at += c.len_utf8();
    }
    found
}

/// Behind the quote that closes what one opens; none where no line that may go on with it has one.
fn end_of(file: &SourceFile, open: usize, mark: char) -> Option<usize> {
    let text = file.text();
    let depth = super::words_at(file.line(file.line_of(super::to_u32(open))));
    let ends_before = |start: usize| {
        let line = text[start..].lines().next().unwrap_or_default();
        let words = line.trim_start();
        !words.is_empty() && line.len() - words.len() <= depth && !words.starts_with(mark)
    };
    close_of(text, open + 1, mark, ends_before).ok()
}

/// Behind the quote that closes a text, from within it; else where the text is given up: at the start of the first line that it ends
/// before, or at the end of the file.
pub(crate) fn close_of(
    text: &str,
    from: usize,
    mark: char,
    ends_before: impl Fn(usize) -> bool,
) -> Result<usize, usize> {
    let mut chars = text[from..].char_indices().map(|(at, c)| (from + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if mark == '"' => drop(chars.next()),
            '\'' if mark == c && chars.next_if(|(_, next)| *next == c).is_some() => {}
            c if c == mark => return Ok(at + 1),
            '\n' if ends_before(at + 1) => return Err(at + 1),
            _ => {}
        }
    }
    Err(text.len())
}
