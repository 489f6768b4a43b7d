//! Where a value stands in the text, and the ways in which another can be written there: the one that keeps the style of
//! the place first. Whether a way does what was asked is not decided here but by reading the result ([`super::edit`]).

use super::hunks::TextEdit;
use super::value::{Step, Value};
use super::write::{self, Habit, Written, pad};
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
            let blank = rest.len() - rest.trim_start_matches(' ').len();
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

    /// Ways to put a key into a map, where `order` wants it.
    pub(super) fn insert_key(&self, place: Place, key: &str, value: &Value, order: &[String]) -> Vec<Way> {
        let Form::Map { flow, pairs } = &place.laid.form else { return Vec::new() };
        let rank = |key: &str| order.iter().position(|other| other == key);
        let before = match rank(key) {
            Some(own) => pairs.iter().rposition(|pair| rank(&pair.name).is_some_and(|rank| rank < own)),
            None => pairs.len().checked_sub(1),
        };
        // Without one that goes before it, it comes before the first that goes behind it.
        let after = before.map_or(0, |at| at + 1);
        if *flow {
            let json = place.json_inside();
            let entry = write::flow_entry(&write::flow_key(key, json), value, json);
            let spans: Vec<Range<usize>> = pairs.iter().map(|pair| pair.key.start..pair.end()).collect();
            return self.insert_in_flow(place, &spans, after, &entry);
        }
        let key = match pairs.first().map(|pair| pair.style) {
            Some(ScalarForm::Double) => write::double(key),
            _ => write::scalar(key, false),
        };
        let Some(first) = pairs.first() else { return Vec::new() };
        let column = self.column(first.key.start);
        let entry = self.habit.entry(&key, value, column);
        match before {
            Some(at) => self.lines_after(pairs[at].end(), &format!("{}{entry}", pad(column))),
            None => vec![vec![TextEdit::insert(first.key.start, format!("{entry}{}{}", self.habit.eol, pad(column)))]],
        }
    }

    /// Ways to put an item into a list.
    pub(super) fn insert_item(&self, place: Place, at: usize, value: &Value) -> Vec<Way> {
        let Form::List { flow, items } = &place.laid.form else { return Vec::new() };
        if *flow {
            let spans: Vec<Range<usize>> = items.iter().map(|item| item.start()..item.end()).collect();
            let mut ways = Vec::new();
            if items.is_empty() && !place.flow && !matches!(value, Value::Flow(_) | Value::Text(_) | Value::Null) {
                ways = self.replace(place, &Value::List(vec![value.clone()]));
            }
            ways.extend(self.insert_in_flow(place, &spans, at, &write::flow(value, place.json_inside())));
            return ways;
        }
        let Some(dash) = items.first().and_then(|item| item.dash) else { return Vec::new() };
        let column = self.column(dash);
        let item = self.habit.item(value, column);
        match at.checked_sub(1) {
            Some(before) => self.lines_after(items[before].end(), &format!("{}{item}", pad(column))),
            None => vec![vec![TextEdit::insert(dash, format!("{item}{}{}", self.habit.eol, pad(column)))]],
        }
    }

    /// Ways to put lines after the line on which something ends; the last ones after blank lines that may belong to a text.
    fn lines_after(&self, end: usize, lines: &str) -> Vec<Way> {
        let eol = self.habit.eol;
        let near = self.line_end(end);
        let mut ways = vec![vec![TextEdit::insert(near, format!("{eol}{lines}"))]];
        let rest = &self.text[near..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\n', '\r']).len();
        let far = if near + blank == self.text.len() { self.text.len() } else { self.line_start(near + blank) };
        if far > near {
            let lines = format!("{lines}{eol}");
            ways.push(vec![TextEdit::insert(far, lines)]);
        }
        ways
    }

    fn insert_in_flow(&self, place: Place, spans: &[Range<usize>], at: usize, text: &str) -> Vec<Way> {
        let Some(neighbour) = at.checked_sub(1).or(if spans.is_empty() { None } else { Some(0) }) else {
            return vec![vec![TextEdit::insert(place.laid.range.start + 1, text)]];
        };
        // One a line stays one a line.
        let start = spans[neighbour].start;
        let line = self.line_start(start);
        let own_line = self.text[line..start].trim().is_empty();
        let between = if own_line { format!("{}{}", self.habit.eol, &self.text[line..start]) } else { " ".to_owned() };
        let edit = if at == 0 {
            TextEdit::insert(start, format!("{text},{between}"))
        } else {
            TextEdit::insert(spans[neighbour].end, format!(",{between}{text}"))
        };
        vec![vec![edit]]
    }

    /// Ways to take the part with a number out of a list or map.
    pub(super) fn remove(&self, place: Place, at: usize) -> Vec<Way> {
        let (flow, spans): (bool, Vec<Range<usize>>) = match &place.laid.form {
            Form::List { flow, items } => (*flow, items.iter().map(|item| item.start()..item.end()).collect()),
            Form::Map { flow, pairs } => (*flow, pairs.iter().map(|pair| pair.key.start..pair.end()).collect()),
            _ => return Vec::new(),
        };
        let Some(span) = spans.get(at).cloned() else { return Vec::new() };
        if flow {
            return self.remove_in_flow(place, &spans, at);
        }
        if spans.len() == 1 {
            let empty = if matches!(place.laid.form, Form::List { .. }) {
                Value::List(Vec::new())
            } else {
                Value::Map(Vec::new())
            };
            return self.replace(place, &empty);
        }
        let line = self.line_start(span.start);
        let mut ways = Vec::new();
        if self.text[line..span.start].trim().is_empty() {
            let end = self.line_end(span.end);
            let behind = self.behind_line(end);
            if behind > end {
                ways.push(vec![TextEdit::delete(line..behind)]);
            }
            let before = self.text[..line].trim_end_matches(['\n', '\r']).len();
            let before = if self.text[before..].starts_with("\r\n") && line - before > 2 { line - 1 } else { before };
            ways.push(vec![TextEdit::delete(before..end)]);
        }
        if let Some(next) = spans.get(at + 1) {
            // What begins on the line of a dash goes; the next line moves up to the dash.
            let below = self.behind_line(self.line_end(span.end));
            let rest = &self.text[below..];
            let blank = rest.len() - rest.trim_start_matches(' ').len();
            if below + blank <= next.start {
                ways.push(vec![TextEdit::delete(span.start..below + blank)]);
            }
            ways.push(vec![TextEdit::delete(span.start..next.start)]);
        }
        ways
    }

    fn remove_in_flow(&self, place: Place, spans: &[Range<usize>], at: usize) -> Vec<Way> {
        let span = &spans[at];
        let mut ways = Vec::new();
        if let Some(next) = spans.get(at + 1) {
            let comma = self.text[span.end..next.start].find(',').map(|found| span.end + found + 1);
            if let Some(comma) = comma {
                let rest = &self.text[comma..];
                let blank = comma + rest.len() - rest.trim_start_matches(' ').len();
                let line = self.line_start(span.start);
                let own_line = self.text[line..span.start].trim().is_empty();
                if own_line && self.text[blank..].starts_with(['\n', '\r']) {
                    ways.push(vec![TextEdit::delete(line..self.behind_line(blank))]);
                }
                ways.push(vec![TextEdit::delete(span.start..blank)]);
            }
            ways.push(vec![TextEdit::delete(span.start..next.start)]);
        } else if let Some(before) = at.checked_sub(1) {
            let line = self.line_start(span.start);
            let comma = self.text[spans[before].end..span.start].find(',').map(|found| spans[before].end + found);
            if let Some(comma) = comma.filter(|comma| *comma < line && self.text[line..span.start].trim().is_empty()) {
                // The one before keeps its comment.
                let gone = line..self.behind_line(self.line_end(span.end));
                ways.push(vec![TextEdit::delete(comma..comma + 1), TextEdit::delete(gone)]);
            }
            ways.push(vec![TextEdit::delete(spans[before].end..span.end)]);
        } else {
            ways.push(vec![TextEdit::delete(span.clone())]);
            ways.push(vec![TextEdit::delete(place.laid.range.start + 1..place.laid.range.end - 1)]);
        }
        ways
    }

    /// Ways to let an item of a list take another place.
    pub(super) fn move_item(&self, place: Place, from: usize, to: usize) -> Vec<Way> {
        let Form::List { items, .. } = &place.laid.form else { return Vec::new() };
        let mut order: Vec<usize> = (0..items.len()).collect();
        if from >= order.len() || to >= order.len() {
            return Vec::new();
        }
        let moved = order.remove(from);
        order.insert(to, moved);
        self.reorder(place, &order)
    }

    /// Ways to let the items of a list change places; what stands between them stays.
    pub(super) fn reorder(&self, place: Place, order: &[usize]) -> Vec<Way> {
        let Form::List { flow, items } = &place.laid.form else { return Vec::new() };
        let slot = |item: &Item| item.start()..if *flow { item.end() } else { self.line_end(item.end()) };
        let slots: Vec<Range<usize>> = items.iter().map(slot).collect();
        if slots.len() != order.len() || order.iter().any(|at| *at >= slots.len()) {
            return Vec::new();
        }
        let edits = order.iter().enumerate().filter(|(at, other)| at != *other);
        vec![edits.map(|(at, other)| TextEdit::replace(slots[at].clone(), &self.text[slots[*other].clone()])).collect()]
    }

    /// Ways to call the key of a place otherwise.
    pub(super) fn rename(place: Place, to: &str) -> Vec<Way> {
        let Hook::Key(pair) = place.hook else { return Vec::new() };
        let mut texts = Vec::new();
        match pair.style {
            ScalarForm::Plain => texts.push(write::scalar(to, place.flow)),
            ScalarForm::Single => texts.extend(write::single(to)),
            ScalarForm::Double => {}
        }
        texts.push(write::double(to));
        texts.into_iter().map(|text| vec![TextEdit::replace(pair.key.clone(), text)]).collect()
    }

    /// A key with its value in a text that has none yet.
    pub(super) fn begin(&self, key: &str, value: &Value) -> Vec<Way> {
        let eol = self.habit.eol;
        let entry = self.habit.entry(&write::scalar(key, false), value, 0);
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            if line.trim_end() == "..." {
                return vec![vec![TextEdit::insert(at, format!("{entry}{eol}"))]];
            }
            at += line.len();
        }
        let open = !self.text.is_empty() && !self.text.ends_with(['\n', '\r']);
        let text = if open { format!("{eol}{entry}") } else { format!("{entry}{eol}") };
        vec![vec![TextEdit::insert(self.text.len(), text)]]
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
