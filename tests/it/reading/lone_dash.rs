//! A dash on a line of its own: the beginning of a row in some layouts, a mark too many in others.

use super::{mended, tells, told};

/// Typed between the keys of a row, it is the line that is wrong; those around it are right.
#[test]
fn a_dash_too_many_between_the_keys_of_a_row() {
    let plan = |dash: &str| {
        format!(
            "第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標:\n        - 目標: 歩く\n          短期目標:\n            - 目標: 庭に出る\n              援助:\n                - サービス内容: 見守り\n                  保険給付: ○\n{dash}                  サービス種別: 訪問介護\n                  頻度: 毎日\n                - サービス内容: 体操\n                  サービス種別: 本人\n"
        )
    };
    tells(&plan(""), &[]);
    for blanks in [14, 18, 20] {
        let slip = plan(&format!("{}-\n", " ".repeat(blanks)));
        tells(&slip, &[&format!("11:{} YML001 この行は「-」だけ", blanks + 1)]);
        assert_eq!(mended(&slip), [plan("")]);
    }
}

/// Where rows begin so, one that was moved is told with all its lines, not the row above it.
#[test]
fn a_row_below_its_dash_that_was_moved() {
    let row = |blanks: &str, what: &str| {
        format!("{blanks}    -\n{blanks}      項目: {what}\n{blanks}      内容: あ\n{blanks}      記載者: 高松\n")
    };
    let log = |blanks: &str| {
        format!("第5表:\n{}{}{}{}", row("", "訪問"), row(blanks, "電話"), row("", "面談"), row("", "照会"))
    };
    tells(&log(""), &[]);
    tells(&log("  "), &["6:7 YML001 この行から9行目までの字下げがずれている"]);
    assert_eq!(mended(&log("  ")), [log("")]);
}

/// Rows whose dash stands alone, four blanks deeper each.
const ROWS: &str = "\
第3表:
    週間:
    -
        曜日: [月, 木]
        時間: 9:00～10:00
        内容: 訪問介護
    -
        曜日:
        - 金
        時間: 9:00～10:00
        内容: 通所介護
    日常生活:
    -
        時刻: 7:00
        内容: 起床
";

/// The line end before such a dash or behind it was lost: that line is told, not the keys of the row.
#[test]
fn a_line_end_that_was_lost_beside_a_dash() {
    tells(ROWS, &[]);
    for (was, is, place) in [
        ("訪問介護\n    -", "訪問介護-", "6:17 YML001 「-」の前で改行が失われ"),
        ("訪問介護\n    -", "訪問介護 -", "6:18 YML001 「-」の前で改行が失われ"),
        ("訪問介護\n    -", "訪問介護    -", "6:21 YML001 「-」の前で改行が失われ"),
        ("-\n        曜日:\n", "-        曜日:\n", "7:5 YML001 「-」の後で改行が失われ"),
        ("-\n        曜日:\n", "-曜日:\n", "7:5 YML001 「-」の後で改行が失われ"),
        ("-\n        曜日: [", "-        曜日: [", "3:5 YML001 「-」の後で改行が失われ"),
    ] {
        let plan = ROWS.replace(was, is);
        tells(&plan, &[place]);
        assert_eq!(mended(&plan), [ROWS], "{is}");
    }
}

/// A sign typed beside such a dash: no other row is out of line.
#[test]
fn a_sign_beside_a_dash() {
    for dash in ["あ-", "-x", "-<br>", "-、", "- x", "\u{3000}-"] {
        let plan = ROWS.replacen("\n    -\n        曜日: [", &format!("\n    {dash}\n        曜日: ["), 1);
        let told = told(&plan);
        assert!(matches!(&told[..], [one] if one.starts_with("3:")), "{dash}{told:?}");
    }
    let plan = ROWS.replace("日常生活:\n", "日常生活:<br>\n");
    tells(&plan, &["12:10 YML001 この行に余分な「<br>」がある"]);
    let plan = ROWS.replace("        時刻: 7", "        - 時刻: 7");
    tells(&plan, &["14:9 YML001 この行に余分な「-」がある"]);
    assert_eq!(mended(&plan), [ROWS]);
}

/// Signs that end a line for some and not for others, before a dash that stands alone: told, and nothing breaks.
#[test]
fn a_dash_behind_a_sign_that_nobody_sees() {
    for sign in ["\u{2028}", "\u{2029}", "\u{85}", "\u{A0}", "\u{FEFF}", "\u{3000}"] {
        for blanks in ["", "  ", "    "] {
            let plan = format!(
                "利用者:\n  氏名: 甲\n第5表:\n  -\n    年月日: R7.5.9\n{blanks}{sign}-\n    年月日: R7.5.10\n  -\n    項目: 訪問\n"
            );
            let (case, _) = careplan::case::read::from_text("plan.yaml", &plan);
            assert!(!case.problems.is_empty(), "{plan}");
        }
    }
}

/// Days as a list in such a layout: what begins there is no row, and the day above it is none too many.
#[test]
fn a_day_that_lost_its_dash_below_rows_with_lone_dashes() {
    let plan = |dash: &str| {
        format!(
            "第6表:\n  -\n    年月: 令和7年6月\n    サービス:\n      -\n        サービス内容: 通所介護\n        休み:\n          - 4\n          - 7\n          {dash}16\n          - 18\n      -\n        サービス内容: 訪問介護\n"
        )
    };
    tells(&plan("- "), &[]);
    tells(&plan("  "), &["10:13 YML001 この行の初めに「- 」がない"]);
    assert_eq!(mended(&plan("  ")), [plan("- ")]);
}

/// A dash alone between the lines of a part in brackets: it is told, and the bracket that opens the part far above has lost none.
#[test]
fn a_lone_dash_in_a_part_in_brackets() {
    let plan = "第3表:\n  {\n    \"週間\": [\n      {\n        \"曜日\": [\n          \"水\"\n        ],\n  -\n        \"内容\": \"訪問看護\"\n      }\n    ]\n  }\n";
    tells(plan, &["8:3 YML001"]);
    tells(&plan.replace("  -\n", ""), &[]);
}
