//! The words of a text as they stand, one at a time: where a quoted or a plain one ends, and whether a line begins an entry.
//! What may stand where is not known here.

use crate::source::{close_of, indent, words_at};

/// At which column the words of the line begin on which a place is, behind its dashes.
pub(super) fn depth_of(text: &str, at: usize) -> usize {
    let start = line_start(text, at);
    words_at(&text[start..line_end(text, start)])
}

/// Behind blanks on the same line.
pub(super) fn behind_blanks(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start_matches([' ', '\t', '\r']).len()
}

/// The end of a line, its line end not counted.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end)
}

/// Where the line begins on which something stands.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1)
}

/// Whether nothing more is said on the line: it ends, or a comment begins.
pub(super) fn says_no_more(text: &str, at: usize) -> bool {
    let is_parted = at == 0 || text[..at].ends_with(|c: char| c.is_ascii_whitespace());
    text[at..].is_empty() || text[at..].starts_with(['\n', '\r']) || is_parted && text[at..].starts_with('#')
}

/// Whether a row's dash stands there.
pub(super) fn is_dash(text: &str, at: usize) -> bool {
    text[at..].starts_with('-') && is_parted(text, at + 1)
}

/// Whether what stands before a place ends there: by a blank, a line end or the end of the text.
fn is_parted(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_none_or(u8::is_ascii_whitespace)
}

/// Behind the quote that closes a text, from within it. No text goes on into a line that begins an entry of this format and stands no
/// deeper than the line on which it opens: there it stops.
pub(super) fn quoted_end(
    text: &str,
    from: usize,
    mark: char,
    depth: usize,
    is_key: fn(&str) -> bool,
) -> Result<usize, usize> {
    let ends_before = |start: usize| {
        let line = &text[start..line_end(text, start)];
        indent(line) <= depth && begins_entry(line, is_key)
    };
    close_of(text, from, mark, ends_before).map_err(|at| behind_blanks(text, at))
}

/// Whether `...` or `---` stands at the margin: there YAML's text ends, or another begins.
pub(super) fn is_marker(text: &str, at: usize) -> bool {
    line_start(text, at) == at && matches!(text[at..line_end(text, at)].trim_end(), "..." | "---")
}

/// The end of a plain text between brackets, and whether it goes on over a line end.
pub(super) fn plain_end(text: &str, from: usize, is_key: fn(&str) -> bool) -> (usize, bool) {
    let mut goes_on = false;
    let mut end = from;
    let mut previous = ' ';
    for (at, c) in text[from..].char_indices().map(|(at, c)| (from + at, c)) {
        match c {
            ',' | '[' | ']' | '{' | '}' => break,
            ':' if text[at + 1..].is_empty()
                || text[at + 1..].starts_with(|c: char| c.is_ascii_whitespace() || ",[]{}".contains(c)) =>
            {
                break;
            }
            '#' if previous.is_ascii_whitespace() => break,
            '\n' => {
                let next = text[at..].trim_start();
                let line = next.lines().next().unwrap_or_default();
                if next.is_empty()
                    || is_marker(text, text.len() - next.len())
                    || next.starts_with([',', ']', '}', '[', '{', '#', '"', '\''])
                    || begins_entry(line, is_key)
                {
                    break;
                }
                goes_on = true;
            }
            c if !c.is_whitespace() => end = at + c.len_utf8(),
            _ => {}
        }
        previous = c;
    }
    (end, goes_on)
}

/// Whether a line begins with a key of this format.
pub(super) fn begins_entry(line: &str, is_key: fn(&str) -> bool) -> bool {
    let words = line.trim_start_matches([' ', '\t', '-', '{', '[', ',', '}', ']']);
    let (key, behind) = if let Some(mark) = words.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let Some((key, behind)) = words[1..].split_once(mark) else { return false };
        (key, behind.trim_start())
    } else {
        let Some(at) = words.find(':') else { return false };
        words.split_at(at)
    };
    behind.starts_with(':') && is_parted_or_quoted(&behind[1..]) && is_key(key.trim())
}

fn is_parted_or_quoted(behind: &str) -> bool {
    behind.is_empty() || behind.starts_with(|c: char| c.is_ascii_whitespace() || "\"'{[".contains(c))
}

/// The key that an entry outside brackets begins with, and the place behind its colon.
pub(super) fn key_at(text: &str, at: usize) -> Option<(&str, usize)> {
    let line = &text[at..line_end(text, at)];
    if let Some(mark @ ('"' | '\'')) = line.chars().next() {
        let end = quoted_end(line, 1, mark, 0, |_| false).ok()?;
        let colon = behind_blanks(line, end);
        return line[colon..].starts_with(':').then(|| (&line[1..end - 1], at + colon + 1));
    }
    if line.starts_with(['{', '[', '|', '>', '&', '*', '!', '%', '@', '#', ',', '}', ']', '`']) {
        return None;
    }
    let said = line.find(" #").map_or(line, |end| &line[..end]);
    let colon = colon_in(said)?;
    Some((said[..colon].trim_end(), at + colon + 1))
}

/// Where a plain text has a colon that parts a key from its value.
pub(super) fn colon_in(words: &str) -> Option<usize> {
    words.match_indices(':').map(|(at, _)| at).find(|at| is_parted(words, at + 1))
}
