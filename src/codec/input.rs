//! Compressed bytes, read forwards.

use crate::Result;
use crate::source::Source;

/// Read at once: far above the break-even of a browser's positioned read.
const STRIDE: usize = 1 << 20;

/// What is read of the compressed bytes but not used yet.
#[derive(Debug)]
pub(super) struct Held {
    buffer: Vec<u8>,
    at: usize,
    /// Offset of `buffer[at]`.
    offset: u64,
    ended: bool,
}

impl Held {
    pub(super) fn new(offset: u64) -> Self {
        Self { buffer: Vec::new(), at: 0, offset, ended: false }
    }

    /// Offset of the next unused byte.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }
}

/// The compressed bytes from the next unused one on.
pub(super) struct Input<'a> {
    source: &'a dyn Source,
    held: &'a mut Held,
}

impl<'a> Input<'a> {
    pub(super) fn new(source: &'a dyn Source, held: &'a mut Held) -> Self {
        Self { source, held }
    }

    /// Offset of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.held.offset
    }

    /// What can be had without reading.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.held.buffer[self.held.at..]
    }

    /// Whether there is nothing more than `bytes`.
    pub(super) fn ended(&self) -> bool {
        self.held.ended
    }

    /// Makes `bytes` have at least `want`, unless the source ends before.
    pub(super) fn fill(&mut self, want: usize) -> Result<&[u8]> {
        while self.bytes().len() < want && !self.held.ended {
            let held = &mut *self.held;
            held.buffer.drain(..held.at);
            held.at = 0;
            let have = held.buffer.len();
            held.buffer.resize(have + STRIDE, 0);
            let got = self.source.read_at(held.offset + have as u64, &mut held.buffer[have..]);
            held.buffer.truncate(have + got.as_ref().map_or(0, |count| *count));
            // A source may give fewer bytes than asked before its end, but not none.
            held.ended = got? == 0;
        }
        Ok(self.bytes())
    }

    /// Has used the first `count` of `bytes`.
    pub(super) fn pass(&mut self, count: usize) {
        let count = count.min(self.bytes().len());
        self.held.at += count;
        self.held.offset += count as u64;
    }

    /// The next byte.
    pub(super) fn take(&mut self) -> Result<Option<u8>> {
        let byte = self.fill(1)?.first().copied();
        self.pass(1);
        Ok(byte)
    }

    /// The next bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<Option<[u8; N]>> {
        let array = self.fill(N)?.first_chunk::<N>().copied();
        if array.is_some() {
            self.pass(N);
        }
        Ok(array)
    }

    /// Passes `count` bytes without reading them; `false` if there are not so many.
    pub(super) fn skip(&mut self, count: u64) -> Result<bool> {
        let Some(last) = count.checked_sub(1) else { return Ok(true) };
        let have = self.bytes().len() as u64;
        if last < have {
            self.pass(count as usize);
            return Ok(true);
        }
        if !self.held.ended {
            self.held.buffer.clear();
            self.held.at = 0;
            self.held.offset = self.held.offset.saturating_add(last);
        }
        Ok(self.take()?.is_some())
    }
}
