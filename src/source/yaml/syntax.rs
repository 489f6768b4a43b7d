//! The reader's syntax errors in the words of the person who typed the mistake: where exactly, what, how to mend it.

use super::build::{Fault, FaultKind, Open};
use super::mend::Mend;
use super::slips::{self, Slip};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span, to_u32};
use serde_saphyr::granit_parser::{ErrorKind, ScalarStyle};
use std::ops::Range;

/// What is told about a syntax error, and how it is mended so that reading can go on. Places are those of the text read.
pub(super) struct Diagnosis {
    pub(super) problem: Problem,
    pub(super) mend: Option<Mend>,
}

impl Diagnosis {
    fn new(place: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        let span = Span::new(FileId::default(), to_u32(place.start), to_u32(place.end));
        Self { problem: Problem::new(ProblemCode::Syntax, span, message).help(help), mend: None }
    }

    fn slip(slip: &Slip) -> Self {
        Self { problem: slip.problem(FileId::default(), 0), mend: Some(slip.mend()) }
    }

    fn code(mut self, code: ProblemCode) -> Self {
        self.problem.code = code;
        self
    }

    fn mend(self, mend: Option<Mend>) -> Self {
        Self { mend, ..self }
    }

    fn related(mut self, place: Range<usize>, words: &str) -> Self {
        let span = Span::new(FileId::default(), to_u32(place.start), to_u32(place.end));
        self.problem = self.problem.related(span, words);
        self
    }
}

const QUOTE_ALL: &str = "文の全体を '…' で囲んでください";

/// Explains where and why reading stopped.
pub(super) fn explain(file: &SourceFile, fault: &Fault) -> Diagnosis {
    let explainer = Explainer { file, text: file.text(), fault };
    let at = fault.at;
    match &fault.kind {
        FaultKind::TooMuch => explainer.too_much(),
        FaultKind::SecondDocument => Diagnosis::new(
            explainer.rest_of_line(at),
            "一つのファイルに計画を二つ書くことはできません（「---」「...」は文書の区切りです）",
            "二つ目の計画は別のファイルに分けてください",
        ),
        FaultKind::Syntax(kind) => explainer.syntax(kind),
    }
}

struct Explainer<'t> {
    file: &'t SourceFile,
    text: &'t str,
    fault: &'t Fault,
}

impl Explainer<'_> {
    fn syntax(&self, kind: &ErrorKind) -> Diagnosis {
        use ErrorKind as E;
        let at = self.fault.at;
        match kind {
            E::RecursionLimitExceeded | E::TooManyComments | E::AnchorCountOverflow => self.too_much(),
            E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabAtBlockScalarStart
            | E::TabInPlainScalar
            | E::InvalidBlockEntryWhitespace
            | E::InvalidMappingValueWhitespace => self.tab(),
            E::UnclosedQuotedScalar
            | E::InvalidQuotedScalarIndent
            | E::DocumentIndicatorInQuotedScalar
            | E::InvalidTrailingSingleQuotedScalar
            | E::InvalidTrailingDoubleQuotedScalar => self.quotes(),
            E::UnknownQuotedScalarEscape
            | E::InvalidQuotedScalarHexEscape
            | E::InvalidLowSurrogateHexEscape
            | E::InvalidLowSurrogate
            | E::MissingLowSurrogate
            | E::UnpairedLowSurrogate
            | E::InvalidUnicodeEscape => self.escape(),
            E::UnclosedFlowCollection { .. }
            | E::MismatchedFlowCollectionEnd { .. }
            | E::UnexpectedEofFlowSequence
            | E::UnexpectedEofFlowMapping
            | E::UnexpectedEofImplicitFlowMapping
            | E::ExpectedFlowMappingSeparator
            | E::ExpectedFlowSequenceSeparator
            | E::InvalidColonPlacement
            | E::FlowMappingValueAdjacentCollection
            | E::BlockEntryInFlowCollection
            | E::PlainScalarStartsWithDashFlowIndicator => self.flow(kind),
            E::MappingValueNotAllowed => self.colon(),
            E::SimpleKeyExpected | E::InvalidSimpleKey => self.line_without_colon(at),
            E::ExpectedBlockMappingKey
            | E::ExpectedBlockSequenceEntry
            | E::InvalidIndentation
            | E::InvalidFlowScalarIndent
            | E::InvalidBlockScalarIndent
            | E::CommentInterceptedScalar => self.misplaced(),
            E::DirectiveDisallowed | E::MissingDocumentEndBeforeDirective | E::InvalidDirectiveTerminator => Diagnosis::new(
                self.rest_of_line(at),
                "「%」で始まる行は書けません",
                format!("YAMLの指示（%YAMLなど）は要りません。文なら字下げして、{QUOTE_ALL}"),
            ),
            E::BomInsideDocument => Diagnosis::new(
                at..at + self.char_at(at).map_or(0, char::len_utf8),
                "見えない文字（U+FEFF）が途中に入っています",
                "この文字を消してください",
            )
            .code(ProblemCode::Control)
            .mend(Some(Mend::certain(at, '\u{FEFF}'.len_utf8(), ""))),
            _ => self.indicator(),
        }
    }

    fn too_much(&self) -> Diagnosis {
        let help = "この形式では、入れ子は40段まで、参照（&、*）は200個まで、一つのまとまりの項目は2,000個まで、値は全部で60,000個までです";
        Diagnosis::new(self.first_char(self.fault.at), "入れ子が深すぎるか、値または参照（&、*）が多すぎます", help).code(ProblemCode::TooLarge)
    }

    fn tab(&self) -> Diagnosis {
        let line_start = self.line_start(self.fault.at);
        let in_indent = self.text[line_start..]
            .split_inclusive(['\n', '\r'])
            .scan(line_start, |start, line| Some((std::mem::replace(start, *start + line.len()), line)))
            .find_map(|(start, line)| {
                let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
                let tab = line[..indent].find('\t')?;
                (start + indent >= self.fault.at).then_some(start + tab)
            });
        let at = in_indent.or_else(|| self.text[line_start..].find('\t').map(|tab| line_start + tab)).unwrap_or(self.fault.at);
        let length = self.text[at..].len() - self.text[at..].trim_start_matches('\t').len();
        Diagnosis::new(at..at + length, "字下げにタブが使われています", "タブを半角の空白2つに置き換えてください")
            .code(ProblemCode::Tab)
            .mend(Some(Mend::likely(at, length, "  ".repeat(length))))
    }

    /// A character that YAML does not let stand at the start of a text.
    fn indicator(&self) -> Diagnosis {
        let at = self.fault.at;
        let before = self.text[self.line_start(at)..at].trim_end();
        let starts_value = before.ends_with(':') || before.ends_with('-');
        match self.char_at(at) {
            Some(mark @ ('|' | '>')) => Diagnosis::new(
                self.rest_of_line(at),
                format!("「{mark}」の後に文字が続いています"),
                format!("「{mark}-」だけを書いて改行し、文は次の行から字下げして書きます。「{mark}」で始まる文なら、{QUOTE_ALL}"),
            ),
            Some('-') => Diagnosis::new(
                self.rest_of_line(at),
                "「- 」は項目と同じ行には書けません",
                format!("一覧なら改行して次の行から「- 」で始めます。「-」で始まる文なら、{QUOTE_ALL}"),
            )
            .mend(self.quote_rest(at)),
            Some(']' | '}') if !starts_value => Diagnosis::new(
                self.first_char(at),
                "この閉じ括弧に対応する開き括弧がありません",
                format!("括弧の対を確かめてください。文なら、{QUOTE_ALL}"),
            ),
            Some(mark) if ",[]{}#&*!|>'\"%@`?:".contains(mark) => Diagnosis::new(
                self.first_char(at),
                format!("「{mark}」で始まる文は、そのままでは書けません"),
                QUOTE_ALL,
            )
            .mend(self.quote_rest(at).filter(|_| starts_value)),
            _ => Diagnosis::new(
                self.rest_of_line(at),
                "YAMLとして読めません",
                format!("この行の記号と字下げを確かめてください。記号を含む文なら、{QUOTE_ALL}"),
            ),
        }
    }

    /// The rest of a line in quotes, where that is what the writer must have meant.
    fn quote_rest(&self, at: usize) -> Option<Mend> {
        let rest = self.rest_of_line(at);
        let plain = !self.text[rest.clone()].contains(['\'', '#']) && !self.fault.open.last().is_some_and(|open| open.flow);
        let ends_here = self.indent_after(at) <= self.indent_of(at);
        (plain && ends_here).then(|| Mend { edits: vec![(rest.start, 0, "'".to_owned()), (rest.end, 0, "'".to_owned())], certain: true })
    }

    fn quotes(&self) -> Diagnosis {
        let at = self.fault.at;
        let scan = self.scan(self.fault.done);
        let in_flow = !scan.brackets.is_empty();
        let reaches = |close: usize| close >= at || self.text[close + 1..at].trim().is_empty();
        let Some((open, close)) = scan.quotes.into_iter().find(|(_, close)| close.is_none_or(reaches)) else {
            return self.indicator();
        };
        let mark = self.char_at(open).unwrap_or('"');
        match close.filter(|&close| self.line_start(close) == self.line_start(open)) {
            Some(close) => {
                let inner = if mark == '\'' { "文の中の「'」は「''」と二つ重ねます。" } else { "" };
                let rest = self.text[close + 1..].trim_start_matches(' ');
                let start = self.text.len() - rest.len();
                let slip = slips::comma(rest).into_iter().chain(slips::closing_bracket(rest)).find(|slip| slip.at() == 0);
                if let Some(slip) = slip.filter(|_| in_flow) {
                    return Diagnosis::slip(&slip.shifted(start));
                }
                Diagnosis::new(
                    self.rest_of_line(start),
                    format!("引用符「{mark}」で閉じた後に、文字が続いています"),
                    format!("引用符も文に含めるときは、全体をもう一方の引用符で囲んでください。{inner}"),
                )
                .related(open..close + 1, "引用符で囲まれたところ")
            }
            None => Diagnosis::new(
                self.rest_of_line(open),
                format!("引用符「{mark}」が閉じていません"),
                format!("文の終わりにも「{mark}」を書いてください。「{mark}」で始まる文なら、全体をもう一方の引用符で囲んでください"),
            ),
        }
    }

    fn escape(&self) -> Diagnosis {
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

    /// Something is wrong between [ and ] or { and }.
    fn flow(&self, kind: &ErrorKind) -> Diagnosis {
        let at = self.fault.at;
        let Some(bracket) = self.scan(at).brackets.last().copied().or_else(|| self.text[at..].starts_with(['[', '{']).then_some(at)) else {
            return self.indicator();
        };
        let line = self.rest_of_line(bracket);
        let stop = at.clamp(line.start, line.end);
        // The token before the error, and the error's own character.
        let token_start = self.text[line.start..stop].rfind(['[', '{', ',', ' ', ']', '}']).map_or(line.start, |before| line.start + before + 1);
        let token = &self.text[token_start..stop];
        let here = self.text[stop..line.end].trim_start();
        let here_at = line.end - here.len();
        if let Some(slip) = slips::comma(here).filter(|slip| slip.at() == 0) {
            return Diagnosis::slip(&slip.shifted(here_at));
        }
        if let Some((_, slip)) = slips::colon(token) {
            return Diagnosis::slip(&slip.shifted(token_start));
        }
        if let Some(slip) = slips::comma(token) {
            return Diagnosis::slip(&slip.shifted(token_start));
        }
        let open = self.char_at(bracket).unwrap_or('[');
        let close = if open == '[' { ']' } else { '}' };
        let dash = *kind == ErrorKind::BlockEntryInFlowCollection && line.len() == 1;
        let unclosed = !dash && (matches!(kind, ErrorKind::UnclosedFlowCollection { .. }) || at > line.end);
        if unclosed || matches!(kind, ErrorKind::MismatchedFlowCollectionEnd { .. }) {
            if let Some(slip) = slips::closing_bracket(&self.text[line.clone()]) {
                return Diagnosis::slip(&slip.shifted(line.start));
            }
        }
        if unclosed {
            let comment = self.text[line.clone()].find(" #").map(|hash| line.start + hash + 1);
            let help = match comment {
                Some(_) => format!("「 #」から後はコメントと読まれます。文なら '…' で囲み、終わりに「{close}」を書いてください"),
                None => format!("終わりに「{close}」を書いてください。「{open}」で始まる文なら、全体を '…' で囲んでください"),
            };
            return Diagnosis::new(bracket..line.end, format!("括弧「{open}」が閉じていません"), help);
        }
        if let ErrorKind::MismatchedFlowCollectionEnd { open, close } = kind {
            return Diagnosis::new(
                line.start..line.end,
                format!("括弧「{open}」が「{close}」で閉じられています"),
                "括弧の対を確かめてください",
            );
        }
        if *kind == ErrorKind::BlockEntryInFlowCollection {
            return Diagnosis::new(self.first_char(at), "[ ] や { } の中では「- 」を使えません", "値の間は半角のコンマ「, 」で区切ってください");
        }
        if let Some(diagnosis) = self.text_behind_bracket(true) {
            return diagnosis;
        }
        let place = if token.is_empty() { self.first_char(here_at) } else { token_start..stop };
        let help = "値の間は半角のコンマと空白「, 」で、項目と値の間は「: 」で区切ってください。記号を含む値は '…' で囲んでください";
        Diagnosis::new(place, "値と値の間の「, 」または項目の後の「: 」がありません", help)
    }

    /// Text right behind a closed bracket: 「[重要]見守り」, or 「*印の薬」.
    fn text_behind_bracket(&self, in_flow: bool) -> Option<Diagnosis> {
        let Open { flow: true, start, end } = *self.fault.closed.as_ref()? else { return None };
        let between = self.text.get(end..self.fault.at)?;
        let rest = &self.text[self.rest_of_line(self.fault.at)];
        let is_entry = in_flow && rest.find(": ").is_some_and(|colon| rest.find([',', '}', ']']).is_none_or(|comma| colon < comma));
        if !between.trim_matches(' ').is_empty() || is_entry {
            return None;
        }
        let place = start..self.rest_of_line(start).end;
        let line = self.line_start(start);
        let body = self.text[line..start].trim_start_matches([' ', '-']);
        if let Some(slip) = slips::bracket(body) {
            return Some(Diagnosis::slip(&slip.shifted(start - body.len())));
        }
        let mark = self.char_at(start)?;
        Some(Diagnosis::new(place, format!("「{mark}」で始まる文は、そのままでは書けません"), QUOTE_ALL).mend(self.quote_rest(start)))
    }

    /// A colon where no key can stand.
    fn colon(&self) -> Diagnosis {
        let at = self.fault.at;
        let Some(last) = self.fault.last.as_ref().filter(|last| last.range.end <= at) else { return self.indicator() };
        if last.is_key && self.text[last.range.end..at].trim_start().starts_with(':') {
            return self.indicator();
        }
        let (start, end) = (last.range.start, last.range.end);
        let key_line = self.line_start(end);
        if last.style == ScalarStyle::Plain && self.line_start(start) < key_line {
            return self.swallowed_lines(start, key_line);
        }
        let colon = at..at + 1;
        let before = self.text[self.line_start(start)..start].trim_end();
        let mend = self.quote_rest(start).filter(|_| before.ends_with(':') && last.style == ScalarStyle::Plain);
        let help = "文の全体を '…' で囲むか、全角の「：」を使ってください";
        Diagnosis::new(colon, "文の中に「: 」（半角のコロンと空白）があるため、読めません", help).mend(mend)
    }

    /// A plain text that runs on over line ends up to a key: one of its lines was meant to be something else.
    fn swallowed_lines(&self, start: usize, key_line: usize) -> Diagnosis {
        let first_line = self.line_start(start);
        let begins_line = self.text[first_line..start].trim_matches([' ', '-']).is_empty();
        let first_body = self.text[first_line..self.rest_of_line(first_line).end].trim_start_matches(' ');
        if let Some(slip) = slips::dash(first_body) {
            return Diagnosis::slip(&slip.shifted(self.rest_of_line(first_line).end - first_body.len()));
        }
        let mut line_start = first_line;
        for line in self.text[first_line..key_line].split_inclusive(['\n', '\r']) {
            let from = if line_start == first_line { start - first_line } else { 0 };
            if let Some((_, slip)) = slips::in_line(&line[from..]).filter(|_| line_start > first_line || begins_line) {
                return Diagnosis::slip(&slip.shifted(line_start + from));
            }
            line_start += line.len();
        }
        let first = start..self.rest_of_line(start).end;
        let key = self.key_of_line(key_line);
        if begins_line {
            return self.missing_colon(first);
        }
        let indent = key.start - key_line;
        let siblings = self.fault.open.last().map_or(0, |open| self.column(open.start));
        let message = "この行は前の行の文の続きと読まれますが、「: 」があるため読めません";
        let help = format!(
            "前の項目と並ぶ項目なら、字下げを半角{siblings}文字にしてください（今は{indent}文字）。文の続きなら、前の項目を「|-」にして次の行から書いてください"
        );
        Diagnosis::new(key, message, help)
            .related(first, "この文の続きと読まれます")
            .mend(Some(Mend::likely(key_line, indent, " ".repeat(siblings))))
    }

    /// A key without its colon, with entries of its own below it.
    fn missing_colon(&self, key: Range<usize>) -> Diagnosis {
        let message = format!("「{}」の後にコロン「:」がありません", &self.text[key.clone()]);
        let mend = Mend::likely(key.end, 0, ":");
        Diagnosis::new(key, message, "「項目: 値」または「項目:」の形で書いてください").mend(Some(mend))
    }

    /// A line among 「項目: 値」 that is none.
    fn line_without_colon(&self, at: usize) -> Diagnosis {
        let line = self.line_start(at);
        let place = self.rest_of_line(at);
        if self.text[place.clone()].starts_with('＃') {
            return Diagnosis::slip(&slips::hash(place.start));
        }
        if let Some((_, slip)) = slips::in_line(&self.text[line..place.end]) {
            return Diagnosis::slip(&slip.shifted(line));
        }
        if self.indent_after(at) > self.column(at) {
            return self.missing_colon(place);
        }
        let help = "「項目: 値」の形で書いてください。前の項目の文の続きなら、その項目より深く字下げするか、「|-」を使ってください";
        Diagnosis::new(place, "この行は「項目: 値」の形になっていません", help)
    }

    /// A line whose indentation fits nowhere, or something behind a value that had already ended.
    fn misplaced(&self) -> Diagnosis {
        let at = self.fault.at;
        let (line, place) = (self.line_start(at), self.rest_of_line(at));
        if let Some(diagnosis) = self.text_behind_bracket(false) {
            return diagnosis;
        }
        let behind = self.text[line..at].trim_start();
        if let Some(mark) = behind.rfind(": ").map(|colon| behind[colon + 2..].trim_start()).filter(|value| value.starts_with(['*', '&', '!'])) {
            let start = at - mark.len();
            return Diagnosis::new(
                start..place.end,
                format!("「{}」で始まる文は、そのままでは書けません", &mark[..1]),
                QUOTE_ALL,
            )
            .mend(self.quote_rest(start));
        }
        if let Some((_, slip)) = slips::in_line(&self.text[line..place.end]) {
            return Diagnosis::slip(&slip.shifted(line));
        }
        let last = self.fault.last.as_ref();
        if let (Some(comment), Some(last)) = (&self.fault.comment, last)
            && last.range.end <= comment.start
            && last.style == ScalarStyle::Plain
            && !self.text[place.clone()].contains(": ")
        {
            let help = "文の途中の行をコメントにすることはできません。コメントを文の前か後へ移すか、「|-」を使ってください";
            return Diagnosis::new(comment.clone(), "このコメントで文が途切れ、次の行が読めません", help);
        }
        let columns = self.column(at);
        if let Some(last) = last.filter(|last| matches!(last.style, ScalarStyle::Literal | ScalarStyle::Folded) && last.range.end <= at) {
            let wanted = self.column(last.range.start);
            let help = format!("文の続きなら半角{wanted}文字以上の字下げにしてください（今は{columns}文字）。次の項目なら、並ぶ項目とそろえてください");
            return Diagnosis::new(place, "字下げが足りず、上の「|」の文の続きと読めません", help)
                .related(last.range.start..self.rest_of_line(last.range.start).end, "文の初め");
        }
        let what = if self.text[place.clone()].starts_with("- ") { "この「- 」" } else { "この行" };
        let wrong = Diagnosis::new(
            place.clone(),
            format!("{what}の字下げ（半角{columns}文字）が、ほかの項目とそろっていません"),
            "並ぶ項目の字下げをそろえ、中の項目はそれより半角2文字深くしてください",
        );
        match self.fault.closed.as_ref().or(self.fault.open.last()) {
            Some(open) if open.start < at => {
                let first = open.start..self.rest_of_line(open.start).end;
                let words = format!("ここから並ぶ項目の字下げは、半角{}文字です", self.column(open.start));
                wrong.related(first, &words)
            }
            _ => wrong,
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn first_char(&self, at: usize) -> Range<usize> {
        at..at + self.char_at(at).map_or(0, char::len_utf8)
    }

    fn line_start(&self, at: usize) -> usize {
        self.file.line_start(self.file.place(to_u32(at)).line) as usize
    }

    /// From a place to the end of its line, without spaces and comment at the end.
    fn rest_of_line(&self, at: usize) -> Range<usize> {
        let line = self.file.place(to_u32(at)).line;
        let end = self.file.line_start(line) as usize + self.file.line(line).trim_end().len();
        at..end.max(at)
    }

    /// The key at the start of a line.
    fn key_of_line(&self, line_start: usize) -> Range<usize> {
        let line = &self.text[self.rest_of_line(line_start)];
        let indent = line.len() - line.trim_start().len();
        let end = line.find(": ").or_else(|| line.rfind(':')).unwrap_or(line.len());
        line_start + indent..line_start + end.max(indent)
    }

    /// How many characters stand before a place on its line.
    fn column(&self, at: usize) -> usize {
        self.file.place(to_u32(at)).column - 1
    }

    /// The indentation of the line of a place.
    fn indent_of(&self, at: usize) -> usize {
        let line = self.file.line(self.file.place(to_u32(at)).line);
        line.len() - line.trim_start_matches(' ').len()
    }

    /// The indentation of the next line that is not blank.
    fn indent_after(&self, at: usize) -> usize {
        let after = self.file.place(to_u32(at)).line + 1;
        let next = (after..after + 20).map(|line| self.file.line(line)).find(|line| !line.trim().is_empty());
        next.map_or(0, |line| line.len() - line.trim_start_matches(' ').len())
    }

    /// Finds the quotes and the open brackets behind what has been understood, up to `to`.
    fn scan(&self, to: usize) -> Scan {
        let mut scan = Scan { brackets: self.fault.open.iter().filter(|open| open.flow).map(|open| open.start).collect(), quotes: Vec::new() };
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
