//! Several windows of one plan: none goes back over, or writes over, what another did and it has not shown.

use super::{hash_of, set, start, text};
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;

fn kana(value: &str) -> Value {
    set(&json!(["利用者", "フリガナ"]), &json!(value))
}

fn place(value: &str) -> Value {
    set(&json!(["第1表", "援助の方針"]), &json!(value))
}

/// Writes in a window that shows the plan `seen`, and gives the hash of what came of it.
#[track_caller]
fn writes(watch: &Watch, page: &str, seen: &str, edit: &Value) -> String {
    let (status, said) = watch.post("edit", &json!({ "page": page, "hash": seen, "edits": [edit] }));
    assert_eq!(status, 200, "{said}");
    said["hash"].as_str().unwrap().to_owned()
}

#[test]
fn a_window_left_open_takes_nothing_back_that_it_does_not_show() {
    let watch = start();
    let (shown, before) = (hash_of(&watch), text(&watch));
    let one = writes(&watch, "1", &shown, &kana("サヌキ ハナ"));
    let first = text(&watch);
    let two = writes(&watch, "2", &one, &place("一人で暮らす"));
    let second = text(&watch);
    let (status, said) = watch.post("undo", &json!({ "page": "1", "hash": one }));
    assert_eq!((status, &said["moved"], &said["hash"], text(&watch)), (409, &json!(true), &json!(two), second.clone()));
    // Its own it may, however old what it shows; and who has seen all may, too.
    assert_eq!((watch.post("undo", &json!({ "page": "2", "hash": shown })).0, text(&watch)), (200, first.clone()));
    let (status, _) = watch.post("redo", &json!({ "page": "1", "hash": two }));
    assert_eq!((status, text(&watch)), (409, first), "the second window took it back, and shows that");
    assert_eq!((watch.post("redo", &json!({ "page": "1", "hash": one })).0, text(&watch)), (200, second));
    for _ in 0..2 {
        assert_eq!(watch.post("undo", &json!({ "page": "1", "hash": hash_of(&watch) })).0, 200);
    }
    assert_eq!(text(&watch), before);
}

/// What another program saved meanwhile is no window's step: one's own is taken back out of it.
#[test]
fn ones_own_step_is_taken_back_after_another_programs_save() {
    let watch = start();
    let shown = writes(&watch, "1", &hash_of(&watch), &kana("サヌキ ハナ"));
    let saved = text(&watch).replace("栗林 みどり", "栗林 みどり（編集）");
    fs::write(watch.path("new"), &saved).unwrap();
    fs::rename(watch.path("new"), watch.path("plan.yaml")).unwrap();
    assert_eq!(watch.post("undo", &json!({ "page": "1", "hash": shown })).0, 200);
    assert_eq!(text(&watch), saved.replace("サヌキ ハナ", "サヌキ ハル"));
}

#[test]
fn of_several_presses_at_one_moment_one_adds_and_the_others_are_told() {
    for deed in ["month", "meeting", "log"] {
        let watch = start();
        let shown = hash_of(&watch);
        let mut told = watch.post_at_once(6, deed, &json!({ "hash": shown }));
        told.sort_by_key(|(status, _)| *status);
        let statuses: Vec<u16> = told.iter().map(|(status, _)| *status).collect();
        assert_eq!(statuses, [200, 409, 409, 409, 409, 409], "{deed} {told:?}");
    }
}
