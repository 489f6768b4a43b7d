//! Names that stand in several places: found, followed into the office's file, and changed together.

use super::{Client, Machine, SAMPLE, URI, edited, position};
use careplan::calendar::Date;
use careplan::lsp::Host;
use careplan::rules::Rule;
use lsp_server::{Message, Request};
use serde_json::{Value, json};

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

/// A plan with one use of うみかぜ, and where it has its providers from.
fn plan(providers: &str) -> String {
    format!(
        "サービス事業所: {providers}\n第2表:\n  ニーズ:\n    - 長期目標:\n        - 短期目標:\n            - 援助:\n                - {{事業所: うみかぜ}}\n"
    )
}

/// A folder with an office's file, a second plan that names it, one with providers of its own, and one besides.
struct Folder {
    besides: Option<Vec<u8>>,
}

impl Host for Folder {
    fn beside(&self, _: &str, name: &str) -> Result<Vec<u8>, String> {
        match name {
            "q.yaml" => Ok(plan("./jimusho.yaml").into()),
            "own.yaml" => Ok(plan("{うみかぜ: {地域区分: 7級地}}").into()),
            "besides.yaml" => Ok(self.besides.clone().unwrap()),
            _ => Machine.beside("/plans/計画.yaml", name),
        }
    }
    fn plans_beside(&self, plan: &str) -> Vec<String> {
        let all = ["besides.yaml", "jimusho.yaml", "own.yaml", "q.yaml"].map(str::to_owned);
        all.into_iter()
            .filter(|name| !plan.ends_with(name) && (self.besides.is_some() || name != "besides.yaml"))
            .collect()
    }
    fn today(&self) -> Date {
        Machine.today()
    }
    fn page(&self, _: &'static Rule) -> Option<String> {
        None
    }
    fn run(&self, _: &str, _: &str) -> Result<String, String> {
        Err(String::new())
    }
}

/// What comes of a new name for うみかぜ, at its first place in a file of the folder.
fn renamed(uri: &str, text: &str, besides: Option<Vec<u8>>, new: &str) -> Result<Value, String> {
    let (mut client, _) = Client::start_with(Folder { besides }, &json!({}));
    let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
    client.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    let position = position(text, text.find("うみかぜ").unwrap());
    let params = json!({ "textDocument": { "uri": uri }, "position": position, "newName": new });
    client.sent += 1;
    client
        .connection
        .sender
        .send(Request::new(client.sent.into(), "textDocument/rename".into(), params).into())
        .unwrap();
    loop {
        if let Message::Response(response) = client.connection.receiver.recv().unwrap() {
            return response.response_result.map_err(|error| error.message);
        }
    }
}

#[test]
fn a_provider_of_the_office_is_renamed_in_all_plans_that_share_it() {
    let office = String::from_utf8(Machine.beside("/plans/計画.yaml", "jimusho.yaml").unwrap()).unwrap();
    for (uri, text) in [(URI, plan("jimusho.yaml")), ("file:///plans/jimusho.yaml", office)] {
        let changes = renamed(uri, &text, None, "あさかぜ").unwrap()["changes"].take();
        let files: Vec<&str> = changes.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(files.contains(&uri) && files.contains(&"file:///plans/jimusho.yaml"), "{files:?}");
        let other = edited(&plan("./jimusho.yaml"), &changes["file:///plans/q.yaml"]);
        assert_eq!(other, plan("./jimusho.yaml").replace("うみかぜ", "あさかぜ"));
        assert!(!files.iter().any(|file| file.contains("own")), "{files:?}");
        // A plan that would be left behind is told, and nothing is changed.
        let broken = format!("{}]", plan("jimusho.yaml")).into_bytes();
        let told = renamed(uri, &text, Some(broken), "あさかぜ").unwrap_err();
        assert!(told.contains("「besides.yaml」"), "{told}");
    }
}

/// `check` reads them without a word: so they get the new name, too.
#[test]
fn a_plan_of_another_spelling_shares_the_office() {
    let taken_apart = "サーヒ\u{3099}ス事業所";
    for other in [
        format!("\u{feff}{}", plan("jimusho.yaml")),
        plan("jimusho.yaml").replace("サービス事業所", taken_apart),
        plan("jimusho.yaml").replace("サービス事業所", "ｻｰﾋﾞｽ事業所"),
        plan("ｊimusho.yaml"),
    ] {
        let changes = renamed(URI, &plan("jimusho.yaml"), Some(other.clone().into()), "あさかぜ").unwrap();
        let text = other.trim_start_matches('\u{feff}');
        let edits = &changes["changes"]["file:///plans/besides.yaml"];
        assert_eq!(edited(text, edits), text.replace("うみかぜ", "あさかぜ"));
    }
}

/// Two rows of one text, and a plan in the encoding of old Windows: nothing is changed anywhere, and it is told where that is.
#[test]
fn a_plan_that_would_keep_the_old_name_refuses_the_new_one() {
    let row = "- {事業所: うみかぜ}\n";
    let shared = plan("jimusho.yaml").replace(row, "- &r {事業所: うみかぜ}\n                - *r\n");
    let told = renamed(URI, &shared, None, "あさかぜ").unwrap_err();
    assert!(told.contains("「計画.yaml」") && told.contains("参照（*名前）"), "{told}");
    let told = renamed(URI, &plan("jimusho.yaml"), Some(shared.into()), "あさかぜ").unwrap_err();
    assert!(told.contains("「besides.yaml」") && told.contains("参照（*名前）"), "{told}");
    let good = plan("jimusho.yaml");
    let (in_old, _, _) = encoding_rs::SHIFT_JIS.encode(&good);
    let told = renamed(URI, &good, Some(in_old.into_owned()), "あさかぜ").unwrap_err();
    assert!(told.contains("「besides.yaml」") && told.contains("読めない"), "{told}");
    let half = format!("{}]", plan("jimusho.yaml"));
    assert!(renamed(URI, &half, None, "あさかぜ").unwrap().is_null());
}

#[test]
fn a_name_that_is_none_or_another_ones_is_refused() {
    let own = plan("{うみかぜ: {地域区分: 7級地}, ひだまり: {地域区分: 7級地}}");
    for (new, why) in [("", "空です"), ("　 ", "空です"), ("甲\n乙", "改行"), ("ひだまり", "ほかの事業所")]
    {
        let told = renamed(URI, &own, None, new).unwrap_err();
        assert!(told.contains(why), "{new:?}: {told}");
    }
    // Another width of its own name is a change, and no other's.
    assert!(renamed(URI, &own, None, "うみ かぜ").is_ok());
}
