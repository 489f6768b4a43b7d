//! `careplan edit`: what the page writes, what it must not, and who may.

mod months;
pub mod random;
mod seen;
mod told;
mod twice;
mod windows;

use crate::sheets::sample_path;
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

fn sample() -> String {
    fs::read_to_string(sample_path("sanuki-haru")).unwrap()
}

fn text(watch: &Watch) -> String {
    fs::read_to_string(watch.path("plan.yaml")).unwrap()
}

fn hash(watch: &Watch) -> String {
    watch.state()["writing"]["hash"].as_str().unwrap().to_owned()
}

fn set(path: &Value, value: &Value) -> Value {
    json!({ "set": path, "value": value })
}

fn start() -> Watch {
    let watch = Watch::edit(&sample());
    watch.until(true);
    watch
}

#[test]
fn no_pdf_is_told_that_was_not_written() {
    let watch = Watch::edit(&sample());
    let told = watch.until(true);
    assert_eq!((told["output"].as_str(), watch.path("plan.pdf").exists()), (Some(""), false), "{told}");
}

/// A plan that `edit` begins is what `new` makes, with the schema that its first line names.
#[test]
fn a_plan_that_is_not_there_is_begun_as_new_does() {
    let begun = Watch::begin("hana.yaml");
    let made = crate::dsl::Case::empty().run_all(&["new", "hana.yaml"]).succeeds();
    for name in ["hana.yaml", "careplan.schema.json"] {
        assert_eq!(fs::read(begun.path(name)).unwrap(), made.bytes(name), "{name}");
    }
}

#[test]
fn nothing_is_written_for_anybody_but_the_page() {
    nobody_else_writes(&start());
}

/// The same attacks on a client's page of a folder.
#[test]
fn nothing_is_written_on_the_page_of_a_client_for_anybody_but_itself() {
    let other = sample().replace("讃岐 ハル", "架空 ナツ");
    let watch = Watch::folder("edit", &[("plan.yaml", &sample()), ("other.yaml", &other)], &[]).client("讃岐 ハル");
    nobody_else_writes(&watch);
    assert_eq!(fs::read_to_string(watch.path("other.yaml")).unwrap(), other);
}

fn nobody_else_writes(watch: &Watch) {
    let before = text(watch);
    let (port, token) = (watch.port(), watch.token().to_owned());
    let body = json!({ "hash": hash(watch), "edits": [set(&json!(["利用者", "氏名"]), &json!("盗人"))] }).to_string();
    let whole = [
        ("Host", format!("127.0.0.1:{port}")),
        ("Origin", format!("http://127.0.0.1:{port}")),
        ("Sec-Fetch-Site", "same-origin".to_owned()),
        ("X-Careplan", "1".to_owned()),
        ("Content-Type", "application/json".to_owned()),
        ("Cookie", format!("careplan-{port}={token}")),
    ];
    let root = &watch.root;
    // Addresses are below the page's own.
    let ask = |line: &str, headers: &[(&str, String)], body: &str| {
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        let length = body.len();
        let line = line.replacen(" /", &format!(" {root}"), 1);
        watch.send(&format!("{line} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"))
    };
    let mut n = 0;
    let mut refused = |what: &str, answer: &str| {
        n += 1;
        let status = answer.split(' ').nth(1).unwrap_or("none");
        assert!(["400", "403", "404", "405", "413"].contains(&status), "{what}: {answer}");
        assert_eq!(text(watch), before, "{what}");
    };
    // Each header is needed, and needed exactly so.
    for (at, (name, value)) in whole.iter().enumerate() {
        let mut others = whole.to_vec();
        others.remove(at);
        refused(&format!("without {name}"), &ask("POST /do/edit", &others, &body));
        let wrong = match *name {
            "Host" => vec![format!("evil.example:{port}"), "127.0.0.1:1".to_owned(), "127.0.0.1".to_owned()],
            "Origin" => ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", ""]
                .map(str::to_owned)
                .into_iter()
                .chain([format!("http://localhost:{port}"), format!("http://127.0.0.1:{port}.evil.example")])
                .collect(),
            "Sec-Fetch-Site" => ["cross-site", "same-site", "none"].map(str::to_owned).into(),
            "X-Careplan" => ["", "0", "1, 1"].map(str::to_owned).into(),
            "Content-Type" => {
                ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8", ""]
                    .map(str::to_owned)
                    .into()
            }
            _ => vec![format!("careplan-{port}={}", "0".repeat(32)), format!("careplan={token}"), String::new()],
        };
        for wrong in wrong {
            let mut headers = whole.to_vec();
            headers[at].1.clone_from(&wrong);
            refused(&format!("{name}: {wrong}"), &ask("POST /do/edit", &headers, &body));
        }
        let mut twice = whole.to_vec();
        twice.push((name, value.clone()));
        if !matches!(*name, "Cookie") {
            refused(&format!("{name} twice"), &ask("POST /do/edit", &twice, &body));
        }
    }
    // The secret in the address is for the first GET alone.
    let mut no_cookie = whole.to_vec();
    no_cookie.pop();
    refused("the token in the address", &ask(&format!("POST /do/edit?token={token}"), &no_cookie, &body));
    refused("a question in the address", &ask("POST /do/edit?x=1", &whole, &body));
    for line in ["GET /do/edit", "PUT /do/edit", "DELETE /do/edit", "OPTIONS /do/edit", "POST /", "POST /state"] {
        refused(line, &ask(line, &whole, &body));
    }
    for line in ["POST /do/nothing", "POST /do/..%2fedit", "POST /do/edit/plan.yaml"] {
        refused(line, &ask(line, &whole, &body));
    }
    let long = json!({ "edits": [set(&json!(["利用者", "氏名"]), &json!("長".repeat(100_000)))] }).to_string();
    refused("300 KB", &ask("POST /do/edit", &whole, &long));
    for body in [
        "",
        "[]",
        "{}",
        "null",
        "{",
        "{\"edits\": []}",
        "{\"edits\": [{}]}",
        "{\"edits\": [1]}",
        "{\"edits\": [{\"set\": [], \"value\": \"a\"}]}",
        "{\"edits\": [{\"set\": [\"\"], \"value\": \"a\"}]}",
        "{\"edits\": [{\"set\": [-1], \"value\": \"a\"}]}",
        "{\"edits\": [{\"set\": \"利用者.氏名\", \"value\": \"a\"}]}",
        "{\"edits\": [{\"set\": [\"利用者\", \"氏名\"], \"value\": true}]}",
        "{\"edits\": [{\"file\": \"/etc/passwd\"}]}",
        "{\"edits\": [{\"days\": [\"第6表\", 0], \"counts\": [100]}]}",
    ] {
        let answer = ask("POST /do/edit", &whole, body);
        let status = answer.split(' ').nth(1).unwrap_or("none").to_owned();
        assert!(["200", "400", "422"].contains(&status.as_str()), "{body}: {answer}");
        assert_eq!(text(watch), before, "{body}");
    }
    let deep =
        format!("{{\"edits\": [{{\"set\": [\"利用者\"], \"value\": {}1{}}}]}}", "[".repeat(120), "]".repeat(120));
    refused("a deep value", &ask("POST /do/edit", &whole, &deep));
    assert!(n >= 40, "{n} attacks");
    assert!(!watch.path("plan.yaml~").exists(), "nothing was changed, so nothing was kept");
    // And with all of it, the page writes.
    assert!(ask("POST /do/edit", &whole, &body).starts_with("HTTP/1.1 200"));
    assert_eq!(text(watch), before.replace("氏名: 讃岐 ハル\n", "氏名: 盗人\n"));
    assert_eq!(fs::read_to_string(watch.path("plan.yaml~")).unwrap(), before);
}

#[test]
fn watch_writes_for_nobody() {
    let watch = Watch::start(&[]);
    watch.until(true);
    let before = text(&watch);
    for name in ["edit", "draft", "undo", "print", "month", "log"] {
        let edits = [set(&json!(["利用者", "氏名"]), &json!("甲"))];
        assert_eq!(watch.post(name, &json!({ "edits": edits })).0, 405, "{name}");
    }
    assert_eq!(text(&watch), before);
    assert!(watch.state()["writing"].is_null() && watch.state()["pages"][0]["slots"].is_null());
    assert!(watch.get("/edit/main.js").starts_with("HTTP/1.1 404"));
    assert!(!watch.get("/").contains("edit/main.js"));
}

#[test]
fn other_addresses_and_what_makes_no_sense_are_refused() {
    for (words, message) in [
        (&["edit", "plan.yaml", "--no-open", "--host", "0.0.0.0"][..], "--host"),
        (&["edit", "-", "--no-open"], "フォルダーを指定"),
        (&["edit", ".", "--no-open", "--host", "0.0.0.0"], "--host"),
        (&["watch", ".", "--no-serve"], "--no-serve"),
        (&["watch", ".", "-o", "out.pdf"], "-o"),
        (&["edit", "new.txt", "--no-open"], ".yaml"),
    ] {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_careplan"))
            .current_dir(tempfile::tempdir().unwrap().path())
            .args(words)
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(2), "{words:?}");
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(told.contains(message), "{words:?}: {told}");
    }
}

#[test]
fn a_bad_value_is_refused_and_a_draft_never_reaches_the_disk() {
    let watch = start();
    let before = text(&watch);
    let day = json!(["第1表", "計画作成日"]);
    let (status, said) =
        watch.post("edit", &json!({ "hash": hash(&watch), "edits": [set(&day, &json!("令和7年13月1日"))] }));
    assert_eq!(status, 422);
    assert!(said["message"].as_str().unwrap().contains("月は1から12まで"), "{said}");
    assert_eq!(text(&watch), before);
    // What is typed is drawn and not written.
    let policy = json!(["第1表", "援助の方針"]);
    let (status, _) = watch.post("draft", &json!({ "edits": [set(&policy, &json!("書きかけ"))] }));
    assert_eq!(status, 200);
    let start = Instant::now();
    while watch.state()["writing"]["is_draft"] != true {
        assert!(start.elapsed() < Duration::from_secs(20), "the draft was never drawn");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(text(&watch), before);
    let (_, said) = watch.post("draft", &json!({ "edits": [set(&day, &json!("R7.6.10"))] }));
    assert_eq!(said["said"]["words"], "令和7年6月10日（火）");
    let (_, said) = watch.post("draft", &json!({ "edits": [set(&day, &json!("R7.6"))] }));
    assert_eq!(said["said"]["ok"], false);
    watch.post("draft", &json!({ "edits": [] }));
    assert_eq!(text(&watch), before);
    assert!(!watch.path("plan.pdf").exists() && !watch.path("plan.yaml~").exists());
}

#[test]
fn two_writers_lose_nothing() {
    let watch = start();
    let seen = hash(&watch);
    let (name, policy) = (json!(["利用者", "氏名"]), json!(["第1表", "援助の方針"]));
    let edit = |hash: &str, path: &Value, value: &str, force: bool| {
        watch.post("edit", &json!({ "hash": hash, "edits": [set(path, &json!(value))], "force": force }))
    };
    assert_eq!(edit(&seen, &name, "讃岐 ナツ", false).0, 200);
    // Another window, which saw the plan before that, writes another field: both stay.
    assert_eq!(edit(&seen, &policy, "一人で暮らす", false).0, 200);
    assert!(text(&watch).contains("讃岐 ナツ") && text(&watch).contains("一人で暮らす"));
    // The same field: both texts are shown.
    let (status, said) = edit(&seen, &name, "讃岐 アキ", false);
    assert_eq!((status, &said["conflict"]["theirs"]), (409, &json!("讃岐 ナツ")));
    assert!(text(&watch).contains("讃岐 ナツ"));
    assert_eq!(edit(said["hash"].as_str().unwrap(), &name, "讃岐 アキ", true).0, 200);
    assert!(text(&watch).contains("讃岐 アキ"));
    // A row that is another by now is not written into, whatever is chosen.
    let rows = hash_of(&watch);
    let gone = json!({ "hash": rows, "edits": [{ "remove": ["第5表", 0] }] });
    assert_eq!(watch.post("edit", &gone).0, 200);
    let (status, said) = edit(&rows, &json!(["第5表", 1, "内容"]), "別の行", true);
    assert_eq!((status, &said["moved"]), (409, &json!(true)));
    assert!(!text(&watch).contains("別の行"));
    // Another editor saves; the page's own step is taken back without taking back theirs.
    let edited = hash_of(&watch);
    assert_eq!(edit(&edited, &policy, "二つ目の方針", false).0, 200);
    fs::write(watch.path("plan.yaml"), text(&watch).replace("讃岐 アキ", "讃岐 フユ")).unwrap();
    assert_eq!(watch.post("undo", &json!({})).0, 200);
    assert!(text(&watch).contains("讃岐 フユ") && text(&watch).contains("一人で暮らす"));
}

/// The hash of the plan as it lies on the disk, once the page shows it.
fn hash_of(watch: &Watch) -> String {
    let on_disk = text(watch);
    // An unknown one is refused, with the one that would be known.
    let (_, said) = watch.post("edit", &json!({ "hash": "", "edits": [{ "set": ["なにも書かない"], "value": "" }] }));
    assert_eq!(text(watch), on_disk);
    said["hash"].as_str().unwrap().to_owned()
}

#[test]
fn broken_yaml_is_not_written_until_it_is_mended() {
    let watch = start();
    let broken = text(&watch).replace("第3表:\n", "第3表: [\n");
    fs::write(watch.path("plan.yaml"), &broken).unwrap();
    watch.until(false);
    let edits = json!({ "hash": hash(&watch), "edits": [set(&json!(["利用者", "氏名"]), &json!("甲"))] });
    let (status, said) = watch.post("edit", &edits);
    assert_eq!(status, 422);
    assert!(said["message"].as_str().unwrap().contains("先に直して"), "{said}");
    assert_eq!(text(&watch), broken);
    let state = watch.state();
    assert!(!state["writing"]["blocked"].as_str().unwrap().is_empty());
    assert!(state["findings"][0]["line"].as_u64().unwrap() > 0, "it says where");
}

#[test]
fn two_hundred_steps_go_back_to_the_first_byte_and_forth_again() {
    let watch = start();
    let first = text(&watch);
    let paths = [
        json!(["利用者", "氏名"]),
        json!(["第1表", "援助の方針"]),
        json!(["第2表", "ニーズ", 0, "課題"]),
        json!(["第4表", 0, "結論"]),
        json!(["第5表", 0, "内容"]),
        json!(["第6表", 0, "届出年月日"]),
    ];
    let values = ["甲", "「引用」: # と、", "- 行\n  続き\n\n終わり", "'\"\\", "〜", "𠮷野家 葛󠄁", "1", "true", "a: b"];
    let mut model: Value = serde_yaml::from_str(&first).unwrap();
    let mut shown = hash(&watch);
    for step in 0..200 {
        let path = &paths[step % paths.len()];
        let value = if step % paths.len() == 5 {
            format!("令和7年5月{}日", 1 + step % 28)
        } else {
            format!("{}{step}", values[step % values.len()])
        };
        let (status, said) = watch.post("edit", &json!({ "hash": shown, "edits": [set(path, &json!(value))] }));
        assert_eq!(status, 200, "{path} {value:?}: {said}");
        said["hash"].as_str().unwrap().clone_into(&mut shown);
        put(&mut model, path.as_array().unwrap(), &value);
        if step % 20 == 0 {
            let on_disk: Value = serde_yaml::from_str(&text(&watch)).unwrap();
            assert_eq!(on_disk, model, "step {step}");
        }
    }
    let last = text(&watch);
    for step in 0..200 {
        assert_eq!(watch.post("undo", &json!({})).0, 200, "back {step}");
    }
    assert_eq!(text(&watch), first);
    assert_eq!(watch.post("undo", &json!({})).0, 422);
    for step in 0..200 {
        assert_eq!(watch.post("redo", &json!({})).0, 200, "forth {step}");
    }
    assert_eq!(text(&watch), last);
    assert_eq!(fs::read_to_string(watch.path("plan.yaml~")).unwrap(), first);
}

fn put(value: &mut Value, path: &[Value], new: &str) {
    let (step, rest) = path.split_first().unwrap();
    let child = match step {
        Value::String(key) => value.as_object_mut().unwrap().entry(key.clone()).or_insert(Value::Null),
        at => &mut value[usize::try_from(at.as_u64().unwrap()).unwrap()],
    };
    if rest.is_empty() { *child = json!(new) } else { put(child, rest, new) }
}

#[test]
fn buttons_do_what_the_commands_do() {
    let watch = start();
    let (status, said) = watch.post("month", &json!({}));
    assert_eq!(status, 200, "{said}");
    assert!(text(&watch).contains("年月: 令和7年7月"), "{said}");
    let (status, said) = watch.post("log", &json!({}));
    assert_eq!(status, 200, "{said}");
    assert!(text(&watch).contains("記載者: 栗林 みどり"), "{said}");
    let (status, said) = watch.post("print", &json!({}));
    assert_eq!(status, 200, "{said}");
    assert!(fs::read(watch.path("plan.pdf")).unwrap().starts_with(b"%PDF"));
    for _ in 0..2 {
        assert_eq!(watch.post("undo", &json!({})).0, 200);
    }
    assert_eq!(text(&watch), sample());
}
