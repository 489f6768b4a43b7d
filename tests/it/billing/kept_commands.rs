//! `month --pin`, `annex` and the printed slip where a month keeps its own values, on the command line.

use crate::dsl::Case;
use serde_json::Value;

const LINE: &str = "{サービス内容: 通所介護Ⅰ５２, サービスコード: '152442', 事業所: デイ, 単位数: 777, 予定: [3, 6]}";

fn plan(certification: &str, months: &str) -> String {
    format!(
        "利用者: {{氏名: 架空 三, 被保険者番号: '0000000042', 保険者番号: '379992', 保険者名: 架空町}}\n認定: {certification}\n給付率: 90\nサービス事業所: {{デイ: {{事業所番号: '3799900012', 地域区分: 7級地}}}}\n第6表:\n{months}"
    )
}

fn block(month: &str, head: &str) -> String {
    format!("  - 年月: {month}\n{head}    サービス:\n      - {LINE}\n")
}

const PRESENT: &str = "{状況: 認定済, 要介護状態区分: 要介護3, 有効期間: 2025-08-01 ～ 2026-07-31}";

/// June as two slips.
fn moved() -> Case {
    let months = block("2025-06", "    保険者番号: '379991'\n") + &block("2025-06", "    保険者番号: '379992'\n");
    Case::empty().file("p.yaml", plan("{要介護状態区分: 要介護2, 有効期間: 2025-01-01 ～ 2026-12-31}", &months))
}

/// A mistyped month is not „written already“.
#[test]
fn a_month_that_the_plan_does_not_have_is_not_pinned() {
    let text = plan(PRESENT, &block("2025-09", ""));
    let done = Case::empty().file("p.yaml", &text).run(["month", "p.yaml", "--pin", "--write", "--month", "2025-08"]);
    let done = done.ends_with(1).says("令和7年8月の利用票がありません");
    assert_eq!(done.bytes("p.yaml"), text.as_bytes());
}

#[test]
fn months_are_pinned_as_a_month_is_written() {
    let months = block("2025-07", "") + &block("2025-09", "");
    let text = plan(PRESENT, &months);
    let shown = Case::empty().file("p.yaml", &text).run(["month", "p.yaml", "--pin"]).succeeds();
    let shown =
        shown.prints("要介護状態区分: 要介護3").prints("給付率: 90").says("令和7年7月に有効な認定が「認定」にない");
    assert_eq!(shown.stdout().matches("要介護状態区分").count(), 1, "{}", shown.stdout());
    assert_eq!(shown.bytes("p.yaml"), text.as_bytes());
    let done = shown.again().run(["month", "p.yaml", "--pin", "--write"]).succeeds();
    assert_eq!(done.bytes("p.yaml~"), text.as_bytes());
    let pinned = String::from_utf8(done.bytes("p.yaml")).unwrap();
    let september = pinned.split("年月: 2025-09").nth(1).unwrap();
    assert!(september.contains("要介護状態区分: 要介護3") && september.contains("被保険者番号"), "{pinned}");
    let again = done.again().run(["month", "p.yaml", "--pin", "--write"]).succeeds().says("何も加えませんでした");
    assert_eq!(again.bytes("p.yaml"), pinned.as_bytes());
    // One month alone, and a month that is not there.
    let one = Case::empty().file("p.yaml", &text).run(["month", "p.yaml", "--pin", "--month", "2025-09", "--write"]);
    let one = String::from_utf8(one.succeeds().bytes("p.yaml")).unwrap();
    assert!(!one.split("年月: 2025-09").next().unwrap().contains("    被保険者番号"), "{one}");
    Case::empty().file("p.yaml", &text).run(["month", "p.yaml", "--write"]).ends_with(2);
}

#[test]
fn a_month_outside_the_certification_is_told_once_wherever_it_is_used() {
    let sentence = "令和7年7月は認定の有効期間（令和7年8月1日～令和8年7月31日）の外";
    let case = || Case::empty().file("p.yaml", plan(PRESENT, &block("2025-07", "")));
    for table in ["6", "7", "6,7,控,提供票"] {
        let done = case().run(["render", "p.yaml", "--table", table]).succeeds();
        assert_eq!(done.stderr().matches(sentence).count(), 1, "{table}\n{}", done.stderr());
    }
    case().run(["annex", "p.yaml", "--month", "2025-07"]).succeeds().says(sentence);
    let checked = case().run(["check", "p.yaml"]);
    assert_eq!(checked.stdout().matches(sentence).count(), 1, "{}", checked.stdout());
}

#[test]
fn two_insurers_of_a_month_are_printed_and_reckoned_apart() {
    let list = moved().run(["annex", "p.yaml", "--month", "2025-06", "--format", "json"]).succeeds().stdout();
    let list: Value = serde_json::from_str(&list).unwrap();
    let of: Vec<_> = list.as_array().unwrap().iter().map(|annex| annex["保険者番号"].as_str().unwrap()).collect();
    assert_eq!(of, ["379991", "379992"]);
    let one = ["annex", "p.yaml", "--month", "2025-06", "--format", "json", "--insurer", "379992"];
    let one: Value = serde_json::from_str(&moved().run(one).succeeds().stdout()).unwrap();
    assert_eq!(one["区分支給限度基準額"], 19_705);
    moved()
        .run(["annex", "p.yaml", "--month", "2025-06"])
        .succeeds()
        .prints("保険者番号 379991")
        .prints("保険者番号 379992");
    let unknown = ["annex", "p.yaml", "--month", "2025-06", "--insurer", "370000"];
    moved().run(unknown).ends_with(1).says("あるのは 379991、379992");
    let both = moved().run(["render", "p.yaml", "--month", "2025-06", "--table", "6", "-o", "both.pdf"]).succeeds();
    let only = both.again().run([
        "render",
        "p.yaml",
        "--month",
        "2025-06",
        "--table",
        "6",
        "--insurer",
        "379991",
        "-o",
        "one.pdf",
    ]);
    let only = only.succeeds();
    let words = |name: &str| {
        let path = only.path(name).to_str().unwrap().to_owned();
        crate::dsl::outside("pdftotext", &["-layout", &path, "-"])
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    if let (Some(both), Some(one)) = (words("both.pdf"), words("one.pdf")) {
        assert_eq!((both.matches('\u{c}').count(), one.matches('\u{c}').count()), (2, 1));
        assert!(both.contains("架空町") && !one.contains("架空町"), "{one}");
    }
    // 提供票 and 別表 of each insurer once, and each 別表 says whose it is.
    let copies = moved().run(["render", "p.yaml", "--table", "提供票", "-o", "copies.pdf"]).succeeds();
    let path = copies.path("copies.pdf").to_str().unwrap().to_owned();
    if let Some(output) = crate::dsl::outside("pdftotext", &["-layout", &path, "-"]) {
        let words = String::from_utf8_lossy(&output.stdout);
        assert_eq!(words.matches('\u{c}').count(), 4, "{words}");
        let at = |words_of: &str| words.find(words_of).unwrap_or_else(|| panic!("{words_of}: {words}"));
        assert!(at("保険者番号 379991") < at("保険者番号 379992"));
    }
    let unknown = ["render", "p.yaml", "--month", "2025-06", "--table", "6", "--insurer", "370000"];
    moved().run(unknown).ends_with(1).says("あるのは 379991、379992");
}

/// Two sheets of 給付管理票, and one client.
#[test]
fn who_has_two_insurers_in_a_month_is_one_person() {
    let done = moved().run(["benefit", "p.yaml", "--month", "2025-06"]).succeeds().prints("合計 1 人");
    assert_eq!(done.stdout().matches("0000000042").count(), 2, "{}", done.stdout());
}

#[test]
fn the_name_of_a_batchs_file_carries_both_insurers() {
    let done = moved().run(["batch", "p.yaml", "--month", "2025-06", "-o", "out"]).succeeds();
    assert!(done.path("out/0000000042_2025-06_利用票_379991+379992.pdf").exists());
    let named = ["batch", "p.yaml", "--month", "2025-06", "-o", "out", "--name", "{保険者番号}_{被保険者番号}"];
    assert!(moved().run(named).succeeds().path("out/379991+379992_0000000042.pdf").exists());
}

/// 要支援2 until the 14th, 要介護1 from the 15th.
fn from_support() -> Case {
    let head = "    作成年月日: 2025-06-15\n    届出年月日: 2025-06-15\n    要介護状態区分: 要支援2\n    変更後要介護状態区分: 要介護1\n    変更日: 2025-06-15\n";
    let months = format!(
        "  - 年月: 2025-06\n{head}    サービス:\n      - {{サービス内容: 通所型独自サービス２日割, サービスコード: 'A61122', 事業所: デイ, 単位数: 119, 予定: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]}}\n      - {{サービス内容: 通所介護Ⅰ５１, サービスコード: '152441', 事業所: デイ, 単位数: 658, 予定: [17, 20]}}\n"
    );
    Case::empty().file("p.yaml", plan("{要介護状態区分: 要介護1, 有効期間: 2025-06-15 ～ 2026-06-30}", &months))
}

#[test]
fn support_becomes_care_within_the_month() {
    let checked = from_support().run(["check", "p.yaml"]);
    assert!(!checked.stdout().contains("CP606"), "{}", checked.stdout());
    let late = from_support();
    let text = std::fs::read_to_string(late.path("p.yaml"))
        .unwrap()
        .replace("届出年月日: 2025-06-15", "届出年月日: 2025-06-18");
    let checked = Case::empty().file("p.yaml", text).run(["check", "p.yaml"]);
    assert!(checked.stdout().contains("CP606"), "{}", checked.stdout());
    // The heavier limit counts: that of 要介護1.
    let annex = from_support().run(["annex", "p.yaml", "--month", "2025-06", "--format", "json"]).succeeds().stdout();
    let annex: Value = serde_json::from_str(&annex).unwrap();
    assert_eq!(annex["区分支給限度基準額"], 16_765);
    for accessible in [
        &["render", "p.yaml", "--table", "6", "-o", "s.pdf"][..],
        &["render", "p.yaml", "--table", "6", "--accessible", "-o", "s.pdf"],
    ] {
        let done = from_support().run_all(accessible).succeeds();
        let path = done.path("s.pdf").to_str().unwrap().to_owned();
        if let Some(output) = crate::dsl::outside("pdftotext", &["-layout", &path, "-"]) {
            let words = String::from_utf8_lossy(&output.stdout);
            assert!(words.contains("要支援2"), "{words}");
        }
    }
}

/// The card of the 15th was put beside the old one; with the next card, both are written over.
#[test]
fn a_change_of_level_is_written_with_the_actual_days_and_outlasts_the_next_card() {
    let both = "[{要介護状態区分: 要介護2, 有効期間: 2024-10-01 ～ 2025-09-14}, {要介護状態区分: 要介護3, 有効期間: 2025-09-15 ～ 2026-09-30}]";
    let next = "{要介護状態区分: 要介護5, 有効期間: 2026-10-01 ～ 2028-09-30}";
    let pinned =
        "    要介護状態区分: 要介護2\n    給付率: 90\n    保険者番号: '379992'\n    被保険者番号: '0000000042'\n";
    let september = plan(both, &block("2025-09", pinned));
    let limit = |text: &str| {
        let annex = ["annex", "p.yaml", "--month", "2025-09", "--format", "json"];
        let done = Case::empty().file("p.yaml", text).run(annex).succeeds();
        (serde_json::from_str::<Value>(&done.stdout()).unwrap()["区分支給限度基準額"].as_i64().unwrap(), done.stderr())
    };
    let (before, told) = limit(&september);
    assert_eq!((before, told.as_str()), (27_048, ""));
    // 実績 typed by hand: the month is over, and the change stands in no slip.
    let by_hand = september.replace("予定: [3, 6]", "予定: [3, 6], 実績: [3, 6]");
    assert!(limit(&by_hand).1.contains("次の認定を書くと消える"), "{}", limit(&by_hand).1);
    let done = Case::empty().file("p.yaml", &september);
    let done = done.run(["month", "p.yaml", "--month", "2025-09", "--actual", "--write"]).succeeds();
    let done = done.says("変更後要介護状態区分（要介護3）と変更日（令和7年9月15日）も書き加えました");
    let written = String::from_utf8(done.bytes("p.yaml")).unwrap();
    assert!(written.contains("変更後要介護状態区分: 要介護3") && written.contains("実績: [3, 6]"), "{written}");
    let later = written.replace(both, next);
    assert_ne!(later, written);
    assert_eq!(limit(&later), (27_048, String::new()));
    // A second time nothing is added.
    done.again()
        .run(["month", "p.yaml", "--month", "2025-09", "--actual", "--write"])
        .succeeds()
        .says("何も加えませんでした");
}
