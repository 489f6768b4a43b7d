//! A sign too many behind the bracket that ends a value (`- {所属: 甲}"`): YAML takes it for the beginning of a text or of brackets,
//! and stumbles over the lines below it.

use super::super::mend::Mend;
use super::{Diagnosis, Explainer};
use crate::source::problem::quoted;
use crate::source::{to_u32, without_comment};
use std::collections::BTreeSet;
use std::ops::Range;

/// A longer line is no row that one hand typed.
const MAX_LINE: usize = 2_000;
/// How many signs may have been typed too many.
const MAX_SIGNS: usize = 3;

/// So many lines above are looked at: a bracket too many begins a value that the next lines go on with.
const MAX_ABOVE: usize = 3;

/// A list has no more rows.
const MAX_ROWS: usize = 2_000;

impl Explainer<'_> {
    /// What is told of such a sign on the line where reading stopped or above it.
    pub(super) fn sign_behind_bracket(&self) -> Option<Diagnosis> {
        let fault = self.fault;
        let stop = self.file.line_of(to_u32(fault.at));
        let said = (1..stop).rev().filter(|line| !self.file.line(*line).trim().is_empty());
        let ended = fault.closed.as_ref().map(|closed| self.file.line_of(to_u32(closed.end)));
        let lines: BTreeSet<usize> = said.take(MAX_ABOVE).chain([stop]).chain(ended).collect();
        lines.into_iter().find_map(|line| self.sign_at_end(line)).or_else(|| self.sign_behind_lines())
    }

    /// The same behind brackets that go over several lines.
    fn sign_behind_lines(&self) -> Option<Diagnosis> {
        let closed = self.fault.closed.as_ref().filter(|closed| closed.flow)?;
        let line = self.line_start(closed.end);
        let sign = self.text[self.rest_of_line(closed.end)].trim();
        let is_sign = sign.chars().all(|c| !c.is_alphanumeric() && c != '#') && sign.chars().count() <= MAX_SIGNS;
        let is_inside = self.fault.open.iter().any(|open| open.flow);
        (closed.start < line && is_sign && !sign.is_empty() && !is_inside).then(|| self.sign_too_many(closed.end))
    }

    /// What is told of the signs from the end of a bracket to the end of its line.
    fn sign_too_many(&self, end: usize) -> Diagnosis {
        let behind = self.rest_of_line(end);
        let (close, sign) = (&self.text[end - 1..end], self.text[behind.clone()].trim_start());
        let message = format!("この行の終わりの「{close}」の後に、余分な{}が続いています", quoted(sign));
        let help = format!("「{close}」の後の{}を消してください", quoted(sign));
        let mend = Mend::likely(end, behind.len(), "");
        Diagnosis::new(behind.end - sign.len()..behind.end, message, help).mend(Some(mend))
    }

    /// Words behind a bracket that was closed on another line than it was opened: no text begins with that.
    pub(super) fn too_much_behind(&self, opened: Range<usize>, end: usize) -> Diagnosis {
        let close = &self.text[end - 1..end];
        let behind = self.rest_of_line(self.fault.at.max(end));
        let message = format!("「{close}」で閉じた後に、余分な文字が続いています");
        let help = format!("「{close}」の後を消すか、括弧の中の項目なら「{close}」の前へ移してください");
        Diagnosis::new(behind, message, help).related(opened, "ここで開いた括弧です")
    }

    /// The same of a line.
    fn sign_at_end(&self, line: usize) -> Option<Diagnosis> {
        let start = self.file.line_start(line) as usize;
        let is_inside = |open: &super::super::tree::Open| open.flow && open.start < start;
        let text = self.file.line(line).trim_end();
        if text.len() > MAX_LINE || self.fault.open.iter().any(is_inside) || self.is_in_brackets(line) {
            return None;
        }
        let body = text.trim_start_matches([' ', '-']);
        let key = body.find([':', '{', '[']).filter(|at| body[*at..].starts_with(": ")).map_or(0, |at| at + 2);
        let value = body[key..].trim_start();
        let length = length_in_brackets(value)?;
        let (inside, behind) = (&value[1..length - 1], &value[length..]);
        let sign = behind.trim_start();
        let n_chars = sign.chars().count();
        // `[重要]。` is a text, `{サービス: 入浴}。` is none.
        let is_list = inside.contains(", ") || behind.starts_with(['"', '\'', '{', '[']);
        let is_value = if value.starts_with('{') { inside.contains(": ") } else { is_list };
        let is_sign = sign.chars().all(|c| !c.is_alphanumeric()) || value.starts_with('{') && n_chars == 1;
        if !is_value || !is_sign || !(1..=MAX_SIGNS).contains(&n_chars) || sign.starts_with([':', '#', '}', ']']) {
            return None;
        }
        Some(self.sign_too_many(start + text.len() - behind.len()))
    }

    /// Whether a line is a row between brackets that are closed by now: the comma at its end is none too many.
    fn is_in_brackets(&self, line: usize) -> bool {
        let indent = |line: &usize| self.indent_of(self.file.line_start(*line) as usize);
        let above = (1..line).rev().filter(|above| !self.file.line(*above).trim().is_empty());
        let parent = above.take(MAX_ROWS).find(|above| indent(above) < indent(&line));
        // A row may begin on the line of its bracket.
        let opens = |line: &str| line.matches(['[', '{']).count() > line.matches([']', '}']).count();
        parent.is_some_and(|parent| opens(without_comment(self.file.line(parent))))
    }
}

/// How many bytes a value in brackets has, up to the bracket that closes the first.
fn length_in_brackets(value: &str) -> Option<usize> {
    if !value.starts_with(['{', '[']) {
        return None;
    }
    let (mut depth, mut quote, mut before) = (0, None, ' ');
    for (at, c) in value.char_indices() {
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (None, '"' | '\'') if matches!(before, ' ' | ',' | '[' | '{') => quote = Some(c),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
        before = c;
    }
    None
}
