//! Reading and writing files: whole or not at all.

use super::status::{Failure, why};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Reads a file, or stdin for `-`. At most one byte more than a plan may have is read.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = crate::source::parse::MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let done = if path == Path::new("-") {
        std::io::stdin().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    done.map(|_| bytes).map_err(|error| Failure::Read { path: path.display().to_string(), why: why(&error) })
}

/// Writes a file whole: to a temporary file in the same folder, then renamed over the old one.
///
/// # Errors
/// When it cannot be written; the old file is then as it was.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::Write { path: path.display().to_string(), why: why(error) };
    if path.is_dir() {
        return Err(Failure::Write {
            path: path.display().to_string(),
            why: "同じ名前のフォルダーがあります".to_owned(),
        });
    }
    // A link is written through, so that what it points at is replaced and the link stays.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".careplan-").tempfile_in(folder).map_err(|error| failed(&error))?;
    file.write_all(bytes).map_err(|error| failed(&error))?;
    set_permissions(&file, &target).map_err(|error| failed(&error))?;
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    file.persist(&target).map_err(|error| failed(&error.error))?;
    Ok(())
}

/// A replaced file keeps its permissions; a new one may be read by its owner only, for it holds a client's record.
fn set_permissions(file: &tempfile::NamedTempFile, target: &Path) -> std::io::Result<()> {
    match std::fs::metadata(target) {
        Ok(old) => file.as_file().set_permissions(old.permissions()),
        Err(_) => Ok(()),
    }
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
    if output == Path::new("-") {
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

/// Makes a folder and those above it that are missing; others may not look into it, for it holds clients' records.
fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// The file of one page: `NAME-01.svg`.
#[must_use]
pub(super) fn numbered(path: &Path, page: usize, pages: usize, extension: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let digits = pages.to_string().len().max(2);
    path.with_file_name(format!("{stem}-{page:0digits$}.{extension}"))
}

/// A line ends in these when it should not be written twice: one newline.
pub(super) fn write_text(path: &Path, text: &str) -> Result<(), Failure> {
    write(path, text.as_bytes())
}

/// Writes a file that must not exist yet.
///
/// # Errors
/// When it exists or cannot be written.
pub(super) fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::Write {
            path: path.display().to_string(),
            why: "既にあります（上書きはしません。別の名前にしてください）".to_owned(),
        });
    }
    write(path, text.as_bytes())
}

/// Gives a plan that holds `before` the bytes `after`; with `backup` the old ones stay beside it as `plan.yaml~`.
///
/// # Errors
/// When it no longer holds `before`, or it or its backup cannot be written: then it is as it was.
pub(super) fn change(path: &Path, before: &[u8], after: &[u8], backup: bool) -> Result<Option<PathBuf>, Failure> {
    if read(path)? != before {
        let why = "読んでいる間に、ほかで書き換えられました。もう一度実行してください".to_owned();
        return Err(Failure::Write { path: path.display().to_string(), why });
    }
    let mut name = path.file_name().map(std::ffi::OsString::from).unwrap_or_default();
    name.push("~");
    let kept = path.with_file_name(name);
    if backup {
        write(&kept, before)?;
    }
    write(path, after)?;
    Ok(backup.then_some(kept))
}
