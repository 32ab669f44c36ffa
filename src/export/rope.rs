//! A new archive as a short list of new bytes and slices of the old one.

use std::rc::Rc;

use crate::Result;
use crate::source::Source;
use crate::tar;

/// A piece of a rope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// New bytes.
    Bytes(Vec<u8>),
    /// Bytes of the opened archive.
    Slice {
        /// Where they begin.
        offset: u64,
        /// How many they are.
        len: u64,
    },
}

impl Part {
    /// Its bytes, counted.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Slice { len, .. } => *len,
        }
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Pieces in order. Neighbours are merged: browsers are slow with ropes of many small slices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rope {
    parts: Vec<Part>,
    len: u64,
}

impl Rope {
    /// The pieces.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// All bytes, counted.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn bytes(&mut self, more: &[u8]) {
        self.len += more.len() as u64;
        match self.parts.last_mut() {
            Some(Part::Bytes(bytes)) => bytes.extend_from_slice(more),
            _ if more.is_empty() => {}
            _ => self.parts.push(Part::Bytes(more.to_vec())),
        }
    }

    pub(super) fn slice(&mut self, offset: u64, more: u64) {
        self.len += more;
        match self.parts.last_mut() {
            Some(Part::Slice { offset: start, len }) if *start + *len == offset => *len += more,
            _ if more == 0 => {}
            _ => self.parts.push(Part::Slice { offset, len: more }),
        }
    }

    /// A tar member with new content.
    pub(super) fn file(&mut self, name: &str, content: &[u8]) -> Result<()> {
        self.bytes(&tar::file_header(name, content.len() as u64)?);
        self.bytes(content);
        self.pad(content.len() as u64);
        Ok(())
    }

    /// The zeros after a body of this size.
    pub(super) fn pad(&mut self, size: u64) {
        let zeros = [0; tar::BLOCK as usize];
        self.bytes(&zeros[..tar::padding(size) as usize]);
    }
}

/// A rope over the source that its slices are of, read as what it spells.
pub struct RopeSource {
    inner: Rc<dyn Source>,
    parts: Vec<Part>,
    /// Where each part ends.
    ends: Vec<u64>,
}

impl RopeSource {
    /// Reads `rope`, whose slices are of `inner`.
    pub fn new(rope: &Rope, inner: Rc<dyn Source>) -> Self {
        let mut end = 0;
        let ends = rope.parts.iter().map(|part| {
            end += part.len();
            end
        });
        Self { ends: ends.collect(), parts: rope.parts.clone(), inner }
    }
}

impl Source for RopeSource {
    fn len(&self) -> Result<u64> {
        Ok(self.ends.last().copied().unwrap_or(0))
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let mut filled = 0;
        let mut index = self.ends.partition_point(|end| *end <= offset);
        while filled < buf.len() && index < self.parts.len() {
            let at = offset + filled as u64;
            let part = &self.parts[index];
            let within = at - (self.ends[index] - part.len());
            let want = (part.len() - within).min((buf.len() - filled) as u64) as usize;
            let room = &mut buf[filled..filled + want];
            let got = match part {
                Part::Bytes(bytes) => {
                    room.copy_from_slice(&bytes[within as usize..within as usize + want]);
                    want
                }
                Part::Slice { offset, .. } => self.inner.read_at(offset + within, room)?,
            };
            filled += got;
            if got < want {
                break;
            }
            index += 1;
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    #[test]
    fn neighbours_merge_and_read_back() {
        let mut rope = Rope::default();
        rope.slice(0, 3);
        rope.slice(3, 2);
        rope.bytes(b"xy");
        rope.bytes(b"z");
        rope.slice(7, 2);
        rope.slice(9, 0);
        assert_eq!(rope.parts().len(), 3);
        assert_eq!(rope.len(), 10);
        let source = RopeSource::new(&rope, Rc::new(Memory::new(*b"0123456789")));
        for cut in 1..=10 {
            let mut all = Vec::new();
            let mut buf = vec![0; cut];
            while let Ok(got @ 1..) = source.read_at(all.len() as u64, &mut buf) {
                all.extend_from_slice(&buf[..got]);
            }
            assert_eq!(all, b"01234xyz78");
        }
    }
}
