//! Values that go on over a line end though hardly anybody writes them so: a note below a name is printed with the name, and a line
//! that begins with 「- 」 is no item where a text stands above it. Everything could be read; what is printed was hardly meant.
//!
//! Texts of several lines are another matter: which keys have a value of one line stands in a table here.

use super::look::{Look, is_of_structure};
use super::odd_line::begins_on;
use super::swapped;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::yaml::{Kind, Node};
use crate::source::{SourceFile, Span, indent, to_u32, words_at};

/// Keys whose field on the form has one line, and whose value nobody writes on two. An address or a goal may go on.
const OF_ONE_LINE: [&str; 36] = [
    "氏名",
    "フリガナ",
    "続柄",
    "電話",
    "FAX",
    "医療機関",
    "名称",
    "法人",
    "介護支援専門員",
    "介護支援専門員番号",
    "常勤換算",
    "保険者名",
    "保険者番号",
    "被保険者番号",
    "事業所番号",
    "生年月日",
    "作成年月日",
    "計画作成日",
    "認定日",
    "有効期間",
    "期間",
    "当初期間",
    "サービス種別",
    "事業所",
    "頻度",
    "サービスコード",
    "TAISコード",
    "届出コード",
    "用具名称",
    "開催場所",
    "開催時間",
    "開催回数",
    "所属",
    "職種",
    "欠席",
    "記載者",
];
/// A program that writes YAML breaks lines that are longer than some 80 characters; one that it broke is none that a person added.
const MAX_WRITTEN: usize = 60;

/// A value that goes on.
struct Value<'n> {
    key: &'n str,
    span: Span,
    /// The line that goes on, and whether it begins with a dash.
    line: usize,
    is_item: bool,
}

/// Tells such values at the line that goes on. Where the structure is not sound, values are not what they seem.
pub(super) fn tell(root: &Node, look: &Look, problems: &mut Vec<Problem>) {
    let file = look.file;
    if problems.iter().any(|problem| is_of_structure(problem.code)) {
        return;
    }
    for value in values(root, root.span, file) {
        let is_told =
            |one: &Problem| one.code != ProblemCode::LostParagraphs && file.line_of(one.span.start) == value.line;
        if problems.iter().any(is_told) {
            continue;
        }
        // That lines of a field of one line are joined is the same, and how to keep them no advice.
        problems.retain(|one| one.code != ProblemCode::LostParagraphs || !value.span.contains(one.span));
        let swapped = value.is_item.then(|| exchanged_with(look, value.line, problems)).flatten();
        problems.push(match swapped {
            Some(line) => swapped::problem(ProblemCode::GoesOn, look, line),
            None => value.problem(look),
        });
    }
}

impl Value<'_> {
    fn problem(&self, look: &Look) -> Problem {
        let file = look.file;
        let Self { key, span, line, is_item } = *self;
        let place = look.words(line);
        let message = if is_item {
            format!("「- 」で始まるこの行は、上の「{key}」の値の続きと読まれ、そのまま印字されます")
        } else {
            format!("この行は、上の「{key}」の値の続きと読まれ、一続きに印字されます")
        };
        let help = if is_item {
            "一覧の行なら、見出し（「項目:」の行）のすぐ下に置いてください。覚え書きなら、行の初めに「#」を付けてください"
        } else {
            "覚え書きなら、行の初めに「#」を付けてください。項目名が抜けたのなら、「項目: 」と書き足してください。続きなら、上の行に続けて書いてください"
        };
        let problem =
            Problem::new(ProblemCode::GoesOn, place, message).help(help).related(span, "ここからが一つの値です");
        // Behind a comment the value does not go on; one as deep as the line was would look like words that it lost.
        if file.line_of(span.end.saturating_sub(1)) > line || is_item {
            return problem;
        }
        let blanks = Span { start: file.line_start(line), end: place.start, ..place };
        let depth = file.indent(file.line_of(span.start));
        problem.fix(Fix::likely("この行をコメントにする", blanks, format!("{}# ", " ".repeat(depth))))
    }
}

/// The first line of two, the one told and the one above or below it, with which the plan is read better in the other order.
fn exchanged_with(look: &Look, line: usize, problems: &[Problem]) -> Option<usize> {
    let file = look.file;
    let n_wrong = |problems: &[Problem]| problems.iter().filter(|one| !one.code.is_remark()).count();
    [line, line - 1].into_iter().find(|first| {
        let Some(text) = swapped::with_exchanged(file, *first) else { return false };
        let copy = SourceFile::new("", text);
        let (root, found) = look.read(&copy);
        let goes_on = |root: &Node| values(root, root.span, &copy).iter().any(|value| value.line.abs_diff(line) <= 1);
        // Of two lines of which one sinks into a text above, neither is in its place.
        let are_there = |root: &Node| [*first, first + 1].iter().all(|line| begins_on(root, &copy, *line));
        n_wrong(&found) <= n_wrong(problems) && root.is_some_and(|root| !goes_on(&root) && are_there(&root))
    })
}

/// All values of a plan that go on so.
fn values<'n>(root: &'n Node, whole: Span, file: &SourceFile) -> Vec<Value<'n>> {
    let mut found = Vec::new();
    look(root, "", &mut |key, node| {
        if node.span.file == whole.file {
            found.extend(value(key, node.span, file));
        }
    });
    found
}

fn look<'n>(node: &'n Node, key: &'n str, told: &mut impl FnMut(&'n str, &Node)) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                look(&entry.value, &entry.key, told);
            }
        }
        Kind::Seq(items) => {
            for item in items {
                look(item, key, told);
            }
        }
        Kind::Scalar(_) => told(key, node),
        Kind::Null => {}
    }
}

fn value<'n>(key: &'n str, span: Span, file: &SourceFile) -> Option<Value<'n>> {
    let (first, last) = (file.line_of(span.start), file.line_of(span.end.saturating_sub(1)));
    // Nearly all values are of one line.
    if last == first {
        return None;
    }
    let text = file.slice(span);
    let is_plain = !text.starts_with(['\'', '"', '|', '>', '[', '{', '&', '*']);
    // A text whose lines begin deeper than the place is one below a 「|」, which is not part of it.
    let is_block = file.line(first).trim_start().len() == text.lines().next().unwrap_or_default().trim_start().len()
        && file.said_above(first).next().is_some_and(|above| is_mark_of_text(file.line(above)));
    if !is_plain || is_block {
        return None;
    }
    let mut more = (first + 1..=last).filter(|line| file.says(*line));
    let is_item = |line: &usize| {
        let body = file.line(*line).trim();
        body == "-" || body.starts_with("- ")
    };
    let value = |line, is_item| Value { key, span, line, is_item };
    let begins_at_key = to_u32(indent(file.line(first))) + file.line_start(first) < span.start;
    if let Some(line) = more.clone().find(is_item).filter(|_| begins_at_key) {
        return Some(value(line, true));
    }
    let is_of_hand = file.line(first).chars().count() < MAX_WRITTEN;
    let line = more.next().filter(|_| is_of_hand)?;
    // As deep as what is left where a key went, or a value of its own.
    let lost_key = || begins_at_key && (is_one_deeper(file, first, line) || is_own_value(file.line(line).trim()));
    (OF_ONE_LINE.contains(&key) || lost_key()).then(|| value(line, false))
}

/// Whether a line is one blank deeper than the keys beside the one above: nobody lets a text go on so, but where a key was taken
/// away its blank stays.
fn is_one_deeper(file: &SourceFile, first: usize, line: usize) -> bool {
    let key = words_at(file.line(first));
    key > 1 && file.indent(line) == key + 1
}

/// Whether a line is a value in quotes, or a telephone number.
fn is_own_value(line: &str) -> bool {
    const DIGITS: usize = 9;
    let is_quoted = ['\'', '"'].iter().any(|mark| line.len() > 2 && line.starts_with(*mark) && line.ends_with(*mark));
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | ' ');
    let n_digits = line.chars().filter(char::is_ascii_digit).count();
    is_quoted || n_digits >= DIGITS && line.chars().all(is_of_number)
}

/// Whether a line ends with what begins a text of several lines.
fn is_mark_of_text(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or_default().trim_end().trim_end_matches(['-', '+']);
    line.ends_with(['|', '>']) && line.contains([':', '-'])
}
