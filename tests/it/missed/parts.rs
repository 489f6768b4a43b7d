//! Rows, lines and parts that are gone, cut off or comments: where they were is named beside what other tables miss.

use super::{told, told_of, told_or_named};
use crate::dsl::Case;
use serde_json::Value;

/// An item of a list, too, that somebody made a comment.
#[test]
fn an_item_that_is_a_comment_is_named() {
    let row = "    - {曜日: [火, 金], 時間: '9:30～16:30', 内容: 通所介護（入浴・機能訓練）}\n";
    let lines = "    - 曜日:\n        - 火\n        # - 金\n      時間: '9:30～16:30'\n      内容: 通所介護（入浴・機能訓練）\n";
    let (number, found) = told(row, lines);
    let one = found.iter().find(|(rule, ..)| rule == "CP305").expect("told");
    assert!(one.2.contains(&(number as u64 + 2)), "{one:?}");
}

/// A plan in the place of the office's file is told at its name and nowhere else; an office that says who gets which tables is none.
#[test]
fn a_plan_named_as_the_office_is_told_there() {
    let sample = std::fs::read_to_string(crate::dsl::sample_path("sanuki-haru")).expect("the sample");
    let (head, rest) = sample.split_once("居宅介護支援事業所:\n").expect("an office");
    let (_, rest) = rest.split_once("認定:\n").expect("a certification");
    let plan = |office: &str| format!("{head}居宅介護支援事業所: {office}\n認定:\n{rest}");
    let office = "居宅介護支援事業所:\n  名称: 丙\n  交付:\n    利用者: {表: [第1表]}\n    主治医: {表: [第1表]}\n    家族: {表: [第1表]}\n";
    let case = Case::empty().file("plan.yaml", plan("other.yaml")).file("other.yaml", &sample);
    let done = case.run(["check", "plan.yaml", "--format", "short"]).ends_with(1);
    let told: Vec<String> = done.stdout().lines().map(str::to_owned).collect();
    assert!(matches!(&told[..], [one] if one.contains("plan.yaml:13:") && one.contains("は計画書で")), "{told:?}");
    let case = done.again().file("plan.yaml", plan("office.yaml")).file("office.yaml", office);
    let done = case.run(["check", "plan.yaml", "--format", "short"]);
    assert!(!done.stdout().contains("YML012"), "{}", done.stdout());
}

/// A whole row that is a comment in one table and missed in another, and the end of a text that is one.
#[test]
fn a_row_or_the_end_of_a_text_that_is_a_comment_is_named() {
    let row = "    - {曜日: [火, 金], 時間: '9:30～16:30', 内容: 通所介護（入浴・機能訓練）}\n";
    let text = "      次回：令和7年8月下旬（短期目標の終了時）、状態の変化があれば随時。\n";
    for (line, rule) in [(row, "CP304"), (text, "CP426")] {
        let (number, found) = told(line, &format!("#{line}"));
        let one = found.iter().find(|(found, ..)| found == rule).expect("told");
        assert!(one.2.contains(&(number as u64)), "line {number}: {found:?}");
    }
}

/// What one table misses in another may stand in a row there of which a part is empty or gone.
#[test]
fn a_row_that_lacks_something_is_named_where_another_table_misses_it() {
    for (line, slip, rule) in [
        ("内容: 訪問介護（一緒に調理・服薬確認）}", "内容: }", "CP305"),
        ("{時刻: '21:30', 内容: 就寝}", "{時刻: '21:30', 内容: }", "CP316"),
        ("{時刻: '21:30', 内容: 就寝}", "{時刻: '21:30', 内容: 就侵}", "CP316"),
        ("{時刻: '12:00', 内容: 昼食}", "{時刻: '12:00', 内容: 食昼}", "CP316"),
    ] {
        told_or_named(line, slip, rule);
    }
}

/// A table that is gone would stand before the next one, or behind the end of the file; a provider among the providers.
#[test]
fn the_place_of_a_part_that_is_gone_is_named() {
    let text = std::fs::read_to_string(crate::dsl::sample_path("sanuki-haru")).expect("the sample");
    let at = |heading: &str| text.find(&format!("\n{heading}:")).expect("the table") + 1;
    let named = |plan: &str| {
        let done = Case::empty().file("plan.yaml", plan).run(["check", "plan.yaml", "--format", "json"]);
        let found: Value = serde_json::from_str(&done.stdout()).expect("JSON");
        let found = found.as_array().expect("a list").iter();
        let of_rule = found.filter(|one| ["CP401", "CP701"].iter().any(|rule| one["rule"] == *rule));
        let labels = of_rule.flat_map(|one| one["related"].as_array().expect("a list"));
        labels.map(|one| format!("{} {}", one["line"], one["message"].as_str().unwrap_or_default())).collect::<Vec<_>>()
    };
    let line_of = |plan: &str, words: &str| plan[..plan.find(words).expect("the words")].matches('\n').count() + 1;
    let without = format!("{}{}", &text[..at("第4表")], &text[at("第5表")..]);
    assert_eq!(named(&without), [format!("{} この前にあるはずです", line_of(&without, "第5表:"))]);
    let cut = &text[..at("第4表")];
    assert_eq!(named(cut), [format!("{} ファイルは、ここで終わっています", cut.trim_end().lines().count())]);
    let row = text[at("サービス事業所")..].lines().nth(1).expect("a provider");
    let lacking = text.replace(&format!("{row}\n"), "");
    let heading = format!("{} 事業所は、ここに並んでいます", line_of(&lacking, "サービス事業所:"));
    assert!(named(&lacking).contains(&heading), "{:?}", named(&lacking));
}

/// A key that became a line of the text above it is named where it is missed, and a comment of an office's file.
#[test]
fn a_line_that_is_no_entry_any_more_is_named() {
    let (number, found) = told("  援助の方針: |-\n", "      援助の方針: |-\n");
    let one = found.iter().find(|(rule, ..)| rule == "CP121").expect("told");
    assert!(one.2.contains(&(number as u64)), "{found:?}");
    let office = "居宅介護支援事業所:\n  名称: 架空ケア\n  #所在地: 香川県丸亀市架空町31番地\n  電話: 0877-00-0000\n  事業所番号: '3799900002'\n  介護支援専門員: 土器 まさみ\n";
    let text = std::fs::read_to_string(crate::dsl::sample_path("ayagawa-masao")).expect("the sample");
    let (before, rest) = text.split_once("居宅介護支援事業所:\n").expect("the office");
    let rest = rest.split_once("\n認定:").expect("the certification").1;
    let plan = format!("{before}居宅介護支援事業所: office.yaml\n認定:{rest}");
    let case = Case::empty().file("office.yaml", office).file("plan.yaml", plan);
    let shown = case.run(["check", "plan.yaml"]).stdout();
    assert!(
        shown.contains("CP005") && shown.contains("3 |   #所在地") && shown.contains("この行はコメント"),
        "{shown}"
    );
}

/// A row's first line that was copied into another row: what the row above has lost is told there, and where the next row begins is
/// named. A row that lacks one thing is whole.
#[test]
fn the_line_with_which_the_next_row_begins_is_named() {
    let plan = "tests/plans/living-alone-dementia.yaml";
    let row = "                - サービス内容: 散歩の途中で声をかけ、立ち話をする\n";
    let pasted = format!("{row}                - サービス内容: 玄関先の花に水をやる\n");
    let (number, found) = told_of(plan, row, &pasted);
    for rule in ["CP231", "CP236"] {
        let one = found.iter().find(|(found, ..)| found == rule).expect("told");
        assert!(one.2.contains(&(number as u64 + 1)), "{rule}: {one:?}");
    }
    let row =
        "サービス内容: 玄関先の花に水をやる\n                  サービス種別: 本人\n                  頻度: 毎日\n";
    let lacks = "サービス内容: 玄関先の花に水をやる\n                  サービス種別: 本人\n";
    let (_, found) = told_of(plan, row, lacks);
    let one = found.iter().find(|(found, ..)| found == "CP236").expect("told");
    assert!(one.2.is_empty(), "{one:?}");
}

/// A plan that was cut off: a right value is not offered to be taken out because what it rests on is gone.
#[test]
fn a_reason_is_kept_where_the_tables_with_the_service_are_gone() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/public-assistance.yaml");
    let text = std::fs::read_to_string(path).expect("the plan");
    let (cut, _) = text.split_once("自分でごみを出し").expect("the goal");
    let done = Case::empty().file("plan.yaml", cut).run(["check", "plan.yaml", "--format", "json"]);
    let found: Value = serde_json::from_str(&done.stdout()).expect("JSON");
    let one = found.as_array().expect("a list").iter().find(|one| one["rule"] == "CP133").expect("told");
    assert!(one["fixes"].as_array().is_some_and(Vec::is_empty), "{one}");
    let last = Value::from(cut.lines().count());
    assert!(one["related"].as_array().is_some_and(|places| places.iter().any(|place| place["line"] == last)), "{one}");
}

/// A plan of which the rest is cut off, in whatever order its parts stand.
#[test]
fn the_end_of_a_file_that_was_cut_off_is_named() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/sanuki-haru.yaml");
    let text = std::fs::read_to_string(path).expect("the plan");
    let client = text.find("利用者:").expect("the client");
    let cut = text[client..].find("  生年月日:").expect("the birthday");
    let plan = format!("給付率: 90\n{}", &text[client..client + cut].trim_end());
    let last = plan.lines().count() as u64;
    let case = Case::empty().file("plan.yaml", plan);
    let found: Value =
        serde_json::from_str(&case.run(["check", "plan.yaml", "--format", "json"]).stdout()).expect("JSON");
    for rule in ["CP001", "CP002", "CP005", "CP006"] {
        let one = found.as_array().expect("a list").iter().find(|one| one["rule"] == rule).expect(rule);
        let named = one["related"].as_array().expect("a list");
        assert!(named.iter().any(|place| place["line"] == last), "{rule}: {one}");
    }
}

#[test]
fn a_lost_key_is_named_where_its_value_is_missed() {
    let (number, found) = told("    内容: 第1回サービス担当者会議を開催。", "     第1回サービス担当者会議を開催。");
    let one = found.iter().find(|(rule, ..)| rule == "CP503").expect("told");
    assert!(one.2.contains(&(number as u64)), "{one:?}");
}
