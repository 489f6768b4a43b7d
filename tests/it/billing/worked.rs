//! Worked months: `tests/billing/*.md` hold plans and every printed cell of their annex, reckoned by hand.
//!
//! A file has one ```` ```yaml 共通 ```` block that every section begins with (a key that the section writes itself wins), then sections: a plan, the
//! reckoning in words, the table of rows, and a list of what else is expected (限度, 超過, 短期入所, 種類別, 警告, 拒否).
//! 「（実績）」 and 「（--allot largest）」 in a heading choose how the annex is made.

use super::{compute, plan};
use careplan::billing::{Annex, AnnexOptions, BillingInput, Mode, Row, RowKind, annex};

/// The files, by name, with their texts.
#[expect(clippy::disallowed_methods, reason = "a test reads its worked months")]
fn worked_files() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/billing");
    let entries = std::fs::read_dir(folder).expect("tests/billing").map(|entry| entry.expect("a file").path());
    let name = |path: &std::path::Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let read =
        |path: std::path::PathBuf| (name(&path).unwrap_or_default(), std::fs::read_to_string(&path).expect("text"));
    let mut files: Vec<_> = entries.map(read).collect();
    files.sort();
    files
}

/// One section of a file of worked months.
#[derive(Debug, Default)]
struct Worked {
    title: String,
    yaml: String,
    table: Vec<Vec<String>>,
    expectations: Vec<(String, String)>,
}

fn sections(text: &str) -> Vec<Worked> {
    let mut common = String::new();
    let mut found: Vec<Worked> = Vec::new();
    let mut block: Option<(bool, String)> = None;
    for line in text.lines() {
        if let Some((is_common, yaml)) = &mut block {
            if line == "```" {
                match (*is_common, found.last_mut()) {
                    (true, _) => common.clone_from(yaml),
                    (false, Some(section)) => section.yaml = merged(&common, yaml),
                    (false, None) => panic!("a plan before the first heading"),
                }
                block = None;
            } else {
                yaml.push_str(line);
                yaml.push('\n');
            }
        } else if let Some(rest) = line.strip_prefix("```yaml") {
            block = Some((rest.trim() == "共通", String::new()));
        } else if let Some(title) = line.strip_prefix("## ") {
            found.push(Worked { title: title.to_owned(), ..Worked::default() });
        } else if let Some(row) = line.strip_prefix("| ") {
            let cells = row.trim_end_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
            found.last_mut().expect("a table after a heading").table.push(cells);
        } else if let Some((key, value)) = line.strip_prefix("- ").and_then(|rest| rest.split_once(": ")) {
            found.last_mut().expect("a list after a heading").expectations.push((key.to_owned(), value.to_owned()));
        }
    }
    found
}

/// The common keys, less those that the section writes itself, then the section.
fn merged(common: &str, own: &str) -> String {
    let keys: Vec<&str> = own
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key)
        .filter(|key| !key.starts_with([' ', '-']))
        .collect();
    let mut text = String::new();
    let mut kept = true;
    for line in common.lines() {
        if !line.starts_with(' ') {
            kept = !keys.iter().any(|key| line.starts_with(&format!("{key}:")));
        }
        if kept {
            text.push_str(line);
            text.push('\n');
        }
    }
    text + own
}

/// A row as the cells of the tables.
fn cells(row: &Row) -> Vec<(&'static str, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut cells = vec![
        ("種別", row.kind.printed().to_owned()),
        ("サービス内容", text(&row.content)),
        ("サービスコード", text(&row.code)),
    ];
    for (name, number) in row.numbers() {
        let printed = match name {
            "単価" => row.price.map(|price| price.to_string()),
            _ => number.map(|number| number.to_string()),
        };
        cells.push((name, printed.unwrap_or_default()));
    }
    cells
}

#[test]
fn worked_months() {
    let mut wrong: Vec<String> = Vec::new();
    let mut count = 0;
    for (file, text) in worked_files() {
        for section in sections(&text) {
            count += 1;
            let place = format!("{file}「{}」", section.title);
            let mode = if section.title.contains("（実績）") { Mode::Actual } else { Mode::Planned };
            let options = AnnexOptions {
                allot_largest: section.title.contains("（--allot largest）"),
                ..AnnexOptions::default()
            };
            let result = compute(&section.yaml, mode, options);
            let refused = section.expectations.iter().find(|(key, _)| key == "拒否").map(|(_, words)| words);
            match (result, refused) {
                (Ok(annex), None) => compare(&place, &section, &annex, &mut wrong),
                (Ok(_), Some(words)) => wrong.push(format!("{place}: not refused ({words})")),
                (Err(refusal), Some(words)) if refusal.message.contains(words.as_str()) => {}
                (Err(refusal), _) => wrong.push(format!("{place}: refused: {}", refusal.message)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 140, "{count}");
}

fn compare(place: &str, section: &Worked, annex: &Annex, wrong: &mut Vec<String>) {
    let (head, rows) = section.table.split_first().unwrap_or_else(|| panic!("{place}: no table"));
    if rows.len() != annex.rows.len() {
        wrong.push(format!("{place}: {} rows, expected {}", annex.rows.len(), rows.len()));
    }
    for (at, (expected, row)) in rows.iter().zip(&annex.rows).enumerate() {
        assert_eq!(expected.len(), head.len(), "{place} row {}", at + 1);
        for ((name, found), (column, wanted)) in cells(row).into_iter().zip(head.iter().zip(expected)) {
            assert_eq!(name, column);
            if found != *wanted {
                wrong.push(format!("{place} row {}: {name} is 「{found}」, expected 「{wanted}」", at + 1));
            }
        }
    }
    let stay = annex.short_stay;
    let mut warnings = annex.warnings.iter();
    for (key, wanted) in &section.expectations {
        let found = match key.as_str() {
            "限度" => annex.limit.to_string(),
            "超過" => annex.excess.to_string(),
            "短期入所" => format!("{} + {} = {}", stay.before, stay.current, stay.cumulative),
            "種類別" => annex
                .kinds
                .iter()
                .map(|row| format!("{} {} {} {}", row.kind, row.limit, row.total, row.over))
                .collect::<Vec<_>>()
                .join(" / "),
            "警告" if wanted == "なし" => {
                annex.warnings.first().map_or_else(|| "なし".to_owned(), |warning| warning.message.clone())
            }
            "警告" => match warnings.find(|warning| warning.message.contains(wanted.as_str())) {
                Some(_) => wanted.clone(),
                None => format!("{:?}", annex.warnings),
            },
            _ => panic!("{place}: {key}?"),
        };
        if found != *wanted {
            wrong.push(format!("{place}: {key} is {found}, expected {wanted}"));
        }
    }
}

/// The figures of example A, as the work order states them.
#[test]
fn example_a() {
    let files = worked_files();
    let three = files.iter().find(|(name, _)| name == "03-three-providers").expect("03-three-providers");
    let case = plan(&sections(&three.1)[0].yaml);
    let annex = annex(&BillingInput::new(&case, &case.months[0]), Mode::Planned, AnnexOptions::default()).unwrap();
    let costs: Vec<i64> =
        annex.rows.iter().filter(|row| row.kind != RowKind::Total).filter_map(|row| row.total_cost).collect();
    assert_eq!(costs, [35_030, 8_586, 66_275, 6_094, 5_500]);
    let total = annex.total().unwrap();
    assert_eq!((total.service_units, total.total_cost), (Some(10_517), Some(121_485)));
    assert_eq!((total.insurer_share, total.client_share, total.self_paid), (Some(109_335), Some(12_150), None));
    let subtotals: Vec<_> =
        annex.rows.iter().filter(|row| row.kind == RowKind::Subtotal).map(|row| row.content.clone().unwrap()).collect();
    assert_eq!(subtotals, ["訪問介護合計", "通所介護合計", "福祉用具貸与合計"]);
    assert_eq!(annex.warnings, []);
    // The lines that a row comes from can be found again.
    assert_eq!(annex.rows[2].lines.iter().map(|line| line.at).collect::<Vec<_>>(), [0, 1]);
    let (own, others) = annex.of_provider("架空用具");
    assert_eq!((own.len(), others.service_units, others.total_cost), (3, Some(9_967), Some(115_985)));
}
