//! Values at places that may not exist yet: what is missing on the way comes into being, in the order of the form and in
//! the style of its neighbours.

use super::{Plan, refused};
use crate::case::schema::json_schema;
use crate::source::edit::{Change, Path, Refused, Step, Value};
use crate::source::yaml::{Kind, Node};
use serde_json::Value as Json;
use std::sync::LazyLock;

/// Lists whose rows stand on one line each where the plan has none to go by.
const ON_ONE_LINE: [&str; 6] = ["週間", "日常生活", "出席者", "家族", "主治医", "緊急連絡先"];

/// What may be the name of another file.
const FILES: [&str; 2] = ["居宅介護支援事業所", "サービス事業所"];

/// What may be a text and may be a map: a text that is there gives way.
const TEXT_OR_MAP: [&str; 1] = ["生活援助中心型の算定理由"];

/// The path of a value in this plan: 「認定」 may be one, or a list of which the entry `nth` is meant; the newest where none is.
#[must_use]
pub fn actual_path(root: &Value, path: &Path, nth: Option<usize>) -> Path {
    match (path.0.as_slice(), root.at(&[Step::Key("認定".to_owned())])) {
        ([first, Step::Key(key), rest @ ..], Some(Value::List(items)))
            if *first == Step::Key("認定".to_owned()) && !items.is_empty() =>
        {
            let newest = items.len() - 1;
            let entry = [first.clone(), Step::Item(nth.unwrap_or(newest).min(newest)), Step::Key(key.clone())];
            Path(entry.into_iter().chain(rest.iter().cloned()).collect())
        }
        _ => path.clone(),
    }
}

/// The changes that set a value at a path.
pub(super) fn set(plan: &Plan, path: &Path, new: &Value) -> Result<Vec<Change>, Refused> {
    let value = &plan.value;
    let known = known(value, path);
    if known == path.0.len() {
        return Ok(vec![Change::set(path.clone(), new.clone())]);
    }
    if is_blank(new) {
        return Ok(Vec::new());
    }
    let (there, rest) = path.0.split_at(known);
    let parent = value.at(there).unwrap_or(&Value::Null);
    let here = Path(there.to_vec());
    match (&rest[0], parent) {
        (Step::Key(_), Value::Text(text)) if !text.trim().is_empty() => match there {
            [.., Step::Key(key)] if TEXT_OR_MAP.contains(&key.as_str()) => {
                Ok(vec![Change::set(here, grown(&path.0, known, new))])
            }
            [Step::Key(key)] if FILES.contains(&key.as_str()) => {
                Err(refused(format!("「{key}」は別のファイル「{text}」に書かれています。そのファイルを直してください")))
            }
            _ => Err(refused(format!("「{here}」には「{text}」と書かれているので、その下には書けません"))),
        },
        (Step::Key(_), Value::List(items)) if items.is_empty() => {
            Ok(vec![Change::set(here, grown(&path.0, known, new))])
        }
        (Step::Key(_), _) => {
            let first = Path(path.0[..=known].to_vec());
            Ok(vec![Change::put(first, grown(&path.0, known + 1, new), &keys_of(there))])
        }
        (Step::Item(_), Value::List(items)) => add(plan, &here, items.len(), &grown(&path.0, known + 1, new)),
        (Step::Item(_), Value::Null) => add(plan, &here, 0, &grown(&path.0, known + 1, new)),
        (Step::Item(_), blank) if is_blank(blank) => add(plan, &here, 0, &grown(&path.0, known + 1, new)),
        (Step::Item(_), _) => Err(refused(format!("「{here}」が一覧ではないので、行を加えられません"))),
    }
}

/// The changes that put a row into a list.
pub(super) fn add(plan: &Plan, list: &Path, at: usize, new: &Value) -> Result<Vec<Change>, Refused> {
    let item = styled(plan, list, at, new);
    match plan.value.at(&list.0) {
        Some(Value::List(items)) if !items.is_empty() => {
            Ok(vec![Change::InsertItem { list: list.clone(), at: at.min(items.len()), value: item }])
        }
        Some(there) if is_blank(there) => Ok(vec![Change::set(list.clone(), Value::List(vec![item]))]),
        Some(_) => Err(refused(format!("「{list}」が一覧ではないので、行を加えられません"))),
        // The way to the list may be missing, too.
        None => set(plan, list, &Value::List(vec![item])),
    }
}

/// The changes that write a row once more below itself.
pub(super) fn copy(plan: &Plan, item: &Path) -> Result<Vec<Change>, Refused> {
    match (item.0.split_last(), plan.value.at(&item.0)) {
        (Some((Step::Item(at), list)), Some(row)) => add(plan, &Path(list.to_vec()), at + 1, row),
        _ => Err(refused(format!("「{item}」という行がありません"))),
    }
}

/// How many steps of a path there are in a tree; a blank place has nothing in it.
fn known(value: &Value, path: &Path) -> usize {
    (0..=path.0.len()).rev().find(|n| value.at(&path.0[..*n]).is_some()).unwrap_or(0)
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Flow(inner) => is_blank(inner),
    }
}

/// A value with what leads to it behind `known` steps of a path: maps of one key, lists of one item, which stands on one
/// line where such rows do.
fn grown(path: &[Step], known: usize, value: &Value) -> Value {
    let one_line = |at: usize| matches!(at.checked_sub(1).map(|at| &path[at]), Some(Step::Key(key)) if ON_ONE_LINE.contains(&key.as_str()));
    (known..path.len()).rev().fold(value.clone(), |value, at| match &path[at] {
        Step::Key(key) => Value::Map(vec![(key.clone(), value)]),
        Step::Item(_) if one_line(at) && !has_lines(&value) => Value::List(vec![value.flow()]),
        Step::Item(_) => Value::List(vec![value]),
    })
}

/// A row as its neighbours are written: on one line where they are.
fn styled(plan: &Plan, list: &Path, at: usize, row: &Value) -> Value {
    let text = plan.text.strip_prefix('\u{feff}').unwrap_or(plan.text);
    let bracketed = |node: &Node| text.get(node.span.start as usize..).is_some_and(|text| text.starts_with('{'));
    let neighbours = match plan.root.as_ref().and_then(|root| node_at(root, &list.0)).map(|node| &node.kind) {
        Some(Kind::Seq(items)) => items.as_slice(),
        _ => &[],
    };
    let neighbour = neighbours.get(at.saturating_sub(1)).or(neighbours.last());
    let one_line = neighbour.map_or_else(
        || matches!(list.0.last(), Some(Step::Key(key)) if ON_ONE_LINE.contains(&key.as_str())),
        bracketed,
    );
    if one_line && !has_lines(row) { row.clone().flow() } else { row.clone() }
}

fn has_lines(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Text(text) => text.contains('\n'),
        Value::List(items) => items.iter().any(has_lines),
        Value::Map(entries) => entries.iter().any(|(_, value)| has_lines(value)),
        Value::Flow(inner) => has_lines(inner),
    }
}

fn node_at<'n>(node: &'n Node, path: &[Step]) -> Option<&'n Node> {
    let Some((step, rest)) = path.split_first() else { return Some(node) };
    match (&node.kind, step) {
        (Kind::Seq(items), Step::Item(at)) => node_at(items.get(*at)?, rest),
        (Kind::Map(_), Step::Key(key)) => node_at(&node.get(key)?.value, rest),
        _ => None,
    }
}

/// The keys of the part at a path, in the order of the form.
fn keys_of(path: &[Step]) -> Vec<String> {
    static SCHEMA: LazyLock<Json> = LazyLock::new(json_schema);
    let mut parts = vec![&SCHEMA["allOf"][0]];
    for step in path {
        let next = parts.into_iter().flat_map(|part| children(&SCHEMA, part, step)).collect::<Vec<_>>();
        parts = next;
    }
    let keys = parts.into_iter().flat_map(|part| variants(&SCHEMA, part));
    keys.filter_map(|part| part["properties"].as_object()).flat_map(|keys| keys.keys().cloned()).collect()
}

fn children<'s>(schema: &'s Json, part: &'s Json, step: &Step) -> Vec<&'s Json> {
    let inside = |part: &'s Json| match step {
        Step::Key(key) => part["properties"].get(key).or_else(|| part.get("additionalProperties")),
        Step::Item(_) => part.get("items"),
    };
    variants(schema, part).into_iter().filter_map(inside).collect()
}

/// A part of the schema and all that it may be.
fn variants<'s>(schema: &'s Json, part: &'s Json) -> Vec<&'s Json> {
    let mut all = vec![part];
    if let Some(to) = part["$ref"].as_str().and_then(|name| schema.pointer(name.strip_prefix('#')?)) {
        all.extend(variants(schema, to));
    }
    for several in ["anyOf", "allOf", "oneOf"] {
        all.extend(part[several].as_array().into_iter().flatten().flat_map(|part| variants(schema, part)));
    }
    all
}
