//! Problems shown to people and programs. Knows files and places, and nothing else of ours: the others convert *into* this.

mod excerpt;
pub mod human;
pub mod json;
pub mod sarif;

use crate::source::{Fix, Problem, Span};

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 「情報」 told, and nothing more.
    Info,
    /// 「注意」 ought to be looked at.
    Warning,
    /// 「誤り」 must be mended.
    Error,
}

impl Severity {
    /// The English word, for machines.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The Japanese word, for people.
    #[must_use]
    pub const fn printed(self) -> &'static str {
        match self {
            Self::Info => "情報",
            Self::Warning => "注意",
            Self::Error => "誤り",
        }
    }
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words; may be empty.
    pub message: String,
}

/// Something to tell about a plan, at a place of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave.
    pub severity: Severity,
    /// The code, e.g. `YML003`; empty when there is none.
    pub code: &'static str,
    /// The code's name, e.g. `unknown-key`.
    pub name: &'static str,
    /// What is wrong, a Japanese sentence.
    pub message: String,
    /// The place to underline; detached when it has none.
    pub span: Span,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// How to mend it, and what else is worth knowing, a sentence each.
    pub notes: Vec<String>,
    /// The change of the file that mends it, where what was meant can be known.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// The same with other places that it may come from.
    #[must_use]
    pub fn with_related(mut self, related: impl IntoIterator<Item = (Span, String)>) -> Self {
        self.related.extend(related.into_iter().map(|(span, message)| Label { span, message }));
        self
    }

    /// A diagnostic without code and notes.
    #[must_use]
    pub fn new(severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity,
            code: "",
            name: "",
            message: message.into(),
            span,
            related: Vec::new(),
            notes: Vec::new(),
            fix: None,
        }
    }

    /// Where it is told, and then what it names.
    pub fn places(&self) -> impl Iterator<Item = Span> {
        std::iter::once(self.span).chain(self.related.iter().map(|label| label.span))
    }

    /// Adds its code and name.
    #[must_use]
    pub fn code(mut self, code: &'static str, name: &'static str) -> Self {
        (self.code, self.name) = (code, name);
        self
    }

    /// Adds a sentence.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

impl From<&Problem> for Diagnostic {
    fn from(problem: &Problem) -> Self {
        let related =
            problem.related.iter().map(|(span, message)| Label { span: *span, message: message.clone() }).collect();
        let notes = problem.help.iter().cloned().collect();
        let severity = if problem.code.is_remark() { Severity::Info } else { Severity::Error };
        Self { related, notes, fix: problem.fix.clone(), ..Self::new(severity, problem.span, problem.message.clone()) }
            .code(problem.code.code(), problem.code.name())
    }
}
