//! `manifest.jsonl` in the making: one object a client, added as each ends, in the order of the list when all have ended, and a
//! summary.
//!
//! A run never writes into the file that it found: its lines are copied, with new ones behind them the copy has the name while
//! the run works, and at the end the whole is written beside and renamed. So whatever ends a run, all that is known of the
//! folder stands in the manifest; a line that is half written is passed over by the next run. Whoever puts an output into the folder
//! says so there before ([`Ahead`]): one that was put when the run was killed is known.

use super::folder::Folder;
use super::lines::{Old, Row, Standing, Summary, VolumeRow};
use crate::cli::files::Content;
use crate::cli::files::door::followed;
use crate::cli::names::folded;
use crate::cli::status::{Failure, why};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A manifest in the making: where the line of each client of the run stands in the file.
pub(super) struct Manifest {
    path: PathBuf,
    out: Arc<Mutex<Out>>,
    lines: Vec<Option<(u64, usize)>>,
    volumes: BTreeMap<usize, (u64, usize)>,
    /// Which clients of the run are printed.
    printed: Vec<bool>,
    /// The outputs that the lines of this run tell of, by their folded names.
    made: HashSet<String>,
}

/// The file: lines are added at its end, by the run and by those who put outputs.
struct Out {
    path: PathBuf,
    file: File,
    end: u64,
    /// What was said to be put.
    ahead: Vec<Old>,
    /// Why lines are missing.
    failure: Option<Failure>,
}

/// Says what is about to be put into the folder.
#[derive(Clone)]
pub(super) struct Ahead(Arc<Mutex<Out>>);

impl Ahead {
    /// Outputs, each with its hash, of an order; `plans` and `clients` as in [`Old`].
    pub(super) fn tell<'o>(
        &self,
        outputs: impl Iterator<Item = (&'o str, &'o str)>,
        order: &str,
        plans: &[String],
        clients: &[String],
    ) {
        let mut out = locked(&self.0);
        for (name, sha256) in outputs {
            let old = Old {
                standing: Standing::Kept(name.to_owned()),
                sha256: sha256.to_owned(),
                order: order.to_owned(),
                plans: plans.to_vec(),
                clients: clients.to_vec(),
            };
            out.append(&old);
            out.ahead.push(old);
        }
    }
}

fn locked(out: &Mutex<Out>) -> MutexGuard<'_, Out> {
    out.lock().unwrap_or_else(PoisonError::into_inner)
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
            let mut file = folder.begin_at(&path)?;
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
        let out = Out { path: path.clone(), file, end, ahead: Vec::new(), failure: None };
        let out = Arc::new(Mutex::new(out));
        Ok(Self { path, out, lines, volumes: BTreeMap::new(), printed, made: HashSet::new() })
    }

    /// For whoever puts outputs.
    pub(super) fn ahead(&self) -> Ahead {
        Ahead(Arc::clone(&self.out))
    }

    /// Why lines are missing, once.
    pub(super) fn failure(&self) -> Option<Failure> {
        locked(&self.out).failure.take()
    }

    /// Adds what became of client `at` of this run; what was said of it before no longer counts.
    pub(super) fn add(&mut self, at: usize, row: &Row) {
        if let Some(place) = locked(&self.out).append(row) {
            self.lines[at] = Some(place);
            self.printed[at] = row.status.is_printed();
            self.made.extend(row.outputs().map(|(name, _)| folded(name)));
        }
    }

    /// Adds merged output `number` of this run.
    pub(super) fn add_volume(&mut self, number: usize, row: &VolumeRow) {
        if let Some(place) = locked(&self.out).append(row) {
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
    pub(super) fn row(&self, at: usize) -> Option<Row> {
        let mut out = locked(&self.out);
        let line = out.line(self.lines[at]?).ok();
        // Lines are added at the end.
        let end = out.end;
        out.file.seek(SeekFrom::Start(end)).ok()?;
        serde_json::from_slice(&line?).ok()
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
        let mut whole = BufWriter::new(folder.begin_at(&self.path)?);
        let volumes = std::mem::take(&mut self.volumes);
        let mut out = locked(&self.out);
        for place in std::mem::take(&mut self.lines).into_iter().flatten().chain(volumes.into_values()) {
            whole.write_all(&out.line(place)?)?;
        }
        // Put, and yet no client's: the set that it belongs to could not be written whole.
        let put = |old: &&Old| !self.made.contains(&folded(old.name())) && folder.has(old.name());
        let old = out.ahead.iter().filter(put).cloned().chain(old);
        for old in old {
            writeln!(whole, "{}", serde_json::to_string(&old)?)?;
        }
        writeln!(whole, "{}", serde_json::to_string(summary)?)?;
        let whole = whole.into_inner().map_err(io::IntoInnerError::into_error)?;
        whole.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Out {
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
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::Write { path: path.display().to_string(), why: why(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::batch::record::Record;
    use crate::cli::files::Door;

    #[test]
    fn what_is_put_is_known_before_and_after() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path(), None, Door::new(Vec::new(), false)).unwrap();
        let mut manifest = Manifest::begin(&folder, 1).unwrap();
        let told = [("a.pdf", "1f"), ("b.pdf", "2f")];
        manifest.ahead().tell(told.into_iter(), "order", &["../a.yaml".to_owned()], &["a".to_owned()]);
        folder.put("a.pdf", b"%PDF-1.7").unwrap();
        // Killed here: the client's row was never written.
        let known = Record::read(&folder.manifest()).unwrap().outputs;
        assert_eq!(known["a.pdf"].plans, ["../a.yaml"]);
        assert_eq!(known["a.pdf"].sha256s, ["1f"]);
        // Not killed, and yet the set could not be written whole: what lies there is remembered, what does not is not.
        manifest.finish(&folder, std::iter::empty(), &Summary::default()).unwrap();
        let known = Record::read(&folder.manifest()).unwrap().outputs;
        assert_eq!(known.keys().collect::<Vec<_>>(), ["a.pdf"]);
    }
}
