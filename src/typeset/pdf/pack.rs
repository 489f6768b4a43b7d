//! Compression of streams. Same bytes in, same bytes out.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// How hard is compressed what is made once, and what is made for each document.
pub(super) const ONCE: u32 = 6;
pub(super) const EACH: u32 = 1;

pub(super) fn deflate(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2 + 64), Compression::new(level));
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
