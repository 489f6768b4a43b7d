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
    let context = Context { select, ..Context::new(case, &options, Measures::embedded()) };
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
    for (case, blank) in [(&read(&plan()), false), (&read(&crowded), false), (&CaseFile::default(), true)] {
        let sheets = sheets(case, blank, true);
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

/// A page as the other machine prints it: one bit a dot, 204 dots an inch across and `down` dots an inch down; read by a
/// program that knows nothing of the plan. At the usual setting each row of dots is twice as high as wide.
fn read_back(pdf: &std::path::Path, page: usize, down: usize, language: &str) -> Option<String> {
    let image = pdf.with_file_name(format!("fax-{page}-{down}"));
    let (down_text, page) = (down.to_string(), page.to_string());
    let args = ["-rx", "204", "-ry", &down_text, "-mono", "-f", &page, "-l", &page, "-singlefile"];
    outside("pdftoppm", &[&args[..], &[pdf.to_str().unwrap(), image.to_str().unwrap()]].concat())?;
    let image = image.with_extension("pbm");
    let dots = std::fs::read(&image).unwrap();
    let head = dots.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0 + 1;
    let size: Vec<usize> =
        std::str::from_utf8(&dots[3..head]).unwrap().split_whitespace().map(|n| n.parse().unwrap()).collect();
    let (width, height, times) = (size[0], size[1], if down < 150 { 2 } else { 1 });
    let mut doubled = format!("P4\n{width} {}\n", times * height).into_bytes();
    for row in dots[head..].chunks_exact(width.div_ceil(8)) {
        doubled.extend(std::iter::repeat_n(row, times).flatten());
    }
    std::fs::write(&image, doubled).unwrap();
    let args = [image.to_str().unwrap(), "-", "-l", language, "--psm", "11", "--dpi", "204"];
    let seen = std::process::Command::new("tesseract").args(args).output().unwrap();
    assert!(seen.status.success(), "{}", String::from_utf8_lossy(&seen.stderr));
    Some(String::from_utf8_lossy(&seen.stdout).replace([' ', '\n', '\u{c}'], ""))
}

/// The plan with ten things lent, each with a code of its own.
fn with_ten_items() -> String {
    let line = "      - {サービス内容: 歩行器貸与, ";
    let (before, rest) = plan().split_once(line).map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let item = |n: usize| {
        format!(
            "      - {{サービス内容: 手すり貸与, サービスコード: \"171007\", 事業所: 架空福祉用具 高松店, 単位数: 300, 用具名称: \
             置き型手すり, TAISコード: {:05}-{:06}, 予定: 毎日}}\n",
            12 + 137 * n,
            345 + 40_961 * n
        )
    };
    format!("{before}{}{line}{rest}", (0..10).map(item).collect::<String>())
}

/// What a machine reads is the least that a person can read. At the usual setting as at the fine one.
#[test]
fn a_machine_reads_the_codes_after_a_fax() {
    if std::process::Command::new("tesseract").arg("--version").output().is_err() {
        eprintln!("SKIPPED: no tesseract here to read a FAX with; the sizes are measured by another test");
        return;
    }
    let text = with_ten_items();
    let done = Case::empty().file("p.yaml", &text).run(["render", "p.yaml", "--table", "6,7", "--fax", "-o", "f.pdf"]);
    let pdf = done.path("f.pdf");
    let case = read(&text);
    let lines = || case.months.iter().take(1).flat_map(|month| &month.lines);
    let tais: Vec<String> = lines().flat_map(|line| line.tais_code.text().split('-')).map(str::to_owned).collect();
    let tais: Vec<&String> = tais.iter().filter(|part| !part.is_empty()).collect();
    assert!(tais.len() >= 20, "{tais:?}");
    for down in [98, 196] {
        // The slip has its codes on its first sheets, whatever their number.
        let slips: Option<Vec<String>> = (1..=2).map(|page| read_back(&pdf, page, down, "eng")).collect();
        let Some(slips) = slips else { return };
        let seen = slips.concat();
        let found = tais.iter().filter(|code| seen.contains(code.as_str())).count();
        assert!(10 * found >= 9 * tais.len(), "204 × {down}: {found} of {} TAISコード in {seen}", tais.len());
    }
}

/// Japanese words need finer dots than digits: what is read at the usual setting is told in docs/forms, and may not become less.
#[test]
fn a_machine_reads_words_after_a_fax() {
    let languages = std::process::Command::new("tesseract").arg("--list-langs").output();
    if !languages.is_ok_and(|known| String::from_utf8_lossy(&known.stdout).lines().any(|line| line == "jpn")) {
        eprintln!("SKIPPED: no tesseract with Japanese here to read a FAX with");
        return;
    }
    let done = Case::sample("sanuki-haru").run(["render", "sanuki-haru.yaml", "--table", "6", "--fax", "-o", "f.pdf"]);
    let words =
        ["手すり貸与", "歩行器貸与", "屋外用歩行車", "置き型手すり", "身体介護", "通所介護", "架空市", "処遇改善"];
    for (down, least) in [(98, 4), (196, 7)] {
        let Some(seen) = read_back(&done.path("f.pdf"), 1, down, "jpn") else { return };
        let found: Vec<_> = words.iter().filter(|word| seen.contains(**word)).collect();
        assert!(found.len() >= least, "204 × {down}: only {found:?} in {seen}");
    }
}

/// Thin strokes get lost: what goes by FAX is set in the even strokes of ゴシック, and paper in 明朝 as ever.
#[test]
fn a_fax_has_no_thin_strokes() {
    let case = read(&plan());
    let faces = |fax: bool| {
        let dump = typeset(&sheets(&case, false, fax)).dump();
        let faces = dump.lines().filter_map(|line| line.split_whitespace().nth(4).map(str::to_owned));
        faces.collect::<std::collections::BTreeSet<_>>()
    };
    assert!(faces(false).contains("M"), "{:?}", faces(false));
    assert!(!faces(true).contains("M"), "{:?}", faces(true));
}
