//! What is read without a mistake and was hardly meant so: a line that the value above takes in, a heading among names.

use super::{advises, mended, names, tells};

#[test]
fn a_note_below_a_value_of_one_line_is_told() {
    let plan = "利用者:\n  氏名: 讃岐 ハル\n      TEL 087-000-0000 折り返し\n  性別: 女\n";
    tells(plan, &["3:7 YML027 この行は、上の「氏名」の値の続きと読まれ、一続きに印字されます"]);
    advises(plan, &["覚え書きなら、行の初めに「#」を付けてください"]);
    names(plan, 3, 2);
    let commented = "利用者:\n  氏名: 讃岐 ハル\n  # TEL 087-000-0000 折り返し\n  性別: 女\n";
    assert_eq!(mended(plan), [commented]);
    tells(commented, &[]);
    // A paragraph's mark does not make it one.
    tells("利用者:\n  氏名: 讃岐 ハル\n    ※要確認\n", &["3:5 YML027"]);
    let support = "第2表:\n  ニーズ:\n    - 長期目標:\n        - 短期目標:\n            - 援助:\n                - サービス種別: 訪問介護\n                    12:30 来所\n";
    tells(support, &["7:21 YML027"]);
}

#[test]
fn a_line_that_lost_its_key_is_told_under_any_key() {
    let office = "居宅介護支援事業所:\n  所在地: 香川県高松市架空町四丁目5番6号\n   087-000-0000\n  名称: 架空\n";
    tells(office, &["3:4 YML027 この行は、上の「所在地」の値の続きと読まれ、一続きに印字されます"]);
    advises(office, &["項目名が抜けたのなら、「項目: 」と書き足してください"]);
    let log = "第5表:\n  - 項目: 会議（自宅）\n     サービス担当者会議を開催。\n    記載者: 栗林\n";
    tells(log, &["3:6 YML027 この行は、上の「項目」の値の続きと読まれ"]);
    let slip = "第6表:\n  - サービス:\n      - サービス内容: 通所リハ提供体制加算５\n          '165617'\n";
    tells(slip, &["4:11 YML027 この行は、上の「サービス内容」の値の続きと読まれ"]);
}

#[test]
fn a_mark_of_a_text_that_lost_its_key_is_told_there() {
    for mark in ["|-", "|", ">-"] {
        let plan = format!(
            "第1表:\n  初回計画作成日: 令和7年5月27日\n   {mark}\n    本人：「歩きたい。」\n    長女：「心配。」\n  援助の方針: 歩く\n"
        );
        tells(&plan, &[&format!("3:4 YML001 「{mark}」の前に項目名がないので、下の行まで上の値の続きと読まれます")]);
        names(&plan, 3, 2);
    }
}

#[test]
fn a_full_width_sign_begins_no_comment() {
    let plan = "利用者:\n  保険者名: 架空市 ＃要確認\n";
    tells(plan, &["2:13 YML020 「＃要確認」は全角の「＃」で始まるのでコメントにならず、印字されます"]);
    assert_eq!(mended(plan), ["利用者:\n  保険者名: 架空市 #要確認\n"]);
    for right in ["架空市＃要確認", "架空市 ＃7119", "＃要確認", "'架空市 ＃要確認'"] {
        tells(&format!("利用者:\n  保険者名: {right}\n"), &[]);
    }
}

#[test]
fn texts_that_may_go_on_are_not_told() {
    tells("第5表:\n  - 項目: 訪問\n      自宅\n", &[]);
    tells("利用者:\n  住所: 香川県綾歌郡\n    宇多津町1-1\n", &[]);
    tells("第1表:\n  援助の方針: 歩行を\n    続ける\n", &[]);
    tells("第1表:\n  援助の方針: |-\n    方針\n    - 一つ\n", &[]);
    tells("第1表:\n  援助の方針: '方針\n    - 一つ'\n", &[]);
    // A program broke the line, which is longer than it writes them.
    let long = "あ".repeat(70);
    tells(&format!("利用者:\n  氏名: {long}\n    い\n"), &[]);
}

#[test]
fn a_dash_below_a_text_is_no_item() {
    let plan = "第3表:\n  週間:\n    - 曜日: [月]\n      内容: 訪問看護\n        - 水\n";
    tells(plan, &["5:9 YML027 「- 」で始まるこの行は、上の「内容」の値の続きと読まれ、そのまま印字されます"]);
}

#[test]
fn an_item_above_its_key_is_in_the_other_order() {
    let entry = |lines: &str| {
        format!(
            "第3表:\n  週間:\n    - 曜日:\n        - 日\n      内容: 訪問看護\n{lines}        - 木\n      内容: 通所介護\n"
        )
    };
    let plan = entry("        - 月\n    - 曜日:\n");
    tells(&plan, &["6:9 YML027 この行と次の行が、逆の順に書かれています"]);
    names(&plan, 6, 7);
    assert_eq!(mended(&plan), [entry("    - 曜日:\n        - 月\n")]);
    // The last item below the row that follows.
    let line = |lines: &str| {
        format!(
            "第6表:\n  - サービス:\n    - サービス内容: 身体介護2\n      予定:\n        曜日:\n          - 水\n{lines}      サービスコード: '116275'\n"
        )
    };
    let plan = line("    - サービス内容: 処遇改善加算\n          - 金\n");
    tells(&plan, &["7:5 YML027 この行と次の行が、逆の順に書かれています"]);
    assert_eq!(mended(&plan), [line("          - 金\n    - サービス内容: 処遇改善加算\n")]);
}

#[test]
fn a_key_in_quotes_or_behind_words_of_a_text_is_told() {
    for key in ["結論", "\"結論\"", "'結論'"] {
        let yaml =
            format!("第4表:\n  - 検討内容: |-\n      見守り\n      {key}: |-\n        原案\n    残された課題: なし\n");
        tells(&yaml, &["4:7 YML019 「結論」の行は上の文の一部と読まれ"]);
    }
    let second = "第4表:\n  - 検討内容: |-\n      時間: 後で 結論: 原案のとおり\n    残された課題: なし\n";
    tells(second, &["3:14 YML019 「結論」から後は上の文の一部と読まれ"]);
    // Words in quotes are words.
    tells("第4表:\n  - 検討内容: |-\n      \"本人\": はい\n    結論: なし\n", &[]);
}

#[test]
fn a_heading_among_providers_is_no_name() {
    let provider = "  訪問介護A:\n    事業所番号: '3799900001'\n";
    let plan = format!("サービス事業所:\n{provider}  居宅介護支援事業所:\n");
    tells(&plan, &["4:3 YML028 項目名「居宅介護支援事業所」が、「サービス事業所」の中では事業所の名前と読まれます"]);
    tells(&format!("サービス事業所:\n{provider}  架空苑:\n"), &["4:3 YML026 事業所「架空苑」に、何も書かれていません"]);
    // A list that is not filled in yet.
    tells("サービス事業所:\n  架空苑:\n  架空荘:\n", &[]);
}

/// Nine right days are not wrong because of one line that was pasted among them.
#[test]
fn a_weekday_among_days_is_the_odd_line() {
    let planned = |lines: &str| {
        format!("第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - サービス内容: 身体介護2\n        予定:\n{lines}")
    };
    let days = "          2: 1\n          6: 2\n          9: 1\n";
    tells(
        &planned(&format!("{days}          曜日: 水\n")),
        &["9:11 YML006 「曜日」の行が、日と回数の並びの中にあります"],
    );
    tells(&planned("          曜日: 水\n          2: 1\n"), &["7:11 YML003"]);
}

/// A text with a list in it is one, whatever stands above it.
#[test]
fn a_line_with_a_dash_below_a_text_is_not_the_line_above() {
    let plan = "第4表:\n  - 結論: |-\n      続ける\n    残された課題: 日曜の食事\n      - 入浴\n      検討した項目\n";
    tells(plan, &["5:7 YML027 「- 」で始まるこの行は、上の「残された課題」の値の続きと読まれ"]);
}
