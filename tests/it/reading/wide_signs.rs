//! Signs in full width that are those of a text, or may be: nobody makes YAML's of them unasked, and where something else is wrong,
//! that is told and not they.

use super::unasked::unasked;
use super::{mended, tells};

/// A plan around a text, the line of the slip in it, and what it begins with.
type Plan<'p> = (&'p dyn Fn(&str) -> String, usize, &'p str);

/// As a comment the line would be gone.
#[test]
fn a_wide_hash_becomes_no_comment_unasked() {
    for slip in [
        "利用者:\n  氏名: 甲\n＃覚え\n  住所: 香川県\n",
        "利用者:\n  氏名: 甲\n  ＃ 覚え\n  住所: 香川県\n",
        "第1表:\n  援助の方針: |-\n    続ける\n  ＃ 同意: {日付: 令和7年4月28日, 署名: 甲}\n",
        "第3表:\n  日常生活:\n    - {\n        時刻: '7:00',\n＃        内容: 朝食\n      }\n",
        "{\n  \"第3表\": {\n    \"日常生活\": [\n      {\n        \"内容\": \"昼寝\"\n＃      }\n    ]\n  }\n}\n",
    ] {
        assert_eq!(unasked(slip), slip);
    }
    let memo = "利用者:\n  ＃ 覚え\n  氏名: 甲\n";
    tells(memo, &["2:3 YML008 全角の「＃」"]);
    assert_eq!(mended(memo), [memo.replace('＃', "#")]);
}

/// 「＃1 …」 below a text is its next line, out of line.
#[test]
fn a_wide_hash_that_begins_a_line_of_a_text() {
    let first = |blanks: &str| format!("第3表:\n  日常生活:\n    - 時刻: '21:30'\n      内容:\n{blanks}＃1 就寝\n");
    let folded = |blanks: &str| format!("第5表:\n  - 内容: >-\n{blanks}＃2 計画書を届けた。\n    記載者: 庵治\n");
    let block = |blanks: &str| {
        format!(
            "第1表:\n  援助の方針: |-\n    体の痛みを減らします。\n{blanks}＃1 安全に入浴します。\n    ＃2 家事をします。\n  区分: [初回]\n"
        )
    };
    let plans: [Plan; 3] = [(&first, 5, "        "), (&folded, 3, "      "), (&block, 4, "    ")];
    for (plan, line, right) in plans {
        tells(&plan(right), &[]);
        for blanks in ["", "  "] {
            let slip = plan(blanks);
            let told = super::told(&slip);
            assert!(told.iter().any(|told| told.starts_with(&format!("{line}:"))), "{told:?}");
            assert_eq!(unasked(&slip), slip);
            assert!(!mended(&slip).iter().any(|text| text.contains("\n#") || text.contains(" #")), "{slip}");
        }
    }
    tells(&first(""), &["5:1 YML001 この行は上の文の続きに見えますが"]);
    assert_eq!(mended(&first("")), [first("        ")]);
}

/// A right text in a row over several lines, and a slip elsewhere: only that is told.
#[test]
fn wide_brackets_before_more_of_a_text() {
    let plan = |text: &str, end: &str| {
        format!(
            "第3表:\n  日常生活:\n    - {{\n        時刻: '21:30',\n        内容: {text}\n      }}\n    - {{\n        時刻: '7:00',\n        内容: 朝食\n      {end}\n  週単位以外: 歩行器\n"
        )
    };
    for text in
        ["［別紙］、就寝", "［A］、［B］就寝", "｛別紙｝、就寝", "｛A｝，就寝", "［注意］就寝", "｛別紙｝", "［別紙］"]
    {
        tells(&plan(text, "}"), &[]);
        let slip = plan(text, "");
        let told = super::told(&slip);
        assert!(!told.is_empty() && !told.iter().any(|told| told.starts_with("5:")), "{text} {told:?}");
        assert!(unasked(&slip).contains(&format!("内容: {text}\n")), "{text}");
        let slip = plan(text, "}").replace("時刻: '7:00',", "時刻: '7:00,");
        assert!(unasked(&slip).contains(&format!("内容: {text}\n")), "{text}");
    }
}

/// Where a list is wanted, both brackets and the commas are changed together.
#[test]
fn wide_brackets_around_a_list() {
    let plan = |days: &str| format!("第3表:\n  週間:\n    - 曜日: {days}\n      内容: 訪問\n");
    for days in ["［月、火］", "［月，火］", "［月、 火］"] {
        assert_eq!(mended(&plan(days)), [plan("[月, 火]")], "{days}");
        assert_eq!(unasked(&plan(days)), plan("[月, 火]"), "{days}");
    }
}

/// A wide blank before an item or a key is one too many, or stands for others: what the lines around it say.
#[test]
fn a_wide_blank_at_whose_depth_nothing_stands() {
    for (before, behind, right, blanks) in [
        ("第3表:\n  日常生活:\n    - {時刻: '7:00', 内容: 朝食}\n", "- {時刻: '8:00', 内容: 散歩}\n", "    ", "    　"),
        (
            "第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標: []\n",
            "- 課題: 腰\n      長期目標: []\n",
            "    ",
            "    　",
        ),
        ("居宅介護支援事業所:\n    名称: 架空会\n", "所在地: 架空町\n    電話: 087-000-0000\n", "    ", "　"),
    ] {
        let plan = |blanks: &str| format!("{before}{blanks}{behind}");
        tells(&plan(right), &[]);
        let slip = plan(blanks);
        assert_eq!(unasked(&slip), slip);
        assert!(mended(&slip).contains(&plan(right)), "{:?}", mended(&slip));
    }
}

/// A colon that changed places with the last letter of its key, and a bracket too many in a list.
#[test]
fn what_would_be_no_key_or_no_list_is_not_made_unasked() {
    for slip in [
        "第5表:\n  - 年月日: 令和7年5月7日\n    項:目 \"訪問\"\n    内容: あ\n",
        "第3表:\n  週間:\n    - 曜日: [月, 火], 水]\n      内容: 訪問\n",
        "第3表:\n  週間:\n    - 曜日: [月, 火], 水\n      内容: 訪問\n",
        "第3表:\n  週間:\n    - 曜日: [月, 火]]\n      内容: 訪問\n",
    ] {
        assert_eq!(unasked(slip), slip);
        assert!(!super::told(slip).is_empty());
    }
    let text = |value: &str| format!("第5表:\n  - 内容: {value}\n");
    assert_eq!(unasked(&text("[重要]見守り")), text("'[重要]見守り'"));
}
