//! `careplan batch`: a month of everybody, one PDF a client or joined, as quickly as the machine can.
//!
//! The story: find the clients and name their outputs ([`clients`]), hold the folder ([`folder`]), let workers
//! ([`super::workers`]) take one client after the other from plan to pages ([`order`]) to PDF ([`mod@print`]), write down what became
//! of each as it ends ([`manifest`], [`lines`]), say whose the older outputs in the folder are ([`record`], [`holdings`]) and tell
//! ([`progress`], [`report`]). One client never stops another.
//!
//! With `--strict` everybody is checked before anybody is printed; with `--merge` too, and then slips that may be on their way
//! to a stranger are kept out ([`strayed`]), volumes are planned ([`merge`]), made ([`bind`]) and entered to the clients that are
//! in them ([`ledger`]).

mod bind;
pub(super) mod clients;
mod ended;
mod fingerprint;
mod folder;
mod holdings;
mod leaves;
mod ledger;
pub(super) mod lines;
mod manifest;
mod merge;
mod order;
mod print;
mod progress;
pub(super) mod record;
mod report;
mod strayed;
pub(super) mod who;

use super::args::{BatchArgs, BatchFormat, PacketArgs};
use super::files::{Content, Door};
use super::names::folded;
use super::status::{Failure, why};
use super::workers::{self, Broken};
use super::{Status, Terminal, interrupt, load, plans};
use crate::calendar::Month;
use crate::typeset::Engine;
use anyhow::Result;
use bind::Bound;
use clients::{Client, Found};
use ended::Ended;
use folder::Folder;
use holdings::Holdings;
use ledger::{Ledger, Sum};
use lines::{Outcome, Row, Summary};
use manifest::Manifest;
use merge::Waiting;
use order::Order;
use progress::Progress;
use record::Record;
use report::Reasons;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use strayed::Strayed;

/// How long the files in hand may take after Ctrl-C: a large volume takes seconds, a drive that is gone takes for ever.
const GRACE: Duration = Duration::from_secs(30);

/// A batch at work.
struct Batch<'a> {
    order: Order<'a>,
    /// The clients of this run.
    clients: Vec<Client>,
    /// What lies in the folder already.
    holdings: Holdings,
    engine: Engine,
    manifest: Mutex<Manifest>,
    summary: Summary,
    reasons: Reasons,
    /// Set by Ctrl-C.
    stop: Arc<AtomicBool>,
}

/// Prints everybody's month.
pub(super) fn run(args: &BatchArgs, terminal: &mut Terminal) -> Result<Status> {
    make(args, None, terminal)
}

/// Makes everybody's packets of a month: the same batch, whose clients have several outputs each.
pub(super) fn packets(packets: &PacketArgs, month: Month, output: PathBuf, terminal: &mut Terminal) -> Result<Status> {
    make(&BatchArgs::of_packets(packets, month, output)?, Some(packets), terminal)
}

fn make(args: &BatchArgs, packets: Option<&PacketArgs>, terminal: &mut Terminal) -> Result<Status> {
    let started = Instant::now();
    let _hushed = workers::Hushed::new();
    let stop = interruption();
    if args.jobs.is_some_and(|jobs| jobs.get() > workers::most()) {
        terminal
            .inform(format_args!("同時に働く数（--jobs）は、このコンピューターでは {} までにします", workers::most()));
    }
    let overlay = args.printing.templates.as_deref().map(load::templates).transpose()?;
    let engine = Engine::new(overlay.clone()).map_err(Failure::from)?;
    plans::tell_near(&args.plans, false, terminal);
    let Found { clients: all, replaced, strangers } = clients::find(args, packets.is_some(), &stop)?;
    for line in &strangers {
        terminal.say(line);
    }
    for plan in &replaced {
        terminal.inform(&plan.told);
    }
    if stop.load(Ordering::Relaxed) {
        // Not all have been looked at: nothing is begun that would take these few for everybody.
        return Ok(Status::Interrupted);
    }
    let asked = fingerprint::asked(args, packets, overlay.as_ref());
    let mut summary = Summary::begin(args, asked, &all);
    let names =
        if args.merge.is_some() { HashSet::new() } else { all.iter().map(|client| folded(&client.file)).collect() };
    // Only --force lets a file that is no PDF be replaced: then all that is read has to be looked out for.
    let read = all.iter().map(|client| client.path.clone());
    let read = read.chain(load::template_files(args.printing.templates.as_deref()));
    let read = if args.printing.force { read.collect() } else { Vec::new() };
    let clients: Vec<Client> =
        all.into_iter().filter(|client| args.partition.is_none_or(|part| part.takes(client))).collect();
    summary.clients = clients.len();
    let folder = Folder::open(&args.output, args.partition, Door::new(read, args.printing.force))?;
    folder.permit(&folder.manifest(), Content::Manifest)?;
    let mut earlier = Record::read_if_there(&folder.manifest())?;
    let holdings = Holdings::new(&mut earlier, &folder, names, &clients, &replaced, &args.plans)?;
    let manifest = Mutex::new(Manifest::begin(&folder, clients.len())?);
    let order = Order::new(args, packets, &folder, overlay, earlier);
    let reasons = Reasons::begin(args);
    let mut batch = Batch { order, clients, holdings, engine, manifest, summary, reasons, stop };
    batch.work(terminal)?;
    batch.end(started, terminal)
}

impl Batch<'_> {
    /// All stretches of the work.
    fn work(&mut self, terminal: &mut Terminal) -> Result<()> {
        let args = self.order.args;
        let all: Vec<usize> = (0..self.clients.len()).collect();
        if !args.strict && args.merge.is_none() {
            return self.clients(Stretch::Print, &all, &[], terminal).map(drop);
        }
        let held = self.clients(Stretch::Check, &all, &[], terminal)?;
        let refused = self.summary.refused + self.summary.failed > 0;
        if args.strict && refused && !args.keep_going {
            return Ok(());
        }
        if args.merge.is_some() {
            return self.volumes(held, terminal);
        }
        let good: Vec<usize> = held.iter().map(|waiting| waiting.at).collect();
        self.clients(Stretch::Print, &good, &held, terminal).map(drop)
    }

    /// Has the workers do these clients, of whom an earlier stretch may have found something out; gives those that are
    /// held, in the order of the list.
    fn clients(
        &mut self,
        stretch: Stretch,
        jobs: &[usize],
        known: &[Waiting],
        terminal: &mut Terminal,
    ) -> Result<Vec<Waiting>> {
        let Self { order, clients, engine, manifest, summary, reasons, stop, .. } = self;
        let manifest: &Mutex<Manifest> = manifest;
        let mut progress = Progress::begin(stretch.word(), jobs.len(), terminal);
        let mut held = Vec::new();
        let hand = || match stretch {
            Stretch::Check => Ok(None),
            Stretch::Print => engine.beside().map(Some).map_err(|fault| fault.message),
        };
        let work = |engine: &mut Option<Engine>, job: usize| {
            let client = &clients[jobs[job]];
            let ended = engine.as_ref().map_or_else(
                || order.check(client, job),
                |engine| order.print(engine, client, known.get(job), manifest),
            );
            (jobs[job], ended)
        };
        let broken = |job: usize, broken: Broken| (jobs[job], order.broken(&clients[jobs[job]], &broken));
        workers::run(jobs.len(), order.threads(), stop, &hand, &work, &broken, |ended| {
            if let Some((at, Ended { row, told, notes, variants, goes, namings, leaves })) = ended {
                reasons.note(&row, notes);
                reasons.variants(&row, variants);
                manifest::held(manifest).add(at, &row);
                summary.count(&row, stretch == Stretch::Print && order.args.strict);
                progress.count(1, row.pages);
                reasons.add(&row, told, order.args.expanding.expand);
                if row.status == Outcome::Held {
                    held.push(Waiting { at, input: row.input_sha256, findings: row.findings, goes, namings, leaves });
                }
            }
            progress.tell(terminal);
        })
        .map_err(|error| Failure::Usage(format!("仕事を始められません：{}", why(&error))))?;
        progress.end();
        held.sort_unstable_by_key(|waiting| waiting.at);
        Ok(held)
    }

    /// Has the workers make merged outputs of the clients that were checked.
    fn volumes(&mut self, mut held: Vec<Waiting>, terminal: &mut Terminal) -> Result<()> {
        let Self { order, clients, engine, manifest, summary, reasons, stop, .. } = self;
        let manifest: &Mutex<Manifest> = manifest;
        let Strayed { refused, told: strayed } = strayed::keep_out(&mut held, clients);
        let mut ledger = Ledger::new(&held);
        for (at, finding) in refused {
            ledger.refuse(at, order.strayed(&clients[at], &finding));
        }
        let (volumes, told) = merge::volumes(order.args, clients, held);
        for line in strayed.into_iter().chain(told) {
            terminal.inform(line);
        }
        let mut progress = Progress::begin("製本", volumes.iter().map(|volume| volume.members.len()).sum(), terminal);
        let hand = || engine.beside().map_err(|fault| fault.message);
        let work = |engine: &mut Engine, job: usize| (job, order.bind(engine, clients, &volumes[job], manifest));
        let broken = |job: usize, broken: Broken| (job, order.unbound(clients, &volumes[job], &broken));
        let finished = |summary: &mut Summary, reasons: &mut Reasons, at: usize, sum: Sum| {
            let mut manifest = manifest::held(manifest);
            let Some(row) = manifest.row(at) else { return };
            let Ended { row, told, .. } = sum.close(row);
            manifest.add(at, &row);
            summary.count(&row, true);
            reasons.add(&row, told, order.args.expanding.expand);
        };
        for (at, sum) in ledger.empty() {
            finished(summary, reasons, at, sum);
        }
        let threads = merge::at_once(&volumes, order.threads());
        workers::run(volumes.len(), threads, stop, &hand, &work, &broken, |bound| {
            if let Some((number, Bound { row, members })) = bound {
                progress.count(members.len(), row.pages);
                summary.count_volume(&row);
                manifest::held(manifest).add_volume(number, &row);
                for (at, member) in members {
                    if let Some(sum) = ledger.enter(at, &row, member) {
                        finished(summary, reasons, at, sum);
                    }
                }
            }
            progress.tell(terminal);
        })
        .map_err(|error| Failure::Usage(format!("仕事を始められません：{}", why(&error))))?;
        progress.end();
        Ok(())
    }

    /// Writes the manifest in order and tells what it came to.
    fn end(self, started: Instant, terminal: &mut Terminal) -> Result<Status> {
        let Self { order, clients, holdings, manifest, mut summary, reasons, stop, .. } = self;
        let mut manifest = manifest.into_inner().unwrap_or_else(PoisonError::into_inner);
        summary.left = summary.clients - summary.seen();
        summary.ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let lost = manifest.failure.take();
        if lost.is_some() {
            summary.exit = summary.exit.max(Status::Unfinished.code());
        }
        if stop.load(Ordering::Relaxed) {
            summary.exit = Status::Interrupted.code();
        }
        // Only a run that came to everybody can tell what is nobody's.
        let whole = summary.left == 0 && lost.is_none() && !stop.load(Ordering::Relaxed);
        // What an earlier run of the same batch said of those that this one did not come to still holds.
        for at in manifest.missing() {
            let client = &clients[at];
            if let Some(row) = order.earlier.get(&client.key).filter(|row| row.order == order.key) {
                manifest.keep(at, &Row { n: client.n, ..row.clone() });
            }
        }
        let mut old = holdings.settle(&manifest, &order.key, whole, order.folder);
        old.tell(order.args.prune, order.folder, &mut summary, terminal);
        let lines = old.nobodys.iter().chain(&old.kept).flat_map(record::Output::lines);
        if let Some(failure) = lost.or(manifest.finish(order.folder, lines, &summary).err()) {
            terminal.say(format_args!("careplan: {failure}"));
            summary.exit = summary.exit.max(Status::Unfinished.code());
        }
        match order.args.format {
            BatchFormat::Human => report::tell(&summary, &reasons, &order.folder.manifest(), terminal),
            BatchFormat::Json => report::objects(&summary, &order.folder.manifest(), terminal)?,
        }
        Ok(lines::status(summary.exit))
    }
}

/// A stretch of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stretch {
    /// Everything but drawing (`--strict`).
    Check,
    /// From plan to PDF.
    Print,
}

impl Stretch {
    const fn word(self) -> &'static str {
        match self {
            Self::Check => "点検",
            Self::Print => "印刷",
        }
    }
}

/// Ctrl-C lets the files in hand be finished; a second one ends at once, and leaves whole files too.
fn interruption() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&stop);
    // A second handler cannot be set in one process; then the first one ends it, which is what Ctrl-C is for.
    let _ = ctrlc::set_handler(move || {
        interrupt::end_within(if set.swap(true, Ordering::Relaxed) { Duration::ZERO } else { GRACE });
    });
    stop
}
