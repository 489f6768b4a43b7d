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
use typst::layout::{Abs, Transform};

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

/// The document's bytes.
///
/// # Errors
/// A face is broken, or a page has what cannot be written: [`Plate::can_be_written`] tells before.
pub(super) fn write(pages: &[SetPage], options: &Options, bookmarks: &[Bookmark]) -> Result<Vec<u8>, Fault> {
    let mut pdf = Pdf::with_capacity(ROOM);
    pdf.set_version(1, 7);
    let mut next = Ref::new(1);
    let [catalog, tree, outline] = [(); 3].map(|()| next.bump());

    let mut forms = Forms::default();
    let place = |page: &SetPage| page.parts().0.map(|form| forms.place(form, &mut pdf, &mut next)).transpose();
    let under: Vec<_> = pages.iter().map(place).collect::<Result<_, _>>()?;
    let mut fonts = Fonts::new(TEXT_FONTS);
    let contents = pages.iter().map(|page| own_content(page, &mut fonts));
    let contents: Vec<Vec<u8>> = contents.collect::<Option<_>>().ok_or_else(unwritable)?;
    let identity = typst::utils::hash128(&contents);
    let text_fonts = fonts.write(&mut pdf, &mut next, EACH)?;
    let mut kids = Vec::with_capacity(pages.len());
    for ((form, content), size) in under.into_iter().zip(contents).zip(pages.iter().map(SetPage::size)) {
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
        object.contents_array(form.map(|form| form.content).into_iter().chain([stream]));
    }
    pdf.pages(tree).count(i32::try_from(kids.len()).unwrap_or(i32::MAX)).kids(kids.iter().copied());
    let tops: Vec<f32> = pages.iter().map(|page| points(page.size().y)).collect();
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
