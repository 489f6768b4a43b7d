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
        let mut watch = Self { folder, child, lines, address: String::new() };
        if serves {
            watch.address.push_str(watch.line()["address"].as_str().unwrap());
        }
        watch
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
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
        let plan = fs::read(self.path("plan.yaml")).unwrap();
        let fresh =
            Case::empty().file("plan.yaml", plan).run(["render", "plan.yaml", "--table", "1,3", "-o", "fresh.pdf"]);
        let wanted = fresh.succeeds().bytes("fresh.pdf");
        let start = Instant::now();
        while fs::read(self.path("plan.pdf")).is_ok_and(|bytes| bytes != wanted) || !self.path("plan.pdf").exists() {
            assert!(start.elapsed() < Duration::from_secs(30), "the PDF never became that of the last save");
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
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A server that closes without more is an answer too.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks for a path as the browser would that was let in.
    pub fn get(&self, path: &str) -> String {
        let (port, token) = (self.port(), self.token());
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: careplan-{port}={token}\r\nConnection: close\r\n\r\n"
        ))
    }

    /// Writes as the page does, and gives the status and what was said.
    pub fn post(&self, name: &str, body: &Value) -> (u16, Value) {
        let (port, token) = (self.port(), self.token());
        let body = body.to_string();
        let answer = self.send(&format!(
            "POST /do/{name} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
             Sec-Fetch-Site: same-origin\r\nX-Careplan: 1\r\nContent-Type: application/json\r\n\
             Cookie: careplan-{port}={token}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ));
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let said = answer.split("\r\n\r\n").nth(1).and_then(|said| serde_json::from_str(said).ok());
        (status, said.unwrap_or_default())
    }

    pub fn state(&self) -> Value {
        let answer = self.get("/state");
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
    }
}
