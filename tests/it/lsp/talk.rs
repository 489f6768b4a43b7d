//! The real server behind pipes: messages as they travel, and what it makes of those that are none.

use crate::dsl::{Case, sample_path};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const OPEN: &str = "textDocument/didOpen";

/// A server that was greeted.
pub(super) struct Talk {
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Talk {
    fn start() -> Self {
        Self::with(&mut Command::new(env!("CARGO_BIN_EXE_careplan")))
    }

    /// The program as it was prepared.
    pub(super) fn with(server: &mut Command) -> Self {
        let mut server =
            server.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (input, output) = (server.stdin.take(), BufReader::new(server.stdout.take().unwrap()));
        let mut talk = Self { server, input, output };
        let capabilities = json!({ "textDocument": { "diagnostic": {} } });
        let greeted =
            talk.ask(&json!({ "id": "start", "method": "initialize", "params": { "capabilities": capabilities } }));
        assert_eq!(greeted["id"], "start");
        talk.say(&json!({ "method": "initialized", "params": {} }).to_string());
        talk
    }

    fn raw(&mut self, bytes: &[u8]) {
        // A server that has gone closes its end: the answer tells.
        let _ = self.input.as_mut().unwrap().write_all(bytes);
    }

    fn say(&mut self, message: &str) {
        self.raw(format!("Content-Length: {}\r\n\r\n{message}", message.len()).as_bytes());
    }

    pub(super) fn ask(&mut self, message: &Value) -> Value {
        self.say(&message.to_string());
        self.answer()
    }

    pub(super) fn answer(&mut self) -> Value {
        let mut head = String::new();
        self.output.read_line(&mut head).unwrap();
        let size = head.strip_prefix("Content-Length: ").unwrap_or_else(|| panic!("it has gone: {head:?}"));
        let mut body = vec![0; size.trim().parse::<usize>().unwrap() + 2];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body[2..]).unwrap()
    }

    fn open(&mut self, text: &str) {
        let document = json!({ "uri": "file:///p.yaml", "languageId": "yaml", "version": 1, "text": text });
        self.say(&json!({ "method": OPEN, "params": { "textDocument": document } }).to_string());
    }

    fn findings(&mut self) -> Vec<Value> {
        let params = json!({ "textDocument": { "uri": "file:///p.yaml" } });
        let answer = self.ask(&json!({ "id": 7, "method": "textDocument/diagnostic", "params": params }));
        answer["result"]["items"].as_array().cloned().unwrap_or_else(|| panic!("{answer}"))
    }

    /// Its exit code and last words, once nothing comes any more.
    pub(super) fn end(mut self) -> (Option<i32>, String) {
        drop(self.input.take());
        let output = self.server.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// As `month` refuses it: the slip belongs into the plan that follows.
#[test]
fn no_month_is_offered_in_a_plan_that_another_follows() {
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let case = Case::empty().file("plan.yaml", &text);
    let done = case.run(["renew", "plan.yaml", "--from", "R7.7.1", "-o", "next.yaml"]).succeeds();
    let uri = format!("file://{}", done.path("plan.yaml").display());
    let offered = || {
        let mut talk = Talk::start();
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        talk.say(&json!({ "method": OPEN, "params": { "textDocument": document } }).to_string());
        let line = text.lines().position(|line| line.starts_with("第6表:")).unwrap();
        let place = json!({ "line": line, "character": 0 });
        let params = json!({ "textDocument": { "uri": uri }, "range": { "start": place, "end": place }, "context": { "diagnostics": [] } });
        let answer = talk.ask(&json!({ "id": 3, "method": "textDocument/codeAction", "params": params }));
        answer["result"].to_string().contains("令和7年7月の利用票を作る")
    };
    assert!(!offered());
    std::fs::remove_file(done.path("next.yaml")).unwrap();
    assert!(offered());
}

/// Half an emoji, as JavaScript sends it of one that was cut.
#[test]
fn half_a_surrogate_costs_one_character() {
    let mut talk = Talk::start();
    let open = json!({ "uri": "file:///p.yaml", "languageId": "yaml", "version": 1, "text": "利用者:\n  氏名: 架空HALF 一子\n第1表:\n  援助の方針: 架空\n" });
    let open = json!({ "method": OPEN, "params": { "textDocument": open } }).to_string();
    talk.say(&open.replace("HALF", "\\ud800"));
    let told = talk.findings();
    let sign = told.iter().find(|told| told["message"].as_str().unwrap().contains("U+FFFD"));
    let sign = sign.unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!(sign["range"]["start"], json!({ "line": 1, "character": 8 }), "where the editor has it");
    // What is asked with one is refused, and told as this request's answer.
    let rename = json!({ "id": 8, "method": "textDocument/rename", "params": { "newName": "HALF" } }).to_string();
    talk.say(&rename.replace("HALF", "\\udc00"));
    let answer = talk.answer();
    assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(8), &json!(-32700)));
    assert!(answer["error"]["message"].as_str().unwrap().contains("壊れた文字"), "{answer}");
    talk.open(&std::fs::read_to_string(sample_path("sanuki-haru")).unwrap());
    talk.findings();
    assert_eq!(talk.ask(&json!({ "id": 9, "method": "shutdown" }))["result"], Value::Null);
    talk.say(&json!({ "method": "exit" }).to_string());
    assert_eq!(talk.end(), (Some(0), String::new()));
}

#[test]
fn a_message_that_is_none_is_answered_and_the_next_one_read() {
    let mut talk = Talk::start();
    let deep = "[".repeat(100_000);
    let (parse, invalid) = (json!(-32700), json!(-32600));
    for (message, id, code) in [
        ("{", Value::Null, &parse),
        ("", Value::Null, &parse),
        ("{\"a\": \"\\ud80", Value::Null, &parse),
        (&deep, Value::Null, &parse),
        ("[]", Value::Null, &invalid),
        ("3", Value::Null, &invalid),
        (r#"{"id": 1.5, "method": "shutdown"}"#, json!(1.5), &invalid),
        (r#"{"id": 99999999999, "method": "shutdown"}"#, json!(99_999_999_999_u64), &invalid),
        (r#"{"id": 3, "method": 4}"#, json!(3), &invalid),
    ] {
        talk.say(message);
        let answer = talk.answer();
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&id, code), "{answer}");
    }
    talk.raw(b"content-length:4\r\nContent-Type: x\r\n\r\n\"\xff\"\n");
    assert_eq!(talk.answer()["error"]["code"], invalid);
    // An answer that we cannot read concerns nobody.
    talk.say(r#"{"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": "x"}}"#);
    talk.open("利用者:\n");
    assert!(!talk.findings().is_empty());
    assert_eq!(talk.end(), (Some(0), String::new()));
}

#[test]
fn a_length_is_not_believed() {
    for (sent, words) in [
        ("Content-Length: 99999999999\r\n\r\n{", "大きすぎます（95368 MB。64 MB まで読みます）"),
        ("Content-Length: 67108865\r\n\r\n{", "大きすぎます（65 MB"),
        ("Content-Length: 99999999999999999999999\r\n\r\n{", "LSPの形ではありません"),
        ("Content-Length: -1\r\n\r\n{", "LSPの形ではありません"),
        ("Content-Type: x\r\n\r\n{", "LSPの形ではありません"),
        ("こんにちは\r\n\r\n", "LSPの形ではありません"),
        (&"x".repeat(100_000), "LSPの形ではありません"),
    ] {
        let mut talk = Talk::start();
        talk.raw(sent.as_bytes());
        // Its pipe stays open: it does not wait for what will never come.
        let code = talk.server.wait().unwrap().code();
        let (_, said) = talk.end();
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(words) && said.lines().count() == 1, "{said}");
    }
    // A megabyte is announced and not sent.
    let mut talk = Talk::start();
    talk.raw(b"Content-Length: 1000000\r\n\r\n{");
    let (code, said) = talk.end();
    assert_eq!(code, Some(2));
    assert!(said.contains("途中で切れているか"), "{said}");
}

/// What may not come first is not quoted, neither to the editor nor beside it.
#[test]
fn who_does_not_greet_is_told_so() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_careplan"));
    let mut server =
        server.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let asked = json!({ "id": 1, "method": "textDocument/hover", "params": { "secret": "架空 一子" } }).to_string();
    let sent = format!("Content-Length: {}\r\n\r\n{asked}", asked.len());
    server.stdin.take().unwrap().write_all(sent.as_bytes()).unwrap();
    let output = server.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("-32002") && !said.contains("一子"), "{said}");
    assert_eq!(output.status.code(), Some(0));
}

/// A stack as large as all addresses is what no machine gives: as where no further task may be had.
#[cfg(target_os = "linux")]
#[test]
fn a_thread_that_cannot_be_had_is_told_and_no_fault() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_careplan"));
    let done = command.arg("lsp").env("RUST_MIN_STACK", (1_u64 << 47).to_string()).stdin(Stdio::null()).output();
    let done = done.unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{told}");
    assert!(told.contains("上限") && !told.contains("不具合"), "{told}");
}
