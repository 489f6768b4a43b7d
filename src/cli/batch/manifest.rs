//! `manifest.jsonl` in the making: one object a client, added as each ends, in the order of the list when all have ended, and a
//! summary.
//!
//! What is about to be written to the folder is announced first, so that a run which is killed in between leaves no output that
//! nobody remembers. A run never writes into the file that it found: its lines are copied, with new ones behind them the copy has the name while
//! the run works, and at the end the whole is written beside and renamed. So whatever ends a run, all that is known of the
//! folder stands in the manifest; a line that is half written is passed over by the next run.

use super::folder::Folder;
use super::lines::{Old, Row, Summary, VolumeRow};
use super::record::Output;
use crate::cli::files::Content;
use crate::cli::files::door::followed;
use crate::cli::names::folded;
use crate::cli::status::{Failure, why};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A manifest in the making: where the line of each client of the run stands in the file.
pub(super) struct Manifest {
    path: PathBuf,
    file: File,
    end: u64,
    lines: Vec<Option<(u64, usize)>>,
    volumes: BTreeMap<usize, (u64, usize)>,
    /// Which clients of the run are printed.
    printed: Vec<bool>,
    /// The outputs that the lines of this run tell of, by their folded names.
    made: HashSet<String>,
    /// The outputs that workers set out to write.
    announced: Vec<Output>,
    /// Why lines are missing.
    pub(super) failure: Option<Failure>,
}

impl Manifest {
    /// Begins the manifest of so many clients, behind what is known already.
    ///
    /// # Errors
    /// It cannot be written; the old one is then as it was.
    pub(super) fn begin(folder: &Folder, clients: usize) -> Result<Self, Failure> {
        let path = folder.manifest();
        folder.permit(&path, Content::Manifest)?;
        // A link of that name stays, and what it leads to is replaced.
        let path = followed(&path);
        let begun = || {
            let mut file = folder.begin(&path)?;
            let known = match File::open(&path) {
                Ok(mut old) => io::copy(&mut old, &mut file)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
                Err(error) => return Err(error),
            };
            // Behind what may be half a line.
            file.write_all(if known > 0 { b"\n" } else { b"" })?;
            let end = file.stream_position()?;
            Ok((file.persist(&path).map_err(|error| error.error)?, end))
        };
        let (file, end) = begun().map_err(|error| failed(&path, &error))?;
        let (lines, printed) = (vec![None; clients], vec![false; clients]);
        Ok(Self {
            path,
            file,
            end,
            lines,
            volumes: BTreeMap::new(),
            printed,
            made: HashSet::new(),
            announced: Vec::new(),
            failure: None,
        })
    }

    /// Writes down what a worker is about to write: as what lies in the folder, until the line of its client tells of it.
    ///
    /// # Errors
    /// It cannot be written down; then it is not to be written.
    pub(super) fn announce(&mut self, outputs: Vec<Output>) -> Result<(), Failure> {
        for line in outputs.iter().flat_map(Output::lines) {
            self.write(&line).map_err(|error| failed(&self.path, &error))?;
        }
        self.announced.extend(outputs);
        Ok(())
    }

    /// What was announced and is in no line of this run: a set of which one could not be written, a worker that broke down.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = (String, &Output)> {
        let named = self.announced.iter().map(|output| (folded(&output.name), output));
        named.filter(|(name, _)| !self.has_made(name))
    }

    /// Adds what became of client `at` of this run; what was said of it before no longer counts.
    pub(super) fn add(&mut self, at: usize, row: &Row) {
        if let Some(place) = self.append(row) {
            self.lines[at] = Some(place);
            self.printed[at] = row.status.is_printed();
            self.made.extend(row.outputs().map(|(name, _)| folded(name)));
        }
    }

    /// Adds merged output `number` of this run.
    pub(super) fn add_volume(&mut self, number: usize, row: &VolumeRow) {
        if let Some(place) = self.append(row) {
            self.volumes.insert(number, place);
            // One of which nothing was written has no hash.
            self.made.extend((!row.sha256.is_empty()).then(|| folded(&row.volume)));
        }
    }

    /// Whether a client of this run is printed.
    pub(super) fn has_printed(&self, at: usize) -> bool {
        self.printed[at]
    }

    /// Whether this run made an output of that folded name, or found it as it should be.
    pub(super) fn has_made(&self, folded: &str) -> bool {
        self.made.contains(folded)
    }

    /// Keeps an earlier row of a client that the run did not come to.
    pub(super) fn keep(&mut self, at: usize, row: &Row) {
        self.add(at, row);
        self.printed[at] = false;
    }

    /// The clients that the run did not come to.
    pub(super) fn missing(&self) -> Vec<usize> {
        (0..self.lines.len()).filter(|at| self.lines[*at].is_none()).collect()
    }

    /// What was said last of a client.
    pub(super) fn row(&mut self, at: usize) -> Option<Row> {
        let line = self.line(self.lines[at]?).ok();
        // Lines are added at the end.
        self.file.seek(SeekFrom::Start(self.end)).ok()?;
        serde_json::from_slice(&line?).ok()
    }

    fn append(&mut self, row: &impl Serialize) -> Option<(u64, usize)> {
        let written = self.write(row);
        written.map_err(|error| self.failure.get_or_insert_with(|| failed(&self.path, &error))).ok()
    }

    fn write(&mut self, row: &impl Serialize) -> io::Result<(u64, usize)> {
        let line = serde_json::to_string(row)? + "\n";
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            // Half of it may stand there: the next line begins at a place that is known.
            let _ = self.file.set_len(self.end);
            let _ = self.file.seek(SeekFrom::Start(self.end));
            return Err(error);
        }
        let place = (self.end, line.len());
        self.end += line.len() as u64;
        Ok(place)
    }

    fn line(&mut self, (start, length): (u64, usize)) -> io::Result<Vec<u8>> {
        let mut line = vec![0; length];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut line)?;
        Ok(line)
    }

    /// Writes the manifest anew: the lines in the order of the list, then those of older outputs, and the summary.
    ///
    /// # Errors
    /// It cannot be written; the lines as they were added are then still there.
    pub(super) fn finish(
        &mut self,
        folder: &Folder,
        old: impl Iterator<Item = Old>,
        summary: &Summary,
    ) -> Result<(), Failure> {
        self.rewrite(folder, old, summary).map_err(|error| failed(&self.path, &error))
    }

    fn rewrite(&mut self, folder: &Folder, old: impl Iterator<Item = Old>, summary: &Summary) -> io::Result<()> {
        let mut whole = BufWriter::new(folder.begin(&self.path)?);
        let volumes = std::mem::take(&mut self.volumes);
        for place in std::mem::take(&mut self.lines).into_iter().flatten().chain(volumes.into_values()) {
            whole.write_all(&self.line(place)?)?;
        }
        for old in old {
            writeln!(whole, "{}", serde_json::to_string(&old)?)?;
        }
        writeln!(whole, "{}", serde_json::to_string(summary)?)?;
        let whole = whole.into_inner().map_err(io::IntoInnerError::into_error)?;
        whole.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// The manifest in one's own hands, for a word: workers announce in it, one thread writes down what became of whom.
pub(super) fn held(manifest: &Mutex<Manifest>) -> MutexGuard<'_, Manifest> {
    manifest.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::Write { path: path.display().to_string(), why: why(error) }
}
