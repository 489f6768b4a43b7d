//! Names that stand in several places: found, followed into the office's file, and changed together.

use super::{Client, SAMPLE, URI, edited};
use serde_json::json;

#[test]
fn names_lead_to_each_other_and_change_together() {
    let text = SAMPLE;
    let mut client = Client::open(text);
    let name = "事業所: デイサービスセンター架空の里";
    let found = client.at("textDocument/definition", text, name, name.len() - 3);
    let line = text.lines().position(|line| line.starts_with("  デイサービスセンター架空の里:")).unwrap();
    assert_eq!(found["range"]["start"]["line"], json!(line));
    let places = client.at("textDocument/references", text, name, name.len() - 3);
    assert!(places.as_array().unwrap().len() >= 5);
    let changes = client.at("textDocument/rename", text, name, name.len() - 3);
    let new = edited(text, &changes["changes"][URI]);
    assert!(!new.contains(name) && new.contains("  新しい名: {事業所番号"), "{new}");
}

#[test]
fn an_office_file_is_followed_and_renamed_with_the_plan() {
    let text = "居宅介護支援事業所: jimusho.yaml\nサービス事業所: jimusho.yaml\n第2表:\n  ニーズ:\n    - 長期目標:\n        - 短期目標:\n            - 援助:\n                - {事業所: うみかぜ}\n";
    let mut client = Client::open(text);
    let links = client.ask("textDocument/documentLink", &json!({ "textDocument": { "uri": URI } }));
    assert_eq!(links[0]["target"], "file:///plans/jimusho.yaml");
    let changes = client.at("textDocument/rename", text, "うみかぜ", 0);
    assert!(changes["changes"]["file:///plans/jimusho.yaml"].is_array(), "{changes}");
    let found = client.at("textDocument/definition", text, "うみかぜ", 0);
    assert_eq!(found["uri"], "file:///plans/jimusho.yaml");
    // The office is open and loses its provider: the plan is looked at again.
    let office = "file:///plans/jimusho.yaml";
    client.tell("textDocument/didOpen", &json!({ "textDocument": { "uri": office, "languageId": "yaml", "version": 1, "text": "居宅介護支援事業所:\n  名称: x\n" } }));
    assert!(client.diagnostics().iter().any(|told| told["code"] == "YML012"));
}

/// `check` takes 「架空福祉用具高松店」 and 「架空福祉用具 高松店」 for one provider: so does a rename.
#[test]
fn a_name_with_another_blank_is_the_same_name() {
    let (spaced, closed) = ("事業所: 架空福祉用具 高松店", "所属: 架空福祉用具高松店");
    assert!(SAMPLE.contains(spaced) && SAMPLE.contains(closed));
    for at in [spaced, closed] {
        let mut client = Client::open(SAMPLE);
        let found = client.at("textDocument/definition", SAMPLE, at, at.len() - 3);
        let line = SAMPLE.lines().position(|line| line.starts_with("  架空福祉用具 高松店:")).unwrap();
        assert_eq!(found["range"]["start"]["line"], json!(line), "{at}");
        let changes = client.at("textDocument/rename", SAMPLE, at, at.len() - 3);
        let new = edited(SAMPLE, &changes["changes"][URI]);
        assert!(!new.contains(spaced) && new.contains("所属: 新しい名"), "{at}: {new}");
    }
}
