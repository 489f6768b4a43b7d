//! Tabs, full-width and no-break spaces, and characters that nobody sees, in the indentation of a line, told before YAML is
//! asked: it takes such a line for text, or a tab for nothing, and would blame the one behind it or before it.

use super::mend::{Edit, Mending};
use super::slips;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::unseen::{self, is_odd_blank, is_unseen};
use crate::source::{FileId, SourceFile, Span, indent, to_u32};
use std::collections::BTreeSet;

/// A full-width space: twice as wide as the others.
const WIDE: char = '\u{3000}';
/// Behind a dash stand no more blanks than these.
const MAX_BEHIND_DASH: usize = 6;

/// Whether a character looks like indentation and is none. What nobody sees is told where it stands in a text, too.
fn is_odd(c: char) -> bool {
    c == '\t' || is_odd_blank(c) || is_unseen(c)
}

/// Tells the odd blanks that stand where a line is indented, and makes them spaces in the copy. In a text they are spaces like
/// any other: what belongs to one is left alone.
pub(super) fn odd_blanks(id: FileId, file: &SourceFile, mending: &mut Mending) -> Vec<Problem> {
    let starts_odd = |at: usize| {
        let body = file.text()[at..].trim_start_matches(' ');
        let is_blank = |c: char| c == '\t' || is_odd_blank(c);
        body.starts_with(is_odd) || body.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_blank))
    };
    // In JSON, and in brackets as JSON has them, a tab is a blank like any other.
    let tabs_are_blanks = file.is_in_brackets();
    let line_ends = memchr::memchr2_iter(b'\n', b'\r', file.text().as_bytes());
    if !std::iter::once(0).chain(line_ends.map(|at| at + 1)).any(starts_odd) {
        return Vec::new();
    }
    let mut told = Vec::new();
    let (mut state, mut at) = (State::default(), 0);
    for line in file.text().split_inclusive(['\n', '\r']) {
        let start = at;
        at += line.len();
        let body = line.trim_start_matches(' ').trim_end();
        let spaces = indent(line);
        if body.is_empty() && state.is_empty_line(spaces, &file.text()[at..]) {
            // In a text that goes on, a tab that stands less deep ends it.
            let is_odd = |c: char| is_odd_blank(c) || c == '\t' && state.block != Block::None;
            told.extend(empty_line(id, start, line, is_odd, mending));
        }
        if body.is_empty() || body.starts_with('#') && state.block == Block::None && state.unclosed.quote.is_none() {
            continue;
        }
        let text = body.trim_start_matches(|c| c == ' ' || is_odd(c));
        let wide = &body[..body.len() - text.len()];
        let odd = wide.chars().find(|c| is_odd(*c)).filter(|odd| !(text.is_empty() || tabs_are_blanks && *odd == '\t'));
        let begins_text = state.block == Block::Begun;
        let wanted = odd.and_then(|odd| Some((odd, state.indentation(spaces, wide, text)?)));
        let as_below = |column: usize| if begins_text { as_text_below(&file.text()[at..], column) } else { column };
        let wanted = wanted.map(|(odd, (column, is_sure))| (odd, (as_below(column), is_sure)));
        if let Some((odd, (wanted, is_sure))) = wanted {
            let (from, to) = (start + spaces, start + spaces + wide.len());
            // A soft hyphen where rows begin stands for the dash as which it is shown.
            let is_dash = wide == "\u{AD} " && state.begins_rows(spaces);
            let insert = if is_dash { "- ".to_owned() } else { " ".repeat(wanted.saturating_sub(spaces)) };
            let span = Span::new(id, to_u32(from), to_u32(to));
            mending.edits.push(Edit::new(from, wide.len(), insert.clone()));
            let (code, what) = named(odd);
            let message = format!("字下げに{what}が使われています。YAMLの字下げは半角の空白で書きます");
            let certain = is_sure && !is_dash && (odd != '\t' || state.has(wanted, text) && wanted >= spaces + 2);
            let (title, help) = if is_dash {
                (
                    "一覧の項目の「- 」に直す",
                    "一覧の項目なら、「- 」（半角のハイフンと半角の空白）で始めてください".to_owned(),
                )
            } else {
                ("字下げを半角の空白に直す", format!("この行の字下げを、半角の空白 {wanted} 文字に置き換えてください"))
            };
            let fix = Fix { certain, ..Fix::certain(title, span, insert) };
            told.push(Problem::new(code, span, message).help(help).fix(fix));
            if is_dash {
                state.pass(spaces, &format!("- {text}"));
                continue;
            }
        }
        let column = wanted.map_or(spaces, |(_, (wanted, _))| wanted);
        if text.starts_with('-') && !state.goes_on(column) {
            let width = width_behind_dash(column, &file.text()[at..]);
            told.extend(blank_behind_dash(id, start + spaces + wide.len(), text, width, mending));
        }
        match wanted {
            Some((_, (wanted, _))) => state.pass(wanted, text),
            None => state.pass(spaces, body),
        }
    }
    mending.settle();
    // How wide a tab was meant nobody knows of a file that an editor filled with them.
    let is_tab = |problem: &&mut Problem| problem.code == ProblemCode::Tab;
    if told.iter_mut().filter(is_tab).count() > 1 {
        told.iter_mut().filter(is_tab).filter_map(|tab| tab.fix.as_mut()).for_each(|fix| fix.certain = false);
    }
    told
}

/// The column of the first line of a text of lines: where those below it go on, deeper than it would be.
fn as_text_below(below: &str, column: usize) -> usize {
    let next = below.lines().map(str::trim_end).find(|line| !line.is_empty()).map(indent);
    next.filter(|next| *next > column).unwrap_or(column)
}

/// What a character that looks like a blank is told as, and what it is called.
fn named(odd: char) -> (ProblemCode, String) {
    match odd {
        '\t' => (ProblemCode::Tab, "タブ".to_owned()),
        WIDE => (ProblemCode::FullWidth, "全角の空白".to_owned()),
        _ if is_odd_blank(odd) => (ProblemCode::FullWidth, format!("空白に見える文字 {} ", unseen::shown(odd))),
        _ => (ProblemCode::Unseen, format!("目に見えない文字 {} ", unseen::shown(odd))),
    }
}

/// How many blanks stand behind a dash in this column, so that its words begin where the keys of its row below it do.
fn width_behind_dash(column: usize, below: &str) -> Option<usize> {
    let next = below.lines().find(|line| !line.trim().is_empty())?;
    let keys = indent(next);
    let is_key = !next.trim_start().starts_with('-') && is_entry(next.trim());
    Some(keys.checked_sub(column + 1)?).filter(|width| is_key && (1..=MAX_BEHIND_DASH).contains(width))
}

/// Tells a tab or an odd blank behind the dash of an item; `text` begins with the dash.
fn blank_behind_dash(
    id: FileId,
    dash: usize,
    text: &str,
    width: Option<usize>,
    mending: &mut Mending,
) -> Option<Problem> {
    let rest = &text[1..];
    let words = rest.trim_start_matches(|c| matches!(c, ' ' | '\t') || is_odd_blank(c));
    let odd = rest[..rest.len() - words.len()].chars().next().filter(|c| *c != ' ')?;
    if words.is_empty() || odd == '\t' && !is_entry(words) {
        return None;
    }
    let length = rest.len() - words.len();
    let blanks = " ".repeat(width.unwrap_or(1));
    let span = Span::new(id, to_u32(dash + 1), to_u32(dash + 1 + length));
    mending.edits.push(Edit::new(dash + 1, length, blanks.clone()));
    let fix =
        Fix { certain: width.is_some(), ..Fix::certain("「-」の後を半角の空白に直す", span, blanks) };
    let (code, what) = named(odd);
    let message = format!("「-」の後に{what}が使われています。YAMLの記号と空白は半角で書きます");
    let help = "一覧の項目は「- 」（半角のハイフンと半角の空白）で始めてください";
    Some(Problem::new(code, span, message).help(help).fix(fix))
}

/// Tells the odd blanks of a line that holds nothing else: YAML would take them for words.
fn empty_line(
    id: FileId,
    start: usize,
    line: &str,
    is_odd: impl Fn(char) -> bool,
    mending: &mut Mending,
) -> Option<Problem> {
    let blanks = line.trim_end_matches(['\n', '\r']);
    let odd = blanks.chars().find(|c| is_odd(*c))?;
    let (code, what) = named(odd);
    let span = Span::new(id, to_u32(start), to_u32(start + blanks.len()));
    mending.edits.push(Edit::new(start, blanks.len(), String::new()));
    let message = format!("何も書かれていないように見える行に、{what}があります");
    let help = "この行の空白を消してください";
    Some(Problem::new(code, span, message).help(help).fix(Fix::certain("行の空白を消す", span, "")))
}

/// A text that `|` or `>` began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Block {
    /// There is none.
    #[default]
    None,
    /// Its first line has not come yet.
    Begun,
    /// How deep its lines stand.
    Lines(usize),
}

/// A column at which lines begin.
#[derive(Clone, Copy, Debug)]
struct Level {
    column: usize,
    /// Whether it is that of an item's dash, at which no key stands.
    is_dash: bool,
}

/// What the lines so far have begun.
#[derive(Debug, Default)]
struct State {
    /// How deep the last entry stands.
    entry: usize,
    /// How deep it and those around it stand, from the left.
    levels: Vec<Level>,
    /// Whether that entry has nothing behind its colon.
    open: bool,
    /// The text that goes on.
    block: Block,
    /// What of quotes and brackets goes on.
    unclosed: Unclosed,
    /// In which columns items have begun.
    items: BTreeSet<usize>,
}

impl State {
    /// How many spaces must stand before a line that begins with some spaces and then odd blanks, and whether it can only be so many;
    /// none when those belong to a text.
    fn indentation(&self, spaces: usize, wide: &str, text: &str) -> Option<(usize, bool)> {
        let width = |c: char| match c {
            WIDE | '\t' => 2,
            // It came beside blanks, or in the place of some.
            _ if is_unseen(c) && spaces > 0 => 0,
            _ => 1,
        };
        let columns = spaces + wide.chars().map(width).sum::<usize>();
        let entry = is_entry(text);
        let may_stand = |level: &&Level| level.column <= columns && (text.starts_with('-') || !level.is_dash);
        let as_entry = || match self.levels.iter().rev().find(may_stand) {
            Some(_) if self.open && columns > self.entry => columns,
            Some(level) => level.column,
            None => columns,
        };
        // Below a text a blank too many before a key looks as deep as the text.
        let plain = spaces + wide.matches(' ').count();
        let is_key =
            entry && columns > self.entry && self.levels.iter().any(|level| level.column == plain && may_stand(&level));
        let signs = spaces + wide.chars().count();
        let certain = |wanted: usize| Some((wanted, true));
        let likely = |wanted: usize| Some((wanted, false));
        match self.block {
            _ if self.unclosed.quote.is_some() => None,
            Block::Begun if spaces > self.entry => None,
            Block::Begun if entry && columns > self.entry => likely(as_entry()),
            Block::Begun if entry => certain(as_entry()),
            Block::Begun if columns > self.entry => certain(columns),
            Block::Begun => likely(self.entry + 2),
            Block::Lines(lines) if spaces >= lines => None,
            Block::Lines(_) if entry && columns <= self.entry => certain(as_entry()),
            Block::Lines(_) if is_key && plain > 0 => likely(plain),
            // Two such blanks for two others look deeper than they were meant.
            Block::Lines(_) if entry && self.levels.iter().any(|level| level.column == signs && may_stand(&level)) => {
                likely(signs)
            }
            Block::Lines(lines) if entry => likely(lines),
            Block::Lines(lines) => certain(lines),
            Block::None if entry && (self.open || spaces <= self.entry) => certain(as_entry()),
            Block::None if spaces <= self.entry => certain(columns.max(self.entry + 2)),
            Block::None => None,
        }
    }

    /// Whether a line with nothing but blanks, so many of them spaces at first, belongs to no text; `below` are the lines behind it.
    fn is_empty_line(&self, spaces: usize, below: &str) -> bool {
        let next = below.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let column = indent(next);
        let goes_on = !self.open && column > self.entry && !is_entry(next.trim());
        match self.block {
            _ if self.unclosed.quote.is_some() => false,
            Block::Begun => spaces <= self.entry,
            Block::Lines(lines) => spaces < lines,
            Block::None => !goes_on || self.unclosed.depth > 0 || self.levels.is_empty(),
        }
    }

    /// Whether the entry above begins in a column; for an item, whether items do.
    fn has(&self, column: usize, text: &str) -> bool {
        if text.starts_with('-') {
            self.items.contains(&column) && self.begins_rows(column)
        } else {
            self.entry == column
        }
    }

    /// Whether rows above begin in a column.
    fn begins_rows(&self, column: usize) -> bool {
        self.levels.iter().any(|level| level.column == column && level.is_dash)
    }

    /// Whether a line that is indented so far belongs to a text.
    fn goes_on(&self, spaces: usize) -> bool {
        let deeper = spaces > self.entry;
        let text = self.block != Block::None || !self.open && !self.levels.is_empty();
        self.unclosed.quote.is_some() || deeper && text
    }

    /// Takes a line with its true indentation.
    fn pass(&mut self, spaces: usize, text: &str) {
        let in_quotes = self.unclosed.quote.is_some();
        if self.unclosed.depth > 0 && !in_quotes && spaces <= self.entry && !self.levels.is_empty() && is_entry(text) {
            // What stands no deeper than the line of a bracket is not inside it: the other one was forgotten.
            self.unclosed = Unclosed::default();
        }
        let in_brackets = self.unclosed.depth > 0;
        if in_quotes || in_brackets {
            self.unclosed.read(text, !in_quotes);
        }
        if in_quotes {
            return;
        }
        if self.block != Block::None {
            if spaces > self.entry {
                self.block = if let Block::Lines(_) = self.block { self.block } else { Block::Lines(spaces) };
                return;
            }
            self.block = Block::None;
        } else if !self.open && !self.levels.is_empty() && spaces > self.entry {
            // The text goes on.
            return;
        }
        if !is_entry(text) {
            if self.levels.is_empty() && !in_brackets {
                self.unclosed.read(text, true);
            }
            self.open = false;
            return;
        }
        let inner = text.trim_start_matches(['-', ' ']);
        self.items.extend(text.starts_with('-').then_some(spaces));
        // Below a key in its own column, items stand where keys do.
        let is_dash = !self.levels.iter().any(|level| level.column == spaces && !level.is_dash);
        self.levels.retain(|level| level.column < spaces);
        self.entry = spaces + text.len() - inner.len();
        self.levels.extend((self.entry > spaces).then_some(Level { column: spaces, is_dash }));
        self.levels.push(Level { column: self.entry, is_dash: false });
        let value = match inner.split_once(": ") {
            Some((_, value)) => value,
            // An item that is a text of its own.
            None if self.entry > spaces && !inner.ends_with(':') => inner,
            None => "",
        };
        let value = value.trim();
        self.open = value.is_empty() || value.starts_with('#');
        self.block = if value.starts_with(['|', '>']) { Block::Begun } else { Block::None };
        if self.block == Block::Begun && inner.starts_with(['|', '>']) {
            // The lines of an item's text stand deeper than its dash.
            self.entry = spaces;
        }
        if !in_brackets && self.block == Block::None {
            self.unclosed.read(if inner.starts_with(['{', '[']) { inner } else { value }, true);
        }
    }
}

/// What quotes and brackets leave open at the end of a line.
#[derive(Clone, Copy, Debug, Default)]
struct Unclosed {
    /// The mark of a quoted text that goes on.
    quote: Option<char>,
    /// How many brackets are open.
    depth: usize,
}

impl Unclosed {
    /// Reads a value, or what of one stands on a line; `fresh` where a value may begin. A quote elsewhere is a letter like any other.
    fn read(&mut self, text: &str, mut fresh: bool) {
        let mut chars = text.chars().peekable();
        let mut last = ' ';
        while let Some(c) = chars.next() {
            match (self.quote, c) {
                // 「\"」 and 「''」 are signs of the text.
                (Some('"'), '\\') => drop(chars.next()),
                (Some('\''), '\'') if chars.next_if_eq(&'\'').is_some() => {}
                (Some(mark), _) => self.quote = self.quote.filter(|_| c != mark),
                (None, '#') if last.is_whitespace() => return,
                (None, '"' | '\'') if fresh => (self.quote, fresh) = (Some(c), false),
                (None, '[' | '{') if fresh => self.depth += 1,
                (None, ']' | '}') if self.depth > 0 => (self.depth, fresh) = (self.depth - 1, false),
                (None, ',') if self.depth > 0 => fresh = true,
                (None, ':') if self.depth > 0 => {
                    fresh = matches!(last, '"' | '\'') || chars.peek().is_none_or(|c| *c == ' ');
                }
                (None, ' ' | '\t') => {}
                (None, _) => fresh = false,
            }
            last = c;
        }
    }
}

/// Whether a line begins an entry or an item of a list.
fn is_entry(text: &str) -> bool {
    // The name of a provider may have a blank in it; a row in brackets shows that it is a key.
    let is_name = |key: &str| key.split(' ').all(slips::is_key);
    let heads = |key: &str, value: &str| slips::is_key(key) || is_name(key) && value.starts_with(['{', '[']);
    text.starts_with("- ")
        || text.split_once(": ").is_some_and(|(key, value)| heads(unquoted(key), value))
        || text.strip_suffix(':').is_some_and(|key| slips::is_key(unquoted(key)))
        || slips::in_line(text).is_some()
}

fn unquoted(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}
