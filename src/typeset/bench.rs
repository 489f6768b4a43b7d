//! The threads on which Typst works, with a stack of their own.

use super::{Fault, FaultKind};
use std::sync::{Mutex, PoisonError};
use std::thread::ScopedJoinHandle;

/// Stack of the thread on which Typst lays out and exports.
const STACK: usize = 8 << 20;

/// The thread on which Typst works: never two documents at a time, or the second would be stacked upon the first.
pub(super) struct Bench {
    pool: Mutex<rayon::ThreadPool>,
    /// A second thread, for the pages of one document; an engine beside others has none, for they keep the cores busy.
    second: Option<Mutex<rayon::ThreadPool>>,
}

impl Bench {
    pub(super) fn new(has_second: bool) -> Result<Self, Fault> {
        let pool = thread(STACK)?;
        // A second one is for speed alone.
        let second = has_second.then(|| thread(STACK).ok()).flatten();
        Ok(Self { pool, second })
    }

    /// Does a piece of work on the first thread.
    pub(super) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        pool.install(work)
    }

    /// Begins a piece of work on the first thread, before what is asked of it next, and does not wait for it.
    pub(super) fn begin(&self, work: impl FnOnce() + Send + 'static) {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).spawn(work);
    }

    /// Does all the work, in no order, on both threads if there are two; what it gave, in the order of the work.
    pub(super) fn run_each<T: Send>(&self, work: Vec<Box<dyn FnOnce() -> T + Send + '_>>) -> Vec<T> {
        let Some(second) = self.second.as_ref().filter(|_| work.len() > 1) else {
            return work.into_iter().map(|piece| self.run(piece)).collect();
        };
        let todo = Mutex::new(work.into_iter().enumerate());
        let one_by_one = |pool: &Mutex<rayon::ThreadPool>| {
            let pool = pool.lock().unwrap_or_else(PoisonError::into_inner);
            let next = || todo.lock().unwrap_or_else(PoisonError::into_inner).next();
            std::iter::from_fn(next).map(|(at, piece)| (at, pool.install(piece))).collect::<Vec<_>>()
        };
        let mut done = std::thread::scope(|scope| {
            // Without the thread that hands out to the second one, the first does all.
            let other = std::thread::Builder::new().spawn_scoped(scope, || one_by_one(second));
            let mut done = one_by_one(&self.pool);
            match other.map(ScopedJoinHandle::join) {
                Ok(Ok(more)) => done.extend(more),
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(_) => {}
            }
            done
        });
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, made)| made).collect()
    }
}

/// A pool of one thread.
pub(super) fn thread(stack: usize) -> Result<Mutex<rayon::ThreadPool>, Fault> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .stack_size(stack)
        .thread_name(|_| "typst".to_owned())
        .build()
        .map(Mutex::new)
        .map_err(|_| {
            let message = "組版の準備ができません：このコンピューターで同時に動かせる数（またはメモリー）の上限に達しています。ほかのプログラムを終えるか、上限（ulimit -u、コンテナの pids など）を上げて、もう一度実行してください";
            Fault::new(FaultKind::Machine, message.to_owned())
        })
}
