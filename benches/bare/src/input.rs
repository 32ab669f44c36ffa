//! Compressed bytes, read forwards in the steps in which the core reads them.

/// Read at once.
const STEP: usize = 1 << 20;

/// Fills a buffer from an offset on; says how many bytes it could.
type ReadAt<'a> = Box<dyn FnMut(u64, &mut [u8]) -> Result<usize, String> + 'a>;

/// The compressed bytes from the next unused one on.
pub struct Input<'a> {
    read: ReadAt<'a>,
    buffer: Vec<u8>,
    at: usize,
    /// Offset of what is read next.
    offset: u64,
    ended: bool,
}

impl<'a> Input<'a> {
    /// Bytes that `read` gives, up to where it gives none.
    pub fn new(read: impl FnMut(u64, &mut [u8]) -> Result<usize, String> + 'a) -> Self {
        Self { read: Box::new(read), buffer: Vec::new(), at: 0, offset: 0, ended: false }
    }

    /// Whether there is nothing more to read.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// At least `want` bytes, or all that are left.
    pub(crate) fn fill(&mut self, want: usize) -> Result<&[u8], String> {
        while self.buffer.len() - self.at < want && !self.ended {
            self.buffer.drain(..self.at);
            self.at = 0;
            let have = self.buffer.len();
            self.buffer.resize(have + STEP, 0);
            let got = (self.read)(self.offset, &mut self.buffer[have..])?;
            self.buffer.truncate(have + got);
            self.offset += got as u64;
            self.ended = got == 0;
        }
        Ok(&self.buffer[self.at..])
    }

    /// Has used the first `count` bytes.
    pub(crate) fn pass(&mut self, count: usize) {
        self.at += count;
    }

    /// The next bytes; none if there are not so many.
    pub(crate) fn take<const N: usize>(&mut self) -> Result<Option<[u8; N]>, String> {
        let taken = self.fill(N)?.first_chunk::<N>().copied();
        if taken.is_some() {
            self.pass(N);
        }
        Ok(taken)
    }

    /// The next bytes, which have to be there.
    pub(crate) fn expect<const N: usize>(&mut self) -> Result<[u8; N], String> {
        self.take()?.ok_or_else(|| "the data ends too early".to_owned())
    }
}
