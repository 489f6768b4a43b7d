//! Of several ways to mend a plan the one that leaves each row whole: nothing is made two, taken from a text or moved out of a row.

use super::{mended, tells, told};

const HEAD: &str = "第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標:\n        - 目標: 歩く\n          短期目標:\n            - 目標: 庭に出る\n              援助:\n";

/// One dash too many before a key of a row, wherever it stands.
#[test]
fn a_dash_before_a_key_within_a_row() {
    let plan = |dash: &str| {
        let row = |what: &str, dash: &str| {
            format!(
                "                - サービス内容: {what}\n                  保険給付: ○\n{dash}サービス種別: 福祉用具貸与\n                  頻度: 毎日\n"
            )
        };
        let keys = " ".repeat(18);
        format!("{HEAD}{}{}{}", row("手すり", &keys), row("歩行器", dash), row("体操", &keys))
    };
    tells(&plan(&" ".repeat(18)), &[]);
    let slip = plan(&format!("{}- ", " ".repeat(18)));
    tells(&slip, &["15:19 YML001 この行の初めの「- 」が余分な"]);
    assert_eq!(mended(&slip), [plan(&" ".repeat(18))]);
}

/// A key that lost all its blanks goes back to its row, however deep that is.
#[test]
fn a_key_in_the_first_column() {
    let whole = format!(
        "{HEAD}                - サービス内容: 見守り\n                  保険給付: ○\n                  サービス種別: 訪問介護\n                - サービス内容: 体操\n                  サービス種別: 本人\n"
    );
    tells(&whole, &[]);
    let slip = whole.replace("                  保険給付", "保険給付");
    tells(&slip, &["10:1 YML001 この行の字下げ（半角0文字）がずれている"]);
    assert_eq!(mended(&slip), [whole]);
}

/// Where several blanks stand behind the dashes, one that is mended gets as many: its row stays one.
#[test]
fn a_dash_gets_the_blanks_of_its_row() {
    let plan = |dash: &str| {
        format!(
            "第6表:\n-   年月: 令和7年6月\n    サービス:\n    -   事業所: 甲\n        サービス内容: 入浴\n    {dash}事業所: 乙\n        サービス内容: 体操\n"
        )
    };
    tells(&plan("-   "), &[]);
    for dash in ["-", "－ ", "－"] {
        let told = told(&plan(dash));
        assert!(told.len() == 1 && told[0].starts_with("6:5 "), "{told:#?}");
        assert_eq!(mended(&plan(dash)), [plan("-   ")], "{dash}");
    }
}

/// What is none of a plan gets no colon, and the line below it stays in its row.
#[test]
fn a_stranger_gets_no_colon() {
    let plan = |stranger: &str| {
        format!(
            "第5表:\n  - 年月日: R7.5.9\n    項目: 訪問\n{stranger}    内容: あ\n  - 年月日: R7.5.20\n    内容: い\n"
        )
    };
    for stranger in ["<<<<<<< HEAD\n", "=======\n", "火・金\t9:30～16:30\t通所介護\n"] {
        let slip = plan(stranger);
        assert!(told(&slip).iter().all(|told| told.starts_with("4:")), "{:#?}", told(&slip));
        assert_eq!(mended(&slip), Vec::<String>::new(), "{stranger}");
    }
}

/// The line that began a text is lost: what stands below is the text all the same, colons and all.
#[test]
fn a_text_without_its_key_keeps_its_colons() {
    let plan = "第1表:\n  作成年月日: R7.5.27\n  初回計画作成日: R7.5.27\n    本人：「膝が痛い」\n    長女（市内）：「心配」\n    課題分析の結果：膝が悪い\n  援助の方針: |-\n    続ける\n";
    assert!(told(plan).iter().any(|told| told.starts_with("4:")), "{:#?}", told(plan));
    assert_eq!(mended(plan), Vec::<String>::new());
}

/// A dash too many between the keys of a row, in its own column: two rows that have nothing in common are one.
#[test]
fn a_dash_that_parts_a_row() {
    let row = |day: &str, dash: &str| {
        format!("  - 年月日: 令和7年5月{day}日\n{dash}時刻: '10:00'\n    項目: 訪問\n    内容: 話を聞いた\n")
    };
    let plan = |dash: &str| format!("第5表:\n{}{}{}", row("7", "    "), row("8", dash), row("9", "    "));
    tells(&plan("    "), &[]);
    tells(&plan("  - "), &["7:3 YML001 この行の「- 」で、上の行から続くまとまりが二つに分かれています"]);
    assert_eq!(mended(&plan("  - ")), [plan("    ")]);
    // Two rows of which each lacks something are two.
    tells("第5表:\n  - 年月日: 令和7年5月7日\n    内容: 甲\n  - 項目: 訪問\n    内容: 乙\n", &[]);
}

/// The same of a dash alone on its line.
#[test]
fn a_lone_dash_that_parts_a_row() {
    let plan = |dash: &str| {
        format!(
            "第5表:\n  - 年月日: 令和7年5月8日\n    時刻: '10:00'\n{dash}    項目: 訪問\n    内容: 話を聞いた\n  - 年月日: 令和7年5月9日\n    内容: 電話\n"
        )
    };
    tells(&plan("  -\n"), &["4:3 YML001 この行の「- 」で、上の行から続くまとまりが二つに分かれています"]);
    assert_eq!(mended(&plan("  -\n")), [plan("")]);
}

/// A key without its colon is told there, and no dash missed above it.
#[test]
fn a_key_glued_to_its_value() {
    let row = |last: &str| {
        format!(
            "                - サービス内容: 体操\n                  サービス種別: 本人\n                  {last}\n"
        )
    };
    let plan = |last: &str| format!("{HEAD}{}{}", row(last), row("頻度: 週1回"));
    tells(&plan("頻度: 毎日"), &[]);
    tells(&plan("頻度毎日"), &["11:19 YML001 この行は「項目: 値」の形になっていません"]);
}
