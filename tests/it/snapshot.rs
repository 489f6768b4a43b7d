//! Texts that must stay as they are, in `tests/snapshots/`; `UPDATE=1` rewrites them.

#![cfg_attr(
    not(feature = "print"),
    allow(dead_code, reason = "what is compared with snapshots is drawn, but for one table")
)]

use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots")
}

/// Whether expectations are to be rewritten.
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Compares a text with the snapshot of that name.
#[track_caller]
pub fn check(name: &str, text: &str) {
    let path = folder().join(name);
    if updating() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, text).expect("written");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == text {
        return;
    }
    let lines = expected.lines().count().max(text.lines().count());
    let nth = |text: &'_ str, at: usize| text.lines().nth(at).unwrap_or("(end)").to_owned();
    let at = (0..lines).find(|&at| nth(&expected, at) != nth(text, at)).unwrap_or(lines);
    let (line, wanted, found) = (at + 1, nth(&expected, at), nth(text, at));
    panic!("{name}:{line} differs (UPDATE=1 rewrites it)\n expected: {wanted}\n    found: {found}");
}

/// Names of all snapshots, below `tests/snapshots/`.
pub fn names() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder()];
    while let Some(current) = folders.pop() {
        for entry in std::fs::read_dir(current).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder()).expect("inside").to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}
