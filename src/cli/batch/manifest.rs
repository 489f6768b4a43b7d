//! `manifest.jsonl`: one object a client, added as each ends, in the order of the list when all have ended, and a summary.
//!
//! No text of a plan is in it: keys, paths, hashes, rules and lines. A line that a killed run left half written is passed
//! over by the next.

use super::folder::{Folder, own};
use crate::cli::args::BatchArgs;
use crate::cli::files::Content;
use crate::cli::status::{Failure, Status, why};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What became of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Row {
    /// 「被保険者番号」 with the insurer's before it, or the plan's path.
    pub(in crate::cli) key: String,
    /// The plan's path as the run found it.
    pub(in crate::cli) source: String,
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
    pub(super) fn outputs(&self) -> impl Iterator<Item = (&str, &str)> {
        let hashes = if self.sha256s.is_empty() { std::slice::from_ref(&self.sha256) } else { &self.sha256s };
        // Merged outputs have hashes of their own, in the rows of the volumes.
        let own = self.files.len() == hashes.len();
        let files = if own { &self.files[..] } else { &[] };
        files.iter().map(String::as_str).zip(hashes.iter().map(String::as_str))
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

/// An output of an earlier run that is still in the folder and belongs to nobody any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Leftover {
    /// The output in the folder.
    pub(in crate::cli) leftover: String,
    /// Its hash when it was written.
    pub(in crate::cli) sha256: String,
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
    /// All clients, of all parts.
    pub(in crate::cli) all: usize,
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
    /// The summary of a run that has done nothing yet; `all` clients are in its list.
    pub(super) fn begin(args: &BatchArgs, all: usize) -> Self {
        let partition = args.partition.map(|part| part.to_string());
        Self { last: true, month: args.month.to_string(), partition, all, ..Self::default() }
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
    pub(super) fn count_volume(&mut self, row: &VolumeRow) {
        // One of which nothing was written has no hash.
        self.volumes += usize::from(!row.sha256.is_empty());
        if row.status != Outcome::Skipped {
            self.bytes += row.bytes;
        }
    }
}

/// A manifest in the making: where the line of each client of the run stands in the file.
pub(super) struct Manifest {
    path: PathBuf,
    file: File,
    end: u64,
    lines: Vec<Option<(u64, usize)>>,
    volumes: BTreeMap<usize, (u64, usize)>,
    /// Why lines are missing.
    pub(super) failure: Option<Failure>,
}

impl Manifest {
    /// Begins the manifest of so many clients; `keep` leaves the lines of the last run in it until the end.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn begin(folder: &Folder, clients: usize, keep: bool) -> Result<Self, Failure> {
        let path = folder.manifest();
        folder.permit(&path, Content::Manifest)?;
        let open = || {
            let mut file = own().read(true).write(true).create(true).truncate(!keep).open(&path)?;
            let mut end = file.seek(SeekFrom::End(0))?;
            if end > 0 {
                // Behind what may be half a line.
                file.write_all(b"\n")?;
                end += 1;
            }
            Ok((file, end))
        };
        let (file, end) = open().map_err(|error| failed(&path, &error))?;
        Ok(Self { path, file, end, lines: vec![None; clients], volumes: BTreeMap::new(), failure: None })
    }

    /// Adds what became of client `at` of this run; what was said of it before no longer counts.
    pub(super) fn add(&mut self, at: usize, row: &Row) {
        if let Some(place) = self.append(row) {
            self.lines[at] = Some(place);
        }
    }

    /// Adds merged output `number` of this run.
    pub(super) fn add_volume(&mut self, number: usize, row: &VolumeRow) {
        let place = self.append(row);
        self.volumes.extend(place.map(|place| (number, place)));
    }

    /// What was said last of a client.
    pub(super) fn row(&mut self, at: usize) -> Option<Row> {
        let line = self.line(self.lines[at]?).ok();
        // Lines are added at the end.
        self.file.seek(SeekFrom::Start(self.end)).ok()?;
        serde_json::from_slice(&line?).ok()
    }

    fn append(&mut self, row: &impl Serialize) -> Option<(u64, usize)> {
        let line = serde_json::to_string(row).unwrap_or_default() + "\n";
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            self.failure.get_or_insert_with(|| failed(&self.path, &error));
            // Half of it may stand there: the next line begins at a place that is known.
            let _ = self.file.set_len(self.end);
            let _ = self.file.seek(SeekFrom::Start(self.end));
            return None;
        }
        let place = (self.end, line.len());
        self.end += line.len() as u64;
        Some(place)
    }

    fn line(&mut self, (start, length): (u64, usize)) -> io::Result<Vec<u8>> {
        let mut line = vec![0; length];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut line)?;
        Ok(line)
    }

    /// Writes the manifest anew, in the order of the list, with the outputs that are nobody's and the summary. What an
    /// earlier run knew of clients that this one did not come to is kept.
    ///
    /// # Errors
    /// It cannot be written; the lines as they were added are then still there.
    pub(super) fn finish(
        &mut self,
        folder: &Folder,
        earlier: impl Fn(usize) -> Option<Row>,
        leftovers: &[Leftover],
        summary: &Summary,
    ) -> Result<(), Failure> {
        self.rewrite(folder, earlier, leftovers, summary).map_err(|error| failed(&self.path, &error))
    }

    fn rewrite(
        &mut self,
        folder: &Folder,
        earlier: impl Fn(usize) -> Option<Row>,
        leftovers: &[Leftover],
        summary: &Summary,
    ) -> io::Result<()> {
        let mut whole = BufWriter::new(folder.begin()?);
        for at in 0..self.lines.len() {
            if let Some(place) = self.lines[at] {
                whole.write_all(&self.line(place)?)?;
            } else if let Some(row) = earlier(at) {
                writeln!(whole, "{}", serde_json::to_string(&row)?)?;
            }
        }
        for place in std::mem::take(&mut self.volumes).into_values() {
            whole.write_all(&self.line(place)?)?;
        }
        for leftover in leftovers {
            writeln!(whole, "{}", serde_json::to_string(leftover)?)?;
        }
        writeln!(whole, "{}", serde_json::to_string(summary)?)?;
        let whole = whole.into_inner().map_err(io::IntoInnerError::into_error)?;
        whole.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::Write { path: path.display().to_string(), why: why(error) }
}

/// A manifest as it was read: the last row of each client in the order of their first ones, and the summary.
#[derive(Debug, Default)]
pub(in crate::cli) struct Record {
    /// The rows.
    pub(in crate::cli) rows: Vec<Row>,
    /// Merged outputs.
    pub(in crate::cli) volumes: Vec<VolumeRow>,
    /// Outputs that belong to nobody any more.
    pub(in crate::cli) leftovers: Vec<Leftover>,
    /// The summary; none when the run did not end.
    pub(in crate::cli) summary: Option<Summary>,
}

impl Record {
    /// Reads a manifest; half lines are passed over.
    ///
    /// # Errors
    /// It cannot be read.
    pub(in crate::cli) fn read(path: &Path) -> Result<Self, Failure> {
        let failed = |error: &io::Error| Failure::Read { path: path.display().to_string(), why: why(error) };
        let mut lines = BufReader::new(File::open(path).map_err(|error| failed(&error))?);
        let (mut record, mut places) = (Self::default(), HashMap::<String, usize>::new());
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).map_err(|error| failed(&error))? > 0 {
            if let Ok(row) = serde_json::from_slice::<Row>(&line) {
                // What was said after a summary began a new run.
                record.summary = None;
                if let Some(place) = places.get(&row.key) {
                    record.rows[*place] = row;
                } else {
                    places.insert(row.key.clone(), record.rows.len());
                    record.rows.push(row);
                }
            } else if let Ok(volume) = serde_json::from_slice::<VolumeRow>(&line) {
                record.volumes.retain(|known| known.volume != volume.volume);
                record.volumes.push(volume);
            } else if let Ok(leftover) = serde_json::from_slice::<Leftover>(&line) {
                record.leftovers.retain(|known| known.leftover != leftover.leftover);
                record.leftovers.push(leftover);
            } else if let Ok(summary) = serde_json::from_slice::<Summary>(&line) {
                record.summary = Some(summary);
            }
            line.clear();
        }
        Ok(record)
    }
}

/// The exit code as a status.
pub(in crate::cli) fn status(exit: u8) -> Status {
    let known = Status::ALL.iter().map(|(status, _)| *status).find(|status| status.code() == exit);
    known.unwrap_or(Status::Internal)
}
