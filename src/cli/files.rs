//! Reading files, and naming those that are written; the writing itself is [`door`]'s and [`change`]'s (with [`backup`]) alone, and
//! who may use what is written [`access`]'s.

mod access;
pub(super) mod backup;
pub(super) mod change;
pub(super) mod door;
pub(super) mod streams;
pub(super) mod surplus;

pub(super) use door::{Content, Door, is_node};

use super::status::{Failure, why};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Held in part by everybody who writes, as a whole by who ends the program.
static WRITING: RwLock<()> = RwLock::new(());

/// Says that something is being written, as long as it is held. It is not asked for twice by one writer.
fn writing() -> RwLockReadGuard<'static, ()> {
    WRITING.read().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for those who write, and lets nobody begin as long as it is held: a program that ends in the middle of a save would
/// drop what was typed, and leave a file that nobody needs.
pub(super) fn finish() -> RwLockWriteGuard<'static, ()> {
    WRITING.write().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a file, or stdin for `-`. At most one byte more than a plan may have is read.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_up_to(path, crate::source::parse::MAX_BYTES as u64 + 1)
}

/// Reads a file, or stdin for `-`, no further than so many bytes.
///
/// # Errors
/// When it cannot be read, or is neither a file nor something that the user handed over open.
pub(super) fn read_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::Read { path: path.display().to_string(), why: why(&error) };
    let mut bytes = Vec::new();
    let done = if path == Path::new("-") {
        if streams::is_input_an_output() {
            return Err(Failure::Read { path: "-".to_owned(), why: streams::IS_OUTPUT.to_owned() });
        }
        std::io::stdin().take(limit).read_to_end(&mut bytes)
    } else {
        let file = open(path)?;
        let length = file.metadata().map_err(failed)?.len();
        bytes.reserve_exact(usize::try_from(length.min(limit)).unwrap_or_default() + 1);
        file.take(limit).read_to_end(&mut bytes)
    };
    done.map(|_| bytes).map_err(failed)
}

/// Opens what can be read to its end.
///
/// # Errors
/// When it cannot be opened, or is neither a file nor something that the user handed over open.
pub(super) fn open(path: &Path) -> Result<std::fs::File, Failure> {
    let failed = |why: String| Failure::Read { path: path.display().to_string(), why };
    let kind = std::fs::metadata(path).map_err(|error| failed(why(&error)))?;
    // A pipe that somebody forgot would be waited for without end, a device may never end.
    if !kind.is_file() && !kind.is_dir() && !is_handed_over(path) {
        return Err(failed("普通のファイルではありません（パイプやデバイスです）".to_owned()));
    }
    let file = std::fs::File::open(path).map_err(|error| failed(why(&error)))?;
    if streams::is_output(&file) { Err(failed(streams::IS_OUTPUT.to_owned())) } else { Ok(file) }
}

/// Whether a path names what the shell opened for us to read: `/dev/stdin`, or `/dev/fd/63` of `<(…)`.
fn is_handed_over(path: &Path) -> bool {
    let is_ours =
        ["/dev/fd/1", "/dev/fd/2", "/proc/self/fd/1", "/proc/self/fd/2"].iter().any(|own| path == Path::new(own));
    !is_ours && ["/dev/fd", "/dev/stdin", "/proc/self/fd"].iter().any(|start| path.starts_with(start))
}

/// The size of a file, where it can be known before it is read.
pub(super) fn size(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len())
}

/// Where the outputs of a plan go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// One file; for several pages its stem gets `-01`, `-02` ….
    File(PathBuf),
}

/// Finds the target: `-`, a folder, a file, or by default a file in the current folder named after the plan.
///
/// # Errors
/// When the folder cannot be made.
pub(super) fn target(output: Option<&Path>, plan: &Path, extension: &str) -> Result<Target, Failure> {
    let stem = match plan.file_stem() {
        Some(stem) if plan != Path::new("-") => stem.to_owned(),
        _ => "careplan".into(),
    };
    let named = |folder: &Path| folder.join(&stem).with_added_extension(extension);
    let Some(output) = output else { return Ok(Target::File(named(Path::new("")))) };
    if is_stdout(output) {
        return Ok(Target::Stdout);
    }
    let is_folder = output.is_dir() || output.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    if is_folder {
        private_folder(output)
            .map_err(|error| Failure::Write { path: output.display().to_string(), why: why(&error) })?;
        return Ok(Target::File(named(output)));
    }
    Ok(Target::File(output.to_owned()))
}

/// Whether a path is our own standard output, as `-` or under another name (`/dev/stdout`, `/dev/fd/1`): a file renamed over what the
/// shell has opened would leave the shell with the old one.
pub(super) fn is_stdout(path: &Path) -> bool {
    let named = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name));
    path == Path::new("-") || named && path.exists()
}

/// Makes a folder and those above it that are missing; others may not look into it, for it holds clients' records.
pub(super) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// The file of one page: `NAME-01.svg`.
#[must_use]
pub(super) fn numbered(path: &Path, page: usize, pages: usize, extension: &str) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    let digits = pages.to_string().len().max(2);
    name.push(format!("-{page:0digits$}.{extension}"));
    path.with_file_name(name)
}
