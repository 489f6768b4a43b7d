//! The PDF itself: the same bytes each time, valid, its fonts embedded, its text as it was written, nobody's name in it.

use super::dsl::{Case, Done, outside};
use super::sheets::quoted;
use proptest::prelude::*;

fn rendered(name: &str, args: &[&str]) -> Done {
    let plan = format!("{name}.yaml");
    let mut all = vec!["render", plan.as_str(), "-o", "out.pdf"];
    all.extend(args);
    Case::sample(name).run_all(&all).succeeds()
}

fn text_of(done: &Done) -> Option<String> {
    let output = outside("pdftotext", &["-raw", "-enc", "UTF-8", done.path("out.pdf").to_str().unwrap(), "-"])?;
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn same_input_same_bytes() {
    for name in ["sanuki-haru", "ayagawa-masao"] {
        assert_eq!(rendered(name, &[]).bytes("out.pdf"), rendered(name, &[]).bytes("out.pdf"));
    }
}

#[test]
fn the_file_says_what_it_is_and_never_whose() {
    for args in [&[][..], &["--accessible"][..]] {
        let bytes = rendered("sanuki-haru", args).bytes("out.pdf");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("<pdfaid:part>2</pdfaid:part>"), "no PDF/A-2");
        assert_eq!(text.contains("<pdfuaid:part>1</pdfuaid:part>"), !args.is_empty());
        assert!(
            text.contains("2025-06-24") || text.contains("D:20250624"),
            "the document's date is the newest printed one"
        );
        for secret in ["讃岐", "サヌキ", "栗林", "0001234567"] {
            assert!(!text.contains(secret), "{secret} stands in the open part of the file");
        }
    }
}

#[test]
fn the_file_is_sound() {
    for (name, args) in [
        ("sanuki-haru", &[][..]),
        ("sanuki-haru", &["--accessible"]),
        ("ayagawa-masao", &[]),
        ("ayagawa-masao", &["--accessible"]),
    ] {
        let done = rendered(name, args);
        let path = done.path("out.pdf");
        let path = path.to_str().unwrap();
        if let Some(output) = outside("qpdf", &["--check", path]) {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
        if let Some(output) = outside("pdffonts", &[path]) {
            let table = String::from_utf8_lossy(&output.stdout).into_owned();
            for font in table.lines().skip(2) {
                let ours = ["BIZUD", "IPAmj"].iter().any(|name| font.contains(name));
                assert!(ours && font.contains("yes yes yes"), "{table}");
            }
            assert!(table.lines().count() > 2, "{table}");
        }
        if let Some(output) = outside("pdfinfo", &[path]) {
            let info = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(info.contains("841.89 x 595.276 pts (A4)"), "{info}");
            assert!(!info.contains("Author"), "{info}");
        }
    }
}

/// The values of a plan that must be found in the text of its PDF, line ends aside.
fn assert_found(text: &str, values: &[&str]) {
    let flat: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    for value in values {
        let wanted: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(flat.contains(&wanted), "«{value}» is not in the text:\n{text}");
    }
}

#[test]
fn text_comes_out_as_it_was_written() {
    let done = rendered("sanuki-haru", &[]);
    let Some(text) = text_of(&done) else { return };
    assert_found(
        &text,
        &[
            "両膝の変形性膝関節症で立ち上がりと浴槽のまたぎが不安定であり、令和7年2月に浴室で転倒した。",
            "社会福祉法人架空会 居宅介護支援事業所ひだまり",
            "主治医の意見：「運動は痛みの出ない範囲で可。",
            "121,485",
            "10,517",
            "12,150",
        ],
    );
}

#[test]
fn names_with_rare_kanji_come_out_as_they_were_written() {
    for name in ["髙﨑 德子", "𠮷野 槗", "葛\u{E0100}城", "葛\u{E0102}城", "①㈱㍻㋿☎", "神\u{FA19}辻"]
    {
        let case = Case::empty().patched("sanuki-haru", "氏名: 讃岐 ハル", &format!("氏名: {name}"));
        let done = case.run(["render", "sanuki-haru.yaml", "--table", "1", "-o", "out.pdf"]).succeeds();
        let Some(text) = text_of(&done) else { return };
        assert_found(&text, &[name]);
    }
}

#[test]
fn a_variation_that_no_font_has_is_refused_instead_of_printed_plain() {
    let case = Case::empty().patched("sanuki-haru", "氏名: 讃岐 ハル", "氏名: あ\u{E0105}岐");
    case.run(["render", "sanuki-haru.yaml"]).ends_with(1).says("U+E0105").says("sanuki-haru.yaml:5:");
}

/// 2,780 registered variants are, by the published tables, the very shape of the letter without a selector. What is
/// printed differs from what was typed in a character that nobody sees: it is said each time.
#[test]
fn a_variant_that_prints_as_another_of_the_same_shape_is_told() {
    let as_itself = careplan::fonts::variants::known().find(|((ch, _), to)| *to == ch.to_string()).unwrap().0;
    let name = format!("{}{}岐", as_itself.0, as_itself.1);
    let case = || Case::empty().patched("sanuki-haru", "氏名: 讃岐 ハル", &format!("氏名: {name}"));
    let code = format!("U+{:04X}", u32::from(as_itself.1));
    let told = |done: Done| done.says(&code).says("標準の字形").says("sanuki-haru.yaml:5:");
    let done = told(case().run(["render", "sanuki-haru.yaml", "--table", "1", "-o", "out.pdf"]).succeeds());
    assert_found(&text_of(&done).unwrap_or_default(), &[&name[..as_itself.0.len_utf8()]]);
    told(case().run(["packet", "sanuki-haru.yaml", "--for", "利用者", "-o", "out/"]));
}

/// What copied text leaves behind: no face has a place for the mark, and the shaper would draw it over its letter.
#[test]
fn a_mark_that_no_letter_takes_is_refused_with_what_to_write() {
    let case = || Case::empty().patched("sanuki-haru", "氏名: 讃岐 ハル", "氏名: 讃岐 イ\u{301}リ");
    for tables in ["1", "6"] {
        let done = case().run(["render", "sanuki-haru.yaml", "--table", tables]).ends_with(1);
        done.says("「イ」に重ねる記号 U+0301").says("「イ´」").says("sanuki-haru.yaml:5:").leaves(["sanuki-haru.yaml"]);
    }
    let done = case().run(["render", "sanuki-haru.yaml", "--table", "1", "--accessible"]).ends_with(1);
    done.says("U+0301").leaves(["sanuki-haru.yaml"]);
}

#[test]
fn what_looks_like_markup_is_printed_as_typed() {
    let odd =
        r#"#import "x": * $x^2$ <label> = 見出し \u{41} *太* _斜_ `等幅` @ref // 注 /* */ #{1+1} ~ -- ... 'a' "b""#;
    let plan = format!("第1表:\n  援助の方針: |-\n    {odd}\n    = 見出し\n    - 箇条\n    + 番号\n");
    let done = Case::empty().file("a.yaml", plan).run(["render", "a.yaml", "-o", "out.pdf"]).succeeds();
    let Some(text) = text_of(&done) else { return };
    assert_found(&text, &[odd, "= 見出し", "- 箇条", "+ 番号"]);
}

/// Random Japanese prose with what breaks lines and fonts: numbers, Latin words, brackets, long vowels, rare kanji.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[ぁ-んァ-ヶー一-龠々。、「」（）・]{1,30}",
        1 => "[A-Za-z0-9 .,%-]{1,20}",
        1 => Just("087-000-0000".to_owned()),
        1 => Just("𠮷葛\u{E0100}髙﨑".to_owned()),
        1 => Just("\n".to_owned()),
    ];
    // A character that no font has is refused before any page is made: another test looks at that.
    proptest::collection::vec(piece, 1..60).prop_map(|pieces| {
        let mut text = pieces.concat();
        for missing in careplan::fonts::unprintable(&text.clone(), careplan::fonts::Face::Mincho) {
            text = text.replace(missing.ch, "");
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is written into every text field of a plan arrives on paper: the audit of the frames passes, and the
    /// receipts of the pages hold every character.
    #[test]
    fn every_character_arrives(texts in proptest::collection::vec(prose(), 12)) {
        let plan = format!(
            "利用者: {{氏名: 甲 乙}}\n第1表: {{意向と課題分析: {0}, 援助の方針: {1}}}\n認定: {{審査会意見: {2}}}\n\
             第2表: {{ニーズ: [{{課題: {3}, 長期目標: [{{目標: {4}, 短期目標: [{{目標: {5}, 援助: [{{サービス内容: {6}, 頻度: 週1回}}]}}]}}]}}]}}\n\
             第3表: {{週間: [{{曜日: [月], 時間: '9:00～9:30', 内容: {7}}}], 週単位以外: {8}}}\n\
             第4表: [{{検討した項目: {9}, 検討内容: {10}}}]\n第5表: [{{年月日: R7.5.9, 内容: {11}}}]\n",
            quoted(&texts[0]), quoted(&texts[1]), quoted(&texts[2]), quoted(&texts[3]), quoted(&texts[4]), quoted(&texts[5]),
            quoted(&texts[6]), quoted(&texts[7]), quoted(&texts[8]), quoted(&texts[9]), quoted(&texts[10]), quoted(&texts[11]),
        );
        let (case, _) = careplan::case::read::from_text("plan.yaml", &plan);
        prop_assert!(case.problems.is_empty(), "{:?}", case.problems);
        let profile = &careplan::profile::PROFILES[0];
        let all = careplan::forms::Selection::default();
        let forms = careplan::forms::by_default().filter(|form| (form.has_data)(&case.file, &all));
        let sheets: Vec<_> = forms.flat_map(|form| super::layout::sheets(form, &case.file, profile, false)).collect();
        let placed: String = sheets.iter().flat_map(|sheet| sheet.texts.iter().map(|text| text.text.as_str())).collect();
        for text in &texts {
            // Fields are continued in pieces, in order: every character is found again, in order.
            let mut rest = placed.chars();
            let lost = text.chars().filter(|c| !c.is_whitespace()).find(|c| !rest.by_ref().any(|found| found == *c));
            prop_assert!(lost.is_none(), "{lost:?} of {text:?} is lost");
        }
        super::layout::typeset(&sheets);
    }
}
