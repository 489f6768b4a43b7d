//! Pages that are set without Typst's layout against the same pages by Typst: glyph for glyph, rule for rule, pixel for
//! pixel; and what the PDF that is written for them says.

use crate::dsl::{outside, sample_path};
use crate::layout::{grey, typeset, typeset_by_typst, typeset_job};
use crate::sheets::quoted;
use crate::three_ways::{all_sheets, cases};
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::{Context, FORMS, Sheet};
use careplan::profile::PROFILES;
use careplan::typeset::{Bookmark, PlacedGlyph, Typeset};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// All sheets of 第６・７表 and their copies.
fn sheets(plan: &str) -> Vec<Sheet> {
    let (case, _) = from_text("plan.yaml", plan);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    let options = PROFILES[0].form_options(&case.file);
    let context = Context::new(&case.file, &options, Measures::embedded());
    let forms = FORMS.iter().filter(|form| ["第6表", "第7表", "控", "提供票"].contains(&form.name));
    forms.flat_map(|form| (form.sheets)(&context).unwrap()).collect()
}

fn sorted(dump: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = dump.lines().collect();
    lines.sort_unstable();
    lines
}

#[track_caller]
fn assert_same_pages(set: &Typeset, laid: &Typeset) {
    let (set_texts, laid_texts) = (set.dump(), laid.dump());
    assert_eq!(sorted(&set_texts), sorted(&laid_texts));
    let (set_rules, laid_rules) = (set.rules_dump(), laid.rules_dump());
    assert_eq!(sorted(&set_rules), sorted(&laid_rules));
    let far = farthest(set.glyphs(), laid.glyphs());
    assert!(far < NEAR, "a glyph stands {far:.4} mm off");
}

/// How far apart a glyph may stand, mm: rounding of the two ways to its place.
const NEAR: f64 = 0.001;

/// How far the farthest glyph stands from the nearest like it, mm; each is taken once.
fn farthest(set: Vec<PlacedGlyph>, laid: Vec<PlacedGlyph>) -> f64 {
    let mut there: BTreeMap<String, Vec<PlacedGlyph>> = BTreeMap::new();
    for glyph in laid {
        there.entry(glyph.what.clone()).or_default().push(glyph);
    }
    let mut far: f64 = 0.0;
    for glyph in set {
        let Some(alike) = there.get_mut(&glyph.what) else { return f64::INFINITY };
        let away = |other: &PlacedGlyph| (other.x - glyph.x).hypot(other.y - glyph.y);
        let nearest = (0..alike.len()).min_by(|a, b| away(&alike[*a]).total_cmp(&away(&alike[*b])));
        let Some(nearest) = nearest else { return f64::INFINITY };
        far = far.max(away(&alike.swap_remove(nearest)));
    }
    if there.values().all(Vec::is_empty) { far } else { f64::INFINITY }
}

fn sample(name: &str) -> String {
    std::fs::read_to_string(sample_path(name)).unwrap()
}

#[test]
fn an_unplanned_line_is_set_as_typst_lays_it_out() {
    let plan = sample("sanuki-haru").replacen("予定: [2, 9, 16, 23, 30]", "予定: \"\"", 1);
    let sheets = sheets(&plan);
    let (set, laid) = (typeset(&sheets), typeset_by_typst(&sheets));
    assert_same_pages(&set, &laid);
    assert!("予定未記入".chars().all(|letter| set.dump().contains(letter)));
    let (set, laid) = (set.png(0, 72.0).unwrap(), laid.png(0, 72.0).unwrap());
    assert!(grey(&set) == grey(&laid));
}

#[test]
fn the_samples_are_set_as_typst_lays_them_out() {
    for name in ["sanuki-haru", "ayagawa-masao"] {
        let sheets = sheets(&sample(name));
        assert!(sheets.iter().all(|sheet| sheet.stencil.is_some()));
        let (set, laid) = (typeset(&sheets), typeset_by_typst(&sheets));
        assert_same_pages(&set, &laid);
        for page in 0..set.pages() {
            let (set, laid) = (set.png(page, 72.0).unwrap(), laid.png(page, 72.0).unwrap());
            assert!(grey(&set) == grey(&laid), "{name}: page {page} looks different");
        }
    }
}

/// The sample with other words in its month.
fn plan_with(name: &str, content: &str, provider: &str) -> String {
    format!(
        "利用者: {{氏名: {}, フリガナ: カタカナ, 被保険者番号: '0009999999', 性別: 女, 生年月日: S18.3.12}}\n\
         認定: {{要介護状態区分: 要介護2}}\n給付率: 90\nサービス事業所: {{{provider}: {{地域区分: その他}}}}\n\
         第6表:\n  - 年月: 2025-06\n    サービス:\n      - {{提供時間帯: '9:00～10:00', サービス内容: {}, 事業所: {provider}, サービスコード: '111111', 単位数: 250, 予定: {{曜日: [月]}}}}\n",
        quoted(name),
        quoted(content),
        provider = quoted(provider),
    )
}

/// Words as they stand in the cells of a slip, with the punctuation that closes up.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[ぁ-んァ-ヶー一-龠々]{1,6}",
        4 => "[、。，．：；・（）「」『』【】〔〕〈〉《》［］｛｝？！“”‘’]{1,4}",
        2 => "[A-Za-z0-9 .,%()-]{1,6}",
        1 => prop::sample::select(vec!["か\u{3099}", "髙", "﨑", "槗", "𠮷", "葛\u{E0100}", "葛\u{E0102}", "①", "㈱", "　"]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 1..8).prop_map(|pieces| {
        let mut text = pieces.concat();
        for missing in careplan::fonts::unprintable(&text.clone(), careplan::fonts::Face::Mincho) {
            text = text.replace(missing.ch, "");
        }
        format!("x{}", text.trim())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), ..ProptestConfig::default() })]

    #[test]
    fn any_words_are_set_as_typst_lays_them_out(name in words(), content in words(), provider in words()) {
        let sheets = sheets(&plan_with(&name, &content, &provider));
        assert_same_pages(&typeset(&sheets), &typeset_by_typst(&sheets));
    }
}

#[test]
fn the_written_pdf_looks_and_reads_as_typsts() {
    let sample = sample("sanuki-haru");
    // Letters that are composed need shaping: pages with them are laid out by Typst, among others that are set.
    let composed = sample.replace("サービス内容: 身体介護２", "サービス内容: 身体か\u{3099}あ\u{3099}護２");
    assert_ne!(sample, composed);
    for plan in [sample, composed] {
        assert_same_file(&sheets(&plan));
    }
    // 第１～５表, upright sheets and covers are plates of their own.
    for name in ["sanuki-haru", "ayagawa-masao"] {
        let (case, _) = from_text("plan.yaml", &self::sample(name));
        assert_same_file(&all_sheets(&case.file, false));
    }
}

#[track_caller]
fn assert_same_file(sheets: &[Sheet]) {
    let (set, laid) = (typeset(sheets).pdf().unwrap(), typeset_by_typst(sheets).pdf().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(file("set.pdf"), &set).unwrap();
    std::fs::write(file("laid.pdf"), &laid).unwrap();
    let Some(check) = outside("qpdf", &["--check", &file("set.pdf")]) else { return };
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    for name in ["set", "laid"] {
        let Some(done) =
            outside("pdftoppm", &["-r", "72", "-gray", "-png", &file(&format!("{name}.pdf")), &file(name)])
        else {
            return;
        };
        assert!(done.status.success());
    }
    let read = |name: &str| {
        let done = outside("pdftotext", &[&file(name), "-"]).unwrap();
        let mut chars: Vec<char> =
            String::from_utf8(done.stdout).unwrap().chars().filter(|ch| !ch.is_whitespace()).collect();
        chars.sort_unstable();
        chars.into_iter().collect::<String>()
    };
    assert_eq!(read("set.pdf"), read("laid.pdf"));
    for page in 1..=sheets.len() {
        let digits = sheets.len().to_string().len();
        let picture = |name: &str| grey(&std::fs::read(file(&format!("{name}-{page:0digits$}.png"))).unwrap());
        let ((_, _, set), (_, _, laid)) = (picture("set"), picture("laid"));
        let far = set.iter().zip(&laid).filter(|(a, b)| a.abs_diff(**b) > 64).count();
        assert!(far <= set.len() / 2000, "page {page}: {far} of {} pixels differ", set.len());
    }
}

/// U+29FCE and U+29FD7 are one glyph of the face: a reader must get back what was written.
#[test]
fn characters_that_share_a_glyph_stay_apart() {
    let sheets = sheets(&plan_with("甲 乙", "𩿎𩿗𩿎", "事業所"));
    let pdf = typeset(&sheets).pdf().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, pdf).unwrap();
    let Some(done) = outside("pdftotext", &[&path.to_string_lossy(), "-"]) else { return };
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(text.contains("𩿎𩿗𩿎"), "{text}");
}

#[test]
fn bookmarks_stand_where_they_are_asked_for() {
    let mut sheets = sheets(&sample("sanuki-haru"));
    sheets.truncate(1);
    sheets.push(Sheet::blank());
    sheets.push(sheets[0].clone());
    let marks = [(0, "甲"), (2, "乙")].map(|(page, title)| Bookmark { page, title: title.to_owned() });
    let typeset = typeset_job(&sheets, &marks);
    assert_eq!(typeset.pages(), 3);
    let pdf = String::from_utf8_lossy(&typeset.pdf().unwrap()).into_owned();
    let at = |title: &str| pdf.find(&format!("/Title <FEFF{title}>")).expect("a bookmark");
    assert!(at("7532") < at("4E59"));
    assert_eq!(pdf.matches("/Title <FEFF").count(), 3, "two bookmarks and the document's title");
    // The form is in the file once, for both of its pages.
    assert_eq!(pdf.matches("/Type /FontDescriptor").count(), 3);
}

/// What the standard asks of the file itself, since no exporter's validator has looked at it: identification, colours,
/// language, every font embedded and readable, nobody's name in the open; and the same bytes each time.
#[test]
fn the_written_pdf_keeps_to_pdf_a() {
    let sheets = sheets(&sample("sanuki-haru"));
    let bytes = typeset(&sheets).pdf().unwrap();
    assert!(bytes == typeset(&sheets).pdf().unwrap(), "the same pages give the same bytes");
    assert!(bytes.starts_with(b"%PDF-1.7\n%") && bytes[10..14].iter().all(|byte| *byte >= 0x80), "a binary header");
    let pdf = String::from_utf8_lossy(&bytes).into_owned();
    for wanted in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>U</pdfaid:conformance>",
        "<xmp:CreateDate>2025-05-27T00:00:00Z</xmp:CreateDate>",
        "/CreationDate (D:20250527000000Z)",
        "/S /GTS_PDFA1",
        "/OutputIntents",
        "/Lang (ja-JP)",
        "/ID [",
    ] {
        assert!(pdf.contains(wanted), "{wanted} is missing");
    }
    let count = |what: &str| pdf.matches(what).count();
    let fonts = count("/Subtype /Type0");
    assert!(fonts >= 4);
    for each in
        ["/Subtype /CIDFontType2", "/Type /FontDescriptor", "/FontFile2 ", "/ToUnicode ", "/CIDToGIDMap ", "/W ["]
    {
        assert_eq!(count(each), fonts, "{each}");
    }
    for forbidden in
        ["/Encrypt", "/JavaScript", "/AA ", "/LZWDecode", "/EmbeddedFiles", "/SMask", "/DeviceRGB", "/DeviceCMYK"]
    {
        assert_eq!(count(forbidden), 0, "{forbidden}");
    }
    let utf16 = "讃岐".encode_utf16().map(|unit| format!("{unit:04X}")).collect::<Vec<_>>().concat();
    assert!(!pdf.contains("讃岐") && !pdf.contains(&utf16), "the client's name stands in the open");
}

/// A month of rentals and visits with any days: arrows, marks, figures.
fn month() -> impl Strategy<Value = String> {
    let days = proptest::collection::vec(1_u8..=31, 0..31);
    let runs = proptest::collection::vec((1_u8..=31, 1_u8..12), 0..4)
        .prop_map(|runs| runs.into_iter().flat_map(|(first, n)| first..=(first + n).min(31)).collect());
    let either = prop_oneof![days, runs].prop_map(|mut days: Vec<u8>| {
        days.sort_unstable();
        days.dedup();
        days
    });
    let line = (any::<bool>(), either.clone(), either, 1_u32..99_999, words());
    (proptest::collection::vec(line, 0..24), 1_u8..=5, words()).prop_map(|(lines, level, name)| {
        let mut plan = format!(
            "利用者: {{氏名: {}, フリガナ: カクウ, 被保険者番号: '0009999999', 性別: 女, 生年月日: S18.3.12}}\n\
             認定: {{要介護状態区分: 要介護{level}, 有効期間: 令和7年4月1日 ～ 令和8年4月30日}}\n給付率: 90\n\
             サービス事業所: {{架空: {{事業所番号: '3799900013', 地域区分: 7級地}}}}\n第6表:\n  - 年月: 2025-07\n    サービス:\n",
            quoted(&name)
        );
        for (rental, planned, actual, units, words) in lines {
            let (code, item) = if rental { ("171001", format!(", 用具名称: {}", quoted(&words))) } else { ("111111", String::new()) };
            let _ = writeln!(
                plan,
                "      - {{サービス内容: {}, 事業所: 架空, サービスコード: '{code}', 単位数: {units}{item}, 予定: {planned:?}, 実績: {actual:?}}}",
                quoted(&words)
            );
        }
        plan
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(60), ..ProptestConfig::default() })]

    /// `CAREPLAN_CASES=10000` for a long run; every eighth is looked at pixel by pixel.
    #[test]
    fn any_month_is_set_as_typst_lays_it_out(plan in month(), look in 0_u8..8) {
        let (case, _) = from_text("plan.yaml", &plan);
        let sheets: Vec<Sheet> = all_sheets(&case.file, false).into_iter().filter(|sheet| sheet.stencil.is_some()).collect();
        prop_assert!(!sheets.is_empty());
        let (set, laid) = (typeset(&sheets), typeset_by_typst(&sheets));
        assert_same_pages(&set, &laid);
        for page in (0..set.pages()).filter(|_| look == 0) {
            let ((_, _, set), (_, _, laid)) = (grey(&set.png(page, 72.0).unwrap()), grey(&laid.png(page, 72.0).unwrap()));
            // Every glyph stands where it should, to a thousandth of a millimetre: that was asked above. Here its edge may
            // fall on this or that side of a pixel.
            let far = set.iter().zip(&laid).filter(|(a, b)| a.abs_diff(**b) > 64).count();
            prop_assert!(far <= set.len() / 2000, "page {page}: {far} pixels differ");
        }
    }
}
