//! Edits of bytes, and several rounds of them told as one set in places of the first text.

use crate::source::Span;
use std::ops::Range;

/// A piece of a text that becomes another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextEdit {
    /// First byte that goes; where the new text is put.
    pub start: usize,
    /// One past the last byte that goes.
    pub end: usize,
    /// What comes instead.
    pub text: String,
}

impl TextEdit {
    /// A piece replaced.
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { start: range.start, end: range.end, text: text.into() }
    }

    /// A text put between two bytes.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }

    /// A piece that goes.
    #[must_use]
    pub fn delete(range: Range<usize>) -> Self {
        Self::replace(range, "")
    }
}

impl From<&(Span, String)> for TextEdit {
    fn from((span, text): &(Span, String)) -> Self {
        Self::replace(span.start as usize..span.end as usize, text.as_str())
    }
}

/// The text after edits that do not overlap; none when they do, or when a place is none of the text.
#[must_use]
pub fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    // What stands at one place keeps its order.
    edits.sort_by_key(|edit| (edit.start, edit.end));
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        if edit.start < done || edit.end < edit.start {
            return None;
        }
        new.push_str(text.get(done..edit.start)?);
        new.push_str(&edit.text);
        text.get(edit.start..edit.end)?;
        done = edit.end;
    }
    new.push_str(text.get(done..)?);
    Some(new)
}

/// The sum of rounds of edits, each made on the text that the one before left.
#[derive(Clone, Debug, Default)]
pub(super) struct Hunks(Vec<TextEdit>);

impl Hunks {
    /// One round more.
    pub(super) fn add(&mut self, round: &[TextEdit]) {
        let mut round: Vec<&TextEdit> = round.iter().collect();
        round.sort_by_key(|edit| (edit.start, edit.end));
        // From the back, so that places before stay what they are.
        for edit in round.into_iter().rev() {
            self.one(edit);
        }
    }

    /// What came of it, in places of the first text.
    pub(super) fn done(self) -> Vec<TextEdit> {
        self.0
    }

    fn one(&mut self, edit: &TextEdit) {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut merged: Option<TextEdit> = None;
        // How far places of the text as it is now lie behind those of the first.
        let (mut grown, mut gone) = (0, 0);
        let (mut start, mut end) = (None, None);
        for hunk in std::mem::take(&mut self.0) {
            let from = hunk.start + grown - gone;
            let to = from + hunk.text.len();
            if to < edit.start {
                grown += hunk.text.len();
                gone += hunk.end - hunk.start;
                before.push(hunk);
                continue;
            }
            start.get_or_insert_with(|| edit.start.min(from) + gone - grown);
            if from > edit.end {
                end.get_or_insert_with(|| edit.end + gone - grown);
                after.push(hunk);
                continue;
            }
            let head = edit.start.checked_sub(from).map_or("", |cut| &hunk.text[..cut]);
            let tail = edit.end.checked_sub(from).map_or("", |cut| hunk.text.get(cut..).unwrap_or_default());
            let new = merged.get_or_insert_with(|| TextEdit::replace(0..0, format!("{head}{}", edit.text)));
            new.text.push_str(tail);
            grown += hunk.text.len();
            gone += hunk.end - hunk.start;
            end = (edit.end <= to).then_some(hunk.end);
        }
        let mut new = merged.unwrap_or_else(|| edit.clone());
        new.start = start.unwrap_or_else(|| edit.start + gone - grown);
        new.end = end.unwrap_or_else(|| edit.end + gone - grown);
        before.push(new);
        before.append(&mut after);
        self.0 = before;
    }
}
