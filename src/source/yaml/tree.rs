//! From the reader's events to the tree: anchors and merge keys resolved, duplicates told, bombs refused.

mod anchors;
mod commas;
mod fault;
mod fold;
mod lost;

pub(super) use fault::{Fault, FaultKind, LastScalar, Open};

use super::mend::Mending;
use super::slips::Doubts;
use super::{Entry, Kind, Node, Tree};
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::unseen::{self, is_unseen};
use crate::source::{FileId, Span, edit, to_u32};
use anchors::Anchor;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span as EventSpan, StructureStyle, options};
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
    let options = options! {
        disallow_directives: true,
        emit_comments: comments,
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
                let marks_text = self.frames.last().is_none_or(|frame| frame.anchor != id);
                self.mark(id, place, marks_text);
            }
            Event::Alias(id) => self.alias(id, place)?,
            Event::UnresolvedAlias(name) => {
                let message = format!("「*{name}」は別の値への参照と読まれますが、それが指す「&{name}」がありません");
                self.tell_text(place, message, "「*」で始まる文は、全体を '…' で囲んでください", true);
                self.value(self.node(Kind::Null, place, None), place)?;
            }
            Event::Comment(..) => self.comment = Some(place.clone()),
            _ => {}
        }
        Ok(())
    }

    fn tell(&mut self, place: &Range<usize>, message: impl Into<String>, help: &str) {
        let span = self.mending.span(self.id, place.start, place.end);
        self.problems.push(Problem::new(ProblemCode::Syntax, span, message).help(help));
    }

    /// Tells a text that begins like a reference; in quotes it is a text.
    fn tell_text(&mut self, place: &Range<usize>, message: impl Into<String>, help: &str, certain: bool) {
        let span = |start, end| self.mending.span(self.id, start, end);
        let problem = Problem::new(ProblemCode::Syntax, span(place.start, place.end), message).help(help);
        let line = self.text[place.start..].split(['\n', '\r']).next().unwrap_or_default().trim_end();
        let flow = self.frames.last().is_some_and(|frame| frame.open.flow);
        let plain = !flow && !line.contains(['\'', '#']) && !line.contains(": ");
        let ends = [place.start, place.start + line.len()];
        let edits = ends.map(|at| (span(at, at), "'".to_owned())).to_vec();
        let fix = Fix { title: "文の全体を '…' で囲む".to_owned(), edits, certain };
        self.problems.push(if plain { problem.fix(fix) } else { problem });
    }

    fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        anchor: usize,
        place: &Range<usize>,
    ) -> Result<(), FaultKind> {
        let plain = style == ScalarStyle::Plain;
        let is_key = matches!(self.frames.last(), Some(Frame { content: Content::Map { key: None, .. }, .. }));
        self.last = Some(LastScalar { range: place.clone(), style, is_key });
        self.closed = None;
        let text = self.without_unseen(text, place);
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
        let trimmed = place.start + self.text.get(place.clone()).map_or(0, |source| source.trim_end().len());
        let place_of_text = place.start..trimmed;
        let mut doubts = if plain { self.doubts(place) } else { None };
        let mut remarks = Vec::new();
        let kind = match style {
            ScalarStyle::Plain if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => {
                remarks.extend(self.number_lost_behind_key());
                Kind::Null
            }
            ScalarStyle::Literal => Kind::Scalar(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text)),
            _ => {
                let text = if style == ScalarStyle::Folded { text.trim_end_matches('\n').to_owned() } else { text };
                remarks.extend(if plain { self.words_lost_behind(place) } else { None });
                Kind::Scalar(self.unfolded(text, style, &place_of_text, &mut remarks))
            }
        };
        if !remarks.is_empty() {
            doubts.get_or_insert_default().remarks = remarks;
        }
        let node = self.node(kind, &place_of_text, doubts);
        if anchor > 0 {
            self.keep(anchor, node.clone())?;
        }
        self.value(node, place)
    }

    /// A text without the characters that nobody sees, which are told.
    fn without_unseen(&mut self, text: String, place: &Range<usize>) -> String {
        if text.is_ascii() || !text.contains(is_unseen) {
            return text;
        }
        let source = self.text.get(place.clone()).unwrap_or_default();
        let found: Vec<(usize, char)> = source.char_indices().filter(|(_, c)| is_unseen(*c)).collect();
        let first = text.chars().find(|c| is_unseen(*c)).unwrap_or_default();
        let more = text.chars().filter(|c| is_unseen(*c)).count() - 1;
        let more = if more > 0 { format!("（ほかに {more} 文字）") } else { String::new() };
        let span_of =
            |at: usize, c: char| self.mending.span(self.id, place.start + at, place.start + at + c.len_utf8());
        let span = found
            .first()
            .map_or_else(|| self.mending.span(self.id, place.start, place.end), |(at, c)| span_of(*at, *c));
        let message = format!("目に見えない文字 {} が含まれています{more}", unseen::shown(first));
        let problem = Problem::new(ProblemCode::Unseen, span, message)
            .help("この文字を消してください。ほかのソフトから写した文に付いてくることがあります");
        let edits: Vec<_> = found.iter().map(|(at, c)| (span_of(*at, *c), String::new())).collect();
        let fix = Fix { title: "目に見えない文字を消す".to_owned(), edits, certain: true };
        self.problems.push(if found.is_empty() { problem } else { problem.fix(fix) });
        text.chars().filter(|c| !is_unseen(*c)).collect()
    }

    /// A text without the spaces that YAML put in the place of its line ends between full-width characters.
    fn unfolded(&self, text: String, style: ScalarStyle, place: &Range<usize>, remarks: &mut Vec<Problem>) -> String {
        let source = self.text.get(place.clone()).unwrap_or_default();
        let doubled = match style {
            ScalarStyle::SingleQuoted => Some(source.trim_matches('\'').replace("''", "'")),
            _ => None,
        };
        let inner = match style {
            ScalarStyle::DoubleQuoted => source.trim_matches('"'),
            _ => doubled.as_deref().unwrap_or(source),
        };
        let Some(folded) = fold::unfold(inner, &text) else { return text };
        if folded.lost_paragraphs {
            let span = self.mending.span(self.id, place.start, place.end);
            let message = "改行した行が、一つの文に続けて印字されます";
            let problem = Problem::new(ProblemCode::LostParagraphs, span, message)
                .help("行を分けて印字するときは「項目: |-」と書き、文は次の行から字下げして書いてください");
            remarks.push(match self.as_lines(style, place) {
                Some(fix) => problem.fix(fix),
                None => problem,
            });
        }
        folded.text
    }

    /// How a folded text is made one that keeps its lines.
    fn as_lines(&self, style: ScalarStyle, place: &Range<usize>) -> Option<Fix> {
        let title = "行を分けて印字する（|-）";
        match style {
            ScalarStyle::Folded => {
                let mark = self.text[..place.start].rfind('>')?;
                let between = self.text[mark + 1..place.start].trim_start_matches(['-', '+']);
                let span = self.mending.span(self.id, mark, mark + 1);
                between.trim().is_empty().then(|| Fix::likely(title, span, "|"))
            }
            ScalarStyle::Plain => {
                let indent_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
                let source = self.text.get(place.clone())?;
                let mut below = source.lines().skip(1).filter(|line| !line.trim().is_empty());
                let indent = indent_of(below.next()?);
                let span = self.mending.span(self.id, place.start, place.start);
                let alike = below.all(|line| indent_of(line) == indent) && !source.contains('\t');
                alike.then(|| Fix::likely(title, span, format!("|-\n{}", " ".repeat(indent))))
            }
            _ => None,
        }
    }

    fn doubts(&self, place: &Range<usize>) -> Option<Box<Doubts>> {
        let in_flow_list =
            self.frames.last().is_some_and(|frame| frame.open.flow && matches!(frame.content, Content::Seq(_)));
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

    /// Puts a value where it belongs: under the waiting key, into the list, or at the root. Lists and maps as keys are told.
    fn value(&mut self, node: Node, place: &Range<usize>) -> Result<(), FaultKind> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(FaultKind::TooMuch);
        }
        match self.frames.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::Seq(items)) => items.push(node),
            Some(Content::Map { key, .. }) => {
                if let Some(key) = key.take() {
                    return self.entry(key, node);
                }
                if matches!(node.kind, Kind::Seq(_) | Kind::Map(_)) {
                    self.tell(
                        place,
                        "項目名は文字で書きます。[ ] や { } は項目名になりません",
                        "文として書くときは、全体を '…' で囲んでください",
                    );
                }
                let text = if let Kind::Scalar(text) = node.kind { Some(text) } else { None };
                return self.key(Key { text, range: place.clone(), plain: false });
            }
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
        let Some(Frame { content: Content::Map { entries, merged, .. }, open: Open { flow, .. }, .. }) =
            self.frames.last_mut()
        else {
            return Ok(());
        };
        let flow = *flow;
        if text == "<<" && key.plain {
            let maps = if let Kind::Seq(items) = value.kind { items } else { vec![value] };
            for map in maps {
                if let Kind::Map(more) = map.kind {
                    merged.extend(more);
                } else {
                    self.tell(
                        &key.range,
                        "「<<」の値は、まとまりへの参照（*名前）だけです",
                        "取り込むまとまりに「&名前」を付けてください",
                    );
                    break;
                }
            }
            return if self.merged_entries() > MAX_ENTRIES { Err(FaultKind::TooMuch) } else { Ok(()) };
        }
        let mut value = value;
        if flow && matches!(value.kind, Kind::Null) && !self.text[key.range.end..].trim_start().starts_with(':') {
            commas::stray(entries, &text, key_span, &mut value, self.mending);
        }
        if let Some(first) = entries.iter().find(|other| other.key == text) {
            let problem =
                Problem::new(ProblemCode::DuplicateKey, key_span, format!("{}が二度書かれています", quoted(&text)))
                    .help("どちらか一方にまとめてください")
                    .related(first.key_span, "最初に書かれたところ");
            let same = edit::Value::from(&first.value).same(&edit::Value::from(&value));
            let line = Some(&key.range).filter(|_| same && !flow).and_then(|key| self.only_line(key.start, &value));
            self.problems.push(match line {
                Some(line) => problem.fix(Fix::certain("同じ内容の行を消す", line, "")),
                None => problem,
            });
        } else {
            entries.push(Entry { key: text, key_span, value });
        }
        Ok(())
    }

    /// The whole line of an entry that has it for itself, in the file.
    fn only_line(&self, key: usize, value: &Node) -> Option<Span> {
        let start = self.text[..key].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = self.text[start..].split_inclusive('\n').next()?;
        let span = self.mending.span(self.id, start, start + line.len());
        let alone = self.text[start..key].trim().is_empty() && line.ends_with('\n') && !line.contains('#');
        (alone && span.contains(value.span) && matches!(value.kind, Kind::Scalar(_))).then_some(span)
    }

    fn merged_entries(&self) -> usize {
        self.frames
            .last()
            .map_or(0, |frame| if let Content::Map { merged, .. } = &frame.content { merged.len() } else { 0 })
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
