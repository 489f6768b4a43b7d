//! A dash on a line of its own: the beginning of a row in some layouts, a mark too many in others.

use super::{mended, tells};

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
