//! How long a keystroke takes to its findings in an editor, and completion and hover to their answers:
//! `cargo bench --bench lsp`.
//!
//! A plan of about 20 KB and one of 200 KB (the same with a long 第５表) are changed letter by letter, as an editor that
//! sends whole texts does; the server runs in this process behind its real connection.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use careplan::calendar::Date;
use careplan::lsp::{Host, serve};
use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SAMPLE: &str = include_str!("../samples/sanuki-haru.yaml");
const URI: &str = "file:///plan.yaml";
const KEYSTROKES: usize = 200;

struct Alone;

impl Host for Alone {
    fn beside(&self, _: &str, _: &str) -> Result<Vec<u8>, String> {
        Err("ありません".to_owned())
    }

    fn plans_beside(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn today(&self) -> Date {
        Date::MIN
    }
}

fn main() {
    println!("{:<12} {:<12} {:>8} {:>8}", "plan", "ms", "p50", "p95");
    for kilobytes in [20, 200] {
        let [findings, completion, hover] = measure(&grown(kilobytes * 1024));
        for (what, mut times) in [("findings", findings), ("completion", completion), ("hover", hover)] {
            times.sort();
            let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
            println!("{:<12} {what:<12} {:>8.2} {:>8.2}", format!("{kilobytes} KB"), at(50), at(95));
        }
    }
}

/// The sample with its 第５表 repeated.
fn grown(bytes: usize) -> String {
    let (before, rest) = SAMPLE.split_once("第5表:\n").expect("第5表");
    let (log, after) = rest.split_once("\n第6表").expect("第6表");
    let log = log.trim_end().to_owned() + "\n";
    let times = 1 + bytes.saturating_sub(SAMPLE.len()) / log.len();
    format!("{before}第5表:\n{}\n第6表{after}", log.repeat(times))
}

fn measure(text: &str) -> [Vec<Duration>; 3] {
    let (server, client) = Connection::memory();
    let server = std::thread::spawn(move || serve(&server, &Alone).is_ok());
    let send = |message: Message| client.sender.send(message).expect("a server");
    let ask = |id: i32, method: &str, params: Value| {
        send(Request::new(id.into(), method.to_owned(), params).into());
        while !matches!(client.receiver.recv().expect("an answer"), Message::Response(_)) {}
    };
    let tell = |method: &str, params: Value| send(Notification::new(method.to_owned(), params).into());
    ask(1, "initialize", json!({ "capabilities": {} }));
    tell("initialized", json!({}));
    let document = json!({ "uri": URI, "languageId": "yaml", "version": 1, "text": text });
    tell("textDocument/didOpen", json!({ "textDocument": document }));
    client.receiver.recv().expect("findings");
    let place = json!({ "textDocument": { "uri": URI }, "position": { "line": 40, "character": 6 } });
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for stroke in 0..KEYSTROKES {
        let typed = text.replacen("サヌキ ハル", &format!("サヌキ ハル{}", "ア".repeat(stroke % 7)), 1);
        let document = json!({ "uri": URI, "version": stroke + 2 });
        let start = Instant::now();
        tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": typed }] }));
        client.receiver.recv().expect("findings");
        times[0].push(start.elapsed());
        for (at, method) in [(1, "textDocument/completion"), (2, "textDocument/hover")] {
            let start = Instant::now();
            ask(2, method, place.clone());
            times[at].push(start.elapsed());
        }
    }
    ask(3, "shutdown", Value::Null);
    tell("exit", Value::Null);
    assert!(server.join().expect("no panic"));
    times
}
