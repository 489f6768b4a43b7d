//! `--partition` and `careplan manifest merge`: many machines, one result.

use super::{batch, lasting, manifest, office, outputs, plan};
use crate::dsl::{Case, Done};

/// Runs all parts into one folder.
fn parts(mut case: Case, by: &str, of: usize) -> Done {
    let mut last = None;
    for part in 1..=of {
        let partition = format!("{by}:{part}/{of}");
        let done = batch(case, &["--partition", &partition, "--copies", "別表", "--jobs", "1"]).succeeds();
        case = done.again();
        last = Some(part);
    }
    assert_eq!(last, Some(of));
    let names: Vec<String> = (1..=of).map(|part| format!("out/manifest-{by}-{part}-of-{of}.jsonl")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    case.run_all(&[&["manifest", "merge", "-o", "joined.jsonl"], &names[..]].concat())
}

#[test]
fn every_client_is_printed_by_exactly_one_part_and_joined_they_are_one_run() {
    let whole = batch(office(9), &["--copies", "別表", "--jobs", "2"]).succeeds();
    let (wanted, rows) = (outputs(&whole.path("out")), lasting(&whole.path("out/manifest.jsonl")));
    for (by, of) in [("hash", 1), ("hash", 2), ("slice", 3), ("hash", 4), ("slice", 5), ("hash", 6), ("slice", 7)] {
        let done = parts(office(9), by, of).succeeds().says("9 人の記録");
        assert!(outputs(&done.path("out")) == wanted, "{by}/{of}");
        assert_eq!(lasting(&done.path("joined.jsonl")), rows, "{by}/{of}");
        let each: usize =
            (1..=of).map(|part| manifest(&done.path(&format!("out/manifest-{by}-{part}-of-{of}.jsonl"))).0.len()).sum();
        assert_eq!(each, 9);
    }
}

/// The record of the whole that the parts' replaces knew another month's outputs (here: other copies): they are not forgotten.
#[test]
fn joined_parts_forget_nothing_of_the_folders_own_record() {
    let old = "out/0000000002_2025-06_利用票.pdf";
    let mut case = batch(office(3), &[]).succeeds().again();
    for part in ["hash:1/2", "hash:2/2"] {
        case = batch(case, &["--partition", part, "--copies", "別表"]).succeeds().again();
    }
    let parts = ["out/manifest-hash-1-of-2.jsonl", "out/manifest-hash-2-of-2.jsonl"];
    let merge = ["manifest", "merge", parts[0], parts[1], "-o", "out/manifest.jsonl"];
    let case = case.run(merge).succeeds().again().file("c/0002.yaml", plan(2).replace("0000000002", "0000000022"));
    let done = batch(case, &["--prune"]).succeeds().says(old);
    assert!(!done.path(old).exists() && done.path("out/0000000022_2025-06_利用票.pdf").exists());
}

#[test]
fn a_file_that_is_no_record_is_joined_with_nothing() {
    let case = office(1).file("notes.txt", "これは記録ではない\n");
    let done = case.run(["manifest", "merge", "notes.txt", "-o", "all.jsonl"]).ends_with(2);
    let done = done.says("「notes.txt」は").says("ではありません");
    assert!(!done.path("all.jsonl").exists());
}

#[test]
fn a_hash_part_stays_the_same_when_others_come() {
    let keys = |case: Case| -> Vec<String> {
        let done = batch(case, &["--partition", "hash:1/3", "--strict", "--copies", "別表"]).succeeds();
        let rows = manifest(&done.path("out/manifest-hash-1-of-3.jsonl")).0;
        rows.iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect()
    };
    let few = keys(office(6));
    let many = keys(office(6).file("c/0000.yaml", plan(77)).file("c/b/0000.yaml", plan(78)));
    assert!(few.iter().all(|key| many.contains(key)), "{few:?} {many:?}");
}

#[test]
fn parts_that_saw_different_clients_are_no_whole() {
    let names = ["out/manifest-slice-1-of-2.jsonl", "out/manifest-slice-2-of-2.jsonl"];
    let case = batch(office(4), &["--partition", "slice:1/2", "--copies", "別表"]).succeeds();
    // Meanwhile somebody has gone, and somebody else has come: as many as before.
    let gone = case.path("c").read_dir().unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        (path.is_file() && path.extension().is_some_and(|kind| kind == "yaml")).then_some(path)
    });
    std::fs::remove_file(gone.expect("a plan")).unwrap();
    let case = case.again().file("c/zzzz.yaml", plan(77));
    let case = batch(case, &["--partition", "slice:2/2", "--copies", "別表"]).succeeds().again();
    let done = case.run(["manifest", "merge", names[0], names[1], "-o", "all.jsonl"]);
    done.ends_with(1).says("全員の一覧が、受け持ちによって違います");
}

#[test]
fn parts_of_different_runs_are_not_one_month() {
    let names = ["out/manifest-slice-1-of-2.jsonl", "out/manifest-slice-2-of-2.jsonl"];
    for (other, alike) in [(&["--copies", "提供票"][..], false), (&["--fax"], false), (&["--jobs", "1"], true)] {
        let case = batch(office(2), &["--partition", "slice:1/2"]).succeeds().again();
        let case = batch(case, &[&["--partition", "slice:2/2"], other].concat()).succeeds().again();
        let done = case.run(["manifest", "merge", names[0], names[1], "-o", "all.jsonl"]);
        if alike {
            done.succeeds()
        } else {
            done.ends_with(1).says("指定の違う記録が混じっています")
        };
    }
}

#[test]
fn who_was_not_printed_is_told_when_parts_are_joined() {
    let names = ["out/manifest-slice-1-of-2.jsonl", "out/manifest-slice-2-of-2.jsonl"];
    let case = batch(office(3).file("c/0002.yaml", "利用者: [\n"), &["--partition", "slice:1/2"]).succeeds().again();
    let case = batch(case, &["--partition", "slice:2/2"]).ends_with(1).again();
    let done = case.run(["manifest", "merge", names[0], names[1], "-o", "all.jsonl"]).ends_with(1);
    done.says("3 人の記録").says("1 人の分は、印刷されていません（お断り 1）");
}

#[test]
fn what_is_missing_is_found() {
    let merge = |case: Case, args: &[&str]| case.run_all(&[&["manifest", "merge", "-o", "all.jsonl"], args].concat());
    let done = batch(office(5), &["--partition", "slice:1/2"]).succeeds();
    let one = "out/manifest-slice-1-of-2.jsonl";
    let done = merge(done.again(), &[one]).ends_with(1).says("slice:2/2").says("2 人の記録がありません");
    let done = merge(done.again(), &[one, "--plans", "c"]).ends_with(1).says("c/0002.yaml").says("c/0004.yaml");
    let done = merge(done.again(), &[one, one]).ends_with(1).says("両方にあります");
    let done = batch(done.again(), &["--partition", "slice:2/2"]).succeeds();
    let two = "out/manifest-slice-2-of-2.jsonl";
    let done = merge(done.again(), &[two, one, "--plans", "c"]).succeeds();
    let (rows, summary) = manifest(&done.path("all.jsonl"));
    assert_eq!(rows.iter().map(|row| row["n"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!((summary["done"].as_u64(), summary["partition"].as_str()), (Some(5), None));
    // A run that was killed has no summary.
    let text = String::from_utf8(done.bytes(two)).unwrap();
    let torn = text.lines().next().unwrap().to_owned();
    let done = merge(done.again().file(two, torn), &[one, two]).ends_with(1).says("終わりの行（まとめ）がありません");
    merge(done.again(), &["nope.jsonl"]).ends_with(2).says("nope.jsonl");
}
