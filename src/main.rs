//! The program `careplan`.

use careplan::cli::{Terminal, hush_panics, outlive_size_limits, run};
use std::process::ExitCode;

/// Pages are made of many small pieces: the system's allocator would take a fifth of a batch's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hush_panics();
    outlive_size_limits();
    let mut terminal = Terminal::stdio();
    ExitCode::from(run(std::env::args_os(), &mut terminal).code())
}
