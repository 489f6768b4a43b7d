//! `--resume`: what has not changed is not made again, and everything else is.

use super::{batch, lasting, manifest, office, outputs, plan};
use crate::dsl::{Case, Done};

/// How many were made anew by a run with `--resume`.
#[track_caller]
fn remade(case: Case, more: &[&str]) -> (u64, Done) {
    let done = batch(case, &[&["--resume"], more].concat()).succeeds();
    let (_, summary) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!(summary["done"].as_u64().unwrap() + summary["skipped"].as_u64().unwrap(), 3, "{summary}");
    (summary["done"].as_u64().unwrap(), done)
}

/// Three clients, the last of whom names an office's file.
fn three() -> Case {
    let text = plan(3);
    let start = text.find("サービス事業所:\n").unwrap();
    let linked = format!("{}サービス事業所: jimusho.yaml\n", &text[..start]);
    office(2).file("c/0003.yaml", linked).file("c/jimusho.yaml", &text[start..])
}

#[test]
fn only_what_has_changed_is_made_again() {
    let (count, done) = remade(three(), &[]);
    assert_eq!(count, 3);
    let (fresh, rows) = (outputs(&done.path("out")), lasting(&done.path("out/manifest.jsonl")));
    let (count, done) = remade(done.again(), &["--jobs", "1"]);
    assert_eq!(count, 0);
    assert_eq!(lasting(&done.path("out/manifest.jsonl")), rows);
    let (count, done) = remade(done.again().file("c/0001.yaml", plan(1).replace("単位数: 387", "単位数: 388")), &[]);
    assert_eq!(count, 1, "a changed plan");
    let changed = String::from_utf8(done.bytes("c/jimusho.yaml")).unwrap().replace("7級地", "6級地");
    let (count, done) = remade(done.again().file("c/jimusho.yaml", changed), &[]);
    assert_eq!(count, 1, "a changed file of the office");
    let (count, done) = remade(done.again().file("out/0000000002_2025-06_利用票.pdf", "%PDF-torn"), &[]);
    assert_eq!(count, 1, "an output that is not what was written");
    std::fs::remove_file(done.path("out/0000000002_2025-06_利用票.pdf")).unwrap();
    let (count, done) = remade(done.again(), &[]);
    assert_eq!(count, 1, "an output that is gone");
    assert!(outputs(&done.path("out"))["0000000002_2025-06_利用票.pdf"] == fresh["0000000002_2025-06_利用票.pdf"]);
    let (count, done) = remade(done.again(), &["--profile", "国令和7年"]);
    assert_eq!(count, 3, "other options");
    let (count, done) = remade(done.again(), &["--copies", "別表"]);
    assert_eq!(count, 3, "other copies");
    let measures =
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/measures.json")).unwrap();
    let (count, _) =
        remade(done.again().file("my/measures.json", measures), &["--templates", "my", "--copies", "別表"]);
    assert_eq!(count, 3, "other templates");
}

#[test]
fn without_resume_everything_is_made_again() {
    let done = batch(office(2), &[]).succeeds();
    let done = batch(done.again(), &[]).succeeds();
    let (_, summary) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!(summary["done"], 2);
}

#[test]
fn half_a_line_and_lines_of_nobody_are_passed_over() {
    let done = batch(office(3), &[]).succeeds();
    let text = String::from_utf8(done.bytes("out/manifest.jsonl")).unwrap();
    let whole: Vec<&str> = text.lines().collect();
    let torn = format!("{}\n{{\"key\":\"gone\"}}\n{}\n{}", whole[0], whole[1], &whole[2][..whole[2].len() / 2]);
    let (count, done) = remade(done.again().file("out/manifest.jsonl", torn), &[]);
    assert_eq!(count, 1);
    assert_eq!(manifest(&done.path("out/manifest.jsonl")).0.len(), 3);
}
