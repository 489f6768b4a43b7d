//! How a line may have been meant to begin, and what is said when that is so.

use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::unseen::is_odd_blank;
use crate::source::yaml::Node;
use crate::source::{FileId, SourceFile, Span, to_u32};
use std::collections::BTreeSet;

/// How far a line is thought to have been moved.
const MAX_MOVE: usize = 8;

/// Another beginning of a line.
pub(super) struct Change {
    pub(super) line: usize,
    /// What stands before its words: blanks, and a dash where it is an item; none for a line that is not there.
    head: Option<String>,
}

/// Every line in every column in which another one begins.
pub(super) fn moves(file: &SourceFile, suspects: &BTreeSet<usize>) -> impl Iterator<Item = Change> {
    changes(file, suspects, |line, column| format!("{}{}", " ".repeat(column), dash(line)))
}

/// Every line with a dash that it has not, and without the one that it has.
pub(super) fn dashes(file: &SourceFile, suspects: &BTreeSet<usize>) -> impl Iterator<Item = Change> {
    changes(file, suspects, |line, column| {
        let dash = if dash(line).is_empty() { "- " } else { "" };
        format!("{}{dash}", " ".repeat(column))
    })
}

fn changes(
    file: &SourceFile,
    suspects: &BTreeSet<usize>,
    head: impl Fn(&str, usize) -> String,
) -> impl Iterator<Item = Change> {
    let lines = file.text().lines().filter(|line| !is_blank(line));
    let mut columns: BTreeSet<usize> = lines.flat_map(|line| [indent(line), inner(line)]).collect();
    // A dash, too, stands where its words then begin in such a column.
    columns.extend(columns.clone().iter().filter_map(|column| column.checked_sub("- ".len())));
    suspects.iter().flat_map(move |line| {
        let now = file.line(*line);
        let near = |column: &&usize| column.abs_diff(indent(now)) <= MAX_MOVE;
        let heads = columns.iter().filter(near).map(|column| head(now, *column));
        let others = heads.filter(|head| *head != now[..begins(now)]);
        others.map(|head| Change { line: *line, head: Some(head) }).collect::<Vec<_>>()
    })
}

impl Change {
    /// A line that is not there.
    pub(super) const fn nothing(line: usize) -> Self {
        Self { line, head: None }
    }

    /// The file with it.
    pub(super) fn made(&self, file: &SourceFile) -> SourceFile {
        let (text, start) = (file.text(), file.line_start(self.line) as usize);
        let line = file.line(self.line);
        let (head, words) = match &self.head {
            Some(head) => (head.as_str(), start + begins(line)),
            None => ("", start + line.len()),
        };
        SourceFile::new(file.name(), [&text[..start], head, &text[words..]].concat())
    }

    /// By how many columns the line is moved.
    pub(super) fn by(&self, file: &SourceFile) -> usize {
        self.wanted().abs_diff(indent(file.line(self.line)))
    }

    /// In which column the line begins then.
    fn wanted(&self) -> usize {
        let head = self.head.as_deref().unwrap_or_default();
        head.len() - head.trim_start_matches(' ').len()
    }

    /// Whether what looks like an entry still is one: a line must not vanish in the text above it.
    pub(super) fn keeps_its_key(&self, copy: &SourceFile, root: Option<&Node>, known: &dyn Fn(&str) -> bool) -> bool {
        let line = copy.line(self.line);
        // A word before a colon that is no key of the format is one of a text: 「本人: …」.
        let is_entry = line[begins(line)..]
            .split_once(':')
            .is_some_and(|(key, rest)| (rest.is_empty() || rest.starts_with(' ')) && known(key));
        let at = copy.line_start(self.line) + to_u32(begins(line));
        let key = root.and_then(|root| root.entry_of(Span::new(root.span.file, at, at + 1)));
        !is_entry || key.is_some_and(|entry| entry.key_span.start == at)
    }

    /// What is told about the line.
    pub(super) fn word(&self, file: &SourceFile, id: FileId) -> Problem {
        let line = file.line(self.line);
        let head = self.head.as_deref().unwrap_or_default();
        let (wanted, had) = (self.wanted(), dash(line));
        let has_dash = head.trim_end().ends_with('-');
        let code = match line[..blanks(line)].chars().find(|c| *c != ' ') {
            None => ProblemCode::Syntax,
            Some('\t') => ProblemCode::Tab,
            Some(_) => ProblemCode::FullWidth,
        };
        let (what, to_do) = match code {
            _ if has_dash && had.is_empty() => (
                "この行の初めに「- 」がない".to_owned(),
                format!("字下げを半角{wanted}文字にして、「- 」を付けてください"),
            ),
            _ if !has_dash && !had.is_empty() => (
                "この行の初めの「- 」が余分な".to_owned(),
                format!("「- 」を取り、字下げを半角{wanted}文字にしてください"),
            ),
            ProblemCode::Tab => (
                "この行の字下げ（タブ）がずれている".to_owned(),
                format!("字下げを半角の空白{wanted}文字にしてください"),
            ),
            ProblemCode::FullWidth => (
                "この行の字下げ（全角の空白）がずれている".to_owned(),
                format!("字下げを半角の空白{wanted}文字にしてください"),
            ),
            _ => (
                format!("この行の字下げ（半角{}文字）がずれている", indent(line)),
                format!("字下げを半角{wanted}文字にしてください"),
            ),
        };
        let place = words(file, id, self.line);
        let start = file.line_start(self.line);
        let before = Span { start, end: start + to_u32(begins(line)), ..place };
        let title = to_do.replace("してください", "する").replace("付けてください", "付ける");
        let fix = Fix::likely(title, before, head);
        Problem {
            fix: Some(Box::new(fix)),
            ..Problem::new(code, place, format!("{what}ので、前後の行を正しく読めません"))
        }
        .help(format!("{to_do}（ほかの行はそのままで読めます）"))
    }
}

/// In how many ways lines stand below others: how deep the one, how deep the other, whether that is an item.
pub(super) fn ways(file: &SourceFile) -> usize {
    let mut above: Vec<usize> = Vec::new();
    let mut ways = BTreeSet::new();
    for line in file.text().lines().filter(|line| !is_blank(line)) {
        let indent = indent(line);
        above.retain(|other| *other < indent);
        ways.insert((above.last().copied(), indent, !dash(line).is_empty()));
        above.push(indent);
        above.extend(Some(inner(line)).filter(|inner| *inner > indent));
    }
    ways.len()
}

/// The place of a line without its blanks.
pub(super) fn words(file: &SourceFile, id: FileId, line: usize) -> Span {
    let (text, start) = (file.line(line), file.line_start(line));
    Span::new(id, start + to_u32(blanks(text)), start + to_u32(text.trim_end().len()))
}

/// Whether a line says nothing to YAML.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// The word before the first colon of a line.
pub(super) fn word(line: &str) -> &str {
    line[begins(line)..].split([':', '：']).next().unwrap_or_default().trim_end()
}

/// How many bytes of blanks a line begins with, those that are no spaces among them.
fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(|c| c == ' ' || c == '\t' || is_odd_blank(c)).len()
}

/// The dashes of items with which a line begins, and the blanks behind them.
fn dash(line: &str) -> &str {
    let body = &line[blanks(line)..];
    &body[..body.len() - body.trim_start_matches("- ").trim_start_matches(' ').len()]
}

/// Where the words of a line begin, in bytes.
fn begins(line: &str) -> usize {
    blanks(line) + dash(line).len()
}

/// How many columns a line is indented.
fn indent(line: &str) -> usize {
    let width = |c: char| if matches!(c, '\t' | '\u{3000}') { 2 } else { 1 };
    line[..blanks(line)].chars().map(width).sum()
}

/// The column in which the words of a line begin.
fn inner(line: &str) -> usize {
    indent(line) + dash(line).len()
}
