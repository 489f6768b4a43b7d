//! The plans of a folder, and which of them changed.
//!
//! A look compares each file's stamp with the one it had when it was read; where it differs, or is so young that a second
//! save may hide behind it, the content decides. A plan is made anew, too, when a file that it names (an office's) changed,
//! and all are when another day has begun. What looks like the middle of a save is looked at again before it is shown.

mod stamp;

use super::super::DOUBT;
use super::together;
use crate::calendar::Date;
use crate::cli::board::{self, Row, View};
use crate::cli::chain::{Chains, Link};
use crate::cli::check;
use crate::cli::files;
use crate::cli::load::{from_bytes, inputs};
use crate::cli::status::Failure;
use crate::cli::{plans, workers};
use crate::press::Loaded;
use crate::preview::{Frame, ShownLine};
use crate::rules::office;
use sha2::{Digest, Sha256};
use stamp::{Hash, Seen, Stamp, hash_of};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// How many plans are read before somebody is told.
const PART: usize = 100;

/// A file of the folder: a plan, or an office's.
struct Known {
    seen: Seen,
    ends_line: bool,
    /// The other files that it names.
    links: Vec<PathBuf>,
    /// None for a file of an office.
    row: Option<Row>,
    /// What the rules of an office keep of it.
    seen_by_office: Option<office::Seen>,
    /// The row as it was shown, while it stands alone.
    line: Option<Arc<ShownLine>>,
    /// What it says of the plan before it.
    chain: Link,
    /// From when on the plan that follows holds, as the row was made.
    followed_on: Option<Date>,
}

/// What came of reading a file.
struct Read {
    path: PathBuf,
    known: Known,
    /// Whether it may be in the middle of a save.
    torn: bool,
    /// Whether neither it nor what it names is other than before; then the rest means nothing.
    same: bool,
}

/// What came of a look.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Plans that were made anew.
    pub(super) read: usize,
    gone: usize,
    /// When to look again at what may be in the middle of a save.
    pub(super) again: Option<Instant>,
    first: bool,
}

impl Looked {
    /// Whether there is anything to show.
    pub(super) fn changed(&self) -> bool {
        self.first || self.read > 0 || self.gone > 0
    }
}

/// Everybody of a folder.
pub(super) struct Plans {
    folder: PathBuf,
    profile: Option<String>,
    view: Option<View>,
    known: BTreeMap<PathBuf, Known>,
    /// The files that plans name.
    links: BTreeMap<PathBuf, Seen>,
    /// What looked torn, since when.
    doubts: BTreeMap<PathBuf, (Hash, Instant)>,
}

impl Plans {
    pub(super) fn new(folder: PathBuf, profile: Option<String>) -> Self {
        let (known, links, doubts) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { folder, profile, view: None, known, links, doubts }
    }

    /// Looks at all files, and makes anew what changed; `meanwhile` is told after a part of many how many are left.
    ///
    /// # Errors
    /// The folder cannot be read; then everything stays as it was.
    pub(super) fn look(&mut self, view: View, mut meanwhile: impl FnMut(&mut Self, usize)) -> Result<Looked, Failure> {
        let found = plans::find(std::slice::from_ref(&self.folder))?;
        let first = self.view.is_none();
        let turned = self.view.replace(view) != Some(view);
        let mut looked = Looked { first, ..Looked::default() };
        let others = self.links_that_changed(&found);
        let stale = |path: &PathBuf| {
            let named = |known: &Known| turned || known.links.iter().any(|link| others.contains(link));
            self.known.get(path).is_none_or(|known| named(known) || !known.seen.stays(Stamp::of(path)))
        };
        let stale: Vec<PathBuf> = found.iter().filter(|path| stale(path)).cloned().collect();
        for (at, part) in stale.chunks(PART).enumerate() {
            self.read_all(part, turned, &others, first, &mut looked)?;
            let left = stale.len().saturating_sub((at + 1) * PART);
            if left > 0 {
                meanwhile(self, left);
            }
        }
        self.forget(&found, &mut looked);
        // Who is followed from another day on is judged anew.
        if looked.changed() {
            let followed = self.followed_anew();
            self.read_all(&followed, true, &others, first, &mut looked)?;
        }
        Ok(looked)
    }

    /// Reads plans on all cores and takes what changed.
    fn read_all(
        &mut self,
        plans: &[PathBuf],
        turned: bool,
        others: &BTreeSet<PathBuf>,
        first: bool,
        looked: &mut Looked,
    ) -> Result<(), Failure> {
        let Some(view) = self.view else { return Ok(()) };
        let look = |path: &Path| self.read(path, view, turned, others);
        let broken = |path: &Path, place: String| failed(path, &place);
        for read in workers::each(plans, None, &look, &broken)? {
            self.take(read, first, looked);
        }
        Ok(())
    }

    /// Who follows whom, by the order of what is known.
    fn chains(&self) -> Chains {
        Chains::of(self.known.values().map(|known| known.chain.clone()).collect())
    }

    /// The plans whose follower begins on another day than the one with which their rows were made.
    fn followed_anew(&mut self) -> Vec<PathBuf> {
        let chains = self.chains();
        let mut changed = Vec::new();
        for (at, (path, known)) in self.known.iter_mut().enumerate() {
            let followed_on = chains.followed_on(at);
            if known.followed_on != followed_on {
                known.followed_on = followed_on;
                changed.push(path.clone());
            }
        }
        changed
    }

    /// Takes what was read, unless it may be in the middle of a save: at the `first` look nothing better is known.
    fn take(&mut self, read: Read, first: bool, looked: &mut Looked) {
        let Read { path, known, torn, same } = read;
        if !same && torn && !first && self.doubts(&path, known.seen.hash, looked) {
            return;
        }
        self.doubts.remove(&path);
        if !same {
            looked.read += 1;
            self.remember(&known.links);
            self.known.insert(path, known);
        } else if let Some(old) = self.known.get_mut(&path) {
            old.seen = known.seen;
        }
    }

    /// Whether a file is still doubted; a doubt that lasts becomes certainty.
    fn doubts(&mut self, path: &Path, hash: Hash, looked: &mut Looked) -> bool {
        let now = Instant::now();
        let doubt = self.doubts.entry(path.to_owned()).or_insert((hash, now));
        if doubt.0 != hash {
            *doubt = (hash, now);
        }
        let until = doubt.1 + DOUBT;
        if until <= now {
            return false;
        }
        looked.again = Some(looked.again.map_or(until, |again| again.min(until)));
        true
    }

    /// Lines whose files are gone go, unless a save may be under way in which the file has no name for a moment.
    fn forget(&mut self, found: &[PathBuf], looked: &mut Looked) {
        let found: BTreeSet<&PathBuf> = found.iter().collect();
        let gone: Vec<PathBuf> = self.known.keys().filter(|path| !found.contains(path)).cloned().collect();
        for path in gone {
            if !self.doubts(&path, None, looked) {
                self.doubts.remove(&path);
                self.known.remove(&path);
                looked.gone += 1;
            }
        }
        // What was never shown and is gone again leaves no doubt behind; what nobody names any more is not looked at.
        self.doubts.retain(|path, _| found.contains(path) || self.known.contains_key(path));
        if looked.read + looked.gone > 0 {
            let named: BTreeSet<&PathBuf> = self.known.values().flat_map(|known| &known.links).collect();
            self.links.retain(|path, _| named.contains(path));
        }
    }

    /// The named files that are others than when they were read. One that was missing may be there under a name that only
    /// looks the same: whoever names it is read again whenever the folder has another file.
    fn links_that_changed(&mut self, found: &[PathBuf]) -> BTreeSet<PathBuf> {
        let grown = found.iter().any(|path| !self.known.contains_key(path));
        let mut changed = BTreeSet::new();
        for (path, seen) in &mut self.links {
            let now = Stamp::of(path);
            if grown && seen.hash.is_none() {
                changed.insert(path.clone());
            }
            if seen.stays(now) {
                continue;
            }
            let hash = hash_of(path);
            if hash != seen.hash {
                changed.insert(path.clone());
            }
            *seen = Seen { stamp: now, young: now.is_some_and(|stamp| stamp.is_young()), hash };
        }
        changed
    }

    /// Takes up files that a plan names, as they are after it was read. One that is young may have changed between: then it
    /// counts as unread, and the plan is made once more.
    fn remember(&mut self, names: &[PathBuf]) {
        for path in names.iter().filter(|path| !self.links.contains_key(*path)).collect::<Vec<_>>() {
            let stamp = Stamp::of(path);
            let young = stamp.is_some_and(|stamp| stamp.is_young());
            let seen = Seen { stamp, young, hash: if young { None } else { hash_of(path) } };
            self.links.insert(path.clone(), seen);
        }
    }

    /// Reads a file and makes its line.
    fn read(&self, path: &Path, view: View, turned: bool, others: &BTreeSet<PathBuf>) -> Read {
        let stamp = Stamp::of(path);
        let young = stamp.is_none_or(|stamp| stamp.is_young());
        let old = self.known.get(path);
        let bytes = files::read(path);
        let hash = bytes.as_ref().ok().map(|bytes| Sha256::digest(bytes).into());
        let mut known = Known {
            seen: Seen { stamp, young, hash },
            ends_line: bytes.as_ref().is_ok_and(|bytes| bytes.ends_with(b"\n")),
            links: Vec::new(),
            row: None,
            seen_by_office: None,
            line: None,
            chain: Link::at(path),
            followed_on: old.and_then(|old| old.followed_on),
        };
        let same = old
            .is_some_and(|old| !turned && old.seen.hash == hash && !old.links.iter().any(|link| others.contains(link)));
        let mut torn = false;
        if !same {
            match bytes {
                Ok(bytes) => {
                    let loaded = from_bytes(path, &bytes);
                    let named = inputs(path, &loaded.case.links);
                    known.links = named.into_iter().skip(1).collect();
                    known.chain = Link::of(path, &loaded.case.file);
                    let loaded = Loaded { followed_on: known.followed_on, ..loaded };
                    if let Some((checked, row)) = board::looked_at(path, loaded, self.profile.as_deref(), view) {
                        let below = path.strip_prefix(&self.folder).unwrap_or(path).display().to_string();
                        known.seen_by_office = check::seen(&below, &checked, Some(view.day()), known.followed_on);
                        known.row = Some(row);
                    }
                    let less = old.is_some_and(|old| old.ends_line && !known.ends_line);
                    let none = bytes.iter().all(u8::is_ascii_whitespace) || std::str::from_utf8(&bytes).is_err();
                    let odd = less || none || known.row.as_ref().is_some_and(Row::is_broken);
                    // What was shown so before is no save under way.
                    torn = odd && old.is_none_or(|old| old.seen.hash != hash);
                }
                Err(failure) => {
                    known.row = Some(board::unread(path, failure));
                    torn = true;
                }
            }
        }
        Read { path: path.to_owned(), known, torn, same }
    }

    /// What stands around the lines, and the lines from top to bottom; `id` gives a client's address. While some are `waiting`
    /// to be read, nobody knows what all show together.
    pub(super) fn shown(
        &mut self,
        view: View,
        id: &impl Fn(&Path) -> String,
        waiting: usize,
    ) -> (Frame, Vec<Arc<ShownLine>>) {
        let new = |row: &Row| Arc::new(board::line(id, row, &self.folder, view));
        for known in self.known.values_mut().filter(|known| known.line.is_none()) {
            known.line = known.row.as_ref().map(new);
        }
        let rows = self.known.values().map(|known| known.row.as_ref().map(Cow::Borrowed)).collect();
        let chains = self.chains();
        let in_force = board::in_force(rows, &chains, view);
        let mut told = Vec::new();
        if waiting == 0 {
            let seen = self.known.values().filter_map(|known| known.seen_by_office.as_ref());
            // What stands in an office's file is on no client's page.
            let has_page = |path: &Path| self.known.get(path).is_none_or(|known| known.row.is_some());
            let id = |path: &Path| if has_page(path) { id(path) } else { String::new() };
            told = together::told(&self.folder, &chains, in_force.iter().flatten().map(Cow::as_ref), seen, &id);
            if view.hides_names() {
                told = together::hidden(&told);
            }
        }
        let rows = board::sorted(in_force.iter().flatten().map(Cow::as_ref), view);
        let line = |row: &&Row| {
            let alone = self.known.get(row.file()).and_then(|known| known.line.clone()).filter(|_| !row.is_joined());
            alone.unwrap_or_else(|| new(row))
        };
        let lines = rows.iter().map(line).collect();
        (Frame { offices: self.offices(), told, ..board::frame(&rows, view) }, lines)
    }

    /// Every client's file with its line.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Path, &Row)> {
        self.known.iter().filter_map(|(path, known)| Some((path.as_path(), known.row.as_ref()?)))
    }

    /// The files of offices, as a plan in the folder itself names them.
    pub(super) fn offices(&self) -> Vec<String> {
        let offices = self.known.iter().filter(|(_, known)| known.row.is_none());
        let below = offices.filter_map(|(path, _)| path.strip_prefix(&self.folder).ok());
        below.map(|path| path.to_string_lossy().replace('\\', "/")).collect()
    }

    /// The folder's own name.
    pub(super) fn name(&self) -> String {
        let real = std::fs::canonicalize(&self.folder).unwrap_or_else(|_| self.folder.clone());
        real.file_name().unwrap_or(real.as_os_str()).to_string_lossy().into_owned()
    }
}

/// The line of a plan at which the program failed. It is not tried again before the file changes.
fn failed(path: &Path, place: &str) -> Read {
    let stamp = Stamp::of(path);
    let seen = Seen { stamp, young: false, hash: None };
    let row = Some(Row::failed(path, place));
    let (chain, followed_on) = (Link::at(path), None);
    let known =
        Known { seen, ends_line: false, links: Vec::new(), row, seen_by_office: None, line: None, chain, followed_on };
    Read { path: path.to_owned(), known, torn: false, same: false }
}
