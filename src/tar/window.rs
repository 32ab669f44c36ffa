//! Buffered reads that move forward: large where everything is used, small after a hop.

use crate::source::Source;
use crate::{Error, Result};

/// Read at once after a hop. A browser's positioned read costs about a millisecond however small,
/// the time of some 350 KB of reading; headers after a large body are often followed by small files.
const SMALL: usize = 128 << 10;
/// Read at once where reading goes on without hops.
const LARGE: usize = 4 << 20;

pub(super) struct Window<S> {
    source: S,
    buffer: Vec<u8>,
    /// Offset of `buffer[0]` in the source.
    start: u64,
    /// How much the next read takes.
    stride: usize,
    /// A failure met after bytes that could be read.
    failed: Option<Error>,
}

impl<S: Source> Window<S> {
    pub(super) fn new(source: S) -> Self {
        Self { source, buffer: Vec::new(), start: 0, stride: SMALL, failed: None }
    }

    pub(super) fn source(&self) -> &S {
        &self.source
    }

    /// The bytes at `offset`: `len` of them, fewer only where the source ends.
    pub(super) fn get(&mut self, offset: u64, len: usize) -> Result<&[u8]> {
        let end = self.start + self.buffer.len() as u64;
        if offset < self.start || offset.saturating_add(len as u64) > end {
            self.refill(offset, len)?;
        }
        let from = (offset - self.start) as usize;
        let got = self.buffer.len().saturating_sub(from).min(len);
        Ok(&self.buffer[from..from + got])
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
            self.stride = if hop { SMALL } else { (self.stride * 2).min(LARGE) };
            self.buffer.clear();
            0
        };
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
