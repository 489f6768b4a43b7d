//! A plan as git remembers it: `plan.yaml@HEAD~1`.
//!
//! git is asked as a program of its own, in its plainest way (`cat-file`): no setting of a repository has any part in what
//! comes back. Nothing is ever written.

use super::load::within;
use super::status::{Failure, why};
use crate::source::parse::MAX_BYTES;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A file at a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remembered {
    /// The file, where it stands in the folder today.
    pub(super) file: PathBuf,
    /// `HEAD~1`, a branch, a commit.
    pub(super) revision: String,
}

impl Remembered {
    /// What a name says; none for a plain file, and for one that has `@` in its own name.
    pub(super) fn named(path: &Path) -> Option<Self> {
        let (file, revision) = path.to_str()?.rsplit_once('@')?;
        let is_plain = path.exists() || file.is_empty() || file.ends_with('/') || revision.is_empty();
        (!is_plain).then(|| Self { file: PathBuf::from(file), revision: revision.to_owned() })
    }

    /// The file's bytes at that revision.
    ///
    /// # Errors
    /// There is no git, no repository, no such revision, or the file was not there then.
    pub(super) fn read(&self) -> Result<Vec<u8>, Failure> {
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.cat(&name).map_err(|why| self.failed(why))
    }

    /// A file beside it, at the same revision.
    ///
    /// # Errors
    /// As for the file itself; in words.
    pub(super) fn beside(&self, name: &str) -> Result<Vec<u8>, String> {
        within(name).and_then(|()| self.cat(name))
    }

    fn failed(&self, why: String) -> Failure {
        Failure::Read { path: format!("{}@{}", self.file.display(), self.revision), why }
    }

    fn cat(&self, name: &str) -> Result<Vec<u8>, String> {
        if self.revision.starts_with('-') {
            return Err(format!("「{}」は git の版の名前ではありません", self.revision));
        }
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(format!("「{}」というフォルダーはありません", folder.display()));
        }
        let mut git = Command::new("git");
        git.arg("-C").arg(folder).args(["cat-file", "blob", &format!("{}:./{name}", self.revision)]);
        // Its words are looked at, so they must be in one language.
        git.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = git.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                "git が見つかりません。git を入れるか、前の計画書を別のファイルとして指定してください".to_owned()
            }
            _ => format!("git を動かせません（{}）", why(&error)),
        })?;
        let (mut bytes, mut said) = (Vec::new(), String::new());
        let limit = MAX_BYTES as u64 + 1;
        let mut out = running.stdout.take();
        let read = out.as_mut().map(|out| out.take(limit).read_to_end(&mut bytes)).transpose();
        // What is longer than any plan is not waited for.
        drop(out);
        if let Some(mut err) = running.stderr.take() {
            let _ = err.read_to_string(&mut said);
        }
        let ended = running.wait().map_err(|error| why(&error))?;
        read.map_err(|error| why(&error))?;
        if ended.success() || bytes.len() > MAX_BYTES { Ok(bytes) } else { Err(self.explain(&said)) }
    }

    /// git's own words, in Japanese where they are known.
    fn explain(&self, said: &str) -> String {
        let has = |words: &str| said.contains(words);
        let line = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
        if has("not a git repository") {
            "このフォルダーは git で管理されていません。前の計画書を別のファイルとして指定してください".to_owned()
        } else if has("dubious ownership") {
            "このフォルダーは別の利用者のものなので、git が開きません（git の safe.directory を確かめてください）"
                .to_owned()
        } else if has("does not exist in") || has("exists on disk, but not in") {
            format!("「{}」の版には、このファイルがまだありません", self.revision)
        } else if has("Not a valid object name") || has("invalid object name") || has("unknown revision") {
            format!("「{}」という版は git にありません（git log で確かめられます）", self.revision)
        } else {
            format!("git から取り出せません（{line}）")
        }
    }
}
