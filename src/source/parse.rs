//! From bytes to text: UTF-8, and a plain word about any other encoding.

use super::plain::thousands;
use super::problem::{Problem, ProblemCode};
use super::{FileId, SourceFile, Span, to_u32};
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_16BE, UTF_16LE};

/// The largest file that is read: 1 MiB.
pub const MAX_BYTES: usize = 1 << 20;

/// Takes a file's bytes as text: UTF-8, with or without a byte order mark, any line ends.
///
/// The problem's span lies in the text that comes back (decoded as well as can be), so that its line can be shown.
#[must_use]
pub fn decode(name: &str, bytes: &[u8], id: FileId) -> (SourceFile, Option<Problem>) {
    if bytes.len() > MAX_BYTES {
        // A reader that stops at the limit knows no more than that it is passed.
        let size = (bytes.len() > MAX_BYTES + 1).then_some(bytes.len() as u64);
        return (SourceFile::new(name, ""), Some(too_large(id, size)));
    }
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (text, what) = match simdutf8::basic::from_utf8(body) {
        // JIS is ASCII with escapes, so it passes for UTF-8.
        Ok(text) if text.contains('\u{1b}') && text.contains("\u{1b}$") => {
            (ISO_2022_JP.decode(body).0.into_owned(), "ISO-2022-JP（JIS）で保存されています")
        }
        Ok(text) => return (SourceFile::new(name, text), None),
        Err(_) => guess(bytes),
    };
    let at = text.char_indices().find(|(_, c)| if what == BROKEN { *c == '\u{FFFD}' } else { !c.is_ascii() });
    let (start, length) = at.map_or((0, 0), |(at, c)| (to_u32(at), to_u32(c.len_utf8())));
    let problem = Problem::new(
        ProblemCode::Encoding,
        Span::new(id, start, start + length),
        format!("文字コードがUTF-8ではありません（{what}）"),
    )
    .help("エディターで文字コード「UTF-8」を選んで、保存し直してください");
    (SourceFile::new(name, text), Some(problem))
}

/// What is said of a file that is too large; of its size, when it is known.
#[must_use]
pub fn too_large(id: FileId, size: Option<u64>) -> Problem {
    let size = size.map_or_else(
        || "1,024 KB を超えています".to_owned(),
        |size| format!("{} KB", thousands(i64::try_from(size.div_ceil(1024)).unwrap_or(i64::MAX))),
    );
    let message = format!("ファイルが大きすぎます（{size}）。1 MB（1,024 KB）まで読めます");
    Problem::new(ProblemCode::TooLarge, Span::new(id, 0, 0), message)
        .help("別のファイルを指定していないか確かめてください")
}

const BROKEN: &str = "UTF-8として壊れた文字が含まれています";

/// What the bytes most likely are, and their text for showing the line.
fn guess(bytes: &[u8]) -> (String, &'static str) {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count() * 8 > bytes.len();
    if bytes.starts_with(b"\xff\xfe") || zeros(1) {
        return (UTF_16LE.decode(bytes).0.into_owned(), "UTF-16で保存されています");
    }
    if bytes.starts_with(b"\xfe\xff") || zeros(0) {
        return (UTF_16BE.decode(bytes).0.into_owned(), "UTF-16で保存されています");
    }
    // Each of the two takes most texts of the other for half-width kana and rare kanji: the one with more kana wins.
    let candidates = [(SHIFT_JIS, "Shift_JISで保存されています"), (EUC_JP, "EUC-JPで保存されています")];
    let readings = candidates.into_iter().filter_map(|(encoding, what)| Some((as_japanese(encoding, bytes)?, what)));
    readings
        .max_by_key(|((_, score), _)| *score)
        .map_or_else(|| (String::from_utf8_lossy(bytes).into_owned(), BROKEN), |((text, _), what)| (text, what))
}

/// The text in that encoding, and how Japanese it looks.
fn as_japanese(encoding: &'static Encoding, bytes: &[u8]) -> Option<(String, i64)> {
    let (text, _, bad) = encoding.decode(bytes);
    let score = |c: char| match c {
        'ぁ'..='ん' | 'ァ'..='ー' | '、' | '。' => 2,
        '一'..='龯' => 1,
        '｡'..='ﾟ' => -2,
        _ => 0,
    };
    (!bad)
        .then(|| (text.chars().map(score).sum(), text.into_owned()))
        .filter(|(score, _)| *score > 0)
        .map(|(score, text)| (text, score))
}
