//! A 「|-」 alone on a line of a value: the key before it is gone, and all below it would be read as part of the value above.
//! Which key it was is not known here.

use super::Builder;
use crate::source::problem::{Problem, ProblemCode};
use std::ops::Range;

/// What begins a text of several lines.
const MARKS: [&str; 6] = ["|", "|-", "|+", ">", ">-", ">+"];

impl Builder<'_> {
    /// Tells such a line of an unquoted value; the value that stands above it.
    pub(super) fn above_unkeyed_text(&mut self, place: &Range<usize>) -> Option<(String, Range<usize>)> {
        let source = self.text.get(place.clone()).filter(|source| source.contains(['\n', '\r']))?;
        let mut at = place.start;
        let mut words: Vec<&str> = Vec::new();
        for line in source.split_inclusive(['\n', '\r']) {
            let body = line.trim();
            if MARKS.contains(&body) && !words.is_empty() {
                let start = at + line.len() - line.trim_start().len();
                let mark = start..start + body.len();
                let above = place.start..place.start + self.text[place.start..at].trim_end().len();
                let problem = Problem::new(
                    ProblemCode::Syntax,
                    self.mending.span(self.id, mark.start, mark.end),
                    format!("「{body}」の前に項目名がないので、下の行まで上の値の続きと読まれます"),
                )
                .help(format!("「項目: {body}」のように、項目名から書いてください"))
                .related(self.mending.span(self.id, above.start, above.end), "上の値です");
                let text = words.join(" ");
                self.problems.push(problem);
                return Some((text, above));
            }
            if !body.is_empty() {
                words.push(body);
            }
            at += line.len();
        }
        None
    }
}
