//! Several lines at once behind a `#`, as an editor makes comments of what is chosen, and one where a text begins.

use super::{Kind, MAX_COMMENTS, Stray};
use crate::source::{SourceFile, line_end_of};

/// The comment that begins on a line with those directly below it, as an editor makes them of chosen lines.
pub(super) fn below(file: &SourceFile, line: usize) -> Vec<Stray> {
    let is_comment = |line: usize| file.line(line).trim_start().starts_with('#');
    let n = (line..line + MAX_COMMENTS).take_while(|line| is_comment(*line)).count();
    if n < 2 || line > 1 && is_comment(line - 1) {
        return Vec::new();
    }
    let (start, last) = (file.line_start(line) as usize, line + n - 1);
    let begins = |line: usize| file.line(line).len() - file.line(line).trim_start().len();
    let end = file.line_start(last) as usize + file.line(last).len();
    let without = |sign: &str, blank: &str| {
        let mut instead = String::new();
        for one in line..=last {
            let text = file.line(one);
            let rest = text.trim_start().strip_prefix(sign)?;
            // Behind the line end of the one above, with its own.
            let blanks = if one == line { "" } else { &text[..begins(one)] };
            let line_end = if one == last { "" } else { line_end_of(file.text()) };
            instead.extend([blanks, blank, rest, line_end]);
        }
        let place = begins(line)..end - start;
        Some(Stray { line, place, instead, end: None, kind: Kind::Comments(last) })
    };
    [("# ", ""), ("#", ""), ("#", " ")].into_iter().filter_map(|(sign, blank)| without(sign, blank)).collect()
}

/// A comment directly below the heading of a text (`|-`): it ends the text before that begins.
pub(super) fn in_text(file: &SourceFile, line: usize) -> Option<Stray> {
    let heading = file.line(line.checked_sub(1).filter(|above| *above > 0)?).trim_end();
    let begins_text = [": |", ": >"].iter().any(|mark| heading.trim_end_matches(['-', '+']).ends_with(mark));
    begins_text.then(|| Stray { kind: Kind::CommentInText, ..Stray::sign(line, 0, file.line(line).len()) })
}

/// The sign of a comment behind the bracket that begins a row or behind a comma in it, where the row is closed at the end of its line:
/// 「{ # 氏名: 甲, 続柄: 子}」.
pub(super) fn in_row(file: &SourceFile, line: usize) -> Option<Stray> {
    let text = file.line(line);
    let at = text.find(" #")? + 1;
    let (before, behind) = text.split_at(at);
    let n = |text: &str, brackets: [char; 2]| text.matches(brackets).count();
    let is_open = n(before, ['{', '[']) > n(before, ['}', ']']) && before.trim_end().ends_with(['{', '[', ',']);
    let is_closed = behind.trim_end().trim_end_matches(',').ends_with(['}', ']']);
    let is_row = is_open && is_closed && n(text, ['{', '[']) == n(text, ['}', ']']);
    let length = if behind.starts_with("# ") { 2 } else { 1 };
    is_row.then(|| Stray::sign(line, at, length))
}
