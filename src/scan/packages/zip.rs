//! The members of a zip file, by its central directory.
//!
//! Format: PKWARE's APPNOTE 6.3: 4.3.16 (end of the directory), 4.3.12 (directory), 4.3.7 (local head), 4.5.3
//! (64-bit sizes). Stored and deflated members.

use crate::source::Source;
use crate::{Error, Result};

/// Members that are listed.
const MOST_MEMBERS: u64 = 100_000;
/// Bytes of the directory.
const MOST_DIRECTORY: u64 = 16 << 20;
/// Bytes at the end in which its mark is looked for: the mark and the longest comment.
const MOST_TAIL: u64 = 22 + 65_535;

/// One member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    /// 0 stored, 8 deflated.
    method: u16,
    packed: u64,
    /// Bytes when unpacked.
    pub(super) size: u64,
    head: u64,
}

fn wrong(what: impl Into<String>) -> Error {
    Error::format(what, "", "PKWARE APPNOTE 6.3")
}

fn number(bytes: &[u8], at: usize, width: usize) -> u64 {
    super::elf::number(bytes, at, width, true)
}

/// The members in the order of the directory.
pub(super) fn members(source: &dyn Source, size: u64) -> Result<Vec<Member>> {
    let tail_size = size.min(MOST_TAIL);
    let tail_at = size - tail_size;
    let tail = source.read_vec(tail_at, tail_size as usize)?;
    let end = tail.windows(22).rposition(|bytes| bytes.starts_with(b"PK\x05\x06"));
    let end = end.ok_or_else(|| wrong("it has no end of a zip directory"))?;
    let (mut count, mut bytes, mut at) =
        (number(&tail, end + 10, 2), number(&tail, end + 12, 4), number(&tail, end + 16, 4));
    // How much was put before the zip file, as start scripts are.
    let mut shift = (tail_at + end as u64).saturating_sub(at + bytes);
    if let Some(locator) = end.checked_sub(20).filter(|at| tail[*at..].starts_with(b"PK\x06\x07")) {
        let place = number(&tail, locator + 8, 8);
        if place.checked_add(56).is_some_and(|end| end <= size) {
            let wide = source.read_vec(place, 56)?;
            if wide.starts_with(b"PK\x06\x06") {
                (count, bytes, at) = (number(&wide, 32, 8), number(&wide, 40, 8), number(&wide, 48, 8));
                shift = 0;
            }
        }
    }
    let start = at.saturating_add(shift);
    if count > MOST_MEMBERS || bytes > MOST_DIRECTORY || start.saturating_add(bytes) > size {
        return Err(wrong("its directory is too long, or out of the file"));
    }
    let directory = source.read_vec(start, bytes as usize)?;
    let mut members = Vec::new();
    let mut rest = &directory[..];
    while rest.len() >= 46 && rest.starts_with(b"PK\x01\x02") {
        let (name, extra, comment) =
            (number(rest, 28, 2) as usize, number(rest, 30, 2) as usize, number(rest, 32, 2) as usize);
        let Some(texts) = rest.get(46..46 + name + extra) else {
            return Err(wrong("its directory is cut short"));
        };
        let mut member = Member {
            name: String::from_utf8_lossy(&texts[..name]).into_owned(),
            method: number(rest, 10, 2) as u16,
            packed: number(rest, 20, 4),
            size: number(rest, 24, 4),
            head: number(rest, 42, 4),
        };
        widen(&mut member, &texts[name..]);
        member.head = member.head.saturating_add(shift);
        members.push(member);
        rest = rest.get(46 + name + extra + comment..).unwrap_or_default();
    }
    Ok(members)
}

/// Takes sizes that need 64 bits from the extra field 1.
fn widen(member: &mut Member, mut extra: &[u8]) {
    while extra.len() >= 4 {
        let (kind, size) = (number(extra, 0, 2), number(extra, 2, 2) as usize);
        let Some(mut field) = extra.get(4..4 + size) else { return };
        if kind == 1 {
            for value in [&mut member.size, &mut member.packed, &mut member.head] {
                if *value == u64::from(u32::MAX) && field.len() >= 8 {
                    *value = number(field, 0, 8);
                    field = &field[8..];
                }
            }
        }
        extra = &extra[4 + size..];
    }
}

/// The content of a member, at most `most` bytes; a larger one is an error.
pub(super) fn read(source: &dyn Source, size: u64, member: &Member, most: usize) -> Result<Vec<u8>> {
    // What does not get smaller by packing gets a little larger.
    if member.size > most as u64 || member.packed > (most + most / 1000 + 1024) as u64 {
        return Err(wrong(format!("{} has {} bytes, more than are read", member.name, member.size)));
    }
    if member.head.checked_add(30).is_none_or(|end| end > size) {
        return Err(wrong(format!("{} is out of the file", member.name)));
    }
    let head = source.read_vec(member.head, 30)?;
    let start = member.head + 30 + number(&head, 26, 2) + number(&head, 28, 2);
    if !head.starts_with(b"PK\x03\x04") || start.saturating_add(member.packed) > size {
        return Err(wrong(format!("{} is out of the file", member.name)));
    }
    let packed = source.read_vec(start, member.packed as usize)?;
    match member.method {
        0 => Ok(packed),
        8 => miniz_oxide::inflate::decompress_to_vec_with_limit(&packed, most)
            .map_err(|_| wrong(format!("{} can't be unpacked", member.name))),
        method => Err(wrong(format!("{} is packed by method {method}", member.name))),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::source::Memory;

    /// A zip file of stored members.
    pub(in super::super) fn stored(members: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in members {
            let at = bytes.len() as u32;
            let length = (content.len() as u32).to_le_bytes();
            bytes.extend(b"PK\x03\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            bytes.extend([length, length].concat());
            bytes.extend((name.len() as u16).to_le_bytes());
            bytes.extend([0, 0]);
            bytes.extend(name.as_bytes());
            bytes.extend(*content);
            directory.extend(b"PK\x01\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            directory.extend([length, length].concat());
            directory.extend((name.len() as u16).to_le_bytes());
            directory.extend([0; 12]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let at = bytes.len() as u32;
        bytes.extend(&directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend([(members.len() as u16).to_le_bytes(), (members.len() as u16).to_le_bytes()].concat());
        bytes.extend((directory.len() as u32).to_le_bytes());
        bytes.extend(at.to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }

    fn all(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
        let source = Memory::new(bytes);
        let size = bytes.len() as u64;
        let one = |member: Member| Ok((member.name.clone(), read(&source, size, &member, 100)?));
        members(&source, size)?.into_iter().map(one).collect()
    }

    #[test]
    fn members_also_behind_a_script() {
        let zip = stored(&[("a", b"one"), ("b/c", b"")]);
        let wanted = vec![("a".to_owned(), b"one".to_vec()), ("b/c".to_owned(), Vec::new())];
        assert_eq!(all(&zip).unwrap(), wanted);
        assert_eq!(all(&[b"#!/bin/sh\n", &zip[..]].concat()).unwrap(), wanted);
    }

    #[test]
    fn damage_is_an_error_and_no_panic() {
        let zip = stored(&[("a", b"one"), ("b", &[7; 200])]);
        assert!(all(&zip).is_err(), "too large");
        assert!(all(b"").is_err());
        for byte in 0..zip.len() {
            let mut other = zip.clone();
            other[byte] ^= 0xff;
            let _ = all(&other);
            let _ = all(&zip[..byte]);
        }
    }
}
