//! Two lines that have become one, since the line end between them was lost: told so, and never made one text unasked.

use super::{advises, mended, tells, told};
use careplan::case::read::from_text;

const SAMPLE: &str = include_str!("../../../samples/sanuki-haru.yaml");

/// Whether a change of this plan would be made unasked.
fn is_changed_unasked(plan: &str) -> bool {
    let (case, _) = from_text("plan.yaml", plan);
    case.problems.iter().filter_map(|problem| problem.fix.as_ref()).any(|fix| fix.certain)
}

#[test]
fn a_key_at_the_end_of_a_value_is_the_next_line() {
    let plan = "利用者:\n  氏名: 讃岐 ハル\n  フリガナ: サヌキ ハル\n  性別: 女\n";
    for between in ["", " ", "  "] {
        let joined = plan.replace("ハル\n  フリガナ", &format!("ハル{between}フリガナ"));
        let column = 12 + between.len();
        tells(&joined, &[&format!("2:{column} YML001 「フリガナ」の前で改行が失われ、二つの行が")]);
        advises(&joined, &["字下げを半角2文字に"]);
        assert_eq!(mended(&joined), [plan]);
        assert!(!is_changed_unasked(&joined));
    }
    let windows = plan.replace('\n', "\r\n");
    assert_eq!(mended(&windows.replace("ハル\r\n  フリガナ", "ハル フリガナ")), [windows.as_str()]);
}

/// The second line is the next of an outer part, the first of an inner one, an item, the head of a text.
#[test]
fn the_second_line_stands_where_it_stood() {
    let plan = "第1表:\n  区分: [初回]\n  意向と課題分析: 歩きたい。\n  援助の方針: |-\n    毎日歩く。\n第4表:\n  - 開催日: 令和7年5月27日\n    出席者:\n      - 氏名: 甲\n        職種: 医師\n      - 氏名: 乙\n    結論: 続ける\n第5表:\n  - 内容: 電話\n    項目: 報告\n";
    tells(plan, &[]);
    let lines: Vec<&str> = plan.lines().collect();
    for (at, pair) in lines.windows(2).enumerate() {
        // A list in brackets, and a text below `|`, hold no value that goes on.
        if pair[0].ends_with(']') || pair[1] == "    毎日歩く。" {
            continue;
        }
        for between in ["", " "] {
            let one = format!("{}{between}{}", pair[0], pair[1].trim_start());
            let all: Vec<&str> = [&lines[..at], &[one.as_str()], &lines[at + 2..]].concat();
            let joined = all.join("\n") + "\n";
            let (case, _) = from_text("plan.yaml", &joined);
            let told: Vec<_> = case.problems.iter().chain(&case.remarks).map(|one| one.message.as_str()).collect();
            assert!(told.len() == 1 && told[0].contains("改行が失われ"), "{one}: {told:#?}");
            assert_eq!(mended(&joined), [plan], "{one}");
            assert!(!is_changed_unasked(&joined), "{one}");
        }
    }
}

/// Pairs of a whole plan that were made one text, some of them with no finding left.
#[test]
fn lines_of_a_sample_are_parted_again() {
    for (first, second) in [
        ("  氏名: 讃岐 ハル", "フリガナ: サヌキ ハル"),
        ("架空町四丁目5番6号", "電話: 087-000-0000"),
        ("サービス種別: 配食サービス", "事業所: 架空市社会福祉協議会"),
    ] {
        let (before, after) = SAMPLE.split_once(first).expect("the line");
        let after = after.trim_start();
        assert!(after.starts_with(second), "{first}");
        let plan = format!("{before}{first} {after}");
        assert_eq!(mended(&plan), [SAMPLE], "{first}");
        assert!(!is_changed_unasked(&plan), "{first}");
    }
}

/// Three lines in one, and two pairs in one plan.
#[test]
fn several_line_ends_are_told_at_once() {
    let plan = "利用者:\n  氏名: 讃岐 ハル\n  フリガナ: サヌキ ハル\n  性別: 女\n  電話: 087-000-0000\n";
    let three = plan.replace("\n  フリガナ", " フリガナ").replace("\n  性別", " 性別");
    tells(&three, &["2:13 YML001 「フリガナ」の前で改行が失われ", "2:26 YML001 「性別」の前で改行が失われ"]);
    assert_eq!(mended(&three), [plan]);
    let two = plan.replace("\n  フリガナ", " フリガナ").replace("\n  電話", " 電話");
    tells(&two, &["2:13 YML001 「フリガナ」の前で", "3:9 YML001 「電話」の前で"]);
    assert!(!is_changed_unasked(&two));
}

/// What its part does not know there, or has, is of the text: it is put in quotes as before.
#[test]
fn a_colon_of_a_text_is_put_in_quotes() {
    for text in ["長女: 心配", "結論: 心配", "内容: 心配"] {
        let plan = format!("第5表:\n  - 項目: 電話\n    内容: 朝 {text}\n");
        assert_eq!(mended(&plan), [plan.replace(&format!("朝 {text}"), &format!("'朝 {text}'"))], "{text}");
        assert!(is_changed_unasked(&plan), "{text}");
    }
}

/// The last line of a text and the entry below it: YAML takes all of it for the text.
#[test]
fn an_entry_at_the_end_of_a_text_is_told_there() {
    for (below, wanted) in
        [("結論: 続ける\n", "結論: 続ける\n"), ("結論: |-\n      続ける\n", "結論: |-\n      続ける\n")]
    {
        for between in ["", " "] {
            let plan = format!("第4表:\n  - 検討内容: |-\n      入浴が不安。\n      膝が痛い。{between}{below}");
            let told = "4:";
            let (case, _) = from_text("plan.yaml", &plan);
            assert!(case.problems.is_empty(), "{:?}", case.problems);
            tells(&plan, &[&format!("{told}{} YML019 「結論」から後は上の文の一部と読まれ", 12 + between.len())]);
            let whole = format!("第4表:\n  - 検討内容: |-\n      入浴が不安。\n      膝が痛い。\n    {wanted}");
            assert_eq!(mended(&plan), [whole]);
        }
    }
    // A word that is no entry there, or one that is given elsewhere, is of the text.
    tells("第4表:\n  - 検討内容: |-\n      結果。医師: 甲\n      次の結論: 後で\n    結論: 続ける\n", &[]);
    // So is the heading of the next part, in which nothing of this one belongs.
    let parts = "第1表:\n  作成年月日: 令和7年5月27日\n  援助の方針: |-\n    毎日歩く。第2表:\n  作成年月日: 令和7年5月27日\n  ニーズ:\n    - 課題: 歩きたい\n";
    tells(parts, &["4:10 YML001 「第2表」の前で改行が失われ"]);
    assert!(!is_changed_unasked(parts));
}

/// Before a key in quotes, too.
#[test]
fn before_a_row_whose_keys_are_in_quotes() {
    let plan = |end: &str| {
        format!(
            "\"第5表\":\n  - \"年月日\": \"令和7年5月8日\"\n    \"内容\": 訪問した{end}- \"年月日\": \"令和7年5月9日\"\n    \"内容\": 電話\n"
        )
    };
    tells(&plan("\n  "), &[]);
    for end in ["  ", " "] {
        let told = told(&plan(end));
        assert!(told.iter().all(|told| told.starts_with("3:")), "{told:?}");
        assert_eq!(mended(&plan(end)), [plan("\n  ")]);
    }
}
