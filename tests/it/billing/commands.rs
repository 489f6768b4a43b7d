//! The month on the command line: 第７表 from 実績, what the annex warns of, and a list of service codes.

use crate::dsl::{Case, sample_path};
use serde_json::Value;

const PLAN: &str = "sanuki-haru.yaml";

/// The sample's June with one visit that did not take place.
fn june_with_actual() -> Case {
    let args = ["month", PLAN, "--month", "2025-06", "--actual", "--write"];
    let done = Case::sample("sanuki-haru").run(args).succeeds();
    let text = String::from_utf8(done.bytes(PLAN)).unwrap();
    let planned = "予定: [2, 9, 16, 23, 30], 実績: [2, 9, 16, 23, 30]";
    assert!(text.contains(planned), "{text}");
    done.again().file(PLAN, text.replacen(planned, "予定: [2, 9, 16, 23, 30], 実績: [2, 9, 16, 23]", 1))
}

/// The words of the pages, as their SVGs are for the eye only: those of the PDF.
fn words(path: &std::path::Path) -> Option<String> {
    let path = path.to_str().expect("a path");
    let output = crate::dsl::outside("pdftotext", &["-layout", path, "-"])?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_sheets_say_that_they_are_from_actual() {
    for table in ["7", "控", "提供票"] {
        let case = june_with_actual();
        let planned = case.run(["render", PLAN, "--table", table, "-o", "planned.pdf"]).succeeds();
        let args = ["render", PLAN, "--table", table, "--actual", "-o", "actual.pdf"];
        let done = planned.again().run(args).succeeds();
        assert_ne!(done.bytes("planned.pdf"), done.bytes("actual.pdf"), "{table}");
        let (Some(planned), Some(actual)) = (words(&done.path("planned.pdf")), words(&done.path("actual.pdf"))) else {
            return;
        };
        // One visit of 387 units fewer: 10,517 − 387.
        assert!(planned.contains("10,517") && !planned.contains("実績から計算"), "{table}\n{planned}");
        assert!(actual.contains("10,130") && actual.contains("実績から計算"), "{table}\n{actual}");
    }
}

#[test]
fn a_month_without_actual_is_refused() {
    let done = Case::sample("sanuki-haru").run(["render", PLAN, "--table", "7", "--actual"]).ends_with(1);
    let done = done.says("令和7年6月の利用票には実績が一つも書かれていません").says("--actual を付けない");
    // 第６表 has lines for both and does not ask.
    done.leaves([PLAN]).again().run(["render", PLAN, "--table", "6", "--actual"]).succeeds();
}

#[test]
fn what_the_annex_warns_of_is_told_once_when_it_is_printed() {
    let case = || Case::empty().patched("sanuki-haru", "地域区分: 7級地}", "地域区分: 7級地, 単価: \"10.42\"}");
    let sentence = "単価10.42円は、表の10.21円と違います";
    for table in ["7", "控", "提供票", "6,7,控,提供票"] {
        let done = case().run(["render", PLAN, "--table", table]).succeeds();
        assert_eq!(done.stderr().matches(sentence).count(), 1, "{table}\n{}", done.stderr());
    }
    let done = case().run(["render", PLAN, "--table", "1,6"]).succeeds();
    assert!(!done.stderr().contains(sentence), "{}", done.stderr());
    let done = case().run(["check", PLAN, "--deny", "warning"]).ends_with(1).prints("CP709").prints(sentence);
    done.again().run(["annex", PLAN, "--month", "2025-06"]).succeeds().says(sentence);
}

/// A list in which one code has other units and one is missing.
const CODES: &str = "コード,名称,単位数,適用開始\r\n111211,身体介護２,396,202404\r\n114211,,374,\r\n116275,,,\r\n\
    152442,,777,\r\n155301,,40,\r\n156108,,,\r\n171007,,,\r\n";

#[test]
fn a_list_of_codes_is_compared_in_every_format() {
    let case = || Case::sample("sanuki-haru").file("codes.csv", CODES);
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let line = text.lines().position(|line| line.contains("\"111211\"")).unwrap() + 1;

    let human = case().run(["check", PLAN, "--codes", "codes.csv"]).succeeds().prints("CP713");
    human
        .prints(&format!("{PLAN}:{line}:"))
        .prints("「111211」の単位数387は、サービスコード表の396と違います")
        .prints("サービスコード表に「171009」がありません");
    let short = case().run(["check", PLAN, "--codes", "codes.csv", "--format", "short"]).succeeds().stdout();
    assert!(
        short.lines().any(|said| said.starts_with(&format!("{PLAN}:{line}:")) && said.contains("CP713")),
        "{short}"
    );
    let json = case().run(["check", PLAN, "--codes", "codes.csv", "--format", "json"]).succeeds().stdout();
    let json: Value = serde_json::from_str(&json).unwrap();
    let found: Vec<_> = json.as_array().unwrap().iter().filter(|found| found["rule"] == "CP713").collect();
    assert_eq!(found.len(), 2, "{json}");
    assert_eq!((&found[0]["line"], &found[0]["path"]), (&line.into(), &"第6表[0].サービス[0].単位数".into()));
    let sarif = case().run(["check", PLAN, "--codes", "codes.csv", "--format", "sarif"]).succeeds().stdout();
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.iter().filter(|result| result["ruleId"] == "CP713").count(), 2);

    // Without a list nothing is said; a list that cannot be read stops the check.
    let silent = case().run(["check", PLAN]).succeeds();
    assert!(!silent.stdout().contains("CP713"));
    case().run(["check", PLAN, "--codes", "missing.csv"]).ends_with(2).says("missing.csv");
    case().file("codes.csv", "名称\n").run(["check", PLAN, "--codes", "codes.csv"]).ends_with(2).says("「コード」の列");
    // The annex tells the same.
    let annex = ["annex", PLAN, "--month", "2025-06", "--codes", "codes.csv"];
    case().run(annex).succeeds().says("「171009」がありません");
}

#[test]
fn next_month_is_a_month() {
    for word in ["next", "来月"] {
        // Whatever today is, the word is understood; the sample's certification may have ended.
        let done = Case::sample("sanuki-haru").run(["month", PLAN, "--month", word]);
        assert!(!done.stderr().contains("読めません"), "{}", done.stderr());
    }
}

/// What refuses the annex is rarely the line that it stumbles over: the other place is named by every command that reckons.
#[test]
fn a_refusal_names_where_it_may_come_from() {
    let slipped = |from: &str, to: &str, words: [&str; 2]| {
        let case = || Case::empty().patched("sanuki-haru", from, to);
        let annex = ["annex", PLAN, "--month", "2025-06"];
        let done = case().run(annex).ends_with(1).says(words[0]).says(words[1]);
        done.again().run(["render", PLAN, "--table", "7"]).says(words[1]);
    };
    let unknown = "がサービス事業所にありません";
    slipped("  ヘルパーステーションうみかぜ:", "  ヘルパーステーシヨンうみかぜ:", [unknown, "よく似た名前です"]);
    let limited = |more: &str| {
        format!(
            "届出年月日: 令和7年5月12日\n    区分支給限度基準額: 10500\n    超過の割り振り: [{{事業所: デイサービスセンター架空の里, サービス種類: 通所介護, 単位数: 1}}]{more}"
        )
    };
    slipped(
        "届出年月日: 令和7年5月12日",
        &limited(
            "\n    種類支給限度基準額: {訪問看護: 1500}\n    種類超過の割り振り: [{事業所: ヘルパーステーションうみかぜ, サービス種類: 訪問介護, 単位数: 5}]",
        ),
        ["種類支給限度基準額がない", "この月にないサービス種類の限度額です"],
    );
    let lines = sample("sanuki-haru").replacen("届出年月日: 令和7年5月12日", &limited(""), 1);
    let lines = lines.replacen("サービスコード: \"152442\",", "サービスコード: \"152442\", 休み: [1],", 1);
    let done = Case::empty().file(PLAN, lines).run(["annex", PLAN, "--month", "2025-06"]).ends_with(1);
    done.says("超過の割り振りの合計は1単位です").says("休みの1日に予定がない");
}

fn sample(name: &str) -> String {
    std::fs::read_to_string(sample_path(name)).expect("a sample")
}
