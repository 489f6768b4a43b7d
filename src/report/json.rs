//! Diagnostics for programs.

use super::Diagnostic;
use crate::source::{Fix, Sources, Span};
use serde_json::{Value, json};

/// One diagnostic as an object; lines and columns count from 1, columns in characters.
#[must_use]
pub fn object(sources: &Sources, diagnostic: &Diagnostic) -> Value {
    let mut object = place(sources, diagnostic.span);
    object["rule"] = diagnostic.code.into();
    object["name"] = diagnostic.name.into();
    object["severity"] = diagnostic.severity.word().into();
    object["message"] = diagnostic.message.clone().into();
    object["related"] = diagnostic
        .related
        .iter()
        .map(|label| {
            let mut related = place(sources, label.span);
            related["message"] = label.message.clone().into();
            related
        })
        .collect();
    object["fix"] = diagnostic.notes.first().map_or(Value::Null, |note| note.clone().into());
    object["fixes"] = diagnostic.fix.iter().map(|fix| fixed(sources, fix)).collect();
    object
}

/// A change of the file: where, and what stands there afterwards.
fn fixed(sources: &Sources, fix: &Fix) -> Value {
    let edit = |(span, text): &(Span, String)| {
        let mut edit = place(sources, *span);
        edit["text"] = text.clone().into();
        edit
    };
    json!({ "title": fix.title, "certain": fix.certain, "edits": fix.edits.iter().map(edit).collect::<Vec<_>>() })
}

fn place(sources: &Sources, span: Span) -> Value {
    let Some(file) = sources.file_of(span) else { return json!({ "file": null, "line": null, "column": null }) };
    let (start, end) = (file.place(span.start), file.place(span.end));
    json!({ "file": file.path(), "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column })
}
