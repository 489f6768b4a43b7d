//! From sheets to pages, and from pages to PDF, SVG and PNG: the only place that knows Typst.
//!
//! An [`Engine`] (library, embedded fonts, embedded templates) is made once and shared; a [`Job`] is one document. Each
//! sheet becomes exactly one page: where things stand was decided before, Typst only draws. Every page is audited
//! ([`audit`]) before anybody can export it, so a [`Typeset`] is a document without missing glyphs, foreign fonts, ink
//! outside its field or lost text.
//!
//! Must not know cases, rules, profiles or the file system. Invariants: no clock (`today()` is none), no system fonts,
//! data only through virtual files; Typst and its exporters run inside a pool of one thread with a stack of its own, and
//! never two documents in one pool.

mod audit;
mod bench;
mod dump;
mod export;
mod files;
mod pdf;
mod picture;
mod plate;
mod set;
mod stencil;
#[cfg(test)]
mod tests;
mod trace;
mod walk;
mod world;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use typst::diag::{SourceResult, Warned};
use typst_layout::PagedDocument;

pub use audit::FieldBox;
pub use dump::PlacedGlyph;
pub use picture::Picture;

use crate::fonts::Face;
use crate::forms::Sheet;
use crate::source::Span;
use bench::Bench;
use world::{JobWorld, Shared};

/// 「差し替え様式」 files that stand over the embedded templates: path below `templates/`, with `/`, to content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    files: BTreeMap<String, Vec<u8>>,
}

impl Overlay {
    /// Adds a file; `path` as below `templates/`, e.g. `kit/system.typ`.
    pub fn insert(&mut self, path: &str, content: Vec<u8>) {
        self.files.insert(format!("/{}", path.trim_start_matches('/').replace('\\', "/")), content);
    }

    /// The paths that a file can have to stand over one of ours, in order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        files::EMBEDDED.iter().map(|(path, _)| path.trim_start_matches('/'))
    }

    /// All files by their paths, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// A file's text, if it is here and UTF-8; `measures.json` is what the forms ask for.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(&format!("/{path}"))?).ok()
    }
}

/// 「一件の文書」 what is to be typeset.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// The pages, in order.
    pub sheets: &'a [Sheet],
    /// The document's title in its metadata: names forms, never the client.
    pub title: &'a str,
    /// The document's date: the newest 作成年月日 that it prints.
    pub date: NaiveDate,
    /// Whether to make a tagged document for assistive technology (PDF/UA-1 with PDF/A-2a).
    pub accessible: bool,
    /// A stable identity of the document; only a hash of it reaches the PDF.
    pub ident: &'a str,
    /// The PDF's bookmarks in the order of their pages; without any, each page's form is one.
    pub bookmarks: &'a [Bookmark],
}

/// 「しおり」 a place in a document that a reader can go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The page, from 0.
    pub page: usize,
    /// What is shown for it.
    pub title: String,
}

/// Why a job gave no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which kind.
    pub kind: FaultKind,
    /// What is wrong, a Japanese sentence.
    pub message: String,
    /// The place in the plan; detached when it is not about a text of the plan.
    pub span: Span,
    /// The page, from 1.
    pub page: Option<usize>,
    /// The template's place and the calls that led there, for the one who maintains it.
    pub trace: Option<String>,
}

/// Kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A template does not compile, or warns.
    Template,
    /// A glyph is missing.
    MissingGlyph,
    /// A font that is not ours, or not the field's.
    ForeignFont,
    /// Ink outside its field.
    OutsideField,
    /// A text that did not arrive whole.
    TextLost,
    /// Not one page a sheet.
    PageCount,
    /// A page without one of the plates that its sheet asks for.
    PlateMissing,
    /// The exporter refused.
    Export,
    /// The machine gave no thread to work on: nobody's fault, and another time it may.
    Machine,
}

/// 「組版機」 library, fonts and templates, shared by all jobs, and a thread to work on.
///
/// One engine does one document at a time; a further worker takes its own with [`Engine::beside`].
pub struct Engine {
    shared: Arc<Shared>,
    bench: Arc<Bench>,
}

impl Engine {
    /// Makes an engine; `overlay` stands over the embedded templates.
    ///
    /// # Errors
    /// No thread could be made, or an embedded font is broken.
    pub fn new(overlay: Option<Overlay>) -> Result<Self, Fault> {
        Ok(Self { shared: Arc::new(Shared::new(overlay.unwrap_or_default())?), bench: Arc::new(Bench::new(true)?) })
    }

    /// Has Typst read the kit, the layers and the usual faces, and the templates of `all_forms` if they are wished for, while the
    /// caller goes on with what comes before the pages.
    pub fn warm(&self, all_forms: bool) {
        let shared = Arc::clone(&self.shared);
        self.bench.begin(move || {
            // What is wrong with them is told with the pages.
            drop(lay_out(&JobWorld::templates(&shared, all_forms)));
            for face in [Face::Mincho, Face::Gothic] {
                shared.face(face);
            }
        });
    }

    /// An engine that keeps at most `room` plates and takes the overlay for templates of our own: what is drawn so may be set.
    #[cfg(test)]
    fn with_room(room: usize, overlay: Overlay) -> Self {
        let shared = Shared::new(overlay).expect("fonts").with_room(room);
        Self { shared: Arc::new(shared), bench: Arc::new(Bench::new(true).expect("two threads")) }
    }

    /// A second engine with the same library, fonts and templates and a thread of its own.
    ///
    /// # Errors
    /// No thread could be made.
    pub fn beside(&self) -> Result<Self, Fault> {
        Ok(Self { shared: Arc::clone(&self.shared), bench: Arc::new(Bench::new(false)?) })
    }

    /// Lays out a job and audits it.
    ///
    /// # Errors
    /// Everything that is wrong with the templates or with the pages they made.
    pub fn typeset(&self, job: &Job<'_>) -> Result<Typeset, Vec<Fault>> {
        self.shared.tidy();
        let (pages, fields) = match stencil::set(&self.shared, &self.bench, job, 0, &mut plate::Seen::new())? {
            Some(set) => (Pages::Set(set.pages, OnceLock::new()), set.fields),
            None => self.bench.run(|| self.laid(job))?,
        };
        Ok(Typeset {
            pages,
            fields,
            options: export::Options::new(job),
            bookmarks: job.bookmarks.to_vec(),
            shared: Arc::clone(&self.shared),
            bench: Arc::clone(&self.bench),
        })
    }

    /// A job as PDF: the bytes that [`Engine::typeset`] and [`Typeset::pdf`] give, but a long document is not held laid out.
    ///
    /// # Errors
    /// As they have them.
    pub fn pdf(&self, job: &Job<'_>) -> Result<Vec<u8>, Vec<Fault>> {
        self.shared.tidy();
        match stencil::written(&self.shared, &self.bench, job)? {
            Some(bytes) => Ok(ended(bytes)),
            None => self.typeset(job)?.pdf(),
        }
    }

    /// Has Typst lay out the whole job.
    fn laid(&self, job: &Job<'_>) -> Result<(Pages, Vec<FieldBox>), Vec<Fault>> {
        let document = lay_out(&JobWorld::new(&self.shared, job))?;
        let (fields, faults) = audit::audit(&document, job.sheets);
        if faults.is_empty() { Ok((Pages::Laid(document), fields)) } else { Err(faults) }
    }
}

/// Neither writer ends its last line, and who signs the file adds objects right behind it (ISO 19005-2, 6.1.9).
fn ended(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.push(b'\n');
    bytes
}

/// Compiles, with every warning as an error: an unknown font family, for one, is only a warning to Typst.
fn lay_out(world: &JobWorld<'_>) -> Result<PagedDocument, Vec<Fault>> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    world.shared().forget();
    let output: SourceResult<PagedDocument> = output;
    match output {
        Ok(document) if warnings.is_empty() => Ok(document),
        Ok(_) => Err(trace::faults(world, &warnings)),
        Err(errors) => Err(trace::faults(world, errors.iter().chain(&warnings))),
    }
}

/// 「組み上がった文書」 laid out and audited pages.
pub struct Typeset {
    pages: Pages,
    fields: Vec<FieldBox>,
    options: export::Options,
    bookmarks: Vec<Bookmark>,
    shared: Arc<Shared>,
    bench: Arc<Bench>,
}

/// How pages were made.
enum Pages {
    /// Laid out by Typst.
    Laid(PagedDocument),
    /// Pictures and texts; the document is made only if somebody wants to see or read it.
    Set(Vec<plate::SetPage>, OnceLock<PagedDocument>),
}

impl Typeset {
    fn document(&self) -> &PagedDocument {
        match &self.pages {
            Pages::Laid(document) => document,
            Pages::Set(pages, document) => document.get_or_init(|| stencil::document(pages)),
        }
    }

    /// How many pages.
    #[must_use]
    pub fn pages(&self) -> usize {
        match &self.pages {
            Pages::Laid(document) => document.pages().len(),
            Pages::Set(pages, _) => pages.len(),
        }
    }

    /// Where each text of the plan stands: what a preview needs to go from a click to the YAML.
    #[must_use]
    pub fn fields(&self) -> &[FieldBox] {
        &self.fields
    }

    /// The document as PDF/A-2u, or PDF/UA-1 with PDF/A-2a when the job asked for it.
    ///
    /// # Errors
    /// The exporter's validator refuses: a fault of the templates.
    pub fn pdf(&self) -> Result<Vec<u8>, Vec<Fault>> {
        self.unended().map(ended)
    }

    /// The document up to `%%EOF`.
    fn unended(&self) -> Result<Vec<u8>, Vec<Fault>> {
        if let Pages::Set(pages, _) = &self.pages {
            let written = stencil::pdf(pages, &self.options, &self.bookmarks);
            return written.map_err(|fault| vec![fault]);
        }
        let result = self.bench.run(|| export::pdf(self.document(), &self.options));
        result.map_err(|errors| {
            let world = JobWorld::templates_only(&self.shared);
            let faults = trace::faults(&world, &errors);
            faults.into_iter().map(|fault| Fault { kind: FaultKind::Export, ..fault }).collect()
        })
    }

    /// A page (from 0) as SVG; none past the last one.
    #[must_use]
    pub fn svg(&self, page: usize) -> Option<String> {
        let page = self.document().pages().get(page)?;
        Some(self.bench.run(|| export::svg(page)))
    }

    /// A page (from 0) in pieces, for a screen that shows only what changed; empty past the last one.
    #[must_use]
    pub fn picture(&self, page: usize) -> Picture {
        let page = self.document().pages().get(page);
        page.map(|page| self.bench.run(|| self.shared.pen.draw(page))).unwrap_or_default()
    }

    /// What a page (from 0) looks like, as a hash: the same hash is the same picture. Empty past the last page.
    #[must_use]
    pub fn page_hash(&self, page: usize) -> String {
        let page = self.document().pages().get(page);
        page.map(|page| format!("{:032x}", typst::utils::hash128(&page.frame))).unwrap_or_default()
    }

    /// A page (from 0) as PNG; none past the last one, or when it cannot be encoded.
    #[must_use]
    pub fn png(&self, page: usize, dpi: f64) -> Option<Vec<u8>> {
        let page = self.document().pages().get(page)?;
        self.bench.run(|| export::png(page, dpi))
    }

    /// The texts as they were laid out, one a line: page, x and y of the baseline in 0.1 mm, size in points, face,
    /// string.
    #[must_use]
    pub fn dump(&self) -> String {
        dump::texts(self.document())
    }

    /// Every glyph where it stands, as exactly as it was laid out.
    #[must_use]
    pub fn glyphs(&self) -> Vec<PlacedGlyph> {
        dump::glyphs(self.document())
    }

    /// The rules and curves, one a line: page, kind, ends in 0.1 mm, stroke in 0.01 mm.
    #[must_use]
    pub fn rules_dump(&self) -> String {
        dump::rules(self.document())
    }
}

impl Fault {
    fn pages(sheets: usize, pages: usize) -> Self {
        Self::new(FaultKind::PageCount, format!("{sheets}枚の帳票が{pages}ページになりました"))
    }

    fn no_plate(key: &str) -> Self {
        Self::new(FaultKind::PlateMissing, format!("様式の下敷き（{key}）がありません"))
    }

    fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), span: Span::DETACHED, page: None, trace: None }
    }
}
