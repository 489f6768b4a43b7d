//! What adds is done once: a second press, here or in another window, that has not seen what the first one added is told.

use super::{hash, set, start, text};
use serde_json::json;

#[test]
fn who_has_not_seen_the_first_item_adds_no_second_one() {
    for (name, list) in [("month", "第6表"), ("meeting", "第4表"), ("log", "第5表")] {
        let watch = start();
        let shown = hash(&watch);
        // A change elsewhere is no reason.
        let policy = set(&json!(["第1表", "援助の方針"]), &json!("一人で暮らす"));
        assert_eq!(watch.post("edit", &json!({ "hash": shown, "edits": [policy] })).0, 200);
        let (status, first) = watch.post(name, &json!({ "hash": shown }));
        assert_eq!(status, 200, "{name}: {first}");
        let once = text(&watch);
        let (status, said) = watch.post(name, &json!({ "hash": shown }));
        assert!(status == 409 && said["message"].as_str().unwrap().starts_with(list), "{name}: {status} {said}");
        assert_eq!(text(&watch), once, "{name}");
        // Whoever sees it may well want another one.
        let (status, said) = watch.post(name, &json!({ "hash": first["hash"] }));
        assert_eq!(status, 200, "{name}: {said}");
    }
}
