//! Reads the content of a layer's files in one pass, for whoever wants it: search, packages, secrets.
//!
//! A pass is over one layer, so that layers can be scanned beside each other, and what it finds is told by
//! layer and entry: whether a container sees it is a question to the tree.
//!
//! The page loads this part of the core, feature `scan`, when somebody first asks for it.

mod contents;
mod lines;
pub mod packages;
pub mod risks;
pub mod search;
pub mod secrets;
mod shown;
mod sink;
mod window;

pub use contents::Contents;
pub use shown::Excerpt;
pub use sink::Sink;

use crate::codec::Decoder;
use crate::layer::{EntryRef, Layer};
use crate::source::{Ahead, Memory, Slice, Source};
use crate::tar::{Kind, Sparse};
use crate::{Error, Limits, Result};

/// A file up to this size is read once, however many scanners want it.
const SHARED: u64 = 1 << 20;

/// A regular file of a layer.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its number in the layer, as [`Layer::entry`] takes it.
    pub entry: u32,
    /// Its absolute path, the bytes of the tar.
    pub path: &'a [u8],
    /// What the tar says of it.
    pub facts: EntryRef<'a>,
}

#[cfg(test)]
impl<'a> File<'a> {
    /// A file of `size` bytes, for tests.
    fn made(path: &'a str, size: usize) -> Self {
        let facts = EntryRef {
            kind: Kind::File,
            mode: 0o644,
            uid: 0,
            gid: 0,
            uname: b"",
            gname: b"",
            size: size as u64,
            mtime: 0,
            body: 0,
            stored: size as u64,
            sparse: false,
            link: b"",
            device: (0, 0),
            xattrs: &[],
        };
        Self { entry: 0, path: path.as_bytes(), facts }
    }
}

/// Somebody who wants the content of files.
pub trait Scanner {
    /// Whether it wants the content of this one. Asked for each file before any content is read.
    fn wants(&mut self, file: &File<'_>) -> bool;

    /// Takes the content, in the order of the tar. Reading forwards is cheap; in a compressed layer going back
    /// costs decoding again. An error says that the content could not be read.
    fn scan(&mut self, file: &File<'_>, content: &dyn Source) -> Result<()>;
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its number in the layer.
    pub entry: u32,
    /// Why.
    pub error: Error,
}

/// Lets `scanners` read what they want of `layer`, whose stored bytes are `stored`. `only` may leave entries
/// out by their number. `progress` is told how many bytes of the uncompressed tar are done with.
///
/// Names that a hard link gives a file do not show again: its content is that of the file. Entries whose place
/// a later one of the same layer took have no path and are left out.
pub fn scan_layer<S: Source>(
    layer: &Layer,
    stored: S,
    limits: &Limits,
    only: impl Fn(u32) -> bool,
    scanners: &mut [&mut dyn Scanner],
    mut progress: impl FnMut(u64),
) -> Vec<Unread> {
    let tar = layer.reader(Ahead::new(stored));
    let mut unread = Vec::new();
    let mut wanting = Vec::with_capacity(scanners.len());
    for entry in (0..layer.len() as u32).filter(|entry| only(*entry)) {
        let facts = layer.entry(entry);
        let Some(path) = (facts.kind == Kind::File).then(|| layer.path(entry)).flatten() else { continue };
        let file = File { entry, path: &path, facts };
        wanting.clear();
        wanting.extend((0..scanners.len()).filter(|which| scanners[*which].wants(&file)));
        if wanting.is_empty() {
            continue;
        }
        if let Err(error) = read(&tar, layer, &file, limits, scanners, &wanting) {
            unread.push(Unread { entry, error });
        }
        progress(facts.body.saturating_add(facts.stored));
    }
    unread
}

fn read<S: Source>(
    tar: &Decoder<S>,
    layer: &Layer,
    file: &File<'_>,
    limits: &Limits,
    scanners: &mut [&mut dyn Scanner],
    wanting: &[usize],
) -> Result<()> {
    let EntryRef { body, size, sparse, .. } = file.facts;
    let content: Box<dyn Source + '_> = if sparse {
        let rest = layer.unpacked().saturating_sub(body);
        Box::new(Sparse::open(Slice::new(tar, body, rest), size, limits)?)
    } else if size <= SHARED && wanting.len() > 1 {
        Box::new(Memory::new(Slice::new(tar, body, size).read_vec(0, size as usize)?))
    } else {
        Box::new(Slice::new(tar, body, size))
    };
    // What one scanner can't read, another may not need.
    let mut outcome = Ok(());
    for which in wanting {
        outcome = outcome.and(scanners[*which].scan(file, &*content));
    }
    outcome
}
