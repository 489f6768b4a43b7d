//! Finding plans among files and folders.

use super::status::{Failure, why};
use crate::source::yaml::{Kind, Node};
use std::path::{Path, PathBuf};

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
        } else if !hidden && path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether a file only writes down an office and its providers: no client in it, and nothing but those keys.
pub(super) fn is_office(root: &Node) -> bool {
    let Kind::Map(entries) = &root.kind else { return false };
    let office = ["居宅介護支援事業所", "サービス事業所", "例外"];
    !entries.is_empty() && entries.iter().all(|entry| office.contains(&entry.key.as_str()))
}
