//! No command writes over what it reads, nor over a file of another kind.

use super::{holdings, two_clients};
use crate::dsl::Case;

/// Names under which the plan, its office file and another's plan can be given as an output.
const OTHERS: [&str; 7] = ["p.yaml", "sub/../p.yaml", "soft.yaml", "hard.yaml", "office.yaml", "q.yaml", "note.pdf"];

fn linked() -> Case {
    let case = two_clients().file("sub/x", "");
    std::os::unix::fs::symlink("p.yaml", case.path("soft.yaml")).unwrap();
    std::fs::hard_link(case.path("p.yaml"), case.path("hard.yaml")).unwrap();
    case
}

#[test]
fn no_command_writes_over_a_plan_or_a_foreign_file() {
    let mut case = linked();
    let before = holdings(&case.path(""));
    for output in OTHERS {
        for command in [
            &["render", "p.yaml", "--table", "1", "-o", output][..],
            &["render", "p.yaml", "--table", "1", "-o", output, "--accessible"],
            &["packet", "p.yaml", "--for", "控", "-o", output],
            &["watch", "p.yaml", "--no-serve", "-o", output],
            &["schema", "-o", output],
        ] {
            let done = case.run_all(command).ends_with(2).says(output);
            assert!(holdings(&done.path("")) == before, "{command:?} changed a file");
            case = done.again();
        }
    }
}

/// The shell opens a plan as an output (`>>`, `1<>`), under its own name or another.
#[test]
fn no_output_goes_into_a_plan_or_into_what_is_read() {
    let case = linked().file("cut.yaml", "");
    let before = holdings(&case.path(""));
    let run = |args: &[&str], output: &str, is_stderr: bool| {
        let file = || std::fs::OpenOptions::new().append(true).open(case.path(output)).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_careplan"));
        command.current_dir(case.path("")).args(args).stdin(std::process::Stdio::null());
        if is_stderr { command.stderr(file()).output() } else { command.stdout(file()).output() }.unwrap()
    };
    let commands: [&[&str]; 5] = [
        &["render", "p.yaml", "--table", "1", "-q", "-o", "-"],
        &["check", "q.yaml", "p.yaml"],
        &["check", "p.yaml", "--no-such"],
        &["month", "p.yaml", "--month", "2025-07"],
        &["diff", "--text", "p.yaml", "q.yaml"],
    ];
    for args in commands {
        for output in ["p.yaml", "sub/../p.yaml", "soft.yaml", "hard.yaml", "office.yaml", "q.yaml"] {
            for is_stderr in [false, true] {
                let done = run(args, output, is_stderr);
                assert_eq!(done.status.code(), Some(2), "{args:?} {output} {is_stderr}");
                assert!(is_stderr || String::from_utf8_lossy(&done.stderr).contains("別のファイルへ出してください"));
                assert!(holdings(&case.path("")) == before, "{args:?} into {output} changed a file");
            }
        }
    }
    // Under a name that is no plan's it is known when it is read.
    std::fs::hard_link(case.path("p.yaml"), case.path("log")).unwrap();
    let before = holdings(&case.path(""));
    for args in [commands[0], commands[3]] {
        let done = run(args, "log", false);
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        assert!(holdings(&case.path("")) == before, "{args:?} changed a file");
    }
    // An empty one is nobody's plan yet.
    assert_eq!(run(&["rules"], "cut.yaml", false).status.code(), Some(0));
}

#[test]
fn force_replaces_a_foreign_file_and_never_what_is_read() {
    let mut case = linked();
    let before = holdings(&case.path(""));
    for output in ["p.yaml", "sub/../p.yaml", "soft.yaml", "hard.yaml", "office.yaml"] {
        for command in [&["render", "p.yaml", "--table", "1"][..], &["watch", "p.yaml", "--no-serve"]] {
            if command[0] == "watch" && output == "office.yaml" {
                continue; // what a plan names is known once it is read; see below
            }
            let done =
                case.run_all(&[command, &["--force", "-o", output]].concat()).ends_with(2).says("読んでいるファイル");
            assert!(holdings(&done.path("")) == before, "{command:?} {output}");
            case = done.again();
        }
    }
    let done = case.run(["render", "p.yaml", "--table", "1", "--force", "-o", "note.pdf"]).succeeds();
    assert!(done.bytes("note.pdf").starts_with(b"%PDF-"));
}

#[test]
fn force_never_replaces_a_template_that_is_read() {
    let template = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/forms/service-slip.typ")).unwrap();
    let mut case = two_clients().file("own/forms/service-slip.typ", &template);
    for output in ["own/forms/service-slip.typ", "own/../own/forms/service-slip.typ"] {
        for command in [
            &["render", "p.yaml", "--table", "1"][..],
            &["render", "--blank"],
            &["packet", "p.yaml", "--for", "控"],
            &["watch", "p.yaml", "--no-serve"],
        ] {
            let more = ["--templates", "own", "--force", "-o", output];
            let done = case.run_all(&[command, &more].concat()).ends_with(2).says("読んでいるファイル");
            assert!(done.bytes("own/forms/service-slip.typ") == template, "{command:?}");
            case = done.again();
        }
    }
}

#[test]
fn force_never_replaces_a_plan() {
    let mut case = linked();
    std::os::unix::fs::symlink("q.yaml", case.path("other.pdf")).unwrap();
    // A plan under another name, and the only backup of what somebody typed.
    for name in ["plan", "plan.txt", "p.yaml~"] {
        std::fs::copy(case.path("q.yaml"), case.path(name)).unwrap();
    }
    let before = holdings(&case.path(""));
    for output in ["q.yaml", "other.pdf", "plan", "plan.txt", "p.yaml~"] {
        for command in
            [&["render", "p.yaml", "--table", "1"][..], &["schema"], &["packet", "p.yaml", "--for", "利用者"]]
        {
            let done = case.run_all(&[command, &["--force", "-o", output]].concat()).ends_with(2).says("計画書です");
            assert!(holdings(&done.path("")) == before, "{command:?} {output}");
            case = done.again();
        }
    }
}

#[test]
fn a_name_says_nothing_to_the_terminal() {
    let name = "x\u{1b}[31m.yaml";
    let plan = "利用者: {氏名: 架空}\n知らない: 1\n";
    for command in
        [&["check", "./"][..], &["check", "./", "--format", "short"], &["render", name], &["check", "no\u{1b}"]]
    {
        let done = Case::empty().file(name, plan).run_all(command);
        assert!(!(done.stdout() + &done.stderr()).contains('\u{1b}'), "{command:?}");
    }
}

/// A name in an old encoding (an archive of Windows unpacked on Linux) is the same on stdout and on the disk.
#[test]
fn a_file_that_is_told_is_there() {
    use std::os::unix::ffi::OsStrExt;
    let case = Case::empty();
    let plan = std::ffi::OsStr::from_bytes(b"\x83v\x83\x89\x83\x93.yaml");
    std::fs::copy(crate::dsl::sample_path("sanuki-haru"), case.path("").join(plan)).unwrap();
    for more in [&["--table", "1"][..], &["--table", "1,2", "--format", "svg"], &["--table", "1", "--format", "svg"]] {
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_careplan"));
        let done = run.current_dir(case.path("")).arg("render").arg(plan).args(more).output().unwrap();
        let told: Vec<&[u8]> = done.stdout.trim_ascii_end().split(|byte| *byte == b'\n').collect();
        for name in &told {
            assert!(name.starts_with(b"\x83v\x83\x89\x83\x93"), "{name:?}");
            assert!(case.path("").join(std::ffi::OsStr::from_bytes(name)).is_file(), "{name:?}");
        }
    }
    // The page of the longer run is known again, too.
    assert_eq!(std::fs::read_dir(case.path("")).unwrap().count(), 3);
}

#[test]
fn a_plan_that_is_named_like_its_output_stays() {
    let text = std::fs::read(crate::dsl::sample_path("sanuki-haru")).unwrap();
    let done = Case::empty().file("plan.pdf", &text).run(["render", "plan.pdf"]).ends_with(2).says("plan.pdf");
    assert_eq!(done.bytes("plan.pdf"), text);
}

#[test]
fn outputs_of_the_same_kind_and_empty_files_are_replaced() {
    let case = two_clients().file("a.pdf", "%PDF-1.4 an old one").file("b.pdf", "");
    let case = case.run(["render", "p.yaml", "--table", "1", "-o", "a.pdf"]).succeeds().again();
    let done = case.run(["render", "p.yaml", "--table", "1", "-o", "b.pdf"]).succeeds();
    assert!(done.bytes("a.pdf") == done.bytes("b.pdf") && done.bytes("a.pdf").len() > 1000);
}

#[test]
fn a_page_that_is_anothers_holds_up_all_pages() {
    let case = Case::sample("sanuki-haru").file("sanuki-haru-02.svg", "<html>mine</html>");
    let done = case.run(["render", "sanuki-haru.yaml", "--table", "1,3", "--format", "svg"]).ends_with(2);
    done.says("sanuki-haru-02.svg").leaves(["sanuki-haru-02.svg", "sanuki-haru.yaml"]);
}

#[test]
fn a_read_only_output_is_left_alone() {
    let case = two_clients().file("kept.pdf", "%PDF-1.4 signed");
    let mut mode = std::fs::metadata(case.path("kept.pdf")).unwrap().permissions();
    mode.set_readonly(true);
    std::fs::set_permissions(case.path("kept.pdf"), mode).unwrap();
    let done = case.run(["render", "p.yaml", "--table", "1", "-o", "kept.pdf"]).ends_with(2).says("読み取り専用");
    assert_eq!(done.bytes("kept.pdf"), b"%PDF-1.4 signed");
}

/// Whoever may write in a folder could put another file in the place of one that is not his.
#[test]
fn an_output_that_another_may_write_is_left_alone() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let case = two_clients().file("theirs.pdf", "%PDF-1.4 another's").file("mine.pdf", "%PDF-1.4 mine");
    let mode = |name: &str, mode| std::fs::set_permissions(case.path(name), PermissionsExt::from_mode(mode)).unwrap();
    mode("", 0o777);
    mode("theirs.pdf", 0o644);
    if chown(case.path("mine.pdf"), Some(NOBODY), None).is_err() {
        eprintln!("SKIPPED: files of two users need two users");
        return;
    }
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_careplan"));
    // Others may not look into the folder that the program was built in.
    std::fs::copy(program, case.path("careplan")).unwrap();
    mode("careplan", 0o755);
    for file in ["p.yaml", "q.yaml", "office.yaml"] {
        mode(file, 0o644);
    }
    let render = |output: &str| {
        let mut run = std::process::Command::new(case.path("careplan"));
        run.current_dir(case.path("")).args(["render", "p.yaml", "--table", "1", "-o", output]);
        run.uid(NOBODY).gid(NOBODY).output().unwrap()
    };
    let done = render("theirs.pdf");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("theirs.pdf") && said.contains("ほかの人のもの"), "{said}");
    assert_eq!(std::fs::read(case.path("theirs.pdf")).unwrap(), b"%PDF-1.4 another's");
    let done = render("mine.pdf");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// `a.yaml` and `a.yml`: whoever is printed last would take the other's paper away.
#[test]
fn two_plans_do_not_share_a_pdf() {
    let two = two_clients();
    let text = |name: &str| std::fs::read(two.path(name)).unwrap();
    for twin in ["a.yml", "A.YAML", "a.yaml~"] {
        let case = two_clients().file("s/a.yaml", text("p.yaml")).file(&format!("s/{twin}"), text("q.yaml"));
        let case = case.file("s/office.yaml", text("office.yaml"));
        let mut case = case;
        let named = format!("s/{twin}");
        for output in [&[][..], &["-o", "out/"], &["-o", "out/", "--format", "svg"]] {
            let done = case.run_all(&[&["render", &named, "--table", "1"][..], output].concat()).ends_with(2);
            case = done.says(twin).says("a.yaml").says("どちらも「").again();
        }
        // A file that is named is meant; and a backup is no plan of its own.
        let done = case.run_all(&["render", &named, "--table", "1", "-o", "b.pdf"]).succeeds();
        let done = done.again().run(["render", "s/a.yaml", "--table", "1", "-o", "out/"]);
        if twin.ends_with('~') {
            done.succeeds()
        } else {
            done.ends_with(2)
        };
    }
}

#[test]
fn new_leaves_a_schema_of_others() {
    let case = Case::empty().file("careplan.schema.json", "{\"title\": \"another's\"}");
    let done =
        case.run(["new", "plan.yaml"]).ends_with(2).says("careplan.schema.json").leaves(["careplan.schema.json"]);
    let done = done.again().run(["new", "plan.yaml", "--force"]).succeeds();
    assert!(String::from_utf8(done.bytes("careplan.schema.json")).unwrap().contains("（careplan）"));
    // Ours is brought up to date with every new plan.
    let done = done.again().run(["new", "other.yaml"]).succeeds();
    done.again().run(["new", "other.yaml", "--force"]).ends_with(2).says("既にあります");
}

/// Who is told that a plan could not be made has none.
#[test]
fn a_plan_without_its_schema_is_not_made() {
    let case = Case::empty();
    std::os::unix::fs::symlink("plan.yaml", case.path("careplan.schema.json")).unwrap();
    let done = case.run(["new", "plan.yaml"]).ends_with(2).says("careplan.schema.json");
    assert!(!done.path("plan.yaml").exists());
}

#[test]
fn a_link_that_leads_nowhere_is_no_free_name() {
    let case = Case::empty();
    std::os::unix::fs::symlink("nowhere.yaml", case.path("plan.yaml")).unwrap();
    case.run(["new", "plan.yaml"]).ends_with(2).says("既にあります");
    let case = two_clients();
    std::os::unix::fs::symlink("there.pdf", case.path("link.pdf")).unwrap();
    let done = case.run(["render", "p.yaml", "--table", "1", "-o", "link.pdf"]).succeeds();
    assert!(done.path("link.pdf").is_symlink() && done.bytes("there.pdf").starts_with(b"%PDF-"));
}

#[test]
fn a_merged_record_is_none_of_its_parts() {
    let case = crate::batch::office(1);
    let done = crate::batch::batch(case, &[]).succeeds();
    let before = done.bytes("out/manifest.jsonl");
    let done = done.again().run(["manifest", "merge", "out/manifest.jsonl", "-o", "out/manifest.jsonl"]).ends_with(2);
    assert_eq!(done.bytes("out/manifest.jsonl"), before);
    let done =
        done.again().file("mine.jsonl", "mine").run(["manifest", "merge", "out/manifest.jsonl", "-o", "mine.jsonl"]);
    let done = done.ends_with(2).says("mine.jsonl");
    done.again().run(["manifest", "merge", "out/manifest.jsonl", "-o", "whole.jsonl"]).succeeds();
}

#[test]
fn a_batch_leaves_foreign_files_in_its_folder() {
    let done = crate::batch::batch(crate::batch::office(1), &[]).succeeds();
    let name = crate::batch::outputs(&done.path("out")).into_keys().next().unwrap();
    let case = done.again().file(&format!("out/{name}"), "大事なメモ");
    let done = crate::batch::batch(case, &[]).ends_with(4).prints(&name);
    assert_eq!(done.bytes(&format!("out/{name}")), "大事なメモ".as_bytes());
    let done = crate::batch::batch(done.again(), &["--force"]).succeeds();
    let case = done.again().file("out/manifest.jsonl", "私の一覧");
    let done = crate::batch::batch(case, &[]).ends_with(2).says("manifest.jsonl");
    assert_eq!(done.bytes("out/manifest.jsonl"), "私の一覧".as_bytes());
}

#[test]
fn fewer_pages_leave_no_page_of_the_longer_plan() {
    for format in ["svg", "png"] {
        let name = |page: &str| format!("out/sanuki-haru-{page}.{format}");
        let render = |case: Case, tables: &str| {
            case.run(["render", "sanuki-haru.yaml", "--table", tables, "--format", format, "-o", "out/"]).succeeds()
        };
        let done = render(Case::sample("sanuki-haru"), "1,2,3");
        assert!(done.path(&name("03")).exists());
        // A page that was renamed, and one that is not ours, are the user's.
        std::fs::copy(done.path(&name("03")), done.path(&name("07"))).unwrap();
        let case = done.again().file(&name("08"), "<svg/>").file(&name("x1"), "<svg/>");
        let done = render(case, "1").says(&name("07")).says(&name("08"));
        for (page, stays) in [("01", true), ("02", false), ("03", false), ("07", true), ("08", true), ("x1", true)] {
            assert_eq!(done.path(&name(page)).exists(), stays, "{format} {page}");
        }
    }
}

/// Two outputs of one run that are one file through a link would both be told, and one of them holds the other's pages.
#[test]
fn no_output_leads_into_another() {
    let render = ["render", "sanuki-haru.yaml", "--table", "1,2", "--format", "png", "-o", "page.png"];
    let case = Case::sample("sanuki-haru").run(render).succeeds().again();
    std::fs::remove_file(case.path("page-01.png")).unwrap();
    std::os::unix::fs::symlink("page-02.png", case.path("page-01.png")).unwrap();
    let before = holdings(&case.path(""));
    let done = case.run(render).ends_with(2).says("page-01.png").says("リンク");
    assert!(holdings(&done.path("")) == before);
}
