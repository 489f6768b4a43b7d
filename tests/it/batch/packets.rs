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
        found.keys().all(
            |name| name.starts_with("379991-0000000001_2025-06_") || name.starts_with("379991-0000000003_2025-06_")
        )
    );
    let done = packets(done.again().file("c/0002.yaml", plan(2)), &["--resume", "--jobs", "1"]).succeeds();
    assert_eq!(states(&done), ["skipped", "done", "skipped"]);
    let all = outputs(&done.path("out"));
    assert!(all.len() == 24 && found.iter().all(|(name, bytes)| all.get(name) == Some(bytes)));
    // The same bytes as of one client alone.
    let alone =
        done.again().run_all(&["packet", "c/0002.yaml", "--all", "--month", "2025-06", "-o", "alone/"]).succeeds();
    for name in ["379991-0000000002_2025-06_利用者.pdf", "379991-0000000002_2025-06_交付先一覧.pdf"] {
        assert!(alone.bytes(&format!("alone/{name}")) == all[name], "{name}");
    }
}

/// Numbers of insured persons are unique under one insurer only.
#[test]
fn two_clients_with_one_number_under_two_insurers_have_packets_of_their_own() {
    let other = plan(1).replace("'379991'", "'379992'");
    assert!(other != plan(1));
    let done = packets(office(1).file("c/other.yaml", other), &[]).succeeds();
    let all = outputs(&done.path("out"));
    let of = |insurer: &str| all.keys().filter(|name| name.starts_with(&format!("{insurer}-0000000001_"))).count();
    assert_eq!((of("379991"), of("379992"), all.len()), (8, 8, 16), "{:?}", all.keys());
    // One after the other into one folder: nobody's paper takes another's place, and the names are those of all together.
    let one = |case: Case, plan: &str| case.run_all(&["packet", plan, "--all", "--month", "2025-06", "-o", "alone/"]);
    let done = one(one(done.again(), "c/0001.yaml").succeeds().again(), "c/other.yaml").succeeds();
    assert!(outputs(&done.path("alone")) == all);
}

/// Two slips of a month stand in one packet, which is named after both insurers however it is made.
#[test]
fn a_month_of_two_insurers_names_both() {
    let text = plan(1);
    let (head, slip) = text.split_at(text.find("\n第6表:").unwrap());
    let (slip, tail) = slip.split_at(slip.find("\n給付率:").unwrap());
    let with = |insurer: &str| slip.replace("\n第6表:\n  - 年月", &format!("\n  - 保険者番号: '{insurer}'\n    年月"));
    let case = Case::empty().file("c/1.yaml", format!("{head}\n第6表:{}{}{tail}", with("379991"), with("379992")));
    let done = packets(case, &[]);
    let all = outputs(&done.path("out"));
    assert!(
        !all.is_empty() && all.keys().all(|name| name.starts_with("379991+379992-0000000001_2025-06_")),
        "{}{:?}",
        done.stderr(),
        all.keys()
    );
    let done = done.again().run_all(&["packet", "c/1.yaml", "--all", "-o", "alone/"]).succeeds();
    assert!(outputs(&done.path("alone")) == all);
}

#[test]
fn of_two_plans_without_a_number_neither_takes_the_others_name() {
    let nameless = plan(1).replace("  被保険者番号: '0000000001'\n", "");
    let case = Case::empty().file("c/甲.yaml", nameless.clone()).file("c/甲.yml", nameless.replace("讃岐", "阿波"));
    let one = |case: Case, more: &[&str]| case.run_all(&[&["packet", "c/甲.yml", "--month", "2025-06"], more].concat());
    let done = one(case, &["--for", "控", "-o", "alone/"]).ends_with(2).says("甲.yaml").says("甲_2025-06_控.pdf");
    let done = one(done.again(), &["--all", "-o", "alone/"]).ends_with(2).says("被保険者番号を書くか");
    assert!(outputs(&done.path("alone")).is_empty());
    let done = one(done.again(), &["--for", "控", "-o", "meant.pdf"]).succeeds();
    // All together have names of their own.
    let done = packets(done.again(), &[]).succeeds();
    assert_eq!(outputs(&done.path("out")).len(), 16);
}

#[test]
fn the_packet_of_a_provider_who_left_is_told_as_old() {
    let done = packets(office(2), &[]).succeeds();
    let without = plan(2).replace("事業所: 架空福祉用具 高松店", "事業所: ヘルパーステーションうみかぜ");
    let old = "out/379991-0000000002_2025-06_事業所-3799900013.pdf";
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
