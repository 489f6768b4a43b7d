//! Lines that stand too far left, and documents that are two: the line that must be changed is blamed, with its own numbers.

use super::{advises, mended, read, tells, told};
use careplan::case::read::from_text;

#[test]
fn a_line_of_a_text_that_is_not_deep_enough_is_counted_from_its_own_beginning() {
    let too_little = "第1表:\n  援助の方針: |-\n    一行目\n  - 二行目\n";
    tells(too_little, &["4:3 YML001 字下げが足りず"]);
    advises(too_little, &["半角4文字以上の字下げにしてください（今は2文字）"]);
    // Where no line was deep enough, the key says how deep they must be.
    let none = "第4表:\n  - 検討内容: |-\n    - 入浴の方法\n      結論が出た\n    結論: なし\n";
    tells(none, &["3:5 YML001 字下げが足りず"]);
    advises(none, &["半角5文字以上の字下げにしてください（今は4文字）"]);
}

#[test]
fn what_divides_two_documents_is_blamed() {
    tells("利用者:\n  氏名: 讃岐 ハル\n...\n  性別: 女\n", &["3:1 YML001 一つのファイルに文書を二つ"]);
    tells("利用者:\n  氏名: 讃岐 ハル\n---\n認定:\n  状況: 認定済\n", &["3:1 YML001 一つのファイルに文書を二つ"]);
}

/// A dash behind a colon is the beginning of a list, a mark for 「nothing」, or the beginning of a text: `fix` quotes none unasked.
#[test]
fn a_dash_behind_a_colon_is_mended_only_when_asked() {
    let fix = |yaml: &str| {
        tells(yaml, &["2:10 YML001 「- 」は項目と同じ行"]);
        from_text("plan.yaml", yaml).0.problems[0].fix.as_ref().map(|fix| fix.certain)
    };
    assert_eq!(fix("第1表:\n  計画作成日: -\n"), None);
    assert_eq!(fix("第1表:\n  計画作成日: -  # 未定\n"), None);
    assert_eq!(fix("第1表:\n  援助の方針: - 歩く\n"), Some(false));
}

/// The brace that opens is what was lost; a text that is quoted whole would put all of it into one cell.
#[test]
fn entries_that_lost_their_opening_brace() {
    let yaml = "第4表:\n  - 出席者:\n      - 所属: 架空薬局, 職種: 薬剤師, 氏名: 円座 礼}\n";
    tells(yaml, &["3:36 YML001 この閉じ括弧「}」に対応する「{」がありません"]);
    let whole = "第4表:\n  - 出席者:\n      - {所属: 架空薬局, 職種: 薬剤師, 氏名: 円座 礼}\n";
    assert_eq!(mended(yaml), [whole]);
    tells(whole, &[]);
    let fix = from_text("plan.yaml", yaml).0.problems[0].fix.clone().expect("a proposal");
    assert!(!fix.certain, "a person must choose it");
    let wide = "認定: ｛状況: 認定済, 認定日: R7.4.7}\n";
    tells(wide, &["1:5 YML008 全角の「｛」"]);
    assert_eq!(mended(wide), ["認定: {状況: 認定済, 認定日: R7.4.7}\n"]);
}

/// A sign without width beside the right blanks takes no column.
#[test]
fn a_sign_without_width_in_an_indentation() {
    let yaml = "利用者:\n  氏名: 讃岐\n  \u{feff}性別: 女\n";
    tells(yaml, &["3:3 YML018 字下げに目に見えない文字"]);
    assert_eq!(mended(yaml), ["利用者:\n  氏名: 讃岐\n  性別: 女\n"]);
}

/// The mark of an input method ends what the keyboard's opened, and is none of the text.
#[test]
fn a_quote_that_an_input_method_closed() {
    assert_eq!(mended("第5表:\n  - 時刻: '13:30’\n    項目: 訪問\n"), ["第5表:\n  - 時刻: '13:30'\n    項目: 訪問\n"]);
    assert_eq!(mended("利用者:\n  氏名: \"甲”\n"), ["利用者:\n  氏名: \"甲\"\n"]);
}

/// Where a line of a text is made a comment the text ends, and the next line is right.
#[test]
fn a_comment_between_the_lines_of_a_text() {
    tells(
        "第1表:\n  援助の方針: |-\n    一行目\n# 二行目\n    三行目\n",
        &["4:1 YML001 この「#」の行で上の「|」の文が終わり"],
    );
}

/// In JSON a tab is a blank like any other; a full-width blank is none there either.
#[test]
fn blanks_of_json() {
    tells("{\n\t\"利用者\": {\n\t\t\"氏名\": \"讃岐 ハル\"\n\t}\n}\n", &[]);
    tells("{\n　　\"利用者\": {}\n}\n", &["2:1 YML008 字下げに全角の空白"]);
}

/// A full-width blank that begins a line of a quoted text is a letter of that text, wherever the text began.
#[test]
fn a_full_width_blank_inside_quotes() {
    let plan = |row: &str| format!("第4表:\n  - 出席者:\n      - {row}\n      - {{氏名: 丙}}\n    結論: 丁\n");
    for (row, said) in [
        ("{所属: 甲, 職種: '配食担当\n\n       　（水・土）', 氏名: 乙}", "配食担当\n　（水・土）"),
        ("{職種: \"配食\\\"担当\n\n       　水\", 氏名: 乙}", "配食\"担当\n　水"),
        ("{職種: '配食''担当\n\n       　水', 氏名: 乙}", "配食'担当\n　水"),
        ("{\n        所属: 甲,\n        職種: '配食\n\n       　水', 氏名: 乙}", "配食\n　水"),
    ] {
        let yaml = plan(row);
        tells(&yaml, &[]);
        let file = read(&yaml).file;
        assert_eq!(file.meetings[0].attendees[0].role.text(), said, "{yaml}");
    }
    // Behind the quote it is none, and behind a bracket that somebody forgot.
    for row in ["{職種: '配食\n        担当', 氏名: 乙}", "{職種: '配食',\n        氏名: 乙"] {
        let yaml = plan(row).replace("    結論", "    　結論");
        assert!(
            told(&yaml).iter().any(|line| line.starts_with("6:5 YML008 字下げに全角の空白")),
            "{yaml}{:#?}",
            told(&yaml)
        );
    }
}

/// What stands below the first line of a row is right, whatever is wrong with that line.
#[test]
fn the_first_line_of_a_row_is_told_and_none_below_it() {
    let row = |first: &str| {
        format!("第5表:\n  - 年月日: 令和7年5月8日\n    内容: 訪\n{first}\n    # メモ\n    内容: あ\n    項目: 訪問\n")
    };
    tells(&row("  - 年月日: 令和7年5月9日"), &[]);
    tells(&row("  - 年月日：令和7年5月9日"), &["4:8 YML008 全角の「：」"]);
    tells(&row("  - 年月日；令和7年5月9日"), &["4:5 YML001 「年月日」の後にコロン"]);
    for mark in ["－", "+", "・", "~", "＊"] {
        let slip = row(&format!("  {mark} 年月日: 令和7年5月9日"));
        let lines: Vec<String> = told(&slip).into_iter().filter(|told| !told.starts_with("4:")).collect();
        assert!(lines.is_empty(), "{slip}{lines:?}");
    }
    let goal = |dash: &str| {
        format!(
            "第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標:\n        {dash} 目標: |-\n            歩く\n            庭\n          期間: 令和7年5月27日 ～ 令和8年4月30日\n"
        )
    };
    tells(&goal("-"), &[]);
    for dash in ["－", "+", "・"] {
        tells(&goal(dash), &["5:9 YML001 一覧の項目が"]);
        assert_eq!(mended(&goal(dash)), [goal("-")]);
    }
}

/// A mark or a word behind a heading, over a list whose rows begin with a dash alone.
#[test]
fn a_word_behind_a_heading_over_lone_dashes() {
    let log = |word: &str| {
        format!("利用者:\n  氏名: 甲\n第5表:{word}\n-\n  年月日: 令和7年5月9日\n-\n  年月日: 令和7年5月10日\n")
    };
    tells(&log(""), &[]);
    for word in [" |", " なし", " >-"] {
        tells(&log(word), &["3:6 YML001 「第5表:」の後の"]);
    }
}

/// A tab or a wide blank behind a dash is told there, however wide the dashes are.
#[test]
fn a_tab_behind_a_wide_dash() {
    for width in 1..=4 {
        let blanks = " ".repeat(width);
        let row = |blank: &str, day: u8| {
            format!("  -{blank}年月日: 令和7年5月{day}日\n   {blanks}項目: 訪問\n   {blanks}内容: あ\n")
        };
        let log = |blank: &str| format!("第5表:\n{}{}{}", row(&blanks, 8), row(blank, 9), row(&blanks, 10));
        tells(&log(&blanks), &[]);
        for (blank, code) in [("\t", "YML007"), ("　", "YML008"), ("\u{A0}", "YML008")] {
            tells(&log(blank), &[&format!("5:4 {code} 「-」の後に")]);
            assert_eq!(mended(&log(blank)), [log(&blanks)]);
        }
    }
}

/// A quote too many within a text in quotes ends it; the line below goes on with the text and is right.
#[test]
fn a_quote_too_many_in_a_text_of_several_lines() {
    let plan = |quote: &str| {
        format!("第1表:\n  援助の方針: '一 入浴\n\n    二 家事{quote}\n\n    三 服薬'\n  作成年月日: 令和7年5月27日\n")
    };
    assert!(told(&plan("")).iter().all(|told| !told.contains("YML001")));
    let told = told(&plan("'"));
    assert!(told.iter().all(|told| told.starts_with("4:9 YML001 引用符")), "{told:?}");
    assert!(mended(&plan("'")).contains(&plan("")));
}

/// A comment in a text ends it; the line below is told of nothing, whatever is in it.
#[test]
fn a_comment_in_a_text_is_told_and_not_the_line_below_it() {
    let plan = |comment: &str| {
        format!(
            "第1表:\n  意向と課題分析: |-\n    本人：歩きたい。\n{comment}    妻：休みたい。\n  作成年月日: 令和7年5月27日\n"
        )
    };
    tells(&plan(""), &[]);
    for comment in ["# メモ\n", "#\n", "  # メモ\n"] {
        let told = told(&plan(comment));
        assert!(matches!(&told[..], [one] if one.starts_with("4:")), "{comment}{told:?}");
    }
}
