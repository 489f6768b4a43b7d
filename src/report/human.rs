//! Diagnostics for people: the line of the file, the place underlined, in Japanese.
//!
//! The drawing is codespan's, which counts full-width characters as two columns, so that the underline stands under its
//! words; its English severity is put into Japanese on the way out.

use super::excerpt::{Excerpt, one_line};
use super::{Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};
use codespan_reporting::diagnostic::{Diagnostic as Drawn, Label, Severity as DrawnSeverity};
use codespan_reporting::files::Error;
use codespan_reporting::term::termcolor::{ColorSpec, WriteColor};
use codespan_reporting::term::{self, Chars, Config};
use std::io;

/// How many further places are shown.
const SHOWN: usize = 9;

/// How diagnostics are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Leaves the lines of the plan out: they hold personal data.
    pub without_source: bool,
}

/// Writes one diagnostic, and an empty line behind it.
///
/// # Errors
/// When the writer fails.
pub fn write(out: &mut dyn WriteColor, sources: &Sources, diagnostic: &Diagnostic, style: Style) -> io::Result<()> {
    if style.without_source || sources.file_of(diagnostic.span).is_none() {
        return write_plain(out, sources, diagnostic);
    }
    let severity = match diagnostic.severity {
        Severity::Error => DrawnSeverity::Error,
        Severity::Warning => DrawnSeverity::Warning,
        Severity::Info => DrawnSeverity::Note,
    };
    let mut related: Vec<_> = diagnostic.related.iter().filter(|label| sources.file_of(label.span).is_some()).collect();
    related.sort_by_key(|label| (label.span.file, label.span.start));
    let left_out = related.len().saturating_sub(SHOWN);
    related.truncate(SHOWN);
    let more = (left_out > 0).then(|| format!("ほかに {left_out} か所あります（--format json で全部を見られます）"));
    let spans: Vec<Span> = std::iter::once(diagnostic.span).chain(related.iter().map(|label| label.span)).collect();
    let excerpt = Excerpt::of(sources, &spans);
    let mut labels = vec![Label::primary(diagnostic.span.file, excerpt.range(diagnostic.span))];
    labels.extend(
        related
            .iter()
            .map(|label| Label::secondary(label.span.file, excerpt.range(label.span)).with_message(&label.message)),
    );
    let drawn: Drawn<FileId> = Drawn::new(severity)
        .with_code(diagnostic.code)
        .with_message(one_line(&diagnostic.message))
        .with_labels(labels)
        .with_notes(more.into_iter().chain(diagnostic.notes.iter().cloned()).collect());
    let chars = Chars { note_bullet: '→', ..Chars::ascii() };
    let config = Config { chars, tab_width: 1, ..Config::default() };
    let mut out = InJapanese { out, word: Some(diagnostic.severity.printed()) };
    term::emit(&mut out, &config, &excerpt, &drawn).map_err(|error| match error {
        Error::Io(error) => error,
        other => io::Error::other(other),
    })
}

/// `plan.yaml:12:7: 誤り[YML003]: …`, with the notes below it.
fn write_plain(out: &mut dyn WriteColor, sources: &Sources, diagnostic: &Diagnostic) -> io::Result<()> {
    writeln!(out, "{}", headed(sources, diagnostic, diagnostic.severity.printed()))?;
    diagnostic.notes.iter().try_for_each(|note| writeln!(out, "  → {note}"))?;
    writeln!(out)
}

/// `plan.yaml:12:7: error[YML003]: …`, the form that editors and grep understand.
#[must_use]
pub fn short(sources: &Sources, diagnostic: &Diagnostic) -> String {
    headed(sources, diagnostic, diagnostic.severity.word())
}

/// `plan.yaml:12:7: 注意[CP214]: …`, one line in a list that people read.
#[must_use]
pub fn line(sources: &Sources, diagnostic: &Diagnostic) -> String {
    headed(sources, diagnostic, diagnostic.severity.printed())
}

/// `plan.yaml:12:7: お知らせ: …`, for what is told on the way and is no finding.
#[must_use]
pub fn notice(sources: &Sources, diagnostic: &Diagnostic) -> String {
    headed(sources, diagnostic, NOTICE)
}

/// What news on the way are called. The findings of the lightest level are called 「情報」: two things, two words.
const NOTICE: &str = "お知らせ";

fn headed(sources: &Sources, diagnostic: &Diagnostic, severity: &str) -> String {
    let code = if diagnostic.code.is_empty() { String::new() } else { format!("[{}]", diagnostic.code) };
    let body = format!("{severity}{code}: {}", one_line(&diagnostic.message));
    match sources.file_of(diagnostic.span) {
        None => body,
        Some(file) => {
            let place = file.place(diagnostic.span.start);
            format!("{}:{}:{}: {body}", one_line(file.path()), place.line, place.column)
        }
    }
}

/// Passes on what codespan writes, but for the first word, which is its English severity.
struct InJapanese<'w> {
    out: &'w mut dyn WriteColor,
    word: Option<&'static str>,
}

impl io::Write for InJapanese<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.word.take() {
            Some(word) => self.out.write_all(word.as_bytes()).map(|()| bytes.len()),
            None => self.out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteColor for InJapanese<'_> {
    fn supports_color(&self) -> bool {
        self.out.supports_color()
    }

    fn set_color(&mut self, spec: &ColorSpec) -> io::Result<()> {
        self.out.set_color(spec)
    }

    fn reset(&mut self) -> io::Result<()> {
        self.out.reset()
    }
}
