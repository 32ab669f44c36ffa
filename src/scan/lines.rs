//! Numbers of lines, counted along with the windows.

/// The line that a place is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    /// Counted from 1.
    pub(super) line: u64,
    /// Offset of its first byte.
    pub(super) start: u64,
    /// How far in the window lines are counted.
    at: usize,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { line: 1, start: 0, at: 0 }
    }

    /// Counts up to `to` in a window that begins at the offset `base`. Does not go back.
    pub(super) fn count(&mut self, bytes: &[u8], base: u64, to: usize) {
        let Some(new) = bytes.get(self.at..to) else { return };
        if let Some(last) = memchr::memrchr(b'\n', new) {
            self.line += memchr::memchr_iter(b'\n', new).count() as u64;
            self.start = base + (self.at + last + 1) as u64;
        }
        self.at = to;
    }

    /// The window, which begins at the offset `base`, gives up its first `gone` bytes. What is found behind them
    /// is told from there on.
    pub(super) fn give_up(&mut self, bytes: &[u8], base: u64, gone: usize) {
        self.count(bytes, base, gone);
        self.at -= gone;
    }
}
