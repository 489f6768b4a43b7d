//! The one line that stands otherwise than it was meant: indented too little or too much, with a dash too many or without its
//! dash. YAML stops, or takes keys for those of another part, at a line behind it; which line it was is found by trying: the
//! line that needs but another beginning for the plan to be read as a plan.
//!
//! Knows nothing of what a plan has: how a copy is read is the caller's.

mod tried;

use crate::source::problem::{Problem, ProblemCode};
use crate::source::yaml::{self, Node};
use crate::source::{FileId, SourceFile, Span, to_u32};
use std::collections::BTreeSet;
use tried::Change;

/// How a copy of the file is read: to its tree and all mistakes.
pub(super) type Reading<'r> = dyn Fn(&SourceFile) -> (Option<Node>, Vec<Problem>) + 'r;

/// How many mistakes are looked at, in the order of the file: the odd line stands beside the first of them.
const MAX_LOOKED_AT: usize = 3;
/// How many bytes all tries together may read: some twenty times a plan.
const MAX_READ: usize = 1 << 19;
/// Where more is told than this, it is not one line that is odd: an editor that made tabs of all blanks.
const MAX_TOLD: usize = 30;
/// A file of more bytes is no plan that one hand typed: it is not tried.
const MAX_BYTES: usize = 1 << 17;

/// Which mistake, and its line.
type Told = (ProblemCode, usize);

/// A change after which the plan can be read, or more of it.
struct Found {
    change: Change,
    /// What is left of the mistakes then.
    left: Vec<Told>,
    /// How many ways of standing in each other the lines have then: what one hand typed has few.
    ways: usize,
}

impl Found {
    /// How much speaks against it.
    fn doubt(&self) -> (usize, usize) {
        (self.left.len(), self.ways)
    }
}

/// Puts a word about the one odd line in the place of the mistakes that come from it; whether it did. Nothing is said anew
/// where they are told at that line already. Where it may as well have been another line, the first mistake names that one too.
/// `known` tells the keys of the format.
pub(super) fn blame(
    file: &SourceFile,
    problems: &mut Vec<Problem>,
    id: FileId,
    read: &Reading,
    known: &dyn Fn(&str) -> bool,
) -> bool {
    let is_of_file = |problem: &Problem| problem.span.file == id && is_of_structure(problem.code);
    let told = places(file, problems.iter().filter(|problem| is_of_file(problem)));
    let Some(&(first_code, first_line)) = told.first() else { return false };
    // One slip of a key is that slip; a colon in a text of several lines may have come to light by the line above.
    let is_slip = told.len() == 1 && first_code != ProblemCode::Syntax;
    let is_one = told.len() <= MAX_TOLD && file.text().len() <= MAX_BYTES;
    if is_slip && first_code != ProblemCode::FullWidth || !is_one {
        return false;
    }
    let mut tries = Tries { file, told: &told, read, known, ways: tried::ways(file), done: 0 };
    let suspects = suspects(file, problems.iter().filter(|problem| is_of_file(problem)));
    let mut all = tries.best(tried::moves(file, &suspects));
    if all.is_empty() && !is_slip {
        all = tries.best(tried::dashes(file, &suspects));
        // A row begins where the first of its keys stands twice.
        if all.iter().any(|found| found.change.line == first_line) {
            all.retain(|found| found.change.line == first_line);
        }
    }
    let lines: BTreeSet<usize> = all.iter().map(|found| found.change.line).collect();
    if lines.len() > 1 {
        if let Some(first) = problems.iter_mut().find(|problem| is_of_file(problem)) {
            name_too(file, first, &lines);
        }
        return false;
    }
    let nearest = all.iter().min_by_key(|found| found.change.by(file));
    let Some(found) = nearest.filter(|found| !is_slip || found.ways < tries.ways) else {
        // A line that is none of a plan (a piece of a table that was pasted): it is told, and what comes of it is no news.
        let rest = (!is_slip).then(|| tries.without(first_line)).flatten();
        if let Some(left) = rest {
            let comes_of_it = |told: Told| told.1 != first_line && !left.contains(&told);
            problems.retain(|problem| !is_of_file(problem) || !comes_of_it(place(file, problem)));
        }
        return false;
    };
    let is_explained = |told: &Told| !found.left.contains(told);
    // 「本人：…」 of a text that stands too little deep is told as a key that is none, with a colon that is none.
    let explained: Vec<&Told> = told.iter().filter(|told| is_explained(told)).collect();
    let line = file.line(found.change.line);
    let is_told = |code: ProblemCode| explained.contains(&&(code, found.change.line));
    let is_no_key = is_told(ProblemCode::UnknownKey) || !known(tried::word(line));
    let is_text = is_told(ProblemCode::FullWidth) && line.contains('：') && is_no_key;
    if !is_text && explained.iter().all(|(_, line)| *line == found.change.line) {
        return false;
    }
    problems.retain(|problem| !is_of_file(problem) || !is_explained(&place(file, problem)));
    problems.push(found.change.word(file, id));
    true
}

/// Whether a mistake may come from how a line begins.
fn is_of_structure(code: ProblemCode) -> bool {
    use ProblemCode as Code;
    matches!(
        code,
        Code::Syntax
            | Code::UnknownKey
            | Code::DuplicateKey
            | Code::WrongKind
            | Code::FullWidth
            | Code::Tab
            | Code::SwallowedKey
    )
}

fn place(file: &SourceFile, problem: &Problem) -> Told {
    (problem.code, file.line_of(problem.span.start))
}

fn places<'p>(file: &SourceFile, problems: impl Iterator<Item = &'p Problem>) -> Vec<Told> {
    problems.map(|problem| place(file, problem)).collect()
}

/// The lines that may be odd: those that the first mistakes name, and the ones beside them.
fn suspects<'p>(file: &SourceFile, problems: impl Iterator<Item = &'p Problem>) -> BTreeSet<usize> {
    let spans = problems
        .take(MAX_LOOKED_AT)
        .flat_map(|problem| std::iter::once(problem.span).chain(problem.related.iter().map(|(span, _)| *span)));
    let named: BTreeSet<usize> = spans.map(|span| file.line_of(span.start)).collect();
    let says = |line: &usize| !tried::is_blank(file.line(*line));
    let beside = |line: usize| {
        let above = (1..line).rev().take(20).find(says);
        let below = (line + 1..=file.line_of(to_u32(file.text().len()))).take(20).find(says);
        [above, Some(line), below].into_iter().flatten()
    };
    // The first line of a file has nothing above it that it could be out of line with.
    let first = (1..=20).find(says);
    named.into_iter().flat_map(beside).chain(first).filter(says).collect()
}

/// Names the other lines that it may have been.
fn name_too(file: &SourceFile, first: &mut Problem, lines: &BTreeSet<usize>) {
    let line_of = |span: &Span| file.line_of(span.start);
    let named: Vec<usize> =
        std::iter::once(&first.span).chain(first.related.iter().map(|(span, _)| span)).map(line_of).collect();
    for line in lines.iter().filter(|line| !named.contains(line)) {
        first
            .related
            .push((tried::words(file, first.span.file, *line), "ずれているのは、この行かもしれません".to_owned()));
    }
}

/// Trying changes, as long as that is quick.
struct Tries<'t> {
    file: &'t SourceFile,
    told: &'t [Told],
    read: &'t Reading<'t>,
    known: &'t dyn Fn(&str) -> bool,
    /// In how many ways the lines stand now.
    ways: usize,
    /// How many bytes were read.
    done: usize,
}

impl Tries<'_> {
    /// The changes after which the least is wrong.
    fn best(&mut self, changes: impl Iterator<Item = Change>) -> Vec<Found> {
        let first_told = self.told.first().map_or(0, |(_, line)| *line);
        let mut best: Vec<Found> = Vec::new();
        for change in changes {
            let copy = change.made(self.file);
            // What makes the plan much less regular than it is mends nothing; where YAML stops, too, is known before all is read.
            let ways = tried::ways(&copy);
            let stops_before =
                || yaml::stops_at(&copy).is_some_and(|at| copy.line_of(at) <= first_told.max(change.line));
            if ways > self.ways + 1 || stops_before() {
                continue;
            }
            let Some((root, left)) = self.read(&copy) else { break };
            if !self.mends(&left) || !change.keeps_its_key(&copy, root.as_ref(), self.known) {
                continue;
            }
            let found = Found { change, left, ways };
            best.retain(|other| other.doubt() <= found.doubt());
            if best.iter().all(|other| other.doubt() >= found.doubt()) {
                best.push(found);
            }
        }
        best
    }

    /// What is left when a line is not there; none when that mends nothing.
    fn without(&mut self, line: usize) -> Option<Vec<Told>> {
        let (_, left) = self.read(&Change::nothing(line).made(self.file))?;
        self.mends(&left).then_some(left)
    }

    /// Whether the first mistake is gone, and no new one is there; behind a place where reading stopped nobody knew any.
    fn mends(&self, left: &[Told]) -> bool {
        let stops = self.told.iter().any(|(code, _)| *code == ProblemCode::Syntax);
        let last = self.told.iter().map(|(_, line)| *line).max().unwrap_or_default();
        let is_known = |told: &Told| self.told.contains(told) || stops && told.1 > last + 3;
        left.iter().all(is_known) && self.told.first().is_some_and(|first| !left.contains(first))
    }

    fn read(&mut self, copy: &SourceFile) -> Option<(Option<Node>, Vec<Told>)> {
        self.done += copy.text().len();
        (self.done <= MAX_READ).then(|| {
            let (root, problems) = (self.read)(copy);
            let left = places(copy, problems.iter().filter(|problem| is_of_structure(problem.code)));
            (root, left)
        })
    }
}
