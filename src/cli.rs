//! The program: arguments, files, messages, exit codes. Nothing else in the library touches the outside world.

#![expect(clippy::disallowed_methods, reason = "only the program reads files, the clock and the environment")]

mod aligned;
mod annex;
#[expect(unreachable_pub, reason = "clap's types are written as everywhere; the module is private")]
mod args;
mod batch;
mod bench_data;
mod benefit;
mod board;
mod chain;
mod check;
mod csv;
mod diff;
mod edit;
mod files;
mod fix;
mod git;
mod help;
mod interrupt;
mod laid;
mod load;
mod lsp;
mod manifest;
mod month;
#[expect(unreachable_pub, reason = "what the arguments are made of")]
mod names;
mod new;
mod packet;
mod plans;
mod render;
mod renew;
mod rules;
mod schema;
pub mod status;
mod terminal;
mod watch;
mod workers;

pub use interrupt::outlive_size_limits;
pub use status::Status;
pub use terminal::Terminal;

use args::{Command, Program};
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::io::Write;

/// Lets a fault of ours be told by its place in the program alone, on whatever thread it is: what a panic says may quote a plan.
pub fn hush_panics() {
    std::panic::set_hook(Box::new(|fault| {
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        // Where it cannot be told, there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "careplan: {}", status::Failure::Internal(place));
    }));
}

/// Runs the program with its arguments (the first is its own name).
pub fn run(arguments: impl IntoIterator<Item = OsString>, terminal: &mut Terminal) -> Status {
    let status = obey(arguments, terminal);
    terminal.end(status)
}

fn obey(arguments: impl IntoIterator<Item = OsString>, terminal: &mut Terminal) -> Status {
    if let Err((failure, may_say)) = files::streams::spare_plans() {
        if may_say {
            terminal.failure(&failure.into());
        }
        return Status::Impossible;
    }
    let matches = match help::japanese(Program::command()).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return help::explain(&error, terminal),
    };
    let program = match Program::from_arg_matches(&matches) {
        Ok(program) => program,
        Err(error) => return help::explain(&error, terminal),
    };
    terminal.configure(program.common.color, program.common.quiet);
    let done = hushed(|| match program.command {
        Command::Render(args) => render::run(&args, terminal),
        Command::Check(args) => check::run(&args, terminal),
        Command::Renew(args) => renew::run(&args, terminal),
        Command::Diff(args) => diff::run(&args, terminal),
        Command::Fix(args) => fix::run(&args, terminal),
        Command::Lsp(args) => lsp::run(&args, terminal),
        Command::Watch(args) => watch::run(&args, terminal),
        Command::Edit(args) => edit::run(&args, terminal),
        Command::Packet(args) => packet::run(&args, terminal),
        Command::Month(args) => month::run(&args, terminal),
        Command::Benefit(args) => benefit::run(&args, terminal),
        Command::Board(args) => board::run(&args, terminal),
        Command::Batch(args) => batch::run(&args, terminal),
        Command::Manifest(args::ManifestCommand::Merge(args)) => manifest::merge(&args, terminal),
        Command::Annex(args) => annex::run(&args, terminal),
        Command::Rules(args) => rules::run(&args, terminal),
        Command::New(args) => new::run(&args, terminal),
        Command::BenchData(args) => bench_data::run(&args, terminal),
        Command::Schema(args) => schema::run(&args, terminal),
        Command::Completions(args) => Ok(help::completions(&args, terminal)),
        Command::Man => help::man(terminal),
    });
    done.unwrap_or_else(|error| {
        terminal.failure(&error);
        error.downcast_ref::<status::Failure>().map_or(Status::Impossible, status::Failure::status)
    })
}

/// Does a command. A fault of ours ends it as that, told by its place alone.
fn hushed(work: impl FnOnce() -> anyhow::Result<Status>) -> anyhow::Result<Status> {
    let _hushed = workers::Hushed::new();
    workers::safely(work).unwrap_or_else(|place| Err(status::Failure::Internal(place).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_quotes_no_plan() {
        let failed = hushed(|| {
            let name = String::from("架空 花子");
            Ok(if name.is_char_boundary(1) { Status::Done } else { panic!("{name}") })
        });
        let failed = failed.expect_err("a fault");
        let told = failed.to_string();
        assert!(told.starts_with("プログラムの不具合です：src/cli.rs:") && !told.contains("花子"), "{told}");
        assert_eq!(failed.downcast_ref().map(status::Failure::status), Some(Status::Internal));
    }
}
