//! Full-width and other foreign spaces in the indentation of a line, told before YAML is asked: it takes such a line for text, and would
//! blame the one behind it.

use super::mend::{Edit, Mending};
use super::slips::{self, is_foreign_space, space_name};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span, to_u32};
use unicode_width::UnicodeWidthChar;

/// Tells the full-width spaces that stand where a line is indented, and makes them half-width in the copy. In a text they
/// are spaces like any other: what belongs to one is left alone.
pub(super) fn full_width_spaces(id: FileId, file: &SourceFile, mending: &mut Mending) -> Vec<Problem> {
    let begins_line = |(at, _): (usize, &str)| {
        let before = file.text()[..at].trim_end_matches(' ');
        before.is_empty() || before.ends_with(['\n', '\r'])
    };
    if !file.text().match_indices(is_foreign_space).any(begins_line) {
        return Vec::new();
    }
    let mut told = Vec::new();
    let (mut state, mut at) = (State::default(), 0);
    for line in file.text().split_inclusive(['\n', '\r']) {
        let start = at;
        at += line.len();
        let body = line.trim_start_matches(' ').trim_end();
        let spaces = line.len() - line.trim_start_matches(' ').len();
        if body.is_empty() || body.starts_with('#') && state.block == Block::None && state.quote.is_none() {
            continue;
        }
        let text = body.trim_start_matches(|c| c == ' ' || is_foreign_space(c));
        let wide = &body[..body.len() - text.len()];
        let wanted = if wide.contains(is_foreign_space) && !text.is_empty() {
            state.indentation(spaces, wide, text)
        } else {
            None
        };
        if let Some(wanted) = wanted {
            let (from, to) = (start + spaces, start + spaces + wide.len());
            let insert = " ".repeat(wanted.saturating_sub(spaces));
            let span = Span::new(id, to_u32(from), to_u32(to));
            mending.edits.push(Edit::new(from, wide.len(), insert.clone()));
            let found = wide.chars().find(|c| is_foreign_space(*c)).map(space_name).unwrap_or_default();
            let message = format!("字下げに{found}が使われています。YAMLの記号と空白は半角で書きます");
            let fix = Fix::certain("字下げを半角の空白に直す", span, insert);
            told.push(
                Problem::new(ProblemCode::FullWidth, span, message)
                    .help(format!("この行の字下げを、半角の空白 {wanted} 文字に置き換えてください"))
                    .fix(fix),
            );
        }
        match wanted {
            Some(wanted) => state.pass(wanted, text),
            None => state.pass(spaces, body),
        }
    }
    mending.settle();
    told
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

/// What the lines so far have begun.
#[derive(Debug, Default)]
struct State {
    /// How deep the last entry stands.
    entry: usize,
    /// How deep it and those around it stand, from the left.
    levels: Vec<usize>,
    /// Whether that entry has nothing behind its colon.
    open: bool,
    /// The text that goes on.
    block: Block,
    /// The mark of a quoted text that goes on.
    quote: Option<char>,
}

impl State {
    /// How many spaces must stand before a line that begins with some spaces and then full-width ones; none when those
    /// belong to a text.
    fn indentation(&self, spaces: usize, wide: &str, text: &str) -> Option<usize> {
        let columns = spaces + wide.chars().map(|c| c.width().unwrap_or(1)).sum::<usize>();
        let entry = is_entry(text);
        let as_entry = || match self.levels.iter().rev().find(|level| **level <= columns) {
            Some(_) if self.open && columns > self.entry => columns,
            Some(level) => *level,
            None => columns,
        };
        match self.block {
            _ if self.quote.is_some() => None,
            Block::Begun if spaces > self.entry => None,
            Block::Begun if entry => Some(as_entry()),
            Block::Begun => Some(columns.max(self.entry + 2)),
            Block::Lines(lines) if spaces >= lines => None,
            Block::Lines(_) if entry && columns <= self.entry => Some(as_entry()),
            Block::Lines(lines) => Some(lines),
            Block::None if entry && (self.open || spaces <= self.entry) => Some(as_entry()),
            Block::None if spaces <= self.entry => Some(columns.max(self.entry + 2)),
            Block::None => None,
        }
    }

    /// Takes a line with its true indentation.
    fn pass(&mut self, spaces: usize, text: &str) {
        if let Some(mark) = self.quote {
            self.quote = Some(mark).filter(|mark| text.matches(*mark).count() % 2 == 0);
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
            self.open = false;
            return;
        }
        let inner = text.trim_start_matches(['-', ' ']);
        self.levels.retain(|level| *level < spaces);
        self.entry = spaces + text.len() - inner.len();
        self.levels.extend((self.entry > spaces).then_some(spaces));
        self.levels.push(self.entry);
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
        let mark = value.chars().next().filter(|c| matches!(c, '\'' | '"'));
        self.quote = mark.filter(|mark| value.matches(*mark).count() % 2 == 1);
    }
}

/// Whether a line begins an entry or an item of a list.
fn is_entry(text: &str) -> bool {
    text.starts_with("- ")
        || text.split_once(": ").is_some_and(|(key, _)| slips::is_key(unquoted(key)))
        || text.strip_suffix(':').is_some_and(|key| slips::is_key(unquoted(key)))
        || slips::in_line(text).is_some()
}

fn unquoted(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}
