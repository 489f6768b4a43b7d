//! A plan's tree with what it takes from an office's file: a care manager who changed there has changed in the plan.

use super::matching::joined;
use crate::case::Case;
use crate::case::read::tree;
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Sources, plain};

/// What a plan may take from another file.
const LINKED: [&str; 2] = ["居宅介護支援事業所", "サービス事業所"];

/// The plan's tree, the names of other files replaced by what stands in them; of their providers only those that the plan
/// speaks of. A file that was not read stays a name.
#[must_use]
pub fn whole(case: &Case, sources: &Sources) -> Option<Node> {
    let mut root = case.root.clone()?;
    let mut named = Vec::new();
    providers(&root, &mut named);
    if let Kind::Map(entries) = &mut root.kind {
        for entry in entries.iter_mut().filter(|entry| LINKED.contains(&entry.key.as_str())) {
            if let Some(found) = linked(entry, sources) {
                entry.value = found;
                if let (Kind::Map(all), "サービス事業所") = (&mut entry.value.kind, entry.key.as_str()) {
                    all.retain(|provider| named.contains(&plain(&provider.key)));
                }
            }
        }
    }
    Some(root)
}

/// What the file that an entry names has under the entry's key.
fn linked(entry: &Entry, sources: &Sources) -> Option<Node> {
    let Kind::Scalar(name) = &entry.value.kind else { return None };
    let (id, file) = sources.iter().skip(1).find(|(_, file)| file.name() == name.trim())?;
    tree(id, file).root?.get(&entry.key).map(|entry| entry.value.clone())
}

/// The names of all providers in the plan.
fn providers(node: &Node, found: &mut Vec<String>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                if entry.key == "事業所" {
                    found.push(plain(&joined(&entry.value)));
                }
                providers(&entry.value, found);
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| providers(item, found)),
        Kind::Null | Kind::Scalar(_) => {}
    }
}
