//! Slips that leave a plan readable: an error of a sheet, half a pair of quotes, a row that stands twice. Signs that are printed
//! with a value are in `signs.rs`.

use super::{advises, mended, names, tells};

#[test]
fn an_error_of_a_sheet_is_no_comment() {
    for error in ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "########"] {
        let told = format!("「{error}」はExcelの誤りの表示で、値として読まれません");
        tells(&format!("利用者:\n  氏名: {error}\n"), &[&format!("2:7 YML006 {told}")]);
        tells(&format!("利用者:\n  \"氏名\": {error} \n  性別: 女\n"), &[&format!("2:9 YML006 {told}")]);
        tells(
            &format!("第3表:\n  日常生活:\n    - 時刻: {error}\n      内容: 起床\n"),
            &[&format!("3:11 YML006 {told}")],
        );
        tells(&format!("第5表:\n  - {{内容: 訪問,\n     記載者: {error}\n    }}\n"), &[&format!("3:11 YML006 {told}")]);
    }
    advises("利用者:\n  氏名: #N/A\n", &["元の表を直すか、正しい値を書いてください"]);
    // The bracket behind it is in the comment, too: told at the same line.
    tells("第5表:\n  - {内容: 訪問, 記載者: #N/A}\n", &["2:5 YML001 括弧「{」が閉じていません"]);
}

#[test]
fn a_comment_that_says_more_is_one() {
    for comment in ["#N/Aは直した", "# N/A", "#", "##", "# 未定", "#### 後で"] {
        tells(&format!("利用者:\n  氏名: {comment}\n"), &[]);
    }
    tells("第5表: ####\n  - 内容: 訪問\n", &[]);
}

#[test]
fn half_a_pair_of_quotes_is_told() {
    for (text, sign, without, column) in [
        ("山田 咲'", "'", "山田 咲", 11),
        ("山田 咲 \"", "\"", "山田 咲", 12),
        ("’夫", "’", "夫", 7),
        ("“夫", "“", "夫", 7),
        ("」毎日", "」", "毎日", 7),
        ("毎日」", "」", "毎日", 9),
        ("毎日（", "（", "毎日", 9),
        ("「毎日", "「", "毎日", 7),
    ] {
        let yaml = format!("利用者:\n  氏名: {text}\n");
        tells(&yaml, &[&format!("2:{column} YML021 「{text}」の「{sign}」は片方だけで、そのまま印字されます")]);
        assert_eq!(mended(&yaml), [format!("利用者:\n  氏名: {without}\n")]);
        let row = format!("第5表:\n  - {{内容: {text}, 記載者: 栗林}}\n");
        assert_eq!(mended(&row), [format!("第5表:\n  - {{内容: {without}, 記載者: 栗林}}\n")]);
    }
    for (text, sign, column) in [("健吾[", "[", 9), ("健吾 }", "}", 10), ("健]吾", "]", 8), ("健吾〕", "〕", 9)]
    {
        let yaml = format!("利用者:\n  氏名: {text}\n");
        tells(&yaml, &[&format!("2:{column} YML021 「{text}」の「{sign}」は片方だけで、そのまま印字されます")]);
        assert_eq!(mended(&yaml), ["利用者:\n  氏名: 健吾\n"]);
    }
    tells("利用者:\n  氏名: 健`吾\n", &["2:8 YML021 「健`吾」の「`」が、そのまま印字されます"]);
    advises("利用者:\n  電話: 0877-00-0000\"\n", &["要らなければ消してください"]);
    let several = "第1表:\n  援助の方針: “畑仕事を続けながら、\n    毎日歩けるように」\n";
    tells(several, &["2:10 YML021 「“畑仕事を続けながら、」の「“」", "3:13 YML021 「毎日歩けるように」」の「」」"]);
    tells("第5表:\n  - 内容: 」毎日\"\n", &["2:9 YML021", "2:12 YML021"]);
    // No text has one of a program's brackets, in quotes or in a text of lines.
    tells("第3表:\n  週単位以外: '通院]月1回'\n", &["2:13 YML021 「通院]月1回」の「]」は片方だけ"]);
    tells(
        "第1表:\n  援助の方針: |\n    1) 体操\n    [ ] 散歩\n    入{浴\n",
        &["5:6 YML021 「入{浴」の「{」は片方だけ"],
    );
    tells("第6表:\n  - サービス: [{用具名称: \"歩行車'\"}]\n", &["2:23 YML021 「歩行車'」の「'」は片方だけ"]);
    tells("第5表:\n  - {内容: \"「5\\\"」\", 項目: \"'25年\"}\n  - {内容: \"背は6'\\\"\"}\n", &[]);
    // In quotes, too, half of what stands in brackets is told, and nothing else.
    tells("第3表:\n  週単位以外: \"通院（月1回\"\n", &["2:13 YML021 「通院（月1回」の「（」"]);
}

#[test]
fn an_opening_quote_of_the_input_method_before_several_lines() {
    let plan = "第1表:\n  援助の方針: ’畑仕事を続けながら、\n    毎日歩けるように'\n";
    tells(plan, &["2:10 YML023"]);
    assert_eq!(mended(plan), [plan.replace('’', "'")]);
}

#[test]
fn a_line_end_that_a_program_wrote_as_two_signs() {
    tells("第4表:\n  - 結論: 原案のとおり。\\n見守りを加える。\n", &["2:16 YML025"]);
    tells("第4表:\n  - 結論: \"原案のとおり。\\n見守りを加える。\"\n", &[]);
}

#[test]
fn what_stands_behind_a_heading_as_a_comment() {
    tells("利用者: # 氏名: 讃岐 ハル\n  性別: 女\n", &["1:8 YML014 「氏名: 讃岐 ハル」はコメントの一部"]);
    tells("第1表:\n  援助の方針: # 畑仕事を続けながら、\n    毎日歩けるように\n", &["2:12 YML014"]);
    tells("利用者: # 電話で確かめた\n  性別: 女\n", &[]);
}

#[test]
fn whole_pairs_and_texts_of_several_lines_are_not_told() {
    for text in [
        "‘夫’との",
        "“夫”と“妻”",
        "〝夫〟",
        "「毎日」",
        "毎日（朝)",
        "1) 朝 2) 夕（服薬）",
        "長女の'お'店",
        "’25年から",
        "'夫'",
        "\"夫」\"",
        "架空 [本店]",
        "訪問{1}",
    ] {
        tells(&format!("第5表:\n  - 内容: {text}\n"), &[]);
    }
    tells("第1表:\n  援助の方針: |-\n    「歩きたい\n    毎日」\n", &[]);
    tells("第1表:\n  援助の方針: 「毎日\n    歩きたい」\n", &[]);
}

#[test]
fn a_row_that_stands_twice_is_told() {
    let row = "  - {内容: 訪問, 記載者: 栗林}\n";
    tells(&format!("第5表:\n{row}{row}"), &["3:5 YML022 上の行と同じ内容です"]);
    tells(&format!("第5表:\n{row}  - 記載者: 栗林\n    内容: '訪問'\n"), &["3:5 YML022"]);
    tells(&format!("第5表:\n{row}{row}{row}"), &["3:5 YML022", "4:5 YML022"]);
    let attendee = "      - {所属: 自宅, 氏名: 讃岐 ハル}\n";
    tells(&format!("第4表:\n  - 出席者:\n{attendee}{attendee}"), &["4:9 YML022"]);
    let entry = "    - {曜日: [月, 木], 時間: '9:00～15:30', 内容: 通所介護}\n";
    tells(&format!("第3表:\n  週間:\n{entry}{entry}"), &["4:7 YML022"]);
    // A whole need or goal, told once and not for what stands in it.
    let goal = "            - {目標: 歩ける, 援助: [{サービス内容: 訓練}]}\n";
    let need = format!("    - 課題: 歩きたい\n      長期目標:\n        - 目標: 歩く\n          短期目標:\n{goal}");
    tells(&format!("第2表:\n  ニーズ:\n{need}{need}"), &["8:7 YML022"]);
    tells(&format!("第2表:\n  ニーズ:\n{need}{goal}"), &["8:15 YML022"]);
    advises(&format!("第5表:\n{row}{row}"), &["写しなら消してください。同じ物が二つあるのなら、そのままで構いません"]);
}

/// A block that was pasted twice: counted twice on the 別表, where it is of 第6表.
#[test]
fn rows_that_were_pasted_again_are_told_once() {
    let rows = "      - {サービス内容: 手すり貸与, 単位数: 300}\n      - {サービス内容: 歩行器貸与, 単位数: 250}\n";
    let plan = format!("第6表:\n  - 年月: 令和7年6月\n    サービス:\n{rows}{rows}");
    tells(&plan, &["6:9 YML022 ここからの2件は、上の2件と同じ内容です"]);
    names(&plan, 6, 4);
    let other = rows.replace("250", "260");
    tells(&format!("第6表:\n  - 年月: 令和7年6月\n    サービス:\n{rows}{other}"), &[]);
    let meeting = "  - 開催日: 令和7年5月27日\n    結論: 続ける\n";
    tells(&format!("第4表:\n{meeting}{meeting}"), &["4:5 YML022 上の行と同じ内容です"]);
}

#[test]
fn a_place_of_a_list_in_which_nothing_is_left_is_told() {
    tells("第1表:\n  区分: [初回, '']\n", &["2:12 YML026 一覧の中に、何も書かれていない所があります"]);
    tells("第4表:\n  - 出席者:\n      -\n      - {氏名: 讃岐 ハル}\n", &["3:8 YML026"]);
    tells("第3表:\n  週間:\n    - {曜日: [月, '']}\n", &["3:16 YML006 曜日（週）の一覧に、空のところがあります"]);
    // What waits to be filled in is empty as a whole.
    tells("第1表:\n  区分: ['']\n第4表:\n  - 出席者:\n      -\n      -\n第3表:\n  週間:\n    - {曜日: ['']}\n", &[]);
}

/// The line that is wrong is the key's: its 「|-」 is gone.
#[test]
fn a_text_that_goes_on_names_its_key() {
    let plan = "第4表:\n  - 検討内容:\n      1．入浴を続ける。\n      2．歩行を見る。\n";
    tells(plan, &["3:7 YML016"]);
    names(plan, 3, 2);
    let plan = "第1表:\n  初回計画作成日: 令和4年10月3日\n    本人：歩きたい\n";
    tells(plan, &["3:7 YML008 この行は前の行の文の続きと読まれます"]);
    names(plan, 3, 2);
}

#[test]
fn rows_that_differ_or_wait_are_not_told() {
    let row = "  - {内容: 訪問, 記載者: 栗林}\n";
    tells(&format!("第5表:\n{row}  - {{内容: 電話, 記載者: 栗林}}\n{row}"), &[]);
    tells("第5表:\n  - {内容: , 記載者: }\n  - {内容: , 記載者: }\n", &[]);
    // Where the structure is not sound, that is told alone.
    tells(&format!("第5表:\n{row}{row}第9表: あ\n"), &["4:1 YML003"]);
}

/// What `careplan new` says behind a value is no text of the writer's.
#[test]
fn the_comments_of_a_blank_plan_are_not_told() {
    let plan = "第1表:\n  意向と課題分析: 歩きたい  # 本人と家族の意向を分けて書き、課題分析の結果を続ける\n";
    let comment =
        include_str!("../../../src/cli/new/plan.yaml").lines().find(|line| line.contains("意向と課題分析:")).unwrap();
    let comment = &comment[comment.find('#').unwrap()..];
    let ours = plan.replace("# 本人と家族の意向を分けて書き、課題分析の結果を続ける", comment);
    tells(&ours, &[]);
    tells(&ours.replace(comment, "# 続きがある"), &["2:"]);
}

/// Rows that were pasted into a text are printed with it, and missed nowhere.
#[test]
fn rows_in_a_text_are_told() {
    let plan =
        |rows: &str| format!("第1表:\n  援助の方針: |-\n    家で暮らせるように支えます。\n{rows}    見守ります。\n");
    let is_row = "この行は項目の行に見えますが、上の文の一部と読まれ";
    tells(&plan("    - {時刻: '6:30', 内容: 朝食}\n"), &[&format!("4:8 YML019 {is_row}")]);
    tells(&plan("      - 検討内容: |-\n"), &[&format!("4:9 YML019 {is_row}")]);
    let are_rows = "4:7 YML019 この行から6行目までは項目の行に見えます";
    tells(&plan("      サービス種別: 本人\n      頻度: 毎日\n    - サービス内容: 体操\n"), &[are_rows]);
    for text in [
        "    本人: 家にいたい。\n    家族: 支えたい。\n",
        "    課題: 歩行\n    目標: 散歩\n    期間: 半年\n",
        "    事業所: 毎月集まる。\n",
        "    - 毎朝の体操\n    - 散歩\n",
        "    {朝食, 昼食}\n",
        "    サービス種別：訪問介護\n    頻度：毎日\n",
    ] {
        tells(&plan(text), &[]);
    }
}
