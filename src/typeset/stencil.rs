//! Pages that are made of plates: pieces that Typst laid out, under texts whose places are known.
//!
//! The sheets of 第６・７表 differ in texts and in a few small plates (which era is ringed, an arrow over days). Typst
//! lays out each plate once, alone on a page; it is kept for all jobs of the engine. The texts are set by [`super::set`].
//! Any other sheet, and one with a text that needs shaping, is a plate of its own; it is kept too, so that of a plan that is
//! saved again Typst lays out only the sheets that changed. What is made is the same page, glyph for glyph; the audit
//! reads it as it reads Typst's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use typst::foundations::{Content, Smart};
use typst::layout::{Abs, Frame, FrameItem, Point, Sides};
use typst::model::DocumentInfo;
use typst::text::TextItem;
use typst_layout::{Page, PagedDocument};

use super::export::Options;
use super::pdf;
use super::plate::{Plate, Plates, SHEETS, Seen, SetPage};
use super::set;
use super::world::{JobWorld, Shared};
use super::{Bench, Bookmark, Fault, FieldBox, Job, audit, lay_out};
use crate::forms::placed::{Ink, Layer};
use crate::forms::{Sheet, Stencil};

/// How many pages of a long document are set before they are written: their glyphs take far more room than what is written.
const AT_ONCE: usize = 64;

/// How many sheets Typst lays out in one piece: few, for the pieces are shared out.
const FEW: usize = 2;

/// A job's pages, and where their texts stand.
pub(super) struct Set {
    pub(super) pages: Vec<SetPage>,
    pub(super) fields: Vec<FieldBox>,
}

/// The runs of a text, each with the left end of its baseline.
type Runs = Vec<(Point, TextItem)>;

/// How a sheet is set.
struct Setting<'a> {
    /// Its stencil and the runs of each text; none when Typst lays it out whole.
    over: Option<(&'a Stencil, Vec<Runs>)>,
    /// The line at its foot, where that can be set; else it is laid out with the sheet.
    foot: Option<(&'a Ink, Runs)>,
}

impl<'a> Setting<'a> {
    fn new(shared: &Shared, sheet: &'a Sheet) -> Self {
        let foot = sheet.foot.as_ref().and_then(|ink| Some((ink, runs(shared, ink, 0.0)?)));
        // A foot that must be laid out is laid out with its sheet.
        let stencil = sheet.stencil.as_ref().filter(|_| sheet.foot.is_none() || foot.is_some());
        let over = stencil.and_then(|stencil| Some((stencil, texts(shared, stencil)?)));
        Self { over, foot }
    }

    /// What each plate of the sheet depends on: the same is the same plate.
    fn keys(&self, sheet: &Sheet) -> Vec<String> {
        if let Some((stencil, _)) = &self.over {
            let kind = if sheet.fax { "fax " } else { "" };
            let key =
                |layer: &Layer| format!("{kind}{} {} {}", sheet.form, layer.name, Value::from(layer.args.clone()));
            return stencil.layers.iter().map(key).collect();
        }
        let foot = sheet.foot.as_ref().filter(|_| self.foot.is_none()).map(|foot| foot.to_json().to_string());
        let view = sheet.view().to_string();
        vec![format!("{:032x}", typst::utils::hash128(&(sheet.form, view, foot, sheet.fax)))]
    }

    /// What Typst lays out: the sheet without the foot that is set over it. Pages of a packet differ in nothing else.
    fn laid<'s>(&self, sheet: &'s Sheet) -> Cow<'s, Sheet> {
        match self.foot {
            Some(_) => Cow::Owned(Sheet { foot: None, ..sheet.clone() }),
            None => Cow::Borrowed(sheet),
        }
    }
}

/// Sets a job's pages, of which the first is number `first` of the document, over the plates that the document has seen; none when only Typst can make its document: tags, an office's own templates, or something on a page
/// that only its exporter can write.
///
/// # Errors
/// What is wrong with the templates or with the pages, or a plate that is not there.
pub(super) fn set(
    shared: &Shared,
    bench: &Bench,
    job: &Job<'_>,
    first: usize,
    seen: &mut Seen,
) -> Result<Option<Set>, Vec<Fault>> {
    if job.accessible || !shared.are_templates_ours() {
        return Ok(None);
    }
    let settings: Vec<Setting<'_>> = job.sheets.iter().map(|sheet| Setting::new(shared, sheet)).collect();
    let keys: Vec<Vec<String>> = job.sheets.iter().zip(&settings).map(|(sheet, setting)| setting.keys(sheet)).collect();
    let plates = plates(shared, bench, job, &settings, &keys, seen)?;
    if !plates.iter().flatten().all(|plate| plate.can_be_written()) {
        return Ok(None);
    }
    let (mut pages, mut fields, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let sheets = job.sheets.iter().zip(settings).zip(plates);
    for (number, ((sheet, Setting { over, foot }), plates)) in (first..).zip(sheets) {
        let at_foot = foot.iter().map(|(ink, runs)| (*ink, runs.as_slice()));
        let ((mut found, mut wrong), texts) = match over {
            Some((stencil, texts)) => {
                let words: Vec<&str> = plates.iter().map(|plate| plate.text.as_str()).collect();
                let inks = stencil.texts.iter().flat_map(|group| &group.texts);
                let texts_over = inks.zip(texts.iter().map(Vec::as_slice)).chain(at_foot);
                (audit::set(number, sheet, &words, texts_over), texts)
            }
            None => (audit::laid(number, plates.iter().map(|plate| &plate.frame), at_foot, sheet), Vec::new()),
        };
        fields.append(&mut found);
        faults.append(&mut wrong);
        let texts = texts.into_iter().chain(foot.map(|(_, runs)| runs)).flatten().collect();
        pages.push(SetPage { plates, texts, title: sheet.title.clone() });
    }
    if faults.is_empty() { Ok(Some(Set { pages, fields })) } else { Err(faults) }
}

/// The texts of a page, each as its runs.
fn texts(shared: &Shared, stencil: &Stencil) -> Option<Vec<Runs>> {
    let inks = stencil.texts.iter().flat_map(|group| group.texts.iter().map(|ink| (ink, group.tracking)));
    inks.map(|(ink, tracking)| runs(shared, ink, tracking)).collect()
}

/// A text as its runs; none when a part of it needs shaping.
fn runs(shared: &Shared, ink: &Ink, tracking: f64) -> Option<Runs> {
    let mut runs = Vec::with_capacity(ink.lines.len());
    for (x, y, line) in &ink.lines {
        runs.append(&mut set::line(shared, line, (*x, *y), ink.size, tracking)?);
    }
    Some(runs)
}

/// The plates of all pages; Typst lays out those that are not known yet, one a page: layers together, whole sheets in pieces.
fn plates(
    shared: &Shared,
    bench: &Bench,
    job: &Job<'_>,
    settings: &[Setting<'_>],
    keys: &[Vec<String>],
    seen: &mut Seen,
) -> Result<Vec<Vec<Arc<Plate>>>, Vec<Fault>> {
    let (mut layers, mut sheets) = (BTreeMap::new(), BTreeMap::new());
    for ((sheet, setting), keys) in job.sheets.iter().zip(settings).zip(keys) {
        let keys = keys.iter().map(String::as_str);
        match &setting.over {
            Some((stencil, _)) => layers.extend(keys.zip(stencil.layers.iter().map(|layer| (sheet, layer)))),
            None => sheets.extend(keys.map(|key| (key, (setting, sheet)))),
        }
    }
    // More than are kept would only push one another out.
    let passing = Plates::with_room(0);
    let kept = if sheets.len() > SHEETS { &passing } else { &shared.sheets };
    let (mut held_layers, mut held_sheets) =
        (shared.plates.held(layers.keys().copied(), seen), kept.held(sheets.keys().copied(), &Seen::new()));
    let layer = |(sheet, layer): (&Sheet, &Layer)| json!([sheet.form, layer.name, layer.args, sheet.fax]);
    let new_layers: Vec<Value> = held_layers.missing.iter().map(|key| layer(layers[key])).collect();
    let new_sheets: Vec<Sheet> =
        held_sheets.missing.iter().map(|key| sheets[key].0.laid(sheets[key].1).into_owned()).collect();
    let mut work: Vec<Piece<'_>> = Vec::new();
    if !new_layers.is_empty() {
        work.push(Box::new(|| draw_layers(shared, &new_layers)));
    }
    work.extend(new_sheets.chunks(FEW).map(|few| Box::new(|| draw_sheets(shared, job, few)) as Piece<'_>));
    let mut drawn: Vec<Plate> = Vec::new();
    for piece in bench.run_each(work) {
        drawn.extend(piece?);
    }
    let whole = drawn.split_off(new_layers.len());
    shared.plates.keep(&mut held_layers, drawn);
    held_layers.remember(seen);
    kept.keep(&mut held_sheets, whole);
    let held = |setting: &Setting<'_>, key: &String| {
        if setting.over.is_some() { held_layers.plate(key) } else { held_sheets.plate(key) }
    };
    settings.iter().zip(keys).map(|(setting, keys)| keys.iter().map(|key| held(setting, key)).collect()).collect()
}

/// Plates to be laid out by Typst.
type Piece<'a> = Box<dyn FnOnce() -> Result<Vec<Plate>, Vec<Fault>> + Send + 'a>;

/// Has Typst lay out whole sheets, one a page.
fn draw_sheets(shared: &Shared, job: &Job<'_>, sheets: &[Sheet]) -> Result<Vec<Plate>, Vec<Fault>> {
    let document = lay_out(&JobWorld::new(shared, &Job { sheets, bookmarks: &[], ..job.clone() }))?;
    as_many(sheets.len(), document.pages().iter().map(Plate::of_one_page).collect())
}

/// Has Typst lay out layers of stencils, one a page.
fn draw_layers(shared: &Shared, layers: &[Value]) -> Result<Vec<Plate>, Vec<Fault>> {
    let document = lay_out(&JobWorld::layers(shared, layers))?;
    let nothing = Sheet::blank();
    let mut plates = Vec::new();
    for page in document.pages() {
        let (text, faults) = audit::plate(&page.frame, &nothing);
        if !faults.is_empty() {
            return Err(faults);
        }
        plates.push(Plate::under_many(page, text));
    }
    as_many(layers.len(), plates)
}

/// The plates, if there are as many as were asked for.
fn as_many(n: usize, plates: Vec<Plate>) -> Result<Vec<Plate>, Vec<Fault>> {
    if plates.len() == n { Ok(plates) } else { Err(vec![Fault::pages(n, plates.len())]) }
}

/// The pages as PDF/A-2u; without bookmarks, each page's form is one.
///
/// # Errors
/// A face is broken.
pub(super) fn pdf(pages: &[SetPage], options: &Options, bookmarks: &[Bookmark]) -> Result<Vec<u8>, Fault> {
    let mut document = pdf::Document::new();
    pages.iter().try_for_each(|page| document.add(page))?;
    document.finish(options, bookmarks)
}

/// The same at once, from the sheets: of a long document only [`AT_ONCE`] pages are held as they were set.
///
/// # Errors
/// As [`set()`] and [`pdf()`] have them.
pub(super) fn written(shared: &Shared, bench: &Bench, job: &Job<'_>) -> Result<Option<Vec<u8>>, Vec<Fault>> {
    let (mut document, mut seen) = (pdf::Document::new(), Seen::new());
    for (first, sheets) in (0..).step_by(AT_ONCE).zip(job.sheets.chunks(AT_ONCE)) {
        let Some(few) = set(shared, bench, &Job { sheets, ..job.clone() }, first, &mut seen)? else { return Ok(None) };
        few.pages.iter().try_for_each(|page| document.add(page)).map_err(|fault| vec![fault])?;
    }
    document.finish(&Options::new(job), job.bookmarks).map(Some).map_err(|fault| vec![fault])
}

/// The same pages as a document, for pictures of them and for tests.
pub(super) fn document(pages: &[SetPage]) -> PagedDocument {
    let page = |(number, page): (u64, &SetPage)| {
        let mut frame = Frame::hard(page.size());
        for plate in &page.plates {
            frame.push_frame(Point::zero(), plate.frame.clone());
        }
        frame.push_multiple(page.texts.iter().map(|(place, text)| (*place, FrameItem::Text(text.clone()))));
        let (bleed, fill) = (Sides::splat(Abs::zero()), Smart::Auto);
        Page { frame, bleed, fill, numbering: None, supplement: Content::empty(), number }
    };
    PagedDocument::new((1..).zip(pages).map(page).collect(), DocumentInfo::default())
}
