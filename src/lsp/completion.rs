//! What may be typed here: keys that are missing, words that a key takes, names that this plan knows.
//!
//! Start at [`complete`]. What the plan itself knows stands in [`known`], which words belong to which key in [`values`].

mod codes;
mod known;
mod rows;
mod values;

pub(super) use values::of_key;

use super::blanks::{self, PLACE};
use super::document::Document;
use super::outline::{self, Around};
use super::shapes::Shape;
use crate::billing::codes::CodeList;
use crate::calendar::Date;
use crate::source::Span;
use crate::source::edit::{double, is_plain};

/// What kind of thing is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A key of the form.
    Key,
    /// One of a closed set of words.
    Choice,
    /// A name, date or text.
    Word,
}

/// One proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    /// What is shown.
    pub(super) label: String,
    /// What is put in, with places to write at ([`PLACE`]); lines below the first have their indent.
    pub(super) insert: String,
    /// What is compared with the word that is being typed.
    pub(super) filter: String,
    /// What it means.
    pub(super) detail: String,
    /// What kind of thing it is.
    pub(super) sort: Sort,
}

impl Proposal {
    /// A text that is put in as it is shown.
    fn word(label: impl Into<String>, detail: impl Into<String>) -> Self {
        let label = label.into();
        Self { insert: label.clone(), filter: label.clone(), label, detail: detail.into(), sort: Sort::Word }
    }

    /// A piece of YAML under a name of its own; who types its first key means it too.
    fn yaml(label: impl Into<String>, insert: String, detail: impl Into<String>) -> Self {
        let first = insert.trim_start_matches(['-', ' ', '\n']).lines().next().unwrap_or_default();
        let filter = first.replace(PLACE, "");
        Self { label: label.into(), insert, filter, detail: detail.into(), sort: Sort::Word }
    }
}

/// What completion knows besides the plan.
pub(super) struct Surroundings<'s> {
    /// The machine's day.
    pub(super) today: Date,
    /// The names of the YAML files beside the plan.
    pub(super) files: &'s [String],
    /// The user's own list of service codes.
    pub(super) codes: Option<&'s CodeList>,
}

/// Proposals at a byte, and the piece of the text whose place each of them takes.
#[must_use]
pub(super) fn complete(document: &Document, offset: u32, beside: &Surroundings) -> (Vec<Proposal>, Span) {
    let around = outline::around(document.file(), offset);
    let word = Span::new(document.checked.case.id, around.word.min(offset), offset);
    if around.in_text {
        return (Vec::new(), word);
    }
    let mut proposals = proposals(document, &around, beside);
    let mut seen = std::collections::BTreeSet::new();
    proposals.retain(|proposal| seen.insert(proposal.label.clone()));
    // Directly behind a colon the blank comes with the value.
    let behind_colon = word.start == offset && document.file().text()[..offset as usize].ends_with(':');
    for proposal in proposals.iter_mut().filter(|_| around.in_value && behind_colon) {
        if !proposal.insert.starts_with('\n') {
            proposal.insert.insert(0, ' ');
        }
    }
    (proposals, word)
}

fn proposals(document: &Document, around: &Around, beside: &Surroundings) -> Vec<Proposal> {
    let Some(shape) = Shape::at(&around.path) else { return Vec::new() };
    let last = around.path.last().map_or("", String::as_str);
    if around.in_value {
        let Some(key) = &around.key else { return Vec::new() };
        let Some(shape) = shape.key(key) else { return Vec::new() };
        let mut proposals = words(document, shape, key, around, beside);
        proposals.extend(parts(shape, key, around));
        return proposals;
    }
    // What may be one or several (認定) is begun as one.
    let only_list = shape.is_list() && !shape.is_map();
    if only_list && !around.in_item && !around.in_flow {
        // Directly below the key of a list every line is an item.
        return items(document, shape, around, beside);
    }
    if only_list && around.in_item && around.beside.is_empty() && !around.in_flow {
        // Behind the dash: a whole item, or its first key.
        let mut proposals = items(document, shape, around, beside);
        for proposal in &mut proposals {
            proposal.insert = undashed(&proposal.insert);
        }
        proposals.extend(keys(shape, around));
        return proposals;
    }
    if around.path == known::NAMED {
        return known::entries(document, around);
    }
    if shape.keys().is_empty() {
        return words(document, shape, last, around, beside);
    }
    let mut proposals = keys(shape, around);
    if around.path.is_empty() && around.beside.is_empty() && around.column == 0 {
        let whole = blanks::indented(&blanks::plan(), 0, "\n");
        let detail = "第1表〜第6表の全ての項目を、空欄で並べます";
        proposals.insert(0, Proposal::yaml("計画書の全体", whole, detail));
    }
    proposals
}

/// The keys that are missing, in the form's order, each with the shape of its value.
fn keys(shape: Shape, around: &Around) -> Vec<Proposal> {
    let missing = shape.keys().into_iter().filter(|(key, _)| around.beside.iter().all(|other| other != key));
    let own = missing.map(|(key, shape)| {
        let insert = entry(around, key, shape);
        let detail = shape.description().unwrap_or_default().to_owned();
        Proposal { filter: key.to_owned(), label: key.to_owned(), insert, detail, sort: Sort::Key }
    });
    own.collect()
}

/// `key: value` with places to write at.
fn entry(around: &Around, key: &str, shape: Shape) -> String {
    let path: Vec<String> = around.path.iter().cloned().chain([key.to_owned()]).collect();
    let list = shape.is_list();
    if around.in_flow {
        return if list { format!("{key}: [{PLACE}]") } else { format!("{key}: {PLACE}") };
    }
    if let Some(lines) = blanks::entry(&path) {
        return blanks::indented(&lines, around.column, "\n");
    }
    let inner = format!("\n{}", " ".repeat(around.column + 2));
    match (list, !shape.keys().is_empty()) {
        (true, true) => format!("{key}:{inner}- {PLACE}"),
        (true, false) => format!("{key}: [{PLACE}]"),
        (false, true) => format!("{key}:{inner}{PLACE}"),
        (false, false) => format!("{key}: {PLACE}"),
    }
}

/// Whole items of a list, with their dash: those that the plan suggests, then an empty one.
fn items(document: &Document, shape: Shape, around: &Around, beside: &Surroundings) -> Vec<Proposal> {
    let last = around.path.last().map_or("", String::as_str);
    let mut proposals = rows::rows(document, &around.path, beside.today);
    // What stands inside the brackets of such an item is a piece of YAML already.
    if let Some(lines) = blanks::inside(&around.path) {
        let column = if around.in_item { around.column.saturating_sub(2) } else { around.column };
        let insert = blanks::indented(&lines, column, "\n");
        proposals.push(Proposal::yaml(format!("「{last}」を一つ"), insert, shape.description().unwrap_or_default()));
    } else if shape.keys().is_empty() {
        let dashed = words(document, shape, last, around, beside).into_iter();
        proposals.extend(dashed.map(|proposal| Proposal { insert: format!("- {}", proposal.insert), ..proposal }));
    }
    proposals
}

/// An item without its dash, which stands there already.
fn undashed(item: &str) -> String {
    item.strip_prefix("- ").unwrap_or(item).to_owned()
}

/// Behind the colon of a key that has parts: the parts, on the lines below.
fn parts(shape: Shape, key: &str, around: &Around) -> Option<Proposal> {
    let path: Vec<String> = around.path.iter().cloned().chain([key.to_owned()]).collect();
    let lines = blanks::inside(&path).filter(|_| !around.in_flow && (shape.is_map() || shape.is_list()))?;
    let column = around.column + 2;
    let insert = format!("\n{}{}", " ".repeat(column), blanks::indented(&lines, column, "\n"));
    Some(Proposal::yaml(format!("「{key}」の項目"), insert, shape.description().unwrap_or_default()))
}

/// What a key may say, as it has to be written at this place.
fn words(document: &Document, shape: Shape, key: &str, around: &Around, beside: &Surroundings) -> Vec<Proposal> {
    let choices = shape.choices().into_iter().filter(|word| !(around.in_flow && word.contains(',')));
    let choices = choices.map(|word| Proposal { sort: Sort::Choice, ..Proposal::word(word, "") });
    let mut all: Vec<Proposal> = choices.collect();
    all.extend(values::values(document, shape, key, around, beside));
    for proposal in &mut all {
        proposal.insert = written(&proposal.insert, around);
    }
    all
}

/// A value at its place: in quotes where YAML would take its signs for others. Pieces of YAML begin with their bracket.
fn written(value: &str, around: &Around) -> String {
    let is_yaml = value.starts_with(['{', '[', '\n']) || value.contains(PLACE);
    match around.quote {
        Some('\'') => value.replace('\'', "''"),
        Some(_) => {
            let quoted = double(value);
            // Of the quotes only the pair around it: the others are the value's own.
            quoted.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(&quoted).to_owned()
        }
        None if is_yaml || is_plain(value, around.in_flow) => value.to_owned(),
        None => double(value),
    }
}
