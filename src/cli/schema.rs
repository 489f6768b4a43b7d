//! `careplan schema`

use super::args::SchemaArgs;
use super::files::{Content, Door};
use super::{Status, Terminal, files};
use anyhow::Result;
use std::path::Path;

/// Prints or writes the JSON Schema.
pub(super) fn run(args: &SchemaArgs, terminal: &mut Terminal) -> Result<Status> {
    let text = text(args.office)?;
    match &args.output {
        None => terminal.bytes(text.as_bytes()),
        Some(output) => match files::target(Some(output), Path::new(file_name(args.office)), "json")? {
            files::Target::Stdout => terminal.bytes(text.as_bytes()),
            files::Target::File(path) => {
                let door = Door::new(Vec::new(), args.force).towards(Some(output));
                door.write(&path, Content::Schema, text.as_bytes())?;
                terminal.file(&path);
            }
        },
    }
    Ok(Status::Done)
}

/// The name that plans and office files have for their schema.
pub(super) const fn file_name(office: bool) -> &'static str {
    if office { "careplan.office.schema.json" } else { "careplan.schema.json" }
}

/// The schema's text, as files hold it.
pub(super) fn text(office: bool) -> Result<String> {
    let schema = if office { crate::case::schema::office_schema() } else { crate::case::schema::json_schema() };
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
