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
    /// Every sentence.
    pub clauses: &'static [Clause],
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
    /// These rules look after it.
    Rules(&'static [&'static Rule]),
    /// The printed form looks after it; how.
    ByForm(&'static str),
    /// Only a person can tell; this rule reminds of it.
    Reminder(&'static Rule),
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

    /// How grave it takes what a rule finds, when it differs from the rule's own word.
    #[must_use]
    pub fn severity_of(&self, rule: &Rule) -> Option<Severity> {
        self.strictness.iter().find(|strictness| strictness.rule.id == rule.id).map(|strictness| strictness.severity)
    }

    /// The first clause that a rule looks after; findings cite it.
    #[must_use]
    pub fn clause_of(&self, rule: &Rule) -> Option<&'static Clause> {
        self.clauses.iter().find(|clause| match clause.verdict {
            Verdict::Rules(rules) => rules.iter().any(|cited| cited.id == rule.id),
            Verdict::Reminder(reminder) => reminder.id == rule.id,
            Verdict::ByForm(_) | Verdict::NotApplicable(_) | Verdict::Open(_) => false,
        })
    }
}

/// How strictly a guide demands what a rule finds, when it differs from the rule's own severity.
#[derive(Debug)]
pub struct Strictness {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity under this guide.
    pub severity: Severity,
}
