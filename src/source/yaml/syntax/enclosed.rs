//! What goes wrong between quotes and between brackets.

use super::super::mend::Mend;
use super::super::slips;
use super::super::tree::Open;
use super::{Diagnosis, Explainer, QUOTE_ALL};
use crate::source::to_u32;
use serde_saphyr::granit_parser::ErrorKind;

/// A text in quotes has no more lines, as a rule.
const MAX_LINES: usize = 200;

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
        if let Some(diagnosis) = self.line_of_quoted(open, close) {
            return diagnosis;
        }
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
                .mend(self.close_quote(open, mark).filter(|_| !in_flow));
            let last = self.last_of_text(open).filter(|_| !in_flow);
            return last
                .into_iter()
                .fold(diagnosis, |diagnosis, last| diagnosis.related(last, "文は、この行で終わるように見えます"));
        };
        let rest = self.text[close + 1..].trim_start_matches(' ');
        let start = self.text.len() - rest.len();
        let slip = slips::comma(rest).into_iter().chain(slips::closing_bracket(rest)).find(|slip| slip.at() == 0);
        if let Some(slip) = slip.filter(|_| in_flow) {
            return Diagnosis::slip(&slip.shifted(start));
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

    /// A line of a text in quotes that stands less deep than it must.
    fn line_of_quoted(&self, open: usize, close: Option<usize>) -> Option<Diagnosis> {
        let close = close?;
        let least = self.holder(open) + 1;
        let (first, last) = (self.line_of(open), self.line_of(close));
        let said = |line: &usize| !self.file.line(*line).trim().is_empty();
        let column = |line: usize| self.file.line(line).len() - self.file.line(line).trim_start_matches(' ').len();
        let lines = || (first + 1..=last).filter(said);
        let mut odd = lines().filter(|line| column(*line) < least);
        let (line, None) = (odd.next()?, odd.next()) else { return None };
        let wanted = lines().map(column).find(|column| *column >= least)?;
        let has_key = self.file.line(line).contains(": ") && self.looks_like_part(line);
        if has_key || lines().any(|other| other != line && self.looks_like_part(other)) {
            return None;
        }
        let (start, end) =
            (self.file.line_start(line) as usize, self.rest_of_line(self.file.line_start(line) as usize).end);
        let message = "この行は上の引用符で始まる文の続きですが、字下げが足りません";
        let help = format!("字下げを半角{wanted}文字にしてください");
        Some(
            Diagnosis::new(start + column(line)..end, message, help)
                .related(open..self.rest_of_line(open).end, "文の初め")
                .mend(Some(Mend::likely(start, column(line), " ".repeat(wanted)))),
        )
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
            let column = text.len() - text.trim_start_matches(' ').len();
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
    fn looks_like_part(&self, line: usize) -> bool {
        let text = self.file.line(line).trim();
        let key = text.split_once(": ").map(|(key, _)| key).or_else(|| text.strip_suffix(':'));
        text.starts_with("- ") || key.is_some_and(|key| slips::is_key(key.trim_matches(['"', '\''])))
    }

    /// The column than which a value goes on deeper: that of its key, or of the dash before it.
    fn holder(&self, value: usize) -> usize {
        let before = self.text[self.line_start(value)..value].trim_end();
        before.strip_suffix('-').map_or(self.indent_of(value), str::len)
    }

    fn line_of(&self, at: usize) -> usize {
        self.file.line_of(to_u32(at))
    }

    /// The quote that is missing at the end of a line, where the text can only end there.
    fn close_quote(&self, open: usize, mark: char) -> Option<Mend> {
        let line = self.rest_of_line(open);
        let before = self.text[self.line_start(open)..open].trim_end();
        let begins = before.ends_with(':') || before.ends_with('-');
        let plain = !self.text[open + 1..line.end].contains([mark, '\\', '#']);
        let ends_here = self.indent_after(open) <= self.holder(open);
        // An input method closed what the keyboard opened: its mark is the end, and none of the text.
        let body = &self.text[open + 1..line.end];
        let typed =
            body.chars().next_back().filter(|last| matches!((mark, last), ('\'', '’' | '‘') | ('"', '”' | '“')));
        let length = typed.filter(|last| body.matches(*last).count() == 1).map_or(0, char::len_utf8);
        // 「'"甲"」: which of two kinds of quotes is too many nobody knows.
        let is_mixed = body.starts_with(['"', '\'']) || body.ends_with(['"', '\'']);
        let mend = Mend { certain: !is_mixed, ..Mend::likely(line.end - length, length, mark) };
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

    /// Something is wrong between `[` and `]` or `{` and `}`.
    pub(super) fn flow(&self, kind: &ErrorKind) -> Diagnosis {
        let at = self.fault.at;
        let Some(bracket) = self.open_bracket().or_else(|| self.text[at..].starts_with(['[', '{']).then_some(at))
        else {
            return self.indicator();
        };
        let line = self.rest_of_line(bracket);
        let stop = at.clamp(line.start, line.end);
        // The token before the error, and the error's own character.
        let token_start = self.text[line.start..stop]
            .rfind(['[', '{', ',', ' ', ']', '}'])
            .map_or(line.start, |before| line.start + before + 1);
        let token = &self.text[token_start..stop];
        let here = self.text[stop..line.end].trim_start();
        let here_at = line.end - here.len();
        if let Some(slip) = slips::comma(here).filter(|slip| slip.at() == 0) {
            let begins_line = self.text[self.line_start(here_at)..here_at].trim().is_empty();
            return Diagnosis::slip(&slip.shifted(here_at).doubtful_if(begins_line));
        }
        // Whether a blank is missing behind a colon, what stands there tells.
        let behind = self.char_at(stop).filter(|c| stop < line.end && !c.is_whitespace()).map_or(0, char::len_utf8);
        if let Some((_, slip)) = slips::colon(&self.text[token_start..stop + behind]) {
            return Diagnosis::slip(&slip.shifted(token_start));
        }
        let before_key = self.char_at(stop) == Some(':');
        let slip = if before_key { slips::comma_before_key(token) } else { slips::comma(token) };
        if let Some(slip) = slip {
            return Diagnosis::slip(&slip.shifted(token_start));
        }
        let dash = *kind == ErrorKind::BlockEntryInFlowCollection && line.len() == 1;
        let unclosed = !dash && (matches!(kind, ErrorKind::UnclosedFlowCollection { .. }) || at > line.end);
        let mismatched = matches!(kind, ErrorKind::MismatchedFlowCollectionEnd { .. });
        if let Some(slip) = slips::closing_bracket(&self.text[line.clone()]).filter(|_| unclosed || mismatched) {
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
            return Diagnosis::new(
                self.first_char(at),
                "[ ] や { } の中では「- 」を使えません",
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

    /// A bracket that is open to the end of its line.
    fn unclosed(&self, bracket: usize) -> Diagnosis {
        let line = self.rest_of_line(bracket);
        let open = self.char_at(bracket).unwrap_or('[');
        let close = if open == '[' { ']' } else { '}' };
        let help = if self.text[line.clone()].contains(" #") {
            format!("「 #」から後はコメントと読まれます。文なら '…' で囲み、終わりに「{close}」を書いてください")
        } else {
            format!("終わりに「{close}」を書いてください。「{open}」で始まる文なら、全体を '…' で囲んでください")
        };
        Diagnosis::new(line, format!("括弧「{open}」が閉じていません"), help)
    }

    /// `|` where a bracket is open: its own line has not closed it, or the text itself stands between brackets.
    pub(super) fn block_in_brackets(&self, bracket: usize) -> Diagnosis {
        let (at, line) = (self.fault.at, self.rest_of_line(bracket));
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
        if let Some(diagnosis) = self.full_width_bracket(start) {
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
        // 「架空市 {表: [第1表], …}」: with its colon lost, the name is read as one key with the first inside the brace.
        let entry = start - self.text[line..start].trim_start_matches([' ', '-']).len();
        if let Some(brace) = self.text[entry..start].find(" {") {
            return Some(self.no_colon(entry..entry + brace, Mend::likely(entry + brace, 0, ":")));
        }
        let place = start..self.rest_of_line(start).end;
        let mark = self.char_at(start)?;
        Some(
            Diagnosis::new(place, format!("「{mark}」で始まる文は、そのままでは書けません"), QUOTE_ALL)
                .mend(self.quote_rest(start)),
        )
    }

    /// A full-width bracket that begins the entry of a place: YAML does not see that it is inside of one.
    pub(super) fn full_width_bracket(&self, at: usize) -> Option<Diagnosis> {
        let body = self.text[self.line_start(at)..at].trim_start_matches([' ', '-']);
        slips::bracket(body).map(|slip| Diagnosis::slip(&slip.shifted(at - body.len())))
    }

    /// The innermost bracket that is open where reading stopped.
    pub(super) fn open_bracket(&self) -> Option<usize> {
        self.scan(self.fault.at).brackets.last().copied()
    }

    /// Finds the quotes and the open brackets behind what has been understood, up to `to`.
    fn scan(&self, to: usize) -> Scan {
        let open = self.fault.open.iter().filter(|open| open.flow).map(|open| open.start);
        let mut scan = Scan {
            // A single 「項目: 値」 between [ ] is a map of its own that no bracket opens.
            brackets: open.filter(|at| self.text[*at..].starts_with(['[', '{'])).collect(),
            quotes: Vec::new(),
        };
        let from = self.fault.done.min(self.fault.at);
        let mut chars = self.text[from..].char_indices().map(|(at, c)| (from + at, c));
        let (mut before, mut previous) = (':', ' ');
        while let Some((at, c)) = chars.next() {
            let starts_token = ":-,[{?".contains(before);
            if at >= to.max(self.fault.at) {
                break;
            }
            match c {
                '\'' | '"' if starts_token => {
                    let mut close = None;
                    while let Some((end, next)) = chars.next() {
                        match next {
                            '\\' if c == '"' => drop(chars.next()),
                            '\'' if c == '\'' && self.text[end + 1..].starts_with('\'') => drop(chars.next()),
                            next if next == c => {
                                close = Some(end);
                                break;
                            }
                            _ => {}
                        }
                    }
                    scan.quotes.push((at, close));
                }
                '[' | '{' if starts_token || !scan.brackets.is_empty() => scan.brackets.push(at),
                ']' | '}' => drop(scan.brackets.pop()),
                '#' if previous.is_whitespace() => {
                    for (_, next) in chars.by_ref() {
                        if next == '\n' {
                            break;
                        }
                    }
                }
                _ => {}
            }
            previous = c;
            if !c.is_whitespace() {
                before = c;
            }
        }
        scan
    }
}

/// What a look at the text finds.
struct Scan {
    /// Opening and closing quotes.
    quotes: Vec<(usize, Option<usize>)>,
    /// Brackets that are open, outermost first.
    brackets: Vec<usize>,
}
