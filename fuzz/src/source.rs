//! Sources that behave as those of a browser or a network may.

use std::cell::{Cell, RefCell};

use lamina::Result;
use lamina::source::{Memory, Source};

use crate::random::Random;

/// Bytes that come in pieces of any length, and a count of them.
pub(crate) struct Pieces {
    inner: Memory,
    random: RefCell<Random>,
    most: usize,
    /// Bytes that were read.
    pub(crate) read: Cell<u64>,
}

impl Pieces {
    /// The bytes, at most `most` at a time.
    pub(crate) fn new(bytes: &[u8], random: Random, most: usize) -> Self {
        Self { inner: Memory::new(bytes), random: RefCell::new(random), most, read: Cell::new(0) }
    }
}

impl Source for Pieces {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let count = buf.len().min(1 + self.random.borrow_mut().below(self.most));
        let count = self.inner.read_at(offset, &mut buf[..count])?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}
