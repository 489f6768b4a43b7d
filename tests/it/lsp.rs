//! `careplan lsp`: a client that speaks the protocol in this process, and a real Neovim.

#[cfg(feature = "print")]
mod commands;
mod names;
#[cfg(feature = "print")]
mod neovim;
#[cfg(feature = "print")]
mod talk;
#[cfg(feature = "print")]
mod walk;
mod writing;

use careplan::calendar::Date;
use careplan::lsp::{Host, serve};
use careplan::rules::Rule;
use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value, json};

const URI: &str = "file:///plans/%E8%A8%88%E7%94%BB.yaml";
const SAMPLE: &str = include_str!("../../samples/sanuki-haru.yaml");

/// A machine with one office file.
struct Machine;

impl Host for Machine {
    fn beside(&self, plan: &str, name: &str) -> Result<Vec<u8>, String> {
        match (plan, name) {
            ("/plans/計画.yaml", "jimusho.yaml") => {
                Ok("居宅介護支援事業所:\n  名称: ひだまり\nサービス事業所:\n  うみかぜ: {地域区分: 7級地}\n".into())
            }
            _ => Err("ありません".to_owned()),
        }
    }

    fn plans_beside(&self, _: &str) -> Vec<String> {
        vec!["jimusho.yaml".to_owned()]
    }

    fn today(&self) -> Date {
        Date::from_ymd_opt(2025, 6, 1).unwrap()
    }

    fn page(&self, rule: &'static Rule) -> Option<String> {
        Some(format!("/pages/{}.txt", rule.id))
    }

    fn run(&self, command: &str, plan: &str) -> Result<String, String> {
        Ok(format!("{command} {plan}"))
    }
}

/// An editor: what it sends and what comes back.
struct Client {
    connection: Connection,
    server: Option<std::thread::JoinHandle<()>>,
    sent: i32,
}

impl Client {
    fn start(capabilities: &Value) -> (Self, Value) {
        Self::start_with(Machine, capabilities)
    }

    fn start_with(host: impl Host + Send + 'static, capabilities: &Value) -> (Self, Value) {
        let (server, client) = Connection::memory();
        let server = std::thread::spawn(move || serve(&server, &host).unwrap());
        let mut client = Self { connection: client, server: Some(server), sent: 0 };
        let answer = client.ask("initialize", &json!({ "capabilities": capabilities }));
        client.tell("initialized", &json!({}));
        (client, answer)
    }

    fn open(text: &str) -> Self {
        let (client, _) = Self::start(&json!({}));
        client.tell(
            "textDocument/didOpen",
            &json!({ "textDocument": { "uri": URI, "languageId": "yaml", "version": 1, "text": text } }),
        );
        client
    }

    fn tell(&self, method: &str, params: &Value) {
        self.connection.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    fn change(&self, version: i32, text: &str) {
        let document = json!({ "uri": URI, "version": version });
        self.tell("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [{ "text": text }] }));
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.sent += 1;
        self.connection.sender.send(Request::new(self.sent.into(), method.to_owned(), params).into()).unwrap();
        loop {
            if let Message::Response(response) = self.connection.receiver.recv().unwrap() {
                assert_eq!(response.id, self.sent.into());
                return response.response_result.unwrap_or_else(|error| panic!("{method}: {}", error.message));
            }
        }
    }

    fn at(&mut self, method: &str, text: &str, place: &str, behind: usize) -> Value {
        let position = position(text, text.find(place).unwrap_or_else(|| panic!("{place}")) + behind);
        self.ask(method, &json!({ "textDocument": { "uri": URI }, "position": position, "context": { "includeDeclaration": true }, "newName": "新しい名" }))
    }

    fn actions(&mut self, text: &str, place: &str) -> Vec<Value> {
        let at = position(text, text.find(place).unwrap());
        let params = json!({ "textDocument": { "uri": URI }, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } });
        self.ask("textDocument/codeAction", &params).as_array().cloned().unwrap_or_default()
    }

    fn diagnostics(&mut self) -> Vec<Value> {
        let report = self.ask("textDocument/diagnostic", &json!({ "textDocument": { "uri": URI } }));
        report["items"].as_array().cloned().unwrap_or_default()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.ask("shutdown", &Value::Null);
            self.tell("exit", &Value::Null);
            self.server.take().unwrap().join().unwrap();
        }
    }
}

/// A byte as line and UTF-16 column.
fn position(text: &str, at: usize) -> Value {
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    json!({ "line": line, "character": text[start..at].encode_utf16().count() })
}

/// A text after the edits of an answer.
fn edited(text: &str, edits: &Value) -> String {
    let byte = |place: &Value| {
        let line = usize::try_from(place["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut left = place["character"].as_u64().unwrap();
        let mut at = start;
        for c in text[start..].chars() {
            if left == 0 {
                break;
            }
            left -= c.len_utf16() as u64;
            at += c.len_utf8();
        }
        at
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| (byte(&edit["range"]["start"]), byte(&edit["range"]["end"]), edit["newText"].as_str().unwrap()))
        .collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.0));
    let mut new = text.to_owned();
    for (start, end, with) in edits {
        new.replace_range(start..end, with);
    }
    new
}

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

#[test]
fn findings_come_with_code_severity_and_place() {
    let text = SAMPLE.replace("氏名: 讃岐 ハル", "氏名: 𠮷葛\u{e0100}\n  フリガナナ: x");
    let mut client = Client::open(&text);
    let told = client.diagnostics();
    let unknown = told.iter().find(|told| told["code"] == "YML003").unwrap();
    assert_eq!((&unknown["severity"], &unknown["source"]), (&json!(1), &json!("careplan")));
    assert_eq!(unknown["range"]["start"]["character"], 2);
    assert!(unknown["message"].as_str().unwrap().contains("フリガナナ"));
    // The same, pushed.
    client.change(2, SAMPLE);
    client.diagnostics();
}

#[test]
fn broken_yaml_keeps_what_was_known() {
    let mut client = Client::open(SAMPLE);
    let text = SAMPLE
        .replace("          事業所: デイサービスセンター架空の里\n", "          事業所: \n")
        .replace("第3表:\n", "第3表: [\n");
    client.change(2, &text);
    assert!(client.diagnostics().iter().any(|told| told["code"] == "YML001"));
    let items = client.at("textDocument/completion", &text, "事業所: \n", "事業所: ".len());
    assert!(labels(&items).contains(&"ヘルパーステーションうみかぜ"), "{items}");
}

#[test]
fn completion_knows_the_form_and_this_plan() {
    let mut client = Client::open("");
    let keys = client.at("textDocument/completion", "", "", 0);
    assert!(labels(&keys)[..2] == ["計画書の全体", "様式"] && labels(&keys).contains(&"利用者"), "{keys}");
    let text = "認定:\n  状況: \n  \n第1表:\n  作成年月日: \n居宅介護支援事業所: \n";
    client.change(2, text);
    assert_eq!(labels(&client.at("textDocument/completion", text, "状況: ", "状況: ".len())), ["認定済", "申請中"]);
    let keys = client.at("textDocument/completion", text, "\n  \n", 3);
    assert_eq!(labels(&keys)[0], "認定日");
    let today = client.at("textDocument/completion", text, "作成年月日: ", "作成年月日: ".len());
    assert!(labels(&today).contains(&"令和7年6月1日"), "{today}");
    let files = client.at("textDocument/completion", text, "事業所: \n", "事業所: ".len());
    assert!(labels(&files).contains(&"jimusho.yaml"), "{files}");
}

#[test]
fn hover_explains_keys_dates_lines_and_rules() {
    let text = format!("{SAMPLE}例外: [{{規則: CP214, 理由: x}}]\n");
    let mut client = Client::open(&text);
    let mut hover = |place: &str, behind: usize| {
        client.at("textDocument/hover", &text, place, behind)["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert!(hover("審査会意見", 0).contains("なし"), "{}", hover("審査会意見", 0));
    let born = hover("昭和18年3月12日", 3);
    assert!(born.contains("1943-03-12") && born.contains("82歳"), "{born}");
    assert!(hover("令和7年4月7日 ～", 0).contains("残り"), "{}", hover("令和7年4月7日 ～", 0));
    assert!(hover("CP214", 2).contains("short-goal-outside-long-goal"));
    let line = hover("身体介護２", 3);
    assert!(line.contains("387単位 × 5回 = 1935単位（訪問介護）") && line.contains("利用者負担 3503円"), "{line}");
    let often = hover("頻度: 週2回（月・木）", "頻度: 週".len());
    assert!(often.contains("令和7年6月：2（月）、5（木）"), "{often}");
}

/// A plan just begun has no day of its own: nobody is so old in 1970, and nothing has days left from then on.
#[test]
fn without_a_record_nothing_is_counted_from_a_day_that_nobody_wrote() {
    let text = "利用者:\n  生年月日: 昭和18年3月12日\n認定:\n  有効期間: 令和8年5月1日 ～ 令和11年4月30日\n\
                第2表:\n  ニーズ:\n    - 長期目標:\n        - 短期目標:\n            - 期間: 令和8年5月1日 ～ 令和8年7月31日\n              援助: [{頻度: 毎週月}]\n";
    let mut client = Client::open(text);
    let mut hover = |place: &str, behind: usize| {
        client.at("textDocument/hover", text, place, behind)["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let born = hover("昭和18年", 3);
    assert!(born.contains("1943-03-12") && !born.contains('歳'), "{born}");
    let period = hover("令和8年5月1日 ～ 令和11年", 3);
    assert!(period.contains("日間") && !period.contains("残り"), "{period}");
    let often = hover("頻度: 毎週月", "頻度: 毎".len());
    assert!(often.contains("令和8年5月：4（月）"), "where its goal begins: {often}");
}

#[test]
fn actions_mend_waive_and_go_on() {
    let text = SAMPLE.replace("  フリガナ:", "  フリカナ:");
    let mut client = Client::open(&text);
    let actions = client.actions(&text, "フリカナ");
    let fix = actions.iter().find(|action| action["kind"] == "quickfix" && action["isPreferred"] == true).unwrap();
    assert!(edited(&text, &fix["edit"]["changes"][URI]).contains("  フリガナ: サヌキ ハル"));
    assert_eq!(fix["diagnostics"][0]["code"], "YML003");
    // A month beside what could not be read would be made of the rest.
    let is_next = |action: &&Value| action["title"].as_str().unwrap().contains("利用票を作る");
    assert!(!client.actions(&text, "第6表:").iter().any(|action| is_next(&action)));
    let text = SAMPLE.replace("審査会意見: なし", "審査会意見:");
    let mut client = Client::open(&text);
    let actions = client.actions(&text, "審査会意見:");
    let titles: Vec<&str> = actions.iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert!(titles.contains(&"審査会意見に「なし」と書く"), "{titles:?}");
    let waiver = actions.iter().find(|action| action["title"].as_str().unwrap().contains("例外を書く")).unwrap();
    assert!(edited(&text, &waiver["edit"]["changes"][URI]).contains("例外:\n    - {規則: CP120, 理由: \"\"}"));
    let text = SAMPLE;
    let mut client = Client::open(text);
    let actions = client.actions(text, "第6表:");
    let next = actions.iter().find(|action| action["title"] == "令和7年7月の利用票を作る").unwrap();
    assert!(edited(text, &next["edit"]["changes"][URI]).contains("  - 年月: 令和7年7月\n"));
    let western = actions.iter().find(|action| action["title"] == "全ての日付を西暦で書く").unwrap();
    assert!(edited(text, &western["edit"]["changes"][URI]).contains("認定日: 2025-04-07\n"));
}

#[test]
fn the_plan_at_a_glance() {
    let mut client = Client::open(SAMPLE);
    let document = json!({ "textDocument": { "uri": URI } });
    let symbols = client.ask("textDocument/documentSymbol", &document);
    let tables: Vec<&str> = symbols.as_array().unwrap().iter().filter_map(|symbol| symbol["name"].as_str()).collect();
    assert!(tables.contains(&"第2表") && tables.contains(&"第6表"), "{tables:?}");
    assert!(client.ask("textDocument/foldingRange", &document).as_array().unwrap().len() > 10);
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
    let hints = client.ask("textDocument/inlayHint", &json!({ "textDocument": { "uri": URI }, "range": range }));
    let hints = labels(&hints);
    assert!(hints.contains(&"（火）") && hints.iter().any(|hint| hint.starts_with("残り")), "{hints:?}");
    assert!(hints.iter().any(|hint| hint.starts_with("合計 ")) && hints.contains(&"5回 1935単位"), "{hints:?}");
    let lenses = client.ask("textDocument/codeLens", &document);
    assert_eq!(lenses[0]["command"]["command"], "careplan.print");
}

#[test]
fn columns_are_bytes_where_the_editor_offers_it() {
    let (mut client, answer) = Client::start(&json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } }));
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-8");
    let text = "利用者: {氏名: 𠮷葛\u{e0100}, 知らない: x}\n";
    client.tell(
        "textDocument/didOpen",
        &json!({ "textDocument": { "uri": URI, "languageId": "yaml", "version": 1, "text": text } }),
    );
    let told = client.diagnostics();
    let unknown = told.iter().find(|told| told["code"] == "YML003").unwrap();
    assert_eq!(unknown["range"]["start"]["character"], json!(text.find("知らない").unwrap()));
}

#[test]
fn nonsense_is_answered_and_kills_nothing() {
    let text = "利用者: {氏名: 𠮷葛\u{e0100}}\n第1表: [\n";
    let mut client = Client::open(text);
    client.tell("textDocument/didChange", &json!({ "textDocument": 3 }));
    client.tell("textDocument/didOpen", &Value::Null);
    client.tell("$/unknown", &json!([1, 2]));
    for method in ["hover", "completion", "definition", "references", "rename", "prepareRename", "codeAction"] {
        let method = format!("textDocument/{method}");
        for params in [
            json!({}),
            json!({ "textDocument": { "uri": URI } }),
            json!({ "textDocument": { "uri": "untitled:x" }, "position": { "line": 0, "character": 0 } }),
            json!({ "textDocument": { "uri": URI }, "position": { "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 }, "newName": "" }),
            json!({ "textDocument": { "uri": URI }, "position": { "line": -1, "character": "x" } }),
        ] {
            client.ask(&method, &params);
        }
    }
    // Every place of a text with characters of two units, of three columns: none is cut.
    for line in 0..3 {
        for character in 0..20 {
            let position = json!({ "line": line, "character": character });
            for method in ["hover", "completion", "definition", "prepareRename"] {
                let params = json!({ "textDocument": { "uri": URI }, "position": position });
                client.ask(&format!("textDocument/{method}"), &params);
            }
        }
    }
    assert!(client.diagnostics().iter().any(|told| told["code"] == "YML001"));
}

/// Every prefix of a plan, as it is typed: whatever is asked in between, there is an answer.
#[test]
fn a_plan_that_is_being_typed_is_answered_everywhere() {
    let mut client = Client::open("");
    let ends: Vec<usize> = SAMPLE.char_indices().map(|(at, _)| at).step_by(53).collect();
    for (version, end) in (2..).zip(ends) {
        let text = &SAMPLE[..end];
        client.change(version, text);
        let at = position(text, end);
        let params = json!({ "textDocument": { "uri": URI }, "position": at, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } });
        for method in ["completion", "hover", "codeAction", "documentSymbol", "foldingRange", "codeLens"] {
            client.ask(&format!("textDocument/{method}"), &params);
        }
    }
}

#[test]
fn an_editor_that_asks_for_findings_is_not_told_twice() {
    let pushed = |capabilities: &Value| {
        let (mut client, _) = Client::start(capabilities);
        let document = json!({ "uri": URI, "languageId": "yaml", "version": 1, "text": SAMPLE });
        client.tell("textDocument/didOpen", &json!({ "textDocument": document }));
        client.sent += 1;
        let request = Request::new(client.sent.into(), "textDocument/hover".to_owned(), json!({}));
        client.connection.sender.send(request.into()).unwrap();
        let mut pushed = 0;
        loop {
            match client.connection.receiver.recv().unwrap() {
                Message::Notification(told) if told.method == "textDocument/publishDiagnostics" => pushed += 1,
                Message::Response(_) => return pushed,
                _ => {}
            }
        }
    };
    assert_eq!(pushed(&json!({})), 1);
    assert_eq!(pushed(&json!({ "textDocument": { "diagnostic": {} } })), 0);
}
