//! Whether a file is as it was when it was read: by its stamp, and by its content where a stamp may hide a change.

use crate::cli::files;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How old a file must be when it is read for its stamp to tell of every later change: some systems count in two seconds.
const YOUNG: Duration = Duration::from_secs(2);

/// What a file's folder says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
    /// Another file of the same name.
    identity: (u64, i64, i64),
}

impl Stamp {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let there = std::fs::metadata(path).ok()?;
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            (there.ino(), there.ctime(), there.ctime_nsec())
        };
        #[cfg(not(unix))]
        let identity = (0, 0, 0);
        Some(Self { len: there.len(), modified: there.modified().ok(), identity })
    }

    pub(super) fn is_young(&self) -> bool {
        let age = self.modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
        age.is_none_or(|age| age < YOUNG)
    }
}

/// A content; none for a file that cannot be read.
pub(super) type Hash = Option<[u8; 32]>;

/// A file as it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) stamp: Option<Stamp>,
    pub(super) young: bool,
    pub(super) hash: Hash,
}

impl Seen {
    /// Whether the file is certainly as it was.
    pub(super) fn stays(&self, now: Option<Stamp>) -> bool {
        !self.young && self.stamp == now
    }
}

pub(super) fn hash_of(path: &Path) -> Hash {
    files::read(path).ok().map(|bytes| Sha256::digest(bytes).into())
}
