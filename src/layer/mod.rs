//! One layer's index: what its tar writes, in compact columns, and what it takes away.
//!
//! Entries keep the order of the tar. Whiteouts and opaque marks are kept apart from them, hard links
//! are resolved as far as the layer itself can tell. Knows nothing of other layers.

pub(crate) mod alone;
mod columns;
mod content;
mod digests;
mod index;
mod indexing;
mod name;
mod pack;
mod paths;
mod remark;

pub use columns::{EntryRef, Target};
pub use content::Content;
pub use digests::Digests;
pub use indexing::Indexing;

pub(crate) use index::MOST_BYTES;
pub(crate) use name::is_reserved;
pub(crate) use paths::{NONE, PathIndex, Paths, ROOT, clean};

use crate::Problem;
use crate::codec::{Checkpoint, Compression};
use columns::Columns;

/// The index of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    compression: Compression,
    checkpoints: Vec<Checkpoint>,
    /// Bytes of the uncompressed tar, as far as it could be read.
    unpacked: u64,
    /// Whether it could be read to its end.
    complete: bool,
    /// Entries in the tar, whiteouts and all.
    entries: u64,
    content_size: u64,
    pub(crate) paths: Paths,
    pub(crate) columns: Columns,
    /// Paths that are gone, and directories whose content is gone, as numbers in `paths`.
    pub(crate) whiteouts: Vec<u32>,
    pub(crate) opaques: Vec<u32>,
    /// Of each path: what stands there when the layer is unpacked by itself (see [`alone`]).
    pub(crate) alone: Vec<u8>,
    remarks: Vec<Problem>,
}

impl Layer {
    /// How many entries the tar has, whiteouts and all.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Sum of the sizes of its regular files and of the lengths of its symbolic links, as the SIZE of
    /// `docker history`; hard links count nothing.
    pub fn content_size(&self) -> u64 {
        self.content_size
    }

    /// Bytes of the uncompressed tar, as far as it could be read.
    pub fn unpacked(&self) -> u64 {
        self.unpacked
    }

    /// Whether the layer was read to its end; if not, [`Layer::remarks`] says why.
    pub fn complete(&self) -> bool {
        self.complete
    }

    /// How the layer is compressed.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// What is odd or wrong in it, in the order of its finding; of many of a kind the first few.
    pub fn remarks(&self) -> &[Problem] {
        &self.remarks
    }

    /// Those of the remarks for which Docker or podman do not load an image with this layer.
    pub fn refusals(&self) -> impl Iterator<Item = &Problem> {
        self.remarks.iter().filter(|remark| remark::REFUSED.contains(&&*remark.code))
    }

    /// How many rows [`Layer::entry`] has: entries without whiteouts, opaque marks and what was skipped.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether it writes nothing (it may take things away).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the tar says of an entry.
    pub fn entry(&self, index: u32) -> EntryRef<'_> {
        self.columns.entry(index)
    }

    /// The path an entry writes, absolute; `None` if a later entry of the layer took its place.
    pub fn path(&self, index: u32) -> Option<Vec<u8>> {
        let path = self.columns.paths[index as usize];
        (path != NONE).then(|| self.paths.bytes_of(path))
    }

    /// Its hard links in the order of the tar: entry, and where its content is.
    pub fn hard_links(&self) -> impl Iterator<Item = (u32, Target)> {
        self.columns.hard_links()
    }

    /// The paths it takes away, absolute.
    pub fn whiteouts(&self) -> impl Iterator<Item = Vec<u8>> {
        self.whiteouts.iter().map(|path| self.paths.bytes_of(*path))
    }

    /// The directories whose lower content it takes away, absolute.
    pub fn opaques(&self) -> impl Iterator<Item = Vec<u8>> {
        self.opaques.iter().map(|path| self.paths.bytes_of(*path))
    }
}
