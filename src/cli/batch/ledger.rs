//! Which volumes a client is still waited for in: its row is closed when the last of them is through.

use super::ended::Ended;
use super::lines::{Outcome, Row, VolumeRow};
use super::merge::Waiting;
use std::collections::BTreeMap;

/// The accounts of all clients that wait.
pub(super) struct Ledger {
    open: BTreeMap<usize, Sum>,
}

/// One client's account.
#[derive(Default)]
pub(super) struct Sum {
    waits: usize,
    files: Vec<String>,
    pages: usize,
    /// Whether any volume was made anew.
    changed: bool,
    trouble: Option<Box<Ended>>,
}

impl Ledger {
    /// Opens an account for each client with as many volumes as it goes into.
    pub(super) fn new(waiting: &[Waiting]) -> Self {
        let open = waiting.iter().map(|client| (client.at, Sum { waits: client.volumes(), ..Sum::default() }));
        Self { open: open.collect() }
    }

    /// Those that go into no volume: nothing of theirs is to be printed.
    pub(super) fn empty(&mut self) -> Vec<(usize, Sum)> {
        self.open.extract_if(.., |_, sum| sum.waits == 0).collect()
    }

    /// Enters that a client is kept out of a volume before any is made.
    pub(super) fn refuse(&mut self, at: usize, why: Ended) {
        if let Some(sum) = self.open.get_mut(&at) {
            sum.trouble(Box::new(why));
        }
    }

    /// Enters what a volume made of a client; gives the account when it was the last one.
    pub(super) fn enter(&mut self, at: usize, volume: &VolumeRow, member: Result<usize, Box<Ended>>) -> Option<Sum> {
        let sum = self.open.get_mut(&at)?;
        sum.waits -= 1;
        match member {
            Ok(pages) => {
                sum.files.push(volume.volume.clone());
                sum.pages += pages;
                sum.changed |= volume.status != Outcome::Skipped;
            }
            Err(ended) => sum.trouble(ended),
        }
        if sum.waits == 0 { self.open.remove(&at) } else { None }
    }
}

impl Sum {
    /// Keeps the gravest of what went wrong.
    fn trouble(&mut self, ended: Box<Ended>) {
        if self.trouble.as_ref().is_none_or(|known| known.row.exit < ended.row.exit) {
            self.trouble = Some(ended);
        }
    }

    /// The row of the client, which was held, closed.
    pub(super) fn close(mut self, held: Row) -> Ended {
        self.files.sort_unstable();
        match self.trouble {
            None => {
                let status = if self.changed || self.files.is_empty() { Outcome::Done } else { Outcome::Skipped };
                Ended::new(Row { status, files: self.files, pages: self.pages, ..held })
            }
            Some(trouble) => {
                let Ended { row, told, .. } = *trouble;
                let Row { status, exit, reason, findings: mut more, .. } = row;
                more.retain(|found| !held.findings.contains(found));
                let findings = held.findings.iter().cloned().chain(more).collect();
                let files = self.files;
                Ended { told, ..Ended::new(Row { status, exit, reason, findings, files, pages: self.pages, ..held }) }
            }
        }
    }
}
