//! Tables in a terminal: columns as wide as their widest cell, with full-width signs counted as two.

use unicode_width::UnicodeWidthStr;

/// The rows as lines, `gap` between their columns; a column of figures stands to the right. All rows have the same cells; the
/// last column is padded, too.
pub(super) fn aligned<S: AsRef<str>>(rows: &[Vec<S>], gap: &str, is_figure: impl Fn(usize) -> bool) -> Vec<String> {
    let cells = rows.first().map_or(0, Vec::len);
    let widest = |column: usize| rows.iter().map(|row| row[column].as_ref().width()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..cells).map(widest).collect();
    let line = |row: &Vec<S>| {
        let padded = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let cell = cell.as_ref();
            let space = " ".repeat(width - cell.width());
            if is_figure(column) { space + cell } else { cell.to_owned() + &space }
        });
        padded.collect::<Vec<_>>().join(gap)
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::aligned;

    #[test]
    fn figures_stand_to_the_right_of_words_that_are_twice_as_wide() {
        let rows = [vec!["氏名", "単位"], vec!["讃岐 ハル", "7"]];
        assert_eq!(aligned(&rows, "  ", |column| column == 1), ["氏名       単位", "讃岐 ハル     7"]);
    }
}
