//! `careplan fix`: what can only be meant one way is mended, the rest is proposed, and nothing else changes.

use crate::dsl::Case;

const SAMPLE: &str = include_str!("../../samples/sanuki-haru.yaml");

#[test]
fn slips_of_typing_are_mended_and_the_old_file_is_kept() {
    let slips = SAMPLE
        .replace("  氏名: 讃岐 ハル\n  フリガナ: ", "  氏名：讃岐 ハル\n  フリカナ: ")
        .replace("第1表:\n", "第一表:\n")
        .replace("  計画作成日: 令和7年5月27日", "  計画作成日: 令和7年5月27日 火曜日");
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
