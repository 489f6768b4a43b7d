//! A month of a whole office, and of a hundred: pages a second, time a client, memory; beside it what other programs need for the page.
//!
//! `cargo bench --bench batch` makes invented clients (`careplan bench-data`), looks at them with `careplan check`, prints them
//! with `careplan batch` and tells what it took, the start of the program and reading included. Then every script in
//! `benches/peers` that finds its program installed draws a slip of the same size. Compare figures within one run only.
//!
//! | variable | default | |
//! |---|---|---|
//! | `BATCH_CLIENTS` | `100,1000,10000` | how many clients |
//! | `BATCH_JOBS` | `1,2` | with how many threads |
//! | `BATCH_MERGED` | `1` | `0`: without the volumes of a whole office |
//! | `BATCH_PEER_PAGES` | `200` | how many pages a peer draws at most, or for ten seconds; `0`: no peers |
//! | `BATCH_PYTHON` | `python3` | a Python that has the peers' packages |

#![expect(clippy::disallowed_methods, reason = "a benchmark reads its variables and what the program wrote")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    println!("{}", machine());
    println!("{}cargo bench --bench batch\n", variables());
    let (columns, rule) =
        ("| what | clients | threads | pages | seconds | pages/s | ms a client | peak MB |", "|---:".repeat(7));
    println!("{columns}\n|---{rule}|");
    for clients in numbers("BATCH_CLIENTS", "100,1000,10000") {
        let plans = folder.path().join(format!("clients-{clients}"));
        let mut make = careplan();
        make.args(["bench-data", &clients.to_string(), "--month", "2025-07", "--quiet"]).arg(&plans);
        assert!(make.stdout(Stdio::null()).status().expect("it runs").success(), "bench-data failed");
        checked(&plans, clients);
        for jobs in numbers("BATCH_JOBS", "1,2") {
            ours(&plans, &folder.path().join("out"), clients, jobs, false);
            if text("BATCH_MERGED", "1") != "0" {
                ours(&plans, &folder.path().join("out"), clients, jobs, true);
            }
        }
        fs::remove_dir_all(&plans).expect("removed");
    }
    peers(folder.path());
}

/// All plans looked at by the rules, and its row: no page is drawn.
fn checked(plans: &Path, clients: usize) {
    let start = Instant::now();
    let (code, peak) = run(careplan().arg("check").arg(plans).stdout(Stdio::null()).spawn().expect("it runs"));
    let time = start.elapsed();
    assert_eq!(code, Some(0), "careplan check ended with {code:?}");
    row("careplan check, on all cores", Some(clients), None, None, time, peak);
}

/// One batch, and its row.
fn ours(plans: &Path, out: &Path, clients: usize, jobs: usize, merged: bool) {
    let mut command = careplan();
    command.arg("batch").arg(plans).args(["--month", "2025-07", "--quiet", "--jobs", &jobs.to_string()]);
    command.arg("-o").arg(out).args(if merged { &["--merge", "per-office"][..] } else { &[] });
    let start = Instant::now();
    let (code, peak) = run(command.stdout(Stdio::null()).spawn().expect("it runs"));
    let time = start.elapsed();
    assert_eq!(code, Some(0), "careplan batch ended with {code:?}; its folder is {}", out.display());
    let what = if merged { "careplan batch, merged per office" } else { "careplan batch, one PDF a client" };
    row(what, Some(clients), Some(jobs), Some(pages(out)), time, peak);
    fs::remove_dir_all(out).expect("removed");
}

/// The pages of all clients, from the record; volumes and the summary have no key.
fn pages(out: &Path) -> usize {
    let record = fs::read_to_string(out.join("manifest.jsonl")).expect("the record of the batch");
    let rows = record.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let clients = rows.filter(|row| row["key"].is_string());
    clients.filter_map(|row| row["pages"].as_u64()).map(|pages| usize::try_from(pages).expect("few")).sum()
}

/// The peers that are installed, and the names of those that are not.
fn peers(folder: &Path) {
    let n = text("BATCH_PEER_PAGES", "200");
    if n == "0" {
        return;
    }
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
    let slips = folder.join("slips");
    let python = text("BATCH_PYTHON", "python3");
    let made = Command::new(&python).arg(scripts.join("slips.py")).args([&n, "1"]).arg(&slips).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("\nNo peers: {python} cannot be run.");
        return;
    }
    let mut absent = Vec::new();
    for script in ["reportlab_slip.py", "typst_py_slip.py", "weasyprint_slip.py", "typst_cli_slip.sh"] {
        let path = scripts.join(script);
        let of_python = path.extension().is_some_and(|extension| extension == "py");
        let mut command = Command::new(if of_python { &python } else { "sh" });
        command.arg(path).arg(&slips).arg(&n).env("PYTHONDONTWRITEBYTECODE", "1").stderr(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it runs");
        let mut said = child.stdout.take().expect("a pipe");
        let (code, peak) = run(child);
        let mut line = String::new();
        std::io::Read::read_to_string(&mut said, &mut line).expect("words");
        let mut words = line.trim().splitn(3, ' ');
        let figures =
            (words.next().and_then(|n| n.parse().ok()), words.next().and_then(|s| s.parse().ok()), words.next());
        match (code, figures) {
            (Some(0), (Some(pages), Some(seconds), Some(name))) => {
                row(name, None, Some(1), Some(pages), Duration::from_secs_f64(seconds), peak);
            }
            (Some(77), _) => absent.push(format!("{script}: not installed")),
            _ => absent.push(format!("{script}: failed")),
        }
    }
    if !absent.is_empty() {
        println!("\nNot measured: {}.", absent.join("; "));
    }
}

/// Waits for a process; the most memory it held, in MB (Linux only).
fn run(mut child: Child) -> (Option<i32>, Option<u64>) {
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = None;
    loop {
        // The high-water mark: what is missed between the last look and the end is what rose in those milliseconds.
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes: Option<u64> = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
            peak = kilobytes.map(|kilobytes| kilobytes / 1024).or(peak);
        }
        if let Some(ended) = child.try_wait().expect("it can be waited for") {
            return (ended.code(), peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn row(
    what: &str,
    clients: Option<usize>,
    jobs: Option<usize>,
    pages: Option<usize>,
    time: Duration,
    peak: Option<u64>,
) {
    let word = |number: Option<usize>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
    let seconds = time.as_secs_f64();
    let float = |number: usize| f64::from(u32::try_from(number).expect("few"));
    let each = clients.map_or_else(|| "–".to_owned(), |clients| format!("{:.2}", seconds * 1000.0 / float(clients)));
    let peak = peak.map_or_else(|| "–".to_owned(), |peak| peak.to_string());
    let rate = pages.map(|pages| float(pages) / seconds);
    let rate = rate
        .map_or_else(|| "–".to_owned(), |rate| if rate < 10.0 { format!("{rate:.1}") } else { format!("{rate:.0}") });
    let (clients, jobs, pages) = (word(clients), word(jobs), word(pages));
    println!("| {what} | {clients} | {jobs} | {pages} | {seconds:.2} | {rate} | {each} | {peak} |");
}

fn careplan() -> Command {
    Command::new(env!("CARGO_BIN_EXE_careplan"))
}

fn text(variable: &str, default: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| default.to_owned())
}

fn numbers(variable: &str, default: &str) -> Vec<usize> {
    text(variable, default)
        .split(',')
        .map(|word| word.trim().parse().expect("whole numbers with commas between"))
        .collect()
}

/// The variables of ours that are set, as they would be typed before the command; a path may say whose machine it is and is left out.
fn variables() -> String {
    let ours = std::env::vars().filter(|(name, _)| name.starts_with("BATCH_") && name != "BATCH_PYTHON");
    let mut words: Vec<String> = ours.map(|(name, value)| format!("{name}={value} ")).collect();
    words.sort();
    words.concat()
}

/// What it runs on.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key)).and_then(|line| line.split_once(':'));
        line.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = after(&read("/proc/meminfo"), "MemTotal");
    let gigabytes = memory.trim_end_matches("kB").trim().parse::<u64>().unwrap_or_default() / 1_000_000;
    let version =
        careplan().arg("--version").output().map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned());
    format!(
        "{}, {cores} cores, {gigabytes} GB, {} {}, {}",
        after(&read("/proc/cpuinfo"), "model name"),
        std::env::consts::OS,
        read("/proc/sys/kernel/osrelease").trim(),
        version.unwrap_or_default()
    )
}
