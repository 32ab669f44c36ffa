//! Places to start decoding from, so that a read far inside need not start at the beginning.

use serde::{Deserialize, Serialize};

/// A place to start decoding from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Offset in the decoded bytes.
    pub output: u64,
    /// Offset in the compressed bytes.
    pub input: u64,
    /// What the decoder has to know there.
    pub resume: Resume,
}

impl Checkpoint {
    /// The beginning of everything.
    pub fn start() -> Self {
        Self { output: 0, input: 0, resume: Resume::Start }
    }
}

/// What a decoder has to know to start in the middle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resume {
    /// Nothing: a gzip member, a zstd frame, an xz or a bzip2 stream begins here.
    Start,
    /// A block boundary inside a gzip member.
    Inflate {
        /// How many bits of the byte before `input` are still to be used (0 to 7).
        count: u8,
        /// Those bits.
        bits: u8,
        /// The last decoded bytes, at most 32 KiB (RFC 1951, 3.2.5).
        #[serde(with = "serde_bytes")]
        window: Vec<u8>,
        /// Offset in the decoded bytes where the member began: its length is checked at its end.
        member: u64,
    },
    /// A block of an xz stream.
    XzBlock {
        /// How the stream checks its blocks (the .xz file format, 2.1.1.2).
        check: u8,
    },
    /// A block of a bzip2 stream.
    Bzip2Block {
        /// The bit of the byte at `input`, counted from the highest, at which it begins (0 to 7).
        bit: u8,
        /// The stream's level, 1 to 9: hundred thousands of bytes in a block.
        level: u8,
        /// The checksum of the stream's blocks up to here.
        crc: u32,
    },
}

/// Decoded bytes between checkpoints that need a window: 32 KiB for 4 MiB is under one percent.
const HEAVY: u64 = 4 << 20;
/// Decoded bytes between the others, which cost next to nothing: decoding so much takes no longer than
/// one positioned read of a browser.
const LIGHT: u64 = 256 << 10;
/// What all may cost, a window being 8: 64 MiB of windows. Beyond, every second one goes.
const MOST: usize = 1 << 14;

/// The checkpoints of one compressed source, ascending.
#[derive(Debug)]
pub(super) struct Checkpoints {
    list: Vec<Checkpoint>,
    heavy: u64,
    light: u64,
    cost: usize,
}

impl Checkpoints {
    /// With those of an earlier pass; the start is always among them.
    pub(super) fn new(mut list: Vec<Checkpoint>) -> Self {
        if list.first().is_none_or(|first| first.output > 0) {
            list.insert(0, Checkpoint::start());
        }
        let cost = list.iter().map(|point| cost(&point.resume)).sum();
        Self { list, heavy: HEAVY, light: LIGHT, cost }
    }

    pub(super) fn set_spacing(&mut self, bytes: u64) {
        (self.heavy, self.light) = (bytes, bytes);
    }

    pub(super) fn as_slice(&self) -> &[Checkpoint] {
        &self.list
    }

    /// The last one at or before `offset`.
    pub(super) fn before(&self, offset: u64) -> &Checkpoint {
        let after = self.list.partition_point(|point| point.output <= offset);
        &self.list[after.saturating_sub(1)]
    }

    /// Whether one that needs a window is wanted at `output`.
    pub(super) fn heavy_due(&self, output: u64) -> bool {
        self.due(output, self.heavy)
    }

    fn due(&self, output: u64, spacing: u64) -> bool {
        self.list.last().is_none_or(|last| output >= last.output.saturating_add(spacing))
    }

    /// Notes a place if one is wanted there.
    pub(super) fn note(&mut self, output: u64, input: u64, resume: Resume) {
        let spacing = if cost(&resume) > 1 { self.heavy } else { self.light };
        if !self.due(output, spacing) {
            return;
        }
        self.cost += cost(&resume);
        self.list.push(Checkpoint { output, input, resume });
        if self.cost > MOST {
            let mut index = 0;
            self.list.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.heavy = self.heavy.saturating_mul(2);
            self.light = self.light.saturating_mul(2);
            self.cost = self.list.iter().map(|point| cost(&point.resume)).sum();
        }
    }
}

fn cost(resume: &Resume) -> usize {
    if matches!(resume, Resume::Inflate { .. }) { 8 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn their_cost_is_bounded() {
        let mut points = Checkpoints::new(Vec::new());
        points.set_spacing(1);
        for at in 0..200_000 {
            points.note(at, at, Resume::Start);
        }
        assert!(points.list.len() <= MOST);
        assert!(points.list.is_sorted_by(|a, b| a.output < b.output));
        assert_eq!(points.before(0).output, 0);
        assert!(points.before(199_999).output > 190_000);
        assert!(100_000 - points.before(100_000).output < 64);
    }
}
