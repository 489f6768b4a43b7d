//! `careplan batch`: everybody's month, whatever goes wrong with one of them, with the disk or with the power.

mod disturbed;
mod divided;
mod merged;
mod months;
mod packets;
mod refused;
mod remembered;
mod resumed;
mod together;
mod whatever;

use super::dsl::{Case, Done, sample_path};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The sample's plan with this number in its place.
fn plan(number: usize) -> String {
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    text.replace("0001234567", &format!("{number:010}"))
}

/// A folder `c` with plans of the clients 1 to `n`.
pub fn office(n: usize) -> Case {
    (1..=n).fold(Case::empty(), |case, number| case.file(&format!("c/{number:04}.yaml"), plan(number)))
}

/// What a batch of June in `c` is called with, behind its own arguments.
pub fn batch(case: Case, more: &[&str]) -> Done {
    let args = ["batch", "c", "--month", "2025-06", "-o", "out"];
    case.run_all(&[&args[..], more].concat())
}

/// The objects of a manifest, its summary apart.
pub fn manifest(path: &Path) -> (Vec<Value>, Value) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = lines.pop().unwrap();
    assert_eq!(summary["summary"], true);
    (lines, summary)
}

/// The rows without what differs from run to run.
fn lasting(path: &Path) -> Vec<Value> {
    let mut rows = manifest(path).0;
    for row in &mut rows {
        let row = row.as_object_mut().unwrap();
        row.remove("ms");
        if row["status"] == "skipped" {
            row["status"] = "done".into();
        }
    }
    rows
}

/// All outputs of a folder by name; anything that is neither an output nor the batch's own is an error.
#[track_caller]
pub fn outputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is = |end: &str| path.extension().is_some_and(|extension| extension == end);
        if is("pdf") {
            found.insert(name, std::fs::read(&path).unwrap());
        } else {
            let ours = name.starts_with("manifest") || is("lock");
            assert!(ours, "{name} was left behind");
        }
    }
    found
}

#[test]
fn one_pdf_a_client_named_by_number_month_and_copies() {
    let done = batch(office(3).file("c/office.yaml", "サービス事業所: {甲: {地域区分: 7級地}}\n"), &[]);
    let done = done.succeeds().prints("3 人：印刷 3　6 ページ");
    let found = outputs(&done.path("out"));
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(names, [1, 2, 3].map(|n| format!("{n:010}_2025-06_利用票.pdf")));
    let (rows, summary) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!((rows[1]["key"].as_str(), rows[1]["n"].as_u64()), (Some("379991-0000000002"), Some(2)));
    assert_eq!((rows[1]["pages"].as_u64(), rows[1]["status"].as_str()), (Some(2), Some("done")));
    assert_eq!((summary["done"].as_u64(), summary["exit"].as_u64()), (Some(3), Some(0)));
    let text = std::fs::read_to_string(done.path("out/manifest.jsonl")).unwrap();
    assert!(!text.contains("讃岐") && !text.contains("膝"), "the manifest holds a text of the plan");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| std::fs::metadata(done.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("out"), mode("out/manifest.jsonl")), (0o700, 0o600));
        assert_eq!(mode("out/0000000001_2025-06_利用票.pdf"), 0o600);
    }
}

#[test]
fn the_pdf_is_the_one_that_render_makes() {
    let done = batch(office(1), &["--quiet"]).succeeds().stays_silent();
    let made = done.bytes("out/0000000001_2025-06_利用票.pdf");
    let done = done.again().run(["render", "c/0001.yaml", "--month", "2025-06", "--table", "6,7", "-o", "one.pdf"]);
    assert!(done.bytes("one.pdf") == made);
}

#[test]
fn copies_are_chosen_and_named() {
    let done = batch(office(1), &["--copies", "提供票,控"]).succeeds();
    let (rows, _) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!(rows[0]["files"][0], "0000000001_2025-06_控・提供票.pdf");
    // 控: two pages; 提供票: two for each of three providers.
    assert_eq!(rows[0]["pages"], 8);
    batch(Case::empty(), &["--copies", "第1表"]).ends_with(2).says("利用票");
}

#[test]
fn a_name_stands_in_a_file_name_only_when_asked_for() {
    let done = batch(office(2), &["--name", "{氏名}-{計画書}.pdf"]).succeeds();
    let found = outputs(&done.path("out"));
    assert_eq!(found.keys().collect::<Vec<_>>(), ["讃岐 ハル-0001.pdf", "讃岐 ハル-0002.pdf"]);
    batch(done.again(), &["--name", "{住所}"]).ends_with(2).says("{被保険者番号}");
    let nameless = Case::empty().file("c/甲.yaml", plan(1).replace("  被保険者番号: '0000000001'\n", ""));
    let done = batch(nameless, &[]).succeeds();
    let found = outputs(&done.path("out"));
    assert!(found.keys().all(|name| name.starts_with("番号なし-") && !name.contains('甲')), "{:?}", found.keys());
}

#[test]
fn names_that_fall_together_are_told_before_anything_is_done() {
    let twins = office(2).file("c/old/0002.yaml", plan(2));
    batch(twins, &[]).ends_with(2).says("被保険者番号が同じ").says("c/old/0002.yaml").leaves([
        "c/0001.yaml",
        "c/0002.yaml",
        "c/old/0002.yaml",
    ]);
    let named = |number, name| plan(number).replace("氏名: 讃岐 ハル", name);
    let cases = Case::empty().file("c/1.yaml", named(1, "氏名: Straße")).file("c/2.yaml", named(2, "氏名: STRASSE"));
    let done = batch(cases, &["--name", "{氏名}"]).ends_with(2).says("c/1.yaml").says("--name");
    batch(done.again(), &[]).succeeds();
    // Another insurer may have given the same number.
    let other = Case::empty().file("c/1.yaml", plan(1)).file("c/2.yaml", plan(1).replace("'379991'", "'379992'"));
    let done = batch(other, &[]).ends_with(2).says("{保険者番号}");
    batch(done.again(), &["--name", "{保険者番号}-{被保険者番号}"]).succeeds();
}

#[test]
fn odd_names_make_whole_files_in_the_folder_and_nowhere_else() {
    let odd = ["../../出", "名".repeat(100).leak(), "con", "葛\u{e0100}", "か\u{3099}", "a:b?c*"];
    let case = odd.iter().enumerate().fold(Case::empty(), |case, (n, name)| {
        let text = plan(n).replace("  氏名: 讃岐 ハル\n", &format!("  氏名: '{name}'\n"));
        case.file(&format!("c/{n}.yaml"), text)
    });
    let done = batch(case, &["--name", "{氏名}"]).succeeds();
    let found = outputs(&done.path("out"));
    assert_eq!(found.len(), odd.len(), "{:?}", found.keys());
    for name in ["_con.pdf", "が.pdf", "_.._出.pdf", "a_b_c_.pdf"] {
        assert!(found.contains_key(name), "{name} {:?}", found.keys());
    }
    assert!(found.keys().all(|name| name.len() <= 255));
}

#[test]
fn without_the_month_it_is_told_or_laid_out() {
    let case = office(2);
    let july =
        |case: Case, more: &[&str]| case.run_all(&[&["batch", "c", "--month", "2025-07", "-o", "out"], more].concat());
    let done =
        july(case, &[]).ends_with(1).prints("careplan month c/0001.yaml --month 2025-07 --write").says("--expand");
    let before = done.bytes("c/0001.yaml");
    let done = july(done.again(), &["--expand"]).succeeds().says("2 人の利用票");
    assert!(done.bytes("c/0001.yaml") == before, "the plan was touched");
    let laid = done.bytes("out/0000000001_2025-07_利用票.pdf");
    let (rows, _) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!(rows[0]["expanded"], true);
    let done = done.again().run(["month", "c/0001.yaml", "--month", "2025-07", "--write"]).succeeds();
    let done = july(done.again(), &[]).ends_with(1);
    assert!(done.bytes("out/0000000001_2025-07_利用票.pdf") == laid, "expanded is not what month writes");
}

#[test]
fn results_for_programs_are_the_manifest() {
    let done = batch(office(2), &["--format", "json"]).succeeds();
    assert_eq!(done.stdout(), String::from_utf8(done.bytes("out/manifest.jsonl")).unwrap());
}

#[test]
fn nothing_to_print_ends_with_two() {
    let empty = Case::empty().file("c/readme.txt", "");
    batch(empty, &[]).ends_with(2).says("見つかりません");
    batch(office(1), &["nope.yaml"]).ends_with(2).says("nope.yaml");
    batch(office(1).file("out", "a file"), &[]).ends_with(2).says("「out」に書けません");
    let inside = office(1).file("file", "").run(["batch", "c", "--month", "2025-06", "-o", "file/out"]);
    inside.ends_with(2).says("書けません");
    batch(office(1), &["--partition", "hash:0/4"]).ends_with(2).says("hash:1/4");
    batch(office(1), &["--keep-going"]).ends_with(2);
    batch(office(1).file("my/forms/service-slip.typ", "#let oops("), &["--templates", "my"]).ends_with(2);
}
