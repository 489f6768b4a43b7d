//! Several values: lists, values under names, values that may be missing.

use super::{Field, Read, Reader};
use crate::source::schema::SchemaBuilder;
use crate::source::yaml::{Kind, Node};
use crate::source::{Span, plain};
use serde_json::Value;
use std::ops::Deref;

/// What a list is called in messages.
const WANTED: &str = "一覧（「- 」で始まる行の並び、または [ ] で囲んだもの）";

/// 「一覧」 a list; what is not readable in it is told and left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T> {
    values: Vec<T>,
    span: Span,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { values: Vec::new(), span: Span::DETACHED }
    }
}

impl<T> List<T> {
    /// A list born from code.
    #[must_use]
    pub fn of(values: Vec<T>) -> Self {
        Self { values, span: Span::DETACHED }
    }

    /// Where the list stands; detached when the key is missing.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.values
    }
}

impl<T> std::ops::DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.values
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.values.iter()
    }
}

impl<T: Read> Read for List<T> {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let values = match &node.kind {
            Kind::Null => Vec::new(),
            Kind::Scalar(text) if text.trim().is_empty() => Vec::new(),
            Kind::Seq(items) => items.iter().map(|item| T::read(item, reader)).collect(),
            Kind::Scalar(text)
                if node.doubts().is_none_or(|doubts| doubts.list.is_none()) && T::parts(text).is_some() =>
            {
                T::parts(text).into_iter().flatten().map(|part| T::read(&node.part(part), reader)).collect()
            }
            Kind::Scalar(_) => {
                reader.wrong(node, WANTED, "「- 」を付けて次の行から書くか、[ ] で囲んでください");
                Vec::new()
            }
            Kind::Map(_) => {
                reader.wrong(node, WANTED, "一つだけのときも、初めの項目の前に「- 」を付けてください");
                Vec::new()
            }
        };
        Self { values, span: node.span }
    }

    fn schema(builder: &mut SchemaBuilder) -> Value {
        let items = T::schema(builder);
        if T::parts("").is_some() {
            return serde_json::json!({ "type": ["array", "string", "null"], "items": items });
        }
        serde_json::json!({ "type": ["array", "null"], "items": items })
    }
}

/// 「名前つきの一覧」 values under names that the writer chooses, in the order written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T> {
    entries: Vec<(Field<String>, T)>,
    span: Span,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), span: Span::DETACHED }
    }
}

impl<T> Named<T> {
    /// The value under a name, as [`Self::find`] finds it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.find(name).map(|(_, value)| value)
    }

    /// The name as it is written here, with its value: the very name, else the one that is the same when compared
    /// ([`plain()`]): people write it with one blank or another.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(&Field<String>, &T)> {
        let name = name.trim();
        let same = || {
            let name = plain(name);
            self.iter().find(|(key, _)| key.plain() == name)
        };
        self.iter().find(|(key, _)| key.text() == name).or_else(same)
    }

    /// All names with their values, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = (&Field<String>, &T)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Where the map stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }
}

impl<T: Read> Read for Named<T> {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let mut entries = Vec::new();
        for entry in reader.entries(node, "名前ごとのまとまり（「名前: 値」の並び）") {
            if reader.is_common(&entry.key) {
                reader.common(node.span, entry);
                continue;
            }
            // A name is compared with texts, whose blanks are single too.
            let name = reader.tidy(&entry.key, entry.key_span);
            let key = Field::new(Some(name.clone()), name, entry.key_span);
            entries.push((key, T::read(&entry.value, reader)));
        }
        Self { entries, span: node.span }
    }

    fn schema(builder: &mut SchemaBuilder) -> Value {
        let value = T::schema(builder);
        serde_json::json!({ "type": ["object", "null"], "additionalProperties": value })
    }
}

impl<T: Read> Read for Option<T> {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        if matches!(node.kind, Kind::Null) { None } else { Some(T::read(node, reader)) }
    }

    fn schema(builder: &mut SchemaBuilder) -> Value {
        T::schema(builder)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        Self::new(T::read(node, reader))
    }

    fn schema(builder: &mut SchemaBuilder) -> Value {
        T::schema(builder)
    }
}
