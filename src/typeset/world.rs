//! Typst's view of the world: one library, four fonts, the templates, and the data of one job as virtual JSON files.
//!
//! Data never goes through `sys.inputs`: they are part of the library, and a new library would throw away everything
//! that Typst remembers between documents.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::layout::Abs;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{
    Coverage, Font, FontBook, FontFlags, FontInfo, FontInstance, FontStretch, FontStyle, FontVariant, FontVariations,
    FontWeight,
};
use typst::utils::{LazyHash, hash128};
use typst::{Library, LibraryExt, World};
use typst_kit::diagnostics::DiagnosticWorld;
use typst_kit::files::FileStore;
use typst_kit::fonts::{FontSource, FontStore};

use super::files::Templates;
use super::picture::Pen;
use super::plate::{Plates, SHEETS};
use super::{Fault, FaultKind, Job, Overlay};
use crate::fonts::Face;
use crate::forms::{Ink, Sheet};

/// Jobs between two looks at what Typst remembers, and how many looks long it is kept without being needed.
const TIDY_EVERY: usize = 64;
const KEPT_FOR: usize = 10;

/// The same for what is laid out: each look goes through all that is remembered, and the forms of one plan shall stay warm.
const FORGET_EVERY: usize = 8;
const KEPT_WHILE_LAYING_OUT: usize = 1;

/// What all jobs share.
pub(super) struct Shared {
    library: LazyHash<Library>,
    fonts: FontStore,
    templates: FileStore<Templates>,
    main: FileId,
    /// Whether no office laid its own templates over ours.
    ours: bool,
    /// What was laid out once and is kept.
    pub(super) plates: Plates,
    /// Whole sheets of the jobs before.
    pub(super) sheets: Plates,
    faces: [OnceLock<Option<FontInstance>>; 4],
    jobs: AtomicUsize,
    laid_out: AtomicUsize,
    /// Draws for the screen.
    pub(super) pen: Pen,
}

/// What Typst chooses a face by. To ask the face itself means to read the largest of them at every start; which characters
/// it has is left out, for nothing may be set in a face that was not asked for.
fn info(face: Face) -> FontInfo {
    let weight = if face == Face::GothicBold { FontWeight::BOLD } else { FontWeight::REGULAR };
    FontInfo {
        family: face.family().to_owned(),
        variant: FontVariant::new(FontStyle::Normal, weight, FontStretch::NORMAL),
        flags: FontFlags::empty(),
        axes: Vec::new(),
        coverage: Coverage::from_vec(Vec::new()),
    }
}

/// An embedded face, parsed when a page first needs it.
struct Embedded(Face);

impl FontSource for Embedded {
    fn load(&self) -> Option<Font> {
        Font::new(known_by_name(self.0), 0)
    }
}

/// A face's bytes, whose hash is that of the face's name. Typst tells bytes apart by their hash, which it makes once and keeps:
/// of all the bytes of all faces that takes longer than a slip, and brings them all into memory.
fn known_by_name(face: Face) -> Bytes {
    struct Named {
        name: String,
        bytes: &'static [u8],
        is_hashed: Arc<AtomicBool>,
    }
    impl AsRef<[u8]> for Named {
        fn as_ref(&self) -> &[u8] {
            if self.is_hashed.load(Ordering::Relaxed) { self.bytes } else { self.name.as_bytes() }
        }
    }
    let is_hashed = Arc::new(AtomicBool::new(false));
    let name = format!("{face:?}");
    let bytes = Bytes::new(Named { name, bytes: face.bytes(), is_hashed: Arc::clone(&is_hashed) });
    let _ = hash128(&bytes);
    is_hashed.store(true, Ordering::Relaxed);
    bytes
}

impl Shared {
    pub(super) fn new(overlay: Overlay) -> Result<Self, Fault> {
        let mut fonts = FontStore::new();
        for face in Face::ALL {
            fonts.push((Embedded(face), info(face)));
        }
        let main = VirtualPath::new("/main.typ")
            .map_err(|error| Fault::new(FaultKind::Template, format!("様式の入口を指せません: {error:?}")))?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            ours: overlay.files.is_empty(),
            plates: Plates::default(),
            sheets: Plates::with_room(SHEETS),
            faces: [const { OnceLock::new() }; 4],
            jobs: AtomicUsize::new(0),
            laid_out: AtomicUsize::new(0),
            templates: FileStore::new(Templates { overlay }),
            main: RootedPath::new(VirtualRoot::Project, main).intern(),
            pen: Pen::default(),
        })
    }
}

#[cfg(test)]
impl Shared {
    /// With room for few plates, and templates that count as ours.
    pub(super) fn with_room(self, room: usize) -> Self {
        Self { ours: true, plates: Plates::with_room(room), ..self }
    }
}

impl Shared {
    /// Whether no office laid its own templates over ours.
    pub(super) fn are_templates_ours(&self) -> bool {
        self.ours
    }

    /// Lets Typst forget what was not needed lately, now and then: a job that is set without its layout remembers little.
    pub(super) fn tidy(&self) {
        if self.jobs.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            typst::comemo::evict(KEPT_FOR);
        }
    }

    /// The same behind each lay-out.
    pub(super) fn forget(&self) {
        if self.laid_out.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            typst::comemo::evict(KEPT_WHILE_LAYING_OUT);
        }
    }

    /// A face as Typst's text items name it; read when a text first needs it, for one of them is large.
    pub(super) fn face(&self, face: Face) -> Option<&FontInstance> {
        let index = Face::ALL.iter().position(|known| *known == face)?;
        let instance = || {
            let font = self.fonts.font(index)?;
            let variant = font.info().variant;
            Some(font.instantiate(variant, Abs::pt(1.0), &FontVariations::default()))
        };
        self.faces.get(index)?.get_or_init(instance).as_ref()
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
        let entry = |sheet: &Sheet| json!({ "form": sheet.form, "title": sheet.title, "foot": sheet.foot.as_ref().map(Ink::to_json), "fax": sheet.fax });
        let forms: Vec<_> = job.sheets.iter().map(entry).collect();
        let mut list = json!({ "title": job.title, "sheets": forms });
        if !job.bookmarks.is_empty() {
            let marks: Vec<_> = job.bookmarks.iter().map(|mark| json!([mark.page, mark.title])).collect();
            list["bookmarks"] = marks.into();
        }
        Self {
            shared,
            // A file of its own, so that the kit, which reads it, stays the same for every job of a kind.
            mode: Bytes::from_string(json!({ "accessible": job.accessible }).to_string()),
            job: Bytes::from_string(list.to_string()),
            sheets: job.sheets.iter().map(|sheet| Bytes::from_string(sheet.view().to_string())).collect(),
        }
    }

    /// A world whose job is to lay out plates `[form, name, arguments, for FAX?]`, one a page.
    pub(super) fn layers(shared: &'a Shared, layers: &[Value]) -> Self {
        let job = json!({ "title": "", "sheets": [], "layers": layers });
        Self {
            shared,
            mode: Bytes::from_string(json!({ "accessible": false }).to_string()),
            job: Bytes::from_string(job.to_string()),
            sheets: Vec::new(),
        }
    }

    /// What all jobs share.
    pub(super) fn shared(&self) -> &Shared {
        self.shared
    }

    /// A world whose job is to read the templates of layers, and those of all forms.
    pub(super) fn templates(shared: &'a Shared, all_forms: bool) -> Self {
        let job = json!({ "title": "", "sheets": [], "ahead": { "forms": all_forms } });
        let mode = json!({ "accessible": false });
        Self {
            mode: Bytes::from_string(mode.to_string()),
            job: Bytes::from_string(job.to_string()),
            ..Self::templates_only(shared)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_that_are_known_by_name_have_all_their_bytes_and_are_told_apart() {
        let faces = Face::ALL.map(known_by_name);
        for (face, bytes) in Face::ALL.into_iter().zip(&faces) {
            assert_eq!(bytes.as_slice(), face.bytes(), "{face:?}");
            assert!(faces.iter().filter(|other| *other == bytes).count() == 1, "{face:?}");
            assert!(*bytes == known_by_name(face), "{face:?}");
        }
    }

    #[test]
    fn faces_are_what_they_are_said_to_be() {
        for face in Face::ALL {
            let own = FontInfo::new(face.bytes(), 0).expect("a face");
            let said = info(face);
            assert_eq!((own.family, own.variant, own.axes), (said.family, said.variant, said.axes));
        }
    }
}
