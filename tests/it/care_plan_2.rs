//! 第２表: which texts stand on which sheet, and that none is lost.

use crate::sheets::{Words, sheets, texts};
use careplan::forms::measures::Measures;
use careplan::forms::{NoticeKind, Sheet};
use std::fmt::Write;

/// A plan of needs; each need is its statement and the contents of its services.
fn plan(needs: &[(&str, Vec<String>)]) -> String {
    let mut yaml = String::from("第2表:\n  作成年月日: 令和7年5月27日\n  ニーズ:\n");
    for (need, services) in needs {
        let _ = write!(
            yaml,
            "    - 課題: {need}\n      長期目標:\n        - 目標: {need}の長期目標\n          期間: R7.5.27 ～ R8.4.30\n          短期目標:\n            - 目標: {need}の短期目標\n              期間: R7.5.27 ～ R7.8.31\n              援助:\n"
        );
        for service in services {
            let _ = writeln!(yaml, "                - {{サービス内容: {service}, サービス種別: 本人, 頻度: 毎日}}");
        }
    }
    yaml
}

fn services(n: usize, words: usize) -> Vec<String> {
    (1..=n).map(|number| format!("{number}番目の援助{}", "の内容".repeat(words))).collect()
}

/// Height of the table's body, mm.
fn room() -> f64 {
    let number = |key| Measures::embedded().number("care-plan-2", key).expect("a number");
    number("bottom") - number("top")
}

fn rows(sheet: &Sheet) -> Vec<f64> {
    sheet.data["rows"].as_array().expect("rows").iter().filter_map(serde_json::Value::as_f64).collect()
}

/// Index of the sheet on which a text begins.
fn sheet_with(sheets: &[Sheet], text: &str) -> usize {
    sheets.iter().position(|sheet| texts(sheet).iter().any(|found| found.contains(text))).expect(text)
}

#[test]
fn a_blank_form_has_rows_to_write_in() {
    let sheets = sheets("第2表", "{}");
    assert_eq!(sheets.len(), 1);
    let rows = rows(&sheets[0]);
    assert!(rows.len() >= 8, "{rows:?}");
    assert!((rows.iter().sum::<f64>() - room()).abs() < 0.01);
}

#[test]
fn rows_fill_the_sheet_exactly() {
    for n in 1..60 {
        for sheet in sheets("第2表", &plan(&[("歩きたい", services(n, n % 7 * 4))])) {
            let rows = rows(&sheet);
            assert!((rows.iter().sum::<f64>() - room()).abs() < 0.05, "{n}: {rows:?}");
        }
    }
}

#[test]
fn type_shrinks_a_little_before_a_further_sheet_is_taken() {
    let size = |sheet: &Sheet| sheet.data["cells"][0]["text"]["size"].as_f64().expect("size");
    let short = sheets("第2表", &plan(&[("歩きたい", services(3, 2))]));
    assert!((size(&short[0]) - 9.0).abs() < 0.01);
    let sizes: Vec<f64> = (1..40)
        .map(|n| sheets("第2表", &plan(&[("歩きたい", services(n, 8))])))
        .take_while(|sheets| sheets.len() == 1)
        .map(|sheets| size(&sheets[0]))
        .collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
    assert!((sizes.last().expect("sizes") - 8.0).abs() < 0.01, "{sizes:?}");
}

#[test]
fn one_long_cell_sets_no_sheets_in_small_type() {
    for n in [1, 200, 500, 900, 1500] {
        let long: String = Words::default().take(n).collect();
        let needs: Vec<_> = (0..6).map(|at| ("歩きたい", services(5, if at == 2 { n } else { 20 }))).collect();
        let sheets = sheets("第2表", &plan(&needs));
        assert!(sheets.len() > 1, "{long}");
        for (at, sheet) in sheets.iter().enumerate() {
            let cells = sheet.data["cells"].as_array().expect("cells");
            let prose = cells.iter().filter(|cell| cell["column"] == "content");
            for size in prose.filter_map(|cell| cell["text"]["size"].as_f64()) {
                assert!(size >= 8.5, "{size} pt with a cell of {n} characters");
            }
            let blank = |row: usize| cells.iter().filter(|cell| cell["row"] == row).all(|cell| cell["text"].is_null());
            let n_blank = (0..rows(sheet).len()).filter(|row| blank(*row)).count();
            assert!(n_blank == 0 || at + 1 == sheets.len(), "{n_blank} blank rows where the table goes on");
        }
    }
}

#[test]
fn a_need_stays_together() {
    let needs: Vec<String> = (1..=9).map(|number| format!("ニーズ{number}")).collect();
    let needs: Vec<_> = needs.iter().map(|need| (need.as_str(), services(4, 12))).collect();
    let sheets = sheets("第2表", &plan(&needs));
    assert!(sheets.len() > 1);
    for (need, _) in &needs {
        let on: Vec<_> = sheets.iter().filter(|sheet| texts(sheet).iter().any(|text| text == need)).collect();
        assert_eq!(on.len(), 1, "{need}");
        assert!(!sheets.iter().any(|sheet| texts(sheet).contains(&format!("（続き）{need}"))), "{need}");
    }
}

#[test]
fn a_long_need_goes_on_between_rows() {
    let sheets = sheets("第2表", &plan(&[("歩きたい", services(40, 12))]));
    assert!(sheets.len() > 1);
    for sheet in &sheets[1..] {
        let texts = texts(sheet);
        for repeated in ["（続き）歩きたい", "（続き）歩きたいの長期目標", "（続き）歩きたいの短期目標"]
        {
            assert!(texts.iter().any(|text| text == repeated), "{repeated}: {texts:?}");
        }
        assert!(texts.iter().any(|text| text == "R7.5.27～R8.4.30"));
    }
    assert!(sheets[0].notices.iter().any(|notice| notice.kind == NoticeKind::Continued("次の用紙")));
    for number in 1..=40 {
        sheet_with(&sheets, &format!("{number}番目の援助"));
    }
}

#[test]
fn nothing_is_lost_however_long() {
    for length in [1, 30, 300, 3000, 9000] {
        let long = |word: &str| format!("{word}{}", Words::default().take(length).collect::<String>());
        let yaml = format!(
            "第2表:\n  ニーズ:\n    - 課題: {need}\n      長期目標:\n        - 目標: {goal}\n          短期目標:\n            - 目標: {step}\n              援助:\n                - サービス内容: {content}\n                  サービス種別: {kind}\n                  事業所: {provider}\n                  頻度: {frequency}\n                - サービス内容: 二行目\n    - 課題: 次の課題\n",
            need = long("必"),
            goal = long("長"),
            step = long("短"),
            content = long("内"),
            kind = long("種"),
            provider = long("所"),
            frequency = long("度"),
        );
        let sheets = sheets("第2表", &yaml);
        for (column, word) in [
            ("need", "必"),
            ("long_goal", "長"),
            ("short_goal", "短"),
            ("content", "内"),
            ("kind", "種"),
            ("provider", "所"),
            ("frequency", "度"),
        ] {
            let printed: String = sheets.iter().flat_map(|sheet| column_texts(sheet, column)).collect();
            let printed = printed.replace("（続き）", "");
            assert!(printed.contains(&long(word)), "{length} {column}: {printed}");
        }
        assert_eq!(sheet_with(&sheets, "次の課題"), sheets.len() - 1);
    }
}

fn column_texts(sheet: &Sheet, column: &str) -> Vec<String> {
    let cells = sheet.data["cells"].as_array().expect("cells");
    let texts = texts(sheet);
    let at = |cell: &serde_json::Value| cell["text"]["at"].as_u64().and_then(|at| usize::try_from(at).ok());
    cells.iter().filter(|cell| cell["column"] == column).filter_map(at).map(|at| texts[at].clone()).collect()
}

#[test]
fn periods_are_short_and_a_first_period_stands_below_in_brackets() {
    let yaml = "第2表:\n  ニーズ:\n    - 長期目標:\n        - {目標: あ, 期間: R8.4.1 ～ R9.3.31, 当初期間: R7.5.27 ～ R8.3.31, 短期目標: [{目標: い, 期間: R8.4.1 ～ R8.6.30, 援助: [{サービス内容: う, 保険給付: ○}, {サービス内容: え, 期間: R8.5.1 ～ R8.5.31}]}]}\n";
    let sheets = sheets("第2表", yaml);
    let texts = texts(&sheets[0]);
    assert_eq!(
        texts[1..],
        [
            "あ",
            "R8.4.1～R9.3.31(R7.5.27～R8.3.31)",
            "い",
            "R8.4.1～R8.6.30",
            "う",
            "○",
            "R8.4.1～R8.6.30",
            "え",
            "R8.5.1～R8.5.31"
        ]
    );
}

#[test]
fn a_bracket_in_a_narrow_column_is_not_broken() {
    let services = "[{サービス種別: 通院（医療保険）, 頻度: 月2回（第2・第4水）}]";
    let yaml = format!("第2表: {{ニーズ: [{{長期目標: [{{短期目標: [{{援助: {services}}}]}}]}}]}}\n");
    let sheets = sheets("第2表", &yaml);
    let cells = sheets[0].data["cells"].as_array().expect("cells");
    let lines = |column: &str| &cells.iter().find(|cell| cell["column"] == column).expect("a cell")["text"]["lines"];
    assert_eq!(*lines("kind"), serde_json::json!(["通院", "（医療保険）"]));
    // This bracket is wider than its column at any rate.
    assert_eq!(*lines("frequency"), serde_json::json!(["月2回（第2・", "第4水）"]));
}

#[test]
fn a_name_too_long_for_the_head_is_printed_whole() {
    let name = "寿限無".repeat(100);
    let sheets = sheets("第2表", &format!("利用者: {{氏名: {name}}}\n"));
    assert_eq!(sheets.len(), 1);
    let all: String = texts(&sheets[0]).concat().replace("利用者名（続き）：", "");
    assert!(all.contains(&name), "{all}");
}
