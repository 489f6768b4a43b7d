//! A plan that was read, and what the rules found in it.

use super::{Against, Stop};
use super::{absent, beside, elsewhere, file_end, next_row};
use crate::billing::codes::CodeList;
use crate::calendar::{Date, Month};
use crate::case::Waiver;
use crate::case::read::Fetch;
use crate::case::values::YesNo;
use crate::case::{Case, CaseFile, read_case};
use crate::profile::{Judgement, PROFILES, Profile};
use crate::report::{Diagnostic, Severity};
use crate::rules::{self, CheckContext, Findings, Rule};
use crate::source::{Field, Sources, Span};

/// A plan with the files it came from; by default nothing at all, as blank sheets have.
#[derive(Debug, Default)]
pub struct Loaded {
    /// What was read.
    pub case: Case,
    /// The plan's file and the files that it names.
    pub sources: Sources,
    /// A month that was laid out for this print and stands in no file: nobody can have agreed to it yet.
    pub made: Option<Month>,
    /// The first day of the plan that follows this one, where it lies beside.
    pub followed_on: Option<Date>,
}

impl Loaded {
    /// Reads a plan. `name` is its path as messages show it; `fetch` brings the files that it names. What could not be read
    /// is among the case's problems.
    #[must_use]
    pub fn read(name: &str, bytes: &[u8], fetch: &Fetch) -> Self {
        let mut sources = Sources::default();
        let case = read_case(name, bytes, &mut sources, fetch);
        Self { case, sources, made: None, followed_on: None }
    }
}

impl Loaded {
    /// The same plan as 原案 (`--draft`), whether it says so or not. The wish adds and never removes.
    #[must_use]
    pub fn as_draft(mut self, draft: bool) -> Self {
        if draft && !self.case.file.is_draft() {
            self.case.file.draft = Field::of(YesNo(true), "はい");
        }
        self
    }
}

/// Said with the last mistake of reading of a plan that was not judged.
const NOT_JUDGED: &str = "ガイドの規則は、読み取れない所を直した後に調べます";

/// A plan that was checked.
#[derive(Debug)]
pub struct Checked {
    /// The plan.
    pub case: Case,
    /// Its files.
    pub sources: Sources,
    /// The profile asked for, else the plan's own, else the default.
    pub profile: &'static Profile,
    /// Mistakes of reading.
    pub mistakes: Vec<Diagnostic>,
    /// What could be read, but perhaps not as it was meant.
    pub remarks: Vec<Diagnostic>,
    /// What the rules found.
    pub judgements: Vec<Judgement>,
    /// The plan before, whose words are struck through on paper.
    pub against: Option<Against>,
    /// A month that was laid out for this print: what it lacks was told when it was made.
    pub made: Option<Month>,
}

impl Checked {
    /// Whether the writer sets a rule aside for the whole plan, with a reason (「例外」).
    #[must_use]
    pub fn sets_aside(&self, rule: &Rule) -> bool {
        let is_named = |name: &str| rules::find(name).is_some_and(|named| named.id == rule.id);
        self.case.waivers.iter().any(|waiver| is_named(waiver.rule.text()) && !waiver.reason.is_blank())
    }

    /// What was loaded with its mistakes of reading; no rule is asked.
    #[must_use]
    pub fn unasked(loaded: Loaded, profile: Option<&str>) -> Self {
        let Loaded { case, sources, made, .. } = loaded;
        let mut mistakes: Vec<Diagnostic> = case.problems.iter().map(Diagnostic::from).collect();
        let remarks = case.remarks.iter().map(Diagnostic::from).collect();
        let profile = profile.and_then(Profile::named).unwrap_or_else(|| {
            Profile::of(&case.file).unwrap_or_else(|problem| {
                mistakes.push(Diagnostic::from(&problem));
                &PROFILES[0]
            })
        });
        Self { case, sources, profile, mistakes, remarks, judgements: Vec::new(), against: None, made }
    }

    /// What was loaded, with what the rules find in it. `profile` stands before the plan's own; `as_of` is the day of the
    /// check, without one the newest that the plan's records know.
    #[must_use]
    pub fn new(loaded: Loaded, profile: Option<&str>, as_of: Option<Date>) -> Self {
        Self::with_codes(loaded, profile, as_of, None)
    }

    /// The same, the service codes compared with a list of the user's own.
    #[must_use]
    pub fn with_codes(loaded: Loaded, profile: Option<&str>, as_of: Option<Date>, codes: Option<&CodeList>) -> Self {
        let (made, followed_on) = (loaded.made, loaded.followed_on);
        let mut checked = Self::unasked(loaded, profile);
        let case = &checked.case;
        if checked.case.has_gaps() {
            if let Some(last) = checked.mistakes.last_mut() {
                last.notes.push(NOT_JUDGED.to_owned());
            }
        } else {
            let context = CheckContext::new(&case.file, as_of).with_codes(codes).with_made(made).followed(followed_on);
            // A waiver of a rule that waits for consent, or that is asked of all plans of an office, is not idle.
            let waits = |waiver: &&Waiver| {
                rules::find(waiver.rule.text()).is_some_and(|rule| {
                    case.file.is_draft() && rules::draft::waits(rule) || rules::office::is_of_office(rule)
                })
            };
            let waivers: Vec<Waiver> = case.waivers.iter().filter(|waiver| !waits(waiver)).cloned().collect();
            let mut judgements = checked.profile.judge(rules::check(&context), &waivers, &case.problems);
            if let (Some(root), Some(file)) = (&case.root, checked.sources.get(case.id)) {
                absent::name_lines(&mut judgements, root, file, case.id, &case.remarks);
                elsewhere::name_lines(&mut judgements, root, file, case.id, &case.remarks);
                elsewhere::name_swallowed(&mut judgements, &checked.sources, &case.remarks);
                elsewhere::name_goes_on(&mut judgements, root, &checked.sources, &case.remarks);
                elsewhere::name_comments(&mut judgements, &checked.sources, case.id);
                file_end::name_end(&mut judgements, root, file, case.id);
                next_row::name_next(&mut judgements, root, file, case.id);
                beside::name_findings(&mut judgements, root, file, case.id);
            }
            checked.judgements = judgements;
        }
        checked
    }

    /// What one rule finds at some of its places, whether the plan was checked or not, without what the plan sets aside.
    pub(super) fn found_by(&self, rule: &'static Rule, places: &[Span]) -> Vec<Diagnostic> {
        let case = &self.case.file;
        let mut findings = Findings::default();
        (rule.check)(&CheckContext::new(case, None), &mut findings);
        let mut found = findings.sorted();
        found.retain(|finding| places.contains(&finding.primary));
        let waivers: Vec<Waiver> =
            self.case.waivers.iter().filter(|waiver| waiver.rule.text().trim() == rule.id).cloned().collect();
        let judged = self.profile.judge(found, &waivers, &[]).into_iter();
        judged.filter(|told| told.rule.id == rule.id && told.waived.is_none()).map(|told| told.diagnostic).collect()
    }

    /// The plan, if it was read without a mistake: who wants to print or reckon asks this before anything else, for a table
    /// or a month that seems missing may only be misspelt. `undone` says what is not done otherwise.
    ///
    /// # Errors
    /// The mistakes of reading, each at its place.
    pub fn whole(&self, undone: &str) -> Result<&CaseFile, Stop> {
        let n = self.mistakes.len();
        if n == 0 {
            return Ok(&self.case.file);
        }
        Err(Stop::content(self.mistakes.clone(), format!("{n} 件の誤りがあるため、{undone}")))
    }

    /// What reading found, the mistakes first.
    pub fn told_by_reading(&self) -> impl Iterator<Item = &Diagnostic> {
        self.mistakes.iter().chain(&self.remarks)
    }

    /// What reading and the rules found, without what the plan sets aside.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let judged = self.judgements.iter().filter(|judgement| judgement.waived.is_none());
        self.told_by_reading().chain(judged.map(|judgement| &judgement.diagnostic))
    }

    /// Whether anything is found that is at least this grave.
    #[must_use]
    pub fn has(&self, least: Severity) -> bool {
        let remarked = least == Severity::Info && !self.remarks.is_empty();
        remarked || !self.mistakes.is_empty() || self.judgements.iter().any(|judgement| judgement.counts(least))
    }

    /// Number of findings of a severity, those set aside and reminders left out.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let read = match severity {
            Severity::Error => self.mistakes.len(),
            Severity::Warning => 0,
            Severity::Info => self.remarks.len(),
        };
        let exactly = |judgement: &&Judgement| judgement.counts(severity) && judgement.diagnostic.severity == severity;
        read + self.judgements.iter().filter(exactly).count()
    }
}
