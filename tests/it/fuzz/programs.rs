//! What must hold of the program whatever plans, records and options it is given: no fault of ours, no lost byte.

use super::mutate::mutate;
use super::{CORPUS, fuzz};
use crate::random::Random;
use careplan::cli::{Status, Terminal};
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// An output that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs the program in this process; files are meant below a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> (Status, String) {
    let kept = Kept::default();
    let mut terminal = Terminal::to(Box::new(kept.clone()), Box::new(kept.clone()));
    let is_path = |argument: &&str| argument.contains(['/', '.']) && !argument.starts_with('-');
    let argument = |argument: &&str| {
        if is_path(argument) { folder.join(argument).into_os_string() } else { OsString::from(argument) }
    };
    let status =
        careplan::cli::run(std::iter::once("careplan".into()).chain(arguments.iter().map(argument)), &mut terminal);
    let said = String::from_utf8_lossy(&kept.0.lock().unwrap()).into_owned();
    (status, said)
}

#[track_caller]
fn runs(folder: &Path, arguments: &[&str]) -> Status {
    let (status, said) = run(folder, arguments);
    assert!(status != Status::Internal, "{arguments:?}\n{said}");
    status
}

#[test]
fn packets_of_any_plan_are_whole_or_refused() {
    let make = |random: &mut Random| mutate(random, &CORPUS, true);
    fuzz("packet", 25, make, |text| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("p.yaml"), text).unwrap();
        let status = runs(folder.path(), &["packet", "p.yaml", "--all", "-o", "out/"]);
        let written = std::fs::read_dir(folder.path().join("out")).map_or(0, Iterator::count);
        assert_eq!(written > 0, status == Status::Done, "{status:?}, {written} files");
        assert_eq!(std::fs::read(folder.path().join("p.yaml")).unwrap(), text.as_bytes());
    });
}

#[test]
fn any_record_is_resumed_and_merged_and_costs_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for (at, plan) in CORPUS.iter().rev().take(3).enumerate() {
        let path = folder.path().join(format!("c/{at}.yaml"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, plan).unwrap();
    }
    let batch = ["batch", "c/", "--month", "2025-07", "-o", "out/", "--expand", "--resume", "--prune", "--quiet"];
    runs(folder.path(), &batch);
    let record = folder.path().join("out/manifest.jsonl");
    let good = std::fs::read_to_string(&record).unwrap();
    std::fs::write(folder.path().join("out/mine.pdf"), "%PDF-1.4 mine").unwrap();
    let pdfs = || {
        super::super::safety::holdings(&folder.path().join("out"))
            .into_iter()
            .filter(|(name, _)| name.contains(".pdf"))
            .collect::<Vec<_>>()
    };
    let wanted = pdfs();
    let make = |random: &mut Random| {
        let lines: Vec<String> = good.lines().map(|line| line.replace(",\"", ",\n \"") + "\n").collect();
        mutate(random, &[lines.concat(), good.clone()], false).replace(",\n \"", ",\"")
    };
    fuzz("manifest", 40, make, |text| {
        std::fs::write(&record, text).unwrap();
        runs(folder.path(), &["manifest", "merge", "out/manifest.jsonl", "-o", "out/merged.jsonl", "--force"]);
        let status = runs(folder.path(), &batch);
        assert!(pdfs() == wanted, "{status:?}: an output is gone or another");
        if status == Status::Impossible {
            // It is not a record any more: it is left as it is.
            assert_eq!(std::fs::read_to_string(&record).unwrap(), text);
        }
    });
}

#[test]
fn odd_command_lines_end_in_words() {
    const WORDS: &[&str] = &[
        "render",
        "check",
        "packet",
        "month",
        "annex",
        "batch",
        "manifest",
        "merge",
        "rules",
        "new",
        "schema",
        "p.yaml",
        "./",
        "no.yaml",
        "-",
        "--month",
        "2025-07",
        "2025-13",
        "令和7年7月",
        "--table",
        "1,7",
        "9",
        "提供票",
        "--for",
        "控",
        "事業所",
        "利用者",
        "--all",
        "-o",
        "out/",
        "o.pdf",
        "p.yaml",
        "--format",
        "json",
        "svg",
        "sarif",
        "--write",
        "--actual",
        "--expand",
        "--resume",
        "--prune",
        "--force",
        "--strict",
        "--deny",
        "info",
        "--as-of",
        "today",
        "--name",
        "{氏名}",
        "{",
        "--jobs",
        "0",
        "3",
        "--partition",
        "hash:1/2",
        "slice:0/0",
        "--templates",
        "CP214",
        "--coverage",
        "--office",
        "--no-backup",
        "--provider",
        "--blank",
        "--accessible",
        "--quiet",
        "--color",
        "always",
        "",
        "\u{0}",
        "—",
        "--allot",
        "largest",
        "--codes",
        "--copies",
        "控",
        "--plans",
        "--profile",
        "国令和7年",
    ];
    let text = std::fs::read(crate::dsl::sample_path("sanuki-haru")).unwrap();
    let make = |random: &mut Random| {
        let words: Vec<&str> = (0..=random.below(9))
            .map(|at| if at == 0 { WORDS[random.below(11)] } else { *random.pick(WORDS) })
            .collect();
        words.join("\u{1}")
    };
    fuzz("commands", 150, make, |line| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("p.yaml"), &text).unwrap();
        let words: Vec<&str> = line.split('\u{1}').collect();
        // Standard input is the tester's own, and a name without a folder would lie in this process's.
        if words.contains(&"-") || words[0].contains("yaml") {
            return;
        }
        let mut words = words;
        if ["render", "packet"].contains(&words[0]) && !words.contains(&"-o") {
            words.extend(["-o", "out/"]);
        }
        runs(folder.path(), &words);
        let now = std::fs::read(folder.path().join("p.yaml")).unwrap();
        let is_month = words[0] == "month" && words.contains(&"--write");
        assert!(now == text || is_month && now.len() > text.len(), "{words:?} changed the plan");
    });
}
