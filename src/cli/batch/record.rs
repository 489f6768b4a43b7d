//! A manifest read back, of a whole run or of one that was killed.
//!
//! What any line says was written to the folder is known by the name of the output ([`Record::outputs`]), whoever it was for: a
//! row that is replaced by a later one takes nothing away.

use super::lines::{Old, Row, Standing, Summary, VolumeRow};
use crate::cli::files::{self, Content};
use crate::cli::names::folded;
use crate::cli::status::{Failure, why};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// How much of a file tells whether it is a manifest.
const HEAD: u64 = 256;

/// What is known of an output that was once written to the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Output {
    /// Its name in the folder.
    pub(in crate::cli) name: String,
    /// What it was written with.
    pub(in crate::cli) sha256s: Vec<String>,
    /// Which batch made it last.
    pub(in crate::cli) order: String,
    /// The plans whose pages are in it, as in [`Row`].
    pub(in crate::cli) plans: Vec<String>,
    /// The keys of its clients, as in [`Row`].
    pub(in crate::cli) clients: Vec<String>,
    /// Whether a run has found that it is nobody's any more.
    pub(in crate::cli) is_nobodys: bool,
}

impl Output {
    /// What is written, or about to be, for these plans and keys of clients.
    pub(super) fn new(name: &str, sha256: &str, order: &str, [plans, clients]: [Vec<String>; 2]) -> Self {
        let (name, sha256s) = (name.to_owned(), vec![sha256.to_owned()]);
        Self { name, sha256s, order: order.to_owned(), plans, clients, is_nobodys: false }
    }

    /// Takes in what was said later of an output of that name, which may not have been written: it is the one or the other.
    pub(super) fn join(&mut self, later: Self) {
        let Self { name: _, sha256s, order, plans, clients, is_nobodys } = later;
        (self.order, self.is_nobodys) = (order, is_nobodys);
        let lists = [(&mut self.sha256s, sha256s), (&mut self.plans, plans), (&mut self.clients, clients)];
        for (known, more) in lists {
            add_new(known, more);
        }
    }

    /// It may also have been written with these.
    pub(in crate::cli) fn know_also(&mut self, sha256s: Vec<String>) {
        add_new(&mut self.sha256s, sha256s);
    }

    /// Its lines.
    pub(in crate::cli) fn lines(&self) -> impl Iterator<Item = Old> {
        self.sha256s.iter().map(|sha256| Old {
            standing: if self.is_nobodys { Standing::Leftover } else { Standing::Kept }(self.name.clone()),
            sha256: sha256.clone(),
            order: self.order.clone(),
            plans: self.plans.clone(),
            clients: self.clients.clone(),
        })
    }
}

/// A manifest as it was read: the last row of each client in the order of their first ones, and the summary.
#[derive(Debug, Default)]
pub(in crate::cli) struct Record {
    /// The rows.
    pub(in crate::cli) rows: Vec<Row>,
    /// Merged outputs.
    pub(in crate::cli) volumes: Vec<VolumeRow>,
    /// All outputs that any line tells of, by their folded names.
    pub(in crate::cli) outputs: BTreeMap<String, Output>,
    /// The summary; none when the run did not end.
    pub(in crate::cli) summary: Option<Summary>,
}

impl Record {
    /// Reads a manifest; half lines are passed over.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub(in crate::cli) fn read(path: &Path) -> Result<Self, Failure> {
        let read = |error: io::Error| Failure::Read { path: path.display().to_string(), why: why(&error) };
        let (mut file, mut head) = (files::open(path)?, Vec::new());
        file.by_ref().take(HEAD).read_to_end(&mut head).map_err(read)?;
        if !Content::Manifest.is_beginning(&head) {
            return Err(Failure::Usage(format!(
                "「{}」は{}ではありません。印刷したフォルダーの manifest….jsonl を指定してください",
                path.display(),
                Content::Manifest.printed()
            )));
        }
        // What a pipe has given it does not give again.
        Self::of(head.as_slice().chain(file)).map_err(read)
    }

    /// The same of a manifest that need not be there. What is no file remembers nothing, and to open a pipe would be to wait for
    /// its other end.
    ///
    /// # Errors
    /// It cannot be read.
    pub(in crate::cli) fn read_if_there(path: &Path) -> Result<Self, Failure> {
        match std::fs::metadata(path) {
            Ok(there) if !there.is_file() => Ok(Self::default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            _ => File::open(path)
                .and_then(Self::of)
                .map_err(|error| Failure::Read { path: path.display().to_string(), why: why(&error) }),
        }
    }

    fn of(text: impl Read) -> io::Result<Self> {
        let mut lines = BufReader::new(text);
        let mut record = Self::default();
        let (mut rows, mut volumes) = (HashMap::<String, usize>::new(), HashMap::<String, usize>::new());
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            if let Ok(row) = serde_json::from_slice::<Row>(&line) {
                // What was said after a summary began a new run.
                record.summary = None;
                for (name, sha256) in row.outputs() {
                    record.know(name, sha256, &row.order, [vec![row.plan.clone()], vec![row.key.clone()]]);
                }
                last_of(&mut record.rows, &mut rows, row.key.clone(), row);
            } else if let Ok(volume) = serde_json::from_slice::<VolumeRow>(&line) {
                // A client that no row tells of has a plan that nobody can look at.
                let plan = |key| rows.get(key).map(|at| record.rows[*at].plan.clone()).unwrap_or_default();
                let plans = volume.clients.iter().map(plan).collect();
                if !volume.sha256.is_empty() {
                    record.know(&volume.volume, &volume.sha256, &volume.order, [plans, volume.clients.clone()]);
                }
                last_of(&mut record.volumes, &mut volumes, volume.volume.clone(), volume);
            } else if let Ok(summary) = serde_json::from_slice::<Summary>(&line) {
                record.summary = Some(summary);
            } else if let Ok(old) = serde_json::from_slice::<Old>(&line) {
                record.summary = None;
                record.remember(old);
            }
            line.clear();
        }
        Ok(record)
    }

    /// An output that was written then.
    fn know(&mut self, name: &str, sha256: &str, order: &str, whose: [Vec<String>; 2]) {
        self.outputs.insert(folded(name), Output::new(name, sha256, order, whose));
    }

    /// An output that was there then, or was about to be written.
    fn remember(&mut self, Old { standing, sha256, order, plans, clients }: Old) {
        let is_nobodys = matches!(standing, Standing::Leftover(_));
        let (Standing::Kept(name) | Standing::Leftover(name)) = standing;
        let output = Output { is_nobodys, ..Output::new(&name, &sha256, &order, [plans, clients]) };
        match self.outputs.entry(folded(&name)) {
            Entry::Occupied(known) => known.into_mut().join(output),
            Entry::Vacant(place) => drop(place.insert(output)),
        }
    }
}

/// Adds what is not in a list yet.
fn add_new(known: &mut Vec<String>, more: Vec<String>) {
    for one in more {
        if !known.contains(&one) {
            known.push(one);
        }
    }
}

/// Puts what was said last of something in the place of what was said before.
fn last_of<T>(all: &mut Vec<T>, places: &mut HashMap<String, usize>, key: String, said: T) {
    if let Some(place) = places.get(&key) {
        all[*place] = said;
    } else {
        places.insert(key, all.len());
        all.push(said);
    }
}
