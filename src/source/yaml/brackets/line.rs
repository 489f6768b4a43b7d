//! One line between brackets: what it opens and closes, how it begins and ends, or what in it can be no part of a value.

use super::super::slips;
use super::odd::Odd;
use crate::source::unseen::is_odd_blank;
use std::cell::Cell;

/// What a line says.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) column: usize,
    /// How many brackets it closes before anything else.
    pub(super) n_first_closed: usize,
    /// The brackets that it closes and others opened.
    pub(super) closed: Vec<char>,
    /// The brackets that it opens and does not close.
    pub(super) opened: Vec<char>,
    /// What it begins with, behind brackets that close.
    begins: Option<Begins>,
    /// What stands at its end.
    ends: Before,
    n_colons: usize,
    /// Whether it has a pair of brackets.
    pub(super) has_pair: bool,
    /// How many of the brackets that it opens stand right behind the same.
    pub(super) n_doubled: usize,
    /// Where a comment begins behind other words.
    pub(super) comment: Option<usize>,
    /// Whether it ends with a text without quotes, which can go on over line ends.
    ends_plain: bool,
    /// Whether it begins with a bracket that it opens.
    pub(super) begins_bracket: bool,
    /// Where what it opens begins on the lines below it, as soon as one was seen.
    pub(super) inner: Cell<Option<usize>>,
}

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begins {
    /// A text without quotes.
    Words,
    /// A text in quotes, or a bracket.
    Value,
    /// A key.
    Key,
}

/// What stands before a place of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Before {
    /// Nothing yet.
    #[default]
    Nothing,
    /// What begins a value: a bracket or a comma.
    Begin,
    Comma,
    /// A text that may yet be a key.
    Word,
    Colon,
    Value,
}

impl Before {
    /// Whether a blank at the beginning of a rest of a line is no part of a text without quotes.
    fn is_no_text(self, rest: &str) -> bool {
        let next = rest.trim_start_matches(is_blank);
        self == Self::Value || next.is_empty() || next.starts_with([',', '[', ']', '{', '}', '"', '\'', '#'])
    }
}

impl Line {
    /// Whether it ends with a value that another can only follow behind a comma.
    pub(super) const fn ends_value(&self) -> bool {
        matches!(self.ends, Before::Word | Before::Value)
    }

    /// Whether nothing stands behind the bracket that it opens.
    pub(super) const fn ends_with_bracket(&self) -> bool {
        matches!(self.ends, Before::Begin)
    }

    /// Whether it ends with the colon of a key.
    pub(super) const fn ends_colon(&self) -> bool {
        matches!(self.ends, Before::Colon)
    }

    /// Whether it ends with a comma.
    pub(super) const fn ends_comma(&self) -> bool {
        matches!(self.ends, Before::Comma)
    }

    pub(super) const fn begins_value(&self) -> bool {
        self.begins.is_some()
    }

    /// Whether it begins with a key.
    pub(super) fn begins_key(&self) -> bool {
        self.begins == Some(Begins::Key)
    }

    /// Whether the text at its end goes on at the beginning of the next line.
    pub(super) fn goes_on_in(&self, next: &Self) -> bool {
        self.ends_plain && next.begins == Some(Begins::Words)
    }

    /// Whether it begins with a key that stands in no bracket of this line.
    pub(super) fn is_entry(&self) -> bool {
        self.begins_key() && !self.begins_bracket
    }

    /// Whether it is words alone: no key, no comma behind them, no bracket.
    pub(super) fn is_words(&self) -> bool {
        self.begins == Some(Begins::Words) && self.ends == Before::Word && self.opened.is_empty()
    }

    /// Whether it is one text, without a key and with no bracket.
    pub(super) fn is_text_alone(&self) -> bool {
        self.begins_value() && self.n_colons == 0 && self.opened.is_empty() && self.closed.is_empty()
    }

    /// Whether it is words that are no key, and brackets that close behind them.
    pub(super) fn is_closed_behind_words(&self) -> bool {
        self.begins == Some(Begins::Words) && self.n_colons == 0 && self.opened.is_empty() && !self.closed.is_empty()
    }

    /// Whether it opens what it does not close, and more stands behind that.
    pub(super) const fn is_open(&self) -> bool {
        !self.opened.is_empty() && !self.ends_with_bracket()
    }

    /// The bracket that it opens, if there is nothing else.
    pub(super) fn bracket_alone(&self) -> Option<char> {
        let [only] = self.opened[..] else { return None };
        let is_alone = self.begins == Some(Begins::Value) && self.ends_with_bracket() && self.n_colons == 0;
        (is_alone && self.closed.is_empty() && !self.has_pair).then_some(only)
    }

    /// Whether it is an entry whose brackets close each other.
    pub(super) fn is_whole(&self) -> bool {
        self.begins_key() && self.opened.is_empty() && self.closed.is_empty()
    }

    pub(super) fn closes_more(&self) -> bool {
        self.closed.len() > self.n_first_closed
    }

    /// Whether it closes one bracket and opens the same again at its end (「}, {」).
    pub(super) fn reopens(&self) -> bool {
        let pairs = [('}', '{'), (']', '[')];
        self.n_first_closed == 1
            && matches!((&self.closed[..], &self.opened[..]), ([close], [open]) if pairs.contains(&(*close, *open)))
    }

    /// What a line says whose words begin behind so many bytes, or the first thing in it that is odd, with its place on the line.
    pub(super) fn of(text: &str, begins: usize, column: usize) -> Result<Self, Odd> {
        let mut line = Self { column, ..Self::default() };
        let mut before = Before::Nothing;
        let (mut at, mut last) = (0, 0);
        // The brace right behind which the text at hand begins.
        let mut brace = None;
        while let Some(c) = text[at..].chars().next() {
            let (here, rest) = (begins + at, &text[at..]);
            let mut length = c.len_utf8();
            match c {
                ' ' | '\t' => {}
                '#' if at == 0 || text[..at].ends_with([' ', '\t']) => {
                    line.comment = (at > 0).then_some(here);
                    break;
                }
                '[' | '{' => {
                    if matches!(before, Before::Word | Before::Value) {
                        return Err(Odd::Between(here));
                    }
                    // 「"時刻": "19:00",{」: in a map no value stands without its key.
                    if before == Before::Comma && line.is_entry() && line.opened.is_empty() && line.closed.is_empty() {
                        return Err(Odd::Sign(here));
                    }
                    if before == Before::Nothing {
                        line.begins = Some(Begins::Value);
                        line.begins_bracket = true;
                    }
                    line.n_doubled += usize::from(line.opened.last() == Some(&c) && text[..at].ends_with(c));
                    line.opened.push(c);
                    before = Before::Begin;
                }
                ']' | '}' => {
                    match line.opened.pop() {
                        Some(open) if (open == '[') != (c == ']') => return Err(Odd::Mismatch(here, open, c)),
                        Some(_) => line.has_pair = true,
                        // 「],     }」: what was pasted before the bracket that the line was.
                        None if before == Before::Comma
                            && line.n_first_closed > 0
                            && line.begins.is_none()
                            && text[..at].ends_with("  ") =>
                        {
                            return Err(Odd::BeforeClosing);
                        }
                        None => {
                            line.n_first_closed +=
                                usize::from(before == Before::Nothing || line.is_all_closed(text, at));
                            line.closed.push(c);
                        }
                    }
                    before = Before::Value;
                }
                ',' => {
                    if matches!(before, Before::Nothing | Before::Begin | Before::Comma) {
                        return Err(Odd::Sign(here));
                    }
                    // 「"職種":{ "医師",」: in braces no text stands without its value.
                    if let Some(brace) = brace.filter(|_| before == Before::Word && is_end(&rest[1..])) {
                        return Err(Odd::Sign(brace));
                    }
                    before = Before::Comma;
                }
                '［' | '｛' | '］' | '｝' if !is_of_text(rest, before) => {
                    let slip = slips::bracket(rest).or_else(|| slips::closing_bracket(rest));
                    return Err(slip.map_or(Odd::Sign(here), |slip| Odd::Slip(slip.shifted(here))));
                }
                '＃' if at == 0 => return Err(Odd::Slip(slips::hash(here))),
                _ if is_odd_blank(c) && before.is_no_text(rest) => {
                    return Err(Odd::Blank(here, rest.len() - rest.trim_start_matches(is_blank).len()));
                }
                ':' if matches!(before, Before::Word) => {
                    if line.ends_plain && rest[1..].starts_with(['[', '{']) {
                        return Err(Odd::Glued(begins + last, here));
                    }
                    if let Some(key) = Some(&text[last..at]).filter(|_| line.ends_plain).and_then(behind_other) {
                        return Err(Odd::BeforeKey(begins + last, begins + last + key));
                    }
                    if line.n_colons == 0 {
                        line.begins = line.begins.map(|_| Begins::Key);
                    }
                    line.n_colons += 1;
                    before = Before::Colon;
                }
                ':' if before == Before::Value || is_colon(rest) => {
                    let comma = slips::comma_before_key(&text[last..at]);
                    return Err(comma.map_or(Odd::Sign(here), |slip| Odd::Slip(slip.shifted(begins + last))));
                }
                _ => {
                    let quoted = matches!(c, '"' | '\'');
                    length = if quoted { quoted_length(rest).ok_or(Odd::Quote(here, c))? } else { plain_length(rest) };
                    let word = &rest[..length];
                    last = at;
                    let is_first = before == Before::Begin && line.opened.last() == Some(&'{');
                    brace = text[..at].rfind('{').filter(|_| is_first).map(|brace| begins + brace);
                    if let Some(slip) = slips::comma(rest).filter(|slip| slip.at() == 0 && before == Before::Value) {
                        return Err(Odd::Slip(slip.shifted(here)));
                    }
                    if matches!(before, Before::Word | Before::Value) {
                        return Err(Odd::Between(here));
                    }
                    if let Some(mark) = word.find('"').filter(|_| !quoted && word.matches('"').count() % 2 > 0) {
                        return Err(Odd::Quote(here + mark, '"'));
                    }
                    let is_dashed = before == Before::Colon && word.starts_with("- ");
                    if is_dashed || word.starts_with(['*', '&', '!', '|', '>', '%', '@', '`', '?']) {
                        return Err(Odd::Sign(here));
                    }
                    if before == Before::Nothing {
                        line.begins = Some(if quoted { Begins::Value } else { Begins::Words });
                    }
                    line.ends_plain = !quoted;
                    before = if before == Before::Colon { Before::Value } else { Before::Word };
                }
            }
            at += length;
        }
        line.ends = before;
        line.ends_plain &= line.ends_value() && !text.trim_end().ends_with([']', '}']);
        Ok(line)
    }

    /// Whether all before a place are brackets that close.
    fn is_all_closed(&self, text: &str, at: usize) -> bool {
        self.n_first_closed > 0 && text[..at].chars().all(|c| matches!(c, ']' | '}'))
    }
}

/// Where the key in quotes begins before which something was typed or pasted, as the number of its line.
fn behind_other(word: &str) -> Option<usize> {
    let key = word.find('"').filter(|key| *key > 0)?;
    (word.ends_with('"') && word[key..].len() > 2 && word.matches('"').count() == 2).then_some(key)
}

/// Whether nothing but a comment stands in the rest of a line.
fn is_end(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with('#')
}

/// Whether a full-width bracket begins a text.
fn is_of_text(rest: &str, before: Before) -> bool {
    let is_text = slips::bracket(rest).is_none() || before == Before::Colon && slips::is_text_in_brackets(rest);
    rest.starts_with(['［', '｛']) && is_text
}

/// Whether a colon parts a key from its value.
fn is_colon(rest: &str) -> bool {
    rest[1..].chars().next().is_none_or(|next| matches!(next, ' ' | '\t' | ',' | '[' | ']' | '{' | '}'))
}

/// How long a text in quotes is, with them.
fn quoted_length(rest: &str) -> Option<usize> {
    let mark = rest.chars().next()?;
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if mark == '"' => drop(chars.next()),
            '\'' if mark == '\'' && chars.next_if(|(_, next)| *next == '\'').is_some() => {}
            _ if c == mark => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// How long a text without quotes is.
fn plain_length(rest: &str) -> usize {
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        let ends = match c {
            ',' | '[' | ']' | '{' | '}' => true,
            ':' => at > 0 && is_colon(&rest[at..]),
            '#' => before == ' ',
            _ => false,
        };
        if ends && at > 0 {
            return rest[..at].trim_end_matches([' ', '\t']).len();
        }
        before = c;
    }
    rest.trim_end_matches([' ', '\t']).len()
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_odd_blank(c)
}
