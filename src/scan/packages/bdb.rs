//! The records of rpm's `Packages` up to rpm 4.16: a hash database of Berkeley DB.
//!
//! Format: Berkeley DB's `dbinc/db_page.h`. Pages begin with 26 bytes (their number at 8, the next one at 16,
//! entries at 20, on a page of overflow the bytes at 22, the kind at 25); an index of 16-bit offsets follows,
//! key and value in turn. A value is in the page (kind 1) or on a chain of overflow pages (kind 3). Either
//! byte order.

use crate::source::Source;
use crate::{Error, Result};

const MAGIC: u32 = 0x0006_1561;
/// Bytes of one record.
const MOST_BLOB: u64 = 64 << 20;

/// Gives `each` the record of each package.
pub(super) fn blobs(source: &dyn Source, size: u64, each: &mut dyn FnMut(&[u8])) -> Result<()> {
    let wrong = |what: &str| Error::format(what, "", "Berkeley DB, dbinc/db_page.h");
    if size < 512 {
        return Err(wrong("it is too short for a database"));
    }
    let head = source.read_vec(0, 512)?;
    let little = u32_at(&head, 12, true) == MAGIC;
    if !little && u32_at(&head, 12, false) != MAGIC {
        return Err(wrong("it is no hash database of Berkeley DB"));
    }
    let page_size = u32_at(&head, 20, little) as usize;
    if !page_size.is_power_of_two() || !(512..=65_536).contains(&page_size) || head[25] != 8 || head[24] != 0
    {
        return Err(wrong("its first page can't be"));
    }
    let pages = size / page_size as u64;
    let page = |number: u64| source.read_vec(number * page_size as u64, page_size);
    let mut damaged = 0_u64;
    // What all chains together may cost: each page is of one of them.
    let mut left = pages;
    // Values may overlap: all together are no more than the file.
    let mut room = size;
    for number in 1..pages {
        let bytes = page(number)?;
        if !matches!(bytes[25], 2 | 13) {
            continue;
        }
        let entries = usize::from(u16_at(&bytes, 20, little)).min((page_size - 26) / 2);
        for value in (1..entries).step_by(2) {
            let at = |entry: usize| usize::from(u16_at(&bytes, 26 + 2 * entry, little));
            // Items lie from the end of the page backwards.
            let (start, end) = (at(value), at(value - 1));
            if start >= page_size || end > page_size || start >= end {
                damaged += 1;
                continue;
            }
            match bytes[start] {
                1 if end - start > 16 => {
                    room =
                        room.checked_sub((end - start) as u64).ok_or_else(|| wrong("its values overlap"))?;
                    each(&bytes[start + 1..end]);
                }
                // The row number 0 has the next free number for its value.
                1 => {}
                3 if start + 12 <= page_size => {
                    let (first, length) =
                        (u32_at(&bytes, start + 4, little), u32_at(&bytes, start + 8, little));
                    let chain = chain(&page, pages, &mut left, u64::from(first), u64::from(length), little)?;
                    match chain {
                        Some(blob) => each(&blob),
                        None => damaged += 1,
                    }
                }
                _ => damaged += 1,
            }
        }
    }
    if damaged > 0 { Err(wrong(&format!("{damaged} of its records can't be read"))) } else { Ok(()) }
}

/// The bytes of a chain of overflow pages; `None` if it is damaged.
fn chain(
    page: &dyn Fn(u64) -> Result<Vec<u8>>,
    pages: u64,
    left: &mut u64,
    first: u64,
    length: u64,
    little: bool,
) -> Result<Option<Vec<u8>>> {
    let mut blob = Vec::new();
    let mut next = first;
    while (blob.len() as u64) < length {
        if next == 0 || next >= pages || *left == 0 || length > MOST_BLOB {
            return Ok(None);
        }
        *left -= 1;
        let bytes = page(next)?;
        let used = usize::from(u16_at(&bytes, 22, little));
        let Some(part) = bytes.get(26..26 + used).filter(|_| bytes[25] == 7) else { return Ok(None) };
        blob.extend_from_slice(part);
        next = u64::from(u32_at(&bytes, 16, little));
    }
    blob.truncate(length as usize);
    Ok(Some(blob))
}

/// The caller has seen that the bytes are there.
fn u16_at(bytes: &[u8], at: usize, little: bool) -> u16 {
    let two = [bytes[at], bytes[at + 1]];
    if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) }
}

fn u32_at(bytes: &[u8], at: usize, little: bool) -> u32 {
    let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    fn read(bytes: &[u8]) -> (Vec<Vec<u8>>, bool) {
        let mut found = Vec::new();
        let outcome = blobs(&Memory::new(bytes), bytes.len() as u64, &mut |blob| found.push(blob.to_vec()));
        (found, outcome.is_ok())
    }

    /// A page of 512 bytes with one pair; the value lies on the overflow page 2.
    fn database() -> Vec<u8> {
        let mut bytes = vec![0; 3 * 512];
        bytes[12..16].copy_from_slice(&MAGIC.to_le_bytes());
        bytes[20..24].copy_from_slice(&512_u32.to_le_bytes());
        bytes[25] = 8;
        let leaf = &mut bytes[512..1024];
        leaf[20] = 2;
        leaf[25] = 13;
        leaf[26..28].copy_from_slice(&507_u16.to_le_bytes());
        leaf[28..30].copy_from_slice(&495_u16.to_le_bytes());
        leaf[495] = 3;
        leaf[499] = 2;
        leaf[503] = 5;
        let over = &mut bytes[1024..];
        over[22] = 5;
        over[25] = 7;
        over[26..31].copy_from_slice(b"hello");
        bytes
    }

    #[test]
    fn records_and_damage() {
        let good = database();
        assert_eq!(read(&good), (vec![b"hello".to_vec()], true));
        assert_eq!(read(&good[..1024]), (vec![], false));
        assert_eq!(read(b""), (vec![], false));
        for byte in 0..good.len() {
            let mut other = good.clone();
            other[byte] ^= 0xff;
            read(&other);
        }
    }
}
