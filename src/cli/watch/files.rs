//! What is watched, and what it looks like now.

use crate::cli::args::WatchArgs;
use crate::cli::files;
use crate::cli::load::templates;
use crate::cli::status::Failure;
use crate::typeset::Overlay;
use notify::RecursiveMode;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The watched names, shared with the watcher's thread.
pub(super) type Names = Arc<Mutex<BTreeSet<PathBuf>>>;

/// The plan, the files that it names, and the user's templates.
pub(super) struct Watched {
    plan: PathBuf,
    links: Vec<PathBuf>,
    templates: Option<PathBuf>,
    names: Names,
}

/// All watched files as they are at one moment. Two looks are equal when all contents are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// The plan's bytes, or why they cannot be had.
    pub(super) plan: Result<Vec<u8>, String>,
    /// What is being typed on the page, drawn instead of the plan.
    pub(super) draft: Option<Vec<u8>>,
    /// The same of the files that it names.
    links: Vec<Result<Vec<u8>, String>>,
    /// The user's templates, or why they cannot be had; none when there are none.
    pub(super) templates: Option<Result<Overlay, String>>,
}

impl Look {
    /// Whether the plan may be in the middle of a save: gone, or not all of it there.
    pub(super) fn looks_torn(&self, good: &[u8]) -> bool {
        self.plan.as_ref().map_or(true, |plan| looks_torn(plan, good))
    }
}

/// Whether a plan may be half saved: empty, ending in the middle of a character, or only the beginning of what it was when it
/// was last seen whole. That a half-written file lacks its last line end is the most common sign.
pub(in crate::cli) fn looks_torn(plan: &[u8], good: &[u8]) -> bool {
    plan.iter().all(u8::is_ascii_whitespace)
        || std::str::from_utf8(plan).is_err()
        || (plan.len() < good.len() && good.starts_with(plan))
        || (good.ends_with(b"\n") && !plan.ends_with(b"\n"))
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

    /// When the plan was saved last.
    pub(super) fn saved_at(&self) -> Option<SystemTime> {
        std::fs::metadata(&self.plan).and_then(|plan| plan.modified()).ok()
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

    /// Reads everything, each file once.
    pub(super) fn look(&self) -> Look {
        let templates =
            self.templates.as_deref().map(|folder| templates(folder).map_err(|failure| failure.to_string()));
        Look {
            plan: read(&self.plan),
            draft: None,
            links: self.links.iter().map(|link| read(link)).collect(),
            templates,
        }
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    files::read(path).map_err(|failure| match failure {
        Failure::Read { why, .. } => why,
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::Look;

    #[test]
    fn half_a_save_looks_torn_and_a_whole_one_does_not() {
        let good = "利用者:\n  氏名: 甲\n第1表:\n  援助の方針: 乙\n";
        let torn = |plan: &[u8]| Look { plan: Ok(plan.to_owned()), draft: None, links: Vec::new(), templates: None };
        for (end, _) in good.char_indices() {
            assert!(torn(&good.as_bytes()[..end]).looks_torn(good.as_bytes()), "the first {end} bytes");
        }
        assert!(torn(&good.as_bytes()[..5]).looks_torn(b""), "half a character");
        assert!(torn("利用者:\n  氏名: 丙".as_bytes()).looks_torn(good.as_bytes()), "another plan without its end");
        for whole in [good, "利用者:\n  氏名: 丙\n", "利用者:\n  氏名: 甲\n第1表:\n  援助の方針: 乙丙\n"]
        {
            assert!(!torn(whole.as_bytes()).looks_torn(good.as_bytes()), "{whole}");
        }
        assert!(!torn("利用者: {}".as_bytes()).looks_torn(b""), "the first one that is seen");
    }
}
