//! Tables that spreadsheets open.

/// A table: UTF-8 with BOM, lines end as spreadsheets want them. With `excel` numbers that begin with 0 are written so that Excel
/// keeps it: `="0001234567"` (nothing else that a plan says ever becomes a formula).
pub(super) fn table(rows: impl IntoIterator<Item = Vec<String>>, excel: bool) -> String {
    let one = |text: &String| if excel && is_code(text) { format!("\"=\"\"{text}\"\"\"") } else { cell(text) };
    let line = |cells: Vec<String>| cells.iter().map(one).collect::<Vec<_>>().join(",") + "\r\n";
    "\u{FEFF}".to_owned() + &rows.into_iter().map(line).collect::<String>()
}

/// A number of which the digits count and not the value.
fn is_code(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A cell in quotation marks. What a spreadsheet would take for a formula (`=…`, `+…`, `-…`, `@…`, a tab before it, and their
/// full-width forms) begins with an apostrophe, so that a name in a plan never runs anything.
fn cell(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let is_number = !flat.is_empty() && flat.trim_start_matches('-').chars().all(|c| c.is_ascii_digit());
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        || flat.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '＠']);
    let guard = if formula && !is_number && flat != "－" { "'" } else { "" };
    format!("\"{guard}{}\"", flat.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{cell, table};

    #[test]
    fn a_number_keeps_its_zeros_in_excel_and_is_plain_for_all_others() {
        let row = || [vec!["0001234567".to_owned(), "0".to_owned(), "=0".to_owned(), "-12".to_owned()]];
        assert_eq!(table(row(), false), "\u{FEFF}\"0001234567\",\"0\",\"'=0\",\"-12\"\r\n");
        assert_eq!(table(row(), true), "\u{FEFF}\"=\"\"0001234567\"\"\",\"0\",\"'=0\",\"-12\"\r\n");
    }

    #[test]
    fn nothing_runs_in_a_spreadsheet() {
        for bad in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1", "\n=1"] {
            assert!(cell(bad).starts_with("\"'"), "{bad:?} {}", cell(bad));
        }
        assert_eq!(cell("-12"), "\"-12\"");
        assert_eq!(cell("讃岐\"ハル\""), "\"讃岐\"\"ハル\"\"\"");
        assert_eq!(cell("－"), "\"－\"");
    }
}
