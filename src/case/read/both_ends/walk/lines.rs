//! Lines by their depth: entries, rows behind their dashes, and values with all their lines.

use super::super::words::{behind_blanks, colon_in, is_dash, key_at, line_end, line_start, says_no_more};
use super::{Awaits, Open, Stop, Walk};
use crate::source::indent;

impl<'t> Walk<'t> {
    /// Walks through lines by their depth, from the start of one to the end of the text.
    pub(super) fn lines(&mut self) -> Result<(), Stop> {
        while self.at < self.text.len() {
            let start = self.at;
            let words = start + indent(&self.text[start..]);
            let is_margin = words == start;
            let begins_text =
                || is_margin && !self.has_begun && self.text[start..line_end(self.text, start)].trim_end() == "---";
            if says_no_more(self.text, words) || begins_text() {
                self.next_line();
            } else if is_margin && self.text[start..].trim() == "..." {
                return Ok(());
            } else {
                self.line(words, words - start)?;
            }
        }
        Ok(())
    }

    fn next_line(&mut self) {
        self.at = (line_end(self.text, self.at) + 1).min(self.text.len());
    }

    /// A line that says something, and all that belongs to its last value.
    fn line(&mut self, words: usize, column: usize) -> Result<(), Stop> {
        let is_dash = is_dash(self.text, words);
        let is_over = |open: &Open| {
            let own = open.column.unwrap_or_default();
            own > column || own == column && open.is.parts.is_empty() && !is_dash
        };
        while self.open.last().is_some_and(is_over) {
            self.leave();
        }
        let begins = !std::mem::replace(&mut self.has_begun, true);
        let nothing = Err(Stop::At(words));
        match self.open.last_mut() {
            None if self.is_piece => {
                self.open.push(Open::new(Some(column), self.shapes.any().only(is_dash)));
            }
            None if begins && self.text[words..].starts_with(['{', '[']) => return self.value(words),
            None if begins && !is_dash => self.enter(words, Some(column), false)?,
            None => return nothing,
            Some(open) if open.column == Some(column) => {
                if is_dash && open.is.lists.is_empty() {
                    if !std::mem::take(&mut open.awaits) {
                        return nothing;
                    }
                    self.enter(words, Some(column), true)?;
                }
            }
            Some(open) => {
                if !std::mem::take(&mut open.awaits) {
                    return nothing;
                }
                if is_dash || key_at(self.text, words).is_some() {
                    self.enter(words, Some(column), is_dash)?;
                } else {
                    return self.value(words);
                }
            }
        }
        if is_dash { self.row(words) } else { self.entry(words) }
    }

    /// An entry outside brackets, and its value.
    fn entry(&mut self, at: usize) -> Result<(), Stop> {
        if self.text[at..].starts_with("? ") {
            return Err(Stop::Odd);
        }
        let (key, behind) = key_at(self.text, at).ok_or(Stop::At(at))?;
        self.key(key, at)?;
        self.behind(behind)
    }

    /// A row behind its dash.
    fn row(&mut self, at: usize) -> Result<(), Stop> {
        let words = behind_blanks(self.text, at + 1);
        let is_dash = is_dash(self.text, words);
        if says_no_more(self.text, words) || !is_dash && key_at(self.text, words).is_none() {
            return self.behind(at + 1);
        }
        self.enter(words, Some(words - line_start(self.text, at)), is_dash)?;
        if is_dash { self.row(words) } else { self.entry(words) }
    }

    /// What stands behind a colon or a dash: a value, or the line end.
    fn behind(&mut self, at: usize) -> Result<(), Stop> {
        let words = behind_blanks(self.text, at);
        if !says_no_more(self.text, words) {
            return self.value(words);
        }
        if let Some(open) = self.open.last_mut() {
            open.awaits = true;
        }
        self.at = words;
        self.next_line();
        Ok(())
    }

    /// A value outside brackets that begins here, with all its lines.
    fn value(&mut self, at: usize) -> Result<(), Stop> {
        let first = self.text[at..].chars().next().unwrap_or('\n');
        match first {
            '{' | '[' => {
                self.at = at;
                self.brackets(Awaits::Value)?;
                return self.line_ends();
            }
            '&' | '*' | '!' => return Err(Stop::Odd),
            '%' | '@' | '`' | ',' | ']' | '}' => return Err(Stop::At(at)),
            _ if !self.takes_value(at) => return Err(Stop::At(at)),
            '"' | '\'' => {
                self.at = self.behind_quotes(at, first)?;
                return self.line_ends();
            }
            _ => {}
        }
        let parent = self.open.last().and_then(|open| open.column);
        if matches!(first, '|' | '>') {
            return self.text_below(at, parent);
        }
        self.plain_lines(at, parent)
    }

    /// The lines of a text below its `|`.
    fn text_below(&mut self, at: usize, parent: Option<usize>) -> Result<(), Stop> {
        let behind = self.text[at + 1..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
        let behind = self.text.len() - behind.len();
        let words = behind_blanks(self.text, behind);
        if !says_no_more(self.text, words) {
            return Err(Stop::At(at));
        }
        self.at = words;
        self.next_line();
        let mut depth = None;
        self.while_deeper(parent, |_, own| {
            let first = *depth.get_or_insert(own);
            Ok(own >= first)
        })
    }

    /// A plain text and the lines on which it goes on.
    fn plain_lines(&mut self, at: usize, parent: Option<usize>) -> Result<(), Stop> {
        let said = |line: &'t str| line.find(" #").map_or(line, |end| &line[..end]);
        let line = &self.text[at..line_end(self.text, at)];
        if let Some(colon) = colon_in(said(line).trim_end()) {
            return Err(Stop::At(at + colon));
        }
        self.at = at;
        self.next_line();
        if said(line).len() < line.len() {
            return Ok(());
        }
        let text = self.text;
        self.while_deeper(parent, |words, _| {
            let line = &text[words..line_end(text, words)];
            if line.starts_with('#') {
                return Ok(false);
            }
            if colon_in(said(line).trim_end()).is_some() { Err(Stop::At(words)) } else { Ok(true) }
        })
    }

    /// Walks over the lines that stand deeper than their parent, and the empty ones, as long as they belong there.
    fn while_deeper(
        &mut self,
        parent: Option<usize>,
        mut belongs: impl FnMut(usize, usize) -> Result<bool, Stop>,
    ) -> Result<(), Stop> {
        while self.at < self.text.len() {
            let start = self.at;
            let words = start + indent(&self.text[start..]);
            let says = !self.text[words..].starts_with(['\n', '\r']) && words < self.text.len();
            let is_deeper = parent.is_none_or(|parent| words - start > parent);
            if says && !(is_deeper && belongs(words, words - start)?) {
                return Ok(());
            }
            self.next_line();
        }
        Ok(())
    }

    /// After a value that has its own end, nothing more may stand on its line.
    fn line_ends(&mut self) -> Result<(), Stop> {
        let at = behind_blanks(self.text, self.at);
        if !says_no_more(self.text, at) {
            return Err(Stop::At(at));
        }
        self.at = at;
        self.next_line();
        Ok(())
    }
}
