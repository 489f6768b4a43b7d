//! The one place where findings become diagnostics: severity, 根拠 and 例外 are attached here and nowhere else.

use super::Profile;
use crate::case::Waiver;
use crate::guide::Guide;
use crate::report::{Diagnostic, Label, Severity};
use crate::rules::waivers::{UNUSED_WAIVER, WAIVER_OF_UNKNOWN_RULE, WAIVER_WITHOUT_REASON};
use crate::rules::{self, Finding, Rule};
use crate::source::Problem;

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
    /// Judges what the rules found in a plan with the plan's own waivers. A plan with gaps is not judged: what stands behind a
    /// misspelt key or in a value that cannot be read would be found missing, differing or unanswered, and lines accused that
    /// are right.
    #[must_use]
    pub fn judge(&self, findings: Vec<Finding>, waivers: &[Waiver], problems: &[Problem]) -> Vec<Judgement> {
        if problems.iter().any(Problem::leaves_gaps) {
            return Vec::new();
        }
        let mut used = vec![false; waivers.len()];
        let (mut judged, mut told) = (Vec::new(), Vec::new());
        for finding in findings {
            match waivers.iter().position(|waiver| holds(waiver, &finding)) {
                Some(at) => {
                    used[at] = true;
                    judged.push(self.judgement(&finding, Some(waivers[at].reason.text().trim().to_owned())));
                }
                None => told.push(finding),
            }
        }
        judged.extend(told_together(told).iter().map(|finding| self.judgement(finding, None)));
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

/// Rules whose findings in a plan mostly have one cause (goals that share their period, lines of one month): told at the first
/// place, the others beside it. Every place is a finding of its own until here, so that a waiver sets aside its own place only.
const TOLD_TOGETHER: &[&str] = &[
    "CP212", "CP213", "CP216", "CP217", "CP218", "CP219", "CP220", "CP221", "CP515", "CP631", "CP635", "CP636",
    "CP637", "CP654",
];

/// Joins the findings of [`TOLD_TOGETHER`].
fn told_together(findings: Vec<Finding>) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::new();
    for finding in findings {
        let first = told.iter_mut().find(|first| first.rule.id == finding.rule.id);
        match first.filter(|_| TOLD_TOGETHER.contains(&finding.rule.id)) {
            Some(first) => {
                let words = what_differs(&first.facts, &finding.facts);
                first.related(finding.primary, words);
            }
            None => told.push(finding),
        }
    }
    told
}

/// 「「身体介護２」も」 the facts of another finding that the first one's message does not say.
fn what_differs(first: &[String], other: &[String]) -> String {
    let differing = other.iter().zip(first).filter(|(other, first)| other != first);
    let said: String = differing.flat_map(|(other, _)| ["「", other, "」"]).collect();
    if said.is_empty() { "ここも同じです".to_owned() } else { said + "も" }
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
