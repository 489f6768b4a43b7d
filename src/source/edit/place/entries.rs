//! Ways to put entries into a map or a list, to take them out, to bring them into another order, and to call them otherwise.

use super::{Hook, Place, TextEdit, Value, Way, Writer, pad, write};
use crate::source::indent;
use crate::source::yaml::layout::{Form, Item, ScalarForm};
use std::ops::Range;

impl Writer<'_> {
    /// Ways to put a key into a map, where `order` wants it.
    pub(in crate::source::edit) fn insert_key(
        &self,
        place: Place,
        key: &str,
        value: &Value,
        order: &[String],
    ) -> Vec<Way> {
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
    pub(in crate::source::edit) fn insert_item(&self, place: Place, at: usize, value: &Value) -> Vec<Way> {
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
        if let Some(before) = at.checked_sub(1) {
            return self.lines_after(items[before].end(), &format!("{}{item}", pad(column)));
        }
        // The remarks over the first item stay with it.
        let first = self.with_remarks(dash);
        vec![vec![TextEdit::insert(first, format!("{item}{}{}", self.habit.eol, pad(column)))]]
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
    pub(in crate::source::edit) fn remove(&self, place: Place, at: usize) -> Vec<Way> {
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
            let blank = indent(rest);
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
                let blank = comma + indent(rest);
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
    pub(in crate::source::edit) fn move_item(&self, place: Place, from: usize, to: usize) -> Vec<Way> {
        let Form::List { items, .. } = &place.laid.form else { return Vec::new() };
        let mut order: Vec<usize> = (0..items.len()).collect();
        if from >= order.len() || to >= order.len() {
            return Vec::new();
        }
        let moved = order.remove(from);
        order.insert(to, moved);
        self.reorder(place, &order)
    }

    /// Ways to let the items of a list change places, each with the remarks that stand directly over it; what else stands between
    /// them stays.
    pub(in crate::source::edit) fn reorder(&self, place: Place, order: &[usize]) -> Vec<Way> {
        let Form::List { flow, items } = &place.laid.form else { return Vec::new() };
        let slot = |item: &Item| {
            if *flow { item.start()..item.end() } else { self.with_remarks(item.start())..self.line_end(item.end()) }
        };
        let slots: Vec<Range<usize>> = items.iter().map(slot).collect();
        if slots.len() != order.len() || order.iter().any(|at| *at >= slots.len()) {
            return Vec::new();
        }
        let edits = order.iter().enumerate().filter(|(at, other)| at != *other);
        vec![edits.map(|(at, other)| TextEdit::replace(slots[at].clone(), &self.text[slots[*other].clone()])).collect()]
    }

    /// Where the remarks begin that stand directly over what begins at a byte, in its own column.
    fn with_remarks(&self, start: usize) -> usize {
        let pad = &self.text[self.line_start(start)..start];
        let mut begin = start;
        loop {
            let before = &self.text[..self.line_start(begin)];
            let above = before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r']));
            let Some(line) = above.map(|above| self.line_start(above.len())) else { return begin };
            if !self.text[line..].strip_prefix(pad).is_some_and(|rest| rest.starts_with('#')) {
                return begin;
            }
            begin = line + pad.len();
        }
    }

    /// Ways to call the key of a place otherwise.
    pub(in crate::source::edit) fn rename(place: Place, to: &str) -> Vec<Way> {
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
    pub(in crate::source::edit) fn begin(&self, key: &str, value: &Value) -> Vec<Way> {
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
}
