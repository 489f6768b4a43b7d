//! Pages that are made without Typst's layout: plates that were laid out once, under texts whose places are known.
//!
//! The sheets of 第６・７表 differ in texts and in a few small plates (which era is ringed, an arrow over days). Typst
//! lays out each plate once, alone on a page; it is kept for all jobs of the engine. The texts are set by [`super::set`].
//! What is made is the same page, glyph for glyph; the audit reads it as it reads Typst's.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use typst::foundations::{Content, Smart};
use typst::layout::{Abs, Frame, FrameItem, Point, Sides, Size};
use typst::model::DocumentInfo;
use typst::text::TextItem;
use typst_layout::{Page, PagedDocument};

use super::export::Options;
use super::pdf;
use super::plate::{Plate, SetPage};
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

/// Sets a job's pages; none when some page is no stencil. A page with a text that needs shaping is laid out by Typst and
/// is a plate of its own. None too when a plate has what only Typst's exporter can write.
///
/// # Errors
/// What is wrong with the templates or with the pages.
pub(super) fn set(shared: &Shared, bench: &Bench, job: &Job<'_>) -> Result<Option<Set>, Vec<Fault>> {
    let Some(stencils) = stencils(shared, job) else { return Ok(None) };
    let lines: Vec<_> = stencils.iter().map(|(_, stencil)| texts(shared, stencil)).collect();
    let odd = stencils.iter().zip(&lines).filter(|(_, lines)| lines.is_none()).map(|((sheet, _), _)| (*sheet).clone());
    let odd = laid(shared, bench, job, &odd.collect::<Vec<_>>())?;
    let plates = plates(shared, bench, &stencils)?;
    if !plates.iter().flatten().map(AsRef::as_ref).chain(&odd).all(Plate::can_be_written) {
        return Ok(None);
    }
    let mut odd = odd.into_iter();
    let (mut pages, mut fields, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (((sheet, stencil), texts), plates)) in stencils.iter().zip(lines).zip(plates).enumerate() {
        let title = sheet.title.clone();
        let (mut found, mut wrong) = if let Some(texts) = texts {
            let words: Vec<&str> = plates.iter().map(|plate| plate.text.as_str()).collect();
            let inks = stencil.texts.iter().flat_map(|group| &group.texts);
            let audited = audit::set(number, sheet, &words, inks.zip(texts.iter().map(Vec::as_slice)));
            pages.push(SetPage { plates, texts: texts.into_iter().flatten().collect(), title });
            audited
        } else {
            let Some(plate) = odd.next() else { return Ok(None) };
            let audited = audit::laid(number, &plate.frame, sheet);
            pages.push(SetPage { plates: vec![Arc::new(plate)], texts: Vec::new(), title });
            audited
        };
        fields.append(&mut found);
        faults.append(&mut wrong);
    }
    if faults.is_empty() { Ok(Some(Set { pages, fields })) } else { Err(faults) }
}

/// Has Typst lay out whole sheets, one a page.
fn laid(shared: &Shared, bench: &Bench, job: &Job<'_>, sheets: &[Sheet]) -> Result<Vec<Plate>, Vec<Fault>> {
    if sheets.is_empty() {
        return Ok(Vec::new());
    }
    let job = Job { sheets, bookmarks: &[], ..job.clone() };
    let document = bench.run(|| lay_out(&JobWorld::new(shared, &job)))?;
    let pages = document.pages();
    if pages.len() != sheets.len() {
        return Err(vec![Fault::pages(sheets.len(), pages.len())]);
    }
    Ok(pages.iter().map(|page| Plate::new(page, String::new())).collect())
}

/// The stencils of all sheets, if all of them are and nothing is wanted that only Typst can do.
fn stencils<'a>(shared: &Shared, job: &Job<'a>) -> Option<Vec<(&'a Sheet, &'a Stencil)>> {
    let stencil = |sheet: &'a Sheet| Some((sheet, sheet.stencil.as_ref().filter(|_| sheet.foot.is_none())?));
    let can = !job.accessible && shared.are_templates_ours();
    can.then(|| job.sheets.iter().map(stencil).collect()).flatten()
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
        plates.push(Plate::new(page, text));
    }
    if plates.len() == n { Ok(plates) } else { Err(vec![Fault::pages(n, plates.len())]) }
}

/// The size of a page: all forms have one.
fn size(pages: &[SetPage]) -> Size {
    let plate = pages.iter().find_map(|page| page.plates.first());
    plate.map_or_else(|| Size::new(Abs::mm(297.0), Abs::mm(210.0)), |plate| plate.frame.size())
}

/// The pages as PDF/A-2u; without bookmarks, each page's form is one.
///
/// # Errors
/// A face is broken.
pub(super) fn pdf(pages: &[SetPage], options: &Options, bookmarks: &[Bookmark]) -> Result<Vec<u8>, Fault> {
    let titles = || (0..).zip(pages).map(|(page, set)| Bookmark { page, title: set.title.clone() }).collect();
    let titles: Vec<_> = if bookmarks.is_empty() { titles() } else { Vec::new() };
    pdf::write(pages, size(pages), options, if bookmarks.is_empty() { &titles } else { bookmarks })
}

/// The same pages as a document, for pictures of them and for tests.
pub(super) fn document(pages: &[SetPage]) -> PagedDocument {
    let size = size(pages);
    let page = |(number, page): (u64, &SetPage)| {
        let mut frame = Frame::hard(size);
        for plate in &page.plates {
            frame.push_frame(Point::zero(), plate.frame.clone());
        }
        frame.push_multiple(page.texts.iter().map(|(place, text)| (*place, FrameItem::Text(text.clone()))));
        let (bleed, fill) = (Sides::splat(Abs::zero()), Smart::Auto);
        Page { frame, bleed, fill, numbering: None, supplement: Content::empty(), number }
    };
    PagedDocument::new((1..).zip(pages).map(page).collect(), DocumentInfo::default())
}
