//! What to exchange in a picture that is shown already.

use super::ShownPage;
use serde::Serialize;

/// The pieces of a picture that differ from the last one: one stretch of them, for a save changes one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Patch {
    /// Hash of the picture that it belongs to.
    pub from: String,
    /// How many pieces at the beginning stay.
    pub head: usize,
    /// How many pieces at the end stay.
    pub tail: usize,
    /// SVG of what stands between them now.
    pub pieces: String,
}

impl Patch {
    /// The way from one picture to the next; none when they are the same.
    pub(super) fn between(last: &ShownPage, next: &ShownPage) -> Option<Self> {
        if last.hash == next.hash {
            return None;
        }
        let (old, new) = (&last.picture.pieces, &next.picture.pieces);
        let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let rest = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
        Some(Self { from: last.hash.clone(), head, tail, pieces: new[head..new.len() - tail].concat() })
    }
}
