//! Files and places in them, and the one door through which YAML comes in.
//!
//! Knows nothing about care plans: this module would be useful in any program that must tell people at which
//! line of their file something is wrong. Start reading at [`read`].

pub mod edit;
mod in_quotes;
pub mod parse;
mod plain;
pub mod problem;
pub mod read;
mod record;
pub mod schema;
pub mod span;
pub mod struck;
pub mod unseen;
pub mod yaml;

pub(crate) use in_quotes::{close_of, in_quotes};
pub use plain::{plain, same_name, thousands, without};
pub use problem::{Fix, Problem, ProblemCode};
pub use read::{Field, List, Read, Reader};
pub use span::{FileId, Span};

/// One text file as it was read, with its line index.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    /// Where it lies, of a file that another one names.
    path: Option<String>,
    text: String,
    line_starts: Vec<u32>,
}

/// A place as people count: line and column from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// What a text's lines end with: as its first one does.
pub(crate) fn line_end_of(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// With how many half-width blanks a line begins.
pub(crate) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Where the words of a line begin, behind its half-width blanks and dashes.
pub(crate) fn words_at(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

/// The quote behind brackets that close, where nothing else stands on a line (`}"`).
pub(crate) fn quote_behind_closer(line: &str) -> Option<char> {
    let text = without_comment(line).trim().trim_end_matches(',');
    let mark = text.chars().next_back().filter(|mark| matches!(mark, '"' | '\''))?;
    let closers = text[..text.len() - 1].trim_end();
    (closers.starts_with([']', '}']) && closers.chars().all(|c| "]}, ".contains(c))).then_some(mark)
}

/// A line without the comment behind its words, and without the blanks before that. Within a word a quote is a letter.
pub(crate) fn without_comment(line: &str) -> &str {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        let is_behind_sign = matches!(before, ' ' | '\t' | ',' | '{' | '[' | ':');
        match c {
            '#' if quote.is_none() && matches!(before, ' ' | '\t') => return line[..at].trim_end(),
            '"' | '\'' if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() && is_behind_sign => quote = Some(c),
            _ => {}
        }
        before = c;
    }
    line.trim_end()
}

impl SourceFile {
    /// Takes a file's display name (the path as the user typed it) and its text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let behind = |(at, _): (usize, &str)| to_u32(at + 1);
        let mut line_starts: Vec<u32> = std::iter::once(0).chain(text.match_indices('\n').map(behind)).collect();
        // A line ends in LF, CR LF, or (on old machines) CR alone.
        if text.contains('\r') {
            let alone = text.match_indices('\r').filter(|(at, _)| text.as_bytes().get(at + 1) != Some(&b'\n'));
            line_starts.extend(alone.map(behind));
            line_starts.sort_unstable();
        }
        Self { name: name.into(), path: None, text, line_starts }
    }

    /// The path as the user typed it; of a file that a plan names, what the plan calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where a user finds it: of a file that a plan names, beside the plan, wherever the user stands.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path.as_deref().unwrap_or(&self.name)
    }

    /// Whether brackets hold all of it, as in JSON: how its lines stand says nothing to YAML.
    #[must_use]
    pub fn is_in_brackets(&self) -> bool {
        self.text().trim_start().starts_with(['{', '['])
    }

    /// The whole text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text between two byte offsets; empty when they do not lie on character borders.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn place(&self, offset: u32) -> Place {
        let line = self.line_of(offset);
        let before = self.text.get(self.line_start(line) as usize..offset as usize).unwrap_or_default();
        Place { line, column: before.chars().count() + 1 }
    }

    /// The line (from 1) of a byte offset.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|&start| start <= offset).max(1)
    }

    /// The text of a line (from 1), without its line end.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else { return "" };
        let end = self.line_starts.get(line).map_or(self.text.len(), |&next| next as usize);
        self.text.get(start as usize..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// Its lines in their order, without their ends.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        (1..=self.last_line()).map(|line| self.line(line))
    }

    /// The number of its last line.
    pub(crate) fn last_line(&self) -> usize {
        self.line_of(to_u32(self.text.len()))
    }

    /// With how many half-width blanks a line (from 1) begins.
    pub(crate) fn indent(&self, line: usize) -> usize {
        indent(self.line(line))
    }

    /// Whether a line (from 1) says something to YAML: it is neither blank nor a comment alone.
    pub(crate) fn says(&self, line: usize) -> bool {
        let text = self.line(line).trim_start();
        !text.is_empty() && !text.starts_with('#')
    }

    /// The lines above a line that say something, the nearest first.
    pub(crate) fn said_above(&self, line: usize) -> impl Iterator<Item = usize> {
        (1..line).rev().filter(|above| self.says(*above))
    }

    /// The lines below a line that say something, the nearest first.
    pub(crate) fn said_below(&self, line: usize) -> impl Iterator<Item = usize> {
        (line + 1..=self.last_line()).filter(|below| self.says(*below))
    }

    /// Where a piece of text first stands in a span; none when the file writes it otherwise (an escape, a line end).
    #[must_use]
    pub fn find(&self, span: Span, text: &str) -> Option<Span> {
        let start = span.start + to_u32(self.slice(span).find(text)?);
        Some(Span { start, end: start + to_u32(text.len()), ..span })
    }

    /// Byte offset at which a line (from 1) begins.
    #[must_use]
    pub fn line_start(&self, line: usize) -> u32 {
        self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or_default()
    }
}

/// All files of one run; a [`Span`] points into one of them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and returns the id that its spans carry.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(u16::try_from(self.files.len() - 1).unwrap_or(u16::MAX))
    }

    /// Says where the files lie that the first one names: `path` makes it of what they are called there.
    pub fn find_named(&mut self, path: &dyn Fn(&str) -> String) {
        for file in self.files.iter_mut().skip(1) {
            file.path = Some(path(&file.name));
        }
    }

    /// The file with that id.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(usize::from(id.0))
    }

    /// The file a span points into; none for a detached span.
    #[must_use]
    pub fn file_of(&self, span: Span) -> Option<&SourceFile> {
        if span.is_detached() { None } else { self.get(span.file) }
    }

    /// All files, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u16::try_from(at).unwrap_or(u16::MAX)), file))
    }
}

/// Files are at most 1 MiB (see [`parse`]), so offsets fit; anything else saturates.
pub(crate) fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
