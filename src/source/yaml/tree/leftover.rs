//! What programs leave in the place of a value: the word for „nothing“ of one that filled a form, a gap of a snippet that nobody filled, a
//! formula that was copied with its sign. They are printed as they stand.

use super::Builder;
use crate::source::problem::{Problem, ProblemCode, quoted};
use std::ops::Range;

/// Words that are a whole value where a program had none.
const NOTHING: [&str; 8] = ["NaN", "nan", "None", "undefined", "nil", "null", "NULL", "[object Object]"];

/// Where such a thing stands in a text, and what it is.
fn find(text: &str) -> Option<(Range<usize>, &'static str)> {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let whole = start..start + trimmed.len();
    if NOTHING.contains(&trimmed) {
        return Some((whole, "プログラムが値のない所に置く言葉"));
    }
    if let Some(gap) = gap(text) {
        return Some((gap, "ひな形の、まだ埋めていない所の印"));
    }
    // 「=」 alone may be a mark of one's own.
    let is_formula =
        trimmed.len() > 1 && trimmed.starts_with('=') && !trimmed.starts_with("==") && !trimmed.contains('\n');
    is_formula.then(|| (start..start + 1, "表計算の式の印"))
}

/// 「${1:氏名}」, or 「$0」 alone.
fn gap(text: &str) -> Option<Range<usize>> {
    let is_digit = |c: char| c.is_ascii_digit();
    for (at, _) in text.match_indices('$') {
        let rest = &text[at + 1..];
        let braced = rest.strip_prefix('{').filter(|inner| inner.starts_with(is_digit));
        if let Some(end) = braced.and_then(|inner| inner.find('}')) {
            return Some(at..at + end + 3);
        }
        let is_number = |number: &str| !number.is_empty() && number.chars().all(is_digit);
        if text.trim().strip_prefix('$').is_some_and(is_number) {
            return Some(at..text.trim_end().len());
        }
    }
    None
}

impl Builder<'_> {
    /// Tells such a thing in a text. `place` is the text without its quotes.
    pub(super) fn leftover(&self, place: &Range<usize>) -> Option<Problem> {
        let (found, what) = find(self.text.get(place.clone())?)?;
        let span = self.mending.span(self.id, place.start + found.start, place.start + found.end);
        let said = quoted(&self.text[place.start + found.start..place.start + found.end]);
        let message = format!("{said}は{what}で、そのまま印字されます");
        Some(Problem::new(ProblemCode::Leftover, span, message).help("正しい値を書くか、消してください"))
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn what_programs_leave_is_found() {
        let found = |text: &'static str| find(text).map(|(place, _)| &text[place]);
        for text in ["NaN", "undefined", "None", "null", "[object Object]", "$0", "$12"] {
            assert_eq!(found(text), Some(text));
        }
        assert_eq!(found("氏名：${1:氏名} 様"), Some("${1:氏名}"));
        assert_eq!(found("=\"香川県"), Some("="));
        assert_eq!(found("=A1"), Some("="));
        for text in ["", "None以外", "$100のみ", "US$5", "${名前}", "=", "== 以下余白", "a=b", "→", "nil値"]
        {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
