//! Pages that are made of plates: pieces that Typst laid out, under texts whose places are known.
//!
//! The sheets of 第６・７表 differ in texts and in a few small plates (which era is ringed, an arrow over days). Typst
//! lays out each plate once, alone on a page; it is kept for all jobs of the engine. The texts are set by [`super::set`].
//! Any other sheet, and one with a text that needs shaping, is a plate of its own; it is kept too, so that of a plan that is
//! saved again Typst lays out only the sheets that changed. What is made is the same page, glyph for glyph; the audit
//! reads it as it reads Typst's.

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
use super::plate::{Plate, Plates, SHEETS, SetPage};
use super::set;
use super::world::{JobWorld, Shared};
use super::{Bench, Bookmark, Fault, FieldBox, Job, audit, lay_out};
use crate::forms::placed::Layer;
use crate::forms::{Sheet, Stencil};

/// A job's pages, and where their texts stand.
pub(super) struct Set {
    pub(super) pages: Vec<SetPage>,
    pub(super) fields: Vec<FieldBox>,
}

/// How many sheets Typst lays out in one piece: few, for the pieces are shared out.
const FEW: usize = 2;

/// A sheet's texts over its plates: the stencil, and each text as its runs.
type Over<'a> = (&'a Stencil, Vec<Vec<(Point, TextItem)>>);

/// Sets a job's pages; none when only Typst can make its document: tags, an office's own templates, or something on a page
/// that only its exporter can write.
///
/// # Errors
/// What is wrong with the templates or with the pages.
pub(super) fn set(shared: &Shared, bench: &Bench, job: &Job<'_>) -> Result<Option<Set>, Vec<Fault>> {
    if job.accessible || !shared.are_templates_ours() {
        return Ok(None);
    }
    let over: Vec<Option<Over<'_>>> = job.sheets.iter().map(|sheet| over(shared, sheet)).collect();
    let whole: Vec<&Sheet> =
        job.sheets.iter().zip(&over).filter(|(_, over)| over.is_none()).map(|pair| pair.0).collect();
    let stencils: Vec<_> =
        job.sheets.iter().zip(&over).filter_map(|(sheet, over)| Some((sheet, over.as_ref()?.0))).collect();
    let plates = plates(shared, bench, &stencils)?;
    let whole = laid(shared, bench, job, &whole)?;
    if !plates.iter().flatten().chain(&whole).all(|plate| plate.can_be_written()) {
        return Ok(None);
    }
    let (mut whole, mut plates) = (whole.into_iter(), plates.into_iter());
    let (mut pages, mut fields, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (sheet, over)) in job.sheets.iter().zip(over).enumerate() {
        let title = sheet.title.clone();
        let (mut found, mut wrong) = if let Some((stencil, texts)) = over {
            let plates = plates.next().unwrap_or_default();
            let words: Vec<&str> = plates.iter().map(|plate| plate.text.as_str()).collect();
            let inks = stencil.texts.iter().flat_map(|group| &group.texts);
            let audited = audit::set(number, sheet, &words, inks.zip(texts.iter().map(Vec::as_slice)));
            pages.push(SetPage { plates, texts: texts.into_iter().flatten().collect(), title });
            audited
        } else {
            let plate = whole.next().ok_or_else(|| vec![Fault::pages(job.sheets.len(), number)])?;
            let audited = audit::laid(number, &plate.frame, sheet);
            pages.push(SetPage { plates: vec![plate], texts: Vec::new(), title });
            audited
        };
        fields.append(&mut found);
        faults.append(&mut wrong);
    }
    if faults.is_empty() { Ok(Some(Set { pages, fields })) } else { Err(faults) }
}

/// A sheet's texts, if it is a stencil and all of them can be set.
fn over<'a>(shared: &Shared, sheet: &'a Sheet) -> Option<Over<'a>> {
    let stencil = sheet.stencil.as_ref().filter(|_| sheet.foot.is_none())?;
    Some((stencil, texts(shared, stencil)?))
}

/// Whole sheets as plates of their own; Typst lays out those that are not known yet, one a page.
fn laid(shared: &Shared, bench: &Bench, job: &Job<'_>, sheets: &[&Sheet]) -> Result<Vec<Arc<Plate>>, Vec<Fault>> {
    let keys: Vec<String> = sheets.iter().map(|sheet| key_of(sheet)).collect();
    let by_key: BTreeMap<&str, &Sheet> = keys.iter().map(String::as_str).zip(sheets.iter().copied()).collect();
    let draw = |missing: &[&str]| {
        let sheets: Vec<Sheet> = missing.iter().map(|key| (*by_key[key]).clone()).collect();
        let piece = |sheets| Box::new(move || few(shared, job, sheets)) as Box<dyn FnOnce() -> _ + Send>;
        let made = bench.run_each(sheets.chunks(FEW).map(piece).collect());
        Ok(made.into_iter().collect::<Result<Vec<Vec<Plate>>, _>>()?.into_iter().flatten().collect())
    };
    // A volume's sheets are not needed again.
    let (kept, passing) = (&shared.sheets, &Plates::with_room(0));
    let store = if sheets.len() > SHEETS { passing } else { kept };
    let held = store.hold(by_key.keys().copied(), draw)?;
    keys.iter().map(|key| held.get(key.as_str()).map(Arc::clone).ok_or_else(|| vec![Fault::no_plate(key)])).collect()
}

/// Has Typst lay out sheets, one a page.
fn few(shared: &Shared, job: &Job<'_>, sheets: &[Sheet]) -> Result<Vec<Plate>, Vec<Fault>> {
    let document = lay_out(&JobWorld::new(shared, &Job { sheets, bookmarks: &[], ..job.clone() }))?;
    let pages = document.pages();
    if pages.len() != sheets.len() {
        return Err(vec![Fault::pages(sheets.len(), pages.len())]);
    }
    Ok(pages.iter().map(Plate::of_one_page).collect())
}

/// What a sheet's page depends on, as a hash: the same is the same page.
fn key_of(sheet: &Sheet) -> String {
    let (view, foot) = (sheet.view().to_string(), sheet.foot.as_ref().map(Value::to_string));
    format!("{:032x}", typst::utils::hash128(&(sheet.form, view, foot, sheet.fax)))
}

/// The texts of a page, each as its runs.
fn texts(shared: &Shared, stencil: &Stencil) -> Option<Vec<Vec<(Point, TextItem)>>> {
    let mut out = Vec::new();
    for group in &stencil.texts {
        for ink in &group.texts {
            let mut runs = Vec::with_capacity(ink.lines.len());
            for (x, y, line) in &ink.lines {
                runs.append(&mut set::line(shared, line, (*x, *y), ink.size, group.tracking)?);
            }
            out.push(runs);
        }
    }
    Some(out)
}

/// The plates of all pages; those that are not known yet are laid out together.
///
/// # Errors
/// What is wrong with the templates, or a plate that is not there: a page is never made without it.
fn plates(shared: &Shared, bench: &Bench, stencils: &[(&Sheet, &Stencil)]) -> Result<Vec<Vec<Arc<Plate>>>, Vec<Fault>> {
    let key = |sheet: &Sheet, layer: &Layer| {
        let kind = if sheet.fax { "fax " } else { "" };
        format!("{kind}{} {} {}", sheet.form, layer.name, Value::from(layer.args.clone()))
    };
    let keys: Vec<Vec<String>> = stencils
        .iter()
        .map(|(sheet, stencil)| stencil.layers.iter().map(|layer| key(sheet, layer)).collect())
        .collect();
    let layers = stencils.iter().flat_map(|(sheet, stencil)| stencil.layers.iter().map(|layer| (*sheet, layer)));
    let wanted: BTreeMap<&str, _> = keys.iter().flatten().map(String::as_str).zip(layers).collect();
    let draw = |missing: &[&str]| {
        let layer =
            |key: &&str| wanted.get(key).map(|(sheet, layer)| json!([sheet.form, layer.name, layer.args, sheet.fax]));
        draw(shared, bench, &missing.iter().filter_map(layer).collect::<Vec<_>>())
    };
    let held = shared.plates.hold(wanted.keys().copied(), draw)?;
    let plate = |key: &String| held.get(key.as_str()).map(Arc::clone).ok_or_else(|| vec![Fault::no_plate(key)]);
    keys.iter().map(|keys| keys.iter().map(plate).collect()).collect()
}

/// Has Typst lay out plates, one a page.
fn draw(shared: &Shared, bench: &Bench, layers: &[Value]) -> Result<Vec<Plate>, Vec<Fault>> {
    let n = layers.len();
    let document = bench.run(|| lay_out(&JobWorld::layers(shared, layers)))?;
    let nothing = Sheet::blank();
    let mut plates = Vec::new();
    for page in document.pages() {
        let (text, faults) = audit::plate(&page.frame, &nothing);
        if !faults.is_empty() {
            return Err(faults);
        }
        plates.push(Plate::under_many(page, text));
    }
    if plates.len() == n { Ok(plates) } else { Err(vec![Fault::pages(n, plates.len())]) }
}

/// The pages as PDF/A-2u; without bookmarks, each page's form is one.
///
/// # Errors
/// A face is broken.
pub(super) fn pdf(pages: &[SetPage], options: &Options, bookmarks: &[Bookmark]) -> Result<Vec<u8>, Fault> {
    let titles = || (0..).zip(pages).map(|(page, set)| Bookmark { page, title: set.title.clone() }).collect();
    let titles: Vec<_> = if bookmarks.is_empty() { titles() } else { Vec::new() };
    pdf::write(pages, options, if bookmarks.is_empty() { &titles } else { bookmarks })
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
