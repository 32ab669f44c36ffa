//! Reading a file's content again, long after the layer was indexed.

use super::Layer;
use crate::codec::{Checkpoint, Compression, Decoder};
use crate::source::{Slice, Source};
use crate::{Error, Limits, Result};

/// A range of a layer's uncompressed tar, as a source: of a compressed layer read from the nearest
/// checkpoint on.
pub type Content<S> = Slice<Decoder<S>>;

impl Layer {
    /// The `size` bytes at `body` of the uncompressed tar; `stored` is what [`Layer::index`] was given.
    /// Only checkpoints for this range are copied, so opening a small file of a large layer is cheap.
    pub fn content<S: Source>(&self, stored: S, body: u64, size: u64) -> Result<Content<S>> {
        let end = body.checked_add(size).filter(|end| *end <= self.unpacked).ok_or_else(|| {
            Error::format("the layer ends before the file does", format!("layer offset {body}"), "")
        })?;
        let from = self.checkpoints.partition_point(|c| c.output <= body).saturating_sub(1);
        let to = self.checkpoints.partition_point(|c| c.output < end).max(from);
        let near: Vec<Checkpoint> = self.checkpoints[from..to].to_vec();
        Ok(Slice::new(self.resume(stored, near), body, size))
    }

    /// The whole uncompressed tar, to be read forwards.
    #[cfg(feature = "scan")]
    pub(crate) fn reader<S: Source>(&self, stored: S) -> Decoder<S> {
        self.resume(stored, self.checkpoints.clone())
    }

    fn resume<S: Source>(&self, stored: S, checkpoints: Vec<Checkpoint>) -> Decoder<S> {
        let length = (self.complete && self.compression != Compression::None).then_some(self.unpacked);
        // What was decoded once was within the limits.
        let limits = Limits { inflated_size: u64::MAX, window_size: u64::MAX, ..Limits::default() };
        Decoder::resume(stored, self.compression, &limits, checkpoints, length)
    }
}
