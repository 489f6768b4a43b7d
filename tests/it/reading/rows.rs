//! Rows of a list that stand in brackets and go over several lines: the line with the slip is told, not the row below it nor the
//! line where the row begins.

use super::{mended, names, tells, with_line};

const PLAN: &str = "\
第3表:
  週間:
    - {
      曜日: [月],
      時間: '10:00～11:00',
      内容: 訪問介護
    }
    - {
      曜日: [木],
      時間: '10:00～11:30',
      内容: 通所介護
    }
  日常生活:
    - {時刻: '7:30',
       内容: 朝食・服薬}
    - {時刻: '9:00',
       内容: 水やり}
  週単位以外: 福祉用具貸与
";

/// The plan with a line of it written otherwise, or with lines more.
fn with(number: usize, line: &str) -> String {
    with_line(PLAN, number, line)
}

#[test]
fn a_bracket_that_closes_and_is_none() {
    tells(PLAN, &[]);
    tells(&with(7, "    ｝"), &["7:5 YML008 全角の「｝」"]);
    tells(&with(7, "    )"), &["7:5 YML001 ここの括弧「)」"]);
    tells(&with(12, "    ）"), &["12:5 YML001 ここの括弧「）」"]);
    tells(&with(15, "       内容: 朝食・服薬｝"), &["15:17 YML008 全角の「｝」"]);
    tells(&with(17, "       内容: 水やり"), &["17:8 YML001 この行までに閉じられていない括弧"]);
}

#[test]
fn a_bracket_that_opens_and_is_none() {
    tells(&with(8, "    -"), &["8:5 YML001 この行で始まるはずの括弧"]);
    tells(&with(8, "    - ｛"), &["8:7 YML008 全角の「｛」"]);
    tells(&with(8, "    - （"), &["8:7 YML001 ここの括弧「（」"]);
    tells(&with(8, "    ■ {"), &["8:5 YML001 この行の初めに「- 」がありません"]);
}

/// What it leaves open goes on to the next dash, however many lines below it.
#[test]
fn a_bracket_far_above_the_next_dash() {
    let between =
        "認定:\n  状況: 認定済\n  認定日: 令和7年1月1日\n  要介護状態区分: 要介護1\n第4表:\n  - 開催場所: 自宅\n";
    let plan = |close: &str| {
        let row = format!("家族:\n  - {{\n      氏名: 讃岐 一郎,\n      続柄: 長男\n    {close}\n");
        format!("{row}{between}    出席者: [{{所属: 甲, 氏名: 一}}]\n")
    };
    tells(&plan("}"), &[]);
    tells(&plan(")"), &["5:5 YML001 ここの括弧「)」"]);
    tells(&plan("{"), &["5:5 YML001 ここの括弧「{」"]);
    tells(&plan("｝"), &["5:5 YML008 全角の「｝」"]);
    tells(&plan(""), &["4:7 YML001 この行までに閉じられていない括弧"]);
}

#[test]
fn a_dash_twice_or_a_bracket_turned_around_behind_it() {
    tells(&with(16, "    - -{時刻: '9:00',"), &["16:"]);
    tells(&with(16, "    --{時刻: '9:00',"), &["16:"]);
    tells(&with(16, "    - }時刻: '9:00',"), &["16:"]);
}

/// A comma at the end of a line parts its entries: the line below it has lost its colon, and the text before is innocent.
#[test]
fn another_sign_for_the_colon_of_a_row() {
    for sign in ["→", "/ ", " = ", ". ", "＋ ", "; ", "&#58; ", ", "] {
        let slip = with(10, &format!("      時間{sign}10:00～11:30,"));
        let told = if sign == ", " { "10:7 YML001" } else { "10:7 YML003" };
        tells(&slip, &[&format!("{told} 「時間」の後にコロン")]);
    }
    tells(&with(10, "      時間﹕ 10:00～11:30,"), &["10:9 YML008 コロンに見える別の記号"]);
    tells(&with(10, "      10:00～11:30,"), &["10:7 YML001 「10:00～11:30」の後にコロン"]);
    tells(&with(17, "       水やり, 散歩}"), &["17:8 YML001 「水やり」の後にコロン"]);
    // Within a line the comma may be one of a text.
    tells(&with(17, "       内容: 水やり, 散歩}"), &["17:12 YML001 「水やり, 散歩」のコンマ"]);
}

/// An empty value is no sign that was typed behind a colon.
#[test]
fn an_empty_value_above_is_innocent() {
    let row = |sign: &str| {
        format!("第4表:\n  - 出席: {{\n        本人: '',\n        家族{sign} ○,\n        続柄: 長女\n      }}\n")
    };
    tells(&row(":"), &[]);
    tells(&row("﹕"), &["4:11 YML008 コロンに見える別の記号"]);
    tells(&row("/"), &["4:9 YML003 「家族」の後にコロン"]);
}

#[test]
fn the_bracket_of_a_part_lost_or_made_a_comment() {
    let part =
        "第4表:\n  - 開催場所: 自宅\n    出席: {\n        本人: ○,\n        家族: ○,\n        続柄: 長女\n      }\n";
    tells(&part.replace("出席: {", "出席: "), &["3:5 YML001 この行で始まるはずの括弧"]);
    let alone = "サービス事業所:\n  {\n    \"甲\": {\n      \"地域区分\": \"その他\"\n    },\n    \"乙\": {\n      \"地域区分\": \"その他\"\n    }\n  }\n";
    tells(&alone.replace("  {\n    \"甲", "  #{\n    \"甲"), &["2:3 YML001 この行の開き括弧が「#」で"]);
}

#[test]
fn a_line_that_went_astray() {
    for stray in ["メモ", "=====", "<<<<<<< HEAD", "---", "氏名\t讃岐 ハル"] {
        tells(&with(5, &format!("      時間: '10:00～11:00',\n{stray}")), &["6:1 YML001"]);
        tells(&with(14, &format!("    - {{時刻: '7:30',\n{stray}")), &["15:1 YML001"]);
    }
    tells(&with(5, "      時間: '10:00～11:00',\n      ＃ 要確認"), &["6:7 "]);
}

#[test]
fn a_comma_lost_or_in_full_width() {
    tells(&with(10, "      時間: '10:00～11:30'"), &["10:7 YML001 この行の終わりに「,」がない"]);
    tells(&with(5, "      時間: '10:00～11:00', 内容: 甲、内容: 乙"), &["5:"]);
}

#[test]
fn a_comma_behind_the_row() {
    tells(&with(7, "    },"), &["7:6 YML001 この行の終わりの「}」の後に、余分な「,」"]);
    tells(&with(15, "       内容: 朝食・服薬},"), &["15:18 YML001 この行の終わりの「}」の後に、余分な「,」"]);
}

#[test]
fn a_sign_before_the_bracket_that_closes() {
    let quoted = |line: &str| with(7, line).replace("内容: 訪問介護\n", "内容: '訪問介護'\n");
    for sign in ["+", "あ", ":w"] {
        tells(&quoted(&format!("{sign}    }}")), &["7:1 YML001 閉じ括弧の前に余分な文字"]);
    }
    tells(&quoted("  - }"), &["7:3 YML001"]);
    tells(&quoted("    1}"), &["7:5 YML001 閉じ括弧の前に余分な文字"]);
}

/// What it opens goes on to the next dash or text, which is innocent.
#[test]
fn a_bracket_that_opens_where_one_closes() {
    for other in ["{", "["] {
        let row = format!("    - {{曜日: [月], 内容: 訪問介護（調理）{other}\n    - {{曜日: [木], 内容: 通所介護}}\n");
        tells(&format!("第3表:\n  週間:\n{row}"), &["3:29 YML001 括弧「{」の終わりが"]);
    }
    let list = "第1表:\n  区分: [初回[\n  援助の方針: |-\n    続ける\n";
    tells(list, &["2:10 YML001 括弧「[」の終わりが「[」"]);
}

/// A text without quotes goes on over line ends, and another row is at fault.
#[test]
fn a_text_that_goes_on_is_innocent() {
    let slip = with(12, "    ｝").replace("内容: 訪問介護\n", "内容: 訪問介護\n        （一緒に調理）\n");
    tells(&slip, &["13:5 YML008 全角の「｝」"]);
}

/// Plain rows that hold lists in brackets are none of these.
#[test]
fn rows_without_brackets_are_innocent() {
    let slip = "第4表:\n  - 出席者:\n      - {所属: 甲, 氏名: 一}\n      - {所属: 乙, 氏名: 二},\n    結論: 続ける\n";
    tells(slip, &["4:23 YML001 この行の終わりの「}」の後に、余分な「,」"]);
}

/// Two braces where one is closed: told where they stand, not where the row ends.
#[test]
fn a_brace_doubled() {
    let slip = with(14, "    - {{時刻: '7:30',");
    tells(&slip, &["14:5 YML001 この行の開き括弧が多すぎます"]);
    assert_eq!(mended(&slip), [PLAN]);
}

/// A row that lost both of its braces keeps the comma of each line: the row is told once, and not its commas and quotes.
#[test]
fn both_braces_lost() {
    let row = "    - {\n      曜日: [木],\n      時間: '10:00～11:30',\n      内容: 通所介護\n    }\n";
    let bare = "    -\n      曜日: [木],\n      時間: '10:00～11:30',\n      内容: 通所介護\n";
    tells(&PLAN.replace(row, bare), &["8:5 YML001 ここから11行目までの行が { } で囲まれていません"]);
    let slip = PLAN.replace("{時刻: '9:00',", "時刻: '9:00',").replace("水やり}", "水やり");
    tells(&slip, &["16:5 YML001 ここから17行目までの行が"]);
    // Without the commas they are rows as any others.
    tells(&PLAN.replace(row, &bare.replace("],", "]").replace("',", "'")), &[]);
}

/// A note behind the bracket stays where that is lost, and is none of the row.
#[test]
fn a_bracket_lost_before_a_comment() {
    let noted = with(3, "    - {  # 要確認");
    assert_eq!(super::told(&noted).len(), super::told(PLAN).len());
    tells(&with(3, "    -   # 要確認"), &["3:5 YML001 この行で始まるはずの括弧がありません"]);
    let list = "第3表:\n  週間: [  # 要確認\n    {曜日: [月], 内容: 訪問介護},\n    {曜日: [木], 内容: 通所介護}\n  ]  # ここまで\n";
    tells(list, &[]);
    tells(&list.replace("週間: [ ", "週間:  "), &["2:3 YML001 この行で始まるはずの括弧"]);
    tells(&list.replace("  ]  #", "  ）  #"), &["5:3 YML001 ここの括弧「）」"]);
    let days = "第3表:\n  週間:\n    - 曜日: [  # 確認\n        月,\n        木\n      ]  # 確認\n      内容: 訪問介護\n    - 曜日: [\n        火\n      ]\n      内容: 訪問介護\n";
    tells(days, &[]);
    let lost = days.replacen(" [  #", "  #", 1);
    tells(&lost, &["3:5 YML001 この行で始まるはずの括弧がありません"]);
    names(&lost, 3, 6);
    assert_eq!(mended(&lost), [days]);
}
