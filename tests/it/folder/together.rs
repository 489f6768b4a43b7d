//! What all plans of a folder show together, on the live board: what `check` and `board` tell of the same folder.

use super::{named, sample};
use crate::watching::watch::Watch;
use serde_json::Value;
use std::fs;

fn told(state: &Value) -> Vec<(String, String, String)> {
    let word = |told: &Value, key: &str| told[key].as_str().unwrap().to_owned();
    let all = state["told"].as_array().unwrap().iter();
    all.map(|told| (word(told, "rule"), word(told, "place"), word(told, "words"))).collect()
}

/// Two who are copied from one plan, one of them in a folder below.
fn copied() -> [(&'static str, String); 2] {
    [("a.yaml", sample()), ("sub/b.yaml", named("架空 ナツ", "0001234568"))]
}

#[test]
fn what_check_tells_of_a_folder_stands_on_the_board() {
    let files = copied();
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &text[..])).collect();
    let watch = Watch::folder("watch", &borrowed, &["--as-of", "2025-06-25"]);
    let checked = files.iter().fold(crate::dsl::Case::empty(), |case, (name, text)| case.file(name, text.as_str()));
    let checked = checked.run_all(&["check", ".", "--as-of", "2025-06-25", "--format", "json"]).stdout();
    let checked: Vec<Value> = serde_json::from_str(&checked).unwrap();
    let of_office = |found: &&Value| found["rule"].as_str().unwrap().starts_with("CP80");
    let wanted: Vec<String> =
        checked.iter().filter(of_office).map(|found| found["rule"].as_str().unwrap().to_owned()).collect();
    assert!(!wanted.is_empty());
    let state = watch.state();
    assert_eq!(told(&state).iter().map(|(rule, ..)| rule.clone()).collect::<Vec<_>>(), wanted);
    let (_, place, words) = told(&state).into_iter().find(|(rule, ..)| rule == "CP801").unwrap();
    assert!(place.starts_with("sub/b.yaml:") && words.contains("「a.yaml」"), "{place} {words}");
    let id = state["told"][0]["id"].as_str().unwrap();
    assert!(watch.get(&format!("/clients/{id}/")).starts_with("HTTP/1.1 200"));
    // Who is alone is like nobody.
    fs::remove_file(watch.path("sub/b.yaml")).unwrap();
    watch.becomes(|state| told(state).is_empty());
}

#[test]
fn two_of_one_number_and_a_stranger_before_are_told() {
    let other = named("架空 ナツ", "0001234568").replace("利用者:", "前の計画: ../haru.yaml\n利用者:");
    let files = [("haru.yaml", sample()), ("copy.yaml", sample()), ("sub/natsu.yaml", other)];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &text[..])).collect();
    let watch = Watch::folder("watch", &files, &["--as-of", "2025-06-25"]);
    let state = watch.state();
    let told = told(&state);
    assert!(
        told.iter().any(|(_, place, words)| place == "haru.yaml"
            && words.contains("「copy.yaml」と「haru.yaml」の被保険者番号が同じ")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|(_, place, words)| place == "sub/natsu.yaml" && words.contains("「haru.yaml」は、別の利用者")),
        "{told:?}"
    );
    assert!(
        !state["told"].to_string().contains(watch.path("").to_str().unwrap()),
        "files are called as they lie in the folder"
    );
    // Where no name may be seen, only that there is something.
    let watch = Watch::folder("watch", &files, &["--as-of", "2025-06-25", "--no-names"]);
    let state = watch.state();
    let said = state["told"].to_string();
    assert!(said.contains("確かめることが") && !said.contains(".yaml") && !said.contains("架空"), "{said}");
}
