//! Typst's view of the world: one library, four fonts, the templates, and the data of one job as virtual JSON files.
//!
//! Data never goes through `sys.inputs`: they are part of the library, and a new library would throw away everything
//! that Typst remembers between documents.

use serde_json::json;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::diagnostics::DiagnosticWorld;
use typst_kit::files::FileStore;
use typst_kit::fonts::{FontSource, FontStore};

use super::files::Templates;
use super::picture::Pen;
use super::{Fault, FaultKind, Job, Overlay};
use crate::fonts::Face;

/// What all jobs share.
pub(super) struct Shared {
    library: LazyHash<Library>,
    fonts: FontStore,
    templates: FileStore<Templates>,
    main: FileId,
    /// Draws for the screen.
    pub(super) pen: Pen,
}

/// An embedded face, parsed when a page first needs it.
struct Embedded(Face);

impl FontSource for Embedded {
    fn load(&self) -> Option<Font> {
        Font::new(Bytes::new(self.0.bytes()), 0)
    }
}

impl Shared {
    pub(super) fn new(overlay: Overlay) -> Result<Self, Fault> {
        let mut fonts = FontStore::new();
        for face in Face::ALL {
            let info = FontInfo::new(face.bytes(), 0).ok_or_else(|| {
                Fault::new(FaultKind::ForeignFont, format!("埋め込みの書体 {} を読めません", face.family()))
            })?;
            fonts.push((Embedded(face), info));
        }
        let main = VirtualPath::new("/main.typ")
            .map_err(|error| Fault::new(FaultKind::Template, format!("様式の入口を指せません: {error:?}")))?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            templates: FileStore::new(Templates { overlay }),
            main: RootedPath::new(VirtualRoot::Project, main).intern(),
            pen: Pen::default(),
        })
    }
}

/// The world of one job.
pub(super) struct JobWorld<'a> {
    shared: &'a Shared,
    mode: Bytes,
    job: Bytes,
    sheets: Vec<Bytes>,
}

impl<'a> JobWorld<'a> {
    pub(super) fn new(shared: &'a Shared, job: &Job<'_>) -> Self {
        let forms: Vec<_> =
            job.sheets.iter().map(|sheet| json!({ "form": sheet.form, "title": sheet.title })).collect();
        let list = json!({ "title": job.title, "sheets": forms });
        Self {
            shared,
            // A file of its own, so that the kit, which reads it, stays the same for every job of a kind.
            mode: Bytes::from_string(json!({ "accessible": job.accessible }).to_string()),
            job: Bytes::from_string(list.to_string()),
            sheets: job.sheets.iter().map(|sheet| Bytes::from_string(sheet.data.to_string())).collect(),
        }
    }

    /// A world without a job, to read templates when an exporter's error points into them.
    pub(super) fn templates_only(shared: &'a Shared) -> Self {
        Self { shared, mode: Bytes::new([]), job: Bytes::new([]), sheets: Vec::new() }
    }

    fn data(&self, name: &str) -> Option<&Bytes> {
        match name.strip_suffix(".json")? {
            "mode" => Some(&self.mode),
            "job" => Some(&self.job),
            number => self.sheets.get(number.parse::<usize>().ok()?),
        }
    }
}

impl World for JobWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.shared.fonts.book()
    }

    fn main(&self) -> FileId {
        self.shared.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shared.templates.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_with_slash();
        match path.strip_prefix("/data/") {
            Some(name) => self.data(name).cloned().ok_or_else(|| FileError::NotFound(path.into())),
            None => self.shared.templates.file(id),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

impl DiagnosticWorld for JobWorld<'_> {
    fn name(&self, id: FileId) -> String {
        format!("templates{}", id.get().vpath().get_with_slash())
    }
}
