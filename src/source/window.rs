//! Buffered reads that move forward: large where everything is used, small after a hop.

use std::ops::Range;

use super::Source;
use crate::{Error, Result};

/// Read at once after a hop. A browser's positioned read costs about a millisecond however small,
/// the time of some 350 KB of reading; headers after a large body are often followed by small files.
pub(super) const SMALL: usize = 128 << 10;
/// Read at once where reading goes on without hops.
pub(super) const LARGE: usize = 4 << 20;
/// So little is left of a window that is nearly used: an entry with its extended headers may need more.
const LEFT: u64 = 4096;
/// A window is large only when this many of them, the small ones before included, followed each other.
const STEADY: u32 = 7;

pub(crate) struct Window<S> {
    source: S,
    buffer: Vec<u8>,
    /// Offset of `buffer[0]` in the source.
    start: u64,
    /// How much the next read takes.
    stride: usize,
    /// How many windows followed each other without a hop.
    steady: u32,
    /// A failure met after bytes that could be read.
    failed: Option<Error>,
}

impl<S: Source> Window<S> {
    pub(crate) fn new(source: S) -> Self {
        Self { source, buffer: Vec::new(), start: 0, stride: SMALL, steady: 0, failed: None }
    }

    /// For a reader whose first read may be its only one: that is small too.
    #[cfg(feature = "scan")]
    pub(super) fn hopping(source: S) -> Self {
        Self { stride: SMALL / 2, ..Self::new(source) }
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    /// The bytes at `offset`: `len` of them, fewer only where the source ends.
    pub(crate) fn get(&mut self, offset: u64, len: usize) -> Result<&[u8]> {
        let end = self.start + self.buffer.len() as u64;
        if offset < self.start || offset.saturating_add(len as u64) > end {
            self.refill(offset, len)?;
        }
        let from = (offset - self.start) as usize;
        let got = self.buffer.len().saturating_sub(from).min(len);
        Ok(&self.buffer[from..from + got])
    }

    /// What will most likely be read after this window, if not much of it lies behind `offset` and windows
    /// have followed each other for a while.
    pub(crate) fn wants_soon(&self, offset: u64) -> Option<Range<u64>> {
        let end = self.start + self.buffer.len() as u64;
        // A hostile size puts the next header anywhere.
        let soon = offset.saturating_add(LEFT) > end && offset <= end.saturating_add(SMALL as u64);
        (soon && self.steady > STEADY).then(|| end..end.saturating_add(LARGE as u64))
    }

    fn refill(&mut self, offset: u64, len: usize) -> Result<()> {
        let end = self.start + self.buffer.len() as u64;
        let kept = if (self.start..end).contains(&offset) {
            self.buffer.drain(..(offset - self.start) as usize);
            self.stride = (self.stride * 2).min(LARGE);
            self.buffer.len()
        } else {
            // What lay between would have been read for nothing: a hop if it was much.
            let hop = offset.wrapping_sub(end) > SMALL as u64;
            (self.stride, self.steady) =
                if hop { (SMALL, 0) } else { ((self.stride * 2).min(LARGE), self.steady) };
            self.buffer.clear();
            0
        };
        self.steady += 1;
        self.start = offset;
        let want = self.stride.max(len);
        self.buffer.resize(want.max(kept), 0);
        let mut filled = kept;
        while filled < want {
            if let Some(error) = self.failed.take() {
                self.buffer.truncate(filled);
                return Err(error);
            }
            match self.source.read_at(offset + filled as u64, &mut self.buffer[filled..want]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if filled < len => {
                    self.buffer.truncate(filled);
                    return Err(error);
                }
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        self.buffer.truncate(filled);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    #[test]
    fn what_comes_soon_may_be_at_the_end_of_all_numbers() {
        let mut window = Window::new(Memory::new([0; 1024]));
        assert_eq!(window.get(0, 512).unwrap().len(), 512);
        assert_eq!(window.wants_soon(u64::MAX), None);
        assert_eq!(window.get(u64::MAX - 1, 512).unwrap().len(), 0);
        assert_eq!(window.wants_soon(u64::MAX), None);
    }
}
