//! A copy of the text in which slips of typing are mended, so that reading can go on behind them; the file itself is never
//! changed, and every place that is told is a place of the file.

use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, Fix, SourceFile, Span, to_u32};
use memchr::memmem;
use std::borrow::Cow;

/// One change of the copy.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    /// Where it is made in the file.
    at: usize,
    remove: usize,
    insert: String,
    /// Where it stands in the copy.
    copy_at: usize,
}

impl Edit {
    pub(super) fn new(at: usize, remove: usize, insert: impl Into<String>) -> Self {
        Self { at, remove, insert: insert.into(), copy_at: at }
    }
}

/// How a slip is mended, in places of the text in which it was found.
#[derive(Clone, Debug)]
pub(super) struct Mend {
    /// Where, how many bytes go, what comes instead.
    pub(super) edits: Vec<(usize, usize, String)>,
    /// Whether the writer can have meant nothing else.
    pub(super) certain: bool,
}

impl Mend {
    /// A mending that can only be right.
    pub(super) fn certain(at: usize, remove: usize, insert: impl Into<String>) -> Self {
        Self { edits: vec![(at, remove, insert.into())], certain: true }
    }

    /// A mending that is right as a rule.
    pub(super) fn likely(at: usize, remove: usize, insert: impl Into<String>) -> Self {
        Self::certain(at, remove, insert).doubtful()
    }

    /// The same, where the writer can have meant something else.
    pub(super) fn doubtful(self) -> Self {
        Self { certain: false, ..self }
    }

    /// The same as a change that a person can choose.
    pub(super) fn fix(&self, title: &str) -> Fix {
        let edit = |(at, remove, insert): &(usize, usize, String)| {
            (Span::new(FileId::default(), to_u32(*at), to_u32(at + remove)), insert.clone())
        };
        Fix { title: title.to_owned(), edits: self.edits.iter().map(edit).collect(), certain: self.certain }
    }
}

/// Behind what the next problem must lie to be believed.
#[derive(Clone, Copy, Debug)]
struct Barrier {
    offset: u32,
    line: usize,
    certain: bool,
}

/// A file's text and the changes made to its copy.
#[derive(Debug)]
pub(super) struct Mending<'t> {
    original: &'t str,
    pub(super) edits: Vec<Edit>,
    barrier: Option<Barrier>,
}

impl<'t> Mending<'t> {
    pub(super) fn new(original: &'t str) -> Self {
        Self { original, edits: Vec::new(), barrier: None }
    }

    /// Whether the copy differs from the file.
    pub(super) fn has_edits(&self) -> bool {
        !self.edits.is_empty()
    }

    /// The mended copy.
    pub(super) fn text(&self) -> Cow<'t, str> {
        if self.edits.is_empty() {
            return Cow::Borrowed(self.original);
        }
        let mut text = String::with_capacity(self.original.len() + self.edits.len());
        let mut done = 0;
        for edit in &self.edits {
            text.push_str(self.original.get(done..edit.at).unwrap_or_default());
            text.push_str(&edit.insert);
            done = done.max(edit.at + edit.remove);
        }
        text.push_str(self.original.get(done..).unwrap_or_default());
        Cow::Owned(text)
    }

    /// Mends the copy. `problem` is what was told about it, in places of the file.
    pub(super) fn add(&mut self, mend: Mend, problem: &Problem, line: usize) {
        let in_file = |(at, remove, insert)| {
            let start = self.original_offset(at, false);
            let end = if remove == 0 { start } else { self.original_offset(at + remove, true) };
            Edit::new(start, end - start, insert)
        };
        let edits: Vec<Edit> = mend.edits.into_iter().map(in_file).collect();
        // What was mended before and goes now is no edit any more.
        let gone = |old: &Edit| {
            edits.iter().any(|new| new.at <= old.at && old.at + old.remove <= new.at + new.remove && new.remove > 0)
        };
        self.edits.retain(|old| !gone(old));
        self.edits.extend(edits);
        self.settle();
        self.barrier = Some(Barrier { offset: problem.span.start, line, certain: mend.certain });
    }

    /// Whether a problem only comes from a mending that was no help.
    pub(super) fn is_consequence(&self, problem: &Problem, line: usize) -> bool {
        let slip = matches!(problem.code, ProblemCode::FullWidth | ProblemCode::Tab);
        self.barrier.is_some_and(|barrier| {
            problem.span.start <= barrier.offset || !barrier.certain && !slip && line <= barrier.line + 1
        })
    }

    /// What the file says at a place.
    pub(super) fn written(&self, span: Span) -> &'t str {
        self.original.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// A place of the copy as a place of the file.
    pub(super) fn span(&self, id: FileId, start: usize, end: usize) -> Span {
        Span::new(id, to_u32(self.original_offset(start, false)), to_u32(self.original_offset(end, true)))
    }

    /// A problem with places of the copy as one with places of the file.
    pub(super) fn problem(&self, id: FileId, problem: Problem) -> Problem {
        let map = |span: Span| self.span(id, span.start as usize, span.end as usize);
        let related = problem.related.into_iter().map(|(span, words)| (map(span), words)).collect();
        let in_file = |fix: Box<Fix>| {
            Box::new(Fix { edits: fix.edits.into_iter().map(|(span, text)| (map(span), text)).collect(), ..*fix })
        };
        Problem { span: map(problem.span), related, fix: problem.fix.map(in_file), ..problem }
    }

    /// Puts the edits in order and finds their places in the copy.
    pub(super) fn settle(&mut self) {
        self.edits.sort_by_key(|edit| (edit.at, edit.remove > 0));
        let (mut copied, mut done) = (0, 0);
        for edit in &mut self.edits {
            edit.copy_at = copied + edit.at.saturating_sub(done);
            (copied, done) = (edit.copy_at + edit.insert.len(), edit.at + edit.remove);
        }
    }

    /// An offset of the copy in the file; inside of what was put in, the start or the end of what it stands for.
    fn original_offset(&self, offset: usize, end: bool) -> usize {
        let passed = |edit: &Edit| edit.copy_at < offset || edit.copy_at == offset && end;
        let Some(edit) = self.edits[..self.edits.partition_point(passed)].last() else { return offset };
        let behind = edit.at + edit.remove;
        match offset.checked_sub(edit.copy_at + edit.insert.len()) {
            Some(further) => (behind + further).min(self.original.len()),
            None if end => behind,
            None => edit.at,
        }
    }
}

/// Tells the control characters that YAML does not know, and those that hold struck words apart in texts of ours, each line once, and takes them out of the copy.
pub(super) fn control_characters(id: FileId, file: &SourceFile, mending: &mut Mending) -> Vec<Problem> {
    let unknown = |c: char| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r')
            || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}')
    };
    let mut told: Vec<(usize, Problem)> = Vec::new();
    if !may_hold_controls(file.text()) {
        return Vec::new();
    }
    for (at, found) in file.text().char_indices().filter(|(_, c)| unknown(*c)) {
        let line = file.line_of(to_u32(at));
        mending.edits.push(Edit::new(at, found.len_utf8(), "_"));
        if told.last().is_none_or(|(last, _)| *last != line) {
            let message = format!("使えない制御文字（U+{:04X}）が含まれています", u32::from(found));
            let span = Span::new(id, to_u32(at), to_u32(at + found.len_utf8()));
            told.push((line, Problem::new(ProblemCode::Control, span, message).help("この文字を消してください")));
        }
    }
    mending.settle();
    told.into_iter().map(|(_, problem)| problem).collect()
}

/// Whether a text may have control characters, or the two that are no characters: a glance before the slow look.
fn may_hold_controls(text: &str) -> bool {
    // U+0080–U+00BF begin with C2, the five with EF BF. No branch leaves early: many bytes are looked at together.
    let is_control = |byte: &u8| matches!(byte, 0..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f | 0xc2);
    text.as_bytes().iter().fold(false, |found, byte| found | is_control(byte))
        || memmem::find(text.as_bytes(), b"\xef\xbf").is_some()
}
