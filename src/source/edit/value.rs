//! What edits speak of: a path to a value, a value, a change; and what a change makes of a tree, whatever its text.

use crate::source::yaml::keys::may_mean;
use crate::source::yaml::{Kind, Node};
use std::fmt;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To the value under a key.
    Key(String),
    /// To an item of a list, from 0.
    Item(usize),
}

/// Where a value stands: keys and positions from the root, written `第2表.ニーズ[0].課題`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// Reads a written path. A key that holds `.` or `[` can't be written so; build it from steps.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        for part in text.split('.').filter(|_| !text.is_empty()) {
            let (key, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
            if !key.is_empty() {
                steps.push(Step::Key(key.to_owned()));
            } else if rest.is_empty() {
                return None;
            }
            while !rest.is_empty() {
                let (number, more) = rest.strip_prefix('[')?.split_once(']')?;
                steps.push(Step::Item(number.parse().ok()?));
                rest = more;
            }
        }
        Some(Self(steps))
    }

    /// This path and one key more.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.step(Step::Key(key.into()))
    }

    /// This path and one position more.
    #[must_use]
    pub fn item(&self, at: usize) -> Self {
        self.step(Step::Item(at))
    }

    fn step(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => out.write_str(key)?,
                Step::Key(key) => write!(out, ".{key}")?,
                Step::Item(number) => write!(out, "[{number}]")?,
            }
        }
        Ok(())
    }
}

/// A value to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing: the key alone.
    Null,
    /// One text; with line ends it becomes a `|-` block where one may stand.
    Text(String),
    /// 「一覧」
    List(Vec<Value>),
    /// 「まとまり」 with its keys in the order in which they are to stand.
    Map(Vec<(String, Value)>),
    /// A list or map that is to stand on one line, in brackets or braces.
    Flow(Box<Value>),
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A map of keys with values.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// The same on one line.
    #[must_use]
    pub fn flow(self) -> Self {
        Self::Flow(Box::new(self))
    }

    /// The value without wishes about its style.
    pub(super) fn bare(&self) -> Self {
        match self {
            Self::Null | Self::Text(_) => self.clone(),
            Self::List(items) => Self::List(items.iter().map(Self::bare).collect()),
            Self::Map(entries) => Self::Map(entries.iter().map(|(key, value)| (key.clone(), value.bare())).collect()),
            Self::Flow(value) => value.bare(),
        }
    }

    /// Whether two values say the same. The order of a map's keys says nothing; no edit can change it unseen, for it
    /// touches one place.
    pub(in crate::source) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            (Self::Map(a), Self::Map(b)) => {
                let among = |key: &str, at: usize| match b.get(at).filter(|(other, _)| other == key) {
                    Some((_, value)) => Some(value),
                    None => b.iter().find(|(other, _)| other == key).map(|(_, value)| value),
                };
                a.len() == b.len()
                    && a.iter().enumerate().all(|(at, (key, a))| among(key, at).is_some_and(|b| a.same(b)))
            }
            _ => self == other,
        }
    }

    /// The value at a path.
    #[must_use]
    pub fn at(&self, path: &[Step]) -> Option<&Self> {
        let Some((step, rest)) = path.split_first() else { return Some(self) };
        match (self, step) {
            (Self::Flow(inner), _) => inner.at(path),
            (Self::List(items), Step::Item(at)) => items.get(*at)?.at(rest),
            (Self::Map(entries), Step::Key(key)) => entries.iter().find(|(other, _)| other == key)?.1.at(rest),
            _ => None,
        }
    }

    /// What is said of characters in its texts that nobody sees.
    pub(super) fn unseen(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Text(text) => crate::source::unseen::told(text),
            Self::List(items) => items.iter().find_map(Self::unseen),
            Self::Map(entries) => entries.iter().find_map(|(_, value)| value.unseen()),
            Self::Flow(inner) => inner.unseen(),
        }
    }

    fn at_mut(&mut self, path: &[Step]) -> Option<&mut Self> {
        let Some((step, rest)) = path.split_first() else { return Some(self) };
        match (self, step) {
            (Self::List(items), Step::Item(at)) => items.get_mut(*at)?.at_mut(rest),
            (Self::Map(entries), Step::Key(key)) => entries.iter_mut().find(|(other, _)| other == key)?.1.at_mut(rest),
            _ => None,
        }
    }

    /// Whether nothing stands here, so that a list or map may begin.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

impl From<&Node> for Value {
    fn from(node: &Node) -> Self {
        match &node.kind {
            Kind::Null => Self::Null,
            Kind::Scalar(text) => Self::Text(text.clone()),
            Kind::Seq(items) => Self::List(items.iter().map(Self::from).collect()),
            Kind::Map(entries) => {
                Self::Map(entries.iter().map(|entry| (entry.key.clone(), Self::from(&entry.value))).collect())
            }
        }
    }
}

/// One change of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The value at a path becomes another. A key that is missing is inserted where `order`, the keys of its map, wants it.
    Set {
        /// Where.
        path: Path,
        /// The new value.
        value: Value,
        /// The keys of the map in their order, for a key that is missing; may be empty: then it comes last.
        order: Vec<String>,
    },
    /// A list gets an item more; a missing or blank list begins.
    InsertItem {
        /// The list.
        list: Path,
        /// Its position afterwards.
        at: usize,
        /// The item.
        value: Value,
    },
    /// An item takes another position.
    MoveItem {
        /// The list.
        list: Path,
        /// Its position before.
        from: usize,
        /// Its position afterwards.
        to: usize,
    },
    /// The items of a list take another order.
    Reorder {
        /// The list.
        list: Path,
        /// The positions before, in their new order; each stands once.
        order: Vec<usize>,
    },
    /// An item of a list, or a key with its value, goes.
    Remove {
        /// Which.
        path: Path,
    },
    /// A key is called otherwise.
    RenameKey {
        /// Which.
        path: Path,
        /// Its new name.
        to: String,
    },
}

impl Change {
    /// A value set, its key there or inserted last.
    #[must_use]
    pub fn set(path: Path, value: Value) -> Self {
        Self::Set { path, value, order: Vec::new() }
    }

    /// A value set; a missing key comes where the order of keys wants it.
    pub fn put<K: AsRef<str>>(path: Path, value: Value, order: &[K]) -> Self {
        Self::Set { path, value, order: order.iter().map(|key| key.as_ref().to_owned()).collect() }
    }

    /// The place that is changed.
    #[must_use]
    pub const fn path(&self) -> &Path {
        match self {
            Self::Set { path, .. } | Self::Remove { path } | Self::RenameKey { path, .. } => path,
            Self::InsertItem { list, .. } | Self::MoveItem { list, .. } | Self::Reorder { list, .. } => list,
        }
    }

    /// The same change with the keys of its path as this plan spells them: ＦＡＸ where the path says FAX.
    pub(super) fn spelt_as_in(&self, root: &Value) -> Self {
        let mut change = self.clone();
        let mut value = Some(root);
        for step in &mut change.path_mut().0 {
            value = match (value, &mut *step) {
                (Some(Value::Map(entries)), Step::Key(key)) => {
                    let exact = entries.iter().find(|(written, _)| written == key);
                    let meant = exact.or_else(|| entries.iter().find(|(written, _)| may_mean(written, key)));
                    if let Some((written, _)) = meant {
                        key.clone_from(written);
                    }
                    meant.map(|(_, value)| value)
                }
                (Some(Value::List(items)), Step::Item(at)) => items.get(*at),
                _ => None,
            };
        }
        change
    }

    const fn path_mut(&mut self) -> &mut Path {
        match self {
            Self::Set { path, .. } | Self::Remove { path } | Self::RenameKey { path, .. } => path,
            Self::InsertItem { list, .. } | Self::MoveItem { list, .. } | Self::Reorder { list, .. } => list,
        }
    }

    /// What the change makes of a tree; none where it has no such place.
    pub(super) fn apply(&self, root: &Value) -> Option<Value> {
        let mut root = root.clone();
        match self {
            Self::Set { path, value, .. } => *reach(&mut root, &path.0)? = value.bare(),
            Self::InsertItem { list, at, value } => {
                let place = reach(&mut root, &list.0)?;
                if place.is_blank() {
                    *place = Value::List(Vec::new());
                }
                let Value::List(items) = place else { return None };
                if *at > items.len() {
                    return None;
                }
                items.insert(*at, value.bare());
            }
            Self::MoveItem { list, from, to } => {
                let Value::List(items) = root.at_mut(&list.0)? else { return None };
                if *from >= items.len() || *to >= items.len() {
                    return None;
                }
                let moved = items.remove(*from);
                items.insert(*to, moved);
            }
            Self::Reorder { list, order } => {
                let Value::List(items) = root.at_mut(&list.0)? else { return None };
                let mut all = order.clone();
                all.sort_unstable();
                if !all.into_iter().eq(0..items.len()) {
                    return None;
                }
                *items = order.iter().map(|at| items[*at].clone()).collect();
            }
            Self::Remove { path } => {
                let (step, parent) = path.0.split_last()?;
                match (root.at_mut(parent)?, step) {
                    (Value::List(items), Step::Item(at)) if *at < items.len() => drop(items.remove(*at)),
                    (Value::Map(entries), Step::Key(key)) => {
                        let at = entries.iter().position(|(other, _)| other == key)?;
                        entries.remove(at);
                    }
                    _ => return None,
                }
            }
            Self::RenameKey { path, to } => {
                let (step, parent) = path.0.split_last()?;
                let (Value::Map(entries), Step::Key(key)) = (root.at_mut(parent)?, step) else { return None };
                if key != to && entries.iter().any(|(other, _)| other == to) {
                    return None;
                }
                entries.iter_mut().find(|(other, _)| other == key)?.0.clone_from(to);
            }
        }
        Some(root)
    }
}

/// The value at a path; keys that are missing, and maps in blank places, come into being.
fn reach<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    let Some((step, rest)) = path.split_first() else { return Some(value) };
    if let Step::Key(_) = step
        && value.is_blank()
    {
        *value = Value::Map(Vec::new());
    }
    match (value, step) {
        (Value::List(items), Step::Item(at)) => reach(items.get_mut(*at)?, rest),
        (Value::Map(entries), Step::Key(key)) => {
            let at = entries.iter().position(|(other, _)| other == key).unwrap_or_else(|| {
                entries.push((key.clone(), Value::Null));
                entries.len() - 1
            });
            reach(&mut entries[at].1, rest)
        }
        _ => None,
    }
}
