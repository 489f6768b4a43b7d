//! Pages that an earlier run left: when a plan has fewer than it had, its last pictures would pass for pages of the new.
//!
//! Every picture says in its last bytes that it is ours and which page of how many it is. A file is removed only when it
//! says so and its name is the one that this page was given; anything else that looks like a page is told and left.

use super::numbered;
use crate::cli::Terminal;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// What stands before the page in a mark.
const MARK: &str = "careplan page ";

/// How much of a file's end can hold a mark.
const TAIL: i64 = 96;

/// A picture in SVG that says what it is.
pub(in crate::cli) fn marked_svg(mut svg: Vec<u8>, page: usize, pages: usize) -> Vec<u8> {
    svg.extend(format!("<!-- {MARK}{page}/{pages} -->\n").into_bytes());
    svg
}

/// A picture in PNG that says what it is: a text chunk before the last one.
pub(in crate::cli) fn marked_png(mut png: Vec<u8>, page: usize, pages: usize) -> Vec<u8> {
    /// Length, name and checksum of the chunk that ends every PNG.
    const END: usize = 12;
    let Some(at) = png.len().checked_sub(END) else { return png };
    let text = format!("tEXtSoftware\0{MARK}{page}/{pages}").into_bytes();
    let mut sum = flate2::Crc::new();
    sum.update(&text);
    // The chunk's name is not counted.
    let length = u32::try_from(text.len() - 4).unwrap_or_default();
    let chunk = [&length.to_be_bytes()[..], &text, &sum.sum().to_be_bytes()].concat();
    png.splice(at..at, chunk);
    png
}

/// Removes our own pages that `written` did not write anew, and tells of others that look like pages.
pub(in crate::cli) fn remove(path: &Path, written: &[PathBuf], extension: &str, terminal: &mut Terminal) {
    let folder = super::door::folder(path);
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut old: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| path.with_file_name(entry.file_name()))
        .filter(|file| looks_like_page(file, path, extension) && !written.contains(file))
        .collect();
    old.sort();
    for file in old {
        let own = page_of(&file).is_some_and(|(page, pages)| numbered(path, page, pages, extension) == file);
        // What is protected, or another's, is not ours to remove.
        if own && super::door::is_writable(&file).is_ok() && std::fs::remove_file(&file).is_ok() {
            terminal.inform(format_args!("前回のページ「{}」を消しました", file.display()));
        } else {
            let told = "今回のページではありませんが、careplan の作ったものと確かめられないため残しました";
            terminal.inform(format_args!("「{}」は{told}", file.display()));
        }
    }
}

/// Whether a name is `NAME-` and at least two digits.
fn looks_like_page(file: &Path, path: &Path, extension: &str) -> bool {
    let stem = path.file_stem().unwrap_or_default().as_encoded_bytes();
    let digits = file.file_stem().and_then(|name| name.as_encoded_bytes().strip_prefix(stem)?.strip_prefix(b"-"));
    file.extension().is_some_and(|found| found == extension)
        && digits.is_some_and(|digits| digits.len() >= 2 && digits.iter().all(u8::is_ascii_digit))
}

/// Which page of how many a picture of ours says it is; none for anything else.
fn page_of(file: &Path) -> Option<(usize, usize)> {
    if !std::fs::symlink_metadata(file).ok()?.is_file() {
        return None;
    }
    let mut open = std::fs::File::open(file).ok()?;
    let length = i64::try_from(open.metadata().ok()?.len()).ok()?;
    open.seek(SeekFrom::End(-length.min(TAIL))).ok()?;
    let mut tail = Vec::new();
    open.read_to_end(&mut tail).ok()?;
    let tail = String::from_utf8_lossy(&tail).into_owned();
    let (_, said) = tail.rsplit_once(MARK)?;
    let (page, rest) = said.split_once('/')?;
    let pages: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((page.parse().ok()?, pages.parse().ok()?))
}
