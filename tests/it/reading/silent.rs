//! Slips that leave a plan readable: an error of a sheet, half a pair of quotes, a row that stands twice.

use super::{advises, tells};

#[test]
fn an_error_of_a_sheet_is_no_comment() {
    for error in ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "########"] {
        let told = format!("「{error}」はExcelの誤りの表示で、値として読まれません");
        tells(&format!("利用者:\n  氏名: {error}\n"), &[&format!("2:7 YML006 {told}")]);
        tells(&format!("利用者:\n  \"氏名\": {error} \n  性別: 女\n"), &[&format!("2:9 YML006 {told}")]);
        tells(
            &format!("第3表:\n  日常生活:\n    - 時刻: {error}\n      内容: 起床\n"),
            &[&format!("3:11 YML006 {told}")],
        );
        tells(&format!("第5表:\n  - {{内容: 訪問,\n     記載者: {error}\n    }}\n"), &[&format!("3:11 YML006 {told}")]);
    }
    advises("利用者:\n  氏名: #N/A\n", &["元の表を直すか、正しい値を書いてください"]);
    // The bracket behind it is in the comment, too.
    let open = super::told("第5表:\n  - {内容: 訪問, 記載者: #N/A}\n");
    assert!(open.iter().any(|told| told.starts_with("2:21 YML006 「#N/A」は")), "{open:#?}");
}

#[test]
fn a_comment_that_says_more_is_one() {
    for comment in ["#N/Aは直した", "# N/A", "#", "##", "# 未定", "#### 後で"] {
        tells(&format!("利用者:\n  氏名: {comment}\n"), &[]);
    }
    tells("第5表: ####\n  - 内容: 訪問\n", &[]);
}
