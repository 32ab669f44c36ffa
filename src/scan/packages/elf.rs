//! Programs in ELF: where their sections and segments are, and what Go or cargo-auditable left in them.
//!
//! Format: the System V ABI, chapters 4 and 5. Only what is needed is read, and forwards where that can be: the
//! head, the first writable segment, the table of sections at the end.

use super::{Parsed, go, rust};
use crate::source::Source;
use crate::{Limits, Result};

/// A smaller file holds no program of Go or Rust.
pub(super) const LEAST: u64 = 4096;
/// Segments and sections that are looked at.
const MOST_PARTS: usize = 2048;
/// Bytes of the entry of a segment or section.
const MOST_ENTRY: usize = 1024;
/// Bytes of the names of sections.
const MOST_NAMES: u64 = 1 << 20;
/// Read before the table of sections: their names mostly stand there.
const BEFORE: u64 = 64 << 10;

/// Whether a name is that of a shared library, which need not be executable.
pub(super) fn is_library(name: &[u8]) -> bool {
    name.ends_with(b".so") || name.windows(4).any(|part| part == b".so.")
}

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// Address in memory.
    pub(super) address: u64,
    /// Offset in the file.
    pub(super) offset: u64,
    /// Bytes in the file.
    pub(super) size: u64,
}

/// The layout of a program.
#[derive(Debug)]
pub(super) struct Elf {
    pub(super) wide: bool,
    pub(super) little: bool,
    /// What is loaded.
    pub(super) loaded: Vec<Part>,
    /// The first segment that is loaded and may be written.
    pub(super) data: Option<Part>,
    sections: (u64, usize, usize, usize),
    /// Up to where the file has been read.
    done: u64,
}

impl Elf {
    /// Reads the head and the segments; `None` for what is no ELF, or damaged.
    fn open(source: &dyn Source, size: u64) -> Result<Option<Self>> {
        let mut head = [0; 64];
        if source.fill(0, &mut head)? < 64 || !head.starts_with(b"\x7fELF") {
            return Ok(None);
        }
        let (wide, little) = (head[4] == 2, head[5] == 1);
        let number = |bytes: &[u8], at: usize, width: usize| number(bytes, at, width, little);
        let (word, half) = if wide { (8, 0) } else { (4, 12) };
        let segments_at = number(&head, if wide { 32 } else { 28 }, word);
        let sections_at = number(&head, if wide { 40 } else { 32 }, word);
        let count = |at: usize| number(&head, at - half, 2) as usize;
        let (segment_size, segments) = (count(54), count(56).min(MOST_PARTS));
        let (section_size, sections, names) = (count(58), count(60).min(MOST_PARTS), count(62));
        let mut elf = Self {
            wide,
            little,
            loaded: Vec::new(),
            data: None,
            sections: (sections_at, section_size, sections, names),
            done: 64,
        };
        let bytes = segment_size * segments;
        if !((if wide { 56 } else { 32 })..=MOST_ENTRY).contains(&segment_size)
            || out_of(segments_at, bytes as u64, size)
        {
            return Ok(Some(elf));
        }
        let table = source.read_vec(segments_at, bytes)?;
        elf.done = segments_at + bytes as u64;
        for segment in table.chunks_exact(segment_size) {
            let part = |offset: usize, address: usize, filed: usize| Part {
                offset: number(segment, offset, word),
                address: number(segment, address, word),
                size: number(segment, filed, word),
            };
            let (part, flags) = if wide {
                (part(8, 16, 32), number(segment, 4, 4))
            } else {
                (part(4, 8, 16), number(segment, 24, 4))
            };
            if number(segment, 0, 4) == 1 && !out_of(part.offset, part.size, size) {
                elf.loaded.push(part);
                if flags & 2 != 0 && elf.data.is_none() {
                    elf.data = Some(part);
                }
            }
        }
        Ok(Some(elf))
    }

    /// The sections of these names, in the order of the names.
    fn sections<const N: usize>(
        &self,
        source: &dyn Source,
        size: u64,
        wanted: [&[u8]; N],
    ) -> Result<[Option<Part>; N]> {
        let mut found = [None; N];
        let (at, entry, count, names) = self.sections;
        let bytes = (entry * count) as u64;
        let least = if self.wide { 64 } else { 40 };
        if at == 0 || !(least..=MOST_ENTRY).contains(&entry) || names >= count || out_of(at, bytes, size) {
            return Ok(found);
        }
        // No further back than what has been read.
        let before = at.saturating_sub(self.done).min(BEFORE);
        let window = source.read_vec(at - before, (before + bytes) as usize)?;
        let table = &window[before as usize..];
        let word = if self.wide { 8 } else { 4 };
        let part = |section: usize| {
            let section = &table[section * entry..];
            let get = |at: usize| number(section, at, word, self.little);
            let (address, offset, size) = if self.wide { (16, 24, 32) } else { (12, 16, 20) };
            Part { address: get(address), offset: get(offset), size: get(size) }
        };
        let names = part(names);
        if names.size > MOST_NAMES || out_of(names.offset, names.size, size) {
            return Ok(found);
        }
        let start = at - before;
        let inside = names.offset >= start && names.offset + names.size <= at;
        let texts = if inside {
            window[(names.offset - start) as usize..][..names.size as usize].to_vec()
        } else {
            source.read_vec(names.offset, names.size as usize)?
        };
        for section in 0..count {
            let name = number(&table[section * entry..], 0, 4, self.little) as usize;
            // No wanted name is as long as that.
            let name = texts.get(name..).unwrap_or_default();
            let name = &name[..name.len().min(64)];
            let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
            for (place, wanted) in found.iter_mut().zip(wanted) {
                let part = part(section);
                if name == wanted && place.is_none() && !out_of(part.offset, part.size, size) {
                    *place = Some(part);
                }
            }
        }
        Ok(found)
    }

    /// Where an address is in the file, and how many bytes are there from it on.
    pub(super) fn offset_of(&self, address: u64) -> Option<(u64, u64)> {
        let part = self
            .loaded
            .iter()
            .find(|part| (part.address..part.address.saturating_add(part.size)).contains(&address))?;
        let into = address - part.address;
        Some((part.offset + into, part.size - into))
    }
}

/// The packages that a program tells of; none for what is no program.
pub(super) fn packages(source: &dyn Source, size: u64, limits: &Limits) -> Result<Parsed> {
    let Some(mut elf) = Elf::open(source, size)? else { return Ok(Parsed::default()) };
    let mut found = None;
    if let Some(data) = elf.data {
        // Go's own linker puts the build info at the beginning of the data.
        let start = source.read_vec(data.offset, data.size.min(64) as usize)?;
        elf.done = elf.done.max(data.offset + start.len() as u64);
        if start.starts_with(go::MAGIC) {
            found = Some(data);
        }
    }
    let [info, audit] = elf.sections(source, size, [b".go.buildinfo", b".dep-v0"])?;
    let mut parsed = match found.or(info) {
        Some(part) => go::modules(source, &elf, part)?,
        None => Parsed::default(),
    };
    if let Some(part) = audit {
        let crates = rust::crates(source, part, limits)?;
        parsed.packages.extend(crates.packages);
        parsed.problem.push_str(&crates.problem);
    }
    Ok(parsed)
}

fn out_of(offset: u64, bytes: u64, size: u64) -> bool {
    offset.checked_add(bytes).is_none_or(|end| end > size)
}

/// A number of `width` bytes; what is not there is zero.
pub(super) fn number(bytes: &[u8], at: usize, width: usize, little: bool) -> u64 {
    let bytes = bytes.get(at..at + width).unwrap_or_default();
    let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    if little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    fn read(bytes: &[u8]) -> Parsed {
        packages(&Memory::new(bytes), bytes.len() as u64, &Limits::default()).unwrap()
    }

    #[test]
    fn what_is_no_program_has_no_packages() {
        assert_eq!(read(b""), Parsed::default());
        assert_eq!(read(&[0; 5000]), Parsed::default());
        assert_eq!(read(b"#!/bin/sh\n"), Parsed::default());
        assert!(is_library(b"libx.so.1") && is_library(b"x.so") && !is_library(b"x.sort"));
    }

    #[test]
    fn heads_that_lie_are_survived() {
        let mut head = b"\x7fELF\x02\x01\x01".to_vec();
        head.resize(5000, 0xff);
        assert_eq!(read(&head), Parsed::default());
        head[4] = 1;
        assert_eq!(read(&head), Parsed::default());
        head.truncate(64);
        assert_eq!(read(&head), Parsed::default());
    }
}
