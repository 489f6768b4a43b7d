//! A slip or annex without its days or figures is nobody's paper: it is refused, or told where it cannot be seen.

use crate::dsl::{Case, outside};

const PLAN: &str = "sanuki-haru.yaml";
const DAYS: &str = "予定: [2, 9, 16, 23, 30]";

fn with(from: &str, to: &str) -> Case {
    Case::empty().patched("sanuki-haru", from, to)
}

/// The commands that print a month of the plan.
const PRINTING: [&[&str]; 3] = [
    &["render", PLAN, "-o", "o.pdf"],
    &["packet", PLAN, "--for", "利用者", "-o", "o.pdf"],
    &["batch", PLAN, "--month", "2025-06", "-o", "out"],
];

/// Refused by all that print, with the line.
fn refused(case: Case, words: &str) {
    refused_by(&PRINTING, case, words);
}

fn refused_by(commands: &[&[&str]], mut case: Case, words: &str) {
    for command in commands {
        let done = case.run_all(command).ends_with(1);
        let said = done.stdout() + &done.stderr();
        assert!(said.contains(words), "{command:?}: {said}");
        assert!(!done.path("o.pdf").exists(), "{command:?}");
        case = done.again();
    }
}

#[test]
fn an_annex_that_cannot_be_computed_is_not_printed_without_figures() {
    for (from, to) in [
        ("事業所: デイサービスセンター架空の里, 単位数: 777", "事業所: 存在しない事業所, 単位数: 777"),
        ("\n給付率: 90", "\n給付率: ''"),
        ("単位数: 387", "単位数: ''"),
    ] {
        // What is handed on; who renders alone sees the sheet and is told.
        refused_by(&PRINTING[1..], with(from, to), "sanuki-haru.yaml");
    }
    let case = with("\n給付率: 90", "\n給付率: ''");
    let done = case.run(["render", PLAN, "--allow-empty", "-o", "o.pdf"]).succeeds();
    let pdf = done.path("o.pdf");
    let Some(text) = outside("pdftotext", &[pdf.to_str().unwrap(), "-"]) else { return };
    assert!(String::from_utf8_lossy(&text.stdout).contains("計算していません"));
}

#[test]
fn a_month_without_its_name_is_told_and_not_printed() {
    let case = with("  - 年月: 令和7年6月\n    作成年月日", "  - 作成年月日");
    let mut case = case.run(["check", PLAN]).ends_with(1).prints("CP666").again();
    for command in &PRINTING[..2] {
        case = case.run_all(command).ends_with(1).says("年月").again();
    }
}

#[test]
fn an_unfinished_line_is_not_printed_empty() {
    for planned in ["{曜日: }", "{第: 2}", "{}", "['']"] {
        refused(with(DAYS, &format!("予定: {planned}")), "予定");
    }
}

/// What annex, render and batch refuse, check tells.
#[test]
fn what_does_not_print_does_not_check_clean() {
    for (from, to, words) in [
        (DAYS, "予定: [2, 9], 半月: はい", "半月では算定できません"),
        (DAYS, "予定: [2, 9], 定額: 300", "定額のサービスとそうでないサービス"),
        (
            "    サービス:\n      - {",
            "    種類支給限度基準額: {あいう: 8}\n    サービス:\n      - {",
            "「あいう」というサービス種類はありません",
        ),
        ("開催場所: 利用者の自宅", "開催場所: \"\\U0001F600\"", "U+1F600"),
    ] {
        let done = with(from, to).run(["check", PLAN]).ends_with(1).prints(words);
        let done = done.again().run(["render", PLAN, "-o", "o.pdf"]).ends_with(1);
        assert!(done.stderr().contains(words), "{}", done.stderr());
    }
}

/// Who moved had another number in that month: all papers of it say the same.
#[test]
fn papers_of_a_month_bear_its_own_numbers() {
    let own = "  - 年月: 令和7年6月\n    保険者番号: '379999'\n    保険者名: 旧市\n    被保険者番号: '0009999999'\n";
    let case = with("  - 年月: 令和7年6月\n", own);
    let done = case.run(["benefit", PLAN, "--month", "2025-06", "--format", "json"]);
    assert!(done.stdout().contains("0009999999") && !done.stdout().contains("0001234567"), "{}", done.stdout());
    let done = done.again().run(["render", PLAN, "--table", "給付管理票", "-o", "k.pdf"]).succeeds();
    let pdf = done.path("k.pdf");
    let Some(text) = outside("pdftotext", &[pdf.to_str().unwrap(), "-"]) else { return };
    let text: String = String::from_utf8_lossy(&text.stdout).chars().filter(|c| !c.is_whitespace()).collect();
    // Each digit has a box of its own.
    assert!(text.contains("09999999") && !text.contains("1234567"), "{text}");
}
