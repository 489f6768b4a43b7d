//! Several lines that were indented otherwise together, and one that stands over many.

use super::{mended, tells, told};
use careplan::case::read::from_text;

/// However many rows stand below it: all their keys are told of the wrong part otherwise.
#[test]
fn a_heading_over_many_rows() {
    let log = |blanks: &str| {
        let row = |minute| format!("  - {{年月日: R7.5.9, 時刻: 10:{minute}, 項目: 訪問, 内容: あ}}\n");
        let rows: String = (10..50).map(row).collect();
        format!("第4表:\n  - 結論: 続ける\n    備考: なし\n{blanks}第5表:\n{rows}")
    };
    tells(&log(""), &[]);
    tells(&log("    "), &["4:5 YML001 この行の字下げ（半角4文字）がずれている"]);
}

/// One row to the left or all the others to the right: the file around tells which, if anything does, and both are named.
#[test]
fn one_row_or_all_that_follow_it() {
    let week = |others: &str| {
        format!(
            "第3表:\n  週間:\n    - 曜日:\n        - 月\n        - 木\n      時間: 10:00～11:00\n    - 曜日:\n        - 火\n{others}- 金\n{others}- 土\n{others}- 日\n      時間: 9:00～10:00\n"
        )
    };
    tells(&week("        "), &[]);
    let (case, sources) = from_text("plan.yaml", &week("          "));
    let [problem] = &case.problems[..] else { panic!("{:#?}", case.problems) };
    let file = sources.file_of(problem.span).expect("a file");
    let named = std::iter::once(problem.span).chain(problem.related.iter().map(|(span, _)| *span));
    let lines: Vec<usize> = named.map(|span| file.place(span.start).line).collect();
    assert!(lines.contains(&8) && lines.contains(&9), "{lines:?}");
}

/// A selection that was moved with Tab need be no part: it begins and ends within rows.
#[test]
fn a_run_of_lines_that_is_no_part() {
    let row = |number: usize| format!("  - 年月日: R7.5.{number}\n    項目: 訪問\n    内容: あ\n    記載者: 高松\n");
    let log: String = std::iter::once("第5表:\n".to_owned()).chain((1..9).map(row)).collect();
    tells(&log, &[]);
    let moved = |from: usize, to: usize| -> String {
        let line = |(at, line): (usize, &str)| {
            if (from..=to).contains(&(at + 1)) { format!("  {line}\n") } else { format!("{line}\n") }
        };
        log.lines().enumerate().map(line).collect()
    };
    for (from, to) in [(11, 15), (20, 22), (15, 17)] {
        let said = format!("YML001 この行から{to}行目までの字下げがずれている");
        let told = told(&moved(from, to));
        assert!(
            told.len() == 1 && told[0].starts_with(&format!("{from}:")) && told[0].contains(&said),
            "{from} {told:#?}"
        );
        assert_eq!(mended(&moved(from, to)), [log.as_str()]);
    }
}

/// The same where what follows the first lines of it can be read for a while.
#[test]
fn a_run_that_ends_behind_the_first_key_of_a_row() {
    let plan = |more: &str| {
        format!(
            "第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標:\n        - 目標: 歩く\n{more}          期間: R7.5.27 ～ R8.4.30\n{more}          短期目標:\n{more}            - 目標: 庭に出る\n              期間: R7.5.27 ～ R7.8.31\n              援助:\n                - サービス内容: 見守り\n"
        )
    };
    tells(&plan(""), &[]);
    tells(&plan("  "), &["6:13 YML001 この行から8行目までの字下げがずれている"]);
    assert_eq!(mended(&plan("  ")), [plan("")]);
}

/// The last rows of a list, in the column of the headings.
#[test]
fn the_last_rows_before_a_heading() {
    let row = |blanks: &str, number: usize| {
        format!("{blanks}- 年月日: R7.5.{number}\n{blanks}  項目: 訪問\n{blanks}  内容: あ\n")
    };
    let log = |blanks: &str| {
        let rows: String =
            (1..6).map(|number| row("  ", number)).chain((6..8).map(|number| row(blanks, number))).collect();
        format!("第5表:\n{rows}第4表:\n  - 結論: 続ける\n")
    };
    tells(&log("  "), &[]);
    tells(&log(""), &["17:1 YML001 この行から22行目までの字下げがずれている"]);
}

/// A text that begins with a mark of YAML is that, and no matter of indentation.
#[test]
fn a_mark_of_reference_is_told_where_it_stands() {
    let plan = "様式: 香川県令和7年\n利用者:\n  氏名: 讃岐\n  電話: &0877-00-0000\n認定:\n  状況: 認定済\n第4表:\n  - 結論: 続ける\n";
    tells(plan, &["4:7 YML001 「&0877-00-0000」は参照のための印"]);
}

/// A selection that ends at the key of a text: the text below it is in its place, and so is all above it.
#[test]
fn a_run_that_ends_above_a_text() {
    let plan = |more: &str| {
        let rows = "様式: 香川県令和7年\n利用者:\n  氏名: 讃岐 ハル\n  性別: 女\n  住所: 高松市\n認定:\n  状況: 認定済\n  認定日: R7.4.7\n";
        format!(
            "{rows}{more}  要介護状態区分: 要介護2\n{more}第1表:\n{more}  作成年月日: R7.5.27\n{more}  区分: [初回]\n{more}  意向と課題分析: |-\n    本人：「歩きたい」\n    長女：「心配」\n  援助の方針: |-\n    続ける\n"
        )
    };
    tells(&plan(""), &[]);
    tells(&plan("  "), &["9:5 YML001 この行から13行目までの字下げがずれている"]);
    assert_eq!(mended(&plan("  ")), [plan("")]);
}

/// The same over the border of two parts, from the last line of the one to the heading of the next.
#[test]
fn a_run_over_the_border_of_two_parts() {
    let lines = "様式: 香川県令和7年\n利用者:\n  氏名: 讃岐 ハル\n  性別: 女\n  住所: 高松市\n認定:\n  状況: 認定済\n  認定日: R7.4.7\n  審査会意見: なし\n第1表:\n  作成年月日: R7.5.27\n  区分: [初回]\n  援助の方針: |-\n    続ける\n第2表:\n  作成年月日: R7.5.27\n";
    tells(lines, &[]);
    for (from, to) in [(9, 10), (5, 6), (9, 12), (5, 7), (8, 11)] {
        let line =
            |(at, line): (usize, &str)| format!("{}{line}\n", if (from..=to).contains(&(at + 1)) { "  " } else { "" });
        let slip: String = lines.lines().enumerate().map(line).collect();
        let said = format!("この行から{to}行目までの字下げがずれている");
        let told = told(&slip);
        assert!(told.len() == 1 && told[0].starts_with(&format!("{from}:")) && told[0].contains(&said), "{told:#?}");
        assert_eq!(mended(&slip), [lines], "{from} {to}");
    }
}

/// That all other lines can be read is said where it is so.
#[test]
fn of_other_lines_nothing_is_said_that_is_not_true() {
    let plan = |date: &str, name: &str| {
        format!("認定:\n  状況: 認定済\n第2表:\n{date}作成年月日: R7.5.27\n  ニーズ:\n    - {name}: 膝\n")
    };
    let others = |yaml: &str| {
        let (case, _) = from_text("plan.yaml", yaml);
        case.problems.iter().filter_map(|one| one.help.as_deref()).filter(|help| help.contains("ほかの行は")).count()
    };
    assert_eq!(others(&plan("    ", "課題")), 1);
    assert_eq!(told(&plan("    ", "かだい")).len(), 1);
    assert_eq!(others(&plan("    ", "かだい")), 0);
}

/// A dash too many in the last of many rows is that dash, though the rows above it would stand more regularly elsewhere.
#[test]
fn a_dash_too_many_below_rows_that_could_have_been_moved() {
    let plan = |dash: &str| {
        let needs = "第2表:\n    ニーズ:\n        - 課題: 膝\n          長期目標:\n              - 目標: 歩く\n";
        let clinic = "      - 所属: 架空内科\n        職種: 医師\n        氏名: 多度 進\n        欠席: 診療のため\n";
        let other = format!(
            "      - 所属: 架空薬局\n        職種: 薬剤師\n        氏名: 柞原 望\n        {dash}欠席: 他用務\n"
        );
        format!("{needs}第4表:\n  - 開催日: 令和7年5月27日\n    出席者:\n{clinic}{other}    検討した項目: 短期入所\n")
    };
    tells(&plan(""), &[]);
    tells(&plan("- "), &["16:9 YML001 この行の初めの「- 」が余分な"]);
}

/// Many rows are hardly wrong where something above them is: the need lost its first lines, and the next one stands right.
#[test]
fn many_rows_below_a_lost_first_line_are_not_to_be_moved() {
    let need = |head: &str| {
        let rest = "          期間: R7.7.1～R8.6.30\n          短期目標:\n            - 目標: い\n              期間: R7.7.1～R7.12.31\n              援助:\n                - サービス内容: う\n                  頻度: 毎日\n";
        format!("{head}{rest}")
    };
    let head = "    - 課題: か\n      長期目標:\n        - 目標: あ\n";
    let plan = |first: &str| format!("第2表:\n  ニーズ:\n{}{}{}", need(first), need(head), need(head));
    assert!(from_text("plan.yaml", &plan(head)).0.problems.is_empty());
    let (case, sources) = from_text("plan.yaml", &plan(""));
    assert!(!case.problems.is_empty());
    let claims = case.problems.iter().filter(|one| one.message.contains("行目までの字下げがずれている"));
    for claim in claims {
        let lines: Vec<usize> =
            claim.related.iter().filter_map(|(span, _)| Some(sources.file_of(*span)?.place(span.start).line)).collect();
        assert!(claim.fix.is_none() && lines.contains(&3), "{claim:#?}");
    }
}

/// Rows that were written over the lines below a text are told themselves, and not the text's first line.
#[test]
fn rows_written_over_the_lines_below_a_text() {
    let plan = |rows: &str| {
        format!("第4表:\n  - 検討内容: |-\n          (1) 続ける\n          (2) 増やす\n{rows}第5表:\n  - 内容: 訪問\n")
    };
    tells(&plan(""), &[]);
    let rows = "      - {職種: 本人, 氏名: 甲}\n      - {職種: 長女, 氏名: 乙}\n";
    tells(&plan(rows), &["5:7 YML001 この行から6行目までが、上の文（2行目から）の続きの所に入っている"]);
}
