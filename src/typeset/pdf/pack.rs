//! Compression of streams. Same bytes in, same bytes out.

use flate2::{Compress, Compression, FlushCompress, Status};
use std::cell::RefCell;

/// How hard is compressed what is made once, and what is made for each document.
pub(super) const ONCE: u32 = 6;
pub(super) const EACH: u32 = 1;

thread_local! {
    /// The compressors of this thread, one for each level: to make one costs as much as to pack a small stream.
    static PACKERS: RefCell<Vec<(u32, Compress)>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn deflate(bytes: &[u8], level: u32) -> Vec<u8> {
    PACKERS.with_borrow_mut(|packers| {
        let at = packers.iter().position(|(known, _)| *known == level).unwrap_or_else(|| {
            packers.push((level, Compress::new(Compression::new(level), true)));
            packers.len() - 1
        });
        pack(bytes, &mut packers[at].1)
    })
}

fn pack(bytes: &[u8], packer: &mut Compress) -> Vec<u8> {
    packer.reset();
    let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        // What has been taken is never more than there is.
        let rest = usize::try_from(packer.total_in()).ok().and_then(|taken| bytes.get(taken..)).unwrap_or_default();
        match packer.compress_vec(rest, &mut packed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => return packed,
            // There was no room left. Memory is all that it needs, so no other error comes.
            Ok(Status::Ok | Status::BufError) | Err(_) => packed.reserve(packed.capacity() / 2 + 64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn a_packer_that_was_used_packs_like_a_new_one() {
        let long = b"0 0 m 10 10 l S\n".repeat(10_000);
        let texts = [&b""[..], b"a", &long, include_bytes!("pack.rs")];
        for level in [ONCE, EACH] {
            for bytes in texts {
                let fresh = pack(bytes, &mut Compress::new(Compression::new(level), true));
                assert_eq!(deflate(bytes, level), fresh);
                let mut unpacked = Vec::new();
                flate2::read::ZlibDecoder::new(&fresh[..]).read_to_end(&mut unpacked).unwrap();
                assert_eq!(unpacked, bytes);
            }
        }
    }
}
