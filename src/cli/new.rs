//! `careplan new`: a commented plan to fill in, with what editors need to help.

use super::args::NewArgs;
use super::status::Failure;
use super::{Status, Terminal, files, schema};
use anyhow::Result;
use std::path::Path;

/// The plan to fill in: every key with a word about it, every value blank.
const PLAN: &str = include_str!("new/plan.yaml");

/// The office file to fill in.
const OFFICE: &str = include_str!("new/office.yaml");

/// Writes the file and, beside it, the schema that its first line names.
pub(super) fn run(args: &NewArgs, terminal: &mut Terminal) -> Result<Status> {
    let (text, schema_name) =
        if args.office { (OFFICE, "careplan.office.schema.json") } else { (PLAN, "careplan.schema.json") };
    if !super::plans::is_yaml(&args.file) {
        let message = format!("「{}」：ファイルの名前は .yaml で終えてください", args.file.display());
        return Err(Failure::Usage(message).into());
    }
    files::write_new(&args.file, text)?;
    terminal.result(args.file.display());
    let beside = args.file.parent().unwrap_or(Path::new("")).join(schema_name);
    files::write_text(&beside, &schema::text(args.office)?)?;
    terminal.result(beside.display());
    Ok(Status::Done)
}
