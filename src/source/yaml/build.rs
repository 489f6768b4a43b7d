//! From the reader's events to the tree: anchors and merge keys resolved, duplicates told, bombs refused.

use super::mend::Mending;
use super::slips::Doubts;
use super::{Entry, Kind, Node, Tree};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, to_u32};
use serde_saphyr::granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, Span as EventSpan, StructureStyle, Tag, options,
};
use std::ops::Range;

/// How deep lists and maps may stand in each other; a plan needs 12.
const MAX_DEPTH: usize = 40;
/// How many values a file may have, those of references counted again at each use.
const MAX_NODES: usize = 60_000;
/// How many references (`*name`), and how many marks for them (`&name`).
const MAX_ALIASES: usize = 200;
/// How many entries one map may have.
const MAX_ENTRIES: usize = 2_000;

/// What reading once came to.
pub(super) struct Attempt<'t> {
    builder: Builder<'t>,
    pub(super) fault: Option<Fault>,
}

/// Where and why reading stopped, in places of the text that was read.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    pub(super) at: usize,
    /// Lists and maps that were open, outermost first.
    pub(super) open: Vec<Open>,
    /// The list or map that was closed last, when nothing came after it.
    pub(super) closed: Option<Open>,
    /// The text read last.
    pub(super) last: Option<LastScalar>,
    /// The comment read last.
    pub(super) comment: Option<Range<usize>>,
    /// Where the last event ended.
    pub(super) done: usize,
}

/// Why reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// The reader does not understand the text.
    Syntax(ErrorKind),
    /// The file asks for too much.
    TooMuch,
    /// A second document begins.
    SecondDocument,
}

/// A list or map.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) flow: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A text that was read.
#[derive(Clone, Debug)]
pub(super) struct LastScalar {
    pub(super) range: Range<usize>,
    pub(super) style: ScalarStyle,
    pub(super) is_key: bool,
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

/// A mark `&name`.
struct Anchor {
    node: Option<Node>,
    nodes: usize,
    depth: usize,
    place: Option<(Range<usize>, bool)>,
    used: bool,
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
pub(super) fn build<'t>(id: FileId, text: &'t str, mending: &'t Mending<'t>) -> Attempt<'t> {
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
    let options = options! {
        disallow_directives: true,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut fault = None;
    for event in Parser::new_from_str_with_options(text, options) {
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
                let is_text = self.frames.last().is_none_or(|frame| frame.anchor != id);
                self.anchor(id).place = Some((place.clone(), is_text));
            }
            Event::Alias(id) => self.alias(id, place)?,
            Event::UnresolvedAlias(name) => {
                let message = format!("「*{name}」は別の値への参照と読まれますが、それが指す「&{name}」がありません");
                self.tell(place, message, "「*」で始まる文は、全体を '…' で囲んでください");
                self.value(self.node(Kind::Null, place, None), place)?;
            }
            Event::Comment(text, _) => self.comment(&text, place),
            _ => {}
        }
        Ok(())
    }

    fn tell(&mut self, place: &Range<usize>, message: impl Into<String>, help: &str) {
        let span = self.mending.span(self.id, place.start, place.end);
        self.problems.push(Problem::new(ProblemCode::Syntax, span, message).help(help));
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, anchor: usize, place: &Range<usize>) -> Result<(), FaultKind> {
        let plain = style == ScalarStyle::Plain;
        let is_key = matches!(self.frames.last(), Some(Frame { content: Content::Map { key: None, .. }, .. }));
        self.last = Some(LastScalar { range: place.clone(), style, is_key });
        self.closed = None;
        if is_key {
            let text = if place.is_empty() && plain { None } else { Some(text) };
            if text.is_none() {
                self.tell(place, "「:」の前に項目名がありません", "「項目: 値」の形で書いてください");
            }
            if anchor > 0 {
                self.keep(anchor, self.node(Kind::Scalar(text.clone().unwrap_or_default()), place, None))?;
            }
            return self.key(Key { text, range: place.clone(), plain });
        }
        let kind = match style {
            ScalarStyle::Plain if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => Kind::Null,
            ScalarStyle::Literal | ScalarStyle::Folded => Kind::Scalar(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text)),
            _ => Kind::Scalar(text),
        };
        let doubts = if plain { self.doubts(place) } else { None };
        let trimmed = place.start + self.text.get(place.clone()).map_or(0, |source| source.trim_end().len());
        let node = self.node(kind, &(place.start..trimmed), doubts);
        if anchor > 0 {
            self.keep(anchor, node.clone())?;
        }
        self.value(node, place)
    }

    fn doubts(&self, place: &Range<usize>) -> Option<Box<Doubts>> {
        let in_flow_list = self.frames.last().is_some_and(|frame| frame.open.flow && matches!(frame.content, Content::Seq(_)));
        let source = self.text.get(place.clone())?;
        Doubts::of(source, in_flow_list, |slip| {
            self.mending.problem(self.id, slip.problem(self.id, to_u32(place.start)))
        })
    }

    fn node(&self, kind: Kind, place: &Range<usize>, doubts: Option<Box<Doubts>>) -> Node {
        let first_line = self.text.get(place.clone()).and_then(|source| source.lines().next()).map_or(0, str::len);
        let span = self.mending.span(self.id, place.start, place.end);
        let first_line_end = self.mending.span(self.id, place.start, place.start + first_line).end;
        Node { kind, span, first_line_end, doubts }
    }

    fn open(&mut self, style: StructureStyle, anchor: usize, place: &Range<usize>, content: Content) -> Result<(), FaultKind> {
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
        let (kind, inner) = match frame.content {
            Content::Seq(items) => (Kind::Seq(items), None),
            Content::Map { mut entries, merged, .. } => {
                for entry in merged {
                    if !entries.iter().any(|other| other.key == entry.key) {
                        entries.push(entry);
                    }
                }
                let first = entries.first().map(|entry| entry.key_span.start);
                (Kind::Map(entries), first)
            }
        };
        let mut node = self.node(kind, &(start..end.max(start)), None);
        if !flow {
            if let Some(first) = inner {
                node.span.start = node.span.start.min(first);
            }
            let last = match &node.kind {
                Kind::Seq(items) => items.iter().map(|item| item.span.end).max(),
                Kind::Map(entries) => entries.iter().map(|entry| entry.value.span.end.max(entry.key_span.end)).max(),
                Kind::Null | Kind::Scalar(_) => None,
            };
            node.span.end = last.unwrap_or(node.span.end).max(node.span.start);
            let line = self.text.get(start..).and_then(|source| source.lines().next()).map_or(0, |line| line.trim_end().len());
            node.first_line_end = self.mending.span(self.id, start, start + line).end;
        }
        node
    }

    /// Puts a value where it belongs: under the waiting key, into the list, or at the root. Lists and maps as keys are told.
    fn value(&mut self, node: Node, place: &Range<usize>) -> Result<(), FaultKind> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(FaultKind::TooMuch);
        }
        match self.frames.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::Seq(items)) => items.push(node),
            Some(Content::Map { key, .. }) => match key.take() {
                Some(key) => return self.entry(key, node),
                None => {
                    if matches!(node.kind, Kind::Seq(_) | Kind::Map(_)) {
                        self.tell(place, "項目名は文字で書きます。[ ] や { } は項目名になりません", "文として書くときは、全体を '…' で囲んでください");
                    }
                    let text = if let Kind::Scalar(text) = node.kind { Some(text) } else { None };
                    return self.key(Key { text, range: place.clone(), plain: false });
                }
            },
        }
        Ok(())
    }

    fn key(&mut self, new: Key) -> Result<(), FaultKind> {
        if let Some(Frame { content: Content::Map { entries, key, .. }, .. }) = self.frames.last_mut() {
            if entries.len() >= MAX_ENTRIES {
                return Err(FaultKind::TooMuch);
            }
            *key = Some(new);
        }
        Ok(())
    }

    fn entry(&mut self, key: Key, value: Node) -> Result<(), FaultKind> {
        let key_span = self.mending.span(self.id, key.range.start, key.range.end);
        let Some(text) = key.text else { return Ok(()) };
        let Some(Frame { content: Content::Map { entries, merged, .. }, .. }) = self.frames.last_mut() else { return Ok(()) };
        if text == "<<" && key.plain {
            let maps = if let Kind::Seq(items) = value.kind { items } else { vec![value] };
            for map in maps {
                if let Kind::Map(more) = map.kind {
                    merged.extend(more);
                } else {
                    self.tell(&key.range, "「<<」の値は、まとまりへの参照（*名前）だけです", "取り込むまとまりに「&名前」を付けてください");
                    break;
                }
            }
            return if self.merged_entries() > MAX_ENTRIES { Err(FaultKind::TooMuch) } else { Ok(()) };
        }
        if let Some(first) = entries.iter().find(|other| other.key == text) {
            let problem = Problem::new(ProblemCode::DuplicateKey, key_span, format!("「{text}」が二度書かれています"))
                .help("どちらか一方にまとめてください")
                .related(first.key_span, "最初に書かれたところ");
            self.problems.push(problem);
        } else {
            entries.push(Entry { key: text, key_span, value });
        }
        Ok(())
    }

    fn merged_entries(&self) -> usize {
        self.frames.last().map_or(0, |frame| if let Content::Map { merged, .. } = &frame.content { merged.len() } else { 0 })
    }

    fn anchor(&mut self, id: usize) -> &mut Anchor {
        while self.anchors.len() <= id {
            self.anchors.push(Anchor { node: None, nodes: 0, depth: 0, place: None, used: false });
        }
        &mut self.anchors[id]
    }

    /// Keeps a marked value for its references.
    fn keep(&mut self, anchor: usize, node: Node) -> Result<(), FaultKind> {
        let (nodes, depth) = size(&node);
        self.nodes += nodes;
        if anchor > MAX_ALIASES || self.nodes > MAX_NODES {
            return Err(FaultKind::TooMuch);
        }
        let kept = self.anchor(anchor);
        (kept.node, kept.nodes, kept.depth) = (Some(node), nodes, depth);
        Ok(())
    }

    fn alias(&mut self, id: usize, place: &Range<usize>) -> Result<(), FaultKind> {
        self.aliases += 1;
        let depth = self.frames.len();
        let anchor = self.anchor(id);
        anchor.used = true;
        let (node, nodes, height) = (anchor.node.clone(), anchor.nodes, anchor.depth);
        self.nodes += nodes;
        if self.aliases > MAX_ALIASES || self.nodes > MAX_NODES || depth + height > MAX_DEPTH {
            return Err(FaultKind::TooMuch);
        }
        let node = match node {
            Some(node) => Node { doubts: None, ..self.moved(node, place) },
            None => {
                self.tell(place, "この参照は自分自身を指しています", "参照（*名前）をやめて、値をそのまま書いてください");
                self.node(Kind::Null, place, None)
            }
        };
        self.value(node, place)
    }

    /// A referenced value stands where it is used.
    fn moved(&self, node: Node, place: &Range<usize>) -> Node {
        let span = self.mending.span(self.id, place.start, place.end);
        Node { span, first_line_end: span.end, ..node }
    }

    /// Tells a tag (`!note`): it would be left out of the text.
    fn tag(&mut self, tag: Option<&Tag>, span: &EventSpan) {
        if let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) {
            let place = range(span);
            let start = span.tag_start().and_then(|mark| mark.byte_offset()).unwrap_or(place.start);
            let message = format!("「{}」は型の印と読まれ、印字されません", tag.original());
            self.tell(&(start..place.end.max(start)), message, "「!」で始まる文は、全体を '…' で囲んでください");
        }
    }

    /// Tells a comment that begins with a digit right behind a value: 「手すり #2」 would lose its end.
    fn comment(&mut self, text: &str, place: &Range<usize>) {
        self.comment = Some(place.clone());
        let digit = text.chars().next().is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
        let line_start = self.text[..place.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let alone = self.text[line_start..place.start].trim().is_empty();
        if digit && !alone {
            let shown: String = text.chars().take(12).collect();
            let message = format!("「#{shown}」から後はコメントと読まれ、印字されません");
            let help = "文の一部なら、文全体を '…' で囲んでください。コメントなら「# 」のように空白を入れてください";
            let span = self.mending.span(self.id, place.start, place.end);
            self.problems.push(Problem::new(ProblemCode::LostText, span, message).help(help));
        }
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

    /// Tells marks that nothing refers to: 「&山田」 would be left out of the text.
    fn unused_anchors(&mut self) {
        for anchor in std::mem::take(&mut self.anchors) {
            if let Some((place, true)) = anchor.place.filter(|_| !anchor.used) {
                let name = self.text.get(place.clone()).unwrap_or_default().to_owned();
                let message = format!("「{name}」は参照のための印と読まれ、印字されません");
                self.tell(&place, message, "「&」で始まる文は、全体を '…' で囲んでください");
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

/// How many values a node holds, itself among them, and how deep they stand in it.
fn size(node: &Node) -> (usize, usize) {
    let mut children: Box<dyn Iterator<Item = &Node>> = match &node.kind {
        Kind::Seq(items) => Box::new(items.iter()),
        Kind::Map(entries) => Box::new(entries.iter().map(|entry| &entry.value)),
        Kind::Null | Kind::Scalar(_) => return (1, 0),
    };
    let (nodes, depth) = children.by_ref().map(size).fold((1, 0), |sum, child| (sum.0 + child.0, sum.1.max(child.1)));
    (nodes, depth + 1)
}
