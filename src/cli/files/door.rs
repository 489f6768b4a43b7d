//! The one door through which outputs leave: whole or not at all, and never over what the user has.
//!
//! Before anything is written the door looks at what already has the name. What this run reads (the same file by identity,
//! whatever it is called) is never written over, nor is a file of another kind than the one that is written: its first
//! bytes tell. Pipes and devices are opened and written to, never replaced, and only where the user named them. Plans are not
//! this module's: whoever changes one goes through [`super::change`].

use super::access::pass_on;
use crate::case::CaseFile;
use crate::cli::plans::is_yaml;
use crate::cli::status::{Failure, why};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// How much of a file is looked at to tell its kind.
const HEAD: u64 = 4096;

/// How many links in a row are followed, as Linux does.
const LINKS: usize = 40;

/// What is written, as its first bytes tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Content {
    /// Pages in one file.
    Pdf,
    /// A page.
    Svg,
    /// A page.
    Png,
    /// A schema of ours.
    Schema,
    /// A record of `careplan batch`.
    Manifest,
}

impl Content {
    /// The name that messages have for it.
    pub(in crate::cli) const fn printed(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Schema => "careplan の JSON Schema",
            Self::Manifest => "careplan batch の記録",
        }
    }

    /// Whether a file that begins so is one of these. An empty file holds nothing that could be lost.
    pub(in crate::cli) fn is_beginning(self, head: &[u8]) -> bool {
        let text = String::from_utf8_lossy(head);
        let text = text.trim_start_matches('\u{FEFF}').trim_start();
        let begins = |with: &[&str]| with.iter().any(|start| text.starts_with(start));
        head.is_empty()
            || match self {
                Self::Pdf => head.starts_with(b"%PDF-"),
                Self::Svg => begins(&["<svg", "<?xml", "<!--"]) && text.contains("<svg"),
                Self::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
                Self::Schema => text.starts_with('{') && text.contains("（careplan）"),
                Self::Manifest => {
                    let lines = ["{\"key\":", "{\"volume\":", "{\"kept\":", "{\"leftover\":", "{\"summary\":"];
                    begins(&lines)
                }
            }
    }
}

/// What a run may not write over.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Door {
    inputs: Vec<PathBuf>,
    force: bool,
    has_options: bool,
    /// What the user named, not a name that was made of it.
    named: Option<PathBuf>,
}

impl Door {
    /// A door of a run that reads these files; `force` lets it replace files of another kind, and never what it reads nor
    /// any plan.
    pub(in crate::cli) fn new(inputs: Vec<PathBuf>, force: bool) -> Self {
        Self { inputs, force, has_options: true, named: None }
    }

    /// A door for `edit` and its page: they have neither `--force` nor `-o`, so none is advised.
    pub(in crate::cli) fn firm(inputs: Vec<PathBuf>) -> Self {
        Self { inputs, force: false, has_options: false, named: None }
    }

    /// The same towards what the user named, where it was named: a pipe or a device may be meant there.
    pub(in crate::cli) fn towards(self, named: Option<&Path>) -> Self {
        Self { named: named.map(Path::to_owned), ..self }
    }

    /// Whether this may be written there.
    ///
    /// # Errors
    /// When something would be lost, with what it is.
    pub(in crate::cli) fn permit(&self, path: &Path, content: Content) -> Result<(), Failure> {
        let refused = |why: String| Err(Failure::Write { path: path.display().to_string(), why });
        let there = match std::fs::metadata(path) {
            Ok(there) => there,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            // What cannot be looked at is never replaced: a link that goes round in a circle, a folder of somebody else's.
            Err(error) => return refused(why(&error)),
        };
        if there.is_dir() {
            return refused("同じ名前のフォルダーがあります".to_owned());
        }
        // Asked before anything is opened: to open a pipe is to wait for its other end.
        if !there.is_file() {
            // Nobody waits at the other end of what nobody named.
            if self.named.as_deref() != Some(path) {
                return refused("普通のファイルではありません（パイプやデバイスです）".to_owned());
            }
            let disk = is_disk(&there) && !self.force;
            return if disk { refused("ディスクそのものです".to_owned()) } else { Ok(()) };
        }
        // Where two paths cannot be compared, the one that is looked at is another file.
        let read = |input: &PathBuf| input.is_file() && same_file::is_same_file(input, path).unwrap_or(false);
        if self.inputs.iter().any(read) {
            let advice = self.advice("（コマンドに -o で別の名前を付けてもかまいません）");
            return refused(format!("いま読んでいるファイルそのものです。そのリンクを外してください{advice}"));
        }
        if let Err(why) = is_writable(path) {
            return refused(why);
        }
        if self.force {
            // Whatever is wanted there: a plan may be the only one of its client, a backup the only one of what was typed.
            let named = |path: &Path| is_yaml(path) || path.as_os_str().to_string_lossy().ends_with('~');
            let is_plan = there.len() > 0 && (named(path) || named(&followed(path)) || reads_as_plan(path));
            let help = "計画書です（--force を付けても置き換えません）。別の名前にするか、要らない計画書なら先に消してください";
            return if is_plan { refused(help.to_owned()) } else { Ok(()) };
        }
        let mut head = Vec::new();
        std::fs::File::open(path)
            .and_then(|file| file.take(HEAD).read_to_end(&mut head))
            .map_err(|error| Failure::Write { path: path.display().to_string(), why: why(&error) })?;
        if content.is_beginning(&head) {
            return Ok(());
        }
        let kind = content.printed();
        let advice = self.advice("（失われてよければ、コマンドに --force を付けます）");
        refused(format!("同じ名前の、{kind}ではないファイルがあります。それを移すか、名前を変えてください{advice}"))
    }

    /// Whether all of these may be written, each to a place of its own: one that leads to another's place would hold that one's pages.
    ///
    /// # Errors
    /// When something would be lost, with what it is.
    pub(in crate::cli) fn permit_all(&self, files: &[&Path], content: Content) -> Result<(), Failure> {
        let place = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| followed(path));
        let mut taken: BTreeMap<PathBuf, &Path> = BTreeMap::new();
        for path in files.iter().filter(|path| !is_node(path)) {
            if let Some(other) = taken.insert(place(path), path) {
                let link = if path.is_symlink() { path } else { other };
                let why =
                    "ほかの出力と同じファイルを指すリンクです。リンクを消してから、もう一度実行してください".to_owned();
                return Err(Failure::Write { path: link.display().to_string(), why });
            }
        }
        files.iter().try_for_each(|path| self.permit(path, content))
    }

    /// What is said of options to those who have them.
    fn advice(&self, words: &'static str) -> &'static str {
        if self.has_options { words } else { "" }
    }

    /// Writes a file whole: to a temporary file in the same folder, then renamed over the old one.
    ///
    /// # Errors
    /// When it may not or cannot be written; the old file is then as it was.
    pub(in crate::cli) fn write(&self, path: &Path, content: Content, bytes: &[u8]) -> Result<(), Failure> {
        // Who writes to a pipe leaves nothing behind, and may wait for its other end without end: that is not waited for.
        let _writing = (!is_node(path)).then(super::writing);
        self.permit(path, content)?;
        put(path, bytes).map_err(|error| Failure::Write { path: path.display().to_string(), why: why(&error) })
    }

    /// Writes several files of which none is of use without the others: all are on the disk before the first has its name.
    ///
    /// # Errors
    /// When one may not or cannot be written; all old files are then as they were, unless a name could not be given.
    pub(in crate::cli) fn write_set(&self, files: &[(&Path, &[u8])], content: Content) -> Result<(), Failure> {
        let _writing = files.iter().all(|(path, _)| !is_node(path)).then(super::writing);
        let paths: Vec<&Path> = files.iter().map(|(path, _)| *path).collect();
        self.permit_all(&paths, content)?;
        let failed =
            |path: &Path, error: &std::io::Error| Failure::Write { path: path.display().to_string(), why: why(error) };
        let stage = |(path, bytes): &(&Path, &[u8])| stage(path, bytes).map_err(|error| failed(path, &error));
        let staged = files.iter().map(stage).collect::<Result<Vec<_>, _>>()?;
        for ((path, bytes), staged) in files.iter().zip(staged) {
            let named = match staged {
                Some(staged) => named(staged, path),
                None => put(path, bytes),
            };
            named.map_err(|error| failed(path, &error))?;
        }
        Ok(())
    }
}

/// Whether a file is a plan or an office's file under any name: its text has one of their keys at the beginning of a line.
fn reads_as_plan(path: &Path) -> bool {
    super::read(path).map_or(true, |bytes| is_text_of_plan(&bytes)) // what cannot be looked at is not replaced
}

/// Whether some bytes are a plan's or an office file's.
pub(super) fn is_text_of_plan(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.split(['\n', '\r']).any(|line| {
        line.trim_start_matches('\u{FEFF}')
            .split_once(':')
            .is_some_and(|(key, _)| CaseFile::KEYS.contains(&key.trim_end()))
    })
}

/// Writes a file that must not exist yet.
///
/// # Errors
/// When something has its name already, or it cannot be written.
pub(in crate::cli) fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let exists = || "既にあります（上書きはしません。別の名前にしてください）".to_owned();
    let failed = |why: String| Failure::Write { path: path.display().to_string(), why };
    // A link that leads nowhere has the name too.
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(failed(exists()));
    }
    let _writing = super::writing();
    let file = filled(path, text.as_bytes()).map_err(|error| failed(why(&error)))?;
    let kept = file.persist_noclobber(path).map_err(|error| error.error);
    kept.map(drop)
        .map_err(|error| failed(if error.kind() == std::io::ErrorKind::AlreadyExists { exists() } else { why(&error) }))
}

fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(staged) = stage(path, bytes)? {
        return named(staged, path);
    }
    let mut node = std::fs::OpenOptions::new().write(true).open(path)?;
    node.write_all(bytes)?;
    if is_node(path) { node.flush() } else { node.set_len(bytes.len() as u64) }
}

/// A file's bytes on the disk beside its name; none for what is opened and written to.
fn stage(path: &Path, bytes: &[u8]) -> std::io::Result<Option<tempfile::NamedTempFile>> {
    if is_node(path) || super::is_handed_over(path) {
        return Ok(None);
    }
    // A link is written through, so that what it points at is replaced and the link stays.
    let file = filled(&followed(path), bytes)?;
    keep_access(file.as_file(), path)?;
    Ok(Some(file))
}

/// A replaced file stays whose it is; a new one may be read by its owner only, for it holds a client's record.
pub(in crate::cli) fn keep_access(file: &std::fs::File, path: &Path) -> std::io::Result<()> {
    std::fs::metadata(path).map_or(Ok(()), |old| pass_on(file, path, &old))
}

fn named(staged: tempfile::NamedTempFile, path: &Path) -> std::io::Result<()> {
    staged.persist(followed(path)).map(drop).map_err(|error| error.error)
}

/// Whether a file may be written to, or why not. Whoever may write in a folder can put another file in the place of one that
/// is protected, or another's: that is not done.
pub(in crate::cli) fn is_writable(path: &Path) -> Result<(), String> {
    if std::fs::metadata(path).is_ok_and(|there| there.permissions().readonly()) {
        return Err("読み取り専用のファイルです".to_owned());
    }
    match std::fs::OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err("書き込みの許されていないファイルです（ほかの人のものか、保護されています）".to_owned())
        }
        // Whatever else is in the way is told by the writing itself.
        _ => Ok(()),
    }
}

/// Whether what has a name is a pipe or a device.
pub(in crate::cli) fn is_node(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|there| !there.is_file())
}

/// How files are named that wait beside a target.
pub(super) fn aside<'a>() -> tempfile::Builder<'a, 'a> {
    let mut named = tempfile::Builder::new();
    named.prefix(".careplan-");
    named
}

/// A temporary file beside a target, with these bytes in it and on the disk.
pub(super) fn filled(target: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    let mut file = aside().tempfile_in(folder(target))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The folder that a file lies in.
pub(in crate::cli) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Where a path leads when it is a link, and a link to a link, whether or not anything is there.
pub(in crate::cli) fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(to) = std::fs::read_link(&path) else { break };
        path = folder(&path).join(to);
    }
    path
}

#[cfg(unix)]
fn is_disk(there: &std::fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&there.file_type())
}

#[cfg(not(unix))]
fn is_disk(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::Content;

    #[test]
    fn first_bytes_tell_what_a_file_is() {
        let kinds = [Content::Pdf, Content::Svg, Content::Png, Content::Schema, Content::Manifest];
        let beginnings: [&[u8]; 5] = [
            b"%PDF-1.7\n",
            b"<svg class=\"typst-doc\"",
            b"\x89PNG\r\n\x1a\n\0",
            "{\n  \"title\": \"居宅サービス計画（careplan）\"".as_bytes(),
            b"{\"key\":\"1\"",
        ];
        for (at, kind) in kinds.iter().enumerate() {
            for (other, beginning) in beginnings.iter().enumerate() {
                assert_eq!(kind.is_beginning(beginning), at == other, "{kind:?} {other}");
            }
            assert!(kind.is_beginning(b""), "an empty file");
            for foreign in ["利用者:\n  氏名: 甲\n", "{\"a\": 1}", "<html>", " %PDF-", "PK\u{3}\u{4}"] {
                assert!(!kind.is_beginning(foreign.as_bytes()), "{kind:?} {foreign}");
            }
        }
    }
}
