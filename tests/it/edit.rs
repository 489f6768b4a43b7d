//! `source::edit`: the law, on random plans in random layouts (`CAREPLAN_EDITS=200000` for a long run), and by hand what a
//! person would have typed.

mod by_hand;
mod layouts;
mod trees;

use crate::random::Random;
use careplan::source::edit::{Change, Edited, Path, Step, TextEdit, Value, apply, edit};
use careplan::source::yaml::{self, Entry, Kind, Node};
use careplan::source::{FileId, SourceFile};
use layouts::Laid;

/// How many edits the usual run makes.
const USUAL: usize = 6_000;

#[test]
fn no_edit_touches_anything_else() {
    let wanted = std::env::var("CAREPLAN_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(USUAL);
    let seed = std::env::var("CAREPLAN_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let (mut made, mut refused, mut unread, mut number) = (0, 0, 0, seed);
    while made + refused < wanted {
        number += 1;
        let mut random = Random::of(number, 0);
        let laid = layouts::plan(&mut random);
        // Reading doubts some of the ugliest texts (full-width spaces where a line is indented); most it must take.
        let Some(tree) = value_of(&laid.text) else {
            unread += 1;
            continue;
        };
        assert!(same(&tree, &laid.tree), "{number}: the layout does not say what it should\n{}\n{tree:?}", laid.text);
        for _ in 0..4 {
            let changes = some_changes(&tree, &mut random);
            let what = || format!("{number}: {changes:?}\n{:?}", laid.text);
            let Some(expected) = changes.iter().try_fold(tree.clone(), |tree, change| wanted_tree(&tree, change))
            else {
                continue;
            };
            match edit(&laid.text, &changes) {
                Ok(edited) => {
                    made += changes.len();
                    check(&laid, &changes, &expected, &edited, &what);
                }
                Err(why) => {
                    refused += 1;
                    assert!(laid.has_references, "{}\n{}", why.message, what());
                    assert!(why.message.ends_with(['。', 'ん', 'い']), "{}", why.message);
                }
            }
        }
    }
    eprintln!("{made} edits made, {refused} refused (a value that is referred to from elsewhere)");
    assert!(unread * 100 < made, "{unread} plans were not read");
    assert!(refused * 20 < made, "{refused} of {made} are too many");
}

fn check(laid: &Laid, changes: &[Change], expected: &Value, edited: &Edited, what: &dyn Fn() -> String) {
    let new = value_of(&edited.text).unwrap_or_else(|| panic!("not read: {}\n{}", edited.text, what()));
    assert!(same(&new, expected), "{}\nbecame\n{}\n{new:?}\nnot\n{expected:?}", what(), edited.text);
    assert_eq!(apply(&laid.text, &edited.edits).as_ref(), Some(&edited.text), "{}\n{:?}", what(), edited.edits);
    assert!(edited.edits.windows(2).all(|two| two[0].end < two[1].start), "{:?}\n{}", edited.edits, what());
    let ends = |text: &str| text.ends_with(['\n', '\r']);
    if ends(&laid.text) {
        assert!(ends(&edited.text), "the last line end went\n{}\n{}", edited.text, what());
    }
    assert_eq!(laid.text.starts_with('\u{feff}'), edited.text.starts_with('\u{feff}'), "{}", what());
    let [change] = changes else { return };
    if laid.has_references {
        return;
    }
    let root = root_of(&laid.text).unwrap();
    let bom = if laid.text.starts_with('\u{feff}') { 3 } else { 0 };
    let text = &laid.text[bom..];
    let line_end = |at: usize| text[at..].find(['\n', '\r']).map_or(text.len(), |found| at + found);
    // The place that may be touched, and in it the place whose comments may go.
    let (allowed, own) = match change {
        Change::Set { path, .. } | Change::Remove { path } if find(&root, &path.0).is_some() => {
            let removed = matches!(change, Change::Remove { .. });
            // Without its last part, the list or map itself is written anew.
            let parent = &path.0[..path.0.len() - 1];
            let alone = match &find(&root, parent).unwrap().1.kind {
                Kind::Map(entries) => entries.len() == 1,
                Kind::Seq(items) => items.len() == 1,
                _ => false,
            };
            let touched = if removed && alone { parent } else { path.0.as_slice() };
            let (before, node) = find(&root, touched).unwrap();
            let end = node.span.end.max(to_u32(before)) as usize;
            // Blanks at the end of a text may be its own.
            let blank = text[end..].len() - text[end..].trim_start().len();
            let end = line_end(end).max(end + blank);
            let from = if removed {
                text.as_bytes()[..before].iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(0)
            } else {
                before
            };
            // A comment behind the last line of a list or map is its own.
            let parts = matches!(node.kind, Kind::Seq(_) | Kind::Map(_));
            let own_end = if removed || parts { end } else { node.span.end as usize };
            let siblings: Vec<u32> = match &find(&root, parent).unwrap().1.kind {
                Kind::Map(entries) => {
                    entries.iter().map(|entry| entry.value.span.end.max(entry.key_span.end)).collect()
                }
                Kind::Seq(items) => items.iter().map(|item| item.span.end).collect(),
                _ => Vec::new(),
            };
            // What stood below a part that began on the line of a dash moves up to it.
            let below = text[end..].trim_start_matches(['\n', '\r']);
            let moved_up = if removed { below.len() - below.trim_start_matches(' ').len() } else { 0 };
            // With a part its comma goes.
            let comma = siblings.iter().map(|end| *end as usize).filter(|end| removed && *end < before).max();
            (comma.unwrap_or(from).min(from.saturating_sub(2))..end + 2 + moved_up, from..own_end)
        }
        Change::MoveItem { list, .. } | Change::Reorder { list, .. } => {
            let (_, node) = find(&root, &list.0).unwrap();
            let start = text[..node.span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let end = node.span.end as usize;
            let blank = text[end..].len() - text[end..].trim_start().len();
            (start..line_end(end).max(end + blank), 0..0)
        }
        Change::RenameKey { path, .. } => {
            let entry = entry(&root, &path.0).unwrap();
            (entry.key_span.start as usize..entry.key_span.end as usize, 0..0)
        }
        _ => {
            // An insertion adds, and takes nothing but the sign of an empty place.
            let taken: String = edited.edits.iter().map(|edit| &laid.text[edit.start..edit.end]).collect();
            let taken = taken.trim();
            assert!(
                matches!(taken, "" | "~" | "null" | "[]" | "{}" | "''" | "\"\"") || taken.starts_with(['|', '\'', '"']),
                "{taken:?}\n{}",
                what()
            );
            (0..text.len(), 0..0)
        }
    };
    for TextEdit { start, end, .. } in &edited.edits {
        assert!(allowed.start + bom <= *start && *end <= allowed.end + bom, "{start}..{end} {allowed:?}\n{}", what());
    }
    for (at, mark) in &laid.comments {
        let inside = own.contains(&(at - bom));
        assert!(inside || edited.text.contains(mark.as_str()), "{mark} went\n{}\n{}", what(), edited.text);
    }
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap()
}

fn root_of(text: &str) -> Option<Node> {
    let tree = yaml::parse(FileId(0), &SourceFile::new("", text.trim_start_matches('\u{feff}')));
    if tree.broken || !tree.problems.is_empty() { None } else { Some(tree.root?) }
}

fn value_of(text: &str) -> Option<Value> {
    Some(Value::from(&root_of(text)?))
}

/// The node at a path, and where what stands before it ends.
fn find<'n>(root: &'n Node, path: &[Step]) -> Option<(usize, &'n Node)> {
    let (mut at, mut node) = (0, root);
    for step in path {
        (at, node) = match (&node.kind, step) {
            (Kind::Map(entries), Step::Key(key)) => {
                let entry = entries.iter().find(|entry| entry.key == *key)?;
                (entry.key_span.end as usize, &entry.value)
            }
            (Kind::Seq(items), Step::Item(number)) => {
                let before = number.checked_sub(1).map_or(node.span.start, |before| items[before].span.end);
                ((before as usize).saturating_sub(if *number == 0 { 12 } else { 0 }), items.get(*number)?)
            }
            _ => return None,
        };
    }
    Some((at, node))
}

fn entry<'n>(root: &'n Node, path: &[Step]) -> Option<&'n Entry> {
    let (Step::Key(key), parent) = path.split_last()? else { return None };
    find(root, parent)?.1.get(key)
}

/// One to three changes of a tree, each possible after those before.
fn some_changes(tree: &Value, random: &mut Random) -> Vec<Change> {
    let mut tree = tree.clone();
    let n = if random.one_in(4) { 3 } else { 1 };
    let mut changes = Vec::new();
    for _ in 0..n {
        let Some(change) = a_change(&tree, random) else { continue };
        let Some(next) = wanted_tree(&tree, &change) else { continue };
        tree = next;
        changes.push(change);
    }
    changes
}

fn a_change(tree: &Value, random: &mut Random) -> Option<Change> {
    let mut places = Vec::new();
    collect(tree, &Path::default(), &mut places);
    let (path, value) = random.pick(&places).clone();
    let list = || if let Value::List(items) = &value { Some(items.len()) } else { None };
    Some(match random.below(10) {
        0..4 if !path.0.is_empty() => {
            let new = if random.one_in(5) { trees::tree(random, 2) } else { Value::Text(trees::text(random)) };
            let new = if random.one_in(12) { Value::Null } else { new };
            let new = if random.one_in(4) { new.flow() } else { new };
            Change::set(
                path,
                if matches!(new, Value::Flow(ref inner) if matches!(**inner, Value::Text(_) | Value::Null)) {
                    Value::Null
                } else {
                    new
                },
            )
        }
        4 | 5 => {
            let Value::Map(entries) = &value else { return None };
            let order: Vec<&str> = trees::KEYS.to_vec();
            let key = order.iter().find(|key| entries.iter().all(|(other, _)| other != *key))?;
            let new = if random.one_in(3) { trees::tree(random, 2) } else { Value::Text(trees::text(random)) };
            Change::put(path.key(*key), new, &order)
        }
        6 => {
            let at = random.below(list()? + 1);
            Change::InsertItem { list: path, at, value: trees::tree(random, 2) }
        }
        7 => {
            let n = list().filter(|n| *n > 1)?;
            if random.below(2) == 0 {
                return Some(Change::MoveItem { list: path, from: random.below(n), to: random.below(n) });
            }
            let mut order: Vec<usize> = (0..n).collect();
            (0..n).for_each(|at| order.swap(at, random.below(n)));
            Change::Reorder { list: path, order }
        }
        8 if !path.0.is_empty() => Change::Remove { path },
        _ if matches!(path.0.last(), Some(Step::Key(_))) => {
            let to = random.pick(&["改めた名", "ほか", "別: 名", "新 名", "x"]).to_string();
            Change::RenameKey { path, to }
        }
        _ => return None,
    })
}

fn collect(value: &Value, path: &Path, places: &mut Vec<(Path, Value)>) {
    places.push((path.clone(), value.clone()));
    match value {
        Value::List(items) => items.iter().enumerate().for_each(|(at, item)| collect(item, &path.item(at), places)),
        Value::Map(entries) => entries.iter().for_each(|(key, value)| collect(value, &path.key(key.as_str()), places)),
        _ => {}
    }
}

fn bare(value: &Value) -> Value {
    match value {
        Value::Flow(inner) => bare(inner),
        Value::List(items) => Value::List(items.iter().map(bare).collect()),
        Value::Map(entries) => Value::Map(entries.iter().map(|(key, value)| (key.clone(), bare(value))).collect()),
        _ => value.clone(),
    }
}

/// What a change should make of a tree: told here once more, in other words than the program's.
fn wanted_tree(tree: &Value, change: &Change) -> Option<Value> {
    fn at(
        tree: &Value,
        path: &[Step],
        change: &mut dyn FnMut(Option<&Value>) -> Option<Option<Value>>,
    ) -> Option<Value> {
        let (step, rest) = path.split_first()?;
        let inner = |old: Option<&Value>, change: &mut dyn FnMut(Option<&Value>) -> Option<Option<Value>>| {
            if rest.is_empty() { change(old) } else { at(old?, rest, change).map(Some) }
        };
        match (tree, step) {
            (Value::List(items), Step::Item(number)) => {
                let mut items = items.clone();
                match inner(Some(items.get(*number)?), change)? {
                    Some(new) => items[*number] = new,
                    None => drop(items.remove(*number)),
                }
                Some(Value::List(items))
            }
            (Value::Map(entries), Step::Key(key)) => {
                let mut entries = entries.clone();
                let place = entries.iter().position(|(other, _)| other == key);
                match (inner(place.map(|place| &entries[place].1), change)?, place) {
                    (Some(new), Some(place)) => entries[place].1 = new,
                    (Some(new), None) => entries.push((key.clone(), new)),
                    (None, Some(place)) => drop(entries.remove(place)),
                    (None, None) => return None,
                }
                Some(Value::Map(entries))
            }
            _ => None,
        }
    }
    let list = |tree: &Value, path: &Path, change: &mut dyn FnMut(&mut Vec<Value>) -> Option<()>| {
        let mut made = |old: Option<&Value>| {
            let Some(Value::List(items)) = old else { return None };
            let mut items = items.clone();
            change(&mut items)?;
            Some(Some(Value::List(items)))
        };
        at(tree, &path.0, &mut made)
    };
    match change {
        Change::Set { path, value, .. } => at(tree, &path.0, &mut |_| Some(Some(bare(value)))),
        Change::Remove { path } => at(tree, &path.0, &mut |old| old.map(|_| None)),
        Change::InsertItem { list: path, at: place, value } => list(tree, path, &mut |items| {
            items.insert(*place, bare(value));
            Some(())
        }),
        Change::MoveItem { list: path, from, to } => list(tree, path, &mut |items| {
            let moved = items.remove(*from);
            items.insert(*to, moved);
            Some(())
        }),
        Change::Reorder { list: path, order } => list(tree, path, &mut |items| {
            *items = order.iter().map(|at| items.get(*at).cloned()).collect::<Option<_>>()?;
            Some(())
        }),
        Change::RenameKey { path, to } => {
            let (Step::Key(key), parent) = path.0.split_last()? else { return None };
            let renamed = |old: &Value| {
                let Value::Map(entries) = old else { return None };
                if entries.iter().any(|(other, _)| other == to) {
                    return None;
                }
                let new =
                    |(other, value): &(String, Value)| (if other == key { to } else { other }.clone(), value.clone());
                Some(Value::Map(entries.iter().map(new).collect()))
            };
            if parent.is_empty() { renamed(tree) } else { at(tree, parent, &mut |old| Some(Some(renamed(old?)?))) }
        }
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.iter().any(|(other, b)| key == other && same(a, b)))
        }
        _ => a == b,
    }
}
