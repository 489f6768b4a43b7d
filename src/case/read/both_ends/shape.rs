//! How a plan is built, for whoever reads a text without reading its values: which keys a part may have, and what may stand below each.
//! All of it comes from the JSON Schema, which comes from the records: no key is named here.

use crate::case::schema;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::sync::LazyLock;

/// What may stand at a place: some of the parts and lists, a value, or several of these.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    /// Parts, by their numbers.
    pub(super) parts: Vec<usize>,
    /// Lists, by their numbers.
    pub(super) lists: Vec<usize>,
    /// Whether a value may stand there.
    pub(super) value: bool,
}

/// A part: its keys, and what stands below those that the writer chooses (names of providers, months).
#[derive(Debug, Default)]
struct Part {
    keys: FxHashMap<String, Slot>,
    chosen: Option<Slot>,
    /// Whether those are months or days, which begin with a figure.
    are_dates: bool,
}

/// All that a plan and an office's file are built of.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// What the whole file is.
    pub(super) root: Slot,
    parts: Vec<Part>,
    lists: Vec<Slot>,
}

/// The shapes of this format.
pub(super) fn shapes() -> &'static Shapes {
    static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
        let mut shapes = Shapes::default();
        let mut root = Slot::default();
        for schema in [schema::json_schema(), schema::office_schema()] {
            let mut known = FxHashMap::default();
            shapes.add(&schema, &schema["allOf"][0], &mut known, &mut root);
        }
        shapes.root = root;
        shapes
    });
    &SHAPES
}

impl Shapes {
    /// All parts and lists.
    pub(super) fn any(&self) -> Slot {
        Slot { parts: (0..self.parts.len()).collect(), lists: (0..self.lists.len()).collect(), value: true }
    }

    /// What stands below a key of a part, if it may have that key.
    pub(super) fn below(&self, part: usize, key: &str) -> Option<&Slot> {
        let part = self.parts.get(part)?;
        part.keys.get(key).or(part.chosen.as_ref())
    }

    /// Whether a part may have a key; what the writer chooses is never the name of a plan's own part.
    pub(super) fn has(&self, part: usize, key: &str, is_part: fn(&str) -> bool) -> bool {
        let is_date = || key.starts_with(|c: char| c.is_ascii_digit());
        self.parts.get(part).is_some_and(|part| {
            let may_be_chosen = || part.chosen.is_some() && !is_part(key) && (!part.are_dates || is_date());
            part.keys.contains_key(key) || may_be_chosen()
        })
    }

    /// What the rows of a list are.
    pub(super) fn rows(&self, list: usize) -> Option<&Slot> {
        self.lists.get(list)
    }

    /// In what something that is one of these may stand: no value, since nothing stands in one.
    pub(super) fn around(&self, inner: &Slot) -> Slot {
        let holds = |part: &Part| part.keys.values().chain(&part.chosen).any(|slot| slot.meets(inner));
        let parts = self.parts.iter().enumerate().filter(|(_, part)| holds(part));
        let lists = self.lists.iter().enumerate().filter(|(_, rows)| rows.meets(inner));
        Slot { parts: parts.map(|(at, _)| at).collect(), lists: lists.map(|(at, _)| at).collect(), value: false }
    }

    /// Adds what a piece of the schema allows to a slot; `known` are the definitions that were added before.
    fn add(&mut self, schema: &Value, piece: &Value, known: &mut FxHashMap<String, Slot>, slot: &mut Slot) {
        if let Some(name) = piece["$ref"].as_str() {
            if !known.contains_key(name) {
                // A record that holds itself is the part that is being made.
                known.insert(name.to_owned(), Slot { parts: vec![self.parts.len()], ..Slot::default() });
                let mut made = Slot::default();
                let definition = name.strip_prefix('#').and_then(|pointer| schema.pointer(pointer));
                self.add(schema, definition.unwrap_or(&Value::Null), known, &mut made);
                known.insert(name.to_owned(), made);
            }
            slot.join(&known[name]);
        }
        for one in ["anyOf", "oneOf", "allOf"].iter().filter_map(|way| piece[way].as_array()).flatten() {
            self.add(schema, one, known, slot);
        }
        let is = |kind: &str| match &piece["type"] {
            Value::String(one) => one == kind,
            Value::Array(several) => several.iter().any(|one| one == kind),
            _ => false,
        };
        slot.value |= ["string", "number", "integer", "boolean"].into_iter().any(is)
            || piece.get("enum").is_some()
            || piece.get("const").is_some();
        if is("object") {
            self.add_part(schema, piece, known, slot);
        }
        if is("array") {
            let at = self.lists.len();
            self.lists.push(Slot::default());
            let mut rows = Slot::default();
            self.add(schema, &piece["items"], known, &mut rows);
            self.lists[at] = rows;
            slot.lists.push(at);
        }
    }

    fn add_part(&mut self, schema: &Value, piece: &Value, known: &mut FxHashMap<String, Slot>, slot: &mut Slot) {
        let at = self.parts.len();
        self.parts.push(Part::default());
        let mut part = Part::default();
        for (key, value) in piece["properties"].as_object().into_iter().flatten() {
            let mut below = Slot::default();
            self.add(schema, value, known, &mut below);
            part.keys.insert(key.clone(), below);
        }
        let chosen = piece["patternProperties"].as_object().into_iter().flat_map(|patterns| patterns.values());
        for value in chosen.chain(piece.get("additionalProperties").filter(|value| value.is_object())) {
            let mut below = part.chosen.take().unwrap_or_default();
            self.add(schema, value, known, &mut below);
            part.chosen = Some(below);
        }
        part.are_dates = piece["patternProperties"].is_object();
        self.parts[at] = part;
        slot.parts.push(at);
    }
}

impl Slot {
    /// Of all that may stand there, the lists alone or the parts alone.
    pub(super) fn only(self, is_list: bool) -> Self {
        let Self { parts, lists, .. } = self;
        if is_list { Self { lists, ..Self::default() } } else { Self { parts, ..Self::default() } }
    }

    /// Adds what another allows.
    pub(super) fn join(&mut self, other: &Self) {
        let Self { parts, lists, value } = other;
        self.parts.extend(parts.iter().filter(|one| !self.parts.contains(one)).collect::<Vec<_>>());
        self.lists.extend(lists.iter().filter(|one| !self.lists.contains(one)).collect::<Vec<_>>());
        self.value |= value;
    }

    /// Whether one and the same part or list may stand in both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.parts.iter().any(|one| other.parts.contains(one)) || self.lists.iter().any(|one| other.lists.contains(one))
    }

    /// Whether nothing may stand there.
    pub(super) const fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.lists.is_empty()
    }
}
