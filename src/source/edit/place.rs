//! Where a value stands in the text, and the ways in which another can be written there: the one that keeps the style of
//! the place first. Whether a way does what was asked is not decided here but by reading the result ([`super::edit`]).

mod entries;

use super::hunks::TextEdit;
use super::value::{Step, Value};
use super::write::{self, Habit, Written, pad};
use crate::source::indent;
use crate::source::yaml::layout::{Form, Item, Laid, Pair, ScalarForm};
use std::ops::Range;

/// One way to make a change.
pub(super) type Way = Vec<TextEdit>;

/// The place of a value: what stands there, and what it hangs on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'l> {
    pub(super) laid: &'l Laid,
    hook: Hook<'l>,
    /// Whether it stands inside brackets or braces.
    flow: bool,
    /// Whether keys and texts around it are quoted as in JSON.
    json: bool,
}

#[derive(Clone, Copy, Debug)]
enum Hook<'l> {
    Root,
    Key(&'l Pair),
    Item(&'l Item),
}

/// How far a path leads through what is written.
pub(super) enum Found<'l> {
    /// To its end.
    Whole(Place<'l>),
    /// To a reference (`*name`): so many steps.
    Reference(Place<'l>, usize),
    /// To a map that lacks the key of the step with that number, or a blank place.
    Missing(Place<'l>, usize),
}

/// Follows a path. `None` where it leads to nothing that could be.
pub(super) fn find<'l>(root: &'l Laid, path: &[Step]) -> Option<Found<'l>> {
    let mut place = Place { laid: root, hook: Hook::Root, flow: false, json: false };
    for (at, step) in path.iter().enumerate() {
        place = match (&place.laid.form, step) {
            (Form::Reference, _) => return Some(Found::Reference(place, at)),
            (Form::Map { pairs, .. }, Step::Key(key)) => match pairs.iter().find(|pair| pair.name == *key) {
                Some(pair) => place.child(&pair.value, Hook::Key(pair)),
                None => return Some(Found::Missing(place, at)),
            },
            (Form::List { items, .. }, Step::Item(number)) => {
                let item = items.get(*number)?;
                place.child(&item.value, Hook::Item(item))
            }
            (Form::Map { .. } | Form::List { .. }, _) | (_, Step::Item(_)) => return None,
            (_, Step::Key(_)) => return Some(Found::Missing(place, at)),
        };
    }
    let reference = matches!(place.laid.form, Form::Reference);
    Some(if reference { Found::Reference(place, path.len()) } else { Found::Whole(place) })
}

impl<'l> Place<'l> {
    fn child(self, laid: &'l Laid, hook: Hook<'l>) -> Self {
        let json = match &self.laid.form {
            Form::Map { pairs, .. } => pairs.first().is_some_and(|pair| pair.style == ScalarForm::Double),
            _ => self.json,
        };
        Self { laid, hook, flow: self.flow || self.laid.is_flow(), json }
    }

    fn json_inside(self) -> bool {
        match &self.laid.form {
            Form::Map { pairs, .. } if !pairs.is_empty() => pairs[0].style == ScalarForm::Double,
            _ => self.json,
        }
    }
}

/// A text with its habits.
pub(super) struct Writer<'t> {
    pub(super) text: &'t str,
    pub(super) habit: Habit,
}

impl Writer<'_> {
    /// Ways to put a value in a place.
    pub(super) fn replace(&self, place: Place, value: &Value) -> Vec<Way> {
        if place.flow {
            return self.replace_in_flow(place, value);
        }
        if let Hook::Root = place.hook {
            let whole = place.laid.range.start..self.line_end(place.laid.end());
            return vec![vec![TextEdit::replace(whole, write::flow(value, place.json_inside()))]];
        }
        let Some(head) = self.head(place) else { return Vec::new() };
        let mut ways = Vec::new();
        for written in self.written(place, value) {
            ways.push(self.put(place, head, written));
        }
        ways
    }

    /// The texts of a value in block style, the best first.
    fn written(&self, place: Place, value: &Value) -> Vec<Written> {
        let (column, inner) = match place.hook {
            Hook::Key(pair) => (
                self.column(pair.key.start),
                self.inner(place).unwrap_or(self.column(pair.key.start) + self.habit.step),
            ),
            Hook::Item(Item { dash: Some(dash), .. }) => {
                let column = self.column(*dash);
                (column, self.inner(place).unwrap_or(column + 2))
            }
            _ => return Vec::new(),
        };
        let by_habit = match place.hook {
            Hook::Key(_) => self.habit.under_key(value, column),
            _ => self.habit.behind_dash(value, inner),
        };
        let mut ways = Vec::new();
        // Quotes around nothing are no style: they only said that nothing is there yet.
        let is_empty = matches!(&self.text[place.laid.range.clone()], "''" | "\"\"");
        match (value, &place.laid.form) {
            (Value::Text(_), Form::Single | Form::Double) if is_empty => {}
            (Value::Text(text), Form::Single) if !text.contains('\n') => {
                ways.extend(write::single(text).map(Written::Inline));
            }
            (Value::Text(text), Form::Double)
                if !text.contains('\n') || self.text[place.laid.range.clone()].contains("\\n") =>
            {
                ways.push(Written::Inline(write::double(text)));
            }
            (Value::Text(text), Form::Block { header }) => {
                if let Some(lines) = self.habit.literal(text, inner) {
                    let sign = &self.text[header.clone()];
                    let own = if sign.starts_with('>') && text.contains('\n') { None } else { Some(sign.to_owned()) };
                    ways.extend(own.map(|sign| Written::Below { sign, lines: lines.clone() }));
                    ways.push(Written::Below { sign: "|-".to_owned(), lines });
                }
            }
            (Value::List(_) | Value::Map(_), _) if place.laid.is_flow() => {
                // A list in brackets stays in brackets, unless it is empty and what comes is no short thing.
                let empty = matches!(&place.laid.form, Form::List { items, .. } if items.is_empty())
                    || matches!(&place.laid.form, Form::Map { pairs, .. } if pairs.is_empty());
                let one_line = Written::Inline(write::flow(value, place.json_inside()));
                if !empty {
                    ways.push(one_line);
                }
            }
            _ => {}
        }
        ways.push(by_habit);
        if let (Hook::Item(_), Value::Map(_) | Value::List(_)) = (place.hook, value) {
            // Below the dash, where a comment stands behind it.
            if let Written::Inline(lines) = self.habit.behind_dash(value, inner) {
                ways.push(Written::Below { sign: String::new(), lines: format!("{}{lines}", pad(inner)) });
            }
        }
        if let Value::Text(text) = value {
            ways.push(Written::Inline(write::scalar(text, false)));
            ways.push(Written::Inline(write::double(text)));
        }
        ways
    }

    /// The column in which the lines of a block text, or the keys of a map, stand now.
    fn inner(&self, place: Place) -> Option<usize> {
        let start = match &place.laid.form {
            Form::Block { .. } if place.laid.range.is_empty() => return None,
            Form::Block { .. } => {
                let first = self.line_start(place.laid.range.start);
                return Some(self.text[first..].len() - self.text[first..].trim_start_matches(' ').len())
                    .filter(|_| !self.text[place.laid.range.clone()].is_empty());
            }
            Form::Map { flow: false, pairs } => pairs.first()?.key.start,
            _ => return None,
        };
        Some(self.column(start))
    }

    /// The byte behind the colon or dash (and a mark or tag) of a place.
    fn head(&self, place: Place) -> Option<usize> {
        let mut at = match place.hook {
            Hook::Key(pair) => pair.colon?,
            Hook::Item(item) => item.dash? + 1,
            Hook::Root => return None,
        };
        loop {
            let rest = &self.text[at..];
            let blank = indent(rest);
            if !rest[blank..].starts_with(['&', '!']) {
                return Some(at);
            }
            let word = &rest[blank..];
            at += blank + word.find([' ', '\t', '\n', '\r']).unwrap_or(word.len());
        }
    }

    fn put(&self, place: Place, head: usize, written: Written) -> Way {
        let eol = self.habit.eol;
        let laid = place.laid;
        // What goes: on the line of the head, and on the lines below.
        let (here, below): (Range<usize>, Range<usize>) = match &laid.form {
            Form::Block { header } => {
                let line = self.line_end(header.end);
                (header.clone(), line..line.max(laid.range.end))
            }
            Form::Map { flow: false, .. } | Form::List { flow: false, .. } => {
                let (start, end) = (laid.range.start, self.line_end(laid.end()));
                if self.line_start(start) <= head {
                    (start..end, end..end)
                } else {
                    let line = self.line_end(head);
                    (head..head, line..end)
                }
            }
            Form::Empty => (head..head, self.line_end(head)..self.line_end(head)),
            _ if self.line_end(head) < laid.range.start => {
                // The value stands on a line of its own.
                let line = self.line_end(head);
                (head..head, line..laid.range.end)
            }
            _ => {
                let line = self.line_end(laid.range.end);
                (laid.range.clone(), line..line)
            }
        };
        let (sign, lines) = match written {
            Written::Inline(text) => (text, None),
            Written::Below { sign, lines } => (sign, Some(lines)),
        };
        let mut way = Vec::new();
        if sign.is_empty() {
            // No blank is left behind the colon.
            if here.end > head {
                way.push(TextEdit::delete(head..here.end));
            }
        } else if here.is_empty() {
            way.push(self.behind_colon(here.start, sign));
        } else if self.text[here.clone()] != sign {
            way.push(TextEdit::replace(here, sign));
        }
        match lines {
            Some(lines) => way.push(TextEdit::replace(below, format!("{eol}{lines}"))),
            None if !below.is_empty() => way.push(TextEdit::delete(below)),
            None => {}
        }
        way
    }

    /// A text put behind a colon or dash: behind the blank that stands there for it, else with one.
    fn behind_colon(&self, at: usize, text: String) -> TextEdit {
        let blank = self.text[at..].strip_prefix(' ');
        // Whatever else stands behind the blank (a comment) keeps it.
        let free = blank.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '\r', ',', '}', ']']));
        let free = free && blank.is_some_and(|rest| !rest.trim_start_matches(' ').starts_with('#'));
        if free { TextEdit::insert(at + 1, text) } else { TextEdit::insert(at, format!(" {text}")) }
    }

    fn replace_in_flow(&self, place: Place, value: &Value) -> Vec<Way> {
        let range = place.laid.range.clone();
        let mut texts = Vec::new();
        if let Value::Text(text) = value {
            match place.laid.form {
                Form::Single => texts.extend(write::single(text)),
                Form::Double => texts.push(write::double(text)),
                _ => {}
            }
            texts.push(write::flow(value, place.json));
            texts.push(write::double(text));
        } else {
            texts.push(write::flow(value, place.json));
        }
        let edit = |text: String| match (&place.laid.form, place.hook) {
            (Form::Empty, Hook::Key(Pair { colon: Some(colon), .. })) => self.behind_colon(*colon, text),
            (Form::Empty, Hook::Key(pair)) => TextEdit::insert(pair.key.end, format!(": {text}")),
            _ => TextEdit::replace(range.clone(), text),
        };
        texts.into_iter().map(|text| vec![edit(text)]).collect()
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind(['\n', '\r']).map_or(0, |found| found + 1)
    }

    /// Where the line that holds a byte ends, before its line end.
    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |found| at + found)
    }

    /// The byte behind the line end that stands at a byte.
    fn behind_line(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) }
    }

    fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }
}
