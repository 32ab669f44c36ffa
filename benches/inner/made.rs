//! Layers made for the benches, the same each time.

use std::rc::Rc;

use lamina::Limits;
use lamina::codec::Compression;
use lamina::layer::Layer;
use lamina::source::Memory;
use miniz_oxide::deflate::compress_to_vec;
use structured_zstd::encoding::{CompressionLevel, compress_slice_to_vec};
use tar::{Builder, EntryType, Header};

/// Entries in one directory of `tar`.
const SIBLINGS: usize = 40;

fn header(kind: EntryType, size: usize) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(1_700_000_000);
    header
}

/// A layer of so many entries like those of a distribution: directories and small files. `seed` changes
/// a part of the names, so that layers overlap.
pub(crate) fn tar(entries: usize, seed: usize) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for number in 0..entries {
        let group = number / SIBLINGS;
        let package = if group.is_multiple_of(3) { group } else { group + seed * entries };
        let directory = format!("usr/lib/package-{package:07}/");
        if number.is_multiple_of(SIBLINGS) {
            tar.append_data(&mut header(EntryType::Directory, 0), directory, std::io::empty()).unwrap();
            continue;
        }
        let text = format!("option-{number} = {}\n", number * 2_654_435_761 % 65_537).repeat(number % 97);
        let path = format!("{directory}module_{number:07}.conf");
        tar.append_data(&mut header(EntryType::Regular, text.len()), path, text.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap()
}

/// One directory with so many empty files, in no order.
pub(crate) fn flat(files: usize) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for number in 0..files {
        let path = format!("data/{:08x}-{number:06}.bin", number as u32 * 2_654_435_761_u32);
        tar.append_data(&mut header(EntryType::Regular, 0), path, std::io::empty()).unwrap();
    }
    tar.into_inner().unwrap()
}

/// One member of gzip. The core does not check the CRC-32.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    gzip.extend(compress_to_vec(bytes, 6));
    gzip.extend([0; 4]);
    gzip.extend((bytes.len() as u32).to_le_bytes());
    gzip
}

/// One frame of zstd.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_slice_to_vec(bytes, CompressionLevel::Default)
}

pub(crate) fn index(bytes: &Memory, compression: Compression) -> Layer {
    Layer::index(bytes, compression, &Limits::default(), |_| {}).expect("a layer")
}

pub(crate) fn layer(tar: Vec<u8>) -> Rc<Layer> {
    Rc::new(index(&Memory::new(tar), Compression::None))
}
