//! Writes pages that were set as plates and texts ([`super::stencil`]) as PDF/A-2u.
//!
//! Typst's exporter writes any document, and for that it walks each page anew, subsets and packs all fonts. Here the first
//! plate of a page, the form itself, is made once, with the glyphs of its own words in fonts of their own, and its bytes
//! are copied into every document that uses it; only a client's own texts and glyphs are written each time. Same pages give
//! the same bytes: what is kept depends on the plate alone. A test compares the pages with those of Typst's exporter,
//! pixel by pixel and character by character.

pub(super) mod background;
mod content;
mod font;
mod metadata;
mod outlines;
mod pack;

use std::sync::Arc;

use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, TextStr};
use typst::layout::{Abs, Size, Transform};

use super::export::Options;
use super::plate::{Plate, SetPage};
use super::{Bookmark, Fault};
use background::{draw, unwritable};
use content::Stream;
use font::{FontName, Fonts};
use pack::{EACH, deflate};

/// Bytes of a usual document of two pages.
const ROOM: usize = 192 << 10;

/// Names of the fonts of the texts over a form in a page's resources.
const TEXT_FONTS: [&str; 4] = ["Tm", "Tg", "Tb", "Tj"];

/// A document in the making: pages are added one after another, and of each only what is written of it is kept.
pub(super) struct Document {
    pdf: Pdf,
    next: Ref,
    catalog: Ref,
    tree: Ref,
    outline: Ref,
    forms: Forms,
    fonts: Fonts,
    /// What lies over the forms, page by page.
    contents: Vec<Vec<u8>>,
    leaves: Vec<Leaf>,
}

/// What is known of a page besides its content.
struct Leaf {
    under: Option<Under>,
    size: Size,
    title: String,
}

impl Document {
    pub(super) fn new() -> Self {
        let mut pdf = Pdf::with_capacity(ROOM);
        pdf.set_version(1, 7);
        let mut next = Ref::new(1);
        let [catalog, tree, outline] = [(); 3].map(|()| next.bump());
        let (forms, fonts) = (Forms::default(), Fonts::new(TEXT_FONTS));
        Self { pdf, next, catalog, tree, outline, forms, fonts, contents: Vec::new(), leaves: Vec::new() }
    }

    /// Adds a page.
    ///
    /// # Errors
    /// A face is broken, or the page has what cannot be written: [`Plate::can_be_written`] tells before.
    pub(super) fn add(&mut self, page: &SetPage) -> Result<(), Fault> {
        let under = page.parts().0.map(|form| self.forms.place(form, &mut self.pdf, &mut self.next)).transpose()?;
        self.contents.push(own_content(page, &mut self.fonts).ok_or_else(unwritable)?);
        self.leaves.push(Leaf { under, size: page.size(), title: page.title.clone() });
        Ok(())
    }

    /// The document's bytes; without bookmarks, each page's title is one.
    ///
    /// # Errors
    /// A face is broken.
    pub(super) fn finish(self, options: &Options, bookmarks: &[Bookmark]) -> Result<Vec<u8>, Fault> {
        let Self { mut pdf, mut next, catalog, tree, outline, fonts, contents, leaves, .. } = self;
        let titles = || (0..).zip(&leaves).map(|(page, leaf)| Bookmark { page, title: leaf.title.clone() }).collect();
        let titles: Vec<_> = if bookmarks.is_empty() { titles() } else { Vec::new() };
        let bookmarks = if bookmarks.is_empty() { &titles } else { bookmarks };
        let identity = typst::utils::hash128(&contents);
        let text_fonts = fonts.write(&mut pdf, &mut next, EACH)?;
        let mut kids = Vec::with_capacity(leaves.len());
        for (Leaf { under: form, size, .. }, content) in leaves.iter().zip(contents) {
            let [number, stream] = [(); 2].map(|()| next.bump());
            kids.push(number);
            pdf.stream(stream, &deflate(&content, EACH)).filter(Filter::FlateDecode);
            let mut object = pdf.page(number);
            object.parent(tree).media_box(Rect::new(0.0, 0.0, points(size.x), points(size.y)));
            let form_fonts = form.as_ref().map_or(&[][..], |form| &form.fonts);
            let mut resources = object.resources();
            let mut dict = resources.fonts();
            for (name, font) in form_fonts.iter().chain(&text_fonts) {
                dict.pair(Name(name.as_bytes()), *font);
            }
            dict.finish();
            resources.finish();
            object.contents_array(form.iter().map(|form| form.content).chain([stream]));
        }
        pdf.pages(tree).count(i32::try_from(kids.len()).unwrap_or(i32::MAX)).kids(kids.iter().copied());
        let tops: Vec<f32> = leaves.iter().map(|leaf| points(leaf.size.y)).collect();
        let has_outline = metadata::outline(&mut pdf, outline, &mut next, &kids, bookmarks, &tops);
        let (metadata, intent) = metadata::write(&mut pdf, &mut next, options, identity);
        let mut root = pdf.catalog(catalog);
        root.pages(tree).metadata(metadata).lang(TextStr("ja-JP"));
        root.pair(Name(b"OutputIntents"), intent);
        if has_outline {
            root.outlines(outline);
        }
        root.finish();
        Ok(pdf.finish())
    }
}

/// What lies over the form: the smaller plates, then the texts. None when something of it cannot be written.
fn own_content(page: &SetPage, fonts: &mut Fonts) -> Option<Vec<u8>> {
    let mut stream = Stream::new(page.size().y);
    for plate in page.parts().1 {
        draw(&mut stream, &plate.frame, fonts)?;
    }
    for (place, text) in &page.texts {
        stream.text(text, Transform::translate(place.x, place.y), fonts)?;
    }
    Some(stream.finish())
}

/// What lies under a page: its form's content stream and fonts, in the document.
#[derive(Clone)]
struct Under {
    content: Ref,
    fonts: Vec<FontName>,
}

/// The forms that a document has already.
#[derive(Default)]
struct Forms {
    placed: Vec<(Arc<Plate>, Under)>,
}

impl Forms {
    /// Copies a form into the document, once.
    fn place(&mut self, plate: &Arc<Plate>, pdf: &mut Pdf, next: &mut Ref) -> Result<Under, Fault> {
        if let Some((_, under)) = self.placed.iter().find(|(known, _)| Arc::ptr_eq(known, plate)) {
            return Ok(under.clone());
        }
        let form = plate.background()?;
        let first = next.get();
        pdf.extend(&form.numbered_from(first));
        *next = Ref::new(first + form.length);
        let under = Under { content: Ref::new(first), fonts: form.fonts_from(first) };
        self.placed.push((Arc::clone(plate), under.clone()));
        Ok(under)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the size of a page")]
fn points(length: Abs) -> f32 {
    length.to_pt() as f32
}
