//! What notices changes: the operating system's events on the folders, or looking again and again where none come.
//!
//! Folders are watched, not files: editors that save by renaming replace the file, and a watch on it would follow the old
//! one. An event is never more than a hint; whether anything changed is decided by content.

use super::Wake;
use super::files::Names;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How often to look where no events come.
const POLL: Duration = Duration::from_millis(300);

/// How often to look when the user asked for looking, in milliseconds where that was said.
pub(super) fn interval(asked: Option<u64>) -> Duration {
    asked.map_or(POLL, Duration::from_millis)
}

/// The watcher, or the interval of looking.
pub(super) struct Eyes {
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
    poll: Option<Duration>,
    sender: Sender<Wake>,
    names: Names,
}

impl Eyes {
    /// `poll` when the user asked for looking instead of events.
    pub(super) fn new(poll: Option<Duration>, sender: Sender<Wake>, names: Names) -> Self {
        Self { watcher: None, folders: BTreeSet::new(), poll, sender, names }
    }

    /// The interval of looking; none when events come.
    pub(super) fn interval(&self) -> Option<Duration> {
        self.poll
    }

    /// Watches the folders of all watched files. Gives a sentence when it has to look instead.
    pub(super) fn look_at(&mut self, folders: &[(PathBuf, RecursiveMode)]) -> Option<String> {
        if self.poll.is_some() {
            return None;
        }
        if let Some(kind) = folders.iter().find_map(|(folder, _)| eventless(folder)) {
            return Some(self.fall_back(&format!("{kind}では変更の知らせが来ないため")));
        }
        match self.watch(folders) {
            Ok(()) => None,
            Err(error) => Some(self.fall_back(&format!("変更の知らせを受け取れないため（{error}）"))),
        }
    }

    fn fall_back(&mut self, why: &str) -> String {
        self.watcher = None;
        self.poll = Some(POLL);
        format!("{why}、{} ミリ秒ごとにファイルを見ます", POLL.as_millis())
    }

    fn watch(&mut self, folders: &[(PathBuf, RecursiveMode)]) -> notify::Result<()> {
        let watcher = if let Some(watcher) = &mut self.watcher {
            watcher
        } else {
            // The watcher works on a thread of its own, and breaks down where the machine gives none.
            let thread = std::thread::Builder::new().spawn(|| ()).map_err(notify::Error::io)?;
            let _ = thread.join();
            let (sender, names) = (self.sender.clone(), Arc::clone(&self.names));
            self.watcher.insert(notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
                if event.is_err() || event.is_ok_and(|event| concerns(&event, &names)) {
                    // The loop has ended: nobody waits for news any more.
                    let _ = sender.send(Wake::Changed);
                }
            })?)
        };
        for (folder, mode) in folders {
            if !self.folders.contains(folder) {
                watcher.watch(folder, *mode)?;
                self.folders.insert(folder.clone());
            }
        }
        Ok(())
    }
}

/// Whether an event may be about a watched file. Reading a file is an event too: those are ours.
fn concerns(event: &notify::Event, names: &Names) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    let names = names.lock().unwrap_or_else(PoisonError::into_inner);
    event.need_rescan()
        || event.paths.is_empty()
        || event.paths.iter().any(|path| names.iter().any(|name| path == name || path.starts_with(name)))
}

/// The kind of file system a folder lies on, when it is one that tells of no changes made elsewhere.
fn eventless(folder: &Path) -> Option<&'static str> {
    let mounts = std::fs::read_to_string("/proc/mounts").ok()?;
    let mount = mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            Some((words.next()?.replace("\\040", " "), words.next()?.to_owned()))
        })
        .filter(|(point, _)| folder.starts_with(point))
        .max_by_key(|(point, _)| point.len())?;
    match mount.1.as_str() {
        "nfs" | "nfs4" | "cifs" | "smb3" | "smbfs" | "ncpfs" | "afs" => Some("ネットワークドライブ"),
        "9p" | "drvfs" => Some("WindowsのドライブをWSLから見る場合"),
        "vboxsf" | "virtiofs" | "prl_fs" | "fuse.vmhgfs-fuse" | "fuse.sshfs" => Some("共有フォルダー"),
        _ => None,
    }
}
