//! How long a save takes to the PDF and to the screen: `cargo bench --bench watch`.
//!
//! A plan of seven tables is saved 50 times, each time with another text in another table, while `careplan watch` serves
//! it to a Chromium without a screen. The file counts when its name stands for new bytes, the screen when the frame after
//! the one with the new picture begins: that is what a user can have seen. Then a folder of a thousand clients. Beside it, where it is installed, stands
//! `typst watch` on one page. Compare figures within one run only.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark saves plans, runs programs, looks at the clock and prints its table"
)]

#[path = "../tests/it/browser/chromium.rs"]
#[expect(dead_code, unreachable_pub, reason = "the tests use all of it")]
mod chromium;
#[path = "watch/folder.rs"]
mod folder;

use chromium::{Chromium, Window};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const SAVES: usize = 50;

/// A place in the text of each table, as the sample has it: where a digit is put in.
const TEXTS: [(&str, &str); 7] = [
    ("家事はご本人", "と一緒に"),
    ("庭の手入れの手伝い", "と話し相手"),
    ("起床・洗面・", "膝の体操"),
    ("緊急通報装置の", "連絡順は"),
    ("モニタリング。", "入浴は週2回"),
    ("サービス内容: 手すり", "貸与"),
    ("{事業所番号: \"379990001", "3\""),
];

/// Tells when something has been painted, which is when the frame after the one that exchanged it begins: the first page
/// of all, and each state with all its pictures.
const EYE: &str = r"
    addEventListener('DOMContentLoaded', () => {
        const tell = (what) => requestAnimationFrame(() => requestAnimationFrame(() => painted(what + Date.now())));
        const first = new MutationObserver(() => {
            if (document.querySelector('.page path')) { first.disconnect(); tell('first '); }
        });
        first.observe(document.getElementById('pages'), { childList: true, subtree: true });
        new MutationObserver(() => tell('state ')).observe(document.documentElement, { attributeFilter: ['data-drawn'] });
    });
";

fn main() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/sanuki-haru.yaml");
    let text = std::fs::read_to_string(sample).expect("the sample");
    let chromium = Chromium::start();
    println!("careplan watch, seven tables, {SAVES} saves {:>24} {:>8}", "p50 ms", "p95 ms");
    let alone = measure(&text, None);
    row("save → PDF, no window open", &alone.file);
    row("start → PDF of the first render", &alone.start);
    match &chromium {
        Some(chromium) => {
            let both = measure(&text, Some(chromium));
            row("save → PDF, a window open", &both.file);
            row("save → changed pages on the screen", &both.screen);
            row("start → first page on the screen", &both.start);
        }
        None => println!("save → screen: Chromium is not installed (apt-get install chromium)"),
    }
    if let Some(chromium) = &chromium {
        folder::measure(chromium);
    }
    peer();
    memory(&text, chromium.as_ref());
}

/// A thousand saves without a pause: none may be missed, and what the first hundred needed must be enough for all.
fn memory(text: &str, chromium: Option<&Chromium>) {
    let session = Session::start(text, chromium);
    session.first();
    for number in 0..=1000 {
        if let Some(kib) = session.resident().filter(|_| [100, 400, 700, 1000].contains(&number)) {
            println!("{:<56} {:>8.1} MiB", format!("memory after {number} saves"), f64::from(kib) / 1024.0);
        }
        session.save(&changed(text, number));
    }
}

#[derive(Default)]
struct Figures {
    file: Vec<Duration>,
    screen: Vec<Duration>,
    start: Vec<Duration>,
}

/// The middle one, and the one that only one of twenty exceeds.
fn row(what: &str, times: &[Duration]) {
    let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    println!("{what:<56} {:>8.1} {:>8.1}", at(50), at(95));
}

fn measure(text: &str, chromium: Option<&Chromium>) -> Figures {
    let mut figures = Figures::default();
    for _ in 0..5 {
        let session = Session::start(text, chromium);
        figures.start.push(session.first());
    }
    let session = Session::start(text, chromium);
    session.first();
    for number in 0..SAVES + TEXTS.len() {
        // Pauses of odd lengths: saves fall on every moment of the screen's beat.
        std::thread::sleep(Duration::from_millis(250 + (number * 7 % 17) as u64));
        let (file, screen) = session.save(&changed(text, number));
        // The first round only warms up.
        if number >= TEXTS.len() {
            figures.file.push(file);
            figures.screen.extend(screen);
        }
    }
    figures
}

/// The plan after so many saves, each of which changed one text of one table.
fn changed(text: &str, saves: usize) -> String {
    let tables = TEXTS.iter().enumerate().filter(|(table, _)| saves >= *table);
    tables.fold(text.to_owned(), |text, (table, (before, after))| {
        let number = saves - (saves - table) % TEXTS.len();
        let (from, to) = (format!("{before}{after}"), format!("{before}{}{after}", number % 10));
        assert!(text.contains(&from), "the sample has no {from}");
        // What the office's number gains at its end, it loses before: it must keep its ten digits.
        let to = if table == 6 { to.replacen("379990001", "37999001", 1) } else { to };
        text.replacen(&from, &to, 1)
    })
}

/// A watch with a window before it.
struct Session<'a> {
    folder: tempfile::TempDir,
    child: Child,
    began: Instant,
    began_at: Duration,
    window: Option<Window<'a>>,
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if let Some(window) = &self.window {
            window.call("Page.close", &json!({}));
        }
        // Both fail only when it has ended by itself already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'a> Session<'a> {
    fn start(text: &str, chromium: Option<&'a Chromium>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("plan.yaml"), text).expect("written");
        let window = chromium.map(|chromium| chromium.window(1600, 1000, EYE));
        if let Some(window) = &window {
            window.call("Runtime.addBinding", &json!({ "name": "painted" }));
        }
        let (began, began_at) = (Instant::now(), now());
        let mut child = Command::new(env!("CARGO_BIN_EXE_careplan"))
            .current_dir(folder.path())
            .args(["watch", "plan.yaml", "--format", "json"])
            .args(chromium.is_none().then_some("--no-serve"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        if let Some(window) = &window {
            let line = lines.next().expect("a line").expect("text");
            let line: Value = serde_json::from_str(&line).expect("JSON");
            window.open(line["address"].as_str().expect("an address"));
        }
        // Its lines are read on, or it would wait for a reader.
        std::thread::spawn(move || for _ in lines {});
        Self { folder, child, began, began_at, window }
    }

    /// How much memory the watch has, KiB; none where the system does not tell.
    fn resident(&self) -> Option<u32> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    fn pdf(&self) -> PathBuf {
        self.folder.path().join("plan.pdf")
    }

    /// How long it took from the start to the first page: on the screen, or in the file when there is no window.
    fn first(&self) -> Duration {
        let Some(window) = &self.window else {
            wait_for(&self.pdf(), None);
            return self.began.elapsed();
        };
        let time = painted(window, "first").saturating_sub(self.began_at);
        painted(window, "state");
        wait_for(&self.pdf(), None);
        time
    }

    /// Saves, and gives how long it took to the file and to the screen.
    fn save(&self, text: &str) -> (Duration, Option<Duration>) {
        let before = modified(&self.pdf());
        let (start, clock) = (Instant::now(), now());
        std::fs::write(self.folder.path().join("plan.yaml"), text).expect("saved");
        wait_for(&self.pdf(), before);
        let file = start.elapsed();
        let screen = self.window.as_ref().map(|window| painted(window, "state").saturating_sub(clock));
        (file, screen)
    }
}

/// The clock that a page can read too.
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970")
}

/// When the window says that this was painted.
fn painted(window: &Window<'_>, what: &str) -> Duration {
    loop {
        let event = window.event("Runtime.bindingCalled");
        let (name, stamp) = event["payload"].as_str().and_then(|text| text.split_once(' ')).expect("a name and a time");
        if name == what {
            return Duration::from_millis(stamp.parse().expect("milliseconds"));
        }
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|file| file.modified()).ok()
}

/// Waits until a file is there and another one than before.
fn wait_for(path: &Path, before: Option<SystemTime>) {
    let start = Instant::now();
    while modified(path).is_none_or(|now| Some(now) == before) {
        assert!(start.elapsed() < Duration::from_secs(30), "{} never came", path.display());
        std::thread::sleep(Duration::from_micros(300));
    }
}

/// `typst watch` on one page, a service slip: what another program needs for less.
fn peer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if Command::new("typst").arg("--version").output().is_err() {
        println!("typst watch, one page: typst is not installed");
        return;
    }
    let text = std::fs::read_to_string(root.join("benches/peers/watched.typ")).expect("the slip");
    let folder = tempfile::tempdir().expect("a folder");
    let (source, pdf) = (folder.path().join("slip.typ"), folder.path().join("slip.pdf"));
    std::fs::write(&source, &text).expect("written");
    let mut command = Command::new("typst");
    command.args(["watch", "--ignore-system-fonts", "--font-path"]).arg(root.join("fonts")).arg(&source).arg(&pdf);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    wait_for(&pdf, None);
    let times: Vec<Duration> = (0..SAVES)
        .map(|number| {
            std::thread::sleep(Duration::from_millis(400));
            let before = modified(&pdf);
            let start = Instant::now();
            std::fs::write(&source, text.replace("讃岐 ハル", &format!("讃岐 ハル{number}"))).expect("saved");
            wait_for(&pdf, before);
            start.elapsed()
        })
        .collect();
    // Both fail only when it has ended by itself already.
    let _ = child.kill();
    let _ = child.wait();
    row("typst watch, one page: save → PDF", &times);
}
