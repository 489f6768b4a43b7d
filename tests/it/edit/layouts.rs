//! Random plans written in random ways: block and flow, every kind of quotes, comments, marks and references, merge keys,
//! line ends, indents. Written by itself, not by the program's writer.

use super::trees::map;
use crate::random::Random;
use careplan::source::edit::Value;
use std::fmt::Write;

/// A text laid out, what it says, and its comments.
pub struct Laid {
    pub text: String,
    pub tree: Value,
    /// Where each comment begins, and its text.
    pub comments: Vec<(usize, String)>,
    pub has_references: bool,
}

/// A plan in a layout.
pub fn plan(random: &mut Random) -> Laid {
    let mut root = Value::Map(Vec::new());
    while matches!(&root, Value::Map(entries) if entries.len() < 2) {
        root = map(random, 3);
    }
    let json = random.one_in(8);
    let mut layout = Layout {
        out: String::new(),
        eol: random.word(&["\n", "\n", "\n", "\r\n", "\r"]),
        step: 2 + random.below(7),
        dash: random.below(5),
        comments: Vec::new(),
        with_comments: !json && !random.one_in(3),
        with_references: !json && random.one_in(5),
        marks: Vec::new(),
        referred: false,
        json,
        pretty: random.one_in(2),
        random,
    };
    if layout.random.one_in(6) {
        layout.out.push('\u{feff}');
    }
    if layout.with_comments {
        layout.own_comment(0);
    }
    if json || layout.random.one_in(20) {
        layout.flow(&mut root, 0);
        let eol = layout.eol;
        layout.out.push_str(eol);
    } else {
        layout.block_map(&mut root, 0, true);
        // A mark that nothing refers to is told as a mistake.
        if let (false, Value::Map(entries)) = (layout.marks.is_empty(), &mut root) {
            let names: Vec<String> = (0..layout.marks.len()).map(|number| format!("*印{number}")).collect();
            let eol = layout.eol;
            let _ = write!(layout.out, "参照: [{}]{eol}", names.join(", "));
            entries.push(("参照".to_owned(), Value::List(layout.marks.iter().flatten().cloned().collect())));
        }
    }
    if layout.random.one_in(3) && !layout.open_end() {
        let length = layout.out.trim_end_matches(['\n', '\r']).len();
        layout.out.truncate(length);
    }
    let (text, comments, has_references) = (layout.out, layout.comments, layout.referred);
    Laid { text, tree: root, comments, has_references }
}

#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
struct Layout<'r> {
    out: String,
    eol: &'static str,
    step: usize,
    dash: usize,
    comments: Vec<(usize, String)>,
    with_comments: bool,
    with_references: bool,
    /// Marked values; none while one is being written.
    marks: Vec<Option<Value>>,
    referred: bool,
    json: bool,
    pretty: bool,
    random: &'r mut Random,
}

impl Layout<'_> {
    fn open_end(&self) -> bool {
        self.out.ends_with('+') || self.out.trim_end_matches(['\n', '\r']).len() + 2 < self.out.len()
    }

    fn own_comment(&mut self, indent: usize) {
        self.out.push_str(&" ".repeat(indent));
        self.comment();
        self.out.push_str(self.eol);
    }

    fn comment(&mut self) {
        let mark = format!("# 註{}番", self.comments.len());
        self.comments.push((self.out.len(), mark.clone()));
        self.out.push_str(&mark);
    }

    fn end_of_line(&mut self) {
        if self.with_comments && self.random.one_in(4) {
            self.out.push(' ');
            self.comment();
        }
        self.out.push_str(self.eol);
    }

    fn between(&mut self, indent: usize) {
        if self.random.one_in(8) {
            self.out.push_str(self.eol);
        }
        if self.with_comments && self.random.one_in(6) {
            self.own_comment(indent);
        }
    }

    fn block_map(&mut self, value: &mut Value, indent: usize, on_line: bool) {
        if let Some(merged) = self.may_refer(|mark| matches!(mark, Value::Map(_))) {
            // A merge key first.
            let Value::Map(entries) = value else { return };
            if on_line {
                self.out.push_str(&" ".repeat(indent));
            }
            let (number, Value::Map(more)) = merged else { return };
            let _ = write!(self.out, "<<: *印{number}{}", self.eol);
            self.entries(entries, indent, true);
            for (key, value) in more {
                if entries.iter().all(|(other, _)| *other != key) {
                    entries.push((key, value));
                }
            }
            return;
        }
        if let Value::Map(entries) = value {
            self.entries(entries, indent, on_line);
        }
    }

    fn entries(&mut self, entries: &mut [(String, Value)], indent: usize, mut on_line: bool) {
        for (key, value) in entries {
            if on_line {
                self.between(indent);
                self.out.push_str(&" ".repeat(indent));
            }
            on_line = true;
            let key = self.key(key);
            self.out.push_str(&key);
            self.out.push(':');
            let step = self.step;
            self.value(value, indent, indent + step, false);
        }
    }

    fn block_list(&mut self, items: &mut [Value], indent: usize, mut on_line: bool) {
        for item in items {
            if on_line {
                self.between(indent);
                self.out.push_str(&" ".repeat(indent));
            }
            on_line = true;
            self.out.push('-');
            self.value(item, indent, indent + 2, true);
        }
    }

    fn may_refer(&mut self, fits: impl Fn(&Value) -> bool) -> Option<(usize, Value)> {
        if !self.with_references || !self.random.one_in(6) {
            return None;
        }
        let fitting: Vec<usize> =
            (0..self.marks.len()).filter(|at| self.marks[*at].as_ref().is_some_and(&fits)).collect();
        let at = *fitting.get(self.random.below(fitting.len().max(1)))?;
        self.referred = true;
        Some((at, self.marks[at].clone()?))
    }

    /// What stands behind a colon or dash in column `column`; ends the line.
    fn value(&mut self, value: &mut Value, column: usize, inner: usize, behind_dash: bool) {
        if let Some((number, mark)) = self.may_refer(|_| true) {
            *value = mark;
            let _ = write!(self.out, " *印{number}");
            self.end_of_line();
            return;
        }
        let marked = self.with_references && self.random.one_in(4);
        let number = self.marks.len();
        if marked {
            let _ = write!(self.out, " &印{number}");
            self.referred = true;
            // Its own references come before it is whole.
            self.marks.push(None);
        }
        let flow = self.random.one_in(4);
        match value {
            Value::Map(entries) if !entries.is_empty() && !flow => {
                if behind_dash && !marked && self.random.one_in(2) {
                    self.out.push_str(&" ".repeat(inner - column - 1));
                    self.block_map(value, inner, false);
                } else {
                    self.end_of_line();
                    self.block_map(value, inner, true);
                }
            }
            Value::List(items) if !items.is_empty() && !flow => {
                let indent = if behind_dash { inner } else { column + self.dash };
                if behind_dash && !marked && self.random.one_in(2) {
                    self.out.push_str(&" ".repeat(inner - column - 1));
                    self.block_list(items, inner, false);
                } else {
                    self.end_of_line();
                    self.block_list(items, indent, true);
                }
            }
            Value::Map(_) | Value::List(_) => {
                self.out.push(' ');
                self.flow(value, inner);
                self.end_of_line();
            }
            Value::Null => {
                if self.random.one_in(3) || marked {
                    self.out.push_str(if self.random.one_in(2) { " ~" } else { " null" });
                }
                self.end_of_line();
            }
            Value::Text(text) => {
                let text = text.clone();
                self.block_text(&text, inner);
            }
            Value::Flow(_) => unreachable!(),
        }
        if marked {
            self.marks[number] = Some(value.clone());
        }
    }

    fn block_text(&mut self, text: &str, inner: usize) {
        let fits_block = !text.trim().is_empty() && !text.starts_with([' ', '\n', '\t']) && !text.ends_with('\n');
        if fits_block && (text.contains('\n') || self.random.one_in(8)) && self.random.below(5) > 0 {
            self.out.push_str(self.random.word(&[" |-", " |", " |-"]));
            self.end_of_line();
            for line in text.split('\n') {
                if !line.is_empty() {
                    self.out.push_str(&" ".repeat(inner));
                    self.out.push_str(line);
                }
                self.out.push_str(self.eol);
            }
            return;
        }
        self.out.push(' ');
        let scalar = self.scalar(text);
        self.out.push_str(&scalar);
        self.end_of_line();
    }

    fn key(&mut self, key: &str) -> String {
        if self.json {
            return double(key);
        }
        match self.random.below(12) {
            0 => double(key),
            1 => format!("'{}'", key.replace('\'', "''")),
            _ => key.to_owned(),
        }
    }

    fn scalar(&mut self, text: &str) -> String {
        let plain = !text.is_empty()
            && text.chars().all(|c| c.is_alphanumeric() || "～。・ ".contains(c))
            && text.trim() == text
            && !matches!(text, "true" | "null");
        if self.json || text.contains(|c: char| c.is_control()) {
            return double(text);
        }
        match self.random.below(4) {
            0 | 1 if plain => text.to_owned(),
            2 => double(text),
            _ => format!("'{}'", text.replace('\'', "''")),
        }
    }

    fn flow(&mut self, value: &mut Value, indent: usize) {
        let pretty = self.pretty && self.random.below(3) > 0;
        let inner = indent + self.step;
        let (open, close) = if matches!(value, Value::Map(_)) { ('{', '}') } else { ('[', ']') };
        match value {
            Value::Map(entries) => {
                self.out.push(open);
                let n = entries.len();
                for (at, (key, value)) in entries.iter_mut().enumerate() {
                    self.flow_break(pretty, inner, at);
                    let key = self.key(key);
                    self.out.push_str(&key);
                    self.out.push_str(": ");
                    self.flow(value, inner);
                    self.flow_comma(at + 1 == n, pretty);
                }
            }
            Value::List(items) => {
                self.out.push(open);
                let n = items.len();
                for (at, value) in items.iter_mut().enumerate() {
                    self.flow_break(pretty, inner, at);
                    self.flow(value, inner);
                    self.flow_comma(at + 1 == n, pretty);
                }
            }
            Value::Null => return self.out.push_str(if self.json { "null" } else { "~" }),
            Value::Text(text) => {
                let text = text.clone();
                let scalar = self.scalar(&text);
                return self.out.push_str(&scalar);
            }
            Value::Flow(_) => unreachable!(),
        }
        if pretty && !self.out.ends_with(open) {
            self.out.push_str(self.eol);
            self.out.push_str(&" ".repeat(indent));
        }
        self.out.push(close);
    }

    fn flow_break(&mut self, pretty: bool, inner: usize, at: usize) {
        if pretty {
            self.out.push_str(self.eol);
            self.out.push_str(&" ".repeat(inner));
        } else if at > 0 {
            self.out.push(' ');
        }
    }

    fn flow_comma(&mut self, last: bool, pretty: bool) {
        if !last || !self.json && self.random.one_in(10) {
            self.out.push(',');
        }
        if pretty && self.with_comments && self.random.one_in(8) {
            self.out.push(' ');
            self.comment();
        }
    }
}

fn double(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out + "\""
}
