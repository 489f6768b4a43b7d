//! What an open page is sent: of a state only what differs from the one that was sent to it before. Receipts of all fields
//! of a plan are two hundred kilobytes, and a key changes one of them.

use super::{Patch, ShownField, ShownFinding, ShownPage, ShownSlot, ShownWeek, Snapshot, Writing};
use serde::Serialize;

/// A state as what is new in it. What is absent is as it was in the state `since`; 0 where nothing was sent before and all
/// of it is here.
#[derive(Serialize)]
pub(super) struct News<'s> {
    since: u64,
    generation: u64,
    name: &'s str,
    current: bool,
    banner: &'s str,
    rendered_at: &'s str,
    millis: u64,
    printed: u64,
    printed_of: &'s str,
    pages: Vec<PageNews<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<&'s [ShownFinding]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    writing: Option<&'s Writing>,
}

#[derive(Serialize)]
struct PageNews<'s> {
    hash: &'s str,
    table: &'s str,
    title: &'s str,
    part: &'s str,
    patch: Option<&'s Patch>,
    week: Option<&'s ShownWeek>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<&'s [ShownField]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slots: Option<Stretch<'s>>,
}

/// A list as what to exchange in the one before: so many at its beginning and its end stay.
#[derive(Serialize)]
struct Stretch<'s> {
    head: usize,
    tail: usize,
    new: &'s [ShownSlot],
}

impl<'s> News<'s> {
    /// The way from the state that was sent last, if any, to this one.
    pub(super) fn between(last: Option<&Snapshot>, now: &'s Snapshot) -> Self {
        let page = |(at, page): (usize, &'s ShownPage)| {
            let before = last.and_then(|last| last.pages.get(at));
            PageNews::between(before, page)
        };
        Self {
            since: last.map_or(0, |last| last.generation),
            generation: now.generation,
            name: &now.name,
            current: now.current,
            banner: &now.banner,
            rendered_at: &now.rendered_at,
            millis: now.millis,
            printed: now.printed,
            printed_of: &now.printed_of,
            pages: now.pages.iter().enumerate().map(page).collect(),
            findings: Some(&*now.findings).filter(|now| last.is_none_or(|last| last.findings != **now)),
            writing: now.writing.as_ref().filter(|now| last.and_then(|last| last.writing.as_ref()) != Some(now)),
        }
    }
}

impl<'s> PageNews<'s> {
    fn between(last: Option<&ShownPage>, now: &'s ShownPage) -> Self {
        let (old, new) = (last.map_or(&[][..], |last| &last.slots), &now.slots);
        let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let rest = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
        let stretch = Stretch { head, tail, new: &new[head..new.len() - tail] };
        let is_new = old.len() != new.len() || !stretch.new.is_empty();
        Self {
            hash: &now.hash,
            table: &now.table,
            title: &now.title,
            part: &now.part,
            patch: now.patch.as_ref(),
            week: now.week.as_ref(),
            fields: Some(&*now.fields).filter(|now| last.is_none_or(|last| last.fields != **now)),
            slots: Some(stretch).filter(|_| is_new),
        }
    }
}
