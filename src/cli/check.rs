//! `careplan check`: what in the plans breaks the guide, where, and why.

use super::args::{CheckArgs, CheckFormat};
use super::chain::Chains;
use super::load::{self, load};
use super::status::Failure;
use super::{Status, Terminal, files, plans, workers};
use crate::billing::codes::CodeList;
use crate::calendar::Date;
use crate::press::{Checked, Loaded};
use crate::profile::Judgement;
use crate::report::human::{self, Style};
use crate::report::sarif::{RuleInfo, SarifResult};
use crate::report::{Diagnostic, Label, Severity, json, sarif};
use crate::rules::office::{Office, OfficeFinding, Place, Seen};
use crate::rules::{self, Certainty, CheckContext, Rule};
use crate::source::{ProblemCode, SourceFile, Sources, Span, to_u32};
use anyhow::Result;
use serde_json::{Value, json};
use std::path::Path;

/// Checks plans on all cores and tells of them in their order: of each only its sums are kept, so that any number of them takes
/// no more memory.
pub(super) fn run(args: &CheckArgs, terminal: &mut Terminal) -> Result<Status> {
    let codes = args.codes.as_deref().map(load::codes).transpose()?;
    plans::tell_near(&args.plans, false, terminal);
    let paths = plans::find(&args.plans)?;
    if paths.is_empty() {
        return Err(Failure::NoPlans.into());
    }
    let least = args.deny.severity();
    let (mut sums, mut office) = (Sums::default(), Office::default());
    let mut told = Told::begin(args, terminal)?;
    let chains = Chains::find(&paths);
    // One plan alone is compared with none.
    let among_others = paths.len() > 1;
    let look = |at: usize| look(&paths[at], chains.followed_on(at), args, codes.as_ref(), among_others);
    let broken = |at: usize, place: String| Err(Failure::Internal(format!("{place}（{}）", paths[at].display())));
    let mut tell = |looked: Result<Option<Looked>, Failure>| -> Result<()> {
        match looked {
            Ok(Some(Looked { plan, seen })) => {
                told.plan(&plan, terminal)?;
                sums.add(&plan, least);
                if let Some(seen) = seen {
                    office.add(seen);
                }
            }
            Ok(None) => {}
            Err(failure) => {
                sums.unreadable += 1;
                sums.worst = sums.worst.max(failure.status());
                terminal.say(format_args!("careplan: {failure}"));
            }
        }
        Ok(())
    };
    let mut ended = Ok(());
    workers::in_order(paths.len(), &look, &broken, |looked| {
        if ended.is_ok() {
            ended = tell(looked);
        }
    })?;
    ended?;
    for finding in office.findings() {
        let (diagnostic, sources) = placed(&finding);
        told.office(finding.rule, &diagnostic, &sources, terminal)?;
        sums.add_office(&diagnostic, least);
    }
    told.end(&sums, terminal);
    Ok(if sums.denied { sums.worst.max(Status::Refused) } else { sums.worst })
}

/// A plan that was looked at, and what the rules of the office keep of it; of an office file they keep nothing.
struct Looked {
    plan: Checked,
    seen: Option<Seen>,
}

/// Looks at a plan, or at an office file that was named itself; one found in a folder is passed over unless it cannot be read.
fn look(
    path: &Path,
    followed_on: Option<Date>,
    args: &CheckArgs,
    codes: Option<&CodeList>,
    among_others: bool,
) -> Result<Option<Looked>, Failure> {
    let loaded = load(path)?;
    if loaded.case.is_office {
        // The rules ask for what a plan has; of an office file only its own words can be wrong.
        let told = loaded.case.broken || args.plans.iter().any(|name| name == path);
        return Ok(told.then(|| Looked { plan: Checked::unasked(loaded, args.profile.as_deref()), seen: None }));
    }
    let as_of = args.as_of.map(super::args::AsOf::date);
    let loaded = Loaded { followed_on, ..loaded }.as_draft(args.draft);
    let mut plan = Checked::with_codes(loaded, args.profile.as_deref(), as_of, codes).with_unprintable();
    if matches!(args.format, CheckFormat::Json | CheckFormat::Sarif) {
        plan = plan.with_fixes(codes);
    }
    let seen = among_others.then(|| seen(&path.display().to_string(), &plan, as_of, followed_on)).flatten();
    Ok(Some(Looked { plan, seen }))
}

/// What is kept of a plan of this name for the rules that are asked of all plans together.
pub(super) fn seen(name: &str, plan: &Checked, as_of: Option<Date>, followed_on: Option<Date>) -> Option<Seen> {
    let file = plan.sources.get(plan.case.id).filter(|_| !plan.case.has_gaps())?;
    // The files that a plan names are named as it is.
    let above = file.name().strip_suffix(name).unwrap_or_default();
    let place = |span: Span| {
        let Place { file, line } = Place::of(&plan.sources, span);
        Place { file: file.strip_prefix(above).map_or_else(|| name.to_owned(), str::to_owned), line }
    };
    let context = CheckContext::new(&plan.case.file, as_of).followed(followed_on);
    Some(Seen::of(name, &context, &|rule| plan.sets_aside(rule), &place))
}

/// What all plans show, at its place: the plans that it is about are read again, for none of them was kept.
fn placed(finding: &OfficeFinding) -> (Diagnostic, Sources) {
    let mut sources = Sources::default();
    let mut span_of = |place: &Place| {
        let Ok(bytes) = files::read(Path::new(&place.file)) else { return Span::DETACHED };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let start: usize = text.split_inclusive('\n').take(place.line.saturating_sub(1)).map(str::len).sum();
        let length = text[start..].lines().next().map_or(0, str::len);
        let id = sources.add(SourceFile::new(place.file.clone(), text));
        Span::new(id, to_u32(start), to_u32(start + length))
    };
    let span = finding.place.as_ref().map_or(Span::DETACHED, &mut span_of);
    let other = finding.other.as_ref().map(span_of);
    let mut diagnostic = Diagnostic::new(finding.rule.severity, span, finding.message());
    diagnostic = diagnostic.code(finding.rule.id, finding.rule.name).note(finding.rule.fix);
    diagnostic.related.extend(other.map(|span| Label { span, message: "もう一方の計画書".to_owned() }));
    (diagnostic, sources)
}

/// Whether a finding stands at a field of the plan in which nothing is written yet: of a plan just begun, nearly all do.
fn is_about_a_blank(plan: &Checked, finding: &Diagnostic) -> bool {
    let file = plan.sources.file_of(finding.span).filter(|_| finding.span.file == plan.case.id);
    file.is_some_and(|file| matches!(file.slice(finding.span).trim(), "" | "[]" | "{}" | "\"\"" | "''" | "~" | "null"))
}

/// What is kept of plans that have been told.
#[derive(Default)]
struct Sums {
    plans: usize,
    /// Files that only write down an office.
    offices: usize,
    unreadable: usize,
    /// What the files that could not be looked at end with.
    worst: Status,
    errors: usize,
    warnings: usize,
    infos: usize,
    /// How many of these are about a field that is still blank.
    blank: usize,
    /// Whether any plan has what refuses.
    denied: bool,
    /// The rules set aside, a line each.
    waived: Vec<String>,
}

impl Sums {
    fn add(&mut self, plan: &Checked, least: Severity) {
        if plan.case.is_office {
            self.offices += 1;
        } else {
            self.plans += 1;
        }
        self.errors += plan.count(Severity::Error);
        self.warnings += plan.count(Severity::Warning);
        self.infos += plan.count(Severity::Info);
        self.blank += plan.findings().filter(|finding| is_about_a_blank(plan, finding)).count();
        self.denied |= plan.has(least);
        for judgement in &plan.judgements {
            let Some(reason) = &judgement.waived else { continue };
            let place = human::short(&plan.sources, &judgement.diagnostic);
            let place = place.split(": ").next().unwrap_or_default();
            self.waived.push(format!("例外 {} {place}（理由：{reason}）", judgement.rule.id));
        }
    }

    /// Counts what all plans together show.
    fn add_office(&mut self, diagnostic: &Diagnostic, least: Severity) {
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
        self.denied |= diagnostic.severity >= least;
    }

    /// 「58 件の計画書：誤り 2、注意 5、情報 9」, and the rules set aside with their reasons.
    fn lines(&self) -> impl Iterator<Item = String> {
        let Self { plans, offices, unreadable, errors, warnings, infos, blank, .. } = self;
        let blank =
            if *blank > 0 { format!("（うち、まだ空の欄について {blank}）") } else { String::new() };
        let unread =
            if *unreadable > 0 { format!("、読めなかったファイル {unreadable}") } else { String::new() };
        let files = match (plans, offices) {
            (plans, 0) => format!("{plans} 件の計画書"),
            (0, offices) => format!("{offices} 件の事業所のファイル"),
            (plans, offices) => format!("{plans} 件の計画書と {offices} 件の事業所のファイル"),
        };
        let sum = format!("{files}：誤り {errors}、注意 {warnings}、情報 {infos}{blank}{unread}");
        self.waived.iter().cloned().chain([sum])
    }
}

/// What is told of each plan as it is checked, in the format asked for.
struct Told<'a> {
    args: &'a CheckArgs,
    /// The rules as SARIF describes them, and the end of the log.
    sarif: Option<(Vec<RuleInfo>, String)>,
    /// Whether the array has an element already.
    begun: bool,
}

impl<'a> Told<'a> {
    fn begin(args: &'a CheckArgs, terminal: &mut Terminal) -> Result<Self> {
        let mut sarif = None;
        match args.format {
            CheckFormat::Human | CheckFormat::Short => {}
            CheckFormat::Json => terminal.bytes(b"["),
            CheckFormat::Sarif => {
                let rules = sarif_rules();
                let (head, tail) = sarif::frame(&rules)?;
                terminal.bytes(head.as_bytes());
                sarif = Some((rules, tail));
            }
        }
        Ok(Self { args, sarif, begun: false })
    }

    fn plan(&mut self, plan: &Checked, terminal: &mut Terminal) -> Result<()> {
        match (self.args.format, &self.sarif) {
            (CheckFormat::Sarif, Some((rules, _))) => {
                let results: Vec<Value> = sarif_results(plan).map(|result| sarif::object(rules, &result)).collect();
                results.iter().try_for_each(|result| self.element(result, "        ", terminal))
            }
            (CheckFormat::Json, _) => objects(plan).iter().try_for_each(|object| self.element(object, "  ", terminal)),
            _ => {
                tell(self.args, plan, terminal);
                Ok(())
            }
        }
    }

    /// What all plans together show.
    fn office(&mut self, rule: &Rule, told: &Diagnostic, sources: &Sources, terminal: &mut Terminal) -> Result<()> {
        match (self.args.format, &self.sarif) {
            (CheckFormat::Sarif, Some((rules, _))) => {
                let result = sarif::object(rules, &SarifResult { diagnostic: told, sources, waived: None });
                self.element(&result, "        ", terminal)
            }
            (CheckFormat::Json, _) => {
                let object = object(sources, told, rule.certainty, &[], None, None);
                self.element(&object, "  ", terminal)
            }
            (CheckFormat::Short, _) => {
                terminal.result(human::short(sources, told));
                Ok(())
            }
            _ => {
                terminal.finding(sources, told, Style { without_source: self.args.no_source });
                Ok(())
            }
        }
    }

    /// An element of the array, as one that is written whole would have it.
    fn element(&mut self, element: &Value, indent: &str, terminal: &mut Terminal) -> Result<()> {
        let comma = if std::mem::replace(&mut self.begun, true) { "," } else { "" };
        let text = serde_json::to_string_pretty(element)?.replace('\n', &format!("\n{indent}"));
        terminal.bytes(format!("{comma}\n{indent}{text}").as_bytes());
        Ok(())
    }

    fn end(self, sums: &Sums, terminal: &mut Terminal) {
        let line = |indent: &str| if self.begun { format!("\n{indent}") } else { String::new() };
        match (self.args.format, &self.sarif) {
            (CheckFormat::Human, _) => sums.lines().for_each(|line| terminal.result(line)),
            (CheckFormat::Json, _) => terminal.result(line("") + "]"),
            (CheckFormat::Sarif, Some((_, tail))) => terminal.result(line("      ") + tail),
            (CheckFormat::Short | CheckFormat::Sarif, _) => {}
        }
    }
}

/// For people, and for programs that read lines.
fn tell(args: &CheckArgs, plan: &Checked, terminal: &mut Terminal) {
    let style = Style { without_source: args.no_source };
    let judged = plan.judgements.iter().filter(|judgement| judgement.waived.is_none());
    for diagnostic in plan.told_by_reading().chain(judged.map(|judgement| &judgement.diagnostic)) {
        if args.format == CheckFormat::Short {
            terminal.result(human::short(&plan.sources, diagnostic));
        } else {
            terminal.finding(&plan.sources, diagnostic, style);
        }
    }
}

/// A plan's findings as objects, mistakes of reading among them.
pub(super) fn objects(plan: &Checked) -> Vec<Value> {
    let path = |diagnostic: &Diagnostic| {
        let root = plan.case.root.as_ref().filter(|_| diagnostic.span.file == plan.case.id);
        root.map(|root| root.path_to(diagnostic.span))
    };
    let read = plan.told_by_reading().map(|told| (told, None));
    let judged = plan.judgements.iter().map(|judgement| (&judgement.diagnostic, Some(judgement)));
    read.chain(judged)
        .map(|(diagnostic, judgement): (&Diagnostic, Option<&Judgement>)| {
            let certainty = judgement.map_or(Certainty::Exact, |judgement| judgement.rule.certainty);
            let guides = judgement.map_or(&[][..], |judgement| &judgement.guides[..]);
            let waived = judgement.and_then(|judgement| judgement.waived.as_deref());
            object(&plan.sources, diagnostic, certainty, guides, path(diagnostic).as_deref(), waived)
        })
        .collect()
}

/// A finding as an object.
fn object(
    sources: &Sources,
    diagnostic: &Diagnostic,
    certainty: Certainty,
    guides: &[(&str, &str)],
    path: Option<&str>,
    waived: Option<&str>,
) -> Value {
    let place = json::object(sources, diagnostic);
    json!({
        "rule": place["rule"],
        "name": place["name"],
        "severity": place["severity"],
        "certainty": certainty.word(),
        "message": place["message"],
        "file": place["file"],
        "path": path,
        "line": place["line"],
        "column": place["column"],
        "end_line": place["end_line"],
        "end_column": place["end_column"],
        "guides": guides.iter().map(|(guide, clause)| json!({ "guide": guide, "clause": clause })).collect::<Vec<_>>(),
        "related": place["related"],
        "fix": place["fix"],
        "fixes": place["fixes"],
        "waived": waived,
    })
}

/// What SARIF says about every rule, mistakes of reading among them.
fn sarif_rules() -> Vec<RuleInfo> {
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
    reading.chain(rules).collect()
}

fn sarif_results(plan: &Checked) -> impl Iterator<Item = SarifResult<'_>> {
    let read =
        plan.told_by_reading().map(|diagnostic| SarifResult { diagnostic, sources: &plan.sources, waived: None });
    let judged = plan.judgements.iter().map(|judgement| SarifResult {
        diagnostic: &judgement.diagnostic,
        sources: &plan.sources,
        waived: judgement.waived.as_deref(),
    });
    read.chain(judged)
}
