//! What reading finds besides the values: mistakes, and what any record may carry besides its own.

use super::nearest;
use super::{BadValue, quoted};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::yaml::slips::{self, Stray};
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Span, to_u32};
use memchr::memmem;

/// How many mistakes a file may have until unknown keys are told without help.
const MAX_HELPED: usize = 500;

/// What stands under the key that any record may carry ([`Reader::with_common_key`]): what it means is its reader's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common {
    /// The record that carries it.
    pub scope: Span,
    /// What it says.
    pub value: Node,
}

/// Every key of a file's format with the parts of the file that may carry it, for telling where a misplaced key belongs.
pub type Homes = fn() -> &'static [(String, Vec<String>)];

/// Collects what reading finds besides the values.
#[derive(Debug, Default)]
pub struct Reader {
    /// All mistakes so far.
    pub problems: Vec<Problem>,
    /// All that stood under the common key so far.
    pub common: Vec<Common>,
    common_key: Option<&'static str>,
    homes: Option<Homes>,
}

impl Reader {
    /// A reader that can say what an unknown key may have meant.
    #[must_use]
    pub fn knowing(homes: Homes) -> Self {
        Self { homes: Some(homes), ..Self::default() }
    }

    /// The same, for a format in which any record may carry a certain key.
    #[must_use]
    pub fn with_common_key(self, key: &'static str) -> Self {
        Self { common_key: Some(key), ..self }
    }

    /// The entries of a map; anything else is told as a mistake and gives none.
    pub fn entries<'n>(&mut self, node: &'n Node, wanted: &str) -> &'n [Entry] {
        match &node.kind {
            Kind::Map(entries) => return entries,
            Kind::Null => {}
            Kind::Scalar(_) => self.wrong(node, wanted, "次の行から字下げして、「項目: 値」を並べてください"),
            Kind::Seq(_) => self.wrong(node, wanted, "「- 」や [ ] を付けずに、「項目: 値」を並べてください"),
        }
        &[]
    }

    /// Tells that a node is of the wrong kind.
    pub fn wrong_kind(&mut self, node: &Node, wanted: &str) {
        self.wrong(node, wanted, "");
    }

    /// Tells that a node is of the wrong kind, and how to mend it; or the slip of typing that made it so.
    pub fn wrong(&mut self, node: &Node, wanted: &str, help: &str) {
        if self.slip(node) {
            return;
        }
        let found = match &node.kind {
            Kind::Null => "空の値",
            Kind::Scalar(_) => "文字",
            Kind::Seq(_) => "一覧",
            Kind::Map(_) => "まとまり（「項目: 値」の並び）",
        };
        let message = format!("ここには{wanted}を書きますが、{found}が書かれています");
        let problem = Problem::new(ProblemCode::WrongKind, node.first_line_span(), message);
        self.problems.push(if help.is_empty() { problem } else { problem.help(help) });
    }

    /// Tells the slips of typing that made a text or map of what was meant as a list or map; whether there are any.
    pub fn slip(&mut self, node: &Node) -> bool {
        let before = self.problems.len();
        if let Kind::Map(entries) = &node.kind {
            self.problems.extend(entries.iter().filter_map(slip_of_key));
        }
        if let Some(doubts) = node.doubts() {
            self.problems.extend(doubts.entries.iter().cloned());
            if self.problems.len() == before {
                self.problems.extend(doubts.list.iter().cloned());
            }
        }
        self.problems.len() > before
    }

    /// Tells what YAML took away from a text.
    pub(super) fn remarks(&mut self, node: &Node) {
        self.problems.extend(node.doubts().iter().flat_map(|doubts| doubts.remarks.iter().cloned()));
    }

    /// A text as it is printed, telling what YAML took away from it. On one line, tabs and repeated blanks (from a table of
    /// another program) become one; blanks that are all full-width were put there by hand and stay.
    pub(super) fn prose(&mut self, node: &Node, text: &str) -> String {
        // Behind a number a comment is a comment, but for one that goes on.
        let is_whole = !text.trim_end().ends_with('-');
        let is_number =
            is_whole && text.chars().all(|c| c.is_ascii() && !c.is_ascii_alphabetic() || ('０'..='９').contains(&c));
        let remarks = node.doubts().into_iter().flat_map(|doubts| doubts.remarks.iter());
        self.problems.extend(remarks.filter(|one| !is_number || one.code.is_of_signs()).cloned());
        self.tidy(text, node.span)
    }

    /// A text that stands at a place, with single blanks where it is of one line.
    pub(super) fn tidy(&mut self, text: &str, span: Span) -> String {
        let one_line = memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none();
        let Some(tidy) = one_line.then(|| with_single_blanks(text)).flatten() else { return text.to_owned() };
        let message = "文の中のタブや続いた空白を、一つの空白として印字します";
        let problem = Problem::new(ProblemCode::Blanks, span, message).help("空白を一つにしてください");
        self.problems.push(problem);
        tidy
    }

    /// Tells that a text is not a value.
    pub fn bad_value(&mut self, span: Span, bad: BadValue) {
        let BadValue { code, message, help, instead, certain } = bad;
        let fix =
            instead.map(|text| Box::new(Fix { certain, ..Fix::certain(format!("「{text}」に直す"), span, text) }));
        self.problems.push(Problem { help, fix, ..Problem::new(code, span, message) });
    }

    /// Tells that a node's text is not a value, or the slip of typing that made it so.
    pub(super) fn bad_text(&mut self, node: &Node, bad: BadValue) {
        match node.doubts() {
            Some(doubts) if doubts.swallowed.iter().any(|(_, problem)| !problem.code.is_remark()) => {
                self.problems.extend(doubts.swallowed.iter().map(|(_, problem)| problem.clone()));
            }
            Some(doubts) if doubts.list.is_some() => self.problems.extend(doubts.list.iter().cloned()),
            _ => self.bad_value(node.span, bad),
        }
    }

    /// Tells that a key of a record is not known here, with the nearest one that is.
    pub fn unknown_key(&mut self, record: &Node, entry: &Entry, known: &[&str]) {
        if let Some(slip) = slip_of_key(entry) {
            self.problems.push(slip);
            return;
        }
        match entry.value.stray() {
            Some(Stray::Told(problem)) => {
                // Behind a comma, too, a key that is missing here and has a value behind it lost its colon.
                let is_missing = |key: &&str| record.get(key).is_none();
                let missing: Vec<&str> = known.iter().copied().filter(is_missing).collect();
                let problem = no_colon(entry, &missing).unwrap_or_else(|| problem.clone());
                return self.problems.push(problem);
            }
            Some(Stray::Alone(problem)) => {
                let problem = no_colon(entry, known).unwrap_or_else(|| problem.clone());
                return self.problems.push(problem);
            }
            Some(Stray::Behind(problem)) => {
                if key_before(record, entry).is_some_and(|key| known.contains(&key)) {
                    self.problems.push(problem.clone());
                }
                return;
            }
            Some(Stray::Part) => return,
            // Nothing before it says what else it may be.
            Some(Stray::Bare) | None => {}
        }
        let message = format!("{}という項目はここにはありません", quoted(&entry.key));
        let problem = Problem::new(ProblemCode::UnknownKey, entry.key_span, message);
        // Looking for what was meant takes its time: a file of nothing but unknown keys is no plan.
        let homes = self.homes.filter(|_| self.problems.len() < MAX_HELPED);
        if let Some(problem) = homes.and_then(|_| no_colon(entry, known)) {
            return self.problems.push(problem);
        }
        self.problems.push(match homes {
            Some(homes) => {
                // What is written already was hardly meant, where another key is as near.
                let (written, missing): (Vec<&str>, Vec<&str>) =
                    known.iter().copied().partition(|key| record.get(key).is_some());
                let known: Vec<&str> = missing.into_iter().chain(written).collect();
                let meant = nearest::meant(&entry.key, &known, homes()).filter(|(near, _)| record.get(near).is_none());
                // A sign before a key may stand for a bracket, which would be lost with it.
                let begins_so = entry.key.starts_with(|c: char| !c.is_alphanumeric());
                let meant = meant.map(|(near, certain)| (near, certain && !begins_so));
                // A fix of a key takes nothing away but a letter: what is longer holds words of the writer's.
                let keeps = |near: &str| {
                    entry.key.chars().count() <= near.chars().count() + 1 || nearest::is_same(&entry.key, near)
                };
                let fix = meant.filter(|(near, _)| keeps(near)).map(|(near, certain)| {
                    Box::new(Fix { certain, ..Fix::certain(format!("「{near}」に直す"), entry.key_span, near) })
                });
                Problem { fix, ..problem.help(nearest::help(&entry.key, &known, homes())) }
            }
            None => problem,
        });
    }

    /// Tells lines that were meant as entries of a record but run on from the text of the entry before:
    /// `住所: 香川県` and, indented deeper, `氏名：山田`. A key that the record has elsewhere is a word of the text.
    pub fn swallowed_entries(&mut self, record: &Node, known: &[&str]) {
        let Kind::Map(entries) = &record.kind else { return };
        for doubts in entries.iter().filter_map(|entry| entry.value.doubts()) {
            for (key, problem) in &doubts.swallowed {
                let missing = known.contains(&key.as_str()) && record.get(key).is_none();
                if missing && !self.problems.contains(problem) {
                    self.problems.push(problem.clone());
                }
            }
        }
    }

    /// Tells the keys of a record between brackets that have no colon and so no value: `{職種: 長女, 氏名}`. Where words stand
    /// beside it that are no keys, a comma of a text parted them, which is told with the text.
    pub fn bare_keys(&mut self, record: &Node, known: &[&str]) {
        let Kind::Map(entries) = &record.kind else { return };
        let bare = || entries.iter().filter(|entry| entry.value.stray().is_some());
        if bare().any(|entry| !known.contains(&entry.key.as_str())) {
            return;
        }
        let problem = |entry: &Entry| {
            let message = format!("「{}」の後に、コロン「:」と値がありません", entry.key);
            Problem::new(ProblemCode::Syntax, entry.key_span, message)
                .help(format!("「{}: 値」の形で書いてください。値がなければ、項目ごと消してください", entry.key))
        };
        self.problems.extend(bare().map(problem));
    }

    /// Whether a key is the one that any record may carry.
    #[must_use]
    pub fn is_common(&self, key: &str) -> bool {
        self.common_key == Some(key)
    }

    /// Keeps what stands under the key that any record may carry.
    pub fn common(&mut self, scope: Span, entry: &Entry) {
        self.common.push(Common { scope, value: entry.value.clone() });
    }
}

/// A text whose inner tabs and repeated blanks are one blank each; none when it has no such.
fn with_single_blanks(text: &str) -> Option<String> {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\u{3000}');
    // Most texts have none; what is changed below has a tab or two blanks side by side, of which one may be full-width.
    let (tab, wide) = (memchr::memchr(b'\t', text.as_bytes()), memmem::find(text.as_bytes(), "\u{3000}".as_bytes()));
    if tab.is_none() && wide.is_none() && memmem::find(text.as_bytes(), b"  ").is_none() {
        return None;
    }
    let inner = text.trim_matches(is_blank);
    let (mut tidy, mut rest) = (text[..text.len() - text.trim_start_matches(is_blank).len()].to_owned(), inner);
    let end = &text[text.trim_end_matches(is_blank).len().max(tidy.len())..];
    let mut changed = false;
    while let Some(at) = rest.find(is_blank) {
        let length = rest[at..].len() - rest[at..].trim_start_matches(is_blank).len();
        let blanks = &rest[at..at + length];
        let by_hand = blanks == " " || blanks.chars().all(|c| c == '\u{3000}');
        let one = if blanks.contains('\u{3000}') { "\u{3000}" } else { " " };
        changed |= !by_hand;
        tidy.push_str(&rest[..at]);
        tidy.push_str(if by_hand { blanks } else { one });
        rest = &rest[at + length..];
    }
    tidy.push_str(rest);
    tidy.push_str(end);
    changed.then_some(tidy)
}

/// The key of the entry before one.
fn key_before<'n>(record: &'n Node, entry: &Entry) -> Option<&'n str> {
    let Kind::Map(entries) = &record.kind else { return None };
    let at = entries.iter().position(|other| other.key_span == entry.key_span)?;
    Some(entries.get(at.checked_sub(1)?)?.key.as_str())
}

/// A key and its value without the colon between them: 「年月 令和7年6月」, 「目標= 歩く」.
fn no_colon(entry: &Entry, known: &[&str]) -> Option<Problem> {
    let start = entry.key_span.start;
    let is_written_so = (entry.key_span.end - start) as usize == entry.key.len();
    let is_alone = is_written_so && matches!(entry.value.kind, Kind::Null);
    let (near, mark) = nearest::without_colon(&entry.key, known).filter(|_| is_alone)?;
    let place = Span { start: start + to_u32(near.len()), end: start + to_u32(near.len() + mark), ..entry.key_span };
    let message = format!("「{near}」の後にコロン「:」がありません");
    let problem = Problem::new(ProblemCode::UnknownKey, entry.key_span, message);
    Some(problem.help(format!("「{near}: 値」の形で書いてください")).fix(Fix::likely(
        format!("「{near}: 」に直す"),
        place,
        ": ",
    )))
}

/// The slip of typing in an unquoted key.
fn slip_of_key(entry: &Entry) -> Option<Problem> {
    let unquoted = (entry.key_span.end - entry.key_span.start) as usize == entry.key.len();
    let has_value = !matches!(entry.value.kind, Kind::Null);
    let slip = slips::in_key(&entry.key, has_value).filter(|_| unquoted)?;
    Some(slip.problem(entry.key_span.file, entry.key_span.start))
}
