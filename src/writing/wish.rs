//! What a page asks for, and values and paths as JSON.

use crate::source::edit::{Path, Step, Value};
use serde_json::{Value as Json, json};

/// One thing that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A value stands at a path; what is missing on the way comes into being.
    Set {
        /// Where.
        path: Path,
        /// What.
        value: Value,
    },
    /// 「予定・実績」 so many uses on each day.
    Days {
        /// The row's key.
        path: Path,
        /// Uses, from the 1st on.
        counts: [u8; 31],
    },
    /// A row more.
    Add {
        /// The list.
        list: Path,
        /// Its position afterwards.
        at: usize,
        /// What stands in it already.
        value: Value,
    },
    /// A row again, below itself.
    Copy {
        /// The row.
        item: Path,
    },
    /// A row elsewhere.
    Move {
        /// The list.
        list: Path,
        /// Its position before.
        from: usize,
        /// Its position afterwards.
        to: usize,
    },
    /// A row, or a value with its key, goes.
    Remove {
        /// Which.
        path: Path,
    },
}

impl Wish {
    /// Reads a wish: `{"set": […], "value": …}`, `{"days": […], "counts": […]}`, `{"add": […], "at": 0, "value": …}`,
    /// `{"copy": […]}`, `{"move": […], "from": 0, "to": 1}`, `{"remove": […]}`. None for anything else.
    #[must_use]
    pub fn read(json: &Json) -> Option<Self> {
        let object = json.as_object()?;
        let number = |key: &str| object.get(key)?.as_u64().and_then(|number| usize::try_from(number).ok());
        let path = |key: &str| object.get(key).and_then(path_from_json);
        if let Some(path) = path("set") {
            return Some(Self::Set { path, value: from_json(object.get("value")?)? });
        }
        if let Some(path) = path("days") {
            let mut counts = [0; 31];
            let given = object.get("counts")?.as_array().filter(|given| given.len() <= 31)?;
            for (count, given) in counts.iter_mut().zip(given) {
                *count = given.as_u64().and_then(|uses| u8::try_from(uses).ok()).filter(|uses| *uses <= 99)?;
            }
            return Some(Self::Days { path, counts });
        }
        if let Some(list) = path("add") {
            let value = object.get("value").map_or(Some(Value::Null), from_json)?;
            return Some(Self::Add { list, at: number("at")?, value });
        }
        if let Some(list) = path("move") {
            return Some(Self::Move { list, from: number("from")?, to: number("to")? });
        }
        if let Some(item) = path("copy") {
            return Some(Self::Copy { item });
        }
        path("remove").map(|path| Self::Remove { path })
    }

    /// The place that it speaks of.
    #[must_use]
    pub const fn path(&self) -> &Path {
        match self {
            Self::Set { path, .. } | Self::Days { path, .. } | Self::Remove { path } => path,
            Self::Add { list, .. } | Self::Move { list, .. } => list,
            Self::Copy { item } => item,
        }
    }
}

/// How deep a path or a value may be.
const DEEPEST: usize = 24;

/// A path from JSON: keys as texts, positions as numbers. None for anything else, and for the root.
#[must_use]
pub fn path_from_json(json: &Json) -> Option<Path> {
    let steps = json.as_array().filter(|steps| (1..=DEEPEST).contains(&steps.len()))?;
    let step = |step: &Json| match step {
        Json::String(key) if !key.is_empty() => Some(Step::Key(key.clone())),
        Json::Number(number) => Some(Step::Item(usize::try_from(number.as_u64()?).ok()?)),
        _ => None,
    };
    steps.iter().map(step).collect::<Option<_>>().map(Path)
}

/// A path as JSON.
#[must_use]
pub fn path_to_json(path: &Path) -> Json {
    let step = |step: &Step| match step {
        Step::Key(key) => json!(key),
        Step::Item(at) => json!(at),
    };
    path.0.iter().map(step).collect()
}

/// A value from JSON: null, texts, lists and maps. None for anything else.
#[must_use]
pub fn from_json(json: &Json) -> Option<Value> {
    deep(json, DEEPEST)
}

fn deep(json: &Json, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    match json {
        Json::Null => Some(Value::Null),
        Json::String(text) => Some(Value::text(text)),
        Json::Number(number) => Some(Value::text(number.to_string())),
        Json::Array(items) => items.iter().map(|item| deep(item, depth)).collect::<Option<_>>().map(Value::List),
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| Some((key.clone(), deep(value, depth)?));
            entries.iter().map(entry).collect::<Option<_>>().map(Value::Map)
        }
        Json::Bool(_) => None,
    }
}

/// A value as JSON.
#[must_use]
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => json!(text),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => Json::Object(entries.iter().map(|(key, value)| (key.clone(), to_json(value))).collect()),
        Value::Flow(inner) => to_json(inner),
    }
}
