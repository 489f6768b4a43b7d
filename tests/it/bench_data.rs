//! `bench-data`: invented clients that check clean, print, and are the same for everybody.

use super::dsl::{Case, Done};
use careplan::calendar::Date;
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::{Context, Sheet, by_default};
use careplan::profile::PROFILES;
use careplan::typeset::{Engine, Job};
use std::collections::BTreeSet;

/// Three seeds, and together two hundred clients.
const RUNS: [(&str, &str); 3] = [("1", "100"), ("7", "60"), ("20250725", "40")];

fn made(clients: &str, seed: &str) -> Done {
    Case::empty().run(["bench-data", clients, "clients", "--seed", seed]).succeeds()
}

/// The plans that it left, by name.
fn plans(done: &Done) -> Vec<(String, String)> {
    let mut names: Vec<_> =
        std::fs::read_dir(done.path("clients")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    names.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_client_checks_clean() {
    for (seed, clients) in RUNS {
        let done = made(clients, seed);
        assert_eq!(plans(&done).len().to_string(), clients);
        done.again().run(["check", "clients", "--deny", "warning"]).succeeds();
    }
}

#[test]
fn every_client_prints() {
    let engine = Engine::new(None).unwrap();
    let date = Date::from_ymd_opt(2025, 6, 30).unwrap();
    for (seed, clients) in RUNS {
        for (name, text) in plans(&made(clients, seed)) {
            let (case, _) = from_text(&name, &text);
            let options = PROFILES[0].form_options(&case.file);
            let context = Context::new(&case.file, &options, Measures::embedded());
            let sheets: Vec<Sheet> = by_default().flat_map(|form| (form.sheets)(&context).unwrap()).collect();
            let month =
                sheets.iter().filter(|sheet| sheet.form == "service-slip" || sheet.form == "slip-annex").count();
            assert!(month >= 2, "seed {seed}, {name}: {month} sheets for the month");
            let job =
                Job { sheets: &sheets, title: "計画書", date, accessible: false, ident: &name, bookmarks: &[] };
            assert!(engine.typeset(&job).is_ok(), "seed {seed}, {name}");
        }
    }
}

#[test]
fn other_months_check_clean_too() {
    for month in ["2025-08", "2026-02"] {
        let done = Case::empty().run(["bench-data", "60", "clients", "--month", month, "--providers", "8"]).succeeds();
        done.again().run(["check", "clients", "--deny", "warning"]).succeeds();
    }
    let done = Case::empty().run(["bench-data", "1", "clients", "--month", "2024-01"]).ends_with(2);
    done.says("令和7年4月から").leaves([]);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (one, two, other) = (plans(&made("40", "3")), plans(&made("40", "3")), plans(&made("40", "4")));
    assert_eq!(one, two);
    assert_eq!(one.len(), 40);
    assert_eq!(one[0].0, "0001.yaml");
    assert!(one.iter().zip(&other).all(|(one, other)| one.1 != other.1));
}

#[test]
fn clients_differ_and_share_their_providers() {
    let plans = plans(&made("95", "1"));
    let after = |text: &str, key: &str| text.split(key).nth(1).unwrap().lines().next().unwrap().to_owned();
    let of = |key: &str| plans.iter().map(|(_, text)| after(text, key)).collect::<BTreeSet<_>>();
    assert_eq!(of("被保険者番号: ").len(), 95);
    assert_eq!(of("要介護状態区分: ").len(), 5);
    assert!(of("援助の方針: |-\n").len() == 1 && of("課題分析の結果：").len() > 80, "the texts repeat");
    let mut providers = BTreeSet::new();
    for (name, text) in &plans {
        let own: BTreeSet<&str> = text.split("{事業所番号: \"").skip(1).map(|rest| &rest[..10]).collect();
        assert!((1..=4).contains(&own.len()), "{name} has {} providers", own.len());
        providers.extend(own.into_iter().map(str::to_owned));
    }
    assert!((30..=40).contains(&providers.len()), "{} providers", providers.len());
    assert!(plans.iter().any(|(_, text)| text.contains("短期入所生活介護（月1回")), "nobody has a short stay");
    assert!(plans.iter().any(|(_, text)| text.contains("超過の割り振り")), "nobody is over the limit");
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let done = Case::empty().file("clients/0001.yaml", "本物").run(["bench-data", "3", "clients"]).ends_with(2);
    let done = done.says("空のフォルダーではありません").leaves(["clients/0001.yaml"]);
    assert_eq!(done.bytes("clients/0001.yaml"), "本物".as_bytes());
}
