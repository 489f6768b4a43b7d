//! `--merge`: one PDF for many clients.

use super::{batch, manifest, office, outputs, plan};
use crate::dsl::{Case, Done, outside};
use serde_json::Value;

/// The texts of a PDF's pages; none where pdftotext is missing.
fn pages(done: &Done, name: &str) -> Option<Vec<String>> {
    let path = done.path(&format!("out/{name}"));
    let output = outside("pdftotext", &["-layout", path.to_str()?, "-"])?;
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect())
}

/// The bookmarks of a PDF with their pages from 1; none where qpdf is missing.
fn bookmarks(done: &Done, name: &str) -> Option<Vec<(String, u64)>> {
    let path = done.path(&format!("out/{name}"));
    let output = outside("qpdf", &["--json", "--json-key=outlines", path.to_str()?])?;
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let marks = json["outlines"].as_array().unwrap().iter();
    Some(
        marks
            .map(|mark| (mark["title"].as_str().unwrap().to_owned(), mark["destpageposfrom1"].as_u64().unwrap()))
            .collect(),
    )
}

#[test]
fn an_office_gets_one_pdf_with_every_client_on_a_front_page() {
    let done = batch(office(3), &["--merge", "per-office", "--copies", "利用票"]).succeeds().prints("1 冊");
    let name = "3799900001_2025-06_利用票.pdf";
    assert_eq!(outputs(&done.path("out")).keys().collect::<Vec<_>>(), [name]);
    let (rows, summary) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!((rows.len(), rows[3]["pages"].as_u64(), summary["done"].as_u64()), (4, Some(5), Some(3)));
    assert_eq!((rows[0]["files"][0].as_str(), rows[0]["pages"].as_u64()), (Some(name), Some(1)));
    if let Some(pages) = pages(&done, name) {
        let filled: Vec<bool> = pages.iter().map(|page| page.contains("サービス利用票")).collect();
        assert_eq!(filled, [true, false, true, false, true]);
    }
    if let Some(marks) = bookmarks(&done, name) {
        let wanted = [(1, 1), (2, 3), (3, 5)].map(|(number, page)| (format!("{number:010}"), page));
        assert_eq!(marks, wanted);
    }
    let more = ["--merge", "per-office", "--copies", "利用票", "--name", "{氏名}"];
    let named = batch(done.again(), &more).succeeds();
    if let Some(marks) = bookmarks(&named, name) {
        assert_eq!(marks[1], ("0000000002 讃岐 ハル".to_owned(), 3));
    }
}

#[test]
fn a_provider_gets_the_slips_of_all_its_clients_and_of_nobody_else() {
    let only_second =
        plan(2).replace("  架空福祉用具 高松店: {事業所番号: \"3799900013\", ", "  架空福祉用具 高松店: {");
    let case = office(3).file("c/0002.yaml", only_second);
    let done = batch(case, &["--merge", "per-provider"]).succeeds().prints("4 冊");
    let found = outputs(&done.path("out"));
    let names =
        ["3799900011", "3799900012", "3799900013", "架空福祉用具 高松店"].map(|id| format!("{id}_2025-06_提供票.pdf"));
    assert_eq!(found.keys().collect::<Vec<_>>(), names.each_ref());
    if let Some(pages) = pages(&done, &names[2]) {
        assert_eq!(pages.len(), 5, "a cover, and of two clients 提供票 and 別表 each");
        // A FAX that goes astray shows numbers and no name before anything else.
        for words in
            ["架空福祉用具 高松店", "御中", "0000000001", "0000000003", "2 人分", "5 枚", "居宅介護支援事業所ひだまり"]
        {
            let cover: String = pages[0].split_whitespace().collect();
            assert!(cover.contains(&words.replace(' ', "")), "{words}:\n{}", pages[0]);
        }
        assert!(!pages[0].contains("讃岐"), "{}", pages[0]);
        let text = pages.concat();
        assert!(text.contains("0000000001") && text.contains("0000000003") && !text.contains("0000000002"));
        assert!(text.contains("手すり貸与") && !text.contains("身体介護"));
    }
    let (rows, _) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!((rows[0]["pages"].as_u64(), rows[0]["files"].as_array().map(Vec::len)), (Some(6), Some(3)));
    let done = batch(done.again(), &["--merge", "per-provider", "--copies", "控"]).ends_with(2).says("--copies");
    let named = |name: &'static str| ["--merge", "per-provider", "--name", name];
    let done = batch(done.again(), &named("{事業所名}_{年月}")).succeeds();
    assert!(done.path("out/ヘルパーステーションうみかぜ_2025-06.pdf").exists());
    let done = batch(done.again(), &named("{事業所名}_{氏名}")).ends_with(2).says("{氏名}");
    batch(done.again(), &["--name", "{事業所名}"]).ends_with(2).says("per-provider");
}

#[test]
fn a_number_mistyped_into_another_providers_puts_no_slip_into_its_volume() {
    // The second client's 福祉用具 has the number of the others' 通所介護.
    let strayed = plan(2).replace("3799900013", "3799900012");
    let line = strayed.lines().position(|line| line.contains("高松店: {")).unwrap() + 1;
    let case = office(3).file("c/0002.yaml", strayed);
    let done = batch(case, &["--merge", "per-provider"]).ends_with(1).prints("印刷 2、お断り 1");
    let done =
        done.prints(&format!("c/0002.yaml:{line}: 注意[CP806]: 「架空福祉用具 高松店」")).prints("綴じませんでした");
    let (rows, _) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!((rows[1]["status"].as_str(), rows[1]["reason"].as_str()), (Some("refused"), Some("provider")));
    let found = rows[1]["findings"].as_array().unwrap().iter().find(|found| found["rule"] == "CP806").unwrap();
    assert_eq!(found["line"].as_u64(), Some(line as u64));
    // What goes to the right providers is bound; the stranger has the client for its own service alone.
    let name = |id: &str| format!("{id}_2025-06_提供票.pdf");
    let clients = |id: &str| {
        let row = rows.iter().find(|row| row["volume"] == name(id).as_str()).unwrap();
        row["clients"].as_array().unwrap().len()
    };
    assert_eq!(["3799900011", "3799900012", "3799900013"].map(clients), [3, 3, 2]);
    if let Some(pages) = pages(&done, &name("3799900012")) {
        assert!(!pages.concat().contains("手すり貸与"));
    }
    // Of one who says why, the numbers are not asked about.
    let why = "例外: [{規則: CP806, 理由: 番号を確かめた}]\n";
    let reasoned = String::from_utf8(done.bytes("c/0002.yaml")).unwrap() + why;
    let done = batch(done.again().file("c/0002.yaml", reasoned), &["--merge", "per-provider"]).succeeds();
    // A number that is nobody's makes a volume of its own, and is told.
    let nobodys = plan(2).replace("3799900013", "3799900093");
    let done = batch(done.again().file("c/0002.yaml", nobodys), &["--merge", "per-provider"]).succeeds();
    done.says(&format!("c/0002.yaml:{line}: 注意[CP806]")).says("3799900093 ですが").prints("4 冊");
}

#[test]
fn a_sign_that_only_a_volumes_cover_prints_is_told_with_its_line() {
    let fax = plan(1).replace("うみかぜ: {", "うみかぜ: {送付方法: FAX, FAX: '087\u{1F4E0}', ");
    let done = batch(office(1).file("c/0001.yaml", fax), &["--merge", "per-provider"]).ends_with(1);
    done.prints("YML015").prints("0001.yaml:260:").prints("U+1F4E0");
}

#[test]
fn a_volume_is_made_again_when_one_of_its_clients_has_changed() {
    let merged = |case: Case, more: &[&str]| batch(case, &[&["--merge", "per-provider"], more].concat()).succeeds();
    let third = plan(3).replace("3799900013", "3799900014");
    let done = merged(office(2).file("c/0003.yaml", third), &["--jobs", "1"]);
    let wanted = outputs(&done.path("out"));
    let states = |done: &Done, field: &str| -> Vec<String> {
        let rows = manifest(&done.path("out/manifest.jsonl")).0;
        rows.iter()
            .filter(|row| row.get(field).is_some())
            .map(|row| row["status"].as_str().unwrap().to_owned())
            .collect()
    };
    let done = merged(done.again(), &["--resume", "--jobs", "2"]);
    assert!(outputs(&done.path("out")) == wanted);
    assert_eq!(states(&done, "volume"), ["skipped"; 4]);
    assert_eq!(states(&done, "key"), ["skipped"; 3]);
    let pages: Vec<u64> =
        manifest(&done.path("out/manifest.jsonl")).0[..3].iter().map(|row| row["pages"].as_u64().unwrap()).collect();
    assert_eq!(pages, [6, 6, 6]);
    let changed = plan(3).replace("3799900013", "3799900014").replace("単位数: 387", "単位数: 388");
    let done = merged(done.again().file("c/0003.yaml", changed), &["--resume"]);
    assert_eq!(states(&done, "volume"), ["done", "done", "skipped", "done"]);
    assert_eq!(states(&done, "key"), ["done"; 3]);
    let fresh = office(2).file("c/0003.yaml", done.bytes("c/0003.yaml"));
    assert!(outputs(&merged(fresh, &[]).path("out")) == outputs(&done.path("out")));
}

#[test]
fn who_cannot_be_printed_is_left_out_and_told() {
    let case = office(3).file("c/0002.yaml", plan(2).replacen("讃岐 ハル", "讃岐 🦜", 1));
    let done = batch(case, &["--merge", "per-office"]).ends_with(1).prints("印刷 2、お断り 1").prints("c/0002.yaml:5:");
    let (rows, _) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!(rows[3]["clients"].as_array().map(Vec::len), Some(2));
    assert_eq!(rows[1]["status"], "refused");
    let case = office(2).file("c/0002.yaml", "利用者: [\n");
    let done = batch(case, &["--merge", "per-office", "--strict"]).ends_with(1).prints("点検だけ 1");
    assert!(outputs(&done.path("out")).is_empty());
    batch(office(1), &["--merge", "per-office", "--partition", "hash:1/2"]).ends_with(2).says("一緒には使えません");
}

#[test]
fn a_client_who_cannot_be_drawn_does_not_spoil_the_volume() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/forms/service-slip.typ");
    let template = std::fs::read_to_string(path).unwrap();
    let picky = template.replace(
        "#let service-slip(view) = ",
        "#let service-slip(view) = { assert(not repr(view).contains(\"0000000002\"), message: \"no\") } + ",
    );
    assert_ne!(picky, template);
    let case = office(3).file("my/forms/service-slip.typ", picky);
    let done = batch(case, &["--merge", "per-office", "--templates", "my"]).ends_with(2).prints("印刷 2、失敗 1");
    let (rows, _) = manifest(&done.path("out/manifest.jsonl"));
    let states: Vec<&str> = rows.iter().map(|row| row["status"].as_str().unwrap()).collect();
    // The volume is not as it was ordered: the next run makes it again.
    assert_eq!(states, ["done", "failed", "done", "failed"]);
    assert_eq!((rows[3]["pages"].as_u64(), rows[1]["reason"].as_str()), (Some(4), Some("fault")));
}

#[test]
fn a_volume_without_anybody_is_not_made_and_one_that_cannot_be_written_is_not_counted() {
    let picky = "#let service-slip(view) = { assert(false, message: \"no\") }\n#let layers = (:)\n";
    let case = office(2).file("my/forms/service-slip.typ", picky);
    let done = batch(case, &["--merge", "per-office", "--templates", "my"]).ends_with(2).prints("失敗 2");
    assert!(!done.stdout().contains("冊"), "{}", done.stdout());
    assert!(outputs(&done.path("out")).is_empty());
    let (_, summary) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!((summary["volumes"].as_u64(), summary["bytes"].as_u64()), (Some(0), Some(0)));

    // A folder stands where the output would.
    let case = office(2).file("out/3799900001_2025-06_利用票.pdf/x", "");
    let done = batch(case, &["--merge", "per-office", "--copies", "利用票"]).ends_with(4).prints("失敗 2");
    assert!(!done.stdout().contains("冊"), "{}", done.stdout());
}
