//! A real Neovim, headless, with the program as its server: a mistake is typed, told, and mended.

use crate::dsl;
use std::process::Command;

const SCRIPT: &str = include_str!("neovim.lua");

#[test]
fn a_mistake_is_typed_told_and_mended() {
    if dsl::outside("nvim", &["--version"]).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (plan, script, out) =
        (folder.path().join("plan.yaml"), folder.path().join("try.lua"), folder.path().join("out.json"));
    std::fs::write(&plan, super::SAMPLE).unwrap();
    std::fs::write(&script, SCRIPT).unwrap();
    let done = Command::new("nvim")
        .args(["--headless", "--clean", "-n", "-S"])
        .arg(&script)
        .env("CAREPLAN_BIN", env!("CARGO_BIN_EXE_careplan"))
        .env("CAREPLAN_PLAN", &plan)
        .env("CAREPLAN_OUT", &out)
        .env("XDG_STATE_HOME", folder.path())
        .output()
        .unwrap();
    let result = std::fs::read_to_string(&out).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)));
    let result: serde_json::Value = serde_json::from_str(&result).unwrap();
    assert!(result["message"].as_str().unwrap().contains("フリカナ"), "{result}");
    assert!(result["applied"].as_str().unwrap().contains("フリガナ"), "{result}");
    assert_eq!(result["left"], false, "{result}");
    assert!(result["hover"].as_str().unwrap().contains("フリガナ"), "{result}");
    assert_eq!(std::fs::read_to_string(&plan).unwrap(), super::SAMPLE);
}
