//! A plan that is changed: its old bytes stay beside it, and it stays its owner's.

use super::holdings;
use crate::dsl::{Case, Done};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

const MONTH: [&str; 5] = ["month", "sanuki-haru.yaml", "--month", "2025-07", "--write"];

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn is_changed(done: &Done) -> bool {
    String::from_utf8(done.bytes("sanuki-haru.yaml")).unwrap().contains("令和7年7月\n")
}

#[test]
fn the_old_bytes_stay_beside_the_plan() {
    let case = Case::sample("sanuki-haru");
    mode(&case.path("sanuki-haru.yaml"), 0o640);
    let before = std::fs::read(case.path("sanuki-haru.yaml")).unwrap();
    let done = case.run(MONTH).succeeds().says("sanuki-haru.yaml~");
    assert!(is_changed(&done));
    assert_eq!(done.bytes("sanuki-haru.yaml~"), before);
    for name in ["sanuki-haru.yaml", "sanuki-haru.yaml~"] {
        assert_eq!(std::fs::metadata(done.path(name)).unwrap().mode() & 0o777, 0o640, "{name}");
    }
    // Nothing to add: the backup of the last change stays what it is.
    let done = done.again().run(MONTH).succeeds();
    assert_eq!(done.bytes("sanuki-haru.yaml~"), before);
}

/// What an access list gives to one colleague, its file's successor and its backup give to them, and to nobody else.
#[test]
fn who_may_use_a_file_by_its_access_list_stays_the_same() {
    let names = ["sanuki-haru.yaml", "sanuki-haru.yaml~", "sanuki-haru.pdf"];
    for on_folder in [false, true] {
        let case = Case::sample("sanuki-haru").file("sanuki-haru.pdf", "%PDF-1.7");
        for name in [names[0], names[2]] {
            mode(&case.path(name), if on_folder { 0o640 } else { 0o600 });
        }
        let listed =
            if on_folder { &["-d", "-m", "u:65534:rw", "."][..] } else { &["-m", "u:65534:rw", names[0], names[2]] };
        let set = Command::new("setfacl").args(listed).current_dir(case.path("")).status();
        if !set.is_ok_and(|set| set.success()) {
            eprintln!("SKIPPED: no setfacl, or no access lists in this file system; what becomes of them is unchecked");
            return;
        }
        let list = |path: &Path| {
            let list = Command::new("getfacl").args(["-cpnE"]).arg(path).output().unwrap().stdout;
            String::from_utf8(list).unwrap()
        };
        let before = list(&case.path(names[0]));
        assert_eq!(before.contains("65534"), !on_folder);
        let done = case.run(MONTH).succeeds().again().run(["render", names[0], "--table", "1"]).succeeds();
        assert!(is_changed(&done) && done.bytes(names[2]).len() > 1000);
        for name in names {
            assert_eq!(list(&done.path(name)), before, "{name}");
        }
    }
}

/// Whom an office lets read its folder may read what the next run puts there.
#[test]
fn who_may_read_the_output_of_a_batch_still_may() {
    let case = crate::batch::batch(crate::batch::office(1), &[]).succeeds().again();
    let names = ["out/0000000001_2025-06_利用票.pdf", "out/manifest.jsonl"];
    let modes = |case: &Done| names.map(|name| std::fs::metadata(case.path(name)).unwrap().mode() & 0o777);
    for name in names {
        mode(&case.path(name), 0o640);
    }
    let done = crate::batch::batch(case, &[]).succeeds();
    assert_eq!(modes(&done), [0o640; 2]);
}

#[test]
fn without_a_backup_when_none_is_wanted() {
    let done = Case::sample("sanuki-haru").run_all(&[&MONTH[..], &["--no-backup"]].concat()).succeeds();
    assert!(is_changed(&done));
    done.leaves(["sanuki-haru.yaml"]);
}

#[test]
fn a_backup_that_cannot_be_kept_stops_the_change() {
    for (name, content) in [("sanuki-haru.yaml~/x", "a folder"), ("sanuki-haru.yaml~", "%PDF-1.7 a scan")] {
        let case = Case::sample("sanuki-haru").file(name, content);
        let before = holdings(&case.path(""));
        let done = case.run(MONTH).ends_with(2).says("--no-backup");
        assert!(holdings(&done.path("")) == before);
        assert!(is_changed(&done.again().run_all(&[&MONTH[..], &["--no-backup"]].concat()).succeeds()));
    }
}

/// A disk that has room for the backup and none for the plan: the older backup is the only one of the state before.
#[test]
fn a_change_that_fails_leaves_the_older_backup() {
    for (older, linked) in [(true, false), (true, true), (false, true)] {
        let mut case = Case::sample("sanuki-haru");
        let text = std::fs::read_to_string(case.path("sanuki-haru.yaml")).unwrap();
        if older {
            case = case.file("sanuki-haru.yaml~", text.replace("要介護2", "要介護1"));
        }
        if linked {
            std::fs::hard_link(case.path("sanuki-haru.yaml"), case.path("linked")).unwrap();
        }
        let before = holdings(&case.path(""));
        // As large as the plan may a file become, and no larger.
        let line = format!(
            "trap '' XFSZ; ulimit -f {}; '{}' {}",
            text.len().div_ceil(512),
            env!("CARGO_BIN_EXE_careplan"),
            MONTH.join(" ")
        );
        let done = Command::new("sh").args(["-c", &line]).current_dir(case.path("")).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(holdings(&case.path("")) == before, "older {older}, linked {linked}");
    }
}

/// What has the backup's name and is no older state of the same plan stays as it is.
#[test]
fn a_backup_is_put_over_no_other_file() {
    let plan = std::fs::read_to_string(crate::dsl::sample_path("sanuki-haru")).unwrap();
    let another = "利用者: {氏名: 架空 大事, 被保険者番号: '0009999999'}\n";
    let corrected = plan.replace("氏名: ", "氏名: 旧");
    for (backup, permissions, told) in [
        (&*plan, 0o444, Some("読み取り専用")),
        (another, 0o644, Some("別の利用者の計画書")),
        // A number stays when the name is put right; what cannot be read any more is nobody else's.
        (&corrected, 0o644, None),
        ("利用者: {氏名: [", 0o644, None),
        // Nor is a name that was typed in two goes, before there was a number.
        ("利用者: {氏名: 讃岐}\n", 0o644, None),
    ] {
        let case = Case::sample("sanuki-haru").file("sanuki-haru.yaml~", backup);
        mode(&case.path("sanuki-haru.yaml~"), permissions);
        let before = holdings(&case.path(""));
        let done = case.run(MONTH);
        match told {
            Some(told) => {
                let done = done.ends_with(2).says(told).says("sanuki-haru.yaml~").says("--no-backup");
                assert!(holdings(&done.path("")) == before);
            }
            None => assert_eq!(done.succeeds().bytes("sanuki-haru.yaml~"), plan.as_bytes()),
        }
    }
}

#[test]
fn a_read_only_plan_stays_as_it_is() {
    let case = Case::sample("sanuki-haru");
    mode(&case.path("sanuki-haru.yaml"), 0o444);
    let before = holdings(&case.path(""));
    let done = case.run(MONTH).ends_with(2).says("読み取り専用");
    assert!(holdings(&done.path("")) == before);
    assert_eq!(std::fs::metadata(done.path("sanuki-haru.yaml")).unwrap().mode() & 0o777, 0o444);
}

#[test]
fn all_names_of_a_plan_see_the_change() {
    let case = Case::sample("sanuki-haru");
    std::fs::hard_link(case.path("sanuki-haru.yaml"), case.path("same.yaml")).unwrap();
    std::os::unix::fs::symlink("sanuki-haru.yaml", case.path("link.yaml")).unwrap();
    let done = case.run(["month", "link.yaml", "--month", "2025-07", "--write"]).succeeds();
    assert!(is_changed(&done) && done.bytes("same.yaml") == done.bytes("sanuki-haru.yaml"));
    assert!(done.path("link.yaml").is_symlink());
}

/// What one of several that change a plan at once says it has done is done.
#[test]
fn no_change_is_lost_to_another_at_the_same_time() {
    for _ in 0..3 {
        let case = Case::sample("sanuki-haru");
        let months: Vec<String> = (7..=12).map(|month| format!("2025-{month:02}")).collect();
        let start = |month: &String| {
            let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
            run.current_dir(case.path("")).args(["month", "sanuki-haru.yaml", "--write", "--month", month]);
            run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let running: Vec<_> = months.iter().map(|month| (month, start(month))).collect();
        let ended = running.into_iter().map(|(month, mut child)| (month, child.wait().unwrap().code()));
        let ended: Vec<(&String, Option<i32>)> = ended.collect();
        let text = std::fs::read_to_string(case.path("sanuki-haru.yaml")).unwrap();
        for (month, code) in &ended {
            let number: u32 = month[5..].parse().unwrap();
            let is_there = text.contains(&format!("年月: 令和7年{number}月\n"));
            assert_eq!((*code, is_there), if is_there { (Some(0), true) } else { (Some(2), false) }, "{ended:?}");
        }
        assert!(ended.iter().any(|(_, code)| *code == Some(0)), "{ended:?}");
    }
}

#[test]
fn standard_input_cannot_be_written_to() {
    let text = std::fs::read(crate::dsl::sample_path("sanuki-haru")).unwrap();
    let done = Case::empty().stdin(text).run(["month", "-", "--month", "2025-07", "--write"]).ends_with(2);
    done.says("標準入力").leaves([]);
}

/// A run as somebody else; none where that is not ours to do.
fn as_somebody(folder: &Path, args: &[&str]) -> Option<std::process::Output> {
    const SOMEBODY: u32 = 65_534;
    if std::fs::metadata(folder).unwrap().uid() != 0 {
        eprintln!("SKIPPED: only root can become another user; what would happen to another's plan is unchecked");
        return None;
    }
    // The program where others may run it.
    let shelf = tempfile::tempdir().unwrap();
    mode(shelf.path(), 0o755);
    let program = shelf.path().join("careplan");
    // Copied by another program: a file that this one had open for writing stays busy as long as a child of another test has it.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_careplan")).arg(&program).status().unwrap();
    assert!(copied.success());
    mode(&program, 0o755);
    let mut command = Command::new(&program);
    std::os::unix::process::CommandExt::gid(&mut command, SOMEBODY);
    std::os::unix::process::CommandExt::uid(&mut command, SOMEBODY);
    Some(command.current_dir(folder).args(args).output().unwrap())
}

#[test]
fn anothers_plan_stays_anothers() {
    // The folder is open to all; the plan is root's and may (or may not) be written by others.
    for (permissions, code) in [(0o644, 2), (0o646, 0), (0o666, 0)] {
        let case = Case::sample("sanuki-haru");
        let (folder, plan) = (case.path(""), case.path("sanuki-haru.yaml"));
        mode(&folder, 0o777);
        mode(&plan, permissions);
        let before = std::fs::read(&plan).unwrap();
        let Some(output) = as_somebody(&folder, &MONTH) else { return };
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        let now = std::fs::metadata(&plan).unwrap();
        assert_eq!((now.uid(), now.mode() & 0o777), (0, permissions), "it is somebody else's now");
        assert_eq!(std::fs::read(&plan).unwrap() == before, code != 0);
        if code == 0 {
            let kept = std::fs::metadata(case.path("sanuki-haru.yaml~")).unwrap();
            assert_eq!(kept.mode() & 0o777, 0o666, "the plan's owner can neither read nor replace it");
            assert_eq!(std::fs::read(case.path("sanuki-haru.yaml~")).unwrap(), before);
        }
    }
}

/// In a folder that an office shares one changes a plan after the other, and each keeps what the one before left.
#[test]
fn who_may_write_a_plan_may_replace_its_backup() {
    let case = Case::sample("sanuki-haru");
    let (folder, plan) = (case.path(""), case.path("sanuki-haru.yaml"));
    if std::os::unix::fs::chown(&plan, Some(65_533), Some(65_534)).is_err() {
        eprintln!("SKIPPED: only root can give files away; a plan that a group shares is unchecked");
        return;
    }
    mode(&folder, 0o777);
    mode(&plan, 0o660);
    assert!(as_somebody(&folder, &MONTH).unwrap().status.success());
    let kept = std::fs::metadata(case.path("sanuki-haru.yaml~")).unwrap();
    assert_eq!((kept.uid(), kept.gid(), kept.mode() & 0o777), (65_534, 65_534, 0o660));
}

/// Another's file of the backup's name is no backup.
#[test]
fn anothers_backup_stays_anothers() {
    // In a folder with the sticky bit it can be written to and not replaced.
    for (of_folder, of_backup, told) in
        [(0o777, 0o644, "書き込みの許されていない"), (0o1777, 0o666, "本人にしか置き換えられません")]
    {
        let case = Case::sample("sanuki-haru");
        let (folder, plan) = (case.path(""), case.path("sanuki-haru.yaml"));
        let backup = case.path("sanuki-haru.yaml~");
        std::fs::copy(&plan, &backup).unwrap();
        mode(&folder, of_folder);
        mode(&plan, 0o666);
        mode(&backup, of_backup);
        let before = holdings(&folder);
        let Some(output) = as_somebody(&folder, &MONTH) else { return };
        assert_eq!(output.status.code(), Some(2));
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(words.contains(told), "{words}");
        assert!(holdings(&folder) == before, "{of_folder:o}: something was left");
    }
}

#[test]
fn root_leaves_a_plan_to_its_owner() {
    let case = Case::sample("sanuki-haru");
    if std::os::unix::fs::chown(case.path("sanuki-haru.yaml"), Some(65_534), Some(65_534)).is_err() {
        eprintln!("SKIPPED: only root can give files away");
        return;
    }
    let done = case.run(MONTH).succeeds();
    assert!(is_changed(&done));
    for name in ["sanuki-haru.yaml", "sanuki-haru.yaml~"] {
        let now = std::fs::metadata(done.path(name)).unwrap();
        assert_eq!((now.uid(), now.gid()), (65_534, 65_534), "{name}");
    }
}

/// What `check` says of a file, `month --write` says of it too, and leaves it as it is.
#[test]
fn a_file_that_is_no_plan_is_refused_in_the_words_of_check() {
    for text in
        ["[]\n", "", "~", "- 利用者:\n", "利用者: [\r第6表:\r", "{\"利用者\": {\"氏名\": }", "利用者: {氏名: 架空}}"]
    {
        let checked = Case::empty().file("p.yaml", text).run(["check", "p.yaml"]).ends_with(1).stdout();
        let told: Vec<&str> = checked.lines().filter(|line| line.starts_with("誤り[YML")).collect();
        assert!(!told.is_empty(), "{text:?}: {checked}");
        let mut done = Case::empty().file("p.yaml", text).run(["month", "p.yaml", "--month", "2025-07", "--write"]);
        for line in told {
            done = done.says(line);
        }
        let done = done.ends_with(1).leaves(["p.yaml"]);
        assert_eq!(done.bytes("p.yaml"), text.as_bytes());
    }
}

/// Old Macs ended lines with a CR, other programs write a plan on one line.
#[test]
fn a_month_is_added_however_the_lines_end() {
    let plan = "{\"利用者\": {\"氏名\": \"架空 花子\"}, \"第3表\": {\"週間\": [{\"曜日\": [\"月\"], \"内容\": \"訪問介護\"}]}}";
    let cr = "利用者: {氏名: 架空 花子}\r第3表:\r  週間:\r    - {曜日: [月], 内容: 訪問介護}\r";
    for text in [plan, cr] {
        let done =
            Case::empty().file("p.yaml", text).run(["month", "p.yaml", "--month", "2025-07", "--write"]).succeeds();
        let new = String::from_utf8(done.bytes("p.yaml")).unwrap();
        assert!(new.contains("第6表") && !new.contains('\n'), "{new:?}");
        assert_eq!(done.bytes("p.yaml~"), text.as_bytes());
    }
}

/// A plan with two names is written in place: where a limit of the file's size (`ulimit -f`) ends the write, its old bytes come back, and
/// the program says so instead of being ended in the midst.
#[test]
fn a_limit_of_size_leaves_a_plan_with_two_names_whole() {
    let case = Case::sample("sanuki-haru");
    std::fs::hard_link(case.path("sanuki-haru.yaml"), case.path("twin.yaml")).unwrap();
    let before = std::fs::read(case.path("sanuki-haru.yaml")).unwrap();
    // In blocks of 512 bytes: as many as the plan has, and not those of another month.
    let line = format!(
        "ulimit -f {}; exec '{}' {} --no-backup",
        before.len().div_ceil(512),
        env!("CARGO_BIN_EXE_careplan"),
        MONTH.join(" ")
    );
    let done = Command::new("sh").args(["-c", &line]).current_dir(case.path("")).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("ファイルの大きさの上限") && !said.contains(".careplan-"), "{said}");
    for name in ["sanuki-haru.yaml", "twin.yaml"] {
        assert!(std::fs::read(case.path(name)).unwrap() == before, "{name} is another: {said}");
    }
}
