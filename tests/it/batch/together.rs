//! The order of work leaves no trace, and two batches do not write into one folder.

use super::{batch, lasting, office, outputs, plan};
use crate::dsl::{Case, Done};
use crate::three_ways::cases;

#[test]
fn the_bytes_do_not_depend_on_how_many_work() {
    let one = batch(office(8), &["--jobs", "1"]).succeeds();
    let three = batch(office(8), &["--jobs", "3"]).succeeds();
    assert!(outputs(&one.path("out")) == outputs(&three.path("out")));
    let rows = |done: &Done| lasting(&done.path("out/manifest.jsonl"));
    assert_eq!(rows(&one), rows(&three));
}

/// `CAREPLAN_CASES=5000` for a long run.
#[test]
fn a_batch_prints_what_render_prints() {
    let clients = cases(6).to_string();
    let done = Case::empty().run(["bench-data", &clients, "clients", "--month", "2025-07", "--seed", "11"]).succeeds();
    let batch = |done: Done, jobs: &str, out: &str| {
        done.again().run(["batch", "clients", "--month", "2025-07", "--jobs", jobs, "-o", out]).succeeds()
    };
    let done = batch(batch(done, "1", "one"), "4", "four");
    let (one, four) = (outputs(&done.path("one")), outputs(&done.path("four")));
    assert!(one == four);
    assert_eq!(one.len().to_string(), clients);
    let mut plans: Vec<_> =
        std::fs::read_dir(done.path("clients")).unwrap().map(|entry| entry.unwrap().path()).collect();
    plans.sort();
    let mut done = done;
    // Rendering starts a program for each: of a long run, a thousand.
    for (plan, bytes) in plans.iter().zip(one.values()).take(1000) {
        let plan = plan.to_string_lossy().into_owned();
        done = done.again().run(["render", &plan, "--table", "6,7", "--month", "2025-07", "-o", "one.pdf"]).succeeds();
        assert!(done.bytes("one.pdf") == *bytes, "{plan}");
    }
}

#[test]
fn a_second_batch_into_the_same_folder_is_refused() {
    let done = batch(office(1), &[]).succeeds();
    let lock = std::fs::File::open(done.path("out/.careplan-batch.lock")).unwrap();
    lock.lock_shared().unwrap();
    let done = batch(done.again(), &[]).ends_with(2).says("別の careplan batch");
    // Parts of one divided batch share the folder, but nobody does another's part.
    let done = batch(done.again(), &["--partition", "hash:1/2"]).succeeds();
    let part = std::fs::File::open(done.path("out/.careplan-batch-hash-1-of-2.lock")).unwrap();
    part.lock().unwrap();
    let done = batch(done.again(), &["--partition", "hash:1/2"]).ends_with(2).says("別の careplan batch");
    let done = batch(done.again(), &["--partition", "hash:2/2"]).succeeds();
    drop((lock, part));
    batch(done.again(), &[]).succeeds();
}

#[test]
fn a_variant_that_prints_as_another_is_told_once_for_all() {
    // A sequence of Adobe-Japan1 that no face has; its shape is the kanji's usual one.
    let with_variant = |n: usize| plan(n).replace("讃岐 ハル", "\u{4E24}\u{E0100}岐 ハル");
    for more in [&[][..], &["--merge", "per-office"]] {
        let client = |case: Case, n| case.file(&format!("c/{n}.yaml"), if n < 3 { with_variant(n) } else { plan(n) });
        let told = batch((1..=3).fold(Case::empty(), client), more).succeeds().stderr();
        assert_eq!(told.matches("の異体字 U+E0100 は、この字の標準の字形").count(), 1, "{told}");
        assert!(told.contains("1.yaml:5:") && told.contains("ほか 1 人"), "{told}");
    }
}
