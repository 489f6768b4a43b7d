//! Walks through a text as far as it can be a plan, or the end of one: what may follow at each place comes from the [`Shapes`], and
//! nothing is known of values. It errs on one side only: what can be a plan is never called none.

mod brackets;
mod lines;

use super::shape::{Shapes, Slot, shapes};
use super::words::{begins_entry, depth_of, line_end, quoted_end};
use crate::case::read::look::Format;
use crate::source::indent;
use unicode_normalization::UnicodeNormalization;

/// Where a walk ends that does not reach the end of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// What stands there cannot follow.
    At(usize),
    /// The quote at the first place is not closed where what stands at the second begins.
    Unclosed(usize, usize),
    /// It is written in a way that is not looked into here: with anchors, tags, keys in brackets.
    Odd,
}

/// In the midst of what a piece of a text begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Within {
    /// Of lines by their depth,
    Lines,
    /// of brackets,
    Brackets,
    /// of a text in quotes,
    Quotes(char),
    /// or of one without.
    Text,
}

/// All that a piece may begin with.
const WITHIN: [Within; 5] = [Within::Lines, Within::Brackets, Within::Quotes('"'), Within::Quotes('\''), Within::Text];

/// Where a text stops being a plan from its beginning; none where it is one to its end.
pub(super) fn stop_of_whole(text: &str, format: &Format) -> Option<Stop> {
    let mut walk = Walk::new(text, 0, format, false);
    walk.at = text.len() - text.trim_start_matches('\u{feff}').len();
    walk.lines().err()
}

/// Whether what stands from the start of a line to the end can be the end of a plan.
pub(super) fn is_end_of_plan(text: &str, from: usize, format: &Format) -> bool {
    WITHIN.into_iter().any(|within| Walk::new(text, from, format, true).walk_within(within) != Err(()))
}

/// A part or a list that is open.
#[derive(Debug)]
struct Open {
    /// At which column its entries stand; none between brackets.
    column: Option<usize>,
    /// What it may be: lists or parts; both as long as nothing of it has been seen.
    is: Slot,
    /// The key whose value comes, and those that were before it.
    key: Option<String>,
    keys: Vec<String>,
    /// Whether the value of the key or row comes on a later line.
    awaits: bool,
}

/// What may come between brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaits {
    /// Whatever is wanted: the piece begins here.
    Anything,
    /// An entry, or the end,
    Entry,
    /// a value, behind its colon,
    Value,
    /// a comma, or the end;
    Comma,
    /// the same, or lines without brackets: behind what closed the last that is known to be open.
    CommaOrLines,
}

struct Walk<'t> {
    text: &'t str,
    at: usize,
    format: &'t Format,
    shapes: &'static Shapes,
    /// Whether it began in the midst of a plan: below the parts that are open, there are others.
    is_piece: bool,
    has_begun: bool,
    open: Vec<Open>,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, at: usize, format: &'t Format, is_piece: bool) -> Self {
        Self { text, at, format, shapes: shapes(), is_piece, has_begun: false, open: Vec::new() }
    }

    /// Walks to the end from the midst of something; what is odd can be anything.
    fn walk_within(&mut self, within: Within) -> Result<(), ()> {
        let walked = match within {
            Within::Lines => self.lines(),
            Within::Brackets => self.walk_brackets(Awaits::Anything),
            Within::Quotes(mark) => {
                quoted_end(self.text, self.at, mark, usize::MAX, self.format.is_key).map_err(Stop::At).and_then(|end| {
                    self.at = end;
                    self.walk_brackets(Awaits::CommaOrLines)
                })
            }
            Within::Text => {
                self.skip_text();
                self.lines()
            }
        };
        match walked {
            Ok(()) | Err(Stop::Odd) => Ok(()),
            Err(Stop::At(_) | Stop::Unclosed(..)) => Err(()),
        }
    }

    /// Behind the text in quotes that begins at a place.
    fn behind_quotes(&self, at: usize, mark: char) -> Result<usize, Stop> {
        quoted_end(self.text, at + 1, mark, depth_of(self.text, at), self.format.is_key)
            .map_err(|stop| Stop::Unclosed(at, stop))
    }

    fn walk_brackets(&mut self, awaits: Awaits) -> Result<(), Stop> {
        self.open.push(Open::new(None, self.shapes.any()));
        self.brackets(awaits)?;
        self.lines()
    }

    /// Skips the lines of a text without quotes: none of them begins an entry, or stands less deep than the first.
    fn skip_text(&mut self) {
        let mut own = None;
        while self.at < self.text.len() {
            let line = &self.text[self.at..line_end(self.text, self.at)];
            if !line.trim().is_empty() {
                let first = *own.get_or_insert(indent(line));
                if begins_entry(line, self.format.is_key) || indent(line) < first {
                    return;
                }
            }
            self.at = (self.at + line.len() + 1).min(self.text.len());
        }
    }

    /// What may stand where the innermost that is open is now.
    fn may_follow(&self) -> Slot {
        let Some(open) = self.open.last() else {
            return if self.is_piece { self.shapes.any() } else { self.shapes.root.clone() };
        };
        let mut slot = Slot::default();
        match &open.key {
            Some(key) => {
                open.is.parts.iter().filter_map(|part| self.shapes.below(*part, key)).for_each(|one| slot.join(one));
            }
            None if !open.is.parts.is_empty() => return self.shapes.any(),
            None => open.is.lists.iter().filter_map(|list| self.shapes.rows(*list)).for_each(|one| slot.join(one)),
        }
        slot
    }

    /// Whether a value may stand where it does; what is open can only be what may hold it.
    fn takes_value(&mut self, at: usize) -> bool {
        if is_nothing(self.text, at) {
            return true;
        }
        if !self.may_follow().value {
            return false;
        }
        let shapes = self.shapes;
        if let Some(open) = self.open.last_mut()
            && let Some(key) = &open.key
        {
            open.is.parts.retain(|part| shapes.below(*part, key).is_some_and(|slot| slot.value));
        }
        true
    }

    /// Goes into a part or a list, outside brackets at a column.
    fn enter(&mut self, at: usize, column: Option<usize>, is_list: bool) -> Result<(), Stop> {
        let is = self.may_follow().only(is_list);
        if is.is_empty() {
            return Err(Stop::At(at));
        }
        self.open.push(Open::new(column, is));
        Ok(())
    }

    /// Leaves what is open; that around it can only be what may hold it.
    fn leave(&mut self) {
        let Some(inner) = self.open.pop().map(|open| open.is) else { return };
        let shapes = self.shapes;
        let Some(open) = self.open.last_mut() else { return };
        let key = open.key.take();
        let holds = |slot: Option<&Slot>| slot.is_some_and(|slot| slot.meets(&inner));
        let (parts, lists): (Vec<usize>, Vec<usize>) = if let Some(key) = &key {
            (open.is.parts.iter().copied().filter(|part| holds(shapes.below(*part, key))).collect(), Vec::new())
        } else {
            // Of a piece, the key may stand before it.
            let around = shapes.around(&inner);
            let kept =
                |own: &[usize], around: &[usize]| own.iter().copied().filter(|one| around.contains(one)).collect();
            (kept(&open.is.parts, &around.parts), kept(&open.is.lists, &around.lists))
        };
        if !(parts.is_empty() && lists.is_empty()) {
            open.is = Slot { parts, lists, value: false };
        }
    }

    /// Goes on to a key of the innermost part that is open.
    fn key(&mut self, written: &str, at: usize) -> Result<(), Stop> {
        if written == "<<" {
            return Err(Stop::Odd);
        }
        let Format { is_part, .. } = *self.format;
        let shapes = self.shapes;
        let Some(open) = self.open.last_mut() else { return Err(Stop::At(at)) };
        let has = |part: usize, key: &str| shapes.has(part, key, is_part);
        let key = if open.is.parts.iter().any(|part| has(*part, written)) {
            written.to_owned()
        } else {
            written.nfkc().collect()
        };
        open.is.parts.retain(|part| has(*part, &key));
        open.is.lists.clear();
        if open.is.parts.is_empty() || open.keys.contains(&key) {
            return Err(Stop::At(at));
        }
        open.keys.push(key.clone());
        open.key = Some(key);
        open.awaits = false;
        Ok(())
    }
}

impl Open {
    const fn new(column: Option<usize>, is: Slot) -> Self {
        Self { column, is, key: None, keys: Vec::new(), awaits: false }
    }
}

/// Whether a word says that nothing is there.
fn is_nothing(text: &str, at: usize) -> bool {
    let word = text[at..].split([' ', ',', '}', ']', '\n', '\r']).next().unwrap_or_default();
    matches!(word, "~" | "null" | "Null" | "NULL")
}
