//! What the page is told when a button does nothing: why, and a way out that the page has. It has no options to add.

use super::{sample, start};
use crate::watching::watch::Watch;
use serde_json::json;
use std::fs;

/// What 「印刷」 answers, after a change of the plan by another program.
fn printed(watch: &Watch, plan: &str) -> (u16, String) {
    fs::write(watch.path("plan.yaml"), plan).unwrap();
    let (status, said) = watch.post("print", &json!({}));
    (status, said["message"].as_str().unwrap().to_owned())
}

#[test]
fn nobody_on_the_page_is_told_to_add_an_option_to_it() {
    let watch = start();
    fs::write(watch.path("plan.pdf"), "覚え書き").unwrap();
    let (status, told) = printed(&watch, &sample());
    assert!(status == 500 && told.contains("PDFではないファイル") && !told.contains("--"), "{told}");
    assert_eq!(fs::read_to_string(watch.path("plan.pdf")).unwrap(), "覚え書き");
    fs::remove_file(watch.path("plan.pdf")).unwrap();
    fs::write(watch.path("plan.yml"), sample()).unwrap();
    let (status, told) = printed(&watch, &sample());
    assert!(status == 500 && told.contains("render・watch なら、-o"), "{told}");
    fs::remove_file(watch.path("plan.yml")).unwrap();
    // The command that has the option is named.
    let bare = sample().replacen(", 予定: 毎日", "", 1);
    let (status, told) = printed(&watch, &bare);
    assert!(status == 422 && told.contains("render・batch・packet は、--allow-empty"), "{told}");
    assert!(told.contains("「手すり貸与」の予定が書かれていません"), "which of them, too: {told}");
}

/// A plan begun by `edit` beside another's file that has the schema's name.
#[test]
fn edit_is_not_told_to_take_the_option_of_new() {
    let case = crate::dsl::Case::empty().file("careplan.schema.json", "これは別のもの");
    let told = case.run(["edit", "hana.yaml", "--no-open"]).ends_with(2).stderr();
    assert!(told.contains("JSON Schemaではない"), "{told}");
    assert!(!told.contains("--force"), "{told}");
}

/// Pasted from Word or the web: which sign it is, not how the plan is written.
#[test]
fn a_sign_that_nobody_sees_is_told_by_its_name() {
    let watch = start();
    for (text, sign) in
        [("意見\u{200b}なし", "U+200B（幅のない空白）"), ("讃岐\u{202e}ハル", "U+202E（文字の向きの印）")]
    {
        let edit = json!({ "set": ["認定", "審査会意見"], "value": text });
        let (status, said) = watch.post("edit", &json!({ "hash": super::hash(&watch), "edits": [edit] }));
        let message = said["message"].as_str().unwrap();
        assert!(status == 422 && message.contains(sign) && message.contains("この文字を消し"), "{message}");
    }
}
