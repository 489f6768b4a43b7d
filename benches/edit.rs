//! How long a key takes to the drawn sheets, and a field that is left to the file: `cargo bench --bench edit`.
//!
//! A plan of seven tables, and one of at least 27 pages, are written on as the page does it. Over the loopback address a
//! draft counts when the state with it has come, an edit when its answer has, for then the file is on the disk. In a
//! Chromium without a screen a key counts from its `input` event: to the moment when all pictures are exchanged, and to the
//! frame after that, which is what a writer can have seen. Compare figures within one run only.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark writes plans, runs programs, looks at the clock and prints its table"
)]

#[path = "../tests/it/browser/chromium.rs"]
#[expect(dead_code, unreachable_pub, reason = "the tests use all of it")]
mod chromium;

use chromium::Chromium;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const TIMES: usize = 60;

/// How many pages the long plan has at least.
const LONG: usize = 27;

/// Tells how long after a key its sheets stood in the page, and when the next frame began.
const EYE: &str = r"
    let typed = 0;
    addEventListener('input', () => { typed = performance.now(); }, true);
    addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
        if (!typed || !state.writing?.is_draft) return;
        const began = typed, drawn = performance.now() - began;
        typed = 0;
        requestAnimationFrame(() => requestAnimationFrame(() => painted(JSON.stringify([drawn, performance.now() - began]))));
    }).observe(document.documentElement, { attributeFilter: ['data-drawn'] }));
";

fn main() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/sanuki-haru.yaml");
    let text = std::fs::read_to_string(sample).expect("the sample");
    let chromium = Chromium::start();
    if chromium.is_none() {
        println!("key → screen: Chromium is not installed (apt-get install chromium)");
    }
    println!("careplan edit, {TIMES} times {:>40} {:>8}", "p50 ms", "p95 ms");
    measure(&text, 0, chromium.as_ref());
    let entry = "  - 年月日: 令和7年6月20日\n    項目: 訪問（自宅）\n    内容: 様子を聞き、体操の続け方を話し合った。食事と服薬は変わりがない。\n";
    let long = text.replacen("第5表:\n", &format!("第5表:\n{}", entry.repeat(420)), 1);
    measure(&long, LONG, chromium.as_ref());
}

fn measure(text: &str, least: usize, chromium: Option<&Chromium>) {
    let session = Session::start(text);
    let (mut drawn, mut written) = (Vec::new(), Vec::new());
    let path = json!(["第1表", "援助の方針"]);
    let mut events = session.events();
    let first = events.next();
    let pages = first["pages"].as_array().map_or(0, Vec::len);
    assert!(pages >= least, "{pages} pages");
    let what = format!("{pages} pages");
    let mut hash = first["writing"]["hash"].clone();
    for number in 0..TIMES {
        let edits = json!([{ "set": path, "value": format!("一人で暮らす。{number}") }]);
        let start = Instant::now();
        session.post("draft", &json!({ "edits": edits }));
        while !events.next().to_string().contains(&format!("一人で暮らす。{number}")) {}
        drawn.push(start.elapsed());
        let start = Instant::now();
        let done = session.post("edit", &json!({ "hash": hash, "edits": edits }));
        written.push(start.elapsed());
        while events.next()["writing"]["hash"] != done["hash"] {}
        hash = done["hash"].clone();
    }
    row(&format!("{what}: key → state of the drawn sheets"), &drawn);
    row(&format!("{what}: field left → file on the disk"), &written);
    if let Some(chromium) = chromium {
        let (exchanged, painted) = keys(&session, chromium);
        row(&format!("{what}: key → pictures exchanged in Chromium"), &exchanged);
        row(&format!("{what}: key → the frame after"), &painted);
    }
}

/// Keys typed in a field of the page: until its pictures are exchanged, and until the frame after.
fn keys(session: &Session, chromium: &Chromium) -> (Vec<Duration>, Vec<Duration>) {
    let window = chromium.window(1600, 1000, EYE);
    window.call("Runtime.addBinding", &json!({ "name": "painted" }));
    window.open(&session.address);
    let key = json!(["第1表", "援助の方針"]).to_string();
    let open = format!(
        "(() => {{ const field = [...document.querySelectorAll('.slot')].find((one) => one.dataset.key === {});
             field?.click(); return document.activeElement?.classList.contains('field') ?? false; }})()",
        json!(key)
    );
    while window.value(&open) != true {
        std::thread::sleep(Duration::from_millis(50));
    }
    let (mut exchanged, mut painted) = (Vec::new(), Vec::new());
    for number in 0..TIMES {
        // Pauses of odd lengths: keys fall on every moment of the screen's beat.
        std::thread::sleep(Duration::from_millis(120 + (number * 7 % 17) as u64));
        window.call("Input.insertText", &json!({ "text": "あ" }));
        let event = window.event("Runtime.bindingCalled");
        let times: Vec<f64> = serde_json::from_str(event["payload"].as_str().expect("times")).expect("two numbers");
        exchanged.push(Duration::from_secs_f64(times[0] / 1000.0));
        painted.push(Duration::from_secs_f64(times[1] / 1000.0));
    }
    (exchanged, painted)
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
    address: String,
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
        let told: Value = serde_json::from_str(&lines.next().expect("an address")).expect("JSON");
        lines.next().expect("the first pages");
        // Nobody may stop it from telling more.
        std::thread::spawn(move || lines.for_each(drop));
        let address = told["address"].as_str().expect("an address").to_owned();
        let (rest, token) = address.split_once("/?token=").expect("a secret");
        let port = rest.rsplit(':').next().expect("a port").to_owned();
        let token = token.to_owned();
        Self { _folder: folder, child, port, token, address }
    }

    fn head(&self) -> String {
        let Self { port, token, .. } = self;
        format!("Host: 127.0.0.1:{port}\r\nCookie: careplan-{port}={token}\r\n")
    }

    fn post(&self, name: &str, body: &Value) -> Value {
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
        let said = answer.split_once("\r\n\r\n").map(|(_, said)| said).expect("an answer with words");
        serde_json::from_str(said).expect("JSON")
    }

    fn events(&self) -> Events {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port)).expect("the server");
        write!(stream, "GET /events HTTP/1.1\r\n{}\r\n", self.head()).expect("it listens");
        Events(BufReader::new(stream))
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    /// The next state that is sent.
    fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.0.read_line(&mut line).expect("the next line") > 0, "the stream ended");
            // Chunks of the connection end lines of their own: an event is one line that begins so.
            if let Some(news) = line.strip_prefix("data: ").or_else(|| line.strip_prefix("data:")) {
                return serde_json::from_str(news).expect("news");
            }
        }
    }
}
