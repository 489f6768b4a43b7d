//! What may stand where, from the JSON Schema that the records give: keys, what they mean, and the words they take.

use crate::case::schema::json_schema;
use serde_json::Value;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> = LazyLock::new(json_schema);

/// The shape of one value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape(&'static Value);

impl Shape {
    /// The plan as a whole.
    #[must_use]
    pub(super) fn plan() -> Self {
        Self(&SCHEMA)
    }

    /// The shape at the end of a path of keys; lists are passed over.
    #[must_use]
    pub(super) fn at(path: &[String]) -> Option<Self> {
        path.iter().try_fold(Self::plan(), |shape, key| shape.key(key))
    }

    /// The shape under a key.
    #[must_use]
    pub(super) fn key(self, key: &str) -> Option<Self> {
        self.parts().into_iter().find_map(|part| {
            let known = part.get("properties").and_then(|properties| properties.get(key));
            known.or_else(|| part.get("additionalProperties").filter(|more| more.is_object())).map(Self)
        })
    }

    /// The keys that may stand here, in the order of the form.
    #[must_use]
    pub(super) fn keys(self) -> Vec<(&'static str, Self)> {
        let mut keys: Vec<(&str, Self)> = Vec::new();
        for part in self.parts() {
            for (key, value) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
                if keys.iter().all(|(other, _)| other != key) {
                    keys.push((key, Self(value)));
                }
            }
        }
        keys
    }

    /// What it means.
    #[must_use]
    pub(super) fn description(self) -> Option<&'static str> {
        self.0
            .get("description")
            .or_else(|| self.parts().iter().find_map(|part| part.get("description")))
            .and_then(Value::as_str)
    }

    /// The words that it takes, when they are a closed set.
    #[must_use]
    pub(super) fn choices(self) -> Vec<&'static str> {
        let words = |part: &&'static Value| part.get("enum").and_then(Value::as_array).into_iter().flatten();
        self.parts().iter().flat_map(words).filter_map(Value::as_str).filter(|word| !word.is_empty()).collect()
    }

    /// An example.
    #[must_use]
    pub(super) fn example(self) -> Option<&'static str> {
        self.parts().iter().find_map(|part| part.get("examples")?.get(0)?.as_str())
    }

    /// Whether it is a list.
    #[must_use]
    pub(super) fn is_list(self) -> bool {
        self.own_parts().iter().any(|part| part.get("items").is_some())
    }

    /// Whether it has keys.
    #[must_use]
    pub(super) fn is_map(self) -> bool {
        self.own_parts().iter().any(|part| {
            part.get("properties").is_some() || part.get("additionalProperties").is_some_and(Value::is_object)
        })
    }

    /// The schema and all that it refers to, without lists' items.
    fn own_parts(self) -> Vec<&'static Value> {
        let mut parts = Vec::new();
        let mut open = vec![self.0];
        while let Some(part) = open.pop() {
            if parts.len() > 40 {
                break;
            }
            parts.push(part);
            for word in ["allOf", "anyOf", "oneOf"] {
                open.extend(part.get(word).and_then(Value::as_array).into_iter().flatten().rev());
            }
            let target =
                part.get("$ref").and_then(Value::as_str).and_then(|name| SCHEMA.pointer(name.strip_prefix('#')?));
            open.extend(target);
        }
        parts
    }

    fn parts(self) -> Vec<&'static Value> {
        let own = self.own_parts();
        let items = own.iter().filter_map(|part| part.get("items")).flat_map(|items| Self(items).own_parts());
        let items: Vec<_> = items.collect();
        own.into_iter().chain(items).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_knows_every_place() {
        let at = |path: &[&str]| Shape::at(&path.iter().map(ToString::to_string).collect::<Vec<_>>());
        let support = at(&["第2表", "ニーズ", "長期目標", "短期目標", "援助"]).expect("a shape");
        assert_eq!(support.keys()[0].0, "サービス内容");
        assert!(support.is_list());
        let level = at(&["認定", "要介護状態区分"]).expect("a shape");
        assert!(level.choices().contains(&"要介護3"));
        assert!(at(&["利用者", "氏名"]).and_then(Shape::description).is_some_and(|text| text.contains("氏名")));
        assert!(at(&["第2表", "氏名"]).is_none());
    }
}
