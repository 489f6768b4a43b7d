//! What teaches: the example that `careplan new --example` writes is right, prints, and leaves out no key of 第６表.

use super::dsl::Case;
use careplan::case::month::{Allotment, MonthlyService, ServiceLine};
use careplan::case::read::from_text;

const EXAMPLE: &str = include_str!("../../src/cli/new/example.yaml");

#[test]
fn the_example_checks_clean_and_prints_all_tables() {
    let done =
        Case::empty().run(["new", "--example", "rei.yaml"]).succeeds().leaves(["careplan.schema.json", "rei.yaml"]);
    let done = done.again().run(["check", "rei.yaml", "--deny", "info"]).succeeds();
    let done = done.again().run(["render", "rei.yaml"]).succeeds();
    assert!(done.bytes("rei.pdf").starts_with(b"%PDF-"));
    // Nobody's work is written over, and an office is no example.
    let done = done.again().run(["new", "--example", "rei.yaml"]).ends_with(2);
    done.again().run(["new", "--example", "--office", "x.yaml"]).ends_with(2);
    let file = from_text("rei.yaml", EXAMPLE).0.file;
    assert!(file.plan_1.is_some() && file.plan_2.is_some() && file.week.is_some());
    assert!(!file.meetings.is_empty() && !file.log.is_empty() && !file.months.is_empty());
}

#[test]
fn every_key_of_a_month_is_explained() {
    for key in MonthlyService::KEYS.iter().chain(ServiceLine::KEYS).chain(Allotment::KEYS) {
        assert!(EXAMPLE.contains(key), "src/cli/new/example.yaml does not explain 「{key}」 of 第6表");
    }
}

/// What is commented out is right too: each such key may be switched on as it stands.
#[test]
fn every_commented_key_of_the_month_can_be_switched_on() {
    for line in EXAMPLE.lines().filter(|line| line.starts_with("    # ")) {
        let text = line.trim_start().trim_start_matches("# ");
        let Some((key, _)) = text.split_once(": ") else { continue };
        if !MonthlyService::KEYS.contains(&key) || text.contains(":  ") {
            continue;
        }
        let on = EXAMPLE.replacen(line, &format!("    {text}"), 1);
        let problems = from_text("rei.yaml", &on).0.problems;
        // 変更日 alone says too little, and two numbers of a list belong together: reading must not stumble all the same.
        assert!(problems.is_empty(), "{key}: {problems:?}");
    }
}
