//! The content of sparse files: pieces of data with holes between them, which read as zeros.
//!
//! GNU tar manual, "Storing Sparse Files": the old format has the map in the header and in blocks behind it,
//! pax 0.0 and 0.1 in records of the extended header, pax 1.0 at the beginning of the body.

use super::{BLOCK, Entry, Walker};
use crate::source::Source;
use crate::{Error, Limits, Result};

const CLAUSE: &str = "GNU tar manual, \"Storing Sparse Files\"";
/// Read at once of a map in the body.
const STRIDE: usize = 64 << 10;

/// Some bytes of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where in the file.
    offset: u64,
    len: u64,
    /// Where in the tar.
    at: u64,
}

/// A sparse file, read as it is when it is unpacked.
pub struct Sparse<S> {
    tar: S,
    /// Ascending, none empty, none over the next.
    pieces: Vec<Piece>,
    size: u64,
}

impl<S: Source> Sparse<S> {
    /// The file of this size whose first header block, extended headers included, is at the beginning of `tar`.
    pub fn open(tar: S, size: u64, limits: &Limits) -> Result<Self> {
        let mut entry = Entry::default();
        let mut walker = Walker::new(&tar, Limits { path_length: u64::MAX, ..*limits });
        // What a global header far before said of it is of no file, and nobody writes it.
        if !walker.next(&mut entry)? || !entry.sparse || entry.size != size {
            return Err(wrong("its headers alone do not tell of the same file"));
        }
        let (map, used) = if entry.map_in_body {
            map_of_body(&tar, &entry, limits)?
        } else {
            (std::mem::take(&mut entry.map), 0)
        };
        let pieces = pieces(&map, entry.body + used, entry.stored.saturating_sub(used), entry.size)?;
        Ok(Self { tar, pieces, size: entry.size })
    }
}

fn wrong(what: &str) -> Error {
    Error::format(format!("a sparse file's map is wrong: {what}"), "", CLAUSE)
}

/// The map at the beginning of a body, as decimal numbers in lines, and how many bytes it takes.
fn map_of_body(tar: &impl Source, entry: &Entry, limits: &Limits) -> Result<(Vec<(u64, u64)>, u64)> {
    let mut text = Lines {
        tar,
        at: entry.body,
        end: entry.body.saturating_add(entry.stored),
        held: Vec::new(),
        used: 0,
    };
    let count = text.number()?;
    if count > limits.sparse_pieces {
        return Err(Error::limit("sparsePieces", limits.sparse_pieces, "the map of a sparse file"));
    }
    let mut map = Vec::new();
    for _ in 0..count {
        map.push((text.number()?, text.number()?));
    }
    Ok((map, text.used.next_multiple_of(BLOCK)))
}

/// Lines of a body, read as far as they are asked for.
struct Lines<'a, S> {
    tar: &'a S,
    at: u64,
    end: u64,
    held: Vec<u8>,
    used: u64,
}

impl<S: Source> Lines<'_, S> {
    fn number(&mut self) -> Result<u64> {
        let mut line = Vec::new();
        loop {
            if self.held.is_empty() {
                let want = self.end.saturating_sub(self.at).min(STRIDE as u64) as usize;
                let mut block = vec![0; want];
                let got = self.tar.fill(self.at, &mut block)?;
                if got == 0 {
                    return Err(wrong("it is cut off"));
                }
                block.truncate(got);
                block.reverse();
                self.at += got as u64;
                self.held = block;
            }
            // The last is the next: taken from the end, nothing has to move.
            let Some(byte) = self.held.pop() else { continue };
            self.used += 1;
            if byte == b'\n' {
                let text = std::str::from_utf8(&line).ok();
                return text.and_then(|text| text.parse().ok()).ok_or_else(|| wrong("it has no number"));
            }
            if line.len() > 20 {
                return Err(wrong("it has no number"));
            }
            line.push(byte);
        }
    }
}

/// The pieces of a map, whose bytes lie one after the other from `at` on.
fn pieces(map: &[(u64, u64)], mut at: u64, mut held: u64, size: u64) -> Result<Vec<Piece>> {
    let mut pieces = Vec::with_capacity(map.len());
    let mut end = 0;
    for &(offset, len) in map.iter().filter(|(_, len)| *len > 0) {
        if offset < end || offset.checked_add(len).is_none_or(|end| end > size) {
            return Err(wrong("its pieces overlap, or go beyond the file"));
        }
        held = held.checked_sub(len).ok_or_else(|| wrong("it has more data than the tar"))?;
        pieces.push(Piece { offset, len, at });
        at += len;
        end = offset + len;
    }
    Ok(pieces)
}

impl<S: Source> Source for Sparse<S> {
    fn len(&self) -> Result<u64> {
        Ok(self.size)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let want = self.size.saturating_sub(offset).min(buf.len() as u64);
        let buf = &mut buf[..want as usize];
        let next = self.pieces.partition_point(|piece| piece.offset + piece.len <= offset);
        match self.pieces.get(next) {
            Some(piece) if piece.offset <= offset => {
                let inside = offset - piece.offset;
                let count = (piece.len - inside).min(want) as usize;
                let got = self.tar.read_at(piece.at + inside, &mut buf[..count])?;
                if got == 0 && count > 0 {
                    return Err(Error::format("the tar ends within a sparse file", "", CLAUSE));
                }
                Ok(got)
            }
            // A hole, up to the next piece.
            piece => {
                let hole = piece.map_or(want, |piece| (piece.offset - offset).min(want)) as usize;
                buf[..hole].fill(0);
                Ok(hole)
            }
        }
    }
}
