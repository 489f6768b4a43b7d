//! One client's line: who, the steps, what the rules found.

use super::View;
use crate::calendar::Date;
use crate::cli::names::unnumbered;
use crate::cli::plans;
use crate::press::Checked;
use crate::report::Severity;
use crate::rules::CheckContext;
use crate::rules::steps::{State, Step, What, steps};
use std::path::{Path, PathBuf};

/// 「利用者一人の行」
#[derive(Clone, Debug)]
pub(in crate::cli) struct Row {
    pub(super) file: PathBuf,
    /// Why the plan, or part of it, could not be read.
    pub(super) problem: Option<Problem>,
    /// Empty where none can be read: whatever else stands there may be a name.
    pub(super) number: String,
    pub(super) insurer: String,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) level: String,
    pub(super) care_manager: String,
    /// 「原案」
    pub(super) draft: bool,
    pub(super) steps: Vec<Step>,
    /// Errors, warnings, infos.
    pub(super) findings: [usize; 3],
    /// The client's other plans among those of the board: the one before, the one that comes.
    pub(super) others: Vec<Other>,
}

/// 「前の計画」「次の計画」 that does not hold on the board's day.
#[derive(Clone, Debug)]
pub(super) struct Other {
    pub(super) file: PathBuf,
    pub(super) role: Role,
    pub(super) begins_on: Option<Date>,
    pub(super) draft: bool,
    pub(super) findings: [usize; 3],
}

/// What another plan is to the one that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// 「前の計画」
    Before,
    /// 「次の計画」
    Next,
}

impl Role {
    pub(super) const fn printed(self) -> &'static str {
        match self {
            Self::Before => "前の計画",
            Self::Next => "次の計画",
        }
    }

    /// The English word, for machines.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Next => "next",
        }
    }
}

/// What stands in the way of reading.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// What is told where names may be seen: the first mistake with its words.
    pub(super) message: String,
    /// The same without anything of the plan in it.
    pub(super) plain: String,
    /// Whether nothing at all could be read.
    pub(super) whole: bool,
}

/// How urgent a line is, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// The plan cannot be read: what is due nobody knows.
    Broken,
    /// The certification has ended: its end is written, and over.
    Expired,
    /// A rule accuses something as missing.
    Late,
    /// Something is due within the days asked for.
    Near,
    /// Something is due later, or nothing is.
    Calm,
}

impl Urgency {
    /// The English word, for machines.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Expired => "expired",
            Self::Late => "late",
            Self::Near => "due",
            Self::Calm => "none",
        }
    }
}

impl Row {
    /// The line of a plan of which nothing could be read.
    pub(super) fn unread(file: &Path, why: String) -> Self {
        let plain = why.clone();
        Self {
            file: file.to_owned(),
            problem: Some(Problem { message: why, plain, whole: true }),
            number: String::new(),
            insurer: String::new(),
            name: String::new(),
            kana: String::new(),
            level: String::new(),
            care_manager: String::new(),
            draft: false,
            steps: Vec::new(),
            findings: [0; 3],
            others: Vec::new(),
        }
    }

    /// The line of a plan at which the program itself failed, at a place of its own.
    pub(in crate::cli) fn failed(file: &Path, place: &str) -> Self {
        Self::unread(file, format!("プログラムの不具合です（{place}）"))
    }

    /// The line of a plan that was checked on the board's day.
    pub(super) fn of(file: &Path, checked: &Checked, followed_on: Option<Date>, view: View) -> Self {
        let case = &checked.case.file;
        let problem = problem(checked);
        let whole = problem.as_ref().is_some_and(|problem| problem.whole);
        let client = case.client.as_ref();
        let office = case.office.get();
        let context = CheckContext::new(case, Some(view.as_of)).followed(followed_on);
        let mut steps = if whole { Vec::new() } else { steps(&context, view.month) };
        for step in &mut steps {
            set_aside(step, checked);
        }
        Self {
            file: file.to_owned(),
            problem,
            number: client
                .and_then(|client| client.insured_number.get())
                .map(|number| number.0.clone())
                .unwrap_or_default(),
            insurer: client
                .and_then(|client| client.insurer_number.get())
                .map(|number| number.0.clone())
                .unwrap_or_default(),
            name: client.map_or("", |client| client.name.text().trim()).to_owned(),
            kana: client.map_or("", |client| client.kana.text().trim()).to_owned(),
            level: context.level().map_or("", |level| level.printed()).to_owned(),
            care_manager: office.map_or("", |office| office.care_manager.text().trim()).to_owned(),
            draft: case.is_draft(),
            steps,
            findings: [Severity::Error, Severity::Warning, Severity::Info].map(|severity| checked.count(severity)),
            others: Vec::new(),
        }
    }

    /// Takes in another plan of the client. Of the one before, what is not done yet stays to be done: 実績 of its months, visits.
    pub(super) fn join(&mut self, other: Self, role: Role, begins_on: Option<Date>) {
        let Self { file, draft, findings, steps, .. } = other;
        let stays = |step: &Step| {
            matches!(step.what, What::Actual(_) | What::PastVisits | What::Results)
                && matches!(step.state, State::Late | State::Due)
        };
        if role == Role::Before {
            for mut step in steps.into_iter().filter(stays) {
                step.note = if step.note.is_empty() {
                    Role::Before.printed().to_owned()
                } else {
                    format!("{}：{}", Role::Before.printed(), step.note)
                };
                self.steps.push(step);
            }
        }
        self.others.push(Other { file, role, begins_on, draft, findings });
    }

    /// Who it is: the name, or where names may not be seen the number.
    pub(super) fn who(&self, view: View) -> String {
        let number = || {
            if self.number.is_empty() {
                // The file's name may be the client's.
                unnumbered(&self.file.to_string_lossy())
            } else {
                self.number.clone()
            }
        };
        match (view.no_names, self.name.is_empty(), self.number.is_empty()) {
            (false, false, _) => self.name.clone(),
            (false, true, true) => "（氏名なし）".to_owned(),
            _ => number(),
        }
    }

    /// How urgent it is, in words; nothing where nothing is.
    pub(super) fn urgent(&self, view: View) -> &'static str {
        match self.urgency(view) {
            Urgency::Broken => "読めない",
            Urgency::Expired => "認定切れ",
            Urgency::Late => "遅れ",
            Urgency::Near => "期限が近い",
            Urgency::Calm => "",
        }
    }

    /// The file; nothing where names may not be seen.
    pub(super) fn shown_file(&self, view: View) -> String {
        if view.no_names { String::new() } else { self.file.display().to_string() }
    }

    pub(super) fn problem(&self, view: View) -> Option<&str> {
        self.problem.as_ref().map(|problem| if view.no_names { &problem.plain[..] } else { &problem.message[..] })
    }

    pub(super) fn urgency(&self, view: View) -> Urgency {
        let of = |state: State| move |step: &&Step| step.state == state;
        let late = || self.steps.iter().filter(of(State::Late));
        if self.problem.is_some() {
            Urgency::Broken
        // Where no end is written none is over: a plan that was just begun.
        } else if late().any(|step| step.what == What::Certification && step.on.is_some()) {
            Urgency::Expired
        } else if late().next().is_some() {
            Urgency::Late
        } else if self.steps.iter().filter(of(State::Due)).any(|step| view.is_near(step)) {
            Urgency::Near
        } else {
            Urgency::Calm
        }
    }

    /// The order of the board: by urgency, then what ends or is due first, then by reading of the name.
    pub(super) fn order(&self, view: View) -> (Urgency, Option<Date>, String, PathBuf) {
        let urgency = self.urgency(view);
        let wanted = if urgency <= Urgency::Late { State::Late } else { State::Due };
        let first = self.steps.iter().filter(|step| step.state == wanted).filter_map(|step| step.on).min();
        let first = first.or(Some(Date::MAX));
        let who = if view.no_names { self.number.clone() } else { self.kana.clone() };
        (urgency, first, who, self.file.clone())
    }

    /// The steps in a state.
    pub(super) fn in_state(&self, state: State) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.state == state)
    }
}

/// What stands in the way of reading a plan.
fn problem(checked: &Checked) -> Option<Problem> {
    let first = checked.mistakes.first()?;
    let n = checked.mistakes.len();
    let at = |no_names| plans::line_of(checked, first.span, no_names).map(|line| line + "：").unwrap_or_default();
    let more = if n > 1 { format!("（ほか {} 件）", n - 1) } else { String::new() };
    Some(Problem {
        message: format!("{}{}{more}", at(false), first.message),
        plain: format!("{}{}{more}", at(true), first.code),
        whole: checked.case.broken,
    })
}

/// A step whose accusers the plan sets aside with a reason (例外) is not late.
fn set_aside(step: &mut Step, checked: &Checked) {
    if step.state != State::Late {
        return;
    }
    let accused = checked.judgements.iter().filter(|judged| step.what.accusers().contains(&judged.rule.id));
    let (mut any, mut told) = (false, false);
    for judged in accused {
        any = true;
        told |= judged.waived.is_none();
    }
    if any && !told {
        step.state = State::Idle;
        step.note = String::from("例外");
    }
}
