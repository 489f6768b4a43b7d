//! Lines and blocks that stand where they do not belong (pasted, moved, swapped), and those that are gone: what is right beside them
//! is not told, or names them.

use super::{advises, from_text, mended, names, tells};

#[test]
fn a_row_put_into_another() {
    let plan = "第5表:\n  - 年月日: 令和7年5月1日\n    項目: 電話\n    内容: 話した\n    記載者: 甲\n  - 年月日: 令和7年5月2日\n    項目: 訪問\n    内容: 訪ねた\n    記載者: 甲\n";
    let row = "  - 年月日: 令和7年5月3日\n    項目: FAX\n    内容: 送った\n    記載者: 甲\n";
    tells(plan, &[]);
    let put = plan.replacen("    内容: 話した\n", &format!("{row}    内容: 話した\n"), 1);
    tells(&put, &["8:5 YML001 この行の初めに「- 」がない"]);
    names(&put, 8, 4);
}

/// Rows in braces over several lines are looked at as one line each where what is wrong is between them.
#[test]
fn a_row_in_braces_over_several_lines() {
    let plan = "第4表:\n  - 作成年月日: 令和7年5月1日\n    出席者:\n      - {\n          職種: 本人,\n          氏名: 甲\n        }\n      - {\n          職種: 長女,\n          氏名: 乙\n        }\n    検討した項目: |-\n      ① 入浴\n第5表:\n  - {\n      年月日: 令和7年5月1日,\n      項目: 電話\n    }\n";
    tells(plan, &[]);
    // One was pasted into another,
    let row = "  - {\n      年月日: 令和7年5月3日,\n      項目: FAX\n    }\n";
    let put = plan.replacen("          職種: 長女,\n", &format!("{row}          職種: 長女,\n"), 1);
    tells(&put, &["9:3 YML001"]);
    advises(&put, &["8行目から12行目までを確かめてください"]);
    // below itself, in another column,
    let row = "- {\n          職種: 長女,\n          氏名: 乙\n  }\n";
    tells(&plan.replacen("    検討した", &format!("{row}    検討した"), 1), &["12:1 YML001"]);
    // or its heading was moved with its first line.
    let moved =
        plan.replace("    出席者:\n      - {\n          職種: 本人", "  出席者:\n    - {\n          職種: 本人");
    tells(&moved, &["3:3 YML001 この行から7行目までの字下げがずれている"]);
    // What is wrong within a row is told there.
    let within = plan.replace("          氏名: 乙\n", "          氏名: 乙: 丙\n");
    tells(&within, &["10:"]);
}

#[test]
fn a_heading_and_the_line_below_it_in_the_other_order() {
    let plan = "第6表:\n  - 年月: 令和7年6月\n    作成年月日: 令和7年5月27日\n    サービス: []\n";
    tells(plan, &[]);
    let swapped = "  - 年月: 令和7年6月\n第6表:\n    作成年月日: 令和7年5月27日\n    サービス: []\n";
    let swapped = format!("様式: 香川県令和7年\n{swapped}");
    let told = "2:3 YML001 この行と次の行が、逆の順に書かれています";
    tells(&swapped, &[told]);
    assert_eq!(mended(&swapped), [format!("様式: 香川県令和7年\n{plan}")]);
}

#[test]
fn a_heading_above_the_line_that_belongs_before_it() {
    let plan = "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - サービス内容: 訪問入浴\n        単位数: 1266\n        予定:\n          曜日: 火\n";
    tells(plan, &[]);
    let swapped = plan.replace("        単位数: 1266\n        予定:\n", "        予定:\n        単位数: 1266\n");
    tells(&swapped, &["5:9 YML001 この行と次の行が、逆の順に書かれています"]);
    assert_eq!(mended(&swapped), [plan]);
}

#[test]
fn a_file_that_lost_its_beginning() {
    let plan = "様式: 香川県令和7年\n第4表:\n  - 開催時間: 14:00～15:10\n    開催回数: 第1回\n    検討した項目: |-\n      ① 入浴\n第5表:\n  - 年月日: 令和7年5月1日\n    項目: 電話\n";
    tells(plan, &[]);
    for (cut, last) in [("    検討した", 2), ("      ① 入浴", 1), ("    開催回数", 3)] {
        let left = &plan[plan.find(cut).unwrap()..];
        let told = format!(
            "1:{} YML001 ファイルの初めの部分が失われたようで、この行{}は、どの項目の中身かわかりません",
            cut.len() - cut.trim_start().len() + 1,
            if last == 1 { String::new() } else { format!("から{last}行目まで") }
        );
        tells(left, &[&told]);
        names(left, 1, last + 1);
    }
    let json =
        "{\n  \"第4表\": [\n    {\n      \"開催回数\": \"第1回\"\n    }\n  ],\n  \"給付率\": 90,\n  \"第5表\": []\n}\n";
    tells(json, &[]);
    tells(&json[json.find("    }").unwrap()..], &["1:5 YML001 ファイルの初めの部分が失われた"]);
    tells(&json[json.find("  \"第4表").unwrap()..], &["1:3 YML001 ファイルの初めに「{」がありません"]);
    // A row pushed to the margin is told as before.
    tells(
        "  様式: 香川県令和7年\n利用者:\n  氏名: 甲\n第5表: []\n",
        &["1:3 YML001 この行の字下げ（半角2文字）がずれている"],
    );
}

#[test]
fn a_heading_with_a_line_end_in_it() {
    let plan = "サービス事業所:\n  ヘルパーステーション七宝:\n    事業所番号: '3799900032'\n    地域区分: その他\n  デイ:\n    事業所番号: '3799900012'\n";
    tells(plan, &[]);
    let torn = plan.replace("ステーション", "ステー\nション");
    tells(&torn, &["2:3 YML001 見出しの途中で改行されている"]);
    names(&torn, 2, 3);
    assert_eq!(mended(&torn), [plan]);
}

#[test]
fn a_heading_that_is_gone_without_a_trace() {
    let plan = "第1表:\n  作成年月日: 令和7年5月27日\n第2表:\n  作成年月日: 令和7年5月27日\n  ニーズ:\n    - 課題: 歩きたい\n      長期目標:\n        - 目標: 歩く\n          期間: 令和7年5月27日～令和8年4月30日\n    - 課題: 食べたい\n      長期目標:\n        - 目標: 食べる\n          期間: 令和7年5月27日～令和8年4月30日\nサービス事業所:\n  デイ:\n    事業所番号: '3799900012'\n    地域区分: その他\n  ヘルパー:\n    事業所番号: '3799900013'\n    地域区分: その他\n";
    tells(plan, &[]);
    let without = |lines: &str| plan.replacen(lines, "", 1);
    tells(&without("第2表:\n"), &["3:3 YML001 この行の上に、見出し「第2表:」があったはずです"]);
    assert_eq!(mended(&without("第2表:\n")), [plan]);
    let first = "    - 課題: 歩きたい\n      長期目標:\n";
    tells(&without(first), &["6:9 YML001 この行の上に、「- 課題: … 長期目標:」のような行があったはずです"]);
    tells(&without("  ヘルパー:\n"), &["18:5 YML001 この行の上に、見出し「事業所の名前:」があったはずです"]);
}

/// The names of providers are no keys of the format: those below a lost heading are told once, and so are other keys among them.
#[test]
fn providers_and_the_heading_above_them() {
    let office = "居宅介護支援事業所:\n  名称: ひだまり\nサービス事業所:\n  デイ: {事業所番号: '3799900012', 地域区分: その他}\n  ヘルパー: {事業所番号: '3799900013', 地域区分: その他}\n";
    tells(office, &[]);
    let lost = office.replace("サービス事業所:\n", "");
    let heading = "見出し「サービス事業所:」があったはずです";
    tells(&lost, &[&format!("3:3 YML001 この行の上に、{heading}")]);
    let emptied = office.replace("サービス事業所:\n", "\n");
    tells(&emptied, &[&format!("4:3 YML001 この行の上の空いた行（3行目）に、{heading}")]);
    let put = format!("{lost}サービス事業所:\n  訪看: {{事業所番号: '3799900014', 地域区分: その他}}\n");
    tells(&put, &["5:1 YML001 「サービス事業所」の見出しの場所がずれているので、前後の行を正しく読めません"]);
    advises(&put, &["この行を3行目の前に移してください"]);
    let astray = format!("{office}  所在地: 高松市\n  電話: 087-000-0000\n");
    tells(&astray, &["6:8 YML005 「所在地」から「電話」までの2項目は、ここに書く項目ではありません"]);
    names(&astray, 6, 3);
}

#[test]
fn a_comment_where_a_text_begins() {
    let plan = "第1表:\n  意向と課題分析: |-\n    本人：歩きたい\n    長女：心配\n  援助の方針: 続ける\n";
    tells(plan, &[]);
    let pasted = plan.replace("|-\n", "|-\n# 確認する\n");
    tells(&pasted, &["3:1 YML001 「#」で始まるこの行がコメントと読まれ、下の行が上の項目の文になりません"]);
}

/// The lines of a text whose heading is gone are one mistake.
#[test]
fn a_text_without_its_heading() {
    let plan = "第1表:\n  区分: [初回]\n  初回計画作成日: 令和7年5月27日\n    本人：「歩きたい」\n    長女（市内）：「心配」\n    課題分析の結果：膝が悪い\n";
    tells(plan, &["4:"]);
    names(plan, 4, 6);
}

/// A sign that nobody sees in a key hides what stands below it: the plan is not judged as if that were not there.
#[test]
fn a_key_that_an_unseen_sign_hides() {
    let plan = "第1表:\n  \u{2029}区分: [初回]\n  計画作成日: 令和7年5月27日\n";
    let (case, _) = from_text("plan.yaml", plan);
    assert!(case.has_gaps(), "{:#?}", case.problems);
}

/// Two rows that became one are one mistake, not one for each of their keys.
#[test]
fn two_rows_that_became_one() {
    let plan = "第4表:\n  - 出席者:\n      - {\n          職種: 妻,\n          氏名: 甲,\n          職種: 長女,\n          氏名: 乙\n        }\n";
    tells(plan, &["6:11 YML004 「職種」が二度書かれています"]);
    names(plan, 6, 7);
}

/// What lies between a bracket and the one with which it should be closed is named whole.
#[test]
fn a_bracket_far_from_the_one_that_closes_it() {
    let plan = "第3表:\n  {\n    \"週間\": [\n      {\n        \"曜日\": [\"月\"],\n        \"内容\": \"通所介護\"\n      },\n      {\n        \"曜日\": [\"水\"],\n        \"内容\": \"訪問看護\"\n      }\n    ],\n    \"週単位以外\": \"なし\"\n  }\n";
    tells(plan, &[]);
    let typed = plan.replacen("      },", "      }],", 1);
    tells(&typed, &["7:"]);
}

/// The name of the next provider came to the end of the line above it.
#[test]
fn a_heading_at_the_end_of_the_line_above_it() {
    let office = "サービス事業所:\n  デイ:\n    事業所番号: '3799900012'\n    地域区分: その他\n  ヘルパー:\n    事業所番号: '3799900013'\n    地域区分: その他\n";
    tells(office, &[]);
    let told = "YML001 改行が失われ、二つの行が一行になっています";
    for joined in ["その他ヘルパー:", "その他  ヘルパー:"] {
        let slip = office.replacen("その他\n  ヘルパー:", joined, 1);
        tells(&slip, &[&format!("4:5 {told}")]);
        assert_eq!(mended(&slip), [office]);
    }
    tells(&office.replacen(":\n  デイ:", ":デイ:", 1), &[&format!("1:1 {told}")]);
}

/// A line that was put between a heading and what stands below it, which is right.
#[test]
fn a_line_between_a_heading_and_what_is_below_it() {
    let plan = "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - サービス内容: 訪問入浴\n        単位数: 1266\n        予定:\n          曜日: 火\n";
    tells(plan, &[]);
    let put = plan.replace("          曜日", "        単位数: 220\n          曜日");
    tells(&put, &["7:9 YML001 この行が、見出し「予定:」とその中身の間に入っています"]);
    names(&put, 7, 6);
    names(&put, 7, 8);
    // One that belongs there stands just too far to the left.
    let text = "第1表:\n  意向と課題分析: |-\n      本人：歩きたい。\n    家族：心配。\n";
    tells(text, &["3:7 YML001 文の初めの行の字下げ（半角6文字）が下の行より深い"]);
    assert_eq!(mended(text), [text.replace("      本人", "    本人")]);
}

#[test]
fn the_heading_of_a_text_and_the_line_above_it_in_the_other_order() {
    let plan = "第1表:\n  初回計画作成日: 令和4年10月3日\n  意向と課題分析: |-\n    歩きたい。\n    家族：心配。\n";
    tells(plan, &[]);
    let line = "  初回計画作成日: 令和4年10月3日\n";
    let head = "  意向と課題分析: |-\n";
    let swapped = plan.replace(&format!("{line}{head}"), &format!("{head}{line}"));
    tells(&swapped, &["2:3 YML001 この行と次の行が、逆の順に書かれています"]);
    assert_eq!(mended(&swapped), [plan]);
}

/// A run of lines that held a heading is gone: what is left of its part is one mistake, wherever it stands now.
#[test]
fn what_is_left_of_a_part_is_told_once() {
    let cut = "第2表:\n  ニーズ:\n    - 課題: 歩きたい\n    - {時刻: '6:30', 内容: 朝食}\n    - {時刻: '12:00', 内容: 昼食}\n  週単位以外: 通院\n";
    tells(cut, &["4:8 YML003 「時刻」から「内容」までの4項目は、ここに書く項目ではありません"]);
    names(cut, 4, 6);
    // Where the part is there, a key that strayed is told for itself.
    let part = format!("{cut}第3表:\n  週単位以外: なし\n");
    tells(&part, &["4:8 YML003", "6:3 YML003 「週単位以外」という項目はここにはありません"]);
}

/// The rows of another list are one mistake.
#[test]
fn rows_of_another_kind_are_told_once() {
    let plan = "第4表:\n  - 出席者:\n      - 月\n      - 火\n      - 水\n      - {氏名: 甲}\n";
    tells(plan, &["3:9 YML005"]);
    names(plan, 3, 4);
    names(plan, 3, 5);
}

/// Each of the days below it was told for itself.
#[test]
fn a_heading_lost_between_two_lists_of_days() {
    let plan = |heading: &str| {
        format!(
            "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - サービス内容: 身体介護２\n        予定:\n          - 2\n          - 4\n          - 9\n{heading}          - 2\n          - 4\n          - 10\n"
        )
    };
    tells(&plan("        実績:\n"), &[]);
    tells(&plan(""), &["9:13 YML006 ここの2日から日の並びが戻り、2日が二度書かれています"]);
    advises(&plan(""), &["抜けた見出し"]);
    names(&plan(""), 9, 6);
    // One day alone is that day's slip.
    tells(&plan("").replace("          - 4\n          - 10\n", ""), &["9:13 YML006 2日が二度書かれています"]);
}

/// What stood below it is read in the table into which it was put, and told at its keys.
#[test]
fn a_table_put_into_another() {
    let need = |what: &str| {
        format!(
            "    - 課題: {what}\n      長期目標:\n        - 目標: 歩く\n          短期目標:\n            - 目標: 庭に出る\n"
        )
    };
    let help = "              援助:\n                - サービス内容: 見守り\n                  頻度: 毎日\n";
    let meeting = "第4表:\n  - 開催日: 令和7年5月27日\n    開催場所: 自宅\n    出席者:\n      - 氏名: 甲\n        所属: 自宅\n      - 氏名: 乙\n        所属: デイ\n    検討した項目: 入浴\n    結論: 続ける\n";
    let plan = |between: &str, end: &str| {
        format!("利用者:\n  氏名: 甲\n第2表:\n  ニーズ:\n{}{between}{help}{}{help}{end}", need("膝"), need("腰"))
    };
    tells(&plan("", meeting), &[]);
    let slip = plan(meeting, "");
    tells(&slip, &["10:1 YML001 この行から19行目までが、ほかの表の途中に入っています"]);
    names(&slip, 10, 20);
}

/// The first lines of its first row are gone with it: all below is told once, where they stood.
#[test]
fn a_heading_lost_with_several_lines_below_it() {
    let log = "第5表:\n- 年月日: 令和7年5月9日\n  項目: 訪問\n";
    let month = |head: &str, more: &str| {
        format!(
            "{head}{more}  前月までの短期入所利用日数: 0\n  サービス:\n  - {{サービス内容: 通所介護, 予定: [2, 9]}}\n"
        )
    };
    let first = "- 年月: 令和7年6月\n  作成年月日: 令和7年5月27日\n";
    let second = month("- 年月: 令和7年7月\n", "  作成年月日: 令和7年6月27日\n");
    tells(&format!("{log}第6表:\n{}{second}", month(first, "")), &[]);
    tells(
        &format!("{log}{}{second}", month("", "")),
        &["4:3 YML001 この行の上に、「第6表: - 年月: …」のような行があったはずです"],
    );
}

/// A key with blanks before its colon is one, and no end of a heading that began above.
#[test]
fn blanks_before_a_colon() {
    let plan = "第1表 :\n  援助の方針 : |-\n    畑仕事を続けます。\n    緊急の連絡は奥様へ\n  同意       :\n    日付 : 令和7年4月28日\n    署名 : 琴平 修三\n";
    tells(plan, &[]);
    tells(&plan.replace("    日付", "    \\日付"), &["6:5 YML003 「\\日付」という項目"]);
    let swallowed = "第1表 :\n  意向と課題分析 : |-\n    家にいたい\n     援助の方針 : |-\n    畑仕事を続けます。\n";
    tells(swallowed, &["4:6 YML019 「援助の方針」の行は上の文の一部と読まれ"]);
}

/// A text whose `|-` is gone begins below its key, and its lines end where the writer ended them.
#[test]
fn lines_below_a_key_that_lost_its_bar_are_told() {
    let plan = |text: &str| format!("第4表:\n  - 検討した項目:\n{text}    結論: 続ける\n");
    let told = ["3:7 YML016 改行した行が、一つの文に続けて印字されます"];
    for text in [
        "      （計画の変更）\n      Ⅰ 呼吸と痰\n      Ⅱ 入浴\n",
        "      一人暮らしの組み立て\n      ア　透析への通院\n      イ　食事と薬\n",
        "      退院後の始め方\n      1 脱臼の予防と家の中の動き方\n",
    ] {
        tells(&plan(text), &told);
    }
    tells(&plan("      居間で本人と長女から話を聞き、\n      続けることとした\n"), &[]);
}

/// A sentence alone between two rows breaks the plan, and is told for itself.
#[test]
fn a_sentence_between_two_rows() {
    let plan = "第5表:\n  - 年月日: 令和7年6月2日\n    項目: 訪問\n  次回：状態の変化があれば随時。\n  - 年月日: 令和7年6月3日\n    項目: 電話\n";
    tells(plan, &["4:3 YML001 この行から4行目までは文ですが"]);
    tells(&plan.replace("  次回：状態の変化があれば随時。\n", ""), &[]);
}
