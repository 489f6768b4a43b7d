//! What a key brings along when it is written: its parts in the order of the form, with places to write at.
//!
//! The one source is `shapes.yaml` beside this file. A place is [`PLACE`]; an editor that knows snippets makes stops of them,
//! for others they are nothing.

use super::outline::look;
use std::sync::LazyLock;

/// A place to write at, in texts that are put in. No plan holds it: it is no character.
pub(super) const PLACE: char = '\u{fdd0}';

/// The sign of such a place in the file.
const SIGN: char = '□';

struct Line {
    /// The keys that lead to this line's key, and the key.
    path: Vec<String>,
    /// Where the text behind dashes begins.
    column: usize,
    /// Where the first dash or the text begins.
    indent: usize,
    text: String,
}

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let mut lines: Vec<Line> = Vec::new();
    let mut open: Vec<(usize, String)> = Vec::new();
    for text in include_str!("shapes.yaml").lines().filter(|line| !line.starts_with('#')) {
        let line = look(text);
        open.retain(|(column, _)| *column < line.column);
        open.extend(line.key.map(|key| (line.column, key.to_owned())));
        let path = open.iter().map(|(_, key)| key.clone()).collect();
        lines.push(Line {
            path: if line.key.is_some() { path } else { Vec::new() },
            column: line.column,
            indent: line.indent,
            text: text.replace(SIGN, &PLACE.to_string()),
        });
    }
    lines
});

fn find(path: &[String]) -> Option<usize> {
    LINES.iter().position(|line| line.path == path)
}

/// The lines that stand deeper than the key at a line, without the indent that they share.
fn below(at: usize) -> Vec<String> {
    let own = LINES[at].column;
    let deeper: Vec<&Line> = LINES[at + 1..].iter().take_while(|line| line.indent > own).collect();
    let shared = deeper.iter().map(|line| line.indent).min().unwrap_or_default();
    deeper.iter().map(|line| line.text[shared..].to_owned()).collect()
}

/// Lines from a column on: the first without its indent, for it stands where something is put in.
#[must_use]
pub(super) fn indented(lines: &[String], column: usize, eol: &str) -> String {
    lines.join(&format!("{eol}{}", " ".repeat(column)))
}

/// `key: value` with all that belongs below it.
#[must_use]
pub(super) fn entry(path: &[String]) -> Option<Vec<String>> {
    let at = find(path)?;
    let below = below(at).into_iter().map(|line| format!("  {line}"));
    Some(std::iter::once(LINES[at].text[LINES[at].column..].to_owned()).chain(below).collect())
}

/// What belongs below a key: the parts of a map, or one item of a list with its dash.
#[must_use]
pub(super) fn inside(path: &[String]) -> Option<Vec<String>> {
    Some(below(find(path)?)).filter(|lines| !lines.is_empty())
}

/// A whole plan, as a new one begins: without what comes later (変更) and what is chosen once for an office (印字).
#[must_use]
pub(super) fn plan() -> Vec<String> {
    let mut part = "";
    let mut lines = Vec::new();
    for line in LINES.iter() {
        if let [key] = &line.path[..] {
            part = key;
        }
        if !matches!(part, "変更" | "印字") {
            lines.push(line.text.clone());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::read::from_text;
    use crate::lsp::shapes::Shape;

    fn path(keys: &[&str]) -> Vec<String> {
        keys.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_key_brings_its_parts_along() {
        assert_eq!(entry(&path(&["第2表", "作成年月日"])), Some(vec![format!("作成年月日: {PLACE}")]));
        let need = inside(&path(&["第2表", "ニーズ"])).expect("a shape");
        assert_eq!(need[..3], [format!("- 課題: {PLACE}"), "  長期目標:".to_owned(), format!("    - 目標: {PLACE}")]);
        assert!(need.last().is_some_and(|last| last.trim_start().starts_with("頻度")), "{need:?}");
        let client = entry(&path(&["利用者"])).expect("a shape");
        assert_eq!((client.len(), client[1].as_str()), (9, format!("  氏名: {PLACE}").as_str()));
        assert_eq!(inside(&path(&["給付率"])), None);
    }

    #[test]
    fn the_blank_plan_is_a_plan_and_has_every_key_that_new_writes() {
        let all: Vec<String> = LINES.iter().map(|line| line.text.clone()).collect();
        let text = all.join("\n").replace(&format!("  {PLACE}: {{"), "  ある事業所: {").replace(PLACE, "");
        let (case, _) = from_text("plan.yaml", &text);
        assert!(case.problems.is_empty(), "{:?}", case.problems);
        let (new, _) = from_text("plan.yaml", include_str!("../cli/new/plan.yaml"));
        let keys = |case: &crate::case::Case| {
            let mut keys = Vec::new();
            let mut open: Vec<_> = case.root.iter().collect();
            while let Some(node) = open.pop() {
                use crate::source::yaml::Kind;
                match &node.kind {
                    Kind::Map(entries) => {
                        keys.extend(entries.iter().map(|entry| entry.key.clone()));
                        open.extend(entries.iter().map(|entry| &entry.value));
                    }
                    Kind::Seq(items) => open.extend(items),
                    Kind::Null | Kind::Scalar(_) => {}
                }
            }
            keys
        };
        let (own, wanted) = (keys(&case), keys(&new));
        let missing: Vec<_> = wanted.iter().filter(|key| !own.contains(key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        for line in LINES.iter().filter(|line| !line.path.is_empty() && !line.path.concat().contains(PLACE)) {
            assert!(line.path.concat().contains(SIGN) || Shape::at(&line.path).is_some(), "{:?}", line.path);
        }
    }
}
