//! Ending when asked to: what is in hand may be finished, but nothing holds the program up for good.

use super::Status;
use std::time::Duration;

/// Ends the program after so long, unless it has ended by itself. Files are whole or not there, whenever it is.
pub(super) fn end_within(grace: Duration) {
    let end = move || {
        std::thread::sleep(grace);
        std::process::exit(i32::from(Status::Interrupted.code()));
    };
    // Where no thread can be had, the end is now.
    if std::thread::Builder::new().spawn(end).is_err() {
        std::process::exit(i32::from(Status::Interrupted.code()));
    }
}
