//! A sign too many at the beginning or the end of a line: that line is told, and not what stumbles over it.

use super::{mended, tells, told};

const PLAN: &str = "\
利用者:
  氏名: 讃岐 ハル
第1表:
  区分:
    - 初回
    - 継続
  意向と課題分析: |-
    1 一人暮らし
    本人の希望：朝の家事
第3表:
  週間:
    - 曜日: [月, 木]
      時間: 9:00～10:00
      内容: 訪問介護
    - 曜日: [金]
      時間: 9:00～10:00
      内容: 通所介護
";

/// The plan with a line written otherwise.
fn with(number: usize, line: &str) -> String {
    PLAN.lines()
        .enumerate()
        .map(|(at, old)| if at + 1 == number { line } else { old })
        .fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn a_line_made_a_comment() {
    tells(PLAN, &[]);
    for (number, written) in
        [(3, "# 第1表:"), (10, "#第3表:"), (11, "  # 週間:"), (12, "    # - 曜日: [月, 木]"), (8, "#    1 一人暮らし")]
    {
        let plan = with(number, written);
        let column = written.len() - written.trim_start().len() + 1;
        tells(&plan, &[&format!("{number}:{column} YML001 この行が「#」でコメントになっている")]);
        assert_eq!(mended(&plan), [PLAN], "{written}");
    }
    // Typed over the first blank, or with a blank over two: the words are in their column.
    for (number, written) in
        [(11, "# 週間:"), (7, "# 意向と課題分析: |-"), (12, "#   - 曜日: [月, 木]"), (15, "  # - 曜日: [金]")]
    {
        let plan = with(number, written);
        let column = written.find('#').unwrap_or_default() + 1;
        tells(&plan, &[&format!("{number}:{column} YML001 この行が「#」でコメントになっている")]);
        assert_eq!(mended(&plan), [PLAN], "{written}");
    }
    // A remark, and a line that nothing below needs, are what they are.
    tells(&with(2, "  # 氏名: 讃岐 ハル"), &[]);
    tells(&with(14, "      # 内容: 訪問介護"), &[]);
}

#[test]
fn a_sign_before_a_dash_or_behind_a_heading() {
    for (number, written, column) in [
        (6, "    }- 継続", 5),
        (12, "    :- 曜日: [月, 木]", 5),
        (15, "    *- 曜日: [金]", 5),
        (11, "  週間:|", 6),
        (11, "  週間:{", 5),
    ] {
        let plan = with(number, written);
        tells(&plan, &[&format!("{number}:{column} YML001 ")]);
    }
}

/// Before all blanks of a line, or over the first of them: the lines below are those of its row.
#[test]
fn a_sign_at_the_margin() {
    let log = |dash: &str| {
        let row = |dash: &str, day: u8| {
            format!("- 年月日: 令和7年8月{day}日\n  項目: 電話\n{dash}  内容: 相談\n  記載者: 土器\n")
        };
        format!("第5表:\n{}{}", row(dash, 5), row("", 6))
    };
    tells(&log(""), &[]);
    for dash in ["-", "- "] {
        tells(&log(dash), &["4:1 YML001 この行に余分な「-」がある"]);
        assert_eq!(mended(&log(dash)), [log("")]);
    }
    for (number, written) in [(11, "あ  週間:"), (12, "あ    - 曜日: [月, 木]"), (12, "あ   - 曜日: [月, 木]")]
    {
        let plan = with(number, written);
        let told = told(&plan);
        assert!(matches!(&told[..], [one] if one.starts_with(&format!("{number}:"))), "{told:?}");
    }
}

/// What is told of the line is enough: its text or its rows are not out of line.
#[test]
fn a_line_that_is_told_and_has_others_below() {
    let text = "第2表:\n  ニーズ:\n    - 課題: |-\n        膝が痛い\n      長期目標:\n        - 目標: 歩く\n";
    tells(text, &[]);
    tells(&text.replace("- 課題", "-課題"), &["3:5 YML001 「-」の後に半角の空白がありません"]);
    let plan = with(11, "\u{c}  週間:") + "  日常生活:\n    - {時刻: '7:00', 内容: 起床}\n";
    tells(&plan, &["11:1 YML013 "]);
}

/// A heading or a dash in quotes as a cell of a table: its rows are not out of line, nor is the heading beside it.
#[test]
fn a_line_as_a_cell() {
    let more = "  日常生活:\n    - {時刻: '7:00', 内容: 起床}\n";
    for line in ["\"  週間:\",", "\"  週間:\"", "'  週間:'", "\"  週間:\";"] {
        let plan = with(11, line) + more;
        tells(&plan, &["11:1 YML001 この行に余分な「"]);
        assert_eq!(mended(&plan), [PLAN.to_owned() + more]);
    }
    let lone = "第3表:\n  週間:\n    -\n      曜日: [月]\n      時間: 9:00～10:00\n      内容: 体操\n";
    tells(&(lone.replace("    -\n", "\"    -\",\n") + more), &["3:1 YML001 この行に余分な「"]);
    let braces =
        "第3表:\n  日常生活:\n    - {\n      時刻: 7:00,\n      内容: 起床\n    }\n    - {時刻: 8:00, 内容: 朝食}\n";
    tells(braces, &[]);
    tells(&braces.replace("    }\n", "\"    }\",\n"), &["6:1 YML001 この行に余分な「"]);
}

#[test]
fn a_line_that_is_nothing_but_a_sign() {
    let plan = PLAN.replace("    - 継続\n", "    - 継続\n    }\n");
    tells(&plan, &["7:5 YML001 この閉じ括弧に対応する開き括弧がありません"]);
    let plan =
        PLAN.replace("      時間: 9:00～10:00\n      内容: 訪問", "      時間: 9:00～10:00\n      }\n      内容: 訪問");
    tells(&plan, &["14:7 YML001 この閉じ括弧に対応する開き括弧がありません"]);
}

/// A text in quotes over several lines: the line that breaks it is told, and not where it begins.
#[test]
fn a_line_of_a_text_in_quotes() {
    let plan = |second: &str, third: &str| {
        format!("第4表:\n  - 結論: '一行目\n{second}\n{third}\n    開催日: 令和7年5月27日\n")
    };
    tells(&plan("      二行目", "      三行目'"), &[]);
    tells(
        &plan("  二行目", "      三行目'"),
        &["3:3 YML001 この行は上の引用符で始まる文の続きですが、字下げが足りません"],
    );
    tells(&plan("      二行目", "      三行目' ぬ"), &["4:12 YML001 引用符「'」で閉じた後に、文字が続いています"]);
    tells(&plan("      二行目", "      三行目''"), &["4:10 YML001 この行の終わりの「''」は文字の「'」一つと読まれ"]);
}

/// A dash with fewer blanks behind it than all others have: that line, not the row below it.
#[test]
fn the_blanks_behind_a_dash() {
    let wide = PLAN
        .replace("    - 曜日: ", "    -   曜日: ")
        .replace("      時間", "        時間")
        .replace("      内容", "        内容");
    tells(&wide, &[]);
    let slip = wide.replacen("    -   曜日: [月", "    -  曜日: [月", 1);
    tells(&slip, &["12:5 YML001 「-」の後の空白の数がほかの行とずれている"]);
    assert_eq!(mended(&slip), [wide]);
}

/// A bracket alone on its line takes in all that stands below it, however far it is until YAML stumbles.
#[test]
fn a_bracket_far_above() {
    let plan = |line: &str| {
        let goal = |n| format!("        - 目標: 歩く（{n}）\n          期間: 令和7年5月27日 ～ 令和8年4月30日\n");
        let goals: String = (1..10).map(goal).collect();
        format!(
            "利用者:\n  氏名: 甲\n{line}認定:\n  状況: 認定済\n第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標:\n{goals}"
        )
    };
    tells(&plan(""), &[]);
    for line in ["{\n", "[\n", "  {\n"] {
        let told = told(&plan(line));
        assert!(matches!(&told[..], [one] if one.starts_with("3:")), "{line}{told:?}");
    }
}

/// Lines that an editor made comments together, although those below need them.
#[test]
fn several_lines_that_became_comments() {
    let plan = |marks: [&str; 2]| {
        let [a, b] = marks;
        format!(
            "第3表:\n  作成年月日: 令和7年5月27日\n{a}週間:\n{b}- 曜日: [月]\n      時間: '9:00～10:00'\n      内容: 訪問\n  日常生活: []\n"
        )
    };
    tells(&plan(["  ", "    "]), &[]);
    for marks in [["#  ", "#    "], ["  # ", "    # "], ["# ", "#   "]] {
        tells(
            &plan(marks),
            &["3:1 YML001 この行から4行目までが「#」"].map(|told| {
                if marks[0].starts_with('#') { told } else { "3:3 YML001 この行から4行目までが「#」" }
            }),
        );
        assert_eq!(mended(&plan(marks)), [plan(["  ", "    "])]);
    }
}

/// A quote beside a bracket that has a line for itself, far above the next quote, where YAML stops.
#[test]
fn a_quote_beside_a_bracket() {
    let plan = |first: &str, second: &str| {
        format!(
            "第2表:\n  ニーズ: [\n    {{\n      課題: 歩きたい\n    {first},\n    {{\n      課題: 食べたい\n    }}\n  {second}\n第3表:\n  週間:\n    - {{曜日: [月], 時間: '9:00～10:00', 内容: 訪問}}\n"
        )
    };
    tells(&plan("}", "]"), &[]);
    for (first, second, line) in [("}'", "]", 5), ("}", "]'", 9), ("}", "']", 9)] {
        let all = told(&plan(first, second));
        assert!(all.len() == 1 && all[0].starts_with(&format!("{line}:")), "{all:#?}");
    }
}

/// Over the indentation of a text no sign is one of it.
#[test]
fn a_sign_over_the_indentation_of_a_text() {
    for sign in [":", ";", "、"] {
        let plan = with(8, &format!("{sign}    1 一人暮らし"));
        tells(&plan, &[&format!("8:1 YML001 この行に余分な「{sign}」がある")]);
        assert_eq!(mended(&plan), [PLAN], "{sign}");
    }
}

/// The line that opens a row, typed twice or for itself, goes as a whole.
#[test]
fn a_line_that_begins_a_row_of_nothing() {
    let row = "  - {\n      項目: 電話,\n      内容: 様子\n    }\n";
    let plan = format!("第5表:\n{row}第6表: []\n");
    for at in ["第5表:\n".len(), plan.len() - "第6表: []\n".len()] {
        let slip = format!("{}  - {{\n{}", &plan[..at], &plan[at..]);
        let line = slip[..at].lines().count() + 1;
        tells(&slip, &[&format!("{line}:3 YML001 この行に余分な「- {{」がある")]);
        assert_eq!(mended(&slip), [plan.as_str()]);
    }
}
