//! A value that ends on its own line over something that then belongs to nothing: the line of the value is told.

use super::{advises, mended, read, tells, told};
use careplan::case::read::from_text;

const VALUES: [&str; 6] = ["\"\"", "''", "[]", "{}", "'なし'", "\"なし\""];

/// The mark `|-` of a text was lost, and the text still stands below.
#[test]
fn a_text_below_a_value() {
    let plan = |value: &str| {
        format!("第4表:\n  - 検討内容: {value}\n      本人：入浴が不安。\n      長女「膝が痛い」\n    結論: 続ける\n")
    };
    tells(&plan("|-"), &[]);
    for value in VALUES {
        tells(&plan(value), &["2:11 YML001 「検討内容」は、この行の"]);
        let mended = mended(&plan(value));
        assert_eq!(mended.len(), 1, "{value}");
        let case = read(&mended[0]);
        let text = case.file.meetings[0].discussion.text();
        let first = if value.contains('な') { "なし\n" } else { "" };
        assert_eq!(text, format!("{first}本人：入浴が不安。\n長女「膝が痛い」"), "{value}");
    }
    // The line end of the file is kept.
    let windows = plan("'なし'").replace('\n', "\r\n");
    assert_eq!(mended(&windows)[0].matches('\n').count(), mended(&windows)[0].matches("\r\n").count());
}

/// The same over items and entries, in each way in which items stand below their key.
#[test]
fn parts_below_a_value() {
    for item in ["      - ", "        - ", "    - "] {
        let blanks = " ".repeat(item.len());
        let plan = |value: &str| {
            format!(
                "第4表:\n  - 開催回数: 1\n    出席者:{value}\n{item}氏名: 甲\n{blanks}職種: 医師\n{item}氏名: 乙\n    結論: 続ける\n"
            )
        };
        tells(&plan(""), &[]);
        for value in VALUES.iter().copied().chain(["~", "null", "なし", "[医師]", "|-"]) {
            let told = told(&plan(&format!(" {value}")));
            assert!(told.len() == 1 && told[0].starts_with("3:"), "{item}{value} {told:#?}");
        }
        for nothing in ["\"\"", "[]", "~", "|-"] {
            let trimmed: Vec<String> = mended(&plan(&format!(" {nothing}")))
                .iter()
                .map(|text| text.replace("出席者: \n", "出席者:\n"))
                .collect();
            assert_eq!(trimmed, [plan("")], "{item}{nothing}");
        }
    }
    let entries = |value: &str| format!("利用者:{value}\n  氏名: 讃岐\n  性別: 女\n認定:\n  状況: 認定済\n");
    tells(&entries(""), &[]);
    for value in VALUES {
        tells(&entries(&format!(" {value}")), &["1:6 YML001 「利用者:」の後の"]);
    }
}

/// One entry that stands too deep below such a value is that; the value is named beside it.
#[test]
fn one_entry_that_stands_too_deep() {
    let plan = |blanks: &str| format!("第5表:\n  - 項目: 'なし'\n{blanks}内容: あ\n    年月日: 令和7年5月27日\n");
    tells(&plan("    "), &[]);
    let (case, _) = from_text("plan.yaml", &plan("       "));
    assert!(case.problems[0].related.iter().any(|(_, words)| words.contains("'なし'がなければ")));
    tells(&plan("       "), &["3:8 YML001 この行の字下げ（半角7文字）が"]);
}

/// A row in braces whose colon was lost is one key with the first of its parts: nothing within it is quoted.
#[test]
fn a_row_that_lost_its_colon_before_a_brace() {
    for name in ["うみかぜ", "架空福祉用具 高松店"] {
        let plan = |colon: &str| {
            format!("サービス事業所:\n  {name}{colon} {{単価: {{11: '10.21'}}, 事業所番号: '3799900001'}}\n")
        };
        let told = told(&plan(""));
        assert!(told.len() == 1 && told[0].starts_with(&format!("2:3 YML001 「{name}」の後にコロン")), "{told:#?}");
        assert_eq!(mended(&plan("")), [plan(":")]);
    }
}

/// 「{所属: 薬局}"」: the rows below it are right, whatever YAML makes of them; the sign goes, and the row stays one.
#[test]
fn a_sign_too_many_behind_a_row_in_brackets() {
    let plan = |sign: &str| {
        format!(
            "第4表:\n  - 出席者:\n      - {{所属: 甲, 氏名: 一}}\n      - {{所属: 乙, 氏名: 二}}{sign}\n      - {{所属: 丙, 氏名: 三}}\n    結論: 続ける\n"
        )
    };
    tells(&plan(""), &[]);
    for sign in ["\"", "'", "{", "[", ",", "。", "」", "x", "｝", " ,"] {
        let place = 23 + usize::from(sign.starts_with(' '));
        tells(&plan(sign), &[&format!("4:{place} YML001 この行の終わりの「}}」の後に、余分な「{}」", sign.trim())]);
        assert_eq!(mended(&plan(sign)), [plan("")], "{sign}");
    }
    // The last row of a part, with less deep lines below it, and a value in brackets.
    let week = |sign: &str| {
        format!("第3表:\n  週間:\n    - 曜日: [月, 木]{sign}\n      時間: 10:00～11:00\n  作成年月日: R7.5.27\n")
    };
    tells(&week(""), &[]);
    for sign in ["\"", "{", "[", "。"] {
        tells(&week(sign), &["3:17 YML001 この行の終わりの「]」の後に、余分な"]);
        assert_eq!(mended(&week(sign)), [week("")], "{sign}");
    }
    // A text is no list with a sign behind it.
    advises("第5表:\n  - 内容: [重要]。\n", &["文の全体を '…' で囲んでください"]);
}
