//! Writes pages that were set as plates and texts ([`super::stencil`]) as PDF/A-2u.
//!
//! Typst's exporter writes any document, and for that it walks each page anew, subsets and packs all fonts. Here the first
//! plate of a page, the form itself, is made once, with the glyphs of its own words in fonts of their own, and its bytes
//! are copied into every document that uses it; only a client's own texts and glyphs are written each time. Same pages give
//! the same bytes: what is kept depends on the plate alone. A test compares the pages with those of Typst's exporter,
//! pixel by pixel and character by character.

mod content;
mod font;
mod metadata;

use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Chunk, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};
use typst::layout::{Abs, Frame, Size};
use typst::text::TextItem;

use super::dump::face_of;
use super::export::Options;
use super::stencil::{Plate, SetPage};
use super::walk::{Item, at, walk};
use super::{Bookmark, Fault};
use crate::fonts::Face;
use content::Stream;
use font::Subset;

/// How hard is compressed what is made once, and what is made for each document.
const ONCE: u32 = 9;
const EACH: u32 = 1;

/// Bytes of a usual document of two pages.
const ROOM: usize = 192 << 10;

/// How many places of a form are remembered.
const PLACES: usize = 8;

/// Names of the fonts in a page's resources: those of the form's own words, and those of the texts over it.
const FORM_FONTS: [&str; 4] = ["Fm", "Fg", "Fb", "Fj"];
const TEXT_FONTS: [&str; 4] = ["Tm", "Tg", "Tb", "Tj"];

/// A font's name in a page's resources, and its number.
type FontName = (&'static str, Ref);

/// A form as it lies under a page: its objects, numbered from 1, the first of them its content stream.
pub(super) struct Background {
    chunk: Chunk,
    /// The same objects numbered from where documents had room for them. Documents of a kind all have it in one place.
    placed: Mutex<Vec<(i32, Arc<Chunk>)>>,
    /// Name in the resources and number of each of its fonts.
    fonts: Vec<FontName>,
    /// How many numbers it takes.
    length: i32,
}

impl Background {
    /// The background that a plate makes; an error when a face is broken.
    pub(super) fn new(frame: &Frame) -> Result<Self, Fault> {
        let mut fonts = Fonts::new(FORM_FONTS);
        let mut stream = Stream::new(frame.height());
        stream.apart_from_the_rest(|stream| draw(stream, frame, &mut fonts));
        let mut chunk = Chunk::new();
        let mut next = Ref::new(1);
        let content = next.bump();
        chunk.stream(content, &deflate(&stream.finish(), ONCE)).filter(Filter::FlateDecode);
        let fonts = fonts.write(&mut chunk, &mut next, ONCE)?;
        Ok(Self { chunk, placed: Mutex::default(), fonts, length: next.get() - 1 })
    }

    /// The objects numbered from `first`.
    fn numbered_from(&self, first: i32) -> Arc<Chunk> {
        let mut placed = self.placed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, chunk)) = placed.iter().find(|(known, _)| *known == first) {
            return Arc::clone(chunk);
        }
        let chunk = Arc::new(self.chunk.renumber(|old| Ref::new(old.get() + first - 1)));
        if placed.len() < PLACES {
            placed.push((first, Arc::clone(&chunk)));
        }
        chunk
    }
}

/// The subsets of a document or a form.
struct Fonts {
    names: [&'static str; 4],
    subsets: [Option<Subset>; 4],
}

impl Fonts {
    fn new(names: [&'static str; 4]) -> Self {
        Self { names, subsets: [const { None }; 4] }
    }

    fn of(&mut self, text: &TextItem) -> &mut Subset {
        // The audit has let no other face pass.
        let index = face_of(&text.font).and_then(|face| Face::ALL.iter().position(|known| *known == face));
        let index = index.unwrap_or_default();
        self.subsets[index].get_or_insert_with(|| Subset::new(Face::ALL[index], text.font.clone(), self.names[index]))
    }

    /// Writes all fonts that are used; their names and numbers.
    fn write(&self, chunk: &mut Chunk, next: &mut Ref, level: u32) -> Result<Vec<FontName>, Fault> {
        let mut fonts = Vec::new();
        for subset in self.subsets.iter().flatten() {
            let root = next.bump();
            subset.write(chunk, root, next, level)?;
            fonts.push((subset.name, root));
        }
        Ok(fonts)
    }
}

/// Writes a plate's rules and words.
fn draw(stream: &mut Stream, frame: &Frame, fonts: &mut Fonts) {
    walk(frame, &mut |item, place| match item {
        Item::Text(text) => stream.text(text, at(place, Abs::zero(), Abs::zero()), fonts.of(text)),
        Item::Shape(shape) => stream.shape(shape, place),
        Item::Tag(_) | Item::Image => {}
    });
}

/// The document's bytes.
///
/// # Errors
/// A face is broken.
pub(super) fn write(
    pages: &[SetPage],
    size: Size,
    options: &Options,
    bookmarks: &[Bookmark],
) -> Result<Vec<u8>, Fault> {
    let mut pdf = Pdf::with_capacity(ROOM);
    pdf.set_version(1, 7);
    let mut next = Ref::new(1);
    let [catalog, tree, outline] = [(); 3].map(|()| next.bump());

    let mut forms = Forms::default();
    let place = |page: &SetPage| page.plates.first().map(|form| forms.place(form, &mut pdf, &mut next)).transpose();
    let under: Vec<_> = pages.iter().map(place).collect::<Result<_, _>>()?;
    let mut fonts = Fonts::new(TEXT_FONTS);
    let contents: Vec<Vec<u8>> = pages.iter().map(|page| own_content(page, size, &mut fonts)).collect();
    let identity = typst::utils::hash128(&contents);
    let text_fonts = fonts.write(&mut pdf, &mut next, EACH)?;
    let mut kids = Vec::with_capacity(pages.len());
    for (form, content) in under.into_iter().zip(contents) {
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
    let has_outline = metadata::outline(&mut pdf, outline, &mut next, &kids, bookmarks, points(size.y));
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

/// What lies over the form: the smaller plates, then the texts.
fn own_content(page: &SetPage, size: Size, fonts: &mut Fonts) -> Vec<u8> {
    let mut stream = Stream::new(size.y);
    for plate in page.plates.iter().skip(1) {
        draw(&mut stream, &plate.frame, fonts);
    }
    for (place, text) in &page.texts {
        stream.text(text, *place, fonts.of(text));
    }
    stream.finish()
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
        let fonts = form.fonts.iter().map(|(name, font)| (*name, Ref::new(font.get() + first - 1))).collect();
        let under = Under { content: Ref::new(first), fonts };
        self.placed.push((Arc::clone(plate), under.clone()));
        Ok(under)
    }
}

fn deflate(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2 + 64), Compression::new(level));
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, reason = "the size of a page")]
fn points(length: Abs) -> f32 {
    length.to_pt() as f32
}
