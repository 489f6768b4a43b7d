//! A watch that runs: its plan, what it tells, and what its server answers.

use crate::dsl::{Case, sample_path};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A watch that runs in a folder of its own; ended when dropped.
pub struct Watch {
    folder: tempfile::TempDir,
    pub child: Child,
    lines: Receiver<Value>,
    pub address: String,
    /// What its pages stand under: `/`, or that of a client of a folder.
    pub root: String,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Both fail only when it has ended by itself already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watch {
    /// Watches a copy of the first sample, two tables only, so that the tests are quick.
    pub fn start(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(sample_path("sanuki-haru"), folder.path().join("plan.yaml")).unwrap();
        Self::start_in(folder, more)
    }

    /// Opens a plan for writing.
    pub fn edit(plan: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plan.yaml"), plan).unwrap();
        Self::run(folder, &["edit", "plan.yaml", "--no-open", "--json"], true)
    }

    /// Opens a plan for writing that is not there yet.
    pub fn begin(plan: &str) -> Self {
        Self::run(tempfile::tempdir().unwrap(), &["edit", plan, "--no-open", "--json"], true)
    }

    /// Opens a folder (`watch` or `edit`) with these files in it, and waits until everybody is on the board.
    pub fn folder(command: &str, files: &[(&str, &str)], more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let tells: &[&str] = if command == "edit" { &["--no-open", "--json"] } else { &["--format", "json"] };
        let watch = Self::run(folder, &[&[command, "."], tells, more].concat(), true);
        watch.until(true);
        watch
    }

    /// Opens the page of the client whose line has this in it, and waits until it has shown something.
    pub fn client(mut self, words: &str) -> Self {
        let lines = self.state()["lines"].clone();
        let ours = lines.as_array().unwrap().iter().find(|line| line[1].to_string().contains(words));
        let id = ours.unwrap_or_else(|| panic!("{words} is on no line: {lines}"))[1]["id"].clone();
        self.root = format!("/clients/{}/", id.as_str().unwrap());
        self.becomes(|state| state["pages"].as_array().is_some_and(|pages| !pages.is_empty()));
        self
    }

    /// Waits until the state is as wanted, and gives it.
    #[track_caller]
    pub fn becomes(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let state = self.state();
            if wanted(&state) {
                return state;
            }
            assert!(start.elapsed() < Duration::from_secs(30), "it never became so: {state}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn start_in(folder: tempfile::TempDir, more: &[&str]) -> Self {
        let words = [&["watch", "plan.yaml", "--format", "json", "--table", "1,3"], more].concat();
        Self::run(folder, &words, !more.contains(&"--no-serve"))
    }

    fn run(folder: tempfile::TempDir, words: &[&str], serves: bool) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_careplan"));
        command.current_dir(folder.path()).args(words);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if sender.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut watch = Self { folder, child, lines, address: String::new(), root: "/".to_owned() };
        if serves {
            watch.address.push_str(watch.line()["address"].as_str().unwrap());
        }
        watch
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Another program saves a file of the folder: beside it and renamed, as editors do. Who writes in place leaves an empty file for
    /// a moment, and the page is rightly refused what it asks about a field just then.
    pub fn save(&self, name: &str, text: impl AsRef<[u8]>) {
        let beside = self.path(&format!("{name}.new"));
        fs::write(&beside, text).unwrap();
        fs::rename(&beside, self.path(name)).unwrap();
    }

    /// The next thing that it tells.
    #[track_caller]
    pub fn line(&self) -> Value {
        self.lines.recv_timeout(Duration::from_secs(30)).expect("the watch tells something")
    }

    /// Waits until it tells of a render like this.
    #[track_caller]
    pub fn until(&self, ok: bool) -> Value {
        loop {
            let line = self.line();
            if line["ok"] == ok {
                return line;
            }
        }
    }

    /// Waits until the PDF is that of the plan as it is now.
    #[track_caller]
    pub fn catches_up(&self) {
        self.catches_up_as(&[]);
    }

    /// The same, with further options of `render`.
    pub fn catches_up_as(&self, options: &[&str]) {
        let plan = fs::read(self.path("plan.yaml")).unwrap();
        let usual = ["render", "plan.yaml", "--table", "1,3", "-o", "fresh.pdf"];
        let fresh = Case::empty().file("plan.yaml", plan).run_all(&[&usual[..], options].concat());
        let wanted = fresh.succeeds().bytes("fresh.pdf");
        let start = Instant::now();
        while fs::read(self.path("plan.pdf")).is_ok_and(|bytes| bytes != wanted) || !self.path("plan.pdf").exists() {
            assert!(start.elapsed() < Duration::from_secs(30), "the PDF never became that of the last save");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the PDF is no longer these bytes. What was told of a save before may come late, and is not asked for.
    #[track_caller]
    pub fn prints_other_than(&self, before: &[u8]) {
        let start = Instant::now();
        while fs::read(self.path("plan.pdf")).is_ok_and(|bytes| bytes == before) {
            assert!(start.elapsed() < Duration::from_secs(30), "the PDF stayed that of the save before");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The plan's text with another name in it.
    pub fn named(name: &str) -> String {
        fs::read_to_string(sample_path("sanuki-haru")).unwrap().replace("讃岐 ハル", name)
    }

    pub fn port(&self) -> u16 {
        self.address.split(':').nth(2).unwrap().split('/').next().unwrap().parse().unwrap()
    }

    pub fn token(&self) -> &str {
        self.address.split("token=").nth(1).unwrap()
    }

    /// Sends a request as it is and gives the answer.
    pub fn send(&self, request: &str) -> String {
        self.asks(request)()
    }

    /// Sends a request; what is given back waits for its answer.
    fn asks(&self, request: &str) -> impl FnOnce() -> String + use<> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        move || answer(stream)
    }

    /// Asks for a path below its root as the browser would that was let in.
    pub fn get(&self, path: &str) -> String {
        let (port, token, root) = (self.port(), self.token(), &self.root);
        let path = path.trim_start_matches('/');
        self.send(&format!(
            "GET {root}{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: careplan-{port}={token}\r\nConnection: close\r\n\r\n"
        ))
    }

    /// Writes as the page does, and gives the status and what was said.
    pub fn post(&self, name: &str, body: &Value) -> (u16, Value) {
        said(&self.send(&self.posted(name, body)))
    }

    /// The same from several windows at one moment: each asks before any is answered.
    pub fn post_at_once(&self, windows: usize, name: &str, body: &Value) -> Vec<(u16, Value)> {
        let request = self.posted(name, body);
        let answers: Vec<_> = (0..windows).map(|_| self.asks(&request)).collect();
        answers.into_iter().map(|answer| said(&answer())).collect()
    }

    fn posted(&self, name: &str, body: &Value) -> String {
        let (port, token, root) = (self.port(), self.token(), &self.root);
        // As the page does, in view of what is shown.
        let mut body = body.clone();
        if let Some(said) = body.as_object_mut().filter(|said| !said.contains_key("hash")) {
            said.insert("hash".to_owned(), self.state()["writing"]["hash"].clone());
        }
        let body = body.to_string();
        format!(
            "POST {root}do/{name} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
             Sec-Fetch-Site: same-origin\r\nX-Careplan: 1\r\nContent-Type: application/json\r\n\
             Cookie: careplan-{port}={token}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    }

    pub fn state(&self) -> Value {
        let answer = self.get("/state");
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
    }
}

/// All that comes until the server closes.
fn answer(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A server that closes without more is an answer too.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Status and body of an answer.
fn said(answer: &str) -> (u16, Value) {
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let said = answer.split("\r\n\r\n").nth(1).and_then(|said| serde_json::from_str(said).ok());
    (status, said.unwrap_or_default())
}
