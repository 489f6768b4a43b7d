//! A line that is gone and left a blank line is told below that.

use super::{advises, mended, names, tells, told};

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

/// A heading with a value: not one that is gone below it.
#[test]
fn a_value_in_the_place_of_what_stands_below() {
    let plan = "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - サービス内容: 身体介護２\n        予定:\n          曜日: [月, 木]\n        休み: [13]\n";
    tells(plan, &[]);
    let slip = plan.replace("予定:", "予定: 981");
    tells(&slip, &["5:9 YML001 この行に値「981」があるため、下の項目を「予定」の中に読めません"]);
    names(&slip, 5, 6);
}

/// The first line of a row that is gone, or written over by the line above it: what stands twice then is the next row's.
#[test]
fn the_first_line_of_a_row_before_a_heading() {
    let goal = "      長期目標:\n        - 目標: 歩く\n          期間: 令和7年5月27日～令和8年4月30日\n";
    let plan = format!("第2表:\n  ニーズ:\n    - 課題: 歩きたい\n{goal}    - 課題: 食べたい\n{goal}");
    tells(&plan, &[]);
    let gone = plan.replace("    - 課題: 食べたい\n", "");
    tells(&gone, &["7:7 YML004 「長期目標」が二度書かれています"]);
    advises(&gone, &["「- 課題: …」の行が抜けたのなら、この行の上に書き足してください"]);
    let over = plan.replace("    - 課題: 食べたい\n", "          期間: 令和7年5月27日～令和8年4月30日\n");
    assert_eq!(told(&over).len(), 2, "{:#?}", told(&over));
    names(&over, 8, 7);
}

/// A heading of the plan that was written over by the line above it.
#[test]
fn a_heading_under_the_line_above_it() {
    let slip =
        "認定:\n  状況: 認定済\n  審査会意見: なし\n  審査会意見: なし\n  作成年月日: 令和7年5月27日\n  区分: [初回]\n";
    names(slip, 5, 4);
}

/// The sentences of a text that lost its heading have colons that are none of YAML's.
#[test]
fn a_text_without_its_heading() {
    let plan = |heading: &str| {
        format!(
            "第1表:\n{heading}    奥様（74歳）：夜の心配が減りました。\n    課題分析の結果：朝は支えがいる。\n  援助の方針: |-\n    整えます。\n"
        )
    };
    tells(&plan("  意向と課題分析: |-\n"), &[]);
    tells(&plan(""), &["2:5 YML001 この行から3行目までは文ですが、どの項目の文かわかりません"]);
}

/// A bracket that was lost with the heading below it: the rows behind it begin as they should.
#[test]
fn rows_behind_a_bracket_that_is_lost_are_told_once() {
    let row =
        |number: usize| format!("      - {{\n          サービス内容: い,\n          単位数: {number}\n        }}\n");
    let rows: String = (1..4).map(row).collect();
    let plan = |cut: &str| {
        format!(
            "第5表:\n  - {{\n      年月日: R7.5.1,\n      内容: あ\n{cut}    作成年月日: R7.5.2\n    サービス:\n{rows}"
        )
    };
    assert!(told(&plan("    }\n第6表:\n  - 年月: R7.5\n")).iter().all(|one| !one.contains("YML001")));
    assert_eq!(told(&plan("")).len(), 1, "{:?}", told(&plan("")));
}

/// Lines above a heading that is gone which may stand below it, too: where it was only the writer knows.
#[test]
fn a_heading_that_may_have_stood_above_other_lines() {
    let plan = "利用者:\n  氏名: 讃岐 ハル\n  電話: 087-000-0000\n  事業所番号: '3799900001'\n  介護支援専門員: 屋島 かなえ\n認定:\n  状況: 認定済\n";
    tells(plan, &["4:3 YML001 この行の上に、見出し「居宅介護支援事業所:」があったはずです"]);
    names(plan, 4, 3);
    advises(plan, &["行目から4行目までを確かめてください"]);
    assert!(mended(plan).is_empty());
    let sure = plan.replace("電話: 087-000-0000", "性別: 女");
    assert_eq!(mended(&sure), [sure.replace("  事業所番号", "居宅介護支援事業所:\n  事業所番号")]);
}
