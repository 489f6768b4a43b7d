//! A value that may change from a month on: `7級地`, or `{2024-04: 7級地, 2027-04: 6級地}`.

use crate::calendar::Month;
use crate::source::read::{BadValue, Scalar};
use crate::source::schema::SchemaBuilder;
use crate::source::yaml::{Kind, Node};
use crate::source::{Field, Problem, ProblemCode, Read, Reader, Span};
use serde_json::{Value, json};

/// A value, or values each from a month on.
#[derive(Clone, Debug)]
pub struct ByMonth<T> {
    /// First month (none: always) → value, in the order of the months.
    entries: Vec<(Option<Month>, Field<T>)>,
    /// What is answered when nothing is written, or nothing for so early a month.
    blank: Field<T>,
    span: Span,
}

impl<T> Default for ByMonth<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), blank: Field::default(), span: Span::DETACHED }
    }
}

impl<T> ByMonth<T> {
    /// What holds in a month; blank when nothing is written for it.
    #[must_use]
    pub fn at(&self, month: Month) -> &Field<T> {
        let holds = self.entries.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= month));
        holds.map_or(&self.blank, |(_, field)| field)
    }

    /// All values, in the order of their months.
    pub fn iter(&self) -> impl Iterator<Item = &Field<T>> {
        self.entries.iter().map(|(_, field)| field)
    }

    /// Whether it says from when on its values hold.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.entries.iter().any(|(from, _)| from.is_some())
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.entries.iter().all(|(_, field)| field.is_blank())
    }

    /// Where it stands; detached when the key is missing.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }
}

impl<T: Scalar> Read for ByMonth<T> {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let Kind::Map(entries) = &node.kind else {
            return Self { entries: vec![(None, Field::read(node, reader))], blank: Field::default(), span: node.span };
        };
        let mut found: Vec<(Option<Month>, Field<T>)> = Vec::new();
        for entry in entries {
            if reader.is_common(&entry.key) {
                reader.common(node.span, entry);
                continue;
            }
            let field = Field::read(&entry.value, reader);
            let Ok(month) = Month::parse(&entry.key) else {
                let bad = BadValue::new(format!("「{}」は年月として読めません", entry.key.trim()))
                    .help(format!("{}が変わる年月を書いてください（{{2024-04: …, 2027-04: …}}）", T::WHAT));
                reader.bad_value(entry.key_span, bad);
                continue;
            };
            if found.iter().any(|(other, _)| *other == Some(month)) {
                let message = format!("{}からの{}が二度書かれています", crate::calendar::era::month(month), T::WHAT);
                reader.problems.push(Problem::new(ProblemCode::BadValue, entry.key_span, message));
            }
            found.push((Some(month), field));
        }
        found.sort_by_key(|(month, _)| *month);
        Self { entries: found, blank: Field::default(), span: node.span }
    }

    fn schema(builder: &mut SchemaBuilder) -> Value {
        let value = Field::<T>::schema(builder);
        json!({ "anyOf": [value, { "type": "object", "patternProperties": { "^[0-9]{4}-[0-9]{2}$": value } }] })
    }
}

#[cfg(test)]
mod tests {
    use crate::calendar::Month;
    use crate::case::person::AreaGrade;
    use crate::case::read::from_text;

    fn read(area: &str) -> (super::ByMonth<AreaGrade>, Vec<String>) {
        let (case, _) = from_text("plan.yaml", &format!("サービス事業所: {{あ: {{地域区分: {area}}}}}\n"));
        let told = case.problems.iter().map(|problem| problem.message.clone()).collect();
        (case.file.providers.get().unwrap().get("あ").unwrap().area.clone(), told)
    }

    #[test]
    fn one_value_or_one_from_each_month_on() {
        let at = |area: &str, year, month| read(area).0.at(Month::new(year, month).unwrap()).value();
        assert_eq!(at("7級地", 2020, 1), Some(AreaGrade::Grade7));
        let changed = "{2027-04: 6級地, 令和6年4月: 7級地}";
        assert_eq!(read(changed).1, Vec::<String>::new());
        assert_eq!((at(changed, 2027, 3), at(changed, 2027, 4)), (Some(AreaGrade::Grade7), Some(AreaGrade::Grade6)));
        assert_eq!(at(changed, 2024, 3), None);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert_eq!(read("{いつか: 7級地}").1, ["「いつか」は年月として読めません"]);
        assert_eq!(read("{2024-04: 8級}").1.len(), 1);
        assert_eq!(read("{2024-04: 7級地, 令和6年4月: 6級地}").1, ["令和6年4月からの地域区分が二度書かれています"]);
    }
}
