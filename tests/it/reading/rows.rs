//! Rows of a list that stand in brackets and go over several lines: the line with the slip is told, not the row below it nor the
//! line where the row begins.

use super::{tells, with_line};

const PLAN: &str = "\
第3表:
  週間:
    - {
      曜日: [月],
      時間: '10:00～11:00',
      内容: 訪問介護
    }
    - {
      曜日: [木],
      時間: '10:00～11:30',
      内容: 通所介護
    }
  日常生活:
    - {時刻: '7:30',
       内容: 朝食・服薬}
    - {時刻: '9:00',
       内容: 水やり}
  週単位以外: 福祉用具貸与
";

/// The plan with a line of it written otherwise, or with lines more.
fn with(number: usize, line: &str) -> String {
    with_line(PLAN, number, line)
}

#[test]
fn a_bracket_that_closes_and_is_none() {
    tells(PLAN, &[]);
    tells(&with(7, "    ｝"), &["7:5 YML008 全角の「｝」"]);
    tells(&with(7, "    )"), &["7:5 YML001 ここの括弧「)」"]);
    tells(&with(12, "    ）"), &["12:5 YML001 ここの括弧「）」"]);
    tells(&with(15, "       内容: 朝食・服薬｝"), &["15:17 YML008 全角の「｝」"]);
    tells(&with(17, "       内容: 水やり"), &["17:8 YML001 この行までに閉じられていない括弧"]);
}

#[test]
fn a_bracket_that_opens_and_is_none() {
    tells(&with(8, "    -"), &["8:5 YML001 この行で始まるはずの括弧"]);
    tells(&with(8, "    - ｛"), &["8:7 YML008 全角の「｛」"]);
    tells(&with(8, "    - （"), &["8:7 YML001 ここの括弧「（」"]);
    tells(&with(8, "    ■ {"), &["8:5 YML001 この行の初めに「- 」がありません"]);
}

#[test]
fn a_line_that_went_astray() {
    for stray in ["メモ", "=====", "<<<<<<< HEAD", "---", "氏名\t讃岐 ハル"] {
        tells(&with(5, &format!("      時間: '10:00～11:00',\n{stray}")), &["6:1 YML001"]);
        tells(&with(14, &format!("    - {{時刻: '7:30',\n{stray}")), &["15:1 YML001"]);
    }
    tells(&with(5, "      時間: '10:00～11:00',\n      ＃ 要確認"), &["6:7 "]);
}

#[test]
fn a_comma_lost_or_in_full_width() {
    tells(&with(10, "      時間: '10:00～11:30'"), &["10:7 YML001 この行の終わりに「,」がない"]);
    tells(&with(5, "      時間: '10:00～11:00', 内容: 甲、内容: 乙"), &["5:"]);
}

#[test]
fn a_comma_behind_the_row() {
    tells(&with(7, "    },"), &["7:6 YML001 この行の終わりの「}」の後に、余分な「,」"]);
    tells(&with(15, "       内容: 朝食・服薬},"), &["15:18 YML001 この行の終わりの「}」の後に、余分な「,」"]);
}

#[test]
fn a_sign_before_the_bracket_that_closes() {
    let quoted = |line: &str| with(7, line).replace("内容: 訪問介護\n", "内容: '訪問介護'\n");
    for sign in ["+", "あ", ":w"] {
        tells(&quoted(&format!("{sign}    }}")), &["7:1 YML001 閉じ括弧の前に余分な文字"]);
    }
    tells(&quoted("  - }"), &["7:3 YML001"]);
    tells(&quoted("    1}"), &["7:5 YML001 閉じ括弧の前に余分な文字"]);
}

/// What it opens goes on to the next dash or text, which is innocent.
#[test]
fn a_bracket_that_opens_where_one_closes() {
    for other in ["{", "["] {
        let row = format!("    - {{曜日: [月], 内容: 訪問介護（調理）{other}\n    - {{曜日: [木], 内容: 通所介護}}\n");
        tells(&format!("第3表:\n  週間:\n{row}"), &["3:29 YML001 括弧「{」の終わりが"]);
    }
    let list = "第1表:\n  区分: [初回[\n  援助の方針: |-\n    続ける\n";
    tells(list, &["2:10 YML001 括弧「[」の終わりが「[」"]);
}

/// A text without quotes goes on over line ends, and another row is at fault.
#[test]
fn a_text_that_goes_on_is_innocent() {
    let slip = with(12, "    ｝").replace("内容: 訪問介護\n", "内容: 訪問介護\n        （一緒に調理）\n");
    tells(&slip, &["13:5 YML008 全角の「｝」"]);
}

/// Plain rows that hold lists in brackets are none of these.
#[test]
fn rows_without_brackets_are_innocent() {
    let slip = "第4表:\n  - 出席者:\n      - {所属: 甲, 氏名: 一}\n      - {所属: 乙, 氏名: 二},\n    結論: 続ける\n";
    tells(slip, &["4:23 YML001 この行の終わりの「}」の後に、余分な「,」"]);
}
