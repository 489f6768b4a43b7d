//! 「例外」 rules that the writer of a plan sets aside, with a reason: any part of a plan may carry them.

use crate::source::read::Common;
use crate::source::yaml::Kind;
use crate::source::{Field, Read, Reader, Span};
use serde_json::{Value, json};

/// The key that any part of a plan may carry.
pub const KEY: &str = "例外";

/// A rule set aside: 「例外: [{規則: CP214, 理由: …}]」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's id as written.
    pub rule: Field<String>,
    /// Why; required.
    pub reason: Field<String>,
    /// The part of the plan in which it holds: the map that carries the key.
    pub scope: Span,
    /// Where the waiver itself stands.
    pub span: Span,
}

/// Reads the waivers that a reader met on its way.
pub(super) fn read_all(reader: &mut Reader) -> Vec<Waiver> {
    let mut waivers = Vec::new();
    for Common { scope, value } in std::mem::take(&mut reader.common) {
        let items = match &value.kind {
            Kind::Seq(items) => items.as_slice(),
            Kind::Null => &[],
            Kind::Scalar(_) | Kind::Map(_) => {
                reader.wrong(&value, "一覧", "「例外: [{規則: CP214, 理由: …}]」のように書いてください");
                &[]
            }
        };
        for item in items {
            let (mut rule, mut reason) = (Field::default(), Field::default());
            for entry in reader.entries(item, "まとまり（{規則: CP214, 理由: …}）") {
                match entry.key.as_str() {
                    "規則" => rule = Field::read(&entry.value, reader),
                    "理由" => reason = Field::read(&entry.value, reader),
                    _ => reader.unknown_key(item, entry, &["規則", "理由"]),
                }
            }
            waivers.push(Waiver { rule, reason, scope, span: item.span });
        }
    }
    waivers
}

/// The JSON Schema of what stands under the key.
pub(super) fn schema() -> Value {
    json!({
        "type": ["array", "null"],
        "description": "この部分に当てはめない点検の規則。理由は必ず書く。",
        "items": {
            "type": "object",
            "properties": {
                "規則": { "type": "string", "description": "規則の番号。", "examples": ["CP214"] },
                "理由": { "type": "string", "description": "当てはめない理由。" },
            },
            "required": ["規則", "理由"],
            "additionalProperties": false,
        },
    })
}
