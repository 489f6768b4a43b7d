//! Which item of a list is which in the next plan.

use super::equal::{Pairs, canonical, likeness};
use super::parts::Part;
use crate::calendar::read;
use crate::source::yaml::{Kind, Node};
use std::collections::{HashMap, VecDeque};

/// An item of one or both lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// The same item in both, by its numbers; `moved` when others it stood before now stand before it.
    Both { before: usize, after: usize, moved: bool },
    /// Only in the new list.
    Added(usize),
    /// Only in the old list.
    Removed(usize),
}

/// From this likeness on (of 1000) two items are the same one.
pub(super) const ALIKE: u32 = 400;

/// From this likeness on two entries of different days are one whose day was corrected.
const CORRECTED: u32 = 900;

/// A day that was corrected is not further away; records of every month are alike.
const CORRECTED_DAYS: i64 = 10;

/// So many comparisons take no time that anybody waits for; of longer lists only items that stand near each other are compared.
const EACH_WITH_EACH: usize = 20_000;

/// So many places apart.
const NEAR: usize = 20;

/// Matches the items: those that say the same first, then the most alike. In the order of the new list; what is gone stands
/// behind what it followed.
pub(super) fn items(old: &[Node], new: &[Node], part: &Part) -> Vec<Match> {
    let old_texts: Vec<_> = old.iter().map(|node| Texts::of(node, part)).collect();
    let new_texts: Vec<_> = new.iter().map(|node| Texts::of(node, part)).collect();
    let (mut of_old, mut of_new) = (vec![None; old.len()], vec![None; new.len()]);
    // Years of records are mostly the same in both: only the few that are left are compared each with each.
    let mut same: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (before, texts) in old_texts.iter().enumerate() {
        same.entry(&texts.all).or_default().push_back(before);
    }
    for (after, texts) in new_texts.iter().enumerate() {
        if let Some(before) = same.get_mut(texts.all.as_str()).and_then(VecDeque::pop_front) {
            (of_old[before], of_new[after]) = (Some(after), Some(before));
        }
    }
    let left = |of: &[Option<usize>]| of.iter().filter(|other| other.is_none()).count();
    let is_long = left(&of_old).saturating_mul(left(&of_new)) > EACH_WITH_EACH;
    let mut scored: Vec<(u32, usize, usize)> = Vec::new();
    for before in (0..old.len()).filter(|&before| of_old[before].is_none()) {
        for after in (0..new.len()).filter(|&after| of_new[after].is_none()) {
            if is_long && before.abs_diff(after) > NEAR {
                continue;
            }
            let score = old_texts[before].likeness(&new_texts[after], part);
            if score >= ALIKE {
                scored.push((score, before, after));
            }
        }
    }
    scored.sort_by_key(|(score, before, after)| (std::cmp::Reverse(*score), before.abs_diff(*after), *before, *after));
    for (_, before, after) in scored {
        if of_old[before].is_none() && of_new[after].is_none() {
            (of_old[before], of_new[after]) = (Some(after), Some(before));
        }
    }
    let kept = longest_rising(&of_new);
    let mut found: Vec<Match> = (0..new.len())
        .map(|after| match of_new[after] {
            Some(before) => Match::Both { before, after, moved: !kept.contains(&before) },
            None => Match::Added(after),
        })
        .collect();
    for (at, _) in of_old.iter().enumerate().filter(|(_, after)| after.is_none()) {
        let behind = |left: usize| {
            found.iter().position(|found| match found {
                Match::Both { before, .. } | Match::Removed(before) => *before == left,
                Match::Added(_) => false,
            })
        };
        let place = (0..at).rev().find_map(behind).map_or(0, |place| place + 1);
        found.insert(place, Match::Removed(at));
    }
    found
}

/// What an item says: the words it is known by, and all its words.
struct Texts {
    known: Vec<String>,
    all: String,
    pairs: Pairs,
}

impl Texts {
    fn of(node: &Node, part: &Part) -> Self {
        let text = |key: &&str| {
            let text = node.get(key).map(|entry| joined(&entry.value)).unwrap_or_default();
            if part.is_exact { canonical(&text) } else { text }
        };
        let all = joined(node);
        Self { known: part.known_by.iter().map(text).collect(), pairs: Pairs::of(&all), all }
    }
}

/// All texts of a value, one after another.
pub(super) fn joined(node: &Node) -> String {
    match &node.kind {
        Kind::Null => String::new(),
        Kind::Scalar(text) => text.trim().to_owned(),
        Kind::Seq(items) => items.iter().map(joined).collect::<Vec<_>>().join(" "),
        Kind::Map(entries) => entries.iter().map(|entry| joined(&entry.value)).collect::<Vec<_>>().join(" "),
    }
}

impl Texts {
    /// How alike two items are, of 1000.
    fn likeness(&self, other: &Self, part: &Part) -> u32 {
        let whole = || self.pairs.likeness(&other.pairs);
        if part.known_by.is_empty() {
            return whole();
        }
        if part.is_exact {
            let same = self.known == other.known;
            // Of several entries of one day the most alike are the same; then those that only changed their day.
            let is_near = || are_near(self.known.first(), other.known.first());
            let is_corrected = || !part.is_identity && is_near() && whole() >= CORRECTED;
            return match same {
                true => ALIKE + 1 + whole() / 2,
                false if is_corrected() => ALIKE,
                false => 0,
            };
        }
        let (mut sum, mut weights) = (0, 0);
        for (at, (a, b)) in self.known.iter().zip(&other.known).enumerate() {
            if a.is_empty() && b.is_empty() {
                continue;
            }
            let weight = u32::try_from(part.known_by.len() - at).unwrap_or(1);
            sum += weight * likeness(a, b);
            weights += weight;
        }
        let known = u32::checked_div(sum, weights).unwrap_or_else(whole);
        (known * 6 + whole() * 4) / 10
    }
}

/// Whether two days may be one that was mistyped; what is no day may.
fn are_near(one: Option<&String>, other: Option<&String>) -> bool {
    match (one.map(|day| read::date(day)), other.map(|day| read::date(day))) {
        (Some(Ok(one)), Some(Ok(other))) => (one - other).num_days().abs() <= CORRECTED_DAYS,
        _ => true,
    }
}

/// Of the old numbers in the new order those that still follow each other: all others have moved.
fn longest_rising(of_new: &[Option<usize>]) -> Vec<usize> {
    let numbers: Vec<usize> = of_new.iter().flatten().copied().collect();
    // best[i]: the longest rising run that ends at i, and what stands before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let before = (0..at).filter(|left| numbers[*left] < *number).max_by_key(|left| best[*left].0);
        best.push((before.map_or(1, |left| best[left].0 + 1), before));
    }
    let mut kept = Vec::new();
    let mut at = (0..numbers.len()).max_by_key(|at| best[*at].0);
    while let Some(here) = at {
        kept.push(numbers[here]);
        at = best[here].1;
    }
    kept
}
