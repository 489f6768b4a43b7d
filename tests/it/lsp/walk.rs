//! A whole plan from an empty file to a clean check, in a real Neovim with nothing but the server's help.
//!
//! The walk is recorded in `steps.lua`: every key and every word of a closed set comes from completion or an action, and what
//! is typed freely is what only the writer knows: names, numbers, dates of papers, sentences. No document is opened.

use crate::dsl::{self, Case};
use std::process::Command;

#[test]
fn a_whole_plan_is_written_from_an_empty_file() {
    if dsl::outside("nvim", &["--version"]).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, text) in [("walk.lua", include_str!("walk.lua")), ("steps.lua", include_str!("steps.lua"))] {
        std::fs::write(path(name), text).unwrap();
    }
    let done = Command::new("nvim")
        .args(["--headless", "--clean", "-n", "-S"])
        .arg(path("walk.lua"))
        .env("CAREPLAN_BIN", env!("CARGO_BIN_EXE_careplan"))
        .env("CAREPLAN_PLAN", path("plan.yaml"))
        .env("CAREPLAN_STEPS", path("steps.lua"))
        .env("CAREPLAN_OUT", path("out.json"))
        .env("XDG_STATE_HOME", folder.path())
        .output()
        .unwrap();
    let log = std::fs::read_to_string(path("out.json"));
    let log = log.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)));
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let text = log["text"].as_str().unwrap();
    assert_eq!(log["failures"], serde_json::json!([]), "{text}");
    let given = (log["completions"].as_u64().unwrap(), log["actions"].as_u64().unwrap());
    assert!(given.0 >= 60 && given.1 >= 7, "{given:?}");
    // What was typed is no YAML: no key, no dash, no bracket.
    for free in log["free"].as_array().unwrap().iter().map(|free| free.as_str().unwrap()) {
        assert!(!free.contains(": ") && !free.starts_with(['-', '[', '{', '|']) && !free.ends_with(':'), "{free}");
    }
    assert_eq!(log["told"], serde_json::json!([]), "{text}");
    let done = Case::empty().file("plan.yaml", text).run(["check", "plan.yaml"]).succeeds();
    assert!(done.stdout().contains("誤り 0、注意 0、情報 0"), "{}", done.stdout());
    let done = done.again().run(["render", "plan.yaml", "-o", "plan.pdf"]).succeeds();
    assert!(done.bytes("plan.pdf").starts_with(b"%PDF-"));
}
