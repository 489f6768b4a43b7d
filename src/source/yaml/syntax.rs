//! The reader's syntax errors in the words of the person who typed the mistake: where exactly, what, how to mend it.

mod behind;
mod closers;
mod enclosed;
mod ended;
mod first_line;
mod lines;
mod quoted;
mod scan;

use super::mend::Mend;
use super::slips::{self, Slip};
use super::tree::{Fault, FaultKind};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{FileId, SourceFile, Span, indent, to_u32};
use serde_saphyr::granit_parser::ErrorKind;
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

    fn mend(mut self, mend: Option<Mend>) -> Self {
        let title = self.problem.help.as_deref().unwrap_or(&self.problem.message);
        self.problem.fix = mend.as_ref().map(|mend| Box::new(mend.fix(title)));
        Self { mend, ..self }
    }

    fn related(mut self, place: Range<usize>, words: &str) -> Self {
        let span = Span::new(FileId::default(), to_u32(place.start), to_u32(place.end));
        self.problem = self.problem.related(span, words);
        self
    }
}

/// What is told of a row that begins within a bracket that is open above it.
pub(super) const DASH_IN_BRACKETS: &str = "[ ] や { } の中では「- 」を使えません";
/// What is told of a colon in the middle of a text.
pub(super) const COLON_IN_TEXT: &str = "文の中に「: 」（半角のコロンと空白）があるため、読めません";
/// What is said of the parts below a value that should have none.
pub(super) const PARTS_BELOW: &str = "ここから項目が並んでいます";
const QUOTE_ALL: &str = "文の全体を '…' で囲んでください";

/// Explains where and why reading stopped.
pub(super) fn explain(file: &SourceFile, fault: &Fault) -> Diagnosis {
    let explainer = Explainer { file, text: file.text(), fault };
    let mut diagnosis = match &fault.kind {
        FaultKind::TooMuch => explainer.too_much(),
        FaultKind::SecondDocument => Diagnosis::new(
            explainer.second_document(),
            "一つのファイルに文書を二つ書くことはできません（「---」「...」は文書の区切りです）",
            "二つ目の文書は別のファイルに分けてください",
        ),
        FaultKind::Syntax(kind) => explainer.syntax(kind),
    };
    explainer.widen_dash(&mut diagnosis);
    diagnosis
}

/// Whether the beginning of a text that must be quoted may rather be one sign too many: 「*印の薬」 is a text; a bracket, a comma or a
/// colon before one is not, nor is a sign that stands apart, before quotes or before an entry.
fn is_slip(text: &str) -> bool {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_punctuation());
    text.starts_with([']', '}', ',', ':', '?', '［', '｛'])
        || text.contains(['"', '{', '}'])
        || text.starts_with('[') && text.contains(": ")
        || text.starts_with('[') && is_list_with_more(text)
        || text.ends_with([':', ','])
        || behind.len() < text.len() && (slips::is_entry(behind) || behind.starts_with([' ', '「', '『']))
        || text.starts_with(['@', '%', '*', '&', '!'])
}

/// 「[月, 火], 水]」: a list that closes within, with a bracket or more items behind it.
fn is_list_with_more(text: &str) -> bool {
    let behind = text.split_once(']').map_or("", |(_, behind)| behind.trim_start());
    behind.starts_with([',', '、', '，', ']']) || text.matches('[').count() != text.matches(']').count()
}

struct Explainer<'t> {
    file: &'t SourceFile,
    text: &'t str,
    fault: &'t Fault,
}

impl Explainer<'_> {
    /// The line that divides the documents: `---` where the second begins, or `...` before it.
    fn second_document(&self) -> Range<usize> {
        let here = self.line_start(self.fault.at);
        let above = self.text[..here].trim_end();
        let ended = self.line_start(above.len())..above.len();
        if &self.text[ended.clone()] == "..." { ended } else { self.rest_of_line(self.fault.at) }
    }

    fn syntax(&self, kind: &ErrorKind) -> Diagnosis {
        use ErrorKind as E;
        let at = self.fault.at;
        if let Some(diagnosis) = self.sign_behind_bracket().or_else(|| self.below_value()) {
            return diagnosis;
        }
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
            | E::CommentInterceptedScalar => self.or_value_above(self.misplaced()),
            E::DirectiveDisallowed | E::MissingDocumentEndBeforeDirective | E::InvalidDirectiveTerminator => {
                Diagnosis::new(
                    self.rest_of_line(at),
                    "「%」で始まる行は書けません",
                    format!("YAMLの指示（%YAMLなど）は要りません。文なら字下げして、{QUOTE_ALL}"),
                )
            }
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
        Diagnosis::new(self.first_char(self.fault.at), "入れ子が深すぎるか、値または参照（&、*）が多すぎます", help)
            .code(ProblemCode::TooLarge)
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
        let at = in_indent
            .or_else(|| self.text[line_start..].find('\t').map(|tab| line_start + tab))
            .unwrap_or(self.fault.at);
        let length = self.text[at..].len() - self.text[at..].trim_start_matches('\t').len();
        Diagnosis::new(at..at + length, "字下げにタブが使われています", "タブを半角の空白2つに置き換えてください")
            .code(ProblemCode::Tab)
            .mend(Some(Mend { certain: self.lines_up(at, length), ..Mend::likely(at, length, "  ".repeat(length)) }))
    }

    /// Whether a line whose tabs become two spaces each begins where a line beside it does.
    fn lines_up(&self, tab: usize, length: usize) -> bool {
        let (start, wanted) = (self.line_start(tab), tab - self.line_start(tab) + 2 * length);
        let blanks_only = self.text[start..tab].trim_start_matches(' ').is_empty();
        let beside = |line: Option<&str>| line.is_some_and(|line| !line.trim().is_empty() && indent(line) == wanted);
        let below = self.text[tab..].lines().nth(1);
        blanks_only && (beside(self.text[..start].lines().next_back()) || beside(below))
    }

    /// A character that YAML does not let stand at the start of a text.
    fn indicator(&self) -> Diagnosis {
        let at = self.fault.at;
        let before = self.text[self.line_start(at)..at].trim_end();
        let starts_value = before.ends_with(':') || before.ends_with('-');
        match self.char_at(at) {
            Some('|' | '>') if let Some(bracket) = self.open_bracket() => self.block_in_brackets(bracket),
            Some(mark @ ('|' | '>')) => Diagnosis::new(
                self.rest_of_line(at),
                format!("「{mark}」の後に文字が続いています"),
                format!(
                    "「{mark}-」だけを書いて改行し、文は次の行から字下げして書きます。「{mark}」で始まる文なら、{QUOTE_ALL}"
                ),
            ),
            _ if starts_value && let Some(diagnosis) = self.sign_before_value(at) => diagnosis,
            Some('-') => Diagnosis::new(
                self.rest_of_line(at),
                "「- 」は項目と同じ行には書けません",
                format!("一覧なら改行して次の行から「- 」で始めます。「-」で始まる文なら、{QUOTE_ALL}"),
            )
            // A lone dash is the beginning of a list, or a mark for nothing: no text to quote.
            .mend(
                self.quote_rest(at).filter(|_| self.text[self.rest_of_line(at)].trim_end() != "-").map(Mend::doubtful),
            ),
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

    /// A sign between a colon and its value, which is whole without it: 「電話: : "087-000-0000"」.
    fn sign_before_value(&self, at: usize) -> Option<Diagnosis> {
        let sign = self.char_at(at).filter(|c| "-,]}:?&*!%@".contains(*c))?;
        let behind = &self.text[at + 1..self.rest_of_line(at).end.max(at + 1)];
        let value = behind.trim_start_matches(' ');
        let is_apart = value.len() < behind.len() || value.starts_with(['"', '\'']) || "]},".contains(sign);
        let in_flow = self.fault.open.last().is_some_and(|open| open.flow);
        // What goes on below may be a list.
        let ends_here = self.indent_after(at) <= self.indent_of(at);
        if !is_apart || in_flow || !ends_here || !slips::is_whole_value(value) {
            return None;
        }
        let message = if sign == '-' {
            "「- 」は項目と同じ行には書けません".to_owned()
        } else {
            format!("「{sign}」で始まる文は、そのままでは書けません")
        };
        let other = if sign == '-' { "。一覧なら改行して次の行から「- 」で始めます" } else { "" };
        let help = format!("余分な「{sign}」を消してください{other}。「{sign}」も文に含めるなら、{QUOTE_ALL}");
        let place = if sign == '-' { self.rest_of_line(at) } else { self.first_char(at) };
        let diagnosis = Diagnosis::new(place, message, help);
        Some(diagnosis.mend(Some(Mend::likely(at, 1 + behind.len() - value.len(), ""))))
    }

    /// The rest of a line in quotes, where that is what the writer must have meant.
    fn quote_rest(&self, at: usize) -> Option<Mend> {
        let rest = self.rest_of_line(at);
        let plain =
            !self.text[rest.clone()].contains(['\'', '#']) && !self.fault.open.last().is_some_and(|open| open.flow);
        let ends_here = self.indent_after(at) <= self.indent_of(at);
        // 「`甲`」: of these signs YAML makes no quotes, and nobody means them.
        if self.text[rest.clone()].starts_with('`') {
            const CLOSERS: [char; 6] = ['`', '´', '’', '‘', '′', '＇'];
            let close = self.text[rest.start + 1..rest.end].find(CLOSERS).map(|at| rest.start + 1 + at);
            let pair = close.filter(|close| *close > rest.start + 1 && self.first_char(*close).end == rest.end);
            let edits = if let Some(close) = pair {
                vec![(rest.start, 1, "'".to_owned()), (close, rest.end - close, "'".to_owned())]
            } else {
                vec![(rest.start, 1, String::new())]
            };
            return (plain && ends_here).then_some(Mend { edits, certain: false });
        }
        // A sign alone is no text: it stands where one was lost.
        let says_something = self.text[rest.clone()].contains(char::is_alphanumeric);
        (plain && ends_here && says_something).then(|| Mend {
            edits: vec![(rest.start, 0, "'".to_owned()), (rest.end, 0, "'".to_owned())],
            certain: !is_slip(&self.text[rest.clone()]),
        })
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn first_char(&self, at: usize) -> Range<usize> {
        at..at + self.char_at(at).map_or(0, char::len_utf8)
    }

    fn line_start(&self, at: usize) -> usize {
        self.file.line_start(self.file.line_of(to_u32(at))) as usize
    }

    /// From a place to the end of its line, without spaces and comment at the end.
    fn rest_of_line(&self, at: usize) -> Range<usize> {
        let line = self.file.line_of(to_u32(at));
        let end = self.file.line_start(line) as usize + self.file.line(line).trim_end().len();
        at..end.max(at)
    }

    /// How many characters stand before a place on its line.
    fn column(&self, at: usize) -> usize {
        self.file.place(to_u32(at)).column - 1
    }
}
