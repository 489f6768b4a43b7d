//! 第５表: entries flow down the left group, the right group and on to the next sheet, and none is lost.

use crate::sheets::{Words, sheets, texts};
use careplan::forms::measures::Measures;
use careplan::forms::{NoticeKind, Sheet};
use serde_json::Value;
use std::fmt::Write;

fn log(entries: &[(&str, String)]) -> String {
    let mut yaml = String::from("第5表:\n");
    for (day, content) in entries {
        let _ =
            writeln!(yaml, "  - {{年月日: {day}, 時刻: '14:00', 項目: 訪問（自宅）, 内容: {content}, 記載者: 栗林}}");
    }
    yaml
}

fn long(n: usize) -> String {
    Words::default().take(n).collect()
}

/// Rows of both groups.
fn rows(sheet: &Sheet) -> [&Vec<Value>; 2] {
    ["left", "right"].map(|group| sheet.data[group].as_array().expect("rows"))
}

fn height(rows: &[Value]) -> f64 {
    rows.iter().map(|row| row["height"].as_f64().expect("a height")).sum()
}

/// Whether both groups are ruled to the table's end.
fn is_full(sheet: &Sheet) -> bool {
    let number = |key| Measures::embedded().number("support-log", key).expect("a number");
    rows(sheet).iter().all(|rows| (number("bottom") - number("top") - height(rows)).abs() < 0.5)
}

/// The text of a row's field.
fn text(sheet: &Sheet, field: &Value) -> String {
    let at = field["at"].as_u64().and_then(|at| usize::try_from(at).ok());
    at.map(|at| texts(sheet)[at].clone()).unwrap_or_default()
}

#[test]
fn a_blank_form_is_ruled_to_its_end() {
    let sheets = sheets("第5表", "{}");
    assert_eq!(sheets.len(), 1);
    assert!(is_full(&sheets[0]));
    assert_eq!(rows(&sheets[0]).map(Vec::len), [16, 16]);
}

#[test]
fn weekday_and_time_stand_under_the_date_and_the_recorder_ends_the_content() {
    let sheets = sheets("第5表", &log(&[("令和7年5月27日", "同意を得て交付した。".to_owned())]));
    let row = &rows(&sheets[0])[0][0];
    let field = |key: &str| text(&sheets[0], &row[key]);
    assert_eq!(field("day"), "R7.5.27");
    assert_eq!(field("time"), "（火）14:00");
    assert_eq!(field("means"), "訪問（自宅）");
    assert_eq!(row["means"]["lines"], serde_json::json!(["訪問（自宅）"]));
    assert_eq!(field("content"), "同意を得て交付した。（栗林）");
}

#[test]
fn a_span_of_time_has_a_line_of_its_own() {
    let sheets = sheets("第5表", "第5表:\n  - {年月日: R7.2.1, 時刻: '10:00～17:30', 内容: あ}\n");
    assert_eq!(rows(&sheets[0])[0][0]["time"]["lines"], serde_json::json!(["（土）", "10:00～17:30"]));
}

#[test]
fn the_recorder_stays_in_one_piece() {
    for n in 1..80 {
        let sheets = sheets("第5表", &log(&[("R7.5.27", long(n))]));
        let row = &rows(&sheets[0])[0][0];
        let last = row["content"]["lines"].as_array().and_then(|lines| lines.last()).expect("lines");
        assert!(last.as_str().expect("a string").ends_with("（栗林）"), "{n}: {row}");
    }
}

#[test]
fn nothing_is_lost_however_long() {
    for n in [1, 200, 1000, 1100, 5000, 20000] {
        let words = long(n);
        let yaml = log(&[("R7.5.1", "最初".to_owned()), ("R7.5.2", words.clone()), ("R7.5.3", "最後".to_owned())]);
        let sheets = sheets("第5表", &yaml);
        let parts =
            sheets.iter().flat_map(|sheet| rows(sheet).into_iter().flatten().map(|row| text(sheet, &row["content"])));
        let all: String = parts.collect();
        assert_eq!(all, format!("最初（栗林）{words}（栗林）最後（栗林）"));
        for sheet in &sheets {
            assert!(is_full(sheet), "{n}");
        }
    }
}

#[test]
fn what_goes_on_says_so_under_its_date() {
    let sheets = sheets("第5表", &log(&[("R7.5.2", long(3000))]));
    assert_eq!(sheets.len(), 2);
    let [left, right] = rows(&sheets[0]);
    assert_eq!((left.len(), left[0]["mark"].as_bool()), (1, Some(false)));
    assert_eq!((right.len(), right[0]["mark"].as_bool()), (1, Some(true)));
    assert_eq!(text(&sheets[0], &right[0]["day"]), "R7.5.2");
    assert_eq!(rows(&sheets[1])[0][0]["mark"], true);
    assert_eq!(sheets[0].notices.len(), 1);
    assert_eq!(sheets[0].notices[0].kind, NoticeKind::Continued("次の用紙"));
    assert!(sheets[1].notices.is_empty());
}

#[test]
fn no_line_is_empty_at_a_columns_foot() {
    let line = sheets("第5表", "{}")[0].data["line"].as_f64().expect("mm");
    for n in (100..1600).step_by(37) {
        let entries = [("R7.6.1", long(n)), ("R7.6.2", long(300)), ("R7.6.3", long(900)), ("R7.6.4", long(500))];
        let sheets = sheets("第5表", &log(&entries));
        let columns: Vec<_> = sheets.iter().flat_map(rows).collect();
        for pair in columns.windows(2) {
            let (Some(last), Some(next)) = (pair[0].last(), pair[1].first()) else { continue };
            if next["mark"] == true {
                let n = last["content"]["lines"].as_array().map_or(0, Vec::len);
                let empty = last["height"].as_f64().expect("mm") - f64::from(u32::try_from(n).unwrap()) * line;
                assert!(empty < 1.3 * line, "{n}: {empty} mm of {last}");
            }
        }
    }
}

#[test]
fn short_entries_stay_together() {
    let entries: Vec<_> = (1..=28).map(|day| (format!("R7.6.{day}"), long(day * 7 % 75))).collect();
    let entries: Vec<_> = entries.iter().map(|(day, words)| (day.as_str(), words.clone())).collect();
    for sheet in sheets("第5表", &log(&entries)) {
        for row in rows(&sheet).into_iter().flatten() {
            assert_ne!(row["mark"], true, "{row}");
        }
    }
}
