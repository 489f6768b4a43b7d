//! The backup of a plan that is changed: its old bytes beside it as `plan.yaml~`, put over nothing but an older backup of it.

use super::access::{may_replace, pass_on};
use super::door::{aside, filled, folder, followed, is_writable};
use crate::cli::load;
use crate::cli::status::{Failure, why};
use std::ffi::OsString;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// The name of a plan's backup: `plan.yaml~`, as editors have it; of a link, beside what it leads to.
pub(in crate::cli) fn backup_of(plan: &Path) -> PathBuf {
    let plan = followed(plan);
    let mut name = plan.file_name().map(OsString::from).unwrap_or_default();
    name.push("~");
    plan.with_file_name(name)
}

/// A backup that is whole on the disk and has not got its name yet.
pub(super) struct Kept {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

impl Kept {
    /// Gives it its name; what had the name is kept aside until it is known whether the plan was changed.
    ///
    /// # Errors
    /// The name cannot be given.
    pub(super) fn put(self) -> Result<Put, Failure> {
        let Self { file, path } = self;
        let older = aside().make_in(folder(&path), |aside| std::fs::hard_link(&path, aside));
        file.persist(&path).map_err(|error| not_kept(&path, &why(&error.error)))?;
        Ok(Put { path, older: older.map(tempfile::NamedTempFile::into_temp_path) })
    }
}

/// A backup that has its name, of a plan that is about to be changed.
pub(super) struct Put {
    path: PathBuf,
    older: io::Result<tempfile::TempPath>,
}

impl Put {
    /// The plan was changed. Gives the backup's path.
    pub(super) fn done(self) -> PathBuf {
        self.path
    }

    /// It was not: what had the name has it again.
    pub(super) fn undo(self) {
        // Where that cannot be done the plan's own text stays there, and nothing is lost but the state before it.
        let _ = match self.older {
            Ok(older) => older.persist(&self.path).map_err(|error| error.error),
            Err(error) if error.kind() == io::ErrorKind::NotFound => std::fs::remove_file(&self.path),
            Err(error) => Err(error),
        };
    }
}

fn not_kept(path: &Path, why: &str) -> Failure {
    Failure::Write {
        path: path.display().to_string(),
        why: format!(
            "{why}。元の計画書を残せないため、書き換えませんでした（残さなくてよければ、month と fix には --no-backup を付けられます）"
        ),
    }
}

/// Gets ready to put the old bytes beside the plan.
///
/// # Errors
/// Something else has the backup's name, or it cannot be written.
pub(super) fn keep(target: &Path, before: &[u8], old: &Metadata) -> Result<Kept, Failure> {
    let path = backup_of(target);
    is_replaceable(&path, before)
        .map_err(|why| not_kept(&path, &format!("{why}。それを移すか、名前を変えてください")))?;
    let failed = |error: io::Error| not_kept(&path, &why(&error));
    let file = filled(target, before).map_err(failed)?;
    // Asked before the older one is kept aside: what may not be replaced may not be taken away from there either.
    if !may_replace(file.as_file(), &path).map_err(failed)? {
        let why = "前からあるこの控えはほかの人のもので、このフォルダーでは本人にしか置き換えられません。本人に移してもらってください";
        return Err(not_kept(&path, why));
    }
    pass_on(file.as_file(), target, old).map_err(failed)?;
    Ok(Kept { file, path })
}

/// Whether what has the backup's name is an older one of the same plan (or nothing), or why not.
fn is_replaceable(path: &Path, before: &[u8]) -> Result<(), String> {
    let Ok(there) = std::fs::symlink_metadata(path) else { return Ok(()) };
    // A link of that name is replaced itself: what it points at is not ours to write.
    if there.is_symlink() {
        return Ok(());
    }
    if !there.is_file() {
        return Err("普通のファイルではないものが同じ名前であります".to_owned());
    }
    is_writable(path).map_err(|why| format!("前からあるこの控えは{why}"))?;
    let bytes = super::read(path).map_err(|failure| failure.to_string())?;
    if bytes.contains(&0) || bytes.starts_with(b"%PDF-") {
        return Err("計画書ではないファイルが同じ名前であります".to_owned());
    }
    let client = |bytes: &[u8]| load::from_bytes(path, bytes).case.file.identity();
    let (kept, now) = (client(&bytes), client(before));
    // Before a plan has its number a name is often typed in two goes.
    if !kept.number.is_empty() && !now.number.is_empty() && kept.is_other_than(&now) {
        return Err("別の利用者の計画書が同じ名前であります（その人の、ただ一つの控えかもしれません）".to_owned());
    }
    Ok(())
}
