//! A folder of a thousand clients: how long until the whole board is on the screen, and a save until its line is.

use super::chromium::{Chromium, Window};
use super::{now, painted, row};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const CLIENTS: &str = "1000";
const SAVES: usize = 30;

/// Tells when the frame begins after the one in which the board was brought to a newer state.
const EYE: &str = r"
    addEventListener('DOMContentLoaded', () => {
        const tell = () => requestAnimationFrame(() => requestAnimationFrame(() => painted(`board ${Date.now()}`)));
        new MutationObserver(tell).observe(document.documentElement, { attributeFilter: ['data-drawn'] });
    });
";

pub(crate) fn measure(chromium: &Chromium) {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new(env!("CARGO_BIN_EXE_careplan"))
        .current_dir(folder.path())
        .args(["bench-data", CLIENTS, "."])
        .stdout(Stdio::null())
        .status();
    assert!(made.is_ok_and(|status| status.success()), "clients are made");
    let mut plans: Vec<PathBuf> =
        std::fs::read_dir(folder.path()).expect("the folder").flatten().map(|entry| entry.path()).collect();
    plans.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    plans.sort();
    let first: Vec<Duration> = (0..5).map(|_| Session::start(chromium, folder.path()).first).collect();
    row("a folder of 1000: start → everybody on the screen", &first);
    let session = Session::start(chromium, folder.path());
    let mut saves = Vec::new();
    for number in 0..SAVES {
        std::thread::sleep(Duration::from_millis(250 + (number * 7 % 17) as u64));
        let plan = &plans[number * plans.len() / SAVES];
        let text = std::fs::read_to_string(plan).expect("a plan");
        // Something that the line shows.
        let text = text.replacen("  氏名: ", &format!("  氏名: {number}"), 1);
        let name = text.lines().find_map(|line| line.strip_prefix("  氏名: ")).expect("a name").to_owned();
        let shown = format!("document.body.textContent.includes({})", json!(name));
        let clock = now();
        std::fs::write(plan, text).expect("saved");
        let mut seen = painted(&session.window, "board");
        while session.window.value(&shown) != true {
            seen = painted(&session.window, "board");
        }
        saves.push(seen.saturating_sub(clock));
    }
    row("a folder of 1000: save → its line on the screen", &saves);
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", session.child.id())) {
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        println!("a folder of 1000: memory {line}");
    }
}

/// A watch of a folder with a window before it.
struct Session<'a> {
    child: Child,
    window: Window<'a>,
    first: Duration,
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.window.call("Page.close", &json!({}));
        // Both fail only when it has ended by itself already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'a> Session<'a> {
    fn start(chromium: &'a Chromium, folder: &Path) -> Self {
        let window = chromium.window(1600, 1000, EYE);
        window.call("Runtime.addBinding", &json!({ "name": "painted" }));
        let began = now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_careplan"))
            .current_dir(folder)
            .args(["watch", ".", "--format", "json"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line: Value = serde_json::from_str(&lines.next().expect("a line").expect("text")).expect("JSON");
        window.open(line["address"].as_str().expect("an address"));
        // Its lines are read on, or it would wait for a reader.
        std::thread::spawn(move || for _ in lines {});
        // What is read is shown while the rest is read: the board is there when everybody is.
        let mut first = painted(&window, "board");
        while window.value("rows.size").as_u64() != CLIENTS.parse().ok() {
            first = painted(&window, "board");
        }
        let first = first.saturating_sub(began);
        Self { child, window, first }
    }
}
