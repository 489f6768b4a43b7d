//! The order of work leaves no trace, and two batches do not write into one folder.

use super::{batch, lasting, office, outputs};
use crate::dsl::Done;

#[test]
fn the_bytes_do_not_depend_on_how_many_work() {
    let one = batch(office(8), &["--jobs", "1"]).succeeds();
    let three = batch(office(8), &["--jobs", "3"]).succeeds();
    assert!(outputs(&one.path("out")) == outputs(&three.path("out")));
    let rows = |done: &Done| lasting(&done.path("out/manifest.jsonl"));
    assert_eq!(rows(&one), rows(&three));
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
