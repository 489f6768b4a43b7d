//! Finding plans among files and folders.

use super::names::folded;
use super::status::{Failure, why};
use super::{Terminal, files};
use crate::press::Checked;
use crate::source::Span;
use std::path::{Path, PathBuf};

/// That everything named is there: what was mistyped is told before any work.
///
/// # Errors
/// A named plan or folder does not exist.
pub(super) fn exist(paths: &[PathBuf]) -> Result<(), Failure> {
    match paths.iter().find(|path| !path.exists()) {
        Some(path) => {
            Err(Failure::Read { path: path.display().to_string(), why: why(&std::io::ErrorKind::NotFound.into()) })
        }
        None => Ok(()),
    }
}

/// All YAML files named or below the named folders, in a stable order, each once.
///
/// # Errors
/// When a named path does not exist or a folder cannot be read.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            walk(path, &mut found)?;
            found[before..].sort();
        } else {
            found.push(path.clone());
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|path| seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::Read { path: folder.display().to_string(), why: why(error) };
    for entry in std::fs::read_dir(folder).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // Links to folders are not followed: a circle of them would never end.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if !hidden {
                walk(&path, found)?;
            }
        } else if !hidden && is_yaml(&path) {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether a file's name ends like that of a plan: `.yaml`, `.yml`, in any case.
pub(super) fn is_yaml(path: &Path) -> bool {
    let ends = |end| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(end));
    ends("yaml") || ends("yml")
}

/// Another plan of the same folder that would be printed under the same name: `a.yml` beside `a.yaml`, the plan itself beside its
/// backup. Whoever is printed last would take the other's paper away.
pub(super) fn twin(plan: &Path) -> Option<PathBuf> {
    let stem = folded(&plan.file_stem()?.to_string_lossy());
    let same = |path: &PathBuf| {
        is_yaml(path) && path.file_stem().is_some_and(|other| folded(&other.to_string_lossy()) == stem)
    };
    let others = std::fs::read_dir(files::door::folder(plan)).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut others: Vec<PathBuf> =
        others.filter(same).filter(|path| !same_file::is_same_file(path, plan).unwrap_or(false)).collect();
    others.sort();
    others.into_iter().next()
}

/// That an output which is named after a plan is no other plan's as well.
///
/// # Errors
/// Both plans, and what to do.
pub(super) fn own_name(plan: &Path, output: &Path) -> Result<(), Failure> {
    let Some(twin) = twin(plan) else { return Ok(()) };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Err(Failure::Usage(format!(
        "「{}」と「{}」の印刷先が、どちらも「{}」になります。どちらかの計画書の名前を変えてください（render・watch なら、-o で別のファイルを指定してもかまいません）",
        name(plan),
        name(&twin),
        name(output)
    )))
}

/// Files below the named folders that look like plans by their names but are none: `x.yaml.txt`, `x.yaml.bak`. Names that
/// end in `~` are an editor's own copies.
pub(super) fn near(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
            if name.starts_with('.') {
                continue;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if !is_yaml(&path) && is_near(&name) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// 「8行目」 of the plan, 「「事業所.yaml」の8行目」 of another file that it names; where names may not be seen, that it is the office's.
pub(super) fn line_of(checked: &Checked, span: Span, no_names: bool) -> Option<String> {
    let file = checked.sources.file_of(span)?;
    let line = file.line_of(span.start);
    Some(match (span.file == checked.case.id, no_names) {
        (true, _) => format!("{line}行目"),
        (false, true) => format!("事業所のファイルの{line}行目"),
        (false, false) => format!("「{}」の{line}行目", file.path()),
    })
}

/// Tells each of some sentences that may name clients; where names may not be seen, `counted` of how many there are.
pub(super) fn tell_each<T: std::fmt::Display>(
    sentences: &[T],
    no_names: bool,
    tell: &mut dyn FnMut(&dyn std::fmt::Display),
    counted: impl FnOnce(usize) -> String,
) {
    if no_names && !sentences.is_empty() {
        tell(&counted(sentences.len()));
        return;
    }
    for sentence in sentences {
        tell(sentence);
    }
}

/// Tells the files that were passed over because of their names; where names may not be seen, how many.
pub(super) fn tell_near(paths: &[PathBuf], no_names: bool, terminal: &mut Terminal) {
    let sentence = |path: &PathBuf| {
        format!(
            "「{}」は、名前が .yaml で終わっていないので読みませんでした。計画書なら名前を直してください",
            path.display()
        )
    };
    let near: Vec<String> = near(paths).iter().map(sentence).collect();
    tell_each(&near, no_names, &mut |line| terminal.inform(line), |n| {
        format!("名前が .yaml で終わっていないので読まなかったファイルが {n} あります。計画書なら名前を直してください")
    });
}

fn is_near(name: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    let name: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let ends = [".yaml", ".yml"].iter().any(|end| name.contains(end));
    let slip = [".yam", ".ymal", ".ylm", ".yaml ", ".yml "].iter().any(|end| name.ends_with(end));
    let made_from_one = [".pdf", ".json"].iter().any(|end| name.ends_with(end));
    (ends || slip) && !made_from_one && !name.ends_with('~')
}
