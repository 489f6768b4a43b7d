//! What goes wrong between brackets.

use super::super::mend::Mend;
use super::super::slips;
use super::super::tree::Open;
use super::{DASH_IN_BRACKETS, Diagnosis, Explainer, QUOTE_ALL};
use crate::source::problem::ProblemCode;
use crate::source::unseen::is_odd_blank;
use crate::source::{indent, without_comment};
use serde_saphyr::granit_parser::ErrorKind;
use std::ops::Range;

/// No row or value in brackets goes over more lines.
const MAX_ROW: usize = 60;

impl Explainer<'_> {
    /// Something is wrong between `[` and `]` or `{` and `}`.
    pub(super) fn flow(&self, kind: &ErrorKind) -> Diagnosis {
        let at = self.fault.at;
        if let Some(diagnosis) = self.closed_otherwise(kind) {
            return diagnosis;
        }
        let Some(bracket) = self.open_bracket().or_else(|| self.text[at..].starts_with(['[', '{']).then_some(at))
        else {
            return self.indicator();
        };
        // What a comment says is none of the row.
        let line = self.without_comment(self.rest_of_line(bracket));
        let stop = at.clamp(line.start, line.end);
        let dash = *kind == ErrorKind::BlockEntryInFlowCollection && line.len() == 1;
        let unclosed = !dash && (matches!(kind, ErrorKind::UnclosedFlowCollection { .. }) || at > line.end);
        let mismatched = matches!(kind, ErrorKind::MismatchedFlowCollectionEnd { .. });
        // A row that ends with a full-width bracket lacks that alone: the commas in it are those of a text.
        let last = line.end - self.text[line.clone()].chars().next_back().map_or(0, char::len_utf8);
        let bracket_at_end = slips::closing_bracket(&self.text[last..line.end]).filter(|_| unclosed || mismatched);
        if let Some(slip) = bracket_at_end {
            return Diagnosis::slip(&slip.shifted(last));
        }
        // The token before the error, and the error's own character.
        let token_start = self.text[line.start..stop]
            .rfind(['[', '{', ',', ' ', ']', '}'])
            .map_or(line.start, |before| line.start + before + 1);
        let token = &self.text[token_start..stop];
        let here = self.text[stop..line.end].trim_start();
        let here_at = line.end - here.len();
        // What stands in quotes is of a text.
        let quotes = quotes_in(&self.text[line.clone()]);
        let is_quoted = |at: usize| quotes.iter().any(|quote| at > line.start && quote.contains(&(at - line.start)));
        if let Some(slip) = slips::comma(here).filter(|slip| slip.at() == 0 && !is_quoted(here_at)) {
            let begins_line = self.text[self.line_start(here_at)..here_at].trim().is_empty();
            // 「"単位数"、300」: where a key stands, what follows it was to be its colon.
            let before = self.text[..here_at].trim_end();
            let quote = before.chars().next_back().filter(|mark| matches!(mark, '"' | '\''));
            let open = quote.and_then(|mark| before[..before.len() - 1].rfind(mark));
            let is_key = open.is_some_and(|open| self.is_quoted_key(open));
            return Diagnosis::slip(&slip.shifted(here_at).doubtful_if(begins_line || is_key));
        }
        // Whether a blank is missing behind a colon, what stands there tells.
        let behind = self.char_at(stop).filter(|c| stop < line.end && !c.is_whitespace()).map_or(0, char::len_utf8);
        if let Some((_, slip)) = slips::colon(&self.text[token_start..stop + behind])
            && !is_quoted(token_start + slip.at())
        {
            return Diagnosis::slip(&slip.shifted(token_start));
        }
        let before_key = self.char_at(stop) == Some(':');
        let slip = if before_key { slips::comma_before_key(token) } else { slips::comma(token) };
        if let Some(slip) = slip.filter(|slip| !is_quoted(token_start + slip.at())) {
            return Diagnosis::slip(&slip.shifted(token_start));
        }
        let closing = slips::closing_bracket(&self.text[line.clone()]).filter(|_| unclosed || mismatched);
        if let Some(slip) = closing.filter(|slip| !is_quoted(line.start + slip.at())) {
            return Diagnosis::slip(&slip.shifted(line.start));
        }
        if unclosed {
            return self.unclosed(bracket);
        }
        if let ErrorKind::MismatchedFlowCollectionEnd { open, close } = kind {
            return Diagnosis::new(
                line.start..line.end,
                format!("括弧「{open}」が「{close}」で閉じられています"),
                "括弧の対を確かめてください",
            );
        }
        if *kind == ErrorKind::BlockEntryInFlowCollection {
            if let Some(diagnosis) = self.opened_at_end(bracket) {
                return diagnosis;
            }
            return Diagnosis::new(
                self.first_char(at),
                DASH_IN_BRACKETS,
                "値の間は半角のコンマ「, 」で区切ってください",
            );
        }
        if let Some(diagnosis) = self.text_behind_bracket(true) {
            return diagnosis;
        }
        let place = if token.is_empty() { self.first_char(here_at) } else { token_start..stop };
        let help = "値の間は半角のコンマと空白「, 」で、項目と値の間は「: 」で区切ってください。記号を含む値は '…' で囲んでください";
        Diagnosis::new(place, "値と値の間の「, 」または項目の後の「: 」がありません", help)
    }

    fn without_comment(&self, line: Range<usize>) -> Range<usize> {
        line.start..line.start + without_comment(&self.text[line]).len()
    }

    /// A bracket that is closed by one of the other kind some lines below. The reader names the place of the bracket that opens: where
    /// rows go on over lines, what is wrong stands at the one that closes as likely.
    fn closed_otherwise(&self, kind: &ErrorKind) -> Option<Diagnosis> {
        let ErrorKind::MismatchedFlowCollectionEnd { open, close } = kind else { return None };
        let at = self.fault.at;
        let (opening, closing) = self.scan(self.text.len()).mismatched?;
        if opening != at || self.line_of(at) == self.line_of(closing) {
            return None;
        }
        let message = format!("括弧「{open}」が「{close}」で閉じられています");
        let told = Diagnosis::new(self.rest_of_line(at), message, "括弧の対を確かめてください");
        Some(told.related(self.first_char(closing), &format!("ここに「{close}」があります")))
    }

    /// A bracket that is open to the end of its line.
    fn unclosed(&self, bracket: usize) -> Diagnosis {
        if let Some(diagnosis) = self.other_closing(bracket) {
            return diagnosis;
        }
        if let Some(diagnosis) = self.stopped_within(bracket) {
            return diagnosis;
        }
        let line = self.rest_of_line(bracket);
        let open = self.char_at(bracket).unwrap_or('[');
        let close = if open == '[' { ']' } else { '}' };
        let help = if self.text[line.clone()].contains(" #") {
            format!("「 #」から後はコメントと読まれます。文なら '…' で囲み、終わりに「{close}」を書いてください")
        } else {
            format!("終わりに「{close}」を書いてください。「{open}」で始まる文なら、全体を '…' で囲んでください")
        };
        let unclosed = Diagnosis::new(line, format!("括弧「{open}」が閉じていません"), help);
        self.up_to_the_stop(self.down_to_its_end(unclosed, bracket, close))
    }

    /// Reading stopped within brackets that go on for longer than a row does, as those around a whole plan: how far they may go says nothing.
    fn stopped_within(&self, bracket: usize) -> Option<Diagnosis> {
        let at = self.fault.at;
        let (first, stop) = (self.line_of(bracket), self.line_of(at));
        let depth = indent(self.file.line(first));
        let goes_on = |line: usize| !self.file.says(line) || indent(self.file.line(line)) > depth;
        let is_long = stop > first + MAX_ROW && (first + 1..=first + MAX_ROW).all(goes_on);
        if !is_long || self.text[at..].trim().is_empty() {
            return None;
        }
        let start = self.line_start(at) + indent(self.file.line(stop));
        let help = "この行とその上の行の、引用符、コロン、コンマ、括弧の対を確かめてください";
        let told =
            Diagnosis::new(start..self.rest_of_line(at).end, "この行を、上で開いた括弧の続きとして読めません", help);
        Some(told.related(self.first_char(bracket), "ここで開いている括弧の中と読まれます"))
    }

    /// Names the line at which the reader stopped, where it is none of those that are told: in rows that go on over many lines what is
    /// wrong stands there as likely as at the bracket.
    fn up_to_the_stop(&self, unclosed: Diagnosis) -> Diagnosis {
        let at = self.fault.at;
        let stop = self.line_of(at);
        let told = &unclosed.problem;
        let mut places = std::iter::once(told.span).chain(told.related.iter().map(|(place, _)| *place));
        let is_known = places.any(|place| self.line_of(place.start as usize) == stop);
        let is_end = self.text[at..].trim().is_empty();
        if is_known || is_end {
            unclosed
        } else {
            unclosed.related(self.first_char(at), "ここから先が読めません")
        }
    }

    /// Names how far what a bracket opens may go, and the line behind it where that may be the one that is wrong.
    fn down_to_its_end(&self, mut unclosed: Diagnosis, bracket: usize, close: char) -> Diagnosis {
        let first = self.line_of(bracket);
        let text = self.file.line(first);
        let dashes = text.len() - text.trim_start_matches([' ', '-']).len();
        let is_row = self.line_start(bracket) + dashes == bracket;
        let depth = if is_row { indent(text) } else { dashes };
        let end = self.line_of(self.text.trim_end().len());
        let says = |line: &usize| !self.file.line(*line).trim().is_empty();
        // At the end of the text nothing was closed down to there.
        let most = if self.text[self.fault.at..].trim().is_empty() { end } else { end.min(first + MAX_ROW) };
        let below = || (first + 1..=most).filter(says);
        let goes_on = |line: &usize| indent(self.file.line(*line)) > depth;
        let last = below().take_while(goes_on).last();
        let next = below().find(|line| !goes_on(line));
        let words = |line: usize| {
            let start = self.file.line_start(line) as usize;
            start + indent(self.file.line(line))..self.rest_of_line(start).end
        };
        let above = last.unwrap_or(first);
        if let Some(last) = last {
            unclosed = unclosed.related(words(last), &format!("この行までに「{close}」がありません"));
        }
        let goes_on = self.file.line(above).trim_end().ends_with([',', '{', '[', ':']);
        // Or the brackets are closed behind it.
        let is_closed = |next: usize| {
            below().find(|line| *line > next).is_some_and(|line| self.file.line(line).trim_start().starts_with(close))
        };
        if let Some(next) = next.filter(|next| goes_on || *next > above + 1 || is_closed(*next)) {
            unclosed = unclosed.related(words(next), "この行は、括弧の中の行に見えません");
        }
        let to = if next.is_some_and(|next| next > above + 1) { next } else { last };
        if let (Some(to), Some(help)) = (to, &mut unclosed.problem.help) {
            *help = format!("{help}。{first}行目から{to}行目までを確かめてください");
        }
        unclosed
    }

    /// Whether the quote that opens at a place stands in braces where a key does.
    pub(super) fn is_quoted_key(&self, open: usize) -> bool {
        let is_in_braces = || self.open_bracket().is_some_and(|bracket| self.char_at(bracket) == Some('{'));
        self.text[..open].trim_end().ends_with(['{', ',']) && is_in_braces()
    }

    /// 「[初回[」: what opens at the end of a line where another is open was to close that.
    fn opened_at_end(&self, bracket: usize) -> Option<Diagnosis> {
        let line = self.rest_of_line(bracket);
        let outer = self.scan(self.fault.at).brackets.into_iter().rev().nth(1)?;
        let between = self.text[outer + 1..bracket].trim();
        // `[{`, `{予定: [` open what stands on the lines below.
        let is_value = !between.is_empty() && !between.ends_with([':', ',', '[', '{']);
        if line.len() > 1 || self.line_start(outer) != self.line_start(bracket) || !is_value {
            return None;
        }
        let (open, found) = (self.char_at(outer)?, self.char_at(bracket)?);
        let close = if open == '[' { "]" } else { "}" };
        let message = format!("括弧「{open}」の終わりが「{found}」になっていて、閉じていません");
        let help = format!("「{found}」を「{close}」に直してください");
        Some(Diagnosis::new(line, message, help).mend(Some(Mend::likely(bracket, 1, close))))
    }

    /// `|` where a bracket is open: its own line has not closed it, or the text itself stands between brackets.
    pub(super) fn block_in_brackets(&self, bracket: usize) -> Diagnosis {
        let (at, line) = (self.fault.at, self.rest_of_line(bracket));
        if let Some(diagnosis) = self.opened_at_end(bracket) {
            return diagnosis;
        }
        if at > line.end && line.len() > 1 {
            return self.unclosed(bracket);
        }
        let mark = self.char_at(at).unwrap_or('|');
        let help = format!(
            "一行の文にして '…' で囲むか、括弧を使わずに「項目: {mark}-」と書いて、文は次の行から字下げして書きます"
        );
        Diagnosis::new(self.rest_of_line(at), format!("[ ] や {{ }} の中では「{mark}」を使えません"), help)
    }

    /// Text right behind a closed bracket: 「`[重要]見守り`」, or 「*印の薬」.
    pub(super) fn text_behind_bracket(&self, in_flow: bool) -> Option<Diagnosis> {
        let Open { flow: true, start, end } = *self.fault.closed.as_ref()? else { return None };
        let between = self.text.get(end..self.fault.at)?;
        let rest = &self.text[self.rest_of_line(self.fault.at)];
        let is_entry = in_flow
            && rest.find(": ").is_some_and(|colon| rest.find([',', '}', ']']).is_none_or(|comma| colon < comma));
        if !between.trim_matches(' ').is_empty() || is_entry {
            return None;
        }
        if let Some(diagnosis) = self.full_width_bracket(start).or_else(|| self.blank_behind(end)) {
            return Some(diagnosis);
        }
        // 「週間：[{曜日: [月], …}]」: what is wrong stands before the bracket that opens all.
        let line = self.line_start(start);
        let slip = slips::in_line(&self.text[line..self.rest_of_line(start).end]);
        if let Some((_, slip)) = slip.filter(|(_, slip)| line + slip.at() < start) {
            return Some(Diagnosis::slip(&slip.shifted(line)));
        }
        if let Some(diagnosis) = self.lost_brace(line, start) {
            return Some(diagnosis);
        }
        let entry = start - self.text[line..start].trim_start_matches([' ', '-']).len();
        if let Some(diagnosis) = self.no_colon_before_brace(entry, start) {
            return Some(diagnosis);
        }
        let place = start..self.rest_of_line(start).end;
        let mark = self.char_at(start)?;
        if self.line_of(start) < self.line_of(end) {
            return Some(self.too_much_behind(place, end));
        }
        Some(
            Diagnosis::new(place, format!("「{mark}」で始まる文は、そのままでは書けません"), QUOTE_ALL)
                .mend(self.quote_rest(start)),
        )
    }

    /// A blank that is none of YAML's behind a closed bracket: it belongs to nothing.
    fn blank_behind(&self, end: usize) -> Option<Diagnosis> {
        let behind = &self.text[end..];
        let length = behind.len() - behind.trim_start_matches(|c| c == ' ' || is_odd_blank(c)).len();
        let odd = behind[..length].find(is_odd_blank)?;
        let is_all = behind[length..].is_empty() || behind[length..].starts_with(['\n', '\r', ',', ']', '}']);
        let message = "閉じ括弧の後に、全角の空白か、空白に見える文字があります";
        let mend = Mend::certain(end, length, "");
        let diagnosis = Diagnosis::new(end + odd..end + length, message, "閉じ括弧の後の空白を消してください");
        is_all.then(|| diagnosis.code(ProblemCode::FullWidth).mend(Some(mend)))
    }

    /// 「架空市 {表: …}」, 「架空市. {表: …}」: with its colon lost, the name is read as one key with the first inside the brace.
    pub(super) fn no_colon_before_brace(&self, entry: usize, before: usize) -> Option<Diagnosis> {
        let brace = entry + self.text[entry..before].find(" {")?;
        let name = entry + self.text[entry..brace].trim_end_matches(slips::for_a_colon).len();
        let is_name = name > entry && !self.text[entry..name].contains(": ");
        is_name.then(|| self.no_colon(entry..name, Mend::likely(name, brace - name, ":")))
    }

    /// A full-width bracket that begins the entry of a place: YAML does not see that it is inside of one.
    pub(super) fn full_width_bracket(&self, at: usize) -> Option<Diagnosis> {
        let body = self.text[self.line_start(at)..at].trim_start_matches([' ', '-']);
        slips::bracket(body).map(|slip| Diagnosis::slip(&slip.shifted(at - body.len())))
    }
}

/// Where texts in quotes stand in a line between brackets; one that does not close goes on to its end.
fn quotes_in(line: &str) -> Vec<Range<usize>> {
    let (mut quotes, mut open, mut before) = (Vec::new(), None, ',');
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match open {
            None if matches!(c, '"' | '\'') && matches!(before, '[' | '{' | ',' | ':' | '-') => open = Some((at, c)),
            Some((_, '"')) if c == '\\' => drop(chars.next()),
            Some((_, '\'')) if c == '\'' && chars.next_if(|(_, next)| *next == '\'').is_some() => {}
            Some((start, mark)) if c == mark => {
                quotes.push(start..at + 1);
                open = None;
            }
            _ => {}
        }
        if c != ' ' {
            before = c;
        }
    }
    quotes.extend(open.map(|(start, _)| start..line.len()));
    quotes
}
