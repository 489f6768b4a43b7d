//! The clients' pages: a session for each, opened when its page is asked for and closed when nobody looks any more.
//!
//! An address names a client by an id: a hash of the file's path under a secret of this run, so that it says nothing and
//! leads to no file that was not found in the folder. What was written on a page is remembered longer than its session.

use super::super::eyes::{self, Eyes};
use super::super::files::Watched;
use super::super::session::Session;
use super::super::{Wake, follow, secret};
use super::plans::Plans;
use crate::cli::Terminal;
use crate::cli::args::WatchArgs;
use crate::cli::board::View;
use crate::cli::edit::{Desk, Memory};
use crate::cli::names::hex;
use crate::cli::status::Failure;
use crate::cli::workers::{CLIENT, STACK, safely};
use crate::preview::{self, Preview, Room, Snapshot};
use crate::rules::words::plain;
use anyhow::Result;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a session stays that nobody looks at: long enough for a page that is loaded again.
const IDLE: Duration = Duration::from_secs(30);

/// How many sessions there are before those that nobody looks at are closed at once. Each has an engine of its own.
const ENOUGH: usize = 8;

/// The clients of a folder, and whose pages are open.
pub(super) struct Clients {
    args: WatchArgs,
    writes: bool,
    secret: [u8; 16],
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By their ids; nobody is taken out again, for a file that is gone may come back.
    known: BTreeMap<String, Client>,
    open: BTreeMap<String, Open>,
    memories: BTreeMap<String, Arc<Mutex<Memory>>>,
    offices: Vec<String>,
    /// The newest generation of all sessions that were closed.
    newest: u64,
}

struct Client {
    plan: PathBuf,
    /// What the page is called.
    name: String,
    /// 被保険者番号, its digits alone.
    number: String,
}

struct Open {
    room: Room,
    wake: Sender<Wake>,
    /// When somebody last looked.
    seen: Instant,
}

impl Clients {
    pub(super) fn new(args: WatchArgs, writes: bool) -> Result<Self, Failure> {
        Ok(Self { args, writes, secret: secret()?, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id of a file.
    pub(super) fn id(&self, plan: &Path) -> String {
        let hash = Sha256::new_with_prefix(self.secret).chain_update(plan.as_os_str().as_encoded_bytes());
        hex(&hash.finalize())[..32].to_owned()
    }

    /// Takes up everybody of the folder.
    pub(super) fn learn(&self, plans: &Plans, view: View) {
        let mut state = self.state();
        for (plan, row) in plans.rows() {
            state.known.insert(self.id(plan), Client::new(plan, row.called(view), row.number()));
        }
        state.offices = plans.offices();
    }

    /// Takes up somebody new before the folder is looked at again. Gives the id.
    pub(super) fn welcome(&self, plan: &Path, number: &str) -> String {
        let id = self.id(plan);
        let own = if number.is_empty() { "新しい利用者" } else { number };
        let called = self.args.no_names.then(|| own.to_owned());
        self.state().known.insert(id.clone(), Client::new(plan, called, number));
        id
    }

    /// What the pages of those are called who have this number already.
    pub(super) fn numbered(&self, number: &str) -> Vec<String> {
        let state = self.state();
        let same = state.known.values().filter(|client| !number.is_empty() && client.number == plain(number));
        same.filter(|client| client.plan.exists()).map(|client| client.name.clone()).collect()
    }

    /// The files of offices that a new plan may name.
    pub(super) fn offices(&self) -> Vec<String> {
        self.state().offices.clone()
    }

    /// Closes the sessions that nobody looks at any more.
    pub(super) fn sweep(&self) {
        self.state().sweep(IDLE);
    }
}

impl Client {
    fn new(plan: &Path, called: Option<String>, number: &str) -> Self {
        let of_file = || plan.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { plan: plan.to_owned(), name: called.unwrap_or_else(of_file), number: plain(number) }
    }
}

impl State {
    /// Closes those at which nobody has looked for so long.
    fn sweep(&mut self, idle: Duration) {
        let now = Instant::now();
        for open in self.open.values_mut().filter(|open| open.room.preview.listeners() > 0) {
            open.seen = now;
        }
        let quiet = |open: &Open| now.duration_since(open.seen) >= idle && open.room.preview.listeners() == 0;
        let left: Vec<String> = self.open.iter().filter(|(_, open)| quiet(open)).map(|(id, _)| id.clone()).collect();
        for open in left.iter().filter_map(|id| self.open.remove(id)) {
            // A session that ended by itself hears nothing.
            let _ = open.wake.send(Wake::Quit);
            self.newest = self.newest.max(open.room.preview.snapshot().generation);
        }
    }
}

impl preview::Clients for Clients {
    fn room(&self, id: &str) -> Option<Room> {
        let mut state = self.state();
        if let Some(open) = state.open.get_mut(id) {
            open.seen = Instant::now();
            return Some(open.room.clone());
        }
        let Client { plan, name, .. } = state.known.get(id)?;
        let (plan, name) = (plan.clone(), name.clone());
        if state.open.len() >= ENOUGH {
            state.sweep(Duration::ZERO);
        }
        let preview = Arc::new(Preview::after(state.newest + 1));
        let (wake, wakes) = channel();
        let desk = self.writes.then(|| {
            let memory = state.memories.entry(id.to_owned()).or_default();
            Arc::new(Desk::new(&plan, Arc::clone(&preview), wake.clone(), Arc::clone(memory)))
        });
        let session = Begun {
            args: WatchArgs { plan, ..self.args.clone() },
            name,
            preview: Arc::clone(&preview),
            desk: desk.clone(),
            wake: wake.clone(),
        };
        let thread = std::thread::Builder::new().name(CLIENT.to_owned()).stack_size(STACK);
        if thread.spawn(move || session.last(&wakes)).is_err() {
            let banner = "これ以上の画面は開けません。ほかの利用者の画面を閉じてください".to_owned();
            preview.publish(Snapshot { banner, ..Snapshot::default() });
        }
        let room = Room { preview, desk: desk.map(|desk| desk as Arc<dyn preview::Desk>), has_board: true };
        state.open.insert(id.to_owned(), Open { room: room.clone(), wake, seen: Instant::now() });
        Some(room)
    }
}

/// A client's session before it has its thread.
struct Begun {
    args: WatchArgs,
    name: String,
    preview: Arc<Preview>,
    desk: Option<Arc<Desk>>,
    wake: Sender<Wake>,
}

impl Begun {
    /// Follows the plan until told to end. What ends it otherwise is shown on its page.
    fn last(self, wakes: &Receiver<Wake>) {
        let why = match safely(|| self.follow(wakes)) {
            Ok(Ok(())) => return,
            Ok(Err(error)) => format!("{error:#}"),
            Err(place) => format!("プログラムの不具合です（{place}）。一覧に戻って開き直してください"),
        };
        let last = Snapshot::clone(&self.preview.snapshot());
        self.preview.publish(Snapshot { name: self.name, banner: why, current: false, ..last });
    }

    fn follow(&self, wakes: &Receiver<Wake>) -> Result<()> {
        // Only the board tells of itself in the terminal.
        let mut silent = Terminal::to(Box::new(std::io::sink()), Box::new(std::io::sink()));
        let (preview, desk) = (Arc::clone(&self.preview), self.desk.clone());
        let mut session = Session::shown_only(&self.args, self.name.clone(), preview, desk)?;
        let mut watched = Watched::new(&self.args);
        let mut eyes = Eyes::new(self.args.poll.map(eyes::interval), self.wake.clone(), watched.names());
        let _ = eyes.look_at(&watched.folders()); // the board has told how files are looked at
        follow(&mut session, &mut watched, &mut eyes, wakes, self.desk.as_deref(), &mut silent);
        Ok(())
    }
}
