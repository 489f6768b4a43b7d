//! What may be typed here: keys that are missing, words that a key takes, names that this plan knows.

use super::document::Document;
use super::outline::{self, Around};
use super::shapes::Shape;
use super::words::{days, words};
use crate::calendar::{Date, WEEKDAYS};
use crate::rules;

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
    /// What is put in: a snippet, where `$0` is the cursor.
    pub(super) insert: String,
    /// What it means.
    pub(super) detail: String,
    /// What kind of thing it is.
    pub(super) sort: Sort,
}

impl Proposal {
    fn word(label: impl Into<String>, detail: &str) -> Self {
        let label = label.into();
        Self { insert: escaped(&label), label, detail: detail.to_owned(), sort: Sort::Word }
    }
}

/// Signs of snippets that a text may hold.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// Proposals at a byte; `today` is the machine's day, `files` the names of the YAML files beside the plan.
#[must_use]
pub(super) fn complete(document: &Document, offset: u32, today: Date, files: &[String]) -> Vec<Proposal> {
    let around = outline::around(document.file(), offset);
    let Some(shape) = Shape::at(&around.path) else { return Vec::new() };
    if !around.in_value {
        let mut proposals = keys(shape, &around);
        if !shape.is_map() || shape.keys().is_empty() {
            proposals.extend(values(
                document,
                shape,
                around.path.last().map_or("", String::as_str),
                &around,
                today,
                files,
            ));
        }
        return proposals;
    }
    let Some(key) = &around.key else { return Vec::new() };
    let Some(shape) = shape.key(key) else { return Vec::new() };
    values(document, shape, key, &around, today, files)
}

/// The keys that are missing, in the form's order, each with the shape of its value.
fn keys(shape: Shape, around: &Around) -> Vec<Proposal> {
    let missing = shape.keys().into_iter().filter(|(key, _)| around.beside.iter().all(|other| other != key));
    let inner = " ".repeat(around.column + 2);
    missing
        .map(|(key, shape)| {
            let insert = match (shape.is_list(), shape.is_map()) {
                (true, true) => format!("{key}:\n{inner}- $0"),
                (true, false) => format!("{key}: [$0]"),
                (false, true) => format!("{key}:\n{inner}$0"),
                (false, false) => format!("{key}: $0"),
            };
            let detail = shape.description().unwrap_or_default().to_owned();
            Proposal { label: key.to_owned(), insert, detail, sort: Sort::Key }
        })
        .collect()
}

fn values(
    document: &Document,
    shape: Shape,
    key: &str,
    around: &Around,
    today: Date,
    files: &[String],
) -> Vec<Proposal> {
    let case = document.good();
    let mut proposals: Vec<Proposal> =
        shape.choices().into_iter().map(|word| Proposal { sort: Sort::Choice, ..Proposal::word(word, "") }).collect();
    match key {
        "曜日" => proposals.extend(WEEKDAYS.iter().map(|(_, letter)| Proposal::word(*letter, "曜日"))),
        "規則" => proposals.extend(rules::all().map(|rule| Proposal::word(rule.id, rule.looks_at))),
        "居宅介護支援事業所" | "サービス事業所" => {
            proposals.extend(files.iter().map(|name| Proposal::word(name.as_str(), "計画書のそばのファイル")));
        }
        _ => {}
    }
    let known = words(case, &around.path, key, today);
    let is_day = shape.example().is_some_and(|example| example.contains("年") && example.contains('日'));
    let days = if is_day && key != "期間" { days(&case.file, today) } else { Vec::new() };
    proposals.extend(known.into_iter().chain(days).map(|known| Proposal::word(known.word, known.what)));
    let mut seen = std::collections::BTreeSet::new();
    proposals.retain(|proposal| seen.insert(proposal.label.clone()));
    proposals
}
