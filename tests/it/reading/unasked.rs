//! What is mended unasked: only what can have been meant in no other way. Nothing sinks into a text, no row becomes one.

use super::{mended, tells};
use careplan::case::read::from_text;

/// The file with each change that is made unasked, one after the other.
pub(super) fn unasked(yaml: &str) -> String {
    let mut text = yaml.to_owned();
    for _ in 0..9 {
        let (case, _) = from_text("plan.yaml", &text);
        let certain =
            case.problems.iter().filter_map(|problem| problem.fix.as_deref()).find(|fix| fix.certain).cloned();
        let Some(fix) = certain else { break };
        for (span, new) in fix.edits.iter().rev() {
            text.replace_range(span.start as usize..span.end as usize, new);
        }
    }
    text
}

/// A blank too many before a key below a text: the key stays one, whatever the blank is.
#[test]
fn a_wide_blank_before_a_key_below_a_text() {
    let plan = |blank: &str| {
        format!(
            "第4表:\n  - 検討した項目: |-\n      一 入浴\n      二 家事\n{blank}検討内容: |-\n      週2回とする\n    結論: 続ける\n"
        )
    };
    tells(&plan("    "), &[]);
    for blank in ["    　", "    \u{A0}", "    \u{2003}", "    　　", "　    "] {
        let slip = plan(blank);
        assert_eq!(mended(&slip), [plan("    ")], "{blank:?}");
        assert_eq!(unasked(&slip), slip, "{blank:?}");
    }
    // In place of the blanks it is as wide as they are.
    for blank in ["　　", "  　"] {
        assert_eq!(unasked(&plan(blank)), plan("    "), "{blank:?}");
    }
    // A line of the text without a colon goes on with it.
    let text = |blank: &str| format!("第4表:\n  - 検討内容: |-\n      一 入浴\n{blank}二 家事\n    結論: 続ける\n");
    assert_eq!(unasked(&text("    　")), text("      "));
}

#[test]
fn a_wide_blank_behind_a_bracket_is_one_too_many() {
    for (row, column) in [
        ("第1表:\n  区分: [初回]{}\n  作成年月日: 令和7年5月27日\n", 11),
        ("第4表:\n  - 出席者:\n      - {所属: 自宅, 氏名: 甲}{}\n      - {所属: 自宅, 氏名: 乙}\n", 24),
        ("第3表:\n  週間:\n    - {曜日: [月]{}, 時間: '9:00～10:00', 内容: 訪問介護}\n", 15),
    ] {
        let plan = row.replace("{}", "");
        tells(&plan, &[]);
        for blank in ["　", "\u{A0}", " 　"] {
            let slip = row.replace("{}", blank);
            let line = row[..row.find("{}").unwrap()].lines().count();
            let column = column + blank.chars().take_while(|c| *c == ' ').count();
            tells(&slip, &[&format!("{line}:{column} YML008 閉じ括弧の後に")]);
            assert_eq!(unasked(&slip), plan);
        }
    }
}

#[test]
fn signs_that_look_like_a_colon_become_one() {
    for sign in ['∶', '﹕', '︰', 'ː', '꞉'] {
        for (slip, plan) in [
            ("第2表:\n  ニーズ*\n    - 課題: 膝\n", "第2表:\n  ニーズ:\n    - 課題: 膝\n"),
            ("利用者*\n  氏名: 讃岐 ハル\n", "利用者:\n  氏名: 讃岐 ハル\n"),
            ("利用者:\n  氏名*讃岐 ハル\n  性別: 女\n", "利用者:\n  氏名: 讃岐 ハル\n  性別: 女\n"),
        ] {
            assert_eq!(unasked(&slip.replace('*', &sign.to_string())), plan, "{sign}");
        }
    }
    let of_text = "第1表:\n  援助の方針: 時間∶午前\n";
    tells(of_text, &[]);
}

/// Shown as a dash, and no character at all: what it stands for a person decides.
#[test]
fn a_soft_hyphen_where_rows_begin() {
    let plan = |dash: &str| format!("第5表:\n  - 項目: 訪問\n    内容: あ\n  {dash} 項目: 電話\n    内容: い\n");
    let slip = plan("\u{AD}");
    tells(&slip, &["4:3 YML018 "]);
    assert_eq!(mended(&slip), [plan("-")]);
    assert_eq!(unasked(&slip), slip);
}

/// Whether another quote was typed for the one that is missing nobody knows.
#[test]
fn a_text_that_ends_with_another_quote() {
    let plan = |name: &str| format!("利用者:\n  氏名: {name}\n  性別: 女\n");
    for (slip, meant) in [
        ("\"甲'", "\"甲\""),
        ("'甲\"", "'甲'"),
        ("\"甲＇", "\"甲\""),
        ("'甲”", "'甲'"),
        ("\"“甲”", "\"“甲\""),
        ("'甲’’", "'甲’’'"),
    ] {
        let slip = plan(slip);
        assert_eq!(mended(&slip), [plan(meant)]);
        assert_eq!(unasked(&slip), slip);
    }
    assert_eq!(unasked(&plan("\"甲”")), plan("\"甲\""));
    assert_eq!(unasked(&plan("'甲野")), plan("'甲野'"));
    // Of a line that was cut off more is gone.
    assert_eq!(unasked(&plan("'甲")), plan("'甲"));
}

/// Of a row that only its bracket does not close the commas are those of its text.
#[test]
fn a_wide_bracket_at_the_end_of_a_row() {
    let plan = |end: &str| {
        format!(
            "第3表:\n  日常生活:\n    - {{時刻: '20:00', 内容: 体をふく、テレビ{end}\n    - {{時刻: '21:00', 内容: 就寝}}\n"
        )
    };
    tells(&plan("}"), &[]);
    assert_eq!(unasked(&plan("｝")), plan("}"));
}

#[test]
fn a_colon_within_a_key_cuts_no_key() {
    for slip in [
        "第1表:\n  援助の:方針: |-\n    続ける\n  区分: [初回]\n",
        "第4表:\n  - 結:論: ①は原案のとおり\n    検討内容: あ\n",
        "第4表:\n  - 結：論: ①は原案のとおり\n",
        "第3表:\n  週単位:以外: 福祉用具貸与\n  作成年月日: 令和7年5月27日\n",
    ] {
        assert_eq!(unasked(slip), slip);
    }
}

/// 「居宅介護支援事業所. {名称: …}」: the row in braces stays one, and its key gets its colon when asked.
#[test]
fn a_dot_for_the_colon_before_a_brace() {
    let plan =
        |colon: &str| format!("居宅介護支援事業所{colon} {{名称: 架空会, 所在地: 架空町}}\n利用者:\n  氏名: 甲\n");
    for mark in [".", ";", ""] {
        let slip = plan(mark);
        assert_eq!(unasked(&slip), slip);
        assert!(mended(&slip).contains(&plan(":")), "{:?}", mended(&slip));
    }
}

/// A sign apart from the text behind it may be one too many; one that begins a word is its first letter.
#[test]
fn a_sign_before_a_value() {
    let plan = |value: &str| format!("利用者:\n  氏名: 甲\n  住所: {value}\n  性別: 女\n");
    for value in [
        ": 高松市",
        ", 高松市",
        ",高松市",
        "@ 高松市",
        "` 高松市",
        "% 高松市",
        "* 高松市",
        "& 高松市",
        "@高松市",
        "%高松市",
        "*高松市",
        "@\"高松市\"",
        "@'高松市'",
        "] 高松市",
    ] {
        assert_eq!(unasked(&plan(value)), plan(value));
    }
    let row = "第2表:\n  ニーズ:\n    - `課題: 膝\n      長期目標: []\n";
    assert_eq!(unasked(row), row);
}

/// A key that was held down: a line again and again, each beside its twin.
#[test]
fn a_line_pasted_again_and_again() {
    let once = "利用者:\n  氏名: 甲\n認定:\n  状況: 認定済\n";
    for (times, certain) in [(20, 20), (1_200, 999)] {
        let again = format!("{once}{}", "  状況: 認定済\n".repeat(times));
        let (case, _) = from_text("plan.yaml", &again);
        let fixes = case.problems.iter().filter_map(|problem| problem.fix.as_ref()).filter(|fix| fix.certain);
        assert!(fixes.count() >= certain);
    }
}

/// Two lines of neighbouring rows that changed places: the second row says the same twice, and the first has lost its own.
#[test]
fn a_line_that_may_be_another_rows_is_not_taken_away() {
    let plan = "第5表:\n  - 年月日: 令和7年5月7日\n    項目: 訪問\n  - 年月日: 令和7年5月8日\n    記載者: 栗林\n    項目: 電話\n    記載者: 栗林\n";
    assert_eq!(unasked(plan), plan);
}

/// A tab before an item is no two blanks where no item stands so deep.
#[test]
fn a_tab_before_an_item() {
    let plan =
        "第6表:\n- 年月: 令和7年6月\n  サービス:\n  - サービス内容: 身体介護２\n    予定:\n    - '2'\n\t    - '9'\n";
    assert_eq!(unasked(plan), plan);
}

/// Two wide blanks for two others before a key below a text: nobody puts the key into the text unasked.
#[test]
fn two_wide_blanks_before_a_key_below_a_text() {
    let plan = |blank: &str| format!("第1表:\n  意向と課題分析: |-\n    歩きたい\n{blank}作成年月日: 令和7年5月27日\n");
    tells(&plan("  "), &[]);
    assert_eq!(unasked(&plan("　　")), plan("　　"));
    assert_eq!(mended(&plan("　　")), [plan("  ")]);
    assert_eq!(unasked(&plan("　")), plan("  "));
}

/// A blank behind a colon would make a comment of what follows, or nothing.
#[test]
fn a_value_that_would_be_lost_gets_no_blank() {
    for value in ["備考:#3 欠席", "備考：#3 欠席", "備考:　#3 欠席", "備考：null"] {
        let plan = format!("第4表:\n  - {value}\n");
        assert_eq!(unasked(&plan), plan);
    }
    assert_eq!(unasked("第4表:\n  - 備考：欠席\n"), "第4表:\n  - 備考: 欠席\n");
    let list = "第1表:\n  区分: [初回],\n";
    assert_eq!(unasked(list), list);
}

/// A colon that was typed twice, and the blank of an input method behind one, are no part of the value.
#[test]
fn what_stands_behind_a_colon_is_not_put_into_the_value() {
    let plan = |colon: &str| format!("利用者:\n  氏名{colon}\"讃岐 ハル\"\n  住所: 香川県\n");
    for colon in ["：　", "：　　", ":　", "：\u{A0}"] {
        assert_eq!(unasked(&plan(colon)), plan(": "), "{colon:?}");
    }
    let name = |colon: &str| format!("利用者:\n  氏名{colon}讃岐 ハル\n  住所: 香川県\n");
    for colon in ["::", "：：", ":：", ":;", "：、", "：。"] {
        assert_eq!(unasked(&name(colon)), name(colon), "{colon:?}");
    }
    assert_eq!(mended(&name("：：")), [name(": ")]);
    let text = |colon: &str| format!("第4表:\n  - 検討内容{colon}|-\n      一 入浴\n      二 家事\n");
    assert_eq!(unasked(&text("：　")), text(": "));
}

/// Two entries with a comma between them are two entries.
#[test]
fn entries_joined_by_a_comma_are_not_made_one_text() {
    let plan = |between: &str| format!("利用者:\n  氏名: 讃岐 ハル{between}フリガナ: サヌキ ハル\n  住所: 香川県\n");
    for between in [", ", ",", " , "] {
        let slip = plan(between);
        assert_eq!(unasked(&slip), slip);
        assert_eq!(mended(&slip), [plan("\n  ")]);
    }
}

/// JSON stays JSON, and what stood in quotes in quotes.
#[test]
fn what_is_in_quotes_stays_in_quotes() {
    let json = |key: &str, period: &str| {
        format!("{{\n  \"認定\": {{\n    \"{key}\": \"認定済\",\n    \"有効期間\": \"{period}\"\n  }}\n}}\n")
    };
    let period = "令和7年5月27日 ～ 令和8年4月30日";
    tells(&json("状況", period), &[]);
    assert_eq!(unasked(&json("状 況", period)), json("状況", period));
    assert_eq!(unasked(&json("状況", "令和7年5月27日 ー令和8年4月30日")), json("状況", period));
}

/// The row of a table that lost its colon, above the line as it should be: the good one is not the one too many.
#[test]
fn a_line_that_says_a_bad_one_again_stays() {
    let slip = "利用者:\n  氏名\t讃岐 ハル\n  氏名: 讃岐 ハル\n  住所: 香川県\n";
    assert_eq!(unasked(slip), slip);
}

/// A line with nothing but the blank of an input method is an empty one, wherever it stands; in a text it is of the text.
#[test]
fn a_line_of_wide_blanks() {
    let plan = |line: &str| {
        format!(
            "第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標:\n{line}\n        - 目標: 歩く\n{line}\n          期間: 令和7年5月27日 ～ 令和8年4月30日\n{line}\n          短期目標:\n            - 目標: 庭に出る\n"
        )
    };
    tells(&plan(""), &[]);
    for line in ["        　", "　", "          \u{A0}", "          　　", "            \u{2003}"] {
        let told = ["5:1 YML008", "7:1 YML008", "9:1 YML008"];
        tells(&plan(line), &told);
        assert_eq!(unasked(&plan(line)), plan(""));
    }
    let text = "第4表:\n  - 検討内容: |-\n      一 入浴\n      　\n      二 家事\n    結論: 続ける\n";
    assert_eq!(unasked(text), text);
}

/// A row that lost its bracket or its comma: the commas in its quotes are those of a text.
#[test]
fn a_comma_in_quotes_stays() {
    let rows = |end: &str| {
        format!(
            "第3表:\n  週間:\n    - {{曜日: [月], 内容: \"通所、入浴、訓練：週1\"{end}\n    - {{曜日: [火], 内容: \"訪問\"}}\n"
        )
    };
    tells(&rows("}"), &[]);
    for slip in [rows(""), rows("\n       時間: '9:00～10:00'}")] {
        assert_eq!(unasked(&slip), slip);
        let told = super::told(&slip);
        assert!(told.iter().all(|told| told.starts_with("3:") && !told.contains("、")), "{told:?}");
    }
    let json = "{\"第3表\": {\"作成年月日\": \"令和7年5月27日\", \"週単位以外\": \"手すり、歩行器、毎日\"\n\"日常生活\": []}}\n";
    assert_eq!(unasked(json), json);
}

/// A bracket of Japanese for the closing quote, brackets that are none around a row, a sign before its first key.
#[test]
fn what_may_stand_for_a_bracket_is_not_taken_away_or_quoted() {
    let name = |end: &str| format!("利用者:\n  氏名: \"讃岐 ハル{end}\n  住所: 香川県\n");
    for end in ["」", "』", "「"] {
        assert_eq!(unasked(&name(end)), name(end));
    }
    assert_eq!(unasked(&name("")), name("\""));
    let row = |open: &str, close: &str| {
        format!(
            "第4表:\n  - 出席者:\n      - {{所属: 自宅, 氏名: 甲}}\n      - {open}所属: 架空薬局, 職種: 薬剤師, 氏名: 円座 礼{close}\n"
        )
    };
    for (open, close) in [("（", "）"), ("(", ")"), ("【", "】"), ("", ""), ("(", "}")] {
        assert_eq!(unasked(&row(open, close)), row(open, close), "{open}{close}");
    }
    let days = |list: &str| format!("第6表:\n  - サービス:\n      - {{サービス内容: 通所, 予定: {list}}}\n");
    assert_eq!(unasked(&days("[3, 6、, 10]")), days("[3, 6、, 10]"));
    assert_eq!(unasked(&days("[3、6]")), days("[3, 6]"));
}

/// Brackets and commas of Japanese that stand in a text: a slip elsewhere in the row does not make YAML's of them.
#[test]
fn brackets_and_commas_of_a_text_stay() {
    let rows = |text: &str, end: &str| {
        format!("第3表:\n  週間:\n    - {{曜日: [月], 内容: {text}{end}\n    - {{曜日: [火], 内容: 訪問}}\n")
    };
    for text in ["［注意］：足もと", "氏名：山田、続柄：長女、備考：可", "朝食、備考：服薬"]
    {
        tells(&rows(text, "}"), &[]);
        for end in ["", "）"] {
            assert_eq!(unasked(&rows(text, end)), rows(text, end));
        }
    }
    for slip in [
        "第2表:\n  ニーズ:\n    - 課題: ［注意］: 膝の痛み、転ぶ心配\n",
        "第2表:\n  ニーズ:\n    - 課題: {目的：歩行（室内）、連絡先：長女\n      長期目標: []\n",
        "第3表:\n  週間:\n    - 曜日: [木], 時間: 10:00～11:30\n      内容: 訪問\n",
        "第3表:\n  週間:\n    - {内容: \"本人は\"昼食\"、薬\", 曜日: [月]}\n",
    ] {
        assert_eq!(unasked(slip), slip);
    }
    // What is a list is one.
    assert_eq!(unasked("第3表:\n  週間:\n    - 曜日: ［月、火］\n"), "第3表:\n  週間:\n    - 曜日: [月, 火]\n");
}

/// 「、」 for the colon behind a key in quotes makes no two entries of one.
#[test]
fn a_mark_behind_a_key_in_quotes_is_no_comma() {
    for slip in [
        "{\n  \"第6表\": [{\"サービス\": [{\n    \"単位数\"、300,\n    \"事業所\": \"甲\"\n  }]}]\n}\n",
        "第6表:\n  - サービス:\n      - {\"単位数\"、300, \"事業所\": \"甲\"}\n",
    ] {
        assert_eq!(unasked(slip), slip);
    }
    let weekdays = |comma: &str| format!("{{\"第3表\": {{\"週間\": [{{\"曜日\": [\"月\"{comma}\"火\"]}}]}}}}\n");
    assert_eq!(unasked(&weekdays("、")), weekdays(", "));
}

/// A tab alone on a line in a text, less deep than that.
#[test]
fn a_tab_alone_on_a_line_of_a_text() {
    let plan =
        |line: &str| format!("第4表:\n  - 検討内容: |-\n      一 入浴\n{line}\n      二 家事\n    結論: 続ける\n");
    tells(&plan(""), &[]);
    for line in ["\t", "  \t", "\t\t"] {
        tells(&plan(line), &["4:1 YML007"]);
        assert_eq!(unasked(&plan(line)), plan(""));
    }
    tells("利用者:\n  氏名: 甲\n\t\n  住所: 香川県\n", &[]);
}

/// A key in quotes that lost its first one gets it back: without the other the file is no JSON any more.
#[test]
fn half_the_quotes_of_a_key() {
    let plan = "{\n  \"様式\": \"香川県令和7年\",\n  \"認定\": {\"要介護状態区分\": \"要介護1\"}\n}\n";
    tells(plan, &[]);
    assert_eq!(unasked(&plan.replace("{\"要介護", "{要介護")), plan);
}

/// What is put in quotes must be a text: a rate with another month behind it is two lines.
#[test]
fn what_no_text_can_be_is_not_put_in_quotes() {
    let plan = "給付率:\n  2024-08: 90\n  2025-08: 80\n";
    tells(plan, &[]);
    let joined = plan.replace("90\n  ", "90 ");
    tells(&joined, &["2:15 YML001 「2025-08」の前で改行が失われ、二つの行が一行になっています"]);
    assert_eq!(unasked(&joined), joined);
    assert_eq!(mended(&joined), [plan]);
    let sign = "認定:\n  認定日: `令和7年4月7日\n";
    assert_eq!(unasked(sign), sign);
}

/// The second line of a text in quotes begins as an item does: its quote is not closed above it.
#[test]
fn a_text_in_quotes_whose_second_line_begins_with_a_dash() {
    let plan = "第2表:\n  ニーズ:\n    - 課題: '膝の痛み: 入浴\n - 転ぶ心配'\n";
    assert_eq!(unasked(plan), plan);
}

/// What a row says twice may be what is left of the next one, whose first lines were lost; in a part that stands once, it is too much.
#[test]
fn a_line_that_stands_twice_in_a_row() {
    let office = "サービス事業所:\n  甲:\n    事業所番号: '3799900092'\n    地域区分: その他\n    地域区分: その他\n";
    let log = "第5表:\n  - 項目: 電話\n    内容: 続ける\n    記載者: 栗林\n    記載者: 栗林\n  - 項目: 訪問\n    内容: 続ける\n    記載者: 栗林\n";
    for (slip, again) in [(office, "    地域区分: その他\n"), (log, "    記載者: 栗林\n")] {
        assert_eq!(unasked(slip), slip);
        assert_eq!(mended(slip), [slip.replacen(again, "", 1)]);
    }
    let part = "認定:\n  状況: 認定済\n  状況: 認定済\n  審査会意見: なし\n";
    assert_eq!(unasked(part), part.replacen("  状況: 認定済\n", "", 1));
}
