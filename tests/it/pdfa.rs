//! Every kind of file that we write, object by object against ISO 19005-2 (PDF/A-2, level U) and ISO 14289-1 (PDF/UA-1):
//! clause by clause, as `src/typeset/pdf/PDF_A2U.md` has them. Each check is proven by a file that was broken on purpose.
//!
//! Needs qpdf. Where `verapdf` stands on the path it is asked too.

mod archive;
mod content;
mod file;
mod fonts;
mod spoken;
mod syntax;

use crate::dsl::Case;
use crate::readers::python;
use file::File;
use std::path::Path;

/// What is wrong with a file: clause and reason.
#[derive(Debug, Default)]
pub(crate) struct Complaints(Vec<(&'static str, String)>);

impl Complaints {
    fn add(&mut self, clause: &'static str, why: impl Into<String>) {
        // One of a kind is enough to read.
        if self.0.iter().filter(|(known, _)| *known == clause).count() < 5 {
            self.0.push((clause, why.into()));
        }
    }

    fn unless(&mut self, fine: bool, clause: &'static str, why: impl Into<String>) {
        if !fine {
            self.add(clause, why);
        }
    }
}

/// What a file promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Promise {
    /// PDF/A-2u.
    Readable,
    /// PDF/A-2a and PDF/UA-1.
    Spoken,
}

fn complaints(file: &File, promise: Promise) -> Complaints {
    let mut complaints = Complaints::default();
    syntax::check(file, &mut complaints);
    archive::check(file, if promise == Promise::Spoken { "A" } else { "U" }, &mut complaints);
    if promise == Promise::Spoken {
        spoken::check(file, &mut complaints);
    }
    complaints
}

/// A file keeps what it promises.
#[track_caller]
pub(crate) fn assert_keeps(bytes: Vec<u8>, promise: Promise, about: &str) {
    let Some(file) = File::read(bytes) else { return };
    let found = complaints(&file, promise);
    assert!(found.0.is_empty(), "{about}: {:#?}", found.0);
}

/// Asks veraPDF too, where it is installed: it is not to be had everywhere.
fn ask_vera(path: &Path, promise: Promise) {
    let flavours: &[&str] = if promise == Promise::Spoken { &["2a", "ua1"] } else { &["2u"] };
    for flavour in flavours {
        let done = std::process::Command::new("verapdf").args(["--format", "text", "-f", flavour]).arg(path).output();
        let Ok(done) = done else { return };
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(said.starts_with("PASS"), "{said}");
    }
}

/// Every kind of file, made by the program.
fn files() -> Vec<(String, Promise, Vec<u8>)> {
    let mut files = Vec::new();
    let mut take = |about: &str, promise, path: &Path| {
        ask_vera(path, promise);
        files.push((about.to_owned(), promise, std::fs::read(path).unwrap()));
    };
    for name in ["sanuki-haru", "ayagawa-masao"] {
        for (promise, args) in [
            (Promise::Readable, &[][..]),
            (Promise::Readable, &["--table", "6,7"]),
            (Promise::Spoken, &["--accessible"]),
        ] {
            let plan = format!("{name}.yaml");
            let mut all = vec!["render", plan.as_str(), "-o", "out.pdf"];
            all.extend(args);
            let done = Case::sample(name).run_all(&all).succeeds();
            take(&format!("render {name} {args:?}"), promise, &done.path("out.pdf"));
        }
    }
    for table in ["1,2,3,4,5,6,7", "6,7", "控", "提供票"] {
        for (promise, more) in [(Promise::Readable, None), (Promise::Spoken, Some("--accessible"))] {
            let mut args = vec!["render", "--blank", "--table", table, "-o", "out.pdf"];
            args.extend(more);
            let done = Case::empty().run_all(&args).succeeds();
            take(&format!("blank {table} {more:?}"), promise, &done.path("out.pdf"));
        }
    }
    for receiver in ["利用者", "保険者", "控"] {
        let done = Case::sample("sanuki-haru")
            .run(["packet", "sanuki-haru.yaml", "--for", receiver, "-o", "packet.pdf"])
            .succeeds();
        take(&format!("the packet for {receiver}"), Promise::Readable, &done.path("packet.pdf"));
    }
    let done = Case::empty().run(["bench-data", "3", "clients", "--month", "2025-07"]).succeeds();
    let done = done.again().run(["batch", "clients", "--month", "2025-07", "-o", "single"]).succeeds();
    let done = done
        .again()
        .run(["batch", "clients", "--month", "2025-07", "--merge", "per-office", "-o", "office"])
        .succeeds();
    let done = done
        .again()
        .run(["batch", "clients", "--month", "2025-07", "--merge", "per-provider", "-o", "provider"])
        .succeeds();
    for folder in ["single", "office", "provider"] {
        let made = pdfs(&done.path(folder));
        assert!(!made.is_empty(), "{folder}");
        for path in made {
            take(&format!("batch {}", path.display()), Promise::Readable, &path);
        }
    }
    files
}

fn pdfs(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pdfs(&path));
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_kind_of_file_keeps_what_it_promises() {
    let files = files();
    assert!(files.len() >= 17, "{}", files.len());
    for (about, promise, bytes) in files {
        assert_keeps(bytes, promise, &about);
    }
}

/// The boxes of 第1・3・4表 and what goes on on a 別紙 are sections with headings: who hears them can go from one to the next.
#[test]
fn boxes_are_headed_sections() {
    let long = "長い方針。".repeat(900);
    for (table, plan, least) in [
        ("1", format!("第1表: {{援助の方針: {long}}}\n"), 5 + 1),
        ("3", format!("第3表: {{週単位以外: {long}}}\n"), 1 + 1),
        ("4", format!("第4表: [{{検討内容: {long}}}]\n"), 5 + 1),
    ] {
        let done = Case::empty().file("p.yaml", plan);
        let done = done.run(["render", "p.yaml", "--table", table, "--accessible", "-o", "p.pdf"]).succeeds();
        let bytes = done.bytes("p.pdf");
        let Some(open) = File::opened(&bytes) else { return };
        let count = |role: &str| open.windows(role.len()).filter(|window| *window == role.as_bytes()).count();
        assert!(count("/S /H1\n") >= 2, "第{table}表 has a 別紙");
        assert!(count("/S /H2\n") >= least, "{} headings on 第{table}表", count("/S /H2\n"));
        assert_keeps(bytes, Promise::Spoken, &format!("a long 第{table}表"));
    }
}

fn rendered(args: &[&str]) -> Vec<u8> {
    let mut all = vec!["render", "sanuki-haru.yaml", "-o", "out.pdf"];
    all.extend(args);
    Case::sample("sanuki-haru").run_all(&all).succeeds().bytes("out.pdf")
}

/// The bytes with another word in the place of the first (or every) such word.
fn broken(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes());
    let at = at.unwrap_or_else(|| panic!("«{from}» is not in the file"));
    [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
}

#[track_caller]
fn assert_breaks(bytes: Vec<u8>, promise: Promise, clause: &str, what: &str) {
    let Some(file) = File::read(bytes) else { return };
    let found = complaints(&file, promise);
    assert!(found.0.iter().any(|(found, _)| *found == clause), "{clause} «{what}»: {:#?}", found.0);
}

/// The syntax of the file as it was written.
#[test]
fn a_file_written_wrongly_is_seen() {
    let whole = rendered(&["--table", "6,7"]);
    let as_typst_does = rendered(&[]);
    for (clause, from, to) in [
        ("6.1.2", "%PDF-1.7\n%", "%PDF-1.7\n "),
        ("6.1.3", "/ID [", "/IX ["),
        ("6.1.4", "\nxref\n", "\nxref \n"),
        ("6.1.6", "<FEFF", "<FEFFF"),
        ("6.1.7.1", "/Length ", "/Length 1"),
        ("6.1.7.1", "/Type /Metadata", "/Type /Metadata /F (x)"),
        ("6.1.7.2", "/FlateDecode", "/LZWDecode  "),
        ("6.1.9", "\nendobj", " endobj"),
        ("6.1.9", "endobj\n", "endobj "),
        ("6.1.13", "/Count 2", "/Count 2147483648"),
    ] {
        assert_breaks(broken(&whole, from, to), Promise::Readable, clause, from);
    }
    for bytes in [whole, as_typst_does] {
        let cut = bytes[..bytes.len() - 1].to_vec();
        assert_breaks(cut, Promise::Readable, "6.1.3", "no line end after %%EOF");
        assert_breaks([bytes, b"x".to_vec()].concat(), Promise::Readable, "6.1.3", "something after the end");
    }
}

/// What is in the file.
#[test]
fn a_file_with_something_forbidden_is_seen() {
    let Some(open) = File::opened(&rendered(&["--table", "6,7"])) else { return };
    let long = "x".repeat(40_000);
    for (clause, from, to) in [
        ("6.1.10", "BT\n", "BI /W 1 /H 1 /BPC 1 /CS /G ID x EI\nBT\n"),
        ("6.1.12", "/Type /Catalog", "/Type /Catalog /Perms << >>"),
        ("6.1.13", "(ja-JP)", &format!("({long})")),
        ("6.1.13", "BT\n", &format!("{}{}BT\n", "q ".repeat(29), "Q ".repeat(29))),
        ("6.1.13", "/MediaBox [", "/MediaBox [ 0 0 2 2 ] /Was ["),
        ("6.2.2", "BT\n", "XX\nBT\n"),
        ("6.2.2", "BT\n", "q\nBT\n"),
        ("6.2.2", "BT\n", "/Nothing gs\nBT\n"),
        ("6.2.2", "      /Tm ", "      /Tx "),
        ("6.2.3", "/GTS_PDFA1", "/GTS_PDFX1"),
        ("6.2.3", "/N 3", "/N 4"),
        ("6.2.3", "RGB XYZ", "CMYKXYZ"),
        ("6.2.4.3", "BT\n", "0 0 0 1 k\nBT\n"),
        ("6.2.5", "/Font <<", "/ExtGState << /G << /TR /Identity >> >> /Font <<"),
        ("6.2.6", "BT\n", "/Vivid ri\nBT\n"),
        ("6.2.8", "/Font <<", "/Any << /Interpolate true >> /Font <<"),
        ("6.2.9", "/Font <<", "/Any << /OPI << >> >> /Font <<"),
        ("6.2.10", "/Font <<", "/ExtGState << /G << /BM /Glow >> >> /Font <<"),
        ("6.2.11.2", "/Subtype /Type0", "/Subtype /Type1"),
        ("6.2.11.3.1", "/Ordering (Identity)", "/Ordering (Japan1)"),
        ("6.2.11.3.2", "/CIDToGIDMap ", "/CIDToGIDMaq "),
        ("6.2.11.3.3", "/Encoding /Identity-H", "/Encoding /UniJIS-UTF16-H"),
        ("6.2.11.4.1", "/FontFile2 ", "/FontFile9 "),
        ("6.2.11.5", "/DW 1000", "/DW 900"),
        ("6.2.11.7.2", "/ToUnicode ", "/ToUnicore "),
        ("6.2.11.7.2", "beginbfchar\n<0001> <", "beginbfchar\n<0001> <FFFE"),
        ("6.2.11.8", "> Tj", "> Tj <0000> Tj"),
        ("6.3.1", "/Type /Page\n", "/Type /Page /Annots [ << /Subtype /Movie /F 4 /Rect [0 0 0 0] >> ]\n"),
        ("6.3.2", "/Type /Page\n", "/Type /Page /Annots [ << /Subtype /Link /F 2 /Rect [0 0 0 0] >> ]\n"),
        ("6.3.3", "/Type /Page\n", "/Type /Page /Annots [ << /Subtype /Stamp /F 4 /Rect [0 0 9 9] >> ]\n"),
        ("6.4", "/Type /Catalog", "/Type /Catalog /AcroForm << /NeedAppearances true >>"),
        ("6.5.1", "/Type /Catalog", "/Type /Catalog /OpenAction << /S /JavaScript /JS (x) >>"),
        ("6.5.2", "/Type /Catalog", "/Type /Catalog /AA << >>"),
        ("6.5.2", "/Type /Page\n", "/Type /Page /AA << >>\n"),
        ("6.6.2.1", "/Metadata ", "/Metadatx "),
        ("6.6.2.2", "<?xpacket begin=", "<?xpacket bytes=\"9\" begin="),
        ("6.6.2.3", "xmlns:pdfaid=", "xmlns:own=\"x\" xmlns:pdfaid="),
        ("6.6.4", "<pdfaid:part>2", "<pdfaid:part>1"),
        ("6.6.4", "<pdfaid:conformance>U", "<pdfaid:conformance>B"),
        ("6.8", "/Type /Catalog", "/Type /Catalog /Names << /EmbeddedFiles << >> >>"),
        ("6.9", "/Type /Catalog", "/Type /Catalog /OCProperties << >>"),
        ("6.10", "/Type /Catalog", "/Type /Catalog /Names << /AlternatePresentations << >> >>"),
        ("6.11", "/Type /Catalog", "/Type /Catalog /Requirements [ ]"),
    ] {
        assert_breaks(broken(&open, from, to), Promise::Readable, clause, from);
    }
}

/// What is said to those who listen.
#[test]
fn a_file_that_says_too_little_is_seen() {
    let Some(open) = File::opened(&rendered(&["--accessible"])) else { return };
    for (clause, from, to) in [
        ("UA 5", "<pdfuaid:part>1", "<pdfuaid:part>9"),
        ("UA 7.1", "<dc:title>", "<dc:tutle>"),
        ("UA 7.1", "/Marked true", "/Marked false"),
        ("UA 7.1", "/Suspects false", "/Suspects true"),
        ("UA 7.1", "/DisplayDocTitle true", "/DisplayDocTitle false"),
        ("UA 7.2", "/Lang (ja-JP)", "/Long (ja-JP)"),
        ("UA 7.1", "BDC\n", "EMC\n"),
        ("UA 7.1", "/MCID 1>", "/MCID 0>"),
        ("UA 7.1", "/StructParents 0", "/StructParents 77"),
        ("UA 7.1", "/S /P\n", "/S /Paragraph\n"),
        ("UA 7.1", "/S /TD\n", "/S /LI\n"),
        ("UA 7.3", "/Alt <", "/Olt <"),
        ("UA 7.4.2", "/S /H1\n", "/S /H3\n"),
        ("UA 7.5", "/Scope ", "/Scape "),
        ("UA 7.5", "/ColSpan 2", "/ColSpan 3"),
        ("6.6.4", "<pdfaid:conformance>A", "<pdfaid:conformance>U"),
    ] {
        assert_breaks(broken(&open, from, to), Promise::Spoken, clause, from);
    }
}

/// Who signs a file adds to its end: what was there stays as it was, the signature holds, and the clauses are still met.
#[test]
fn a_signed_file_keeps_what_it_promises() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    for (name, args, promise) in [
        ("set", &["--table", "6,7"][..], Promise::Readable),
        ("laid", &[], Promise::Readable),
        ("spoken", &["--accessible"], Promise::Spoken),
    ] {
        let (plain, signed) = (path(&format!("{name}.pdf")), path(&format!("{name}-signed.pdf")));
        let before = rendered(args);
        std::fs::write(&plain, &before).unwrap();
        for way in [&[plain.as_str(), &signed][..], &[&plain, &signed, "bare"]] {
            let Some(said) = python("sign.py", way, "pyhanko") else { return };
            assert!(said.contains("intact: True, valid: True"), "{said}");
            let after = std::fs::read(&signed).unwrap();
            assert!(after.starts_with(&before), "what was signed was changed");
            // The field that a signature makes has nothing to be read: PDF/UA is for who signs.
            assert_keeps(after, promise, name);
        }
    }
}
