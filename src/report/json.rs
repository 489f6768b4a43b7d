//! Diagnostics for programs.

use super::Diagnostic;
use crate::source::{Sources, Span};
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
    object
}

fn place(sources: &Sources, span: Span) -> Value {
    let Some(file) = sources.file_of(span) else { return json!({ "file": null, "line": null, "column": null }) };
    let (start, end) = (file.place(span.start), file.place(span.end));
    json!({ "file": file.name(), "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column })
}
