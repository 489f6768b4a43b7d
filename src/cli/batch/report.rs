//! What is told at the end: the sum in one line, and who was not printed and why.

use super::lines::{Row, Summary};
use super::order::NO_MONTH;
use super::progress::{per_second, span};
use crate::billing::expand::AUGUST;
use crate::cli::Terminal;
use crate::cli::args::BatchArgs;
use crate::cli::status::{Failure, Status, why};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Duration;

/// How many of those that were not printed are told.
const TOLD: usize = 50;

/// Why clients were not printed, a line each.
#[derive(Default)]
pub(super) struct Reasons {
    lines: Vec<(usize, String)>,
    more: usize,
    /// Whether anybody was refused for want of the month.
    without_month: bool,
    /// Whether months are laid out without the day of consent.
    undated: bool,
    /// Whether the month is an August.
    august: bool,
    /// What should be looked at in months that were laid out, by client.
    notes: BTreeMap<usize, Vec<String>>,
    /// Variants that are printed as another of the same shape: what is told of each, and where it stands, by client.
    variants: BTreeMap<String, BTreeMap<usize, String>>,
}

impl Reasons {
    /// None yet.
    pub(super) fn begin(args: &BatchArgs) -> Self {
        let undated = args.expanding.issued_on.is_none();
        Self { undated, august: args.month.month() == 8, ..Self::default() }
    }

    /// Adds what should be looked at in a client's month; a client that is met again says the same again.
    pub(super) fn note(&mut self, row: &Row, notes: Vec<String>) {
        if !notes.is_empty() {
            self.notes.insert(row.n, notes);
        }
    }

    /// Adds the variants of a client's plan that are printed as another of the same shape.
    pub(super) fn variants(&mut self, row: &Row, variants: Vec<(String, String)>) {
        for (place, words) in variants {
            self.variants.entry(words).or_default().insert(row.n, place);
        }
    }

    /// Adds why a client was not printed, if there is anything to say.
    pub(super) fn add(&mut self, row: &Row, line: String, expanding: bool) {
        if line.is_empty() {
            return;
        }
        self.without_month |= row.reason == NO_MONTH && !expanding;
        let place = self.lines.partition_point(|(other, _)| *other < row.n);
        self.lines.insert(place, (row.n, line));
        if self.lines.len() > TOLD {
            // The last of the list is left out, so that what is told does not depend on who was quickest.
            self.lines.pop();
            self.more += 1;
        }
    }
}

/// Tells what the run came to.
pub(super) fn tell(summary: &Summary, reasons: &Reasons, manifest: &Path, terminal: &mut Terminal) {
    for (_, line) in &reasons.lines {
        terminal.words(line);
    }
    if reasons.more > 0 {
        terminal.result(format_args!("ほかに {} 人（「{}」にあります）", reasons.more, manifest.display()));
    }
    let counts = [
        ("印刷", summary.done),
        ("前回のまま", summary.skipped),
        ("点検だけ", summary.held),
        ("お断り", summary.refused),
        ("失敗", summary.failed),
        ("残り", summary.left),
    ];
    let counts = counts.iter().filter(|(word, count)| *count > 0 || *word == "印刷");
    let counts: Vec<String> = counts.map(|(word, count)| format!("{word} {count}")).collect();
    let time = Duration::from_millis(summary.ms);
    let rate = per_second(summary.pages, time).map(|rate| format!("、毎秒 {rate} ページ")).unwrap_or_default();
    terminal.result(format_args!(
        "{} 人：{}　{} ページ、{}{rate}",
        summary.clients,
        counts.join("、"),
        summary.pages,
        span(time)
    ));
    for note in reasons.notes.values().flatten() {
        terminal.say(note);
    }
    for (words, places) in &reasons.variants {
        let first = places.values().next().map(String::as_str).unwrap_or_default();
        let more = if places.len() > 1 { format!(" ほか {} 人", places.len() - 1) } else { String::new() };
        terminal.inform(format_args!("{words}（{first}{more}）"));
    }
    if summary.expanded > 0 {
        terminal.inform(format_args!(
            "{} 人の利用票は、計画書にないため前の月または第2・3表から作りました。内容を確かめてください",
            summary.expanded
        ));
        if reasons.undated {
            terminal.inform("その作成年月日（利用者等が同意した日）は空です。--issued-on 日付 で入れられます");
        }
        if reasons.august {
            terminal.inform(AUGUST);
        }
    }
    if reasons.without_month {
        terminal.inform("第6表のない人の分は、--expand を付けると、計画書に書かずに作って印刷します");
    }
    if summary.volumes > 0 {
        terminal.result(format_args!("{} 冊のPDFにまとめました", summary.volumes));
    }
    if summary.held > 0 && summary.exit != Status::Interrupted.code() {
        terminal.inform("--keep-going を付けると、誤りのない人の分を印刷します");
    }
}

/// The manifest and its summary, for other programs; without a manifest the summary alone.
///
/// # Errors
/// They cannot be written out.
pub(super) fn objects(summary: &Summary, manifest: &Path, terminal: &mut Terminal) -> anyhow::Result<()> {
    let last = serde_json::to_string(summary)?;
    let failed = |error: &std::io::Error| Failure::Read { path: manifest.display().to_string(), why: why(error) };
    let lines = std::fs::File::open(manifest).map(BufReader::new).map_err(|error| failed(&error))?;
    for line in lines.lines() {
        let line = line.map_err(|error| failed(&error))?;
        if !line.is_empty() && !line.starts_with("{\"summary\"") {
            terminal.result(line);
        }
    }
    terminal.result(last);
    Ok(())
}
