//! What goes wrong between quotes.

use super::super::mend::Mend;
use super::super::slips;
use super::{Diagnosis, Explainer};
use crate::source::{indent, quote_behind_closer, to_u32};

/// A text in quotes has no more lines, as a rule.
const MAX_LINES: usize = 200;
/// What people type for a quotation mark.
const QUOTES: [char; 14] = ['\'', '"', '‘', '’', '“', '”', '＇', '＂', '`', '´', '′', '″', '〝', '〟'];

impl Explainer<'_> {
    /// Quotes that do not close, or close too early.
    pub(super) fn quotes(&self) -> Diagnosis {
        let at = self.fault.at;
        let scan = self.scan(at + 1);
        let in_flow = !scan.brackets.is_empty();
        let reaches = |close: usize| close >= at || self.text[close + 1..at].trim().is_empty();
        let Some((open, close)) = scan.quotes.into_iter().find(|(_, close)| close.is_none_or(reaches)) else {
            return self.indicator();
        };
        let mark = self.char_at(open).unwrap_or('"');
        if let Some(diagnosis) = self.behind_closer(open) {
            return diagnosis;
        }
        if let Some(diagnosis) = self.line_of_quoted(open, close) {
            return diagnosis;
        }
        // A text whose second line begins as an item does.
        let end = close.filter(|close| self.ends_text(*close, mark));
        let is_here =
            |close: &usize| self.line_start(*close) == self.line_start(open) || self.is_of_lines(open, *close);
        let Some(close) = close.filter(is_here) else {
            if let Some(diagnosis) = self.doubled_quote(open, mark) {
                return diagnosis;
            }
            let help = format!(
                "文の終わりにも「{mark}」を書いてください。「{mark}」で始まる文なら、全体をもう一方の引用符で囲んでください"
            );
            let diagnosis = Diagnosis::new(self.rest_of_line(open), format!("引用符「{mark}」が閉じていません"), help)
                .mend(self.close_quote(open, mark).filter(|_| !in_flow && end.is_none()));
            let ends = end.map(|end| self.line_start(end)..end + 1);
            let last = ends.or_else(|| self.last_of_text(open)).filter(|_| !in_flow);
            return last
                .into_iter()
                .fold(diagnosis, |diagnosis, last| diagnosis.related(last, "文は、この行で終わるように見えます"));
        };
        let rest = self.text[close + 1..].trim_start_matches(' ');
        let start = self.text.len() - rest.len();
        let slip = slips::comma(rest).into_iter().chain(slips::closing_bracket(rest)).find(|slip| slip.at() == 0);
        if let Some(slip) = slip.filter(|_| in_flow) {
            // 「"「昼食"、薬"」: where quotes are left over, it is one of them that is wrong.
            let line = rest.lines().next().unwrap_or_default();
            // 「"単位数"、300」: where a key stands, what follows it was to be its colon.
            let is_doubtful = line.matches(mark).count() % 2 == 1 || self.is_quoted_key(open);
            return Diagnosis::slip(&slip.shifted(start).doubtful_if(is_doubtful));
        }
        if let Some(slip) = slips::wide_colon(rest).filter(|_| in_flow && self.is_quoted_key(open)) {
            let line = rest.lines().next().unwrap_or_default();
            let value = line.trim_start_matches(|c: char| !c.is_ascii_digit() && !c.is_alphabetic());
            // Behind it stands a value like others here; with half a quote, it may be a word of a text.
            let is_value = line.contains(mark) || value.starts_with(|c: char| c.is_ascii_digit()) || value.is_empty();
            let is_doubtful = line.matches(mark).count() % 2 == 1 || !is_value;
            return Diagnosis::slip(&slip.shifted(start).doubtful_if(is_doubtful));
        }
        // 「"同意"：」: a key in quotes with another mark for its colon.
        let is_first = self.text[self.line_start(open)..open].trim_matches([' ', '-']).is_empty();
        if let Some(length) = slips::mark_for_colon(rest).filter(|_| is_first && !in_flow) {
            let is_heading = rest[length..].lines().next().is_none_or(|value| value.trim().is_empty());
            let wanted = if is_heading { ":" } else { ": " };
            return self.no_colon(open..close + 1, Mend::likely(close + 1, start + length - close - 1, wanted));
        }
        // 「名前:{事業所番号: "…"」: with no blank behind the colon the bracket is a letter of the key, and the quote a whole value.
        let line = self.line_start(open);
        let glued = [":{", ":[", "：{", "：["].iter().filter_map(|glued| self.text[line..open].rfind(glued)).max();
        if let Some(colon) = glued {
            let before = &self.text[line..line + colon];
            let key = line + before.rfind(['{', '[', ',', ' ']).map_or(0, |before| before + 1);
            if let Some((_, slip)) = slips::colon(&self.text[key..open]) {
                return Diagnosis::slip(&slip.shifted(key));
            }
        }
        let inner = if mark == '\'' { "。文の中の「'」は「''」と二つ重ねます" } else { "" };
        let help = format!("引用符も文に含めるときは、全体をもう一方の引用符で囲んでください{inner}");
        Diagnosis::new(self.rest_of_line(start), format!("引用符「{mark}」で閉じた後に、文字が続いています"), help)
            .related(open..close + 1, "引用符で囲まれたところ")
    }

    /// A quote behind a bracket that closes, alone on their line (`}"`): it opens a text that goes on to the next quote below.
    fn behind_closer(&self, open: usize) -> Option<Diagnosis> {
        let first = self.line_of(open);
        let mark_of = |line: usize| quote_behind_closer(self.file.line(line));
        // What stopped within a row of another layout is found by trying its lines one by one.
        let begins_line = self.text[self.line_start(open)..open].trim().is_empty();
        if !begins_line || self.char_at(open) != Some('"') {
            return None;
        }
        let (line, mark) = (1..first).rev().take(MAX_LINES).find_map(|line| Some((line, mark_of(line)?)))?;
        if Some(mark) != self.char_at(open) {
            return None;
        }
        let at = self.file.line_start(line) as usize + self.file.line(line).find(mark)?;
        let mend = Mend::likely(at, 1, "");
        let help = format!("「{mark}」を消してください");
        Some(Diagnosis::new(at..at + 1, "閉じ括弧の後に、余分な引用符があります", help).mend(Some(mend)))
    }

    /// A line of a text in quotes that stands less deep than it must.
    fn line_of_quoted(&self, open: usize, close: Option<usize>) -> Option<Diagnosis> {
        let close = close?;
        let least = self.holder(open) + 1;
        let (first, last) = (self.line_of(open), self.line_of(close));
        let said = |line: &usize| !self.file.line(*line).trim().is_empty();
        let lines = || (first + 1..=last).filter(said);
        let mut odd = lines().filter(|line| self.file.indent(*line) < least);
        let (line, None) = (odd.next()?, odd.next()) else { return None };
        let wanted = lines().map(|line| self.file.indent(line)).find(|column| *column >= least)?;
        let has_key = self.file.line(line).contains(": ") && self.looks_like_part(line);
        let is_heading = self.file.line(line).trim_end().ends_with(':') && self.looks_like_part(line);
        if has_key || lines().any(|other| other != line && self.looks_like_part(other)) {
            return None;
        }
        let (start, end) =
            (self.file.line_start(line) as usize, self.rest_of_line(self.file.line_start(line) as usize).end);
        let message = "この行は上の引用符で始まる文の続きですが、字下げが足りません";
        let help = format!("字下げを半角{wanted}文字にしてください");
        Some(
            Diagnosis::new(start + self.file.indent(line)..end, message, help)
                .related(open..self.rest_of_line(open).end, "文の初め")
                // A heading was rather put there by mistake than said.
                .mend(Some(Mend::likely(start, self.file.indent(line), " ".repeat(wanted))).filter(|_| !is_heading)),
        )
    }

    /// Whether a quote ends the words of its line, which has no other half of it.
    fn ends_text(&self, close: usize, mark: char) -> bool {
        let line = self.file.line(self.line_of(close)).trim();
        line.len() > 1 && line.ends_with(mark) && line.matches(mark).count() % 2 == 1 && !line.ends_with([' ', ':'])
    }

    /// A line below that ends with two quotes: they are one of the text, and do not close it.
    fn doubled_quote(&self, open: usize, mark: char) -> Option<Diagnosis> {
        let last = self.line_of(self.text.trim_end().len());
        let below = (self.line_of(open) + 1..=last).take_while(|line| !self.looks_like_part(*line));
        let ends = |line: &usize| self.file.line(*line).trim_end().ends_with("''");
        let line = Some(below).filter(|_| mark == '\'')?.find(ends)?;
        let end = self.rest_of_line(self.file.line_start(line) as usize).end;
        let message = "この行の終わりの「''」は文字の「'」一つと読まれ、上の引用符が閉じません";
        Some(
            Diagnosis::new(end - 2..end, message, "文の終わりの「'」を一つにしてください")
                .related(open..self.rest_of_line(open).end, "文の初め")
                .mend(Some(Mend::likely(end - 1, 1, ""))),
        )
    }

    /// The last of the lines that go on with what begins at a quote, where there are some.
    fn last_of_text(&self, open: usize) -> Option<std::ops::Range<usize>> {
        let holder = self.holder(open);
        let first = self.line_of(open) + 1;
        let goes_on = |line: &usize| {
            let text = self.file.line(*line);
            let column = indent(text);
            text.trim().is_empty() || column > holder && !self.looks_like_part(*line)
        };
        let lines = (first..first + MAX_LINES).take_while(goes_on);
        let last = lines.filter(|line| !self.file.line(*line).trim().is_empty()).last()?;
        let text = self.file.line(last);
        let start = self.file.line_start(last) as usize;
        Some(start + text.len() - text.trim_start().len()..start + text.trim_end().len())
    }

    /// Whether what two quotes enclose is a text over several lines, and no entry stands between that the first swallowed.
    fn is_of_lines(&self, open: usize, close: usize) -> bool {
        (self.line_of(open) + 1..=self.line_of(close)).all(|line| !self.looks_like_part(line))
    }

    /// Whether a line looks like an entry or an item.
    pub(super) fn looks_like_part(&self, line: usize) -> bool {
        let text = self.file.line(line).trim();
        let key = text.split_once(": ").map(|(key, _)| key).or_else(|| text.strip_suffix(':'));
        text.starts_with("- ") || key.is_some_and(|key| slips::is_key(key.trim_matches(['"', '\''])))
    }

    /// The column than which a value goes on deeper: that of its key, or of the dash before it.
    fn holder(&self, value: usize) -> usize {
        let before = self.text[self.line_start(value)..value].trim_end();
        before.strip_suffix('-').map_or(self.indent_of(value), str::len)
    }

    pub(super) fn line_of(&self, at: usize) -> usize {
        self.file.line_of(to_u32(at))
    }

    /// The quote that is missing at the end of a line, where the text can only end there.
    fn close_quote(&self, open: usize, mark: char) -> Option<Mend> {
        let line = self.rest_of_line(open);
        let before = self.text[self.line_start(open)..open].trim_end();
        let begins = before.ends_with(':') || before.ends_with('-');
        let plain = !self.text[open + 1..line.end].contains([mark, '\\', '#']);
        let ends_here = self.indent_after(open) <= self.holder(open);
        let body = &self.text[open + 1..line.end];
        let last = body.chars().next_back().filter(|last| QUOTES.contains(last));
        // 「""」 is one for which a key was pressed twice.
        let n_last = |last: char| if last == '"' && body.ends_with("\"\"") { 2 } else { 1 };
        let last = last.filter(|last| body.matches(*last).count() == n_last(*last));
        let length = last.map_or(0, |last| n_last(last) * last.len_utf8());
        // An input method closed what the keyboard opened: its mark is the end, and none of the text. Of any other quote nobody knows
        // whether it was typed for the one that is missing, nor which of 「'"甲」 is too many.
        let is_own = matches!((mark, last), (_, None) | ('\'', Some('’' | '‘')) | ('"', Some('”' | '“')));
        let inside = &body[..body.len() - length];
        let is_other = !is_own || inside.starts_with(QUOTES) || inside.ends_with(QUOTES);
        let is_pair = last.is_some() && inside.contains(QUOTES);
        // 「"栗林 みどり」」: a bracket that nothing opened stands for the quote, or in the text.
        let is_bracket = ['」', '』', '「', '『'].into_iter().any(|last| body.ends_with(last))
            && body.matches(['」', '』']).count() != body.matches(['「', '『']).count();
        // 「" 長男」: typed before the blank, it opens nothing.
        let blanks = body.len() - body.trim_start().len();
        if blanks > 0 && last.is_none() {
            return (begins && plain && ends_here).then(|| Mend::likely(open, mark.len_utf8() + blanks, ""));
        }
        // 「"'116275'」: in its own quotes the value is whole.
        let whole =
            ['\'', '"'].iter().find(|other| **other != mark && body.starts_with(**other) && body.ends_with(**other));
        if whole.is_some_and(|other| body.matches(*other).count() == 2) {
            return (begins && plain && ends_here).then(|| Mend::likely(open, mark.len_utf8(), ""));
        }
        // Of a line, or a file, that was cut off more is missing than the quote, and nothing else would tell of it.
        let is_cut = body.trim().chars().count() < 2 && body.trim().chars().all(char::is_alphabetic)
            || self.text[line.end..].trim().is_empty();
        let mend = Mend {
            certain: !is_other && !is_pair && !is_bracket && !is_cut,
            ..Mend::likely(line.end - length, length, mark)
        };
        (begins && plain && ends_here).then_some(mend)
    }

    /// A backslash in "…" before a character that has no such form.
    pub(super) fn escape(&self) -> Diagnosis {
        let text = &self.text[self.fault.at..];
        let mut chars = text.char_indices().peekable();
        let mut at = self.fault.at;
        while let Some((offset, c)) = chars.next() {
            if c == '\\' {
                at = self.fault.at + offset;
                match chars.next() {
                    Some((_, next)) if "0abtn\tvfre \"/\\N_LP\n\r".contains(next) => {}
                    _ => break,
                }
            }
        }
        let end = at + self.text[at..].chars().take(2).map(char::len_utf8).sum::<usize>();
        let shown = self.text[at..end].to_owned();
        Diagnosis::new(
            at..end,
            format!("「{shown}」という書き方は、\"…\" の中ではできません"),
            "「\\」を文字として書くときは、全体を '…' で囲んでください",
        )
    }
}
