//! Where a file's bytes are, and how to get at them.

use std::rc::Rc;

use serde::Serialize;

use super::{LayerState, Session};
use crate::codec::Compression;
use crate::layer::Layer;
use crate::source::{Slice, Source};
use crate::tar::Sparse;
use crate::tree::At;
use crate::{Error, Result};

/// The content of a file: a range of the archive as it is, or something to be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Located {
    /// The path that links led to.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Where they lie in the file; none in what is compressed or sparse.
    pub slice: Option<Range>,
}

/// A range of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Range {
    /// Where it begins.
    pub offset: u64,
    /// Its bytes.
    pub size: u64,
}

/// The content of a file, handed out in order.
pub struct Content {
    source: Box<dyn Source>,
    done: u64,
    size: u64,
}

impl Content {
    /// The next bytes, at most `max`; none at the end.
    pub fn next(&mut self, max: usize) -> Result<Vec<u8>> {
        let want = (self.size - self.done).min(max as u64) as usize;
        let bytes = self.source.read_vec(self.done, want)?;
        self.done += want as u64;
        Ok(bytes)
    }
}

impl Session {
    /// Where the content of a file is; links are followed. `version` is the layer that wrote it.
    pub fn locate(
        &self,
        image: usize,
        at: impl Into<At>,
        path: &str,
        version: Option<usize>,
    ) -> Result<Located> {
        let at = at.into();
        let found = self.tree(image, at.layer)?.locate(at, path, version)?;
        let (key, holder) = self.holder(image, found.layer)?;
        let stored = &self.archive.layers[key];
        let plain =
            holder.compression() == Compression::None && self.archive.compression() == Compression::None;
        if !found.sparse && found.body.saturating_add(found.size) > holder.unpacked() {
            return Err(Error::format("the layer ends before the file does", &stored.name, ""));
        }
        Ok(Located {
            path: found.path,
            size: found.size,
            slice: (plain && !found.sparse)
                .then_some(Range { offset: stored.offset + found.body, size: found.size }),
        })
    }

    /// The content of a file, from any layer.
    pub fn open_file(
        &self,
        image: usize,
        at: impl Into<At>,
        path: &str,
        version: Option<usize>,
    ) -> Result<Content> {
        let at = at.into();
        let found = self.tree(image, at.layer)?.locate(at, path, version)?;
        let (key, holder) = self.holder(image, found.layer)?;
        let stored = &self.archive.layers[key];
        let source = Slice::new(Rc::clone(self.source()), stored.offset, stored.size);
        let within = |error: Error| error.within(&stored.name);
        let source: Box<dyn Source> = if found.sparse {
            let rest = holder.unpacked().saturating_sub(found.body);
            let tar = holder.content(source, found.body, rest).map_err(within)?;
            Box::new(Sparse::open(tar, found.size, self.limits()).map_err(within)?)
        } else {
            Box::new(holder.content(source, found.body, found.size).map_err(within)?)
        };
        Ok(Content { source, done: 0, size: found.size })
    }

    /// Where a file's content begins in the uncompressed tar of the layer that holds it: equal for the
    /// names of one file.
    pub fn offset_in_layer(&self, image: usize, layer: usize, path: &str) -> Result<u64> {
        Ok(self.tree(image, layer)?.locate(layer, path, None)?.body)
    }

    /// A layer that has been read, by its index among the archive's distinct layers, and its stored bytes.
    pub fn layer(&self, key: usize) -> Option<(&Layer, Slice<Rc<dyn Source>>)> {
        let LayerState::Indexed(layer) = self.layers.get(key)? else { return None };
        let stored = &self.archive.layers[key];
        Some((layer, Slice::new(Rc::clone(self.source()), stored.offset, stored.size)))
    }

    fn holder(&self, image: usize, position: u32) -> Result<(usize, &Layer)> {
        let key = self.archive.images[image].layers[position as usize].key;
        match &self.layers[key] {
            LayerState::Indexed(layer) => Ok((key, layer)),
            _ => Err(Error::absent("the layer is not read", &self.archive.layers[key].name)),
        }
    }
}
