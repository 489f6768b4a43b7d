//! Tables that spreadsheets open.

/// A table: UTF-8 with BOM, lines end as spreadsheets want them.
pub(super) fn table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n";
    "\u{FEFF}".to_owned() + &rows.into_iter().map(line).collect::<String>()
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
    use super::cell;

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
