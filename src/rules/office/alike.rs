//! CP801: texts that are nearly another client's, by hashes of their sentences. Two plans of one client are not compared.

use super::{OfficeFinding, Place, TEXT_LIKE_ANOTHER_CLIENTS};
use crate::rules::CheckContext;
use crate::rules::words::plain;
use crate::source::Span;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A shorter sentence is everybody's: it finds nobody, and only counts as a part of its text.
const SHORTEST: usize = 20;
/// Of how many longer sentences at least.
const FEWEST: usize = 2;
/// Parts in a hundred of a text's letters that make two texts nearly the same.
const NEARLY: usize = 80;
/// A sentence of an office's own boilerplate is not looked up in more texts than these.
const MOST: usize = 16;

/// The sentences that went by.
#[derive(Debug, Default)]
pub(super) struct Alike {
    texts: Vec<Text>,
    /// Hash of a long sentence in its column → the texts that have it.
    sentences: HashMap<u64, Vec<u32>>,
    found: Vec<OfficeFinding>,
}

/// What is kept of a text.
#[derive(Clone, Debug)]
pub(super) struct Text {
    column: &'static str,
    place: Place,
    /// Whose it is.
    whose: u64,
    /// Its sentences.
    sentences: Vec<Sentence>,
}

/// What is kept of a sentence: a hash, without numbers and the client's own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sentence {
    hash: u64,
    letters: usize,
}

impl Alike {
    pub(super) fn add(&mut self, text: Text) {
        let long = || text.sentences.iter().filter(|sentence| sentence.letters >= SHORTEST);
        if long().count() < FEWEST {
            return;
        }
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for sentence in long() {
            for other in self.sentences.get(&sentence.hash).into_iter().flatten() {
                *shared.entry(*other).or_default() += 1;
            }
        }
        let others = |at: &u32| self.texts.get(*at as usize).filter(|other| other.whose != text.whose);
        let near = shared.iter().filter(|(_, n)| **n >= FEWEST).filter_map(|(at, _)| {
            let part = text.share_in(others(at)?);
            (part >= NEARLY).then_some((part, std::cmp::Reverse(*at)))
        });
        // The earliest text that is as near as any: the order of the plans decides, not that of a map.
        if let Some(other) = near.max().and_then(|(_, at)| self.texts.get(at.0 as usize)) {
            self.found.push(OfficeFinding {
                rule: &TEXT_LIKE_ANOTHER_CLIENTS,
                place: Some(text.place.clone()),
                facts: vec![format!("第1表の{}", text.column), other.place.file.clone(), other.place.line.to_string()],
                other: Some(other.place.clone()),
            });
        }
        let Ok(own) = u32::try_from(self.texts.len()) else { return };
        for sentence in long() {
            let known = self.sentences.entry(sentence.hash).or_default();
            if known.len() < MOST {
                known.push(own);
            }
        }
        self.texts.push(text);
    }

    pub(super) fn findings(self) -> Vec<OfficeFinding> {
        self.found
    }
}

/// The client's name and its parts, plain: what differs in a copied text.
fn names(name: &str) -> Vec<String> {
    let mut names: Vec<String> = std::iter::once(name).chain(name.split_whitespace()).map(plain).collect();
    names.retain(|name| !name.is_empty());
    names
}

impl Text {
    /// The texts of a plan that are compared.
    pub(super) fn of_plan(whose: &str, context: &CheckContext, place: &dyn Fn(Span) -> Place) -> Vec<Self> {
        let Some(plan) = &context.case.plan_1 else { return Vec::new() };
        let client = context.case.client.as_ref();
        let names: Vec<String> = client.map(|client| names(client.name.text())).unwrap_or_default();
        let whose = hash_of(whose);
        let columns = [("「意向と課題分析」", &plan.assessment), ("「援助の方針」", &plan.policy)];
        columns
            .map(|(column, text)| {
                let place = place(text.span());
                Self { column, place, whose, sentences: sentences(column, text.text(), &names) }
            })
            .into()
    }

    /// How much of it stands in another text, in parts of a hundred of its letters.
    fn share_in(&self, other: &Self) -> usize {
        let all: usize = self.sentences.iter().map(|sentence| sentence.letters).sum();
        let shared = self.sentences.iter().filter(|sentence| other.sentences.binary_search(sentence).is_ok());
        let shared: usize = shared.map(|sentence| sentence.letters).sum();
        (shared * 100).checked_div(all).unwrap_or(0)
    }
}

/// The sentences of a text, each once, without numbers and the client's own name.
fn sentences(column: &str, text: &str, names: &[String]) -> Vec<Sentence> {
    let mut text = plain(text);
    for name in names {
        text = text.replace(name.as_str(), "");
    }
    let clean = |sentence: &str| sentence.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let all = text.split(['。', '\n']).map(clean).filter(|sentence| !sentence.is_empty());
    let mut all: Vec<Sentence> =
        all.map(|sentence| Sentence { letters: sentence.chars().count(), hash: hash_of((column, sentence)) }).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn hash_of(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
