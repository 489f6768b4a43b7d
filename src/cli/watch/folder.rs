//! A folder: the board of everybody as a live page, and each client's own behind a click. One process, one port, one secret.
//!
//! The board's loop is that of a plan: whatever wakes it, the folder is looked at ([`Plans`]), and only lines whose files
//! have another content are made anew. A client's page has a session of its own ([`Clients`]) while somebody looks at it.

mod beginner;
mod clients;
mod plans;
mod together;

use super::eyes::{self, Eyes};
use super::files::Names;
use super::{SAFETY, Wake, is_ended, start_server};
use crate::cli::Terminal;
use crate::cli::args::{AsOf, WatchArgs, WatchFormat};
use crate::cli::board::View;
use crate::cli::status::Failure;
use crate::cli::workers::Hushed;
use crate::preview::{self, Board, Frame, Site};
use anyhow::Result;
use beginner::Beginner;
use clients::Clients;
use notify::RecursiveMode;
use plans::Plans;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a reader waits before those plans are shown that are read already.
const MEANWHILE: Duration = Duration::from_millis(400);

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
    let shown = Shown { args, write, board, clients };
    let mut live = Live { plans: Plans::new(folder, args.profile.clone()), shown, broken: false };
    loop {
        let begun = Instant::now();
        let again = live.look(View::on(as_of.date(), args.no_names), terminal);
        // Where looking takes long (a drive far away), most of the time is left to others.
        let pause = eyes.interval().map_or(SAFETY, |poll| poll.max(begun.elapsed() * 3));
        let wait = again.map_or(pause, |again| again.saturating_duration_since(Instant::now()).min(pause));
        if is_ended(wakes, wait.max(Duration::from_millis(1))) {
            return Ok(());
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

/// The board that is looked at.
struct Live<'a> {
    plans: Plans,
    shown: Shown<'a>,
    /// Whether the folder could not be read the last time.
    broken: bool,
}

/// Where it is shown.
struct Shown<'a> {
    args: &'a WatchArgs,
    write: bool,
    board: Arc<Board>,
    clients: Arc<Clients>,
}

impl Live<'_> {
    /// Looks at the folder and shows what changed. Gives when to look again, where a file may be in the middle of a save.
    fn look(&mut self, view: View, terminal: &mut Terminal) -> Option<Instant> {
        let (begun, shown) = (Instant::now(), &self.shown);
        let mut last = begun;
        // Many plans take a while: those that are read are shown meanwhile.
        let meanwhile = |plans: &mut Plans, waiting: usize| {
            if last.elapsed() > MEANWHILE {
                let _ = shown.show(plans, view, String::new(), waiting);
                last = Instant::now();
            }
        };
        let (news, again) = match self.plans.look(view, meanwhile) {
            Ok(looked) => {
                let news = (looked.changed() || self.broken).then_some((String::new(), looked.read));
                self.broken = false;
                (news, looked.again)
            }
            Err(failure) => {
                let news = (!self.broken).then(|| (format!("{failure}。直前の一覧を残しています"), 0));
                self.broken = true;
                (news, None)
            }
        };
        if let Some((banner, read)) = news {
            let n = self.shown.show(&mut self.plans, view, banner, 0);
            self.status(begun, n, read, terminal);
        }
        self.shown.clients.sweep();
        again
    }

    /// One line, or one object, for each time that something changed.
    fn status(&self, begun: Instant, n: usize, read: usize, terminal: &mut Terminal) {
        let millis = begun.elapsed().as_millis();
        if self.shown.args.format == WatchFormat::Json {
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

impl Shown<'_> {
    /// Shows everybody's lines. Gives how many there are.
    fn show(&self, plans: &mut Plans, view: View, banner: String, waiting: usize) -> usize {
        let (frame, lines) = plans.shown(view, &|path: &Path| self.clients.id(path), waiting);
        // Whoever clicks finds the client known.
        self.clients.learn(plans, view);
        let name = if self.args.no_names { "利用者".to_owned() } else { plans.name() };
        let n = lines.len();
        self.board.publish(Frame { name, banner, waiting, writes: self.write, ..frame }, lines);
        n
    }
}
