//! What each module beside this one is given that looks for what was meant: a plan's text, how a copy of it is read in which something
//! is tried, and which keys the format has; nothing else is known of plans there. What they find, they tell in the place of the mistakes that come of it.

use super::odd_line::blanks;
use crate::source::yaml::Node;
use crate::source::{FileId, Problem, ProblemCode, SourceFile, Span, to_u32};

/// Which mistake, and its line.
pub(super) type Told = (ProblemCode, usize);

/// How a copy of the file is read: to its tree and all mistakes.
type Reading<'l> = dyn Fn(&SourceFile) -> (Option<Node>, Vec<Problem>) + 'l;

/// Which keys a plan has. Who looks for slips knows them only from here.
pub(super) struct Format {
    /// Whether the format has such a key,
    pub(super) is_key: fn(&str) -> bool,
    /// whether it is that of a part of a plan, at the margin,
    pub(super) is_part: fn(&str) -> bool,
    /// and whether it is a month, as a value that changes has for its keys.
    pub(super) is_month: fn(&str) -> bool,
    /// The headings under which a key stands.
    pub(super) headings: fn(&str) -> Vec<String>,
}

/// A text that is looked at, and what can be asked of it.
#[derive(Clone, Copy)]
pub(super) struct Look<'l> {
    pub(super) file: &'l SourceFile,
    pub(super) id: FileId,
    pub(super) format: &'l Format,
    reading: &'l Reading<'l>,
}

/// What looks for one kind of slip: whether it told one that explains what was told before.
pub(super) type Looker = fn(&Look, &mut Vec<Problem>) -> bool;

impl<'l> Look<'l> {
    pub(super) fn new(file: &'l SourceFile, id: FileId, format: &'l Format, reading: &'l Reading<'l>) -> Self {
        Self { file, id, format, reading }
    }

    /// The same of another text.
    pub(super) fn at<'o>(&'o self, file: &'o SourceFile) -> Look<'o> {
        Look { file, ..*self }
    }

    /// Whether the format has such a key.
    pub(super) fn is_key(&self, key: &str) -> bool {
        (self.format.is_key)(key)
    }

    /// Whether it is the key of a part of a plan.
    pub(super) fn is_part(&self, key: &str) -> bool {
        (self.format.is_part)(key)
    }

    /// Reads a copy in which something is tried.
    pub(super) fn read(&self, copy: &SourceFile) -> (Option<Node>, Vec<Problem>) {
        (self.reading)(copy)
    }

    /// Whether nothing is wrong with how a text is built.
    pub(super) fn is_sound(&self, text: String) -> bool {
        !self.read(&SourceFile::new("", text)).1.iter().any(|one| is_of_structure(one.code))
    }

    /// Whether a mistake of this file may come from how a line begins.
    pub(super) fn is_of(&self, problem: &Problem) -> bool {
        problem.span.file == self.id && is_of_structure(problem.code)
    }

    /// The mistakes of how this file is built, each with its line, in the order of `problems`.
    pub(super) fn told(&self, problems: &[Problem]) -> Vec<Told> {
        problems.iter().filter(|one| self.is_of(one)).map(|one| place(self.file, one)).collect()
    }

    /// The line of the first of them.
    pub(super) fn first_told(&self, problems: &[Problem]) -> Option<usize> {
        self.told(problems).into_iter().map(|(_, line)| line).min()
    }

    /// The words of a line, without the blanks around them.
    pub(super) fn words(&self, line: usize) -> Span {
        words(self.file, self.id, line)
    }
}

/// The place of a line without its blanks.
pub(super) fn words(file: &SourceFile, id: FileId, line: usize) -> Span {
    let (text, start) = (file.line(line), file.line_start(line));
    Span::new(id, start + to_u32(blanks(text)), start + to_u32(text.trim_end().len()))
}

/// Whether this is told of how lines stand and what they begin with.
pub(super) fn is_of_structure(code: ProblemCode) -> bool {
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

pub(super) fn place(file: &SourceFile, problem: &Problem) -> Told {
    (problem.code, file.line_of(problem.span.start))
}

pub(super) fn places<'p>(file: &SourceFile, problems: impl Iterator<Item = &'p Problem>) -> Vec<Told> {
    problems.map(|problem| place(file, problem)).collect()
}
