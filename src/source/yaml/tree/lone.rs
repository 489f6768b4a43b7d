//! Half a pair of quotes or brackets at an end of an unquoted text: YAML takes it for a letter, and it is printed. So it does with
//! signs that nobody writes into a Japanese text, wherever they stand.

use super::{Builder, Content};
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use std::ops::Range;

/// Signs that stand on both sides, in whichever shape an input method gives them.
const QUOTES: [&str; 2] = ["'‘’＇", "\"“”〝〞〟„＂"];

/// Signs of which one opens and the other closes; of either width.
const BRACKETS: [[&str; 2]; 7] =
    [["「", "」"], ["『", "』"], ["【", "】"], ["〔", "〕"], ["（(", "）)"], ["[［", "]］"], ["{｛", "}｝"]];

/// Signs that are told within a text, too, where one stands alone: those of programs, hit by mistake, and brackets that open.
const WITHIN: [char; 11] = ['`', '[', ']', '{', '}', '（', '(', '「', '『', '【', '〔'];

/// Whether a sign's other half is not in the text in which it stands, nor in what is lost behind it.
fn is_lone(sign: char, text: &str, behind: &str) -> bool {
    let has = |signs: &str| behind.contains(|c| signs.contains(c));
    if matches!(sign, '`' | '\\') {
        return text.matches(sign).count() == 1 && !behind.contains(sign);
    }
    if let Some(kind) = QUOTES.iter().find(|kind| kind.contains(sign)) {
        return text.chars().filter(|c| kind.contains(*c)).count() == 1 && !has(kind);
    }
    let other_of = |[open, close]: &[&'static str; 2]| {
        let other = close.contains(sign).then_some(*open);
        other.or_else(|| open.contains(sign).then_some(*close))
    };
    BRACKETS.iter().find_map(other_of).is_some_and(|other| !text.contains(|c| other.contains(c)) && !has(other))
}

/// Whether a sign is half a pair of round brackets.
pub(super) fn is_round(sign: char) -> bool {
    matches!(sign, '（' | '(' | '）' | ')')
}

/// Whether a sign is half a pair of a program's brackets: no text has only one of them.
pub(super) fn is_of_program(sign: char) -> bool {
    matches!(sign, '[' | ']' | '{' | '}')
}

/// Whether a sign is a quote of YAML's.
pub(super) fn is_quote(sign: char) -> bool {
    matches!(sign, '\'' | '"')
}

/// What was typed before an opening quote that stands one sign too far behind: 「訪'問入浴介護'」.
fn before_quote(text: &str) -> Option<&str> {
    const PEOPLE: &str = "妻夫母父娘嫁孫姉妹兄弟婿姑舅子";
    let mark = text.chars().next_back().filter(|mark| matches!(mark, '\'' | '"'))?;
    let first = text.chars().next().filter(|c| c.is_alphabetic() && !PEOPLE.contains(*c))?;
    let inside = text[first.len_utf8()..].strip_prefix(mark)?.strip_suffix(mark)?;
    let is_word = !inside.contains(|c: char| c == mark || c.is_whitespace() || "、。".contains(c));
    (is_word && !inside.is_empty()).then(|| &text[..first.len_utf8()])
}

impl Builder<'_> {
    /// Tells such signs, one a message. `behind` are words on the line that YAML leaves out; `is_asked` says of which
    /// signs it is asked.
    pub(super) fn lone_halves(&self, place: &Range<usize>, behind: &str, is_asked: fn(char) -> bool) -> Vec<Problem> {
        let text = self.text.get(place.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return Vec::new() };
        if let Some(problem) = before_quote(text)
            .filter(|_| is_asked(last))
            .map(|before| self.quote_too_late(place.start, before, last, text))
        {
            return vec![problem];
        }
        // 「’25年」 leaves out the century.
        let is_year = matches!(first, '’' | '\'') && text[first.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        let at_last = text.len() - last.len_utf8();
        // One that is written by `\"` is meant.
        let ends = [(first, 0, !is_year), (last, at_last, at_last > 0 && !text[..at_last].ends_with('\\'))];
        let once = |sign: &char| {
            let mut all = text.match_indices(*sign).map(|(at, _)| at);
            all.next().filter(|at| *at > 0 && *at < at_last && all.next().is_none())
        };
        // Every text is asked, and most have none of them.
        let all: &[char] = if text.contains(WITHIN) { &WITHIN } else { &[] };
        let within = all.iter().filter_map(|sign| Some((once(sign)?, *sign)));
        let signs = ends.into_iter().chain(within.map(|(at, c)| (c, at, true)));
        let found = signs.filter(|(sign, _, counts)| *counts && is_asked(*sign) && is_lone(*sign, text, behind));
        let problem = |(sign, at, _): (char, usize, bool)| {
            let start = place.start + at;
            let end = start + sign.len_utf8();
            let span = |start, end| self.mending.span(self.id, start, end);
            // A blank beside it was typed with it.
            let gone = match at {
                0 => start..place.end - text[sign.len_utf8()..].trim_start().len(),
                at if at == at_last => place.start + text[..at].trim_end().len()..end,
                _ => start..end,
            };
            let begins = text[..at].rfind(['\n', '\r']).map_or(0, |line_end| line_end + 1);
            let line = quoted(text[begins..].lines().next().unwrap_or_default());
            let message = if matches!(sign, '`' | '\\') {
                format!("{line}の「{sign}」が、そのまま印字されます")
            } else {
                format!("{line}の「{sign}」は片方だけで、そのまま印字されます")
            };
            // A wide blank at the other end was typed for the other half.
            if first == '　' && matches!(sign, '"' | '\'') && at > 0 {
                let blank = text.len() - text.trim_start_matches('　').len();
                let title = format!("初めの全角の空白を「{sign}」に直す");
                return Problem::new(ProblemCode::LoneQuote, span(start, end), message)
                    .help(format!("値の初めにも「{sign}」を書いてください"))
                    .fix(Fix::likely(title, span(place.start, place.start + blank), sign));
            }
            // Behind several lines, the other one was lost where the text begins.
            let key = self.waiting_key().filter(|_| text[..at].contains('\n') && matches!(sign, '"' | '\''));
            let problem = Problem::new(ProblemCode::LoneQuote, span(start, end), message);
            let problem = match key {
                Some(key) => problem
                    .related(span(key.start, key.end), "この項目の文です。初めの引用符が失われたのかもしれません"),
                None => problem,
            };
            problem.help("要らなければ消してください").fix(Fix::likely(
                format!("「{sign}」を消す"),
                span(gone.start, gone.end),
                "",
            ))
        };
        found.map(problem).collect()
    }

    /// The key whose value is being read.
    fn waiting_key(&self) -> Option<Range<usize>> {
        match self.frames.last().map(|frame| &frame.content) {
            Some(Content::Map { key: Some(key), .. }) => Some(key.range.clone()),
            _ => None,
        }
    }

    /// Tells a quote that opens behind the first sign of a word.
    fn quote_too_late(&self, start: usize, before: &str, mark: char, text: &str) -> Problem {
        let span = |start, end| self.mending.span(self.id, start, end);
        let end = start + before.len() + mark.len_utf8();
        let message = format!("{}の「{mark}」は引用符と読まれず、そのまま印字されます", quoted(text));
        Problem::new(ProblemCode::LoneQuote, span(end - mark.len_utf8(), end), message)
            .help(format!("「{mark}」を「{before}」の前へ移すか、要らなければ消してください"))
            .fix(Fix::likely(format!("「{mark}{before}」に直す"), span(start, end), format!("{mark}{before}")))
    }
}
