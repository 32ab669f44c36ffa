//! Digests of contents, as a scan gives them.

use crate::image::Digest;
use crate::{Error, Result};

/// Entries with their digests.
pub(super) fn pairs(entries: &[u32], digests: &str) -> Result<Vec<(u32, Digest)>> {
    let wrong = || Error::usage(format!("no digests of 64 digits for {} entries", entries.len()));
    if digests.len() != entries.len() * 64 {
        return Err(wrong());
    }
    let digest = |index: usize| digests.get(index * 64..(index + 1) * 64).and_then(Digest::from_hex);
    let pair = |(index, entry): (usize, &u32)| Ok((*entry, digest(index).ok_or_else(wrong)?));
    entries.iter().enumerate().map(pair).collect()
}
