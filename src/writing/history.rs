//! Back and forth over what was written in a session.
//!
//! A step knows the plan before and after it. Where the plan is still as the step left it, going back gives back every
//! byte; where somebody else saved meanwhile, the step alone is taken back, if what they changed lies elsewhere.

use super::refused;
use crate::source::edit::Refused;
use similar::{DiffTag, TextDiff};
use std::ops::Range;
use std::sync::Arc;

/// The most text that is kept, in bytes.
const MOST: usize = 64 << 20;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The plan before. It is the one after the step before it, held once.
    pub before: Arc<str>,
    /// The plan after.
    pub after: Arc<str>,
    /// What was done, a few Japanese words.
    pub label: String,
    /// The page that did it, or took it back; empty where it names itself by nothing.
    pub by: String,
}

/// What was done and what was taken back, the newest last.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Done>,
    undone: Vec<Done>,
}

impl History {
    /// Remembers a step. What was taken back is forgotten.
    pub fn push(&mut self, step: Done) {
        self.undone.clear();
        self.done.push(step);
        let mut size: usize = self.done.iter().map(|step| step.before.len() + step.after.len()).sum();
        let mut n = 0;
        while size > MOST && n + 1 < self.done.len() {
            size -= self.done[n].before.len() + self.done[n].after.len();
            n += 1;
        }
        self.done.drain(..n);
    }

    /// The step that would be taken back.
    #[must_use]
    pub fn last(&self) -> Option<&Done> {
        self.done.last()
    }

    /// The step that would be done again.
    #[must_use]
    pub fn next(&self) -> Option<&Done> {
        self.undone.last()
    }

    /// How many steps can be taken back and done again.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }

    /// The plan without its last step.
    ///
    /// # Errors
    /// There is none, or somebody else changed the same place.
    pub fn back(&self, now: &str) -> Result<String, Refused> {
        let step = self.last().ok_or_else(|| refused("元に戻すものがありません"))?;
        without(&step.after, &step.before, now)
    }

    /// The plan with the step that was taken back last.
    ///
    /// # Errors
    /// There is none, or somebody else changed the same place.
    pub fn forth(&self, now: &str) -> Result<String, Refused> {
        let step = self.next().ok_or_else(|| refused("やり直すものがありません"))?;
        without(&step.before, &step.after, now)
    }

    /// The last step was taken back by a page.
    pub fn went_back(&mut self, by: &str) {
        self.undone.extend(self.done.pop().map(|step| Done { by: by.to_owned(), ..step }));
    }

    /// It was done again by a page.
    pub fn went_forth(&mut self, by: &str) {
        self.done.extend(self.undone.pop().map(|step| Done { by: by.to_owned(), ..step }));
    }
}

/// `now`, with what leads from one text to another done to it.
fn without(from: &str, to: &str, now: &str) -> Result<String, Refused> {
    if from == now {
        return Ok(to.to_owned());
    }
    let (start, end) = differing(from, to);
    let new = &to[start..to.len() - (from.len() - end)];
    // Up to where what they changed before ours reaches, in both texts.
    let (mut was, mut is) = (0, 0);
    for (old, fresh) in changes(from, now) {
        // Each of their changes lies wholly before or wholly behind.
        if old.end < start {
            (was, is) = (old.end, fresh.end);
        } else if old.start <= end {
            return Err(refused("同じところがほかで書き換えられたので、元に戻せません。その欄を書き直してください"));
        }
    }
    let at = is + (start - was);
    Ok(format!("{}{new}{}", &now[..at], &now[at + (end - start)..]))
}

/// Where two texts differ, in bytes of both, in order: others may have saved several times since, at several places.
fn changes(from: &str, now: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let diff = TextDiff::from_lines(from, now);
    let ends = |lines: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
        let ends = lines.scan(0, |end, length| {
            *end += length;
            Some(*end)
        });
        std::iter::once(0).chain(ends).collect()
    };
    let old = ends(&mut diff.iter_old_slices().map(str::len));
    let new = ends(&mut diff.iter_new_slices().map(str::len));
    let changed = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal).map(|op| {
        let (was, is) = (op.old_range(), op.new_range());
        let (was, is) = (old[was.start]..old[was.end], new[is.start]..new[is.end]);
        let (start, end) = differing(&from[was.clone()], &now[is.clone()]);
        let tail = was.len() - end;
        (was.start + start..was.end - tail, is.start + start..is.end - tail)
    });
    changed.collect()
}

/// The bytes of a text in which another differs from it, from and to.
fn differing(from: &str, to: &str) -> (usize, usize) {
    let mut start = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    while !from.is_char_boundary(start) || !to.is_char_boundary(start) {
        start -= 1;
    }
    let room = from.len().min(to.len()) - start;
    let mut tail = from.bytes().rev().zip(to.bytes().rev()).take(room).take_while(|(a, b)| a == b).count();
    while !from.is_char_boundary(from.len() - tail) || !to.is_char_boundary(to.len() - tail) {
        tail -= 1;
    }
    (start, from.len() - tail)
}
