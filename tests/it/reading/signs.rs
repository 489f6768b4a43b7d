//! Signs that are printed with a value and were not meant to be: quotes, separators, those of a web page; and lost braces.

use super::{advises, mended, tells};

/// A plan of one value.
fn with(key: &str, value: &str) -> String {
    format!("第5表:\n  - {key}: {value}\n    項目: 訪問\n")
}

#[test]
fn a_sign_before_quotes_makes_them_printed() {
    for (before, what) in [
        ("　", "全角の空白"),
        ("\u{A0}", "空白に見える文字 U+00A0"),
        ("：", "「：」"),
        ("---", "「---」"),
        ("・", "「・」"),
        ("<td> ", "「<td>」"),
        ("kk", "「kk」"),
        ("ｊ", "「ｊ」"),
    ] {
        for quote in ['"', '\''] {
            let yaml = with("内容", &format!("{before}{quote}訪問{quote}"));
            let head = format!("2:9 YML023 「{quote}訪問{quote}」の前に{what}");
            tells(&yaml, &[&head]);
            assert_eq!(mended(&yaml), [with("内容", &format!("{quote}訪問{quote}"))]);
        }
    }
    let json = "{\"第5表\": [{\"時刻\":　\"9:00\", \"内容\":：\"訪問\"}]}\n";
    tells(json, &["1:16 YML023 「\"9:00\"」の前に全角の空白があるので、「\"」もそのまま印字されます", "1:30 YML023"]);
    assert_eq!(
        mended(json),
        [
            "{\"第5表\": [{\"時刻\": \"9:00\", \"内容\":：\"訪問\"}]}\n",
            "{\"第5表\": [{\"時刻\":　\"9:00\", \"内容\": \"訪問\"}]}\n"
        ]
    );
    for text in ["本人\"歩きたい\"", "・\"朝\"と\"夜\"", "・\"朝\"に", "''", "\"・'朝'\"", "○", "〃"]
    {
        tells(&with("内容", text), &[]);
    }
}

#[test]
fn quotes_of_an_input_method_around_a_value_are_told() {
    for (text, instead) in [
        ("“訪問”", "\"訪問\""),
        ("“訪問\"", "\"訪問\""),
        ("”訪問”", "\"訪問\""),
        ("＂訪問＂", "\"訪問\""),
        ("„訪問“", "\"訪問\""),
        ("‘訪問’", "'訪問'"),
        ("‘訪問'", "'訪問'"),
        ("＇訪問＇", "'訪問'"),
        ("“A\\B”", "'A\\B'"),
    ] {
        let (first, last) = (text.chars().next().unwrap_or(' '), text.chars().next_back().unwrap_or(' '));
        let yaml = with("内容", text);
        let told = format!("2:9 YML023 「{text}」の「{first}」と「{last}」は引用符と読まれず、そのまま印字されます");
        tells(&yaml, &[&told]);
        assert_eq!(mended(&yaml), [with("内容", instead)]);
    }
    advises(&with("内容", "“訪問”"), &["本人の言葉なら「 」で囲んでください"]);
    for text in ["“朝”と“夜”", "‘朝’の", "\"“朝”\"", "〝朝〟", "5′30″", "“”"] {
        tells(&with("内容", text), &[]);
    }
    // Half a pair is told beside a comment, too; the comment may hold the other half.
    tells(&with("内容", "“訪問   # 初回"), &["2:9 YML021", "2:15 YML014"]);
    tells(&with("内容", "“訪問 #3”"), &["2:13 YML014"]);
}

#[test]
fn corner_brackets_are_told_where_nobody_quotes() {
    let told = "2:9 YML023 「時刻」の値のかぎ括弧は、そのまま印字されます";
    tells(&with("時刻", "「11:00」"), &[told]);
    assert_eq!(mended(&with("時刻", "「11:00」")), [with("時刻", "\"11:00\"")]);
    tells(&with("記載者", "『栗林』"), &["2:10 YML023"]);
    tells("居宅介護支援事業所:\n  電話: 「0877-00-0000」\n", &["2:7 YML023"]);
    // In a text they are a client's words.
    tells(&with("内容", "「歩きたい」"), &[]);
    tells(&with("記載者", "「栗林」と「飯山」"), &[]);
    tells(&with("記載者", "'「栗林」'"), &[]);
    // JSON has no text without quotes.
    tells("{\"第5表\": [{\"内容\": 「歩きたい」}]}\n", &["1:17 YML023"]);
}

#[test]
fn a_separator_at_the_end_of_a_value_is_told() {
    for sign in ["、", "，", ",", "；", ";", "、、"] {
        let yaml = with("内容", &format!("訪問{sign}"));
        let last = sign.chars().next_back().unwrap_or(' ');
        tells(&yaml, &[&format!("2:11 YML024 「訪問{sign}」の終わりの「{last}」は、そのまま印字されます")]);
        assert_eq!(mended(&yaml), [with("内容", "訪問")]);
    }
    assert_eq!(mended("第5表:\n  - {内容: 訪問、, 項目: 電話}\n"), ["第5表:\n  - {内容: 訪問, 項目: 電話}\n"]);
    tells("居宅介護支援事業所:\n  電話: 0877-00-0000,\n", &["2:19 YML024"]);
    tells(&with("内容", "\"訪問、\""), &["2:12 YML024"]);
    // And one with which no text begins.
    for sign in ["、", "ー", ",", "；"] {
        let yaml = with("内容", &format!("'{sign}訪問'"));
        tells(&yaml, &[&format!("2:10 YML024 「{sign}訪問」の初めの「{sign}」は、そのまま印字されます")]);
        assert_eq!(mended(&yaml), [with("内容", "'訪問'")]);
    }
    tells("第1表:\n  援助の方針: |-\n    、朝\n    ー夜\n", &["3:5 YML024 「、朝」の初めの「、」"]);
    tells(&with("内容", "・訪問"), &[]);
    // Of a text of several lines, the end of the last.
    tells("第1表:\n  援助の方針: |-\n    朝、\n    夜、\n    歩く。\n", &[]);
    tells("第1表:\n  援助の方針: |-\n    朝\n    夜、\n", &["4:6 YML024 「夜、」の終わりの「、」"]);
    // The text goes on in what is lost.
    tells(&with("内容", "困ったら、 #7119"), &["2:15 YML014"]);
    tells(&with("内容", "、"), &[]);
}

#[test]
fn signs_of_a_web_page_are_told() {
    for (text, sign, instead) in [
        ("訪問<br>", "<br>", "訪問"),
        ("訪問&nbsp;", "&nbsp;", "訪問"),
        ("'&quot;訪問'", "&quot;", "'訪問'"),
        ("理学<br/>療法", "<br/>", "理学 療法"),
        ("飯山&#12288;舞", "&#12288;", "飯山　舞"),
        ("A&amp;B", "&amp;", "A&B"),
        ("'A&#39;B'", "&#39;", "'A''B'"),
        ("\"A&quot;B\"", "&quot;", "\"A\\\"B\""),
        ("<b>訪問", "<b>", "訪問"),
    ] {
        let yaml = with("内容", text);
        tells(
            &yaml,
            &[&format!(
                "2:{} YML025 「{sign}」はウェブページの記号で、そのまま印字されます",
                9 + text[..text.find(sign).unwrap_or(0)].chars().count()
            )],
        );
        assert_eq!(mended(&yaml), [with("内容", instead)]);
    }
    let several = with("内容", "<p>訪問&nbsp;(A)</p>");
    tells(&several, &["2:9 YML025 「<p>」はウェブページの記号で、そのまま印字されます（ほかに 2 か所）"]);
    assert_eq!(mended(&several), [with("内容", "訪問 (A)")]);
    let lines = "第1表:\n  援助の方針: |-\n    朝<br>\n    &#39;夜\n";
    tells(lines, &["3:6 YML025"]);
    assert_eq!(mended(lines), ["第1表:\n  援助の方針: |-\n    朝\n    '夜\n"]);
    tells("居宅介護支援事業所:\n  電話: 0877-00-0000<br>\n", &["2:19 YML025"]);
    // Letters by their numbers are letters in their own quotes alone.
    let numbers = "\\u8A2A\\u554F\\u4ECB\\u8B77";
    let told = "2:9 YML025 「\\u8A2A」は文字の番号で、そのまま印字されます（ほかに 3 か所）";
    tells(&with("内容", numbers), &[told]);
    tells(&with("内容", &format!("\"{numbers}\"")), &[]);
    for text in ["血圧<160", "A&B", "<主治医>", "＜主治医＞", "<A>案", "<PT>による", "R&D;X", "(A)", "〈要点〉"]
    {
        tells(&with("内容", text), &[]);
    }
}

#[test]
fn a_row_without_its_braces_is_told() {
    let list = |row: &str| format!("第4表:\n  - 出席者: [\n      {{職種: 本人, 氏名: 讃岐}},\n      {row},\n    ]\n");
    let told = "4:7 YML005 「所属」から「氏名」までが { } で囲まれていないので、3 行に分かれて読まれます";
    let yaml = list("所属: 市役所, 職種: 主事, 氏名: 古高");
    tells(&yaml, &[told]);
    assert_eq!(mended(&yaml), [list("{所属: 市役所, 職種: 主事, 氏名: 古高}")]);
    let json = list("\"職種\": \"妻\", \"氏名\": \"山田\"");
    assert_eq!(mended(&json), [list("{\"職種\": \"妻\", \"氏名\": \"山田\"}")]);
    // Two rows, each for itself; a row of one value is what it says.
    let two = list("職種: 妻, 氏名: 山田,\n      職種: 子, 氏名: 川西");
    tells(&two, &["4:7 YML005 「職種」から「氏名」までが { } で囲まれていないので、2 行", "5:7 YML005"]);
    tells(&list("氏名: 山田"), &[]);
    tells(&list("氏名: 山田, 氏名: 川西"), &[]);
}

#[test]
fn what_stands_behind_a_key_without_colon_is_kept() {
    let yaml = "第4表:\n  - 出席者:\n      - 職種妻\n        氏名: 山田\n";
    tells(yaml, &["3:9 YML001 「職種妻」の後にコロン「:」がありません", "3:9 YML003"]);
    let kept = "第4表:\n  - 出席者:\n      - 職種: 妻\n        氏名: 山田\n";
    assert!(mended(yaml).contains(&kept.to_owned()), "{:?}", mended(yaml));
    // With its colon, a letter is one too many.
    assert_eq!(mended("第4表:\n  - 出席者:\n      - 職種妻: 長女\n"), ["第4表:\n  - 出席者:\n      - 職種: 長女\n"]);
}

/// An error of a spreadsheet in quotes is a value to YAML, and would be printed.
#[test]
fn an_excel_error_in_quotes() {
    for said in ["'#VALUE!'", "\"#REF!\""] {
        let plan = format!("利用者:\n  氏名: 架空 花子\n  住所: {said}\n");
        tells(&plan, &["3:8 YML006"]);
    }
    tells("利用者:\n  氏名: 架空 花子\n  住所: '#7119 の近く'\n", &[]);
}

#[test]
fn what_programs_leave_in_the_place_of_a_value() {
    for text in ["undefined", "NaN", "None", "\"null\"", "'[object Object]'", "$0", "'${1:内容}'", "=A1", "'=\"訪問'"]
    {
        let yaml = with("内容", text);
        let column = if text.starts_with(['\'', '"']) { 10 } else { 9 };
        tells(&yaml, &[&format!("2:{column} YML029 「")]);
    }
    for text in ["None以外", "費用$100", "a=b", "null", "== 続き =="] {
        tells(&with("内容", text), &[]);
    }
    // What is no text is told as that alone.
    tells(&with("年月日", "undefined"), &["2:10 YML006"]);
}

/// A telephone number behind a sign that makes it a comment: the field would be empty, or have half of it.
#[test]
fn a_telephone_number_made_a_comment() {
    let with = |number: &str| format!("居宅介護支援事業所:\n  電話: {number}\n  FAX: 0877-00-0001\n");
    tells(&with("# 0877-00-0000"), &["2:7 YML014 「# 0877-00-0000」はコメントと読まれ"]);
    tells(&with("0877- #00-0000"), &["2:13 YML014 「#00-0000」はコメントと読まれ"]);
    tells(&with("# 未定"), &[]);
    tells(&with("0877-00-0000 # 日中のみ"), &[]);
}

/// A day of a list over lines, or a line of JSON, behind a `#`: it is gone, and all else can be read.
#[test]
fn values_in_brackets_made_comments() {
    let days = "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - サービス内容: 通所介護\n        予定: [1,\n          8,\n          15]\n";
    tells(days, &[]);
    tells(
        &days.replace("          8,", "#         8,"),
        &["6:1 YML014 「8」はコメントと読まれ、この括弧の中の値になりません"],
    );
    let json = "{\n  \"利用者\": {\n    \"氏名\": \"架空 花子\",\n    \"性別\": \"女\"\n  }\n}\n";
    tells(json, &[]);
    tells(&json.replace("    \"氏名\"", "  # \"氏名\""), &["3:3 YML014 「\"氏名\": \"架空 花子\"」はコメントと読まれ"]);
    tells(&json.replace("  \"利用者\": {\n", "  # 利用者の欄\n  \"利用者\": {\n"), &[]);
}

/// A line that was joined behind a remark is a part of it: the entry or day that it held is gone, and all else can be read.
#[test]
fn an_entry_or_a_day_behind_a_remark() {
    let days = "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - サービス内容: 通所介護\n        予定: [1, # 旧: 10:00～11:00\n          8, # 済\n          15]\n";
    tells(days, &[]);
    tells(
        &days.replace("11:00\n          8, #", "11:00 8, #"),
        &["5:34 YML014 「8」はコメントの一部と読まれ、値になりません"],
    );
    let family =
        "家族: [\n  {\n    氏名: 山田 咲,  # 要確認：長女\n    続柄: 長女, # TODO: 電話\n    同居: いいえ\n  }\n]\n";
    tells(family, &[]);
    for between in ["", " ", "    "] {
        let joined = family.replace("長女\n    続柄", &format!("長女{between}続柄"));
        let told = format!("3:{} YML014 「続柄: 長女」はコメントの一部と読まれ、値になりません", 24 + between.len());
        tells(&joined, &[&told]);
    }
    let row = "第6表:\n  - 年月: 令和7年6月\n    サービス:  # 確認済 - {サービス内容: 訪問介護}\n      - {サービス内容: 通所介護}\n";
    tells(row, &["3:18 YML014 「- {サービス内容: 訪問介護}」は"]);
    // What the row has, what belongs in no row around, and a sentence are remarks.
    for remark in ["前は 続柄: 次女", "週2回 頻度: 毎週", "長女の電話: なし", "旧 電話：なし"]
    {
        tells(&family.replace("要確認：長女", remark), &[]);
    }
}

/// An opening quote one sign too far behind, and one for which a wide blank was typed.
#[test]
fn a_quote_that_opens_within_a_word_is_told() {
    for mark in ['\'', '"'] {
        let yaml = with("内容", &format!("訪{mark}問入浴介護{mark}"));
        let told =
            format!("2:10 YML021 「訪{mark}問入浴介護{mark}」の「{mark}」は引用符と読まれず、そのまま印字されます");
        tells(&yaml, &[&told]);
        advises(&yaml, &[&format!("「{mark}」を「訪」の前へ移すか、要らなければ消してください")]);
        assert_eq!(mended(&yaml), [with("内容", &format!("{mark}訪問入浴介護{mark}"))]);
    }
    // Who said it is no part of a word, and what is quoted may be some words.
    for text in ["妻\"疲れた\"", "甲'乙'丙", "朝\"歩く、休む\"", "本人\"歩きたい\""] {
        tells(&with("内容", text), &[]);
    }
    let json = "{\"第5表\": [{\"項目\": 　訪問\", \"内容\": \"様子\"}]}\n";
    tells(json, &["1:20 YML021 「訪問\"」の「\"」は片方だけ"]);
    assert_eq!(mended(json), [json.replace("　", "\"")]);
}

/// Where the next line cannot be read, the text goes on in it.
#[test]
fn a_separator_before_a_line_that_is_torn_off_stays() {
    let yaml = "第5表:\n  - 内容: 面接し、\n課題分析を行った。\n";
    tells(yaml, &["3:1 YML001 この行は「項目: 値」の形になっていません", "2:12 YML024 「面接し、」"]);
    assert_eq!(mended(yaml), [""; 0]);
}

/// Signs that look like quotes to a person and are none to YAML, and one that stands before the blank: they come into no value.
#[test]
fn quotes_that_are_none_come_into_no_value() {
    for (slip, instead) in [("`訪問`", "'訪問'"), ("`訪問", "訪問"), ("\" 訪問", "訪問"), ("'　訪問", "訪問")]
    {
        let yaml = with("内容", slip);
        assert_eq!(mended(&yaml), [with("内容", instead)], "{slip}");
        let (case, _) = careplan::case::read::from_text("plan.yaml", &yaml);
        assert!(case.problems.iter().all(|one| one.fix.as_ref().is_none_or(|fix| !fix.certain)), "{slip}");
    }
    // What is escaped in JSON stays so.
    let json = "{\"第5表\": [{\"項目\": \"訪問\", \"内容\": ”朝\\n夜”}]}\n";
    assert_eq!(mended(json), [json.replace('”', "\"")]);
}
