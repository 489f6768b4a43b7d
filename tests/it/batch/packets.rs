//! `packet FOLDER --all`: everybody's packets on the batch's own machinery.

use super::{manifest, office, outputs, plan};
use crate::dsl::{Case, Done};

fn packets(case: Case, more: &[&str]) -> Done {
    case.run_all(&[&["packet", "c", "--all", "-o", "out"], more].concat())
}

fn states(done: &Done) -> Vec<String> {
    let rows = manifest(&done.path("out/manifest.jsonl")).0;
    rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn one_bad_client_stops_nobody_and_what_is_unchanged_is_not_made_again() {
    let case = office(3).file("c/0002.yaml", "利用者: [\n");
    let done = packets(case, &[]).ends_with(1).says("令和7年6月分で作ります").prints("印刷 2");
    let found = outputs(&done.path("out"));
    // The client, four providers, the insurer, the office, the list.
    assert_eq!(found.len(), 16, "{:?}", found.keys());
    assert!(
        found.keys().all(|name| name.starts_with("0000000001_2025-06_") || name.starts_with("0000000003_2025-06_"))
    );
    let done = packets(done.again().file("c/0002.yaml", plan(2)), &["--resume", "--jobs", "1"]).succeeds();
    assert_eq!(states(&done), ["skipped", "done", "skipped"]);
    let all = outputs(&done.path("out"));
    assert!(all.len() == 24 && found.iter().all(|(name, bytes)| all.get(name) == Some(bytes)));
    // The same bytes as of one client alone.
    let alone =
        done.again().run_all(&["packet", "c/0002.yaml", "--all", "--month", "2025-06", "-o", "alone/"]).succeeds();
    for name in ["0000000002_2025-06_利用者.pdf", "0000000002_2025-06_交付先一覧.pdf"] {
        assert!(alone.bytes(&format!("alone/{name}")) == all[name], "{name}");
    }
}

#[test]
fn the_packet_of_a_provider_who_left_is_told_as_old() {
    let done = packets(office(2), &[]).succeeds();
    let without = plan(2).replace("事業所: 架空福祉用具 高松店", "事業所: ヘルパーステーションうみかぜ");
    let old = "out/0000000002_2025-06_事業所-3799900013.pdf";
    let done = packets(done.again().file("c/0002.yaml", without), &[]).says("もうどの利用者のものでもありません");
    assert!(done.path(old).exists());
    let done = packets(done.again(), &["--prune"]);
    assert!(!done.path(old).exists() && done.path(&old.replace("0000000002", "0000000001")).exists());
}

#[test]
fn options_of_an_office_are_of_an_office() {
    let done =
        office(1).run_all(&["packet", "c/0001.yaml", "--all", "-o", "out/", "--resume"]).ends_with(2).says("--resume");
    done.again().run_all(&["packet", "c", "--for", "利用者", "-o", "out/"]).ends_with(2).says("--all");
}
