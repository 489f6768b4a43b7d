//! The JSON Schema of a plan and of an office file, and what it knows about keys: from the records' own declarations.

use super::{CaseFile, OfficeFile, waiver};
use crate::source::Read;
use crate::source::schema::SchemaBuilder;
use serde_json::Value;
use std::sync::LazyLock;

/// The JSON Schema (Draft 2020-12) of a plan.
#[must_use]
pub fn json_schema() -> Value {
    let mut builder = SchemaBuilder::with_common_key(waiver::KEY, waiver::schema());
    let root = CaseFile::schema(&mut builder);
    builder.finish(&root, "居宅サービス計画（careplan）")
}

/// The JSON Schema (Draft 2020-12) of an office file.
#[must_use]
pub fn office_schema() -> Value {
    let mut builder = SchemaBuilder::with_common_key(waiver::KEY, waiver::schema());
    let root = OfficeFile::schema(&mut builder);
    builder.finish(&root, "事業所のファイル（careplan）")
}

/// The key under which an office says who gets what.
const DELIVERY: &str = "交付";

/// Every key inside the parts of a plan, with the parts that may carry it: `氏名` → 利用者, 家族, …, 第4表の出席者.
#[must_use]
pub fn homes() -> &'static [(String, Vec<String>)] {
    static HOMES: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
        let schema = json_schema();
        let mut homes = Vec::new();
        find_homes(&schema, &schema["allOf"][0], &mut Vec::new(), &mut homes);
        homes
    });
    &HOMES
}

/// Walks from a part of the schema to everything in it; `path` is the keys that lead there.
fn find_homes(schema: &Value, part: &Value, path: &mut Vec<String>, homes: &mut Vec<(String, Vec<String>)>) {
    match part {
        Value::Object(object) => {
            for (word, inner) in object {
                match (word.as_str(), inner) {
                    ("$ref", Value::String(name)) => {
                        if let Some(definition) = name.strip_prefix('#').and_then(|pointer| schema.pointer(pointer)) {
                            find_homes(schema, definition, path, homes);
                        }
                    }
                    ("properties", Value::Object(properties)) => {
                        for (key, value) in properties {
                            add_home(key, path, homes);
                            path.push(key.clone());
                            find_homes(schema, value, path, homes);
                            path.pop();
                        }
                    }
                    _ => find_homes(schema, inner, path, homes),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| find_homes(schema, part, path, homes)),
        _ => {}
    }
}

fn add_home(key: &str, path: &[String], homes: &mut Vec<(String, Vec<String>)>) {
    let home = match path {
        [] => return,
        // In 交付 the name of a part is that of a receiver: a part that strayed was never meant to go there.
        [.., last] if last == DELIVERY && CaseFile::KEYS.contains(&key) => return,
        [only] => only.clone(),
        [first, .., last] => format!("{first}の{last}"),
    };
    if key == waiver::KEY || path.iter().any(|part| part == waiver::KEY) {
        return;
    }
    match homes.iter_mut().find(|(other, _)| other == key) {
        None => homes.push((key.to_owned(), vec![home])),
        Some((_, known)) if !known.contains(&home) => known.push(home),
        Some(_) => {}
    }
}
