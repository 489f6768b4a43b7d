//! The figures of the annex as they are printed: thousands separators, parentheses, and a row's figures as one run.
//!
//! Digits, separators and spaces are all half an em wide. The columns of figures are whole numbers of them, so that a
//! row of 17 right-aligned figures is one run of text with spaces between, laid out in one piece.

use crate::billing::Row;
use crate::fonts::{self, Face};
use crate::forms::lines::{Fitted, Line, width_units};
use crate::forms::measures::FieldMeasure;
use crate::source::thousands;
use std::fmt::Write;

/// How many columns of figures a row has: 単位数 to 利用者負担（全額負担分）.
pub(super) const FIGURES: usize = 17;

/// Below the sizes of a field, for figures longer than any real one; in points.
const SMALLEST: f64 = 4.0;

/// The figures of a row from 単位数 to 利用者負担（全額負担分）, blank where the form is.
pub(super) fn figures(row: &Row) -> [String; FIGURES] {
    row.numbers().map(|(name, number)| match (name, number) {
        (_, None) => String::new(),
        ("単価", Some(_)) => row.price.map(|price| price.to_string()).unwrap_or_default(),
        (_, Some(number)) if row.kind.has_parenthesised(name) => format!("({})", thousands(number)),
        (_, Some(number)) => thousands(number),
    })
}

/// A row's figures as one run, each at the right end of its column but for one blank, and how many blanks the run has
/// at its beginning (which it leaves out, like those at its end). A figure wider than its column comes back apart.
pub(super) fn run<'a>(figures: &'a [String], widths: &[usize]) -> (usize, String, Vec<(usize, &'a str)>) {
    let mut apart = Vec::new();
    let mut run = String::new();
    for (column, (figure, &width)) in figures.iter().zip(widths).enumerate() {
        let room = width.saturating_sub(1);
        let text = if figure.len() > room {
            apart.push((column, figure.as_str()));
            ""
        } else {
            figure
        };
        let _ = write!(run, "{text:>room$} ");
    }
    let trimmed = run.trim_start();
    (run.len() - trimmed.len(), trimmed.trim_end().to_owned(), apart)
}

/// A figure too wide for its column's usual size: first the sizes shrink, then the separators go, then the size again.
pub(super) fn narrow(figure: &str, field: &FieldMeasure) -> Fitted {
    let fits = |text: &str, size: f64| fonts::advance(text, field.face.0) <= width_units(field.inner_width(), size);
    if let Some(&size) = field.sizes.iter().find(|&&size| fits(figure, size)) {
        return one_line(figure, size, field.face.0);
    }
    let bare = figure.replace(',', "");
    let mut size = field.sizes.last().copied().unwrap_or(SMALLEST);
    while size > SMALLEST && !fits(&bare, size) {
        size -= 0.5;
    }
    one_line(&bare, size, field.face.0)
}

/// A line of the program's own making, fitted.
pub(super) fn one_line(text: &str, size: f64, face: Face) -> Fitted {
    Fitted { size, lines: vec![Line::new(text, face)], rest: None, shrunk: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::RowKind;
    use crate::forms::measures::Measures;

    #[test]
    fn a_row_is_one_run() {
        let figures = ["387", "", "5", "1,935"].map(str::to_owned);
        assert_eq!(run(&figures, &[7, 4, 4, 9]), (3, "387       5    1,935".to_owned(), vec![]));
        let long = ["1,234,567", "9"].map(str::to_owned);
        assert_eq!(run(&long, &[9, 4]), (11, "9".to_owned(), vec![(0, "1,234,567")]));
    }

    #[test]
    fn no_digit_of_a_long_figure_is_lost() {
        let measures = Measures::embedded();
        let field = FieldMeasure { w: 13.8, ..measures.field("slip-annex", "figure").expect("field").clone() };
        let long = narrow("123,456,789,012", &field);
        assert_eq!((long.text().as_str(), long.size), ("123456789012", 6.0));
        assert!((narrow("12,345,678", &field).size - 7.0).abs() < f64::EPSILON);
    }

    #[test]
    fn brackets_follow_from_the_kind_of_row() {
        let row = |kind| Row {
            kind,
            service_units: Some(3431),
            managed_units: Some(3431),
            within: Some(3431),
            ..Row::default()
        };
        let printed = |kind| [4, 5, 9].map(|at| figures(&row(kind))[at].clone());
        assert_eq!(printed(RowKind::Subtotal), ["(3,431)", "(3,431)", "3,431"]);
        assert_eq!(printed(RowKind::Outside), ["(3,431)", "3,431", "(3,431)"]);
        assert_eq!(printed(RowKind::Single), ["3,431", "3,431", "3,431"]);
        assert_eq!(printed(RowKind::Detail), ["3,431", "3,431", "(3,431)"]);
        assert_eq!(printed(RowKind::PastThirtyDays), ["(3,431)", "3,431", "3,431"]);
    }
}
