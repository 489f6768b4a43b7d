//! What stands between brackets, however its lines are ended.

use super::super::words::{behind_blanks, is_marker, line_end, line_start, plain_end, says_no_more};
use super::{Awaits, Open, Stop, Walk};

impl Walk<'_> {
    /// Walks through what stands between brackets, to the one that closes what was open first: or, of a piece, to the line behind it.
    pub(super) fn brackets(&mut self, mut awaits: Awaits) -> Result<(), Stop> {
        let base = self.open.len();
        let is_below = base == 1 && self.open[0].column.is_none();
        loop {
            let from = self.at;
            self.skip_space();
            let at = self.at;
            let is_lowest = is_below && self.open.len() == 1;
            let Some(c) = self.text[at..].chars().next() else {
                return if is_lowest && awaits == Awaits::CommaOrLines { Ok(()) } else { Err(Stop::At(at)) };
            };
            if is_marker(self.text, at) {
                return Err(Stop::At(at));
            }
            if is_lowest
                && awaits == Awaits::CommaOrLines
                && !matches!(c, ',' | '}' | ']')
                && self.text[from..at].contains('\n')
            {
                self.at = line_start(self.text, at);
                self.open.clear();
                return Ok(());
            }
            match c {
                '{' | '[' => {
                    let is_row =
                        awaits == Awaits::Entry && self.open.last().is_some_and(|open| open.is.parts.is_empty());
                    if !(matches!(awaits, Awaits::Value | Awaits::Anything) || is_row) {
                        return Err(Stop::At(at));
                    }
                    self.enter(at, None, c == '[')?;
                    (self.at, awaits) = (at + 1, Awaits::Entry);
                }
                '}' | ']' => {
                    self.close(c, at)?;
                    self.at = at + 1;
                    if !is_below && self.open.len() == base || self.open.is_empty() {
                        return Ok(());
                    }
                    awaits = if is_below && self.open.len() == 1 { Awaits::CommaOrLines } else { Awaits::Comma };
                }
                ',' => {
                    if awaits == Awaits::Entry {
                        return Err(Stop::At(at));
                    }
                    (self.at, awaits) = (at + 1, Awaits::Entry);
                    if self.open.last().is_some_and(|open| !open.is.parts.is_empty() && !open.is.lists.is_empty()) {
                        awaits = Awaits::Anything;
                    }
                }
                _ => awaits = self.word(c, at, awaits)?,
            }
        }
    }

    /// What closes is left; below the first that a piece knows of there is another, of which nothing more is known.
    fn close(&mut self, c: char, at: usize) -> Result<(), Stop> {
        let open = self.open.last_mut().ok_or(Stop::At(at))?;
        if c == '}' {
            open.is.lists.clear();
        } else {
            open.is.parts.clear();
        }
        if open.is.is_empty() || open.column.is_some() {
            return Err(Stop::At(at));
        }
        if self.open.len() > 1 || !self.is_piece {
            self.leave();
            return Ok(());
        }
        let around = self.shapes.around(&self.open[0].is);
        self.open.clear();
        if !around.is_empty() {
            self.open.push(Open::new(None, around));
        }
        Ok(())
    }

    /// A key or a value between brackets.
    fn word(&mut self, c: char, at: usize, awaits: Awaits) -> Result<Awaits, Stop> {
        let (end, word, goes_on) = match c {
            '"' | '\'' => {
                let end = self.behind_quotes(at, c)?;
                (end, &self.text[at + 1..end - 1], false)
            }
            '&' | '*' | '!' | '?' => return Err(Stop::Odd),
            '%' | '@' | '`' | '|' | '>' => return Err(Stop::At(at)),
            _ => {
                let (end, goes_on) = plain_end(self.text, at, self.format.is_key);
                (end, &self.text[at..end], goes_on)
            }
        };
        if end == at {
            return Err(Stop::At(at));
        }
        let behind = behind_blanks(self.text, end);
        let is_key = self.text[behind..].starts_with(':');
        if is_key && goes_on {
            return Err(Stop::At(behind));
        }
        self.at = if is_key { behind + 1 } else { end };
        let is_part = self.open.last().is_some_and(|open| !open.is.parts.is_empty());
        match awaits {
            Awaits::Entry | Awaits::Anything if is_key && is_part => {
                self.key(word, at)?;
                Ok(Awaits::Value)
            }
            Awaits::Anything if !is_key => Ok(Awaits::Comma),
            Awaits::Entry if is_key || is_part => Err(Stop::At(at)),
            Awaits::Value | Awaits::Entry if !is_key => {
                if self.takes_value(at) {
                    Ok(Awaits::Comma)
                } else {
                    Err(Stop::At(at))
                }
            }
            _ => Err(Stop::At(at)),
        }
    }

    fn skip_space(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            if self.at == self.text.len() || !says_no_more(self.text, self.at) {
                return;
            }
            self.at = line_end(self.text, self.at);
        }
    }
}
