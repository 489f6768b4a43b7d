//! Where messages go and whether they are coloured. Results go to stdout, everything said about them to stderr.

use super::args::Color;
use super::status::{Status, why};
use crate::press::Stop;
use crate::report::human::{self, Style};
use crate::report::{Diagnostic, Severity};
use crate::source::Sources;
use codespan_reporting::term::termcolor::{Buffer, WriteColor};
use std::io::{IsTerminal, Write};
use std::path::Path;

/// The program's two outputs.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the two outputs")]
pub struct Terminal {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    colored: bool,
    interactive: bool,
    /// Whether somebody sees stdout as it comes.
    shown: bool,
    quiet: bool,
    /// Why a result did not arrive, when it did not.
    lost: Option<std::io::Error>,
}

impl Terminal {
    /// The process's own stdout and stderr.
    #[must_use]
    pub fn stdio() -> Self {
        let interactive = std::io::stderr().is_terminal();
        Self {
            out: Box::new(std::io::stdout()),
            err: Box::new(std::io::stderr()),
            colored: false,
            interactive,
            shown: std::io::stdout().is_terminal(),
            quiet: false,
            lost: None,
        }
    }

    /// Outputs of a program that has ours in it.
    #[must_use]
    pub fn to(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Self { out, err, colored: false, interactive: false, shown: false, quiet: false, lost: None }
    }

    /// Takes the user's wishes.
    pub(super) fn configure(&mut self, color: Color, quiet: bool) {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        self.colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => self.interactive && wanted,
        };
        self.quiet = quiet;
    }

    /// Whether somebody sees stderr as it comes.
    #[must_use]
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Whether only results and mistakes are wanted.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A line of result.
    pub fn result(&mut self, line: impl std::fmt::Display) {
        let written = writeln!(self.out, "{line}");
        self.remember(written);
    }

    /// A line of result that names a file, as the system has the name: whoever reads the line opens the file by it. On a terminal
    /// nobody does, and no control character of it may reach that.
    pub fn file(&mut self, path: &Path) {
        if self.shown {
            return self.words(path.display());
        }
        let written = self.out.write_all(path.as_os_str().as_encoded_bytes()).and_then(|()| writeln!(self.out));
        self.remember(written);
    }

    /// A line of result for people, with words of a plan in it: no control character of theirs may reach the terminal.
    pub fn words(&mut self, line: impl std::fmt::Display) {
        self.result(harmless(&line.to_string()));
    }

    /// Bytes of result.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let written = self.out.write_all(bytes).and_then(|()| self.out.flush());
        self.remember(written);
    }

    /// Keeps why a result did not arrive, for [`Self::end`].
    fn remember(&mut self, written: std::io::Result<()>) {
        if let Err(error) = written {
            self.lost.get_or_insert(error);
        }
    }

    /// What the program ends with: a result that did not arrive is told and is never 「終わりました」.
    pub fn end(&mut self, status: Status) -> Status {
        let flushed = self.out.flush();
        self.remember(flushed);
        match self.lost.take() {
            // Whoever closed the pipe (`| head`) has seen what was wanted.
            Some(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                self.say(format_args!("careplan: 結果を書き出せません：{}", why(&error)));
                status.max(Status::Impossible)
            }
            Some(_) | None => status,
        }
    }

    /// Tells why nothing was made, and with what the program therefore ends.
    pub(super) fn stopped(&mut self, sources: &Sources, stop: &Stop) -> Status {
        for diagnostic in &stop.diagnostics {
            self.diagnostic(sources, diagnostic);
        }
        if !stop.summary.is_empty() {
            self.say(&stop.summary);
        }
        stop.cause.into()
    }

    /// A line about the work.
    pub fn say(&mut self, line: impl std::fmt::Display) {
        // Names of files can be anything: no escape of theirs may reach the terminal.
        let _ = writeln!(self.err, "{}", harmless(&line.to_string()));
    }

    /// A line of news that the next one takes the place of on a terminal; plain lines otherwise.
    pub fn status(&mut self, line: &str) {
        let _ = if self.interactive { write!(self.err, "\r\x1b[2K{line}\n") } else { writeln!(self.err, "{line}") };
    }

    /// A line that `--quiet` silences.
    pub fn inform(&mut self, line: impl std::fmt::Display) {
        if !self.quiet {
            self.say(line);
        }
    }

    /// A diagnostic with its line of the plan.
    pub fn diagnostic(&mut self, sources: &Sources, diagnostic: &Diagnostic) {
        if self.quiet && diagnostic.severity == Severity::Info {
            return;
        }
        if diagnostic.severity == Severity::Info {
            self.say(human::notice(sources, diagnostic));
            return;
        }
        let mut buffer = if self.colored { Buffer::ansi() } else { Buffer::no_color() };
        if human::write(&mut buffer, sources, diagnostic, Style::default()).is_ok() {
            let _ = buffer.reset();
            let _ = self.err.write_all(buffer.as_slice());
        }
    }

    /// A finding on stdout, where it is the result: with its line of the plan, or without where that is asked.
    pub fn finding(&mut self, sources: &Sources, diagnostic: &Diagnostic, style: Style) {
        let mut buffer = if self.colored { Buffer::ansi() } else { Buffer::no_color() };
        let drawn = human::write(&mut buffer, sources, diagnostic, style);
        let written = drawn.and_then(|()| self.out.write_all(buffer.as_slice()));
        self.remember(written);
    }

    /// Why the work could not be done.
    pub fn failure(&mut self, error: &anyhow::Error) {
        self.say(format_args!("careplan: {error:#}"));
    }
}

/// A text without what a terminal would obey.
fn harmless(text: &str) -> String {
    text.replace(|c: char| c.is_control() && c != '\n' && c != '\t', " ")
}
