//! Looks at what was really laid out, before anybody may print it.
//!
//! The kit puts a mark before each field (its receipt and its rectangle on the page) and one after it. Between the two
//! no ink may leave the rectangle, and the characters must be exactly the receipt's. On the whole page no glyph may be
//! missing and no font may be foreign. A receipt without a mark is looked for in the text outside the fields.

use std::collections::BTreeMap;

use typst::foundations::{Array, Content, Value};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Abs, Frame, Point, Transform};
use typst::text::TextItem;
use typst::utils::Numeric;
use typst_layout::PagedDocument;

use super::walk::{Item, at, walk};
use super::{Fault, FaultKind};
use crate::fonts::Face;
use crate::forms::Sheet;
use crate::forms::placed::Ink;
use crate::source::Span;

/// How far ink may leave its field, mm: rounding, and the overhang of a glyph.
const TOLERANCE: f64 = 0.2;

/// Ascent and descent of the faces, em: nearly all ink lies within.
const EM_BOX: (f64, f64) = (0.88, 0.12);

/// 「欄の位置」 where a text of the plan stands.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldBox {
    /// Page, from 0.
    pub page: usize,
    /// Index into the sheet's texts.
    pub at: usize,
    /// Left edge, mm.
    pub x: f64,
    /// Top edge, mm.
    pub y: f64,
    /// Width, mm.
    pub w: f64,
    /// Height, mm.
    pub h: f64,
    /// The place in the plan.
    pub span: Span,
}

/// Audits all pages: the fields that were found, and what is wrong.
pub(super) fn audit(document: &PagedDocument, sheets: &[Sheet]) -> (Vec<FieldBox>, Vec<Fault>) {
    let pages = document.pages();
    let mut fields = Vec::new();
    let mut faults = Vec::new();
    if pages.len() != sheets.len() {
        faults.push(Fault::pages(sheets.len(), pages.len()));
    }
    for (number, (page, sheet)) in pages.iter().zip(sheets).enumerate() {
        let (mut found, mut wrong) = laid(number, [&page.frame], [], sheet);
        fields.append(&mut found);
        faults.append(&mut wrong);
    }
    (fields, faults)
}

/// Audits a page that Typst laid out, and the texts that were set over it.
pub(super) fn laid<'a>(
    number: usize,
    frames: impl IntoIterator<Item = &'a Frame>,
    texts: impl IntoIterator<Item = (&'a Ink, &'a [(Point, TextItem)])>,
    sheet: &Sheet,
) -> (Vec<FieldBox>, Vec<Fault>) {
    let mut auditor = Auditor::new(number, sheet);
    frames.into_iter().for_each(|frame| auditor.frame(frame));
    auditor.texts(texts);
    auditor.receipts();
    (auditor.fields, auditor.faults)
}

/// Walks a plate, which has no fields: its text, and what is wrong with its glyphs and fonts.
pub(super) fn plate(frame: &Frame, sheet: &Sheet) -> (String, Vec<Fault>) {
    let mut auditor = Auditor::new(0, sheet);
    auditor.frame(frame);
    (auditor.loose, auditor.faults)
}

/// Audits a page that was set text by text over plates, of which these are the words: one for each layer of the sheet.
pub(super) fn set<'a>(
    number: usize,
    sheet: &Sheet,
    plates: &[&str],
    texts: impl Iterator<Item = (&'a Ink, &'a [(Point, TextItem)])>,
) -> (Vec<FieldBox>, Vec<Fault>) {
    let mut auditor = Auditor::new(number, sheet);
    let layers = sheet.stencil.as_ref().map_or(0, |stencil| stencil.layers.len());
    if plates.len() != layers {
        let message = format!("様式の{layers}枚の下敷きのうち{}枚しか印字されません", plates.len());
        auditor.fault(FaultKind::PlateMissing, Span::DETACHED, message);
    }
    auditor.loose = plates.concat();
    auditor.texts(texts);
    auditor.receipts();
    (auditor.fields, auditor.faults)
}

struct Auditor<'a> {
    page: usize,
    sheet: &'a Sheet,
    /// Index into `fields` of the field that is being drawn.
    open: Option<usize>,
    fields: Vec<FieldBox>,
    /// The characters that arrived, by receipt.
    arrived: BTreeMap<usize, String>,
    /// The characters outside all fields.
    loose: String,
    faults: Vec<Fault>,
}

impl<'a> Auditor<'a> {
    fn new(page: usize, sheet: &'a Sheet) -> Self {
        Self {
            page,
            sheet,
            open: None,
            fields: Vec::new(),
            arrived: BTreeMap::new(),
            loose: String::new(),
            faults: Vec::new(),
        }
    }

    fn frame(&mut self, frame: &Frame) {
        walk(frame, &mut |item, place| match item {
            Item::Text(text) => self.text(text, place),
            Item::Tag(Tag::Start(element, _)) => self.mark(element),
            Item::Tag(Tag::End(..)) | Item::Shape(_) | Item::Image | Item::Clip | Item::Link => {}
        });
    }

    /// Texts that were set, each in its field.
    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = (&'t Ink, &'t [(Point, TextItem)])>) {
        for (ink, items) in texts {
            self.open = Some(self.field(ink.at, ink.field));
            for (place, text) in items {
                self.text(text, Transform::translate(place.x, place.y));
            }
        }
    }

    /// A field's mark: `(at, x, y, w, h)` in mm where it begins, `none` where it ends.
    fn mark(&mut self, element: &Content) {
        let Some(metadata) = element.to_packed::<MetadataElem>() else { return };
        match &metadata.value {
            Value::Array(mark) => self.open = self.begin(mark),
            Value::None => self.open = None,
            _ => {}
        }
    }

    fn begin(&mut self, mark: &Array) -> Option<usize> {
        let number = |i: usize| match mark.as_slice().get(i) {
            Some(Value::Float(number)) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "millimetres of a page")]
            Some(Value::Int(number)) => Some(*number as f64),
            _ => None,
        };
        let Some(Value::Int(receipt)) = mark.as_slice().first() else { return None };
        let at = usize::try_from(*receipt).ok()?;
        Some(self.field(at, [number(1)?, number(2)?, number(3)?, number(4)?]))
    }

    /// The field of a receipt; its index.
    fn field(&mut self, at: usize, [x, y, w, h]: [f64; 4]) -> usize {
        let span = self.sheet.texts.get(at).map_or(Span::DETACHED, |text| text.span);
        self.fields.push(FieldBox { page: self.page, at, x, y, w, h, span });
        self.arrived.entry(at).or_default();
        self.fields.len() - 1
    }

    fn text(&mut self, text: &TextItem, place: Transform) {
        let field = self.open.map(|open| self.fields[open].clone());
        let span = field.as_ref().map_or(Span::DETACHED, |field| field.span);
        match &field {
            Some(field) => self.arrived.entry(field.at).or_default().push_str(&text.text),
            None => self.loose.push_str(&text.text),
        }
        for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
            let lost = text.text.get(glyph.range()).unwrap_or_default();
            self.fault(FaultKind::MissingGlyph, span, format!("「{lost}」({}) の字形がありません", codes(lost)));
        }
        let family = &text.font.info().family;
        if !Face::ALL.iter().any(|face| face.family() == family.as_str()) {
            self.fault(FaultKind::ForeignFont, span, format!("埋め込みでない書体 {family} が使われました"));
        }
        if let Some(field) = field
            && let Some(far) = outside(text, place, &field)
        {
            let message = format!("「{}」が欄から {far:.1} mm はみ出しています", text.text);
            self.fault(FaultKind::OutsideField, span, message);
        }
    }

    /// Compares what arrived with the receipts, character by character.
    fn receipts(&mut self) {
        for (at, receipt) in self.sheet.texts.iter().enumerate() {
            let whole = match self.arrived.get(&at) {
                Some(arrived) => same(arrived, &receipt.text),
                None => self.loose.contains(&*without_line_ends(&receipt.text)),
            };
            if !whole {
                let arrived = self.arrived.get(&at).map_or("", String::as_str);
                let message = format!("「{}」が「{arrived}」としか印字されません", receipt.text);
                self.fault(FaultKind::TextLost, receipt.span, message);
            }
        }
    }

    fn fault(&mut self, kind: FaultKind, span: Span, message: String) {
        self.faults.push(Fault { span, page: Some(self.page + 1), ..Fault::new(kind, message) });
    }
}

fn same(arrived: &str, expected: &str) -> bool {
    arrived == expected || *arrived == *without_line_ends(expected)
}

fn without_line_ends(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], "").into() } else { text.into() }
}

fn codes(text: &str) -> String {
    let codes: Vec<_> = text.chars().map(|ch| format!("U+{:04X}", u32::from(ch))).collect();
    codes.join(" ")
}

/// How far the ink of a text leaves its field, mm, if it does.
fn outside(text: &TextItem, place: Transform, field: &FieldBox) -> Option<f64> {
    let size = text.size.to_mm();
    let origin = at(place, Abs::zero(), Abs::zero());
    let (x, baseline) = (origin.x.to_mm(), origin.y.to_mm());
    let sum: f64 = text.glyphs.iter().map(|glyph| glyph.x_advance.get()).sum();
    let advance = sum * size;
    // Most text stands wholly within: its em boxes show that without looking at outlines.
    let quick =
        Edges { left: x, top: baseline - EM_BOX.0 * size, right: x + advance, bottom: baseline + EM_BOX.1 * size };
    if quick.beyond(field) <= TOLERANCE {
        return None;
    }
    let ink = text.bbox();
    if !ink.min.is_finite() || !ink.max.is_finite() {
        return None;
    }
    let exact = Edges {
        left: x + ink.min.x.to_mm().min(ink.max.x.to_mm()),
        top: baseline + ink.min.y.to_mm().min(ink.max.y.to_mm()),
        right: x + ink.max.x.to_mm().max(ink.min.x.to_mm()),
        bottom: baseline + ink.max.y.to_mm().max(ink.min.y.to_mm()),
    };
    Some(exact.beyond(field)).filter(|&far| far > TOLERANCE)
}

struct Edges {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Edges {
    fn beyond(&self, field: &FieldBox) -> f64 {
        let horizontal = (field.x - self.left).max(self.right - (field.x + field.w));
        let vertical = (field.y - self.top).max(self.bottom - (field.y + field.h));
        horizontal.max(vertical)
    }
}
