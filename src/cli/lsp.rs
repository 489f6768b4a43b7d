//! `careplan lsp`: the language server on stdin and stdout, and what it asks of the machine.

use super::{Status, Terminal, files};
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
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        files::read(Path::new(path)).map_err(|failure| failure.to_string())
    }

    fn beside(&self, path: &str) -> Vec<String> {
        let folder = Path::new(path).parent().unwrap_or(Path::new("."));
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".yaml") || name.ends_with(".yml"))
            .filter(|name| !Path::new(path).ends_with(name))
            .collect();
        names.sort();
        names
    }

    fn today(&self) -> Date {
        chrono::Local::now().date_naive()
    }
}
