//! `careplan fix`: what can only be meant one way is mended, the rest is proposed, and nothing else changes.

use crate::dsl::Case;
use careplan::case::read::from_text;
use careplan::fixes;
use careplan::rules::{self, CheckContext};
use careplan::source::edit::{TextEdit, apply};

const BASE: &str = include_str!("../rules/base.yaml");
const SAMPLE: &str = include_str!("../../samples/sanuki-haru.yaml");

#[test]
fn slips_of_typing_are_mended_and_the_old_file_is_kept() {
    let slips = SAMPLE
        .replace("  氏名: 讃岐 ハル\n  フリガナ: ", "  氏名：讃岐 ハル\n  フリカナ: ")
        .replace("第1表:\n", "第一表:\n")
        .replace("  計画作成日: 令和7年5月27日", "  計画作成日: 令和7年5月27日（月）");
    let done = Case::empty().file("plan.yaml", &slips).run(["fix", "plan.yaml"]).succeeds();
    let new = String::from_utf8(done.bytes("plan.yaml")).unwrap();
    assert_eq!(new.replace("計画作成日: 令和7年5月27日（火）", "計画作成日: 令和7年5月27日"), SAMPLE);
    assert_eq!(done.bytes("plan.yaml~"), slips.as_bytes());
    assert!(done.stderr().contains("直しました plan.yaml:"), "{}", done.stderr());
    // Twice changes nothing, and keeps the first old file.
    let again = done.again().run(["fix", "plan.yaml"]).succeeds();
    assert_eq!(again.bytes("plan.yaml"), new.as_bytes());
    assert_eq!(again.bytes("plan.yaml~"), slips.as_bytes());
}

#[test]
fn a_difference_is_shown_and_nothing_written() {
    let slips = SAMPLE.replace("  フリガナ: ", "  フリカナ: ");
    let done = Case::empty().file("plan.yaml", &slips).run(["fix", "plan.yaml", "--diff"]).succeeds();
    assert!(done.stdout().contains("-  フリカナ: サヌキ ハル\n+  フリガナ: サヌキ ハル"), "{}", done.stdout());
    assert_eq!(done.bytes("plan.yaml"), slips.as_bytes());
}

#[test]
fn what_a_person_must_decide_is_proposed_and_applied_when_asked() {
    let blank = SAMPLE.replace("  審査会意見: なし\n", "  審査会意見:\n");
    let done = Case::empty().file("plan.yaml", &blank).run(["fix", "plan.yaml"]).succeeds();
    assert_eq!(done.bytes("plan.yaml"), blank.as_bytes());
    assert!(done.stderr().contains("CP120 審査会意見に「なし」と書く"), "{}", done.stderr());
    let done = done.again().run(["fix", "plan.yaml", "--suggested", "--rule", "CP120", "--no-backup"]).succeeds();
    assert_eq!(done.bytes("plan.yaml"), SAMPLE.as_bytes());
}

#[test]
fn mistakes_that_only_the_writer_can_mend_remain_and_say_so() {
    let done = Case::empty().file("plan.yaml", "利用者:\n  生年月日: いつか\n").run(["fix", "plan.yaml"]).ends_with(1);
    assert!(done.stderr().contains("いつか"), "{}", done.stderr());
}

#[test]
fn programs_are_given_the_changes() {
    let slips = SAMPLE.replace("  フリガナ: ", "  フリカナ: ");
    let done = Case::empty().file("plan.yaml", &slips).run(["check", "plan.yaml", "--format", "json"]).ends_with(1);
    let told: serde_json::Value = serde_json::from_str(&done.stdout()).unwrap();
    let fix = &told[0]["fixes"][0];
    assert_eq!((&fix["certain"], &fix["edits"][0]["line"]), (&true.into(), &6.into()), "{fix}");
    assert_eq!(fix["edits"][0]["text"], "フリガナ");
    let done = done.again().run(["check", "plan.yaml", "--format", "sarif"]).ends_with(1);
    let log: serde_json::Value = serde_json::from_str(&done.stdout()).unwrap();
    let change = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "フリガナ", "{change}");
}

/// The base plan with pieces replaced, the rule that is then broken, and what stands there after its fix.
const MENDED: &[(&str, &str, &str)] = &[
    ("CP120", "審査会意見: なし", "審査会意見: ''"),
    ("CP009", "認定日: 令和7年4月7日", "認定日: 令和7年4月8日"),
    ("CP214", "期間: 令和7年5月27日 ～ 令和8年4月30日", "期間: 令和7年5月27日 ～ 令和8年9月30日"),
];

#[test]
fn fixes_of_rules_stand_in_order_and_name_rules() {
    let ids: Vec<&str> = fixes::RULES.iter().map(|fix| fix.rule).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    assert!(ids.iter().all(|id| rules::find(id).is_some()), "{ids:?}");
    assert!(ids.len() >= 40, "{} rules have a fix", ids.len());
}

/// Whatever a fix does in any of the rules' own examples: the plan reads, and no more is told of that rule than before.
#[test]
fn every_fix_of_the_examples_makes_the_plan_better() {
    let told = |text: &str| {
        let (case, _) = from_text("plan.yaml", text);
        let context = CheckContext::new(&case.file, None);
        let found: Vec<_> =
            rules::check(&context).into_iter().map(|finding| (finding.rule.id, finding.primary)).collect();
        (case, found)
    };
    let broken = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules/broken.yaml")).unwrap();
    let mut plans = vec![broken];
    plans.extend(MENDED.iter().map(|(_, good, bad)| SAMPLE.replacen(good, bad, 1)));
    plans.extend(MENDED.iter().map(|(_, good, bad)| BASE.replacen(good, bad, 1)));
    let mut used = std::collections::BTreeSet::new();
    for text in plans {
        let (case, found) = told(&text);
        let context = CheckContext::new(&case.file, None);
        for (rule, span) in &found {
            for fix in fixes::of_finding(&case, &context, &text, rule, *span) {
                let edits: Vec<TextEdit> = fix.edits.iter().map(TextEdit::from).collect();
                let new = apply(&text, &edits).unwrap();
                let (after, left) = told(&new);
                assert!(after.problems.len() <= case.problems.len(), "{rule} {}\n{:?}", fix.title, after.problems);
                let count =
                    |found: &[(&str, careplan::source::Span)]| found.iter().filter(|(id, _)| id == rule).count();
                assert!(count(&left) < count(&found), "{rule}: {} did not help", fix.title);
                used.insert(*rule);
            }
        }
    }
    assert!(used.len() >= 8, "{used:?}");
}
