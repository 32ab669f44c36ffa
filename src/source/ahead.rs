use std::cell::RefCell;

use super::Source;
use super::window::{LARGE, Window};
use crate::Result;

/// A source that reads ahead for a reader that mostly goes forwards: much where it goes on, little after a hop.
pub struct Ahead<S> {
    window: RefCell<Window<S>>,
}

impl<S: Source> Ahead<S> {
    /// Reads ahead in `inner`.
    pub fn new(inner: S) -> Self {
        Self { window: RefCell::new(Window::hopping(inner)) }
    }
}

impl<S: Source> Source for Ahead<S> {
    fn len(&self) -> Result<u64> {
        self.window.borrow().source().len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        // However much is asked for: no more than a window is held.
        let want = buf.len().min(LARGE);
        let mut window = self.window.borrow_mut();
        let bytes = window.get(offset, want)?;
        buf[..bytes.len()].copy_from_slice(bytes);
        Ok(bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::source::Memory;
    use crate::source::window::SMALL;

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
