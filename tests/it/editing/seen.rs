//! Nothing is written in view of a plan that is not there any more, nor into one that is being saved by another program.

use super::{hash, sample, set, start, text};
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Write;
use std::time::{Duration, Instant};

/// What buttons do that write the plan, or papers of it.
const DEEDS: [&str; 6] = ["log", "meeting", "month", "actual", "print", "packet"];

fn policy() -> Value {
    set(&json!(["第1表", "援助の方針"]), &json!("一人で暮らす"))
}

/// The state of the page, once it is so.
#[track_caller]
fn waits(watch: &Watch, is_so: impl Fn(&Value) -> bool) -> Value {
    let start = Instant::now();
    loop {
        let state = watch.state();
        if is_so(&state) {
            return state;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{}", state["banner"]);
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn half_a_save_is_not_written_into() {
    let before = sample();
    let saved = before.replace("栗林 みどり", "栗林 みどり（編集）");
    for cut in [0, saved.find("第2表:").unwrap(), saved.find("第5表:").unwrap(), saved.len() - 40] {
        let watch = start();
        let shown = hash(&watch);
        // As programs save that write over the file: cut off, then part by part.
        let mut other = File::create(watch.path("plan.yaml")).unwrap();
        other.write_all(&saved.as_bytes()[..cut]).unwrap();
        for (name, body) in [
            ("edit", json!({ "hash": shown, "edits": [policy()] })),
            ("edit", json!({ "hash": shown, "edits": [policy()], "force": true })),
            ("undo", json!({ "hash": shown })),
            ("log", json!({})),
            ("month", json!({ "hash": shown })),
            ("print", json!({ "hash": shown })),
        ] {
            let (status, said) = watch.post(name, &body);
            assert!(
                status == 409 && said["message"].as_str().unwrap().contains("保存されている途中"),
                "{name}: {said}"
            );
        }
        other.write_all(&saved.as_bytes()[cut..]).unwrap();
        drop(other);
        assert_eq!(text(&watch), saved, "{cut}");
        assert!(!watch.path("plan.yaml~").exists());
        // The page saw the plan before that save: an edit elsewhere goes on.
        assert_eq!(watch.post("edit", &json!({ "hash": shown, "edits": [policy()] })).0, 200);
        assert_eq!(fs::read_to_string(watch.path("plan.yaml~")).unwrap(), saved);
    }
}

#[test]
fn what_the_page_saw_must_be_known() {
    let watch = start();
    let before = text(&watch);
    for seen in [json!(""), json!("0123456789abcdef0123456789abcdef"), json!(5), Value::Null] {
        for edit in [json!({ "remove": ["第5表", 0] }), policy()] {
            let (status, said) = watch.post("edit", &json!({ "hash": seen, "edits": [edit], "force": true }));
            assert_eq!((status, &said["moved"]), (409, &json!(true)), "{seen}: {said}");
            assert_eq!(said["hash"], hash(&watch).as_str(), "what would be known");
        }
    }
    let (status, _) = watch.post("edit", &json!({ "hash": null, "edits": [policy()] }));
    assert_eq!((status, watch.post("log", &json!({ "hash": "x" })).0, text(&watch)), (409, 409, before.clone()));
    // Nor what names no state at all.
    for name in ["month", "actual", "meeting", "log", "undo", "redo"] {
        for body in [json!({ "hash": null }), json!({ "hash": 1 }), json!([]), json!(null)] {
            assert_eq!((watch.post(name, &body).0, text(&watch)), (409, before.clone()), "{name} {body}");
        }
    }
}

#[test]
fn another_clients_plan_is_not_written_into() {
    let number = "0001234567";
    let masao = fs::read_to_string(crate::sheets::sample_path("ayagawa-masao")).unwrap();
    // Numbers are unique under one insurer only.
    let namesake = sample().replace("讃岐 ハル", "架空 別人").replace("保険者番号: '379991'", "保険者番号: '379992'");
    assert!(namesake.contains("379992") && namesake.contains(number));
    for other in [masao, namesake] {
        let watch = start();
        let shown = hash(&watch);
        fs::rename(watch.path("plan.yaml"), watch.path("other.yaml")).unwrap();
        fs::write(watch.path("plan.yaml"), &other).unwrap();
        let telephone = set(&json!(["利用者", "電話"]), &json!("090-0000-0000"));
        for edit in [telephone, set(&json!(["原案"]), &json!("はい"))] {
            let (status, said) = watch.post("edit", &json!({ "hash": shown, "edits": [edit], "force": true }));
            assert!(status == 409 && said["message"].as_str().unwrap().contains("ほかの利用者"), "{said}");
        }
        for name in DEEDS {
            let (status, said) = watch.post(name, &json!({ "hash": shown, "for": "控" }));
            assert!(status == 409 && said["message"].as_str().unwrap().contains("ほかの利用者"), "{name}: {said}");
        }
        assert_eq!(text(&watch), other);
        let names = fs::read_dir(watch.path("")).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(names.into_iter().all(|name| name.to_string_lossy().ends_with(".yaml")), "papers were made");
    }
    // The same client, whose number another program writes in wide figures.
    let watch = start();
    let shown = hash(&watch);
    fs::write(watch.path("plan.yaml"), sample().replace(number, "０００１２３４５６７")).unwrap();
    assert_eq!(watch.post("edit", &json!({ "hash": shown, "edits": [policy()] })).0, 200);
}

/// A plan made from the same model has the same bytes where the step was made.
#[test]
fn what_was_done_to_one_client_is_not_taken_back_in_anothers_plan() {
    let rate = |value: &str| set(&json!(["給付率"]), &json!(value));
    for back_first in [false, true] {
        let watch = start();
        let before = text(&watch);
        let (status, said) = watch.post("edit", &json!({ "hash": hash(&watch), "label": "率", "edits": [rate("80")] }));
        assert_eq!(status, 200, "{said}");
        if back_first {
            assert_eq!(watch.post("undo", &json!({})).0, 200);
        }
        let another = text(&watch).replace("讃岐 ハル", "架空 別人").replace("0001234567", "0009876543");
        fs::write(watch.path("new"), &another).unwrap();
        fs::rename(watch.path("new"), watch.path("plan.yaml")).unwrap();
        for way in ["undo", "redo"] {
            let (status, said) = watch.post(way, &json!({ "hash": super::hash_of(&watch) }));
            assert_eq!((status, text(&watch)), (422, another.clone()), "{way}: {said}");
        }
        // The only copy of the first client's plan is not given up for a backup of the second.
        let edit = || {
            let edits = [set(&json!(["原案"]), &json!("はい"))];
            watch.post("edit", &json!({ "hash": super::hash_of(&watch), "edits": edits }))
        };
        let (status, said) = edit();
        assert!(status == 500 && said["message"].as_str().unwrap().contains("別の利用者の計画書"), "{said}");
        let kept = || fs::read_to_string(watch.path("plan.yaml~")).unwrap();
        assert_eq!((text(&watch), kept()), (another.clone(), before));
        fs::rename(watch.path("plan.yaml~"), watch.path("plan-0.yaml")).unwrap();
        assert_eq!((edit().0, kept()), (200, another));
    }
}

/// Whoever looks at the page sees what lies on the disk, or what is typed into that: never the plan before, under its hash.
#[test]
fn what_is_typed_hides_nothing_that_others_saved() {
    let number = sample().replace("讃岐 ハル", "架空 別人").replace("0001234567", "0009876543");
    let new = "    - 課題: ほかの人が加えた課題\n      長期目標:\n        - 目標: ほかの人の目標\n";
    let row = sample().replacen("  ニーズ:\n", &format!("  ニーズ:\n{new}"), 1);
    // Nobody can draw a sign that no font has: the pages stay those of the plan before.
    let drawn_never = number.replace("架空 別人", "架空 \u{1F4E0}");
    for (other, drawn) in [(number, true), (row, true), (drawn_never, false)] {
        let watch = start();
        let shown = hash(&watch);
        let kana = set(&json!(["利用者", "フリガナ"]), &json!("サヌキ"));
        let draft = json!({ "hash": shown, "edits": [kana] });
        assert_eq!(watch.post("draft", &draft).0, 200);
        waits(&watch, |state| state["writing"]["is_draft"] == true);
        fs::write(watch.path("plan.yaml"), &other).unwrap();
        let state = waits(&watch, |state| state["writing"]["is_draft"] == false);
        if drawn {
            let state = waits(&watch, |state| state["current"] == true && state["writing"]["hash"] != *shown);
            assert_ne!(state["pages"], Value::Null);
        } else {
            assert_eq!(state["current"], false);
            // The same page once more, as if loaded anew, writes nothing into what it does not show.
            let edit = json!({ "hash": state["writing"]["hash"], "edits": [policy()] });
            assert_eq!((watch.post("edit", &edit).0, text(&watch)), (409, other.clone()));
        }
        // What is typed in view of the plan before is not drawn where it would not be written.
        let need = set(&json!(["第2表", "ニーズ", 0, "課題"]), &json!("直した"));
        watch.post("draft", &json!({ "hash": shown, "edits": [need] }));
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(watch.state()["writing"]["is_draft"], false);
        assert_eq!(text(&watch), other);
    }
}

/// The state before the session, or since somebody put that away, lies beside the plan, and beside what a link leads to.
#[test]
fn a_backup_that_was_put_away_is_made_anew() {
    for link in [false, true] {
        let watch = start();
        let plan = if link { watch.path("sub/real.yaml") } else { watch.path("plan.yaml") };
        if link {
            fs::create_dir(watch.path("sub")).unwrap();
            fs::rename(watch.path("plan.yaml"), &plan).unwrap();
            std::os::unix::fs::symlink("sub/real.yaml", watch.path("plan.yaml")).unwrap();
        }
        let backup = plan.with_extension("yaml~");
        let edit = |value: &str| {
            let edits = [set(&json!(["第1表", "援助の方針"]), &json!(value))];
            assert_eq!(watch.post("edit", &json!({ "hash": super::hash_of(&watch), "edits": edits })).0, 200);
        };
        for put_away in [false, true] {
            if put_away {
                fs::rename(&backup, watch.path("mine.yaml")).unwrap();
            }
            let before = text(&watch);
            edit("一");
            edit("二");
            assert_eq!(fs::read_to_string(&backup).unwrap(), before);
        }
    }
}

#[test]
fn comments_alone_are_written_behind() {
    let watch = Watch::edit("# まだ何もない\n");
    watch.until(false);
    let name = set(&json!(["利用者", "氏名"]), &json!("架空 一子"));
    let (status, said) = watch.post("edit", &json!({ "hash": hash(&watch), "edits": [name] }));
    assert_eq!(status, 200, "{said}");
    assert_eq!(text(&watch), "# まだ何もない\n利用者:\n  氏名: 架空 一子\n");
}

#[test]
fn an_edition_that_does_not_exist_is_not_written() {
    let watch = start();
    let before = text(&watch);
    let edition = set(&json!(["様式"]), &json!("x"));
    let (status, said) = watch.post("edit", &json!({ "hash": hash(&watch), "edits": [edition] }));
    assert!(status == 422 && said["message"].as_str().unwrap().contains("様式"), "{said}");
    assert_eq!(text(&watch), before);
}

#[test]
fn a_plan_that_is_too_large_is_called_so() {
    let watch = start();
    let shown = hash(&watch);
    for filler in ["# 覚え書き\n", "# memo\n"] {
        let large = sample() + &filler.repeat((1 << 20) / filler.len());
        fs::write(watch.path("plan.yaml"), &large).unwrap();
        let (status, said) = watch.post("edit", &json!({ "hash": shown, "edits": [policy()] }));
        assert!(status == 422 && said["message"].as_str().unwrap().contains("1 MB"), "{said}");
        assert_eq!(text(&watch), large);
    }
}

#[test]
fn a_row_that_took_another_place_is_not_written_into() {
    let watch = start();
    let shown = hash(&watch);
    let days = json!({ "days": ["第6表", 0, "サービス", 3, "実績"], "counts": [1, 1] });
    let edit = |seen: &str, edits: Value| watch.post("edit", &json!({ "hash": seen, "edits": [edits] }));
    // Another tab: neighbours of one provider change places.
    let (status, said) = edit(&shown, json!({ "move": ["第6表", 0, "サービス"], "from": 3, "to": 4 }));
    assert_eq!(status, 200, "{said}");
    let (moved, now) = (text(&watch), said["hash"].as_str().unwrap().to_owned());
    let (status, said) = edit(&shown, days.clone());
    assert_eq!((status, &said["moved"]), (409, &json!(true)), "{said}");
    assert_eq!(text(&watch), moved);
    // A change elsewhere in the row is none.
    let (status, said) = edit(&now, set(&json!(["第6表", 0, "サービス", 3, "開始"]), &json!("令和7年6月2日")));
    assert_eq!(status, 200, "{said}");
    let (status, said) = edit(&now, days);
    assert_eq!(status, 200, "{said}");
}

/// One row goes and another comes: as many rows as before, and each in another place.
#[test]
fn a_row_in_the_place_of_one_that_is_gone_is_not_written_into() {
    let attendees =
        "[{所属: 甲事業所, 職種: 相談員, 氏名: 架空 一子}, {所属: 甲事業所, 職種: 相談員, 氏名: 架空 二郎}]";
    let begin = |plan: &str| {
        let watch = Watch::edit(plan);
        watch.until(true);
        let shown = hash(&watch);
        (watch, shown)
    };
    let refused = |watch: &Watch, shown: &str, edit: Value| {
        let before = text(watch);
        let (status, said) = watch.post("edit", &json!({ "hash": shown, "edits": [edit], "force": true }));
        assert_eq!((status, &said["moved"]), (409, &json!(true)), "{said}");
        assert_eq!(text(watch), before);
    };
    // Another tab.
    let (watch, shown) = begin(&sample());
    let mut now = shown.clone();
    for edit in [json!({ "remove": ["第6表", 0, "サービス", 0] }), json!({ "copy": ["第6表", 0, "サービス", 3] })]
    {
        let (status, said) = watch.post("edit", &json!({ "hash": now, "edits": [edit] }));
        assert_eq!(status, 200, "{said}");
        said["hash"].as_str().unwrap().clone_into(&mut now);
    }
    refused(&watch, &shown, json!({ "days": ["第6表", 0, "サービス", 0, "実績"], "counts": [0, 1] }));
    // Another program: the first one gone and a third one behind, the second one gone and a third one in its place.
    let name = "利用者:\n  氏名: 架空 花子\n";
    let log = |days: [&str; 2]| {
        format!(
            "{name}第5表:\n{}",
            days.map(|day| format!("  - {{年月日: {day}, 項目: 電話, 内容: 様子をうかがう}}\n")).concat()
        )
    };
    let meeting = |attendees: &str| format!("{name}第4表:\n  - 開催日: R7.5.27\n    出席者: {attendees}\n");
    let absent = |at: usize| set(&json!(["第4表", 0, "出席者", at, "欠席"]), &json!("体調不良"));
    let time = |at: usize| set(&json!(["第5表", at, "時刻"]), &json!("10:00"));
    let third = attendees.replace("一子", "二郎").replacen("二郎}]", "三子}]", 1);
    let instead = attendees.replace("二郎", "三子");
    for (was, is, edit) in [
        (meeting(attendees), meeting(&third), absent(0)),
        (meeting(attendees), meeting(&instead), absent(1)),
        (log(["R7.6.1", "R7.6.2"]), log(["R7.6.2", "R7.6.9"]), time(0)),
        (log(["R7.6.1", "R7.6.2"]), log(["R7.5.30", "R7.6.1"]), time(1)),
    ] {
        let (watch, shown) = begin(&was);
        fs::write(watch.path("plan.yaml"), &is).unwrap();
        refused(&watch, &shown, edit);
    }
}

/// Where the sheets cannot be drawn, the page shows those of the plan before: what is written then is written in view of that one.
#[test]
fn what_the_page_does_not_show_has_nobody_seen() {
    let watch = start();
    let shown = hash(&watch);
    let opinion = |text: &str| set(&json!(["認定", "審査会意見"]), &json!(text));
    let (status, said) = watch.post("edit", &json!({ "hash": shown, "label": "意見", "edits": [opinion("𓀀")] }));
    assert_eq!(status, 200, "{said}");
    let state = waits(&watch, |state| state["banner"].as_str().unwrap().contains("印刷できない文字"));
    assert_eq!(state["writing"]["hash"], shown.as_str());
    assert_eq!(state["writing"]["undo"], "意見", "and it can be taken back");
    // The field that the page shows otherwise than it is: the writer is asked.
    let (status, said) = watch.post("edit", &json!({ "hash": shown, "edits": [opinion("意見なし")] }));
    assert_eq!((status, said["conflict"]["theirs"].as_str()), (409, Some("𓀀")), "{said}");
    // Another field is written beside it.
    assert_eq!(watch.post("edit", &json!({ "hash": shown, "edits": [policy()] })).0, 200);
    assert!(text(&watch).contains("審査会意見: 𓀀") && text(&watch).contains("一人で暮らす"));
}

/// A draft may have rows that the plan has not: who sees it, in whichever window, names it and not the plan.
#[test]
fn a_row_of_a_draft_is_not_written_into_where_the_plan_has_another() {
    let watch = start();
    let shown = hash(&watch);
    let add = json!({ "add": ["第3表", "週間"], "at": 0, "value": { "曜日": ["日"], "時間": "8:00～9:00", "内容": "新しい" } });
    assert_eq!(watch.post("draft", &json!({ "hash": shown, "edits": [add] })).0, 200);
    let state = waits(&watch, |state| state["writing"]["is_draft"] == true);
    let drafted = state["writing"]["hash"].as_str().unwrap();
    assert_ne!(drafted, shown);
    let before = text(&watch);
    let remove = json!({ "remove": ["第3表", "週間", 1] });
    let (status, said) = watch.post("edit", &json!({ "hash": drafted, "edits": [remove] }));
    assert!(status == 409 && said["moved"] == true, "{status} {said}");
    assert_eq!(text(&watch), before);
}
