//! A line that is gone and left a blank line is told below that.

use super::{advises, mended, tells};

#[test]
fn a_heading_whose_words_are_gone() {
    let plan = |heading: &str| {
        format!(
            "第3表:\n  作成年月日: R7.5.27\n  週間:\n  - {{曜日: [月], 時間: '9:00～10:00', 内容: 散歩}}\n{heading}\n  \
             - {{時刻: '7:00', 内容: 起床}}\n  - {{時刻: '8:00', 内容: 朝食}}\n第5表: []\n"
        )
    };
    tells(&plan("  日常生活:"), &[]);
    tells(&plan(""), &["6:3 YML001 この行の上の空いた行（5行目）に、見出し「日常生活:」があったはずです"]);
    advises(&plan(""), &["空いた行に字下げを半角2文字にして書いてください"]);
    assert_eq!(mended(&plan("")), [plan("  日常生活:")]);
    // The heading of a whole part, above a key that the part before has, too.
    let needs = |heading: &str| {
        format!("第1表:\n  作成年月日: R7.5.27\n{heading}\n  作成年月日: R7.5.27\n  ニーズ:\n    - 課題: 歩きたい\n")
    };
    tells(&needs(""), &["4:3 YML001 この行の上の空いた行（3行目）に、見出し「第2表:」があったはずです"]);
    assert_eq!(mended(&needs("")), [needs("第2表:")]);
}

/// A blank line that others of the plan have above them, too, says nothing.
#[test]
fn not_where_blank_lines_are_usual() {
    let told = super::told("家族:\n  - 氏名: 一\n\n  - 氏名: 二\n\n  - 氏名: 三\n    医療機関: 架空医院\n");
    assert!(told.len() == 1 && told[0].starts_with("7:5 YML003"), "{told:?}");
}

/// How the first line of a row stands that goes over several lines in brackets, is told there and not at the rows below.
#[test]
fn the_first_line_of_a_row_in_brackets() {
    let plan = |indent: &str| {
        format!(
            "第5表:\n  - {{年月日: R7.5.9, 時刻: '10:00',\n      項目: 訪問, 内容: あ}}\n{indent}- {{年月日: R7.5.20, 時刻: '10:00',\n      \
             項目: 電話, 内容: い}}\n  - {{年月日: R7.5.22, 時刻: '11:00',\n      項目: 訪問, 内容: う}}\n"
        )
    };
    tells(&plan("  "), &[]);
    tells(&plan(" "), &["4:2 YML001 この行の字下げ（半角1文字）がずれている"]);
    tells(&plan(""), &["4:1 YML001 この行の字下げ（半角0文字）がずれている"]);
}
