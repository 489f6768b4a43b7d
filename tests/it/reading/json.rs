//! Plans as other programs write them, in JSON over many lines: a comma or a bracket that is lost is told where it is.

use super::{mended, tells, told, with_line};

const PLAN: &str = r#"{
  "利用者": {
    "氏名": "讃岐 ハル",
    "性別": "女"
  },
  "第5表": [
    {
      "年月日": "令和7年5月9日",
      "項目": "訪問"
    },
    {
      "年月日": "令和7年6月4日",
      "項目": "電話"
    }
  ],
  "認定": {
    "状況": "認定済"
  }
}
"#;

/// The plan with a line of it written otherwise.
fn with(number: usize, line: &str) -> String {
    with_line(PLAN, number, line)
}

#[test]
fn a_bracket_that_lost_its_key() {
    for line in ["   [", "  [", " ["] {
        tells(&with(6, line), &["6:"]);
    }
    tells(&with(15, "   {"), &["15:4 YML001"]);
}

#[test]
fn a_lost_comma() {
    tells(PLAN, &[]);
    for (line, text) in [
        (3, "    \"氏名\": \"讃岐 ハル\""),
        (5, "  }"),
        (8, "      \"年月日\": \"令和7年5月9日\""),
        (10, "    }"),
        (15, "  ]"),
    ] {
        tells(
            &with(line, text),
            &[&format!("{line}:{} YML001 この行の終わりに「,」がない", text.len() - text.trim_start().len() + 1)],
        );
        assert_eq!(mended(&with(line, text)), [PLAN]);
    }
}

#[test]
fn a_bracket_lost_or_too_many() {
    tells(&with(5, "  ,"), &["5:3 YML001 ここに「,」がある"]);
    tells(&with(10, "    ,"), &["10:5 YML001 ここに「,」がある"]);
    tells(&with(15, "  ]],"), &["15:3 YML001 この行の閉じ括弧が多すぎます"]);
}

#[test]
fn a_full_width_bracket() {
    tells(&with(2, "  \"利用者\": ｛"), &["2:10 YML008 全角の「｛」"]);
    tells(&with(7, "    ｛"), &["7:5 YML008 全角の「｛」"]);
    tells(&with(10, "    ｝,"), &["10:5 YML008 全角の「｝」"]);
}

/// Two brackets where one is closed: the line of them, not what stands around it.
#[test]
fn a_bracket_doubled() {
    let slip = with(6, "  \"第5表\": [[");
    tells(&slip, &["6:3 YML001 この行の開き括弧が多すぎます"]);
}

/// A key without its value, with the next key on the line below.
#[test]
fn a_lost_value() {
    tells(&with(8, "      \"年月日\":"), &["8:7 YML001 この行の項目に値がありません"]);
}

/// Of lines that are whole in themselves, the one that closes what nothing opened.
#[test]
fn a_line_in_another_place() {
    tells(&with(9, "      \"項目\": \"訪問\"}"), &["9:7 YML001 この行のあたりで、括弧が"]);
    tells(&with(8, "      \"年月日: \"令和7年5月9日\","), &["8:14 YML001 引用符「\"」で閉じた後に"]);
    tells(&with(8, "      \"年月日\": \"令和7年5月9日,"), &["8:14 YML001 引用符「\"」が閉じていません"]);
}

/// Blanks that are none of YAML's, outside of quotes: told where they stand, not at the bracket that opens all.
#[test]
fn an_odd_blank_outside_of_quotes() {
    for blank in ["\u{3000}", "\u{A0}"] {
        tells(&with(10, &format!("    }},{blank}")), &["10:7 YML008"]);
        tells(&with(14, &format!("    }}{blank}")), &["14:6 YML008"]);
        tells(&with(11, &format!("{blank}\n    {{")), &["11:1 YML008"]);
        assert_eq!(mended(&with(10, &format!("    }},{blank}"))), [PLAN]);
    }
}

/// A bracket too many before the first item of a list is told at its line, and not the next item.
#[test]
fn a_bracket_before_an_item() {
    let plan = |first: &str| {
        format!(
            "{{\n  \"第3表\": {{\n    \"週間\": [\n      {{\n        \"曜日\": [\n          {first}\"火\",\n          \"金\"\n        ],\n        \"内容\": \"訪問\"\n      }}\n    ]\n  }}\n}}\n"
        )
    };
    tells(&plan(""), &[]);
    tells(&plan("["), &["6:11 YML001"]);
}

/// Where each line holds a whole table, the line whose brackets do not close each other is told, wherever reading stopped.
#[test]
fn a_table_a_line() {
    let tables = [
        "{",
        "\"様式\": \"全国\",",
        "\"利用者\": {\"氏名\": \"讃岐 ハル\", \"性別\": \"女\"},",
        "\"認定\": {\"状況\": \"認定済\", \"要介護状態区分\": \"要介護1\"},",
        "\"家族\": [{\"氏名\": \"讃岐 一郎\", \"続柄\": \"長男\"}, {\"氏名\": \"丸亀 花\", \"続柄\": \"長女\"}],",
        "\"給付率\": 90,",
        "\"サービス事業所\": {\"甲\": {\"地域区分\": \"その他\"}, \"乙\": {\"地域区分\": \"その他\"}}",
        "}",
    ]
    .join("\n");
    tells(&tables, &[]);
    let slip = |was: &str, is: &str| tables.replacen(was, is, 1);
    let unpaired = "YML001 この行の中で、括弧の開きと閉じの数が";
    tells(&slip("{\"状況\"", "{{\"状況\""), &[&format!("4:1 {unpaired}")]);
    tells(&slip("\"要介護1\"}", "\"要介護1\""), &[&format!("4:1 {unpaired}")]);
    tells(&slip(", \"要介護", ", # \"要介護"), &[&format!("4:21 {unpaired}")]);
    tells(&slip("\"家族\": [{\"氏名\": \"讃岐 一郎\",", ""), &["5:"]);
    tells(&slip("\"認定済\"", "- \"認定済\""), &["4:14 YML001 ここに「-」があるため"]);
    tells(&slip("\"その他\"}}", "\"その他\"}"), &["7:"]);
}

/// The bracket that opens all is gone, or another sign stands in its place.
#[test]
fn a_file_without_its_first_bracket() {
    let plan =
        "{\n  \"様式\": \"香川県令和7年\",\n  \"第1表\": {\n    \"区分\": [\"初回\"]\n  },\n  \"給付率\": 90\n}\n";
    tells(plan, &[]);
    for first in ["", "「", "(", "｛", "["] {
        let slip = plan.replacen('{', first, 1);
        let line = if first.is_empty() { 2 } else { 1 };
        let found = told(&slip);
        assert!(found.len() == 1 && found[0].starts_with(&format!("{line}:")), "{first}: {found:#?}");
    }
    let on_lines = plan.replace("{\n  \"様式\"", "\"様式\"");
    tells(&on_lines, &["1:1 YML001 ファイルの初めに「{」がありません"]);
}

const NESTED: &str = r#"{
  "第2表": {
    "ニーズ": [
      {
        "課題": "歩きたい",
        "長期目標": [
          {
            "目標": "散歩する",
            "短期目標": [
              {
                "目標": "庭に出る"
              }
            ]
          }
        ]
      }
    ]
  },
  "第4表": [
    {
      "結論": "続ける"
    },
    {
      "結論": "終わる"
    }
  ]
}
"#;

/// A bracket that is lost with its line is told where it was, not where it is closed.
#[test]
fn the_line_of_a_bracket_lost() {
    tells(NESTED, &[]);
    let slip = NESTED.replacen("          {\n            \"目標\": \"散歩", "            \"目標\": \"散歩", 1);
    tells(&slip, &["7:13 YML001 この行の前に、始まりの括弧がありません"]);
    assert_eq!(mended(&slip), [NESTED]);
    let slip = NESTED.replacen("  \"第4表\": [\n    {\n", "  \"第4表\": [\n", 1);
    tells(&slip, &["20:7 YML001 この行の前に、始まりの括弧がありません"]);
    // With a key that nobody knows, nothing is put there.
    let slip = NESTED.replacen("        \"長期目標\": [\n          {\n", "", 1);
    tells(&slip, &["6:13 YML001 この行の前に、始まりの括弧がありません"]);
    assert!(mended(&slip).is_empty());
}

/// What stands in a bracket tells which it must be.
#[test]
fn the_other_bracket() {
    for (found, wanted, place) in [("[", "\"長期目標\": {", "6:17"), ("[", "\"短期目標\": {", "9:21")] {
        let slip = NESTED.replace(&wanted.replace('{', found), wanted);
        tells(&slip, &[&format!("{place} YML001 この行の開き括弧「{{」が、中身とも閉じ括弧とも合いません")]);
        assert_eq!(mended(&slip), [NESTED]);
    }
    let slip = PLAN.replace("\"認定\": {", "\"認定\": [");
    tells(&slip, &["16:9 YML001 この行の開き括弧「[」が、中身とも"]);
}

/// The colon of an input method behind a key in quotes, in whichever brackets it stands.
#[test]
fn a_wide_colon_behind_a_key_in_quotes() {
    let wide = "YML008 全角の「：」が使われています";
    for (open, close) in [("{\n  \"第1表\": {\n", "  }\n}\n"), ("第1表: {\n", "  }\n"), ("第1表:\n  {\n", "  }\n")]
    {
        let plan = |colon: &str| {
            format!("{open}    \"作成年月日\"{colon}\"令和7年5月27日\",\n    \"区分\": [\"初回\"]\n{close}")
        };
        let line = open.lines().count() + 1;
        tells(&plan(": "), &[]);
        tells(&plan("："), &[&format!("{line}:12 {wide}")]);
        assert_eq!(mended(&plan("：")), [plan(": ")]);
    }
    let row = |colon: &str| format!("第5表:\n  - {{\"年月日\"{colon} \"令和7年5月27日\", \"項目\": \"訪問\"}}\n");
    tells(&row("："), &[&format!("2:11 {wide}")]);
    assert_eq!(mended(&row("：")), [row(":")]);
}

/// Both brackets of a list lost: told at its key, not at the rows.
#[test]
fn both_brackets_of_a_list_lost() {
    let slip = PLAN.replace("\"第5表\": [", "\"第5表\":").replace("    }\n  ],", "    }\n  ,");
    let slip = slip.replace("    }\n  ,", "    },");
    tells(&slip, &["6:3 YML001 この行の値は一覧ですが、[ ] で囲まれていません"]);
}

/// What was pasted before the bracket of a line.
#[test]
fn something_before_a_bracket_that_closes() {
    tells(&with(15, "],   ],"), &["15:1 YML001 閉じ括弧の前に余分な文字"]);
    tells(&with(15, "（修正）  ],"), &["15:1 YML001 閉じ括弧の前に余分な文字"]);
}

/// Below keys of YAML, a bracket typed at the end of a line is told there, and not at the rows beside it.
#[test]
fn a_brace_at_the_end_of_a_line() {
    let plan = "第5表: [\n  {\n    \"年月日\": \"令和7年5月9日\",\n    \"項目\": \"訪問\"\n  },\n  {\n    \"年月日\": \"令和7年6月4日\",\n    \"項目\": \"電話\"\n  }\n]\n利用者: {\n  \"氏名\": \"讃岐 ハル\",\n  \"性別\": \"女\"\n}\n";
    tells(plan, &[]);
    tells(&with_line(plan, 3, "    \"年月日\": \"令和7年5月9日\",{"), &["3:23 YML001 ここに「{」がある"]);
    tells(&with_line(plan, 5, "  },{"), &["5:"]);
    let slip = with_line(plan, 13, "  \"性別\": \"女\"}");
    tells(&slip, &["13:12 YML001 この行に余分な「}」"]);
}

/// Behind the comma of a row, or in its place, another sign gets no comma behind it.
#[test]
fn another_sign_at_the_end_of_a_row() {
    let plan = |end: &str| {
        format!("{{\n  \"第5表\": [\n    {{\"項目\": \"電話\"}}{end}\n    {{\"項目\": \"訪問\"}}\n  ]\n}}\n")
    };
    for end in [",;", ",、", ",。"] {
        let sign = end.trim_start_matches(',');
        tells(
            &plan(end),
            &[&format!("3:{} YML001 この行の終わりの「{sign}」は「,」と読めない", 17 + end.len() - sign.len())],
        );
        assert_eq!(mended(&plan(end)), [plan(",")]);
    }
    // A line in another column may be the one that is wrong.
    let moved = plan(",")
        .replace("    {\"項目\": \"訪問\"}\n  ]\n", "    {\"項目\": \"訪問\"}\n  ]\n        \"持参\": \"甲\",\n");
    assert_eq!(mended(&moved), [""; 0], "{moved}");
}

/// A heading that lost its quotes, or has those of an input method, in a text without blanks behind its colons.
#[test]
fn a_heading_without_its_quotes() {
    let compact = |heading: &str| PLAN.replace("\": ", "\":").replace("\"第5表\":", heading);
    tells(&compact("\"第5表\":"), &[]);
    for heading in ["“第5表”:", "「第5表」:", "＂第5表＂:"] {
        tells(&compact(heading), &["6:3 YML001 項目名「第5表」を囲む記号は引用符"]);
    }
    tells(&compact("第5表:"), &["6:3 YML001 項目名「第5表」に引用符がなく"]);
}

/// The same far below the bracket that opens all.
#[test]
fn a_heading_without_its_quotes_far_below() {
    let row = "    {\n      \"年月日\":\"令和7年5月9日\"\n    },\n".repeat(40);
    let plan = PLAN.replace("\": ", "\":").replace("\"第5表\":[\n", &format!("\"第5表\":[\n{row}"));
    tells(&plan.replace("\"認定\":", "「認定」:"), &["136:3 YML001 項目名「認定」を囲む記号は"]);
}

#[test]
fn something_before_a_key_in_quotes() {
    tells(&with(8, "      51\t\"年月日\": \"令和7年5月9日\""), &["8:7 YML001 項目名の前に余分な「51」"]);
}

#[test]
fn a_brace_before_a_text() {
    tells(&with(4, "    \"性別\": { \"女\","), &["4:11 YML001 ここに「{」があるため"]);
}

/// A quote behind a bracket of a part in brackets: YAML stops at the next quote below.
#[test]
fn a_quote_behind_a_bracket() {
    let plan = "第2表:\n  {\n    \"ニーズ\": [\n      {\n        \"課題\": \"歩きたい\"\n      }\"\n    ]\n  }\n第5表:\n  [\n    {\n      \"項目\": \"訪問\"\n    }\n  ]\n";
    tells(&plan.replace("}\"", "}"), &[]);
    let all = told(plan);
    assert!(all.len() == 1 && all[0].starts_with("6:"), "{all:#?}");
}

/// The brackets between two rows in each other's place: their keys do not stand twice, and a value in braces closes no row.
#[test]
fn brackets_between_two_rows() {
    let plan = PLAN.replace('"', "");
    let swapped = plan.replace("    },\n    {\n", "    {\n    },\n");
    let all = told(&swapped);
    assert!(all.len() == 1 && all[0].contains("YML001"), "{all:#?}");
    let lost = plan.replace(
        "    {\n      年月日: 令和7年6月4日,\n",
        "    \n      予定: {\n        曜日: [月]\n      },\n      年月日: 令和7年6月4日,\n",
    );
    let all = told(&lost);
    assert!(all.len() == 1 && !all[0].contains("まとまり { } の外"), "{all:#?}");
}
