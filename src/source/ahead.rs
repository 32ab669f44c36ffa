use std::cell::RefCell;

use super::Source;
use crate::Result;

/// Read at once after a hop: a browser's positioned read costs about a millisecond however small.
const SMALL: usize = 128 << 10;
/// Read at once where reading goes on without hops.
const LARGE: usize = 4 << 20;

/// A source that reads ahead for a reader that mostly goes forwards: much where it goes on, little after a hop.
pub struct Ahead<S> {
    inner: S,
    window: RefCell<Window>,
}

struct Window {
    bytes: Vec<u8>,
    /// Offset of `bytes[0]`.
    start: u64,
    /// How much the next read takes.
    stride: usize,
}

impl<S: Source> Ahead<S> {
    /// Reads ahead in `inner`.
    pub fn new(inner: S) -> Self {
        Self { inner, window: RefCell::new(Window { bytes: Vec::new(), start: 0, stride: SMALL }) }
    }
}

impl<S: Source> Source for Ahead<S> {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let mut window = self.window.borrow_mut();
        let end = window.start + window.bytes.len() as u64;
        if !(window.start..end).contains(&offset) {
            let near = end > 0 && offset >= end && offset - end <= SMALL as u64;
            window.stride = if near { (window.stride * 2).min(LARGE) } else { SMALL };
            if buf.len() >= window.stride {
                // Nothing is gained by a copy of it; where it ends the next read goes on.
                let got = self.inner.read_at(offset, buf)?;
                window.bytes.clear();
                window.start = offset + got as u64;
                return Ok(got);
            }
            let want = window.stride;
            window.start = offset;
            window.bytes.resize(want, 0);
            let got = self.inner.read_at(offset, &mut window.bytes);
            // After an error nothing of it is to be handed out.
            window.bytes.truncate(*got.as_ref().unwrap_or(&0));
            got?;
        }
        let from = (offset - window.start) as usize;
        let got = window.bytes.len().saturating_sub(from).min(buf.len());
        buf[..got].copy_from_slice(&window.bytes[from..from + got]);
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::source::Memory;

    /// Counts the reads and their bytes.
    struct Counted(Memory, Cell<usize>, Cell<usize>);

    impl Source for Counted {
        fn len(&self) -> Result<u64> {
            self.0.len()
        }

        fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
            self.1.set(self.1.get() + 1);
            let got = self.0.read_at(offset, buf)?;
            self.2.set(self.2.get() + got);
            Ok(got)
        }
    }

    fn counted(len: usize) -> Counted {
        let bytes: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
        Counted(Memory::new(bytes), Cell::new(0), Cell::new(0))
    }

    #[test]
    fn many_small_reads_are_few_large_ones() {
        let source = counted(10 << 20);
        let ahead = Ahead::new(&source);
        for at in (0..10_u64 << 20).step_by(1000) {
            let mut piece = [0; 700];
            let got = ahead.fill(at, &mut piece).unwrap();
            assert!(piece[..got].iter().enumerate().all(|(i, b)| *b == ((at as usize + i) % 251) as u8));
        }
        assert!(source.1.get() < 12, "{} reads", source.1.get());
    }

    #[test]
    fn hops_read_little() {
        let source = counted(10 << 20);
        let ahead = Ahead::new(&source);
        for at in [0_u64, 3 << 20, 9 << 20, 1 << 20] {
            assert_eq!(ahead.read_vec(at, 10).unwrap()[0], (at % 251) as u8);
        }
        assert_eq!((source.1.get(), source.2.get()), (4, 4 * SMALL));
    }
}
