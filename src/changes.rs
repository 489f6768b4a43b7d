//! 「変更」 what differs between two plans of one client, in the words of the forms.
//!
//! Two trees are compared, so that a key that is new tomorrow is compared tomorrow: nothing here lists what may change.
//! What is listed ([`parts`]) is how the items of a list are known again, so that a need that moved is moved and not
//! deleted and added. Values that mean the same (R7.5.27 and 令和7年5月27日) are the same.
//!
//! Knows nothing of rules, forms and paper. Start reading at [`between`].

mod equal;
mod linked;
mod matching;
mod money;
mod outline;
mod parts;
mod strike;
mod summary;
mod words;

pub use linked::whole;
pub use money::{Share, share};
pub use outline::outline;
pub use strike::{Struck, StruckText, strike};
pub use summary::summary;

use crate::calendar::{Month, read};
use crate::source::Span;
use crate::source::yaml::{Entry, Kind, Node};
use matching::Match;
use parts::Part;

/// One thing that differs.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happened to it.
    pub kind: ChangeKind,
    /// The way to it: tables, needs and goals by their words, from the outside.
    pub place: Vec<Step>,
    /// What it was; none when it is new.
    pub before: Option<Said>,
    /// What it is now; none when it is gone.
    pub after: Option<Said>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// 変更
    Changed,
    /// 追加
    Added,
    /// 削除
    Removed,
    /// 移動: the same item at another place of its list.
    Moved,
}

impl ChangeKind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Changed => "変更",
            Self::Added => "追加",
            Self::Removed => "削除",
            Self::Moved => "移動",
        }
    }
}

/// A value as it was written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its words; of a whole item, those by which a person knows it.
    pub words: String,
    /// Its place in its own plan.
    pub span: Span,
    /// Of an item of a list: its number from 1.
    pub number: Option<usize>,
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key: 第2表, 援助の方針.
    Key(String),
    /// An item of a list: the list's key, its number from 1 in the newer plan that has it, and its words.
    Item {
        /// The key of the list.
        list: String,
        /// Its number, from 1.
        number: usize,
        /// The words by which a person knows it.
        name: String,
    },
}

/// All that differs between two plans' trees ([`whole`]), in the order of the new plan's keys; what is gone stands where it
/// was.
#[must_use]
pub fn between(old: Option<&Node>, new: Option<&Node>) -> Vec<Change> {
    let mut walk = Walk::default();
    walk.values(old, new, "");
    walk.changes
}

#[derive(Default)]
struct Walk {
    place: Vec<Step>,
    /// The month of 第６表 whose lines are compared.
    month: Option<Month>,
    changes: Vec<Change>,
}

impl Walk {
    fn tell(&mut self, kind: ChangeKind, before: Option<Said>, after: Option<Said>) {
        self.changes.push(Change { kind, place: self.place.clone(), before, after });
    }

    /// Compares what stands under a key.
    fn values(&mut self, before: Option<&Node>, after: Option<&Node>, key: &str) {
        if let (Some(before), Some(after)) = (before, after)
            && let Some((before, after)) = parts::both_lists(before, after, key)
        {
            return self.values(Some(&before), Some(&after), key);
        }
        match (before.map(|node| &node.kind), after.map(|node| &node.kind)) {
            _ if equal::same(before, after, key) || self.same_days(before, after, key) => {}
            (Some(Kind::Map(old)), Some(Kind::Map(new))) if !parts::is_one_value(key) => self.entries(old, new),
            (Some(Kind::Map(old)), None | Some(Kind::Null)) if parts::is_table(key) => self.entries(old, &[]),
            (None | Some(Kind::Null), Some(Kind::Map(new))) if parts::is_table(key) => self.entries(&[], new),
            (Some(Kind::Seq(old)), Some(Kind::Seq(new))) if parts::has_items(key, old, new) => {
                self.items(old, new, key);
            }
            _ => self.whole(before, after, key),
        }
    }

    /// Whether these are the same days of the month, written in two ways.
    fn same_days(&self, before: Option<&Node>, after: Option<&Node>, key: &str) -> bool {
        match (before, after, self.month) {
            (Some(before), Some(after), Some(month)) if parts::is_days(key) => equal::same_days(before, after, month),
            _ => false,
        }
    }

    /// The words of a value; of days with how many uses they are.
    fn words(&self, node: &Node, key: &str) -> String {
        let words = words::of(node, key);
        let Some(month) = self.month.filter(|_| parts::is_days(key)) else { return words };
        let days = equal::days(node);
        if days.is_daily() || days.is_missing() {
            return words;
        }
        let uses: u32 = days.counts(month).iter().map(|uses| u32::from(*uses)).sum();
        // Behind 「3日（2回）・6日」 the number of all is none of the last day's.
        let all = if words.contains("回）") { "計" } else { "" };
        format!("{words}（{all}{uses}回）")
    }

    /// A value that is compared as one: an empty side is an addition or a removal.
    fn whole(&mut self, before: Option<&Node>, after: Option<&Node>, key: &str) {
        let there = |node: Option<&'_ Node>| node.filter(|node| !equal::is_empty(node, key)).cloned();
        let said = |node: &Node| Said { words: self.words(node, key), span: node.span, number: None };
        match (there(before), there(after)) {
            (None, None) => {}
            (None, Some(after)) => self.added(&after, key, None),
            (Some(before), None) => self.removed(&before, key, None),
            (Some(before), Some(after)) => self.tell(ChangeKind::Changed, Some(said(&before)), Some(said(&after))),
        }
    }

    fn entries(&mut self, old: &[Entry], new: &[Entry]) {
        let find = |entries: &'_ [Entry], key: &str| entries.iter().position(|entry| entry.key == key);
        // The new plan's order, with what is gone behind the key that it followed.
        let mut keys: Vec<&str> = new.iter().map(|entry| entry.key.as_str()).collect();
        for (at, entry) in old.iter().enumerate().filter(|(_, entry)| find(new, &entry.key).is_none()) {
            let before = old[..at].iter().rev().find_map(|left| keys.iter().position(|key| *key == left.key));
            keys.insert(before.map_or(0, |at| at + 1), &entry.key);
        }
        for key in keys {
            self.place.push(Step::Key(key.to_owned()));
            let value = |entries: &'_ [Entry]| find(entries, key).map(|at| entries[at].value.clone());
            self.values(value(old).as_ref(), value(new).as_ref(), key);
            self.place.pop();
        }
    }

    fn items(&mut self, old: &[Node], new: &[Node], key: &str) {
        let part = parts::of(key);
        self.place.pop();
        for found in matching::items(old, new, part) {
            match found {
                Match::Both { before, after, moved } => {
                    self.place.push(step(key, after, &new[after], part));
                    if moved && part.is_ordered {
                        let said = |node: &Node, at: usize| item_said(node, part, at);
                        self.tell(ChangeKind::Moved, Some(said(&old[before], before)), Some(said(&new[after], after)));
                    }
                    if key == "第6表" {
                        let text = new[after].get("年月").map(|entry| matching::joined(&entry.value));
                        self.month = text.and_then(|text| read::month(&text).ok());
                    }
                    self.values(Some(&old[before]), Some(&new[after]), "");
                    if key == "第6表" {
                        self.month = None;
                    }
                    self.place.pop();
                }
                Match::Added(at) => {
                    self.place.push(Step::Key(key.to_owned()));
                    self.added(&new[at], key, Some(at));
                    self.place.pop();
                }
                Match::Removed(at) => {
                    self.place.push(Step::Key(key.to_owned()));
                    self.removed(&old[at], key, Some(at));
                    self.place.pop();
                }
            }
        }
        self.place.push(Step::Key(key.to_owned()));
    }

    fn added(&mut self, node: &Node, key: &str, at: Option<usize>) {
        for (node, at) in one_by_one(node, key, at) {
            self.tell(ChangeKind::Added, None, Some(addition(node, key, at)));
        }
    }

    fn removed(&mut self, node: &Node, key: &str, at: Option<usize>) {
        for (node, at) in one_by_one(node, key, at) {
            self.tell(ChangeKind::Removed, Some(addition(node, key, at)), None);
        }
    }
}

/// A list that appears or goes as a whole is told item by item.
fn one_by_one<'n>(node: &'n Node, key: &str, at: Option<usize>) -> Vec<(&'n Node, Option<usize>)> {
    match &node.kind {
        Kind::Seq(items) if at.is_none() && parts::has_items(key, items, &[]) => {
            items.iter().enumerate().map(|(at, item)| (item, Some(at))).collect()
        }
        _ => vec![(node, at)],
    }
}

fn addition(node: &Node, key: &str, at: Option<usize>) -> Said {
    match at {
        Some(at) => item_said(node, parts::of(key), at),
        None => Said { words: words::of(node, key), span: node.span, number: None },
    }
}

fn item_said(node: &Node, part: &Part, at: usize) -> Said {
    Said { words: words::full(node, part), span: node.span, number: Some(at + 1) }
}

fn step(list: &str, at: usize, node: &Node, part: &Part) -> Step {
    Step::Item { list: list.to_owned(), number: at + 1, name: words::name(node, part) }
}

/// Whether two sentences are versions of one: the measure by which needs and goals are known again.
#[must_use]
pub fn are_versions(one: &str, other: &str) -> bool {
    equal::likeness(one, other) >= matching::ALIKE
}

/// How much of a sentence's words (pairs of characters) a longer text has, of 1000.
#[must_use]
pub fn share_of_words(sentence: &str, text: &str) -> u32 {
    equal::share_of_words(sentence, text)
}

impl Change {
    /// The table it lies in (第2表), or the part of the plan (認定).
    #[must_use]
    pub fn part(&self) -> &str {
        match self.place.first() {
            Some(Step::Key(key)) => key,
            Some(Step::Item { list, .. }) => list,
            None => "",
        }
    }

    /// The change as one sentence, without its table.
    #[must_use]
    pub fn sentence(&self) -> String {
        words::sentence(self)
    }

    /// The way to it in words, without its table: 「ニーズ1 短期目標1」.
    #[must_use]
    pub fn place_words(&self) -> String {
        words::place_words(self)
    }

    /// What stood there and what stands there now, whole; empty where nothing does.
    #[must_use]
    pub fn sides(&self) -> (String, String) {
        words::sides(self)
    }
}
