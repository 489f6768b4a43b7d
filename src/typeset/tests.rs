//! Small templates laid over the embedded ones, to see that Typst draws what was measured and that the audit sees what
//! is wrong.

mod plates;

use serde_json::{Value, json};
use typst_layout::PagedDocument;

use super::plate::{Plate, Plates};
use super::walk::{Item, walk};
use super::*;
use crate::fonts::{self, Face};
use crate::forms::lines::Line;
use crate::forms::placed::Layer;
use crate::forms::{Ink, PlacedText, Stencil};

const RECT: &str = "(x: 10, y: 10, w: 200, h: 20)";

/// An engine whose only form, `probe`, has the given body; it sees `view`, `put`, `words` and `rect`.
fn engine(body: &str) -> Engine {
    Engine::new(Some(overlay(body))).expect("engine")
}

/// Templates whose only form is `probe`; its layers are the same body and a number.
fn overlay(body: &str) -> Overlay {
    let index = format!(
        "#import \"/kit/field.typ\": *\n#import \"/kit/sheet.typ\": *\n#import \"/kit/digits.typ\": *\n\
         #import \"/kit/choice.typ\": *\n#import \"/kit/table.typ\": *\n#import \"/kit/frame.typ\": *\n\
         #import \"/kit/arrow.typ\": *\n#let rect = {RECT}\n\
         #let forms = (\"probe\": view => {{\n{body}\n}})\n"
    );
    let mut overlay = Overlay::default();
    overlay.insert("forms/index.typ", index.into_bytes());
    let layers = "#import \"index.typ\": forms\n\
         #let number(n) = place(top + left, dy: n * 2mm, text(size: 5pt, str(n)))\n\
         #let layers = (\"probe\": (\"form\": () => (forms.probe)((:)), \"number\": number))\n";
    overlay.insert("forms/layers.typ", layers.into());
    overlay
}

/// A sheet of plates only: the form, and these numbers over it.
fn stencil(numbers: impl IntoIterator<Item = u32>) -> Sheet {
    let numbers = numbers.into_iter().map(|number| Layer::new("number", vec![number.into()]));
    let layers = std::iter::once(Layer::new("form", Vec::new())).chain(numbers).collect();
    Sheet { stencil: Some(Stencil { layers, texts: Vec::new() }), ..sheet(&[]) }
}

fn sheet(lines: &[&str]) -> Sheet {
    let field = |(at, line): (usize, &&str)| json!({ "at": at, "size": 9, "lines": [Line::new(*line, Face::Mincho).to_json()] });
    let data = json!({ "fields": lines.iter().enumerate().map(field).collect::<Vec<Value>>() });
    let texts = lines.iter().map(|line| PlacedText { text: (*line).to_owned(), span: Span::DETACHED }).collect();
    Sheet {
        form: "probe",
        title: "第１表".to_owned(),
        data,
        stencil: None,
        texts,
        foot: None,
        about: None,
        fax: false,
        notices: Vec::new(),
        slots: Vec::new(),
        week: None,
    }
}

fn job(sheets: &[Sheet], accessible: bool) -> Job<'_> {
    let date = NaiveDate::from_ymd_opt(2025, 5, 27).expect("date");
    Job { sheets, title: "居宅サービス計画書", date, accessible, ident: "probe", bookmarks: &[] }
}

fn faults(body: &str, lines: &[&str]) -> Vec<Fault> {
    let sheets = [sheet(lines)];
    engine(body).typeset(&job(&sheets, false)).err().unwrap_or_default()
}

fn kinds(body: &str, lines: &[&str]) -> Vec<FaultKind> {
    faults(body, lines).into_iter().map(|fault| fault.kind).collect()
}

/// Glyphs of every text item: face, glyph number, advance in units of the em.
fn glyphs(document: &PagedDocument) -> Vec<(String, u16, f64)> {
    let mut out = Vec::new();
    for page in document.pages() {
        walk(&page.frame, &mut |item, _| {
            if let Item::Text(text) = item {
                let family = text.font.info().family.clone();
                let units = f64::from(fonts::UNITS_PER_EM);
                out.extend(text.glyphs.iter().map(|glyph| (family.clone(), glyph.id, glyph.x_advance.get() * units)));
            }
        });
    }
    out
}

#[test]
fn typst_draws_the_widths_that_were_measured() {
    // Characters apart from each other: Typst closes up neighbouring punctuation.
    let apart = |face: Face| {
        let chars = ('\u{20}'..'\u{2FA20}').filter(|ch| {
            let mut buffer = [0; 4];
            let known = fonts::runs(ch.encode_utf8(&mut buffer), face).is_ok();
            known && !unicode_normalization::char::is_combining_mark(*ch)
        });
        let all: Vec<char> = chars.collect();
        assert!(all.len() > 20_000, "{}", all.len());
        all
    };
    let chars = apart(Face::Mincho);
    let lines: Vec<String> = chars
        .chunks(50)
        .step_by(4)
        .map(|chunk| chunk.iter().fold("一".to_owned(), |line, ch| format!("{line}{ch}一")))
        .collect();
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let sheets = [sheet(&texts)];
    let body = "for field in view.fields { put(field, (x: 0, y: 0, w: 2000, h: 20)) }";
    let typeset = engine(body).typeset(&job(&sheets, false));
    let typeset = typeset.unwrap_or_else(|faults| panic!("{:?}", faults.first()));
    let drawn: f64 = glyphs(typeset.document()).iter().map(|(_, _, advance)| advance).sum();
    let measured: u32 = texts.iter().map(|text| fonts::advance(text, Face::Mincho)).sum();
    assert!((drawn - f64::from(measured)).abs() < 1.0, "{drawn} {measured}");
}

#[test]
fn marks_and_selectors_print_as_measured() {
    let lines =
        ["か\u{3099}ハ\u{309A}", "か\u{309A}", "ｶﾞ", "葛\u{E0100}", "葛\u{E0101}", "葛\u{E0102}", "葛", "e\u{301}"];
    let sheets = [sheet(&lines)];
    let typeset = engine("for field in view.fields { put(field, rect) }").typeset(&job(&sheets, false));
    let drawn = glyphs(typeset.expect("prints").document());
    let total: f64 = drawn.iter().map(|(_, _, advance)| advance).sum();
    let measured: u32 = lines.iter().map(|line| fonts::advance(line, Face::Mincho)).sum();
    assert!((total - f64::from(measured)).abs() < 1.0, "{total} {measured}");
    let kanji: Vec<_> = drawn.iter().skip(5).take(4).map(|(family, id, _)| (family.as_str(), *id)).collect();
    let plain = kanji[3];
    assert_ne!(kanji[0], plain, "the Adobe-Japan1 form");
    assert_eq!(kanji[1], plain, "the form that is the font's usual one");
    assert_eq!(kanji[2].0, Face::Ipamj.family(), "the Moji_Joho form");
}

/// A letter with its mark is one glyph: two would be drawn over each other, and be read back twice.
#[test]
fn joined_letters_are_one_glyph_in_every_face() {
    for face in ["mincho", "gothic", "gothic-bold"] {
        for letter in fonts::marks::joined() {
            let sheets = [sheet(&[letter])];
            let body = format!("for field in view.fields {{ put(field, rect + (face: \"{face}\")) }}");
            let typeset = engine(&body).typeset(&job(&sheets, false)).unwrap_or_else(|faults| panic!("{faults:?}"));
            assert_eq!(glyphs(typeset.document()).len(), 1, "{letter} in {face}");
        }
    }
}

#[test]
fn lines_arrive_as_they_are() {
    let lines = [
        "　字下げ  と　　空き　 ",
        "「」『』、。）（！？",
        " ",
        "　",
        "#import \"x\" $x$ <label> = 見出し \\u{41} *太* _斜_ // ~ -- ... \"引用\" 'x'",
        "https://example.com/a/b?c=d 087-000-0000 9:30～16:30 fi ffl",
        "あ\u{A0}い",
        "𠮷槗の葛\u{E0102}と葛\u{E0100} 　",
    ];
    for align in ["left", "center", "right"] {
        let sheets = [sheet(&lines)];
        let body = format!("for field in view.fields {{ put(field, rect + (align: \"{align}\")) }}");
        let typeset = engine(&body).typeset(&job(&sheets, false)).expect("arrives");
        assert_eq!(typeset.fields().len(), lines.len());
    }
}

#[test]
fn the_audit_sees_what_is_wrong() {
    let put = "for field in view.fields { put(field, rect) }";
    assert_eq!(kinds(put, &["あ"]), []);
    assert_eq!(kinds(put, &["あ😀"]), [FaultKind::MissingGlyph]);
    assert_eq!(kinds("", &["あ"]), [FaultKind::TextLost]);
    assert_eq!(kinds("words(\"あ\", rect, size: 9)", &["あ"]), []);
    let other = "put(view.fields.first() + (lines: (\"いう\",)), rect)";
    assert_eq!(kinds(other, &["あ"]), [FaultKind::TextLost]);
    assert_eq!(kinds("put(view.fields.first(), rect + (w: 5))", &["あいう"]), [FaultKind::OutsideField]);
    assert_eq!(kinds("put(view.fields.first(), rect + (h: 2))", &["あいう"]), [FaultKind::OutsideField]);
    assert_eq!(kinds("put(view.fields.first(), rect); pagebreak()", &["あ"]), [FaultKind::PageCount]);
}

#[test]
fn the_widest_line_does_not_wrap() {
    let line = "あ".repeat(62) + &"　".repeat(300);
    let sheets = [sheet(&[&line])];
    for align in ["left", "center", "right"] {
        let body = format!("put(view.fields.first(), rect + (align: \"{align}\"))");
        let typeset = engine(&body).typeset(&job(&sheets, false)).expect("fits");
        let baselines: std::collections::BTreeSet<_> =
            typeset.dump().lines().map(|line| line.split_whitespace().nth(2).map(str::to_owned)).collect();
        assert_eq!(baselines.len(), 1, "{align}");
    }
}

#[test]
fn template_faults_name_their_line() {
    let fault = &faults("let x = 1\n  y", &[])[0];
    assert_eq!(fault.kind, FaultKind::Template);
    assert!(fault.message.starts_with("様式の誤り: templates/forms/index.typ:11:3: unknown variable: y"), "{fault:?}");
    let unknown_font = faults("text(font: \"Nothing\", \"あ\")", &[]);
    assert!(unknown_font.iter().any(|fault| fault.message.contains("unknown font family")), "{unknown_font:?}");
    assert!(!faults("datetime.today()", &[]).is_empty(), "no clock");
}

#[test]
fn the_kit_passes_both_standards_with_the_same_bytes_each_time() {
    let body = r#"
        badge("第１表")
        title("居宅サービス計画書（１）")
        put(view.fields.at(0), rect)
        cells(view.fields.at(1), rect + (y: 40, w: 50, h: 6), 10)
        rules(cell-rules(rect, 10) + field-rules(rect))
        writing-lines(10, 50, 80, 5, 6)
        choice((("初回", true), " ・ ", ("紹介", false)), rect + (y: 90, h: 6), size: 9)
        arrow(10, 60, 100)
        let style = (sizes: (9,))
        grid-table(10, 110, (40, 60), (7, 20), (
          (col: 0, row: 0, words: "長期目標", style: style), (col: 1, row: 0, words: "（期間）", style: style),
          (col: 0, row: 1, field: view.fields.at(2), style: style), (col: 1, row: 1, style: style),
        ))"#;
    let sheets = [sheet(&["本人：家で𠮷", "0001234567", "長い目標"])];
    let engine = engine(body);
    let dump = engine.typeset(&job(&sheets, false)).expect("kit").dump();
    assert!(dump.contains("14.00 B 居宅サービス計画書（１）"), "a heading of its own size: {dump}");
    for accessible in [false, true] {
        let typeset = |engine: &Engine| {
            let typeset = engine.typeset(&job(&sheets, accessible)).unwrap_or_else(|faults| panic!("{faults:?}"));
            typeset.pdf().unwrap_or_else(|faults| panic!("{faults:?}"))
        };
        let pdf = typeset(&engine);
        assert!(pdf.starts_with(b"%PDF-1.7"));
        assert_eq!(pdf, typeset(&engine.beside().expect("second thread")));
    }
}

/// What our own writer of PDFs cannot say, one kind a line.
const UNSAYABLE: &[(&str, &str)] = &[
    ("a red word", "text(fill: red, \"あ\")"),
    ("a grey word", "text(fill: luma(50%), \"あ\")"),
    ("a half transparent word", "text(fill: black.transparentize(50%), \"あ\")"),
    ("a word with an outline", "text(stroke: 0.1pt + black, \"あ\")"),
    ("a turned word", "rotate(90deg, text(\"あ\"))"),
    ("a word on its head", "rotate(180deg, text(\"あ\"))"),
    ("a wider word", "scale(x: 150%, text(\"あ\"))"),
    ("a slanted word", "skew(ax: 10deg, text(\"あ\"))"),
    ("a mirrored word", "scale(x: -100%, text(\"あ\"))"),
    ("a clipped word", "box(clip: true, width: 1mm, height: 1mm, text(\"あ\"))"),
    ("a word that leads elsewhere", "link(\"https://example.com\", \"あ\")"),
    ("a red rule", "line(length: 1cm, stroke: red)"),
    ("a transparent rule", "line(length: 1cm, stroke: black.transparentize(50%))"),
    ("a grey box", "std.rect(fill: luma(80%), width: 1cm, height: 1cm)"),
    ("a white box with an edge", "std.rect(fill: white, stroke: 1pt, width: 1cm, height: 1cm)"),
    ("a half transparent white box", "std.rect(fill: white.transparentize(50%), width: 1cm, height: 1cm)"),
    ("white words", "text(fill: white, \"あ\")"),
    ("a box with a red edge", "std.rect(fill: black, stroke: red, width: 1cm, height: 1cm)"),
    ("a turned box", "rotate(45deg, std.rect(stroke: 1pt, width: 1cm, height: 1cm))"),
    ("a stretched rule", "scale(y: 200%, line(length: 1cm, stroke: 1pt))"),
    ("a gradient", "std.rect(fill: gradient.linear(black, white), width: 1cm, height: 1cm)"),
    ("a rule with a gradient", "line(length: 1cm, stroke: 1pt + gradient.linear(black, white))"),
    ("a pattern", "std.rect(fill: tiling(size: (5pt, 5pt), text(\"あ\")), width: 1cm, height: 1cm)"),
    (
        "a ring filled by the other rule",
        "curve(fill: black, fill-rule: \"even-odd\", curve.move((0mm, 0mm)), curve.line((9mm, 0mm)), curve.line((9mm, 9mm)), curve.close())",
    ),
    (
        "a picture",
        "image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>\"), format: \"svg\", alt: \"x\")",
    ),
];

#[test]
fn what_our_writer_cannot_say_is_typsts() {
    for (what, body) in UNSAYABLE {
        let engine = Engine::with_room(9, overlay(body));
        let typeset =
            engine.typeset(&job(&[stencil([1])], false)).unwrap_or_else(|faults| panic!("{what}: {faults:?}"));
        assert!(matches!(typeset.pages, Pages::Laid(_)), "{what} is set");
        assert!(typeset.pdf().is_ok(), "{what}");
    }
    for body in [
        "text(\"あ\")",
        "text(weight: \"bold\", font: \"BIZ UDGothic\", \"あ\")",
        "line(length: 1cm, stroke: (thickness: 1pt, dash: \"dotted\"))",
        "std.rect(fill: black, width: 1cm, height: 1cm)",
        "std.rect(fill: white, width: 1cm, height: 1cm)",
        "ellipse(stroke: 1pt, width: 1cm, height: 1cm)",
    ] {
        let engine = Engine::with_room(9, overlay(body));
        let typeset =
            engine.typeset(&job(&[stencil([1])], false)).unwrap_or_else(|faults| panic!("{body}: {faults:?}"));
        assert!(matches!(typeset.pages, Pages::Set(..)), "{body} is laid out");
    }
}

#[test]
fn a_coloured_page_is_typsts() {
    let page = |body: &str| {
        let typeset = engine(body).typeset(&job(&[sheet(&[])], false)).unwrap_or_else(|faults| panic!("{faults:?}"));
        Plate::of_one_page(&typeset.document().pages()[0]).can_be_written()
    };
    assert!(page("text(\"あ\")"));
    assert!(!page("page(fill: red, text(\"あ\"))"));
}

/// A limit on tasks is the machine's, and nobody is asked to report it as a fault of the program.
#[cfg(target_os = "linux")]
#[test]
fn a_thread_that_the_machine_does_not_give_is_no_fault_of_ours() {
    let fault = super::bench::thread(1 << 47).expect_err("a stack as large as all addresses");
    assert_eq!(fault.kind, FaultKind::Machine);
    assert!(fault.message.contains("上限"), "{}", fault.message);
}

/// What is read ahead of a page is what the page reads: nothing of it is seen, and a broken template is told with the page.
#[test]
fn reading_ahead_changes_no_page() {
    for body in ["text(\"あ\")", "panic(\"broken\")"] {
        let (cold, warm) = (engine(body), engine(body));
        warm.warm(true);
        let sheets = [sheet(&[])];
        let made = |engine: &Engine| engine.typeset(&job(&sheets, false)).map(|typeset| typeset.dump());
        assert_eq!(made(&cold), made(&warm));
    }
}
