//! The JSON Schema of the records, built from the same declarations that read them.

use serde_json::{Map, Value, json};

/// How a field asks for its own schema.
pub type FieldSchema = fn(&mut SchemaBuilder) -> Value;

/// Gathers the definitions of all records.
#[derive(Debug, Default)]
pub struct SchemaBuilder {
    definitions: Map<String, Value>,
    common: Option<(&'static str, Value)>,
}

impl SchemaBuilder {
    /// A builder for a format in which any record may carry a certain key.
    #[must_use]
    pub fn with_common_key(key: &'static str, schema: Value) -> Self {
        Self { common: Some((key, schema)), ..Self::default() }
    }

    /// Defines a record once and returns a reference to it.
    pub fn record(&mut self, name: &str, doc: &[&str], fields: &[(&str, &[&str], FieldSchema)]) -> Value {
        if !self.definitions.contains_key(name) {
            // Reserved first, so that a record that holds itself ends.
            self.definitions.insert(name.to_owned(), Value::Null);
            let mut properties = Map::new();
            for (key, field_doc, schema) in fields {
                let mut value = schema(self);
                let description = description(field_doc);
                value = match value {
                    Value::Object(ref mut object) if !object.contains_key("$ref") => {
                        object.insert("description".to_owned(), description.into());
                        value
                    }
                    reference => json!({ "allOf": [reference], "description": description }),
                };
                properties.insert((*key).to_owned(), value);
            }
            properties.extend(self.common.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())));
            let definition = json!({
                "type": ["object", "null"],
                "description": description(doc),
                "properties": properties,
                "additionalProperties": false,
            });
            self.definitions.insert(name.to_owned(), definition);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// Ends the building: the root's schema with all definitions beside it.
    #[must_use]
    pub fn finish(self, root: &Value, title: &str) -> Value {
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "allOf": [root],
            "$defs": self.definitions,
        })
    }
}

/// A doc comment as people read it: one text, without the leading spaces of the comment.
fn description(doc: &[&str]) -> String {
    doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n").trim().to_owned()
}
