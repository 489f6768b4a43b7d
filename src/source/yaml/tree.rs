//! From the reader's events to the tree: anchors and merge keys resolved, duplicates told, bombs refused.

mod anchors;
mod around;
mod bare_rows;
mod commas;
mod ends;
mod entries;
mod fault;
mod fold;
mod leftover;
mod lone;
mod lost;
mod markup;
mod scalar;
mod unkeyed;

pub(super) use bare_rows::is_out_of_row;
pub(super) use fault::{Fault, FaultKind, LastScalar, Open};

use super::mend::Mending;
use super::slips::Doubts;
use super::{Entry, Kind, Node, Tree};
use crate::source::FileId;
use crate::source::problem::Problem;
use anchors::Anchor;
use serde_saphyr::granit_parser::{Event, Options, Parser, Span as EventSpan, StructureStyle, options};
use std::ops::Range;

/// How deep lists and maps may stand in each other; a plan needs 12.
const MAX_DEPTH: usize = 40;
/// How many values a file may have, those of references counted again at each use.
const MAX_NODES: usize = 60_000;
/// How many entries one map may have.
const MAX_ENTRIES: usize = 2_000;

/// What reading once came to.
pub(super) struct Attempt<'t> {
    builder: Builder<'t>,
    pub(super) fault: Option<Fault>,
}

/// An unfinished list or map.
struct Frame {
    open: Open,
    anchor: usize,
    content: Content,
}

enum Content {
    Seq(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Key>, merged: Vec<Entry> },
}

/// A key that waits for its value; `None` when it is no text and its value is left out.
struct Key {
    text: Option<String>,
    range: Range<usize>,
    plain: bool,
}

struct Builder<'t> {
    id: FileId,
    text: &'t str,
    mending: &'t Mending<'t>,
    frames: Vec<Frame>,
    anchors: Vec<Anchor>,
    root: Option<Node>,
    problems: Vec<Problem>,
    nodes: usize,
    aliases: usize,
    documents: usize,
    closed: Option<Open>,
    last: Option<LastScalar>,
    comment: Option<Range<usize>>,
    done: usize,
}

/// Reads a text once. `mending` knows where its places lie in the file.
///
/// The reader takes a third longer when it tells comments. They are of interest to explain a fault: only then are they
/// told, on the first fault by a second reading.
pub(super) fn build<'t>(id: FileId, text: &'t str, mending: &'t Mending<'t>) -> Attempt<'t> {
    let comments = mending.has_edits();
    let attempt = read(id, text, mending, comments);
    if attempt.fault.is_some() && !comments { read(id, text, mending, true) } else { attempt }
}

fn read<'t>(id: FileId, text: &'t str, mending: &'t Mending<'t>, comments: bool) -> Attempt<'t> {
    let mut builder = Builder {
        id,
        text,
        mending,
        frames: Vec::new(),
        anchors: Vec::new(),
        root: None,
        problems: Vec::new(),
        nodes: 0,
        aliases: 0,
        documents: 0,
        closed: None,
        last: None,
        comment: None,
        done: 0,
    };
    let mut fault = None;
    for event in Parser::new_from_str_with_options(text, options(comments)) {
        let stop = match event {
            Ok((event, span)) => builder.event(event, &span).err().map(|kind| (kind, range(&span).start)),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default().min(text.len());
                Some((FaultKind::Syntax(error.kind().clone()), at))
            }
        };
        if let Some((kind, at)) = stop {
            fault = Some(builder.fault(kind, at));
            break;
        }
    }
    Attempt { builder, fault }
}

fn options(comments: bool) -> Options {
    options! {
        disallow_directives: true,
        emit_comments: comments,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

/// Where the reader stops at a mistake of syntax.
pub(super) fn stops_at(text: &str) -> Option<usize> {
    let error = Parser::new_from_str_with_options(text, options(false)).find_map(Result::err)?;
    Some(error.marker().byte_offset().unwrap_or_default().min(text.len()))
}

fn range(span: &EventSpan) -> Range<usize> {
    span.byte_range().unwrap_or_default()
}

impl Builder<'_> {
    fn event(&mut self, event: Event, span: &EventSpan) -> Result<(), FaultKind> {
        let place = &range(span);
        self.done = self.done.max(place.end);
        self.tag(event.tag(), span);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(FaultKind::SecondDocument);
                }
            }
            Event::Scalar(text, style, anchor, _) => self.scalar(text.into_owned(), style, anchor, place)?,
            Event::SequenceStart(style, anchor, _) => self.open(style, anchor, place, Content::Seq(Vec::new()))?,
            Event::MappingStart(style, anchor, _) => {
                let content = Content::Map { entries: Vec::new(), key: None, merged: Vec::new() };
                self.open(style, anchor, place, content)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(place)?,
            Event::Anchor(id, _) => {
                let marks_text = self.frames.last().is_none_or(|frame| frame.anchor != id);
                self.mark(id, place, marks_text);
            }
            Event::Alias(id) => self.alias(id, place)?,
            Event::UnresolvedAlias(name) => {
                let message = format!("「*{name}」は別の値への参照と読まれますが、それが指す「&{name}」がありません");
                self.tell_text(place, message, "「*」で始まる文は、全体を '…' で囲んでください");
                self.value(self.node(Kind::Null, place, None), place)?;
            }
            Event::Comment(..) => self.comment = Some(place.clone()),
            _ => {}
        }
        Ok(())
    }

    fn node(&self, kind: Kind, place: &Range<usize>, doubts: Option<Box<Doubts>>) -> Node {
        let first_line = self.text.get(place.clone()).and_then(|source| source.lines().next()).map_or(0, str::len);
        let span = self.mending.span(self.id, place.start, place.end);
        let first_line_end = self.mending.span(self.id, place.start, place.start + first_line).end;
        Node { kind, span, first_line_end, doubts }
    }

    fn open(
        &mut self,
        style: StructureStyle,
        anchor: usize,
        place: &Range<usize>,
        content: Content,
    ) -> Result<(), FaultKind> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(FaultKind::TooMuch);
        }
        self.closed = None;
        let open = Open { flow: style == StructureStyle::Flow, start: place.start, end: place.end };
        self.frames.push(Frame { open, anchor, content });
        Ok(())
    }

    fn close(&mut self, place: &Range<usize>) -> Result<(), FaultKind> {
        let Some(mut frame) = self.frames.pop() else { return Ok(()) };
        if frame.open.flow {
            frame.open.end = place.end;
        }
        let (open, anchor) = (frame.open.clone(), frame.anchor);
        self.keep_rows_apart(&frame.content);
        self.problems.extend(bare_rows::told(&frame));
        let node = self.container(frame);
        if anchor > 0 {
            self.keep(anchor, node.clone())?;
        }
        self.closed = Some(open.clone());
        self.value(node, &(open.start..open.end))
    }

    /// An ended list or map as a node: from its first to its last part.
    fn container(&self, frame: Frame) -> Node {
        let Open { flow, start, end } = frame.open;
        let last = match &frame.content {
            Content::Seq(items) => items.last().map(|item| item.span.end),
            Content::Map { entries, .. } => entries.last().map(|entry| entry.value.span.end.max(entry.key_span.end)),
        };
        let kind = match frame.content {
            Content::Seq(items) => Kind::Seq(items),
            Content::Map { mut entries, merged, .. } => {
                for entry in merged {
                    if !entries.iter().any(|other| other.key == entry.key) {
                        entries.push(entry);
                    }
                }
                Kind::Map(entries)
            }
        };
        let mut node = self.node(kind, &(start..end.max(start)), None);
        if !flow {
            // A block's start has no length of its own.
            node.span.end = last.unwrap_or(node.span.end).max(node.span.start);
            let line = self.text.get(start..).and_then(|source| source.lines().next()).map_or(0, str::len);
            node.first_line_end = self.mending.span(self.id, start, start + line).end;
        }
        node
    }

    fn fault(&self, kind: FaultKind, at: usize) -> Fault {
        Fault {
            kind,
            at,
            open: self.frames.iter().map(|frame| frame.open.clone()).collect(),
            closed: self.closed.clone(),
            last: self.last.clone(),
            comment: self.comment.clone(),
            done: self.done,
        }
    }

    /// Ends what is unfinished after a fault. A value that reaches into what is told is left out.
    fn finish(&mut self, told_at: u32) {
        let sure = |node: &Node| node.span.end < told_at;
        if self.frames.is_empty() {
            self.root = self.root.take().filter(sure);
        }
        while let Some(mut frame) = self.frames.pop() {
            match &mut frame.content {
                Content::Seq(items) => drop(items.pop_if(|item| !sure(item))),
                Content::Map { entries, .. } => drop(entries.pop_if(|entry| !sure(&entry.value))),
            }
            let node = self.container(frame);
            match self.frames.last_mut().map(|frame| &mut frame.content) {
                None => self.root = Some(node),
                Some(Content::Seq(items)) => items.push(node),
                Some(Content::Map { entries, key, .. }) => {
                    if let Some(Key { text: Some(text), range, .. }) = key.take() {
                        let key_span = self.mending.span(self.id, range.start, range.end);
                        entries.push(Entry { key: text, key_span, value: node });
                    }
                }
            }
        }
    }
}

impl Attempt<'_> {
    /// The tree; after a fault, what stands before the place (of the file) that is told.
    pub(super) fn tree(mut self, told_at: Option<u32>) -> Tree {
        match told_at {
            Some(told_at) => self.builder.finish(told_at),
            None => self.builder.unused_anchors(),
        }
        let Builder { root, problems, .. } = self.builder;
        Tree { root, broken: told_at.is_some(), problems }
    }
}
