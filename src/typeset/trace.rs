//! Typst's diagnostics as faults: message, `file:line:column`, hints, and the calls that led there.

use codespan_reporting::term::termcolor::NoColor;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst_kit::diagnostics::{DiagnosticFormat, DiagnosticWorld, emit};

use super::{Fault, FaultKind};

/// One fault a diagnostic.
pub(super) fn faults<'a, W: DiagnosticWorld>(
    world: &W,
    diagnostics: impl IntoIterator<Item = &'a SourceDiagnostic>,
) -> Vec<Fault> {
    diagnostics.into_iter().map(|diagnostic| fault(world, diagnostic)).collect()
}

fn fault<W: DiagnosticWorld>(world: &W, diagnostic: &SourceDiagnostic) -> Fault {
    let at = place(world, diagnostic).map_or_else(String::new, |at| format!("{at}: "));
    Fault {
        trace: report(world, diagnostic),
        ..Fault::new(FaultKind::Template, format!("様式の誤り: {at}{}", diagnostic.message))
    }
}

/// `templates/kit/field.typ:12:3`
fn place<W: DiagnosticWorld>(world: &W, diagnostic: &SourceDiagnostic) -> Option<String> {
    let id = diagnostic.span.id()?;
    let range = world.range(diagnostic.span)?;
    let (line, column) = match world.source(id) {
        Ok(source) => source.lines().byte_to_line_column(range.start)?,
        Err(_) => world.file(id).ok()?.lines().ok()?.byte_to_line_column(range.start)?,
    };
    Some(format!("{}:{}:{}", world.name(id), line + 1, column + 1))
}

/// The whole report with source lines, as the command line of Typst would print it.
fn report<W: DiagnosticWorld>(world: &W, diagnostic: &SourceDiagnostic) -> Option<String> {
    let mut out = NoColor::new(Vec::new());
    emit(&mut out, world, [diagnostic], DiagnosticFormat::Human).ok()?;
    String::from_utf8(out.into_inner()).ok()
}
