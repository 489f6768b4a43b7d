//! References: marks (`&name`) and their uses (`*name`), and how much may come of them.

use super::{Builder, FaultKind, MAX_DEPTH, MAX_NODES};
use crate::source::yaml::{Kind, Node};
use std::ops::Range;

/// How many references (`*name`), and how many marks for them (`&name`).
const MAX_ALIASES: usize = 200;

/// A mark `&name`.
pub(super) struct Anchor {
    node: Option<Node>,
    nodes: usize,
    depth: usize,
    /// Where the mark stands, and whether it marks a text.
    place: Option<(Range<usize>, bool)>,
    used: bool,
}

impl Builder<'_> {
    fn anchor(&mut self, id: usize) -> &mut Anchor {
        while self.anchors.len() <= id {
            self.anchors.push(Anchor { node: None, nodes: 0, depth: 0, place: None, used: false });
        }
        &mut self.anchors[id]
    }

    /// Remembers where a mark stands.
    pub(super) fn mark(&mut self, id: usize, place: &Range<usize>, marks_text: bool) {
        self.anchor(id).place = Some((place.clone(), marks_text));
    }

    /// Keeps a marked value for its references.
    pub(super) fn keep(&mut self, anchor: usize, node: Node) -> Result<(), FaultKind> {
        let (nodes, depth) = size(&node);
        self.nodes += nodes;
        if anchor > MAX_ALIASES || self.nodes > MAX_NODES {
            return Err(FaultKind::TooMuch);
        }
        let kept = self.anchor(anchor);
        (kept.node, kept.nodes, kept.depth) = (Some(node), nodes, depth);
        Ok(())
    }

    pub(super) fn alias(&mut self, id: usize, place: &Range<usize>) -> Result<(), FaultKind> {
        self.aliases += 1;
        let depth = self.frames.len();
        let anchor = self.anchor(id);
        anchor.used = true;
        let (node, nodes, height) = (anchor.node.clone(), anchor.nodes, anchor.depth);
        self.nodes += nodes;
        if self.aliases > MAX_ALIASES || self.nodes > MAX_NODES || depth + height > MAX_DEPTH {
            return Err(FaultKind::TooMuch);
        }
        if node.is_none() {
            self.tell(place, "この参照は自分自身を指しています", "参照（*名前）をやめて、値をそのまま書いてください");
        }
        // A referenced value stands where it is used.
        let kind = node.map_or(Kind::Null, |node| node.kind);
        self.value(self.node(kind, place, None), place)
    }

    /// Tells marks that nothing refers to: 「&山田」 would be left out of the text.
    pub(super) fn unused_anchors(&mut self) {
        for anchor in std::mem::take(&mut self.anchors) {
            if let Some((place, true)) = anchor.place.filter(|_| !anchor.used) {
                let name = self.text.get(place.clone()).unwrap_or_default().to_owned();
                let message = format!("「{name}」は参照のための印と読まれ、印字されません");
                self.tell_text(&place, message, "「&」で始まる文は、全体を '…' で囲んでください");
            }
        }
    }
}

/// How many values a node holds, itself among them, and how deep they stand in it.
fn size(node: &Node) -> (usize, usize) {
    let mut children: Box<dyn Iterator<Item = &Node>> = match &node.kind {
        Kind::Seq(items) => Box::new(items.iter()),
        Kind::Map(entries) => Box::new(entries.iter().map(|entry| &entry.value)),
        Kind::Null | Kind::Scalar(_) => return (1, 0),
    };
    let (nodes, depth) = children.by_ref().map(size).fold((1, 0), |sum, child| (sum.0 + child.0, sum.1.max(child.1)));
    (nodes, depth + 1)
}
