//! Days that are named one by one beside those of a pattern: 休み, 追加, 30日超, and 振替 from one to another.

use super::{DayNumber, read_days};
use crate::source::read::{BadValue, Scalar};
use crate::source::schema::SchemaBuilder;
use crate::source::yaml::{Kind, Node};
use crate::source::{Field, Problem, ProblemCode, Read, Reader, Span};
use serde_json::{Value, json};

/// 「休み・追加・30日超」 days named one by one.
#[derive(Clone, Debug, Default)]
pub struct DayList {
    /// The days and their places.
    pub days: Vec<(DayNumber, Span)>,
    /// Where the list stands; detached when the key is missing.
    pub span: Span,
}

impl DayList {
    /// Whether a day's number is among them.
    #[must_use]
    pub fn has(&self, number: u32) -> bool {
        self.days.iter().any(|(day, _)| u32::from(day.0) == number)
    }
}

impl Read for DayList {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let days = match &node.kind {
            Kind::Seq(items) => read_days(items, reader),
            Kind::Null => Vec::new(),
            Kind::Scalar(text) if text.trim().is_empty() => Vec::new(),
            Kind::Scalar(_) => read_days(std::slice::from_ref(node), reader),
            Kind::Map(_) => {
                reader.wrong_kind(node, "日の一覧（[3, 10]）");
                Vec::new()
            }
        };
        Self { days, span: node.span }
    }

    fn schema(_: &mut SchemaBuilder) -> Value {
        json!({ "anyOf": [{ "type": "array", "items": DayNumber::schema() }, DayNumber::schema(), { "type": "null" }] })
    }
}

/// 「振替」 days moved to other days of the month.
#[derive(Clone, Debug, Default)]
pub struct MovedDays {
    /// From day, to day, and the place of the pair.
    pub moves: Vec<(DayNumber, DayNumber, Span)>,
    /// Where the map stands; detached when the key is missing.
    pub span: Span,
}

impl Read for MovedDays {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let mut moves = Vec::new();
        for entry in reader.entries(node, "{元の日: 替わりの日}") {
            let from = DayNumber::parse(&entry.key).map_err(|bad| reader.bad_value(entry.key_span, bad)).ok();
            let to: Field<DayNumber> = Field::read(&entry.value, reader);
            if to.is_blank() {
                let bad = BadValue::new(format!("{}日の替わりの日が書かれていません", entry.key.trim()));
                reader.bad_value(entry.key_span, bad.help("{9: 11} のように、元の日と替わりの日を書いてください"));
            }
            if let (Some(from), Some(to)) = (from, to.value()) {
                // 「9」 and 「9日」 are one day.
                let earlier = moves.iter().find(|(other, ..): &&(DayNumber, DayNumber, Span)| *other == from);
                if let Some((.., first)) = earlier {
                    let message = format!("{}日の振替が二度書かれています", from.0);
                    let problem = Problem::new(ProblemCode::BadValue, entry.key_span, message);
                    reader.problems.push(problem.related(*first, "最初に書かれたところ"));
                    continue;
                }
                moves.push((from, to, entry.key_span));
            }
        }
        Self { moves, span: node.span }
    }

    fn schema(_: &mut SchemaBuilder) -> Value {
        json!({ "type": ["object", "null"], "additionalProperties": DayNumber::schema() })
    }
}
