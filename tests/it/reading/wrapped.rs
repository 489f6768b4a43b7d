//! Rows and lists in brackets that were wrapped: the line with the slip is told or named, not only the one where the bracket opens.

use super::{advises, mended, names, tells, told, with_line};

const PLAN: &str = "\
第3表:
  週間:
    - {曜日: [月],
       時間: '10:00～11:00',
       内容: 訪問介護}
    - 曜日: [火, 水,
        木, 金]
      時間: '9:00～9:30'
      内容: 配食
  日常生活:
    - {時刻: '7:30',
       内容: 朝食・服薬}
  週単位以外: 福祉用具貸与
";

/// The plan with a line of it written otherwise, or with lines more.
fn with(number: usize, line: &str) -> String {
    with_line(PLAN, number, line)
}

#[test]
fn a_dash_before_a_line_that_goes_on() {
    tells(PLAN, &[]);
    let dash = "この行は上の括弧の続きですが、初めに余分な「- 」";
    tells(&with(4, "       - 時間: '10:00～11:00',"), &[&format!("4:8 YML001 {dash}")]);
    tells(&with(5, "       - 内容: 訪問介護}"), &[&format!("5:8 YML001 {dash}")]);
    tells(&with(7, "        - 木, 金]"), &[&format!("7:9 YML001 {dash}")]);
    assert_eq!(mended(&with(5, "       - 内容: 訪問介護}")), [PLAN]);
    assert_eq!(mended(&with(7, "        - 木, 金]")), [PLAN]);
}

#[test]
fn something_behind_the_bracket_that_closes() {
    let behind = with(5, "       内容: 訪問介護}, 欠席: 診療のため");
    tells(&behind, &["5:17 YML001 「}」で閉じた後に、余分な文字"]);
    names(&behind, 5, 3);
}

#[test]
fn a_list_that_is_not_closed() {
    let open = with(7, "        木, 金");
    tells(&open, &["7:9 YML001 この行までに閉じられていない括弧"]);
    names(&open, 7, 6);
    tells(&with(7, "        {木, 金]"), &["7:14 YML001 括弧「{」が「]」"]);
}

/// A line of another part took the place of one of the row's, which ends with a comma.
#[test]
fn a_line_of_another_part_within_a_row() {
    for number in [4, 5] {
        for other in ["  備考: なし", "    - {時刻: '9:00', 内容: 水やり}", "第4表:"] {
            tells(&with(number, other), &[&format!("{number}:")]);
        }
    }
    names(&with(12, "  週単位以外: なし"), 11, 12);
}

/// Where the line is gone on which the bracket was closed, nobody sees it.
#[test]
fn a_line_that_is_empty_now() {
    let row = PLAN.replace("訪問介護}", "訪問介護\n       }");
    tells(&row, &[]);
    advises(&row.replace("       }", "       "), &["5行目から7行目までの間で、括弧の対を"]);
}

/// Of two brackets that close, either may be one too many: the one behind another is told, and the one alone on its line named.
#[test]
fn a_bracket_that_closes_twice() {
    let offices = |first: &str, last: &str| {
        format!(
            "サービス事業所: {{\n    甲: {{地域区分: その他}},\n    乙: {{地域区分: その他}}{first}\n  }}{last}\n給付率: 90\n"
        )
    };
    tells(&offices("", ""), &[]);
    tells(&offices("}", ""), &["3:19 YML001 この行に余分な「}」"]);
    names(&offices("}", ""), 3, 4);
    let lists =
        "第2表:\n  {\n    \"ニーズ\": [\n      {\n        \"課題\": \"歩きたい\"\n      }]\n    ]\n  }\n給付率: 90\n";
    tells(&lists.replace("}]", "}"), &[]);
    tells(lists, &["6:8 YML001 この行に余分な「]」"]);
    names(lists, 6, 7);
}

/// One that opens alone may be one too many, or have lost the other at the end.
#[test]
fn a_bracket_alone_that_is_not_closed() {
    let lost = "サービス事業所:\n  {\n    \"甲\": {\n      \"地域区分\": \"その他\"\n    }\n  ";
    tells(&format!("{lost}}}\n"), &[]);
    names(lost, 2, 5);
}

/// Rows whose dash and whose bracket have a line each are looked at as other rows are.
#[test]
fn a_dash_and_a_bracket_on_a_line_each() {
    let plan = "第4表:\n  - 作成年月日: 令和7年5月1日\n    出席者:\n      -\n        {\n          職種: 本人,\n          氏名: 甲\n        }\n      -\n        {\n          職種: 長女,\n          氏名: 乙\n        }\n    検討した項目: |-\n      ① 入浴\n";
    tells(plan, &[]);
    let close = "          氏名: 甲\n        }\n";
    tells(&plan.replacen(close, "          氏名: 甲\n", 1), &["7:11 YML001"]);
    tells(&plan.replacen(close, &close.replace('}', "｝"), 1), &["8:9 YML008"]);
    tells(&plan.replacen(close, &close.replace('}', "}\n        }"), 1), &["9:1 YML001"]);
    tells(
        &plan.replacen("      -\n        {\n          職種: 長女", "        {\n          職種: 長女", 1),
        &["9:9 YML001"],
    );
}

/// Rows that hug each other (「[{ … }, {」), as programs lay JSON out: what is wrong is not the first of them.
#[test]
fn rows_that_hug_each_other() {
    let json = "{\n  \"家族\": [{\n    \"氏名\": \"甲\",\n    \"続柄\": \"妻\"\n  }, {\n    \"氏名\": \"乙\",\n    \"続柄\": \"子\"\n  }],\n  \"第4表\": [{\n    \"開催回数\": \"1\",\n    \"結論\": \"続ける\"\n  }]\n}\n";
    let deep = "{\n  \"家族\": [{\n      \"氏名\": \"甲\",\n      \"続柄\": \"妻\"\n    }, {\n      \"氏名\": \"乙\"\n    }\n  ],\n  \"第4表\": [{\n      \"開催回数\": \"1\",\n      \"結論\": \"続ける\"\n    }\n  ]\n}\n";
    let yaml = "第4表:\n  - 出席者: [{\n        職種: 本人,\n        氏名: 甲\n      }, {\n        職種: 長女,\n        氏名: 乙\n      }, {\n        職種: 医師,\n        氏名: 丙\n      }]\n    結論: 続ける\n";
    for (plan, comma, line) in [(json, "\"1\",", 10), (deep, "\"1\",", 10), (yaml, "医師,", 9)] {
        tells(plan, &[]);
        tells(&plan.replacen(comma, &comma[..comma.len() - 1], 1), &[&format!("{line}:")]);
    }
    tells(&json.replacen("  }, {\n", "", 1), &["4:"]);
}

/// Commas that begin their lines.
#[test]
fn commas_at_the_beginning_of_their_lines() {
    let plan = "第4表:\n  - 作成年月日: 令和7年5月1日\n    出席者:\n      - { 職種: 本人\n        , 氏名: 甲\n        }\n      - { 職種: 長女\n        , 氏名: 乙\n        }\n    検討した項目: |-\n      ① 入浴\n";
    tells(plan, &[]);
    tells(&plan.replacen("    出席者:", "     出席者:", 1), &["3:6 YML001"]);
    tells(&plan.replacen("        }\n    検討", "    検討", 1), &["8:11 YML001"]);
    // Nor does a comment before or behind what the comma parts take it in.
    let lines = ["        # 覚え：\"確認\n        , 氏名: 甲", "\n        , 氏名: 甲"];
    let marked = lines.map(|line| plan.replacen("        , 氏名: 甲", line, 1));
    let behind = plan.replacen("職種: 本人", "職種: '本人'  # 覚え, 'x", 1);
    for (plan, line) in [(&marked[0], 8), (&marked[1], 8), (&behind, 7)] {
        tells(plan, &[]);
        tells(&plan.replacen("- { 職種: 長女", "- （ 職種: 長女", 1), &[&format!("{line}:9 YML001 ここの括弧「（」")]);
    }
}

/// A comment on a line of a row takes in nothing of the lines below it.
#[test]
fn comments_within_rows_in_braces() {
    let row = |lines: &str| PLAN.replace("    - {時刻: '7:30',\n       内容: 朝食・服薬}\n", lines);
    for lines in [
        "    - {時刻: '7:30', # 朝\n       内容: 朝食・服薬}\n",
        "    - {時刻: '7:30',\n       # 朝\n       内容: 朝食・服薬}\n",
        "    - { # 朝\n       時刻: '7:30',\n       内容: 朝食・服薬}\n",
        "    - {時刻: '7:30',\n       内容: '朝食 # 服薬',\n       # 朝\n      }\n",
    ] {
        let plan = row(lines);
        tells(&plan, &[]);
        let line = plan.lines().count();
        tells(&plan.replace("週単位以外: ", "週単位以外:"), &[&format!("{line}:8 YML001 「:」の後に半角の空白")]);
    }
}

/// A value in a row in braces that goes on below its line, as programs write it: what is wrong elsewhere is told there.
#[test]
fn values_of_rows_in_braces_that_go_on() {
    let row = |lines: &str| PLAN.replace("    - {時刻: '7:30',\n       内容: 朝食・服薬}\n", lines);
    for lines in [
        "    - {内容: 朝食、\n        服薬, 時刻: '7:30'}\n",
        "    - {時刻: '7:30', 内容: \"朝食、\n        服薬\"}\n",
        "    - {時刻: '7:30', 内容: 朝食、\n      服薬}\n",
    ] {
        let plan = row(lines);
        tells(&plan, &[]);
        tells(&plan.replace("週単位以外: ", "週単位以外:"), &["13:8 YML001 「:」の後に半角の空白がありません"]);
        tells(&plan.replace("  日常生活:", "  日常生活"), &["10:3 YML001"]);
    }
}

/// Where commas begin the lines, something else that is wrong made those of a text above be told.
#[test]
fn the_commas_of_a_text_where_commas_begin_the_lines() {
    let plan = "第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標:\n        - 目標: 歩く\n          短期目標:\n            - 目標: 立つ\n              援助:\n                - { サービス内容: 入浴、血圧の測定。理由：膝が痛む、足が弱い\n                  , サービス種別: 通所介護\n                  , 頻度: 毎日\n                  }\n                - { サービス内容: 体操\n                  , サービス種別: 本人\n                  , 頻度: 毎日\n                  }\n";
    tells(plan, &[]);
    tells(&with_line(plan, 12, "                  ｝"), &["12:19 YML008 全角の「｝」"]);
    let no_comma = with_line(plan, 11, "                  頻度: 毎日");
    tells(&no_comma, &["10:21 YML001 この行の終わりに「,」がない"]);
    names(&no_comma, 10, 11);
}

/// What closes them is alone on its line: as another sign it is told there, and the lost one that opens them on its own line.
#[test]
fn the_brackets_around_lines_of_their_own() {
    let plan = "第3表:\n  週間:\n    - 曜日: [\n        月,\n        金\n      ]\n      時間: 13:30～14:30\n      内容: 訪問入浴\n第4表:\n  - 出席者:\n      - {  # 主役\n          職種: 本人, 氏名: 讃岐 ハル\n        }\n";
    assert!(!told(plan).iter().any(|one| one.contains("YML001")), "{:#?}", told(plan));
    let only = |plan: &str| told(plan).into_iter().find(|one| !one.contains("YML014")).unwrap_or_default();
    let starts = |number: usize, line: &str, words: &str| {
        let found = only(&with_line(plan, number, line));
        assert!(found.starts_with(words), "{found}");
    };
    starts(6, "      ］", "6:7 YML008 全角の「］」");
    starts(6, "      )", "6:7 YML001 ここの括弧「)」");
    starts(13, "        ｝", "13:9 YML008 全角の「｝」");
    starts(3, "    - 曜日: ", "3:5 YML001 この行で始まるはずの括弧がありません");
    starts(11, "      - ", "11:7 YML001 この行で始まるはずの括弧がありません");
    let plan = plan.replace("  # 主役", "");
    assert_eq!(mended(&with_line(&plan, 3, "    - 曜日:")), [plan.as_str()]);
    assert_eq!(mended(&with_line(&plan, 11, "      - ")), [plan.as_str()]);
}
