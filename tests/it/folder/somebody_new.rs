//! 「新しい利用者」 on the board of `careplan edit CLIENTS/`.

use super::{line, office};
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;

/// Asks for a plan to be begun: status, message, address.
pub fn new(watch: &Watch, body: &Value) -> (u16, String, Value) {
    let (status, said) = watch.post("new", body);
    (status, said["message"].as_str().unwrap_or_default().to_owned(), said["id"].clone())
}

#[test]
fn somebody_new_is_begun_by_number_or_by_a_name_of_the_users() {
    let mut watch = office("edit", &[]);
    let body = json!({ "name": "新田 サクラ", "kana": "ニッタ サクラ", "number": "０００１２３４５７０", "office": "甲事業所", "manager": "三番 花", "file": "" });
    let (status, message, id) = new(&watch, &body);
    assert_eq!(status, 200, "{message}");
    let text = fs::read_to_string(watch.path("0001234570.yaml")).unwrap();
    for wanted in [
        "  氏名: 新田 サクラ",
        "  フリガナ: ニッタ サクラ",
        "被保険者番号: \"0001234570\"",
        "  名称: 甲事業所",
        "  介護支援専門員: 三番 花",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    let blank = crate::dsl::Case::empty().run_all(&["new", "plan.yaml"]).succeeds();
    let blank = String::from_utf8(blank.bytes("plan.yaml")).unwrap();
    assert_eq!(text.lines().count(), blank.lines().count(), "the rest is what `new` writes");
    assert!(watch.path("careplan.schema.json").exists());
    // Its page is there at once, and the board knows it.
    watch.root = format!("/clients/{}/", id.as_str().unwrap());
    watch.becomes(|state| !state["pages"].as_array().unwrap().is_empty());
    watch.root = "/".to_owned();
    let state = watch.becomes(|state| line(state, "新田 サクラ").is_some());
    assert_eq!(line(&state, "新田 サクラ").unwrap()["id"], id);
    // By a name, with the office's own file.
    assert_eq!(state["offices"], json!(["jimusho.yaml"]));
    let body = json!({ "name": "新田 カエデ", "office_file": "jimusho.yaml", "file": "楓.yaml" });
    assert_eq!(new(&watch, &body).0, 200);
    let text = fs::read_to_string(watch.path("楓.yaml")).unwrap();
    assert!(text.contains("\n居宅介護支援事業所: jimusho.yaml "), "{text}");
    watch.becomes(|state| line(state, "新田 カエデ").is_some_and(|line| line["manager"] == "一番 花"));
}

#[test]
fn nothing_is_begun_over_another_file_or_outside_the_folder() {
    let watch = office("edit", &[]);
    let files = crate::dsl::files_below(watch.path("."));
    let refused = [
        (json!({ "number": "0001234570" }), 422, "氏名を"),
        (json!({ "name": "甲" }), 422, "被保険者番号か、"),
        (json!({ "name": "甲", "file": "haru.yaml" }), 422, "既にあります"),
        (json!({ "name": "甲", "file": "HARU" }), 422, "既にあります"),
        (json!({ "name": "甲", "file": "../outside" }), 422, "使えません"),
        (json!({ "name": "甲", "file": "/tmp/outside.yaml" }), 422, "使えません"),
        (json!({ "name": "甲", "file": "sub/inside" }), 422, "使えません"),
        (json!({ "name": "甲", "file": "sub\\inside" }), 422, "使えません"),
        (json!({ "name": "甲", "file": "C:x" }), 422, "使えません"),
        (json!({ "name": "甲", "file": ".hidden" }), 422, "使えません"),
        (json!({ "name": "甲", "file": "a\u{0}b" }), 422, "使えません"),
        (json!({ "name": "甲", "file": "a\u{202e}b" }), 422, "使えません"),
        (json!({ "name": "甲", "file": "con" }), 422, "使えません"),
        (json!({ "name": "甲", "file": "長".repeat(120) }), 422, "使えません"),
        (json!({ "name": "甲", "number": "../../x" }), 422, "使えません"),
        (json!({ "name": "甲", "number": "123", "office_file": "../jimusho.yaml" }), 422, "ありません"),
        (json!({ "name": "甲", "number": "123", "office_file": "haru.yaml" }), 422, "ありません"),
        (json!({ "name": ["甲"], "number": "123" }), 400, "読めない"),
        (json!({ "name": "長".repeat(300), "number": "123" }), 400, "読めない"),
        (json!([]), 422, "氏名を"),
    ];
    for (body, wanted, words) in refused {
        let (status, message, _) = new(&watch, &body);
        assert_eq!(status, wanted, "{body}: {message}");
        assert!(message.contains(words), "{body}: {message}");
        assert_eq!(crate::dsl::files_below(watch.path(".")), files, "{body}");
    }
    for name in ["edit", "print", "..%2fnew", "new/x"] {
        assert_eq!(watch.post(name, &json!({ "name": "甲", "number": "1" })).0, 404, "{name}");
    }
    // Another's file where the schema belongs: told, and nothing is made.
    fs::write(watch.path("careplan.schema.json"), "これは別のもの").unwrap();
    assert_eq!(new(&watch, &json!({ "name": "甲", "number": "0001234571" })).0, 422);
    assert!(!watch.path("0001234571.yaml").exists());
    assert_eq!(fs::read_to_string(watch.path("careplan.schema.json")).unwrap(), "これは別のもの");
}

/// A number that somebody has already is told before anything is made; who means it says so.
#[test]
fn nobody_takes_a_number_that_is_there_unknowingly() {
    let watch = office("edit", &[]);
    let mut body = json!({ "name": "新田 サクラ", "number": "０００１２３４５６７", "file": "sakura" });
    let (status, message, _) = new(&watch, &body);
    assert_eq!(status, 409, "{message}");
    assert!(message.contains("haru.yaml") && message.contains("もう一度"), "{message}");
    assert!(!watch.path("sakura.yaml").exists());
    body["same_number"] = json!(true);
    assert_eq!(new(&watch, &body).0, 200);
    assert!(watch.path("sakura.yaml").exists());
    // Who was begun a moment ago has the number, too; who has none is like nobody.
    let first = json!({ "name": "甲", "number": "0001234570" });
    assert_eq!(new(&watch, &first).0, 200);
    assert_eq!(new(&watch, &json!({ "name": "乙", "number": "0001234570", "file": "otsu" })).0, 409);
    assert_eq!(new(&watch, &json!({ "name": "丙", "file": "hei" })).0, 200);
    assert_eq!(new(&watch, &json!({ "name": "丁", "file": "tei" })).0, 200);
    // Where no name may be seen, none is told.
    let watch = office("edit", &["--no-names"]);
    let (_, message, _) = new(&watch, &json!({ "name": "戊", "number": "0001234567", "file": "bo" }));
    assert!(message.contains("0001234567") && !message.contains("haru"), "{message}");
}

/// The board's own door is guarded as that of a plan.
#[test]
fn nobody_is_begun_for_anybody_but_the_page() {
    let watch = office("edit", &[]);
    let (port, token) = (watch.port(), watch.token().to_owned());
    let body = json!({ "name": "盗人", "number": "0001234599" }).to_string();
    let whole = [
        format!("Host: 127.0.0.1:{port}"),
        format!("Origin: http://127.0.0.1:{port}"),
        "Sec-Fetch-Site: same-origin".to_owned(),
        "X-Careplan: 1".to_owned(),
        "Content-Type: application/json".to_owned(),
        format!("Cookie: careplan-{port}={token}"),
    ];
    let ask = |headers: &[String]| {
        let (headers, length) = (headers.join("\r\n"), body.len());
        watch.send(&format!(
            "POST /do/new HTTP/1.1\r\n{headers}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    };
    for at in 0..whole.len() {
        let mut others = whole.to_vec();
        others.remove(at);
        assert!(["400", "403"].contains(&ask(&others).split(' ').nth(1).unwrap()), "without {}", whole[at]);
        let mut wrong = whole.to_vec();
        let (name, _) = whole[at].split_once(": ").unwrap();
        wrong[at] = format!("{name}: evil.example");
        assert!(["400", "403"].contains(&ask(&wrong).split(' ').nth(1).unwrap()), "{name}");
    }
    assert!(!watch.path("0001234599.yaml").exists());
    assert!(ask(&whole).starts_with("HTTP/1.1 200"));
    assert!(watch.path("0001234599.yaml").exists());
}
