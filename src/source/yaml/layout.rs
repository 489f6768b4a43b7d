//! A text as it is laid out: for every key and value the bytes it takes, its style, its dash or colon, and whether it is a
//! reference. [`super::Node`] says what a file means; this says how it is written, for [`crate::source::edit`] alone.

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span as EventSpan, StructureStyle, options};
use std::ops::Range;

/// One value as it is written.
#[derive(Clone, Debug)]
pub(in crate::source) struct Laid {
    pub(in crate::source) form: Form,
    /// The bytes of the value without its mark (`&a`) or tag; of a block text its lines, without `|`.
    pub(in crate::source) range: Range<usize>,
    /// Whether it bears a mark that references may point to.
    pub(in crate::source) marked: bool,
}

/// How a value is written.
#[derive(Clone, Debug)]
pub(in crate::source) enum Form {
    /// Nothing at all.
    Empty,
    Plain,
    Single,
    Double,
    /// `|` or `>`: where the sign with its indicators stands.
    Block {
        header: Range<usize>,
    },
    /// `*name`
    Reference,
    List {
        flow: bool,
        items: Vec<Item>,
    },
    Map {
        flow: bool,
        pairs: Vec<Pair>,
    },
}

#[derive(Clone, Debug)]
pub(in crate::source) struct Item {
    /// The byte of the dash; none in flow style.
    pub(in crate::source) dash: Option<usize>,
    pub(in crate::source) value: Laid,
}

#[derive(Clone, Debug)]
pub(in crate::source) struct Pair {
    pub(in crate::source) key: Range<usize>,
    /// The key's text.
    pub(in crate::source) name: String,
    pub(in crate::source) style: ScalarForm,
    /// The byte behind the colon; none where a key of flow style has none.
    pub(in crate::source) colon: Option<usize>,
    pub(in crate::source) value: Laid,
}

/// How a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum ScalarForm {
    Plain,
    Single,
    Double,
}

impl Item {
    /// Where it ends.
    pub(in crate::source) fn end(&self) -> usize {
        self.value.end().max(self.dash.map_or(0, |dash| dash + 1))
    }

    /// Where it begins, its dash included.
    pub(in crate::source) fn start(&self) -> usize {
        self.dash.unwrap_or(self.value.range.start)
    }
}

impl Pair {
    pub(in crate::source) fn end(&self) -> usize {
        let value = if matches!(self.value.form, Form::Empty) { 0 } else { self.value.end() };
        value.max(self.colon.unwrap_or(self.key.end))
    }
}

impl Laid {
    /// Where it ends: in block style with its last part.
    pub(in crate::source) fn end(&self) -> usize {
        match &self.form {
            Form::List { flow: false, items } => items.last().map_or(self.range.end, Item::end),
            Form::Map { flow: false, pairs } => pairs.last().map_or(self.range.end, Pair::end),
            Form::Block { header } => self.range.end.max(header.end),
            _ => self.range.end,
        }
    }

    pub(in crate::source) fn is_flow(&self) -> bool {
        matches!(self.form, Form::List { flow: true, .. } | Form::Map { flow: true, .. })
    }
}

struct Frame {
    flow: bool,
    marked: bool,
    start: usize,
    end: usize,
    content: Content,
}

enum Content {
    Items(Vec<Item>),
    Pairs(Vec<Pair>, Option<(Range<usize>, String, ScalarForm)>),
}

struct Layout<'t> {
    text: &'t str,
    frames: Vec<Frame>,
    root: Option<Laid>,
    /// Whether something came that edits leave alone: a key that is no text, a second document.
    odd: bool,
}

/// The layout of a text that reads without a fault; `Err` when it holds what no edit understands.
pub(in crate::source) fn layout(text: &str) -> Result<Option<Laid>, ()> {
    let mut layout = Layout { text, frames: Vec::new(), root: None, odd: false };
    let options = options! {
        disallow_directives: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: 64,
        block_nesting_limit: 64,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|_| ())?;
        layout.event(event, &span);
    }
    if layout.odd { Err(()) } else { Ok(layout.root) }
}

impl Layout<'_> {
    fn event(&mut self, event: Event, span: &EventSpan) {
        let range = span.byte_range().unwrap_or_default();
        match event {
            Event::Scalar(text, style, anchor, _) => self.scalar(text.into_owned(), style, anchor > 0, range),
            Event::SequenceStart(style, anchor, _) => self.open(style, anchor > 0, &range, Content::Items(Vec::new())),
            Event::MappingStart(style, anchor, _) => {
                self.open(style, anchor > 0, &range, Content::Pairs(Vec::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(frame) = self.frames.pop() else { return };
                let flow = frame.flow;
                let form = match frame.content {
                    Content::Items(items) => Form::List { flow, items },
                    Content::Pairs(pairs, _) => Form::Map { flow, pairs },
                };
                let end = if flow { range.end } else { frame.end.max(frame.start) };
                self.value(Laid { form, range: frame.start..end, marked: frame.marked });
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.value(Laid { form: Form::Reference, range, marked: false });
            }
            _ => {}
        }
    }

    fn open(&mut self, style: StructureStyle, marked: bool, range: &Range<usize>, content: Content) {
        let flow = style == StructureStyle::Flow;
        // The reader tells an unindented list from behind its first dash on.
        let list = !flow && matches!(content, Content::Items(_));
        let start = if list { self.begin().unwrap_or(range.start) } else { range.start };
        self.frames.push(Frame { flow, marked, start, end: range.end, content });
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, marked: bool, range: Range<usize>) {
        let trimmed = self.end_of_block(&range);
        let form = match style {
            ScalarStyle::SingleQuoted => Form::Single,
            ScalarStyle::DoubleQuoted => Form::Double,
            ScalarStyle::Plain if range.is_empty() => Form::Empty,
            ScalarStyle::Plain => Form::Plain,
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let header = self.header(range.start);
                self.odd |= header.is_none();
                header.map_or(Form::Plain, |header| Form::Block { header })
            }
        };
        if let Some(Frame { content: Content::Pairs(_, key @ None), .. }) = self.frames.last_mut() {
            let style = match form {
                Form::Plain => ScalarForm::Plain,
                Form::Single => ScalarForm::Single,
                Form::Double => ScalarForm::Double,
                _ => {
                    self.odd = true;
                    ScalarForm::Plain
                }
            };
            *key = Some((range, text, style));
            return;
        }
        let end = if matches!(form, Form::Block { .. }) { trimmed } else { range.end };
        self.value(Laid { form, range: range.start..end, marked });
    }

    /// Where the last line of a block text ends: the reader counts blank lines and the next line's indent with it.
    fn end_of_block(&self, range: &Range<usize>) -> usize {
        let start = self.text[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let indent = range.start - start;
        let mut text = &self.text[range.clone()];
        loop {
            text = text.trim_end_matches(['\n', '\r']);
            let line = text.rfind(['\n', '\r']).map_or(0, |at| at + 1);
            if line == 0 || text.len() - line > indent || !text[line..].trim_matches(' ').is_empty() {
                return range.start + text.len();
            }
            text = &text[..line];
        }
    }

    /// The sign of a block text whose lines begin at `before`.
    fn header(&self, before: usize) -> Option<Range<usize>> {
        let at = self.begin()?;
        let rest = self.text.get(at..before)?;
        let length = rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len());
        rest.starts_with(['|', '>']).then_some(at..at + length)
    }

    /// Where the value begins that follows what was read last, its mark and tag left out.
    fn begin(&self) -> Option<usize> {
        let mut at = match self.frames.last() {
            Some(Frame { content: Content::Pairs(_, Some((key, ..))), .. }) => colon(self.text, key.end)?,
            Some(Frame { content: Content::Items(items), start, .. }) => {
                next_token(self.text, items.last().map_or(*start, Item::end)) + 1
            }
            _ => 0,
        };
        loop {
            at = next_token(self.text, at);
            let rest = self.text.get(at..)?;
            if !rest.starts_with(['&', '!']) {
                return Some(at);
            }
            at += rest.find([' ', '\t', '\n', '\r'])?;
        }
    }

    fn value(&mut self, value: Laid) {
        let text = self.text;
        let Some(frame) = self.frames.last_mut() else {
            self.odd |= self.root.is_some();
            self.root = Some(value);
            return;
        };
        frame.end = frame.end.max(value.end());
        match &mut frame.content {
            Content::Items(items) => {
                let dash = (!frame.flow).then(|| next_token(text, items.last().map_or(frame.start, Item::end)));
                let mut value = value;
                if let (Form::Empty, Some(dash)) = (&value.form, dash) {
                    value.range = dash + 1..dash + 1;
                }
                self.odd |= dash.is_some_and(|dash| !text[dash..].starts_with('-'));
                items.push(Item { dash, value });
            }
            Content::Pairs(pairs, key) => match key.take() {
                Some((key, name, style)) => {
                    let colon = colon(text, key.end);
                    self.odd |= colon.is_none() && !frame.flow;
                    pairs.push(Pair { key, name, style, colon, value });
                }
                None => self.odd = true,
            },
        }
    }
}

/// The byte behind the colon that follows a key.
fn colon(text: &str, key_end: usize) -> Option<usize> {
    let at = next_token(text, key_end);
    text[at..].starts_with(':').then_some(at + 1)
}

/// The first byte from `at` on that is neither blank nor part of a comment.
pub(in crate::source) fn next_token(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{feff}']).len();
        at += blank;
        if !text[at..].starts_with('#') {
            return at;
        }
        at += text[at..].find(['\n', '\r']).unwrap_or(text.len() - at);
    }
}
