//! How long a key takes to the drawn sheets, and a field that is left to the file: `cargo bench --bench edit`.
//!
//! A plan of seven tables, and one whose log fills many pages, are written on over the loopback address as the page does
//! it: a draft counts when the state with it has come, an edit when its answer has, for then the file is on the disk.
//! Compare figures within one run only.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark writes plans, runs programs, looks at the clock and prints its table"
)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const TIMES: usize = 60;

fn main() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/sanuki-haru.yaml");
    let text = std::fs::read_to_string(sample).expect("the sample");
    println!("careplan edit, {TIMES} times {:>40} {:>8}", "p50 ms", "p95 ms");
    measure("seven tables", &text);
    let entry = "  - 年月日: 令和7年6月20日\n    項目: 訪問（自宅）\n    内容: 様子を聞き、体操の続け方を話し合った。食事と服薬は変わりがない。\n";
    measure("and 300 entries of the log", &text.replacen("第5表:\n", &format!("第5表:\n{}", entry.repeat(300)), 1));
}

fn measure(what: &str, text: &str) {
    let session = Session::start(text);
    let (mut drawn, mut written) = (Vec::new(), Vec::new());
    let path = json!(["第1表", "援助の方針"]);
    let mut events = session.events();
    for number in 0..TIMES {
        let edits = json!([{ "set": path, "value": format!("一人で暮らす。{number}") }]);
        let start = Instant::now();
        session.post("draft", &json!({ "edits": edits }));
        events.until("\"is_draft\":true", &format!("一人で暮らす。{number}"));
        drawn.push(start.elapsed());
        let start = Instant::now();
        session.post("edit", &json!({ "hash": "", "edits": edits }));
        written.push(start.elapsed());
        events.until("\"is_draft\":false", &format!("一人で暮らす。{number}"));
    }
    row(&format!("{what}: key → state of the drawn sheets"), &drawn);
    row(&format!("{what}: field left → file on the disk"), &written);
}

/// The middle one, and the one that only one of twenty exceeds.
fn row(what: &str, times: &[Duration]) {
    let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    println!("{what:<64} {:>8.1} {:>8.1}", at(50), at(95));
}

struct Session {
    _folder: tempfile::TempDir,
    child: Child,
    port: String,
    token: String,
}

impl Drop for Session {
    fn drop(&mut self) {
        // Both fail only when it has ended by itself already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Session {
    fn start(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("plan.yaml"), text).expect("the plan");
        let mut command = Command::new(env!("CARGO_BIN_EXE_careplan"));
        command.current_dir(folder.path()).args(["edit", "plan.yaml", "--no-open", "--json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines().map_while(Result::ok);
        let address: Value = serde_json::from_str(&lines.next().expect("an address")).expect("JSON");
        lines.next().expect("the first pages");
        // Nobody may stop it from telling more.
        std::thread::spawn(move || lines.for_each(drop));
        let address = address["address"].as_str().expect("an address").to_owned();
        let (rest, token) = address.split_once("/?token=").expect("a secret");
        let port = rest.rsplit(':').next().expect("a port").to_owned();
        Self { _folder: folder, child, port, token: token.to_owned() }
    }

    fn head(&self) -> String {
        let Self { port, token, .. } = self;
        format!("Host: 127.0.0.1:{port}\r\nCookie: careplan-{port}={token}\r\n")
    }

    fn post(&self, name: &str, body: &Value) {
        let body = body.to_string();
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port)).expect("the server");
        let head = self.head();
        write!(
            stream,
            "POST /do/{name} HTTP/1.1\r\n{head}Origin: http://127.0.0.1:{}\r\nSec-Fetch-Site: same-origin\r\n\
             X-Careplan: 1\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )
        .expect("it listens");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn events(&self) -> Events {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port)).expect("the server");
        write!(stream, "GET /events HTTP/1.1\r\n{}\r\n", self.head()).expect("it listens");
        Events(BufReader::new(stream))
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    /// Reads until a state says both.
    fn until(&mut self, one: &str, other: &str) {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.0.read_line(&mut line).expect("the next line") > 0, "the stream ended");
            if line.contains(one) && line.contains(other) {
                return;
            }
        }
    }
}
