//! A slip is told where it was made, though YAML stumbles far from there, and though what stands between looks like one.

use super::{names, tells};

/// A list of attendees whose rows go over lines, each line with a comment.
fn commented(third: &str) -> String {
    format!(
        "第4表:\n  - 開催場所: 自宅\n    出席者:\n      - {{  # 要確認：長女\n          所属: 架空医院,  # ｛仮｝［案］\n          {third}\n          氏名: 架空 一  # 10時、または11時\n        }}\n      - {{職種: 本人, 氏名: 架空 二}}\n"
    )
}

#[test]
fn what_a_comment_says_is_no_slip_of_its_row() {
    tells(&commented("職種: 医師  # 済：確認"), &["6:11 YML001 この行の終わりに「,」がないので"]);
    tells(&commented("職種： 医師,  # 済：確認"), &["6:13 YML008 全角の「：」", "7:21 YML014"]);
    let lost = commented("職種: 医師,").replace("        }\n", "        # 済：確認\n");
    tells(&lost, &["7:11 YML001 この行までに閉じられていない括弧があります"]);
    names(&lost, 7, 4);
}

/// A plan with texts in quotes over several lines, as programs wrap them, that look like entries; and a line of a row below them.
fn wrapped(line: &str) -> String {
    format!(
        "第4表:\n- 開催場所: 自宅\n  検討内容: 'ア　通いを続ける。\n\n    結論: は下に書く。\n\n    目標: 転ばない'\n  結論: 'イ　原案の、\n\n    とおり'\n第5表:\n- 年月日: 令和7年6月2日\n{line}\n  内容: 訪問した。\n"
    )
}

#[test]
fn a_text_in_quotes_that_looks_like_entries_is_none() {
    tells(&wrapped("  項目: 訪問"), &[]);
    for line in ["Ctrl+V", "令和7年5月27日"] {
        tells(&wrapped(line), &[&format!("13:1 YML001 「{line}」の後にコロン「:」がありません"), "13:1 YML003"]);
    }
    // The same in braces, where a comma parts it from the entry behind it.
    let flow = "{第4表: [{検討した項目: 'ア　通い\n\n      イ　泊まり', 検討内容: 通いを続ける。,\n    結論: 原案のとおり}], 第5表: [{年月日: 令和7年6月2日,\n    項目: 訪問, 内容: 訪問した。},\n    ★ {年月日: 令和7年6月3日, 項目: 訪問, 内容: 訪問した。}]}\n";
    tells(flow, &["6:5 YML001 ここまでは計画書として読めますが"]);
}

#[test]
fn a_bracket_closed_by_another_kind_far_below_names_that() {
    let plan = "{様式: 香川県令和7年, 第6表: [{年月: 令和7年6月, 作成年月日: 令和7年5月27日,\n      サービス: [{サービス内容: 身体介護１, 予定: [\n            2, 9]}, {サービス内容: 身体介護２, 予定: {曜日: [月, 水]}, 休み: [4]},\n          サービス内容: 身体介護３, 予定: {曜日: [月, 水]}, 休み: [4]},\n        {サービス内容: 身体介護４, 予定: [2]}]}]}\n";
    tells(plan, &["4:11 YML001 この行の閉じ括弧が、開いた括弧と違います"]);
    names(plan, 4, 2);
    // With a text over lines before it no line says something whole.
    let text = plan.replacen("様式: 香川県令和7年", "原案: 'はい\n\n    '", 1);
    tells(&text, &["6:11 YML001 ここまでは計画書として読めますが"]);
}

/// Two rows of a list in JSON, and what stands between them.
fn json(between: &str, indent: &str) -> String {
    let lines = format!(
        "{{\n\"家族\": [\n{{\n\"氏名\": \"架空 一\",\n{between}\n{{\n\"氏名\": \"架空 二\",\n\"続柄\": \"長女\"\n}}\n]\n}}\n"
    );
    let mut depth = 0_usize;
    let lines = lines.lines().map(|line| {
        let closes = line.starts_with(['}', ']']);
        depth -= usize::from(closes);
        let line = format!("{}{line}\n", indent.repeat(depth));
        depth += usize::from(line.trim_end().ends_with(['{', '[']));
        line
    });
    lines.collect()
}

#[test]
fn an_entry_between_two_rows_is_told_at_its_own_line() {
    for indent in ["", "  ", "    "] {
        let column = 1 + 2 * indent.len();
        let right = json("\"続柄\": \"妻\"\n},", indent);
        tells(&right, &[]);
        // One below its row: the two lines have changed places.
        let slipped = json("},\n\"続柄\": \"妻\"", indent);
        tells(&slipped, &[&format!("5:{column} YML001 この行と次の行が、逆の順に書かれています")]);
        // Put there in the place of another one.
        let strayed = json("\"同居\": \"はい\"\n},\n\"続柄\": \"妻\"", indent);
        tells(&strayed, &[&format!("7:{column} YML001 この項目は、まとまり {{ }} の外にあります")]);
        names(&strayed, 7, 6);
    }
}

#[test]
fn two_brackets_of_a_kind_are_told_where_they_stand() {
    let twice = json("\"続柄\": \"妻\"\n},", "").replacen("[\n{\n", "[\n{{\n", 1);
    tells(&twice, &["3:1 YML001 この行の開き括弧が多すぎます"]);
}

#[test]
fn a_file_in_braces_without_quotes_that_lost_its_beginning() {
    let rest = "  利用者: {\n    氏名: \"架空 一\",\n  },\n  第1表: {\n    援助の方針: \"通う\",\n  },\n}\n";
    tells(rest, &["1:3 YML001 ファイルの初めに「{」がありません"]);
    let inside = rest.split_once('\n').expect("a line").1;
    tells(inside, &["1:5 YML001 ファイルの初めの部分が失われたようで、この行から2行目まで"]);
}

#[test]
fn a_row_that_lost_the_bracket_behind_its_dash() {
    let plan = |dash: &str, comma: &str| {
        format!(
            "第4表:\n  - 出席者:\n      -{dash}\n         所属: 架空医院{comma}\n         職種: 医師,\n         氏名: 架空 一}}\n      - {{職種: 本人, 氏名: 架空 二}}\n"
        )
    };
    tells(&plan(" {", ","), &[]);
    tells(&plan("", ","), &["3:7 YML001 この行で始まるはずの括弧がありません"]);
    // Where it has its bracket, the comma is what it lacks.
    tells(&plan(" {", ""), &["4:10 YML001 この行の終わりに「,」がないので"]);
}

#[test]
fn a_row_above_a_slip_has_no_comma_too_much() {
    let plan = "第4表:\n  - 出席者:\n      - {所属: 架空医院, 職種: 医師,\n         氏名: 架空 一}\n      -\n      {所属: 架空薬局, 職種: 薬剤師,\n         氏名: 架空 二}\n";
    tells(plan, &["6:7 YML001"]);
}

/// A plan as a program fills its lines, in one bracket: no line is laid out, and none is told for how it stands.
#[test]
fn a_bracket_lost_in_lines_that_are_filled_is_told_within_its_part() {
    let plan = "{様式: 香川県令和7年, 家族: [{氏名: 架空 一, 続柄: 妻}, {氏名: 架空 二,\n      続柄: 長女}], 第4表: [{開催場所: 自宅, 出席者: [{職種: 本人, 氏名: 架空 三}, {\n          職種: 妻, 氏名: 架空 一}]}], 第5表: [{年月日: 令和7年6月2日, 項目: 訪問,\n      内容: 訪問した。}, {年月日: 令和7年6月3日, 項目: 電話, 内容: 聞いた。}]}\n";
    tells(plan, &[]);
    tells(
        &plan.replacen("}, {年月日: 令和7年6月3日", "}, 年月日: 令和7年6月3日", 1),
        &["4:19 YML001 ここまでは計画書として読めますが"],
    );
}

#[test]
fn a_text_over_lines_that_lost_its_first_quote_names_its_key() {
    let plan = |first: &str| {
        format!(
            "第1表:\n  意向と課題分析: {first}本人：「歩きたい」\n\n    課題分析の結果：膝が痛む'\n  援助の方針: 通う\n"
        )
    };
    tells(&plan("'"), &[]);
    tells(&plan(""), &["4:17 YML021"]);
    names(&plan(""), 4, 2);
    tells(&plan("# '"), &["2:12 YML014", "4:17 YML021"]);
}

#[test]
fn a_mark_of_two_versions_is_told_as_that() {
    let plan =
        "利用者:\n  氏名: 架空 一\n<<<<<<< HEAD\n  性別: 男\n=======\n  性別: 女\n>>>>>>> other\n  フリガナ: カクウ\n";
    let told = super::told(plan);
    assert!(told.iter().all(|one| !one.contains("コロン")), "{told:#?}");
    assert!(told[0].starts_with("3:1 YML001 二人が同じ所を直したときに残る印「<<<<<<<」"), "{told:#?}");
}

/// Two lines of two rows in the other order: three moves make a plan of it, and two of them give one row what is the other's.
#[test]
fn halves_of_two_rows_in_the_other_order_are_put_back_by_nobody() {
    let plan = "第5表:\n  - {年月日: 令和7年6月2日, 時刻: '10:00',\n     項目: 訪問, 内容: 訪ねた}\n  - {年月日: 令和7年6月3日, 時刻: '11:00',\n     項目: 電話, 内容: 話した}\n";
    tells(plan, &[]);
    let mut lines: Vec<&str> = plan.lines().collect();
    lines.swap(2, 3);
    let slip = lines.join("\n") + "\n";
    tells(&slip, &["3:3 YML001 2行目から5行目までの順が入れ替わっているようです"]);
    assert!(super::mended(&slip).is_empty());
}

/// What Excel leaves of a heading is a comment.
#[test]
fn a_heading_that_became_an_error_of_a_spreadsheet_is_named() {
    let plan = "第2表:\n  ニーズ:\n    - 課題: 歩きたい\n      長期目標:\n        - 目標: 歩く\n          期間: 令和7年6月1日 ～ 令和8年5月31日\n          短期目標:\n            - 目標: 庭に出る\n              期間: 令和7年6月1日 ～ 令和7年8月31日\n";
    tells(plan, &[]);
    names(&plan.replacen("短期目標:", "#VALUE!", 1), 8, 7);
}
