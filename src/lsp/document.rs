//! An open plan: its text, what it was read as, and what is told about it.

use crate::billing::codes::CodeList;
use crate::case::Case;
use crate::case::read::Fetch;
use crate::press::{Checked, Loaded, Offer};
use crate::source::yaml::{Kind, Node};
use crate::source::{SourceFile, Span, to_u32};

/// An open plan.
pub(super) struct Document {
    /// What `careplan check` would say of it.
    pub(super) checked: Checked,
    /// The last reading without a syntax error: what completion rests on while a line is being typed.
    good: Option<Case>,
}

impl Document {
    /// Reads and checks a text. `before` is the document that it replaces.
    #[must_use]
    pub(super) fn new(name: &str, text: &str, fetch: &Fetch, codes: Option<&CodeList>, before: Option<Self>) -> Self {
        let loaded = Loaded::read(name, text.as_bytes(), fetch);
        // The rules ask for what a plan has; of an office's file only its own words can be wrong.
        let is_office = loaded.case.is_office;
        let checked = if is_office {
            Checked::unasked(loaded, None)
        } else {
            Checked::with_codes(loaded, None, None, codes).with_unprintable()
        };
        let good = before
            .filter(|_| checked.case.broken)
            .and_then(|before| if before.checked.case.broken { before.good } else { Some(before.checked.case) });
        Self { checked, good }
    }

    /// The plan's own file.
    #[must_use]
    pub(super) fn file(&self) -> &SourceFile {
        static EMPTY: std::sync::LazyLock<SourceFile> = std::sync::LazyLock::new(|| SourceFile::new("", ""));
        self.checked.sources.get(self.checked.case.id).unwrap_or(&EMPTY)
    }

    /// From the first byte of the line of one place to the end of that of another.
    #[must_use]
    pub(super) fn whole_lines(&self, start: u32, end: u32) -> (u32, u32) {
        let (file, last) = (self.file(), self.file().line_of(end));
        (file.line_start(file.line_of(start)), file.line_start(last) + to_u32(file.line(last).len()))
    }

    /// The last plan that could be read whole: this one, unless it is broken now.
    #[must_use]
    pub(super) fn good(&self) -> &Case {
        self.good.as_ref().unwrap_or(&self.checked.case)
    }

    /// The fixes of what is told at certain places.
    #[must_use]
    pub(super) fn offers(&self, codes: Option<&CodeList>, at: &dyn Fn(Span) -> bool) -> Vec<Offer> {
        self.checked.offers_at(codes, at)
    }

    /// Every text of the plan with its place, in the order of the file.
    #[must_use]
    pub(super) fn texts(&self) -> Vec<(&str, Span)> {
        self.checked.case.root.as_ref().map(texts_of).unwrap_or_default()
    }

    /// The innermost text at a byte.
    #[must_use]
    pub(super) fn text_at(&self, offset: u32) -> Option<(&str, Span)> {
        self.texts().into_iter().find(|(_, span)| span.start <= offset && offset <= span.end)
    }
}

/// Every text below a node with its place, in the order of the file.
pub(super) fn texts_of(root: &Node) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match &node.kind {
            Kind::Null => {}
            Kind::Scalar(text) => found.push((text.as_str(), node.span)),
            Kind::Seq(items) => open.extend(items),
            Kind::Map(entries) => open.extend(entries.iter().map(|entry| &entry.value)),
        }
    }
    found.sort_by_key(|(_, span)| span.start);
    found
}
