//! Random access to bytes, wherever they are. Knows nothing of tar or images.

#[cfg(feature = "scan")]
mod ahead;
#[cfg(not(target_arch = "wasm32"))]
mod file;
mod hashed;
mod memory;
mod slice;
mod window;

#[cfg(feature = "scan")]
pub use ahead::Ahead;
#[cfg(not(target_arch = "wasm32"))]
pub use file::FileSource;
pub use hashed::Hashed;
pub use memory::Memory;
pub use slice::Slice;
pub(crate) use window::Window;

use crate::{Error, Result};

/// Bytes with a length that can be read at any offset.
///
/// Sources nest: a gzip layer is a source over a [`Slice`] of the archive's file.
pub trait Source {
    /// The number of bytes. A compressed source may have to read itself to the end to know.
    fn len(&self) -> Result<u64>;

    /// Reads into `buf` from `offset` on and returns how many bytes it could. There may be fewer than
    /// asked; there are none only at the end.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize>;

    /// Whether there are no bytes at all.
    fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Fills `buf` from `offset` on, in as many reads as it takes; there are fewer bytes only at the end.
    fn fill(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let mut got = 0;
        while got < buf.len() {
            match self.read_at(offset + got as u64, &mut buf[got..])? {
                0 => break,
                more => got += more,
            }
        }
        Ok(got)
    }

    /// Reads `len` bytes at `offset`; fewer are an error.
    fn read_vec(&self, offset: u64, len: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; len];
        let got = self.fill(offset, &mut bytes)?;
        if got < len {
            return Err(Error::format(
                format!("the data ends after {got} of {len} bytes"),
                format!("offset {offset}"),
                "",
            ));
        }
        Ok(bytes)
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn len(&self) -> Result<u64> {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        (**self).read_at(offset, buf)
    }
}

impl<S: Source + ?Sized> Source for std::rc::Rc<S> {
    fn len(&self) -> Result<u64> {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        (**self).read_at(offset, buf)
    }
}
