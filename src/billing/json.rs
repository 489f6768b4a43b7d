//! The annex as JSON, for `careplan annex --format json`.

use super::{Annex, Row};
use crate::case::InMonth;
use crate::source::Field;
use serde_json::{Map, Value, json};

/// The whole annex; keys in the order of the form, a cell blank on the form is absent.
#[must_use]
pub fn annex_json(annex: &Annex) -> Value {
    let kinds: Vec<Value> = annex
        .kinds
        .iter()
        .map(|row| json!({ "サービス種類": row.kind, "種類支給限度基準額": row.limit, "合計単位数": row.total, "種類超": row.over }))
        .collect();
    json!({
        "年月": annex.month.to_string(),
        "行": annex.rows.iter().map(row_json).collect::<Vec<_>>(),
        "区分支給限度基準額": annex.limit,
        "超過": annex.excess,
        "短期入所": { "前月まで": annex.short_stay.before, "当月": annex.short_stay.current, "累積": annex.short_stay.cumulative },
        "種類別": kinds,
    })
}

/// The annexes of a month: the only one, or, where it has two slips, a list that names their insurers.
#[must_use]
pub fn annexes_json(annexes: &[(InMonth, Annex)]) -> Value {
    if let [(_, only)] = annexes {
        return annex_json(only);
    }
    let of_insurer = |(held, annex): &(InMonth, Annex)| {
        let mut json = annex_json(annex);
        let number = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(Value::from);
        let numbers = [
            ("保険者番号", number(held.insurer_number().map(Field::text))),
            ("被保険者番号", number(held.insured_number().map(Field::text))),
        ];
        for (key, number) in numbers {
            if let (Some(number), Some(map)) = (number, json.as_object_mut()) {
                map.insert(key.to_owned(), number);
            }
        }
        json
    };
    Value::Array(annexes.iter().map(of_insurer).collect())
}

/// One row.
#[must_use]
pub fn row_json(row: &Row) -> Value {
    let mut cells = Map::new();
    cells.insert("種別".to_owned(), row.kind.printed().into());
    let texts = [
        ("事業所", &row.provider),
        ("事業所番号", &row.provider_number),
        ("サービス内容", &row.content),
        ("サービスコード", &row.code),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            cells.insert(key.to_owned(), text.as_str().into());
        }
    }
    for (key, number) in row.numbers() {
        match (key, number) {
            ("単価", Some(_)) => cells.insert(key.to_owned(), row.price.map(|price| price.to_string()).into()),
            (_, Some(number)) => cells.insert(key.to_owned(), number.into()),
            (_, None) => None,
        };
    }
    Value::Object(cells)
}
