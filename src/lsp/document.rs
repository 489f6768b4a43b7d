//! An open plan: its text, what it was read as, and what is told about it.

use crate::case::read::Fetch;
use crate::case::{Case, read_case};
use crate::fixes;
use crate::profile::{Judgement, PROFILES, Profile, follows_from};
use crate::report::Diagnostic;
use crate::rules::{self, CheckContext};
use crate::source::yaml::{Kind, Node};
use crate::source::{Fix, SourceFile, Sources, Span};

/// An open plan.
pub(super) struct Document {
    /// Its version, as the editor counts.
    pub(super) version: i32,
    /// Its file with those that it names.
    pub(super) sources: Sources,
    /// What was read.
    pub(super) case: Case,
    /// The last reading without a syntax error: what completion rests on while a line is being typed.
    good: Option<(Case, Sources)>,
    /// Mistakes of reading.
    pub(super) mistakes: Vec<Diagnostic>,
    /// What the rules found.
    pub(super) judgements: Vec<Judgement>,
}

impl Document {
    /// Reads and checks a text. `before` is the document that it replaces.
    #[must_use]
    pub(super) fn new(name: &str, text: &str, version: i32, fetch: &Fetch, before: Option<Self>) -> Self {
        let mut sources = Sources::default();
        let case = read_case(name, text.as_bytes(), &mut sources, fetch);
        let mut mistakes: Vec<Diagnostic> = case.problems.iter().chain(&case.remarks).map(Diagnostic::from).collect();
        let profile = Profile::of(&case.file).unwrap_or_else(|problem| {
            mistakes.push(Diagnostic::from(&problem));
            &PROFILES[0]
        });
        let mut judgements = Vec::new();
        if !case.broken {
            judgements = profile.judge(rules::check(&CheckContext::new(&case.file, None)), &case.waivers);
            judgements.retain(|judgement| !follows_from(judgement, &case.problems));
        }
        let good = if case.broken {
            before.and_then(|before| if before.case.broken { before.good } else { Some((before.case, before.sources)) })
        } else {
            None
        };
        Self { version, sources, case, good, mistakes, judgements }
    }

    /// The plan's own file.
    #[must_use]
    pub(super) fn file(&self) -> &SourceFile {
        static EMPTY: std::sync::LazyLock<SourceFile> = std::sync::LazyLock::new(|| SourceFile::new("", ""));
        self.sources.get(self.case.id).unwrap_or(&EMPTY)
    }

    /// The last plan that could be read whole: this one, unless it is broken now.
    #[must_use]
    pub(super) fn good(&self) -> &Case {
        self.good.as_ref().map_or(&self.case, |(case, _)| case)
    }

    /// The fixes of everything that is told, with the places told.
    #[must_use]
    pub(super) fn fixes(&self) -> Vec<(&'static str, Span, Fix)> {
        let context = CheckContext::new(&self.case.file, None);
        let told = self.judgements.iter().filter(|judgement| judgement.waived.is_none());
        let own = self
            .case
            .problems
            .iter()
            .chain(&self.case.remarks)
            .filter_map(|problem| Some((problem.code.code(), problem.span, *problem.fix.clone()?)));
        own.chain(told.flat_map(|judgement| {
            let (rule, span) = (judgement.rule.id, judgement.diagnostic.span);
            let fixes = fixes::of_finding(&self.case, &context, self.file().text(), rule, span);
            fixes.into_iter().map(move |fix| (rule, span, fix))
        }))
        .collect()
    }

    /// Every text of the plan with its place, and keys where `keys`.
    #[must_use]
    pub(super) fn texts(&self) -> Vec<(&str, Span)> {
        let mut found = Vec::new();
        let mut open: Vec<&Node> = self.case.root.iter().collect();
        while let Some(node) = open.pop() {
            match &node.kind {
                Kind::Null => {}
                Kind::Scalar(text) => found.push((text.as_str(), node.span)),
                Kind::Seq(items) => open.extend(items),
                Kind::Map(entries) => open.extend(entries.iter().map(|entry| &entry.value)),
            }
        }
        found.sort_by_key(|(_, span)| span.start);
        found
    }

    /// The innermost text at a byte.
    #[must_use]
    pub(super) fn text_at(&self, offset: u32) -> Option<(&str, Span)> {
        self.texts().into_iter().find(|(_, span)| span.start <= offset && offset <= span.end)
    }
}
