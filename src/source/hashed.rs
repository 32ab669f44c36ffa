use std::cell::RefCell;

use sha2::{Digest as _, Sha256};

use super::Source;
use crate::Result;

/// A source that hashes its bytes while somebody else reads them, so that they are read once.
pub struct Hashed<S> {
    inner: S,
    state: RefCell<State>,
}

struct State {
    hasher: Sha256,
    /// Bytes hashed so far, from the beginning.
    done: u64,
}

impl<S: Source> Hashed<S> {
    /// Nothing is read or hashed yet.
    pub fn new(inner: S) -> Self {
        Self { inner, state: RefCell::new(State { hasher: Sha256::new(), done: 0 }) }
    }

    /// Reads what nobody has read, and gives the SHA-256 of all.
    pub fn finish(&self) -> Result<[u8; 32]> {
        let mut buffer = vec![0; 1 << 20];
        loop {
            let done = self.state.borrow().done;
            if self.fill(done, &mut buffer)? == 0 {
                return Ok(self.state.borrow().hasher.clone().finalize().into());
            }
        }
    }
}

impl<S: Source> Source for Hashed<S> {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let count = self.inner.read_at(offset, buf)?;
        let mut state = self.state.borrow_mut();
        // What was read before is hashed already; what lies beyond a gap waits for `finish`.
        let known = state.done.checked_sub(offset).filter(|known| *known < count as u64);
        if let Some(known) = known {
            state.hasher.update(&buf[known as usize..count]);
            state.done = offset + count as u64;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Digest;
    use crate::source::Memory;

    #[test]
    fn in_any_order_of_reading() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n.wrapping_mul(n) >> 3) as u8).collect();
        let whole = Digest::of(&bytes);
        for reads in [&[][..], &[(0, 10), (5, 20), (40, 60), (25, 90_000)], &[(99_990, 100), (0, 100_000)]] {
            let source = Hashed::new(Memory::new(bytes.clone()));
            for (offset, count) in reads {
                source.fill(*offset, &mut vec![0; *count]).unwrap();
            }
            assert_eq!(Digest::from(source.finish().unwrap()), whole, "{reads:?}");
        }
    }
}
