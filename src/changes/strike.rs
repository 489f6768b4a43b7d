//! 「見え消し」 a plan's tree in which what changed shows both: the old words to be struck, the new ones beside them.
//!
//! Only what 第１～３表 print as text is struck ([`TABLES`]): records are added to, never struck, and the figures of a month
//! are agreed to anew. What cannot be struck stays as it is now; whoever prints looks whether each of [`Struck::texts`] did
//! arrive.

use super::matching::{self, Match};
use super::words::{self, Run};
use super::{equal, parts};
use crate::source::Span;
use crate::source::struck::{self, Parts};
use crate::source::yaml::{Entry, Kind, Node};

/// What of a plan is struck.
const TABLES: [&str; 6] = ["利用者", "居宅介護支援事業所", "認定", "第1表", "第2表", "第3表"];

/// Days on which papers were made: the new ones stand alone.
const DAYS: [&str; 3] = ["作成年月日", "計画作成日", "同意"];

/// Lists whose items are drawn at a place of their own by time: moved ones are struck there and drawn anew here.
const PLACED: [&str; 2] = ["週間", "日常生活"];

/// The keys that say the place.
const PLACE: [&str; 3] = ["曜日", "時間", "時刻"];

/// A plan with its old words in it.
#[derive(Clone, Debug)]
pub struct Struck {
    /// The tree, to be read like any plan's. What is gone has no place in the file.
    pub root: Node,
    /// Every text that shows both.
    pub texts: Vec<StruckText>,
}

/// A text that shows both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StruckText {
    /// The part of the plan in which it stands: 認定, 第1表.
    pub table: &'static str,
    /// Its place in the new plan; detached when it is gone there.
    pub span: Span,
    /// The old words.
    pub old: String,
    /// The new words.
    pub now: String,
}

/// The new plan with the old one's words. `note` stands behind each: 「（R7.6.1）」.
#[must_use]
pub fn strike(old: &Node, new: &Node, note: &str) -> Struck {
    let mut striker = Striker { note, table: "", texts: Vec::new() };
    let mut root = new.clone();
    if let (Kind::Map(entries), Kind::Map(before)) = (&mut root.kind, &old.kind) {
        for table in TABLES {
            let Some(was) = before.iter().find(|entry| entry.key == table) else { continue };
            striker.table = table;
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == table) {
                entry.value = striker.both(&was.value, &entry.value, table);
            }
        }
    }
    Struck { root, texts: striker.texts }
}

struct Striker<'a> {
    note: &'a str,
    table: &'static str,
    texts: Vec<StruckText>,
}

impl Striker<'_> {
    fn both(&mut self, old: &Node, new: &Node, key: &str) -> Node {
        let kind = match (&old.kind, &new.kind) {
            _ if equal::same(Some(old), Some(new), key) || DAYS.contains(&key) => return new.clone(),
            (Kind::Map(before), Kind::Map(after)) if !parts::is_one_value(key) => {
                Kind::Map(self.entries(before, after))
            }
            (Kind::Seq(before), Kind::Seq(after)) if parts::has_items(key, before, after) => {
                Kind::Seq(self.items(before, after, key))
            }
            (Kind::Scalar(before), Kind::Scalar(after))
                if words::has_sentences(before) || words::has_sentences(after) =>
            {
                self.sentences(before, after, new.span)
            }
            (Kind::Scalar(before), Kind::Scalar(after)) => self.text(before, after, new.span),
            (Kind::Scalar(before), Kind::Null) => self.text(before, "", new.span),
            (Kind::Null, Kind::Scalar(after)) => self.text("", after, new.span),
            _ => {
                // It is told like one that did not arrive: it cannot.
                self.texts.push(StruckText {
                    table: self.table,
                    span: new.span,
                    old: words::of(old, key),
                    now: words::of(new, key),
                });
                return new.clone();
            }
        };
        with(new, kind)
    }

    fn text(&mut self, old: &str, now: &str, span: Span) -> Kind {
        let (old, now) = (old.trim(), now.trim());
        self.texts.push(StruckText { table: self.table, span, old: old.to_owned(), now: now.to_owned() });
        Kind::Scalar(struck::text(Parts { old, now, note: self.note }))
    }

    /// Of a text of several sentences only those that differ are struck.
    fn sentences(&mut self, old: &str, now: &str, span: Span) -> Kind {
        let (old, now) = (old.trim_end(), now.trim_end());
        let mut whole = String::new();
        for run in words::sentence_runs(old, now) {
            let Run { before, after, same } = run;
            if same {
                whole.push_str(&after);
                continue;
            }
            self.texts.push(StruckText {
                table: self.table,
                span,
                old: before.trim().to_owned(),
                now: after.trim().to_owned(),
            });
            // The note stands at the end of the line, not on the next one.
            let end = if after.is_empty() { &before } else { &after };
            let newline = if end.ends_with('\n') { "\n" } else { "" };
            let now = after.trim_end_matches('\n');
            let old = if after.is_empty() { before.trim_end_matches('\n') } else { before.as_str() };
            whole.push_str(&struck::text(Parts { old, now, note: self.note }));
            whole.push_str(newline);
        }
        Kind::Scalar(whole)
    }

    fn entries(&mut self, before: &[Entry], after: &[Entry]) -> Vec<Entry> {
        let mut all: Vec<Entry> = Vec::new();
        for entry in after {
            let value = match before.iter().find(|other| other.key == entry.key) {
                Some(was) => self.both(&was.value, &entry.value, &entry.key),
                None => self.come(&entry.value, &entry.key),
            };
            all.push(Entry { value, ..entry.clone() });
        }
        for entry in before.iter().filter(|entry| !after.iter().any(|other| other.key == entry.key)) {
            let value = self.gone(&entry.value, &entry.key);
            all.push(Entry { value, ..entry.clone() });
        }
        all
    }

    fn items(&mut self, before: &[Node], after: &[Node], key: &str) -> Vec<Node> {
        let mut all = Vec::new();
        for found in matching::items(before, after, parts::of(key)) {
            match found {
                Match::Both { before: was, after: is, .. }
                    if PLACED.contains(&key) && moved(&before[was], &after[is]) =>
                {
                    // What stands on some of the weekdays as before is not struck there.
                    if let Some(Weekdays { gone, stays, come }) = by_weekdays(&before[was], &after[is]) {
                        all.push(stays);
                        all.extend(gone.map(|gone| self.gone(&gone, "")));
                        all.extend(come.map(|come| self.come(&come, "")));
                    } else {
                        all.push(self.gone(&before[was], ""));
                        all.push(self.come(&after[is], ""));
                    }
                }
                Match::Both { before: was, after: is, .. } => all.push(self.both(&before[was], &after[is], "")),
                Match::Added(at) => all.push(self.come(&after[at], "")),
                Match::Removed(at) => all.push(self.gone(&before[at], "")),
            }
        }
        all
    }

    /// What is new: the first of its texts bears the note.
    fn come(&mut self, node: &Node, key: &str) -> Node {
        let mut note = self.note;
        self.each(node, key, &mut |striker, text, span| {
            striker.texts.push(StruckText {
                table: striker.table,
                span,
                old: String::new(),
                now: text.trim().to_owned(),
            });
            Kind::Scalar(struck::text(Parts { old: "", now: text.trim_end(), note: std::mem::take(&mut note) }))
        })
    }

    /// What is gone: its texts are struck, the first one with the note, and it has no place in the new file.
    fn gone(&mut self, node: &Node, key: &str) -> Node {
        let mut note = self.note;
        let mut node = self.each(node, key, &mut |striker, text, _| {
            striker.texts.push(StruckText {
                table: striker.table,
                span: Span::DETACHED,
                old: text.trim().to_owned(),
                now: String::new(),
            });
            Kind::Scalar(struck::text(Parts { old: text.trim_end(), now: "", note: std::mem::take(&mut note) }))
        });
        detach(&mut node);
        node
    }

    fn each(&mut self, node: &Node, key: &str, mark: &mut dyn FnMut(&mut Self, &str, Span) -> Kind) -> Node {
        let kind = match &node.kind {
            _ if DAYS.contains(&key) || PLACE.contains(&key) || parts::is_one_value(key) => return node.clone(),
            Kind::Scalar(text) if !text.trim().is_empty() => mark(self, text, node.span),
            Kind::Seq(items) => Kind::Seq(items.iter().map(|item| self.each(item, "", mark)).collect()),
            Kind::Map(entries) => Kind::Map(
                entries
                    .iter()
                    .map(|entry| Entry { value: self.each(&entry.value, &entry.key, mark), ..entry.clone() })
                    .collect(),
            ),
            Kind::Null | Kind::Scalar(_) => return node.clone(),
        };
        with(node, kind)
    }
}

/// The same node with another value.
fn with(node: &Node, kind: Kind) -> Node {
    let mut node = node.clone();
    node.kind = kind;
    node
}

/// Whether an item stands at another place of its table than before.
fn moved(old: &Node, new: &Node) -> bool {
    PLACE.iter().any(|key| {
        let value = |node: &'_ Node| node.get(key).map(|entry| entry.value.clone());
        !equal::same(value(old).as_ref(), value(new).as_ref(), key)
    })
}

/// An entry of the week of which only the weekdays changed, one for each kind of them.
struct Weekdays {
    gone: Option<Node>,
    stays: Node,
    come: Option<Node>,
}

/// The same where some weekdays stay; none where all of them changed or anything else did.
fn by_weekdays(old: &Node, new: &Node) -> Option<Weekdays> {
    const KEY: &str = "曜日";
    let days = |node: &Node| match node.get(KEY).map(|entry| entry.value.kind.clone()) {
        Some(Kind::Seq(days)) => Some(days),
        _ => None,
    };
    let (before, after) = (days(old)?, days(new)?);
    let is_in = |day: &Node, all: &[Node]| all.iter().any(|other| matching::joined(other) == matching::joined(day));
    let parted =
        |days: &[Node], others: &[Node]| days.iter().cloned().partition::<Vec<Node>, _>(|day| is_in(day, others));
    let ((stay, come), (_, gone)) = (parted(&after, &before), parted(&before, &after));
    let on = |node: &Node, days: Vec<Node>| {
        let mut node = node.clone();
        if let Kind::Map(entries) = &mut node.kind {
            for entry in entries.iter_mut().filter(|entry| entry.key == KEY) {
                entry.value.kind = Kind::Seq(days.clone());
            }
        }
        node
    };
    let else_same = equal::same(Some(&on(old, stay.clone())), Some(&on(new, stay.clone())), "");
    let some = |node: &Node, days: Vec<Node>| (!days.is_empty()).then(|| on(node, days));
    (else_same && !stay.is_empty()).then(|| Weekdays {
        gone: some(old, gone),
        stays: on(new, stay),
        come: some(new, come),
    })
}

/// Takes away the places in a file that is not the new one.
fn detach(node: &mut Node) {
    node.span = Span::DETACHED;
    match &mut node.kind {
        Kind::Seq(items) => items.iter_mut().for_each(detach),
        Kind::Map(entries) => {
            for entry in entries {
                entry.key_span = Span::DETACHED;
                detach(&mut entry.value);
            }
        }
        Kind::Null | Kind::Scalar(_) => {}
    }
}
