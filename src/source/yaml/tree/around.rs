//! Quotes around a value that are none to YAML: those of an input method, or straight ones that something stands before. They
//! are printed with it. What a value is for, nobody here knows.

use super::Builder;
use super::markup;
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::unseen::{is_odd_blank, shown};
use std::ops::Range;

/// Signs that stand on both sides of a text and mean one of YAML's quotes, with that quote.
const AROUND: [(&str, char); 2] = [("\"“”„‟〝〞〟＂″", '"'), ("'‘’‚‛＇′´", '\'')];

/// More letters than a slip of the hand leaves are a word that introduces what is quoted.
const SLIP: usize = 2;

/// The first and the last sign of a text that stands whole in quotes of one kind, and YAML's quote of that kind.
fn signs_around(text: &str) -> Option<(char, char, char)> {
    let mut inner = text.chars();
    let (first, last) = (inner.next()?, inner.next_back()?);
    let (signs, quote) = AROUND.iter().find(|(signs, _)| signs.contains(first) && signs.contains(last))?;
    // These are quotes of Japanese texts, which no input method gives for YAML's.
    let is_of_text = first == '〝' && matches!(last, '〞' | '〟');
    let is_whole = !is_of_text && !inner.as_str().trim().is_empty() && !inner.as_str().contains(|c| signs.contains(c));
    is_whole.then_some((first, last, *quote))
}

/// How long is what stands before the straight quotes in which all of the rest is: signs, blanks, markup, a letter that slipped in.
fn before_quotes(text: &str) -> Option<usize> {
    let quote = text.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let start = text.find(quote).filter(|start| *start > 0)?;
    let inner = text.get(start + 1..text.len() - 1)?;
    let doubled = [format!("\\{quote}"), format!("{quote}{quote}")];
    let inner = doubled.iter().fold(inner.to_owned(), |inner, doubled| inner.replace(doubled, ""));
    let is_one_text = !inner.trim().is_empty() && !inner.contains(quote);
    let mut before = text[..start].to_owned();
    markup::find(&text[..start]).iter().rev().for_each(|(place, _)| before.replace_range(place.clone(), ""));
    let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, 'ａ'..='ｚ' | 'Ａ'..='Ｚ');
    let is_of_hand =
        before.chars().all(|c| !c.is_alphanumeric()) || before.chars().count() <= SLIP && before.chars().all(is_latin);
    (is_one_text && is_of_hand).then_some(start)
}

impl Builder<'_> {
    /// Tells them at an unquoted text of one line.
    pub(super) fn printed_quotes(&self, place: &Range<usize>) -> Option<Problem> {
        let text = self.text.get(place.clone())?;
        // Most texts end otherwise.
        let last = text.chars().next_back()?;
        if !AROUND.iter().any(|(signs, _)| signs.contains(last)) {
            return None;
        }
        // Over several lines two signs of a text are its own; one that YAML's quote closes was to open it.
        if text.contains(['\n', '\r']) {
            let is_half = matches!(last, '"' | '\'') && !text.starts_with(['"', '\'']);
            return self.signs_in_the_place_of_quotes(place, text).filter(|_| is_half);
        }
        self.signs_in_the_place_of_quotes(place, text).or_else(|| self.sign_before_quotes(place, text))
    }

    fn signs_in_the_place_of_quotes(&self, place: &Range<usize>, text: &str) -> Option<Problem> {
        let (first, last, quote) = signs_around(text)?;
        let said = quoted(text.lines().next().unwrap_or_default());
        let message = format!("{said}の「{first}」と「{last}」は引用符と読まれず、そのまま印字されます");
        let span = self.mending.span(self.id, place.start, place.end);
        let problem = Problem::new(ProblemCode::PrintedQuotes, span, message)
            .help("要らなければ消すか、半角の引用符に直してください。本人の言葉なら「 」で囲んでください");
        let inner = &text[first.len_utf8()..text.len() - last.len_utf8()];
        // In double quotes a backslash is a sign of YAML's; behind a key in such, as in JSON, it was meant so.
        let key = self.text[..place.start].trim_end().strip_suffix(':').map(str::trim_end);
        let is_meant = key.is_some_and(|key| key.ends_with('"')) || first == '"' || last == '"';
        let quote = if inner.contains('\\') && !is_meant { '\'' } else { quote };
        if inner.contains(quote) {
            return Some(problem);
        }
        Some(problem.fix(Fix::likely("半角の引用符に直す", span, format!("{quote}{inner}{quote}"))))
    }

    fn sign_before_quotes(&self, place: &Range<usize>, text: &str) -> Option<Problem> {
        let length = before_quotes(text)?;
        let before = &text[..length];
        let what = match before.chars().next().filter(|_| before.chars().all(char::is_whitespace)) {
            Some('　') => "全角の空白".to_owned(),
            Some(blank) if is_odd_blank(blank) => format!("空白に見える文字 {} ", shown(blank)),
            _ => quoted(before),
        };
        let quote = &text[text.len() - 1..];
        let message = format!("{}の前に{what}があるので、「{quote}」もそのまま印字されます", quoted(&text[length..]));
        // A colon needs its blank.
        let is_apart = self.text[..place.start].ends_with([' ', '\t', '\n', '[', '{']);
        let span = self.mending.span(self.id, place.start, place.start + length);
        let title = format!("{}を消す", what.trim_end());
        Some(
            Problem::new(ProblemCode::PrintedQuotes, span, message)
                .help("引用符の前の文字を消してください")
                .fix(Fix::likely(title, span, if is_apart { "" } else { " " })),
        )
    }
}
