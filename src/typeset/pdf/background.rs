//! A plate as it lies under the pages of a document: its content stream and the fonts of its own words, made once.

use std::sync::{Arc, Mutex, PoisonError};

use pdf_writer::{Chunk, Filter, Ref};
use typst::layout::Frame;

use super::content::Stream;
use super::font::{FontName, Fonts};
use super::pack::{ONCE, deflate};
use crate::typeset::walk::{Item, walk};
use crate::typeset::{Fault, FaultKind};

/// How many places of a form are remembered.
const PLACES: usize = 8;

/// Names of the fonts of a form's own words in a page's resources.
const FORM_FONTS: [&str; 4] = ["Fm", "Fg", "Fb", "Fj"];

/// A form as it lies under a page: its objects, numbered from 1, the first of them its content stream.
pub(in crate::typeset) struct Background {
    chunk: Chunk,
    /// The same objects numbered from where documents had room for them. Documents of a kind all have it in one place.
    placed: Mutex<Vec<(i32, Arc<Chunk>)>>,
    /// Name in the resources and number of each of its fonts.
    fonts: Vec<FontName>,
    /// How many numbers it takes.
    pub(super) length: i32,
}

impl Background {
    /// The background that a plate makes.
    ///
    /// # Errors
    /// A face is broken, or the plate has what cannot be written.
    pub(in crate::typeset) fn new(frame: &Frame) -> Result<Self, Fault> {
        let mut fonts = Fonts::new(FORM_FONTS);
        let mut stream = Stream::new(frame.height());
        stream.apart_from_the_rest(|stream| draw(stream, frame, &mut fonts)).ok_or_else(unwritable)?;
        let mut chunk = Chunk::new();
        let mut next = Ref::new(1);
        let content = next.bump();
        chunk.stream(content, &deflate(&stream.finish(), ONCE)).filter(Filter::FlateDecode);
        let fonts = fonts.write(&mut chunk, &mut next, ONCE)?;
        Ok(Self { chunk, placed: Mutex::default(), fonts, length: next.get() - 1 })
    }

    /// The objects numbered from `first`.
    pub(super) fn numbered_from(&self, first: i32) -> Arc<Chunk> {
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

    /// Name and number of each of its fonts when its objects are numbered from `first`.
    pub(super) fn fonts_from(&self, first: i32) -> Vec<FontName> {
        self.fonts.iter().map(|(name, font)| (*name, Ref::new(font.get() + first - 1))).collect()
    }
}

/// Writes a plate's rules and words; none when something on it cannot be written.
pub(super) fn draw(stream: &mut Stream, frame: &Frame, fonts: &mut Fonts) -> Option<()> {
    let mut written = Some(());
    walk(frame, &mut |item, place| {
        let this = match item {
            Item::Text(text) => stream.text(text, place, fonts),
            Item::Shape(shape) => stream.shape(shape, place),
            // Where elements begin and end is said in tagged files only, and those are Typst's.
            Item::Tag(_) => Some(()),
            Item::Image | Item::Clip | Item::Link => None,
        };
        written = written.and(this);
    });
    written
}

/// Whether all that is in a frame can be written: by writing it, so that nothing can be thought of here and forgotten there.
pub(in crate::typeset) fn can_be_written(frame: &Frame) -> bool {
    draw(&mut Stream::new(frame.height()), frame, &mut Fonts::new(FORM_FONTS)).is_some()
}

/// What is refused is refused before, when the page is set: then its document is Typst's.
pub(super) fn unwritable() -> Fault {
    Fault::new(FaultKind::Export, "黒い文字と罫線のほかのものがあり、PDFに書けません")
}
