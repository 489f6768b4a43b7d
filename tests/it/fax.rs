//! Sheets that go by FAX: type that a machine of 204 × 98 dots an inch leaves readable, for whom it is and for nobody else.

use crate::dsl::{Case, outside, sample_path};
use crate::layout::typeset;
use crate::sheets::Words;
use careplan::case::CaseFile;
use careplan::case::read::from_text;
use careplan::forms::measures::{FAX_LEAST, Measures};
use careplan::forms::{Context, FORMS, Printed, Selection, Sheet};
use careplan::profile::PROFILES;

fn plan() -> String {
    std::fs::read_to_string(sample_path("sanuki-haru")).unwrap()
}

fn read(plan: &str) -> CaseFile {
    let (case, _) = from_text("plan.yaml", plan);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    case.file
}

/// All sheets of all forms; the blank ones too.
fn sheets(case: &CaseFile, blank: bool, fax: bool) -> Vec<Sheet> {
    let options = PROFILES[0].form_options(case);
    let select = Selection { blank, ..Selection::default() };
    let context = Context { select, ..Context::new(case, &options, Measures::embedded().unwrap()) };
    let context = if fax { context.for_fax() } else { context };
    // What is printed on demand alone is not sent to a provider, and refuses what its fields cannot hold.
    let by_default = FORMS.iter().filter(|form| form.printed == Printed::ByDefault || form.per_provider);
    by_default.flat_map(|form| form.pages(&context).unwrap()).collect()
}

/// The sizes of all runs of text of a document, those of printed words too.
fn sizes(sheets: &[Sheet]) -> Vec<(f64, String)> {
    let dump = typeset(sheets).dump();
    let lines = dump.lines().filter_map(|line| {
        let mut words = line.split_whitespace().skip(3);
        Some((words.next()?.parse().ok()?, line.to_owned()))
    });
    lines.collect()
}

#[test]
fn no_text_is_smaller_than_a_fax_can_carry() {
    let long: String = Words::default().take(3000).collect();
    let crowded = plan().replace("架空町", &"架空町".repeat(40)).replace("なし", &long);
    for (case, blank) in [(read(&plan()), false), (read(&crowded), false), (CaseFile::default(), true)] {
        let sheets = sheets(&case, blank, true);
        assert!(sheets.iter().all(|sheet| sheet.fax));
        let sizes = sizes(&sheets);
        assert!(sizes.len() > 500);
        let small: Vec<_> = sizes.iter().filter(|(size, _)| *size < FAX_LEAST).collect();
        assert!(small.is_empty(), "{small:?}");
    }
}

#[test]
fn the_same_words_stand_on_both_kinds_of_sheets() {
    let case = read(&plan());
    let words = |fax: bool| {
        let mut sheets = sheets(&case, false, fax);
        // A visit of 第3表 has its words in its box or in the list below, whole in either, but with other words around.
        sheets.retain(|sheet| sheet.form != "weekly-schedule");
        let mut texts: Vec<String> = sheets.iter().flat_map(|sheet| &sheet.texts).map(|it| it.text.clone()).collect();
        // A row of figures stands on another raster.
        texts.retain(|text| !text.is_ascii());
        texts.sort();
        texts.dedup();
        texts
    };
    let (usual, fax) = (words(false), words(true));
    // Heads stand again on further sheets, and long texts are cut elsewhere: each is part of what the others say.
    let whole = fax.concat();
    for text in usual {
        let found = fax.iter().any(|other| other.contains(&text)) || whole.contains(text.trim());
        assert!(found || text.chars().count() > 60, "{text} is lost");
    }
}

/// The plan with one provider that gets its slip by FAX.
fn by_fax() -> String {
    plan().replace("  架空福祉用具 高松店: {", "  架空福祉用具 高松店: {送付方法: FAX, FAX: 087-000-1111, ")
}

#[test]
fn a_provider_that_is_sent_by_fax_gets_big_type_and_nobody_else() {
    let case = read(&by_fax());
    let name = "架空福祉用具 高松店";
    assert!(case.is_sent_by_fax(name) && !case.is_sent_by_fax("デイサービスセンター架空の里"));
    let sheets = sheets(&case, false, false);
    let fax = sheets.iter().filter(|sheet| sheet.fax).count();
    assert!(fax >= 2, "{fax}");
    for sheet in &sheets {
        let is_theirs = sheet.texts.iter().any(|text| text.text.replace(' ', "") == name.replace(' ', ""));
        assert!(!sheet.fax || sheet.title.starts_with("サービス提供票") && is_theirs, "{}", sheet.title);
    }
}

#[test]
fn the_cover_says_how_to_send_it() {
    let case = || Case::empty().file("p.yaml", by_fax());
    let done = case().run(["packet", "p.yaml", "--for", "事業所", "--force", "-o", "out/"]);
    let names: Vec<String> = std::fs::read_dir(done.path("out")).map_or(Vec::new(), |entries| {
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    });
    let mut fine = 0;
    for name in &names {
        let path = done.path(&format!("out/{name}"));
        let Some(text) = outside("pdftotext", &["-raw", "-enc", "UTF-8", path.to_str().unwrap(), "-"]) else { return };
        let text = String::from_utf8(text.stdout).unwrap();
        fine += usize::from(text.contains("ファインモード"));
        assert_eq!(text.contains("ファインモード"), text.contains("FAX 087-000-1111"), "{name}");
    }
    assert_eq!(fine, 1, "{names:?} {}", done.stderr());
    let done = case().run(["packet", "p.yaml", "--for", "利用者", "--fax", "-o", "x.pdf"]).succeeds();
    let text = outside("pdftotext", &["-raw", "-enc", "UTF-8", done.path("x.pdf").to_str().unwrap(), "-"]);
    assert!(text.is_none_or(|text| String::from_utf8_lossy(&text.stdout).contains("ファインモード")));
}

/// At the resolution of a FAX, one bit a dot, read back by a program that knows nothing of the plan.
#[test]
fn a_machine_reads_the_codes_after_a_fax() {
    if std::process::Command::new("tesseract").arg("--version").output().is_err() {
        eprintln!("SKIPPED: no tesseract here to read a FAX with; the sizes are measured by another test");
        return;
    }
    let done = Case::sample("sanuki-haru").run(["render", "sanuki-haru.yaml", "--table", "6", "--fax", "-o", "f.pdf"]);
    let (pdf, page) = (done.path("f.pdf"), done.path("fax"));
    let args = ["-rx", "204", "-ry", "196", "-mono", "-l", "1", "-singlefile", pdf.to_str().unwrap()];
    let Some(_) = outside("pdftoppm", &[&args[..], &[page.to_str().unwrap()]].concat()) else { return };
    let seen = std::process::Command::new("tesseract")
        .args([page.with_extension("pbm").to_str().unwrap(), "-", "--psm", "11", "--dpi", "200"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&seen.stdout).replace([' ', '\n'], "");
    let case = read(&plan());
    let codes = case.months.iter().take(1).flat_map(|month| &month.lines).map(|line| line.tais_code.text());
    let codes: Vec<&str> = codes.filter(|code| !code.is_empty()).flat_map(|code| code.split('-')).collect();
    let found = codes.iter().filter(|code| text.contains(*code)).count();
    assert!(!codes.is_empty() && 2 * found >= codes.len(), "{found} of {codes:?} in {text}");
}
