//! A month laid out for the print (`--expand`) stands in no file: what is found in it is told without a line, and what is found
//! behind it at the line that the user's own file has.

use super::args::Expanding;
use super::month::{Made, planned};
use super::status::Failure;
use super::{Status, Terminal, files, load};
use crate::billing::expand::AUGUST;
use crate::billing::{About, Refusal};
use crate::calendar::{Date, Month, era};
use crate::press::{Loaded, Stop, Which};
use crate::report::{Diagnostic, Severity};
use crate::source::{Sources, Span};
use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

/// Only a month that is named can be laid out.
pub(super) const NO_MONTH: &str =
    "--expand で作る月を、--month 2025-07 のように書いてください（latest では決まりません）";

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

/// Lays out a month as `careplan month` does; `loaded` was read from `bytes`, which stay as they are. What is the same for
/// everybody (no day of consent, the new rates of August) is for the caller to tell.
///
/// # Errors
/// Nothing to lay it out from, or no certification for it; the plan as it was comes back.
pub(super) fn with_month(
    path: &Path,
    loaded: Loaded,
    bytes: &[u8],
    month: Month,
    issued_on: Option<Date>,
) -> Result<(Loaded, Laid), Box<(Loaded, Refusal)>> {
    let text = String::from_utf8_lossy(bytes);
    match planned(month, issued_on, &loaded.case.file, &text) {
        Ok(Made { whole, notes, .. }) => {
            let notes = notes.into_iter().filter(|note| !matches!(note.about, About::Undated | About::August));
            let notes = notes.map(|note| Diagnostic::new(Severity::Warning, note.span, note.message)).collect();
            let laid = Laid::new(loaded.sources, &text, &whole, notes);
            Ok((Loaded { made: Some(month), ..load::from_bytes(path, whole.as_bytes()) }, laid))
        }
        Err(refusal) => Err(Box::new((loaded, refusal))),
    }
}

/// Reads a plan for one print, and lays out the month that it lacks where that is wished. What is to be looked at is told; a month
/// that cannot be laid out is told too, and ends the program with the status that comes back.
///
/// # Errors
/// The plan's own file cannot be read, or no month is named.
pub(super) fn read(
    path: &Path,
    expanding: Expanding,
    month: Option<Which<Month>>,
    terminal: &mut Terminal,
) -> anyhow::Result<Result<(Loaded, Option<Laid>), Status>> {
    let bytes = files::read(path)?;
    let loaded = load::from_bytes(path, &bytes);
    if !expanding.expand {
        return Ok(Ok((loaded, None)));
    }
    let Some(Which::This(month)) = month else {
        return Err(Failure::Usage(NO_MONTH.to_owned()).into());
    };
    let has_month = loaded.case.file.months.iter().any(|block| block.month.value() == Some(month));
    // What is wrong with the plan is told before what it lacks.
    if has_month || !loaded.case.problems.is_empty() {
        return Ok(Ok((loaded, None)));
    }
    match with_month(path, loaded, &bytes, month, expanding.issued_on) {
        Ok((loaded, laid)) => {
            for note in &laid.notes {
                terminal.diagnostic(&laid.sources, note);
            }
            let undated = if expanding.issued_on.is_none() { "作成年月日は空欄です。" } else { "" };
            terminal.inform(format_args!(
                "{}の利用票を作って印刷します（計画書には書きません）。{undated}",
                era::month(month)
            ));
            if month.month() == 8 {
                terminal.inform(AUGUST);
            }
            Ok(Ok((loaded, Some(laid))))
        }
        Err(refused) => {
            let (loaded, refusal) = *refused;
            Ok(Err(terminal.stopped(&loaded.sources, &Stop::refusal(refusal))))
        }
    }
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

    /// Why nothing was printed, at its places in them.
    pub(super) fn own_stop(&self, mut stop: Stop) -> Stop {
        stop.diagnostics.iter_mut().for_each(|diagnostic| *diagnostic = self.own(diagnostic).into_owned());
        stop
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
