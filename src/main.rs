//! The program `careplan`.

use careplan::cli::{Terminal, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut terminal = Terminal::stdio();
    ExitCode::from(run(std::env::args_os(), &mut terminal).code())
}
