//! `careplan schema`

use super::args::SchemaArgs;
use super::{Status, Terminal, files};
use anyhow::Result;

/// Prints or writes the JSON Schema.
pub(super) fn run(args: &SchemaArgs, terminal: &mut Terminal) -> Result<Status> {
    let text = text(args.office)?;
    match &args.output {
        None => terminal.bytes(text.as_bytes())?,
        Some(path) => {
            files::write_text(path, &text)?;
            terminal.result(path.display());
        }
    }
    Ok(Status::Done)
}

/// The schema's text, as files hold it.
pub(super) fn text(office: bool) -> Result<String> {
    let schema = if office { crate::case::schema::office_schema() } else { crate::case::schema::json_schema() };
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
