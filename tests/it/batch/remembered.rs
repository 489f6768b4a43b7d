//! What an earlier run left in the folder is remembered until it is somebody's again, gone, or told as nobody's, whatever came in
//! between: a refused client, an interrupted run, another batch, another part, the folder under another name.

use super::{batch, manifest, office, outputs, plan};
use crate::dsl::{Case, Done};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The output of the second client before its number was corrected.
const OLD: &str = "out/0000000002_2025-06_利用票.pdf";

/// Three clients that were printed.
fn printed(more: &[&str]) -> Case {
    batch(office(3), more).succeeds().again()
}

/// The second client's plan with the number that is right.
fn corrected() -> String {
    plan(2).replace("0000000002", "0000000022")
}

/// The same with a mistake that keeps it from being printed.
fn refused() -> String {
    corrected().replace("第6表:", "第6表x:")
}

/// The old output is told once as nobody's, and removed by `--prune` with nothing else.
#[track_caller]
fn told_and_pruned(case: Case, run: impl Fn(Case, &[&str]) -> Done, old: &str) {
    // A run that was killed may have left one that it had just begun: the next run takes it away.
    let is_pdf = |name: &std::ffi::OsStr| Path::new(name).extension().is_some_and(|extension| extension == "pdf");
    let before =
        fs::read_dir(case.path("out")).unwrap().filter(|entry| is_pdf(&entry.as_ref().unwrap().file_name())).count();
    let done = run(case, &[]).succeeds().says(old).says("もうどの利用者のものでもありません");
    let made = outputs(&done.path("out")).len();
    assert!(made >= before && done.path(old).exists());
    let done = run(done.again(), &["--prune"]).succeeds().says(old);
    assert!(!done.path(old).exists(), "{old} is still there");
    assert_eq!(outputs(&done.path("out")).len(), made - 1, "{:?}", outputs(&done.path("out")).keys());
}

#[test]
fn while_its_client_is_refused() {
    for resume in [&[][..], &["--resume"]] {
        let case = printed(&[]).file("c/0002.yaml", refused());
        let done = batch(case, resume).ends_with(1);
        assert!(done.path(OLD).exists() && !done.stderr().contains("もうどの"), "the old one is its last");
        assert_eq!(manifest(&done.path("out/manifest.jsonl")).1["kept"], 1);
        let case = done.again().file("c/0002.yaml", corrected());
        told_and_pruned(case, |case, more| batch(case, &[resume, more].concat()), OLD);
    }
}

/// A full disk relieved, a drive that takes large files: what the name leads to can still be handed out.
#[cfg(unix)]
#[test]
fn while_it_lies_elsewhere_behind_a_link() {
    for is_away in [false, true] {
        let case = printed(&[]);
        fs::rename(case.path(OLD), case.path("elsewhere.pdf")).unwrap();
        std::os::unix::fs::symlink("../elsewhere.pdf", case.path(OLD)).unwrap();
        if is_away {
            fs::remove_file(case.path("elsewhere.pdf")).unwrap();
        }
        let done = batch(case.file("c/0002.yaml", corrected()), &[]).succeeds().says(OLD).says("もうどの");
        // It is not what was written there, so it stays, and is told again.
        let done = batch(done.again(), &["--prune"]).succeeds().says(OLD).says("消しませんでした");
        assert!(done.path(OLD).is_symlink());
        assert_eq!(manifest(&done.path("out/manifest.jsonl")).1["leftover"], 1);
    }
}

#[test]
fn while_a_strict_run_prints_nobody() {
    let case = printed(&[]).file("c/0002.yaml", corrected()).file("c/0003.yaml", "利用者: [\n");
    let done = batch(case, &["--strict"]).ends_with(1);
    assert_eq!(manifest(&done.path("out/manifest.jsonl")).1["kept"], 3);
    let case = done.again().file("c/0003.yaml", plan(3));
    told_and_pruned(case, |case, more| batch(case, &[&["--strict"], more].concat()), OLD);
}

#[cfg(unix)]
#[test]
fn while_a_run_is_interrupted_or_killed() {
    for signal in ["-INT", "-KILL"] {
        let case = batch(office(40), &["--copies", "別表"]).succeeds().again();
        let case = case.file("c/0002.yaml", plan(2).replace("0000000002", "0000000092"));
        let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
        run.current_dir(case.path("")).args(["batch", "c", "--month", "2025-06", "-o", "out", "--copies", "別表"]);
        run.args(["--jobs", "1"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = run.spawn().unwrap();
        // The corrected client is among the first.
        while !case.path("out/0000000092_2025-06_別表.pdf").exists() {
            assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        child.wait().unwrap();
        let run = |case: Case, more: &[&str]| batch(case, &[&["--resume", "--copies", "別表"], more].concat());
        told_and_pruned(case, run, &OLD.replace("利用票", "別表"));
    }
}

#[test]
fn while_the_client_of_a_merged_output_is_refused() {
    let merged = |case: Case, more: &[&str]| batch(case, &[&["--merge", "per-provider"], more].concat());
    let moved = |n: usize| plan(n).replace("3799900013", "3799900019");
    let case = merged(office(2), &[]).succeeds().again().file("c/0001.yaml", moved(1));
    let case = case.file("c/0002.yaml", moved(2).replace("第6表:", "第6表x:"));
    let case = merged(case, &[]).ends_with(1).again().file("c/0002.yaml", moved(2));
    told_and_pruned(case, merged, "out/3799900013_2025-06_提供票.pdf");
}

#[test]
fn while_the_client_of_a_packet_is_refused() {
    let packets = |case: Case, more: &[&str]| case.run_all(&[&["packet", "c", "--all", "-o", "out"], more].concat());
    let moved = plan(2).replace("3799900013", "3799900019");
    let case = packets(office(2), &[]).succeeds().again().file("c/0002.yaml", moved.replace("第6表:", "第6表x:"));
    let case = packets(case, &["--month", "2025-06"]).ends_with(1).again().file("c/0002.yaml", moved);
    told_and_pruned(case, packets, "out/379991-0000000002_2025-06_事業所-3799900013.pdf");
}

#[test]
fn while_other_batches_use_the_folder() {
    let july = |case: Case, more: &[&str]| {
        case.run_all(&[&["batch", "c", "--month", "2025-07", "-o", "out", "--expand"], more].concat())
    };
    // Copies and months of the same folder, and a number that is corrected after all of them.
    let case = batch(printed(&[]), &["--copies", "控"]).succeeds().again();
    let case = july(case, &[]).succeeds().again().file("c/0002.yaml", corrected());
    // Each batch tells of its own, and never of another's.
    let done = july(case, &["--prune"]).succeeds();
    assert!(done.path(OLD).exists() && done.path(&OLD.replace("利用票", "控")).exists());
    assert!(!done.path(&OLD.replace("06", "07")).exists());
    let done = batch(done.again(), &["--copies", "控", "--prune"]).succeeds();
    assert!(done.path(OLD).exists() && !done.path(&OLD.replace("利用票", "控")).exists());
    told_and_pruned(done.again(), batch, OLD);
}

#[test]
fn of_plans_that_are_gone_other_batches_count_them() {
    let case = printed(&[]);
    fs::remove_file(case.path("c/0002.yaml")).unwrap();
    let done = batch(case, &["--copies", "控", "--prune"]).succeeds().says("ほかの月・控えなどのPDFが 1 あります");
    assert!(done.path(OLD).exists());
    told_and_pruned(done.again(), batch, OLD);
}

#[test]
fn however_the_folder_is_named_and_from_wherever() {
    let absolute = |case: &Case| case.path("c").display().to_string();
    for named in ["./c", "c//", "d/../c", "/"] {
        let case = printed(&[]).file("c/0002.yaml", corrected()).file("d/x", "");
        let named = if named == "/" { absolute(&case) } else { named.to_owned() };
        let run = |case: Case, more: &[&str]| {
            case.run_all(&[&["batch", &named, "--month", "2025-06", "-o", "out"], more].concat())
        };
        told_and_pruned(case, run, OLD);
    }
    // Another folder in which a plan of that name never was.
    let case = printed(&[]).file("d/c/0001.yaml", plan(1)).file("d/c/0003.yaml", plan(3));
    let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
    run.current_dir(case.path("d")).args(["batch", "c", "--month", "2025-06", "-o", "../out", "--prune"]);
    let output = run.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(case.path(OLD).exists(), "its plan is still there, in the other folder");
}

#[test]
fn when_the_number_decides_the_part() {
    let parts = |mut case: Case, more: &[&str]| {
        let mut said = String::new();
        for part in ["hash:1/3", "hash:2/3", "hash:3/3"] {
            let done = batch(case, &[&["--partition", part], more].concat()).succeeds();
            said += &done.stderr();
            case = done.again();
        }
        (case, said)
    };
    let (mut case, _) = parts(office(6), &[]);
    for number in 1..=6 {
        let text = plan(number).replace(&format!("{number:010}"), &format!("{:010}", number + 90));
        case = case.file(&format!("c/{number:04}.yaml"), text);
    }
    let (case, said) = parts(case, &[]);
    for number in 1..=6 {
        assert!(said.contains(&format!("{number:010}_2025-06_利用票.pdf")), "{number}: {said}");
    }
    // What the parts know, their joined record knows too, and the run of everybody.
    let names = [1, 2, 3].map(|part| format!("out/manifest-hash-{part}-of-3.jsonl"));
    let join = ["manifest", "merge", &names[0], &names[1], &names[2], "-o", "out/manifest.jsonl"];
    let done = case.run_all(&join).succeeds();
    assert_eq!(manifest(&done.path("out/manifest.jsonl")).1["leftover"], 6);
    for name in names {
        fs::remove_file(done.path(&name)).unwrap();
    }
    let done = batch(done.again(), &["--prune"]).succeeds();
    let left = outputs(&done.path("out"));
    assert_eq!(
        left.keys().cloned().collect::<Vec<_>>(),
        [91, 92, 93, 94, 95, 96].map(|n| format!("{n:010}_2025-06_利用票.pdf"))
    );
}

#[test]
fn when_the_number_decides_the_part_and_all_are_pruned_at_once() {
    let parts = |mut case: Case, more: &[&str]| {
        for part in ["hash:1/3", "hash:2/3", "hash:3/3"] {
            case = batch(case, &[&["--partition", part], more].concat()).succeeds().again();
        }
        case
    };
    let mut case = parts(office(6), &[]);
    for number in 1..=6 {
        let text = plan(number).replace(&format!("{number:010}"), &format!("{:010}", number + 90));
        case = case.file(&format!("c/{number:04}.yaml"), text);
    }
    let case = parts(case, &["--prune"]);
    assert_eq!(outputs(&case.path("out")).len(), 6, "{:?}", outputs(&case.path("out")).keys());
}

#[test]
fn of_a_plan_that_another_follows() {
    let may = |case: Case, more: &[&str]| {
        let args = ["batch", "c", "--month", "2026-05", "-o", "out", "--expand", "--draft", "--merge", "per-office"];
        case.run_all(&[&args[..], more].concat())
    };
    let long = plan(1).replace("令和7年4月7日 ～ 令和8年4月30日", "令和7年4月7日 ～ 令和9年4月30日");
    let case = may(Case::empty().file("c/a.yaml", long), &[]).succeeds().again();
    let case =
        case.run(["renew", "c/a.yaml", "--from", "R8.5.1", "--valid", "36か月", "-o", "c/b.yaml"]).succeeds().again();
    let next = fs::read_to_string(case.path("c/b.yaml")).unwrap().replace("'3799900001'", "'3799900009'");
    told_and_pruned(case.file("c/b.yaml", next), may, "out/3799900001_2026-05_利用票.pdf");
}

#[test]
fn a_client_whose_plan_was_renamed_and_is_refused_keeps_its_last_one() {
    let packets = |case: Case, more: &[&str]| {
        case.run_all(&[&["packet", "c", "--all", "--month", "2025-06", "-o", "out"], more].concat())
    };
    let case = packets(office(2), &[]).succeeds().again();
    let before = outputs(&case.path("out"));
    fs::remove_file(case.path("c/0002.yaml")).unwrap();
    let case = case.file("c/new.yaml", plan(2).replace("第6表:", "第6表x:"));
    let done = packets(case, &["--prune"]).ends_with(1);
    assert!(outputs(&done.path("out")) == before);
}

#[cfg(unix)]
#[test]
fn a_record_is_never_written_into() {
    let case = printed(&[]);
    fs::create_dir(case.path("snapshot")).unwrap();
    fs::hard_link(case.path("out/manifest.jsonl"), case.path("snapshot/manifest.jsonl")).unwrap();
    let before = fs::read(case.path("snapshot/manifest.jsonl")).unwrap();
    let done = batch(case.file("c/0002.yaml", refused()), &[]).ends_with(1);
    assert!(done.bytes("snapshot/manifest.jsonl") == before, "a snapshot of the folder was written into");
    // A link stays, and what it leads to is replaced.
    fs::rename(done.path("out/manifest.jsonl"), done.path("snapshot/real.jsonl")).unwrap();
    std::os::unix::fs::symlink("../snapshot/real.jsonl", done.path("out/manifest.jsonl")).unwrap();
    let done = batch(done.again(), &[]).ends_with(1);
    assert!(done.path("out/manifest.jsonl").is_symlink());
    assert_eq!(manifest(&done.path("snapshot/real.jsonl")).0.len(), 4);
    assert!(!Path::new(&done.path("out/.careplan-batch~")).exists());
}

#[cfg(unix)]
#[test]
fn what_is_protected_is_not_pruned() {
    let case = printed(&[]).file("c/0002.yaml", corrected());
    let mut mode = fs::metadata(case.path(OLD)).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(case.path(OLD), mode).unwrap();
    let done = batch(case, &["--prune"]).succeeds().says("読み取り専用");
    assert!(done.path(OLD).exists());
    assert_eq!(manifest(&done.path("out/manifest.jsonl")).1["leftover"], 1);
}

/// Nobody changed it: what cannot be looked at is not said to be another.
#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_not_pruned_and_not_called_changed() {
    let case = printed(&[]).file("c/0002.yaml", corrected());
    fs::set_permissions(case.path(OLD), std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    // To root no file is closed.
    if fs::File::open(case.path(OLD)).is_err() {
        let done = batch(case, &["--prune"]).succeeds().says("作ったままのものか確かめられない");
        assert!(done.path(OLD).exists());
    }
}
