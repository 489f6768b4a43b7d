//! CP801: texts that are nearly another client's, by hashes of their sentences.

use super::{OfficeFinding, Place, TEXT_LIKE_ANOTHER_CLIENTS};
use crate::rules::CheckContext;
use crate::rules::words::plain;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A shorter sentence is everybody's.
const SHORTEST: usize = 20;
/// Of how many such sentences at least.
const FEWEST: usize = 2;
/// Parts in a hundred that make two texts nearly the same.
const NEARLY: usize = 80;
/// A sentence of an office's own boilerplate is not looked up in more texts than these.
const MOST: usize = 16;

/// The sentences that went by.
#[derive(Debug, Default)]
pub(super) struct Alike {
    texts: Vec<(Place, u64)>,
    /// Hash of a sentence in its column → the texts that have it.
    sentences: HashMap<u64, Vec<u32>>,
    found: Vec<OfficeFinding>,
}

impl Alike {
    pub(super) fn add(&mut self, file: &str, whose: &str, context: &CheckContext, line: &dyn Fn(u32) -> usize) {
        let Some(plan) = &context.case.plan_1 else { return };
        let client = context.case.client.as_ref();
        let whose = hash_of(whose);
        let names: Vec<String> = client.map(|client| names(client.name.text())).unwrap_or_default();
        for (column, text) in [("「意向と課題分析」", &plan.assessment), ("「援助の方針」", &plan.policy)]
        {
            let hashes = sentences(column, text.text(), &names);
            let place = || Place { file: file.to_owned(), line: line(text.span().start) };
            self.text(column, hashes, whose, place);
        }
    }

    fn text(&mut self, column: &str, mut hashes: Vec<u64>, whose: u64, place: impl Fn() -> Place) {
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() < FEWEST {
            return;
        }
        let place = place();
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for hash in &hashes {
            for other in self.sentences.get(hash).into_iter().flatten() {
                *shared.entry(*other).or_default() += 1;
            }
        }
        // The earliest text that is as near as any: the order of the plans decides, not that of a map.
        let others = |other: u32| self.texts.get(other as usize).is_some_and(|(_, theirs)| *theirs != whose);
        let near = shared.iter().filter(|(at, n)| **n * 100 >= hashes.len() * NEARLY && others(**at));
        let near = near.max_by_key(|(other, n)| (**n, std::cmp::Reverse(**other))).map(|(other, _)| *other);
        if let Some((other, _)) = near.and_then(|other| self.texts.get(other as usize)) {
            self.found.push(OfficeFinding {
                rule: &TEXT_LIKE_ANOTHER_CLIENTS,
                place: Some(place.clone()),
                facts: vec![format!("第1表の{column}"), other.file.clone(), other.line.to_string()],
                other: Some(other.clone()),
            });
        }
        let Ok(own) = u32::try_from(self.texts.len()) else { return };
        self.texts.push((place, whose));
        for hash in hashes {
            let known = self.sentences.entry(hash).or_default();
            if known.len() < MOST {
                known.push(own);
            }
        }
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

/// The hashes of the long sentences of a text, without numbers and the client's own name.
fn sentences(column: &str, text: &str, names: &[String]) -> Vec<u64> {
    let mut text = plain(text);
    for name in names {
        text = text.replace(name.as_str(), "");
    }
    let clean = |sentence: &str| sentence.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let long = text.split(['。', '\n']).map(clean).filter(|sentence| sentence.chars().count() >= SHORTEST);
    long.map(|sentence| hash_of((column, sentence))).collect()
}

fn hash_of(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
