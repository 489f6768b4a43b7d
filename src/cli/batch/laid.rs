//! A month laid out for the print stands in no file: what is found in it is told without a line, and what is found behind it
//! at the line that the user's own file has.

use super::manifest::Found;
use super::order;
use crate::report::Diagnostic;
use crate::source::{Sources, Span};
use std::borrow::Cow;
use std::ops::Range;

/// A plan as it is in its file, and where in the text that was printed a month was added to it.
pub(super) struct Laid {
    sources: Sources,
    /// What was added, in bytes of the text that was printed.
    added: Range<usize>,
    /// How many bytes of the file it stands for; none where it was only added.
    replaced: usize,
    /// What was left empty, left out, or should be looked at; its places are those of the file.
    pub(super) notes: Vec<Diagnostic>,
}

impl Laid {
    /// The difference between a file and the text that was printed; `sources` are those of the file.
    pub(super) fn new(sources: Sources, file: &str, printed: &str, notes: Vec<Diagnostic>) -> Self {
        let [file, printed] = [file, printed].map(|text| text.trim_start_matches('\u{FEFF}').as_bytes());
        let same = file.iter().zip(printed).take_while(|(one, other)| one == other).count();
        // A month may begin as the next one does: it is a whole line that was added.
        let line = file[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let start = if same == file.len() { same } else { line };
        let rest = file.len().min(printed.len()) - start;
        let tail = file.iter().rev().zip(printed.iter().rev()).take(rest).take_while(|(one, other)| one == other);
        let tail = tail.count();
        Self { sources, added: start..printed.len() - tail, replaced: file.len() - tail - start, notes }
    }

    /// The files of the user.
    pub(super) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What was noted, by its line.
    pub(super) fn noted(&self) -> impl Iterator<Item = Found> {
        self.notes.iter().map(|note| order::found(Places::new(&self.sources, None), note))
    }

    /// The place in the user's own file.
    fn own(&self, span: Span) -> Span {
        // The plan is the first of its files; the others are as they were read.
        let plan = self.sources.iter().next().map(|(plan, _)| plan);
        let (start, end) = (span.start as usize, span.end as usize);
        if span.is_detached() || Some(span.file) != plan || end <= self.added.start {
            return span;
        }
        if start < self.added.end {
            return Span::DETACHED;
        }
        let moved = |at: usize| crate::source::to_u32(at - self.added.len() + self.replaced);
        Span { start: moved(start), end: moved(end), ..span }
    }
}

/// Where what is told of a plan stands.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    sources: &'a Sources,
    laid: Option<&'a Laid>,
}

impl<'a> Places<'a> {
    /// The places of a plan that was read from these sources, with or without a month that was laid out.
    pub(super) fn new(sources: &'a Sources, laid: Option<&'a Laid>) -> Self {
        Self { sources, laid }
    }

    /// The files of the user.
    pub(super) fn sources(&self) -> &'a Sources {
        self.laid.map_or(self.sources, |laid| &laid.sources)
    }

    /// What is told, at its place in them.
    pub(super) fn own<'d>(&self, diagnostic: &'d Diagnostic) -> Cow<'d, Diagnostic> {
        let Some(laid) = self.laid else { return Cow::Borrowed(diagnostic) };
        let mut own = Diagnostic { span: laid.own(diagnostic.span), ..diagnostic.clone() };
        own.related.iter_mut().for_each(|label| label.span = laid.own(label.span));
        Cow::Owned(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, SourceFile};

    #[test]
    fn places_behind_an_added_month_are_those_of_the_file() {
        let file = "月間:\n  - 年月: 2025-08\n経過: x\n";
        let printed = "月間:\n  - 年月: 2025-07\n  - 年月: 2025-08\n経過: x\n";
        let mut sources = Sources::default();
        sources.add(SourceFile::new("p.yaml", file));
        let laid = Laid::new(sources, file, printed, Vec::new());
        let told = |word: &str| {
            let at = u32::try_from(printed.find(word).unwrap()).unwrap();
            let own = laid.own(Span::new(FileId(0), at, at + 1));
            (!own.is_detached()).then(|| laid.sources.get(FileId(0)).unwrap().line_of(own.start))
        };
        assert_eq!(["月間", "2025-07", "2025-08", "経過"].map(told), [Some(1), None, Some(2), Some(3)]);
    }

    #[test]
    fn a_month_at_the_end_of_a_file_without_line_end() {
        let (file, printed) = ("a: 1\nb: 2", "a: 1\nb: 2\nc: 3\n");
        let mut sources = Sources::default();
        sources.add(SourceFile::new("p.yaml", file));
        let laid = Laid::new(sources, file, printed, Vec::new());
        assert!(!laid.own(Span::new(FileId(0), 5, 9)).is_detached());
        assert!(laid.own(Span::new(FileId(0), 10, 11)).is_detached());
    }
}
