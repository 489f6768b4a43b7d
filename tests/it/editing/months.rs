//! 「次の月」「実績」 are the command `month`: they write what it writes, refuse what it refuses and tell what it tells.

use super::{hash, sample, text};
use crate::dsl::Case;
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;

/// What a button of the page answered, line by line, and that it left what the command leaves.
fn as_the_command(plan: &str, button: &str, words: [&str; 3]) -> Vec<String> {
    let watch = Watch::edit(plan);
    watch.until(true);
    let (status, said) = watch.post(button, &json!({ "hash": hash(&watch) }));
    assert_eq!(status, 200, "{said}");
    let args = ["month", "plan.yaml", words[0], words[1], words[2]];
    let args: Vec<&str> = args.into_iter().filter(|word| !word.is_empty()).collect();
    let command = Case::empty().file("plan.yaml", plan).run_all(&args).succeeds();
    assert!(text(&watch).as_bytes() == command.bytes("plan.yaml"), "{button}: {}", text(&watch));
    let lines: Vec<String> = serde_json::from_value(said["lines"].clone()).unwrap();
    for line in &lines {
        assert!(command.stderr().contains(line), "{line}\n{}", command.stderr());
    }
    lines
}

#[test]
fn the_next_month_of_somebody_who_has_died_is_told() {
    let told = "支援の終了（令和7年6月）";
    let plan = sample().replacen("モニタリング。入浴は週2回", "永眠された。死亡のため支援を終了。入浴は週2回", 1);
    let lines = as_the_command(&plan, "month", ["--month", "2025-07", "--write"]);
    assert!(lines.iter().any(|line| line.contains(told)), "{lines:?}");
    // A month that is laid out for the print alone tells it, too.
    Case::empty()
        .file("plan.yaml", plan)
        .run(["render", "plan.yaml", "--month", "2025-07", "--table", "6", "--expand"])
        .succeeds()
        .says(told);
}

#[test]
fn a_change_of_level_within_the_month_is_kept_with_its_actual() {
    let plan = sample();
    let (before, rest) = plan.split_once("認定:\n").unwrap();
    let (_, after) = rest.split_once("第1表:\n").unwrap();
    let card = |day: &str, until: &str, level: &str| {
        format!(
            "  - {{状況: 認定済, 認定日: {day}, 有効期間: {day} ～ {until}, 要介護状態区分: {level}, 審査会意見: なし}}\n"
        )
    };
    let cards =
        card("令和7年4月7日", "令和7年6月15日", "要介護2") + &card("令和7年6月16日", "令和8年4月30日", "要介護3");
    let plan = format!("{before}認定:\n{cards}第1表:\n{after}");
    let lines = as_the_command(&plan, "actual", ["--month=2025-06", "--actual", "--write"]);
    assert!(lines.iter().any(|line| line.contains("要介護3")), "{lines:?}");
}

#[test]
fn a_month_is_not_laid_into_the_plan_before() {
    let renewed = Case::empty().file("plan.yaml", sample()).run(["renew", "plan.yaml", "--from", "R7.7.1"]).succeeds();
    let watch = Watch::edit(&sample());
    watch.until(true);
    fs::write(watch.path("new.yaml"), renewed.bytes("plan-2025-07-01.yaml")).unwrap();
    let (status, said): (u16, Value) = watch.post("month", &json!({ "hash": hash(&watch) }));
    let message = said["message"].as_str().unwrap();
    assert!(status == 422 && message.contains("new.yaml") && message.contains("続く前の計画"), "{status} {message}");
    assert_eq!(text(&watch), sample());
}
