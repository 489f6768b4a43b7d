//! YAML text to a tree in which every key and value knows its place. With its submodules the only importer of the YAML
//! reader, whose events ([`serde_saphyr::granit_parser`]) carry byte places, styles and the exact kind of each syntax error.
//!
//! The tree keeps every scalar as the text that was typed: 0001234567, 1.10 and はい mean what they look like, and
//! what kind of value a text is (date, number, choice) is decided by the field that reads it. Duplicate keys, syntax
//! errors and bombs are told here.

mod braceless;
mod brackets;
mod indent;
pub(super) mod keys;
pub(super) mod layout;
pub mod long;
mod mend;
pub(super) mod slips;
mod syntax;
mod tree;
mod wide_rows;

use super::edit::Path;
use super::problem::Problem;
use super::{FileId, SourceFile, Span};
use mend::Mending;
use slips::{Doubts, Stray};
use std::fmt::Write;

/// A value of the tree and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands (for an alias: where it is used).
    pub span: Span,
    /// Where its first line ends: for underlining a block without underlining the page.
    first_line_end: u32,
    /// What in an unquoted text looks like a slip of typing; told when the text turns out not to be what was meant.
    doubts: Option<Box<Doubts>>,
}

/// What a value can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing (`key:` or `~`).
    Null,
    /// One piece of text.
    Scalar(String),
    /// 「一覧」
    Seq(Vec<Node>),
    /// 「まとまり」 with its entries in the order written; a key that stands twice was told and kept once.
    Map(Vec<Entry>),
}

/// One `key: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// The key's place.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The part of the span that lies on its first line.
    #[must_use]
    pub fn first_line_span(&self) -> Span {
        Span { end: self.first_line_end.clamp(self.span.start, self.span.end.max(self.span.start)), ..self.span }
    }

    /// A part of its text, at its place.
    pub(super) fn part(&self, text: &str) -> Self {
        Self { kind: Kind::Scalar(text.to_owned()), doubts: None, ..*self }
    }

    /// The value under a key, when this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// The path of keys and positions that leads to the innermost value at `span`, e.g. `家族[0].氏名`.
    #[must_use]
    pub fn path_to(&self, span: Span) -> String {
        let mut path = String::new();
        self.walk_to(span, &mut path);
        path
    }

    /// The entry, at any depth, whose key a place is or lies in.
    #[must_use]
    pub fn entry_of(&self, key: Span) -> Option<&Entry> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find_map(|entry| {
                let own = entry.key_span.contains(key);
                if own { Some(entry) } else { entry.value.entry_of(key).filter(|_| entry.value.span.contains(key)) }
            }),
            Kind::Seq(items) => items.iter().find(|item| item.span.contains(key))?.entry_of(key),
            Kind::Null | Kind::Scalar(_) => None,
        }
    }

    /// The same as steps, for [`crate::source::edit`].
    #[must_use]
    pub fn steps_to(&self, span: Span) -> Path {
        let mut path = Path::default();
        let mut node = self;
        loop {
            let next = match &node.kind {
                Kind::Map(_) if node.span == span => None,
                Kind::Map(entries) => entries
                    .iter()
                    .find(|entry| entry.value.span.contains(span) || entry.key_span.contains(span))
                    .map(|entry| (path.key(entry.key.as_str()), &entry.value)),
                Kind::Seq(items) => items
                    .iter()
                    .enumerate()
                    .find(|(_, item)| item.span.contains(span))
                    .map(|(at, item)| (path.item(at), item)),
                Kind::Null | Kind::Scalar(_) => None,
            };
            let Some((deeper, child)) = next else { return path };
            (path, node) = (deeper, child);
        }
    }

    /// What in this text looks like a slip of typing.
    pub(super) fn doubts(&self) -> Option<&Doubts> {
        self.doubts.as_deref()
    }

    /// For a key without a colon: what it is rather.
    pub(super) fn stray(&self) -> Option<&Stray> {
        self.doubts()?.stray.as_ref()
    }

    fn walk_to(&self, span: Span, path: &mut String) {
        match &self.kind {
            // A list of one item has the place of its item, so lists are always looked into.
            Kind::Map(_) if self.span == span => {}
            Kind::Map(entries) => {
                let inside = |entry: &&Entry| entry.value.span.contains(span) || entry.key_span.contains(span);
                if let Some(entry) = entries.iter().find(inside) {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&entry.key);
                    entry.value.walk_to(span, path);
                }
            }
            Kind::Seq(items) => {
                if let Some((at, item)) = items.iter().enumerate().find(|(_, item)| item.span.contains(span)) {
                    let _ = write!(path, "[{at}]"); // a string takes everything
                    item.walk_to(span, path);
                }
            }
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
}

/// What came of reading a text: the tree, as far as it could be read, and the mistakes.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The root; none when nothing could be read.
    pub root: Option<Node>,
    /// Whether the text has a syntax error, so that what the tree lacks may yet stand in the file.
    pub broken: bool,
    /// Syntax errors and duplicate keys.
    pub problems: Vec<Problem>,
}

/// How often a text is mended and read again; a hand-typed file has fewer slips, and each round costs one reading.
const MAX_ROUNDS: usize = 60;

/// How many bytes all rounds together may read, so that a hostile file stays quick.
const MAX_REREAD: usize = 6 << 20;

/// Whether this tells a value and parts below it of which either may be wrong: a line that was moved explains it better.
#[must_use]
pub fn is_before_parts(problem: &Problem) -> bool {
    problem.related.iter().any(|(_, words)| words == syntax::PARTS_BELOW)
}

/// Whether this tells a row that begins within a bracket that is open above it.
#[must_use]
pub fn is_dash_in_brackets(problem: &Problem) -> bool {
    problem.message == syntax::DASH_IN_BRACKETS
}

/// Whether this tells a colon in the middle of a text.
#[must_use]
pub fn is_colon_in_text(problem: &Problem) -> bool {
    problem.message == syntax::COLON_IN_TEXT
}

/// Whether this tells an entry that stands beside the rows of a list in brackets, in none of them.
#[must_use]
pub fn is_out_of_row(problem: &Problem) -> bool {
    tree::is_out_of_row(problem)
}

/// Whether this tells a line that looks like an entry and goes on with the text above it.
#[must_use]
pub fn is_of_text(problem: &Problem) -> bool {
    slips::goes_on(problem)
}

/// Where reading stops for a mistake of syntax, if it does: nothing is explained, mended or kept.
#[must_use]
pub fn stops_at(file: &SourceFile) -> Option<u32> {
    tree::stops_at(file.text()).map(super::to_u32)
}

/// Reads a file's text.
///
/// A slip of typing whose mending is certain (a full-width colon) is told, mended in a copy, and reading goes on, so that
/// the next ones are told too. After a syntax error that has no such mending the tree holds what stands before it.
#[must_use]
pub fn parse(id: FileId, file: &SourceFile) -> Tree {
    let mut mending = Mending::new(file.text());
    let mut told = mend::control_characters(id, file, &mut mending);
    told.extend(indent::odd_blanks(id, file, &mut mending));
    told.extend(wide_rows::told(id, file, &mut mending));
    told.extend(braceless::told(id, file, &mut mending));
    let mut tree = Tree::default();
    for round in 1.. {
        let text = mending.text();
        let attempt = tree::build(id, &text, &mending);
        let Some(fault) = &attempt.fault else {
            tree = attempt.tree(None);
            break;
        };
        let diagnosis = syntax::explain(&SourceFile::new(file.name(), text.as_ref()), fault);
        let problem = mending.problem(id, diagnosis.problem);
        let line = file.line_of(problem.span.start);
        if mending.is_consequence(&problem, line) {
            break;
        }
        tree = attempt.tree(Some(problem.span.start));
        let again = round < MAX_ROUNDS && round * text.len() < MAX_REREAD;
        let mend = diagnosis.mend.filter(|_| again);
        if let Some(mend) = mend {
            mending.add(mend, &problem, line);
            told.push(problem);
        } else {
            told.push(problem);
            break;
        }
    }
    tree.broken = !told.is_empty();
    if let Some(root) = &tree.root {
        long::texts(root, &mut tree.problems);
    }
    told.append(&mut tree.problems);
    tree.problems = told;
    brackets::blame(id, file, &mut tree);
    tree
}
