//! The lines of a file that a diagnostic shows, cut to what a terminal can show: a long paragraph would wrap, and the
//! underline would stand under something else.

use crate::source::unseen::is_unseen;
use crate::source::{FileId, SourceFile, Sources, Span};
use codespan_reporting::files::{Error, Files};
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// Columns of a terminal that one line may take; a full-width character takes two.
const WIDTH: usize = 96;
/// Columns that are shown before the place, when its line is cut.
const BEFORE: usize = 32;

/// One line as it is shown.
#[derive(Debug)]
struct Line {
    /// Where it starts in the shown text.
    start: usize,
    /// Offset in the file of its first shown character.
    from: usize,
    /// Bytes of the mark that says that its beginning is left out.
    mark: usize,
}

/// Consecutive lines of one file.
#[derive(Debug)]
struct Piece<'s> {
    id: FileId,
    file: &'s SourceFile,
    /// The first line, from 1.
    first: usize,
    lines: Vec<Line>,
    text: String,
}

/// The lines that a diagnostic shows.
#[derive(Debug, Default)]
pub(super) struct Excerpt<'s> {
    pieces: Vec<Piece<'s>>,
}

impl<'s> Excerpt<'s> {
    /// Takes what is needed to show these places; the first place on a line decides which part of it is seen.
    pub(super) fn of(sources: &'s Sources, spans: &[Span]) -> Self {
        let mut excerpt = Self::default();
        for span in spans {
            let Some(file) = sources.file_of(*span) else { continue };
            if excerpt.pieces.iter().any(|piece| piece.id == span.file) {
                continue;
            }
            let here = || spans.iter().filter(|other| other.file == span.file);
            let lines = || here().map(|span| file.line_of(span.start));
            let (first, last) = (lines().min().unwrap_or(1), lines().max().unwrap_or(1));
            let mut piece = Piece { id: span.file, file, first, lines: Vec::new(), text: String::new() };
            for line in first..=last {
                let place = here().map(|span| span.start).find(|&start| file.line_of(start) == line);
                piece.push(line, place.unwrap_or(file.line_start(line)));
            }
            excerpt.pieces.push(piece);
        }
        excerpt
    }

    /// The bytes of the shown text to underline: never past the first line, never empty where a character stands.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let Some(piece) = self.piece(span.file) else { return 0..0 };
        let line = piece.file.line_of(span.start);
        let line_end = piece.file.line_start(line) as usize + piece.file.line(line).trim_end().len();
        let start = piece.shown(line, span.start as usize);
        start..piece.shown(line, (span.end as usize).min(line_end)).max(start)
    }

    fn piece(&self, id: FileId) -> Option<&Piece<'s>> {
        self.pieces.iter().find(|piece| piece.id == id)
    }

    fn get(&self, id: FileId) -> Result<&Piece<'s>, Error> {
        self.piece(id).ok_or(Error::FileMissing)
    }
}

impl Piece<'_> {
    /// Adds a line of the file; `place` is the offset that must be seen.
    fn push(&mut self, number: usize, place: u32) {
        let line = self.file.line(number);
        let line_start = self.file.line_start(number) as usize;
        let column = (place as usize).saturating_sub(line_start).min(line.len());
        let (from, to) = window(line, column);
        let mark = if from > 0 { "…" } else { "" };
        self.lines.push(Line { start: self.text.len(), from: line_start + from, mark: mark.len() });
        self.text.push_str(mark);
        self.text.extend(line[from..to].chars().map(visible));
        self.text.push_str(if to < line.len() { "…\n" } else { "\n" });
    }

    /// An offset of the file, on a line, in the shown text.
    fn shown(&self, number: usize, offset: usize) -> usize {
        let Some(line) = number.checked_sub(self.first).and_then(|at| self.lines.get(at)) else { return 0 };
        let end = self.line_end(number - self.first) - 1;
        let hidden = self.file.text().get(line.from..offset.max(line.from)).unwrap_or_default();
        let shown: usize = hidden.chars().map(|c| visible(c).len_utf8()).sum();
        (line.start + line.mark + shown).min(end)
    }

    fn line_end(&self, at: usize) -> usize {
        self.lines.get(at + 1).map_or(self.text.len(), |next| next.start)
    }
}

/// Which bytes of a line are shown.
fn window(line: &str, place: usize) -> (usize, usize) {
    let width = |c: char| c.width().unwrap_or(0);
    if fits(line, WIDTH) {
        return (0, line.len());
    }
    let mut before = 0;
    let left = line.get(..place).unwrap_or_default().char_indices().rev();
    let near = left
        .map(|(at, c)| {
            (at, c, {
                before += width(c);
                before
            })
        })
        .take_while(|(.., before)| *before <= BEFORE)
        .last();
    let from = near.map_or(place, |(at, ..)| at);
    let from = (0..=from.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or_default();
    // What would leave out only a few characters is shown from the start.
    let from = if fits(&line[..from], 8) { 0 } else { from };
    let mut after = 0;
    let shown = line[from..].char_indices().take_while(|(_, c)| {
        after += width(*c);
        after <= WIDTH
    });
    (from, shown.last().map_or(from, |(at, c)| from + at + c.len_utf8()))
}

/// Whether a text takes no more columns than that; a long one is not looked at to its end.
fn fits(text: &str, columns: usize) -> bool {
    let mut taken = 0;
    text.chars().all(|c| {
        taken += c.width().unwrap_or(0);
        taken <= columns
    })
}

/// A message can quote the file, and names can be anything: no line end and no escape of them may reach the terminal.
pub(super) fn one_line(message: &str) -> String {
    message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Control characters must not reach a terminal, and what nobody sees is shown where it stands.
fn visible(c: char) -> char {
    if (c.is_control() && c != '\t') || is_unseen(c) { '\u{FFFD}' } else { c }
}

impl<'a> Files<'a> for Excerpt<'_> {
    type FileId = FileId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<String, Error> {
        Ok(one_line(self.get(id)?.file.path()))
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.get(id)?.text)
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        let piece = self.get(id)?;
        Ok(piece.lines.partition_point(|line| line.start <= byte).max(1) - 1)
    }

    fn line_number(&'a self, id: FileId, line: usize) -> Result<usize, Error> {
        Ok(self.get(id)?.first + line)
    }

    fn line_range(&'a self, id: FileId, at: usize) -> Result<Range<usize>, Error> {
        let piece = self.get(id)?;
        let line = piece.lines.get(at).ok_or(Error::LineTooLarge { given: at, max: piece.lines.len() })?;
        Ok(line.start..piece.line_end(at))
    }

    /// The column in the file, in characters from 1.
    fn column_number(&'a self, id: FileId, at: usize, byte: usize) -> Result<usize, Error> {
        let piece = self.get(id)?;
        let line = piece.lines.get(at).ok_or(Error::LineTooLarge { given: at, max: piece.lines.len() })?;
        let shown = piece.text.get(line.start + line.mark..byte).unwrap_or_default();
        let hidden = piece.file.place(crate::source::to_u32(line.from)).column;
        Ok(hidden + shown.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::window;

    /// A place within a letter would be a fault of ours; it must not be one of the person's who asks where a slip is.
    #[test]
    fn a_long_line_is_shown_whatever_place_is_asked_for() {
        let line = "訪ねて様子を見る。".repeat(40);
        for place in [0, 1, 2, 3, 500, 501, line.len() - 1, line.len(), line.len() + 7] {
            let (from, to) = window(&line, place);
            assert!(line.get(from..to).is_some_and(|shown| !shown.is_empty()) || place >= line.len(), "{place}");
        }
    }
}
