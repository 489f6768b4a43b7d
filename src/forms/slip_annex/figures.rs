//! The figures of the annex as they are printed: thousands separators, parentheses, and a size for each column.

use crate::billing::{Row, RowKind};
use crate::fonts::{self, Face};
use crate::forms::lines::{Fitted, Line, width_units};
use crate::forms::measures::FieldMeasure;
use crate::forms::service_slip::thousands;

/// How many columns of figures a row has: 単位数 to 利用者負担（全額負担分）.
pub(super) const FIGURES: usize = 17;

/// Below the sizes of a field, for figures longer than any real one; in points.
const SMALLEST: f64 = 4.0;

/// The figures of a row from 単位数 to 利用者負担（全額負担分）, blank where the form is.
pub(super) fn figures(row: &Row) -> [String; FIGURES] {
    let in_brackets = |name: &str| match name {
        "サービス単位" => row.kind.has_parenthesised_units(),
        "給付管理単位数" => row.kind == RowKind::Subtotal,
        "区分内" => row.kind == RowKind::Outside,
        _ => false,
    };
    row.numbers().map(|(name, number)| match (name, number) {
        (_, None) => String::new(),
        ("単価", Some(_)) => row.price.map(|price| price.to_string()).unwrap_or_default(),
        (_, Some(number)) if in_brackets(name) => format!("({})", thousands(number)),
        (_, Some(number)) => thousands(number),
    })
}

/// A column of the table as one field: one line a row, all of one size.
pub(super) fn column(texts: Vec<String>, field: &FieldMeasure) -> Fitted {
    let first = field.sizes.first().copied().unwrap_or(SMALLEST);
    let fits = |text: &str, size: f64| fits(text, field, size);
    if let Some(&size) = field.sizes.iter().find(|&&size| texts.iter().all(|text| fits(text, size))) {
        return whole(&texts, size, first);
    }
    // Longer than a real figure can be: first the separators go, then the size.
    let mut size = field.sizes.last().copied().unwrap_or(first);
    let bare = |text: &String| if fits(text, size) { text.clone() } else { text.replace(',', "") };
    let texts: Vec<String> = texts.iter().map(bare).collect();
    while size > SMALLEST && !texts.iter().all(|text| fits(text, size)) {
        size -= 0.5;
    }
    whole(&texts, size, first)
}

/// Whether a text stands in a column on one line.
fn fits(text: &str, field: &FieldMeasure, size: f64) -> bool {
    !text.contains('\n') && fonts::advance(text, Face::Mincho) <= width_units(field.inner_width(), size)
}

fn whole(texts: &[String], size: f64, first: f64) -> Fitted {
    let lines = texts.iter().map(|text| Line::new(text.as_str(), Face::Mincho)).collect();
    Fitted { size, lines, rest: None, shrunk: size < first }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::measures::Measures;

    fn money() -> FieldMeasure {
        let measures = Measures::embedded().expect("embedded measures");
        FieldMeasure { w: 13.8, ..measures.field("slip-annex", "figure").expect("field").clone() }
    }

    #[test]
    fn a_column_takes_one_size_and_loses_no_digit() {
        let real = column(vec!["121,485".to_owned(), String::new(), "1,234,567".to_owned()], &money());
        assert_eq!((real.size, real.shrunk), (7.0, false));
        let long = column(vec!["123,456,789,012".to_owned(), "5,500".to_owned()], &money());
        assert_eq!(long.lines.iter().map(Line::text).collect::<Vec<_>>(), ["123456789012", "5,500"]);
        assert!(long.size >= 6.0);
    }

    #[test]
    fn brackets_follow_from_the_kind_of_row() {
        let row = |kind| Row { kind, service_units: Some(3431), managed_units: Some(3431), within: Some(3431), ..Row::default() };
        let printed = |kind| [4, 5, 9].map(|at| figures(&row(kind))[at].clone());
        assert_eq!(printed(RowKind::Subtotal), ["(3,431)", "(3,431)", "3,431"]);
        assert_eq!(printed(RowKind::Outside), ["(3,431)", "3,431", "(3,431)"]);
        assert_eq!(printed(RowKind::Single), ["3,431", "3,431", "3,431"]);
    }
}
