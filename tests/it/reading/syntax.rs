//! YAML's own mistakes, and the slips that YAML takes for something else.

use super::{advises, mended, read, tells, told};

#[test]
fn full_width_colon() {
    tells("利用者:\n  氏名: 讃岐\n  性別：女\n", &["3:5 YML008 全角の「：」"]);
    tells("利用者:\n  氏名：讃岐\n  性別: 女\n", &["2:5 YML008 全角の「：」"]);
    tells("利用者:\n  氏名：讃岐\n", &["2:5 YML008 全角の「：」"]);
    tells("利用者：\n  氏名: 讃岐\n", &["1:4 YML008 全角の「：」"]);
    tells("氏名：讃岐\n", &["1:3 YML008 全角の「：」"]);
    tells("第5表:\n  - 年月日： R7.5.7\n", &["2:8 YML008 全角の「：」"]);
    tells("第5表:\n  - 年月日：R7.5.7\n    項目: 訪問\n", &["2:8 YML008 全角の「：」"]);
    tells("居宅介護支援事業所:\n  名称：ひだまり\n", &["2:5 YML008 全角の「：」"]);
    tells("サービス事業所:\n  うみかぜ：\n    事業所番号: 1\n", &["2:7 YML008 全角の「：」"]);
    tells("第4表:\n  - 出席者:\n      - {職種：本人, 氏名: 讃岐}\n", &["3:12 YML008 全角の「：」"]);
    tells(
        "第3表:\n  週間:\n    - {曜日：[月], 時間：'9:00～10:00'}\n",
        &["3:10 YML008 全角の「：」", "3:18 YML008 全角の「：」"],
    );
    advises("利用者:\n  氏名：讃岐\n", &["「氏名: 」のように"]);
}

#[test]
fn every_slip_of_a_file_in_one_run() {
    let yaml = "利用者:\n  氏名：讃岐\n  住所：香川県\n  ふりがな: サヌキ\n認定:\n  状況:認定済\n第3表:\n  週間:\n    - {曜日: [火、金], 時間：9:00～10:00}\n第4表:\n  - 備考: @あ\n    結論：なし\n";
    tells(
        yaml,
        &[
            "2:5 YML008 全角の「：」",
            "3:5 YML008 全角の「：」",
            "4:3 YML003 「ふりがな」という項目",
            "6:5 YML001 「:」の後に半角の空白がありません",
            "9:14 YML008 全角の「、」",
            "9:21 YML008 全角の「：」",
            "11:9 YML001 「@」で始まる文",
            "12:7 YML008 全角の「：」",
        ],
    );
}

#[test]
fn a_line_that_runs_on_from_the_value_before() {
    tells("利用者:\n  住所: 香川県\n    氏名：讃岐\n", &["3:7 YML008 この行は前の行の文の続きと読まれます"]);
    tells("利用者:\n  住所: 香川県\n    氏名:讃岐\n", &["3:7 YML001 この行は前の行の文の続きと読まれます"]);
    tells("認定:\n  認定日: R7.4.7\n    状況：認定済\n", &["3:7 YML008 この行は前の行の文の続きと読まれます"]);
    advises("利用者:\n  住所: 香川県\n    氏名：讃岐\n", &["文の続きなら、前の項目を「|-」に"]);
    // A word that is no key of the part, or one that stands there anyway, is a word of the text.
    let plan = read("第4表:\n  - 検討内容: 膝が痛い\n      理由：段差\n      結論：様子を見る\n    結論: なし\n");
    assert_eq!(plan.file.meetings[0].discussion.text(), "膝が痛い理由：段差結論：様子を見る");
}

/// The word is what is wrong, not the parts below it.
#[test]
fn a_word_behind_the_colon_of_a_part() {
    tells("利用者: 讃岐 ハル\n  氏名: 讃岐 ハル\n  性別: 女\n", &["1:6 YML001 「利用者:」の後の「讃岐 ハル」"]);
    tells("第5表: あり\n  - 年月日: R7.5.7\n    項目: 訪問\n", &["1:6 YML001 「第5表:」の後の「あり」"]);
    tells("第2表:\n  ニーズ: あり\n    - 課題: 膝\n", &["2:8 YML001 「ニーズ:」の後の「あり」"]);
    advises("認定: あり\n  状況: 認定済\n  認定日: R7.4.7\n", &["「認定:」の後には何も書かず"]);
    // One line that stands too deep is still that line.
    tells("利用者:\n  氏名: 讃岐\n   性別: 女\n  住所: あ\n", &["3:4 YML001 この行は前の行の文の続き"]);
}

#[test]
fn full_width_space() {
    tells("利用者:\n　氏名: 讃岐\n", &["2:1 YML008 字下げに全角の空白"]);
    tells("利用者:\n  氏名: 讃岐\n　　住所: 香川県\n", &["3:1 YML008 字下げに全角の空白"]);
    tells("利用者:\n  　氏名: 讃岐\n", &["2:3 YML008 字下げに全角の空白"]);
    tells("利用者:\n  氏名:　讃岐\n  住所: 香川県\n", &["2:6 YML008 全角の空白"]);
    tells("第5表:\n  -　項目: 訪問\n    内容: あ\n", &["2:4 YML008 「-」の後に全角の空白"]);
    // Behind a deeper list it is a key of the part, not of the list.
    advises("第4表:\n  - 出席者:\n      - {氏名: あ}\n    　結論: い\n", &["半角の空白 4 文字に"]);
    advises("第4表:\n- 出席者:\n  - {氏名: あ}\n　結論: い\n", &["半角の空白 2 文字に"]);
    // In a text it is a space like any other.
    assert_eq!(read("第1表:\n  援助の方針: |-\n    　あ　い\n").file.plan_1.unwrap().policy.text(), "　あ　い");
}

/// The name of a provider may have a blank in it.
#[test]
fn full_width_spaces_before_a_name_with_a_blank() {
    let plan = |first: &str, second: &str| {
        format!(
            "サービス事業所:\n{first}架空デイ: {{事業所番号: '3799900012'}}\n{second}架空福祉用具 高松店: {{事業所番号: '3799900013'}}\n"
        )
    };
    tells(&plan("  ", "  "), &[]);
    assert_eq!(mended(&plan("  ", "　")), [plan("  ", "  ")]);
    let all = super::unasked::unasked(&plan("　", "　"));
    assert_eq!(all, plan("  ", "  "));
}

#[test]
fn a_full_width_space_in_the_indentation_is_told_wherever_it_stands() {
    for (yaml, line) in [
        ("第1表:\n  援助の方針: |-\n    一行目\n　　二行目\n  区分: [初回]\n", 4),
        ("第1表:\n  援助の方針: |-\n　　一行目\n  区分: [初回]\n", 3),
        ("第1表:\n  援助の方針: |-\n    一行目\n　　　　二行目\n", 4),
        ("第1表:\n  援助の方針: 一行目\n　　　　二行目\n  区分: [初回]\n", 3),
        ("第2表:\n  ニーズ:\n    - 課題: あ\n　　　長期目標: []\n", 4),
        ("第2表:\n  ニーズ:\n　　- 課題: あ\n      長期目標: []\n", 3),
        ("第2表:\n  ニーズ:\n    - 課題: あ\n    　長期目標: []\n", 4),
        ("第1表:\n　援助の方針: あ\n  区分: [初回]\n", 2),
    ] {
        let told = told(yaml);
        let only = told.len() == 1 && told[0].starts_with(&format!("{line}:"));
        assert!(only && told[0].contains("YML008 字下げに全角の空白が使われています"), "{yaml}{told:#?}");
        let mended = super::mended(yaml);
        assert_eq!(mended.len(), 1, "{yaml}");
        read(&mended[0]);
    }
    // Two lines, each told.
    tells("第1表:\n　　援助の方針: あ\n　　区分: [初回]\n", &["2:1 YML008", "3:1 YML008"]);
    // In a text it is a space like any other, at the beginning of a paragraph too.
    for text in ["|-\n    一\n    　二\n    　　三", "|-\n    　一\n    二", "あ\n    　い"] {
        let text = text.replace("\n    　い", "\n    い　う");
        read(&format!("第1表:\n  援助の方針: {text}\n  区分: [初回]\n"));
    }
}

#[test]
fn an_opening_bracket_is_blamed_at_its_own_place() {
    let told = told("利用者: [\n  氏名: あ\n第1表: {}\n");
    assert!(told.iter().any(|told| told == "1:6 YML001 括弧「[」が閉じていません"), "{told:#?}");
    assert!(told.iter().all(|told| told.starts_with("1:6")), "{told:#?}");
}

#[test]
fn a_comma_that_was_typed_as_part_of_a_value() {
    let yaml = "第6表:\n  - 年月: R7.6\n    サービス:\n      - {単位数: 1,266, サービスコード: '111111'}\n";
    tells(yaml, &["4:15 YML001 「1,266」のコンマ「,」は、次の項目との区切りと読まれます"]);
    advises(yaml, &["数字にはコンマを付けず、「1266」と書いてください"]);
    assert!(super::mended(yaml)[0].contains("{単位数: 1266, サービスコード"));
    let yaml = "第5表:\n  - {内容: 血圧120, 80。食欲あり, 睡眠良好, 記載者: 栗林}\n";
    tells(yaml, &["2:10 YML001 「血圧120, 80。食欲あり, 睡眠良好」のコンマ「,」は"]);
    assert!(super::mended(yaml)[0].contains("{内容: '血圧120, 80。食欲あり, 睡眠良好', 記載者"));
}

/// A key of the part that stands between braces without its colon would be empty on paper, and nobody told.
#[test]
fn a_key_in_braces_without_colon_and_value() {
    for (row, column, key) in
        [("{内容: 血圧120, 記載者}", 17, "記載者"), ("{時刻, 内容: 訪問}", 6, "時刻"), ("{記載者}", 6, "記載者")]
    {
        let told = format!("2:{column} YML001 「{key}」の後に、コロン「:」と値がありません");
        tells(&format!("第5表:\n  - {row}\n"), &[&told]);
    }
    // With its colon a value may be left out, as on a line of its own.
    for row in ["{内容: 訪問, 記載者: }", "{記載者:, 内容: 訪問}", "{\"記載者\":\"\", 内容: 訪問}"]
    {
        tells(&format!("第5表:\n  - {row}\n"), &[]);
    }
    // The words of a text are told with the text.
    tells("第5表:\n  - {内容: 血圧120, 時刻, 食欲あり}\n", &["2:10 YML001 「血圧120, 時刻, 食欲あり」のコンマ"]);
}

#[test]
fn one_word_where_a_list_is_wanted() {
    let plan = read(
        "第1表:\n  区分: 紹介・継続\n第3表:\n  週間:\n    - {曜日: 月, 内容: あ}\n    - {曜日: 月・木, 内容: あ}\n    - {曜日: 月水金, 内容: あ}\n",
    );
    assert_eq!(plan.file.plan_1.expect("第1表").occasions.len(), 2);
    let entries = plan.file.week.expect("第3表").entries;
    assert_eq!(entries.iter().map(|entry| entry.weekdays.len()).collect::<Vec<_>>(), [1, 2, 3]);
    tells("第1表:\n  区分: 初会\n", &["2:7 YML006 「初会」は区分として読めません"]);
    tells("第3表:\n  週間:\n    - {曜日: 月曜と火曜, 内容: あ}\n", &["3:12 YML006"]);
    let days = |planned: &str| {
        let plan = read(&format!("第6表:\n  - 年月: R7.6\n    サービス:\n      - {{予定: {planned}}}\n"));
        let month = careplan::calendar::Month::new(2025, 6).expect("a month");
        let counts = plan.file.months[0].lines[0].planned.counts(month);
        counts.iter().zip(1..).filter(|(count, _)| **count > 0).map(|(_, day)| day).collect::<Vec<u8>>()
    };
    assert_eq!(days("毎週水"), [4, 11, 18, 25]);
    assert_eq!(days("[火, 金]"), [3, 6, 10, 13, 17, 20, 24, 27]);
    assert_eq!(days("毎週火・金"), days("{曜日: [火, 金]}"));
    assert_eq!(days("毎週 水曜日"), days("毎週水"));
}

#[test]
fn full_width_comma_and_brackets() {
    tells("第3表:\n  週間:\n    - {曜日: [火、金], 内容: あ}\n", &["3:14 YML008 全角の「、」"]);
    tells("第3表:\n  週間:\n    - {曜日: [火，金], 内容: あ}\n", &["3:14 YML008 全角の「，」"]);
    tells("第3表:\n  週間:\n    - {曜日: [火]、内容: あ}\n", &["3:15 YML008 全角の「、」"]);
    tells("第4表:\n  - 出席者:\n      - {職種: 本人、氏名: 讃岐}\n", &["3:16 YML008 全角の「、」"]);
    tells("第4表:\n  - 出席者:\n      - {職種: '本人'、氏名: 讃岐}\n", &["3:18 YML008 全角の「、」"]);
    tells("第1表:\n  区分: ［初回］\n", &["2:7 YML008 全角の「［」"]);
    tells("第1表:\n  区分: [初回］\n", &["2:10 YML008 全角の「］」"]);
    tells("第3表:\n  週間:\n    - {曜日: [火］, 内容: あ}\n", &["3:14 YML008 全角の「］」"]);
    tells("第5表:\n  - ｛項目: 訪問, 内容: あ｝\n", &["2:5 YML008 全角の「｛」", "2:19 YML008 全角の「｝」"]);
}

#[test]
fn dashes() {
    tells("第5表:\n  -項目: 訪問\n   内容: あ\n", &["2:3 YML001 「-」の後に半角の空白がありません"]);
    tells("第5表:\n  - 項目: 訪問\n  -項目: 電話\n", &["3:3 YML001 「-」の後に半角の空白がありません"]);
    tells("第5表:\n  -項目: 訪問\n", &["2:3 YML001 「-」の後に半角の空白がありません"]);
    tells("第5表:\n  － 項目: 訪問\n    内容: あ\n", &["2:3 YML008 全角の「－」"]);
    tells("第5表:\n  － 項目: 訪問\n", &["2:3 YML008 全角の「－」"]);
    tells("様式: - あ\n", &["1:5 YML001 「- 」は項目と同じ行には書けません"]);
}

/// A sign between a key's colon and its value goes; in quotes it would be printed.
#[test]
fn a_sign_before_a_whole_value_is_taken_and_never_quoted() {
    let with = |value: &str| format!("第5表:\n  - 内容:{value}\n    記載者: 甲\n");
    for value in ["\"訪問した\"", "'訪問した'", "訪問した"] {
        for sign in [" - ", " : ", " , ", " ] ", " * "] {
            let yaml = with(&format!("{sign}{value}"));
            assert_eq!(mended(&yaml), [with(&format!(" {value}"))], "{yaml}");
            advises(&yaml, &[&format!("余分な「{}」を消してください", sign.trim())]);
        }
        for sign in ["、 ", "； ", "- "] {
            assert_eq!(mended(&with(&format!("{sign}{value}"))), [with(&format!(" {value}"))], "{sign}{value}");
        }
    }
    // What begins a text is its own.
    assert_eq!(mended(&with(" *印の薬")), [with(" '*印の薬'")]);
}

#[test]
fn tabs() {
    tells(
        "利用者:\n\t氏名: 讃岐\n\t性別: 女\n認定:\n\t状況: 済\n",
        &[
            "2:1 YML007 字下げにタブ",
            "3:1 YML007 字下げにタブ",
            "5:1 YML007 字下げにタブ",
            "5:6 YML006 「済」は認定の状況として読めません",
        ],
    );
    tells("利用者:\n  氏名: 讃岐\n\t性別: 女\n", &["3:1 YML007 字下げにタブ"]);
    tells("利用者:\n  氏名: 讃岐\n  \t性別: 女\n", &["3:3 YML007 字下げにタブ"]);
    // Inside a text a tab is a blank.
    tells("利用者:\n  氏名: \"讃岐\tハル\"\n", &["2:7 YML017"]);
}

#[test]
fn colon_without_space() {
    tells("利用者:\n  氏名:讃岐\n", &["2:5 YML001 「:」の後に半角の空白がありません"]);
    tells("利用者:\n  氏名:讃岐\n  性別: 女\n", &["2:5 YML001 「:」の後に半角の空白がありません"]);
    tells("利用者:\n  性別: 女\n  氏名:讃岐\n", &["3:5 YML001 「:」の後に半角の空白がありません"]);
    // Before a bracket whose first value is in quotes, too.
    for flow in [
        "うみかぜ:{事業所番号: \"3799900011\", 地域区分: 7級地}",
        "うみかぜ:{事業所番号: '3799900011', 地域区分: 7級地}",
    ] {
        tells(&format!("サービス事業所:\n  {flow}\n"), &["2:7 YML001 「:」の後に半角の空白がありません"]);
    }
    tells("第1表:\n  同意:{日付: \"令和7年5月27日\", 署名: 子}\n", &["2:5 YML001 「:」の後に半角の空白がありません"]);
}

#[test]
fn missing_colon() {
    tells("利用者\n  氏名: 讃岐\n", &["1:1 YML001 「利用者」の後にコロン「:」がありません"]);
    tells("様式: x\n認定\n  状況: 済\n", &["2:1 YML001 「認定」の後にコロン「:」がありません", "3:7 YML006 「済」"]);
    tells("第1表:\n  援助の方針: 一行目\n  二行目\n    三行目\n", &["3:3 YML001 この行は「項目: 値」の形に"]);
    tells("利用者:\n  氏名: 讃岐\n  高松市\n  性別: 女\n", &["3:3 YML001 この行は「項目: 値」の形になっていません"]);
}

#[test]
fn quotes() {
    let open = "引用符「\"」が閉じていません";
    tells("利用者:\n  氏名: \"讃岐\n  性別: 女\n認定:\n  状況: 認定済\n", &[&format!("2:7 YML001 {open}")]);
    tells("利用者:\n  氏名: \"讃岐", &[&format!("2:7 YML001 {open}")]);
    tells("利用者:\n  氏名: \"讃岐\n  住所: \"香川県\"\n", &[&format!("2:7 YML001 {open}")]);
    tells(
        "第3表:\n  週間:\n    - {時間: '9:00～10:00, 内容: あ}\n    - {時間: '9:00～10:00', 内容: い}\n",
        &["3:12 YML001 引用符「'」が閉じていません"],
    );
    tells("様式: \"重要\"書く\n", &["1:9 YML001 引用符「\"」で閉じた後に"]);
    tells("様式: 'It's'\n", &["1:9 YML001 引用符「'」で閉じた後に"]);
    tells("様式: '9:00'～'10:00'\n", &["1:11 YML001 引用符「'」で閉じた後に"]);
    tells("様式: \"C:\\計画\"\n", &["1:8 YML001 「\\計」という書き方は"]);
    advises("様式: 'It's'\n", &["「''」と二つ重ねます"]);
}

#[test]
fn brackets() {
    tells("第1表:\n  区分: [初回, 継続\n  計画作成日: x\n", &["2:7 YML001 括弧「[」が閉じていません"]);
    tells("第5表:\n  - {項目: 訪問\n  - {項目: 電話}\n", &["2:5 YML001 括弧「{」が閉じていません"]);
    tells("第1表:\n  区分: [初回", &["2:7 YML001 括弧「[」が閉じていません"]);
    let below = "第4表:\n  - 出席者:\n      - {職種: 医師, 氏名: 三野 学\n    検討内容: |-\n      文\n";
    tells(below, &["3:9 YML001 括弧「{」が閉じていません"]);
    tells("第4表:\n  - {検討内容: |-\n  文}\n", &["2:12 YML001 [ ] や { } の中では「|」を使えません"]);
    tells("第4表: [\n  {\n  検討内容: >\n  文}]\n", &["3:9 YML001 [ ] や { } の中では「>」を使えません"]);
    tells("第1表:\n  区分: [初回 #2]\n  計画作成日: x\n", &["2:7 YML001 括弧「[」が閉じていません"]);
    tells("第1表:\n  区分: [初回}\n", &["2:7 YML001 括弧「[」が「}」で閉じられています"]);
    tells("第1表: {区分: [初回]]}\n", &["1:6 YML001 括弧「{」が「]」で閉じられています"]);
    tells("第5表:\n  - {項目: 訪問 内容: あ}\n", &["2:13 YML001 値と値の間の「, 」"]);
    tells("第1表:\n  区分: [\n    - 初回\n  ]\n", &["3:5 YML001 [ ] や { } の中では「- 」を使えません"]);
    advises("第1表:\n  区分: [初回 #2]\n", &["「 #」から後はコメント"]);
}

#[test]
fn indentation() {
    tells(
        "利用者:\n   氏名: 讃岐\n  性別: 女\n",
        &["3:3 YML001 この行の字下げ（半角2文字）が、ほかの項目とそろっていません"],
    );
    tells("利用者:\n  氏名: 讃岐\n 性別: 女\n", &["3:2 YML001 この行の字下げ（半角1文字）"]);
    tells(
        "利用者:\n  氏名: 讃岐\n   性別: 女\n  フリガ: x\n",
        &["3:4 YML001 この行は前の行の文の続きと", "4:3 YML003"],
    );
    tells("第5表:\n  - 項目: 訪問\n   内容: あ\n", &["3:4 YML001 この行の字下げ（半角3文字）"]);
    tells("第5表:\n  - 項目: 訪問\n - 項目: 電話\n", &["3:2 YML001 この「- 」の字下げ（半角1文字）"]);
    tells(
        "第1表:\n  援助の方針: |-\n      あ\n    い\n",
        &["4:5 YML001 字下げが足りず、上の「|」の文の続きと読めません"],
    );
    tells("第4表:\n  - 結論: 一行目\n    # 覚え\n      二行目\n", &["3:5 YML001 このコメントで文が途切れ"]);
    advises("利用者:\n  氏名: 讃岐\n   性別: 女\n", &["字下げを半角2文字に"]);
}

#[test]
fn marks_inside_a_text() {
    tells("様式: 理由: 膝が痛い\n", &["1:7 YML001 文の中に「: 」"]);
    read("給付率: '90' #２割\n");
    read("様式: 香川県令和7年 # 県の様式\n給付率: 90 #負担割合証\n# 2025年\n");
}

#[test]
fn marks_that_begin_a_text() {
    for mark in ["@", "`", "%", "*", "&", "!", "|", ">", "{", "[", "'", "\"", ",", "]", "}"] {
        let told = told(&format!("様式: {mark}印あり\n"));
        assert!(told.len() == 1 && told[0].starts_with("1:5 YML001"), "{mark}: {told:?}");
        let told = told_after(mark);
        assert!(told.iter().any(|told| told.starts_with("2:7 YML001")), "{mark}: {told:?}");
    }
    tells("様式: [重要]見守り\n給付率: x\n", &["1:5 YML001 「[」で始まる文", "2:6 YML006"]);
    tells("様式: &印 見守り\n", &["1:5 YML001 「&印」は参照のための印と読まれ"]);
    tells("様式: *印\n", &["1:5 YML001 「*印」は別の値への参照と読まれます"]);
    tells("様式: ! 見守り\n", &["1:5 YML001 「!」は型の印と読まれ"]);
    tells("様式: |- 見守り\n", &["1:5 YML001 「|」の後に文字が続いています"]);
    tells("%見守り\n", &["1:1 YML001 「%」で始まる行"]);
    tells("利用者:\n  ＃覚え\n  氏名: 讃岐\n", &["2:3 YML008 全角の「＃」"]);
}

fn told_after(mark: &str) -> Vec<String> {
    told(&format!("利用者:\n  住所: {mark}印 あり\n  氏名: 讃岐\n"))
}
