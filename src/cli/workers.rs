//! Plain threads that take jobs by number, each with a hand of its own (an engine); what they made comes back through
//! one channel to the thread that writes and tells.
//!
//! No pool over documents: Typst's own pool would stack one document upon another. A panic ends one job, not the batch:
//! the thread takes a new hand and goes on.

use super::status::{Failure, why};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Stack of a worker: that of a main thread, for plans are read on it.
pub(super) const STACK: usize = 8 << 20;

/// How often the teller wakes when nothing ends.
const TICK: Duration = Duration::from_millis(200);

/// Where the last panic was, file and line of the program. What it said is not kept: it may quote a plan.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// The threads whose panics cost one client: a worker's own, that of a client's page, and that of an engine.
const OURS: [&str; 3] = ["batch", CLIENT, "typst"];

/// How the thread of a client's page is called.
pub(super) const CLIENT: &str = "client";

/// Why a job was not done.
pub(super) enum Broken {
    /// The machine gave nothing to work with, and why.
    NoHand(String),
    /// A fault of ours, and its place in the program.
    Panic(String),
}

thread_local! {
    /// Whether this thread is at a piece of work whose panic costs one client.
    static SAFE: Cell<bool> = const { Cell::new(false) };
}

/// How many there are that hush.
static HUSHING: Mutex<usize> = Mutex::new(0);

/// While one lives, panics of workers are remembered by their place and say nothing.
pub(super) struct Hushed;

impl Hushed {
    pub(super) fn new() -> Self {
        let mut hushing = HUSHING.lock().unwrap_or_else(PoisonError::into_inner);
        *hushing += 1;
        if *hushing > 1 {
            return Self;
        }
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if SAFE.get() || std::thread::current().name().is_some_and(|name| OURS.contains(&name)) {
                let place = info.location().map(ToString::to_string).unwrap_or_default();
                *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = place;
            } else {
                loud(info);
            }
        }));
        Self
    }
}

impl Drop for Hushed {
    fn drop(&mut self) {
        let mut hushing = HUSHING.lock().unwrap_or_else(PoisonError::into_inner);
        *hushing -= 1;
        if *hushing == 0 && !std::thread::panicking() {
            let _ = std::panic::take_hook();
        }
    }
}

/// Does a piece of work; where it panics, the place of the panic. What it worked on must not be used again then.
pub(super) fn safely<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = SAFE.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    SAFE.set(outer);
    done.map_err(|_| std::mem::take(&mut *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner)))
}

/// How many jobs this machine does at once.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// The most threads that make sense here, however many are wished for: each has an engine of its own in memory, and beyond a few
/// a core they only wait for one another.
pub(super) fn most() -> usize {
    4 * cores()
}

/// Looks at each plan on as many threads as are wished for (the machine's cores where none are); what comes back is in no order.
/// Where looking panics, `broken` says what is kept instead, from the place in the program.
///
/// # Errors
/// No thread could be started.
pub(super) fn each<T: Send>(
    plans: &[PathBuf],
    threads: Option<NonZero<usize>>,
    look: &(impl Fn(&Path) -> T + Sync),
    broken: &(impl Fn(&Path, String) -> T + Sync),
) -> Result<Vec<T>, Failure> {
    let _hushed = Hushed::new();
    let threads = threads.map_or_else(cores, NonZero::get).min(most());
    let mut seen = Vec::with_capacity(plans.len());
    let look = |(): &mut (), at: usize| look(&plans[at]);
    let broken = |at: usize, (Broken::NoHand(why) | Broken::Panic(why)): Broken| broken(&plans[at], why);
    run(plans.len(), threads, &AtomicBool::new(false), &|| Ok(()), &look, &broken, |one| seen.extend(one))
        .map_err(|error| Failure::Usage(format!("仕事を始められません：{}", why(&error))))?;
    Ok(seen)
}

/// How many results may wait for one that takes longer: each holds a plan, and any number of plans shall take no more memory.
const AHEAD: usize = 64;

/// Does jobs `0..jobs` on the machine's cores; `tell` gets the results in the jobs' order, each as soon as its turn comes.
///
/// # Errors
/// No thread could be started.
pub(super) fn in_order<T: Send>(
    jobs: usize,
    work: &(impl Fn(usize) -> T + Sync),
    broken: &(impl Fn(usize, String) -> T + Sync),
    mut tell: impl FnMut(T),
) -> Result<(), Failure> {
    let _hushed = Hushed::new();
    // One plan needs no thread of its own, with memory of its own.
    if jobs == 1 {
        tell(safely(|| work(0)).unwrap_or_else(|place| broken(0, place)));
        return Ok(());
    }
    let (told, turn) = (Mutex::new(0), Condvar::new());
    let turned = |at: usize| {
        let told = told.lock().unwrap_or_else(PoisonError::into_inner);
        // The job whose turn it is never waits: it was taken before those behind it.
        drop(turn.wait_while(told, |told| at >= *told + AHEAD).unwrap_or_else(PoisonError::into_inner));
    };
    let work = |(): &mut (), at: usize| {
        turned(at);
        (at, work(at))
    };
    let broken = |at: usize, (Broken::NoHand(why) | Broken::Panic(why)): Broken| (at, broken(at, why));
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    run(jobs, cores(), &AtomicBool::new(false), &|| Ok(()), &work, &broken, |ended| {
        waiting.extend(ended);
        while let Some(result) = waiting.remove(&next) {
            tell(result);
            next += 1;
            *told.lock().unwrap_or_else(PoisonError::into_inner) = next;
            turn.notify_all();
        }
    })
    .map_err(|error| Failure::Usage(format!("仕事を始められません：{}", why(&error))))
}

/// Does jobs `0..jobs`, each once, until `stop` is set. `tell` gets every result as it comes, and nothing now and then.
///
/// `hand` makes what a thread works with. A thread that gets none leaves its jobs to the others; where nobody has one, and where
/// a job panics, `broken` makes the job's result.
///
/// # Errors
/// No thread could be started.
pub(super) fn run<H, T: Send>(
    jobs: usize,
    threads: usize,
    stop: &AtomicBool,
    hand: &(impl Fn() -> Result<H, String> + Sync),
    work: &(impl Fn(&mut H, usize) -> T + Sync),
    broken: &(impl Fn(usize, Broken) -> T + Sync),
    mut tell: impl FnMut(Option<T>),
) -> std::io::Result<()> {
    let (next, at_work) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let gate = Mutex::new(());
    let (sender, results) = sync_channel(64);
    let labour = |sender: SyncSender<T>| {
        let (next, at_work, gate) = (&next, &at_work, &gate);
        move || {
            // Nobody begins before it is known how many there are.
            drop(gate.lock());
            let mut own: Option<H> = None;
            while !stop.load(Ordering::Relaxed) {
                let hand = own.take().map_or_else(hand, Ok);
                let others = |working: usize| (working > 1).then(|| working - 1);
                if hand.is_err() && at_work.fetch_update(Ordering::Relaxed, Ordering::Relaxed, others).is_ok() {
                    break;
                }
                let job = next.fetch_add(1, Ordering::Relaxed);
                if job >= jobs {
                    break;
                }
                let result = match hand {
                    Err(why) => broken(job, Broken::NoHand(why)),
                    Ok(mut taken) => match safely(|| work(&mut taken, job)) {
                        Ok(result) => {
                            own = Some(taken);
                            result
                        }
                        // What a panic left half done is not used again.
                        Err(place) => broken(job, Broken::Panic(place)),
                    },
                };
                if sender.send(result).is_err() {
                    break;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let closed = gate.lock();
        for number in 0..threads.min(jobs) {
            let builder = std::thread::Builder::new().name(OURS[0].to_owned()).stack_size(STACK);
            match builder.spawn_scoped(scope, labour(sender.clone())) {
                // Fewer threads than wished for do the work too.
                Err(error) if number == 0 => return Err(error),
                Err(_) => {}
                Ok(_) => {
                    at_work.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        drop(closed);
        drop(sender);
        loop {
            match results.recv_timeout(TICK) {
                Ok(result) => tell(Some(result)),
                Err(RecvTimeoutError::Timeout) => tell(None),
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_done_once_and_a_panic_costs_one_hand() {
        let (hands, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        let hand = || Ok(hands.fetch_add(1, Ordering::Relaxed));
        let work = |_: &mut usize, job: usize| {
            assert!(job % 10 != 3, "job {job} breaks");
            (job, true)
        };
        let mut results = Vec::new();
        run(100, 3, &stop, &hand, &work, &|job, _| (job, false), |result| results.extend(result)).unwrap();
        results.sort_unstable();
        let wanted: Vec<_> = (0..100).map(|job| (job, job % 10 != 3)).collect();
        assert_eq!(results, wanted);
        assert!(hands.into_inner() <= 13);
    }

    #[test]
    fn who_gets_nothing_to_work_with_leaves_the_jobs_to_the_others() {
        for given in [1, 0] {
            let hands = AtomicUsize::new(0);
            let hand = || if hands.fetch_add(1, Ordering::Relaxed) < given { Ok(()) } else { Err("none".to_owned()) };
            let work = |(): &mut (), job: usize| (job, true);
            let broken = |job, broken| (job, !matches!(broken, Broken::NoHand(why) if why == "none"));
            let mut results = Vec::new();
            run(100, 3, &AtomicBool::new(false), &hand, &work, &broken, |result| results.extend(result)).unwrap();
            results.sort_unstable();
            assert_eq!(results, (0..100).map(|job| (job, given > 0)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn results_are_told_in_order_and_few_wait_for_one_that_takes_long() {
        let (begun, ahead) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |at: usize| {
            begun.fetch_max(at, Ordering::SeqCst);
            if at == 5 {
                std::thread::sleep(Duration::from_millis(100));
                ahead.store(begun.load(Ordering::SeqCst), Ordering::SeqCst);
            }
            assert!(at != 7, "job 7 breaks");
            Some(at)
        };
        let mut results = Vec::new();
        in_order(1000, &work, &|_, _| None, |result| results.push(result)).unwrap();
        assert_eq!(results, (0..1000).map(|at| Some(at).filter(|at| *at != 7)).collect::<Vec<_>>());
        assert!(ahead.into_inner() < 5 + AHEAD);
    }

    #[test]
    fn a_panic_over_the_only_one_is_told_by_its_place() {
        let mut places = Vec::new();
        let work = |at: usize| -> String { panic!("{at} names nobody") };
        in_order(1, &work, &|_, place| place, |place| places.push(place)).unwrap();
        assert!(matches!(&*places, [place] if place.contains("workers.rs:")), "{places:?}");
    }

    #[test]
    fn a_stop_lets_the_jobs_in_hand_end() {
        let stop = AtomicBool::new(false);
        let work = |(): &mut (), job: usize| {
            stop.store(true, Ordering::Relaxed);
            job
        };
        let mut results = Vec::new();
        run(100, 2, &stop, &|| Ok(()), &work, &|job, _| job, |result| results.extend(result)).unwrap();
        assert!((1..=2).contains(&results.len()), "{results:?}");
    }
}
