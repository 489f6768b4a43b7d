//! The folder of the outputs: made, held against a second batch, cleaned of what a killed one left, written to.
//!
//! A whole batch holds the folder alone. Parts of a divided one (`--partition`) hold it together, and each holds its own
//! part alone, so that several machines may write into one folder. The operating system lets go of a dead one's hold.

use crate::cli::args::Partition;
use crate::cli::files::{self, Content, Door};
use crate::cli::names::hex;
use crate::cli::status::{Failure, why};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// What our files that are not outputs begin with.
const PREFIX: &str = ".careplan-batch";

/// The ending of a file in the making.
const UNFINISHED: &str = ".tmp";

/// The folder, held while this lives.
pub(super) struct Folder {
    path: PathBuf,
    /// The same without links and `..`.
    real: PathBuf,
    /// `-hash-1-of-4`, or nothing when all clients are done here.
    part: String,
    /// What may not be written over.
    door: Door,
    _holds: Vec<File>,
}

impl Folder {
    /// Makes the folder where it is missing, takes hold of it and cleans it.
    ///
    /// # Errors
    /// It cannot be made or written to, or another batch holds it.
    pub(super) fn open(path: &Path, partition: Option<Partition>, door: Door) -> Result<Self, Failure> {
        let failed = |error: &io::Error| Failure::Write { path: path.display().to_string(), why: why(error) };
        if path.exists() && !path.is_dir() {
            return Err(failed(&io::ErrorKind::NotADirectory.into()));
        }
        files::private_folder(path).map_err(|error| failed(&error))?;
        let part = partition.map(|part| format!("-{}", part.to_string().replace(':', "-").replace('/', "-of-")));
        let part = part.unwrap_or_default();
        let hold = |name: String, together: bool| match hold(&path.join(name), together) {
            Ok(hold) => Ok(hold),
            Err(TryLockError::Error(error)) => Err(failed(&error)),
            Err(TryLockError::WouldBlock) => Err(Failure::Usage(format!(
                "「{}」には、別の careplan batch が書き出しているところです。終わってからもう一度実行するか、-o で別のフォルダーを指定してください",
                path.display()
            ))),
        };
        let mut holds = vec![hold(format!("{PREFIX}.lock"), partition.is_some())?];
        if partition.is_some() {
            holds.push(hold(format!("{PREFIX}{part}.lock"), false)?);
        }
        let real = std::fs::canonicalize(path).map_err(|error| failed(&error))?;
        let folder = Self { path: path.to_owned(), real, part, door, _holds: holds };
        folder.clean().map_err(|error| failed(&error))?;
        Ok(folder)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The hash of an output; none when it is not there.
    pub(super) fn hash(&self, name: &str) -> Option<String> {
        let mut hash = Sha256::new();
        let path = self.join(name);
        // To open a pipe of that name would be to wait for its other end.
        if !path.is_file() {
            return None;
        }
        io::copy(&mut File::open(path).ok()?, &mut hash).ok()?;
        Some(hex(&hash.finalize()))
    }

    /// Where this run's manifest lies.
    pub(super) fn manifest(&self) -> PathBuf {
        self.path.join(format!("manifest{}.jsonl", self.part))
    }

    /// The manifests of other runs into this folder: of parts, or of all clients.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(super) fn other_manifests(&self) -> Result<Vec<PathBuf>, Failure> {
        let failed = |error: &io::Error| Failure::Read { path: self.path.display().to_string(), why: why(error) };
        let own = self.manifest();
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.path).map_err(|error| failed(&error))? {
            let path = entry.map_err(|error| failed(&error))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let part = name.strip_prefix("manifest").and_then(|name| name.strip_suffix(".jsonl"));
            let is_part =
                part.is_some_and(|part| part.is_empty() || part.starts_with("-hash-") || part.starts_with("-slice-"));
            if is_part && path != own && path.is_file() {
                found.push(path);
            }
        }
        // What was said last counts.
        let written = |path: &PathBuf| std::fs::metadata(path).and_then(|there| there.modified()).ok();
        found.sort_by_cached_key(|path| (Reverse(written(path)), path.clone()));
        Ok(found)
    }

    /// A plan's path as seen from this folder: the same however the two were named, and from wherever.
    pub(super) fn place(&self, plan: &Path) -> String {
        let (folder, name) = (files::door::folder(plan), plan.file_name().unwrap_or_default());
        // What cannot be found was there a moment ago.
        let plan = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()).join(name);
        let shared = self.real.components().zip(plan.components()).take_while(|(one, other)| one == other).count();
        if shared == 0 {
            return plan.display().to_string();
        }
        let up = std::iter::repeat_n(Component::ParentDir, self.real.components().count() - shared);
        let place: PathBuf = up.chain(plan.components().skip(shared)).collect();
        place.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
    }

    /// Where such a place is.
    pub(super) fn at(&self, place: &str) -> PathBuf {
        let mut path = self.real.clone();
        for part in Path::new(place).components() {
            match part {
                Component::ParentDir => drop(path.pop()),
                part => path.push(part),
            }
        }
        path
    }

    /// Begins a file that shall have this name whole or not at all, for those who may use the one that has it.
    pub(super) fn begin(&self, path: &Path) -> io::Result<tempfile::NamedTempFile> {
        let prefix = format!("{PREFIX}{}~", self.part);
        let mut named = tempfile::Builder::new();
        let file = named.prefix(&prefix).suffix(UNFINISHED).tempfile_in(files::door::folder(path))?;
        // What takes a link's place is new: who may read what the link led to was decided elsewhere.
        if !path.is_symlink() {
            files::door::keep_access(file.as_file(), path)?;
        }
        Ok(file)
    }

    /// Where an output lies.
    pub(super) fn path_of(&self, name: &str) -> PathBuf {
        self.join(name)
    }

    /// Whether the folder has a file of that name, or a link: what it leads to (on a drive that is away just now) can be opened here.
    pub(super) fn has(&self, name: &str) -> bool {
        std::fs::symlink_metadata(self.join(name)).is_ok_and(|there| there.is_file() || there.is_symlink())
    }

    /// Removes an output, or says why not: what is not ours to write is not ours to remove, nor is what somebody moved elsewhere.
    pub(super) fn remove(&self, name: &str) -> Result<(), String> {
        let path = self.join(name);
        if path.is_symlink() {
            return Err("作ったあとで、リンクに置き換えられています".to_owned());
        }
        files::door::is_writable(&path)?;
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(why(&error)),
            // Another part may have been quicker.
            _ => Ok(()),
        }
    }

    /// Whether a file of the folder may be written: nothing else, and nothing of the user's, has its name.
    ///
    /// # Errors
    /// When something would be lost.
    pub(super) fn permit(&self, path: &Path, content: Content) -> Result<(), Failure> {
        self.door.permit(path, content)
    }

    /// Writes an output. The disk is not waited for: after a loss of power the hash in the manifest tells.
    ///
    /// # Errors
    /// It cannot be written; an old output is then as it was.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.join(name);
        self.permit(&path, Content::Pdf)?;
        let written = self.begin(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.persist(&path).map_err(|error| error.error)
        });
        written.map(drop).map_err(|error| Failure::Write { path: path.display().to_string(), why: why(&error) })
    }

    /// Removes what a run that was killed left unfinished; never a part's that may be at work.
    fn clean(&self) -> io::Result<()> {
        let begins = if self.part.is_empty() { PREFIX.to_owned() } else { format!("{PREFIX}{}~", self.part) };
        for entry in std::fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(&begins) && name.ends_with(UNFINISHED) {
                // Gone already is as good.
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Ok(())
    }
}

/// How files of ours are opened: readable by their owner only.
pub(super) fn own() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn hold(path: &Path, together: bool) -> Result<File, TryLockError> {
    // Asked before it is opened: to open a pipe is to wait for its other end, and what a link leads to is not ours to lock.
    if std::fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
        let name = path.file_name().unwrap_or_default().display();
        let why =
            format!("この中の「{name}」が普通のファイルではありません。それを消してから、もう一度実行してください");
        return Err(TryLockError::Error(io::Error::other(why)));
    }
    let file = own().create(true).truncate(false).write(true).open(path).map_err(TryLockError::Error)?;
    match if together { file.try_lock_shared() } else { file.try_lock() } {
        Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
        // A file system that knows no locks: better to print than to refuse.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}
