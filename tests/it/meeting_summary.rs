//! 第４表: attendees in rows, boxes that share what is left, and the 別紙.

use crate::sheets::{Options, chars, pages_of, sheets_of};
use careplan::forms::Sheet;

fn attendees(n: usize) -> String {
    let people: Vec<_> = (1..=n).map(|i| format!("{{所属: 架空事業所{i}, 職種: 看護師, 氏名: 架空 {i}子}}")).collect();
    format!("第4表:\n  - 開催日: 令和7年5月27日\n    出席者: [{}]\n", people.join(", "))
}

/// The words of all cells of a sheet, row by row.
fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
    let rows = sheet.data["attendees"]["rows"].as_array().cloned().unwrap_or_default();
    let words =
        |row: &serde_json::Value| row.as_array().expect("cells").iter().map(|cell| chars(sheet, cell)).collect();
    rows.iter().map(words).collect()
}

#[test]
fn without_a_meeting_the_form_is_blank() {
    let sheets = sheets_of("第4表", "第4表: []\n", Options::default());
    assert_eq!(sheets.len(), 1);
    assert_eq!(cells(&sheets[0]), vec![vec![String::new(); 6]; 3]);
    let rows: Vec<_> =
        sheets[0].data["boxes"].as_array().expect("boxes").iter().map(|text| text["rows"].clone()).collect();
    assert_eq!(rows, [4, 10, 6, 5]);
}

#[test]
fn one_sheet_a_meeting() {
    let sheets = sheets_of("第4表", "第4表:\n  - 開催回数: 第1回\n  - 開催回数: 第2回\n", Options::default());
    let ordinals: Vec<_> = sheets.iter().map(|sheet| chars(sheet, &sheet.data["ordinal"])).collect();
    assert_eq!(ordinals, ["第1回", "第2回"]);
}

#[test]
fn attendees_take_further_rows_then_the_annex() {
    for (n, rows, pages) in [(0, 3, 1), (9, 3, 1), (10, 4, 1), (15, 5, 1), (27, 9, 1), (60, 10, 2), (200, 10, 5)] {
        let sheets = sheets_of("第4表", &attendees(n), Options::default());
        assert_eq!((cells(&sheets[0]).len(), sheets.len()), (rows, pages), "{n} attendees");
        let printed: Vec<String> =
            sheets.iter().flat_map(cells).flatten().filter(|words| words.contains('子')).collect();
        let expected: Vec<String> = (1..=n).map(|i| format!("架空 {i}子")).collect();
        assert_eq!(printed, expected);
        for (i, sheet) in sheets.iter().enumerate() {
            assert_eq!(sheet.data["attendees"]["continued"], i + 1 < sheets.len());
        }
    }
}

#[test]
fn the_absent_are_printed_with_the_reason() {
    let plan = "第4表:\n  - 出席者:\n      - {所属: 架空医院, 職種: 医師, 氏名: 三野 学, 欠席: 診療のため}\n      - {職種: 本人, 氏名: 讃岐 ハル}\n";
    let sheets = sheets_of("第4表", plan, Options::default());
    assert_eq!(cells(&sheets[0])[0], ["架空医院（医師）", "三野 学（欠席：診療のため）", "本人", "讃岐 ハル", "", ""]);
}

#[test]
fn a_very_long_affiliation_keeps_every_character() {
    let long = "社会福祉法人架空会".repeat(60);
    let sheets = sheets_of(
        "第4表",
        &format!("第4表:\n  - 出席者:\n      - {{所属: {long}, 氏名: 架空 一}}\n"),
        Options::default(),
    );
    let column: String = sheets.iter().flat_map(cells).map(|row| row[0].clone()).collect();
    assert_eq!(column, long);
}

/// A field may have 100,000 characters: the rows are made once, and none of them looks at all of it.
#[test]
fn attendees_of_a_whole_book_end() {
    let long: String = "所長の職種。".chars().cycle().take(30_000).collect();
    let plan = format!("第4表:\n  - 出席者:\n      - {{所属: {long}, 職種: {long}, 氏名: {long}}}\n");
    let sheets = sheets_of("第4表", &plan, Options::default());
    let column = |at: usize| sheets.iter().flat_map(cells).map(|row| row[at].clone()).collect::<String>();
    assert_eq!((column(0), column(1)), (format!("{long}（{long}）"), long));
}

#[test]
fn a_box_with_much_text_gets_more_height() {
    let discussion = "検討した内容。".repeat(120);
    let sheets = sheets_of(
        "第4表",
        &format!("第4表:\n  - 検討内容: {discussion}\n    結論: 原案のとおり\n"),
        Options::default(),
    );
    assert_eq!(sheets.len(), 1);
    let text = &sheets[0].data["boxes"][1];
    assert_eq!(text["text"]["size"], 9.0);
    assert!(text["rows"].as_u64() > Some(10));
}

#[test]
fn no_character_is_lost_over_the_sheets() {
    let text: String = "検討した項目と結論。".chars().cycle().take(4000).collect();
    let plan = format!(
        "第4表:\n  - 検討した項目: {text}\n    検討内容: {text}\n    結論: {text}\n    残された課題: {text}\n    備考: {text}\n    開催場所: {text}\n    出席: {{本人: {text}}}\n"
    );
    let sheets = sheets_of("第4表", &plan, Options::default());
    for key in ["topics", "discussion", "conclusion", "open_issues"] {
        assert_eq!(pages_of(&sheets, key), text, "{key}");
    }
    for key in ["remarks", "venue", "client_present"] {
        assert_eq!(chars(&sheets[0], &sheets[0].data[key]) + &pages_of(&sheets[1..], key), text, "{key}");
    }
}
