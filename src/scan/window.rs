//! A file's content piece by piece, where the end of one piece is the beginning of the next.

use crate::source::Source;
use crate::{Error, Result};

/// New bytes in each window.
pub(super) const WINDOW: usize = 256 << 10;

/// A window that goes over a content from its beginning to its end.
pub(super) struct Window<'a> {
    content: &'a dyn Source,
    size: u64,
    bytes: &'a mut Vec<u8>,
    /// Offset of `bytes[0]`.
    start: u64,
    /// New bytes at once.
    step: usize,
}

impl<'a> Window<'a> {
    /// Goes over the `size` bytes of `content` in steps of `step`; `bytes` is kept from file to file.
    pub(super) fn new(content: &'a dyn Source, size: u64, step: usize, bytes: &'a mut Vec<u8>) -> Self {
        bytes.clear();
        Self { content, size, bytes, start: 0, step }
    }

    /// Gives up the first `gone` bytes and reads on behind the last. A content that ends early is an error.
    pub(super) fn advance(&mut self, gone: usize) -> Result<()> {
        self.bytes.drain(..gone);
        self.start += gone as u64;
        let held = self.bytes.len();
        let at = self.start + held as u64;
        let want = (self.step as u64).min(self.size - at) as usize;
        self.bytes.resize(held + want, 0);
        let got = self.content.fill(at, &mut self.bytes[held..])?;
        if got < want {
            return Err(Error::format("the layer ends before the file does", "", ""));
        }
        Ok(())
    }

    /// The bytes in it.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes
    }

    /// Offset of the first of them.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Whether the content ends with it.
    pub(super) fn is_last(&self) -> bool {
        self.start + self.bytes.len() as u64 >= self.size
    }
}

/// Whether content that begins so is no text: a NUL in its first 8000 bytes, as git tells them apart.
pub(super) fn is_binary(first: &[u8]) -> bool {
    memchr::memchr(0, &first[..first.len().min(8000)]).is_some()
}
