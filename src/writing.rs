//! 「様式に書く」 what somebody writes on a form, as changes of the plan's text.
//!
//! A page says what is to stand where ([`Wish`]); [`write()`] finds the change of the text that says it, in the plan's own
//! order and style, and lets [`crate::source::edit`] make it. What the page believed the plan to be and what it is now are
//! compared first ([`conflict()`]), so that nobody's words are lost. [`History`] goes back and forth. Knows no file, no
//! clock and no browser.

mod conflict;
mod days;
mod history;
mod place;
mod said;
mod wish;

pub use conflict::{Conflict, conflict, is_other_client};
pub use history::{Done, History};
pub use place::actual_path;
pub use said::{Said, said};
pub use wish::{Wish, from_json, path_from_json, path_to_json, to_json};

use crate::forms::writable::{FIELDS, Kind, SETTINGS};
use crate::source::edit::{Change, Path, Refused, Value, edit};
use crate::source::yaml::{self, Node};
use crate::source::{FileId, SourceFile};

/// The tree of a plan's text; none while it cannot be read.
#[must_use]
pub fn tree(text: &str) -> Option<Node> {
    let tree = parse(text);
    tree.root.filter(|_| !tree.broken)
}

fn parse(text: &str) -> yaml::Tree {
    yaml::parse(FileId(0), &SourceFile::new("", text.strip_prefix('\u{feff}').unwrap_or(text)))
}

/// The value at a path of a plan's text; nothing where there is none.
#[must_use]
pub fn value_at(text: &str, path: &Path) -> Value {
    let root = tree(text).as_ref().map_or(Value::Null, Value::from);
    root.at(&path.0).cloned().unwrap_or(Value::Null)
}

/// What kind of value a path takes; none for what no field of a form writes.
#[must_use]
pub fn kind_at(path: &Path) -> Option<Kind> {
    FIELDS.iter().chain(SETTINGS).find(|line| line.leads_to(path)).map(|line| line.kind)
}

/// Writes wishes into a plan's text, one after the other.
///
/// # Errors
/// One of them cannot be written; the sentence says why. Then none is.
pub fn write(text: &str, wishes: &[Wish]) -> Result<String, Refused> {
    let mut text = text.to_owned();
    for wish in wishes {
        let changes = changes(&text, wish)?;
        text = edit(&text, &changes)?.text;
        if let Wish::Days { path, counts } = wish {
            days::verify(&text, path, counts)?;
        }
    }
    Ok(text)
}

/// A plan's text with what it says.
struct Plan<'t> {
    text: &'t str,
    root: Option<Node>,
    value: Value,
}

impl<'t> Plan<'t> {
    fn read(text: &'t str) -> Result<Self, Refused> {
        let tree = parse(text);
        if tree.broken {
            return Err(refused("YAMLとして読めないところがあるので、書けません。先に直してください"));
        }
        let root = tree.root;
        let value = root.as_ref().map_or(Value::Null, Value::from);
        Ok(Self { text, root, value })
    }
}

fn changes(text: &str, wish: &Wish) -> Result<Vec<Change>, Refused> {
    let plan = Plan::read(text)?;
    match wish {
        Wish::Set { path, value } => place::set(&plan, path, &shaped(path, value)),
        Wish::Days { path, counts } => days::changes(&plan, path, counts),
        Wish::Add { list, at, value } => place::add(&plan, list, *at, value),
        Wish::Copy { item } => place::copy(&plan, item),
        Wish::Move { list, from, to } => Ok(vec![Change::MoveItem { list: list.clone(), from: *from, to: *to }]),
        Wish::Remove { path } => Ok(vec![Change::Remove { path: path.clone() }]),
    }
}

/// A typed value as the plan has it: lists on one line, the ends of lines without blanks, no line ends at the end.
fn shaped(path: &Path, value: &Value) -> Value {
    match value {
        Value::List(_) => value.clone().flow(),
        Value::Text(text) => {
            let one_line = kind_at(path).is_some_and(|kind| !matches!(kind, Kind::Lines));
            Value::Text(tidy(text, one_line))
        }
        other => other.clone(),
    }
}

/// A text from a box of the page: its line ends, and nothing invisible at the ends of lines.
fn tidy(text: &str, one_line: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines = text.split('\n').map(|line| line.trim_end_matches([' ', '\t']));
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.trim_matches('\n');
    if one_line { text.trim().replace('\n', "　") } else { text.to_owned() }
}

fn refused(message: impl Into<String>) -> Refused {
    Refused { message: message.into() }
}
