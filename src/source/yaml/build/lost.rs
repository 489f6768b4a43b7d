//! Text that YAML would take for something else and leave out without a word.

use super::{Builder, range};
use crate::source::problem::{Problem, ProblemCode};
use serde_saphyr::granit_parser::{Span as EventSpan, Tag};
use std::ops::Range;

/// Whether a comment of a text begins with a digit.
pub(super) fn may_be(text: &str) -> bool {
    text.split('#').skip(1).any(begins_with_digit)
}

fn begins_with_digit(comment: &str) -> bool {
    comment.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

impl Builder<'_> {
    /// Tells a tag (`!note`): it would be left out of the text.
    pub(super) fn tag(&mut self, tag: Option<&Tag>, span: &EventSpan) {
        if let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) {
            let place = range(span);
            let start = span.tag_start().and_then(|mark| mark.byte_offset()).unwrap_or(place.start);
            let message = format!("「{}」は型の印と読まれ、印字されません", tag.original());
            self.tell(&(start..place.end.max(start)), message, "「!」で始まる文は、全体を '…' で囲んでください");
        }
    }

    /// Tells a comment that begins with a digit right behind a value: 「手すり #2」 would lose its end.
    pub(super) fn comment(&mut self, text: &str, place: &Range<usize>) {
        self.comment = Some(place.clone());
        let line_start = self.text[..place.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let alone = self.text[line_start..place.start].trim().is_empty();
        if begins_with_digit(text) && !alone {
            let shown: String = text.chars().take(12).collect();
            let message = format!("「#{shown}」から後はコメントと読まれ、印字されません");
            let help = "文の一部なら、文全体を '…' で囲んでください。コメントなら「# 」のように空白を入れてください";
            let span = self.mending.span(self.id, place.start, place.end);
            self.problems.push(Problem::new(ProblemCode::LostText, span, message).help(help));
        }
    }
}
