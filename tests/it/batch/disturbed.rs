//! Killed, interrupted, out of disk, robbed of a plan: no torn file, and the next run mends everything.

use super::{batch, lasting, manifest, office, outputs};
use crate::dsl::Case;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn start(folder: &Path, more: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_careplan"));
    command.current_dir(folder).args(["batch", "c", "--month", "2025-06", "-o", "out"]).args(more);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until the batch has written its first output.
fn wait_for_output(folder: &Path) {
    let start = Instant::now();
    while !std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.filter_map(Result::ok).any(|entry| entry.path().extension().is_some_and(|end| end == "pdf"))
    }) {
        assert!(start.elapsed() < Duration::from_mins(1), "nothing was ever written");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Outputs, those in the making passed over.
fn whole_outputs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let pdfs = entries.filter(|path| path.extension().is_some_and(|end| end == "pdf"));
    pdfs.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())).collect()
}

#[test]
fn fifty_kills_leave_no_torn_file_and_a_resumed_run_is_as_an_undisturbed_one() {
    let began = Instant::now();
    let calm = batch(office(10), &[]).succeeds();
    let (wanted, rows) = (outputs(&calm.path("out")), lasting(&calm.path("out/manifest.jsonl")));
    let most = u64::try_from(began.elapsed().as_millis()).unwrap().max(50);
    let case = office(10);
    let folder = case.path("");
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    for kill in 0..50 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = start(&folder, if kill % 3 == 0 { &[] } else { &["--resume"] });
        std::thread::sleep(Duration::from_millis(random % most));
        child.kill().unwrap();
        child.wait().unwrap();
        for (name, bytes) in whole_outputs(&folder.join("out")) {
            assert!(bytes == wanted[&name], "{name} is torn after kill {kill}");
        }
    }
    let done = batch(case, &["--resume"]).succeeds();
    assert!(outputs(&done.path("out")) == wanted);
    assert_eq!(lasting(&done.path("out/manifest.jsonl")), rows);
}

/// A paper that no manifest knows would lie among next month's for ever: nobody tells of it, nothing removes it.
#[test]
fn whenever_a_run_is_killed_the_manifest_knows_every_output() {
    let case = office(6);
    let (folder, out) = (case.path(""), case.path("out"));
    for kill in 0..24 {
        let _ = std::fs::remove_dir_all(&out);
        let merged: &[&str] = if kill % 4 == 3 { &["--merge", "per-provider"] } else { &["--jobs", "2"] };
        let mut child = start(&folder, merged);
        wait_for_output(&out);
        child.kill().unwrap();
        child.wait().unwrap();
        let manifest = std::fs::read_to_string(out.join("manifest.jsonl")).unwrap();
        for (name, _) in whole_outputs(&out) {
            assert!(manifest.contains(&format!("\"{name}\"")), "{name} is nobody's after kill {kill}:\n{manifest}");
        }
    }
    // Clients who are gone: their papers are told of and taken away, of whichever run they are.
    let merged = batch(case, &["--merge", "per-provider", "--prune"]).succeeds();
    let case = merged.again();
    for n in 1..=5 {
        std::fs::remove_file(case.path(&format!("c/{n:04}.yaml"))).unwrap();
    }
    let done = batch(case, &["--resume", "--prune"]).succeeds();
    let left: Vec<String> = whole_outputs(&done.path("out")).into_iter().map(|(name, _)| name).collect();
    assert!(left.iter().all(|name| name.contains("提供票") || name.starts_with("0000000006_")), "{left:?}");
}

#[test]
fn a_plan_that_vanishes_is_that_clients_failure() {
    let case = office(12);
    let mut child = start(&case.path(""), &["--jobs", "1"]);
    wait_for_output(&case.path("out"));
    std::fs::remove_file(case.path("c/0012.yaml")).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(4));
    let (rows, summary) = manifest(&case.path("out/manifest.jsonl"));
    assert_eq!((rows[11]["status"].as_str(), rows[11]["reason"].as_str()), (Some("failed"), Some("read")));
    assert_eq!(summary["done"], 11);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_finishes_the_files_in_hand() {
    let case = office(60);
    let mut child = start(&case.path(""), &["--jobs", "2"]);
    wait_for_output(&case.path("out"));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let (rows, summary) = manifest(&case.path("out/manifest.jsonl"));
    assert_eq!(rows.len(), outputs(&case.path("out")).len());
    assert_eq!(summary["left"].as_u64().unwrap() + summary["done"].as_u64().unwrap(), 60);
    let done = batch(case, &["--resume"]).succeeds();
    let (_, after) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!(after["skipped"], summary["done"]);
}

/// A small disk of its own, taken away when dropped.
struct Disk(std::path::PathBuf);

impl Disk {
    /// Mounts it; none where that is not allowed, which is said aloud.
    fn mount(path: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(path).unwrap();
        let size = format!("size={size}");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(path).output();
        if mount.is_ok_and(|output| output.status.success()) {
            return Some(Self(path.to_owned()));
        }
        eprintln!("SKIPPED: a disk of its own cannot be mounted here; full and read-only disks are unchecked");
        None
    }

    fn remount(&self, options: &str) {
        let done = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_fails_some_and_a_retry_mends_them() {
    let case = office(12);
    let Some(disk) = Disk::mount(&case.path("out"), "500k") else { return };
    let done = batch(case, &[]).ends_with(4).prints("失敗").prints("ディスクがいっぱい");
    let printed = outputs(&done.path("out")).len();
    assert!((1..12).contains(&printed), "{printed}");
    disk.remount("size=64m");
    let done = batch(done.again(), &["--resume"]).succeeds();
    let (rows, summary) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!((rows.len(), summary["skipped"].as_u64()), (12, Some(printed as u64)));
    assert!(outputs(&done.path("out")) == outputs(&batch(office(12), &[]).succeeds().path("out")));
}

/// A set of which only some could be written is nobody's set: its papers go when its client does.
#[test]
fn what_is_written_of_half_a_set_is_remembered() {
    let case = office(1);
    let Some(disk) = Disk::mount(&case.path("out"), "400k") else { return };
    let packets = |case: Case| case.run_all(&["packet", "c", "--all", "--month", "2025-06", "-o", "out", "--prune"]);
    let done = packets(case).ends_with(4).prints("ディスクがいっぱい");
    let half = whole_outputs(&done.path("out")).len();
    assert!((1..8).contains(&half), "{half}");
    disk.remount("size=64m");
    let case = done.again().file("c/0002.yaml", super::plan(2));
    std::fs::remove_file(case.path("c/0001.yaml")).unwrap();
    let done = packets(case).succeeds();
    let found = outputs(&done.path("out"));
    assert!(found.len() == 8 && found.keys().all(|name| name.contains("0000000002")), "{:?}", found.keys());
}

#[test]
fn a_disk_that_cannot_be_written_ends_with_two() {
    let case = office(1);
    let Some(disk) = Disk::mount(&case.path("out"), "1m") else { return };
    disk.remount("ro");
    batch(case, &[]).ends_with(2).says("書き込めないディスク");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_ends_with_two() {
    use std::os::unix::fs::PermissionsExt;
    let case = office(1).file("out/x.txt", "");
    std::fs::set_permissions(case.path("out"), std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(case.path("out/y.txt"), "").is_ok() {
        eprintln!("SKIPPED: this user may write into any folder");
        return;
    }
    let done = batch(case, &[]).ends_with(2).says("許されていません");
    std::fs::set_permissions(done.path("out"), std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn what_a_killed_run_left_unfinished_is_taken_away() {
    let left = |name: &str| Case::empty().file("c/1.yaml", super::plan(1)).file(&format!("out/{name}"), "x");
    let done = batch(left(".careplan-batch~abc123.tmp"), &[]).succeeds();
    outputs(&done.path("out"));
    let done = batch(left("mine.tmp"), &[]).succeeds();
    assert!(done.path("out/mine.tmp").exists(), "a file of somebody else's was taken away");
}
