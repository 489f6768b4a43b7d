//! The live page: this session's sheets in the browser, on the loopback address only; for a folder the board of everybody
//! ([`Board`]), and behind it a page for each client.
//!
//! Whoever renders calls [`Preview::publish`] with a [`Snapshot`]; every open page is sent the newest one over server-sent
//! events, with the few pieces of its pictures that changed. A page opened late or back from sleep, which lacks the pictures
//! that these belong to, asks for whole ones: the hash of a picture says which it has, so nothing is lost.
//! The server never reads a file and never blocks the renderer: it hands out what the last snapshot holds. Where somebody
//! sits at a [`Desk`], the page may write, too, and what it writes is handed over there.

mod board;
mod callers;
mod desk;
mod folder;
mod guard;
mod news;
mod patch;
mod server;
mod site;

pub use board::{Board, Frame, ShownCell, ShownLine, ShownOther, ShownTold};
pub use desk::{Answer, Desk, ShownFate, ShownPart, ShownSlot, ShownWeek, Writing};
pub use guard::Access;
pub use patch::Patch;
pub use server::serve;
pub use site::{Clients, Folder, Room, Site};

use crate::typeset::Picture;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// One page as the browser shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShownPage {
    /// Hash of the picture: the same hash is the same picture.
    pub hash: String,
    /// The form's name, e.g. 第1表.
    pub table: String,
    /// The form's title.
    pub title: String,
    /// Which of several the page is of: 令和7年10月, or the day of a meeting; else nothing.
    pub part: String,
    /// The printed fields that came from the plan.
    pub fields: Vec<ShownField>,
    /// The picture.
    #[serde(skip)]
    pub picture: Picture,
    /// What can be written on it; empty where the page may only look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<ShownSlot>,
    /// The week on which services are drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week: Option<ShownWeek>,
    /// How to come to it from the last one; set by [`Preview::publish`] where the picture changed.
    pub patch: Option<Patch>,
}

/// A field of a page and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownField {
    /// Left edge, mm from the page's left.
    pub x: f64,
    /// Top edge, mm from the page's top.
    pub y: f64,
    /// Width, mm.
    pub w: f64,
    /// Height, mm.
    pub h: f64,
    /// Path of keys in the plan, e.g. `第2表.ニーズ[0].課題`.
    pub path: String,
    /// File name and line, e.g. plan.yaml:12.
    pub place: String,
    /// Absolute path of the file, for links into an editor.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Something to tell about the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownFinding {
    /// error, warning or info.
    pub severity: String,
    /// 誤り, 注意, 情報.
    pub printed: String,
    /// CP214, YML003.
    pub rule: String,
    /// The sentence.
    pub message: String,
    /// How to mend it and who demands it.
    pub notes: Vec<String>,
    /// The table it belongs to, e.g. 第2表; empty for the file as a whole.
    pub table: String,
    /// Path of keys.
    pub path: String,
    /// File name and line.
    pub place: String,
    /// Absolute path of the file.
    pub file: String,
    /// Line, from 1; 0 when it has no place.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What a button does that mends it; empty where nothing can be proposed or nothing can be written.
    pub fix: String,
}

/// Everything that the page shows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Snapshot {
    /// Counts from 1; set by [`Preview::publish`].
    pub generation: u64,
    /// The plan's file name, and nothing else about it.
    pub name: String,
    /// Whether the pages show the plan as it is now; false while it cannot be printed or found.
    pub current: bool,
    /// Why not, one sentence.
    pub banner: String,
    /// Clock of the last good render, e.g. 14:03:22.
    pub rendered_at: String,
    /// How long it took, milliseconds.
    pub millis: u64,
    /// The pages of the last good render.
    pub pages: Vec<ShownPage>,
    /// Findings and mistakes.
    pub findings: Vec<ShownFinding>,
    /// What the page must know to write; none where it may only look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writing: Option<Writing>,
    /// The generation whose PDF is written; 0 before the first.
    pub printed: u64,
    /// The plan of that PDF, by its hash as in [`Writing`]; empty where every state is printed.
    pub printed_of: String,
    /// The PDF of the last good render, once it is written.
    #[serde(skip)]
    pub pdf: Option<Arc<[u8]>>,
}

/// The session's state, shared by the renderer and the server.
#[derive(Debug)]
pub struct Preview {
    snapshot: Mutex<Arc<Snapshot>>,
    /// Those just before, the newest last.
    before: Mutex<VecDeque<Arc<Snapshot>>>,
    generation: watch::Sender<u64>,
}

/// So many snapshots before the newest are kept.
const MAX_BEFORE: usize = 2;

impl Default for Preview {
    fn default() -> Self {
        Self { snapshot: Mutex::default(), before: Mutex::default(), generation: watch::Sender::new(0) }
    }
}

impl Preview {
    /// One whose snapshots count on from here: a page that knew the last session of its plan takes none of the next for
    /// one that it has.
    #[must_use]
    pub fn after(generation: u64) -> Self {
        let snapshot = Snapshot { generation, ..Snapshot::default() };
        Self { snapshot: Mutex::new(Arc::new(snapshot)), ..Self::default() }
    }

    /// How many pages listen.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.generation.receiver_count()
    }

    /// Shows a new snapshot to every open page.
    pub fn publish(&self, mut snapshot: Snapshot) {
        let mut current = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        snapshot.generation = current.generation + 1;
        for (at, page) in snapshot.pages.iter_mut().enumerate() {
            page.patch = current.pages.get(at).and_then(|last| Patch::between(last, page));
        }
        let generation = snapshot.generation;
        let last = std::mem::replace(&mut *current, Arc::new(snapshot));
        drop(current);
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        before.push_back(last);
        if before.len() > MAX_BEFORE {
            before.pop_front();
        }
        drop(before);
        self.generation.send_replace(generation);
    }

    /// Adds the PDF to the newest snapshot. The pages are shown before it is there: the generation stays, but open pages
    /// hear of it. `of` is the plan that it was made of, where not every state is printed.
    pub fn attach_pdf(&self, pdf: Arc<[u8]>, of: &str) {
        let mut current = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = Arc::make_mut(&mut current);
        snapshot.pdf = Some(pdf);
        snapshot.printed = snapshot.generation;
        of.clone_into(&mut snapshot.printed_of);
        drop(current);
        self.generation.send_modify(|_| {});
    }

    /// A page by its hash, also one of the snapshots just before: a window asks for the pictures of what it has heard of a moment
    /// later, and by then somebody may have typed on.
    #[must_use]
    pub fn page(&self, hash: &str) -> Option<ShownPage> {
        let of = |snapshot: &Snapshot| snapshot.pages.iter().find(|page| page.hash == hash).cloned();
        of(&self.snapshot()).or_else(|| {
            let before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
            before.iter().rev().find_map(|snapshot| of(snapshot))
        })
    }

    /// The newest snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Wakes whenever there is a newer one.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }
}
