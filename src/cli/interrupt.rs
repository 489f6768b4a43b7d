//! Ending when asked to: what is in hand may be finished, but nothing holds the program up for good.

use super::{Status, files};
use std::time::Duration;

/// How long a save that has begun is waited for besides: one that takes longer hangs.
const SAVE: Duration = Duration::from_secs(2);

/// Ends the program after so long, unless it has ended by itself. Files are whole or not there, whenever it is.
pub(super) fn end_within(grace: Duration) {
    let late = move || {
        std::thread::sleep(grace);
        // Nobody begins to save any more, and who has begun comes to an end: else what was typed would be lost.
        let saved = || {
            let _finished = files::finish();
            end();
        };
        if std::thread::Builder::new().spawn(saved).is_ok() {
            std::thread::sleep(SAVE);
        }
        end();
    };
    // Where no thread can be had, the end is now.
    if std::thread::Builder::new().spawn(late).is_err() {
        end();
    }
}

/// Lets a write over a limit of a file's size (`ulimit -f`) be an error like a full disk; unasked, the system ends the program in its
/// midst, and a plan that is written in place stays half written.
pub fn outlive_size_limits() {
    #[cfg(unix)]
    {
        // Where no handler can be set, it is as it was.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    }
}

fn end() -> ! {
    std::process::exit(i32::from(Status::Interrupted.code()));
}
