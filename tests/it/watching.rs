//! `careplan watch`: every way in which editors save, broken plans, and who may look at the page.

pub mod watch;

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};
use watch::Watch;

/// Saves a text under a name in an editor's own way.
type Save = fn(&Path, &str);

/// Puts a new file in the place of an old one, as most editors do.
fn replace(path: &Path, text: &str, beside: &str) {
    let temporary = path.with_file_name(beside);
    fs::write(&temporary, text).unwrap();
    fs::rename(&temporary, path).unwrap();
}

#[test]
fn every_way_of_saving_is_seen() {
    let watch = Watch::start(&["--no-serve"]);
    let plan = watch.path("plan.yaml");
    watch.catches_up();
    let ways: [(&str, Save); 9] = [
        ("in place", |plan, text| fs::write(plan, text).unwrap()),
        ("in pieces", |plan, text| {
            let mut file = fs::File::create(plan).unwrap();
            for piece in text.as_bytes().chunks(3000) {
                file.write_all(piece).unwrap();
                file.flush().unwrap();
                std::thread::sleep(Duration::from_millis(7));
            }
        }),
        ("vim", |plan, text| {
            fs::rename(plan, plan.with_file_name("plan.yaml~")).unwrap();
            fs::write(plan, text).unwrap();
            fs::remove_file(plan.with_file_name("plan.yaml~")).unwrap();
        }),
        ("vim without backup", |plan, text| replace(plan, text, "4913")),
        ("Emacs", |plan, text| {
            let lock = plan.with_file_name(".#plan.yaml");
            #[cfg(unix)]
            std::os::unix::fs::symlink("nobody@nowhere.1:1", &lock).unwrap();
            fs::write(plan.with_file_name("#plan.yaml#"), "half").unwrap();
            fs::rename(plan, plan.with_file_name("plan.yaml~")).unwrap();
            fs::write(plan, text).unwrap();
            fs::remove_file(plan.with_file_name("#plan.yaml#")).unwrap();
            let _ = fs::remove_file(lock);
        }),
        ("VS Code", |plan, text| replace(plan, text, "plan.yaml.vsctmp")),
        ("JetBrains", |plan, text| {
            let temporary = plan.with_file_name("plan.yaml___jb_tmp___");
            fs::write(&temporary, text).unwrap();
            fs::rename(plan, plan.with_file_name("plan.yaml___jb_old___")).unwrap();
            fs::rename(temporary, plan).unwrap();
            fs::remove_file(plan.with_file_name("plan.yaml___jb_old___")).unwrap();
        }),
        ("sed -i", |plan, text| replace(plan, text, "sedXYZ12")),
        ("gone and back", |plan, text| {
            fs::remove_file(plan).unwrap();
            std::thread::sleep(Duration::from_millis(300));
            fs::write(plan, text).unwrap();
        }),
    ];
    for (way, save) in ways {
        save(&plan, &Watch::named(&format!("甲 {way}")));
        watch.catches_up();
    }
}

#[test]
fn a_storm_of_saves_ends_with_the_last_one() {
    let watch = Watch::start(&["--no-serve"]);
    let start = Instant::now();
    let mut saves = 0;
    while start.elapsed() < Duration::from_secs(3) {
        fs::write(watch.path("plan.yaml"), Watch::named(&format!("乙 {saves}"))).unwrap();
        saves += 1;
        std::thread::sleep(Duration::from_millis(5));
    }
    watch.catches_up();
}

#[cfg(unix)]
#[test]
fn a_plan_behind_a_link_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("real")).unwrap();
    fs::write(folder.path().join("real/a.yaml"), Watch::named("丙")).unwrap();
    std::os::unix::fs::symlink("real/a.yaml", folder.path().join("plan.yaml")).unwrap();
    let watch = Watch::start_in(folder, &["--no-serve"]);
    watch.catches_up();
    fs::write(watch.path("real/a.yaml"), Watch::named("丁")).unwrap();
    watch.catches_up();
}

#[test]
fn looking_again_and_again_sees_it_too() {
    let watch = Watch::start(&["--no-serve", "--poll", "30"]);
    watch.catches_up();
    fs::write(watch.path("plan.yaml"), Watch::named("戊")).unwrap();
    watch.catches_up();
}

#[test]
fn a_named_office_file_is_watched_as_soon_as_it_is_named() {
    let watch = Watch::start(&["--no-serve"]);
    watch.until(true);
    let text = Watch::named("己");
    let (before, rest) = text.split_once("居宅介護支援事業所:\n").unwrap();
    let after = rest.split_once("認定:\n").unwrap().1;
    replace(&watch.path("plan.yaml"), &format!("{before}居宅介護支援事業所: office.yaml\n認定:\n{after}"), "new");
    let missing = watch.until(false);
    assert_eq!(missing["errors"], 1);
    replace(&watch.path("office.yaml"), "居宅介護支援事業所: {名称: 甲事業所}\n", "new");
    watch.until(true);
    let first = fs::read(watch.path("plan.pdf")).unwrap();
    replace(&watch.path("office.yaml"), "居宅介護支援事業所: {名称: 乙事業所}\n", "new");
    watch.prints_other_than(&first);
}

/// Who writes a plan looks at what is newest; the list of tables says which month and which meeting.
#[test]
fn the_newest_month_and_meeting_come_first() {
    let folder = tempfile::tempdir().unwrap();
    let meeting = |day: u8| format!("  - {{開催日: R7.{day}.1, 検討内容: あ}}\n");
    let month = |month: u8| {
        format!("  - 年月: 2025-0{month}\n    サービス:\n      - {{サービス内容: 通所介護, 事業所: 甲, 予定: [3]}}\n")
    };
    let plan = format!("第4表:\n{}{}第6表:\n{}{}", meeting(5), meeting(8), month(6), month(7));
    fs::write(folder.path().join("plan.yaml"), plan).unwrap();
    let watch = Watch::start_in(folder, &["--table", "4,6"]);
    watch.until(true);
    let pages = watch.state()["pages"].clone();
    let part = |page: &'_ serde_json::Value| {
        (page["table"].as_str().unwrap().to_owned(), page["part"].as_str().unwrap().to_owned())
    };
    let mut parts: Vec<_> = pages.as_array().unwrap().iter().map(part).collect();
    parts.retain(|(_, part)| !part.is_empty());
    let wanted =
        [("第4表", "令和7年8月1日"), ("第4表", "令和7年5月1日"), ("第6表", "令和7年7月"), ("第6表", "令和7年6月")];
    assert_eq!(parts, wanted.map(|(table, part)| (table.to_owned(), part.to_owned())));
}

#[test]
fn a_mistake_keeps_the_last_good_pages_under_a_banner() {
    let watch = Watch::start(&[]);
    watch.until(true);
    let good = watch.state();
    assert_eq!(good["current"], true);
    assert_eq!(good["pages"].as_array().unwrap().len(), 2);
    replace(&watch.path("plan.yaml"), &Watch::named("庚").replace("フリガナ:", "ふりがな:"), "new");
    watch.until(false);
    let broken = watch.state();
    assert_eq!(broken["current"], false);
    assert_eq!(broken["pages"][0]["hash"], good["pages"][0]["hash"]);
    assert_eq!(broken["findings"][0]["rule"], "YML003");
    assert_eq!(broken["findings"][0]["place"], "plan.yaml:6");
    replace(&watch.path("plan.yaml"), &Watch::named("庚"), "new");
    watch.until(true);
    let mended = watch.state();
    assert_eq!(mended["current"], true);
    assert_ne!(mended["pages"][0]["hash"], good["pages"][0]["hash"]);
    assert!(mended["generation"].as_u64() > broken["generation"].as_u64());
}

/// Half a file is no mistake of the plan's until it stays so.
/// What a rule calls a mistake and what printing refuses for it are one finding, with the words of both.
#[test]
fn one_mistake_is_counted_once() {
    let watch = Watch::start(&["--table", "7"]);
    watch.until(true);
    let sample = Watch::named("讃岐 ハル");
    let changes = [
        ("CP632", "サービスコード: \"111211\"", "サービスコード: 111211・114211", "半角6文字"),
        ("CP702", "単位数: 777, 予定: [3", "単位数: 5777, 予定: [3", "合計"),
    ];
    for (rule, from, to, help) in changes {
        let plan = sample.replacen(from, to, 1);
        assert_ne!(plan, sample, "{rule}");
        fs::write(watch.path("plan.yaml"), &plan).unwrap();
        let told = watch.until(false);
        assert_eq!(told["errors"], 1, "{rule}: {told}");
        let state = watch.becomes(|state| state["findings"].to_string().contains(rule));
        let found = state["findings"].as_array().unwrap().iter().find(|found| found["rule"] == rule).unwrap();
        assert!(found["notes"].to_string().contains(help) && found["severity"] == "error", "{found}");
    }
}

#[test]
fn what_stays_half_written_is_told_in_the_end() {
    let watch = Watch::start(&[]);
    watch.until(true);
    let text = Watch::named("辰");
    let (half, _) = text.split_once("内容: 訪問介護").unwrap();
    fs::write(watch.path("plan.yaml"), half).unwrap();
    let told = watch.until(false);
    assert_eq!(told["generation"], 2, "nothing else was shown before");
    fs::write(watch.path("plan.yaml"), &text).unwrap();
    watch.until(true);
    watch.catches_up();
}

/// A save that pauses between two tables is no plan without them; who takes a table out sees it a moment later.
#[test]
fn a_save_that_pauses_between_tables_is_not_printed() {
    let watch = Watch::start(&["--no-serve"]);
    watch.catches_up();
    let before = fs::read(watch.path("plan.pdf")).unwrap();
    let whole = Watch::named("巳");
    let part = &whole[..whole.find("第3表:\n").unwrap()];
    fs::write(watch.path("plan.yaml"), part).unwrap();
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(fs::read(watch.path("plan.pdf")).unwrap(), before);
    fs::write(watch.path("plan.yaml"), &whole).unwrap();
    watch.catches_up();
    // What stays so is meant so.
    let without = whole.replacen("第6表:", "x-第6表:", 1);
    let without = &without[..without.find("x-第6表:").unwrap()];
    fs::write(watch.path("plan.yaml"), without).unwrap();
    watch.catches_up();
}

#[test]
fn templates_that_change_are_used_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(crate::dsl::sample_path("sanuki-haru"), folder.path().join("plan.yaml")).unwrap();
    let system = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/kit/system.typ");
    let system = fs::read_to_string(system).unwrap();
    let mine = folder.path().join("mine/kit/system.typ");
    fs::create_dir_all(mine.parent().unwrap()).unwrap();
    fs::write(&mine, &system).unwrap();
    let watch = Watch::start_in(folder, &["--templates", "mine"]);
    watch.until(true);
    watch.catches_up_as(&["--templates", &watch.path("mine").to_string_lossy()]);
    let before = fs::read(watch.path("plan.pdf")).unwrap();
    let thicker = system.replace("thickness: 0.3mm", "thickness: 0.4mm");
    assert!(thicker != system);
    fs::write(&mine, thicker).unwrap();
    watch.until(true);
    assert!(fs::read(watch.path("plan.pdf")).unwrap() != before, "the rules are no thicker");
    fs::remove_dir_all(watch.path("mine")).unwrap();
    let gone = watch.until(false);
    assert!(gone["message"].as_str().unwrap().contains("mine"), "{gone}");
}

#[test]
fn a_field_knows_its_line() {
    let watch = Watch::start(&[]);
    watch.until(true);
    let state = watch.state();
    let fields = state["pages"][0]["fields"].as_array().unwrap();
    let field = fields.iter().find(|field| field["path"] == "利用者.住所").expect("the address is on the page");
    assert_eq!(field["place"], "plan.yaml:9");
    let [x, y, w, h] = ["x", "y", "w", "h"].map(|side| field[side].as_f64().unwrap());
    assert!(x > 100.0 && y > 10.0 && w > 100.0 && y + h < 40.0, "it stands at the top right: {field}");
    let picture = watch.get(&format!("/pages/{}.svg", state["pages"][0]["hash"].as_str().unwrap()));
    assert!(picture.contains("image/svg+xml") && picture.contains("<svg"));
    assert!(watch.get("/current.pdf").contains("application/pdf"));
}

#[test]
fn only_the_one_who_was_given_the_address_may_look() {
    let watch = Watch::start(&[]);
    watch.until(true);
    let (port, token) = (watch.port(), watch.token().to_owned());
    let ask = |line: &str, headers: &str| watch.send(&format!("{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"));
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let cookie = format!("Cookie: careplan-{port}={token}\r\n");
    let status = |answer: &str| answer.split(' ').nth(1).unwrap_or("none").to_owned();

    let first = ask(&format!("GET /?token={token}&editor=vscode"), &host);
    assert_eq!(status(&first), "303");
    assert!(first.contains("HttpOnly; SameSite=Strict") && first.contains("location: /?editor=vscode"), "{first}");
    let page = ask("GET /", &(host.clone() + &cookie));
    assert_eq!(status(&page), "200");
    for header in [
        "cache-control: no-store",
        "default-src 'none'",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
    ] {
        assert!(page.contains(header), "{header} is missing:\n{page}");
    }
    let refused = [
        ("no token", "GET /state", host.clone()),
        ("a wrong token", "GET /?token=00000000000000000000000000000000", host.clone()),
        ("a wrong cookie", "GET /state", format!("{host}Cookie: careplan-{port}={}\r\n", "0".repeat(32))),
        ("another name for this machine", "GET /state", format!("Host: evil.example:{port}\r\n{cookie}")),
        ("no Host", "GET /state", cookie.clone()),
        ("a foreign page", "GET /state", format!("{host}{cookie}Origin: http://evil.example\r\n")),
        ("a foreign site", "GET /state", format!("{host}{cookie}Sec-Fetch-Site: cross-site\r\n")),
    ];
    for (who, line, headers) in refused {
        let answer = ask(line, &headers);
        assert!(["400", "403"].contains(&status(&answer).as_str()), "{who}: {answer}");
        assert!(!answer.contains("pages"), "{who}");
    }
    let let_in = host.clone() + &cookie;
    assert_eq!(status(&ask("POST /state", &format!("{let_in}Content-Length: 0\r\n"))), "405");
    for path in ["/../Cargo.toml", "/..%2f..%2fetc/passwd", "/pages/..%2fplan.yaml", "/plan.yaml", "/pages/x.svg"] {
        assert_eq!(status(&ask(&format!("GET {path}"), &let_in)), "404", "{path}");
    }
    let long = format!("GET /{}", "a".repeat(100_000));
    assert!(["400", "404", "414", "431", "none"].contains(&status(&ask(&long, &let_in)).as_str()));
}

#[test]
fn idle_and_slow_readers_hold_nobody_up() {
    let watch = Watch::start(&[]);
    watch.until(true);
    let idle: Vec<TcpStream> = (0..200).filter_map(|_| TcpStream::connect(("127.0.0.1", watch.port())).ok()).collect();
    let mut slow = TcpStream::connect(("127.0.0.1", watch.port())).unwrap();
    let (port, token) = (watch.port(), watch.token());
    write!(slow, "GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: careplan-{port}={token}\r\n\r\n").unwrap();
    for name in ["辛", "壬", "癸"] {
        fs::write(watch.path("plan.yaml"), Watch::named(name)).unwrap();
        watch.until(true);
    }
    assert_eq!(watch.state()["generation"], 4);
    watch.catches_up();
    drop(idle);
}
