//! Reading a file's content again, long after the layer was indexed.

use super::Layer;
use crate::codec::{Checkpoint, Compression, Gzip};
use crate::source::{Slice, Source};
use crate::{Error, Result};

/// A range of a layer's uncompressed tar, as a source.
pub enum Content<S> {
    /// The layer is not compressed: a slice of what is stored.
    Plain(Slice<S>),
    /// The layer is gzip: read from the nearest checkpoint on.
    Gzip(Slice<Gzip<S>>),
}

impl<S: Source> Source for Content<S> {
    fn len(&self) -> Result<u64> {
        match self {
            Self::Plain(slice) => slice.len(),
            Self::Gzip(slice) => slice.len(),
        }
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> Result<usize> {
        match self {
            Self::Plain(slice) => slice.read_at(offset, buf),
            Self::Gzip(slice) => slice.read_at(offset, buf),
        }
    }
}

impl Layer {
    /// The `size` bytes at `body` of the uncompressed tar; `stored` is what [`Layer::index`] was given.
    /// Only checkpoints for this range are copied, so opening a small file of a large layer is cheap.
    pub fn content<S: Source>(&self, stored: S, body: u64, size: u64) -> Result<Content<S>> {
        let end = body.checked_add(size).filter(|end| *end <= self.unpacked).ok_or_else(|| {
            Error::format("the layer ends before the file does", format!("layer offset {body}"), "")
        })?;
        match self.compression {
            Compression::None => Ok(Content::Plain(Slice::new(stored, body, size))),
            Compression::Gzip => {
                let from = self.checkpoints.partition_point(|c| c.output <= body).saturating_sub(1);
                let to = self.checkpoints.partition_point(|c| c.output < end).max(from);
                let mut near: Vec<Checkpoint> = self.checkpoints[from..to].to_vec();
                if near.first().is_none_or(|first| first.output > 0) {
                    near.insert(
                        0,
                        Checkpoint { output: 0, input: 0, bits: None, window: Vec::new(), member: 0 },
                    );
                }
                let length = self.complete.then_some(self.unpacked);
                // What was inflated once was within the limit.
                let gzip = Gzip::with_checkpoints(stored, u64::MAX, near, length);
                Ok(Content::Gzip(Slice::new(gzip, body, size)))
            }
            other => Err(Error::unsupported(
                format!("a layer compressed with {}", other.name()),
                "",
                format!("Unpack it with `{}` first.", other.tool()),
            )),
        }
    }
}
