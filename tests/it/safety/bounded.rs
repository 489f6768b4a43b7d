//! What a run takes is bounded, whatever it is given.

use crate::batch::{batch, office};
use crate::dsl::Case;
use crate::watching::watch::Watch;
use std::fs;
use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

fn with_policy(text: &str) -> Case {
    Case::empty().file("p.yaml", format!("利用者:\n  氏名: 架空 一子\n第1表:\n  援助の方針: {text}\n"))
}

#[test]
fn a_text_may_have_a_hundred_thousand_characters_and_no_more() {
    let long = "介".repeat(100_000);
    with_policy(&long).run(["render", "p.yaml", "--table", "1"]).succeeds();
    for (text, words) in [
        (format!("{long}護"), "100001 文字"),
        ("a".repeat(1_000_000), "100,000 文字まで"),
        (format!("\"{}\"", "\\n".repeat(100_000)), "5,000 行まで"),
        (format!("|-\n{}", "    あ\n".repeat(5_001)), "5001 行"),
    ] {
        with_policy(&text).run(["render", "p.yaml", "--table", "1"]).ends_with(1).says("YML010").says(words);
    }
    let lines = "    あ\n".repeat(5_000);
    let checked = with_policy(&format!("|-\n{lines}")).run(["check", "p.yaml"]).stdout();
    assert!(!checked.contains("YML010"), "{checked}");
}

#[test]
fn a_file_that_is_too_large_is_told_with_its_size() {
    let large = vec![b'#'; 3 << 20];
    let case = Case::empty().file("large.yaml", &large);
    let done = case.run(["check", "large.yaml"]).ends_with(1).prints("YML010").prints("3,072 KB");
    let done = done.again().stdin(large).run(["check", "-"]).ends_with(1);
    done.prints("1,024 KB を超えています");
}

#[test]
fn a_templates_folder_is_not_searched() {
    // A whole disk could lie below: a folder that goes round in circles, a file without end, a secret.
    let case = Case::sample("sanuki-haru").file("my/measures.json", include_str!("../../../templates/measures.json"));
    fs::create_dir(case.path("my/forms")).unwrap();
    std::os::unix::fs::symlink("..", case.path("my/forms/round")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", case.path("my/endless.typ")).unwrap();
    let done = case.run(["render", "sanuki-haru.yaml", "--table", "1", "--templates", "my"]).succeeds();
    // A folder that has none of our names is a slip.
    let case = done.again().file("other/form/service-slip.typ", "");
    let done = case.run(["render", "sanuki-haru.yaml", "--templates", "other"]).ends_with(2);
    done.says("other").says("一つもありません");
}

#[test]
fn more_threads_than_make_sense_are_capped_and_told() {
    batch(office(2), &["--jobs", "100000"]).succeeds().says("--jobs");
    let done = batch(office(2), &["--jobs", "1"]).succeeds();
    assert!(!done.stderr().contains("--jobs"));
}

#[test]
fn many_plans_are_told_as_one_array() {
    let case = office(3).file("c/broken.yaml", "利用者: [\n");
    let done = case.run(["check", "c", "--format", "json"]).ends_with(1);
    let found: Vec<serde_json::Value> = serde_json::from_str(&done.stdout()).unwrap();
    let whole = serde_json::to_string_pretty(&found).unwrap() + "\n";
    assert_eq!(done.stdout(), whole, "as if it had been written at once");
    let done = done.again().run(["check", "c", "--format", "sarif"]).ends_with(1);
    let log: serde_json::Value = serde_json::from_str(&done.stdout()).unwrap();
    assert_eq!(done.stdout(), serde_json::to_string_pretty(&log).unwrap() + "\n");
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), found.len());
    let empty = Case::empty().file("c/office.yaml", "居宅介護支援事業所: {名称: 甲}\n");
    assert_eq!(empty.run(["check", "c", "--format", "json"]).succeeds().stdout(), "[]\n");
}

#[test]
fn silent_connections_end_and_a_save_is_seen_all_the_while() {
    let watch = Watch::start(&[]);
    watch.until(true);
    let mut silent: Vec<TcpStream> =
        (0..400).map(|_| TcpStream::connect(("127.0.0.1", watch.port())).unwrap()).collect();
    fs::write(watch.path("plan.yaml"), Watch::named("辰")).unwrap();
    watch.until(true);
    watch.catches_up();
    // The first ones are told to go when they have said nothing for a while.
    for stream in silent.iter_mut().take(10) {
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        assert!(matches!(stream.read(&mut [0; 64]), Ok(0)), "a silent connection is still open");
    }
    drop(silent);
    assert_eq!(watch.state()["generation"], 2);
}

#[test]
fn a_second_host_or_origin_is_refused() {
    let watch = Watch::start(&[]);
    watch.until(true);
    let (port, token) = (watch.port(), watch.token().to_owned());
    let own = format!("Host: 127.0.0.1:{port}\r\nCookie: careplan-{port}={token}\r\n");
    let origin = format!("Origin: http://127.0.0.1:{port}\r\n");
    let ask = |headers: &str| watch.send(&format!("GET /state HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"));
    assert!(ask(&format!("{own}{origin}")).starts_with("HTTP/1.1 200"));
    for more in [
        "Host: evil.example\r\n".to_owned(),
        format!("Host: 127.0.0.1:{port}\r\n"),
        format!("{origin}Origin: http://evil.example\r\n"),
        format!("{origin}{origin}"),
    ] {
        let answer = ask(&format!("{own}{more}"));
        assert!(answer.starts_with("HTTP/1.1 400") || answer.starts_with("HTTP/1.1 403"), "{more}: {answer}");
    }
}
