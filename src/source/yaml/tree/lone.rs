//! Half a pair of quotes or brackets at an end of an unquoted text: YAML takes it for a letter, and it is printed.

use super::Builder;
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use std::ops::Range;

/// Signs that stand on both sides, in whichever shape an input method gives them.
const QUOTES: [&str; 2] = ["'‘’＇", "\"“”〝〞〟„＂"];

/// Signs of which one opens and the other closes; of either width.
const BRACKETS: [[&str; 2]; 5] = [["「", "」"], ["『", "』"], ["【", "】"], ["〔", "〕"], ["（(", "）)"]];

/// Whether a sign's other half is not in the text in which it stands, nor in what is lost behind it.
fn is_lone(sign: char, text: &str, behind: &str) -> bool {
    let has = |signs: &str| behind.contains(|c| signs.contains(c));
    if let Some(kind) = QUOTES.iter().find(|kind| kind.contains(sign)) {
        return text.chars().filter(|c| kind.contains(*c)).count() == 1 && !has(kind);
    }
    let other_of = |[open, close]: &[&'static str; 2]| {
        let other = close.contains(sign).then_some(*open);
        other.or_else(|| open.contains(sign).then_some(*close))
    };
    BRACKETS.iter().find_map(other_of).is_some_and(|other| !text.contains(|c| other.contains(c)) && !has(other))
}

impl Builder<'_> {
    /// Tells such signs, one a message, in a text of one line: of several lines, the other half may be meant far from it.
    /// `behind` are words on the line that YAML leaves out.
    pub(super) fn lone_halves(&self, place: &Range<usize>, behind: &str) -> Vec<Problem> {
        let text = self.text.get(place.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return Vec::new() };
        if text.contains(['\n', '\r']) {
            return Vec::new();
        }
        // 「’25年」 leaves out the century.
        let is_year = first == '’' && text[first.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        let ends = [(first, 0, !is_year), (last, text.len() - last.len_utf8(), text.len() > first.len_utf8())];
        let found = ends.into_iter().filter(|(sign, _, counts)| *counts && is_lone(*sign, text, behind));
        let problem = |(sign, at, _): (char, usize, bool)| {
            let start = place.start + at;
            let end = start + sign.len_utf8();
            let span = |start, end| self.mending.span(self.id, start, end);
            // A blank beside it was typed with it.
            let rest = if at == 0 { text[sign.len_utf8()..].trim_start() } else { text[..at].trim_end() };
            let gone = if at == 0 { start..place.end - rest.len() } else { place.start + rest.len()..end };
            let message = format!("{}の「{sign}」は片方だけで、そのまま印字されます", quoted(text));
            Problem::new(ProblemCode::LoneQuote, span(start, end), message)
                .help("要らなければ消してください")
                .fix(Fix::likely(format!("「{sign}」を消す"), span(gone.start, gone.end), ""))
        };
        found.map(problem).collect()
    }
}
