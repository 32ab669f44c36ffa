//! The records of rpm's `Packages.db`, the "new database" that SUSE uses.
//!
//! Format: rpm's own description at the head of lib/backend/ndb/rpmpkg.c: little-endian; a header of 32 bytes,
//! pages of 4096 bytes with slots of 16 bytes (magic, package number, first block, blocks), and blobs in blocks
//! of 16 bytes with a head of 16 (magic, package number, checksum or generation, length).

use crate::source::Source;
use crate::{Error, Result};

const PAGE: usize = 4096;
const SLOT: usize = 16;
/// Pages of slots that are read: sixteen million packages.
const MOST_PAGES: u32 = 65_536;
/// Bytes of one record.
const MOST_BLOB: u32 = 64 << 20;

/// Gives `each` the record of each package, by the order in the file.
pub(super) fn blobs(source: &dyn Source, size: u64, each: &mut dyn FnMut(&[u8])) -> Result<()> {
    let wrong = |what: &str| Error::format(what, "", "rpm, lib/backend/ndb/rpmpkg.c");
    if size < PAGE as u64 {
        return Err(wrong("it is too short for a database"));
    }
    let head = source.read_vec(0, 32)?;
    let number = |bytes: &[u8], at: usize| {
        u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
    };
    if &head[..4] != b"RpmP" || number(&head, 4) != 0 {
        return Err(wrong("it is no ndb database of version 0"));
    }
    let pages = number(&head, 12);
    if pages > MOST_PAGES || u64::from(pages) * PAGE as u64 > size {
        return Err(wrong("it has more pages of slots than bytes"));
    }
    let mut places = Vec::new();
    for page in 0..pages {
        let bytes = source.read_vec(u64::from(page) * PAGE as u64, PAGE)?;
        // The header takes the place of the first two slots.
        let start = if page == 0 { 32 } else { 0 };
        for slot in bytes[start..].chunks_exact(SLOT) {
            if &slot[..4] == b"Slot" && number(slot, 4) != 0 {
                places.push((number(slot, 8), number(slot, 4)));
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    let mut damaged = 0;
    // Records may overlap: all together are no more than the file.
    let mut left = size;
    for (block, package) in places {
        let at = u64::from(block) * 16;
        if at + 16 > size {
            damaged += 1;
            continue;
        }
        let head = source.read_vec(at, 16)?;
        let length = number(&head, 12);
        let fits = length <= MOST_BLOB && at + 16 + u64::from(length) <= size;
        if &head[..4] != b"BlbS" || number(&head, 4) != package || !fits {
            damaged += 1;
            continue;
        }
        left = left.checked_sub(u64::from(length)).ok_or_else(|| wrong("its records overlap"))?;
        each(&source.read_vec(at + 16, length as usize)?);
    }
    if damaged > 0 { Err(wrong(&format!("{damaged} slots lead to no record"))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    fn database(blob: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; PAGE];
        bytes[..4].copy_from_slice(b"RpmP");
        bytes[12] = 1;
        bytes[32..36].copy_from_slice(b"Slot");
        bytes[36] = 5;
        bytes[40..44].copy_from_slice(&256_u32.to_le_bytes());
        bytes.extend(b"BlbS");
        bytes.extend(5_u32.to_le_bytes());
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend((blob.len() as u32).to_le_bytes());
        bytes.extend(blob);
        bytes
    }

    fn read(bytes: &[u8]) -> (Vec<Vec<u8>>, bool) {
        let mut found = Vec::new();
        let outcome = blobs(&Memory::new(bytes), bytes.len() as u64, &mut |blob| found.push(blob.to_vec()));
        (found, outcome.is_ok())
    }

    #[test]
    fn records_and_damage() {
        let good = database(b"header");
        assert_eq!(read(&good), (vec![b"header".to_vec()], true));
        assert_eq!(read(&good[..good.len() - 1]), (vec![], false));
        assert_eq!(read(b""), (vec![], false));
        for byte in 0..48 {
            let mut other = good.clone();
            other[byte] ^= 0xff;
            read(&other);
        }
    }
}
