//! Three readers that share no code, poppler, MuPDF and PDFium, show the same pages and find the same characters in every
//! kind of file that we write.

use crate::dsl::{Case, outside};
use std::path::{Path, PathBuf};

/// Side of the squares in which ink is compared, pixels at 72 dpi.
const SQUARE: usize = 6;

/// The python of the tests, with pypdfium2 and pyHanko: `CAREPLAN_PYTHON`, or the usual one.
pub(crate) fn python(script: &str, args: &[&str], module: &str) -> Option<String> {
    let python = std::env::var("CAREPLAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools").join(script).to_string_lossy().into_owned();
    let done = outside(&python, &[&[script.as_str()], args].concat())?;
    let errors = String::from_utf8_lossy(&done.stderr).into_owned();
    if errors.contains(&format!("No module named '{module}")) {
        let required = std::env::var_os("CAREPLAN_REQUIRE_TOOLS").is_some_and(|value| value == "1");
        assert!(!required, "{module} is required (CAREPLAN_REQUIRE_TOOLS=1) but python has it not");
        eprintln!("SKIPPED: python has no {module} (pip install {module}); what it would have checked is unchecked");
        return None;
    }
    assert!(done.status.success(), "{errors}");
    Some(String::from_utf8(done.stdout).unwrap())
}

/// A grey page: width, and darkness of its pixels.
type Page = (usize, Vec<u8>);

/// Reads a picture of the kind P5.
fn picture(path: &Path) -> Page {
    let bytes = std::fs::read(path).unwrap();
    let mut fields = Vec::new();
    let mut at = 0;
    while fields.len() < 4 {
        let end = at + bytes[at..].iter().position(u8::is_ascii_whitespace).unwrap();
        if bytes[at] == b'#' {
            at += bytes[at..].iter().position(|byte| *byte == b'\n').unwrap();
        } else {
            fields.push(String::from_utf8_lossy(&bytes[at..end]).into_owned());
            at = end;
        }
        at += 1;
    }
    assert_eq!((fields[0].as_str(), fields[3].as_str()), ("P5", "255"), "{}", path.display());
    (fields[1].parse().unwrap(), bytes[at..].iter().map(|grey| 255 - grey).collect())
}

/// Where a page has ink that the other has not: squares that are dark here and, two pixels around included, nearly white
/// there. Readers round the place of a letter each their own way.
fn missing((width, page): &Page, (other_width, other): &Page) -> Vec<(usize, usize)> {
    let (height, other_height) = (page.len() / width, other.len() / other_width);
    let sum = |page: &[u8], width: usize, height: usize, x: std::ops::Range<usize>, y: std::ops::Range<usize>| -> u32 {
        (y.start..y.end.min(height))
            .map(|row| {
                page[row * width + x.start.min(width)..row * width + x.end.min(width)]
                    .iter()
                    .map(|dark| u32::from(*dark))
                    .sum::<u32>()
            })
            .sum()
    };
    let mut found = Vec::new();
    for y in (0..height).step_by(SQUARE) {
        for x in (0..*width).step_by(SQUARE) {
            let here = sum(page, *width, height, x..x + SQUARE, y..y + SQUARE);
            let (left, top) = (x.saturating_sub(2), y.saturating_sub(2));
            let there = sum(other, *other_width, other_height, left..x + SQUARE + 2, top..y + SQUARE + 2);
            if here >= 255 && there * 4 < here {
                found.push((x, y));
            }
        }
    }
    found
}

fn characters(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().filter(|ch| !ch.is_whitespace() && !ch.is_control()).collect();
    chars.sort_unstable();
    chars.into_iter().collect()
}

/// Pictures and characters by each reader that is here.
fn read(pdf: &Path) -> Vec<(&'static str, Vec<Page>, String)> {
    let at = |name: &str| pdf.with_extension(name).to_string_lossy().into_owned();
    let file = pdf.to_string_lossy().into_owned();
    let mut readers = Vec::new();
    let pages = |prefix: &str| {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(pdf.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with(&format!("{}.{prefix}-", pdf.file_stem().unwrap().to_string_lossy()))
        });
        paths.sort_by_key(|path| {
            let digits: String =
                path.file_stem().unwrap().to_string_lossy().chars().rev().take_while(char::is_ascii_digit).collect();
            digits.chars().rev().collect::<String>().parse::<usize>().unwrap_or_default()
        });
        paths.iter().map(|path| picture(path)).collect::<Vec<_>>()
    };
    if let (Some(drawn), Some(text)) = (
        outside("pdftoppm", &["-r", "72", "-gray", &file, &at("poppler")]),
        outside("pdftotext", &["-raw", &file, "-"]),
    ) {
        assert!(drawn.status.success() && text.status.success());
        readers.push(("poppler", pages("poppler"), characters(&String::from_utf8_lossy(&text.stdout))));
    }
    if let (Some(drawn), Some(text)) = (
        outside("mutool", &["draw", "-q", "-r", "72", "-c", "gray", "-o", &at("mupdf-%d.pgm"), &file]),
        outside("mutool", &["draw", "-q", "-F", "text", &file]),
    ) {
        assert!(drawn.status.success() && text.status.success());
        readers.push(("MuPDF", pages("mupdf"), characters(&String::from_utf8_lossy(&text.stdout))));
    }
    if let Some(text) = python("pdfium.py", &[&file, &at("pdfium")], "pypdfium2") {
        readers.push(("PDFium", pages("pdfium"), characters(&text)));
    }
    readers
}

#[track_caller]
fn assert_agree(pdf: &Path, about: &str) {
    let readers = read(pdf);
    for (name, pages, text) in &readers {
        for (other, other_pages, other_text) in &readers {
            assert_eq!(text, other_text, "{about}: {name} and {other} read other characters");
            assert_eq!(pages.len(), other_pages.len(), "{about}: {name} and {other} see other pages");
            for (number, (page, other_page)) in (1..).zip(pages.iter().zip(other_pages)) {
                let missing = missing(page, other_page);
                assert!(missing.is_empty(), "{about}, page {number}: {other} lacks what {name} draws at {missing:?}");
            }
        }
    }
}

#[test]
fn every_kind_of_page_looks_and_reads_the_same_by_three_readers() {
    for (about, args) in [
        ("all tables", &["render", "sanuki-haru.yaml", "-o", "a.pdf"][..]),
        ("set pages", &["render", "sanuki-haru.yaml", "--table", "6,7", "-o", "a.pdf"]),
        ("copies", &["render", "sanuki-haru.yaml", "--table", "控,提供票", "-o", "a.pdf"]),
        ("accessible", &["render", "sanuki-haru.yaml", "--accessible", "-o", "a.pdf"]),
        ("blank", &["render", "--blank", "-o", "a.pdf"]),
        ("a packet", &["packet", "sanuki-haru.yaml", "--for", "利用者", "-o", "a.pdf"]),
    ] {
        let done = Case::sample("sanuki-haru").run_all(args).succeeds();
        assert_agree(&done.path("a.pdf"), about);
    }
}

#[test]
fn a_missing_and_a_foreign_mark_are_seen() {
    let page = |marks: &[usize]| -> Page {
        let mut dark = vec![0; 60 * 60];
        for mark in marks {
            for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                dark[(mark / 10 * 6 + 2 + y) * 60 + mark % 10 * 6 + 2 + x] = 255;
            }
        }
        (60, dark)
    };
    assert_eq!(missing(&page(&[3, 44]), &page(&[3, 44])), []);
    assert_eq!(missing(&page(&[3, 44]), &page(&[3])), [(24, 24)]);
    assert_eq!(missing(&page(&[3]), &page(&[3, 44])), []);
}
