//! What is watched, and what it looks like now.

use super::eyes::Names;
use crate::cli::args::WatchArgs;
use crate::cli::files;
use crate::cli::status::Failure;
use notify::RecursiveMode;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// The plan, the files that it names, and the user's templates.
pub(super) struct Watched {
    plan: PathBuf,
    links: Vec<PathBuf>,
    templates: Option<PathBuf>,
    names: Names,
}

/// All watched files as they are at one moment.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// The plan's bytes, or why they cannot be had.
    pub(super) plan: Result<Vec<u8>, String>,
    fingerprint: [u8; 32],
}

impl PartialEq for Look {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Look {
    /// Whether the plan may be in the middle of a save: gone, empty, or ending in the middle of a character.
    pub(super) fn looks_torn(&self) -> bool {
        self.plan
            .as_ref()
            .map_or(true, |bytes| bytes.iter().all(u8::is_ascii_whitespace) || std::str::from_utf8(bytes).is_err())
    }
}

impl Watched {
    pub(super) fn new(args: &WatchArgs) -> Self {
        let mut watched = Self {
            plan: absolute(&args.plan),
            links: Vec::new(),
            templates: args.templates.as_deref().map(absolute),
            names: Arc::default(),
        };
        watched.name_all();
        watched
    }

    /// The names that events are compared with.
    pub(super) fn names(&self) -> Names {
        Arc::clone(&self.names)
    }

    /// Takes the names of other files that the plan now points at; true when they are others than before.
    pub(super) fn link(&mut self, links: &[String]) -> bool {
        let folder = self.plan.parent().unwrap_or(Path::new("")).to_owned();
        let links: Vec<PathBuf> = links.iter().map(|name| folder.join(name)).collect();
        let changed = links != self.links;
        self.links = links;
        self.name_all();
        changed
    }

    fn name_all(&mut self) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.clear();
        for path in std::iter::once(&self.plan).chain(&self.links).chain(&self.templates) {
            names.insert(path.clone());
            // A link is watched as itself and as what it points at.
            names.extend(std::fs::canonicalize(path).ok());
        }
    }

    /// The folders to watch, the nearest that exist.
    pub(super) fn folders(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let mut folders = BTreeSet::new();
        for path in std::iter::once(&self.plan).chain(&self.links) {
            let real = std::fs::canonicalize(path).ok();
            for file in std::iter::once(path).chain(&real) {
                folders.extend(file.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned));
            }
        }
        let flat = folders.into_iter().map(|folder| (folder, RecursiveMode::NonRecursive));
        flat.chain(self.templates.iter().map(|folder| (folder.clone(), RecursiveMode::Recursive))).collect()
    }

    /// Reads everything.
    pub(super) fn look(&self) -> Look {
        let mut hash = Sha256::new();
        let plan = read(&self.plan, &mut hash);
        for link in &self.links {
            let _ = read(link, &mut hash);
        }
        if let Some(templates) = &self.templates {
            hash_folder(templates, &mut hash);
        }
        Look { plan, fingerprint: hash.finalize().into() }
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn read(path: &Path, hash: &mut Sha256) -> Result<Vec<u8>, String> {
    let content = files::read(path).map_err(|failure| match failure {
        Failure::Read { why, .. } => why,
        other => other.to_string(),
    });
    match &content {
        Ok(bytes) => {
            hash.update([1]);
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        }
        Err(why) => {
            hash.update([0]);
            hash.update(why);
        }
    }
    content
}

fn hash_folder(folder: &Path, hash: &mut Sha256) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        hash.update(path.as_os_str().as_encoded_bytes());
        if path.is_dir() {
            hash_folder(&path, hash);
        } else {
            let _ = read(&path, hash);
        }
    }
}
