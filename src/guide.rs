//! Who demands what: a guide's sentences, each with a verdict. A guide cites rules; it never looks at data.

pub mod kagawa;
pub mod national;

use crate::report::Severity;
use crate::rules::Rule;

/// 「手引き」 a text by which plans are looked at.
#[derive(Debug)]
pub struct Guide {
    /// The name on the command line, e.g. 香川県令和4年.
    pub name: &'static str,
    /// How findings cite it, e.g. 「香川県 手引き」.
    pub cited_as: &'static str,
    /// Where the text comes from.
    pub source: &'static str,
    /// Every sentence, part by part.
    pub clauses: &'static [&'static [Clause]],
    /// Rules on which it is stricter or milder than they are themselves.
    pub strictness: &'static [Strictness],
}

/// One sentence of a guide.
#[derive(Debug)]
pub struct Clause {
    /// Its place, e.g. 「第2表 4-③」.
    pub at: &'static str,
    /// What it says, in the project's own short words.
    pub says: &'static str,
    /// What the program does about it.
    pub verdict: Verdict,
}

/// What the program does about a sentence.
#[derive(Debug)]
pub enum Verdict {
    /// The rules with these ids look after it.
    Rules(&'static [&'static str]),
    /// The printed form looks after it; how.
    ByForm(&'static str),
    /// Only a person can tell; what to look at.
    Reminder(&'static str),
    /// It asks nothing of a plan's text; why.
    NotApplicable(&'static str),
    /// Not decided yet; forbidden by a test.
    Open(&'static str),
}

/// All guides.
pub const GUIDES: &[&Guide] = &[&kagawa::GUIDE, &national::GUIDE];

impl Guide {
    /// The guide with that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        GUIDES.iter().find(|guide| guide.name == name.trim()).copied()
    }

    /// Every sentence, in the order of the text.
    pub fn sentences(&self) -> impl Iterator<Item = &'static Clause> {
        self.clauses.iter().flat_map(|part| part.iter())
    }

    /// How grave it takes what a rule finds, when it differs from the rule's own word.
    #[must_use]
    pub fn severity_of(&self, rule: &Rule) -> Option<Severity> {
        self.strictness.iter().find(|strictness| strictness.rule == rule.id).map(|strictness| strictness.severity)
    }

    /// The first clause that a rule looks after; findings cite it.
    #[must_use]
    pub fn clause_of(&self, rule: &Rule) -> Option<&'static Clause> {
        self.sentences().find(|clause| match clause.verdict {
            Verdict::Rules(ids) => ids.contains(&rule.id),
            Verdict::ByForm(_) | Verdict::Reminder(_) | Verdict::NotApplicable(_) | Verdict::Open(_) => false,
        })
    }
}

/// A sentence, for the ledgers.
const fn clause(at: &'static str, says: &'static str, verdict: Verdict) -> Clause {
    Clause { at, says, verdict }
}

/// How strictly a guide demands what a rule finds, when it differs from the rule's own severity.
#[derive(Debug)]
pub struct Strictness {
    /// The rule's id.
    pub rule: &'static str,
    /// The severity under this guide.
    pub severity: Severity,
}
