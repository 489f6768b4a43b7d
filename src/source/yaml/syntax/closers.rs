//! A bracket that closes, typed as one that looks like it and alone on its line (`］`, `)`): YAML takes it for a text, goes on, and tells
//! the bracket that it should have closed.

use super::super::brackets::closing_alone;
use super::super::mend::Mend;
use super::super::slips;
use super::{Diagnosis, Explainer};
use crate::source::{indent, without_comment};

/// No row or value in brackets goes over more lines.
const MAX_ROW: usize = 60;

impl Explainer<'_> {
    /// What is told of the first such sign below a bracket that is open, down to the line behind all that stands in it.
    pub(super) fn other_closing(&self, bracket: usize) -> Option<Diagnosis> {
        let first = self.line_of(bracket);
        let depth = indent(self.file.line(first));
        let end = self.line_of(self.text.trim_end().len()).min(first + MAX_ROW);
        let is_alone = |line: &usize| closing_alone(self.file.line(*line).trim()).is_some();
        let is_inside =
            |line: &usize| !self.file.says(*line) || indent(self.file.line(*line)) > depth || is_alone(line);
        let line = (first + 1..=end).take_while(is_inside).find(is_alone)?;
        let text = self.file.line(line);
        let opened =
            |above: &usize| self.bracket_at_end(*above).filter(|_| indent(self.file.line(*above)) <= indent(text));
        let open = (first..line).rev().find_map(|above| opened(&above)).or_else(|| self.char_at(bracket))?;
        let wanted = if open == '[' { ']' } else { '}' };
        let found = closing_alone(text.trim())?;
        let at = self.file.line_start(line) as usize + text.find(found)?;
        // In full width it is told as that.
        if matches!((found, wanted), ('］', ']') | ('｝', '}')) {
            return Some(Diagnosis::slip(&slips::closing_bracket(&self.text[at..])?.shifted(at)));
        }
        let place = at..at + found.len_utf8();
        let message = format!("ここの括弧「{found}」は、まとまりの括弧になりません");
        let mend = Mend::likely(at, place.len(), wanted.to_string());
        Some(Diagnosis::new(place, message, format!("「{wanted}」に直してください")).mend(Some(mend)))
    }

    /// The bracket with which a line ends, but for a comment.
    fn bracket_at_end(&self, line: usize) -> Option<char> {
        without_comment(self.file.line(line)).chars().next_back().filter(|last| matches!(last, '[' | '{'))
    }
}
