//! What becomes of one client: its row, and what is told of it.

use super::clients::Client;
use super::leaves::Leaves;
use super::lines::{Found, Outcome, Row};
use super::merge::Destination;
use crate::cli::laid::{Laid, Places};
use crate::cli::status::Status;
use crate::forms::unprintable;
use crate::press::{Cause, Checked, Stop};
use crate::report::{Diagnostic, Severity, human};
use crate::rules::office::providers::Naming;
use crate::source::Span;
use std::time::Instant;

/// A client that is through.
pub(super) struct Ended {
    /// For the manifest.
    pub(super) row: Row,
    /// For the terminal: why there is no output, with its place. Empty when there is one.
    pub(super) told: String,
    /// What the user should look at in a month: what was laid out in it, and what its pages do not say; a line each.
    pub(super) notes: Vec<String>,
    /// What is the same for many, as variants of kanji that are printed as another of the same shape: where, and what is told.
    pub(super) variants: Vec<(String, String)>,
    /// Which merged outputs a client that is held goes into.
    pub(super) goes: Vec<Destination>,
    /// Its providers, where outputs are theirs.
    pub(super) namings: Vec<Naming>,
    /// Its pages for them, where they are held.
    pub(super) leaves: Option<Leaves>,
}

impl Ended {
    pub(super) fn new(row: Row) -> Self {
        Self {
            row,
            told: String::new(),
            notes: Vec::new(),
            variants: Vec::new(),
            goes: Vec::new(),
            namings: Vec::new(),
            leaves: None,
        }
    }

    /// With what was noted of a month that was laid out.
    pub(super) fn noted(mut self, client: &Client, laid: Option<&Laid>) -> Self {
        if let Some(laid) = laid {
            let sources = Places::new(laid.sources(), None);
            self.notes = laid.notes.iter().map(|note| place_and_message(client, sources, note)).collect();
        }
        self
    }

    /// With what the paper does not show: what is this client's own, and what is the same for many (variants of kanji, texts
    /// that the sheets have no field for).
    pub(super) fn with_unseen(
        mut self,
        client: &Client,
        checked: &Checked,
        laid: Option<&Laid>,
        unseen: &[Diagnostic],
    ) -> Self {
        let places = Places::new(&checked.sources, laid);
        let replaced = unprintable::replaced(&checked.sources).into_iter();
        let replaced = replaced.map(|(span, words)| Diagnostic::new(Severity::Info, span, words));
        for diagnostic in replaced.chain(unseen.iter().cloned()) {
            let line = place_and_message(client, places, &diagnostic);
            if diagnostic.severity == Severity::Info {
                let place = line.split(": ").next().unwrap_or_default().to_owned();
                self.variants.push((place, diagnostic.message));
            } else if !self.notes.contains(&line) {
                self.notes.push(line);
            }
        }
        self
    }

    pub(super) fn timed(mut self, started: Instant) -> Self {
        self.row.ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self
    }
}

impl Row {
    pub(super) fn refused(self, reason: &str, told: String) -> Ended {
        let row = Self { status: Outcome::Refused, exit: Status::Refused.code(), reason: reason.to_owned(), ..self };
        Ended { told, ..Ended::new(row) }
    }

    pub(super) fn failed(self, status: Status, reason: &str, told: String) -> Ended {
        let row = Self { status: Outcome::Failed, exit: status.code(), reason: reason.to_owned(), ..self };
        Ended { told, ..Ended::new(row) }
    }

    /// What a stop of the pipeline makes of the row.
    pub(super) fn stopped(mut self, client: &Client, places: Places, stop: &Stop, reason: &str) -> Ended {
        let told = stop.diagnostics.first().map_or_else(
            || format!("{}: {}", self.source, stop.summary),
            |first| place_and_message(client, places, first),
        );
        for diagnostic in &stop.diagnostics {
            let found = found(places, diagnostic);
            if !self.findings.contains(&found) {
                self.findings.push(found);
            }
        }
        match status_of(stop.cause) {
            Status::Refused => self.refused(reason, told),
            status => self.failed(status, reason, told),
        }
    }
}

/// How a client ends whose pages were stopped: what the machine could not do now, another try may.
pub(super) fn status_of(cause: Cause) -> Status {
    if cause == Cause::Machine { Status::Unfinished } else { cause.into() }
}

/// All that was found, by rule and line.
pub(super) fn findings(checked: &Checked, places: Places) -> Vec<Found> {
    let judged = checked.judgements.iter().filter(|judgement| judgement.counts(Severity::Info));
    let all = checked.told_by_reading().chain(judged.map(|judgement| &judgement.diagnostic));
    all.map(|diagnostic| found(places, diagnostic)).collect()
}

/// What should be looked at in a month that was laid out, by its line.
pub(super) fn noted(laid: &Laid) -> impl Iterator<Item = Found> {
    laid.notes.iter().map(|note| found(Places::new(laid.sources(), None), note))
}

/// A finding as the manifest has it.
pub(super) fn found(places: Places, diagnostic: &Diagnostic) -> Found {
    let (sources, diagnostic) = (places.sources(), places.own(diagnostic));
    let Span { file: id, start, .. } = diagnostic.span;
    let file = sources.file_of(diagnostic.span);
    let plan = sources.iter().next().map(|(plan, _)| plan);
    Found {
        rule: diagnostic.code.to_owned(),
        line: file.map_or(0, |file| file.line_of(start)),
        file: file.filter(|_| Some(id) != plan).map(|file| file.path().to_owned()),
    }
}

/// One line; the plan is named even where the place is not known.
pub(super) fn place_and_message(client: &Client, places: Places, diagnostic: &Diagnostic) -> String {
    let diagnostic = places.own(diagnostic);
    let line = human::line(places.sources(), &diagnostic);
    if diagnostic.span.is_detached() { format!("{}: {line}", client.path.display()) } else { line }
}
