//! What is told about a key, for every place that tells it: an editor's hover and the page that is written on.

use super::shapes::Shape;
use crate::guide::{Clause, GUIDES, Guide, Verdict};

/// What belongs under a key, and who says so.
#[derive(Debug)]
pub struct About {
    /// The key.
    pub key: String,
    /// What it means.
    pub says: &'static str,
    /// The words that it takes, when they are a closed set.
    pub choices: Vec<&'static str>,
    /// An example.
    pub example: Option<&'static str>,
    /// What the guides say, short: each sentence with its guide.
    pub clauses: Vec<(&'static Guide, &'static Clause)>,
}

/// What is told about a key under a path of keys, lists passed over; none where no such key belongs.
#[must_use]
pub fn about(path: &[String], key: &str) -> Option<About> {
    let shape = Shape::at(path)?.key(key)?;
    Some(About {
        key: key.to_owned(),
        says: shape.description().unwrap_or_default(),
        choices: shape.choices(),
        example: shape.example(),
        clauses: clauses(path.first().map_or(key, String::as_str), key),
    })
}

/// Sentences of the guides about a table that name a key, two of each guide.
fn clauses(table: &str, key: &str) -> Vec<(&'static Guide, &'static Clause)> {
    let mut found = Vec::new();
    for guide in GUIDES.iter().copied() {
        let of_key = guide.sentences().filter(|clause| {
            let named = clause.says.contains(key) && (clause.at.contains(table) || table == key);
            named && !matches!(clause.verdict, Verdict::NotApplicable(_))
        });
        found.extend(of_key.take(2).map(|clause| (guide, clause)));
    }
    found
}
