//! A tar, walked and indexed as a layer.

use lamina::codec::Compression;
use lamina::layer::Layer;
use lamina::source::{Memory, Source};
use lamina::tar::{Entry, Kind, Sparse, Walker};
use lamina::{Error, Limits};

use super::{limits, speaks};
use crate::memory::bounded;
use crate::random::Random;
use crate::source::Pieces;
use crate::tarball::BLOCK;

/// Entries and the error that ended the walk.
type Walk = (Vec<Entry>, Option<Error>);

/// Checks one input.
pub fn check(data: &[u8]) {
    let mut random = Random::of(data);
    let limits = limits(&mut random);
    let walk = walk(Memory::new(data), limits);
    let again = self::walk(Pieces::new(data, Random::of(data), 600), limits);
    assert!(walk == again, "short reads give {again:?}, not {walk:?}");
    are_in_order(&walk.0, data.len() as u64, limits);
    let layer = bounded((16 << 20) + 128 * data.len(), || {
        Layer::index(Memory::new(data), Compression::None, &limits, |_| {})
    });
    match layer {
        Ok(layer) => is_of(&layer, data, &walk, limits),
        Err(error) => speaks(&error),
    }
}

fn walk(source: impl Source, limits: Limits) -> Walk {
    let mut walker = Walker::new(source, limits);
    let (mut entries, mut entry, mut reached) = (Vec::new(), Entry::default(), 0);
    loop {
        match walker.next(&mut entry) {
            Ok(false) => return (entries, None),
            Ok(true) => entries.push(entry.clone()),
            // The one error after which a caller may go on.
            Err(Error::Limit { name: "pathLength", .. }) => {}
            Err(error) => {
                speaks(&error);
                return (entries, Some(error));
            }
        }
        assert!(walker.offset() > reached, "the walk stands still at {reached}");
        reached = walker.offset();
    }
}

/// Entries lie one after the other, their headers in the source.
fn are_in_order(entries: &[Entry], length: u64, limits: Limits) {
    let mut end = 0;
    for entry in entries {
        let block = BLOCK as u64;
        assert!(entry.start >= end && entry.start % block == 0, "{entry:?} begins before {end}");
        assert!(entry.body >= entry.start + block && entry.body <= length, "{entry:?} of {length} bytes");
        assert!(entry.path.len() as u64 <= limits.path_length, "{entry:?}");
        assert!(entry.sparse || entry.size == entry.stored, "{entry:?}");
        end = entry.body.checked_add(entry.stored.next_multiple_of(block)).expect("an end that fits");
    }
}

fn is_of(layer: &Layer, data: &[u8], (entries, failure): &Walk, limits: Limits) {
    assert!(layer.entries() <= limits.layer_entries);
    assert!(layer.len() <= entries.len());
    assert!(failure.is_none() || !layer.complete(), "{failure:?}");
    assert_eq!(layer.unpacked(), data.len() as u64);
    for remark in layer.remarks() {
        assert!(!remark.code.is_empty() && !remark.message.is_empty(), "{remark:?}");
    }
    let again = Layer::unpack(&layer.pack()).expect("what was packed");
    assert!(again == *layer, "a packed layer is another");
    for row in 0..layer.len() as u32 {
        let entry = layer.entry(row);
        // Of a sparse file the headers are noted, which say where its pieces go.
        let place = |walked: &Entry| if walked.sparse { walked.start } else { walked.body };
        let same = entries.iter().any(|walked| place(walked) == entry.body && walked.kind == entry.kind);
        assert!(same, "{entry:?} is not in the tar");
        if let Some(path) = layer.path(row) {
            let names = path.split(|byte| *byte == b'/').skip(1);
            let depth = names.clone().filter(|name| !name.is_empty()).count() as u64;
            // A symbolic link on the way may lead farther down, but not past the limit either.
            assert!(depth <= limits.path_depth + 1, "{} is too deep", String::from_utf8_lossy(&path));
            assert!(names.clone().all(|name| !matches!(name, b"." | b"..")), "{path:?}");
        }
        if entry.kind != Kind::File {
            continue;
        }
        if entry.sparse {
            sparse_speaks(&data[entry.body as usize..], entry.size);
            continue;
        }
        let content = layer.content(Memory::new(data), entry.body, entry.size);
        let place = entry.body as usize..entry.body.saturating_add(entry.size) as usize;
        match (content, data.get(place)) {
            (Ok(content), Some(bytes)) => {
                let read = content.read_vec(0, bytes.len()).expect("a body that is there");
                assert!(read == bytes, "{entry:?} has other content");
                assert_eq!(content.read_at(entry.size, &mut [0]), Ok(0), "{entry:?} goes on");
            }
            (Err(error), None) => {
                speaks(&error);
                assert!(!layer.complete(), "{entry:?}: {error:?}");
            }
            (content, _) => panic!("{entry:?}: {:?}", content.map(drop)),
        }
    }
}

/// A sparse file has its size, or a map that is wrong.
fn sparse_speaks(tar: &[u8], size: u64) {
    match Sparse::open(Memory::new(tar), size, &Limits::default()) {
        Ok(file) => {
            assert_eq!(file.len(), Ok(size));
            for offset in [0, size / 2, size.saturating_sub(1)] {
                if let Err(error) = file.fill(offset, &mut [0; 700]) {
                    speaks(&error);
                }
            }
            assert_eq!(file.read_at(size, &mut [0]), Ok(0));
        }
        Err(error) => speaks(&error),
    }
}
