//! Outputs of an earlier run that belong to nobody any more: a number was corrected, a plan removed, an office renamed.
//!
//! Beside this month's files they would be handed out. The manifest knows them; without its word nothing is called old,
//! and nothing is removed that is not, byte for byte, what it says was written.

use super::clients::Client;
use super::folder::Folder;
use super::manifest::{Leftover, Record, Row, Summary};
use crate::cli::Terminal;
use crate::cli::names::folded;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// How many are told.
const TOLD: usize = 20;

/// What an earlier run left in the folder, and which names this run gives.
pub(super) struct Earlier {
    rows: Vec<Row>,
    volumes: Vec<super::manifest::VolumeRow>,
    leftovers: Vec<Leftover>,
    /// The names of all clients' outputs, those of other parts too.
    names: HashSet<String>,
    /// The plans of this run by their paths.
    sources: HashMap<String, usize>,
    /// The folders that were searched for plans.
    searched: Vec<PathBuf>,
}

impl Earlier {
    /// What the last manifest says; `all` clients have outputs, `clients` are done by this run.
    pub(super) fn new(record: &Record, all: &HashSet<String>, clients: &[Client], plans: &[PathBuf]) -> Self {
        let source = |(at, client): (usize, &Client)| (client.path.display().to_string(), at);
        Self {
            rows: record.rows.clone(),
            volumes: record.volumes.clone(),
            leftovers: record.leftovers.clone(),
            names: all.clone(),
            sources: clients.iter().enumerate().map(source).collect(),
            searched: plans.iter().filter(|plan| plan.is_dir()).cloned().collect(),
        }
    }

    /// Those of an order that are nobody's now. `row` tells what became of a client of this run, `volumes` are the merged
    /// outputs that it made of all of them.
    pub(super) fn find(
        &self,
        order: &str,
        folder: &Folder,
        row: &mut dyn FnMut(usize) -> Option<Row>,
        volumes: Option<&HashSet<String>>,
    ) -> Vec<Leftover> {
        let mut found = BTreeMap::new();
        let mut add = |name: &str, sha256: &str| {
            if is_name(name) && !self.names.contains(&folded(name)) && folder.has(name) {
                found.insert(name.to_owned(), Leftover { leftover: name.to_owned(), sha256: sha256.to_owned() });
            }
        };
        for old in self.leftovers.iter().filter(|old| volumes.is_none_or(|volumes| !volumes.contains(&old.leftover))) {
            add(&old.leftover, &old.sha256);
        }
        let asked = |known: &str| !known.is_empty() && known == order;
        for old in self.rows.iter().filter(|old| asked(&old.order) && volumes.is_none()) {
            for (name, sha256) in old.outputs() {
                let gone = match self.sources.get(&old.source) {
                    // Its plan is printed under another name now, or a receiver is none any more. Where it could not be
                    // printed, the old one is its last.
                    Some(at) => row(*at)
                        .is_some_and(|row| row.status.is_printed() && !row.files.iter().any(|file| file == name)),
                    None => self.is_removed(&old.source),
                };
                if gone {
                    add(name, sha256);
                }
            }
        }
        let Some(volumes) = volumes else { return found.into_values().collect() };
        let sources: HashMap<&str, &str> =
            self.rows.iter().map(|row| (row.key.as_str(), row.source.as_str())).collect();
        for old in self.volumes.iter().filter(|old| asked(&old.order) && !volumes.contains(&old.volume)) {
            let looked_at = |key: &String| {
                sources
                    .get(key.as_str())
                    .is_some_and(|source| self.sources.contains_key(*source) || self.is_removed(source))
            };
            if old.clients.iter().all(looked_at) {
                add(&old.volume, &old.sha256);
            }
        }
        found.into_values().collect()
    }

    /// Those that were nobody's before this run.
    pub(super) fn known(self) -> Vec<Leftover> {
        self.leftovers
    }

    /// Whether a plan was below a folder that was searched and is not there any more.
    fn is_removed(&self, source: &str) -> bool {
        let path = Path::new(source);
        self.searched.iter().any(|folder| path.starts_with(folder))
            && std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    }
}

/// Tells of old outputs, or removes them; gives those that are still there.
pub(super) fn tell(
    old: Vec<Leftover>,
    prune: bool,
    folder: &Folder,
    summary: &mut Summary,
    terminal: &mut Terminal,
) -> Vec<Leftover> {
    let mut left = Vec::new();
    for (at, file) in old.into_iter().enumerate() {
        let shown = folder.path_of(&file.leftover);
        let shown = shown.display();
        let line = if !prune {
            format!("「{shown}」は前回のもので、もうどの利用者のものでもありません")
        } else if folder.hash(&file.leftover).is_none_or(|hash| hash != file.sha256) {
            format!("「{shown}」は、作ったあとで変えられているため消しませんでした")
        } else if folder.remove(&file.leftover) {
            summary.pruned += 1;
            terminal.inform(format_args!("「{shown}」を消しました（もうどの利用者のものでもありません）"));
            continue;
        } else {
            format!("「{shown}」を消せませんでした")
        };
        left.push(file);
        if at < TOLD {
            terminal.say(line);
        }
    }
    if left.len() > TOLD {
        terminal.say(format_args!("前回のものが、ほかに {} あります", left.len() - TOLD));
    }
    if !prune && !left.is_empty() {
        terminal.inform("--prune を付けると、記録で確かめられるものを消します");
    }
    summary.leftover = left.len();
    left
}

/// Whether a name from a manifest is a file's in the folder and nothing else.
fn is_name(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|file| file == name) && !name.contains(['/', '\\'])
}
