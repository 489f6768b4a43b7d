//! A plan as lines of text, one value a line with the way to it: what `git diff` compares through `textconv`.

use super::words;
use crate::source::yaml::{Kind, Node};

/// The plan in lines: `第2表 ニーズ1 長期目標1 目標：…`. A text of several lines stands on as many, each with its key.
#[must_use]
pub fn outline(root: &Node) -> String {
    let mut lines = Vec::new();
    walk(root, "", "", &mut lines);
    lines.join("\n") + "\n"
}

fn walk(node: &Node, place: &str, key: &str, lines: &mut Vec<String>) {
    let under = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place} {name}") };
    match &node.kind {
        Kind::Map(entries) if !super::parts::is_one_value(key) => {
            for entry in entries {
                walk(&entry.value, &under(&entry.key), &entry.key, lines);
            }
        }
        Kind::Seq(items) if super::parts::has_items(key, items, &[]) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, &format!("{place}{}", at + 1), "", lines);
            }
        }
        _ => {
            // A text may hold line ends of three kinds.
            let said = words::of(node, key).replace("\r\n", "\n").replace('\r', "\n");
            if said.is_empty() {
                lines.push(format!("{place}："));
            }
            lines.extend(said.lines().map(|line| format!("{place}：{line}")));
        }
    }
}
