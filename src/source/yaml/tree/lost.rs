//! Text that YAML would take for something else and leave out without a word.

use super::{Builder, Content, Frame, range};
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use serde_saphyr::granit_parser::{Span as EventSpan, Tag};
use std::ops::Range;

fn begins_with_digit(comment: &str) -> bool {
    comment.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// Whether a comment is nothing but a telephone number or another number of such a length.
fn is_number(comment: &str) -> bool {
    const SHORTEST: usize = 9;
    let is_of_number =
        |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || matches!(c, '-' | '－' | '‐' | '(' | ')');
    let number = comment.trim();
    number.chars().count() >= SHORTEST && number.chars().all(is_of_number)
}

/// What a cell shows in the place of a value that could not be worked out.
const CELL_ERRORS: [&str; 9] =
    ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];

/// The error of a spreadsheet that a comment consists of: a name of one, or the signs of a column that is too narrow.
fn cell_error(comment: &str) -> Option<&str> {
    const NARROW: usize = 3;
    let said = comment.split([',', '}']).next().unwrap_or_default().trim_end();
    let is_narrow = said.len() >= NARROW && said.bytes().all(|byte| byte == b'#');
    (is_narrow || CELL_ERRORS.contains(&said)).then_some(said)
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

    /// The words behind an unquoted text that YAML takes for a comment: 「電話する #メモ」, or a continued line
    /// 「#7119 に電話する」. Told where the text is prose; behind a date or a number a comment is a comment.
    pub(super) fn words_lost_behind(&self, place: &Range<usize>) -> Option<Problem> {
        let end = place.start + self.text.get(place.clone())?.trim_end().len();
        let blanks = self.blanks_at(end);
        let next = self.text[end + blanks..].chars().next()?;
        let here = next == '#' && blanks > 0;
        // Most values end with their line, or with a comma: nothing is looked for behind those.
        if !here && !matches!(next, '\n' | '\r') {
            return None;
        }
        let line_end = if here { self.end_of_line(end) } else { end + blanks };
        let mut lost: Vec<Range<usize>> = Vec::new();
        if here {
            lost.push(end + blanks..line_end);
        }
        lost.extend(self.deeper_comments(line_end));
        let (first, last) = (lost.first()?.clone(), lost.last()?.clone());
        let words: Vec<&str> = lost.iter().map(|range| self.text[range.clone()].trim_end()).collect();
        let problem = self.lost(first.start..last.end, &words.join(" "));
        let text = &self.text[place.start..end];
        let quotable = here && lost.len() == 1 && !text.contains(['\'', '\n', '\r']) && !words[0].contains('\'');
        Some(if quotable {
            let inside = self.text[place.start..line_end].trim_end();
            let span = self.mending.span(self.id, place.start, place.start + inside.len());
            problem.fix(Fix::likely("文の全体を '…' で囲む", span, format!("'{inside}'")))
        } else {
            problem
        })
    }

    /// `内容: #7119 に電話する`: the value is empty, but a number that follows a # at once is hardly a remark.
    pub(super) fn number_lost_behind_key(&self) -> Option<Problem> {
        let (start, comment) = self.comment_behind_key()?;
        if !comment.strip_prefix('#').is_some_and(|behind| begins_with_digit(behind) || is_number(behind)) {
            return None;
        }
        let span = self.mending.span(self.id, start, start + comment.len());
        let problem = self.lost(start..start + comment.len(), comment);
        let quoted = Fix::likely("文の全体を '…' で囲む", span, format!("'{comment}'"));
        Some(if comment.contains('\'') { problem } else { problem.fix(quoted) })
    }

    /// `内容: # '一行目` above the other lines of a text in quotes: what is left of it ends with the other quote.
    pub(super) fn beginning_lost_behind_key(&self, rest: &Range<usize>) -> Option<Problem> {
        let quote = self.text.get(rest.clone())?.trim_end().chars().next_back()?;
        let (start, comment) = self.comment_behind_key().filter(|_| matches!(quote, '\'' | '"'))?;
        let is_text = comment.trim_start_matches(['#', ' ']).starts_with(quote);
        is_text.then(|| self.lost(start..start + comment.len(), comment))
    }

    /// Tells `氏名: #N/A`, which somebody copied from a sheet: to YAML it is a comment, and the value is empty.
    pub(super) fn tell_cell_error(&mut self) {
        let found = self.comment_behind_key().and_then(|(start, comment)| Some((start, cell_error(comment)?)));
        let Some((start, said)) = found else { return };
        let problem = self.problem_of_cell(start..start + said.len(), "値として読まれません");
        self.problems.push(problem);
    }

    /// The same in quotes: there it would be printed.
    pub(super) fn quoted_cell_error(&self, inner: &Range<usize>) -> Option<Problem> {
        let said = self.text.get(inner.clone())?.trim();
        (cell_error(said)? == said).then(|| self.problem_of_cell(inner.clone(), "そのまま印字されます"))
    }

    fn problem_of_cell(&self, place: Range<usize>, what: &str) -> Problem {
        let message = format!("{}はExcelの誤りの表示で、{what}", quoted(self.text[place.clone()].trim()));
        Problem::new(ProblemCode::BadValue, self.mending.span(self.id, place.start, place.end), message)
            .help("元の表を直すか、正しい値を書いてください")
    }

    /// The comment on the line of a key that waits for its value, and where it begins.
    fn comment_behind_key(&self) -> Option<(usize, &str)> {
        let Some(Frame { content: Content::Map { key: Some(key), .. }, .. }) = self.frames.last() else { return None };
        let colon = key.range.end + self.blanks_at(key.range.end);
        let blanks = self.text.get(colon..)?.strip_prefix(':').map(|_| self.blanks_at(colon + 1))?;
        let start = colon + 1 + blanks;
        let is_comment = blanks > 0 && self.text[start..].starts_with('#');
        is_comment.then(|| (start, self.text[start..self.end_of_line(start)].trim_end()))
    }

    /// The lines behind a `|` text that would be its last ones, but for the `#` that somebody put before them.
    pub(super) fn lines_lost_behind(&self, place: &Range<usize>) -> Option<Problem> {
        let source = self.text.get(place.clone())?;
        let first = place.start + source.len() - source.trim_start().len();
        let depth = first - self.text[..first].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let mut at = self.end_of_line(place.end);
        let mut lost: Option<Range<usize>> = None;
        for line in self.text[at..].split_inclusive(['\n', '\r']) {
            let body = line.trim();
            let words = body.trim_start_matches('#').trim_start();
            let begins = line.len() - line.trim_start().len();
            let column = begins + body.len() - words.len();
            // A remark of one's own has one blank behind its sign.
            let is_of_text = body.starts_with("#  ") && column >= depth && !words.is_empty();
            if is_of_text {
                let start = lost.as_ref().map_or(at + begins, |lost| lost.start);
                lost = Some(start..at + begins + body.len());
            } else if !body.is_empty() {
                break;
            }
            at += line.len();
        }
        let lost = lost?;
        let words = self.text[lost.clone()].lines().collect::<Vec<_>>().join(" ");
        Some(
            self.lost(lost, &words)
                .help("上の文の続きなら、「#」を消してください。覚え書きなら、「# 」の後に空白を続けないでください"),
        )
    }

    /// 「本人 ＃要確認」: a remark behind a value that begins with a full-width sign and so is none. A number behind it is one of the text.
    pub(super) fn no_comment_behind(&self, place: &Range<usize>) -> Option<Problem> {
        let text = self.text.get(place.clone())?.trim_end();
        let (at, _) = text.match_indices('＃').find(|(at, _)| {
            let before = &text[..*at];
            let words = text[*at..].trim_start_matches('＃');
            before.ends_with([' ', '\u{3000}'])
                && before.contains(char::is_alphanumeric)
                && words.trim_start().starts_with(char::is_alphanumeric)
                && !begins_with_digit(words.trim_start())
        })?;
        let said = text[at..].lines().next().unwrap_or_default().trim_end();
        let start = place.start + at;
        let span = self.mending.span(self.id, start, start + said.len());
        let message = format!("{}は全角の「＃」で始まるのでコメントにならず、印字されます", quoted(said));
        let sign = self.mending.span(self.id, start, start + '＃'.len_utf8());
        // A blank of full width before it begins no comment.
        let problem = Problem::new(ProblemCode::NoComment, span, message)
            .help("覚え書きなら、半角の「#」にして、その前に半角の空白を置いてください");
        Some(if text[..at].ends_with(' ') {
            problem.fix(Fix::likely("半角の「#」に直す", sign, "#"))
        } else {
            problem
        })
    }

    /// How many blanks stand at a place.
    fn blanks_at(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.len() - rest.trim_start_matches([' ', '\t']).len()
    }

    fn lost(&self, place: Range<usize>, words: &str) -> Problem {
        let span = self.mending.span(self.id, place.start, place.end);
        Problem::new(ProblemCode::LostText, span, format!("{}はコメントと読まれ、印字されません", quoted(words)))
            .help("文の一部なら、文全体を '…' で囲むか、項目を「|-」にして次の行から書いてください。覚え書きなら、項目の上の行に書くと、この知らせは出ません")
    }

    /// The comments on the lines below that are indented deeper than the entry whose text this is.
    fn deeper_comments(&self, line_end: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let Some(open) = self.frames.last().map(|frame| &frame.open).filter(|open| !open.flow) else { return found };
        let line_start = self.text[..open.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let parent = open.start - line_start;
        let mut at = line_end;
        for line in self.text[line_end..].split_inclusive(['\n', '\r']) {
            let body = line.trim_start_matches([' ', '\t', '\n', '\r']);
            let start = at + line.len() - body.len();
            let body = body.trim_end_matches([' ', '\t', '\n', '\r']);
            let first = at == line_end;
            at += line.len();
            if body.is_empty() {
                // The end of the text's own line, or the second half of a line end; a blank line ends the text.
                if first || line == "\n" && self.text[..at - 1].ends_with('\r') {
                    continue;
                }
                break;
            }
            if !body.starts_with('#') || start - (at - line.len()) <= parent {
                break;
            }
            found.push(start..start + body.len());
        }
        found
    }

    fn end_of_line(&self, at: usize) -> usize {
        self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |end| at + end)
    }
}
