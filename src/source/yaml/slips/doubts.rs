//! What looks wrong in a text without quotes. It is told only where the place of the text wants something else than a text.

use super::{Slip, bracket, comma, in_line, is_colon};
use crate::source::Problem;

/// What looks wrong in an unquoted text, told when its place wants something else than a text.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(in crate::source) struct Doubts {
    /// Lines that look like entries of a map, or items of a list, with a slip.
    pub(in crate::source) entries: Vec<Problem>,
    /// What looks like a list with a slip.
    pub(in crate::source) list: Option<Problem>,
    /// Lines after the first that look like entries: their keys.
    pub(in crate::source) swallowed: Vec<(String, Problem)>,
    /// What is worth telling when the text is prose: words that YAML takes for a comment, paragraphs that it joins.
    pub(in crate::source) remarks: Vec<Problem>,
    /// For a key without a colon: that it is the end of the value before it, told once for all of its parts, or an entry of its own.
    pub(in crate::source) stray: Option<Stray>,
}

/// A key without a colon: rather the end of the value before it, or an entry that lost it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::source) enum Stray {
    /// Told here, with all of the text.
    Told(Problem),
    /// Told at another part of the same text.
    Part,
    /// It begins its line, and lost its colon.
    Alone(Problem),
    /// Nothing stands before it between the brackets.
    Bare,
    /// The value of the key before it, if that is known: the comma between them stands in the place of the colon.
    Behind(Problem),
}

/// What is said of a line that looks like an entry and is one of a text.
const GOES_ON: &str = "この行は前の行の文の続きと読まれます。";

/// Whether this tells such a line.
pub(in crate::source::yaml) fn goes_on(problem: &Problem) -> bool {
    problem.message.starts_with(GOES_ON)
}

/// How many lines of one text are looked at.
const MAX_LINES: usize = 50;

impl Doubts {
    /// Looks at an unquoted text as it stands in the file. `place` makes a place of the file from one of the text.
    pub(in crate::source::yaml) fn of(
        source: &str,
        in_flow_list: bool,
        place: impl Fn(&Slip) -> Problem,
    ) -> Option<Box<Self>> {
        let suspect = |c| is_colon(c) || matches!(c, '［' | '｛' | '、' | '，' | '－' | '-' | '\n' | '\r');
        if !source.contains(suspect) {
            return None;
        }
        let mut doubts = Self::default();
        let mut start = 0;
        for (number, line) in source.split_inclusive(['\n', '\r']).take(MAX_LINES).enumerate() {
            let found = in_line(line);
            if let Some((key, slip)) = found {
                let problem = place(&slip.shifted(start));
                if number > 0 {
                    let message = format!("{GOES_ON}{}", problem.message);
                    let help = Some(format!(
                        "項目なら、前の項目と字下げをそろえて「{key}: 」と書いてください。文の続きなら、前の項目を「|-」にしてください"
                    ));
                    doubts.swallowed.push((key, Problem { message, help, ..problem.clone() }));
                }
                doubts.entries.push(problem);
            }
            start += line.len();
        }
        doubts.list = bracket(source).or_else(|| in_flow_list.then(|| comma(source))?).map(|slip| place(&slip));
        let empty = doubts.entries.is_empty() && doubts.list.is_none();
        (!empty).then(|| Box::new(doubts))
    }
}
