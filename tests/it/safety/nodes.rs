//! Pipes and devices: written to, never replaced; and none of them is a plan. All nodes are the tests' own.

use super::two_clients;
use crate::dsl::Case;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::process::Command;

/// A pipe with a name.
fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn a_pipe_is_written_to() {
    for link in [false, true] {
        let case = two_clients();
        pipe(&case.path("pipe"));
        std::os::unix::fs::symlink("pipe", case.path("link")).unwrap();
        let read = case.path("pipe");
        let reader = std::thread::spawn(move || std::fs::read(read).unwrap());
        let output = if link { "link" } else { "pipe" };
        let done = case.run(["render", "p.yaml", "--table", "1", "-o", output]).succeeds();
        let got = reader.join().unwrap();
        assert!(got.starts_with(b"%PDF-") && got.len() > 1000);
        assert!(std::fs::symlink_metadata(done.path("pipe")).unwrap().file_type().is_fifo(), "the pipe was replaced");
        assert!(done.path("link").is_symlink());
    }
}

/// Nobody is at the other end of a pipe that was none when the output was named.
#[test]
fn an_output_that_becomes_a_pipe_holds_no_watch_up() {
    let mut watch = crate::watching::watch::Watch::start(&["-o", "out.pdf"]);
    watch.until(true);
    std::fs::remove_file(watch.path("out.pdf")).unwrap();
    pipe(&watch.path("out.pdf"));
    let save = |name: &str| {
        std::fs::write(watch.path("plan.yaml"), crate::watching::watch::Watch::named(name)).unwrap();
    };
    save("讃岐 一");
    let told = watch.until(false);
    assert!(told["message"].as_str().unwrap().contains("パイプ"), "{told}");
    // It goes on, and writes what it could not as soon as it can.
    save("讃岐 二");
    watch.until(false);
    std::fs::remove_file(watch.path("out.pdf")).unwrap();
    watch.until(true);
    assert!(std::fs::read(watch.path("out.pdf")).unwrap().starts_with(b"%PDF-"));
    pipe(&watch.path("again.pdf"));
    std::fs::rename(watch.path("again.pdf"), watch.path("out.pdf")).unwrap();
    save("讃岐 三");
    watch.until(false);
    assert!(Command::new("kill").args(["-TERM", &watch.child.id().to_string()]).status().unwrap().success());
    assert_eq!(watch.child.wait().unwrap().code(), Some(0), "it was ended by force");
}

#[test]
fn a_device_is_written_to() {
    let case = two_clients();
    // The number of the device that swallows everything.
    let made = Command::new("mknod").arg(case.path("hole")).args(["c", "1", "3"]).status();
    if !made.is_ok_and(|made| made.success()) {
        eprintln!("SKIPPED: only root can make a device; what is written to one is unchecked");
        return;
    }
    let done = case.run(["render", "p.yaml", "--table", "1", "-o", "hole"]).succeeds();
    let done = done.again().run(["schema", "-o", "hole"]).succeeds();
    assert!(std::fs::symlink_metadata(done.path("hole")).unwrap().file_type().is_char_device(), "it was replaced");
    done.leaves(["hole", "note.pdf", "office.yaml", "p.yaml", "q.yaml"]);
}

/// What has the name that parts are joined into is read where it is a file, for what it remembers; a pipe or device is not.
#[test]
fn records_are_joined_into_a_pipe_and_from_what_the_shell_hands_over() {
    let done = crate::batch::batch(crate::batch::office(2), &[]).succeeds();
    let whole = done.again().run(["manifest", "merge", "out/manifest.jsonl", "-o", "-"]).succeeds();
    let (joined, case) = (whole.stdout_bytes().to_vec(), whole.again());
    pipe(&case.path("pipe"));
    let read = case.path("pipe");
    let reader = std::thread::spawn(move || std::fs::read(read).unwrap());
    let done = case.run(["manifest", "merge", "out/manifest.jsonl", "-o", "pipe"]).succeeds();
    assert!(reader.join().unwrap() == joined, "the pipe got something else");
    assert!(std::fs::symlink_metadata(done.path("pipe")).unwrap().file_type().is_fifo(), "the pipe was replaced");
    // A part that is a forgotten pipe is not waited for; one that the shell hands over has its first lines, too.
    let case = done.again().run(["manifest", "merge", "pipe", "-o", "all.jsonl"]).ends_with(2).again();
    let line =
        format!("cat out/manifest.jsonl | '{}' manifest merge /dev/stdin -o all.jsonl", env!("CARGO_BIN_EXE_careplan"));
    assert!(Command::new("sh").args(["-c", &line]).current_dir(case.path("")).status().unwrap().success());
    assert!(std::fs::read(case.path("all.jsonl")).unwrap() == joined, "lines of a part were lost");
}

#[test]
fn standard_output_by_its_names() {
    for output in ["/dev/stdout", "/dev/fd/1", "out"] {
        let case = two_clients();
        std::os::unix::fs::symlink("/proc/self/fd/1", case.path("out")).unwrap();
        let done = case.run(["render", "p.yaml", "--table", "1", "-o", output]).succeeds();
        assert!(done.stdout_bytes().starts_with(b"%PDF-"), "{output}");
        assert!(done.path("out").is_symlink());
    }
    // A file that the shell opened gets the pages; nothing is renamed over it.
    let case = two_clients();
    let program = env!("CARGO_BIN_EXE_careplan");
    let line = format!(
        "'{program}' render p.yaml --table 1 -o /dev/stdout > shell.pdf; '{program}' render p.yaml --table 1 -o /dev/fd/3 3> three.pdf"
    );
    assert!(Command::new("sh").args(["-c", &line]).current_dir(case.path("")).status().unwrap().success());
    for name in ["shell.pdf", "three.pdf"] {
        let bytes = std::fs::read(case.path(name)).unwrap();
        assert!(bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"), "{name}");
    }
}

#[test]
fn a_pipe_is_no_plan() {
    let case =
        Case::sample("sanuki-haru").file("c/a.yaml", std::fs::read(crate::dsl::sample_path("sanuki-haru")).unwrap());
    std::fs::create_dir(case.path("pipes")).unwrap();
    pipe(&case.path("c/pipe.yaml"));
    pipe(&case.path("pipes/pipe.yaml"));
    pipe(&case.path("mine"));
    for command in [
        &["check", "c"][..],
        &["check", "c/pipe.yaml"],
        &["render", "c/pipe.yaml"],
        &["annex", "c/pipe.yaml", "--month", "2025-06"],
        &["annex", "sanuki-haru.yaml", "--month", "2025-06", "--codes", "mine"],
        &["month", "c/pipe.yaml", "--month", "2025-07", "--write"],
        &["packet", "c/pipe.yaml", "--for", "控"],
        &["packet", "pipes", "--all", "-o", "out"],
        &["render", "sanuki-haru.yaml", "--templates", "mine"],
    ] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
        let output = run.current_dir(case.path("")).args(command).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command:?}: {said}");
        assert!(said.contains(if command.contains(&"mine") { "mine" } else { "pipe.yaml" }), "{command:?}: {said}");
    }
    // In a batch it costs one client.
    let done = case.run(["batch", "c", "--month", "2025-06", "-o", "out"]).ends_with(4);
    done.prints("pipe.yaml").prints("印刷 1、失敗 1");
}

/// Under a name that the user did not give nothing but files is opened: who opens a pipe waits for its other end.
#[test]
fn nobody_waits_for_a_pipe_that_was_not_named() {
    let begun = || Case::sample("sanuki-haru").run(["batch", ".", "--month", "2025-06", "-o", "out"]).succeeds();
    for as_link in [false, true] {
        let done = begun();
        let lock = done.path("out/.careplan-batch.lock");
        std::fs::remove_file(&lock).unwrap();
        if as_link {
            std::os::unix::fs::symlink("ahead", &lock).unwrap();
        } else {
            pipe(&lock);
        }
        let done = done.again().run(["batch", ".", "--month", "2025-06", "-o", "out"]).ends_with(2);
        let done = done.says(".careplan-batch.lock").says("普通のファイルではありません");
        assert!(!done.path("out/ahead").exists());
    }
    // Nor does `new`, whose schema nobody named.
    let case = Case::empty();
    pipe(&case.path("careplan.schema.json"));
    let done = case.run(["new", "plan.yaml"]).ends_with(2).says("普通のファイルではありません");
    assert!(!done.path("plan.yaml").exists());
    // Nor who prints a plan, whose PDF nobody named, or one file of several.
    let case = Case::sample("sanuki-haru");
    for name in ["sanuki-haru.pdf", "sanuki-haru-01.svg"] {
        pipe(&case.path(name));
    }
    for command in [
        &["render", "sanuki-haru.yaml"][..],
        &["render", "sanuki-haru.yaml", "--force", "-o", "./"],
        &["render", "sanuki-haru.yaml", "--table", "1", "--format", "svg"],
        &["watch", "sanuki-haru.yaml", "--no-serve"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_careplan")).current_dir(case.path("")).args(command).output();
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && said.contains("普通のファイルではありません"),
            "{command:?}: {said}"
        );
    }
    // Several pages go into no pipe, and into no files beside it.
    let case = Case::sample("sanuki-haru");
    pipe(&case.path("seiten"));
    let done = case.run(["render", "sanuki-haru.yaml", "--format", "svg", "-o", "seiten"]).ends_with(2);
    let done = done.says("パイプやデバイスに書けるのは、PDFまたは1ページだけの図です");
    assert!(!done.path("seiten-01.svg").exists());
    // An output that somebody made a pipe of is not what the manifest says was written.
    let done = begun();
    let mut outputs = std::fs::read_dir(done.path("out")).unwrap().map(|entry| entry.unwrap().path());
    let output = outputs.find(|path| path.extension().is_some_and(|extension| extension == "pdf")).unwrap();
    std::fs::remove_file(&output).unwrap();
    pipe(&output);
    let done = done.again().run(["batch", ".", "--month", "2025-06", "--resume", "-o", "out"]).ends_with(4);
    assert!(std::fs::symlink_metadata(&output).unwrap().file_type().is_fifo());
    done.prints("普通のファイルではありません");
}

#[test]
fn what_the_shell_hands_over_is_read() {
    let case = Case::sample("sanuki-haru");
    let line = format!(
        "cat sanuki-haru.yaml | '{0}' check /dev/stdin && '{0}' check /dev/fd/4 4< sanuki-haru.yaml",
        env!("CARGO_BIN_EXE_careplan")
    );
    assert!(Command::new("sh").args(["-c", &line]).current_dir(case.path("")).status().unwrap().success());
}

#[test]
fn a_link_that_leads_nowhere_but_to_itself_stays() {
    let mut case = two_clients();
    for (name, to) in [("self", "self"), ("one", "two"), ("two", "one"), ("way", "self/on")] {
        std::os::unix::fs::symlink(to, case.path(name)).unwrap();
    }
    for output in ["self", "one", "way", "self/o.pdf"] {
        for command in [
            &["render", "p.yaml", "--table", "1", "-o", output][..],
            &["render", "p.yaml", "--table", "1", "--force", "-o", output],
            &["packet", "p.yaml", "--for", "控", "-o", output],
            &["diff", "p.yaml", "q.yaml", "--format", "pdf", "-o", output],
            &["watch", "p.yaml", "--no-serve", "-o", output],
            &["schema", "-o", output],
            &["board", ".", "--pdf", output],
        ] {
            let done = case.run_all(command).ends_with(2).says("リンクが互いを指していて");
            for name in ["self", "one", "two", "way"] {
                assert!(done.path(name).is_symlink(), "{command:?} replaced {name}");
            }
            case = done.again();
        }
    }
    for link in ["self", "one", "two", "way"] {
        std::fs::remove_file(case.path(link)).unwrap();
    }
    // A link that leads to a name that is free is written through.
    std::os::unix::fs::symlink("new.pdf", case.path("ahead")).unwrap();
    let done = case.run(["render", "p.yaml", "--table", "1", "-o", "ahead"]).succeeds();
    assert!(done.bytes("new.pdf").starts_with(b"%PDF-") && done.path("ahead").is_symlink());
}
