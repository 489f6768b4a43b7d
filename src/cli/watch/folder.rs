//! A folder: the board of everybody as a live page, and each client's own behind a click. One process, one port, one secret.
//!
//! The board's loop is that of a plan: whatever wakes it, the folder is looked at ([`Plans`]), and only lines whose files
//! have another content are made anew. A client's page has a session of its own ([`Clients`]) while somebody looks at it.

mod beginner;
mod clients;
mod plans;

use super::eyes::{self, Eyes};
use super::files::Names;
use super::{SAFETY, Wake, start_server};
use crate::cli::Terminal;
use crate::cli::args::{AsOf, WatchArgs, WatchFormat};
use crate::cli::board::View;
use crate::cli::status::Failure;
use crate::cli::workers::Hushed;
use crate::preview::{self, Board, Site};
use anyhow::Result;
use beginner::Beginner;
use clients::Clients;
use notify::RecursiveMode;
use plans::Plans;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Shows the folder until Ctrl-C.
pub(super) fn run(
    args: &WatchArgs,
    write: bool,
    sender: Sender<Wake>,
    wakes: &Receiver<Wake>,
    terminal: &mut Terminal,
) -> Result<()> {
    refuse(args)?;
    let folder = std::path::absolute(&args.plan).unwrap_or_else(|_| args.plan.clone());
    // What a panic says may quote a plan.
    let _hushed = Hushed::new();
    let as_of = args.as_of.unwrap_or(AsOf::Today);
    // A client's page judges on the board's day, so that the two never contradict each other.
    let of_client = WatchArgs { as_of: Some(as_of), ..args.clone() };
    let board = Arc::new(Board::default());
    let clients = Arc::new(Clients::new(of_client, write)?);
    let desk = write.then(|| {
        let beginner = Beginner::new(folder.clone(), Arc::clone(&clients), sender.clone());
        Arc::new(beginner) as Arc<dyn preview::Desk>
    });
    let shown = preview::Folder { board: Arc::clone(&board), desk, clients: Arc::clone(&clients) as _ };
    start_server(args, write, Site::Folder(Arc::new(shown)), terminal)?;
    let mut eyes = Eyes::new(args.poll.map(eyes::interval), sender, names(&folder));
    if let Some(note) = eyes.look_at(&[(folder.clone(), RecursiveMode::Recursive)]) {
        terminal.inform(note);
    }
    let mut live = Live { args, write, plans: Plans::new(folder, args.profile.clone()), board, clients, broken: false };
    loop {
        let begun = Instant::now();
        let again = live.look(View::on(as_of.date(), args.no_names), terminal);
        // Where looking takes long (a drive far away), most of the time is left to others.
        let pause = eyes.interval().map_or(SAFETY, |poll| poll.max(begun.elapsed() * 3));
        let wait = again.map_or(pause, |again| again.saturating_duration_since(Instant::now()).min(pause));
        match wakes.recv_timeout(wait.max(Duration::from_millis(1))) {
            Ok(Wake::Quit) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Ok(Wake::Changed) => {
                if wakes.try_iter().any(|wake| wake == Wake::Quit) {
                    return Ok(());
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// What makes no sense for a folder.
fn refuse(args: &WatchArgs) -> Result<(), Failure> {
    let why = if args.no_serve {
        "フォルダーは画面で見るものなので、--no-serve は付けられません（一覧だけなら careplan board）"
    } else if args.output.is_some() {
        "フォルダーを開いている間はPDFを書かないので、-o は付けられません（全員の印刷は careplan batch や packet）"
    } else {
        return Ok(());
    };
    Err(Failure::Usage(why.to_owned()))
}

/// The folder by its name, and by what it is where it is a link.
fn names(folder: &Path) -> Names {
    let real: Option<PathBuf> = std::fs::canonicalize(folder).ok();
    Arc::new(Mutex::new(std::iter::once(folder.to_owned()).chain(real).collect()))
}

/// The board that is shown.
struct Live<'a> {
    args: &'a WatchArgs,
    write: bool,
    plans: Plans,
    board: Arc<Board>,
    clients: Arc<Clients>,
    /// Whether the folder could not be read the last time.
    broken: bool,
}

impl Live<'_> {
    /// Looks at the folder and shows what changed. Gives when to look again, where a file may be in the middle of a save.
    fn look(&mut self, view: View, terminal: &mut Terminal) -> Option<Instant> {
        let begun = Instant::now();
        let again = match self.plans.look(view) {
            Ok(looked) => {
                if looked.changed() || self.broken {
                    self.broken = false;
                    self.show(view, String::new());
                    self.status(begun, looked.read, terminal);
                }
                looked.again
            }
            Err(failure) => {
                if !self.broken {
                    self.broken = true;
                    self.show(view, format!("{failure}。直前の一覧を残しています"));
                    self.status(begun, 0, terminal);
                }
                None
            }
        };
        self.clients.sweep();
        again
    }

    fn show(&mut self, view: View, banner: String) {
        let (mut frame, lines) = self.plans.shown(view, |path| self.clients.id(path));
        self.clients.learn(&self.plans, view);
        frame.banner = banner;
        frame.name = if self.args.no_names { "利用者".to_owned() } else { self.plans.name() };
        frame.writes = self.write;
        self.board.publish(frame, lines);
    }

    /// One line, or one object, for each time that something changed.
    fn status(&self, begun: Instant, read: usize, terminal: &mut Terminal) {
        let (n, millis) = (self.plans.n_clients(), begun.elapsed().as_millis());
        if self.args.format == WatchFormat::Json {
            let millis = u64::try_from(millis).unwrap_or(u64::MAX);
            terminal.result(serde_json::json!({ "ok": !self.broken, "clients": n, "read": read, "ms": millis }));
            return;
        }
        let clock = chrono::Local::now().format("%H:%M:%S");
        let line = if self.broken {
            format!("{clock}  フォルダーを読めません。戻るのを待っています")
        } else {
            format!("{clock}  {millis} ms  {n}人  読み直した計画書 {read}")
        };
        terminal.status(&line);
    }
}
