//! `careplan new`: a commented plan to fill in, with what editors need to help.

use super::args::NewArgs;
use super::files::{Content, Door};
use super::status::Failure;
use super::{Status, Terminal, files, schema};
use anyhow::Result;
use std::path::{Path, PathBuf};

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
    for made in begin(&args.file, text, args.office, &Door::new(Vec::new(), args.force))? {
        terminal.file(&made);
    }
    Ok(Status::Done)
}

/// Writes a file that must not exist yet, and the schema that its first line names beside it, through a door that says what
/// the schema may replace. Gives both.
pub(super) fn begin(file: &Path, text: &str, office: bool, door: &Door) -> Result<[PathBuf; 2]> {
    let beside = file.parent().unwrap_or(Path::new("")).join(schema::file_name(office));
    // Another's schema of that name would lead the editor astray: told before anything is made.
    door.permit(&beside, Content::Schema)?;
    files::door::write_new(file, text)?;
    // Who is told that it was not done finds nothing, and can try again.
    let written = door.write(&beside, Content::Schema, schema::text(office)?.as_bytes());
    written.inspect_err(|_| drop(std::fs::remove_file(file)))?;
    Ok([file.to_owned(), beside])
}
