//! Values and rows in brackets that somebody made comments: JSON knows none, and in a list of days that goes over lines one day less is
//! seen by nobody. A remark of one's own has no comma at its end.

use super::look::Look;
use crate::source::problem::{Problem, ProblemCode, quoted};

/// Tells such lines: a comment with a comma at its end, below a line that goes on.
pub(super) fn tell(look: &Look, problems: &mut Vec<Problem>) {
    let file = look.file;
    let words = |line: usize| file.line(line).trim();
    let is_hidden = |line: &usize| words(*line).starts_with('#') && words(*line).ends_with(',');
    let goes_on = |line: usize| {
        let above = file.said_above(line).next();
        above.is_some_and(|above| words(above).ends_with([',', '[', '{']))
    };
    for line in (1..=file.last_line()).filter(is_hidden).filter(|line| goes_on(*line)) {
        let place = look.words(line);
        if problems.iter().any(|one| file.line_of(one.span.start) == line) {
            continue;
        }
        let said = quoted(words(line).trim_start_matches(['#', ' ']).trim_end_matches(','));
        let message = format!("{said}はコメントと読まれ、この括弧の中の値になりません");
        problems.push(
            Problem::new(ProblemCode::LostText, place, message)
                .help("要る値なら「#」を消してください。覚え書きなら、終わりの「,」を消すと、この知らせは出ません"),
        );
    }
}
