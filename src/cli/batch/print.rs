//! One client from decided pages to PDFs in the folder.

use super::clients::Client;
use super::ended::Ended;
use super::lines::{Outcome, Row};
use super::manifest::{Manifest, held};
use super::merge::Waiting;
use super::order::{Order, Ready};
use super::record::Output;
use crate::cli::files::Content;
use crate::cli::laid::Places;
use crate::cli::names::hex;
use crate::cli::status::Status;
use crate::press::{self, Stop};
use crate::typeset::Engine;
use sha2::{Digest, Sha256};
use std::sync::Mutex;
use std::time::Instant;

impl Order<'_> {
    /// Prints a client, who may have been checked before.
    pub(super) fn print(
        &self,
        engine: &Engine,
        client: &Client,
        known: Option<&Waiting>,
        manifest: &Mutex<Manifest>,
    ) -> Ended {
        let started = Instant::now();
        let ended = match self.prepare(client, known) {
            Ok(ready) => self.draw(engine, client, ready, manifest),
            Err(ended) => *ended,
        };
        ended.timed(started)
    }

    fn draw(&self, engine: &Engine, client: &Client, ready: Ready, manifest: &Mutex<Manifest>) -> Ended {
        let Ready { row, checked, laid, outputs, unseen } = ready;
        let brought = self.overlay.is_some();
        let mut made = Vec::new();
        // All of a client's outputs are drawn before the first is written: a set is whole or it is not there.
        for (file, pages) in outputs {
            let drawn = press::draw(engine, &pages, &self.wish, brought).and_then(|typeset| {
                let bytes = typeset.pdf().map_err(|faults| Stop::faults(&faults, brought))?;
                Ok((file, typeset.pages(), bytes))
            });
            match drawn {
                Ok(drawn) => made.push(drawn),
                Err(stop) => {
                    return row.stopped(client, Places::new(&checked.sources, laid.as_ref()), &stop, "fault");
                }
            }
        }
        for (file, ..) in &made {
            // One that may not be replaced holds up the whole set.
            if let Err(failure) = self.folder.permit(&self.folder.path_of(file), Content::Pdf) {
                return row.failed(Status::Unfinished, "write", failure.to_string());
            }
        }
        let hashes: Vec<String> = made.iter().map(|(.., bytes)| hex(&Sha256::digest(bytes))).collect();
        let whose = || [vec![row.plan.clone()], vec![row.key.clone()]];
        let outputs = made.iter().zip(&hashes).map(|((file, ..), hash)| Output::new(file, hash, &row.order, whose()));
        if let Err(failure) = held(manifest).announce(outputs.collect()) {
            return row.failed(Status::Unfinished, "write", failure.to_string());
        }
        for (file, _, bytes) in &made {
            if let Err(failure) = self.folder.put(file, bytes) {
                return row.failed(Status::Unfinished, "write", failure.to_string());
            }
        }
        let (sha256, sha256s) = match &hashes[..] {
            [one] => (one.clone(), Vec::new()),
            several => (hex(&Sha256::digest(several.concat())), hashes),
        };
        let done = Ended::new(Row {
            status: Outcome::Done,
            files: made.iter().map(|(file, ..)| file.clone()).collect(),
            pages: made.iter().map(|(_, pages, _)| pages).sum(),
            bytes: made.iter().map(|(.., bytes)| bytes.len() as u64).sum(),
            sha256,
            sha256s,
            ..row
        });
        done.noted(client, laid.as_ref()).with_unseen(client, &checked, laid.as_ref(), &unseen)
    }
}
