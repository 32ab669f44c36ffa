use super::Source;
use crate::Result;

/// A range of another source, as a source of its own.
#[derive(Debug, Clone)]
pub struct Slice<S> {
    inner: S,
    start: u64,
    len: u64,
}

impl<S: Source> Slice<S> {
    /// The `len` bytes of `inner` from `start` on. Where `inner` is shorter, so is the slice when read.
    pub fn new(inner: S, start: u64, len: u64) -> Self {
        Self { inner, start, len }
    }
}

impl<S: Source> Source for Slice<S> {
    fn len(&self) -> Result<u64> {
        Ok(self.len)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let want = (buf.len() as u64).min(self.len.saturating_sub(offset)) as usize;
        if want == 0 {
            return Ok(0);
        }
        self.inner.read_at(self.start + offset, &mut buf[..want])
    }
}
