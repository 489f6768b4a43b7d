//! The first line of a row or part that is not what it must be (no colon, another mark for its dash, a value without its key): YAML
//! stumbles over the lines below it, which are right.

use super::super::mend::Mend;
use super::super::slips;
use super::{Diagnosis, Explainer};
use crate::source::problem::quoted;
use std::ops::Range;

/// So many lines are looked through upwards.
const MAX_ABOVE: usize = 30;

impl Explainer<'_> {
    /// What is told of the first line of the row in which reading stopped, where that is the one that is wrong.
    pub(super) fn first_line(&self) -> Option<Diagnosis> {
        let last = self.fault.last.as_ref();
        last.and_then(|last| self.quoted_alone(&last.range).or_else(|| self.closed_early(&last.range)))
            .or_else(|| self.row_above())
    }

    /// A text in quotes over several lines that a quote closes although more of it stands below.
    fn closed_early(&self, text: &Range<usize>) -> Option<Diagnosis> {
        let mark = self.text[text.clone()].chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
        let here = self.line_start(self.fault.at);
        let goes_on = self.line_of(text.end) > self.line_of(text.start)
            && text.end <= here
            && self.text[text.end..here].trim().is_empty()
            && !self.looks_like_part(self.line_of(here));
        if !goes_on {
            return None;
        }
        let words = self.rest_of_line(here);
        let below = words.end - self.text[words.clone()].trim_start().len()..words.end;
        let message = format!("引用符「{mark}」はこの行で閉じていますが、下に文が続いています");
        let help = format!("下の行も文なら、この「{mark}」を消してください");
        Some(
            Diagnosis::new(text.end - 1..text.end, message, help)
                .related(below, "この行からの文です")
                .mend(Some(Mend::likely(text.end - 1, 1, ""))),
        )
    }

    /// A text in quotes that stands alone on its line, or behind its dash, with entries below it: a key without its colon, or a
    /// value without its key.
    fn quoted_alone(&self, text: &Range<usize>) -> Option<Diagnosis> {
        let before = &self.text[self.line_start(text.start)..text.start];
        let is_alone = self.text[text.clone()].starts_with(['"', '\''])
            && self.rest_of_line(text.start).end == text.end
            && self.text[text.end..self.line_start(self.fault.at)].trim().is_empty();
        let (own, below) = (self.column(text.start), self.column(self.fault.at));
        match before.trim_matches(' ') {
            "" | "-" if is_alone && below > own => Some(self.missing_colon(text.clone())),
            "-" if is_alone && below == own => {
                let message = format!("{}の前に項目名がありません", quoted(&self.text[text.clone()]));
                Some(Diagnosis::new(text.clone(), message, "「- 項目: 値」の形で書いてください"))
            }
            _ => None,
        }
    }

    /// The first line of a row that stands below it in the column of its words: behind a dash without an entry, or behind a mark
    /// that is no dash.
    fn row_above(&self) -> Option<Diagnosis> {
        let stop = self.line_start(self.fault.at);
        let keys = self.indent_after(stop.saturating_sub(1));
        let here = &self.text[self.rest_of_line(stop)];
        if !here.contains(": ") && !here.ends_with(':') {
            return None;
        }
        let mut end = stop;
        for _ in 0..MAX_ABOVE {
            end = self.text[..end].trim_end().len();
            let start = self.line_start(end);
            let line = &self.text[start..end];
            let body = line.trim_start_matches(' ');
            let column = line.len() - body.len();
            end = start;
            if start == 0 && column >= keys {
                return None;
            }
            if column >= keys || body.starts_with('#') {
                continue;
            }
            let mark = body.chars().next()?;
            let words = body[mark.len_utf8()..].trim_start_matches(' ');
            let n_blanks = body.len() - mark.len_utf8() - words.len();
            if n_blanks == 0 || column + 1 + n_blanks != keys {
                return None;
            }
            let at = start + line.len() - words.len();
            return match mark {
                '-' => self.row_without_entry(start, at),
                _ if mark.is_alphanumeric() || matches!(mark, '"' | '\'' | '{' | '[' | '#' | '?' | '&' | '*') => None,
                _ => Some(self.no_dash(at - n_blanks - mark.len_utf8()..at - n_blanks)),
            };
        }
        None
    }

    /// A row that begins with words and no entry; `line` and `words` are where its line and they begin.
    fn row_without_entry(&self, line: usize, words: usize) -> Option<Diagnosis> {
        let text = &self.text[self.rest_of_line(words)];
        let is_value = text.contains(": ") || text.ends_with(':') || text.starts_with(['"', '\'', '{', '[', '&', '*']);
        if is_value {
            return None;
        }
        if let Some((_, slip)) = slips::in_line(&self.text[self.rest_of_line(line)]) {
            return Some(Diagnosis::slip(&slip.shifted(line)));
        }
        let end = text.find(" #").map_or(text.len(), |comment| text[..comment].trim_end().len());
        Some(self.missing_colon(words..words + end))
    }

    /// A mark in the place of a dash.
    fn no_dash(&self, mark: Range<usize>) -> Diagnosis {
        let message = format!("一覧の項目が「{}」で始まっています", &self.text[mark.clone()]);
        let help = "一覧の項目は「- 」（半角のハイフンと半角の空白）で始めてください";
        let mend = Mend::likely(mark.start, mark.len(), "-");
        Diagnosis::new(mark, message, help).mend(Some(mend))
    }
}
