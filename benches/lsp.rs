//! How long a keystroke takes to its findings in an editor, and completion and hover to their answers; how long the server
//! takes to start, and its memory with ten plans open: `cargo bench --bench lsp`.
//!
//! A plan of about 20 KB and one of 200 KB (the same with a long 第５表) are changed letter by letter, as an editor that
//! sends whole texts does; the server is the real program behind its real pipes. With `CAREPLAN_YAML_LS` naming the
//! `yaml-language-server` of npm, the same is asked of it, with our schema: it knows keys and kinds of values, and no rule.
//! (taplo serves TOML alone.)

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};
use std::io::BufReader;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const SAMPLE: &str = include_str!("../samples/sanuki-haru.yaml");
const KEYSTROKES: usize = 200;
const STARTS: usize = 20;

fn main() {
    let root = env!("CARGO_MANIFEST_DIR");
    let ours = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_careplan"));
        command.arg("lsp");
        command
    };
    report("careplan lsp", &ours, root);
    match std::env::var("CAREPLAN_YAML_LS") {
        Ok(path) => {
            let theirs = || {
                let mut command = Command::new("node");
                command.args([path.as_str(), "--stdio"]);
                command
            };
            report("yaml-language-server", &theirs, root);
        }
        Err(_) => println!("yaml-language-server: CAREPLAN_YAML_LS is not set"),
    }
}

fn report(name: &str, command: &dyn Fn() -> Command, root: &str) {
    println!("\n{name}\n{:<12} {:<12} {:>8} {:>8}", "plan", "ms", "p50", "p95");
    let mut starts: Vec<Duration> = (0..STARTS).map(|_| Server::start(command()).1).collect();
    line("-", "start", &mut starts);
    for kilobytes in [20, 200] {
        let [mut findings, mut completion, mut hover] = measure(command(), &grown(kilobytes * 1024), root);
        let plan = format!("{kilobytes} KB");
        line(&plan, "findings", &mut findings);
        line(&plan, "completion", &mut completion);
        line(&plan, "hover", &mut hover);
    }
    let mut server = Server::start(command()).0;
    let text = grown(20 * 1024);
    for number in 0..10 {
        server.open(&uri(root, number), &text);
    }
    println!("{:<12} {:<12} {:>8}", "10 x 20 KB", "MB", server.memory());
}

fn line(plan: &str, what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    println!("{plan:<12} {what:<12} {:>8.2} {:>8.2}", at(50), at(95));
}

/// A plan beside the schema that its first line names; it is open and was never saved.
fn uri(root: &str, number: usize) -> String {
    format!("file://{root}/samples/bench-{number}.yaml")
}

/// The sample with its 第５表 repeated.
fn grown(bytes: usize) -> String {
    let (before, rest) = SAMPLE.split_once("第5表:\n").expect("第5表");
    let (log, after) = rest.split_once("\n第6表").expect("第6表");
    let log = log.trim_end().to_owned() + "\n";
    let times = 1 + bytes.saturating_sub(SAMPLE.len()) / log.len();
    format!("{before}第5表:\n{}\n第6表{after}", log.repeat(times))
}

/// A language server behind its pipes.
struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    sent: i32,
}

impl Server {
    /// A server that has said what it can, and how long that took.
    fn start(mut command: Command) -> (Self, Duration) {
        let start = Instant::now();
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = piped.spawn().expect("a server");
        let (input, output) = (child.stdin.take(), child.stdout.take().expect("a pipe"));
        let mut server = Self { child, input, output: BufReader::new(output), sent: 0 };
        let capabilities = json!({ "workspace": { "configuration": true }, "textDocument": { "completion": {
            "completionItem": { "snippetSupport": true } } } });
        server.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": capabilities }));
        let took = start.elapsed();
        server.tell("initialized", json!({}));
        (server, took)
    }

    fn send(&mut self, message: Message) {
        message.write(self.input.as_mut().expect("a pipe")).expect("a server that listens");
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params).into());
    }

    /// The next message that is no question; questions are answered with nothing of interest.
    fn next(&mut self) -> Message {
        loop {
            match Message::read(&mut self.output).expect("a message").expect("a server") {
                Message::Request(asked) => {
                    let n = asked.params.get("items").and_then(Value::as_array).map_or(0, Vec::len);
                    let answer = if n == 0 {
                        Value::Null
                    } else {
                        json!(vec![json!({ "validate": true, "hover": true, "completion": true }); n])
                    };
                    self.send(Response::new_ok(asked.id, answer).into());
                }
                message => return message,
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.sent += 1;
        self.send(Request::new(self.sent.into(), method.to_owned(), params).into());
        while !matches!(self.next(), Message::Response(_)) {}
    }

    /// Waits for findings of a file.
    fn findings(&mut self, uri: &str) {
        loop {
            if let Message::Notification(told) = self.next()
                && told.method == "textDocument/publishDiagnostics"
                && told.params["uri"] == uri
            {
                return;
            }
        }
    }

    fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        self.findings(uri);
    }

    /// Resident memory in MB.
    fn memory(&self) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        line.and_then(|kilobytes| kilobytes.parse::<f64>().ok())
            .map_or_else(|| "-".to_owned(), |kilobytes| format!("{:.1}", kilobytes / 1024.0))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.input.take();
        drop(self.child.wait());
    }
}

fn measure(command: Command, text: &str, root: &str) -> [Vec<Duration>; 3] {
    let (mut server, uri) = (Server::start(command).0, uri(root, 0));
    server.open(&uri, text);
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 40, "character": 6 } });
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for stroke in 0..KEYSTROKES {
        let typed = text.replacen("サヌキ ハル", &format!("サヌキ ハル{}", "ア".repeat(stroke % 7)), 1);
        let document = json!({ "uri": uri, "version": stroke + 2 });
        let start = Instant::now();
        server
            .tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": typed }] }));
        server.findings(&uri);
        times[0].push(start.elapsed());
        for (at, method) in [(1, "textDocument/completion"), (2, "textDocument/hover")] {
            let start = Instant::now();
            server.ask(method, place.clone());
            times[at].push(start.elapsed());
        }
    }
    times
}
