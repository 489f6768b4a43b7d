//! Free text on its way from the file: nothing of it vanishes, and nothing that nobody typed comes into it.

use super::{mended, read, tells, told};
use careplan::case::Case;
use careplan::case::read::from_text;

fn policy(yaml: &str) -> String {
    let (case, _): (Case, _) = from_text("plan.yaml", &format!("第1表:\n  援助の方針: {yaml}\n  区分: [初回]\n"));
    case.file.plan_1.expect("第1表").policy.text().to_owned()
}

#[test]
fn words_that_yaml_takes_for_a_comment_are_told_behind_prose() {
    tells("第5表:\n  - 内容: 電話する #メモ\n", &["2:14 YML014 「#メモ」はコメントと読まれ、印字されません"]);
    tells("第5表:\n  - 内容: 電話する # メモ\n    記載者: 栗林\n", &["2:14 YML014 「# メモ」は"]);
    tells(
        "第5表:\n  - 内容: 困ったときは\n      #7119 に電話する\n      # 昼も\n    記載者: 栗林\n",
        &["3:7 YML014 「#7119 に電話する # 昼も」は"],
    );
    tells("第5表:\n  - {記載者: あ, 内容: 電話 # 昼\n    }\n", &["2:21 YML014"]);
    tells("第5表:\n  - 内容: #7119 に電話する\n", &["2:9 YML014 「#7119 に電話する」は"]);
    tells("利用者:\n  氏名: 讃岐 ハル #長女同席\n", &["2:13 YML014"]);
}

#[test]
fn comments_that_are_comments_are_not_told() {
    // Behind dates, numbers, choices, empty values, quoted and block texts, and between entries.
    read(
        "様式: 香川県令和7年 # 県の様式\n給付率: 90 #負担割合証\n# 2025年\n利用者:\n  # 保険証から\n  氏名: # 外字も\n  フリガナ: サヌキ\n  # 下の段\n  生年月日: S18.3.12 #確認\n  電話: 087-000-0000 # 自宅\n  性別: 女 # 戸籍\n  住所: '香川県' # 住民票\n第1表:\n  区分: [初回] #初\n  援助の方針: |- # 文\n    一行目 # 文の一部\n  # 次\n",
    );
    let new = careplan::case::read::from_text("plan.yaml", include_str!("../../../src/cli/new/plan.yaml")).0;
    assert!(new.problems.is_empty() && new.remarks.is_empty(), "{:?}", new.remarks);
}

#[test]
fn a_fold_puts_no_space_between_japanese_characters() {
    assert_eq!(
        policy(">-\n    本人は歩きたいと\n    話している。長女は\n    心配している。"),
        "本人は歩きたいと話している。長女は心配している。"
    );
    assert_eq!(policy("安心して\n    暮らせるように\n    支えます"), "安心して暮らせるように支えます");
    assert_eq!(policy("'安心して\n    暮らせるように'"), "安心して暮らせるように");
    assert_eq!(policy("\"安心して\n    暮らせるように\""), "安心して暮らせるように");
    assert_eq!(policy("血圧は 120\n    前後。BP\n    mmHg"), "血圧は 120 前後。BP mmHg");
    assert_eq!(policy(">-\n    一段落目の\n    続き\n\n    二段落目"), "一段落目の続き\n二段落目");
    assert_eq!(policy("|-\n    一行目\n    二行目"), "一行目\n二行目");
}

#[test]
fn a_text_that_lost_its_paragraphs_is_told() {
    let folded = "第1表:\n  援助の方針: >-\n    歩けるようにする。\n    ・毎日の体操\n";
    tells(folded, &["3:5 YML016 改行した行が、一つの文に続けて印字されます"]);
    assert_eq!(mended(folded), ["第1表:\n  援助の方針: |-\n    歩けるようにする。\n    ・毎日の体操\n"]);
    let plain = "第1表:\n  援助の方針: 歩けるようにする。\n    体操をする。\n";
    tells(plain, &["2:10 YML016"]);
    assert_eq!(mended(plain), ["第1表:\n  援助の方針: |-\n    歩けるようにする。\n    体操をする。\n"]);
    let lines = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(mended(&lines(plain)), [lines("第1表:\n  援助の方針: |-\n    歩けるようにする。\n    体操をする。\n")]);
    read("第1表:\n  援助の方針: >-\n    安心して\n    暮らせるように支えます。\n");
}

#[test]
fn tabs_and_repeated_blanks_on_one_line_are_one_blank() {
    let told = "利用者:\n  住所: \"架空町 \\t二丁目\"\n";
    tells(told, &["2:7 YML017 文の中のタブや続いた空白を、一つの空白として印字します"]);
    let (case, _) = from_text("plan.yaml", told);
    assert_eq!(case.file.client.expect("利用者").address.text(), "架空町 二丁目");
    // Full-width blanks in a row were put there by hand, and lines of a longer text keep theirs.
    assert_eq!(
        read("利用者:\n  住所: 架空町　　二丁目\n").file.client.expect("利用者").address.text(),
        "架空町　　二丁目"
    );
    assert_eq!(policy("|-\n    一  二\n    三\t四"), "一  二\n三\t四");
}

#[test]
fn characters_that_nobody_sees_are_refused_with_their_fix() {
    let yaml = "利用者:\n  氏名: 讃\u{ad}岐\u{200b} ハル\n";
    tells(yaml, &["2:8 YML018 目に見えない文字 U+00AD（ソフトハイフン） が含まれています（ほかに 1 文字）"]);
    assert_eq!(mended(yaml), ["利用者:\n  氏名: 讃岐 ハル\n"]);
    tells("利用者:\n  生年\u{200b}月日: S18.3.12\n", &["2:5 YML018"]);
    tells("利用者:\n  生年月日: S18.3\u{feff}.12\n", &["2:14 YML018"]);
    tells("利用者:\n  氏名: \"讃\\u00AD岐\"\n", &["2:7 YML018"]);
    // What ends a line, or is as wide as a blank, parts what stands before it from what stands behind it.
    for (text, wanted) in [
        ("血圧は130\u{2028}80", "血圧は130 80"),
        ("|-\n      血圧は130\u{2028}80", "|-\n      血圧は130\n      80"),
        ("朝\u{3164}夕", "朝 夕"),
    ] {
        let plan = |text: &str| format!("第5表:\n  - 内容: {text}\n");
        assert_eq!(mended(&plan(text)), [plan(wanted)]);
        let (case, _) = from_text("plan.yaml", &plan(text));
        assert!(!case.problems[0].fix.as_ref().expect("a fix").certain, "{text}");
    }
    read("利用者: # \u{200b}\n  氏名: 葛\u{e0100}城\n");
}

#[test]
fn a_missing_entry_that_stands_inside_the_text_above_is_told_at_its_own_line() {
    let yaml = "第4表:\n  - 検討内容: |-\n      見守り\n      結論: 原案のとおり\n    残された課題: なし\n";
    tells(yaml, &["4:7 YML019 「結論」の行は上の文の一部と読まれ、その欄に印字されます"]);
    // What is given elsewhere, and what is no entry here, is text.
    tells("第4表:\n  - 検討内容: |-\n      結論: 後で\n      本人: はい\n    結論: 原案のとおり\n", &[]);
    // Where no text may stand, that is told.
    tells("第4表:\n  - 開催日: |-\n      令和7年5月27日\n      結論: 原案\n", &["3:7 YML006", "4:7 YML019"]);
}

#[test]
fn a_full_width_mark_of_a_text_is_told() {
    for mark in ["｜-", "｜", "＞", "｜ー"] {
        let yaml = format!("第1表:\n  援助の方針: {mark}\n    一行目\n    二行目\n  区分: [初回]\n");
        let wide: Vec<String> = told(&yaml).into_iter().filter(|told| told.contains("YML008")).collect();
        assert_eq!(wide.len(), 1, "{yaml}");
        assert!(wide[0].starts_with("2:10 YML008 全角の「"), "{wide:?}");
    }
    // In a text it is a character like any other.
    tells("第1表:\n  援助の方針: ｜左右｜\n", &[]);
}

#[test]
fn paragraphs_in_quotation_marks_are_not_joined_without_a_word() {
    tells(
        "第1表:\n  援助の方針:\n    本人：「歩きたい。」\n    長女：「心配。」\n",
        &["3:5 YML016 改行した行が、一つの文に続けて印字されます"],
    );
}

#[test]
fn an_empty_text_stands_where_its_mark_stands() {
    for mark in ["|-", "|", ">", "|- # 後で書く"] {
        let yaml = format!("第4表:\n  - 開催場所: {mark}\n    開催時間: 14:00～15:00\n");
        let (case, sources) = from_text("plan.yaml", &yaml);
        let span = case.file.meetings[0].venue.span();
        let place = sources.file_of(span).unwrap().place(span.start);
        assert_eq!((place.line, place.column), (2, 11), "{yaml}");
    }
}

/// Elsewhere a line that begins with # is no text; between the lines of one it is, and it stands on the paper.
#[test]
fn a_remark_between_the_lines_of_a_text_is_told() {
    let policy = |line: &str| format!("第1表:\n  援助の方針: |-\n    一行目\n    {line}\n    三行目\n");
    tells(&policy("# メモ：後で直す"), &["4:5 YML020 「# メモ：後で直す」は「|」の文の一部なので、印字されます"]);
    tells(&policy("#後で直す"), &["4:5 YML020"]);
    let in_quotes = "第1表:\n  援助の方針: '一行目\n\n    #後で直す\n\n    三行目'\n";
    tells(in_quotes, &["4:5 YML020 「#後で直す」は引用符の中なので、印字されます"]);
    tells("第1表:\n  援助の方針: '# 後で直す'\n", &[]);
    // A number of a list begins words like any other.
    tells(&policy("# ① 入浴の方法"), &["4:5 YML020"]);
    tells(&policy("#7119 に電話する"), &[]);
    tells("第1表:\n  # 覚え書き\n  援助の方針: |-\n    一行目\n", &[]);
}

/// A sign or two where a text of lines has its 「|-」.
#[test]
fn a_mistyped_mark_of_a_text_is_told() {
    let plan = |mark: &str| format!("第1表:\n  援助の方針: {mark}\n    一行目\n    二行目\n");
    for mark in ["-|", "l-", "I-", "1-", "ー|", "l"] {
        let told = format!("2:10 YML016 「{mark}」は「|-」の打ち間違いに見えます");
        tells(&plan(mark), &[&told]);
        assert_eq!(mended(&plan(mark)), [plan("|-")]);
    }
    for words in ["1", "なし", "A-"] {
        tells(&plan(words), &[]);
    }
}
