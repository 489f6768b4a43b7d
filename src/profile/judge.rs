//! The one place where findings become diagnostics: severity, 根拠 and 例外 are attached here and nowhere else.

use super::Profile;
use crate::case::Waiver;
use crate::guide::Guide;
use crate::report::{Diagnostic, Label, Severity};
use crate::rules::waivers::{UNUSED_WAIVER, WAIVER_OF_UNKNOWN_RULE, WAIVER_WITHOUT_REASON};
use crate::rules::{self, Finding, Rule};
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
    /// Judges what the rules found in a plan with the plan's own waivers; what only follows from a mistake of reading is
    /// told there already and not again.
    #[must_use]
    pub fn judge(&self, findings: Vec<Finding>, waivers: &[Waiver], problems: &[Problem]) -> Vec<Judgement> {
        let mut used = vec![false; waivers.len()];
        let (mut judged, mut told) = (Vec::new(), Vec::new());
        for finding in findings.into_iter().filter(|finding| !follows_from(finding, problems)) {
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

/// Whether something is only found because a key is misspelt or a value unreadable: that is told already, at its place.
fn follows_from(finding: &Finding, problems: &[Problem]) -> bool {
    let inside = |problem: &Problem| finding.primary.contains(problem.span);
    // The annex needs all of the plan. What a key that stands wrong would have brought is missed elsewhere, too: 給付率 in the annex, a provider at its use.
    let message = finding.message();
    let about_absence = is_about_absence(&message);
    let is_missed = |problem: &Problem| {
        let mut keys = quoted_words(&problem.message).chain(problem.help.iter().flat_map(|help| quoted_words(help)));
        keys.any(|key| message.contains(key) || HEADINGS.contains(&key) && message.contains("一つも"))
            || finding.rule.id == "CP701"
            || finding.rule.id == "CP604" && HEADINGS.iter().any(|head| problem.message.contains(head))
    };
    let is_of_it = |problem: &Problem| {
        finding.primary == problem.span || problem.related.iter().any(|(span, _)| finding.primary == *span)
    };
    // One part is not compared with another that was not read as it was meant.
    let compares = message.contains("見当たりません");
    problems.iter().any(|problem| match problem.code {
        code if compares && !code.is_remark() => true,
        // 「: FAX」: a key is gone of which nobody knows the name.
        ProblemCode::Syntax if about_absence => true,
        // What could not be read as a list is no empty one.
        ProblemCode::WrongKind if is_of_it(problem) => true,
        ProblemCode::UnknownKey | ProblemCode::WrongKind | ProblemCode::DuplicateKey => {
            about_absence && (inside(problem) || problem.code != ProblemCode::WrongKind && is_missed(problem))
        }
        // A value that could not be read is blank to the rules, and what they say of it is wrong.
        ProblemCode::BadValue => {
            finding.primary == problem.span || VALUE_IN_PARTS.contains(&finding.rule.id) && inside(problem)
        }
        _ => false,
    })
}

/// The words in 「…」 of a sentence: of one about a key, that key and the one that was meant.
fn quoted_words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('「').skip(1).filter_map(|rest| rest.split_once('」').map(|(word, _)| word))
}

/// Whether a sentence says that something is not there.
#[must_use]
pub fn is_about_absence(message: &str) -> bool {
    ["ありません", "書かれていません", "空です", "見当たりません", "わかりません"]
        .iter()
        .any(|words| message.contains(words))
}

/// Keys that head a list or a part of many keys: with one of them misspelt, all that stands below it is missed, whatever its name.
const HEADINGS: &[&str] = &[
    "利用者",
    "認定",
    "第1表",
    "第2表",
    "第3表",
    "第4表",
    "第5表",
    "第6表",
    "ニーズ",
    "長期目標",
    "短期目標",
    "援助",
    "週間",
    "日常生活",
    "出席者",
    "サービス",
    "サービス事業所",
    "居宅介護支援事業所",
];

/// Rules whose place is one value that is written in parts: `予定: {曜日: [毎週水]}`.
const VALUE_IN_PARTS: &[&str] = &["CP631"];

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
