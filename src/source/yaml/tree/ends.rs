//! Signs of a value that are printed and were hardly meant to be: which of them is told, and a separator at one of its ends.

use super::Builder;
use super::lone::{is_of_program, is_quote, is_round};
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use serde_saphyr::granit_parser::ScalarStyle;
use std::ops::Range;

/// What stands between two values or words, not behind the last.
const SEPARATORS: [char; 5] = ['、', '，', ',', '；', ';'];

/// What stands behind a word, and begins none.
const NO_BEGINNING: [char; 9] = ['、', '，', ',', '；', ';', '。', '．', 'ー', 'ｰ'];

/// How many signs YAML's quotes of a style are.
const fn quotes_of(style: ScalarStyle) -> usize {
    matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) as usize
}

impl Builder<'_> {
    /// Tells such signs of a text.
    pub(super) fn printed_signs(&self, place: &Range<usize>, style: ScalarStyle) -> Vec<Problem> {
        let plain = style == ScalarStyle::Plain;
        let inner = place.start + quotes_of(style)..place.end.saturating_sub(quotes_of(style));
        let mut found = Vec::new();
        if plain {
            if let Some(problem) = self.printed_quotes(place) {
                return vec![problem];
            }
            found = self.lone_halves(place, self.comment_behind(place.end), |_| true);
        }
        // In quotes, other quotes are meant, and half of what somebody says is; half of what stands in brackets, or of a pair of quotes
        // around it all, is not. In several lines 「1)」 may begin one.
        let is_one_line = |text: &str| !text.contains('\n') && !text.contains("\\n");
        if !plain {
            let is_one_line = quotes_of(style) > 0 && self.text.get(inner.clone()).is_some_and(is_one_line);
            let is_asked = if is_one_line { |c| is_round(c) || is_of_program(c) || is_quote(c) } else { is_of_program };
            found = self.lone_halves(&inner, "", is_asked);
        }
        if let Some(problem) = self.quoted_cell_error(&inner).filter(|_| quotes_of(style) > 0) {
            return vec![problem];
        }
        match self.markup(&inner, style).or_else(|| self.leftover(&inner)) {
            Some(problem) => found.push(problem),
            None => found.extend(self.first_sign(&inner).into_iter().chain(self.end_sign(&inner))),
        }
        found
    }

    /// Tells a sign with which no text begins.
    fn first_sign(&self, place: &Range<usize>) -> Option<Problem> {
        let whole = self.text.get(place.clone())?;
        let text = whole.trim_start();
        let sign = text.chars().next().filter(|sign| NO_BEGINNING.contains(sign))?;
        let rest = text[sign.len_utf8()..].trim_start();
        let start = place.end - text.len();
        let span = self.mending.span(self.id, start, place.end - rest.len());
        let said = text.lines().next().unwrap_or_default();
        rest.starts_with(char::is_alphanumeric).then(|| {
            Problem::new(
                ProblemCode::EndSign,
                span,
                format!("{}の初めの「{sign}」は、そのまま印字されます", quoted(said)),
            )
            .help("余分なら消してください。文の初めが失われたのなら、書いてください")
            .fix(Fix::likely(format!("「{sign}」を消す"), span, ""))
        })
    }

    /// Tells the separator with which a text ends. Of several lines, only the end of the last is one.
    fn end_sign(&self, place: &Range<usize>) -> Option<Problem> {
        let text = self.text.get(place.clone())?.trim_end();
        let kept = text.trim_end_matches(|c: char| SEPARATORS.contains(&c) || c.is_whitespace());
        let sign = text.chars().next_back().filter(|_| kept.len() < text.len())?;
        // Before a number that is lost, the text goes on: 「困ったら、 #7119」.
        let is_cut = self.comment_behind(place.end).strip_prefix(" #").is_some_and(|behind| !behind.starts_with(' '));
        if is_cut || !kept.contains(char::is_alphanumeric) {
            return None;
        }
        let said = kept.lines().next_back().unwrap_or_default();
        let span = self.mending.span(self.id, place.start + kept.len(), place.start + text.len());
        let message =
            format!("{}の終わりの「{sign}」は、そのまま印字されます", quoted(&text[kept.len() - said.len()..]));
        Some(
            Problem::new(ProblemCode::EndSign, span, message)
                .help("区切りなら消してください。文が途中なら、続きを書いてください")
                .fix(Fix::likely(format!("「{}」を消す", text[kept.len()..].trim()), span, "")),
        )
    }

    /// The comment on the line behind a place, with the blanks before it.
    fn comment_behind(&self, at: usize) -> &str {
        let rest = self.text.get(at..).unwrap_or_default();
        // All of one line may be a file.
        if !rest.trim_start_matches([' ', '\t']).starts_with('#') {
            return "";
        }
        rest.split(['\n', '\r']).next().unwrap_or_default()
    }
}
