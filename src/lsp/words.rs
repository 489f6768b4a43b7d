//! Names and words that this plan knows, for the page that is written on: those that an editor's completion proposes there.
//!
//! There is one list for both, in `completion/values.rs`; here stands only what a box can take of it: words, no pieces of YAML.

use super::completion::{Surroundings, of_key};
use super::shapes::Shape;
use crate::calendar::Date;
use crate::case::read::Case;
use std::collections::BTreeSet;

/// A word that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub word: String,
    /// What it is: サービス事業所, 家族, 今日.
    pub what: String,
}

/// Words for the value of a key under a path of keys, each once; `today` is the machine's day. Words of a closed set are
/// not among them: the schema has these.
#[must_use]
pub fn words(case: &Case, path: &[String], key: &str, today: Date) -> Vec<Word> {
    let Some(shape) = Shape::at(path).and_then(|shape| shape.key(key)).filter(|shape| shape.choices().is_empty())
    else {
        return Vec::new();
    };
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let beside = Surroundings { today, files: &[], codes: None };
    let found = of_key(case, shape, &path, key, &beside).into_iter();
    let words = found.filter(|found| found.insert == found.label && !found.label.trim().is_empty());
    let mut seen = BTreeSet::new();
    words
        .filter(|found| seen.insert(found.label.clone()))
        .map(|found| Word { word: found.label, what: found.detail })
        .collect()
}
