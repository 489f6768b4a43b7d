//! Nothing is called done that is not: results that do not arrive, PDFs that are not written, lines that nobody has.

use crate::batch::{batch, manifest, office};
use crate::dsl::{Case, sample_path};
use crate::watching::watch::Watch;
use std::fs;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Commands whose result is what they print.
const PRINTING: [&[&str]; 15] = [
    &["annex", "p.yaml", "--month", "2025-06"],
    &["annex", "p.yaml", "--month", "2025-06", "--format", "json"],
    &["month", "p.yaml", "--month", "2025-07"],
    &["rules"],
    &["rules", "CP214"],
    &["--help"],
    &["--version"],
    &["check", "p.yaml"],
    &["check", "p.yaml", "--format", "short"],
    &["check", "p.yaml", "--format", "json"],
    &["check", "p.yaml", "--format", "sarif"],
    &["schema"],
    &["completions", "bash"],
    &["man"],
    &["render", "p.yaml", "--table", "1", "-o", "-"],
];

fn with_plan() -> Case {
    // A plan of which there is something to tell, before its month and behind it.
    let text = fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let text = text.replace("  計画作成日: 令和7年5月27日\n", "");
    assert!(text.contains("第5表:\n"));
    Case::empty().file("p.yaml", text.replace("第5表:\n", "第5表:\n  - {内容: 日付のない記録}\n"))
}

#[test]
fn a_full_output_is_never_done() {
    let case = with_plan();
    for command in PRINTING {
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
            eprintln!("SKIPPED: this system has no /dev/full; what happens on a full disk is unchecked");
            return;
        };
        let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
        let output = run.current_dir(case.path("")).args(command).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command:?}: {said}");
        assert!(said.contains("結果を書き出せません：ディスクがいっぱいです"), "{command:?}: {said}");
    }
}

#[test]
fn a_pipe_that_was_closed_is_no_news() {
    let case = with_plan();
    for command in PRINTING {
        let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
        run.current_dir(case.path("")).args(command).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = run.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command:?}: {said}");
        assert!(!said.contains("書き出せません"), "{command:?}: {said}");
    }
}

#[test]
fn a_watch_whose_pdf_cannot_be_written_says_so_and_writes_it_when_it_can() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(sample_path("sanuki-haru"), folder.path().join("plan.yaml")).unwrap();
    let watch = Watch::start_in(folder, &["-o", "out/"]);
    assert_eq!(watch.until(true)["output"], "out/plan.pdf");
    fs::remove_dir_all(watch.path("out")).unwrap();
    fs::write(watch.path("plan.yaml"), Watch::named("辰")).unwrap();
    let told = watch.line();
    assert_eq!(told["ok"], false, "{told}");
    assert!(told["message"].as_str().unwrap().contains("out/plan.pdf"), "{told}");
    let state = watch.state();
    assert!(state["banner"].as_str().unwrap().contains("書けません"), "the page must say it too: {}", state["banner"]);
    assert_eq!(state["current"], true, "the pages are those of the plan");
    fs::create_dir(watch.path("out")).unwrap();
    watch.until(true);
    assert!(fs::read(watch.path("out/plan.pdf")).unwrap().starts_with(b"%PDF-"));
    assert_eq!(watch.state()["banner"], "");
}

/// Who misses the PDF saves the plan again, as it is.
#[test]
fn a_pdf_that_is_gone_is_written_when_the_same_text_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(sample_path("sanuki-haru"), folder.path().join("plan.yaml")).unwrap();
    let watch = Watch::start_in(folder, &[]);
    watch.until(true);
    let (plan, pdf) = (watch.path("plan.yaml"), watch.path("plan.pdf"));
    for other in [None, Some("%PDF-1.4 another's")] {
        fs::remove_file(&pdf).unwrap();
        if let Some(other) = other {
            fs::write(&pdf, other).unwrap();
        }
        fs::write(&plan, fs::read(&plan).unwrap()).unwrap();
        watch.until(true);
        assert!(fs::read(&pdf).unwrap().len() > 1000, "{other:?}");
    }
    // A pipe that takes its name holds nothing up.
    fs::remove_file(&pdf).unwrap();
    assert!(Command::new("mkfifo").arg(&pdf).status().unwrap().success());
    fs::write(&plan, Watch::named("辰")).unwrap();
    assert!(watch.until(false)["message"].as_str().unwrap().contains("普通のファイルではありません"));
    fs::remove_file(&pdf).unwrap();
    watch.until(true);
    assert!(fs::read(&pdf).unwrap().len() > 1000);
}

/// A plan that cannot be printed now has no PDF that could still be written.
#[test]
fn a_watch_writes_no_pdf_of_a_plan_that_has_gone() {
    let broken = Watch::named("巳").replacen("氏名:", "生年月日: 令和7年4月77日\n  氏名:", 1);
    for gone in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plan.yaml"), Watch::named("卯")).unwrap();
        let watch = Watch::start_in(folder, &["-o", "out/"]);
        watch.until(true);
        fs::remove_dir_all(watch.path("out")).unwrap();
        fs::write(watch.path("plan.yaml"), Watch::named("辰")).unwrap();
        watch.until(false);
        if gone {
            fs::remove_file(watch.path("plan.yaml")).unwrap();
        } else {
            fs::write(watch.path("plan.yaml"), &broken).unwrap();
        }
        let banner = watch.until(false)["message"].clone();
        fs::create_dir(watch.path("out")).unwrap();
        // Longer than until the next try.
        std::thread::sleep(std::time::Duration::from_millis(2500));
        let state = watch.state();
        assert!(state["current"] == false && state["banner"] == banner && banner != "", "{state}");
        assert!(!watch.path("out/plan.pdf").exists());
        fs::write(watch.path("plan.yaml"), Watch::named("午")).unwrap();
        watch.until(true);
        assert!(watch.path("out/plan.pdf").exists());
    }
}

#[test]
fn a_watch_that_can_show_nothing_is_refused_or_says_what_it_waits_for() {
    for (plan, why) in [("-", "見張れません"), ("c", "--no-serve は付けられません")] {
        Case::empty().file("c/x", "").run(["watch", plan, "--no-serve"]).ends_with(2).says(why);
    }
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch::start_in(folder, &["--no-serve"]);
    let told = watch.until(false);
    let message = told["message"].as_str().unwrap();
    assert!(message.contains("plan.yaml") && message.contains("できるのを待っています"), "{message}");
    fs::copy(sample_path("sanuki-haru"), watch.path("plan.yaml")).unwrap();
    watch.until(true);
}

#[test]
fn a_month_laid_out_for_the_print_is_told_without_lines() {
    let text = fs::read_to_string(with_plan().path("p.yaml")).unwrap();
    let checked = with_plan().run(["check", "p.yaml", "--format", "json"]).stdout();
    let checked: Vec<serde_json::Value> = serde_json::from_str(&checked).unwrap();
    let known: Vec<_> = checked.iter().map(|found| (found["rule"].clone(), found["line"].clone())).collect();
    assert!(!known.is_empty());
    let case = Case::empty().file("c/p.yaml", &text);
    let done = case.run(["batch", "c", "--month", "2025-07", "-o", "out", "--expand"]).succeeds();
    let (rows, _) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!(rows[0]["expanded"], true);
    let found = rows[0]["findings"].as_array().unwrap();
    assert!(found.len() > 1);
    let lines = text.lines().count() as u64;
    for found in found {
        let line = found["line"].as_u64().unwrap();
        assert!(line <= lines, "line {line} of a file of {lines}: {found}");
        let told = (found["rule"].clone(), found["line"].clone());
        assert!(line == 0 || known.contains(&told), "the user's own check has no {found}");
    }
}

#[test]
fn what_is_nobodys_any_more_is_told_and_pruned() {
    let done = batch(office(3), &[]).succeeds();
    let name = |n: usize| format!("out/{n:010}_2025-06_利用票.pdf");
    // The second client's number is corrected, the third client's plan is gone.
    let text = fs::read_to_string(done.path("c/0002.yaml")).unwrap();
    fs::remove_file(done.path("c/0003.yaml")).unwrap();
    let case = done.again().file("c/0002.yaml", text.replace("0000000002", "0000000022"));
    let done = batch(case, &[]).succeeds().says(&name(2)).says(&name(3)).says("--prune");
    let (rows, summary) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!((summary["leftover"].as_u64(), rows.len()), (Some(2), 4));
    // They are remembered, also by a run that was not told to remove them; what was changed meanwhile stays.
    fs::write(done.path(&name(3)), "%PDF-1.4 signed by hand").unwrap();
    let done = batch(done.again(), &["--resume"]).succeeds().says(&name(2)).says(&name(3));
    let done = batch(done.again(), &["--prune", "--resume"]).succeeds().says("消しませんでした");
    assert!(!done.path(&name(2)).exists() && done.path(&name(3)).exists());
    assert!(done.path(&name(1)).exists() && done.path(&name(22)).exists());
    assert_eq!(manifest(&done.path("out/manifest.jsonl")).1["pruned"], 1);
}

#[test]
fn what_is_still_somebodys_is_never_pruned() {
    let done = batch(office(3), &[]).succeeds();
    let all = crate::batch::outputs(&done.path("out")).len();
    // One client alone; another month; other copies; a plan that cannot be read just now.
    let case = done.again();
    let done = case.run(["batch", "c/0001.yaml", "--month", "2025-06", "-o", "out", "--prune"]).succeeds();
    let done = batch(done.again(), &[]).succeeds();
    let done = done.again().run(["batch", "c", "--month", "2025-07", "-o", "out", "--expand", "--prune"]).succeeds();
    let done = batch(done.again(), &["--prune"]).succeeds();
    let done = batch(done.again(), &["--copies", "提供票", "--prune"]).succeeds();
    let done = batch(done.again(), &["--prune"]).succeeds();
    let text = fs::read_to_string(done.path("c/0002.yaml")).unwrap();
    let case = done.again().file("c/0002.yaml", text.replace("利用者:", "利用者: ["));
    let done = batch(case, &["--prune"]).ends_with(1);
    let left = crate::batch::outputs(&done.path("out"));
    assert_eq!(left.len(), all * 3, "{:?}", left.keys());
}

#[test]
fn an_old_volume_is_told_when_its_office_has_another_name() {
    let done = batch(office(2), &["--merge", "per-office"]).succeeds();
    let old = crate::batch::outputs(&done.path("out")).into_keys().next().unwrap();
    let mut case = done.again();
    for plan in ["c/0001.yaml", "c/0002.yaml"] {
        let text = fs::read_to_string(case.path(plan)).unwrap();
        case = case.file(plan, text.replace("'3799900001'", "'3799900009'"));
    }
    let done = batch(case, &["--merge", "per-office"]).succeeds().says(&old);
    let done = batch(done.again(), &["--merge", "per-office", "--prune"]).succeeds();
    assert!(!done.path(&format!("out/{old}")).exists());
    assert_eq!(crate::batch::outputs(&done.path("out")).len(), 1);
}

/// Tells it to end, waits until it has, and ends it by force where it does not.
#[track_caller]
fn ends_when_told(mut child: Child, times: u32, about: &str) -> Option<i32> {
    for _ in 0..times {
        assert!(child.try_wait().unwrap().is_none(), "{about} ended by itself");
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(200));
    }
    for _ in 0..100 {
        if let Some(ended) = child.try_wait().unwrap() {
            return ended.code();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    child.kill().unwrap();
    panic!("SIGTERM did not end {about}");
}

#[test]
fn a_watch_that_was_told_to_end_ends() {
    let folder = office(1);
    let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
    run.current_dir(folder.path("")).args(["watch", "c/0001.yaml", "--no-serve", "-o", "pipe"]);
    assert!(Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap().success());
    let child = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(2));
    // Nobody reads the pipe: the write never ends by itself.
    ends_when_told(child, 1, "a watch whose output takes nothing");
}

/// Whoever saves without a pause keeps it drawing, and not from hearing that it shall end.
#[test]
fn a_watch_under_saves_ends_when_told() {
    let case = with_plan();
    let (plan, beside) = (case.path("p.yaml"), case.path("saved"));
    let text = fs::read_to_string(&plan).unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
    run.current_dir(case.path("")).args(["watch", "p.yaml", "--no-serve"]);
    let child = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let saving = AtomicBool::new(true);
    let code = std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..10_000 {
                if !saving.load(Ordering::Relaxed) {
                    return;
                }
                fs::write(&beside, format!("{text}# {n}\n")).unwrap();
                fs::rename(&beside, &plan).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        std::thread::sleep(Duration::from_secs(2));
        let code = ends_when_told(child, 1, "a watch of a plan that is saved again and again");
        saving.store(false, Ordering::Relaxed);
        code
    });
    assert_eq!(code, Some(0), "it was ended by force");
}

#[test]
fn a_batch_that_was_told_to_end_ends() {
    let folder = office(2);
    // A pipe that is full and that nobody reads: the batch cannot say its first word.
    let (reader, mut full) = std::io::pipe().unwrap();
    let words = full.try_clone().unwrap();
    let filling = std::thread::spawn(move || full.write_all(&vec![b' '; 1 << 20]));
    std::thread::sleep(Duration::from_millis(200));
    let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
    run.current_dir(folder.path("")).args(["batch", "c", "--month", "2025-06", "-o", "o/"]);
    let child = run.stdout(words.try_clone().unwrap()).stderr(words).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(3));
    // Told once it may finish what it has in hand, told twice it ends.
    ends_when_told(child, 2, "a batch whose words nobody reads");
    drop((reader, run));
    assert!(filling.join().unwrap().is_err());
}
