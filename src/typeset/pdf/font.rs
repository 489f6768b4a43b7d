//! The glyphs of the faces that a document uses, as fonts in it.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Filter, Finish, Name, Rect, Ref, Str};
use rustc_hash::FxHashMap;
use subsetter::GlyphRemapper;
use typst::text::{FontInstance, TextItem};

use super::outlines;
use super::pack::deflate;
use crate::fonts::Face;
use crate::typeset::dump::face_of;
use crate::typeset::{Fault, FaultKind};

const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The number of a font's PostScript name among its names.
const POST_SCRIPT_NAME: u16 = 6;

/// A font's name in a page's resources, and its number.
pub(super) type FontName = (&'static str, Ref);

/// The subsets of a document or a form.
pub(super) struct Fonts {
    names: [&'static str; 4],
    subsets: [Option<Subset>; 4],
}

impl Fonts {
    pub(super) fn new(names: [&'static str; 4]) -> Self {
        Self { names, subsets: [const { None }; 4] }
    }

    /// The subset of a text's face; none when the face is not one of ours.
    pub(super) fn of(&mut self, text: &TextItem) -> Option<&mut Subset> {
        let face = face_of(&text.font)?;
        let index = Face::ALL.iter().position(|known| *known == face)?;
        Some(self.subsets[index].get_or_insert_with(|| Subset::new(face, text.font.clone(), self.names[index])))
    }

    /// Writes all fonts that are used; their names and numbers.
    pub(super) fn write(&self, chunk: &mut Chunk, next: &mut Ref, level: u32) -> Result<Vec<FontName>, Fault> {
        let mut fonts = Vec::new();
        for subset in self.subsets.iter().flatten() {
            let root = next.bump();
            subset.write(chunk, root, next, level)?;
            fonts.push((subset.name, root));
        }
        Ok(fonts)
    }
}

/// The glyphs of one face and the codes by which a document's pages name them.
pub(super) struct Subset {
    face: Face,
    font: FontInstance,
    /// The font's name in the pages' resources.
    pub(super) name: &'static str,
    glyphs: GlyphRemapper,
    /// The code of a glyph for a text: one glyph may stand for two characters (金 and its radical), and a reader must
    /// get back the right one.
    codes: FxHashMap<(u16, u64), u16>,
    /// By code: glyph in the subset, width in em, text. Code 0 is no glyph.
    used: Vec<(u16, f64, String)>,
}

impl Subset {
    pub(super) fn new(face: Face, font: FontInstance, name: &'static str) -> Self {
        let used = vec![(0, 0.0, String::new())];
        Self { face, font, name, glyphs: GlyphRemapper::new(), codes: FxHashMap::default(), used }
    }

    /// The code of a glyph that stands for a text; none where a reader could not get the text back, or there is no code left.
    pub(super) fn code(&mut self, glyph: u16, text: &str) -> Option<u16> {
        let key = (glyph, key_of(text)?);
        if let Some(code) = self.codes.get(&key) {
            return Some(*code);
        }
        if glyph == 0 {
            return None;
        }
        let code = u16::try_from(self.used.len()).ok()?;
        let width = self.font.x_advance(glyph).map_or(0.0, typst::layout::Em::get);
        self.used.push((self.glyphs.remap(glyph), width, text.to_owned()));
        self.codes.insert(key, code);
        Some(code)
    }

    /// The width of a code's glyph, em.
    pub(super) fn width(&self, code: u16) -> f64 {
        self.used.get(usize::from(code)).map_or(0.0, |(_, width, _)| *width)
    }

    /// Writes the font's objects; `level` is how hard its outlines are compressed. The font's own number is `root`.
    ///
    /// # Errors
    /// The face cannot be subset: it is broken.
    pub(super) fn write(&self, chunk: &mut Chunk, root: Ref, next: &mut Ref, level: u32) -> Result<(), Fault> {
        let program = subsetter::subset(self.face.bytes(), 0, &self.glyphs).map_err(|error| {
            Fault::new(FaultKind::Export, format!("書体 {} の字形を取り出せません: {error}", self.face.family()))
        })?;
        let program = outlines::bare(program);
        let [cid, descriptor, to_unicode, file] = [(); 4].map(|()| next.bump());
        let base = self.base_name();
        chunk
            .type0_font(root)
            .base_font(Name(base.as_bytes()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(to_unicode);
        // As long as every code is its glyph's number nothing needs to be said.
        let is_identity = self.used.iter().enumerate().all(|(code, (glyph, ..))| usize::from(*glyph) == code);
        let map = (!is_identity).then(|| next.bump());
        let mut font = chunk.cid_font(cid);
        font.subtype(CidFontType::Type2).base_font(Name(base.as_bytes())).system_info(IDENTITY);
        font.font_descriptor(descriptor).default_width(1000.0);
        match map {
            Some(map) => font.cid_to_gid_map_stream(map),
            None => font.cid_to_gid_map_predefined(Name(b"Identity")),
        };
        let mut widths = font.widths();
        let mut first = 1;
        for run in self.used.get(1..).unwrap_or_default().chunk_by(|a, b| a.1.to_bits() == b.1.to_bits()) {
            let last = first + run.len() - 1;
            let width = thousandths(run[0].1);
            if (width - 1000.0).abs() > f32::EPSILON {
                widths.same(code(first), code(last), width);
            }
            first = last + 1;
        }
        widths.finish();
        font.finish();
        if let Some(map) = map {
            let glyphs: Vec<u8> = self.used.iter().flat_map(|(glyph, ..)| glyph.to_be_bytes()).collect();
            chunk.stream(map, &deflate(&glyphs, level)).filter(Filter::FlateDecode);
        }
        self.describe(chunk, descriptor, file, &base);
        let mut cmap = UnicodeCmap::new(Name(b"Custom"), IDENTITY);
        for (index, (_, _, text)) in self.used.iter().enumerate().skip(1) {
            cmap.pair_with_multiple(code(index), text.chars());
        }
        let cmap = deflate(&cmap.finish(), level);
        chunk.cmap(to_unicode, &cmap).filter(Filter::FlateDecode);
        let length = i32::try_from(program.len()).unwrap_or(i32::MAX);
        let packed = deflate(&program, level);
        chunk.stream(file, &packed).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
        Ok(())
    }

    fn describe(&self, chunk: &mut Chunk, descriptor: Ref, file: Ref, base: &str) {
        let ttf = self.font.ttf();
        let units = |units: i16| thousandths(f64::from(units) / self.font.units_per_em());
        let bounds = ttf.global_bounding_box();
        chunk
            .font_descriptor(descriptor)
            .name(Name(base.as_bytes()))
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(units(bounds.x_min), units(bounds.y_min), units(bounds.x_max), units(bounds.y_max)))
            .italic_angle(0.0)
            .ascent(units(ttf.ascender()))
            .descent(units(ttf.descender()))
            .cap_height(units(ttf.capital_height().unwrap_or_else(|| ttf.ascender())))
            .stem_v(if self.face == Face::GothicBold { 160.0 } else { 95.0 })
            .font_file2(file);
    }

    /// `ABCDEF+Name`: the letters tell subsets of one face apart, as the format asks.
    fn base_name(&self) -> String {
        let mut hash = typst::utils::hash128(&self.used.iter().map(|(_, _, text)| text).collect::<Vec<_>>());
        let mut tag = String::new();
        for _ in 0..6 {
            tag.push(char::from(b'A' + u8::try_from(hash % 26).unwrap_or_default()));
            hash /= 26;
        }
        let mut names = self.font.ttf().names().into_iter();
        let name = names.find(|name| name.name_id == POST_SCRIPT_NAME && name.is_unicode());
        let name = name.and_then(|name| name.to_string());
        format!("{tag}+{}", name.unwrap_or_else(|| self.face.family().replace(' ', "")))
    }
}

/// A text as a number, which is faster to look up. Only a text of one to three characters that may stand in a table of
/// characters (ISO 19005-2, 6.2.11.7.2) has one.
fn key_of(text: &str) -> Option<u64> {
    let mut key = 0;
    for (index, ch) in text.chars().enumerate() {
        if index == 3 || matches!(ch, '\0' | '\u{FEFF}' | '\u{FFFE}') {
            return None;
        }
        key = (key << 21) | u64::from(u32::from(ch));
    }
    (key > 0).then_some(key)
}

fn code(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "thousandths of an em")]
fn thousandths(em: f64) -> f32 {
    (em * 1000.0) as f32
}
