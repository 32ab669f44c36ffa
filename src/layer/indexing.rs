//! Reading a layer's stored bytes into its index, in one go or in steps.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use super::Layer;
use super::index::Builder;
use crate::codec::{Compression, Decoder};
use crate::source::Source;
use crate::tar::{self, Walker};
use crate::{Limits, Result};

/// Stored bytes between two reports of progress.
const REPORT: u64 = 1 << 20;

impl Layer {
    /// Reads the layer whose stored bytes are `source`. `progress` is told how many of them are done with.
    ///
    /// Damage part way is no error: the entries before it are kept, [`Layer::complete`] is false and
    /// [`Layer::remarks`] tells. It is one if nothing could be read at all.
    pub fn index<S: Source>(
        source: S,
        compression: Compression,
        limits: &Limits,
        progress: impl FnMut(u64),
    ) -> Result<Self> {
        let mut indexing = Indexing::new(source, compression, limits, progress);
        while indexing.step().is_some() {}
        indexing.finish()
    }
}

/// A layer that is being read, with halts at which the bytes that come next can be got in a way of the
/// caller's own: beside the reading, for one.
pub struct Indexing<S, P> {
    walker: Walker<Decoder<Metered<S, P>>>,
    builder: Builder,
    entry: tar::Entry,
    compression: Compression,
    /// Where the window ended at which the last halt was.
    halted: u64,
}

impl<S: Source, P: FnMut(u64)> Indexing<S, P> {
    /// As [`Layer::index`], but nothing is read yet.
    pub fn new(source: S, compression: Compression, limits: &Limits, progress: P) -> Self {
        let tar = Decoder::new(Metered::new(source, progress), compression, limits);
        Self {
            walker: Walker::new(tar, *limits),
            builder: Builder::new(*limits),
            entry: tar::Entry::default(),
            compression,
            halted: 0,
        }
    }

    /// Reads on, to a place where nearly all bytes read so far are used and the stored bytes of this range will
    /// most likely be read next; `None` at the end. There is no halt where reading hops over what it doesn't
    /// need, and none in compressed layers: decoding takes longer than reading.
    pub fn step(&mut self) -> Option<Range<u64>> {
        while self.builder.step(&mut self.walker, &mut self.entry) {
            if self.compression == Compression::None
                && let Some(next) = self.walker.wants_soon().filter(|next| next.start != self.halted)
            {
                self.halted = next.start;
                return Some(next);
            }
        }
        None
    }

    /// The layer, once [`Indexing::step`] came to the end.
    pub fn finish(self) -> Result<Layer> {
        self.builder.check()?;
        let tar = self.walker.source();
        // To the end of the stored bytes, which may be behind that of the tar.
        let _ = tar.len();
        let checkpoints = match self.compression {
            Compression::None => Vec::new(),
            _ => tar.checkpoints().to_vec(),
        };
        let mut layer = self.builder.finish(tar, checkpoints)?;
        layer.compression = self.compression;
        Ok(layer)
    }
}

/// A source that reports how far it was read.
struct Metered<S, P> {
    inner: S,
    progress: RefCell<P>,
    reported: Cell<u64>,
}

impl<S: Source, P: FnMut(u64)> Metered<S, P> {
    fn new(inner: S, progress: P) -> Self {
        Self { inner, progress: RefCell::new(progress), reported: Cell::new(0) }
    }
}

impl<S: Source, P: FnMut(u64)> Source for Metered<S, P> {
    fn len(&self) -> Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        let count = self.inner.read_at(offset, buf)?;
        let done = offset.saturating_add(count as u64);
        let ended = count < buf.len();
        if count > 0 && (done >= self.reported.get() + REPORT || (ended && done > self.reported.get())) {
            self.reported.set(done);
            (self.progress.borrow_mut())(done);
        }
        Ok(count)
    }
}
