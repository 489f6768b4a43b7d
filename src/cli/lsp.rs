//! `careplan lsp`: the language server on stdin and stdout, and what it asks of the machine.

use super::{Status, Terminal, load, plans};
use crate::calendar::Date;
use crate::lsp::{Host, serve};
use anyhow::{Result, anyhow};
use lsp_server::Connection;
use std::path::Path;

/// Serves one editor.
pub(super) fn run(_: &mut Terminal) -> Result<Status> {
    let (connection, threads) = Connection::stdio();
    let served = serve(&connection, &Machine);
    drop(connection);
    let joined = threads.join();
    served.map_err(|error| anyhow!("{error}"))?;
    joined?;
    Ok(Status::Done)
}

/// This machine.
struct Machine;

impl Host for Machine {
    fn beside(&self, plan: &str, name: &str) -> Result<Vec<u8>, String> {
        load::beside(Path::new(plan).parent().unwrap_or(Path::new("")), name)
    }

    fn plans_beside(&self, plan: &str) -> Vec<String> {
        let own = Path::new(plan);
        let folder = own.parent().unwrap_or(Path::new(""));
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let others = entries.filter(|path| plans::is_yaml(path) && path.file_name() != own.file_name());
        let mut names: Vec<String> =
            others.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
        names.sort();
        names
    }

    fn today(&self) -> Date {
        chrono::Local::now().date_naive()
    }
}
