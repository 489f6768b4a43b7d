//! Rows that were written over the lines below a text: with its first line less deep they would be lines of it, but that line is right.

use super::super::look::Look;
use super::super::rows_in_text::is_row;
use super::change::Change;
use super::outline::{begins_text, down, indent, inner, up};
use crate::source::problem::{Problem, ProblemCode};

/// What is told of such rows instead of the first line of the text, if there are any.
pub(super) fn told(look: &Look, change: &Change) -> Option<Problem> {
    let file = look.file;
    let text = change.line;
    let heading = up(file, text).next().filter(|heading| begins_text(file.line(*heading)))?;
    let column = indent(file.line(text));
    if change.last != text || change.shift(file) >= 0 {
        return None;
    }
    let is_below = |line: &usize| indent(file.line(*line)) > inner(file.line(heading));
    let is_less = |line: &usize| indent(file.line(*line)) < column;
    let rows = || down(file, text + 1).take_while(is_below).skip_while(|line| !is_less(line));
    let first = rows().next().filter(|first| is_row(look, file.line(*first)))?;
    let last = rows().take_while(|line| is_less(line)).last()?;
    let lines = if last > first { format!("この行から{last}行目までが") } else { "この行が".to_owned() };
    let message = format!("{lines}、上の文（{heading}行目から）の続きの所に入っているので、前後の行を正しく読めません");
    let problem = Problem::new(ProblemCode::Syntax, look.words(first), message)
        .help("元の所に移すか、消してください。ここに上書きした行があれば、書き戻してください")
        .related(look.words(heading), "文はここから始まります");
    Some(if last > first { problem.related(look.words(last), "この行までです") } else { problem })
}
