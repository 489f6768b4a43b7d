//! A value of another kind than its key has, or that cannot be read, over several lines or on one below its key: the key, or the line
//! that the value goes on over, may be what is wrong, and is named. So is the key whose text goes on over lines that may not be its own.

use super::look::words;
use crate::source::yaml::{self, Entry, Kind, Node};
use crate::source::{Problem, ProblemCode, SourceFile, Span};

/// Names the keys of such values.
pub(super) fn name(root: &Node, file: &SourceFile, problems: &mut [Problem]) {
    let line_of = |span: Span| file.line_of(span.start);
    // A text whose heading is gone prints with the one above it.
    for remark in problems.iter_mut().filter(|one| one.code == ProblemCode::LostParagraphs) {
        let (first, last) = (line_of(remark.span), file.line_of(remark.span.end.saturating_sub(1)));
        if let Some(help) = remark.help.as_mut().filter(|_| last > first) {
            *help = format!("{help}（{first}行目から{last}行目までが一つの文です）");
        }
    }
    let goes_on = |one: &&mut Problem| one.code == ProblemCode::LostParagraphs || yaml::is_of_text(one);
    for problem in problems.iter_mut().filter(goes_on) {
        let owner = owner_of(root, &|value| value.contains(problem.span)).map(|owner| owner.key_span);
        let is_above = |key: &Span| key.file == problem.span.file && line_of(*key) < line_of(problem.span);
        problem.related.extend(owner.filter(is_above).map(|key| (key, "この項目の文として読まれます".to_owned())));
    }
    let is_of_value = |one: &&mut Problem| matches!(one.code, ProblemCode::WrongKind | ProblemCode::BadValue);
    for problem in problems.iter_mut().filter(is_of_value) {
        let place = problem.span;
        let mut name = |span: Span, words: String| {
            let told = problem.related.iter().map(|(span, _)| *span).chain([problem.span]);
            if !told.map(line_of).any(|line| line == line_of(span)) {
                problem.related.push((span, words));
            }
        };
        if let Some(owner) =
            owner_of(root, &|value| value.start == place.start).filter(|owner| owner.key_span.file == place.file)
        {
            name(owner.key_span, format!("「{}」の値として読まれます", owner.key));
        }
        let last = file.line_of(place.end.saturating_sub(1));
        if problem.code == ProblemCode::BadValue && last > line_of(place) {
            name(words(file, place.file, last), "この行までが一つの値と読まれます".to_owned());
        }
    }
}

/// The innermost entry whose value is such a place.
fn owner_of<'n>(node: &'n Node, is_one: &dyn Fn(Span) -> bool) -> Option<&'n Entry> {
    match &node.kind {
        Kind::Map(entries) => {
            let own = || entries.iter().find(|entry| is_one(entry.value.span));
            entries.iter().find_map(|entry| owner_of(&entry.value, is_one)).or_else(own)
        }
        Kind::Seq(items) => items.iter().find_map(|item| owner_of(item, is_one)),
        Kind::Null | Kind::Scalar(_) => None,
    }
}
