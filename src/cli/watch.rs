//! `careplan watch`: every save on the page at once.
//!
//! Level-triggered: whatever wakes the loop (an event, a poll, a slow look every two seconds), the watched files are read
//! and their content compared with what was rendered; only a difference renders. So it does not matter how an editor
//! saves, how many events come of it, or whether one was lost.

mod eyes;
mod files;
mod folder;
mod session;
mod shown;

pub(in crate::cli) use files::looks_torn;

use super::args::{WatchArgs, WatchFormat};
use super::edit::Desk;
use super::status::{Failure, why};
use super::{Status, Terminal, interrupt};
use crate::preview::{Access, Preview, Room, Site, serve};
use anyhow::Result;
use eyes::Eyes;
use files::{Look, Watched};
use session::{Outcome, Session};
use std::mem::ManuallyDrop;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long a file that looks torn (empty, gone, cut off, not YAML) may be in the middle of a save before that is told.
const DOUBT: Duration = Duration::from_millis(80);

/// The same of a plan that can be read and has lost a table: few take one out, and a drive that hangs may pause there.
const LOSS: Duration = Duration::from_secs(3);

/// The slow look, for file systems that lose events.
const SAFETY: Duration = Duration::from_secs(2);

/// How long a write in hand (to a pipe that nobody reads, to a drive that is gone) may hold up the end.
const GRACE: Duration = Duration::from_secs(3);

/// What wakes the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Wake {
    /// Something happened to a watched name.
    Changed,
    /// The user wants to end.
    Quit,
}

/// Watches until Ctrl-C.
pub(super) fn run(args: &WatchArgs, terminal: &mut Terminal) -> Result<Status> {
    live(args, false, terminal)
}

/// The same, on a page that may `write`.
pub(super) fn live(args: &WatchArgs, write: bool, terminal: &mut Terminal) -> Result<Status> {
    let (sender, wakes) = channel();
    let quit = sender.clone();
    // A second handler cannot be set in one process; then the first one ends it, which is what Ctrl-C is for.
    let mut asked = false;
    let _ = ctrlc::set_handler(move || {
        // When nobody waits any more, the loop has ended already.
        let _ = quit.send(Wake::Quit);
        interrupt::end_within(if std::mem::replace(&mut asked, true) { Duration::ZERO } else { GRACE });
    });
    if args.plan.is_dir() {
        folder::run(args, write, sender, &wakes, terminal)?;
    } else {
        one(args, write, sender, &wakes, terminal)?;
    }
    // The page writes on threads of its own: none begins before the process has ended.
    let _finished = ManuallyDrop::new(super::files::finish());
    if args.format == WatchFormat::Human {
        terminal.say("終わりました");
    }
    Ok(Status::Done)
}

/// Watches one plan.
fn one(
    args: &WatchArgs,
    write: bool,
    sender: Sender<Wake>,
    wakes: &Receiver<Wake>,
    terminal: &mut Terminal,
) -> Result<()> {
    let preview = Arc::new(Preview::default());
    let desk = write.then(|| Arc::new(Desk::new(&args.plan, Arc::clone(&preview), sender.clone(), Arc::default())));
    let mut session = Session::new(args, Arc::clone(&preview), desk.clone())?;
    if !args.no_serve {
        let desk = desk.clone().map(|desk| desk as Arc<dyn crate::preview::Desk>);
        start_server(args, write, Site::Plan(Room { preview, desk, has_board: false }), terminal)?;
    }
    let mut watched = Watched::new(args);
    let mut eyes = Eyes::new(args.poll.map(eyes::interval), sender, watched.names());
    if let Some(note) = eyes.look_at(&watched.folders()) {
        terminal.inform(note);
    }
    follow(&mut session, &mut watched, &mut eyes, wakes, desk.as_deref(), terminal);
    Ok(())
}

/// The loop.
fn follow(
    session: &mut Session,
    watched: &mut Watched,
    eyes: &mut Eyes,
    wakes: &Receiver<Wake>,
    desk: Option<&Desk>,
    terminal: &mut Terminal,
) {
    let mut shown: Option<Look> = None;
    let mut saved_at = None;
    let mut doubt: Option<(Look, Instant)> = None;
    let mut patience = DOUBT;
    loop {
        let mut look = watched.look();
        look.draft = desk.zip(look.plan.as_ref().ok()).and_then(|(desk, plan)| desk.drafted(plan));
        // Who misses the PDF saves the plan again: its text may be the same.
        let now = watched.saved_at();
        let is_saved = std::mem::replace(&mut saved_at, now) != now;
        if is_saved && shown.as_ref() == Some(&look) && session.has_lost_output() {
            shown = None;
        }
        if shown.as_ref() == Some(&look) {
            doubt = None;
            session.retry(terminal);
        } else {
            // What looks torn is shown only when it stays so: most files are whole again in a moment.
            let since = match &doubt {
                Some((doubted, since)) if *doubted == look => *since,
                _ => {
                    patience = if session.lacks_tables(&look) { LOSS } else { DOUBT };
                    Instant::now()
                }
            };
            let ours =
                desk.is_some_and(|desk| look.draft.is_some() || look.plan.as_ref().is_ok_and(|plan| desk.wrote(plan)));
            let sure = shown.is_none() || ours || since.elapsed() >= patience;
            if let Some(Outcome { links }) = session.render(&look, sure, terminal) {
                doubt = None;
                shown = Some(look);
                if let Some(links) = links
                    && watched.link(&links)
                    && let Some(note) = eyes.look_at(&watched.folders())
                {
                    terminal.inform(note);
                }
                // What came while rendering is rendered at once.
                if is_ended(wakes, Duration::ZERO) {
                    return;
                }
                continue;
            }
            doubt = Some((look, since));
        }
        let wait = doubt
            .as_ref()
            .map_or(eyes.interval().unwrap_or(SAFETY), |(_, since)| patience.saturating_sub(since.elapsed()));
        if is_ended(wakes, wait.max(Duration::from_millis(1))) {
            return;
        }
    }
}

/// Waits until something happens, no longer than so; whether the user wants to end.
fn is_ended(wakes: &Receiver<Wake>, wait: Duration) -> bool {
    match wakes.recv_timeout(wait) {
        Ok(Wake::Quit) | Err(RecvTimeoutError::Disconnected) => true,
        Ok(Wake::Changed) => wakes.try_iter().any(|wake| wake == Wake::Quit),
        Err(RecvTimeoutError::Timeout) => false,
    }
}

/// How many connections there may be: an open page needs a few, and most of what the system lets us open is for plans.
fn most_connections() -> usize {
    const ENOUGH: usize = 256;
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files =
        limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    files.map_or(ENOUGH, |files: usize| (files / 4).clamp(1, ENOUGH))
}

/// Starts the server on a thread of its own and tells the address to open, secret included.
fn start_server(args: &WatchArgs, writes: bool, site: Site, terminal: &mut Terminal) -> Result<()> {
    let ip = args.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let failed = |error: std::io::Error| {
        Failure::Usage(format!(
            "画面のアドレスを用意できません（{}）。--serve で別の番号を指定してください",
            why(&error)
        ))
    };
    let listener = TcpListener::bind(SocketAddr::new(ip, args.serve.flatten().unwrap_or(0))).map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    let (token, ticket) = (word()?, word()?);
    let host = match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let access = if writes {
        Access::to_write(token.clone(), port)
    } else {
        Access::new(token.clone(), port, args.host.map(|_| host.as_str())).embedded(args.embed)
    };
    let access = access.with_ticket(ticket.clone());
    std::thread::Builder::new()
        .name("preview".to_owned())
        .spawn(move || serve(listener, site, access, most_connections()))
        .map_err(|error| Failure::Usage(format!("画面を始められません：{}", why(&error))))?;
    let address_with = |token: &str| format!("http://{host}:{port}/?token={token}");
    let address = address_with(&token);
    if args.format == WatchFormat::Human {
        terminal.say(format_args!("画面: {address}"));
    } else {
        terminal.result(serde_json::json!({ "address": address }));
    }
    // Every user of the machine can read the command line of a browser that starts.
    if args.open && open::that_detached(address_with(&ticket)).is_err() {
        terminal.say("ブラウザーを開けません。上のアドレスを開いてください");
    }
    Ok(())
}

/// A word that nobody can guess.
fn word() -> Result<String, Failure> {
    Ok(format!("{:032x}", u128::from_be_bytes(secret()?)))
}

/// Bytes that nobody can guess.
fn secret() -> Result<[u8; 16], Failure> {
    let mut secret = [0; 16];
    getrandom::fill(&mut secret).map_err(|error| Failure::Internal(format!("乱数が得られません: {error}")))?;
    Ok(secret)
}
