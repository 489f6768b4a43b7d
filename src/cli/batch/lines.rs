//! The lines of `manifest.jsonl`: one a client, a merged output, an older output that is still in the folder, and the summary.
//!
//! No text of a plan is in them: keys, paths, hashes, rules and lines.

use super::clients::{self, Client};
use crate::cli::args::BatchArgs;
use crate::cli::status::Status;
use serde::{Deserialize, Serialize};

/// What became of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Row {
    /// 「被保険者番号」 with the insurer's before it, or the plan's path.
    pub(in crate::cli) key: String,
    /// The plan's path as the run found it.
    pub(in crate::cli) source: String,
    /// The plan's path from the folder of the outputs: the same wherever a run was started and however it named the plan.
    #[serde(default)]
    pub(in crate::cli) plan: String,
    /// What became of it.
    pub(in crate::cli) status: Outcome,
    /// Why it is not done, a fixed word; empty when it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(in crate::cli) reason: String,
    /// The exit code that this client leads to.
    pub(in crate::cli) exit: u8,
    /// The output in the folder, or outputs when merged.
    pub(in crate::cli) files: Vec<String>,
    /// Pages of this client.
    pub(in crate::cli) pages: usize,
    /// Size of the output.
    pub(in crate::cli) bytes: u64,
    /// Hash of the output; of several, of their hashes.
    pub(in crate::cli) sha256: String,
    /// The hashes of several outputs of one client (packets), in the order of `files`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::cli) sha256s: Vec<String>,
    /// Hash of the plan and of the files that it names.
    pub(in crate::cli) input_sha256: String,
    /// Hash of the program, its templates and fonts, and the options.
    pub(in crate::cli) made_with: String,
    /// Which batch it was: a short hash of month, copies, merging and names of files.
    #[serde(default)]
    pub(in crate::cli) order: String,
    /// Whether the month was laid out for this print and is not in the plan.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::cli) expanded: bool,
    /// How long it took.
    pub(in crate::cli) ms: u64,
    /// What was found in the plan.
    pub(in crate::cli) findings: Vec<Found>,
    /// The place in the list of all clients, from 1, all parts of a divided run together.
    pub(in crate::cli) n: usize,
}

impl Row {
    /// The outputs of this client alone, each with its hash.
    pub(in crate::cli) fn outputs(&self) -> impl Iterator<Item = (&str, &str)> {
        let hashes = if self.sha256s.is_empty() { std::slice::from_ref(&self.sha256) } else { &self.sha256s };
        // Merged outputs have hashes of their own, in the rows of the volumes.
        let own = self.files.len() == hashes.len();
        let files = if own { &self.files[..] } else { &[] };
        let outputs = files.iter().map(String::as_str).zip(hashes.iter().map(String::as_str));
        outputs.filter(|(_, hash)| !hash.is_empty())
    }
}

/// What can become of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum Outcome {
    /// Printed.
    Done,
    /// Printed by an earlier run, and nothing has changed since.
    Skipped,
    /// Nothing against it, but not printed because of others (`--strict`).
    Held,
    /// Not printed for what the plan says.
    Refused,
    /// Not printed, and it is not the plan's fault.
    Failed,
}

impl Outcome {
    /// Whether the output is there.
    pub(in crate::cli) const fn is_printed(self) -> bool {
        matches!(self, Self::Done | Self::Skipped)
    }
}

/// A finding by its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Found {
    /// The rule; empty for what has no number.
    pub(in crate::cli) rule: String,
    /// The line in the plan, from 1; 0 without a place.
    pub(in crate::cli) line: usize,
    /// The file, when it is not the plan itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) file: Option<String>,
}

/// A merged output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct VolumeRow {
    /// The output in the folder.
    pub(in crate::cli) volume: String,
    /// What became of it; `failed` also when only some of its clients are in it.
    pub(in crate::cli) status: Outcome,
    /// The keys of its clients, in their order.
    pub(in crate::cli) clients: Vec<String>,
    /// How many pages each of them has in it.
    pub(in crate::cli) pages_of: Vec<usize>,
    /// Its pages, empty ones too.
    pub(in crate::cli) pages: usize,
    /// Its size.
    pub(in crate::cli) bytes: u64,
    /// Its hash.
    pub(in crate::cli) sha256: String,
    /// Hash of all that its clients' plans say.
    pub(in crate::cli) input_sha256: String,
    /// Hash of the program, its templates and fonts, and the options.
    pub(in crate::cli) made_with: String,
    /// Which batch it was, as in [`Row`].
    #[serde(default)]
    pub(in crate::cli) order: String,
    /// How long it took.
    pub(in crate::cli) ms: u64,
}

/// A line of an output of an earlier run that is still in the folder, with a hash that it was written with; one that was
/// written anew without its line has several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Old {
    /// The output in the folder, whatever the line says of it.
    #[serde(flatten)]
    pub(in crate::cli) standing: Standing,
    /// Its hash when it was written.
    pub(in crate::cli) sha256: String,
    /// Which batch it was, as in [`Row`].
    #[serde(default)]
    pub(in crate::cli) order: String,
    /// The plans whose pages are in it, as in [`Row`].
    #[serde(default)]
    pub(in crate::cli) plans: Vec<String>,
    /// The keys of its clients, as in [`Row`].
    #[serde(default)]
    pub(in crate::cli) clients: Vec<String>,
}

/// What an old output is to its clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum Standing {
    /// Not decided yet: its client could not be printed since, or another batch made it, or a run set out to write it.
    Kept(String),
    /// Nobody's any more.
    Leftover(String),
}

/// The last object: what the whole run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Summary {
    /// Always true: tells this object from the others.
    #[serde(rename = "summary")]
    pub(in crate::cli) last: bool,
    /// The month.
    pub(in crate::cli) month: String,
    /// `hash:1/4` when the run was a part.
    pub(in crate::cli) partition: Option<String>,
    /// A short hash of all that was asked for: parts of one run have the same.
    #[serde(default)]
    pub(in crate::cli) asked: String,
    /// All clients, of all parts.
    pub(in crate::cli) all: usize,
    /// A short hash of who they are: parts that saw different folders are no whole.
    #[serde(default)]
    pub(in crate::cli) list: String,
    /// The clients of this run.
    pub(in crate::cli) clients: usize,
    /// Printed now.
    pub(in crate::cli) done: usize,
    /// Printed before and unchanged.
    pub(in crate::cli) skipped: usize,
    /// Not printed because of others.
    pub(in crate::cli) held: usize,
    /// Refused for what the plan says.
    pub(in crate::cli) refused: usize,
    /// Failed.
    pub(in crate::cli) failed: usize,
    /// Not come to.
    pub(in crate::cli) left: usize,
    /// Months laid out for this print.
    pub(in crate::cli) expanded: usize,
    /// Merged outputs, old and new.
    #[serde(default)]
    pub(in crate::cli) volumes: usize,
    /// Outputs of earlier runs that belong to nobody any more and are still there.
    #[serde(default)]
    pub(in crate::cli) leftover: usize,
    /// Outputs of earlier runs of which this one could not say whose they are.
    #[serde(default)]
    pub(in crate::cli) kept: usize,
    /// Those that were removed.
    #[serde(default)]
    pub(in crate::cli) pruned: usize,
    /// Pages printed now.
    pub(in crate::cli) pages: usize,
    /// Bytes of the outputs printed now.
    pub(in crate::cli) bytes: u64,
    /// How long the run took.
    pub(in crate::cli) ms: u64,
    /// The exit code.
    pub(in crate::cli) exit: u8,
}

impl Summary {
    /// The summary of a run that has done nothing yet, with the list of all clients.
    pub(super) fn begin(args: &BatchArgs, asked: String, clients: &[Client]) -> Self {
        let (all, list) = (clients.len(), clients::list_of(clients));
        let partition = args.partition.map(|part| part.to_string());
        Self { last: true, month: args.month.to_string(), partition, asked, all, list, ..Self::default() }
    }

    /// How many clients the run came to.
    pub(super) const fn seen(&self) -> usize {
        self.done + self.skipped + self.held + self.refused + self.failed
    }

    /// Counts a client; one that `was_held` is held no longer.
    pub(in crate::cli) fn count(&mut self, row: &Row, was_held: bool) {
        self.held -= usize::from(was_held);
        let counter = match row.status {
            Outcome::Done => &mut self.done,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Held => &mut self.held,
            Outcome::Refused => &mut self.refused,
            Outcome::Failed => &mut self.failed,
        };
        *counter += 1;
        self.expanded += usize::from(row.expanded && row.status.is_printed());
        if row.status == Outcome::Done {
            self.pages += row.pages;
            self.bytes += row.bytes;
        }
        self.exit = self.exit.max(row.exit);
    }

    /// Counts a merged output.
    pub(in crate::cli) fn count_volume(&mut self, row: &VolumeRow) {
        // One of which nothing was written has no hash.
        self.volumes += usize::from(!row.sha256.is_empty());
        if row.status != Outcome::Skipped {
            self.bytes += row.bytes;
        }
    }
}

/// The exit code as a status.
pub(in crate::cli) fn status(exit: u8) -> Status {
    let known = Status::ALL.iter().map(|(status, _)| *status).find(|status| status.code() == exit);
    known.unwrap_or(Status::Internal)
}
