//! The one place where findings become diagnostics: severity, 根拠 and 例外 are attached here and nowhere else.

use super::Profile;
use crate::guide::Guide;
use crate::report::{Diagnostic, Label, Severity};
use crate::rules::waivers::{UNUSED_WAIVER, WAIVER_OF_UNKNOWN_RULE, WAIVER_WITHOUT_REASON};
use crate::rules::{self, Finding, Rule};
use crate::source::read::Waiver;
use crate::source::{Problem, ProblemCode};

/// A finding as a profile sees it.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The rule.
    pub rule: &'static Rule,
    /// What is told.
    pub diagnostic: Diagnostic,
    /// Which guide demands it, by which clause.
    pub guides: Vec<(&'static str, &'static str)>,
    /// The writer's reason for setting it aside.
    pub waived: Option<String>,
}

impl Judgement {
    /// Whether it counts when asked for findings of at least `least`: not when set aside, never when only a reminder.
    #[must_use]
    pub fn counts(&self, least: Severity) -> bool {
        self.waived.is_none() && self.rule.certainty != rules::Certainty::Reminder && self.diagnostic.severity >= least
    }
}

impl Profile {
    /// Judges what the rules found in a plan with the plan's own waivers.
    #[must_use]
    pub fn judge(&self, findings: Vec<Finding>, waivers: &[Waiver]) -> Vec<Judgement> {
        let mut used = vec![false; waivers.len()];
        let mut judged: Vec<Judgement> = findings
            .into_iter()
            .map(|finding| {
                let waiver = waivers.iter().position(|waiver| holds(waiver, &finding));
                let waived = waiver.map(|at| {
                    used[at] = true;
                    waivers[at].reason.text().trim().to_owned()
                });
                self.judgement(&finding, waived)
            })
            .collect();
        judged.extend(waivers.iter().zip(&used).filter_map(|(waiver, used)| {
            let (rule, primary) = complaint(waiver, *used)?;
            let name = waiver.rule.text().trim().to_owned();
            Some(self.judgement(&Finding { rule, primary, facts: vec![name], related: Vec::new() }, None))
        }));
        judged.sort_by_key(|judgement| {
            (judgement.diagnostic.span.file, judgement.diagnostic.span.start, judgement.rule.id)
        });
        judged
    }

    fn judgement(&self, finding: &Finding, waived: Option<String>) -> Judgement {
        let rule = finding.rule;
        let guides: Vec<_> = self.guides.iter().filter_map(|guide| cited(guide, rule)).collect();
        let severity = self.guides.iter().find_map(|guide| guide.severity_of(rule)).unwrap_or(rule.severity);
        let related =
            finding.related.iter().map(|(span, message)| Label { span: *span, message: message.clone() }).collect();
        let mut diagnostic = Diagnostic { related, ..Diagnostic::new(severity, finding.primary, finding.message()) };
        diagnostic = diagnostic.code(rule.id, rule.name).note(rule.fix);
        for (guide, clause) in &guides {
            diagnostic = diagnostic.note(format!("根拠: {guide} {clause}"));
        }
        if let Some(reason) = &waived {
            diagnostic = diagnostic.note(format!("例外（理由：{reason}）"));
        }
        Judgement { rule, diagnostic, guides, waived }
    }
}

/// Whether something is only missing because its key is misspelt or its value unreadable: told already, at its place.
#[must_use]
pub fn follows_from(judgement: &Judgement, problems: &[Problem]) -> bool {
    let about_absence =
        ["missing", "incomplete", "blank", "unmarked"].iter().any(|end| judgement.rule.name.ends_with(end));
    let unread = |problem: &&Problem| {
        matches!(problem.code, ProblemCode::UnknownKey | ProblemCode::WrongKind | ProblemCode::DuplicateKey)
    };
    about_absence && problems.iter().filter(unread).any(|problem| judgement.diagnostic.span.contains(problem.span))
}

fn cited(guide: &'static Guide, rule: &Rule) -> Option<(&'static str, &'static str)> {
    guide.clause_of(rule).map(|clause| (guide.cited_as, clause.at))
}

/// Whether a waiver sets a finding aside: it names the rule, has a reason, and stands around the finding's place.
fn holds(waiver: &Waiver, finding: &Finding) -> bool {
    let named = rules::find(waiver.rule.text()).is_some_and(|rule| rule.id == finding.rule.id);
    let around = waiver.scope.contains(finding.primary)
        || finding.primary.is_detached()
        || finding.primary.file != waiver.scope.file;
    named && around && !waiver.reason.is_blank()
}

/// What is wrong with a waiver itself, and where.
fn complaint(waiver: &Waiver, used: bool) -> Option<(&'static Rule, crate::source::Span)> {
    if rules::find(waiver.rule.text()).is_none() {
        return Some((&WAIVER_OF_UNKNOWN_RULE, waiver.rule.span().or(waiver.span)));
    }
    if waiver.reason.is_blank() {
        return Some((&WAIVER_WITHOUT_REASON, waiver.span));
    }
    (!used).then_some((&UNUSED_WAIVER, waiver.rule.span().or(waiver.span)))
}
