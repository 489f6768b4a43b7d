//! `careplan new`: a commented plan to fill in, with what editors need to help.

use super::args::NewArgs;
use super::files::{Content, Door};
use super::status::Failure;
use super::{Status, Terminal, files, schema};
use anyhow::Result;
use std::path::Path;

/// The plan to fill in: every key with a word about it, every value blank.
pub(super) const PLAN: &str = include_str!("new/plan.yaml");

/// A plan of an invented client, complete, with every key of 第６表 explained.
const EXAMPLE: &str = include_str!("new/example.yaml");

/// The office file to fill in.
const OFFICE: &str = include_str!("new/office.yaml");

/// Writes the file and, beside it, the schema that its first line names.
pub(super) fn run(args: &NewArgs, terminal: &mut Terminal) -> Result<Status> {
    let text = match (args.office, args.example) {
        (true, _) => OFFICE,
        (false, true) => EXAMPLE,
        (false, false) => PLAN,
    };
    if !super::plans::is_yaml(&args.file) {
        let message = format!("「{}」：ファイルの名前は .yaml で終えてください", args.file.display());
        return Err(Failure::Usage(message).into());
    }
    let beside = args.file.parent().unwrap_or(Path::new("")).join(schema::file_name(args.office));
    let door = Door::new(Vec::new(), args.force);
    // Another's schema of that name would lead the editor astray: told before anything is made.
    door.permit(&beside, Content::Schema)?;
    files::door::write_new(&args.file, text)?;
    terminal.result(args.file.display());
    door.write(&beside, Content::Schema, schema::text(args.office)?.as_bytes())?;
    terminal.result(beside.display());
    Ok(Status::Done)
}
