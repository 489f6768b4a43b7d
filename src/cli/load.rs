//! Reading a plan and the files that it names, and the list of codes that it is compared with.

use super::files;
use super::git::Remembered;
use super::names::hex;
use super::status::{Failure, why};
use crate::billing::codes::CodeList;
use crate::case::read::Fetch;
use crate::press::Loaded;
use crate::source::ProblemCode;
use crate::source::parse::{MAX_BYTES, too_large};
use crate::typeset::Overlay;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// The longest list of service codes that is read; the national one has about 5 MB.
const MAX_CODES: u64 = 64 << 20;

/// Reads a plan.
///
/// # Errors
/// When the plan's own file cannot be read; everything else is among the case's problems.
pub(super) fn load(path: &Path) -> Result<Loaded, Failure> {
    Ok(from_bytes(path, &files::read(path)?))
}

/// Reads a plan, or what git remembers of it: `plan.yaml@HEAD~1`, with the files that it names as they were then.
///
/// # Errors
/// When the file cannot be read, or git does not have it.
pub(super) fn of_any_time(path: &Path) -> Result<Loaded, Failure> {
    match Remembered::named(path) {
        Some(then) => {
            let mut loaded = Loaded::read(&shown(path), &then.read()?, &|name| then.beside(name));
            loaded.sources.find_named(&|name| format!("{}@{}", lies(&then.file, name), then.revision));
            Ok(loaded)
        }
        None => load(path),
    }
}

/// Reads a plan whose bytes are at hand; the files that it names are read beside it.
pub(super) fn from_bytes(path: &Path, bytes: &[u8]) -> Loaded {
    let folder = path.parent().unwrap_or(Path::new(""));
    read(path, bytes, &|name| beside(folder, name))
}

/// The same, with one hash over the plan and the files that it names.
pub(super) fn hashed(path: &Path, bytes: &[u8]) -> (Loaded, String) {
    let folder = path.parent().unwrap_or(Path::new(""));
    let hash = RefCell::new(Sha256::new_with_prefix(Sha256::digest(bytes)));
    let loaded = read(path, bytes, &|name| {
        let read = beside(folder, name);
        let mut hash = hash.borrow_mut();
        hash.update(Sha256::digest(name));
        hash.update(read.as_ref().map_or_else(Sha256::digest, Sha256::digest));
        read
    });
    (loaded, hex(&hash.into_inner().finalize()))
}

fn read(path: &Path, bytes: &[u8], fetch: &Fetch) -> Loaded {
    let mut loaded = Loaded::read(&shown(path), bytes, fetch);
    loaded.sources.find_named(&|name| lies(path, name));
    // No more than a byte too many was read: how large the file really is, only its folder knows.
    if let Some(size) = files::size(path).filter(|_| bytes.len() > MAX_BYTES) {
        let case = &mut loaded.case;
        for problem in case.problems.iter_mut().filter(|problem| problem.code == ProblemCode::TooLarge) {
            *problem = too_large(case.id, Some(size));
        }
    }
    loaded
}

/// Where a file lies that a plan names, as the user would type it: two offices' files may have one name.
fn lies(plan: &Path, name: &str) -> String {
    let below = Path::new(name).components().filter(|part| *part != Component::CurDir);
    plan.parent().unwrap_or(Path::new("")).join(below.collect::<PathBuf>()).display().to_string()
}

/// The files that a plan is made of: itself and those that it names.
pub(super) fn inputs(plan: &Path, links: &[String]) -> Vec<PathBuf> {
    let folder = plan.parent().unwrap_or(Path::new(""));
    std::iter::once(plan.to_owned()).chain(links.iter().map(|name| as_on_disk(&folder.join(name)))).collect()
}

/// The files that [`templates`] looks for in a folder.
pub(super) fn template_files(folder: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    folder.into_iter().flat_map(|folder| Overlay::names().map(|name| folder.join(name)))
}

/// The user's own templates: those files of the folder that have the name of one of ours. Whatever else lies there, and it
/// may be a whole disk, is not looked at.
///
/// # Errors
/// When there is none of that name, or one cannot be read.
pub(super) fn templates(folder: &Path) -> Result<Overlay, Failure> {
    let failed = |path: &Path, why: &str| Failure::Read { path: path.display().to_string(), why: why.to_owned() };
    let found = std::fs::metadata(folder).map_err(|error| failed(folder, &why(&error)))?;
    if !found.is_dir() {
        return Err(failed(folder, "フォルダーではありません"));
    }
    let mut overlay = Overlay::default();
    for name in Overlay::names() {
        let path = folder.join(name);
        if std::fs::symlink_metadata(&path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            continue;
        }
        let content = files::read(&path)?;
        if content.len() > MAX_BYTES {
            return Err(failed(&path, "ひな形としては大きすぎます（1 MB まで読めます）"));
        }
        overlay.insert(name, content);
    }
    if overlay.iter().next().is_none() {
        return Err(failed(folder, "差し替えるひな形（measures.json、forms/service-slip.typ など）が一つもありません"));
    }
    Ok(overlay)
}

/// Reads the user's own list of service codes; such lists come in UTF-8 and, from older programs, in Shift_JIS.
///
/// # Errors
/// When the file cannot be read, or a line of it.
pub(super) fn codes(path: &Path) -> Result<CodeList, Failure> {
    let failed = |why: String| Failure::Read { path: path.display().to_string(), why };
    // The national list is longer than any plan may be.
    let bytes = files::read_up_to(path, MAX_CODES + 1)?;
    if bytes.len() as u64 > MAX_CODES {
        return Err(failed("大きすぎます（64 MB まで読めます）".to_owned()));
    }
    let text =
        String::from_utf8(bytes).unwrap_or_else(|error| encoding_rs::SHIFT_JIS.decode(error.as_bytes()).0.into_owned());
    CodeList::read(&text).map_err(failed)
}

/// The path as messages show it.
fn shown(path: &Path) -> String {
    if path == Path::new("-") { "（標準入力）".to_owned() } else { path.display().to_string() }
}

/// Whether a name stays beside the plan. A plan comes from other people: it may not point out of its folder.
pub(super) fn within(name: &str) -> Result<(), String> {
    let path = Path::new(name);
    if path.is_absolute() || path.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err("計画書と同じフォルダーか、その下のファイルだけを指せます".to_owned());
    }
    Ok(())
}

/// A file beside the plan.
pub(super) fn beside(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    within(name)?;
    let bytes = files::read(&as_on_disk(&folder.join(name))).map_err(|failure| match failure {
        Failure::Read { why, .. } => why,
        other => other.to_string(),
    })?;
    if bytes.len() > MAX_BYTES {
        Err("大きすぎます。1 MB（1,024 KB）まで読めます".to_owned())
    } else {
        Ok(bytes)
    }
}

/// A path as its folder has it: macOS takes 「が」 apart in the names of files, and people type Ａ for A.
fn as_on_disk(path: &Path) -> PathBuf {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return path.to_owned() };
    if path.exists() {
        return path.to_owned();
    }
    let plain = |name: &OsStr| name.to_string_lossy().nfkc().collect::<String>();
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let alike = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut alike = alike.filter(|other| plain(other) == plain(name));
    match (alike.next(), alike.next()) {
        (Some(only), None) => folder.join(only),
        _ => path.to_owned(),
    }
}
