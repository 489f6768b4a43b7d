//! 第３表: services stand at their times, what no box can hold goes to the list or the 別紙, and nothing is lost.

use crate::sheets::{Options, Words, chars, sheets, sheets_of, texts};
use careplan::forms::{NoticeKind, Sheet};
use serde_json::Value;
use std::fmt::Write;

/// Millimetres of the grid: upper line, one hour, first day column and its width.
const TOP: f64 = 31.0;
/// Without notes under the table the rows use the whole sheet.
const HOUR: f64 = 6.05;

const MONDAY: f64 = 29.8;
const DAY: f64 = 29.6;

fn list<'a>(sheet: &'a Sheet, key: &str) -> &'a [Value] {
    sheet.data[key].as_array().map_or(&[], Vec::as_slice)
}

fn figures(value: &Value) -> Vec<f64> {
    value.as_array().expect("figures").iter().map(|figure| figure.as_f64().expect("a number")).collect()
}

/// The texts of a day's boxes, Monday is 0.
fn boxes(sheet: &Sheet, day: usize) -> Vec<String> {
    let of_day = sheet.data["days"][day].as_array().expect("seven days");
    of_day.iter().map(|block| chars(sheet, &block["text"])).collect()
}

/// The texts of the list under the grid.
fn notes(sheet: &Sheet) -> Vec<String> {
    list(sheet, "notes")
        .iter()
        .map(|note| note["mark"].as_str().unwrap_or_default().to_owned() + &chars(sheet, &note["text"]))
        .collect()
}

/// All words of services, day and lower box over all sheets, in the order of printing.
fn body(sheets: &[Sheet]) -> String {
    let mut all = String::new();
    for sheet in sheets {
        let blocks = list(sheet, "days").iter().filter_map(Value::as_array).flatten();
        let rows = list(sheet, "notes").iter().chain(list(sheet, "activities")).chain(list(sheet, "rows"));
        for row in blocks.chain(rows) {
            all += &chars(sheet, &row["text"]);
            all += &chars(sheet, &row["wide"]);
            all.push('|');
        }
        all += &chars(sheet, &sheet.data["non_weekly"]);
        all.push('|');
    }
    all
}

fn long(n: usize) -> String {
    Words::default().take(n).collect()
}

#[test]
fn a_blank_form_has_only_its_rules() {
    for sheets in [
        sheets("第3表", "{}"),
        sheets_of("第3表", "第3表: {週単位以外: なし}", Options { blank: true, ..Options::default() }),
    ] {
        assert_eq!(sheets.len(), 1);
        assert_eq!(texts(&sheets[0]), ["作成年月日　　　　年　　月　　日"]);
        assert_eq!(sheets[0].data["non_weekly_lines"]["n"], 3);
    }
}

#[test]
fn a_service_stands_at_its_time_on_its_days() {
    let sheets = sheets("第3表", "第3表: {週間: [{曜日: [火, 金], 時間: '9:30～16:30', 内容: 通所介護（入浴）}]}");
    let bars: Vec<_> = list(&sheets[0], "bars").iter().map(figures).collect();
    assert_eq!(bars.len(), 2);
    for (bar, day) in bars.iter().zip([1.0, 4.0]) {
        assert!((bar[1] - (TOP + 9.5 * HOUR)).abs() < 0.01 && (bar[3] - 7.0 * HOUR).abs() < 0.01);
        assert!(bar[0] > MONDAY + day * DAY && bar[0] < MONDAY + day * DAY + 0.5);
    }
    assert_eq!(boxes(&sheets[0], 1), ["9:30～16:30通所介護（入浴）"]);
    assert!(list(&sheets[0], "dashed").is_empty(), "a long service needs no flap");
}

#[test]
fn across_midnight_there_are_two_pieces() {
    let sheets = sheets(
        "第3表",
        "第3表: {週間: [{曜日: [日], 時間: '22:00～翌6:00', 内容: 見守り}, {曜日: [水], 時間: '21:00～24:00', 内容: 泊まり}]}",
    );
    let sheet = &sheets[0];
    assert_eq!(boxes(sheet, 6), ["22:00～翌6:00見守り"]);
    assert_eq!(boxes(sheet, 0), ["前日22:00～6:00見守り"]);
    assert_eq!(boxes(sheet, 3), [""; 0]);
    let ends: Vec<f64> = list(sheet, "bars").iter().map(figures).map(|bar| bar[1] + bar[3]).collect();
    let bottom = TOP + 24.0 * HOUR;
    for (end, expected) in ends.iter().zip([TOP + 6.0 * HOUR, bottom, bottom]) {
        assert!((end - expected).abs() < 0.01, "{ends:?}");
    }
}

#[test]
fn a_short_visit_keeps_its_words_where_time_is_free_after_it() {
    let plan = "第3表: {週間: [{曜日: [月], 時間: '11:30～12:00', 内容: 配食と安否の確認}, {曜日: [火], 時間: '9:30～10:00', 内容: 妻と散歩}]}";
    let sheets = sheets("第3表", plan);
    assert_eq!(boxes(&sheets[0], 0), ["11:30～12:00配食と安否の確認"]);
    assert_eq!(boxes(&sheets[0], 1), ["9:30～10:00 妻と散歩"]);
    // Three edges of one flap.
    assert_eq!(list(&sheets[0], "dashed").len(), 3);
    assert_eq!(notes(&sheets[0]), [""; 0]);
}

#[test]
fn what_no_box_can_hold_is_numbered_and_listed() {
    let content = format!("訪問介護（{}）", long(90));
    let plan = format!("第3表:\n  週間:\n    - {{曜日: [月, 水], 時間: '8:00～8:30', 内容: '{content}'}}\n");
    let sheets = sheets("第3表", &plan);
    assert_eq!(boxes(&sheets[0], 0), ["①8:00～8:30訪問介護"]);
    assert_eq!(boxes(&sheets[0], 2), ["①8:00～8:30訪問介護"]);
    assert_eq!(notes(&sheets[0]), [format!("①月・水 8:00～8:30　{content}")]);
    assert!(matches!(sheets[0].notices[..], [ref notice] if notice.kind == NoticeKind::Continued("表の下の注記")));
}

#[test]
fn an_entry_without_day_or_time_goes_to_the_list() {
    let plan = "第3表: {週間: [{曜日: [月], 内容: あ}, {時間: '9:00～10:00', 内容: い}, {内容: う}, {}, {曜日: [火], 時間: '9:00～10:00'}]}";
    let sheets = sheets("第3表", plan);
    assert_eq!(
        notes(&sheets[0]),
        [
            "・月 （時間の記載なし）　あ",
            "・（曜日の記載なし） 9:00～10:00　い",
            "・（曜日の記載なし） （時間の記載なし）　う"
        ]
    );
    assert_eq!(boxes(&sheets[0], 1), ["9:00～10:00"]);
}

/// A week of services at odd times, the same every time.
fn busy(entries: usize, length: usize) -> (String, Vec<String>) {
    let mut state = u32::try_from(entries * 31 + length).expect("small");
    let mut next = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    let mut yaml = String::from("第3表:\n  週間:\n");
    let mut contents = Vec::new();
    for i in 0..entries {
        let start = next(285) * 5;
        let length_of_time = [5, 10, 30, 30, 45, 60, 90, 420][next(8) as usize];
        let end = start + length_of_time;
        let (next_day, end) = if end > 1440 { ("翌", end - 1440) } else { ("", end) };
        let day = ["月", "火", "水", "木", "金", "土", "日"][next(7) as usize];
        let content = format!(
            "{i}番（{}）",
            Words::default()
                .skip(i * 7)
                .take(next(u32::try_from(length).expect("small") + 1) as usize)
                .collect::<String>()
        );
        let (h, m, end_h, end_m) = (start / 60, start % 60, end / 60, end % 60);
        let _ = writeln!(
            yaml,
            "    - {{曜日: [{day}], 時間: '{h}:{m:02}～{next_day}{end_h}:{end_m:02}', 内容: '{content}'}}"
        );
        contents.push(content);
    }
    yaml += "  日常生活:\n";
    for i in 0..entries {
        let content = format!(
            "活動{i}番（{}）",
            Words::default()
                .skip(i * 5)
                .take(next(u32::try_from(length).expect("small") / 4 + 1) as usize)
                .collect::<String>()
        );
        let _ = writeln!(yaml, "    - {{時刻: '{}:{:02}', 内容: '{content}'}}", next(24), next(60));
        contents.push(content);
    }
    (yaml, contents)
}

#[test]
fn nothing_is_lost_and_nothing_prints_over_another() {
    for (entries, length) in [(3, 4), (12, 20), (30, 40), (56, 12), (56, 120), (120, 30)] {
        let (plan, contents) = busy(entries, length);
        let sheets = sheets("第3表", &plan);
        let body = body(&sheets);
        for content in &contents {
            assert!(body.contains(content.as_str()), "{entries} entries: «{content}» is lost");
        }
        let white: Vec<_> = list(&sheets[0], "white").iter().map(figures).collect();
        let bottom = TOP + 12.0 * sheets[0].data["row"].as_f64().expect("mm");
        for (i, a) in white.iter().enumerate() {
            assert!(a[1] >= TOP - 0.01 && a[1] + a[3] <= bottom + 0.01, "{a:?}");
            for b in &white[i + 1..] {
                let apart = a[0] + a[2] <= b[0] + 0.01
                    || b[0] + b[2] <= a[0] + 0.01
                    || a[1] + a[3] <= b[1] + 0.01
                    || b[1] + b[3] <= a[1] + 0.01;
                assert!(apart, "{entries} entries of {length}: {a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn texts_longer_than_a_page_go_on_over_several() {
    let (content, other) = (long(9000), Words::default().skip(3).take(6000).collect::<String>());
    let plan = format!(
        "第3表:\n  週間:\n    - {{曜日: [月], 時間: '8:00～9:00', 内容: '{content}'}}\n  週単位以外: '{other}'\n"
    );
    let sheets = sheets("第3表", &plan);
    assert!(sheets.len() >= 4, "{}", sheets.len());
    let body: String = body(&sheets).split('|').collect();
    assert!(body.contains(&content));
    assert_eq!(body.replacen(&content, "", 1), boxes(&sheets[0], 0).concat() + &other);
    assert_eq!(sheets[0].data["non_weekly_goes_on"], true);
    assert_eq!(sheets[0].data["notes_go_on"], true);
    let headings: Vec<_> =
        sheets.iter().flat_map(|sheet| list(sheet, "rows")).filter_map(|row| row["heading"].as_str()).collect();
    assert!(headings[1..].iter().all(|heading| heading.ends_with("（続き）")), "{headings:?}");
}

#[test]
fn activities_are_in_the_order_of_the_day() {
    let plan = "第3表: {日常生活: [{内容: 庭に出る}, {時刻: '21:00', 内容: 就寝}, {時刻: '6:30', 内容: 起床}]}";
    let sheets = sheets("第3表", plan);
    let rows: Vec<_> = list(&sheets[0], "activities")
        .iter()
        .map(|row| chars(&sheets[0], &row["time"]) + &chars(&sheets[0], &row["text"]))
        .collect();
    assert_eq!(rows, ["6:30起床", "21:00就寝", "庭に出る"]);
    let y = list(&sheets[0], "activities")[0]["y"].as_f64().expect("y");
    assert!((y - (TOP + 6.5 * HOUR)).abs() < 0.01);
}
