//! One client from decided pages to a PDF in the folder.

use super::clients::Client;
use super::laid::Places;
use super::manifest::{Outcome, Row};
use super::merge::Waiting;
use super::order::{Ended, Order, Ready};
use crate::cli::names::hex;
use crate::cli::status::Status;
use crate::press::{self, Stop};
use crate::typeset::Engine;
use sha2::{Digest, Sha256};
use std::time::Instant;

impl Order<'_> {
    /// Prints a client, who may have been checked before.
    pub(super) fn print(&self, engine: &Engine, client: &Client, known: Option<&Waiting>) -> Ended {
        let started = Instant::now();
        let ended = self.prepare(client, known).map_or_else(|ended| *ended, |ready| self.draw(engine, client, ready));
        ended.timed(started)
    }

    fn draw(&self, engine: &Engine, client: &Client, ready: Ready) -> Ended {
        let Ready { row, checked, laid, pages } = ready;
        let brought = self.overlay.is_some();
        let made = press::draw(engine, &pages, &self.wish, brought).and_then(|typeset| {
            let bytes = typeset.pdf().map_err(|faults| Stop::faults(&faults, brought))?;
            Ok((typeset.pages(), bytes))
        });
        let (pages, bytes) = match made {
            Ok(made) => made,
            Err(stop) => {
                return row.stopped(client, Places::new(&checked.sources, laid.as_ref()), &stop, "fault");
            }
        };
        if let Err(failure) = self.folder.put(&client.file, &bytes) {
            return row.failed(Status::Unfinished, "write", failure.to_string());
        }
        let done = Ended::new(Row {
            status: Outcome::Done,
            files: vec![client.file.clone()],
            pages,
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(&bytes)),
            ..row
        });
        done.noted(client, laid.as_ref())
    }
}
