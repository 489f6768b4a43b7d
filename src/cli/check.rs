//! `careplan check`: what in the plans breaks the guide, where, and why.

use super::args::{CheckArgs, CheckFormat};
use super::load::{self, Loaded, load};
use super::{Status, Terminal, plans};
use crate::billing::Refusal;
use crate::billing::codes::CodeList;
use crate::calendar::Date;
use crate::case::Case;
use crate::fixes;
use crate::profile::{Judgement, PROFILES, Profile, follows_from};
use crate::report::human::{self, Style};
use crate::report::sarif::{RuleInfo, SarifResult};
use crate::report::{Diagnostic, Severity, json, sarif};
use crate::rules::{self, Certainty, CheckContext};
use crate::source::{Fix, ProblemCode, SourceFile, Sources, Span};
use anyhow::Result;
use serde_json::{Value, json};
use std::path::Path;

/// A plan that was checked.
pub(super) struct Checked {
    /// The plan.
    pub(super) case: Case,
    /// Its files.
    pub(super) sources: Sources,
    /// The profile asked for, else the plan's own, else the default.
    pub(super) profile: &'static Profile,
    /// Mistakes of reading.
    pub(super) mistakes: Vec<Diagnostic>,
    /// What could be read, but perhaps not as it was meant.
    pub(super) remarks: Vec<Diagnostic>,
    /// What the rules found.
    pub(super) judgements: Vec<Judgement>,
}

impl Checked {
    /// What was loaded with its mistakes of reading; no rule is asked.
    pub(super) fn unasked(loaded: Loaded, profile: Option<&str>) -> Self {
        let Loaded { case, sources } = loaded;
        let mut mistakes: Vec<Diagnostic> = case.problems.iter().map(Diagnostic::from).collect();
        let remarks = case.remarks.iter().map(Diagnostic::from).collect();
        let profile = profile.and_then(Profile::named).unwrap_or_else(|| {
            Profile::of(&case.file).unwrap_or_else(|problem| {
                mistakes.push(Diagnostic::from(&problem));
                &PROFILES[0]
            })
        });
        Self { case, sources, profile, mistakes, remarks, judgements: Vec::new() }
    }

    /// What was loaded, with what the rules find in it.
    pub(super) fn new(loaded: Loaded, profile: Option<&str>, as_of: Option<Date>) -> Self {
        Self::with_codes(loaded, profile, as_of, None)
    }

    /// The same, the service codes compared with a list of the user's own.
    pub(super) fn with_codes(
        loaded: Loaded,
        profile: Option<&str>,
        as_of: Option<Date>,
        codes: Option<&CodeList>,
    ) -> Self {
        let mut checked = Self::unasked(loaded, profile);
        let case = &checked.case;
        // Behind a syntax error everything would look missing: only what was read is worth looking at.
        if !case.broken {
            let context = CheckContext::new(&case.file, as_of).with_codes(codes);
            let judged = checked.profile.judge(rules::check(&context), &case.waivers);
            checked.judgements =
                judged.into_iter().filter(|judgement| !follows_from(judgement, &case.problems)).collect();
        }
        checked
    }

    /// How everything that is told can be mended: codes, places, changes.
    pub(super) fn fixes(&self, codes: Option<&CodeList>) -> Vec<(&'static str, Span, Fix)> {
        let problems = self.case.problems.iter().chain(&self.case.remarks);
        let own = problems.filter_map(|problem| Some((problem.code.code(), problem.span, *problem.fix.clone()?)));
        let context = CheckContext::new(&self.case.file, None).with_codes(codes);
        let text = self.sources.get(self.case.id).map(SourceFile::text).unwrap_or_default();
        let told = self.judgements.iter().filter(|judgement| judgement.waived.is_none());
        let judged = told.flat_map(|judgement| {
            let (rule, span) = (judgement.rule.id, judgement.diagnostic.span);
            fixes::of_finding(&self.case, &context, text, rule, span).into_iter().map(move |fix| (rule, span, fix))
        });
        own.chain(judged).collect()
    }

    /// Gives every finding its fixes, for programs that read them.
    fn attach_fixes(&mut self, codes: Option<&CodeList>) {
        for (code, span, fix) in self.fixes(codes) {
            let of = |judgement: &&mut Judgement| judgement.rule.id == code && judgement.diagnostic.span == span;
            if let Some(judgement) = self.judgements.iter_mut().find(of) {
                judgement.diagnostic.fix.get_or_insert_with(|| Box::new(fix));
            }
        }
    }

    /// Tells the mistakes of reading and what therefore was not done; none when there are no mistakes.
    pub(super) fn refuse(&self, undone: &str, terminal: &mut Terminal) -> Option<Status> {
        for mistake in &self.mistakes {
            terminal.diagnostic(&self.sources, mistake);
        }
        let n = self.mistakes.len();
        (n > 0).then(|| {
            terminal.say(format_args!("{n} 件の誤りがあるため、{undone}"));
            Status::Refused
        })
    }

    /// Tells why billing refused.
    pub(super) fn tell_refusal(&self, refusal: Refusal, terminal: &mut Terminal) -> Status {
        let mut diagnostic = Diagnostic::new(Severity::Error, refusal.span, refusal.message);
        diagnostic.notes.extend(refusal.help);
        terminal.diagnostic(&self.sources, &diagnostic);
        Status::Refused
    }

    /// What reading found, the mistakes first.
    pub(super) fn told_by_reading(&self) -> impl Iterator<Item = &Diagnostic> {
        self.mistakes.iter().chain(&self.remarks)
    }

    /// Whether anything is found that is at least this grave.
    pub(super) fn has(&self, least: Severity) -> bool {
        let remarked = least == Severity::Info && !self.remarks.is_empty();
        remarked || !self.mistakes.is_empty() || self.judgements.iter().any(|judgement| judgement.counts(least))
    }

    /// Number of findings of a severity, those set aside and reminders left out.
    pub(super) fn count(&self, severity: Severity) -> usize {
        let read = match severity {
            Severity::Error => self.mistakes.len(),
            Severity::Warning => 0,
            Severity::Info => self.remarks.len(),
        };
        let exactly = |judgement: &&Judgement| judgement.counts(severity) && judgement.diagnostic.severity == severity;
        read + self.judgements.iter().filter(exactly).count()
    }
}

/// Checks plans.
pub(super) fn run(args: &CheckArgs, terminal: &mut Terminal) -> Result<Status> {
    let as_of = args.as_of.map(super::args::AsOf::date);
    let codes = args.codes.as_deref().map(load::codes).transpose()?;
    let mut checked = Vec::new();
    let mut unreadable = 0;
    plans::tell_near(&args.plans, terminal);
    for path in plans::find(&args.plans)? {
        match read(&path) {
            Ok(Some(loaded)) => {
                checked.push(Checked::with_codes(loaded, args.profile.as_deref(), as_of, codes.as_ref()));
            }
            Ok(None) => {}
            Err(failure) => {
                unreadable += 1;
                terminal.say(format_args!("careplan: {failure}"));
            }
        }
    }
    if matches!(args.format, CheckFormat::Json | CheckFormat::Sarif) {
        checked.iter_mut().for_each(|plan| plan.attach_fixes(codes.as_ref()));
    }
    match args.format {
        CheckFormat::Human | CheckFormat::Short => tell(args, &checked, unreadable, terminal)?,
        CheckFormat::Json => {
            let all: Vec<Value> = checked.iter().flat_map(objects).collect();
            terminal.result(serde_json::to_string_pretty(&all)?);
        }
        CheckFormat::Sarif => terminal.result(serde_json::to_string_pretty(&sarif_log(&checked))?),
    }
    let least = args.deny.severity();
    Ok(if unreadable > 0 {
        Status::Impossible
    } else if checked.iter().any(|plan| plan.has(least)) {
        Status::Refused
    } else {
        Status::Done
    })
}

/// Loads a plan; an office file found in a folder is passed over.
fn read(path: &Path) -> Result<Option<Loaded>, super::status::Failure> {
    let loaded = load(path)?;
    let is_office = path.as_os_str() != "-" && loaded.case.root.as_ref().is_some_and(plans::is_office);
    Ok(Some(loaded).filter(|_| !is_office))
}

fn tell(args: &CheckArgs, checked: &[Checked], unreadable: usize, terminal: &mut Terminal) -> Result<()> {
    let style = Style { without_source: args.no_source };
    for plan in checked {
        let all = plan.told_by_reading().map(|told| (told, None));
        let judged = plan.judgements.iter().map(|judgement| (&judgement.diagnostic, Some(judgement)));
        for (diagnostic, judgement) in all.chain(judged) {
            let set_aside = judgement.is_some_and(|judgement| judgement.waived.is_some());
            if set_aside {
                continue;
            }
            if args.format == CheckFormat::Short {
                terminal.result(human::short(&plan.sources, diagnostic));
            } else {
                terminal.finding(&plan.sources, diagnostic, style)?;
            }
        }
    }
    if args.format == CheckFormat::Human {
        for line in summary(checked, unreadable) {
            terminal.result(line);
        }
    }
    Ok(())
}

/// 「58 件の計画：誤り 2、注意 5、情報 9」, and the rules set aside with their reasons.
fn summary(checked: &[Checked], unreadable: usize) -> Vec<String> {
    let total = |severity| checked.iter().map(|plan| plan.count(severity)).sum::<usize>();
    let mut lines = Vec::new();
    for plan in checked {
        for judgement in plan.judgements.iter().filter(|judgement| judgement.waived.is_some()) {
            let reason = judgement.waived.as_deref().unwrap_or_default();
            let place = human::short(&plan.sources, &judgement.diagnostic);
            let place = place.split(": ").next().unwrap_or_default().to_owned();
            lines.push(format!("例外 {} {place}（理由：{reason}）", judgement.rule.id));
        }
    }
    let unread = if unreadable > 0 { format!("、読めなかったファイル {unreadable}") } else { String::new() };
    lines.push(format!(
        "{} 件の計画書：誤り {}、注意 {}、情報 {}{unread}",
        checked.len(),
        total(Severity::Error),
        total(Severity::Warning),
        total(Severity::Info),
    ));
    lines
}

/// A plan's findings as objects, mistakes of reading among them.
pub(super) fn objects(plan: &Checked) -> Vec<Value> {
    let path = |diagnostic: &Diagnostic| {
        let root = plan.case.root.as_ref().filter(|_| diagnostic.span.file == plan.case.id);
        root.map(|root| root.path_to(diagnostic.span))
    };
    let read = plan.told_by_reading().map(|told| (told, None));
    let judged = plan.judgements.iter().map(|judgement| (&judgement.diagnostic, Some(judgement)));
    let object = |(diagnostic, judgement): (&Diagnostic, Option<&Judgement>)| {
        let certainty = judgement.map_or(Certainty::Exact, |judgement| judgement.rule.certainty);
        let guides = judgement.map_or(&[][..], |judgement| &judgement.guides[..]);
        let place = json::object(&plan.sources, diagnostic);
        json!({
            "rule": place["rule"],
            "name": place["name"],
            "severity": place["severity"],
            "certainty": certainty.word(),
            "message": place["message"],
            "file": place["file"],
            "path": path(diagnostic),
            "line": place["line"],
            "column": place["column"],
            "end_line": place["end_line"],
            "end_column": place["end_column"],
            "guides": guides.iter().map(|(guide, clause)| json!({ "guide": guide, "clause": clause })).collect::<Vec<_>>(),
            "related": place["related"],
            "fix": place["fix"],
            "fixes": place["fixes"],
            "waived": judgement.and_then(|judgement| judgement.waived.clone()),
        })
    };
    read.chain(judged).map(object).collect()
}

fn sarif_log(checked: &[Checked]) -> Value {
    let reading = ProblemCode::ALL.iter().map(|code| RuleInfo {
        id: code.code().to_owned(),
        name: code.name().to_owned(),
        summary: code.summary().to_owned(),
        help: code.summary().to_owned(),
        severity: if code.is_remark() { Severity::Info } else { Severity::Error },
    });
    let rules = rules::all().map(|rule| RuleInfo {
        id: rule.id.to_owned(),
        name: rule.name.to_owned(),
        summary: rule.looks_at.to_owned(),
        help: format!("{}\n{}", rule.why, rule.fix),
        severity: rule.severity,
    });
    let rules: Vec<RuleInfo> = reading.chain(rules).collect();
    let results: Vec<SarifResult> = checked
        .iter()
        .flat_map(|plan| {
            let read = plan.told_by_reading().map(|diagnostic| SarifResult {
                diagnostic,
                sources: &plan.sources,
                waived: None,
            });
            let judged = plan.judgements.iter().map(|judgement| SarifResult {
                diagnostic: &judgement.diagnostic,
                sources: &plan.sources,
                waived: judgement.waived.as_deref(),
            });
            read.chain(judged).collect::<Vec<_>>()
        })
        .collect();
    sarif::log(&rules, &results)
}
