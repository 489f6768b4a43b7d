//! `careplan watch CLIENTS/` and `edit CLIENTS/`: the board as a live page, the clients' pages behind it.

mod somebody_new;
mod together;

use crate::sheets::sample_path;
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

fn sample() -> String {
    fs::read_to_string(sample_path("sanuki-haru")).unwrap()
}

/// The sample as somebody else's plan.
fn named(name: &str, number: &str) -> String {
    sample().replace("讃岐 ハル", name).replace("0001234567", number)
}

/// Three clients of whom one cannot be read, and an office's file.
fn office(command: &str, more: &[&str]) -> Watch {
    let (haru, natsu) = (sample(), named("架空 ナツ", "0001234568"));
    let files = [
        ("haru.yaml", &haru[..]),
        ("sub/架空ナツ.yaml", &natsu),
        ("broken.yaml", "利用者: {氏名: 壊れ\n"),
        ("jimusho.yaml", "居宅介護支援事業所: {名称: 甲事業所, 介護支援専門員: 一番 花}\n"),
        ("notes.txt", "計画書ではない"),
        (".old/gone.yaml", &haru),
    ];
    Watch::folder(command, &files, &[&["--as-of", "2025-06-25"], more].concat())
}

fn line<'s>(state: &'s Value, words: &str) -> Option<&'s Value> {
    state["lines"].as_array().unwrap().iter().map(|line| &line[1]).find(|line| line.to_string().contains(words))
}

fn n(state: &Value) -> usize {
    state["lines"].as_array().unwrap().len()
}

#[test]
fn the_page_shows_what_the_board_shows_in_its_order() {
    let watch = office("watch", &[]);
    let state = watch.state();
    assert_eq!(n(&state), 3);
    let board = crate::dsl::Case::empty()
        .file("c/haru.yaml", sample())
        .file("c/sub/架空ナツ.yaml", named("架空 ナツ", "0001234568"))
        .file("c/broken.yaml", "利用者: {氏名: 壊れ\n")
        .run_all(&["board", "c", "--as-of", "2025-06-25", "--format", "json"]);
    let board: Vec<Value> = serde_json::from_str(&board.ends_with(1).stdout()).unwrap();
    for (line, row) in state["lines"].as_array().unwrap().iter().zip(&board) {
        let line = &line[1];
        assert_eq!(line["number"], row["insured_number"]);
        assert_eq!(line["urgency"], row["urgency"]);
        let found = ["error", "warning", "info"].map(|severity| row["findings"][severity].clone());
        assert_eq!(line["findings"], json!(found));
        assert_eq!(line["problem"].as_str().unwrap().is_empty(), row["problem"].is_null());
    }
    assert_eq!(state["lines"][0][1]["file"], "broken.yaml");
    assert!(watch.get("/").contains("board.js"));
}

/// A renewed plan and the one before it are one client's: one line, that of the plan in force, with a way to the other.
#[test]
fn a_renewed_plan_and_the_one_before_it_are_one_line() {
    let next = |head: &str| {
        format!(
            "前の計画: haru.yaml\n{head}{}",
            sample().replace("計画作成日: 令和7年5月27日", "計画作成日: 令和7年6月20日")
        )
    };
    assert_ne!(next(""), format!("前の計画: haru.yaml\n{}", sample()));
    let files = [("haru.yaml", sample()), ("next.yaml", next(""))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &text[..])).collect();
    let watch = Watch::folder("watch", &files, &["--as-of", "2025-06-25"]);
    let state = watch.state();
    assert_eq!(n(&state), 1, "{state}");
    let holds = |state: &Value, file: &str, words: &str| {
        let line = &state["lines"][0][1];
        line["file"] == file && line["others"][0]["words"].as_str().is_some_and(|said| said.contains(words))
    };
    assert!(holds(&state, "next.yaml", "前の計画"), "{state}");
    let other = state["lines"][0][1]["others"][0]["id"].as_str().unwrap().to_owned();
    assert!(watch.get(&format!("/clients/{other}/")).starts_with("HTTP/1.1 200"));
    // A draft holds nobody; and what is no longer named stands alone.
    fs::write(watch.path("next.yaml"), next("原案: はい\n")).unwrap();
    watch.becomes(|state| n(state) == 1 && holds(state, "haru.yaml", "次の計画"));
    fs::write(watch.path("next.yaml"), sample()).unwrap();
    watch.becomes(|state| n(state) == 2);
    fs::write(watch.path("next.yaml"), next("")).unwrap();
    let state = watch.becomes(|state| n(state) == 1 && holds(state, "next.yaml", "前の計画"));
    let board = crate::dsl::Case::empty().file("c/haru.yaml", sample()).file("c/next.yaml", next(""));
    let board = board.run_all(&["board", "c", "--as-of", "2025-06-25", "--format", "json"]).succeeds().stdout();
    let board: Vec<Value> = serde_json::from_str(&board).unwrap();
    assert_eq!(state["lines"][0][1]["urgency"], board[0]["urgency"]);
    fs::remove_file(watch.path("haru.yaml")).unwrap();
    watch.becomes(|state| n(state) == 1 && state["lines"][0][1]["others"] == json!([]));
}

/// All that is sent to a page that listens, one change after the other.
struct Ear(BufReader<TcpStream>);

impl Ear {
    fn of(watch: &Watch) -> Self {
        let (port, token) = (watch.port(), watch.token());
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: careplan-{port}={token}\r\n\r\n")
            .unwrap();
        Self(BufReader::new(stream))
    }

    fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(change) = line.strip_prefix("data: ") {
                return serde_json::from_str(change).unwrap();
            }
        }
    }
}

#[test]
fn a_save_sends_its_own_line_and_no_other() {
    let watch = office("watch", &[]);
    let mut ear = Ear::of(&watch);
    let all = ear.next();
    assert!(all["whole"] == true && n(&all) == 3);
    fs::write(watch.path("haru.yaml"), sample().replace("讃岐 ハル", "讃岐 ハルコ")).unwrap();
    let change = ear.next();
    assert_eq!(change["whole"], false);
    assert_eq!(n(&change), 1, "{change}");
    assert_eq!(change["lines"][0][1]["who"], "讃岐 ハルコ");
    assert_eq!(change["lines"][0][1]["id"], line(&all, "讃岐 ハル").unwrap()["id"]);
    // The same bytes again are no news: the next change is that of the other plan.
    fs::write(watch.path("haru.yaml"), sample().replace("讃岐 ハル", "讃岐 ハルコ")).unwrap();
    fs::write(watch.path("sub/架空ナツ.yaml"), named("架空 アキ", "0001234568")).unwrap();
    let change = ear.next();
    assert_eq!((n(&change), &change["lines"][0][1]["who"]), (1, &json!("架空 アキ")));
}

#[test]
fn files_come_go_change_their_names_and_break() {
    let watch = office("watch", &[]);
    let first = watch.state();
    fs::write(watch.path("fuyu.yml"), named("架空 フユ", "0001234569")).unwrap();
    let state = watch.becomes(|state| n(state) == 4);
    let fuyu = line(&state, "架空 フユ").unwrap()["id"].clone();
    // Another name is another file; what it says stands on the board all the same.
    fs::rename(watch.path("fuyu.yml"), watch.path("sub/冬.yaml")).unwrap();
    let state = watch.becomes(|state| line(state, "sub/冬.yaml").is_some() && n(state) == 4);
    assert_ne!(line(&state, "架空 フユ").unwrap()["id"], fuyu);
    // Away for a moment, as some editors save, is no news; away for longer is.
    let natsu = fs::read(watch.path("sub/架空ナツ.yaml")).unwrap();
    fs::remove_dir_all(watch.path("sub")).unwrap();
    watch.becomes(|state| n(state) == 2);
    fs::create_dir(watch.path("sub")).unwrap();
    fs::write(watch.path("sub/架空ナツ.yaml"), natsu).unwrap();
    let state = watch.becomes(|state| n(state) == 3);
    assert_eq!(line(&state, "架空 ナツ").unwrap()["id"], line(&first, "架空 ナツ").unwrap()["id"]);
    // A broken plan stands at the top with its reason, and goes back when it is mended.
    fs::write(watch.path("haru.yaml"), sample().replace("第3表:\n", "第3表: [\n")).unwrap();
    let state = watch.becomes(|state| line(state, "haru.yaml").is_some_and(|line| line["urgency"] == "broken"));
    assert!(line(&state, "haru.yaml").unwrap()["problem"].as_str().unwrap().contains("行目"));
    fs::write(watch.path("haru.yaml"), sample()).unwrap();
    watch.becomes(|state| line(state, "haru.yaml").is_some_and(|line| line["who"] == "讃岐 ハル"));
    fs::write(watch.path("haru.yaml"), "").unwrap();
    watch.becomes(|state| line(state, "haru.yaml").is_some_and(|line| line["urgency"] == "broken"));
}

#[test]
fn an_office_file_is_that_of_all_who_name_it() {
    let (before, rest) =
        { sample().split_once("居宅介護支援事業所:\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap() };
    let after = rest.split_once("認定:\n").unwrap().1;
    let shared = format!("{before}居宅介護支援事業所: jimusho.yaml\n認定:\n{after}");
    let other = shared.replace("讃岐 ハル", "架空 ナツ");
    let office = |name: &str| format!("居宅介護支援事業所: {{名称: 甲事業所, 介護支援専門員: {name}}}\n");
    let watch = Watch::folder("watch", &[("a.yaml", &shared), ("b.yaml", &other), ("c.yaml", &sample())], &[]);
    // It is missing at first, comes, changes, and goes.
    watch.becomes(|state| line(state, "a.yaml").unwrap()["urgency"] == "broken");
    fs::write(watch.path("jimusho.yaml"), office("一番 花")).unwrap();
    let both = |state: &Value, name: &str| {
        ["a.yaml", "b.yaml"].iter().all(|file| line(state, file).unwrap()["manager"] == name)
    };
    watch.becomes(|state| both(state, "一番 花"));
    fs::write(watch.path("jimusho.yaml"), office("二番 花")).unwrap();
    let state = watch.becomes(|state| both(state, "二番 花"));
    assert_eq!(n(&state), 3, "the office is nobody's plan");
    assert_ne!(line(&state, "c.yaml").unwrap()["manager"], "二番 花");
    fs::remove_file(watch.path("jimusho.yaml")).unwrap();
    watch.becomes(|state| line(state, "b.yaml").unwrap()["urgency"] == "broken");
}

#[test]
fn an_address_tells_nothing_and_leads_nowhere_else() {
    let watch = office("watch", &[]);
    let state = watch.state();
    for line in state["lines"].as_array().unwrap() {
        let id = line[1]["id"].as_str().unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    }
    let id = line(&state, "讃岐 ハル").unwrap()["id"].as_str().unwrap().to_owned();
    assert!(watch.get(&format!("/clients/{id}/")).starts_with("HTTP/1.1 200"));
    for path in [
        "/clients/",
        "/clients/haru.yaml/",
        "/clients/haru.yaml/state",
        "/clients/..%2fharu.yaml/state",
        "/clients/../haru.yaml",
        "/clients/%2e%2e/state",
        &format!("/clients/{id}/../../haru.yaml"),
        &format!("/clients/{id}/haru.yaml"),
        &format!("/clients/{}/state", id.to_uppercase().replace(|c: char| c.is_ascii_digit(), "0")),
        &format!("/clients/{}/state", &id[..31]),
        "/page.js",
        "/current.pdf",
        "/edit/main.js",
    ] {
        assert!(watch.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
    // Another run gives other ids.
    let again = office("watch", &[]);
    assert_ne!(line(&again.state(), "讃岐 ハル").unwrap()["id"], id.as_str());
}

#[test]
fn no_names_means_no_names_on_the_board() {
    let watch = office("edit", &["--no-names"]);
    let told = watch.state().to_string();
    for word in ["讃岐", "ハル", "サヌキ", "ナツ", "haru", ".yaml\"", "壊れ", "broken.yaml", "sub"] {
        assert!(!told.replace("jimusho.yaml", "").contains(word), "{word}: {told}");
    }
    assert!(told.contains("0001234567") && told.contains("番号なし-"));
    // Nor is a client's page called by name: the window's title is kept by the browser.
    let watch = watch.client("0001234567");
    assert_eq!(watch.state()["name"], "0001234567");
}

#[test]
fn a_client_is_looked_at_and_nothing_is_written() {
    let watch = office("watch", &[]).client("讃岐 ハル");
    let state = watch.state();
    assert!(state["pages"].as_array().unwrap().len() >= 7 && state["current"] == true);
    assert!(watch.get("/").contains("href=\"../../\""), "there is a way back");
    let picture = watch.get(&format!("/pages/{}.svg", state["pages"][0]["hash"].as_str().unwrap()));
    assert!(picture.contains("<svg"));
    watch.becomes(|state| state["printed"].as_u64() > Some(0));
    assert!(watch.get("/current.pdf").contains("application/pdf"));
    fs::write(watch.path("haru.yaml"), sample().replace("讃岐 ハル", "讃岐 ハルコ")).unwrap();
    watch.becomes(|now| now["pages"][0]["hash"] != state["pages"][0]["hash"]);
    for name in ["edit", "draft", "undo", "print", "new"] {
        assert_eq!(watch.post(name, &json!({ "edits": [] })).0, 405, "{name}");
    }
    let mut board = watch;
    board.root = "/".to_owned();
    assert_eq!(board.post("new", &json!({ "name": "甲", "number": "0001234599" })).0, 405);
    let files = crate::dsl::files_below(board.path("."));
    assert_eq!(files.len(), 6, "{files:?}");
}

#[test]
fn what_is_written_for_one_client_changes_the_board_and_nobody_else() {
    let watch = office("edit", &[]).client("讃岐 ハル");
    let natsu = fs::read(watch.path("sub/架空ナツ.yaml")).unwrap();
    let hash = watch.state()["writing"]["hash"].clone();
    let edits = json!([{ "set": ["利用者", "氏名"], "value": "讃岐 ハルコ" }]);
    assert_eq!(watch.post("edit", &json!({ "hash": hash, "edits": edits })).0, 200);
    assert_eq!(
        fs::read_to_string(watch.path("haru.yaml")).unwrap(),
        sample().replace("氏名: 讃岐 ハル\n", "氏名: 讃岐 ハルコ\n")
    );
    assert_eq!(fs::read_to_string(watch.path("haru.yaml~")).unwrap(), sample());
    let mut board = watch;
    let client = std::mem::replace(&mut board.root, "/".to_owned());
    board.becomes(|state| line(state, "haru.yaml").unwrap()["who"] == "讃岐 ハルコ");
    // A second client, while the first is open; then back and back again.
    let board = board.client("架空 ナツ");
    let hash = board.state()["writing"]["hash"].clone();
    let edits = json!([{ "set": ["第1表", "援助の方針"], "value": "一人で暮らす" }]);
    assert_eq!(board.post("edit", &json!({ "hash": hash, "edits": edits })).0, 200);
    assert_eq!(board.post("undo", &json!({})).0, 200);
    assert_eq!(fs::read(board.path("sub/架空ナツ.yaml")).unwrap(), natsu);
    let mut first = board;
    first.root = client;
    assert_eq!(first.post("undo", &json!({})).0, 200);
    assert_eq!(fs::read_to_string(first.path("haru.yaml")).unwrap(), sample());
}

/// Sessions end when nobody looks, but what was written can still be taken back, and who comes back is told what changed.
#[test]
fn many_clients_are_opened_and_what_was_written_is_remembered() {
    let files: Vec<(String, String)> =
        (10..42).map(|at| (format!("{at}.yaml"), named(&format!("架空 {at}番"), &format!("00012345{at}")))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&name[..], &text[..])).collect();
    let watch = Watch::folder("edit", &files, &[]).client("架空 10番");
    let hash = watch.state()["writing"]["hash"].clone();
    let name = json!(["利用者", "氏名"]);
    let edit = |value: &str| json!({ "hash": hash, "edits": [{ "set": name, "value": value }] });
    assert_eq!(watch.post("edit", &edit("架空 十番")).0, 200);
    let home = watch.root.clone();
    let generation = watch.state()["generation"].as_u64().unwrap();
    let mut watch = watch;
    for at in 11..42 {
        watch.root = "/".to_owned();
        watch = watch.client(&format!("架空 {at}番"));
    }
    #[cfg(target_os = "linux")]
    {
        let tasks = fs::read_dir(format!("/proc/{}/task", watch.child.id())).unwrap().flatten();
        let named = tasks.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
        let sessions = named.filter(|name| name.trim() == "client").count();
        assert!((1..=10).contains(&sessions), "{sessions} sessions are open");
    }
    watch.root = home;
    let state = watch.becomes(|state| !state["pages"].as_array().unwrap().is_empty());
    assert!(state["generation"].as_u64().unwrap() > generation, "a page that slept takes none of it for old");
    // A window from before: the very field was written meanwhile.
    let (status, said) = watch.post("edit", &edit("架空 拾番"));
    assert_eq!((status, &said["conflict"]["theirs"]), (409, &json!("架空 十番")));
    assert_eq!(watch.post("undo", &json!({})).0, 200);
    assert_eq!(fs::read_to_string(watch.path("10.yaml")).unwrap(), files[0].1);
}

#[test]
fn two_plans_of_one_name_do_not_share_a_pdf() {
    let natsu = named("架空 ナツ", "0001234568");
    let watch = Watch::folder("edit", &[("a.yaml", &sample()), ("a.yml", &natsu), ("b.yml", &sample())], &[]);
    for file in ["A", "b.yaml"] {
        let body = json!({ "name": "新田 サクラ", "kana": "", "number": "", "office": "甲事業所", "manager": "", "file": file });
        let (status, message, _) = somebody_new::new(&watch, &body);
        assert_eq!(status, 422, "{message}");
        assert!(message.contains("が既にあります"), "{message}");
    }
    let watch = watch.client("架空 ナツ");
    let hash = watch.state()["writing"]["hash"].clone();
    let (status, said) = watch.post("print", &json!({ "hash": hash }));
    assert_ne!(status, 200, "{said}");
    assert!(
        said["message"].as_str().unwrap().contains("「a.yml」と「a.yaml」の印刷先が、どちらも「a.pdf」になります"),
        "{said}"
    );
    assert!(!watch.path("a.pdf").exists());
}
